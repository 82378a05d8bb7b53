//! Income against the norm, the amount, and a spouse without a right (Participation Act art. 19, 32(3), (4)).

use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::testing::*;
use crate::Finding;
use crate::means::{Amount, Spouse, Test, assistance, counted_income, income_test, spouse_without_right};

fn test(norm: i64, income: i64) -> Test {
    step(on(&single(json!({})), "2026-03-01", |question| income_test(question, cents(norm), cents(income))))
}

fn amount(norm: i64, income: i64) -> Finding<Amount> {
    on(&single(json!({})), "2026-03-01", |question| assistance(question, cents(norm), cents(income))).finding
}

#[test]
fn t8_as_much_income_as_the_norm_means_no_right() {
    assert_eq!(test(140_150, 140_149), Test::Met);
    assert_eq!(test(140_150, 140_150), Test::Failed);
    assert_eq!(test(140_150, 140_151), Test::Failed);
    assert_eq!(amount(140_150, 140_149).value().unwrap().assistance, cents(1));
    assert_eq!(amount(140_150, 140_150), Finding::NotApplicable);
    assert_eq!(amount(140_150, 140_151), Finding::NotApplicable);
}

#[rstest]
#[case::whole_norm(140_150, 0, 7_008)]
#[case::of_the_assistance_and_not_of_the_norm(140_150, 100_000, 2_008)]
#[case::half_a_cent_up(10, 0, 1)]
#[case::less_than_half_down(9, 0, 0)]
fn t14_holiday_allowance_is_five_percent_of_the_assistance(
    #[case] norm: i64,
    #[case] income: i64,
    #[case] holiday: i64,
) {
    let amount = amount(norm, income).value().unwrap();
    assert_eq!(amount.holiday, cents(holiday));
    assert_eq!(amount.payable, cents(norm - income - holiday));
}

#[test]
fn t14_the_claim_on_holiday_allowance_is_in_the_comparison() {
    // Net pay below the norm of a single person, and with the claim on it above.
    let facts = with_income("former-work", 133_000, json!({}));
    let counted = value(on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None)));
    assert_eq!(counted.total, cents(133_000 + 8_563));
    assert_eq!(test(140_150, 133_000), Test::Met);
    assert_eq!(test(140_150, counted.total.get()), Test::Failed);
}

// The norm of art. 24 and that of a couple on 2026-01-01.
const HALF: i64 = 100_107;
const COUPLE: i64 = 200_213;

fn of_spouse(own: i64, of_spouse: i64, apart: bool) -> i64 {
    let facts = single(json!({ "household": { "apart_for_now": apart } }));
    let cents = |amount| cents(amount);
    let counted = on(&facts, "2026-03-01", |question| {
        spouse_without_right(question, cents(HALF), cents(own), cents(of_spouse), cents(COUPLE))
    });
    step(counted).get()
}

#[rstest]
#[case::fills_up_to_the_couples_norm(0, 100_106, 0)]
#[case::a_cent_above(0, 100_107, 1)]
#[case::much(0, 180_000, 79_894)]
#[case::own_income_changes_nothing_below_the_norm(50_000, 100_106, 0)]
#[case::own_income_and_a_cent(50_000, 100_107, 1)]
#[case::own_income_above_the_norm(150_000, 60_000, 9_787)]
fn of_a_spouse_without_a_right_the_rest_above_the_couples_norm_counts(
    #[case] own: i64,
    #[case] spouse: i64,
    #[case] expected: i64,
) {
    assert_eq!(of_spouse(own, spouse, false), expected);
}

#[rstest]
#[case(HALF - 1, 0)]
#[case(HALF, 0)]
#[case(HALF + 1, 1)]
fn of_a_spouse_who_lives_apart_what_is_above_the_norm_counts(#[case] spouse: i64, #[case] expected: i64) {
    assert_eq!(of_spouse(0, spouse, true), expected);
}

#[test]
fn living_apart_is_told_by_its_own_paragraph() {
    let facts = single(json!({ "household": { "apart_for_now": true } }));
    let told = on(&facts, "2026-03-01", |question| {
        spouse_without_right(question, cents(HALF), cents(0), cents(0), cents(COUPLE))
    });
    assert_eq!((&*told.explanation.rule, &*told.explanation.source), ("spouse-32-4", "PW art. 32 lid 4"));
    for not_apart in [json!(false), json!({ "value": true, "known_on": "2026-03-02" })] {
        let facts = single(json!({ "household": { "apart_for_now": not_apart } }));
        let told = on(&facts, "2026-03-01", |question| {
            spouse_without_right(question, cents(HALF), cents(0), cents(0), cents(COUPLE))
        });
        assert_eq!((&*told.explanation.rule, &*told.explanation.source), ("spouse-32-3", "PW art. 32 lid 3"));
    }
}

proptest! {
    #[test]
    fn assistance_is_its_parts_and_falls_with_income(norm in 1i64..300_000, income in 0i64..300_000, more in 0i64..50_000) {
        let of = |income| amount(norm, income).value().map_or((0, 0, 0), |amount| {
            (amount.assistance.get(), amount.holiday.get(), amount.payable.get())
        });
        let (all, holiday, payable) = of(income);
        prop_assert_eq!(all, (norm - income).max(0));
        prop_assert_eq!(all, holiday + payable);
        prop_assert!((holiday * 20 - all).abs() <= 10);
        prop_assert!(of(income + more).0 <= all && of(income + more).2 <= payable);
    }

    #[test]
    fn the_formula_of_the_spouse_is_the_laws(own in 0i64..100_106, spouse in 0i64..300_000) {
        let counted = of_spouse(own, spouse, false);
        let granted = amount(HALF, own + counted).value().map_or(0, |amount| amount.assistance.get());
        let without = HALF - own;
        let excess = (own + spouse + without - COUPLE).max(0);
        prop_assert_eq!(granted, (without - excess).max(0));
        // Together never less than what the spouse has.
        prop_assert!(own + spouse + granted >= spouse);
    }
}
