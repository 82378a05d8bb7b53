//! A version tried on the running cases: who would move, and what it would take. It changes nothing.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{Html, IntoResponse};
use chrono::NaiveDate;
use domain::Facts;
use http::{HeaderMap, StatusCode};
use policy::{Draft, Policies, Policy};
use proto::intake::v1::CaseloadEntry;
use serde::Deserialize;
use trial::{Caseload, NoReport, Report, compare};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{Answer, caseload, day};
use super::report::Proef;
use super::{Beleidsbestanden, MAY_WORK, TAG, drafted, faulty, in_force, named};
use crate::App;
use crate::acting::Acting;
use crate::input::Input;
use crate::layers::{HTML, takes};
use crate::problem::{OngeldigGegeven, Problem};
use crate::words;

/// Beside the other that may work.
const THREADS: usize = 1;

/// Welke versie van het beleid wordt geprobeerd: een die er is, of een die nog wordt geschreven.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweProef {
    /// Eerste dag van een versie die er is; anders `bestanden`.
    geldig_vanaf: Option<NaiveDate>,
    /// De bestanden van een versie die nog wordt geschreven; anders `geldigVanaf`.
    bestanden: Option<Beleidsbestanden>,
    /// Of de lijst van zaken die verschuiven erbij moet. In de bladzijde staat zij nooit.
    #[serde(default)]
    met_zaken: bool,
}

/// The version to try.
enum Tried {
    Known(NaiveDate),
    Drafted(Box<Draft>),
}

/// Probeer een versie van het beleid uit op de lopende zaken, naast de versie die geldt. Er verandert niets. Met
/// `Accept: text/html` is het antwoord een bladzijde met tabellen en grafieken, die op zichzelf compleet is.
#[utoipa::path(post, path = "/beleid/proeven", operation_id = "beleidUitproberen", tag = TAG,
    request_body = NieuweProef,
    responses((status = 200, description = "Wat er zou veranderen.",
        content((Proef = "application/json"), (String = "text/html")))))]
pub(crate) async fn try_out(
    State(app): State<Arc<App>>,
    acting: Acting,
    headers: HeaderMap,
    Input(form): Input<NieuweProef>,
) -> Answer {
    acting.require(&MAY_WORK)?;
    let mut seat = app.bench.seat().await?;
    let tried = match (form.geldig_vanaf, form.bestanden) {
        (Some(valid_from), None) => {
            named(&app.policies, &acting, valid_from)?;
            Tried::Known(valid_from)
        }
        (None, Some(files)) => {
            let (policies, by) = (Arc::clone(&app.policies), acting.clone());
            let (draft, kept) = seat.work(move || drafted(&policies, &by, files)).await?;
            seat = kept;
            Tried::Drafted(Box::new(draft.map_err(|problems| faulty(&problems))?))
        }
        _ => {
            let reason = "noem een versie die er is, of stuur de bestanden van een nieuwe: een van beide";
            return Err(Problem::invalid(vec![OngeldigGegeven::new("geldigVanaf", "one-of", reason)]));
        }
    };
    let caseload = running(&app, &acting).await?;
    let as_page = !takes(&headers, "application/json") && takes(&headers, HTML);
    let policies = Arc::clone(&app.policies);
    let work = move || {
        let pair = versions(&policies, &acting, &tried, caseload.day())?;
        outcome(pair, &caseload, &acting, as_page, form.met_zaken)
    };
    let (answer, _) = seat.work(work).await?;
    answer
}

/// The running cases of the municipality, read part by part; only what a policy looks at is kept of them.
async fn running(app: &App, acting: &Acting) -> Result<Caseload, Problem> {
    let mut after = String::new();
    let mut caseload: Option<Caseload> = None;
    loop {
        let part = caseload::part(app, acting, after, caseload::LARGEST_PAGE).await?;
        let today = day(&part.assessed_on).unwrap_or_else(|| app.clock.today());
        let known = caseload.get_or_insert_with(|| Caseload::new(today));
        for case in &part.cases {
            known.add_facts(&case.case_number, &facts(case, today)?);
        }
        let full = u32::try_from(part.cases.len()).is_ok_and(|count| count >= caseload::LARGEST_PAGE);
        match part.cases.into_iter().next_back().filter(|_| full) {
            Some(last) => after = last.case_id,
            None => return Ok(caseload.unwrap_or_else(|| Caseload::new(today))),
        }
    }
}

/// The facts of a case; intake keeps none that the catalogue refuses.
pub(super) fn facts(case: &CaseloadEntry, known_on: NaiveDate) -> Result<Facts, Problem> {
    words::facts_of_caseload(&case.facts, known_on).map_err(|property| {
        let id = Uuid::new_v4();
        tracing::error!(fault.id = %id, case.id = %case.case_id, %property, "a fact of a case cannot be read");
        Problem::fault(id)
    })
}

/// The version in force on the day of the caseload, and the one to try.
fn versions<'p>(
    policies: &'p Policies,
    acting: &Acting,
    tried: &'p Tried,
    day: NaiveDate,
) -> Result<(&'p Policy, &'p Policy), Problem> {
    let now = in_force(policies, acting, day)?;
    let then = match tried {
        Tried::Known(valid_from) => named(policies, acting, *valid_from)?,
        Tried::Drafted(draft) => draft.policy(),
    };
    let code = acting.municipality().code();
    if then.municipalities.iter().any(|each| each.code == code) {
        return Ok((now, then));
    }
    let reason = "noemen de gemeente waarvoor u werkt niet";
    Err(Problem::invalid(vec![OngeldigGegeven::new("bestanden", "municipality-listed", reason)]))
}

fn outcome(
    (now, then): (&Policy, &Policy),
    caseload: &Caseload,
    acting: &Acting,
    as_page: bool,
    with_cases: bool,
) -> Answer {
    let comparison = compare(caseload, now, then, THREADS);
    let municipality = acting.municipality().code();
    let report = Report::new(&comparison, municipality, caseload.day()).map_err(|error| no_report(&error))?;
    if as_page {
        return Ok(Html(report.html()).into_response());
    }
    let body = Proef::of(&comparison, &report, caseload, municipality, with_cases);
    Ok(Json(body.map_err(|error| no_report(&error))?).into_response())
}

/// The figures of a version do not add up.
fn no_report(error: &NoReport) -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "policy-figures",
        format!("De proef kan niet worden gemaakt: {error}."),
    )
}
