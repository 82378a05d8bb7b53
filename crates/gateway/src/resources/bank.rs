//! What the bank answers, and what a person looks at in it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use chrono::NaiveDate;
use futures_util::StreamExt;
use http::Uri;
use proto::income::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::payments::client;
use super::runs::at_least;
use super::{Answer, day, done, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::page::Page;
use crate::words::{Afschriftfout, Bankpostsoort, Word};

const TAG: &str = "Bank";
/// Bytes of a piece of a file that goes to the service.
const PIECE: usize = 60 * 1024;

/// Wat er van een bestand van de bank is geworden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bankantwoord {
    betaald: u64,
    afgewezen: u64,
    /// Dit was al bekend; er is niets veranderd.
    herhaald: u64,
    /// Geboekt op de schuld die in de betaling met haar betalingskenmerk wordt genoemd.
    op_schulden_geboekt: u64,
    /// Geen betaling van deze gemeente, een ander bestand dan is verstuurd, of iets anders op de rekening. Ook wat voor een schuld
    /// binnenkwam en niet kon worden geboekt.
    onbekend: u64,
    /// De bank meldt twee dingen die niet allebei kunnen, zoals afgewezen en betaald: kijk het na.
    tegenstrijdig: u64,
    /// De bank noemt een ander bedrag dan is betaald: er is niets geboekt.
    ander_bedrag: u64,
    /// Zoveel is er in dit bestand na te kijken.
    aantal_bankposten: u64,
    /// Wat er na te kijken is, ten hoogste honderd; alles staat bij de bankposten.
    bankposten: Vec<Bankpost>,
}

/// Iets in een bestand van de bank dat iemand nakijkt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bankpost {
    #[schema(format = "uuid")]
    bankpost_id: String,
    soort: Bankpostsoort,
    /// Hoe de bank het bericht of het afschrift noemt.
    bestand: String,
    /// Hoe de bank de betaling, de batch of de boeking noemt; het betalingskenmerk van wat voor een schuld binnenkwam.
    #[serde(skip_serializing_if = "Option::is_none")]
    kenmerk: Option<String>,
    /// In eurocenten: erbij is meer dan nul, eraf is minder. Nul als de bank geen bedrag noemt.
    bedrag: i64,
    /// Dag van boeken.
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gevonden_op: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    afgehandeld_door: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    afgehandeld_op: Option<NaiveDate>,
    /// Wat het bleek te zijn.
    #[serde(skip_serializing_if = "Option::is_none")]
    toelichting: Option<String>,
}

impl From<pb::BankItem> for Bankpost {
    fn from(wire: pb::BankItem) -> Self {
        Self {
            bankpost_id: wire.item_id,
            soort: Bankpostsoort::of_wire(&wire.kind),
            bestand: wire.file,
            kenmerk: some(wire.reference),
            bedrag: wire.cents,
            dag: day(&wire.day),
            gevonden_op: day(&wire.found_on),
            afgehandeld_door: some(wire.done_by),
            afgehandeld_op: day(&wire.done_on),
            toelichting: some(wire.note),
        }
    }
}

/// Bankposten, de oudste eerst.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bankposten {
    bankposten: Vec<Bankpost>,
}

/// Welke bankposten.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BankpostenVraag {
    /// Bladzijde; de eerste is 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    page: Option<u32>,
    /// Aantal op een bladzijde.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
    /// Die al zijn afgehandeld, in plaats van die nog open staan.
    afgehandeld: Option<bool>,
}

/// Wat een bankpost bleek te zijn.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Bankpostafhandeling {
    #[schema(min_length = 1, max_length = 2000)]
    toelichting: String,
}

/// Een afschrift van de rekening van de gemeente. Bedragen zijn eurocenten.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bankafschrift {
    rekening: String,
    /// Hoe de bank het afschrift noemt.
    naam: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nummer: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    beginsaldo: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eindsaldo: Option<i64>,
    /// Betalingen van betaalruns.
    betaald: i64,
    /// Betalingen van betaalruns die terugkwamen.
    teruggekomen: i64,
    overig_bij: i64,
    overig_af: i64,
    /// Wat niet klopt; hoort leeg te zijn.
    fouten: Vec<Afschriftfout>,
}

/// De afschriften naast het grootboek, per rekening en op volgorde.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bankafschriften {
    afschriften: Vec<Bankafschrift>,
    /// Wat de bank volgens het grootboek heeft betaald, min wat terugkwam.
    volgens_grootboek: i64,
    /// Hetzelfde volgens de afschriften.
    volgens_afschriften: i64,
}

/// Lees in wat de bank antwoordt (pain.002 of camt.053). Hetzelfde bestand twee keer doet niets twee keer.
#[utoipa::path(post, path = "/bankbestanden", operation_id = "bankbestandInlezen", tag = TAG,
    request_body(content_type = "application/xml", content = String),
    responses((status = 200, description = "Ingelezen.", body = Bankantwoord)))]
pub(crate) async fn read_bank_file(State(app): State<Arc<App>>, acting: Acting, request: Request) -> Answer {
    let pieces = request.into_body().into_data_stream();
    // A caller who stops half-way sends a file that ends too early, and hears so if still there.
    let parts = pieces.take_while(|piece| std::future::ready(piece.is_ok())).flat_map(|piece| {
        let bytes = piece.unwrap_or_default();
        let parts: Vec<_> =
            bytes.chunks(PIECE).map(|piece| pb::ReadBankFileRequest { bytes: piece.to_vec() }).collect();
        futures_util::stream::iter(parts)
    });
    let found = client(&app).read_bank_file(acting.asks(parts)?).await?.into_inner();
    let body = Bankantwoord {
        betaald: found.settled,
        afgewezen: found.rejected,
        herhaald: found.repeated,
        op_schulden_geboekt: found.received,
        onbekend: found.unknown,
        tegenstrijdig: found.contradicted,
        ander_bedrag: found.other_amount,
        aantal_bankposten: found.item_count,
        bankposten: found.items.into_iter().map(Into::into).collect(),
    };
    Ok(Json(body).into_response())
}

/// Blader door wat er na te kijken is in bestanden van de bank.
#[utoipa::path(get, path = "/bankposten", operation_id = "bankpostenLijst", tag = TAG, params(BankpostenVraag),
    responses((status = 200, description = "Een bladzijde van de bankposten.", body = Bankposten,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn items(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Query(asked): Query<BankpostenVraag>,
) -> Answer {
    let page = Page::of(asked.page, asked.page_size);
    let wanted =
        pb::ListBankItemsRequest { page: Some(page.wire()), done: asked.afgehandeld.unwrap_or_default() };
    let found = client(&app).list_bank_items(acting.asks(wanted)?).await?.into_inner().items;
    let total = at_least(page, found.len());
    Ok(page.answer(&uri, total, Bankposten { bankposten: found.into_iter().map(Into::into).collect() }))
}

/// Leg vast wat een bankpost bleek te zijn; daarna staat hij niet meer open.
#[utoipa::path(post, path = "/bankposten/{bankpostId}/afhandelingen", operation_id = "bankpostAfhandelen", tag = TAG,
    params(("bankpostId" = Uuid, Path, description = "Kenmerk van de bankpost.")),
    request_body = Bankpostafhandeling,
    responses((status = 204, description = "Afgehandeld.")))]
pub(crate) async fn settle_item(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(item): Key<Uuid>,
    Input(form): Input<Bankpostafhandeling>,
) -> Answer {
    let message = pb::SettleBankItemRequest { item_id: item.to_string(), note: form.toelichting };
    client(&app).settle_bank_item(acting.does(message)?).await?;
    Ok(done())
}

/// De afschriften van de rekening naast het grootboek: of zij op elkaar volgen en optellen, en wat er van betaalruns op staat.
#[utoipa::path(get, path = "/bankafschriften", operation_id = "bankafschriftenLijst", tag = TAG,
    responses((status = 200, description = "De afschriften.", body = Bankafschriften)))]
pub(crate) async fn account_statements(State(app): State<Arc<App>>, acting: Acting) -> Answer {
    let found = client(&app).list_bank_statements(acting.asks(pb::ListBankStatementsRequest {})?).await?;
    let found = found.into_inner();
    let statement = |wire: pb::BankStatement| Bankafschrift {
        rekening: wire.account,
        naam: wire.name,
        nummer: wire.number,
        dag: day(&wire.day),
        beginsaldo: wire.opening_cents,
        eindsaldo: wire.closing_cents,
        betaald: wire.paid_cents,
        teruggekomen: wire.returned_cents,
        overig_bij: wire.other_in_cents,
        overig_af: wire.other_out_cents,
        fouten: wire.faults.iter().map(|fault| Afschriftfout::of_wire(fault)).collect(),
    };
    let body = Bankafschriften {
        afschriften: found.statements.into_iter().map(statement).collect(),
        volgens_grootboek: found.ledger_cents,
        volgens_afschriften: found.statement_cents,
    };
    Ok(Json(body).into_response())
}
