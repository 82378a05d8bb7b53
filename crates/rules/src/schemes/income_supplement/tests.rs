use rstest::rstest;

use super::super::local::SupplementAmounts;
use super::*;
use crate::Finding;
use crate::facts::Facts;
use crate::schemes::testing::{ask, residents, residents_over, said, with};

fn ordinance(income_test: IncomeTest) -> IncomeSupplementPolicy {
    IncomeSupplementPolicy {
        reference_months: 3,
        income_percent: 105,
        income_test,
        amounts: SupplementAmounts {
            single: Cents::new(40_000),
            single_parent: Cents::new(50_000),
            couple: Cents::new(60_000),
        },
        source: "verordening, test".into(),
    }
}

fn household(json: &str) -> Facts {
    let base = residents(
        r#"{ "household": { "kind": "single" },
             "applicant": { "birth_date": "1985-03-01" },
             "capital": { "countable": 0 },
             "supplements": { "asked_on": "2026-03-10", "better_income_expected": false,
               "past_months": [ { "month": "2025-12", "income": 136906, "norm": 136906 },
                                { "month": "2026-01", "income": 140150, "norm": 140150 },
                                { "month": "2026-02", "income": 140150, "norm": 140150 } ] } }"#,
    );
    // Who is alone has no partner of whom anything holds.
    with(&residents_over(&base), json)
}

fn right(json: &str, test: IncomeTest) -> String {
    let facts = household(json);
    said(&entitled(ask(&facts, "2026-03-10"), Some(&ordinance(test))).finding)
}

#[rstest]
#[case::all_is_well("{}", "entitled")]
#[case::granted_within_a_year(r#"{ "supplements": { "granted_on": "2025-03-11" } }"#, "once-a-year-36")]
#[case::granted_a_year_ago(r#"{ "supplements": { "granted_on": "2025-03-10" } }"#, "entitled")]
#[case::capital_at_the_limit(r#"{ "capital": { "countable": 800000 } }"#, "entitled")]
#[case::capital_above(r#"{ "capital": { "countable": 800001 } }"#, "capital-36")]
#[case::prospect(r#"{ "supplements": { "better_income_expected": true } }"#, "prospect-36")]
#[case::twenty(r#"{ "applicant": { "birth_date": "2005-03-11" } }"#, "age-36")]
#[case::twenty_one(r#"{ "applicant": { "birth_date": "2005-03-10" } }"#, "entitled")]
#[case::last_day_before_pension(r#"{ "applicant": { "birth_date": "1959-03-11" } }"#, "entitled")]
#[case::pension(r#"{ "applicant": { "birth_date": "1959-03-10" } }"#, "age-36")]
#[case::asked_later(r#"{ "supplements": { "asked_on": "2026-03-11" } }"#, "request-36-1")]
#[case::partner_too_young(
    r#"{ "household": { "kind": "couple" }, "partner": { "birth_date": "2005-12-01" } }"#,
    "person"
)]
#[case::partner(
    r#"{ "household": { "kind": "couple" }, "partner": { "birth_date": "2004-12-01" } }"#,
    "entitled"
)]
#[case::partner_not_known(r#"{ "household": { "kind": "couple" } }"#, "missing: partner.birth_date")]
fn the_right(#[case] json: &str, #[case] expected: &str) {
    assert_eq!(right(json, IncomeTest::EachMonth), expected);
}

/// The months 2025-12 to 2026-02 with these incomes.
fn incomes(cents: [i64; 3]) -> String {
    let [first, second, third] = cents;
    format!(
        r#"{{ "supplements": {{ "past_months": [
            {{ "month": "2025-11", "income": 900000, "norm": 136906 }},
            {{ "month": "2025-12", "income": {first}, "norm": 136906 }},
            {{ "month": "2026-01", "income": {second}, "norm": 140150 }},
            {{ "month": "2026-02", "income": {third}, "norm": 140150 }},
            {{ "month": "2026-03", "income": 900000, "norm": 140150 }} ] }} }}"#
    )
}

#[rstest]
// 105 % of 1369.06 and 1401.50 is 1437.51 and 1471.58 (half up); of the sum of the norms 4172.06 it is 4380.66.
#[case::at_the_bound([143_751, 147_158, 147_158], "entitled", "low-income-36")]
#[case::one_month_above([143_752, 0, 0], "low-income-36", "entitled")]
#[case::at_the_bound_on_average([143_751, 147_158, 147_157], "entitled", "entitled")]
#[case::above_on_average([143_751, 147_158, 147_159], "low-income-36", "low-income-36")]
fn income_is_low_by_month_or_on_average(#[case] cents: [i64; 3], #[case] each: &str, #[case] average: &str) {
    assert_eq!(right(&incomes(cents), IncomeTest::EachMonth), each);
    assert_eq!(right(&incomes(cents), IncomeTest::Average), average);
}

#[test]
fn every_month_of_the_reference_is_asked() {
    let short = r#"{ "supplements": { "past_months": [ { "month": "2026-01", "income": 0, "norm": 1 }, { "month": "2026-02", "income": 0, "norm": 1 } ] } }"#;
    assert_eq!(right(short, IncomeTest::EachMonth), "missing: supplements.past_months");
}

#[test]
fn it_is_never_granted_without_a_request() {
    let mut facts = household("{}");
    facts.supplements.asked_on = None;
    assert_eq!(
        said(&entitled(ask(&facts, "2026-03-10"), Some(&ordinance(IncomeTest::EachMonth))).finding),
        "missing: supplements.asked_on"
    );
}

#[test]
fn without_an_ordinance_a_person_decides() {
    let facts = household("{}");
    let question = ask(&facts, "2026-03-10");
    assert_eq!(said(&entitled(question, None).finding), "person");
    assert_eq!(amount(question, None).finding, Finding::PersonDecides);
    assert_eq!(assess(question, None).finding, Finding::PersonDecides);
}

#[rstest]
#[case::single(r#"{}"#, 40_000)]
#[case::single_parent(r#"{ "household": { "kind": "single-parent" } }"#, 50_000)]
#[case::couple(r#"{ "household": { "kind": "couple" }, "partner": { "birth_date": "1985-03-01" } }"#, 60_000)]
fn the_amount_goes_by_household(#[case] json: &str, #[case] cents: i64) {
    let facts = household(json);
    let policy = ordinance(IncomeTest::EachMonth);
    let found = assess(ask(&facts, "2026-03-10"), Some(&policy)).finding.value().unwrap();
    assert_eq!((found.right, found.amount), (Right::Entitled, Some(Cents::new(cents))));
}

#[rstest]
#[case::at_the_limit(800_000, "Er is niet meer vermogen dan de grens.")]
#[case::a_cent_above(800_001, "Er is € 0,01 meer vermogen dan de grens.")]
fn how_much_capital_is_too_much_is_told(#[case] capital: i64, #[case] expected: &str) {
    let facts = household(&format!(r#"{{ "capital": {{ "countable": {capital} }} }}"#));
    let answer = entitled(ask(&facts, "2026-03-10"), Some(&ordinance(IncomeTest::EachMonth)));
    let line = answer.explanations.iter().find(|line| line.rule == "capital-36").unwrap();
    assert_eq!(line.text, expected);
}
