use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use futures_util::future::try_join_all;
use http::Uri;
use proto::operation::v1 as operation;
use proto::operation::v1::operation_service_client::OperationServiceClient;
use proto::workflow::v1 as pb;
use serde::{Deserialize, Serialize};
use tonic::{Code, Status};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::cases::client;
use super::{Answer, day, some};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Query};
use crate::page::Page;
use crate::words::{Dienst, Fase, Vastloopsoort, Word};

const TAG: &str = "Beheer";
/// Days after which a case that waits counts as stuck.
const DAYS: u32 = 7;
/// Parked messages of a service that are looked at.
const MOST_PARKED: u32 = 100;

/// Welke zaken.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VastgelopenVraag {
    /// Nummer van de bladzijde.
    #[param(minimum = 1, maximum = 1000000, default = 1)]
    page: Option<u32>,
    /// Aantal op een bladzijde.
    #[param(minimum = 1, maximum = 100, default = 25)]
    page_size: Option<u32>,
    /// Alleen wat langer wacht dan zoveel dagen.
    #[param(minimum = 0, maximum = 3650, default = 7)]
    dagen: Option<u32>,
}

/// Een bladzijde van zaken die niet verdergaan.
#[derive(Serialize, ToSchema)]
pub(crate) struct VastgelopenZaken {
    totaal: u64,
    zaken: Vec<VastgelopenZaak>,
    /// Geparkeerde berichten over zaken die niet op deze bladzijde staan.
    losse: Vec<Vastloper>,
}

/// Een zaak die niet verdergaat, en waarop zij wacht. Zonder persoonsgegevens.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VastgelopenZaak {
    #[schema(format = "uuid")]
    zaak_id: String,
    zaaknummer: String,
    fase: Fase,
    wacht_op: Vec<Vastloper>,
}

/// Waarop een zaak wacht.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Vastloper {
    soort: Vastloopsoort,
    /// Het bericht dat uitblijft of geparkeerd staat, of de soort taak.
    wat: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sinds: Option<NaiveDate>,
    /// De dienst waar een bericht geparkeerd staat.
    #[serde(skip_serializing_if = "Option::is_none")]
    dienst: Option<Dienst>,
    /// Kenmerk van het geparkeerde bericht.
    #[serde(skip_serializing_if = "Option::is_none")]
    bericht_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zaak_id: Option<String>,
}

/// Welke zaken weer in gang worden gezet.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwHerstel {
    #[schema(max_items = 100)]
    zaken: Vec<Uuid>,
    /// Alleen laten zien wat er zou gebeuren.
    #[serde(default)]
    proef: bool,
    /// In gewone taal; dit komt in het verhaal van elke zaak.
    #[schema(min_length = 1, max_length = 2000)]
    reden: String,
}

/// Wat er voor elke zaak gebeurde, of zou gebeuren.
#[derive(Serialize, ToSchema)]
pub(crate) struct Herstel {
    zaken: Vec<HersteldeZaak>,
}

/// Wat er voor een zaak gebeurde.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HersteldeZaak {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Wat opnieuw aan een dienst is gevraagd.
    opnieuw_gevraagd: Vec<String>,
    /// Geparkeerde berichten die opnieuw zijn aangeboden.
    opnieuw_aangeboden: u32,
    /// Daarvan opnieuw geparkeerd.
    opnieuw_geparkeerd: u32,
    /// De zaak is hier niet bekend.
    onbekend: bool,
}

/// A parked message about a case, and where it is.
pub(super) struct Parked {
    service: &'static str,
    message: operation::ParkedMessage,
}

impl Parked {
    fn shown(&self) -> Vastloper {
        Vastloper {
            soort: Vastloopsoort::of_wire("parked"),
            wat: self.message.r#type.clone(),
            sinds: self.message.parked_at.get(..10).and_then(day),
            dienst: Some(Dienst::of_wire(self.service)),
            bericht_id: some(self.message.id.clone()),
            zaak_id: some(self.message.subject.clone()),
        }
    }
}

/// Parked messages of all services, by the case they are about.
pub(super) async fn parked(app: &App, acting: &Acting) -> Result<BTreeMap<String, Vec<Parked>>, Status> {
    let asked = app.clients.all().map(|(service, line)| async move {
        let message = operation::ListParkedRequest { page: 1, page_size: MOST_PARKED };
        let mut client = OperationServiceClient::new(line.clone());
        let found = client.list_parked(acting.asks(message)?).await?.into_inner();
        Ok::<_, Status>((service, found.messages))
    });
    let mut by_case: BTreeMap<String, Vec<Parked>> = BTreeMap::new();
    for (service, messages) in try_join_all(asked).await? {
        for message in messages {
            by_case.entry(message.subject.clone()).or_default().push(Parked { service, message });
        }
    }
    Ok(by_case)
}

/// De zaken die niet verdergaan, en waarom.
#[utoipa::path(get, path = "/beheer/vastgelopen-zaken", operation_id = "vastgelopenZakenLijst", tag = TAG,
    params(VastgelopenVraag),
    responses((status = 200, description = "Een bladzijde van de zaken.", body = VastgelopenZaken,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Query(asked): Query<VastgelopenVraag>,
) -> Answer {
    let page = Page::of(asked.page, asked.page_size);
    let message = pb::ListStuckCasesRequest { page: Some(page.wire()), days: asked.dagen.unwrap_or(DAYS) };
    let found = client(&app).list_stuck_cases(acting.asks(message)?).await?.into_inner();
    let mut waiting = parked(&app, &acting).await?;
    let mut show = |wire: pb::StuckCase| {
        let snags = wire.snags.into_iter().map(|snag| Vastloper {
            soort: Vastloopsoort::of_wire(&snag.kind),
            wat: snag.what,
            sinds: day(&snag.since),
            dienst: None,
            bericht_id: None,
            zaak_id: None,
        });
        let parked = waiting.remove(&wire.case_id).unwrap_or_default();
        VastgelopenZaak {
            zaak_id: wire.case_id,
            zaaknummer: wire.case_number,
            fase: Fase::of_wire(&wire.stage),
            wacht_op: snags.chain(parked.iter().map(Parked::shown)).collect(),
        }
    };
    let zaken = found.cases.into_iter().map(&mut show).collect();
    let losse = waiting.values().flatten().map(Parked::shown).collect();
    Ok(page.answer(&uri, found.total, VastgelopenZaken { totaal: found.total, zaken, losse }))
}

/// Zet zaken weer in gang: bied hun geparkeerde berichten opnieuw aan en vraag opnieuw wat diensten schuldig zijn.
#[utoipa::path(post, path = "/beheer/vastgelopen-zaken/herstellingen", operation_id = "zakenHerstellen", tag = TAG,
    request_body = NieuwHerstel,
    responses((status = 200, description = "Wat er voor elke zaak gebeurde.", body = Herstel)))]
pub(crate) async fn redrive(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<NieuwHerstel>,
) -> Answer {
    acting.require(&[domain::Role::Operator])?;
    let mut waiting = parked(&app, &acting).await?;
    let mut zaken = Vec::with_capacity(form.zaken.len());
    let cases: BTreeSet<Uuid> = form.zaken.iter().copied().collect();
    for case in cases {
        let parked = waiting.remove(&case.to_string()).unwrap_or_default();
        zaken.push(one(&app, &acting, case, parked, &form).await?);
    }
    Ok(Json(Herstel { zaken }).into_response())
}

async fn one(
    app: &App,
    acting: &Acting,
    case: Uuid,
    parked: Vec<Parked>,
    form: &NieuwHerstel,
) -> Result<HersteldeZaak, Status> {
    let count = u32::try_from(parked.len()).unwrap_or(u32::MAX);
    let (replayed, again) = match form.proef {
        true => (count, 0),
        false => replay(app, acting, parked).await?,
    };
    let message = pb::RedriveCaseRequest {
        case_id: case.to_string(),
        reason: form.reden.clone(),
        dry_run: form.proef,
        replayed,
    };
    // Each case is a request of its own: one idempotency key would make them the same.
    let (asked, unknown) = match client(app).redrive_case(acting.asks(message)?).await {
        Ok(done) => (done.into_inner().asked, false),
        Err(status) if status.code() == Code::NotFound => (Vec::new(), true),
        Err(status) => return Err(status),
    };
    Ok(HersteldeZaak {
        zaak_id: case.to_string(),
        opnieuw_gevraagd: asked,
        opnieuw_aangeboden: replayed,
        opnieuw_geparkeerd: again,
        onbekend: unknown,
    })
}

/// How many parked messages were handed to their services again, and how many of them parked again.
pub(super) async fn replay(app: &App, acting: &Acting, parked: Vec<Parked>) -> Result<(u32, u32), Status> {
    let mut by_service: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for one in parked {
        by_service.entry(one.service).or_default().push(one.message.id);
    }
    let (mut handed, mut again) = (0, 0);
    for (service, line) in app.clients.all() {
        let Some(ids) = by_service.remove(service) else { continue };
        handed += u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let message = operation::ReplayParkedRequest { ids, all: false };
        let mut client = OperationServiceClient::new(line.clone());
        again += client.replay_parked(acting.asks(message)?).await?.into_inner().parked_again;
    }
    Ok((handed, again))
}
