//! The resources of the interface, each a thin way to calls of the services.
//!
//! The types that go over the line carry the Dutch names of the interface; everything else is English.

mod account;
mod applications;
mod assessments;
mod bank;
mod case_terms;
mod caseload;
mod cases;
mod categories;
mod claims;
mod contacts;
mod debts;
pub(crate) mod documents;
mod education;
mod entitlements;
mod every;
mod form;
mod grants;
mod household;
mod ladder;
mod objections;
mod operations;
mod parking;
mod paying_off;
mod payments;
mod persons;
mod policies;
mod portfolios;
mod records;
mod recourse;
mod referrals;
mod reviews;
mod risk;
mod routes;
mod runs;
mod sheltered;
mod statements;
mod steps;
mod story;
mod stuck;
mod tasks;
mod terms;
mod trajectories;
mod upload;
mod verified;
mod views;
mod visits;
mod workload;

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use http::{HeaderValue, StatusCode, header};
use proto::common::v1 as pb;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes;

use crate::problem::Problem;
use crate::words;
use crate::{App, BASE};

pub(crate) type Answer = Result<Response, Problem>;

/// Takes routes with what describes them.
pub(crate) trait Routes {
    fn routes(self, described: UtoipaMethodRouter<Arc<App>>) -> Self;
}

impl Routes for OpenApiRouter<Arc<App>> {
    fn routes(self, described: UtoipaMethodRouter<Arc<App>>) -> Self {
        Self::routes(self, described)
    }
}

/// All routes, described in the document as they are added.
pub(crate) fn routes<R: Routes>(router: R) -> R {
    router
        .routes(routes!(applications::submit))
        .routes(routes!(applications::read))
        .routes(routes!(applications::record_search_result))
        .routes(routes!(applications::complete_intake))
        .routes(routes!(applications::record_facts))
        .routes(routes!(household::read))
        .routes(routes!(household::join))
        .routes(routes!(household::part))
        .routes(routes!(household::represent))
        .routes(routes!(household::end))
        .routes(routes!(records::list))
        .routes(routes!(records::effort))
        .routes(routes!(records::vacancy))
        .routes(routes!(records::vacancy_result))
        .routes(routes!(records::rights_told))
        .routes(routes!(risk::read))
        .routes(routes!(risk::deviate))
        .routes(routes!(risk::settle))
        .routes(routes!(routes::read))
        .routes(routes!(routes::agree))
        .routes(routes!(visits::list, visits::plan))
        .routes(routes!(visits::consent))
        .routes(routes!(visits::hold))
        .routes(routes!(visits::cancel))
        .routes(routes!(education::send))
        .routes(routes!(claims::list))
        .routes(routes!(claims::verify))
        .routes(routes!(claims::known))
        .routes(routes!(claims::take_over))
        .routes(routes!(form::read))
        .routes(routes!(form::answer))
        .routes(routes!(terms::read))
        .routes(routes!(terms::request_evidence))
        .routes(routes!(terms::record_evidence))
        .routes(routes!(terms::leave))
        .routes(routes!(terms::extend))
        .routes(routes!(terms::suspend))
        .routes(routes!(terms::resume))
        .routes(routes!(terms::no_advance))
        .routes(routes!(terms::notice_of_default))
        .routes(routes!(cases::list))
        .routes(routes!(cases::read))
        .routes(routes!(cases::end))
        .routes(routes!(documents::list, documents::receive))
        .routes(routes!(documents::read))
        .routes(routes!(documents::content))
        .routes(routes!(documents::due))
        .routes(routes!(documents::propose_destruction))
        .routes(routes!(documents::destroy))
        .routes(routes!(contacts::record))
        .routes(routes!(contacts::name_successor))
        .routes(routes!(objections::list, objections::receive))
        .routes(routes!(objections::step))
        .routes(routes!(portfolios::read, portfolios::keep))
        .routes(routes!(portfolios::versions))
        .routes(routes!(portfolios::profiles))
        .routes(routes!(portfolios::competences))
        .routes(routes!(reviews::complete))
        .routes(routes!(reviews::ask))
        .routes(routes!(caseload::list))
        .routes(routes!(case_terms::read))
        .routes(routes!(story::read))
        .routes(routes!(verified::read))
        .routes(routes!(views::read))
        .routes(routes!(steps::read))
        .routes(routes!(steps::record))
        .routes(routes!(entitlements::read))
        .routes(routes!(entitlements::decide))
        .routes(routes!(assessments::assess))
        .routes(routes!(assessments::schemas))
        .routes(routes!(payments::read))
        .routes(routes!(payments::set_account))
        .routes(routes!(payments::state_income))
        .routes(routes!(payments::pay_again))
        .routes(routes!(debts::grant_advance))
        .routes(routes!(paying_off::set_instalment))
        .routes(routes!(paying_off::receive))
        .routes(routes!(debts::decide))
        .routes(routes!(debts::report_breach))
        .routes(routes!(debts::warn))
        .routes(routes!(debts::withdraw_warning))
        .routes(routes!(debts::write_off))
        .routes(routes!(debts::decide_recovery))
        .routes(routes!(debts::state_facts))
        .routes(routes!(grants::list, grants::grant))
        .routes(routes!(grants::refusals::refuse))
        .routes(routes!(grants::end))
        .routes(routes!(grants::settle))
        .routes(routes!(grants::unused::list))
        .routes(routes!(recourse::list, recourse::decide))
        .routes(routes!(recourse::end))
        .routes(routes!(recourse::receive))
        .routes(routes!(runs::list, runs::start))
        .routes(routes!(runs::read))
        .routes(routes!(runs::differences))
        .routes(routes!(runs::preview))
        .routes(routes!(runs::approve))
        .routes(routes!(runs::release))
        .routes(routes!(runs::discard))
        .routes(routes!(runs::file))
        .routes(routes!(bank::read_bank_file))
        .routes(routes!(bank::items))
        .routes(routes!(bank::settle_item))
        .routes(routes!(bank::account_statements))
        .routes(routes!(runs::set_paying_account))
        .routes(routes!(statements::month::read))
        .routes(routes!(statements::year::read))
        .routes(routes!(statements::debts::read))
        .routes(routes!(statements::debts::of_person))
        .routes(routes!(statements::decisions::list))
        .routes(routes!(statements::books::balance))
        .routes(routes!(statements::books::open))
        .routes(routes!(statements::books::verify))
        .routes(routes!(categories::read))
        .routes(routes!(categories::deviate))
        .routes(routes!(categories::confirm))
        .routes(routes!(trajectories::list, trajectories::start))
        .routes(routes!(trajectories::extend))
        .routes(routes!(trajectories::record_result))
        .routes(routes!(ladder::list, ladder::record))
        .routes(routes!(referrals::list))
        .routes(routes!(referrals::read))
        .routes(routes!(referrals::answer))
        .routes(routes!(referrals::partners))
        .routes(routes!(sheltered::advice_requests))
        .routes(routes!(sheltered::record_advice))
        .routes(routes!(sheltered::indication))
        .routes(routes!(sheltered::places, sheltered::open_places))
        .routes(routes!(sheltered::waiting))
        .routes(routes!(tasks::list))
        .routes(routes!(tasks::claim))
        .routes(routes!(tasks::release))
        .routes(routes!(tasks::hand_over))
        .routes(routes!(tasks::complete))
        .routes(routes!(workload::read))
        .routes(routes!(workload::absences, workload::record_absence))
        .routes(routes!(workload::end_absence))
        .routes(routes!(persons::find))
        .routes(routes!(stuck::list))
        .routes(routes!(stuck::redrive))
        .routes(routes!(parking::park))
        .routes(routes!(parking::replay))
        .routes(routes!(operations::list))
        .routes(routes!(operations::read))
        .routes(routes!(operations::replay))
        .routes(routes!(operations::discard))
        .routes(routes!(account::read))
        .routes(routes!(policies::read::list))
        .routes(routes!(policies::read::read))
        .routes(routes!(policies::read::page))
        .routes(routes!(policies::check::check))
        .routes(routes!(policies::explain::explain))
        .routes(routes!(policies::try_out::try_out))
        .routes(routes!(policies::adopt::adopt))
}

/// Waarom een besluit uitviel zoals het deed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Uitleg {
    /// Vaste sleutel van de regel die besliste.
    regel: String,
    /// Wetsartikel, of document en paragraaf van het beleid.
    bron: String,
    /// Vingerafdruk van het beleid of de bedragen waarmee is beslist.
    beleidsversie: String,
    /// Waar de regel naar keek.
    invoer: Vec<UitlegInvoer>,
    /// In gewone taal.
    tekst: String,
}

/// Eén ding waar een regel naar keek.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UitlegInvoer {
    /// Vaste naam: van een gegeven de eigenschap in `gegevens`.
    naam: String,
    /// De naam zoals een mens die leest.
    omschrijving: String,
    /// Zoals een mens het leest.
    waarde: String,
    /// Wie het heeft opgegeven, of waar het staat.
    bron: String,
}

impl From<pb::Explanation> for Uitleg {
    fn from(wire: pb::Explanation) -> Self {
        Self {
            regel: wire.rule,
            bron: wire.source,
            beleidsversie: wire.policy_version,
            invoer: wire.inputs.into_iter().map(Into::into).collect(),
            tekst: wire.text,
        }
    }
}

impl From<pb::TraceInput> for UitlegInvoer {
    fn from(wire: pb::TraceInput) -> Self {
        Self {
            naam: words::input_name(&wire.name),
            omschrijving: words::input_words(&wire.name),
            waarde: wire.value,
            bron: words::input_source(&wire.source),
        }
    }
}

/// The wire writes "none" as an empty text.
fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn day_or_empty(day: Option<NaiveDate>) -> String {
    day.map(proto::day_text).unwrap_or_default()
}

/// An answer whose version a client may compare: `ETag`.
fn tagged(version: u64, body: impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Something new, to be found at this path of the interface.
fn created(path: &str, body: impl Serialize) -> Response {
    let mut response = (StatusCode::CREATED, Json(body)).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("{BASE}{path}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}
