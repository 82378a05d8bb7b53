use proptest::prelude::*;

use super::*;
use crate::means::{Exempted, Exemption};

/// Earnings of € 1.000 with what the exemption depends on.
fn earner(json: &str) -> Facts {
    worker(
        r#"{ "household": { "children": [] },
             "applicant": { "incomes": [{ "kind": "earnings", "amount": 100000 }], "hour_limited": false,
                            "exemptions": { "months_of_n": 0, "helps_reintegration": true, "with_wage_cost_subsidy": false } } }"#,
    )
    .tap(json)
}

trait Tap {
    fn tap(self, json: &str) -> Self;
}

impl Tap for Facts {
    fn tap(self, json: &str) -> Self {
        with(&self, json)
    }
}

/// Exempt cents and the rule.
fn free(facts: &Facts, on: &str) -> (i64, String) {
    let step = exempt(ask(facts, on), Claimant::Applicant);
    let exempt = step.value().unwrap_or_else(|| panic!("{step:?}")).exempt.get();
    (exempt, step.explanation.rule)
}

const SINGLE_PARENT: &str = r#"{ "household": { "kind": "single-parent", "children": [{ "birth_date": "2014-01-02", "dependent": true }] },
    "applicant": { "exemptions": { "months_of_n": 6, "months_of_r": 0 } } }"#;

#[rstest]
#[case::first_months(r#"{}"#, 25_000, "exemption-8-n")]
#[case::fifth_month(r#"{ "applicant": { "exemptions": { "months_of_n": 5 } } }"#, 25_000, "exemption-8-n")]
#[case::used_up(r#"{ "applicant": { "exemptions": { "months_of_n": 6 } } }"#, 0, "exemption-8")]
#[case::does_not_help(
    r#"{ "applicant": { "exemptions": { "helps_reintegration": false } } }"#,
    0,
    "exemption-8"
)]
#[case::hour_limited_waits(r#"{ "applicant": { "hour_limited": true } }"#, 25_000, "exemption-8-n")]
#[case::hour_limited(
    r#"{ "applicant": { "hour_limited": true, "exemptions": { "months_of_n": 6 } } }"#,
    15_000,
    "exemption-8-y"
)]
#[case::hour_limited_without_n(
    r#"{ "applicant": { "hour_limited": true, "exemptions": { "helps_reintegration": false } } }"#,
    15_000,
    "exemption-8-y"
)]
#[case::subsidy(r#"{ "applicant": { "exemptions": { "months_of_n": 6, "with_wage_cost_subsidy": true, "months_of_z": 11 } } }"#, 15_000, "exemption-8-y")]
#[case::subsidy_before_six_months(r#"{ "applicant": { "exemptions": { "helps_reintegration": false, "with_wage_cost_subsidy": true, "months_of_z": 0 } } }"#, 0, "exemption-8")]
#[case::subsidy_after_a_year(r#"{ "applicant": { "exemptions": { "months_of_n": 6, "with_wage_cost_subsidy": true, "months_of_z": 12, "more_hours_possible": true } } }"#, 0, "exemption-8")]
#[case::no_more_hours(r#"{ "applicant": { "exemptions": { "months_of_n": 6, "with_wage_cost_subsidy": true, "months_of_z": 12, "more_hours_possible": false } } }"#, 15_000, "exemption-8-y")]
#[case::single_parent(SINGLE_PARENT, 12_500, "exemption-8-r")]
fn the_exemptions_follow_each_other(#[case] json: &str, #[case] cents: i64, #[case] rule: &str) {
    assert_eq!(free(&earner(json), "2026-01-01"), (cents, rule.to_owned()));
}

#[test]
fn who_has_an_exemption_is_named_with_it() {
    let of = |json: &str| exempted(ask(&earner(json), "2026-01-01"));
    let n = Exempted { who: Claimant::Applicant, exemption: Exemption::N };
    assert_eq!(of("{}"), [n]);
    assert_eq!(of(r#"{ "applicant": { "exemptions": { "months_of_n": 6 } } }"#), []);
}

#[rstest]
#[case::last_month(r#"{ "applicant": { "exemptions": { "months_of_r": 29 } } }"#, 12_500)]
#[case::thirty_months(r#"{ "applicant": { "exemptions": { "months_of_r": 30 } } }"#, 0)]
#[case::child_of_twelve(
    r#"{ "household": { "children": [{ "birth_date": "2014-01-01", "dependent": true }] } }"#,
    0
)]
#[case::not_dependent(r#"{ "household": { "children": [{ "birth_date": "2020-01-01", "dependent": false }, { "birth_date": "2012-01-01", "dependent": true }] } }"#, 0)]
#[case::does_not_help(r#"{ "applicant": { "exemptions": { "helps_reintegration": false } } }"#, 0)]
#[case::not_before_six_months(r#"{ "applicant": { "exemptions": { "months_of_n": 5 } } }"#, 25_000)]
#[case::goes_before_limited_hours(r#"{ "applicant": { "hour_limited": true } }"#, 12_500)]
#[case::limited_hours_after_thirty_months(
    r#"{ "applicant": { "hour_limited": true, "exemptions": { "months_of_r": 30 } } }"#,
    15_000
)]
#[case::subsidy_after_thirty_months(
    r#"{ "applicant": { "exemptions": { "with_wage_cost_subsidy": true, "months_of_z": 0, "months_of_r": 30 } } }"#,
    15_000
)]
fn single_parents_of_a_young_child(#[case] json: &str, #[case] cents: i64) {
    let facts = earner(SINGLE_PARENT).tap(json);
    assert_eq!(free(&facts, "2026-01-01").0, cents);
}

#[test]
fn beside_subsidy_a_single_parent_is_for_a_person() {
    let both = r#"{ "applicant": { "exemptions": { "with_wage_cost_subsidy": true, "months_of_z": 0 } } }"#;
    let facts = earner(SINGLE_PARENT).tap(both);
    assert_eq!(exempt(ask(&facts, "2026-01-01"), Claimant::Applicant).finding, Finding::PersonDecides);
}

#[rstest]
#[case::first("2026-01-01", r#"{}"#, 44_822)]
#[case::first("2025-07-01", r#"{}"#, 43_454)]
#[case::first_as_printed("2026-07-01", r#"{}"#, 44_890)]
#[case::limited(
    "2026-01-01",
    r#"{ "applicant": { "hour_limited": true, "exemptions": { "months_of_n": 6 } } }"#,
    28_098
)]
#[case::limited(
    "2026-07-01",
    r#"{ "applicant": { "hour_limited": true, "exemptions": { "months_of_n": 6 } } }"#,
    28_520
)]
#[case::single_parent("2026-01-01", SINGLE_PARENT, 27_666)]
fn t7_each_day_has_its_own_maximum(#[case] on: &str, #[case] json: &str, #[case] most: i64) {
    let facts = earner(json).tap(
        r#"{ "household": { "children": [{ "birth_date": "2020-01-01", "dependent": true }] },
                  "applicant": { "incomes": [{ "kind": "earnings", "amount": 300000 }] } }"#,
    );
    assert_eq!(free(&facts, on).0, most);
}

#[test]
fn earnings_count_less_the_exemption_and_a_benefit_in_full() {
    let facts = earner(
        r#"{ "applicant": { "incomes": [{ "kind": "earnings", "amount": 60000 }, { "kind": "self-employment", "amount": 30000 },
             { "kind": "in-kind", "amount": 10000 }, { "kind": "former-work", "amount": 1000 }, { "kind": "without-tax-credit", "amount": 200 },
             { "kind": "private-pension", "amount": 30 }, { "kind": "reduced-state-pension", "amount": 4 },
             { "kind": "child-benefit", "amount": 5 }, { "kind": "gift", "amount": 7 },
             { "kind": "earnings", "amount": 99999, "until": "2025-12" }] } }"#,
    );
    assert_eq!(income(ask(&facts, "2026-01-01")).finding, Finding::Value(Cents::new(75_000 + 1_234)));
}

#[rstest]
#[case("maintenance")]
#[case("rent-or-board")]
#[case("student-finance")]
#[case("from-capital")]
#[case("other")]
#[case("tax-credit")]
fn income_of_which_the_rules_do_not_speak_is_left_to_a_person(#[case] kind: &str) {
    let facts =
        worker(&format!(r#"{{ "applicant": {{ "incomes": [{{ "kind": "{kind}", "amount": 1 }}] }} }}"#));
    assert_eq!(income(ask(&facts, "2026-01-01")).finding, Finding::PersonDecides);
    assert_eq!(ioaw_on(&facts, "2026-01-01"), "person");
}

#[test]
fn a_partner_has_an_income_and_an_exemption_too() {
    let facts = earner(
        r#"{ "household": { "kind": "couple" },
             "partner": { "hour_limited": true, "incomes": [{ "kind": "earnings", "amount": 20000 }],
                          "exemptions": { "months_of_n": 6, "helps_reintegration": true } } }"#,
    );
    let question = ask(&facts, "2026-01-01");
    assert_eq!(income(question).finding, Finding::Value(Cents::new(75_000 + 17_000)));
    assert_eq!(ioaw::amount(question).finding.value().unwrap().benefit, Cents::new(230_312 - 92_000));

    let mut facts = facts;
    facts.partner.incomes = None;
    assert_eq!(
        income(ask(&facts, "2026-01-01")).finding,
        Finding::FactMissing(vec!["partner.incomes".into()])
    );
}

proptest! {
    #[test]
    fn more_earnings_never_give_more_benefit(earnings in 0i64..300_000, more in 0i64..100_000, months in 0i64..8) {
        let of = |earnings: i64| {
            let facts = earner(&format!(
                r#"{{ "applicant": {{ "incomes": [{{ "kind": "earnings", "amount": {earnings} }}], "exemptions": {{ "months_of_n": {months} }} }} }}"#
            ));
            ioaw::amount(ask(&facts, "2026-03-01")).finding.value().unwrap()
        };
        let (less, more) = (of(earnings), of(earnings + more));
        prop_assert!(more.benefit <= less.benefit && more.benefit >= Cents::ZERO && less.income >= Cents::ZERO);
    }
}

#[test]
fn whether_the_work_helps_is_asked_only_where_it_matters() {
    let unsaid = |json: &str| {
        let mut facts = earner(json);
        facts.applicant.exemptions.helps_reintegration = None;
        facts
    };
    let over = unsaid(r#"{ "applicant": { "hour_limited": true, "exemptions": { "months_of_n": 6 } } }"#);
    assert_eq!(free(&over, "2026-01-01"), (15_000, "exemption-8-y".to_owned()));
    let asked = |facts: &Facts| exempt(ask(facts, "2026-01-01"), Claimant::Applicant).finding;
    let helps = || "applicant.exemptions.helps_reintegration".to_owned();
    assert_eq!(asked(&unsaid("{}")), Finding::FactMissing(vec![helps()]));
    assert_eq!(asked(&unsaid(SINGLE_PARENT)), Finding::FactMissing(vec![helps()]));
    let mut neither = unsaid("{}");
    neither.applicant.exemptions.months_of_n = None;
    let months = "applicant.exemptions.months_of_n".to_owned();
    assert_eq!(asked(&neither), Finding::FactMissing(vec![months, helps()]));
}
