//! What earlier months say about this one.

use chrono::NaiveDate;
use domain::{FactSource, Month};
use rstest::rstest;
use serde_json::{Value, json};

use super::super::past::Past;
use super::super::{Timeline, Used};
use super::{change, day};
use crate::Claimant;
use crate::facts::Facts;
use crate::means::{Exempted, Exemption};

const KNOWN: &str = "2026-12-31";

fn used(month: &str, who: Claimant, exemption: Exemption) -> Used {
    Used { month: month.parse().unwrap(), exempted: Exempted { who, exemption } }
}

/// The facts of a day of which everything was stated on 2026-01-01, with what follows from the months before.
fn laid_over(stated: Value, used: &[Used], right_from: &str, today: &str) -> Facts {
    let timeline = Timeline::from_iter([change("2026-01-01", "2026-01-01", 1, stated)]);
    let (known, today): (NaiveDate, _) = (day(KNOWN), day(today));
    let mut facts = timeline.on(today, known);
    Past { timeline: &timeline, right_from: day(right_from), used, known }.lay_over(&mut facts, today);
    facts
}

#[rstest]
#[case::exemptions_are_judged(json!({ "applicant": { "exemptions": { "months_of_n": 0 } } }), "2026-01-31", Some(true))]
#[case::limited_in_hours(json!({ "applicant": { "hour_limited": false } }), "2026-01-31", Some(true))]
#[case::of_the_partner(json!({ "partner": { "hour_limited": true } }), "2026-01-31", Some(true))]
#[case::works(json!({ "applicant": { "incomes": [{ "kind": "earnings", "amount": 1 }] } }), "2026-01-31", Some(true))]
#[case::the_partner_works(json!({ "partner": { "incomes": [{ "kind": "self-employment", "amount": 1 }] } }), "2026-01-31", Some(true))]
#[case::worked_before(json!({ "applicant": { "incomes": [{ "kind": "earnings", "amount": 1, "until": "2026-01" }] } }), "2026-01-31", None)]
#[case::other_income(json!({ "applicant": { "incomes": [{ "kind": "other", "amount": 1 }] } }), "2026-01-31", None)]
#[case::nothing_was_judged(json!({ "applicant": { "detained": false } }), "2026-01-31", None)]
#[case::the_first_month(json!({ "applicant": { "hour_limited": false } }), "2026-02-01", None)]
fn who_had_the_right_before_receives_assistance(
    #[case] stated: Value,
    #[case] right_from: &str,
    #[case] receives: Option<bool>,
) {
    let facts = laid_over(stated, &[], right_from, "2026-02-10");
    let found = facts.assistance.receives.map(|stated| (stated.value, stated.source));
    assert_eq!(found, receives.map(|value| (value, FactSource::Derived)));
}

/// Months of n are those in which it was applied, from the month in which a number was stated up to this one.
#[test]
fn months_of_n_are_counted_one_by_one() {
    let used = [
        used("2025-12", Claimant::Applicant, Exemption::N),
        used("2026-03", Claimant::Applicant, Exemption::N),
        used("2026-01", Claimant::Applicant, Exemption::N),
        used("2026-01", Claimant::Applicant, Exemption::N),
        used("2026-02", Claimant::Applicant, Exemption::R),
        used("2026-02", Claimant::Partner, Exemption::N),
        used("2026-04", Claimant::Applicant, Exemption::N),
    ];
    let stated = json!({
        "applicant": { "exemptions": { "months_of_n": 1 } }, "partner": { "exemptions": { "months_of_n": 4 } }
    });
    let months = |today: &str| {
        let facts = laid_over(stated.clone(), &used, "2026-01-01", today);
        [facts.applicant, facts.partner].map(|person| person.exemptions.months_of_n.unwrap().value)
    };
    assert_eq!(months("2026-01-31"), [1, 4]);
    assert_eq!(months("2026-02-01"), [2, 4]);
    assert_eq!(months("2026-04-01"), [3, 5]);
}

/// Months of r and z run on: from the statement when they had begun by then, else from the first month applied.
#[rstest]
#[case::had_begun(3, &[], 6)]
#[case::had_begun_just_now(1, &["2026-03"], 4)]
#[case::began_later(0, &["2026-03", "2026-02"], 2)]
#[case::not_begun(0, &[], 0)]
#[case::begins_now(0, &["2026-04"], 0)]
fn months_of_r_and_z_run_on_once_they_began(
    #[case] stated: i64,
    #[case] applied: &[&str],
    #[case] expected: i64,
) {
    for (field, exemption) in [("months_of_r", Exemption::R), ("months_of_z", Exemption::Z)] {
        let used: Vec<_> = applied.iter().map(|month| used(month, Claimant::Applicant, exemption)).collect();
        let exemptions = json!({ "applicant": { "exemptions": { field: stated } } });
        let found = laid_over(exemptions, &used, "2026-01-01", "2026-04-15").applicant.exemptions;
        let months = if exemption == Exemption::R { found.months_of_r } else { found.months_of_z };
        assert_eq!(months.map(|stated| stated.value), Some(expected), "{field}");
    }
}

#[test]
fn a_number_to_which_nothing_came_is_still_of_who_stated_it() {
    let by_applicant = json!({ "value": 2, "source": "applicant" });
    let stated = json!({ "applicant": { "exemptions": { "months_of_n": by_applicant } } });
    let source = |used: &[Used]| {
        let facts = laid_over(stated.clone(), used, "2026-01-01", "2026-02-15");
        facts.applicant.exemptions.months_of_n.unwrap().source
    };
    assert_eq!(source(&[]), FactSource::Applicant);
    assert_eq!(source(&[used("2026-01", Claimant::Applicant, Exemption::N)]), FactSource::Derived);
}

#[test]
fn a_timeline_tells_its_changes_in_order() {
    let later = change("2026-02-01", "2026-02-01", 2, json!({}));
    let first = change("2026-01-01", "2026-03-01", 1, json!({}));
    let timeline = Timeline::from_iter([later.clone(), first.clone()]);
    assert_eq!(timeline.changes(), [first, later]);
    let months: Vec<_> = timeline.changes().iter().map(|change| Month::of(change.from)).collect();
    assert_eq!(months, ["2026-01", "2026-02"].map(|month| month.parse::<Month>().unwrap()));
}

fn earlier(stated: &[(&str, Value)], today: &str) -> Vec<Option<i64>> {
    let changes = (1..).zip(stated).map(|(number, (from, facts))| {
        change(from, from, number, json!({ "applicant": { "incomes": facts } }))
    });
    let timeline: Timeline = changes.collect();
    let (known, today): (NaiveDate, _) = (day(KNOWN), day(today));
    let mut facts = timeline.on(today, known);
    Past { timeline: &timeline, right_from: day("2025-01-01"), used: &[], known }.lay_over(&mut facts, today);
    facts
        .applicant
        .incomes
        .iter()
        .flatten()
        .map(|income| income.earlier_this_year.map(domain::Cents::get))
        .collect()
}

/// What was received earlier in the year is known from the months before, and what someone says of it goes before that.
#[test]
fn what_came_earlier_in_the_year_is_known_from_its_months() {
    let each = json!([{ "kind": "volunteer-allowance", "amount": 1_000 }]);
    let whole_year = [("2025-06-01", each.clone())];
    assert_eq!(earlier(&whole_year, "2026-01-10"), [Some(0)], "a new year");
    assert_eq!(earlier(&whole_year, "2026-04-10"), [Some(3_000)]);

    let own_work = json!([{ "kind": "self-employment", "amount": 1_000 }]);
    assert_eq!(earlier(&[("2025-06-01", own_work)], "2026-04-10"), [Some(3_000)], "the policy may bound it");

    let once = json!([{ "kind": "volunteer-allowance", "amount": 1_000, "until": "2026-02" }]);
    assert_eq!(earlier(&[("2026-02-01", once.clone())], "2026-03-10"), [None], "nothing of March");
    assert_eq!(
        earlier(&[("2026-02-01", once.clone()), ("2026-05-01", each.clone())], "2026-05-10"),
        [Some(1_000)]
    );

    let said = json!([{ "kind": "volunteer-allowance", "amount": 1_000, "until": "2026-03", "earlier_this_year": 9_000 }]);
    let stated = [("2026-02-01", once), ("2026-03-01", said), ("2026-04-01", each)];
    assert_eq!(earlier(&stated, "2026-03-10"), [Some(9_000)], "as it was said");
    assert_eq!(earlier(&stated, "2026-05-10"), [Some(11_000)]);

    let one_said = json!([
        { "kind": "volunteer-allowance", "amount": 1_000, "earlier_this_year": 9_000 },
        { "kind": "volunteer-allowance", "amount": 500 }
    ]);
    assert_eq!(
        earlier(&[("2025-06-01", one_said)], "2026-01-10"),
        [Some(9_000), None],
        "it was said already"
    );

    let pay = json!([{ "kind": "earnings", "amount": 1_000 }]);
    assert_eq!(earlier(&[("2025-06-01", pay)], "2026-04-10"), [None], "no bound of a year");
}
