//! A version that someone is writing, checked as it would be at the start of a service. Nothing of it is kept.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use policy::{Draft, Problems};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::Answer;
use super::{Beleidsbestanden, Beleidsfout, MAY_WORK, MOST_FAULTS, TAG, drafted};
use crate::App;
use crate::acting::Acting;
use crate::input::Input;

/// Een versie van het beleid om te controleren.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweBeleidscontrole {
    bestanden: Beleidsbestanden,
}

/// Wat er van de controle kwam.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beleidscontrole {
    /// Hoeveel fouten er zijn.
    aantal_fouten: usize,
    /// De fouten, op bestand en regel; van heel veel de eerste duizend. Leeg: alles klopt.
    fouten: Vec<Beleidsfout>,
    /// Eerste dag waarop de versie geldt; ontbreekt als de bestanden fouten hebben.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_vanaf: Option<NaiveDate>,
    /// Vingerafdruk van de bestanden; ontbreekt als zij fouten hebben.
    #[serde(skip_serializing_if = "Option::is_none")]
    beleidsversie: Option<String>,
    /// Hoeveel mensen uit `examples.toml` uitkomen zoals het hoort; ontbreekt als er fouten zijn.
    #[serde(skip_serializing_if = "Option::is_none")]
    voorbeelden: Option<usize>,
}

/// Controleer een versie van het beleid zonder haar in te voeren, ook met de mensen uit `examples.toml`.
#[utoipa::path(post, path = "/beleid/controles", operation_id = "beleidControleren", tag = TAG,
    request_body = NieuweBeleidscontrole,
    responses((status = 200, description = "Wat er niet klopt; een lege lijst als alles klopt.",
        body = Beleidscontrole)))]
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<NieuweBeleidscontrole>,
) -> Answer {
    acting.require(&MAY_WORK)?;
    let seat = app.bench.seat().await?;
    let policies = Arc::clone(&app.policies);
    let (body, _) = seat.work(move || told(drafted(&policies, &acting, form.bestanden))).await?;
    Ok(Json(body).into_response())
}

fn told(drafted: Result<Draft, Problems>) -> Beleidscontrole {
    let checked = drafted.as_ref().map_err(Problems::clone).and_then(Draft::check_examples);
    let problems = checked.as_ref().err().map(|problems| &problems.0[..]).unwrap_or_default();
    let policy = drafted.as_ref().ok().map(Draft::policy);
    Beleidscontrole {
        aantal_fouten: problems.len(),
        fouten: problems.iter().take(MOST_FAULTS).map(Into::into).collect(),
        geldig_vanaf: policy.map(|policy| policy.valid_from),
        beleidsversie: policy.map(|policy| policy.version.clone()),
        voorbeelden: checked.ok(),
    }
}
