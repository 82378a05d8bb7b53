//! How a debt is paid: what is taken off or agreed on each month, and what comes in outside the assistance.

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

use super::payments::client;
use super::{Answer, done};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key};
use crate::words::{Schuldbetaler, Word};

const TAG: &str = "Betalingen";

/// Wat er per maand op een schuld wordt betaald.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweAflossing {
    /// Eurocenten per maand; bij 0 wordt er niets meer ingehouden of betaald.
    #[schema(minimum = 0, maximum = 10000000000_i64)]
    bedrag: i64,
    /// Waarom; dit komt in het verhaal.
    #[schema(min_length = 1, max_length = 2000)]
    motivering: String,
    /// De bewoner heeft geen bijstand (meer) en betaalt het zelf. Anders gaat het van de bijstand af.
    #[serde(default)]
    buiten_bijstand: bool,
    /// Alleen buiten de bijstand: de eerste maand waarin wordt betaald, zoals `2026-05`; anders de volgende maand.
    #[schema(min_length = 7, max_length = 7)]
    vanaf: Option<String>,
    /// Waarom dit bedrag toch goed is, als een toets het afwijst of er gegevens voor ontbreken. Zonder deze tekst wordt het dan
    /// geweigerd.
    #[schema(min_length = 1, max_length = 2000)]
    afwijking: Option<String>,
}

/// Bepaal wat er per maand op een schuld wordt betaald: vanaf de volgende betaalrun van de bijstand af, nooit meer dan de wet
/// toelaat; of zelf, door wie geen bijstand heeft. Van wie gaat werken wordt getoetst dat werk loont na aflossen; buiten de
/// bijstand ook of de beslagvrije voet overblijft.
#[utoipa::path(put, path = "/zaken/{zaakId}/schulden/{schuldId}/aflossing", operation_id = "aflossingBepalen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("schuldId" = Uuid, Path, description = "Kenmerk van de schuld.")),
    request_body = NieuweAflossing,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn set_instalment(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, debt)): Key<(Uuid, Uuid)>,
    Input(form): Input<NieuweAflossing>,
) -> Answer {
    let message = pb::SetInstalmentRequest {
        case_id: case.to_string(),
        debt_id: debt.to_string(),
        cents: form.bedrag,
        reasons: form.motivering,
        outside: form.buiten_bijstand,
        first_month: form.vanaf.unwrap_or_default(),
        despite: form.afwijking.unwrap_or_default(),
    };
    client(&app).set_instalment(acting.does(message)?).await?;
    Ok(done())
}

/// Iets dat op een schuld is betaald, buiten de bijstand om.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweSchuldbetaling {
    /// In eurocenten; nooit meer dan er van de schuld openstaat. Onder nul: het is teruggeboekt, of een betaling was onjuist
    /// vastgelegd; nooit meer dan er op de schuld is ontvangen.
    #[schema(minimum = -10000000000_i64, maximum = 10000000000_i64)]
    bedrag: i64,
    /// De dag waarop het binnenkwam.
    ontvangen_op: NaiveDate,
    /// Waaraan de bank of het financiële systeem de betaling kent. Twee keer hetzelfde kenmerk bij een schuld is één betaling.
    #[schema(min_length = 1, max_length = 35)]
    kenmerk: String,
    /// Wie het betaalde, of van wie het wordt teruggeboekt. `partner` en `niet-opgegeven-partner` alleen bij een schuld die zij ook
    /// moeten betalen, en niet meer dan hun deel. Wie voor een ander betaalt, is `iemand-anders`. Weggelaten: het is niet bekend.
    betaler: Option<Schuldbetaler>,
}

/// Wat er na een betaling van een schuld over is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schuldrest {
    /// In eurocenten.
    openstaand: i64,
}

/// Leg vast wat er op een schuld is betaald, buiten de bijstand om: door wie geen bijstand meer heeft, of meer betaalt dan er
/// wordt ingehouden.
#[utoipa::path(post, path = "/zaken/{zaakId}/schulden/{schuldId}/betalingen", operation_id = "schuldbetalingVastleggen",
    tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."),
        ("schuldId" = Uuid, Path, description = "Kenmerk van de schuld.")),
    request_body = NieuweSchuldbetaling,
    responses((status = 201, description = "Vastgelegd.", body = Schuldrest)))]
pub(crate) async fn receive(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key((case, debt)): Key<(Uuid, Uuid)>,
    Input(form): Input<NieuweSchuldbetaling>,
) -> Answer {
    let message = pb::ReceiveDebtPaymentRequest {
        case_id: case.to_string(),
        debt_id: debt.to_string(),
        cents: form.bedrag,
        received_on: day_text(form.ontvangen_op),
        reference: form.kenmerk,
        payer: form.betaler.map(|betaler| betaler.wire().to_owned()).unwrap_or_default(),
    };
    let booked = client(&app).receive_debt_payment(acting.does(message)?).await?.into_inner();
    Ok((StatusCode::CREATED, Json(Schuldrest { openstaand: booked.remaining_cents })).into_response())
}
