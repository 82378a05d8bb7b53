mod earnings;
mod excluded;

use rstest::rstest;

use super::*;
use crate::facts::Facts;
use crate::schemes::Right;
use crate::schemes::testing::{ask, facts, said, with};

/// A single person of 63 who used up two years of WW.
fn worker(json: &str) -> Facts {
    let base = facts(
        r#"{ "household": { "kind": "single", "cost_sharers": 0 },
             "applicant": { "birth_date": "1962-05-01", "incomes": [] },
             "former_work": { "unemployed_on": "2023-01-01", "ww_from": "2023-01-01", "ww_until": "2024-12-31", "ww_used_up": true } }"#,
    );
    with(&base, json)
}

/// A single person of 63 who stopped a business of years on 2025-12-31.
fn entrepreneur(json: &str) -> Facts {
    let base = facts(
        r#"{ "household": { "kind": "single", "cost_sharers": 0 },
             "applicant": { "birth_date": "1962-05-01", "incomes": [] },
             "former_business": { "stopped_on": "2025-12-31", "applied_on": "2025-11-01", "business_years": 3, "work_years_before": 7,
                                  "past_profit": 2000000, "expected_income": 1500000, "capital": 0 } }"#,
    );
    with(&base, json)
}

fn former(json: &str) -> Facts {
    worker(&format!(r#"{{ "former_work": {{ {json} }} }}"#))
}

fn business(json: &str) -> Facts {
    entrepreneur(&format!(r#"{{ "former_business": {{ {json} }} }}"#))
}

fn ioaw_on(facts: &Facts, on: &str) -> String {
    said(&ioaw::entitled(ask(facts, on)).finding)
}

fn ioaz_on(facts: &Facts, on: &str) -> String {
    said(&ioaz::entitled(ask(facts, on)).finding)
}

#[rstest]
#[case::single("2025-07-01", r#"{}"#, "base-5-single", 173_322)]
#[case::single("2026-01-01", r#"{}"#, "base-5-single", 177_611)]
#[case::single_parent(
    "2026-01-01",
    r#"{ "household": { "kind": "single-parent" } }"#,
    "base-5-single",
    177_611
)]
#[case::couple("2025-07-01", r#"{ "household": { "kind": "couple" } }"#, "base-5-couple", 224_880)]
#[case::couple("2026-01-01", r#"{ "household": { "kind": "couple" } }"#, "base-5-couple", 230_312)]
#[case::shared("2025-07-01", r#"{ "household": { "cost_sharers": 1 } }"#, "base-5-shared", 112_440)]
#[case::shared("2026-01-01", r#"{ "household": { "cost_sharers": 1 } }"#, "base-5-shared", 115_156)]
#[case::nobody_shares("2026-01-01", r#"{ "household": { "cost_sharers": 0 } }"#, "base-5-single", 177_611)]
#[case::a_couple_has_one_base(
    "2026-01-01",
    r#"{ "household": { "kind": "couple", "cost_sharers": 2 } }"#,
    "base-5-couple",
    230_312
)]
fn the_base_goes_by_household_and_day(
    #[case] on: &str,
    #[case] json: &str,
    #[case] rule: &str,
    #[case] cents: i64,
) {
    let facts = worker(json);
    let found = base(ask(&facts, on));
    assert_eq!((found.finding, found.explanation.rule.as_str()), (Finding::Value(Cents::new(cents)), rule));
}

#[test]
fn a_base_that_is_lower_by_what_came_before_is_a_persons() {
    let lower = former(r#""less_than_base": true"#);
    let answer = ioaw::amount(ask(&lower, "2026-01-01"));
    assert_eq!(answer.finding, Finding::PersonDecides);
    assert_eq!(answer.explanations[0].rule, "base-5-5");
    assert_eq!(ioaw_on(&lower, "2026-01-01"), "person");
    for not_lower in [former(r#""less_than_base": false"#), worker("{}")] {
        let found = base_after_work(ask(&not_lower, "2026-01-01"));
        assert_eq!(found.explanation.rule, "base-5-single");
        assert_eq!(found.finding, Finding::Value(Cents::new(177_611)));
    }
    // Only of who lost work.
    let business = with(&entrepreneur("{}"), r#"{ "former_work": { "less_than_base": true } }"#);
    assert_eq!(ioaz::amount(ask(&business, "2026-01-01")).finding.value().unwrap().base, Cents::new(177_611));
}

#[rstest]
#[case::not_known_before("2025-06-30")]
#[case::not_known_after("2026-07-01")]
fn a_day_without_a_known_base_is_left_to_a_person(#[case] on: &str) {
    let facts = worker("{}");
    assert_eq!(base(ask(&facts, on)).finding, Finding::PersonDecides);
    assert_eq!(ioaw_on(&facts, on), "person");
    assert_eq!(
        ioaz_on(
            &entrepreneur(
                r#"{ "former_business": { "stopped_on": "2025-01-01", "applied_on": "2025-01-01" } }"#
            ),
            on
        ),
        "person"
    );
}

fn shared(mate: &str) -> bool {
    let facts = worker(&format!(r#"{{ "household": {{ "housemates": [{{ {mate} }}] }} }}"#));
    base(ask(&facts, "2026-01-01")).explanation.rule == "base-5-shared"
}

#[rstest]
#[case::twenty_seven(
    r#""birth_date": "1999-01-01", "relation": "other", "contract": "none", "student": false"#,
    true
)]
#[case::twenty_six(
    r#""birth_date": "1999-01-02", "relation": "other", "contract": "none", "student": false"#,
    false
)]
#[case::student(
    r#""birth_date": "1990-01-01", "relation": "other", "contract": "none", "student": true"#,
    false
)]
#[case::tenant(
    r#""birth_date": "1990-01-01", "relation": "other", "contract": "with-claimant", "student": false"#,
    false
)]
#[case::tenant_without_proof(r#""birth_date": "1990-01-01", "relation": "other", "contract": "with-claimant", "contract_proved": false, "student": false"#, true)]
#[case::tenant_with_proof(r#""birth_date": "1990-01-01", "relation": "other", "contract": "with-claimant", "contract_proved": true, "student": false"#, false)]
#[case::child_as_tenant(r#""birth_date": "1990-01-01", "relation": "first-degree", "contract": "with-claimant", "student": false"#, true)]
#[case::brother_as_tenant(r#""birth_date": "1990-01-01", "relation": "second-degree", "contract": "with-claimant", "student": false"#, true)]
#[case::same_landlord(r#""birth_date": "1990-01-01", "relation": "first-degree", "contract": "with-same-third", "student": false"#, false)]
fn who_shares_costs_is_as_in_the_participation_act(#[case] mate: &str, #[case] expected: bool) {
    assert_eq!(shared(mate), expected);
}

#[rstest]
#[case::all_is_well("", "entitled")]
#[case::ww_of_three_months(r#""ww_from": "2024-01-01", "ww_until": "2024-03-31""#, "unemployed-ioaw-2")]
#[case::ww_of_three_months_and_a_day(r#""ww_from": "2024-01-01", "ww_until": "2024-04-01""#, "entitled")]
#[case::ww_not_used_up(r#""ww_used_up": false"#, "unemployed-ioaw-2")]
#[case::wga(r#""ww_used_up": false, "wga_ended": true"#, "entitled")]
#[case::no_wga(r#""ww_used_up": false, "wga_ended": false"#, "unemployed-ioaw-2")]
#[case::unemployed_at_fifty(r#""unemployed_on": "2012-05-01""#, "entitled")]
#[case::unemployed_before(r#""unemployed_on": "2012-04-30""#, "unemployed-ioaw-2")]
fn ioaw_asks_unemployment_from_fifty_on(#[case] json: &str, #[case] expected: &str) {
    assert_eq!(ioaw_on(&former(json), "2026-01-01"), expected);
}

#[rstest]
#[case::just_before_1965("1964-12-31", "entitled")]
#[case::in_1965("1965-01-01", "unemployed-ioaw-2")]
#[case::day_before_pension("1959-01-02", "entitled")]
#[case::pension("1959-01-01", "pension-ioaw-2")]
fn ioaw_is_for_who_was_born_before_1965_and_has_no_pension_yet(#[case] birth: &str, #[case] expected: &str) {
    let facts = worker(&format!(r#"{{ "applicant": {{ "birth_date": "{birth}" }} }}"#));
    assert_eq!(ioaw_on(&facts, "2026-01-01"), expected);
}

#[rstest]
#[case::just_below(177_610, "entitled")]
#[case::t8_equal_means_none(177_611, "income-ioaw-3")]
#[case::above(177_612, "income-ioaw-3")]
fn t8_income_equal_to_the_base_gives_no_right(#[case] income: i64, #[case] expected: &str) {
    let json =
        format!(r#"{{ "applicant": {{ "incomes": [{{ "kind": "former-work", "amount": {income} }}] }} }}"#);
    assert_eq!(ioaw_on(&worker(&json), "2026-01-01"), expected);
    assert_eq!(ioaz_on(&entrepreneur(&json), "2026-01-01"), expected.replace("ioaw", "ioaz"));
}

#[test]
fn capital_does_not_matter_for_ioaw() {
    let facts = worker(r#"{ "capital": { "countable": 90000000 } }"#);
    let found = ioaw::assess(ask(&facts, "2026-01-01")).finding.value().unwrap();
    assert_eq!((found.right, found.amount.unwrap().benefit), (Right::Entitled, Cents::new(177_611)));
}

#[rstest]
#[case::work_ended(r#""ended_by_work": true, "work_ended_on": "2025-12-31""#, "entitled")]
#[case::last_day_of_work(r#""ended_by_work": true, "work_ended_on": "2026-01-01""#, "revives-7")]
#[case::work_goes_on(r#""ended_by_work": true"#, "revives-7")]
#[case::never_before(r#""ended_by_work": false"#, "missing: former_work.ww_used_up")]
fn the_right_revives_when_the_work_ends(#[case] json: &str, #[case] expected: &str) {
    let mut facts = former(json);
    facts.former_work.ww_used_up = None;
    assert_eq!(ioaw_on(&facts, "2026-01-01"), expected);
}

#[rstest]
#[case::work_ended(r#""ended_by_work": true, "work_ended_on": "2025-12-31""#, "entitled")]
#[case::work_goes_on(r#""ended_by_work": true, "work_ended_on": "2026-01-01""#, "revives-7")]
#[case::never_before("", "missing: former_business.business_years")]
fn ioaz_revives_too(#[case] json: &str, #[case] expected: &str) {
    let mut facts = business(json);
    facts.former_business.business_years = None;
    assert_eq!(ioaz_on(&facts, "2026-01-01"), expected);
}

#[rstest]
#[case::all_is_well("", "entitled")]
#[case::two_years_in_business(r#""business_years": 2"#, "years-ioaz-2")]
#[case::six_years_before(r#""work_years_before": 6"#, "years-ioaz-2")]
#[case::profit_below_the_ceiling(r#""past_profit": 3346699"#, "entitled")]
#[case::profit_at_the_ceiling(r#""past_profit": 3346700"#, "profit-ioaz-5-2")]
#[case::income_below_the_ceiling(r#""expected_income": 3608999"#, "entitled")]
#[case::income_at_the_ceiling(r#""expected_income": 3609000"#, "profit-ioaz-5-2")]
#[case::stopped_at_fifty_five(r#""stopped_on": "2017-05-01", "applied_on": "2017-05-01""#, "entitled")]
#[case::stopped_before(r#""stopped_on": "2017-04-30", "applied_on": "2017-04-30""#, "stopped-ioaz-2")]
#[case::stops_today(r#""stopped_on": "2026-01-01""#, "entitled")]
#[case::stops_later(r#""stopped_on": "2026-01-02""#, "stopped-ioaz-2")]
#[case::applied_three_months_after(r#""stopped_on": "2025-09-01", "applied_on": "2025-12-01""#, "entitled")]
#[case::applied_later(r#""stopped_on": "2025-09-01", "applied_on": "2025-12-02""#, "in-time-ioaz")]
#[case::stopped_eighteen_months_after(
    r#""applied_on": "2024-06-01", "stopped_on": "2025-12-01""#,
    "entitled"
)]
#[case::stopped_after_that(r#""applied_on": "2024-06-01", "stopped_on": "2025-12-02""#, "in-time-ioaz")]
fn ioaz_asks_a_business_that_stopped(#[case] json: &str, #[case] expected: &str) {
    assert_eq!(ioaz_on(&business(json), "2026-01-01"), expected);
}

#[test]
fn ioaz_ends_at_pension_age() {
    let born = |birth: &str| {
        ioaz_on(&entrepreneur(&format!(r#"{{ "applicant": {{ "birth_date": "{birth}" }} }}"#)), "2026-01-01")
    };
    assert_eq!((born("1959-01-01").as_str(), born("1959-01-02").as_str()), ("pension-ioaz-2", "entitled"));
}

#[rstest]
#[case::at_the_limit(17_586_400, 0)]
#[case::a_cent_above(17_586_401, 0)]
// 3 % a year of € 1.000 is € 2,50 a month; of € 100.000 it is € 250.
#[case::a_thousand_above(17_686_400, 250)]
#[case::a_hundred_thousand_above(27_586_400, 25_000)]
#[case::half_a_cent_goes_up(17_586_600, 1)]
#[case::less_goes_down(17_586_599, 0)]
fn ioaz_counts_a_return_on_capital(#[case] capital: i64, #[case] month: i64) {
    let facts = business(&format!(r#""capital": {capital}"#));
    assert_eq!(ioaz::notional_return(ask(&facts, "2026-01-01")).value(), Some(&Cents::new(month)));
    let found = ioaz::assess(ask(&facts, "2026-01-01")).finding.value().unwrap().amount.unwrap();
    assert_eq!((found.income.get(), found.benefit.get()), (month, 177_611 - month));
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(
        ioaw_on(&facts("{}"), "2026-01-01"),
        "missing: applicant.birth_date household.kind applicant.incomes"
    );
    assert_eq!(
        ioaz_on(&facts("{}"), "2026-01-01"),
        "missing: applicant.birth_date former_business.stopped_on former_business.business_years former_business.work_years_before former_business.past_profit former_business.expected_income former_business.applied_on household.kind applicant.incomes former_business.capital"
    );
}
