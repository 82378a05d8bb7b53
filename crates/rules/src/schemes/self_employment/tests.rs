use domain::Cents;
use proptest::prelude::*;
use rstest::rstest;

use super::bbz::{BbzKind, Maxima};
use super::small_scale::YearSettlement;
use super::*;
use crate::Finding;
use crate::facts::Facts;
use crate::schemes::SmallBusinessPolicy;
use crate::schemes::testing::{ask, facts, said, with};

/// Someone of 1980 with a viable business since 2020, not begun from a benefit.
fn business(json: &str) -> Facts {
    let base = facts(
        r#"{ "applicant": { "birth_date": "1980-05-01" },
             "own_business": { "started_on": "2020-01-01", "started_from_benefit": false, "viable": true, "ends": false, "own_capital": 0 } }"#,
    );
    with(&base, json)
}

fn own(json: &str) -> Facts {
    business(&format!(r#"{{ "own_business": {{ {json} }} }}"#))
}

#[rstest]
#[case::established("", Finding::Value(BbzKind::Established))]
#[case::starter(
    r#""started_on": "2023-02-02", "started_from_benefit": true"#,
    Finding::Value(BbzKind::Starter)
)]
#[case::after_thirty_six_months(
    r#""started_on": "2023-02-01", "started_from_benefit": true"#,
    Finding::Value(BbzKind::Established)
)]
#[case::young_but_not_from_a_benefit(r#""started_on": "2025-02-01""#, Finding::Value(BbzKind::Established))]
#[case::ending(r#""ends": true"#, Finding::Value(BbzKind::Ending))]
#[case::not_viable(r#""viable": false"#, Finding::NotApplicable)]
#[case::starts_today(r#""started_on": "2026-02-01""#, Finding::Value(BbzKind::Established))]
#[case::not_begun(r#""started_on": "2026-02-02""#, Finding::NotApplicable)]
fn the_kind(#[case] json: &str, #[case] expected: Finding<BbzKind>) {
    assert_eq!(bbz::kind(ask(&own(json), "2026-02-01")).finding, expected);
}

#[rstest]
#[case::of_1959("1959-12-31", r#""viable": true"#, Finding::Value(BbzKind::Older))]
#[case::of_1960("1960-01-01", r#""viable": true"#, Finding::Value(BbzKind::Established))]
#[case::enough_income(
    "1959-12-31",
    r#""viable": false, "yearly_income": 1036800"#,
    Finding::Value(BbzKind::Older)
)]
#[case::too_little("1959-12-31", r#""viable": false, "yearly_income": 1036799"#, Finding::NotApplicable)]
#[case::income_is_asked("1959-12-31", r#""viable": false"#, Finding::FactMissing(vec!["own_business.yearly_income".into()]))]
#[case::younger("1960-01-01", r#""viable": false, "yearly_income": 1036800"#, Finding::NotApplicable)]
fn older_people_need_a_least_income_and_no_viable_business(
    #[case] birth: &str,
    #[case] json: &str,
    #[case] expected: Finding<BbzKind>,
) {
    let facts = with(&own(json), &format!(r#"{{ "applicant": {{ "birth_date": "{birth}" }} }}"#));
    assert_eq!(bbz::kind(ask(&facts, "2026-02-01")).finding, expected);
}

fn maxima(kind: BbzKind, on: &str) -> Maxima {
    bbz::maxima(ask(&business("{}"), on), kind).finding.value().unwrap()
}

#[test]
fn the_maxima_of_the_reference() {
    let cents = |amount: Option<Cents>| amount.map(Cents::get);
    for (on, capital, older, loan, gift, starter) in [
        ("2025-07-01", 5_803_500, 17_072_500, 25_342_000, 1_267_100, 4_665_600),
        ("2026-01-01", 5_978_200, 17_586_400, 26_104_800, 1_305_200, 4_806_000),
    ] {
        let found = maxima(BbzKind::Established, on);
        assert_eq!(
            (cents(found.own_capital), cents(found.loan), cents(found.gift)),
            (Some(capital), Some(loan), Some(gift))
        );
        assert_eq!(found.interest_basis_points, Some(800));

        let found = maxima(BbzKind::Starter, on);
        assert_eq!(
            (cents(found.own_capital), cents(found.loan), cents(found.gift)),
            (Some(capital), Some(starter), None)
        );

        let found = maxima(BbzKind::Older, on);
        assert_eq!(
            (cents(found.own_capital), cents(found.loan), cents(found.gift)),
            (Some(older), None, Some(gift))
        );
        assert_eq!(found.interest_basis_points, None);

        let found = maxima(BbzKind::Ending, on);
        assert_eq!(
            (found.own_capital, found.loan, found.gift, found.kind),
            (None, None, None, BbzKind::Ending)
        );
    }
}

#[rstest]
#[case::at_the_bound(BbzKind::Established, 5_978_200, true)]
#[case::above(BbzKind::Established, 5_978_201, false)]
#[case::starter_above(BbzKind::Starter, 5_978_201, false)]
#[case::older_at_the_bound(BbzKind::Older, 17_586_400, true)]
#[case::older_above(BbzKind::Older, 17_586_401, false)]
fn much_own_capital_is_left_to_a_person(#[case] kind: BbzKind, #[case] capital: i64, #[case] said: bool) {
    let facts = own(&format!(r#""own_capital": {capital}"#));
    let found = bbz::maxima(ask(&facts, "2026-01-01"), kind).finding;
    assert_eq!(found.clone().value().is_some(), said);
    assert!(said || found == Finding::PersonDecides);
}

#[test]
fn amounts_that_are_not_known_and_the_settlement_are_left_to_a_person() {
    let facts = business("{}");
    assert_eq!(bbz::maxima(ask(&facts, "2026-07-01"), BbzKind::Established).finding, Finding::PersonDecides);
    assert_eq!(bbz::maxima(ask(&facts, "2025-06-30"), BbzKind::Starter).finding, Finding::PersonDecides);
    assert_eq!(bbz::settlement(ask(&facts, "2026-01-01")).finding, Finding::PersonDecides);
}

#[test]
fn kind_and_maxima_together() {
    let found = bbz::assess(ask(&business("{}"), "2026-01-01"));
    assert_eq!(found.explanations.len(), 2);
    assert_eq!(found.finding.value().unwrap().kind, BbzKind::Established);
    let not = bbz::assess(ask(&own(r#""viable": false"#), "2026-01-01"));
    assert_eq!((not.finding, not.explanations.len()), (Finding::NotApplicable, 1));
    let missing = bbz::assess(ask(&facts("{}"), "2026-01-01"));
    assert_eq!(missing.finding, Finding::FactMissing(vec!["own_business.ends".into()]));
}

fn rules(most_hours: Option<u32>, most_yearly_profit: Option<i64>) -> SmallBusinessPolicy {
    let most_yearly_profit = most_yearly_profit.map(Cents::new);
    SmallBusinessPolicy { most_hours, most_yearly_profit, source: "beleidsregels, test".into() }
}

const MONTHS: &str = r#"{ "own_business": { "hours_a_week": 10, "months": [
    { "month": "2025-12", "turnover": 900000, "costs": 0 },
    { "month": "2026-01", "turnover": 50000, "costs": 20000 },
    { "month": "2026-02", "turnover": 10000, "costs": 15000 } ] } }"#;

#[rstest]
#[case::no_bounds(None, None, "entitled")]
#[case::at_the_bound_of_hours(Some(10), None, "entitled")]
#[case::too_many_hours(Some(9), None, "small-hours")]
#[case::at_the_bound_of_profit(None, Some(25_000), "entitled")]
#[case::too_much_profit(None, Some(24_999), "small-profit")]
fn small_scale_is_what_the_policy_says(
    #[case] hours: Option<u32>,
    #[case] profit: Option<i64>,
    #[case] expected: &str,
) {
    let facts = facts(MONTHS);
    let found = small_scale::entitled(ask(&facts, "2026-02-15"), Some(&rules(hours, profit)));
    assert_eq!(said(&found.finding), expected);
}

/// Income from own work of one in March 2026, with what came earlier in the year, and so many hours a week.
fn own_income(who: &str, amount: i64, earlier: i64, hours: i64) -> Facts {
    facts(&format!(
        r#"{{ "own_business": {{ "hours_a_week": {hours} }}, "{who}": {{ "incomes": [
            {{ "kind": "self-employment", "amount": {amount}, "earlier_this_year": {earlier} }},
            {{ "kind": "self-employment", "amount": 99999, "until": "2026-02" }},
            {{ "kind": "earnings", "amount": 99999 }}] }} }}"#
    ))
}

#[rstest]
#[case::at_the_bound_of_profit("applicant", (20_000, 30_000), 10, None)]
#[case::a_cent_over_it("applicant", (20_000, 30_001), 10, Some("De winst van de aanvrager is dit jaar € 500,01"))]
#[case::of_the_partner("partner", (50_001, 0), 10, Some("De winst van de partner is dit jaar € 500,01"))]
#[case::too_many_hours("applicant", (0, 0), 11, Some("Het eigen werk kost 11 uren per week"))]
#[case::hours_are_of_the_applicant("partner", (0, 0), 11, None)]
fn own_work_over_a_bound_is_a_person_s(
    #[case] who: &str,
    #[case] (amount, earlier): (i64, i64),
    #[case] hours: i64,
    #[case] why: Option<&str>,
) {
    let facts = own_income(who, amount, earlier, hours);
    let policy = rules(Some(10), Some(50_000));
    let step = small_scale::within_bounds(ask(&facts, "2026-03-10"), Some(&policy)).unwrap();
    let expected = if why.is_some() { Finding::PersonDecides } else { Finding::Value(()) };
    assert_eq!(step.finding, expected);
    assert!(step.explanation.text.contains(why.unwrap_or("binnen de grenzen")), "{}", step.explanation.text);
    let unbounded = small_scale::within_bounds(ask(&facts, "2026-03-10"), Some(&rules(None, None)));
    assert_eq!(unbounded.unwrap().finding, Finding::Value(()));
}

#[test]
fn without_own_work_or_bounds_nothing_is_held_against_them() {
    let (works, policy) = (own_income("applicant", 1, 0, 99), rules(Some(1), Some(1)));
    assert_eq!(small_scale::within_bounds(ask(&works, "2026-03-10"), None), None);
    let pay = r#"{ "applicant": { "incomes": [{ "kind": "earnings", "amount": 99999 }] } }"#;
    assert_eq!(small_scale::within_bounds(ask(&facts(pay), "2026-03-10"), Some(&policy)), None);
    let unstated = r#"{ "applicant": { "incomes": [{ "kind": "self-employment", "amount": 1 }] } }"#;
    let step = small_scale::within_bounds(ask(&facts(unstated), "2026-03-10"), Some(&policy)).unwrap();
    assert_eq!(step.finding, Finding::Value(()), "neither hours nor earlier months were stated");
}

#[test]
fn without_rules_a_person_decides() {
    assert_eq!(said(&small_scale::entitled(ask(&facts(MONTHS), "2026-02-15"), None).finding), "person");
}

#[rstest]
#[case::profit("2026-01-31", Finding::Value(Cents::new(30_000)))]
#[case::a_loss_counts_as_nothing("2026-02-01", Finding::Value(Cents::ZERO))]
#[case::not_stated("2026-03-01", Finding::FactMissing(vec!["own_business.months".into()]))]
fn own_work_counts_by_month(#[case] on: &str, #[case] expected: Finding<Cents>) {
    assert_eq!(small_scale::amount(ask(&facts(MONTHS), on)).finding, expected);
}

/// Twelve months of 2025 with € 100 profit each, the first one counted for another amount.
fn year(profit: i64, first: &str) -> Facts {
    let months: Vec<_> = (1..=12)
        .map(|month| {
            let counted = if month == 1 { first } else { "" };
            format!(r#"{{ "month": "2025-{month:02}", "turnover": 15000, "costs": 5000{counted} }}"#)
        })
        .collect();
    facts(&format!(
        r#"{{ "own_business": {{ "year_profit": {profit}, "months": [{}] }} }}"#,
        months.join(", ")
    ))
}

#[rstest]
#[case::it_agrees(120_000, "", (120_000, 120_000, 0))]
#[case::too_little_was_counted(150_000, "", (150_000, 120_000, 30_000))]
#[case::too_much_was_counted(100_000, "", (100_000, 120_000, -20_000))]
#[case::a_month_was_counted_otherwise(120_000, r#", "counted": 4000"#, (120_000, 114_000, 6_000))]
#[case::a_loss_is_no_profit(-50_000, "", (0, 120_000, -120_000))]
fn the_year_is_settled(#[case] profit: i64, #[case] first: &str, #[case] expected: (i64, i64, i64)) {
    let found = small_scale::settle_year(ask(&year(profit, first), "2026-04-01"));
    let YearSettlement { profit, counted, difference } = found.value().cloned().unwrap();
    assert_eq!((profit.get(), counted.get(), difference.get()), expected);
}

#[test]
fn a_year_is_only_settled_when_all_its_months_are_stated() {
    let missing = Finding::FactMissing(vec!["own_business.months".to_owned()]);
    let mut facts = year(120_000, "");
    facts.own_business.months.as_mut().unwrap().pop();
    assert_eq!(small_scale::settle_year(ask(&facts, "2026-04-01")).finding, missing);
    assert_eq!(small_scale::settle_year(ask(&year(1, ""), "2025-12-31")).finding, missing);
    let mut facts = year(120_000, "");
    let twice = facts.own_business.months.as_ref().unwrap()[0].clone();
    facts.own_business.months.as_mut().unwrap().push(twice);
    assert_eq!(small_scale::settle_year(ask(&facts, "2026-04-01")).finding, missing);
}

proptest! {
    #[test]
    fn a_year_without_losses_settles_to_nothing(profits in proptest::collection::vec(0i64..100_000, 12)) {
        let months: Vec<_> = profits.iter().zip(1..).map(|(profit, month)| {
            format!(r#"{{ "month": "2025-{month:02}", "turnover": {}, "costs": 500 }}"#, profit + 500)
        }).collect();
        let sum: i64 = profits.iter().sum();
        let facts = facts(&format!(r#"{{ "own_business": {{ "year_profit": {sum}, "months": [{}] }} }}"#, months.join(", ")));
        let found = small_scale::settle_year(ask(&facts, "2026-01-01")).value().cloned().unwrap();
        prop_assert_eq!((found.counted.get(), found.difference.get()), (sum, 0));
    }
}

#[rstest]
#[case::established("", "De aanvrager is een gevestigde zelfstandige.")]
#[case::starter(
    r#""started_on": "2025-02-01", "started_from_benefit": true"#,
    "De aanvrager is een startende zelfstandige."
)]
#[case::ending(r#""ends": true"#, "Het bedrijf stopt. Tot dat moment kan er bijstand zijn.")]
fn the_kind_is_told(#[case] json: &str, #[case] expected: &str) {
    assert_eq!(bbz::kind(ask(&own(json), "2026-02-01")).explanation.text, expected);
}

#[rstest]
#[case(BbzKind::Established, "established", "een gevestigde zelfstandige kan")]
#[case(BbzKind::Starter, "starter", "een startende zelfstandige kan")]
#[case(BbzKind::Older, "older", "een oudere zelfstandige kan")]
fn the_maxima_are_told_for_the_kind(#[case] kind: BbzKind, #[case] code: &str, #[case] words: &str) {
    let answer = bbz::maxima(ask(&business("{}"), "2026-02-01"), kind);
    assert!(answer.explanations[0].text.contains(words), "{}", answer.explanations[0].text);
    assert_eq!(kind.code(), code);
}

#[test]
fn what_stops_the_kind_stops_the_assessment() {
    let assessed = |json: &str| bbz::assess(ask(&own(json), "2026-02-01")).finding;
    assert_eq!(assessed(r#""viable": false"#), Finding::NotApplicable);
    assert_eq!(assessed(r#""ends": true"#).value().map(|found| found.kind), Some(BbzKind::Ending));
}
