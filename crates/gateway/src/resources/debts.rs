//! What a person decides about the money of a case: an advance, and facts that the rules need.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use http::StatusCode;
use proto::day_text;
use proto::income::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::assessments::Rekengegevens;
use super::payments::client;
use super::{Answer, done};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Kwijtscheldingsgrond, Schuldbesluitsoort, Terugvorderingsreden, Word};

const TAG: &str = "Betalingen";

/// Een voorschot zolang niet over het recht op bijstand is beslist.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwVoorschot {
    /// In eurocenten; anders het minste dat de wet geeft, als uit de gegevens blijkt hoeveel dat is.
    #[schema(minimum = 1, maximum = 10000000000_i64)]
    bedrag: Option<i64>,
    /// Waarom; dit komt in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// Een voorschot dat is gegeven.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Voorschot {
    /// Een voorschot is een schuld, tot het is verrekend.
    #[schema(format = "uuid")]
    schuld_id: String,
    /// In eurocenten.
    bedrag: i64,
}

/// Gegevens over een huishouden die vanaf een dag gelden.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweInkomensgegevens {
    /// De eerste dag waarvoor zij gelden.
    vanaf: NaiveDate,
    /// Alleen wat anders is dan wat al bekend was, in de vorm van de rekenregels.
    gegevens: Rekengegevens,
}

/// Geef een voorschot (artikel 52): één per vier weken, zolang niet over het recht is beslist. De volgende betaalrun betaalt het
/// en het wordt vanzelf verrekend met de eerste bijstand.
#[utoipa::path(post, path = "/zaken/{zaakId}/voorschotten", operation_id = "voorschotGeven", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwVoorschot,
    responses((status = 201, description = "Het voorschot.", body = Voorschot)))]
pub(crate) async fn grant_advance(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwVoorschot>,
) -> Answer {
    let message =
        pb::GrantAdvanceRequest { case_id: case.to_string(), cents: form.bedrag, reasons: form.motivering };
    let granted = client(&app).grant_advance(acting.does(message)?).await?.into_inner();
    let body = Voorschot { schuld_id: granted.debt_id, bedrag: granted.cents };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// Geef gegevens op die vanaf een dag gelden, zoals vrijlatingen, een ander huishouden of een maatregel. De volgende betaalrun
/// rekent de maanden opnieuw uit.
#[utoipa::path(post, path = "/zaken/{zaakId}/inkomensgegevens", operation_id = "inkomensgegevensOpgeven", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweInkomensgegevens,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn state_facts(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweInkomensgegevens>,
) -> Answer {
    let message = pb::StateFactsRequest {
        case_id: case.to_string(),
        from_day: day_text(form.vanaf),
        facts_json: form.gegevens.0.to_string(),
    };
    client(&app).state_facts(acting.does(message)?).await?;
    Ok(done())
}

/// Of te veel betaalde bijstand wordt teruggevorderd.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Terugvorderingsbesluit {
    /// Wat wordt teruggevorderd, in eurocenten; 0 is niets, weggelaten is alles wat volgens de wet teruggevorderd kan worden.
    #[schema(minimum = 0, maximum = 10000000000_i64)]
    bedrag: Option<i64>,
    /// Van de Participatiewet: `58 lid 1` (moet, en dan alles), `58 lid 2` (mag) of `58 lid 8` (dringende redenen).
    #[schema(min_length = 1, max_length = 60)]
    artikel: String,
    /// Waarom; dit komt in het besluit en in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
    /// Waarom er te veel is betaald; weggelaten: zoals de betaalrun het vond, of zoals het artikel zegt.
    reden: Option<Terugvorderingsreden>,
    /// Bij een vergissing: de bewoner kon redelijkerwijs begrijpen dat het een fout was. Anders wordt niets teruggevorderd, en ook
    /// niet wat langer geleden is dan de wet toelaat (artikel 58 lid 2 en 6).
    herkenbaar: Option<bool>,
    /// Een partner is niet opgegeven, en moet het ook terugbetalen (artikel 59).
    #[serde(default)]
    partner_niet_opgegeven: bool,
}

/// Wat er is teruggevorderd.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Terugvordering {
    /// In eurocenten.
    bedrag: i64,
}

/// Beslis of te veel betaalde bijstand wordt teruggevorderd. De betaalrun vindt wat te veel is, en over welke maanden; een mens
/// beslist erover. De rekenregels toetsen of en hoeveel volgens de wet kan worden teruggevorderd en van wie (artikel 58 en 59).
#[utoipa::path(post, path = "/zaken/{zaakId}/schulden/{schuldId}/terugvordering", operation_id = "terugvorderingBeslissen", tag = TAG,
    params(
        ("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("schuldId" = Uuid, Path, description = "Kenmerk van de schuld."),
    ),
    request_body = Terugvorderingsbesluit,
    responses((status = 201, description = "Besloten.", body = Terugvordering)))]
pub(crate) async fn decide_recovery(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, debt)): Key<(Uuid, Uuid)>,
    Input(form): Input<Terugvorderingsbesluit>,
) -> Answer {
    let message = pb::DecideRecoveryRequest {
        case_id: case.to_string(),
        debt_id: debt.to_string(),
        cents: form.bedrag,
        article: form.artikel,
        reasons: form.motivering,
        cause: form.reden.map(|reden| reden.wire().to_owned()).unwrap_or_default(),
        recognisable: form.herkenbaar,
        unreported_partner: form.partner_niet_opgegeven,
    };
    let decided = client(&app).decide_recovery(acting.does(message)?).await?.into_inner();
    Ok((StatusCode::CREATED, Json(Terugvordering { bedrag: decided.cents })).into_response())
}

/// Een schuld waarover iemand heeft besloten.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweSchuld {
    soort: Schuldbesluitsoort,
    /// In eurocenten.
    #[schema(minimum = 1, maximum = 10000000000_i64)]
    bedrag: i64,
    /// De maand waarin de schuld ontstond: `2026-03`.
    #[schema(min_length = 7, max_length = 7)]
    maand: String,
    /// Het artikel van de Participatiewet, met het lid: `58 lid 1`, `58 lid 2 onder e`.
    #[schema(min_length = 1, max_length = 60)]
    artikel: String,
    /// Waarom; dit komt in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
    /// Alleen bij een terugvordering: waarom er te veel is betaald; weggelaten: zoals het artikel zegt.
    reden: Option<Terugvorderingsreden>,
    /// Alleen bij een terugvordering na een vergissing: de bewoner kon redelijkerwijs begrijpen dat het een fout was.
    herkenbaar: Option<bool>,
    /// Alleen bij een terugvordering: een partner is niet opgegeven, en moet het ook terugbetalen (artikel 59).
    #[serde(default)]
    partner_niet_opgegeven: bool,
}

/// Een schuld die is vastgelegd.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VastgelegdeSchuld {
    #[schema(format = "uuid")]
    schuld_id: String,
}

/// Leg een schuld vast waarover iemand heeft besloten: een terugvordering (artikel 58), een boete (artikel 18a) of een lening
/// (artikel 48).
#[utoipa::path(post, path = "/zaken/{zaakId}/schulden", operation_id = "schuldVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweSchuld,
    responses((status = 201, description = "De schuld.", body = VastgelegdeSchuld)))]
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweSchuld>,
) -> Answer {
    let message = pb::DecideDebtRequest {
        case_id: case.to_string(),
        kind: form.soort.wire().to_owned(),
        cents: form.bedrag,
        month: form.maand,
        article: form.artikel,
        reasons: form.motivering,
        cause: form.reden.map(|reden| reden.wire().to_owned()).unwrap_or_default(),
        recognisable: form.herkenbaar,
        unreported_partner: form.partner_niet_opgegeven,
    };
    let decided = client(&app).decide_debt(acting.does(message)?).await?.into_inner();
    Ok((StatusCode::CREATED, Json(VastgelegdeSchuld { schuld_id: decided.debt_id })).into_response())
}

/// Een rapport over een overtreding van de inlichtingenplicht.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwBoeterapport {
    /// De laatste dag van de overtreding; dezelfde als bij de gegevens van de boete (`conduct.fine.committed_on`).
    overtreding_op: NaiveDate,
    /// De dag waarop de bewoner is gehoord, of een zienswijze kon geven.
    gehoord_op: NaiveDate,
    /// Wat er is gebleken; dit komt in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// Leg het rapport vast over een overtreding van de inlichtingenplicht, met de dag waarop de bewoner zijn zienswijze kon
/// geven (Awb artikel 5:48 en 5:53). Een boete boven de grens van de wet legt daarna een ander op dan wie het rapport maakte.
#[utoipa::path(post, path = "/zaken/{zaakId}/boeterapporten", operation_id = "boeteRapporteren", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwBoeterapport,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn report_breach(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwBoeterapport>,
) -> Answer {
    let message = pb::ReportBreachRequest {
        case_id: case.to_string(),
        committed_on: day_text(form.overtreding_op),
        heard_on: day_text(form.gehoord_op),
        reasons: form.motivering,
    };
    client(&app).report_breach(acting.does(message)?).await?;
    Ok(done())
}

/// Een waarschuwing voor een overtreding van de inlichtingenplicht.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweWaarschuwing {
    /// Waarom; dit komt in het besluit en in het verhaal van de zaak.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// Geef een waarschuwing in plaats van een boete, voor de overtreding die is vastgelegd (`conduct.fine`). De wet laat dat toe als er
/// niets of weinig te veel is betaald of de bewoner het op tijd zelf meldde, en er in de twee jaar ervoor geen waarschuwing was
/// (artikel 18a). Het is een besluit over geld waartegen bezwaar kan worden gemaakt. Wie binnen twee jaar de plicht weer niet
/// nakomt, krijgt geen waarschuwing meer.
#[utoipa::path(post, path = "/zaken/{zaakId}/waarschuwingen", operation_id = "waarschuwen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweWaarschuwing,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn warn(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweWaarschuwing>,
) -> Answer {
    let message = pb::WarnOfBreachRequest { case_id: case.to_string(), reasons: form.motivering };
    client(&app).warn_of_breach(acting.does(message)?).await?;
    Ok(done())
}

/// Een waarschuwing die vervalt.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WaarschuwingIntrekken {
    /// Waarom; dit komt in het besluit en in het verhaal van de zaak.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// Trek een waarschuwing in. Zij telt dan niet meer mee als de bewoner de inlichtingenplicht weer niet nakomt. Het is een besluit
/// over geld dat naar de waarschuwing verwijst. Na een gegrond bezwaar tegen de waarschuwing gebeurt dit vanzelf.
#[utoipa::path(post, path = "/zaken/{zaakId}/waarschuwingen/{nummer}/intrekking", operation_id = "waarschuwingIntrekken",
    tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("nummer" = u32, Path, description = "Nummer van de waarschuwing onder de besluiten over geld van de zaak.")),
    request_body = WaarschuwingIntrekken,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn withdraw_warning(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, decision)): Key<(Uuid, u32)>,
    Input(form): Input<WaarschuwingIntrekken>,
) -> Answer {
    let message =
        pb::WithdrawWarningRequest { case_id: case.to_string(), decision, reasons: form.motivering };
    client(&app).withdraw_warning(acting.does(message)?).await?;
    Ok(done())
}

/// Een schuld, of een deel ervan, die niet meer betaald hoeft te worden.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweKwijtschelding {
    /// Waarom de wet het toelaat. De rekenregels toetsen het aan de gegevens van de zaak (`recovery.stop`, `recovery.claim`).
    grond: Kwijtscheldingsgrond,
    /// In eurocenten; alleen bij `dringende-redenen`, en anders alles wat er nog openstaat.
    #[schema(minimum = 1, maximum = 10000000000_i64)]
    bedrag: Option<i64>,
    /// Waarom; dit komt in het besluit en in het verhaal van de zaak.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// Een besluit dat een schuld, of een deel ervan, niet meer betaald hoeft te worden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Kwijtscheldingsbesluit {
    /// Nummer van het besluit over geld.
    besluit: u32,
    /// Wat er niet meer betaald hoeft te worden, in eurocenten.
    bedrag: i64,
}

/// Scheld kwijt wat er van een schuld over is, of een deel ervan, waar de wet dat toelaat (artikel 18a lid 13, 58 lid 7 en 8, 60c;
/// Awb artikel 4:104). Wie de schuld vaststelde, doet dat niet zelf.
#[utoipa::path(post, path = "/zaken/{zaakId}/schulden/{schuldId}/kwijtschelding", operation_id = "schuldKwijtschelden",
    tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("schuldId" = Uuid, Path, description = "Kenmerk van de schuld.")),
    request_body = NieuweKwijtschelding,
    responses((status = 201, description = "Het besluit.", body = Kwijtscheldingsbesluit)))]
pub(crate) async fn write_off(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, debt)): Key<(Uuid, Uuid)>,
    Input(form): Input<NieuweKwijtschelding>,
) -> Answer {
    let message = pb::WriteOffDebtRequest {
        case_id: case.to_string(),
        debt_id: debt.to_string(),
        ground: form.grond.wire().to_owned(),
        cents: form.bedrag,
        reasons: form.motivering,
    };
    let decided = client(&app).write_off_debt(acting.does(message)?).await?.into_inner();
    let body = Kwijtscheldingsbesluit { besluit: decided.decision, bedrag: decided.cents };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}
