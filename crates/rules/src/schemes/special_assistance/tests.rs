use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::Finding;
use crate::facts::{Facts, IncomeKind};
use crate::schemes::testing::{ask, residents, said, with};
use crate::schemes::{CapitalTest, Right};

fn rules() -> SpecialAssistancePolicy {
    SpecialAssistancePolicy {
        norm_percent: 110,
        surplus_percent: 35,
        months: 12,
        capital: CapitalTest::Limit,
        leave_out: vec![],
        threshold: false,
        durable_goods: DurableGoods::Loan,
        source: "beleidsregels, test".into(),
    }
}

/// Costs of € 1.000 of a single person with € 1.600 a month.
fn household(json: &str) -> Facts {
    let base = residents(
        r#"{ "household": { "kind": "single" },
             "applicant": { "incomes": [{ "kind": "earnings", "amount": 150000 }, { "kind": "allowance", "amount": 10000 }] },
             "own_means": { "norm": 140150, "assistance": 0 },
             "capital": { "countable": 0 },
             "special_costs": { "kind": "ordinary", "amount": 100000, "necessary": true, "special_circumstances": true,
                                "other_provision": false } }"#,
    );
    with(&base, json)
}

fn costs(json: &str) -> Facts {
    household(&format!(r#"{{ "special_costs": {{ {json} }} }}"#))
}

fn paid(facts: &Facts, policy: &SpecialAssistancePolicy) -> SpecialAssistance {
    let answer = amount(ask(facts, "2026-03-01"), Some(policy));
    answer.finding.clone().value().unwrap_or_else(|| panic!("{answer:?}"))
}

#[rstest]
#[case::necessary_and_special("", "entitled")]
#[case::not_necessary(r#""necessary": false"#, "necessary-35-1")]
#[case::ordinary_life(r#""special_circumstances": false"#, "special-circumstances-35-1")]
#[case::paid_otherwise(r#""other_provision": true"#, "other-provision-15")]
#[case::debts_ask_more(
    r#""kind": "debts""#,
    "missing: special_costs.guarantee_possible special_costs.urgent_reasons"
)]
#[case::debts(r#""kind": "debts", "guarantee_possible": false, "urgent_reasons": false"#, "debts-49")]
#[case::guarantee(r#""kind": "debts", "guarantee_possible": true"#, "person")]
#[case::urgent(r#""kind": "debts", "guarantee_possible": false, "urgent_reasons": true"#, "person")]
#[case::goods(r#""kind": "durable-goods""#, "entitled")]
fn the_right(#[case] json: &str, #[case] expected: &str) {
    assert_eq!(said(&entitled(ask(&costs(json), "2026-03-01")).finding), expected);
}

#[test]
fn the_household_pays_its_share_of_what_is_above_the_norm() {
    // 1600.00 less 1541.65 is 58.35; 35 % of it for twelve months is 245.07.
    let found = paid(&household("{}"), &rules());
    assert_eq!((found.own_share.get(), found.amount.get(), found.form), (24_507, 75_493, Form::Gift));

    let without_allowance = SpecialAssistancePolicy { leave_out: vec![IncomeKind::Allowance], ..rules() };
    assert_eq!(paid(&household("{}"), &without_allowance).amount, Cents::new(100_000));
}

#[rstest]
#[case::at_the_bound(154_165, 0)]
#[case::a_cent_above(154_166, 4)]
#[case::a_euro_above(154_265, 420)]
#[case::enough_for_all_of_it(200_000, 192_507)]
fn room_begins_above_the_percentage_of_the_norm(#[case] income: i64, #[case] share: i64) {
    let facts = household(&format!(r#"{{ "own_means": {{ "income": {income} }} }}"#));
    assert_eq!(own_share(ask(&facts, "2026-03-01"), Some(&rules())).value(), Some(&Cents::new(share)));
    assert_eq!(paid(&facts, &rules()).amount, Cents::new((100_000 - share).max(0)));
}

#[rstest]
#[case::at_the_limit(CapitalTest::Limit, 800_000, 0)]
#[case::above_it(CapitalTest::Limit, 810_000, 10_000)]
#[case::all_of_it(CapitalTest::All, 5_000, 5_000)]
#[case::does_not_matter(CapitalTest::None, 900_000, 0)]
fn capital_counts_as_the_policy_says(#[case] test: CapitalTest, #[case] capital: i64, #[case] share: i64) {
    let facts = household(&format!(
        r#"{{ "own_means": {{ "income": 0 }}, "capital": {{ "countable": {capital} }} }}"#
    ));
    let policy = SpecialAssistancePolicy { capital: test, ..rules() };
    assert_eq!(paid(&facts, &policy).own_share, Cents::new(share));
}

/// Received on 10 March; 1,200.00 a year is free (art. 31(2)(m)), and the rest is capital from that day on and no income.
fn given(amount: i64, more: &str) -> Facts {
    household(&format!(
        r#"{{ "applicant": {{ "incomes": [{{ "kind": "gift", "amount": {amount}, "one_off": true,
             "received_on": "2026-03-10", "earlier_this_year": 0 }}] }}{more} }}"#
    ))
}

#[rstest]
#[case::what_is_free(CapitalTest::All, "2026-03-10", 120_000, "", 0)]
#[case::a_cent_more(CapitalTest::All, "2026-03-10", 120_001, "", 1)]
#[case::on_top_of_the_rest(
    CapitalTest::All,
    "2026-03-31",
    125_000,
    r#", "capital": { "countable": 2000 }"#,
    7_000
)]
#[case::against_a_debt(
    CapitalTest::All,
    "2026-03-31",
    125_000,
    r#", "capital": { "assets": [], "debts": [{ "amount": 3000, "payable": true }], "owns_home": false }"#,
    2_000
)]
#[case::a_month_later(CapitalTest::All, "2026-04-01", 125_000, "", 5_000)]
#[case::the_day_before(CapitalTest::All, "2026-03-09", 125_000, "", 0)]
#[case::capital_was_told_since(
    CapitalTest::All,
    "2026-03-31",
    125_000,
    r#", "capital": { "valued_on": "2026-03-10" }"#,
    0
)]
#[case::below_the_limit(CapitalTest::Limit, "2026-03-31", 125_000, "", 0)]
#[case::above_the_limit(CapitalTest::Limit, "2026-03-31", 920_100, "", 100)]
#[case::does_not_matter(CapitalTest::None, "2026-03-31", 920_100, "", 0)]
fn a_gift_that_comes_once_is_capital_as_for_general_assistance(
    #[case] test: CapitalTest,
    #[case] on: &str,
    #[case] amount: i64,
    #[case] more: &str,
    #[case] share: i64,
) {
    let policy = SpecialAssistancePolicy { capital: test, ..rules() };
    let found = own_share(ask(&given(amount, more), on), Some(&policy));
    assert_eq!(found.value(), Some(&Cents::new(share)), "{found:?}");
}

#[test]
fn what_of_capital_is_a_gift_is_told() {
    let policy = SpecialAssistancePolicy { capital: CapitalTest::All, ..rules() };
    let facts = given(200_000, "");
    let told = own_share(ask(&facts, "2026-03-31"), Some(&policy)).explanation;
    let text = "Aan vermogen telt € 800,00 mee. Daarin zit € 800,00 van een gift van € 2.000,00 die de aanvrager op 10 maart 2026 kreeg.";
    assert!(told.text.contains(text), "{}", told.text);
    assert!(told.inputs.iter().any(|input| input.name == "applicant.incomes[0]"), "{:?}", told.inputs);
}

#[test]
fn on_which_day_a_gift_came_is_asked_where_it_decides() {
    let mut facts = given(200_000, "");
    let march: Option<domain::Month> = "2026-03".parse().ok();
    let gift = &mut facts.applicant.incomes.as_mut().unwrap()[0];
    (gift.received_on, gift.from, gift.until) = (None, march, march);
    let policy = SpecialAssistancePolicy { capital: CapitalTest::All, ..rules() };
    let found = own_share(ask(&facts, "2026-03-16"), Some(&policy)).finding;
    assert_eq!(found, Finding::FactMissing(vec!["applicant.incomes[0].received_on".into()]));
    assert_eq!(own_share(ask(&facts, "2026-03-31"), Some(&policy)).value(), Some(&Cents::new(80_000)));
}

#[rstest]
#[case::all_of_the_threshold(0, 100_000, 17_600, 82_400)]
#[case::what_is_left_of_it(10_000, 100_000, 7_600, 92_400)]
#[case::used_up(17_600, 100_000, 0, 100_000)]
#[case::costs_below_it(0, 5_000, 5_000, 0)]
fn the_threshold_of_twelve_months(
    #[case] used: i64,
    #[case] cost: i64,
    #[case] threshold: i64,
    #[case] left: i64,
) {
    let facts = household(&format!(
        r#"{{ "own_means": {{ "income": 0 }}, "special_costs": {{ "amount": {cost}, "threshold_used": {used} }} }}"#
    ));
    let policy = SpecialAssistancePolicy { threshold: true, ..rules() };
    let found = paid(&facts, &policy);
    assert_eq!((found.threshold.get(), found.amount.get()), (threshold, left));
}

#[test]
fn a_threshold_asks_what_was_used_of_it() {
    let policy = SpecialAssistancePolicy { threshold: true, ..rules() };
    let found = amount(ask(&household("{}"), "2026-03-01"), Some(&policy));
    assert_eq!(found.finding, Finding::FactMissing(vec!["special_costs.threshold_used".into()]));
    assert_eq!(found.explanations.len(), 2);
}

#[rstest]
#[case::loan("durable-goods", DurableGoods::Loan, Form::Loan)]
#[case::gift("durable-goods", DurableGoods::Gift, Form::Gift)]
#[case::ordinary_costs("ordinary", DurableGoods::Loan, Form::Gift)]
fn goods_that_last_may_be_a_loan(
    #[case] kind: &str,
    #[case] durable_goods: DurableGoods,
    #[case] form: Form,
) {
    let policy = SpecialAssistancePolicy { durable_goods, ..rules() };
    assert_eq!(paid(&costs(&format!(r#""kind": "{kind}""#)), &policy).form, form);
}

#[test]
fn without_rules_of_the_municipality_a_person_decides() {
    let facts = household("{}");
    assert_eq!(amount(ask(&facts, "2026-03-01"), None).finding, Finding::PersonDecides);
    assert_eq!(assess(ask(&facts, "2026-03-01"), None).finding, Finding::PersonDecides);
}

#[test]
fn the_whole_assessment() {
    let granted = assess(ask(&household("{}"), "2026-03-01"), Some(&rules()));
    assert_eq!(granted.explanations.len(), 16);
    let granted = granted.finding.value().unwrap();
    assert_eq!(
        (granted.right, granted.amount.map(|paid| paid.amount)),
        (Right::Entitled, Some(Cents::new(75_493)))
    );
}

proptest! {
    #[test]
    fn more_income_never_gives_more(income in 0i64..400_000, more in 0i64..100_000) {
        let of = |income: i64| paid(&household(&format!(r#"{{ "own_means": {{ "income": {income} }} }}"#)), &rules()).amount;
        prop_assert!(of(income + more) <= of(income) && of(income + more) >= Cents::ZERO && of(income) <= Cents::new(100_000));
    }
}
