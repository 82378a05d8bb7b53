//! Wire → input, once, with every violation at once; and rows → wire.

use chrono::NaiveDate;
use domain::{Caller, CaseId, FactKey, Refusal, Violation, optional_wording, wording};
use proto::common::v1::PageRequest;
use proto::workflow::v1 as pb;
use proto::{day_text, parse_day};

use super::tasks::open_task;
use crate::actor::Input;
use crate::model::{ContactKind, EndReason, PolicySays, Process, ReviewChoice, Stage};
use crate::store::{CaseFilter, CaseRow, Page, assigned_under};

/// The longest text that is kept.
const LONGEST_TEXT: usize = 2_000;
const LONGEST_FILTER: usize = 80;
const PAGE: u64 = 25;
const LARGEST_PAGE: u64 = 100;

/// Collects what is wrong.
#[derive(Default)]
pub(super) struct Check {
    violations: Vec<Violation>,
}

impl Check {
    pub(super) fn wrong(&mut self, field: &str, reason: &str, rule: &str) {
        self.violations.push(Violation::new(field, reason, rule));
    }

    pub(super) fn keep<T>(&mut self, result: Result<T, Violation>) -> Option<T> {
        result.map_err(|violation| self.violations.push(violation)).ok()
    }

    /// `value` is there whenever nothing was wrong.
    pub(super) fn done<T>(self, value: Option<T>) -> Result<T, Refusal> {
        match value {
            Some(value) if self.violations.is_empty() => Ok(value),
            _ => Err(Refusal::invalid(self.violations)),
        }
    }

    /// A text that people read as a reason or a finding; empty when nothing was written, or nothing that can be kept.
    pub(super) fn text(&mut self, field: &str, text: &str) -> String {
        self.keep(optional_wording(field, text, LONGEST_TEXT)).flatten().unwrap_or_default()
    }

    /// The same where it cannot be left out.
    pub(super) fn needed(&mut self, field: &str, text: &str) -> String {
        self.keep(wording(field, text, LONGEST_TEXT)).unwrap_or_default()
    }

    pub(super) fn filter(&mut self, field: &str, text: String) -> Option<String> {
        if text.chars().count() > LONGEST_FILTER {
            self.wrong(field, "mag niet langer zijn dan 80 tekens", "text-length");
        }
        Some(text).filter(|text| !text.is_empty())
    }

    pub(super) fn day(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        if text.is_empty() { None } else { self.keep(parse_day(field, text)) }
    }

    fn successor(&mut self, text: &str) -> Option<CaseId> {
        self.keep(text.parse().map_err(|_| Violation::new("successor", "is geen geldig kenmerk", "uuid")))
    }

    pub(super) fn page(&mut self, field: &str, page: Option<PageRequest>) -> Page {
        let page = page.unwrap_or_default();
        let size = u64::from(page.page_size);
        if size > LARGEST_PAGE {
            self.wrong(&format!("{field}.page_size"), "mag niet groter zijn dan 100", "page-size");
        }
        Page { number: u64::from(page.page).max(1), size: if size == 0 { PAGE } else { size } }
    }
}

/// A case by its id; what is no id is not found.
pub(super) fn case_id(text: &str) -> Result<CaseId, Refusal> {
    text.parse().map_err(|_| Refusal::not_found("zaak"))
}

pub(super) fn review(wire: pb::CompleteReviewRequest, caller: Caller) -> Result<Input, Refusal> {
    let case = case_id(&wire.case_id)?;
    let mut check = Check::default();
    let choice = match wire.outcome() {
        pb::ReviewOutcome::Unchanged => Some(ReviewChoice::Unchanged),
        pb::ReviewOutcome::Recategorise => Some(ReviewChoice::Recategorise),
        pb::ReviewOutcome::Unspecified => {
            check.wrong("outcome", "is niet ingevuld", "review-outcome");
            None
        }
    };
    let notes = check.text("notes", &wire.notes);
    check.done(choice.map(|choice| Input::CompleteReview { caller, case, choice, notes }))
}

/// What a version of the policy says of a case, to be put before a person.
pub(super) fn ask_review(wire: pb::AskReviewRequest, caller: Caller) -> Result<Input, Refusal> {
    let case = case_id(&wire.case_id)?;
    let mut check = Check::default();
    if wire.reason() == pb::ReviewReason::Unspecified {
        check.wrong("reason", "is niet ingevuld", "review-reason");
    }
    let version = check.filter("policy_version", wire.policy_version);
    if version.is_none() {
        check.wrong("policy_version", "is niet ingevuld", "policy-version-required");
    }
    let says = match (check.filter("category", wire.category), wire.missing.is_empty()) {
        (Some(category), true) => PolicySays::Category(category),
        (None, true) => PolicySays::PersonDecides,
        (category, false) => {
            if category.is_some() {
                check.wrong("missing", "gaat niet samen met een categorie", "category-or-missing");
            }
            if wire.missing.iter().any(|code| FactKey::from_code(code).is_none()) {
                check.wrong("missing", "noemt een gegeven dat niet bestaat", "fact-catalogue");
            }
            PolicySays::FactsMissing(wire.missing)
        }
    };
    check.done(version.map(|version| Input::AskPolicyReview { caller, case, version, says }))
}

pub(super) fn end(wire: &pb::EndCaseRequest, caller: Caller) -> Result<Input, Refusal> {
    let case = case_id(&wire.case_id)?;
    let mut check = Check::default();
    let reason = EndReason::from_code(&wire.reason);
    if reason.is_none() {
        check.wrong("reason", "is geen bekende reden", "end-reason");
    }
    let from_day = check.day("from_day", &wire.from_day);
    let successor =
        if wire.successor_case_id.is_empty() { None } else { check.successor(&wire.successor_case_id) };
    let reasons = check.needed("reasons", &wire.reasons);
    check.done(reason.map(|reason| Input::EndCase { caller, case, reason, from_day, successor, reasons }))
}

pub(super) fn name_successor(wire: &pb::NameSuccessorRequest, caller: Caller) -> Result<Input, Refusal> {
    let case = case_id(&wire.case_id)?;
    let mut check = Check::default();
    let successor = check.successor(&wire.successor_case_id);
    check.done(successor.map(|successor| Input::NameSuccessor { caller, case, successor }))
}

pub(super) fn record_contact(wire: pb::RecordContactRequest, caller: Caller) -> Result<Input, Refusal> {
    let case = case_id(&wire.case_id)?;
    let mut check = Check::default();
    let kind = ContactKind::from_code(&wire.kind);
    if kind.is_none() {
        check.wrong("kind", "is geen bekende soort contact", "contact-kind");
    }
    let on = check.day("on", &wire.on);
    let notes = check.text("notes", &wire.notes);
    check.done(kind.map(|kind| Input::RecordContact { caller, case, on, kind, notes }))
}

pub(super) fn case_filter(wire: pb::ListCasesRequest) -> Result<(CaseFilter, Page), Refusal> {
    let mut check = Check::default();
    let page = check.page("page", wire.page);
    let stage = Some(wire.stage).filter(|stage| !stage.is_empty()).and_then(|stage| {
        let known = Stage::from_code(&stage);
        if known.is_none() {
            check.wrong("stage", "is geen bekende fase", "stage-known");
        }
        known
    });
    let category = check.filter("category", wire.category);
    let number = check.filter("number", wire.number);
    if u64::try_from(wire.case_ids.len()).is_ok_and(|asked| asked > LARGEST_PAGE) {
        check.wrong("case_ids", "mogen er niet meer dan 100 zijn", "page-size");
    }
    let of_id = |text: &String| {
        text.parse().map_err(|_| Violation::new("case_ids", "is geen geldig kenmerk", "uuid"))
    };
    let cases = check.keep(wire.case_ids.iter().map(of_id).collect::<Result<Vec<CaseId>, _>>());
    check.done(cases.map(|cases| (CaseFilter { stage, category, number, cases }, page)))
}

pub(super) fn day_or_empty(day: Option<NaiveDate>) -> String {
    day.map(day_text).unwrap_or_default()
}

pub(super) fn summary(row: CaseRow) -> pb::CaseSummary {
    pb::CaseSummary {
        policy_version: assigned_under(&row).unwrap_or_default(),
        case_id: row.case_id.to_string(),
        case_number: row.number,
        stage: row.stage,
        category: row.category,
        direction: row.direction,
        area: row.area.try_into().unwrap_or_default(),
        applied_on: day_or_empty(row.applied_on),
        closed_on: day_or_empty(row.closed_on),
        closed_because: row.closed_because,
        next_due: day_or_empty(row.next_due),
    }
}

/// Where a case stands and what it waits for.
pub(super) fn whole_case(row: CaseRow, process: &Process) -> pb::GetCaseResponse {
    let region = |(name, state, since): (&str, &str, NaiveDate)| pb::Region {
        name: name.into(),
        state: state.into(),
        since: day_text(since),
    };
    let timers = process.timers().into_iter();
    pb::GetCaseResponse {
        version: row.version.try_into().unwrap_or_default(),
        summary: Some(summary(row)),
        regions: process.regions().into_iter().map(region).collect(),
        timers: timers
            .map(|(due, timer)| pb::Timer { name: timer.code().into(), due: day_text(due) })
            .collect(),
        open_tasks: process.tasks.iter().map(|task| open_task(process, task)).collect(),
        partner: process.referral.partner().unwrap_or_default().into(),
        successors: process.successors.iter().map(ToString::to_string).collect(),
        last_contact: day_or_empty(process.contact.map(|contact| contact.on)),
        parked_since: day_or_empty(process.parked.as_ref().map(|parking| parking.since)),
    }
}

#[cfg(test)]
mod tests {
    use domain::Role;

    use super::*;

    fn caller() -> Caller {
        let municipality = "a-tenant:0001".parse().unwrap();
        Caller { user: "anna".into(), organisation: None, roles: vec![Role::IntakeConsultant], municipality }
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let case_id = "5f0f9a55-6f0a-4a5c-9a53-0c8d9b1f9a11".to_owned();
        let wire = pb::EndCaseRequest {
            case_id,
            reason: "bored".into(),
            from_day: "tomorrow".into(),
            ..Default::default()
        };
        let fields: Vec<_> = end(&wire, caller())
            .unwrap_err()
            .violations
            .into_iter()
            .map(|violation| violation.field)
            .collect();
        assert_eq!(fields, ["reason", "from_day", "reasons"]);
    }

    #[test]
    fn a_review_needs_an_outcome_and_a_short_text() {
        let case_id = "5f0f9a55-6f0a-4a5c-9a53-0c8d9b1f9a11".to_owned();
        let wire = pb::CompleteReviewRequest { case_id, outcome: 0, notes: "é".repeat(2_001) };
        let fields: Vec<_> = review(wire, caller())
            .unwrap_err()
            .violations
            .into_iter()
            .map(|violation| violation.field)
            .collect();
        assert_eq!(fields, ["outcome", "notes"]);
    }

    #[test]
    fn what_a_policy_says_is_a_category_or_what_it_lacks() {
        let case_id = "5f0f9a55-6f0a-4a5c-9a53-0c8d9b1f9a11".to_owned();
        let reason = pb::ReviewReason::NewPolicy.into();
        let asked = |category: &str, missing: &[&str]| {
            let wire = pb::AskReviewRequest {
                case_id: case_id.clone(),
                reason,
                policy_version: "hash".into(),
                category: category.into(),
                missing: missing.iter().map(|code| (*code).to_owned()).collect(),
            };
            match ask_review(wire, caller()) {
                Ok(Input::AskPolicyReview { says, .. }) => Ok(says),
                Ok(other) => panic!("{other:?}"),
                Err(refusal) => {
                    Err(refusal.violations.into_iter().map(|wrong| wrong.rule).collect::<Vec<_>>())
                }
            }
        };
        assert_eq!(asked("up", &[]), Ok(PolicySays::Category("up".into())));
        assert_eq!(asked("", &[]), Ok(PolicySays::PersonDecides));
        assert_eq!(asked("", &["skills"]), Ok(PolicySays::FactsMissing(vec!["skills".into()])));
        let both = vec!["category-or-missing".to_owned(), "fact-catalogue".to_owned()];
        assert_eq!(asked("up", &["charm"]), Err(both));
        let bare = ask_review(pb::AskReviewRequest { case_id, ..Default::default() }, caller()).unwrap_err();
        let fields: Vec<_> = bare.violations.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["reason", "policy_version"]);
    }
}
