//! Exemptions of earnings run out, and a month is paid by the municipality's own amounts: as it was decided.

use std::sync::LazyLock;

use super::*;

/// Gross pay of € 1.500 that helps towards work, of which nothing was exempt yet.
const EARNS: &str = r#"{ "applicant": { "incomes": [{ "kind": "earnings", "amount": 150000 }], "hour_limited": false,
    "exemptions": { "months_of_n": 0, "helps_reintegration": true, "with_wage_cost_subsidy": false } } }"#;

/// What each month of a grant comes to, gross.
fn gross(story: &Story, grant: u32) -> Vec<i64> {
    story.account.state.grants[&grant].months.values().map(|fixed| fixed.gross.get()).collect()
}

fn earner(from: &str) -> Story {
    let mut story = nobody(IOAW, from);
    story.state(from, from, json(EARNS));
    story
}

#[test]
fn a_quarter_of_the_pay_is_exempt_for_six_months_and_no_longer() {
    // Base 1,733.22 in 2025 and 1,776.11 in 2026; of 1,500.00 a quarter, 375.00, is exempt.
    let mut story = earner("2025-10-01");
    story.grant(terms(Scheme::Ioaw, "2025-10-01"), None, "2025-10-05");
    for (month, today) in [("2025-11", "2025-11-20"), ("2026-04", "2026-04-20"), ("2026-05", "2026-05-20")] {
        story.run(month, today);
    }
    let (before, exempt, after) = (173_322 - 112_500, 177_611 - 112_500, 177_611 - 150_000);
    let expected = [before, before, before, exempt, exempt, exempt, after, after];
    assert_eq!(gross(&story, 1), expected);

    // What becomes known of an earlier month changes when the six are over.
    story.state("2026-01-01", "2026-05-25", json(r#"{ "applicant": { "incomes": [] } }"#));
    story.state("2026-02-01", "2026-05-25", json(EARNS).without_months());
    story.run("2026-06", "2026-06-20");
    let none = 177_611;
    let expected = [before, before, before, none, exempt, exempt, exempt, after, after];
    assert_eq!(gross(&story, 1), expected);
    story.run("2026-06", "2026-06-21");
    assert_eq!(gross(&story, 1), expected, "worked out again it is the same");
}

trait WithoutMonths {
    fn without_months(self) -> Self;
}

impl WithoutMonths for Facts {
    /// The same, with nothing said of months that were used.
    fn without_months(mut self) -> Self {
        self.applicant.exemptions.months_of_n = None;
        self
    }
}

#[test]
fn months_that_an_earlier_grant_used_are_used() {
    let mut story = earner("2025-10-01");
    story.grant(terms(Scheme::Ioaw, "2025-10-01"), None, "2025-10-05");
    story.run("2026-01", "2026-01-20");
    story.end(1, "2026-02-01");
    story.run("2026-02", "2026-02-20");
    let again = story.grant(terms(Scheme::Ioaw, "2026-03-01"), None, "2026-03-05");
    assert_eq!(again.cents.get(), 177_611 - 112_500, "the fifth month");
    story.run("2026-05", "2026-05-20");
    let (exempt, after) = (177_611 - 112_500, 177_611 - 150_000);
    assert_eq!(gross(&story, again.grant), [exempt, exempt, after]);
    let third = story.ask(
        GrantTerms { until: None, ..terms(Scheme::Ioaw, "2026-06-01") },
        Some(again.grant),
        "2026-06-01",
    );
    assert_eq!(third.unwrap().cents.get(), after);
}

#[rstest]
#[case::single_parent(
    r#"{ "household": { "kind": "single-parent", "children": [{ "birth_date": "2020-01-02", "dependent": true }] },
         "applicant": { "exemptions": { "months_of_n": 6, "months_of_r": 28 } } }"#,
    18_750
)]
#[case::beside_wage_cost_subsidy(
    r#"{ "applicant": { "exemptions": { "months_of_n": 6, "with_wage_cost_subsidy": true, "months_of_z": 10,
         "more_hours_possible": true, "months_of_r": 0 } } }"#,
    22_500
)]
fn the_later_exemptions_run_out_too(#[case] more: &str, #[case] exempt: i64) {
    let mut story = earner("2026-01-01");
    story.state("2026-01-01", "2026-01-01", json(more));
    story.grant(terms(Scheme::Ioaw, "2026-01-01"), None, "2026-01-05");
    story.run("2026-04", "2026-04-20");
    let (with, without) = (177_611 - 150_000 + exempt, 177_611 - 150_000);
    assert_eq!(gross(&story, 1), [with, with, without, without]);
}

#[test]
fn the_municipality_s_study_supplement_is_decided_and_paid() {
    static POLICIES: LazyLock<Policies> = LazyLock::new(|| {
        town(
            r#"study_supplement = { amounts = [{ from_age = 21, month_cents = 45000 }], source = "besluit" }"#,
        )
    });
    let mut story = nobody(&STUDY.replace("2005-06-15", "2004-06-15"), "2026-05-01");
    story.law = Law { national: &NATIONAL, ordinances: Some((&POLICIES, &HERE)) };
    let decided = story.grant(terms(Scheme::StudySupplement, "2026-05-01"), None, "2026-05-05");
    assert_eq!(decided.cents, Cents::new(45_000));
    assert_eq!(Story::paid(&story.run("2026-05", "2026-05-20")), [("applicant".to_owned(), 45_000)]);
}

#[test]
fn a_grant_of_an_earlier_version_is_read() {
    let mut story = earner("2025-10-01");
    story.grant(terms(Scheme::Ioaw, "2025-10-01"), None, "2025-10-05");
    story.run("2025-10", "2025-10-20");
    let mut stored = serde_json::to_value(&story.account.state).unwrap();
    let grant = stored["grants"]["1"].as_object_mut().unwrap();
    assert!(grant.remove("exempted").is_some(), "{grant:?}");
    let read: AccountState = serde_json::from_value(stored).unwrap();
    assert!(read.grants[&1].exempted.is_empty());
}
