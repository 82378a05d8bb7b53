//! Gifts (Participation Act art. 31(2)(m)).

use rstest::rstest;
use serde_json::{Value, json};

use super::testing::*;
use crate::Finding;
use crate::facts::Facts;
use crate::means::{Counted, Spouse, counted_income};

fn gifts(list: Value) -> Facts {
    single(json!({ "applicant": { "incomes": list } }))
}

fn of_both(applicant: Value, partner: Value) -> Facts {
    single(json!({
        "applicant": { "incomes": applicant },
        "partner": { "incomes": partner },
        "household": { "kind": "couple" }
    }))
}

fn ask(facts: &Facts, text: &str, spouse: Spouse) -> Finding<Counted> {
    on(facts, text, |question| counted_income(question, spouse)).finding
}

fn counted(facts: &Facts, text: &str, spouse: Spouse) -> i64 {
    ask(facts, text, spouse).value().unwrap().total.get()
}

#[rstest]
#[case::up_to_the_limit(0, 120_000, 0)]
#[case::a_cent_more(0, 120_001, 1)]
#[case::room_used(110_000, 15_000, 5_000)]
#[case::nothing_left(130_000, 15_000, 15_000)]
fn they_are_free_up_to_an_amount_a_year(#[case] earlier: i64, #[case] amount: i64, #[case] expected: i64) {
    let facts = gifts(json!([{ "kind": "gift", "amount": amount, "earlier_this_year": earlier }]));
    assert_eq!(counted(&facts, "2026-01-01", Spouse::None), expected);
    assert_eq!(counted(&facts, "2026-12-31", Spouse::None), expected);
}

#[test]
fn what_came_earlier_is_asked_for_but_in_january() {
    let facts = gifts(json!([{ "kind": "gift", "amount": 130_000 }]));
    assert_eq!(counted(&facts, "2026-01-31", Spouse::None), 10_000);
    assert_eq!(missing(ask(&facts, "2026-02-01", Spouse::None)), ["applicant.incomes[0].earlier_this_year"]);
}

#[test]
fn several_gifts_share_the_amount_and_help_from_a_food_bank_takes_none_of_it() {
    let facts = gifts(json!([
        { "kind": "food-bank", "amount": 50_000 },
        { "kind": "gift", "amount": 80_000 },
        { "kind": "gift", "amount": 60_000, "earlier_this_year": 10_000 }
    ]));
    assert_eq!(counted(&facts, "2026-03-01", Spouse::None), 30_000);
}

#[test]
fn what_comes_once_is_capital_above_the_amount() {
    let facts =
        gifts(json!([{ "kind": "gift", "amount": 200_000, "earlier_this_year": 0, "one_off": true }]));
    assert_eq!(counted(&facts, "2026-03-01", Spouse::None), 0);
}

#[test]
fn the_order_of_gifts_changes_nothing() {
    let once = json!({ "kind": "gift", "amount": 80_000, "earlier_this_year": 0, "one_off": true });
    let recurs = json!({ "kind": "gift", "amount": 130_000 });
    assert_eq!(counted(&gifts(json!([once, recurs])), "2026-03-01", Spouse::None), 10_000);
    assert_eq!(counted(&gifts(json!([recurs, once])), "2026-03-01", Spouse::None), 10_000);
}

#[test]
fn before_2026_a_person_says_what_is_free() {
    let facts = gifts(json!([{ "kind": "gift", "amount": 10_000 }]));
    assert_eq!(ask(&facts, "2025-12-31", Spouse::None), Finding::PersonDecides);
    let decided = gifts(json!([{ "kind": "gift", "amount": 10_000, "left_out": 4_000 }]));
    assert_eq!(counted(&decided, "2025-12-31", Spouse::None), 6_000);
    let more_than_all = gifts(json!([{ "kind": "gift", "amount": 10_000, "left_out": 40_000 }]));
    assert_eq!(counted(&more_than_all, "2025-12-31", Spouse::None), 0);
    let below_nothing = gifts(json!([{ "kind": "gift", "amount": 10_000, "left_out": -4_000 }]));
    assert_eq!(counted(&below_nothing, "2025-12-31", Spouse::None), 10_000);
}

#[test]
fn what_a_person_left_out_takes_nothing_of_the_amount() {
    let facts = gifts(json!([
        { "kind": "gift", "amount": 50_000, "left_out": 50_000 },
        { "kind": "gift", "amount": 121_000, "earlier_this_year": 0 }
    ]));
    assert_eq!(counted(&facts, "2026-08-01", Spouse::None), 1_000);
}

#[test]
fn whether_it_is_for_each_spouse_is_a_persons_only_when_it_matters() {
    let gift = |amount: i64, earlier: i64| json!([{ "kind": "gift", "amount": amount, "earlier_this_year": earlier }]);
    let together = of_both(gift(60_000, 0), gift(60_000, 0));
    assert_eq!(counted(&together, "2026-03-01", Spouse::Entitled), 0);
    let a_cent_more = of_both(gift(60_000, 0), gift(60_001, 0));
    assert_eq!(ask(&a_cent_more, "2026-03-01", Spouse::Entitled), Finding::PersonDecides);
    // The partner's earlier gifts matter too.
    let earlier = of_both(gift(60_000, 0), gift(0, 60_001));
    assert_eq!(ask(&earlier, "2026-03-01", Spouse::Entitled), Finding::PersonDecides);
    // Both have nothing left by either reading.
    let nothing_left = of_both(gift(10_000, 120_000), gift(10_000, 120_000));
    assert_eq!(counted(&nothing_left, "2026-03-01", Spouse::Entitled), 20_000);
    // One alone can use no more than the amount.
    let alone = of_both(gift(130_000, 0), json!([]));
    assert_eq!(counted(&alone, "2026-03-01", Spouse::Entitled), 10_000);
}
