//! What client, consultant and controller want to see, as data and as a page to read.

pub(crate) mod books;
pub(crate) mod debts;
pub(crate) mod decisions;
pub(crate) mod month;
pub(crate) mod year;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use proto::income::v1 as pb;
use proto::income::v1::statement_service_client::StatementServiceClient;
use serde::Serialize;
use service::Line;
use utoipa::ToSchema;

use super::some;
use crate::App;
use crate::layers::{JSON, MARKDOWN, takes};

const TAG: &str = "Overzichten";
const OF_BOOKS: &str = "Grootboek";

fn client(app: &App) -> StatementServiceClient<Line> {
    StatementServiceClient::new(app.clients.income.clone())
}

/// The data, or the page for who takes a page and no data.
pub(super) fn answer(headers: &HeaderMap, page: String, body: impl Serialize) -> Response {
    let mut response = if !takes(headers, JSON) && takes(headers, MARKDOWN) {
        ([(header::CONTENT_TYPE, format!("{MARKDOWN}; charset=utf-8"))], page).into_response()
    } else {
        Json(body).into_response()
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// Twee bedragen die gelijk moeten zijn en het niet zijn.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sluitfout {
    /// Wat er is vergeleken, in gewone taal.
    wat: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: Option<String>,
    /// Zoals het volgt uit wat eronder ligt, in eurocenten.
    verwacht: i64,
    /// Zoals het er staat, in eurocenten.
    gevonden: i64,
}

impl From<pb::BooksFault> for Sluitfout {
    fn from(wire: pb::BooksFault) -> Self {
        Self {
            wat: wire.what,
            maand: some(wire.month),
            verwacht: wire.expected_cents,
            gevonden: wire.found_cents,
        }
    }
}

/// Wat er in een maand is betaald.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Maandbedrag {
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: String,
    /// In eurocenten.
    bedrag: i64,
}

impl From<pb::PaidInMonth> for Maandbedrag {
    fn from(wire: pb::PaidInMonth) -> Self {
        Self { maand: wire.month, bedrag: wire.cents }
    }
}

pub(super) fn all<W, T: From<W>>(wire: Vec<W>) -> Vec<T> {
    wire.into_iter().map(Into::into).collect()
}
