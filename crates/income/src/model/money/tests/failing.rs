//! A case whose amounts do not fit: nothing is paid, and a person gets it by name.

use domain::{Explanation, SignalKind};

use super::*;

fn decided(story: &Story) -> Result<CaseResult, domain::InvalidCents> {
    let case = CaseInRun {
        account: &story.account,
        timeline: &story.timeline,
        debts: &[],
        payees: &story.payees,
        waiting: &[],
        denied: false,
    };
    decide(case, run_of("2026-02"))
}

fn run_of(of: &str) -> RunDay<'static> {
    RunDay { run: Uuid::from_u128(1), month: month(of), day: day("2026-02-20"), law: law() }
}

/// Two months of which a person settled more than there is.
fn too_much() -> Story {
    let mut story = Story::from("2026-01-01");
    let withdrawn: Facts =
        serde_json::from_value(serde_json::json!({ "withdrawn": ["applicant.residence"] })).unwrap();
    story.state("2026-01-01", "2026-01-01", withdrawn);
    let reason = Explanation {
        rule: "decided-by-person".into(),
        source: "PW art. 18".into(),
        policy_version: String::new(),
        inputs: Vec::new(),
        text: "Een slip.".into(),
    };
    let amount = Cents::new(i64::MAX);
    let from = day("2026-01-01");
    story.account.state.settled.push(SettledAmount { from, amount, reason, known: None, until: None });
    story
}

#[test]
fn amounts_that_do_not_fit_are_a_persons_by_name_until_they_do() {
    let mut story = too_much();
    assert!(decided(&story).is_err());

    let failed = fail(&story.account, run_of("2026-02"));
    let told: Vec<_> = failed.waits.iter().map(|wait| (wait.kind, wait.begins)).collect();
    assert_eq!(told, [(SignalKind::MonthNotCalculated, true)]);
    assert!(failed.waits[0].subject.starts_with("februari 2026: de bedragen"), "{}", failed.waits[0].subject);
    assert_eq!(failed.difference.kind, DifferenceKind::Open);
    assert!(failed.postings.is_empty() && failed.payments.is_empty() && failed.versions.is_empty());
    assert_eq!(failed.account.version, story.account.version + 1);

    story.account = failed.account;
    let again = fail(&story.account, run_of("2026-02"));
    assert!(again.waits.is_empty(), "told once");
    assert_eq!(again.account, story.account);

    story.account.state.settled[0].amount = Cents::new(140_150);
    let solved = decided(&story).unwrap();
    assert!(solved.waits.iter().any(|wait| wait.kind == SignalKind::MonthNotCalculated && !wait.begins));
}
