use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use proto::operation::v1 as pb;
use proto::operation::v1::operation_service_client::OperationServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Answer, done};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::page::Page;
use crate::problem::Problem;

const TAG: &str = "Beheer";

/// Een bericht dat niet verwerkt kon worden. Zonder persoonsgegevens.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GeparkeerdBericht {
    #[schema(format = "uuid")]
    bericht_id: String,
    soort: String,
    afzender: String,
    /// Waarop de volgorde wordt bewaard: een zaak, of een groep die capaciteit deelt.
    sleutel: String,
    volgnummer: u64,
    gemeente: String,
    fout: String,
    pogingen: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    geparkeerd_op: Option<DateTime<Utc>>,
    /// Latere berichten met dezelfde sleutel.
    wachtend_erachter: u32,
    /// De inhoud, in hexadecimale vorm; alleen bij een enkel bericht.
    #[serde(skip_serializing_if = "Option::is_none")]
    inhoud: Option<String>,
}

impl From<pb::ParkedMessage> for GeparkeerdBericht {
    fn from(wire: pb::ParkedMessage) -> Self {
        Self {
            bericht_id: wire.id,
            soort: wire.r#type,
            afzender: wire.sender,
            sleutel: wire.key,
            volgnummer: wire.number,
            gemeente: wire.municipality,
            fout: wire.error,
            pogingen: wire.attempts,
            geparkeerd_op: wire.parked_at.parse().ok(),
            wachtend_erachter: wire.waiting_behind,
            inhoud: None,
        }
    }
}

/// Een bladzijde van geparkeerde berichten.
#[derive(Serialize, ToSchema)]
pub(crate) struct GeparkeerdeBerichten {
    totaal: u64,
    berichten: Vec<GeparkeerdBericht>,
}

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BerichtenVraag {
    /// Nummer van de bladzijde.
    #[param(minimum = 1, maximum = 1000000, default = 1)]
    page: Option<u32>,
    /// Aantal op een bladzijde.
    #[param(minimum = 1, maximum = 100, default = 25)]
    page_size: Option<u32>,
}

/// Welke berichten opnieuw worden aangeboden.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweHerhaling {
    /// Alle geparkeerde berichten van de dienst.
    #[serde(default)]
    alle: bool,
    #[serde(default)]
    #[schema(max_items = 1000)]
    berichten: Vec<Uuid>,
}

/// Wat er van de herhaling kwam.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Herhaling {
    verwerkt: u32,
    opnieuw_geparkeerd: u32,
}

/// Waarom een bericht wordt opgegeven.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweVerwerping {
    #[schema(min_length = 1, max_length = 2000)]
    reden: String,
}

fn client(app: &App, name: &str) -> Result<OperationServiceClient<Line>, Problem> {
    let known = app.clients.all().into_iter().find(|(service, _)| *service == name);
    let (_, line) =
        known.ok_or_else(|| Problem::from(service::refusal_status(&domain::Refusal::not_found("dienst"))))?;
    Ok(OperationServiceClient::new(line.clone()))
}

/// De berichten die een dienst niet kon verwerken.
#[utoipa::path(get, path = "/beheer/{dienst}/geparkeerde-berichten", operation_id = "geparkeerdeBerichtenLijst",
    tag = TAG, params(("dienst" = String, Path, description = "Naam van de dienst, zoals income."), BerichtenVraag),
    responses((status = 200, description = "Een bladzijde van de berichten.", body = GeparkeerdeBerichten,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(name): Key<String>,
    uri: Uri,
    Query(asked): Query<BerichtenVraag>,
) -> Answer {
    let page = Page::of(asked.page, asked.page_size);
    let message = pb::ListParkedRequest { page: page.number(), page_size: page.size() };
    let found = client(&app, &name)?.list_parked(acting.asks(message)?).await?.into_inner();
    let berichten = found.messages.into_iter().map(Into::into).collect();
    Ok(page.answer(&uri, found.total, GeparkeerdeBerichten { totaal: found.total, berichten }))
}

/// Een bericht dat niet verwerkt kon worden, met zijn inhoud.
#[utoipa::path(get, path = "/beheer/{dienst}/geparkeerde-berichten/{berichtId}", operation_id = "geparkeerdBerichtLezen",
    tag = TAG, params(("dienst" = String, Path, description = "Naam van de dienst, zoals income."),
        ("berichtId" = Uuid, Path, description = "Kenmerk van het bericht.")),
    responses((status = 200, description = "Het bericht.", body = GeparkeerdBericht)))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((name, id)): Key<(String, Uuid)>,
) -> Answer {
    let message = pb::GetParkedRequest { id: id.to_string() };
    let found = client(&app, &name)?.get_parked(acting.asks(message)?).await?.into_inner();
    let mut bericht = GeparkeerdBericht::from(found.message.unwrap_or_default());
    bericht.inhoud = Some(found.body.iter().map(|byte| format!("{byte:02x}")).collect());
    Ok(Json(bericht).into_response())
}

/// Bied berichten opnieuw aan, op volgorde, met alles wat erachter wacht.
#[utoipa::path(post, path = "/beheer/{dienst}/herhalingen", operation_id = "berichtenHerhalen", tag = TAG,
    params(("dienst" = String, Path, description = "Naam van de dienst, zoals income.")),
    request_body = NieuweHerhaling,
    responses((status = 200, description = "Wat er van de herhaling kwam.", body = Herhaling)))]
pub(crate) async fn replay(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(name): Key<String>,
    Input(form): Input<NieuweHerhaling>,
) -> Answer {
    let ids = form.berichten.iter().map(Uuid::to_string).collect();
    let message = pb::ReplayParkedRequest { ids, all: form.alle };
    let done = client(&app, &name)?.replay_parked(acting.does(message)?).await?.into_inner();
    Ok(Json(Herhaling { verwerkt: done.replayed, opnieuw_geparkeerd: done.parked_again }).into_response())
}

/// Geef een bericht op; wat erachter wacht, gaat door.
#[utoipa::path(post, path = "/beheer/{dienst}/geparkeerde-berichten/{berichtId}/verwerpingen",
    operation_id = "berichtVerwerpen", tag = TAG,
    params(("dienst" = String, Path, description = "Naam van de dienst, zoals income."),
        ("berichtId" = Uuid, Path, description = "Kenmerk van het bericht.")),
    request_body = NieuweVerwerping,
    responses((status = 204, description = "Opgegeven; de vastlegging blijft.")))]
pub(crate) async fn discard(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((name, id)): Key<(String, Uuid)>,
    Input(form): Input<NieuweVerwerping>,
) -> Answer {
    let message = pb::DiscardParkedRequest { id: id.to_string(), reason: form.reden };
    client(&app, &name)?.discard_parked(acting.does(message)?).await?;
    Ok(done())
}
