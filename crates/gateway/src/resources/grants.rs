//! Other schemes than general assistance: granted, ended, and read.

pub(super) mod refusals;
pub(super) mod unused;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use http::{HeaderMap, StatusCode};
use proto::day_text;
use proto::income::v1 as pb;
use proto::income::v1::grant_service_client::GrantServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::statements::{all, answer};
use super::{Answer, Uitleg, day, day_or_empty, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Begunstigde, Regeling, Toekenningsvorm, Word};

const TAG: &str = "Toekenningen";

fn client(app: &App) -> GrantServiceClient<Line> {
    GrantServiceClient::new(app.clients.income.clone())
}

/// Hoe loonheffing en premies van een bruto uitkering afgaan, zoals de tabellen van de Belastingdienst het geven.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Loonheffing {
    /// Deel van het bruto bedrag, in honderdste procenten: 3570 is 35,70 %.
    #[schema(minimum = 0, maximum = 10000)]
    tarief: u32,
    /// Heffingskorting per maand, in eurocenten.
    #[schema(minimum = 0, maximum = 10000000)]
    heffingskorting: i64,
}

/// Wat er uit een andere regeling wordt toegekend.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweToekenning {
    regeling: Regeling,
    /// Alleen bij een minimaregeling: de sleutel van de regeling in het beleid van de gemeente.
    #[schema(min_length = 1, max_length = 100)]
    minimaregeling: Option<String>,
    begunstigde: Begunstigde,
    /// De eerste dag; van wat in één keer wordt betaald, is het de maand van deze dag.
    ingangsdatum: NaiveDate,
    /// De laatste dag, als die al bekend is.
    einddatum: Option<NaiveDate>,
    /// In één keer, en niet elke maand.
    #[serde(default)]
    eenmalig: bool,
    /// Waar de regels de vorm noemen, geldt die.
    vorm: Option<Toekenningsvorm>,
    /// In eurocenten, per maand of in één keer; alleen waar de regels het bedrag aan een consulent laten.
    #[schema(minimum = 1, maximum = 10000000000_i64)]
    bedrag: Option<i64>,
    /// Nodig bij IOAW en IOAZ: die zijn bruto.
    loonheffing: Option<Loonheffing>,
    /// Nummer van de toekenning die dit besluit verbetert.
    #[schema(minimum = 1)]
    verbetert: Option<u32>,
    /// Nummer van het besluit over geld dat dit afwees en na bezwaar of beroep is herroepen: dit komt ervoor in de plaats.
    #[schema(minimum = 1)]
    vervangt_besluit: Option<u32>,
    /// Waarom; dit komt in het besluit en in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// Een besluit over een toekenning.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Toekenningsbesluit {
    /// Nummer van de toekenning in de zaak.
    nummer: u32,
    /// Nummer van het besluit over geld.
    besluit: u32,
    /// In eurocenten, per maand of in één keer, op de eerste dag.
    bedrag: i64,
}

/// Het einde van een toekenning of van verhaal. Wat in één keer wordt betaald, wordt ingetrokken vanaf de eerste dag.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ToekenningBeeindigen {
    /// De eerste dag zonder.
    pub(super) ingangsdatum: NaiveDate,
    /// Waarom; dit komt in het besluit en in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    pub(super) motivering: String,
}

/// Het besluit dat een toekenning of verhaal beëindigt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beeindigingsbesluit {
    /// Nummer van het besluit over geld.
    pub(super) besluit: u32,
}

/// De vaststelling van een jaar na afloop van het boekjaar.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweJaarvaststelling {
    /// Een kalenderjaar dat voorbij is.
    #[schema(minimum = 2000, maximum = 2200)]
    jaar: i32,
    /// Welk deel van de lening over dat jaar een gift is, in eurocenten; het hele deel, ook als er al iets was vastgesteld.
    #[schema(minimum = 0, maximum = 10000000000_i64)]
    gift: i64,
    /// Waarom; dit komt in het besluit en in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// Het besluit over een jaar.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Jaarvaststellingsbesluit {
    /// Nummer van het besluit over geld.
    besluit: u32,
    /// Wat over het jaar is geleend en een lening blijft, in eurocenten.
    lening: i64,
}

/// Een jaar dat is vastgesteld.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VastgesteldJaar {
    jaar: i32,
    /// Nummer van het besluit over geld.
    besluit: u32,
    /// In eurocenten.
    gift: i64,
}

impl From<pb::SettledYear> for VastgesteldJaar {
    fn from(wire: pb::SettledYear) -> Self {
        Self { jaar: wire.year, besluit: wire.decision, gift: wire.gift_cents }
    }
}

/// Wat er in een zaak uit andere regelingen is toegekend.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Toekenningen {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Zoals mensen de zaak noemen; ontbreekt bij zaken van voordat het nummer werd bewaard.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
    toekenningen: Vec<Toekenning>,
    /// Regelingen waar het huishouden recht op lijkt te hebben en die het niet gebruikt, met wat vandaag bekend is. Geen besluit.
    niet_gebruikt: Vec<OngebruikteRegeling>,
}

/// Een regeling die het huishouden niet gebruikt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OngebruikteRegeling {
    /// De sleutel: van een regeling van de gemeente die in haar beleid.
    sleutel: String,
    naam: String,
    /// Wat nog bekend moet worden om het te kunnen zeggen; leeg: het huishouden lijkt er recht op te hebben.
    ontbreekt: Vec<String>,
    /// Elke voorwaarde van de regeling, en wat er van dit huishouden over bekend is.
    uitleg: Vec<Uitleg>,
}

impl From<pb::UnusedScheme> for OngebruikteRegeling {
    fn from(wire: pb::UnusedScheme) -> Self {
        Self {
            sleutel: wire.scheme,
            naam: wire.label,
            ontbreekt: wire.missing,
            uitleg: all(wire.explanations),
        }
    }
}

/// Eén toekenning, met elke maand zoals die is berekend.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Toekenning {
    nummer: u32,
    /// Nummer van het besluit dat geldt.
    besluit: u32,
    regeling: Regeling,
    /// De sleutel van een minimaregeling in het beleid van de gemeente.
    #[serde(skip_serializing_if = "Option::is_none")]
    minimaregeling: Option<String>,
    /// Hoe de regeling heet.
    naam: String,
    vorm: Toekenningsvorm,
    begunstigde: Begunstigde,
    #[serde(skip_serializing_if = "Option::is_none")]
    ingangsdatum: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    einddatum: Option<NaiveDate>,
    eenmalig: bool,
    /// Wat het besluit vastlegde, in eurocenten; niet waar de regels elke maand uitrekenen.
    #[serde(skip_serializing_if = "Option::is_none")]
    bedrag: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loonheffing: Option<Loonheffing>,
    /// Wat nog betaald moet worden en in geen opdracht staat, in eurocenten; onder nul wordt het later verrekend.
    nog_te_betalen: i64,
    /// Elke berekening van elke maand; de hoogste versie geldt.
    maanden: Vec<Toekenningsmaand>,
    /// Jaren die na het boekjaar zijn vastgesteld.
    vastgesteld: Vec<VastgesteldJaar>,
    /// Jaren die een consulent nog moet vaststellen met de jaarcijfers.
    vast_te_stellen: Vec<i32>,
}

/// Een maand van een toekenning, zoals die is berekend.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Toekenningsmaand {
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: String,
    versie: u32,
    /// Wat op deze dag bekend was, telt mee.
    #[serde(skip_serializing_if = "Option::is_none")]
    bekend_op: Option<NaiveDate>,
    /// In eurocenten.
    bruto: i64,
    /// Ingehouden loonheffing, in eurocenten.
    loonheffing: i64,
    /// Elke regel die is toegepast.
    uitleg: Vec<Uitleg>,
}

impl From<pb::WageTax> for Loonheffing {
    fn from(wire: pb::WageTax) -> Self {
        Self { tarief: wire.basis_points, heffingskorting: wire.credit_cents }
    }
}

impl From<pb::Grant> for Toekenning {
    fn from(wire: pb::Grant) -> Self {
        Self {
            nummer: wire.grant,
            besluit: wire.decision,
            regeling: Regeling::of_wire(&wire.scheme),
            minimaregeling: some(wire.minima),
            naam: wire.name,
            vorm: Toekenningsvorm::of_wire(&wire.form),
            begunstigde: Begunstigde::of_wire(&wire.payee),
            ingangsdatum: day(&wire.from_day),
            einddatum: day(&wire.until_day),
            eenmalig: wire.once,
            bedrag: wire.cents,
            loonheffing: wire.wage_tax.map(Into::into),
            nog_te_betalen: wire.owed_cents,
            maanden: all(wire.months),
            vastgesteld: all(wire.settled),
            vast_te_stellen: wire.unsettled,
        }
    }
}

impl From<pb::GrantMonth> for Toekenningsmaand {
    fn from(wire: pb::GrantMonth) -> Self {
        Self {
            maand: wire.month,
            versie: wire.version,
            bekend_op: day(&wire.known_on),
            bruto: wire.gross_cents,
            loonheffing: wire.withheld_cents,
            uitleg: all(wire.explanations),
        }
    }
}

/// Ken iets toe uit een andere regeling dan de algemene bijstand, zoals de regels het geven: IOAW, IOAZ, bijstand voor
/// zelfstandigen, een toeslag, bijzondere bijstand, een minimaregeling van de gemeente of loonkostensubsidie. Of verbeter een
/// eerdere toekenning. De volgende betaalrun betaalt. Een besluit over een dag die is afgewezen, komt in de plaats van die
/// afwijzing.
#[utoipa::path(post, path = "/zaken/{zaakId}/toekenningen", operation_id = "toekennen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweToekenning,
    responses((status = 201, description = "Het besluit.", body = Toekenningsbesluit)))]
pub(crate) async fn grant(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweToekenning>,
) -> Answer {
    let wage_tax = form
        .loonheffing
        .map(|tax| pb::WageTax { basis_points: tax.tarief, credit_cents: tax.heffingskorting });
    let message = pb::GrantSchemeRequest {
        case_id: case.to_string(),
        scheme: form.regeling.wire().to_owned(),
        minima: form.minimaregeling.unwrap_or_default(),
        payee: form.begunstigde.wire().to_owned(),
        from_day: day_text(form.ingangsdatum),
        until_day: day_or_empty(form.einddatum),
        once: form.eenmalig,
        form: form.vorm.map(|form| form.wire().to_owned()).unwrap_or_default(),
        cents: form.bedrag,
        wage_tax,
        corrects: form.verbetert.unwrap_or_default(),
        replaces_decision: form.vervangt_besluit.unwrap_or_default(),
        reasons: form.motivering,
    };
    let granted = client(&app).grant_scheme(acting.does(message)?).await?.into_inner();
    let body = Toekenningsbesluit { nummer: granted.grant, besluit: granted.decision, bedrag: granted.cents };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// Beëindig een toekenning vanaf een dag. Wat voor latere dagen is betaald, verrekent de volgende betaalrun. Wat in één keer
/// wordt betaald, trekt u zo in: vanaf de eerste dag.
#[utoipa::path(post, path = "/zaken/{zaakId}/toekenningen/{nummer}/beeindiging", operation_id = "toekenningBeeindigen",
    tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("nummer" = u32, Path, description = "Nummer van de toekenning in de zaak.")),
    request_body = ToekenningBeeindigen,
    responses((status = 201, description = "Het besluit.", body = Beeindigingsbesluit)))]
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, grant)): Key<(Uuid, u32)>,
    Input(form): Input<ToekenningBeeindigen>,
) -> Answer {
    let message = pb::EndGrantRequest {
        case_id: case.to_string(),
        grant,
        from_day: day_text(form.ingangsdatum),
        reasons: form.motivering,
    };
    let ended = client(&app).end_grant(acting.does(message)?).await?.into_inner();
    Ok((StatusCode::CREATED, Json(Beeindigingsbesluit { besluit: ended.decision })).into_response())
}

/// Stel een jaar definitief vast van bijstand die een zelfstandige elke maand als lening kreeg (Bbz 2004 artikel 12): een
/// consulent bepaalt met de jaarcijfers welk deel een gift is. Dat gaat meteen van de schuld af; de rest blijft een lening.
#[utoipa::path(post, path = "/zaken/{zaakId}/toekenningen/{nummer}/jaarvaststellingen", operation_id = "jaarVaststellen",
    tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("nummer" = u32, Path, description = "Nummer van de toekenning in de zaak.")),
    request_body = NieuweJaarvaststelling,
    responses((status = 201, description = "Het besluit.", body = Jaarvaststellingsbesluit)))]
pub(crate) async fn settle(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, grant)): Key<(Uuid, u32)>,
    Input(form): Input<NieuweJaarvaststelling>,
) -> Answer {
    let message = pb::SettleGrantRequest {
        case_id: case.to_string(),
        grant,
        year: form.jaar,
        gift_cents: form.gift,
        reasons: form.motivering,
    };
    let settled = client(&app).settle_grant(acting.does(message)?).await?.into_inner();
    let body = Jaarvaststellingsbesluit { besluit: settled.decision, lening: settled.loan_cents };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// Lees wat er uit andere regelingen is toegekend, met elke maand zoals die is berekend. Met `Accept: text/markdown` is het
/// antwoord een bladzijde in gewone taal.
#[utoipa::path(get, path = "/zaken/{zaakId}/toekenningen", operation_id = "toekenningenLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De toekenningen.",
        content((Toekenningen = "application/json"), (String = "text/markdown")))))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    headers: HeaderMap,
    Key(case): Key<Uuid>,
) -> Answer {
    let message = pb::ListGrantsRequest { case_id: case.to_string() };
    let found = client(&app).list_grants(acting.asks(message)?).await?.into_inner();
    let body = Toekenningen {
        zaak_id: found.case_id,
        zaaknummer: some(found.case_number),
        toekenningen: all(found.grants),
        niet_gebruikt: all(found.unused),
    };
    Ok(answer(&headers, found.page, body))
}
