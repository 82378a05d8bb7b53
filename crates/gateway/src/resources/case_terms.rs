//! Every legal term of a case, over all services that keep some.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::routes;
use proto::terms::v1 as pb;
use proto::terms::v1::case_term_service_client::CaseTermServiceClient;
use serde::Serialize;
use service::Line;
use tonic::Status;
use utoipa::ToSchema;
use uuid::Uuid;

use super::every::of_who_may_tell;
use super::terms::VanDag;
use super::{Answer, day, day_or_empty};
use crate::App;
use crate::acting::Acting;
use crate::input::{Key, Query};
use crate::words::{Dienst, Termijnstand, Wettelijketermijn, Word, properties};

/// Services that keep legal terms of cases.
const KEEPERS: [&str; 4] = [routes::INTAKE, routes::INCOME, routes::SHELTERED_WORK, routes::WORKFLOW];

/// Eén termijn, met hoe de laatste dag tot stand kwam.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aanvraagtermijn {
    /// De dienst die de termijn bewaakt; alleen bij de termijnen van een zaak.
    #[serde(skip_serializing_if = "Option::is_none")]
    dienst: Option<Dienst>,
    soort: Wettelijketermijn,
    /// Welke het is als er meer van zijn: een gegeven, een maatregel, een schuld of een bezwaar.
    #[serde(skip_serializing_if = "Option::is_none")]
    betreft: Option<String>,
    /// De dag waarop het begon of begint; de uitleg zegt of die dag meetelt.
    begonnen_op: Option<NaiveDate>,
    status: Termijnstand,
    /// De laatste dag, van een termijn die nog niet loopt als er niets tussenkomt; ontbreekt zolang de termijn stilstaat.
    #[serde(skip_serializing_if = "Option::is_none")]
    laatste_dag: Option<NaiveDate>,
    /// Sinds wanneer de termijn stilstaat, of de dag waarop hij klaar was.
    #[serde(skip_serializing_if = "Option::is_none")]
    sinds: Option<NaiveDate>,
    /// Het verzoek waar een hersteltermijn bij hoort.
    #[serde(skip_serializing_if = "Option::is_none")]
    verzoek: Option<u32>,
    uitleg: Vec<Termijnregel>,
}

/// Eén stap op weg naar de laatste dag.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Termijnregel {
    /// In gewone taal.
    tekst: String,
    /// Wetsartikel.
    bron: String,
    /// De dag waar deze stap op uitkomt.
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    /// Dagen die niet meetellen.
    #[serde(skip_serializing_if = "Option::is_none")]
    dagen: Option<u32>,
}

/// Alle termijnen van een zaak.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Zaaktermijnen {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// De dag waarvan dit het beeld is.
    dag: Option<NaiveDate>,
    /// Per dienst, en daarbinnen op de dag waarop ze begonnen.
    termijnen: Vec<Aanvraagtermijn>,
    /// Diensten waarvan u de termijnen niet mag zien.
    niet_getoond: Vec<Dienst>,
}

/// Lees alle termijnen van een zaak, over alle diensten heen, en hoe elke laatste dag tot stand kwam.
#[utoipa::path(get, path = "/zaken/{zaakId}/termijnen", operation_id = "zaaktermijnenLezen", tag = "Zaken",
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."), VanDag),
    responses((status = 200, description = "De termijnen.", body = Zaaktermijnen)))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Query(query): Query<VanDag>,
) -> Answer {
    let acting = &acting;
    let (parts, kept_back) =
        of_who_may_tell(&app, &KEEPERS, |line| told_by(line, acting, case, query.dag)).await?;
    let dag = parts.values().find_map(|part| day(&part.on_day));
    let of_service = |(name, part): (&str, pb::GetCaseTermsResponse)| {
        let dienst = Dienst::of_wire(name);
        let one = move |wire| Aanvraagtermijn { dienst: Some(dienst.clone()), ..term(wire) };
        part.terms.into_iter().map(one).collect::<Vec<_>>()
    };
    let body = Zaaktermijnen {
        zaak_id: case.to_string(),
        dag,
        termijnen: parts.into_iter().flat_map(of_service).collect(),
        niet_getoond: kept_back.into_iter().map(Dienst::of_wire).collect(),
    };
    Ok(Json(body).into_response())
}

async fn told_by(
    line: &Line,
    acting: &Acting,
    case: Uuid,
    on: Option<NaiveDate>,
) -> Result<pb::GetCaseTermsResponse, Status> {
    let message = pb::GetCaseTermsRequest { case_id: case.to_string(), on_day: day_or_empty(on) };
    Ok(CaseTermServiceClient::new(line.clone()).get_case_terms(acting.asks(message)?).await?.into_inner())
}

/// Zoals de dienst het vertelt.
pub(super) fn term(wire: pb::LegalTerm) -> Aanvraagtermijn {
    let line = |line: pb::TermLine| Termijnregel {
        dag: day(&line.day),
        tekst: line.text,
        bron: line.source,
        dagen: line.days,
    };
    let about = match wire.kind.as_str() {
        "evidence" => properties(std::slice::from_ref(&wire.about)).concat(),
        _ => wire.about,
    };
    Aanvraagtermijn {
        dienst: None,
        soort: Wettelijketermijn::of_wire(&wire.kind),
        betreft: (!about.is_empty()).then_some(about),
        begonnen_op: day(&wire.started_on),
        status: Termijnstand::of_wire(&wire.state),
        laatste_dag: day(&wire.due_on),
        sinds: day(&wire.since),
        verzoek: (wire.request != 0).then_some(wire.request),
        uitleg: wire.lines.into_iter().map(line).collect(),
    }
}
