use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use proto::income::v1 as pb;
use proto::income::v1::income_service_client::IncomeServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::steps::must_be_taken;
use super::{Answer, Uitleg, day, day_or_empty, done, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Rechtuitkomst, Word, properties};

const TAG: &str = "Recht";

/// Het recht op bijstand, met elke regel van de berekening.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Recht {
    #[schema(format = "uuid")]
    zaak_id: String,
    uitkomst: Rechtuitkomst,
    /// Eerste dag van het recht.
    #[serde(skip_serializing_if = "Option::is_none")]
    ingangsdatum: Option<NaiveDate>,
    /// Laatste dag van het recht; ontbreekt zolang het loopt.
    #[serde(skip_serializing_if = "Option::is_none")]
    einddatum: Option<NaiveDate>,
    /// Norm per maand in eurocenten, met vakantietoeslag.
    #[serde(skip_serializing_if = "Option::is_none")]
    norm_per_maand: Option<i64>,
    /// Bijstand per maand in eurocenten, met vakantietoeslag.
    #[serde(skip_serializing_if = "Option::is_none")]
    bedrag_per_maand: Option<i64>,
    /// Elke regel die is toegepast, in volgorde; de laatste besliste.
    uitleg: Vec<Uitleg>,
    /// Gegevens die ontbreken om te kunnen beslissen.
    ontbrekende_gegevens: Vec<String>,
}

/// Een besluit van een mens over het recht.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwRechtbesluit {
    toegekend: bool,
    /// Nodig om toe te kennen: bijstand per maand in eurocenten.
    #[schema(minimum = 0, maximum = 100000000)]
    bedrag_per_maand: Option<i64>,
    /// De eerste dag van het recht, als de aanvraag verwijtbaar te laat kwam: op zijn laatst de dag van de aanvraag. Ook
    /// een dag voor de melding, als omstandigheden van de persoon dat vragen (art. 44 lid 5), of vanaf de melding voor een IOAW,
    /// IOAZ of Bbz die is geweigerd (art. 43 lid 6, vastgelegd onder `application` van de inkomensgegevens): het bedrag geldt dan
    /// tot de melding.
    /// Weggelaten begint het op de dag die de regels geven.
    ingangsdatum: Option<NaiveDate>,
    /// Waarom; dit komt in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

fn client(app: &App) -> IncomeServiceClient<Line> {
    IncomeServiceClient::new(app.clients.income.clone())
}

/// Lees het recht op bijstand.
#[utoipa::path(get, path = "/zaken/{zaakId}/recht", operation_id = "rechtLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "Het recht.", body = Recht,
        headers(("ETag" = String, description = "Versie van het recht.")))))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::GetEntitlementRequest { case_id: case.to_string() };
    let found = client(&app).get_entitlement(acting.asks(message)?).await?.into_inner();
    let version = found.version;
    let body = Recht {
        uitkomst: Rechtuitkomst::of_wire(found.outcome().as_str_name()),
        zaak_id: found.case_id,
        ingangsdatum: day(&found.from_day),
        einddatum: day(&found.until_day),
        norm_per_maand: found.norm_cents,
        bedrag_per_maand: found.amount_cents,
        uitleg: found.explanations.into_iter().map(Into::into).collect(),
        ontbrekende_gegevens: properties(&found.missing_facts),
    };
    Ok(tagged(version, body))
}

/// Beslis wat de regels aan een mens overlaten.
#[utoipa::path(post, path = "/zaken/{zaakId}/recht/besluiten", operation_id = "rechtBeslissen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwRechtbesluit,
    responses((status = 204, description = "Besloten.")))]
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwRechtbesluit>,
) -> Answer {
    let message = pb::DecideEntitlementRequest {
        case_id: case.to_string(),
        granted: form.toegekend,
        amount_cents: form.bedrag_per_maand,
        reasons: form.motivering,
        from_day: day_or_empty(form.ingangsdatum),
    };
    must_be_taken(&app, &acting, case, "entitlement").await?;
    client(&app).decide_entitlement(acting.does(message)?).await?;
    Ok(done())
}
