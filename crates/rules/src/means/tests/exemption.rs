//! Exemptions of earnings (Participation Act art. 31(2)(n), (r), (y), (z), (aa)).

use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::testing::*;
use crate::facts::Facts;
use crate::means::{Spouse, assistance, counted_income};
use crate::{Answer, Finding};

/// Free of the applicant's earnings, and the rule.
fn exempt(facts: &Facts, text: &str) -> (i64, &'static str) {
    let counted = value(on(facts, text, |question| counted_income(question, Spouse::None)));
    let line = counted.lines.iter().find(|line| line.rule.starts_with("e")).unwrap();
    assert_eq!(line.received.minus(line.free), Ok(line.counted));
    (line.free.get(), line.rule)
}

/// Earnings over which no claim on holiday allowance is added, so that days without a table can be asked about.
fn earns(amount: i64, more: Value) -> Facts {
    let mut facts = single(json!({
        "applicant": { "incomes": [{ "kind": "earnings", "amount": amount, "with_holiday_allowance": true }] }
    }));
    facts.lay_over(&read(more));
    facts
}

fn used_n() -> Value {
    json!({ "applicant": { "exemptions": { "months_of_n": 6 } } })
}

fn limited() -> Value {
    json!({ "applicant": { "hour_limited": true, "exemptions": { "months_of_n": 6 } } })
}

fn subsidised() -> Value {
    json!({ "applicant": { "exemptions": { "months_of_n": 6, "with_wage_cost_subsidy": true } } })
}

fn subsidised_long() -> Value {
    json!({ "applicant": { "exemptions": {
        "months_of_n": 6, "months_of_z": 12, "with_wage_cost_subsidy": true, "more_hours_possible": false
    } } })
}

fn single_parent() -> Value {
    json!({
        "household": { "kind": "single-parent", "children": [{ "birth_date": "2018-01-01", "dependent": true }] },
        "applicant": { "exemptions": { "months_of_n": 6 } }
    })
}

/// A single parent of a child that was said to be eleven on 2 March 2025.
#[rstest]
#[case::on_that_day("2025-03-02", 0, Ok(true))]
#[case::perhaps_twelve("2025-03-03", 0, Err("household.children[0].birth_date"))]
#[case::its_months_are_used("2025-03-03", 30, Ok(false))]
#[case::twelve("2026-03-02", 0, Ok(false))]
fn whether_a_child_is_twelve_is_asked_where_only_its_age_is_known(
    #[case] today: &str,
    #[case] used: i64,
    #[case] expected: std::result::Result<bool, &str>,
) {
    let mut facts = earns(50_000, single_parent());
    facts.lay_over(&read(json!({
        "household": { "children": [{ "birth_date": "2014-03-02", "born_from": "2013-03-03", "dependent": true }] },
        "applicant": { "exemptions": { "months_of_r": used } }
    })));
    let found = on(&facts, today, |question| counted_income(question, Spouse::None));
    let found = match found.finding {
        Finding::Value(counted) => Ok(counted.lines.iter().any(|line| line.rule == "exemption-31-2-r")),
        Finding::FactMissing(paths) => Err(paths.join(" ")),
        other => panic!("{other:?}"),
    };
    assert_eq!(found, expected.map_err(str::to_owned));
}

#[rstest]
#[case::n_2024("2024-01-01", json!({}), 26_400, 25)]
#[case::n_2024_07("2024-07-01", json!({}), 26_900, 25)]
#[case::n_2025("2025-01-01", json!({}), 27_300, 25)]
#[case::n_2025_07("2025-07-01", json!({}), 27_800, 25)]
#[case::n_last_day_of_2025("2025-12-31", json!({}), 27_800, 25)]
#[case::n_2026("2026-01-01", json!({}), 28_500, 25)]
#[case::n_2026_07("2026-07-01", json!({}), 28_900, 25)]
#[case::y_2024("2024-01-01", limited(), 16_707, 15)]
#[case::y_2024_07("2024-07-01", limited(), 17_018, 15)]
#[case::y_2025("2025-01-01", limited(), 17_304, 15)]
#[case::y_2025_07("2025-07-01", limited(), 17_635, 15)]
#[case::y_2026("2026-01-01", limited(), 18_019, 15)]
#[case::y_2026_07("2026-07-01", limited(), 18_273, 15)]
#[case::z_2024("2024-01-01", subsidised(), 16_707, 15)]
#[case::z_2025("2025-01-01", subsidised(), 17_304, 15)]
#[case::z_2026("2026-06-30", subsidised(), 18_019, 15)]
#[case::z_2026_07("2026-07-01", subsidised(), 18_273, 15)]
#[case::aa_2025_07("2025-07-01", subsidised_long(), 17_635, 15)]
#[case::aa_2026("2026-01-01", subsidised_long(), 18_019, 15)]
fn t7_each_day_has_its_own_most(
    #[case] on: &str,
    #[case] more: Value,
    #[case] most: i64,
    #[case] percent: i64,
) {
    // The first amount whose share is more than the most, and one whose share is less.
    let bend = most * 100 / percent;
    assert_eq!(exempt(&earns(bend + 10, more.clone()), on).0, most);
    assert_eq!(exempt(&earns(bend - 100, more), on).0, ((bend - 100) * percent + 50) / 100);
}

#[rstest]
#[case::r_2024("2024-01-01", 16_473)]
#[case::r_2024_07("2024-07-01", 16_779)]
#[case::r_2025("2025-01-01", 17_061)]
#[case::r_2025_07("2025-07-01", 17_387)]
#[case::r_2026("2026-01-01", 17_766)]
#[case::r_2026_07("2026-07-01", 18_017)]
fn a_single_parent_has_an_eighth(#[case] on: &str, #[case] most: i64) {
    assert_eq!(exempt(&earns(200_000, single_parent()), on), (most, "exemption-31-2-r"));
    // 12.5 % of 100.04 is 12.505: half a cent goes up.
    assert_eq!(exempt(&earns(10_004, single_parent()), on).0, 1_251);
}

#[rstest]
#[case::first_months(json!({}), "exemption-31-2-n")]
#[case::last_month_of_n(json!({ "applicant": { "exemptions": { "months_of_n": 5 } } }), "exemption-31-2-n")]
#[case::n_used_up(used_n(), "earnings-31-2")]
#[case::no_help_to_work(json!({ "applicant": { "exemptions": { "helps_reintegration": false } } }), "earnings-31-2")]
#[case::y_not_while_n(json!({ "applicant": { "hour_limited": true } }), "exemption-31-2-n")]
#[case::y_when_n_does_not_hold(json!({ "applicant": { "hour_limited": true, "exemptions": { "helps_reintegration": false } } }), "exemption-31-2-y")]
#[case::y_before_z(json!({ "applicant": { "hour_limited": true, "exemptions": { "months_of_n": 6, "with_wage_cost_subsidy": true } } }), "exemption-31-2-y")]
#[case::z_after_n(subsidised(), "exemption-31-2-z")]
#[case::n_before_z(json!({ "applicant": { "exemptions": { "with_wage_cost_subsidy": true } } }), "exemption-31-2-n")]
#[case::last_month_of_z(json!({ "applicant": { "exemptions": { "months_of_n": 6, "months_of_z": 11, "with_wage_cost_subsidy": true } } }), "exemption-31-2-z")]
#[case::aa_after_z(subsidised_long(), "exemption-31-2-aa")]
#[case::more_hours_possible(json!({ "applicant": { "exemptions": { "months_of_n": 6, "months_of_z": 12, "with_wage_cost_subsidy": true, "more_hours_possible": true } } }), "earnings-31-2")]
fn exemptions_follow_each_other(#[case] more: Value, #[case] rule: &str) {
    assert_eq!(exempt(&earns(50_000, more), "2026-03-01").1, rule);
}

#[rstest]
#[case::first_month(json!({}), "exemption-31-2-r")]
#[case::last_month(json!({ "applicant": { "exemptions": { "months_of_r": 29 } } }), "exemption-31-2-r")]
#[case::thirty_months(json!({ "applicant": { "exemptions": { "months_of_r": 30 } } }), "earnings-31-2")]
#[case::n_first(json!({ "applicant": { "exemptions": { "months_of_n": 5 } } }), "exemption-31-2-n")]
#[case::no_help_to_work(json!({ "applicant": { "exemptions": { "helps_reintegration": false } } }), "earnings-31-2")]
#[case::not_single(json!({ "household": { "kind": "single", "children": [] } }), "earnings-31-2")]
#[case::child_of_eleven(json!({ "household": { "children": [{ "birth_date": "2014-03-02", "dependent": true }] } }), "exemption-31-2-r")]
#[case::child_of_twelve(json!({ "household": { "children": [{ "birth_date": "2014-03-01", "dependent": true }] } }), "earnings-31-2")]
#[case::not_dependent(json!({ "household": { "children": [{ "birth_date": "2018-03-01", "dependent": false }, { "birth_date": "2010-03-01", "dependent": true }] } }), "earnings-31-2")]
#[case::y_first(json!({ "applicant": { "hour_limited": true } }), "exemption-31-2-y")]
#[case::z_first(json!({ "applicant": { "exemptions": { "with_wage_cost_subsidy": true } } }), "exemption-31-2-z")]
fn the_exemption_of_single_parents_has_conditions(#[case] more: Value, #[case] rule: &str) {
    let mut facts = earns(50_000, single_parent());
    facts.lay_over(&read(more));
    assert_eq!(exempt(&facts, "2026-03-01").1, rule);
}

#[rstest]
#[case::n_not_at_26("1999-03-02", json!({ "months_of_n": 0 }), "earnings-31-2")]
#[case::n_at_27("1999-03-01", json!({ "months_of_n": 0 }), "exemption-31-2-n")]
#[case::z_without_n("1999-03-02", json!({ "with_wage_cost_subsidy": true }), "exemption-31-2-z")]
#[case::aa("1999-03-02", json!({ "with_wage_cost_subsidy": true, "months_of_z": 12, "more_hours_possible": false }), "exemption-31-2-aa")]
fn t5_under_27_there_are_y_z_and_aa(#[case] born: &str, #[case] exemptions: Value, #[case] rule: &str) {
    let more = json!({ "applicant": { "birth_date": born, "exemptions": exemptions } });
    assert_eq!(exempt(&earns(50_000, more), "2026-03-01").1, rule);
}

#[test]
fn t5_under_27_y_holds_at_once_and_r_never() {
    let young = json!({ "applicant": { "birth_date": "2001-01-01", "hour_limited": true } });
    assert_eq!(exempt(&earns(50_000, young), "2026-03-01"), (7_500, "exemption-31-2-y"));
    let mut parent = earns(50_000, single_parent());
    parent.lay_over(&read(json!({ "applicant": { "birth_date": "2001-01-01" } })));
    assert_eq!(exempt(&parent, "2026-03-01").1, "earnings-31-2");
}

#[test]
fn from_pension_age_there_is_no_term_and_no_judgement() {
    let pensioner = |born: &str| {
        let exemptions = json!({ "months_of_n": 40, "helps_reintegration": false });
        earns(50_000, json!({ "applicant": { "birth_date": born, "exemptions": exemptions } }))
    };
    assert_eq!(exempt(&pensioner("1959-03-01"), "2026-03-01"), (12_500, "exemption-31-2-n"));
    assert_eq!(exempt(&pensioner("1959-03-02"), "2026-03-01").1, "earnings-31-2");
}

#[test]
fn who_applies_or_has_no_right_has_no_exemption() {
    let applies = earns(50_000, json!({ "assistance": { "receives": false } }));
    assert_eq!(exempt(&applies, "2026-03-01"), (0, "earnings-31-2"));

    let both = json!({
        "household": { "kind": "couple" },
        "partner": {
            "birth_date": "1991-01-01", "hour_limited": false,
            "exemptions": { "months_of_n": 0, "helps_reintegration": true },
            "incomes": [{ "kind": "earnings", "amount": 30_000, "with_holiday_allowance": true }]
        }
    });
    let facts = earns(50_000, both);
    let entitled = value(on(&facts, "2026-03-01", |question| counted_income(question, Spouse::Entitled)));
    // Each has their own.
    assert_eq!((entitled.applicant, entitled.partner), (cents(37_500), cents(22_500)));
    assert_eq!(entitled.total, cents(60_000));
    let without = value(on(&facts, "2026-03-01", |question| counted_income(question, Spouse::NotEntitled)));
    assert_eq!((without.applicant, without.partner), (cents(37_500), cents(30_000)));
}

#[test]
fn all_work_of_one_person_is_one_exemption() {
    let facts = single(json!({ "applicant": { "incomes": [
        { "kind": "earnings", "amount": 70_000, "with_holiday_allowance": true },
        { "kind": "self-employment", "amount": 40_000 },
        { "kind": "in-kind", "amount": 10_000 },
        { "kind": "maintenance", "amount": 5_000 }
    ] } }));
    let counted = value(on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None)));
    assert_eq!(counted.total, cents(120_000 - 28_500 + 5_000));
    assert_eq!(counted.lines.iter().filter(|line| line.rule == "exemption-31-2-n").count(), 1);
}

fn finding(facts: &Facts, text: &str) -> Finding<crate::means::Counted> {
    on(facts, text, |question| counted_income(question, Spouse::None)).finding
}

#[test]
fn t2_what_is_not_yet_law_is_not_applied_and_days_from_then_are_a_persons() {
    assert_eq!(exempt(&earns(50_000, json!({})), "2026-12-31").1, "exemption-31-2-n");
    assert_eq!(finding(&earns(50_000, json!({})), "2027-01-01"), Finding::PersonDecides);
    // Without an exemption there is nothing to refuse.
    let applies = earns(50_000, json!({ "assistance": { "receives": false } }));
    assert_eq!(exempt(&applies, "2027-01-01").1, "earnings-31-2");
    let nothing =
        value(on(&single(json!({})), "2027-01-01", |question| counted_income(question, Spouse::None)));
    assert_eq!(nothing.total, cents(0));
}

#[test]
fn z_before_n_was_used_is_a_persons() {
    let more = json!({ "applicant": { "exemptions": { "helps_reintegration": false, "with_wage_cost_subsidy": true } } });
    assert_eq!(finding(&earns(50_000, more), "2026-03-01"), Finding::PersonDecides);
}

#[test]
fn z_did_not_exist_before_it_came() {
    // No most is known for these days: if z were looked at, it would be refused.
    assert_eq!(exempt(&earns(50_000, subsidised()), "2023-06-30").1, "earnings-31-2");
    assert_eq!(finding(&earns(50_000, subsidised()), "2023-07-01"), Finding::PersonDecides);
}

#[rstest]
#[case("/applicant/birth_date", "applicant.birth_date")]
#[case("/applicant/hour_limited", "applicant.hour_limited")]
#[case("/applicant/exemptions/months_of_n", "applicant.exemptions.months_of_n")]
#[case("/applicant/exemptions/helps_reintegration", "applicant.exemptions.helps_reintegration")]
#[case("/applicant/exemptions/months_of_r", "applicant.exemptions.months_of_r")]
#[case("/applicant/exemptions/with_wage_cost_subsidy", "applicant.exemptions.with_wage_cost_subsidy")]
#[case("/household/kind", "household.kind")]
#[case("/household/children", "household.children")]
#[case("/assistance/receives", "assistance.receives")]
fn a_missing_fact_is_named_and_not_guessed(#[case] pointer: &str, #[case] path: &str) {
    let mut facts = serde_json::to_value(earns(50_000, single_parent())).unwrap();
    let (section, field) = pointer.rsplit_once('/').unwrap();
    facts.pointer_mut(section).unwrap().as_object_mut().unwrap().remove(field).unwrap();
    assert_eq!(missing(finding(&read(facts), "2026-03-01")), [path]);
}

fn household_has(earnings: i64, exemption: Value) -> i64 {
    let facts = earns(earnings, exemption);
    let Answer { finding, .. } = on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None));
    let income = finding.value().unwrap().total;
    let granted = on(&facts, "2026-03-01", |question| assistance(question, cents(140_150), income));
    earnings + granted.finding.value().map_or(0, |amount| amount.assistance.get())
}

proptest! {
    // Holiday allowance paid with the pay. Where it is not, the law adds the claim on it (table 1.6) at once, and each
    // euro above the most of an exemption leaves 8 cents less in the month itself; see `holiday_claim`.
    #[test]
    fn more_work_never_leaves_less(earnings in 0i64..300_000, more in 0i64..50_000, which in 0usize..6) {
        let exemption = [json!({}), used_n(), limited(), subsidised(), subsidised_long(), single_parent()][which].clone();
        let (less, more) = (household_has(earnings, exemption.clone()), household_has(earnings + more, exemption));
        prop_assert!(more >= less, "{less} {more}");
    }

    #[test]
    fn an_exemption_is_never_more_than_the_earnings(earnings in 1i64..300_000) {
        let (free, _) = exempt(&earns(earnings, json!({})), "2026-03-01");
        prop_assert!(free >= 0 && free <= earnings && free <= 28_500);
        // A quarter to the cent, until the most.
        prop_assert!(free == 28_500 || (free * 4 - earnings).abs() <= 2);
    }
}
