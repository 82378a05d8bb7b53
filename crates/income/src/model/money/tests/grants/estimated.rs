//! A month of IOAW of which nobody stated what was received is paid on what was stated last, as one of assistance is.

use std::sync::LazyLock;

use super::*;

/// Estimates for two months, and asks once the month is over.
static POLICIES: LazyLock<Policies> =
    LazyLock::new(|| town(r#"income_estimate = { most_months = 2, source = "besluit" }"#));

fn got(of: &str, cents: i64) -> serde_json::Value {
    serde_json::json!({ "kind": "former-work", "amount": cents, "from": of, "until": of })
}

/// A benefit of 500.00 in March, gross; of April nothing is said.
fn stated_in_march(law: Law<'static>) -> Story {
    let mut story = nobody(IOAW, "2026-03-01");
    story.law = law;
    let received = serde_json::json!({ "applicant": { "incomes": [got("2026-03", 50_000)] } });
    story.state("2026-03-01", "2026-03-02", serde_json::from_value(received).unwrap());
    story.grant(terms(Scheme::Ioaw, "2026-03-01"), None, "2026-03-05");
    story.run("2026-03", "2026-03-20");
    story
}

fn gross(story: &Story) -> Vec<i64> {
    story.account.state.grants[&1].months.values().map(|fixed| fixed.gross.get()).collect()
}

const BASE: i64 = 177_611;

#[test]
fn it_is_paid_on_what_was_stated_last_and_settled() {
    let mut story = stated_in_march(Law { national: &NATIONAL, ordinances: Some((&POLICIES, &HERE)) });
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!(gross(&story), [BASE - 50_000, BASE - 50_000]);
    let told =
        |version: &GrantVersion| version.explanations.iter().any(|line| line.rule == "income-estimated");
    assert!(april.grants.iter().any(told), "the month does not say so");
    assert!(april.difference.reasons.iter().any(|reason| reason.contains("april 2026 zijn nog niet alle")));
    assert_eq!(story.account.state.unstated.subjects().count(), 0, "April is not over");
    let asked_on = story.account.wakes_on().unwrap();
    assert_eq!(asked_on, day("2026-05-01"));
    story.account.state.unstated.tell(asked_on);
    assert_eq!(story.account.state.unstated.subjects().collect::<Vec<_>>(), ["april 2026 (melding 1)"]);

    let both = serde_json::json!([got("2026-03", 50_000), got("2026-04", 50_000)]);
    let both = serde_json::json!({ "applicant": { "incomes": both } });
    story.state("2026-04-01", "2026-04-25", serde_json::from_value(both).unwrap());
    let anew = story.run("2026-04", "2026-04-26");
    assert_eq!(gross(&story), [BASE - 50_000, BASE - 50_000]);
    assert!(anew.payments.is_empty(), "it was right");
    let version = anew.grants.iter().find(|version| version.month == month("2026-04")).unwrap();
    assert!(!told(version) && version.fixed.version == 2, "{version:?}");
    assert!(anew.difference.reasons.is_empty(), "{:?}", anew.difference.reasons);
}

/// Of a month for which it turns out not to have been granted nobody needs to know what was received.
#[test]
fn what_ended_is_asked_of_nobody() {
    let mut story = stated_in_march(Law { national: &NATIONAL, ordinances: Some((&POLICIES, &HERE)) });
    story.run("2026-04", "2026-04-20");
    story.account.state.unstated.tell(day("2026-05-01"));
    assert_eq!(story.account.state.unstated.subjects().count(), 1);
    story.end(1, "2026-04-01");
    story.run("2026-05", "2026-05-20");
    assert_eq!(gross(&story)[1], 0, "nothing of April");
    assert_eq!(story.account.state.unstated.subjects().count(), 0);
    assert_eq!(story.account.state.unstated.wakes_on(), None);
}

/// Where the policy says nothing a person decides, and the month waits.
#[test]
fn without_an_estimate_the_month_waits() {
    let mut story = stated_in_march(law());
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!(gross(&story), [BASE - 50_000]);
    let why: Vec<_> = april.waits.iter().map(|wait| wait.subject.as_str()).collect();
    assert!(why.iter().any(|why| why.contains("IOAW over april 2026: er ontbreekt")), "{why:?}");
}

/// More than the base was stated last: there is no right, on an estimate.
#[test]
fn an_estimate_above_the_base_is_asked_too() {
    let mut story = nobody(IOAW, "2026-03-01");
    story.law = Law { national: &NATIONAL, ordinances: Some((&POLICIES, &HERE)) };
    story.grant(terms(Scheme::Ioaw, "2026-03-01"), None, "2026-03-05");
    let received = serde_json::json!({ "applicant": { "incomes": [got("2026-03", BASE)] } });
    story.state("2026-03-01", "2026-03-06", serde_json::from_value(received).unwrap());
    story.run("2026-04", "2026-04-20");
    assert_eq!(gross(&story), [0, 0]);
    assert!(story.account.wakes_on().is_some(), "nobody asks what was received in April");
}

/// What is kept of a grant by a version that did not estimate is read.
#[test]
fn a_grant_of_before_is_read() {
    let story = stated_in_march(law());
    let kept = serde_json::to_value(&story.account.state).unwrap();
    assert!(kept["grants"]["1"].get("estimated").is_none());
    let read: AccountState = serde_json::from_value(kept).unwrap();
    assert_eq!(read, story.account.state);
}
