//! What the policy says of someone who does not exist.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use domain::FactSource;
use proto::intake::v1 as pb;
use proto::intake::v1::intake_service_client::IntakeServiceClient;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::account::Beleidsuitleg;
use super::super::{Answer, day_or_empty};
use super::TAG;
use crate::App;
use crate::acting::Acting;
use crate::input::Input;
use crate::words::{Bron, Gegevens, Word};

/// Een verzonnen persoon, om te zien wat het beleid ervan zegt. Nooit de gegevens van iemand die bestaat.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweBeleidsuitleg {
    /// De dag van melden en beoordelen; weggelaten is het vandaag, of de eerste dag van de versie als die later is.
    dag: Option<NaiveDate>,
    /// Eerste dag van de versie; weggelaten is het de versie die op de dag geldt.
    geldig_vanaf: Option<NaiveDate>,
    gegevens: Gegevens,
}

/// Vraag wat het beleid van een verzonnen persoon zegt, met elke regel die is bekeken.
#[utoipa::path(post, path = "/beleid/uitleg", operation_id = "beleidUitleggen", tag = TAG,
    request_body = NieuweBeleidsuitleg,
    responses((status = 200, description = "De uitleg.", body = Beleidsuitleg)))]
pub(crate) async fn explain(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<NieuweBeleidsuitleg>,
) -> Answer {
    let stated = Bron::of_wire(FactSource::Consultant.code());
    let message = pb::ExplainPersonRequest {
        facts: form.gegevens.to_wire(&stated, form.dag.unwrap_or_default()),
        on_day: day_or_empty(form.dag),
        valid_from: day_or_empty(form.geldig_vanaf),
    };
    let mut client = IntakeServiceClient::new(app.clients.intake.clone());
    let found = client.explain_person(acting.asks(message)?).await?.into_inner();
    Ok(Json(Beleidsuitleg::from(found.account.unwrap_or_default())).into_response())
}
