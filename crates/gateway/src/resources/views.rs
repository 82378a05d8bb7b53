use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::future::join_all;
use proto::common::v1::PageRequest;
use proto::story::v1 as pb;
use proto::story::v1::story_service_client::StoryServiceClient;
use serde::Serialize;
use service::Line;
use tonic::Status;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Answer, day};
use crate::App;
use crate::acting::Acting;
use crate::input::Key;
use crate::words::{Dienst, Rol, Word, property_path};

/// So many views of one service are shown, the newest.
const MOST: u32 = 100;

/// Wie de gegevens van een zaak heeft bekeken.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Gegevensinzagen {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Aantal inzagen over alle diensten heen; van elke dienst staan de nieuwste honderd in de lijst.
    totaal: u64,
    /// De nieuwste eerst.
    inzagen: Vec<Gegevensinzage>,
}

/// Iemand bekeek gegevens.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Gegevensinzage {
    dienst: Dienst,
    /// In de keten van inzagen van de dienst.
    nummer: u64,
    tijdstip: DateTime<Utc>,
    /// De dag in Nederland.
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    door: String,
    rollen: Vec<Rol>,
    /// Welke gegevens, bij naam; nooit de gegevens zelf.
    gegevens: Vec<String>,
    doel: String,
}

/// Lees wie de gegevens van een zaak heeft bekeken, en waarvoor.
#[utoipa::path(get, path = "/zaken/{zaakId}/inzagen", operation_id = "inzagenLezen", tag = "Zaken",
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De inzagen, de nieuwste eerst.", body = Gegevensinzagen)))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let acting = &acting;
    let asked =
        app.clients.all().map(|(name, line)| async move { (name, kept_by(line, acting, case).await) });
    let (mut total, mut views) = (0, Vec::new());
    for (name, answer) in join_all(asked).await {
        // A list with a part missing would look whole.
        let part = answer?;
        total += part.total;
        views.extend(part.views.into_iter().map(|view| shown(name, view)));
    }
    views.sort_by_key(|view| std::cmp::Reverse((view.tijdstip, view.nummer)));
    Ok(Json(Gegevensinzagen { zaak_id: case.to_string(), totaal: total, inzagen: views }).into_response())
}

async fn kept_by(line: &Line, acting: &Acting, case: Uuid) -> Result<pb::ListViewsResponse, Status> {
    let page = Some(PageRequest { page: 1, page_size: MOST });
    let message = pb::ListViewsRequest { case_id: case.to_string(), page };
    Ok(StoryServiceClient::new(line.clone()).list_views(acting.asks(message)?).await?.into_inner())
}

fn shown(service: &str, wire: pb::View) -> Gegevensinzage {
    Gegevensinzage {
        dienst: Dienst::of_wire(service),
        nummer: wire.number,
        // A time that cannot be read sorts last, where it is seen.
        tijdstip: DateTime::parse_from_rfc3339(&wire.at).map(|at| at.with_timezone(&Utc)).unwrap_or_default(),
        dag: day(&wire.day),
        door: wire.who,
        rollen: wire.roles.iter().map(|role| Rol::of_wire(role)).collect(),
        gegevens: wire.fields.iter().map(|field| property_path(field)).collect(),
        doel: wire.purpose,
    }
}
