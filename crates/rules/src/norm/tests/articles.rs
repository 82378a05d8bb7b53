//! Each article by itself, whatever order they are tried in, and to the cent where a bound lies.

use domain::Cents;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::*;
use super::{norm_on, with};
use crate::facts::Facts;
use crate::right::composition;
use crate::testing::{couple, housemates, on, single};
use crate::{Claimant, Question};

const TODAY: &str = "2026-01-01";

fn household_of(question: Question<'_>, entitled: Entitled) -> Household {
    let composition = composition(question).finding.value().unwrap();
    household(question, composition, entitled).0.finding.value().unwrap()
}

fn by(
    article: fn(Question<'_>, &Household) -> Step<Cents>,
    facts: &Facts,
    entitled: Entitled,
) -> Finding<i64> {
    let question = on(facts, TODAY);
    article(question, &household_of(question, entitled)).finding.map(Cents::get)
}

fn born(year: i32) -> Value {
    json!({ "applicant": { "birth_date": format!("{year}-06-15") } })
}

/// A couple of which the applicant was born in one year and the partner in another.
fn two_born(applicant: i32, partner: i32) -> Facts {
    with(couple(born(applicant)), json!({ "partner": { "birth_date": format!("{partner}-06-15") } }))
}

#[rstest]
#[case::single(single(json!({})), Finding::Value(140_150))]
#[case::couple(couple(json!({})), Finding::Value(200_213))]
#[case::of_nineteen(single(born(2006)), Finding::NotApplicable)]
#[case::one_of_nineteen(two_born(1990, 2006), Finding::NotApplicable)]
#[case::of_pension_age(single(born(1940)), Finding::NotApplicable)]
#[case::one_of_pension_age(two_born(1990, 1940), Finding::NotApplicable)]
#[case::who_shares_costs(single(housemates(1)), Finding::NotApplicable)]
fn article_21(#[case] facts: Facts, #[case] expected: Finding<i64>) {
    assert_eq!(by(norm_21, &facts, Entitled::Everyone), expected);
}

#[rstest]
#[case::single(single(born(1940)), Finding::Value(156_469))]
#[case::both(two_born(1940, 1941), Finding::Value(214_416))]
#[case::one(two_born(1990, 1940), Finding::Value(214_416))]
#[case::before_pension_age(single(json!({})), Finding::NotApplicable)]
#[case::the_other_is_nineteen(two_born(1940, 2006), Finding::NotApplicable)]
#[case::who_shares_costs(with(single(born(1940)), housemates(1)), Finding::NotApplicable)]
fn article_22(#[case] facts: Facts, #[case] expected: Finding<i64>) {
    assert_eq!(by(norm_22, &facts, Entitled::Everyone), expected);
}

/// Of a couple of whom one has a right only where that one stays matters.
#[rstest]
#[case::everyone_outside(json!({}), Entitled::Everyone, Finding::NotApplicable)]
#[case::who_has_a_right_is_inside(json!({ "applicant": { "in_institution": true } }), Entitled::Only(Claimant::Applicant), Finding::PersonDecides)]
#[case::who_has_none_is_inside(json!({ "applicant": { "in_institution": true } }), Entitled::Only(Claimant::Partner), Finding::NotApplicable)]
#[case::both_are_inside(json!({ "applicant": { "in_institution": true }, "partner": { "in_institution": true } }), Entitled::Only(Claimant::Partner), Finding::PersonDecides)]
fn article_23_for_one_of_two(
    #[case] other: Value,
    #[case] entitled: Entitled,
    #[case] expected: Finding<i64>,
) {
    assert_eq!(by(norm_23, &couple(other), entitled), expected);
}

/// T6: the applicant outside shares with one housemate, and not with the spouse inside: 49 076 and A = 2.
#[test]
fn a_spouse_in_an_institution_is_not_counted_among_the_sharers() {
    let facts = with(couple(housemates(1)), json!({ "partner": { "in_institution": true } }));
    assert_eq!(norm_on(&facts, TODAY), (Finding::Value(49_076 + 100_107), "norm-23-3".into()));
}

fn told(article: fn(Question<'_>, &Household) -> Step<Cents>, facts: &Facts, entitled: Entitled) -> String {
    let question = on(facts, TODAY);
    article(question, &household_of(question, entitled)).explanation.text
}

#[test]
fn what_is_told_counts_the_claimants_among_those_who_share() {
    assert_eq!(
        told(norm_22a, &couple(housemates(3)), Entitled::Everyone),
        "5 mensen delen de kosten. De norm is € 760,81 en € 760,81, samen € 1.521,62 per maand."
    );
    assert_eq!(
        told(norm_24, &couple(json!({})), Entitled::Only(Claimant::Applicant)),
        "Een van beide partners heeft geen recht op bijstand. De norm voor de ander is € 1.001,07 per maand."
    );
}

fn unsupported() -> Value {
    json!({ "birth_date": "2006-06-15", "parents_cannot_support": true })
}

/// The increase of 2026-01-01 is 746.45; 21.a is 1401.50 and 21.b 2002.13. Three who share have 867.59 each.
#[rstest]
#[case::single_up_to_the_norm_of_21(0, 65_505, Finding::Value(140_150))]
#[case::single_never_above_it(0, 65_506, Finding::Value(140_150))]
#[case::the_norm_of_three_sharers(2, 12_114, Finding::Value(86_759))]
#[case::a_cent_above_it(2, 12_115, Finding::PersonDecides)]
fn the_increase_goes_up_to_the_norm_of_someone_of_21(
    #[case] mates: usize,
    #[case] norm: i64,
    #[case] expected: Finding<i64>,
) {
    let facts = with(single(housemates(mates)), json!({ "applicant": unsupported() }));
    let question = on(&facts, TODAY);
    let household = household_of(question, Entitled::Everyone);
    assert_eq!(increase_20_3(question, &household, Cents::new(norm)).finding.map(Cents::get), expected);
}

/// With a spouse without a right: half of 21.b, or with a housemate the norm of three who share.
#[rstest]
#[case::half(0, 25_462, Finding::Value(100_107))]
#[case::never_above_half(0, 25_463, Finding::Value(100_107))]
#[case::the_norm_of_three_sharers(1, 12_114, Finding::Value(86_759))]
#[case::a_cent_above_it(1, 12_115, Finding::PersonDecides)]
fn the_increase_beside_a_spouse_without_a_right(
    #[case] mates: usize,
    #[case] norm: i64,
    #[case] expected: Finding<i64>,
) {
    let facts = with(couple(housemates(mates)), json!({ "applicant": unsupported() }));
    let question = on(&facts, TODAY);
    let household = household_of(question, Entitled::Only(Claimant::Applicant));
    assert_eq!(increase_20_3(question, &household, Cents::new(norm)).finding.map(Cents::get), expected);
}

/// Once or twice is for a person only where it makes a difference.
#[rstest]
#[case::at_the_norm_of_21(125_568, Finding::Value(200_213))]
#[case::a_cent_below(125_567, Finding::PersonDecides)]
fn twice_the_increase_is_asked_where_it_matters(#[case] norm: i64, #[case] expected: Finding<i64>) {
    let facts = couple(json!({ "applicant": unsupported(), "partner": unsupported() }));
    let question = on(&facts, TODAY);
    let household = household_of(question, Entitled::Everyone);
    assert_eq!(increase_20_3(question, &household, Cents::new(norm)).finding.map(Cents::get), expected);
}
