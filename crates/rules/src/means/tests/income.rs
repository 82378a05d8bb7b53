//! What counts as income of the month (Participation Act art. 31-33).

use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::testing::*;
use crate::facts::{Facts, Income, IncomeKind};
use crate::means::{Counted, Spouse, counted_income};
use crate::{Days, Finding, Question};

fn ask(facts: &Facts, text: &str) -> Finding<Counted> {
    on(facts, text, |question| counted_income(question, Spouse::None)).finding
}

fn total(facts: &Facts, text: &str) -> i64 {
    value(on(facts, text, |question| counted_income(question, Spouse::None))).total.get()
}

#[rstest]
#[case::maintenance("maintenance", "counts-32-1")]
#[case::from_capital("from-capital", "counts-32-1")]
#[case::other("other", "counts-32-1")]
#[case::tax_credit("tax-credit", "counts-32-1")]
#[case::unpaid_work("unpaid-work", "counts-32-1")]
#[case::student_finance("student-finance", "counts-32-1")]
#[case::rent_or_board("rent-or-board", "counts-32-1")]
fn some_kinds_count_whole(#[case] kind: &str, #[case] rule: &str) {
    let facts = with_income(kind, 12_345, json!({}));
    let counted = value(on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None)));
    assert_eq!(counted.total, cents(12_345));
    assert_eq!(counted.lines[0].rule, rule);
}

#[rstest]
#[case("for-someone-else", "free-31-2-a")]
#[case("child-benefit", "free-31-2-b")]
#[case("young-disabled-credit", "free-31-2-c")]
#[case("allowance", "free-31-2-d")]
#[case("expense-refund", "free-31-2-f-g")]
#[case("child-earnings", "free-31-2-h")]
#[case("exempt-interest", "free-31-2-i")]
#[case("damages", "free-31-2-l")]
#[case("food-bank", "free-31-2-m-food-bank")]
#[case("energy-allowance", "free-31-2-o")]
#[case("carers-token", "free-31-2-u")]
#[case("parental-maintenance", "free-31-2-v")]
#[case("informal-care", "free-33-6")]
#[case("holiday-allowance-paid", "holiday-paid-31-4")]
fn some_kinds_never_count(#[case] kind: &str, #[case] rule: &str) {
    let facts = with_income(kind, 500_000, json!({}));
    let answer = on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None));
    let line = answer.explanations.iter().find(|line| line.rule == rule).unwrap();
    assert_eq!(line.inputs[0].name, "applicant.incomes[0]");
    let counted = value(answer);
    assert_eq!((counted.total, counted.lines[0].free), (cents(0), cents(500_000)));
}

#[test]
fn every_kind_is_told_in_a_line_of_its_own() {
    for kind in IncomeKind::ALL {
        let facts = single(json!({ "applicant": {
            "birth_date": "1950-01-01",
            "incomes": [{ "kind": kind.code(), "amount": 10_000, "earlier_this_year": 0, "with_holiday_allowance": true }]
        } }));
        let counted = value(on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None)));
        assert_eq!(counted.lines.len(), 1, "{kind:?}");
        let line = counted.lines[0];
        assert_eq!(
            (line.received, line.free.plus(line.counted)),
            (cents(10_000), Ok(cents(10_000))),
            "{kind:?}"
        );
    }
}

#[rstest]
#[case::up_to_the_year(0, 339_800, 0)]
#[case::a_cent_more(0, 339_801, 1)]
#[case::used_before(300_000, 50_000, 10_200)]
fn a_premium_is_free_up_to_an_amount_a_year(
    #[case] earlier: i64,
    #[case] amount: i64,
    #[case] expected: i64,
) {
    let facts = single(json!({ "applicant": { "incomes": [
        { "kind": "reintegration-premium", "amount": amount, "earlier_this_year": earlier }
    ] } }));
    assert_eq!(total(&facts, "2026-06-30"), expected);
}

#[rstest]
#[case::a_month(0, 22_000, 0)]
#[case::a_cent_more(0, 22_001, 1)]
#[case::last_of_the_year(198_000, 22_000, 0)]
#[case::year_used(200_000, 22_000, 2_000)]
#[case::nothing_left(230_000, 22_000, 22_000)]
fn a_volunteer_has_two_bounds(#[case] earlier: i64, #[case] amount: i64, #[case] expected: i64) {
    let facts = single(json!({ "applicant": { "incomes": [
        { "kind": "volunteer-allowance", "amount": amount, "earlier_this_year": earlier }
    ] } }));
    assert_eq!(total(&facts, "2026-03-01"), expected);
}

#[rstest]
#[case::credit("young-disabled-credit", false, 10_000)]
#[case::premium("reintegration-premium", false, 10_000)]
#[case::premium_in_the_subsidy_group("reintegration-premium", true, 0)]
#[case::volunteer("volunteer-allowance", true, 10_000)]
#[case::gift("gift", false, 0)]
fn t5_under_27_c_j_and_k_count(#[case] kind: &str, #[case] group: bool, #[case] expected: i64) {
    let of = |born: &str| {
        single(json!({ "applicant": {
            "birth_date": born, "subsidy_group": group,
            "incomes": [{ "kind": kind, "amount": 10_000, "earlier_this_year": 0 }]
        } }))
    };
    assert_eq!(total(&of("1999-03-02"), "2026-03-01"), expected);
    assert_eq!(total(&of("1999-03-01"), "2026-03-01"), 0);
}

#[rstest]
#[case("young-disabled-credit", "free-31-2-c", "jonggehandicaptenkorting")]
#[case("reintegration-premium", "free-31-2-j", "premie voor re-integratie")]
#[case("volunteer-allowance", "free-31-2-k", "vrijwilligersvergoeding")]
fn under_27_is_told_why_it_counts(#[case] kind: &str, #[case] rule: &str, #[case] dutch: &str) {
    let facts = single(json!({ "applicant": {
        "birth_date": "1999-03-02", "subsidy_group": false,
        "incomes": [{ "kind": kind, "amount": 10_000, "earlier_this_year": 0 }]
    } }));
    let answer = on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None));
    let line = answer.explanations.iter().find(|line| line.rule == rule).unwrap();
    assert_eq!(line.text, format!("Onder de 27 jaar telt dit helemaal mee ({dutch}): € 100,00."));
}

#[rstest]
#[case::single("1950-01-01", json!(null), 2_650)]
#[case::too_young("1990-01-01", json!(null), 0)]
#[case::both_pensioners("1950-01-01", json!("1950-01-01"), 5_300)]
#[case::one_pensioner("1950-01-01", json!("1990-01-01"), 5_300)]
#[case::the_other_pensioner("1990-01-01", json!("1950-01-01"), 4_000)]
fn of_a_private_pension_a_part_is_free(#[case] born: &str, #[case] partner: Value, #[case] free: i64) {
    let pension = |amount: i64| json!([{ "kind": "private-pension", "amount": amount, "with_holiday_allowance": true }]);
    let mut facts = single(json!({ "applicant": { "birth_date": born, "incomes": pension(3_000) } }));
    let (spouse, sum) = match partner.as_str() {
        None => (Spouse::None, 3_000),
        Some(partner) => {
            facts.lay_over(&read(json!({ "partner": { "birth_date": partner, "incomes": pension(4_000) } })));
            (Spouse::Entitled, 7_000)
        }
    };
    // One pensioner of two can use the amount of both, for their own pension only.
    let free = if born == "1950-01-01" && partner == json!("1990-01-01") { 3_000 } else { free };
    let counted = value(on(&facts, "2026-03-01", |question| counted_income(question, spouse)));
    assert_eq!(counted.total, cents(sum - free));
}

#[rstest]
#[case("parental-maintenance", "2025-12-31")]
#[case("informal-care", "2025-12-31")]
fn what_the_law_did_not_say_yet_is_a_persons(#[case] kind: &str, #[case] before: &str) {
    let facts = with_income(kind, 10_000, json!({}));
    assert_eq!(ask(&facts, before), Finding::PersonDecides);
    assert_eq!(total(&facts, "2026-01-01"), 0);
}

#[test]
fn a_loss_is_a_persons() {
    let facts = with_income("self-employment", -1, json!({}));
    assert_eq!(ask(&facts, "2026-03-01"), Finding::PersonDecides);
}

#[test]
fn income_belongs_to_the_month_in_which_it_was_earned() {
    let facts = single(json!({ "applicant": { "incomes": [
        { "kind": "other", "amount": 10_000, "from": "2026-03", "until": "2026-03", "earned_in": "2026-01" },
        { "kind": "other", "amount": 500, "from": "2026-02", "until": "2026-03" }
    ] } }));
    let months = ["2026-01-31", "2026-02-01", "2026-03-31", "2026-04-01"];
    assert_eq!(months.map(|day| total(&facts, day)), [10_000, 500, 500, 0]);
}

#[test]
fn what_became_known_later_is_not_looked_at() {
    let facts = single(json!({ "applicant": { "incomes": [
        { "kind": "other", "amount": 10_000, "known_on": "2026-03-10" }
    ] } }));
    let known = |text: &str| {
        let days = Days { known: day(text), ..Days::all(day("2026-03-01")) };
        let question = Question { facts: &facts, national: &NATIONAL, days };
        value(counted_income(question, Spouse::None)).total
    };
    assert_eq!((known("2026-03-09"), known("2026-03-10")), (cents(0), cents(10_000)));
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let facts = read(json!({ "applicant": { "incomes": [
        { "kind": "earnings", "amount": 10_000 },
        { "kind": "volunteer-allowance", "amount": 10_000 }
    ] } }));
    assert_eq!(missing(ask(&facts, "2026-03-01")), ["applicant.birth_date", "assistance.receives"]);
    assert_eq!(missing(ask(&Facts::default(), "2026-03-01")), ["applicant.incomes"]);
    let couple = on(&Facts::default(), "2026-03-01", |question| counted_income(question, Spouse::Entitled));
    assert_eq!(missing(couple.finding), ["applicant.incomes", "partner.incomes"]);
}

#[test]
fn the_lines_make_the_total() {
    let facts = single(json!({
        "household": { "kind": "couple" },
        "applicant": { "incomes": [
            { "kind": "earnings", "amount": 90_000 },
            { "kind": "volunteer-allowance", "amount": 30_000, "earlier_this_year": 0 },
            { "kind": "gift", "amount": 130_000, "earlier_this_year": 0 }
        ] },
        "partner": { "birth_date": "1991-01-01", "incomes": [{ "kind": "former-work", "amount": 40_000 }] }
    }));
    let counted = value(on(&facts, "2026-03-01", |question| counted_income(question, Spouse::Entitled)));
    let sum: i64 = counted.lines.iter().map(|line| line.counted.get()).sum();
    assert_eq!(counted.total.get(), sum);
    assert_eq!(counted.applicant, cents(90_000 - 22_500 + 7_200 - 2_077 + 8_000 + 10_000));
    assert_eq!(counted.partner, cents(43_200));
}

/// Incomes of any kind that nothing is asked about.
fn any_incomes() -> impl Strategy<Value = Vec<Income>> {
    let income = (prop::sample::select(IncomeKind::ALL), 0i64..300_000, any::<bool>()).prop_map(
        |(kind, amount, paid)| Income {
            kind,
            amount: cents(amount),
            with_holiday_allowance: paid,
            without_holiday_claim: false,
            earlier_this_year: Some(cents(50_000)),
            left_out: None,
            payer: None,
            one_off: false,
            received_on: None,
            earned_in: None,
            from: None,
            until: None,
            source: None,
            known_on: None,
            estimated_from: None,
        },
    );
    // State pension belongs to pensioners.
    let income =
        income.prop_filter("below pension age", |income| income.kind != IncomeKind::ReducedStatePension);
    prop::collection::vec(income, 0..6)
}

fn of(incomes: Vec<Income>) -> Counted {
    let mut facts = single(json!({}));
    facts.applicant.incomes = Some(incomes);
    value(on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None)))
}

proptest! {
    #[test]
    fn the_order_of_statements_changes_nothing((incomes, shuffled) in any_incomes().prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle()))) {
        prop_assert_eq!(of(incomes).total, of(shuffled).total);
    }

    #[test]
    fn nothing_that_counts_is_negative_or_more_than_was_received(incomes in any_incomes()) {
        let counted = of(incomes);
        for line in &counted.lines {
            prop_assert!(line.free >= cents(0) && line.counted >= cents(0));
            prop_assert_eq!(line.free.plus(line.counted), Ok(line.received));
        }
        prop_assert_eq!(counted.applicant, counted.total);
    }

    // Of income with the holiday allowance in it, which has no tables that jump.
    #[test]
    fn more_income_never_counts_for_less(kind in prop::sample::select(IncomeKind::ALL), amount in 0i64..300_000, more in 0i64..10_000) {
        let counts = |amount: i64| {
            let facts = single(json!({ "applicant": { "incomes": [{
                "kind": kind.code(), "amount": amount, "with_holiday_allowance": true, "earlier_this_year": 20_000
            }] } }));
            value(on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None))).total.get()
        };
        let (less, of_more) = (counts(amount), counts(amount + more));
        prop_assert!(less <= of_more && of_more <= less + more, "a euro more counts for a euro at most");
        prop_assert!(less <= amount);
    }
}
