//! The legal terms about money, as they were known on each day.

use std::collections::BTreeSet;

use domain::Explanation;
use rules::facts::BreachedDuty;
use terms::{Calendar, Entry, Kind, State};

use super::*;
use crate::model::money::fine::FineReport;

fn account() -> CaseAccount {
    let (case, person) = (CaseId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)));
    CaseAccount::new(case, person, "a-tenant:0001".parse().unwrap())
}

fn debt(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn decision(number: u32, on: &str, matter: Matter) -> MoneyDecision {
    MoneyDecision {
        case: account().case,
        number,
        replaces: None,
        decided_on: day(on),
        decided_by: "anna".into(),
        matter,
        explanations: Vec::new(),
    }
}

fn measure(lowers: bool, lowered: Option<(&str, &str)>) -> Matter {
    let lowered = lowered.map(|(first, last)| (month(first), month(last)));
    let (duty, committed_on) = (BreachedDuty::AcceptWork, day("2026-02-10"));
    Matter::Measure { measure: 1, duty, committed_on, lowers, lowered }
}

fn owed(id: u128, kind: DebtKind) -> Matter {
    Matter::Debt {
        debt: debt(id),
        kind,
        cents: Cents::new(10_000),
        month: month("2026-02"),
        recovered: false,
    }
}

fn suspension(state: HeldState) -> Matter {
    Matter::Suspension { state, from: day("2026-03-01") }
}

fn known(entries: &[Entry], on: &str) -> Vec<String> {
    let calendar = Calendar::of(&NATIONAL);
    let shown = entries.iter().filter(|entry| entry.known_on <= day(on)).map(|entry| {
        let state = match entry.term.state(day(on), &calendar) {
            State::Running { due } => format!("{due}"),
            State::Over { due } => format!("over {due}"),
            State::Ended { on, .. } => format!("ended {on}"),
            State::Stopped { .. } => "stopped".into(),
            State::Ahead { .. } => "ahead".into(),
        };
        format!("{} {state}", entry.term.kind().code())
    });
    shown.collect()
}

#[test]
fn what_was_decided_runs_until_it_is_decided_otherwise() {
    let decisions = [
        decision(1, "2026-03-02", measure(true, Some(("2026-03", "2026-04")))),
        decision(2, "2026-03-05", suspension(HeldState::Suspended)),
        decision(3, "2026-03-20", suspension(HeldState::Lifted)),
        decision(4, "2026-04-07", measure(false, None)),
    ];
    let terms = legal_terms(&account(), &decisions, &BTreeMap::new(), &NATIONAL);
    assert_eq!(known(&terms, "2026-03-04"), ["measure 2026-04-30"]);
    // Eight weeks of which the first of March is the first day (art. 54(1)).
    assert_eq!(known(&terms, "2026-03-05"), ["measure 2026-04-30", "suspension 2026-04-25"]);
    assert_eq!(known(&terms, "2026-03-20"), ["measure 2026-04-30", "suspension ended 2026-03-20"]);
    assert_eq!(known(&terms, "2026-04-07"), ["measure ended 2026-04-07", "suspension ended 2026-03-20"]);
}

/// Six weeks (Awb art. 4:87) from the decision; the last of them moves from Whit Monday.
#[test]
fn a_debt_is_to_be_paid_in_time_and_only_where_it_is_claimed() {
    let decisions = [
        decision(1, "2026-04-13", owed(1, DebtKind::Recovery)),
        decision(2, "2026-04-13", owed(2, DebtKind::Fine)),
        decision(3, "2026-04-13", owed(3, DebtKind::Advance)),
        decision(4, "2026-04-13", owed(4, DebtKind::Loan)),
        decision(
            5,
            "2026-05-04",
            Matter::Reversed { debt: debt(2), kind: DebtKind::Fine, cents: Cents::new(10_000) },
        ),
    ];
    let settled = [(debt(1), Some(day("2026-05-20")))].into();
    let terms = legal_terms(&account(), &decisions, &settled, &NATIONAL);
    assert_eq!(known(&terms, "2026-04-13"), ["payment 2026-05-26", "payment 2026-05-26"]);
    assert_eq!(terms[0].about, debt(1).to_string());
    assert_eq!(known(&terms, "2026-05-19"), ["payment 2026-05-26", "payment ended 2026-05-04"]);
    assert_eq!(known(&terms, "2026-05-20"), ["payment ended 2026-05-20", "payment ended 2026-05-04"]);
    let unpaid = legal_terms(&account(), &decisions, &BTreeMap::new(), &NATIONAL);
    assert_eq!(known(&unpaid, "2026-06-01")[0], "payment over 2026-05-26");
}

#[test]
fn a_fine_is_decided_within_thirteen_weeks_of_its_report_and_someone_is_warned() {
    let mut account = account();
    let made = FineReport::made("bob", (day("2026-01-02"), day("2026-01-05")), day("2026-01-05")).unwrap();
    account.state.fine_report = Some(made);
    account.state.follow_fine(28, &NATIONAL, day("2026-01-05"));
    let report = account.state.fine_report.clone().unwrap();
    // Easter Monday: a term of more than twelve weeks stays where it falls (Algemene termijnenwet art. 4).
    assert_eq!(report.decide_by, Some(day("2026-04-06")));
    assert_eq!(account.wakes_on(), Some(day("2026-03-09")));
    assert!(!report.is_near(day("2026-03-08")) && report.is_near(day("2026-03-09")));
    let warned = FineReport { warned: true, ..report };
    account.state.fine_report = Some(warned);
    assert_eq!(account.wakes_on(), None, "once");

    account.state.fine_report = None;
    account.state.follow_fine(28, &NATIONAL, day("2026-03-16"));
    let terms = legal_terms(&account, &[], &BTreeMap::new(), &NATIONAL);
    assert_eq!(known(&terms, "2026-03-15"), ["fine-decision 2026-04-06"]);
    assert_eq!(known(&terms, "2026-03-16"), ["fine-decision ended 2026-03-16"]);
}

/// A report of before its term was kept.
#[test]
fn a_report_of_an_earlier_version_has_its_term() {
    let stored = serde_json::json!({
        "fine_report": { "by": "bob", "reported_on": "2026-01-05", "committed_on": "2026-01-02", "heard_on": "2026-01-05" }
    });
    let mut account = account();
    account.state = serde_json::from_value(stored).unwrap();
    let terms = legal_terms(&account, &[], &BTreeMap::new(), &NATIONAL);
    assert_eq!(known(&terms, "2026-01-05"), ["fine-decision 2026-04-06"]);
}

#[test]
fn every_kind_that_is_listed_is_kept() {
    let decisions = [
        decision(1, "2026-03-02", measure(true, Some(("2026-03", "2026-03")))),
        decision(2, "2026-03-05", suspension(HeldState::Suspended)),
        decision(3, "2026-04-13", owed(1, DebtKind::Recovery)),
    ];
    let mut account = account();
    let made = FineReport::made("bob", (day("2026-01-02"), day("2026-01-05")), day("2026-01-05")).unwrap();
    account.state.fine_report = Some(made);
    account.state.follow_fine(28, &NATIONAL, day("2026-01-05"));
    let terms = legal_terms(&account, &decisions, &BTreeMap::new(), &NATIONAL);
    let seen: BTreeSet<Kind> = terms.iter().map(|entry| entry.term.kind()).collect();
    assert_eq!(seen, crate::TERMS.iter().copied().collect());
}

/// A decision of before the months were kept: they stand in its words.
#[test]
fn months_that_were_kept_in_words_alone_are_a_term_all_the_same() {
    let in_words = |number, text: &str| {
        let why = Explanation {
            rule: "lowering-months".into(),
            source: "PW art. 18".into(),
            policy_version: String::new(),
            inputs: Vec::new(),
            text: text.into(),
        };
        let of_before = decision(number, "2026-03-10", measure(true, None));
        MoneyDecision { explanations: vec![why], ..of_before }
    };
    let terms = |decision: MoneyDecision| {
        let found = legal_terms(&account(), &[decision], &BTreeMap::new(), &NATIONAL);
        known(&found, "2026-03-10")
    };
    let three = "De bijstand wordt verlaagd. maart 2026: 100 % van de norm; april 2026: 50 % van de norm; januari 2027: 10 % van de norm.";
    assert_eq!(terms(in_words(1, three)), ["measure 2027-01-31"]);
    let one = "De bijstand wordt verlaagd. maart 2026: 100 % van de norm.";
    assert_eq!(terms(in_words(1, one)), ["measure 2026-03-31"]);
    assert!(terms(in_words(1, "De verlaging vervalt: iemand deed wat moest.")).is_empty());
}
