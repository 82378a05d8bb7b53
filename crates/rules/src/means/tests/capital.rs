//! Capital (Participation Act art. 34, 48, 50).

use rstest::rstest;
use serde_json::{Value, json};

use super::testing::*;
use crate::facts::{AssetKind, Facts};
use crate::means::{Form, Test, capital_test, form_of_assistance};
use crate::{Answer, Finding};

fn owns(kind: &str, assets: i64, debts: Value) -> Facts {
    let children = json!([{ "birth_date": "2018-01-01", "dependent": true }]);
    single(json!({
        "household": { "kind": kind, "children": if kind == "single" { json!([]) } else { children } },
        "capital": { "assets": [{ "kind": "savings", "value": assets }], "debts": debts }
    }))
}

fn test(facts: &Facts, text: &str) -> Test {
    value(on(facts, text, capital_test))
}

#[rstest]
#[case("2024-01-01", "single", 757_500)]
#[case("2024-12-31", "couple", 1_515_000)]
#[case("2025-01-01", "single", 777_000)]
#[case("2025-07-01", "single-parent", 1_554_000)]
#[case("2025-12-31", "couple", 1_554_000)]
#[case("2026-01-01", "single", 800_000)]
#[case("2026-01-01", "single-parent", 1_600_000)]
#[case("2026-07-01", "couple", 1_600_000)]
fn as_much_as_the_limit_is_allowed(#[case] day: &str, #[case] kind: &str, #[case] limit: i64) {
    let applies = |assets| {
        let mut facts = owns(kind, assets, json!([]));
        facts.lay_over(&read(json!({ "assistance": { "receives": false } })));
        facts
    };
    assert_eq!(test(&applies(limit), day), Test::Met);
    assert_eq!(test(&applies(limit + 1), day), Test::Failed);
}

#[test]
fn debts_that_must_be_paid_are_taken_off() {
    let debt = |payable: bool| json!([{ "amount": 100_000, "payable": payable }]);
    assert_eq!(test(&owns("single", 900_000, debt(true)), "2026-03-01"), Test::Met);
    assert_eq!(test(&owns("single", 900_001, debt(true)), "2026-03-01"), Test::Failed);
    assert_eq!(test(&owns("single", 800_001, debt(false)), "2026-03-01"), Test::Failed);
}

#[test]
fn some_assets_do_not_count() {
    let free = [
        AssetKind::Necessary,
        AssetKind::SavedDuringAssistance,
        AssetKind::NonMaterialDamages,
        AssetKind::ProtectedAnnuity,
    ];
    for kind in AssetKind::ALL {
        let assets = json!([{ "kind": kind.code(), "value": 800_000 }, { "kind": "savings", "value": 1 }]);
        let expected = if free.contains(kind) { Test::Met } else { Test::Failed };
        assert_eq!(
            test(&single(json!({ "capital": { "assets": assets } })), "2026-03-01"),
            expected,
            "{kind:?}"
        );
    }
}

#[test]
fn what_someone_worked_out_holds_where_nothing_else_is_stated() {
    let worked_out = |capital: i64| {
        let mut facts = serde_json::to_value(single(json!({ "capital": { "countable": capital } }))).unwrap();
        let stated = facts["capital"].as_object_mut().unwrap();
        stated.retain(|field, _| field == "countable");
        read(facts)
    };
    assert_eq!(test(&worked_out(800_000), "2026-03-01"), Test::Met);
    assert_eq!(test(&worked_out(800_001), "2026-03-01"), Test::Failed);
    // Assets that are stated come first.
    let both = single(json!({ "capital": { "countable": 900_000 } }));
    assert_eq!(test(&both, "2026-03-01"), Test::Met);
}

fn home(value: i64, mortgage: i64, more: Value) -> Facts {
    let mut facts = single(json!({
        "capital": { "owns_home": true, "home": { "value": value, "mortgage": mortgage } }
    }));
    facts.lay_over(&read(more));
    facts
}

fn asked(can_be_asked: bool) -> Value {
    json!({ "capital": { "home": { "sale_can_be_asked": can_be_asked } } })
}

#[rstest]
#[case("2024-01-01", 6_390_000)]
#[case("2025-01-01", 6_550_000)]
#[case("2026-01-01", 6_750_000)]
#[case("2026-07-01", 6_750_000)]
fn a_home_is_free_up_to_an_amount_and_then_only_if_it_need_not_be_sold(#[case] day: &str, #[case] free: i64) {
    let applies = |equity: i64, more: Value| {
        let mut facts = home(20_000_000 + equity, 20_000_000, more);
        let savings = json!({
            "capital": { "assets": [{ "kind": "savings", "value": 1 }] },
            "assistance": { "receives": false }
        });
        facts.lay_over(&read(savings));
        facts
    };
    assert_eq!(test(&applies(free, json!({})), day), Test::Met);
    // The limit of a single person comes on top; a euro of savings is there already.
    let limit = match day.get(..4) {
        Some("2024") => 757_500,
        Some("2025") => 777_000,
        _ => 800_000,
    };
    assert_eq!(test(&applies(free + limit - 1, asked(true)), day), Test::Met);
    assert_eq!(test(&applies(free + limit, asked(true)), day), Test::Failed);
    assert_eq!(test(&applies(free + limit, asked(false)), day), Test::Met);
}

#[test]
fn whether_a_home_can_be_sold_is_asked_only_when_it_matters() {
    let answer = on(&home(27_000_000, 20_000_000, json!({})), "2026-03-01", capital_test);
    assert_eq!(missing(answer.finding), ["capital.home.sale_can_be_asked"]);
    // More debt than value takes nothing off the rest.
    let under_water = home(
        10_000_000,
        20_000_000,
        json!({ "capital": { "assets": [{ "kind": "other", "value": 800_001 }] } }),
    );
    assert_eq!(test(&under_water, "2026-03-01"), Test::Failed);
}

#[test]
fn missing_facts_are_named() {
    let nothing = read(json!({ "household": { "kind": "single" } }));
    let of = |facts: &Facts, text: &str| missing(on(facts, text, capital_test).finding);
    assert_eq!(of(&nothing, "2026-03-01"), ["capital.owns_home", "capital.assets", "capital.debts"]);
    assert_eq!(of(&nothing, "2025-03-01"), ["assistance.receives"]);
    let owner = read(json!({ "capital": { "owns_home": true, "assets": [], "debts": [] } }));
    assert_eq!(of(&owner, "2026-03-01"), ["capital.home.value", "capital.home.mortgage", "household.kind"]);
}

fn runs(room: i64, used: i64, present: i64) -> Facts {
    let mut facts = owns("single", present, json!([]));
    facts.lay_over(&read(json!({ "capital": { "room_at_start": room, "room_used": used } })));
    facts
}

#[test]
fn t15_until_2025_the_room_at_the_start_decides_and_then_what_is_present() {
    // Saved up from allowances: much is present, nothing came in.
    let saver = runs(100_000, 0, 900_000);
    // Little is left of what came in.
    let spender = runs(100_000, 100_001, 0);
    let of = |facts: &Facts, decided: &str| value(decided_on(facts, "2025-12-15", decided, capital_test));
    assert_eq!((of(&saver, "2025-12-31"), of(&spender, "2025-12-31")), (Test::Met, Test::Failed));
    assert_eq!((of(&saver, "2026-01-01"), of(&spender, "2026-01-01")), (Test::Failed, Test::Met));
    assert_eq!(of(&runs(100_000, 100_000, 0), "2025-12-31"), Test::Met);
}

#[test]
fn t15_the_day_of_the_decision_tells_and_not_the_day_judged() {
    let saver = runs(100_000, 0, 900_000);
    let earlier = value(decided_on(&saver, "2026-01-15", "2025-12-31", capital_test));
    assert_eq!(earlier, Test::Met);
    let answer: Answer<Test> = decided_on(&saver, "2025-12-15", "2026-01-01", capital_test);
    assert!(answer.explanations.iter().any(|line| line.rule == "capital-34-3"));
}

#[test]
fn t15_the_room_must_be_stated() {
    let running = owns("single", 0, json!([]));
    assert_eq!(
        missing(on(&running, "2025-03-01", capital_test).finding),
        ["capital.room_at_start", "capital.room_used"]
    );
}

fn form(facts: &Facts) -> Finding<Form> {
    on(facts, "2026-03-01", form_of_assistance).finding
}

fn expects(over: bool) -> Value {
    json!({ "capital": { "home": { "sale_can_be_asked": false, "over_minimum_wage": over } } })
}

#[test]
fn a_home_with_more_than_is_free_makes_a_loan() {
    let free = 6_750_000;
    assert_eq!(form(&home(free, 0, expects(true))), Finding::Value(Form::Free));
    assert_eq!(form(&home(free + 1, 0, expects(true))), Finding::Value(Form::MortgageCredit));
    assert_eq!(form(&home(free + 1, 0, expects(false))), Finding::Value(Form::Free));
    // The net minimum wage of art. 37(1) is not known: a person works it out.
    assert_eq!(form(&home(free + 1, 0, asked(false))), Finding::PersonDecides);
    // What can be sold is capital, no ground for a loan.
    assert_eq!(form(&home(free + 1, 0, asked(true))), Finding::Value(Form::Free));
    assert_eq!(form(&single(json!({}))), Finding::Value(Form::Free));
}

#[test]
fn the_home_is_looked_at_also_when_the_capital_was_worked_out() {
    let worked_out = read(json!({ "capital": {
        "countable": 0, "owns_home": true,
        "home": { "value": 6_750_001, "mortgage": 0, "sale_can_be_asked": false, "over_minimum_wage": true }
    } }));
    assert_eq!(form(&worked_out), Finding::Value(Form::MortgageCredit));
    // Nothing is said about a home: what was worked out has it.
    assert_eq!(form(&read(json!({ "capital": { "countable": 0 } }))), Finding::Value(Form::Free));
    assert_eq!(missing(form(&read(json!({ "capital": { "assets": [] } })))), ["capital.owns_home"]);
}

#[rstest]
#[case("means_expected_soon")]
#[case("irresponsible")]
#[case("for_deposit")]
#[case("for_debts")]
fn a_ground_for_a_loan_is_for_a_person_to_use(#[case] ground: &str) {
    let of = |decided: Value| {
        let mut facts = single(json!({ "assistance": { ground: true } }));
        facts.lay_over(&read(json!({ "assistance": decided })));
        form(&facts)
    };
    assert_eq!(of(json!({})), Finding::PersonDecides);
    assert_eq!(of(json!({ "as_loan": true })), Finding::Value(Form::Loan));
    assert_eq!(of(json!({ "as_loan": false })), Finding::Value(Form::Free));
    assert_eq!(
        form(&single(json!({ "assistance": { ground: false, "as_loan": true } }))),
        Finding::Value(Form::Free)
    );
}
