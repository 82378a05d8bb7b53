//! What a case owes.

use std::sync::Arc;

use axum::extract::State;
use http::HeaderMap;
use proto::income::v1 as pb;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{Answer, some};
use super::{Maandbedrag, Sluitfout, TAG, all, answer, client};
use crate::App;
use crate::acting::Acting;
use crate::input::Key;
use crate::words::{Schuldsoort, Word};

/// De schulden van een zaak.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schuldenoverzicht {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Zoals mensen de zaak noemen; ontbreekt bij zaken van voordat het nummer werd bewaard.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaaknummer: Option<String>,
    /// Alles wat er nog te betalen is, in eurocenten.
    openstaand: i64,
    /// Van oud naar nieuw.
    schulden: Vec<Schuldopgave>,
    /// Waar het overzicht niet aansluit op het grootboek; hoort leeg te zijn.
    sluitfouten: Vec<Sluitfout>,
}

/// Een schuld, met hoe zij ontstond en wanneer zij is afbetaald.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schuldopgave {
    #[schema(format = "uuid")]
    schuld_id: String,
    soort: Schuldsoort,
    /// De maand waarin zij ontstond.
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    maand: String,
    /// In eurocenten.
    bedrag: i64,
    /// In eurocenten.
    afbetaald: i64,
    /// Wat ervan een gift werd bij de vaststelling van een jaar, in eurocenten.
    gift: i64,
    /// Wat ervan is kwijtgescholden, in eurocenten.
    kwijtgescholden: i64,
    /// In eurocenten.
    openstaand: i64,
    /// Wat er per maand wordt ingehouden, in eurocenten; ontbreekt zolang daarover niet is besloten.
    #[serde(skip_serializing_if = "Option::is_none")]
    termijn: Option<i64>,
    aflossingen: Vec<Maandbedrag>,
    /// Maanden die opnieuw zijn berekend en lager uitkwamen, als zij daardoor ontstond.
    wegens_maanden: Vec<String>,
    /// De maand van de laatste aflossing, als elke termijn helemaal wordt ingehouden.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    laatste_maand: Option<String>,
    /// Een betaalrun vond dat er te veel is betaald, en nog niemand besloot of dat wordt teruggevorderd.
    onbeslist: bool,
    /// De betaalrun die het vond, is ingetrokken; de volgende kijkt er opnieuw naar. Het is nu geen schuld.
    run_ingetrokken: bool,
    /// Hoe zij ontstond en wanneer zij is afbetaald, in gewone taal.
    tekst: String,
}

impl From<pb::StatedDebt> for Schuldopgave {
    fn from(wire: pb::StatedDebt) -> Self {
        Self {
            schuld_id: wire.debt_id,
            soort: Schuldsoort::of_wire(&wire.kind),
            maand: wire.month,
            bedrag: wire.cents,
            afbetaald: wire.paid_off_cents,
            gift: wire.gift_cents,
            kwijtgescholden: wire.written_off_cents,
            openstaand: wire.remaining_cents,
            termijn: wire.instalment_cents,
            aflossingen: all(wire.instalments),
            wegens_maanden: wire.because_of,
            laatste_maand: some(wire.last_month),
            onbeslist: wire.undecided,
            run_ingetrokken: wire.withdrawn,
            tekst: wire.text,
        }
    }
}

/// Lees wat er aan de gemeente terug te betalen is: hoe elke schuld ontstond, wat er is afbetaald en wanneer zij over is.
/// Met `Accept: text/markdown` is het antwoord een bladzijde in gewone taal.
#[utoipa::path(get, path = "/zaken/{zaakId}/schulden", operation_id = "schuldenLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De schulden.",
        content((Schuldenoverzicht = "application/json"), (String = "text/markdown")))))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    headers: HeaderMap,
    Key(case): Key<Uuid>,
) -> Answer {
    let message = pb::ListDebtsRequest { case_id: case.to_string() };
    let found = client(&app).list_debts(acting.asks(message)?).await?.into_inner();
    let body = Schuldenoverzicht {
        zaak_id: found.case_id,
        zaaknummer: some(found.case_number),
        openstaand: found.remaining_cents,
        schulden: all(found.debts),
        sluitfouten: all(found.faults),
    };
    Ok(answer(&headers, found.page, body))
}
