//! Recourse on whoever owes maintenance: decided on, ended, received and read.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use http::{HeaderMap, StatusCode};
use proto::day_text;
use proto::income::v1 as pb;
use proto::income::v1::recourse_service_client::RecourseServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::grants::{Beeindigingsbesluit, ToekenningBeeindigen, Toekenningsmaand};
use super::statements::{all, answer};
use super::{Answer, day, done, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Onderhoudsplichtige, Word};

const TAG: &str = "Verhaal";

fn client(app: &App) -> RecourseServiceClient<Line> {
    RecourseServiceClient::new(app.clients.income.clone())
}

/// Verhaal waarover wordt besloten. Het bedrag is dat van de regels.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwVerhaal {
    /// De eerste dag; de gegevens over het verhaal gelden dan al.
    ingangsdatum: NaiveDate,
    /// Waarom; dit komt in het besluit en in het verhaal van de zaak.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
    /// Nummer van het verhaal dat dit besluit verbetert.
    #[schema(minimum = 1)]
    verbetert: Option<u32>,
}

/// Een besluit over verhaal.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verhaalsbesluit {
    /// Nummer van het verhaal in de zaak.
    nummer: u32,
    /// Nummer van het besluit over geld.
    besluit: u32,
    /// In eurocenten, per maand of in één keer.
    bedrag: i64,
}

/// Iets dat uit verhaal is ontvangen.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweOntvangst {
    /// In eurocenten; nooit meer dan er openstaat. Onder nul: het is terugbetaald, of een ontvangst was onjuist; nooit meer
    /// dan er is ontvangen.
    #[schema(minimum = -10000000000_i64, maximum = 10000000000_i64)]
    bedrag: i64,
    /// Waaruit het blijkt, zoals een afschrift; dit komt in het verhaal van de zaak.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
}

/// Wat er voor een zaak op anderen wordt verhaald.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verhaaloverzicht {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Zoals mensen de zaak noemen; ontbreekt bij zaken van voordat het nummer werd bewaard.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
    vorderingen: Vec<Verhaalsvordering>,
}

/// Verhaal op één ander, met elke maand zoals die is berekend.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verhaalsvordering {
    nummer: u32,
    /// Nummer van het besluit dat geldt.
    besluit: u32,
    op: Onderhoudsplichtige,
    #[serde(skip_serializing_if = "Option::is_none")]
    ingangsdatum: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    einddatum: Option<NaiveDate>,
    eenmalig: bool,
    /// Wat er tot nu toe is verhaald, in eurocenten.
    verhaald: i64,
    /// Wat daarvan is ontvangen, in eurocenten; wat daarboven komt, wordt terugbetaald.
    ontvangen: i64,
    /// Elke berekening van elke maand; de hoogste versie geldt.
    maanden: Vec<Toekenningsmaand>,
}

impl From<pb::Recourse> for Verhaalsvordering {
    fn from(wire: pb::Recourse) -> Self {
        Self {
            nummer: wire.recourse,
            besluit: wire.decision,
            op: Onderhoudsplichtige::of_wire(&wire.debtor),
            ingangsdatum: day(&wire.from_day),
            einddatum: day(&wire.until_day),
            eenmalig: wire.once,
            verhaald: wire.claimed_cents,
            ontvangen: wire.received_cents,
            maanden: all(wire.months),
        }
    }
}

/// Besluit tot verhaal op wie onderhoud verschuldigd is, een schenking kreeg, of op de nalatenschap (artikel 61 tot en met 62i).
/// De betaalruns stellen het maand voor maand vast.
#[utoipa::path(post, path = "/zaken/{zaakId}/verhaalsvorderingen", operation_id = "verhaalBesluiten", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwVerhaal,
    responses((status = 201, description = "Het besluit.", body = Verhaalsbesluit)))]
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwVerhaal>,
) -> Answer {
    let message = pb::DecideRecourseRequest {
        case_id: case.to_string(),
        from_day: day_text(form.ingangsdatum),
        reasons: form.motivering,
        corrects: form.verbetert.unwrap_or_default(),
    };
    let decided = client(&app).decide_recourse(acting.does(message)?).await?.into_inner();
    let body = Verhaalsbesluit { nummer: decided.recourse, besluit: decided.decision, bedrag: decided.cents };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// Beëindig verhaal vanaf een dag.
#[utoipa::path(post, path = "/zaken/{zaakId}/verhaalsvorderingen/{nummer}/beeindiging", operation_id = "verhaalBeeindigen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("nummer" = u32, Path, description = "Nummer van het verhaal in de zaak.")),
    request_body = ToekenningBeeindigen,
    responses((status = 201, description = "Het besluit.", body = Beeindigingsbesluit)))]
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, recourse)): Key<(Uuid, u32)>,
    Input(form): Input<ToekenningBeeindigen>,
) -> Answer {
    let message = pb::EndRecourseRequest {
        case_id: case.to_string(),
        recourse,
        from_day: day_text(form.ingangsdatum),
        reasons: form.motivering,
    };
    let ended = client(&app).end_recourse(acting.does(message)?).await?.into_inner();
    Ok((StatusCode::CREATED, Json(Beeindigingsbesluit { besluit: ended.decision })).into_response())
}

/// Leg vast wat er uit verhaal is ontvangen.
#[utoipa::path(post, path = "/zaken/{zaakId}/verhaalsvorderingen/{nummer}/ontvangsten", operation_id = "verhaalOntvangen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("nummer" = u32, Path, description = "Nummer van het verhaal in de zaak.")),
    request_body = NieuweOntvangst,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn receive(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, recourse)): Key<(Uuid, u32)>,
    Input(form): Input<NieuweOntvangst>,
) -> Answer {
    let message = pb::ReceiveRecourseRequest {
        case_id: case.to_string(),
        recourse,
        cents: form.bedrag,
        reasons: form.motivering,
    };
    client(&app).receive_recourse(acting.does(message)?).await?;
    Ok(done())
}

/// Lees wat er op anderen wordt verhaald en wat daarvan is ontvangen. Met `Accept: text/markdown` is het antwoord een
/// bladzijde in gewone taal.
#[utoipa::path(get, path = "/zaken/{zaakId}/verhaalsvorderingen", operation_id = "verhaalsvorderingenLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "Het verhaal.",
        content((Verhaaloverzicht = "application/json"), (String = "text/markdown")))))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    headers: HeaderMap,
    Key(case): Key<Uuid>,
) -> Answer {
    let message = pb::ListRecourseRequest { case_id: case.to_string() };
    let found = client(&app).list_recourse(acting.asks(message)?).await?.into_inner();
    let body = Verhaaloverzicht {
        zaak_id: found.case_id,
        zaaknummer: some(found.case_number),
        vorderingen: all(found.recourse),
    };
    Ok(answer(&headers, found.page, body))
}
