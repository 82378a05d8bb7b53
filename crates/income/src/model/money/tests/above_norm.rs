//! Income that leaves no assistance while the right goes on.

use std::sync::LazyLock;

use domain::{Municipality, SignalKind};
use policy::Policies;

use super::grants::town;
use super::*;

/// What is told of a right by which nothing is paid.
pub fn told(result: &CaseResult) -> Vec<(bool, &str)> {
    let of_income = |wait: &&WaitChange| wait.kind == SignalKind::NothingToPay;
    result.waits.iter().filter(of_income).map(|wait| (wait.begins, wait.subject.as_str())).collect()
}

const SINCE_APRIL: &str = "sinds april 2026 is er door inkomen geen recht op bijstand (melding 1)";

/// Paid over March, and from April on more income than the norm.
fn story() -> (Story, CaseResult) {
    let mut story = Story::from("2026-03-01");
    assert_eq!(told(&story.run("2026-03", "2026-03-20")), []);
    story.earns("2026-04-01", "2026-04-05", 300_000);
    let april = story.run("2026-04", "2026-04-20");
    (story, april)
}

#[test]
fn an_income_above_the_norm_is_told_once_and_the_end_pays_what_was_kept() {
    let (mut story, april) = story();
    assert_eq!(told(&april), [(true, SINCE_APRIL)]);
    assert_eq!(told(&story.run("2026-05", "2026-05-20")), []);
    story.account.state.right_until = Some(day("2026-03-31"));
    story.account.touch(month("2026-04"));
    let end = story.run("2026-05", "2026-05-22");
    assert_eq!(told(&end), [(false, SINCE_APRIL)]);
    assert_eq!(Story::paid(&end), [("applicant".to_owned(), 7_008)], "the allowance of March");
}

#[test]
fn a_month_that_is_paid_again_settles_it() {
    let (mut story, _) = story();
    story.earns("2026-05-01", "2026-05-05", 0);
    assert_eq!(told(&story.run("2026-05", "2026-05-20")), [(false, SINCE_APRIL)]);
}

/// A month that a version before this one worked out is told with the next run.
#[test]
fn what_was_not_told_before_is_told_now() {
    let (mut story, _) = story();
    story.account.state.waits = waits::Waits::default();
    assert_eq!(told(&story.run("2026-05", "2026-05-20")), [(true, SINCE_APRIL)]);
}

/// By a town that waits for two months in a row.
#[test]
fn it_is_told_after_as_many_months_in_a_row_as_the_policy_says() {
    static POLICIES: LazyLock<Policies> =
        LazyLock::new(|| town(r#"income_above_norm = { months = 2, source = "besluit" }"#));
    static HERE: LazyLock<Municipality> = LazyLock::new(|| "a-tenant:0001".parse().unwrap());
    let start = || {
        let mut story = Story::from("2026-03-01");
        story.law = Law { national: &NATIONAL, ordinances: Some((&POLICIES, &HERE)) };
        story.run("2026-03", "2026-03-20");
        story.earns("2026-04-01", "2026-04-05", 300_000);
        assert_eq!(told(&story.run("2026-04", "2026-04-20")), []);
        story
    };
    let mut story = start();
    assert_eq!(told(&story.run("2026-05", "2026-05-20")), [(true, SINCE_APRIL)]);
    assert_eq!(told(&story.run("2026-06", "2026-06-20")), []);

    let mut paid_between = start();
    paid_between.earns("2026-05-01", "2026-05-05", 0);
    assert_eq!(told(&paid_between.run("2026-05", "2026-05-20")), []);
    paid_between.earns("2026-06-01", "2026-06-05", 300_000);
    assert_eq!(told(&paid_between.run("2026-06", "2026-06-20")), [], "not in a row");
    let june = "sinds juni 2026 is er door inkomen geen recht op bijstand (melding 1)";
    assert_eq!(told(&paid_between.run("2026-07", "2026-07-20")), [(true, june)]);
}
