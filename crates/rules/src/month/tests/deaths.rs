//! What later statements say of deaths, about the days before them.

use rstest::rstest;
use serde_json::{Value, json};

use super::super::Timeline;
use super::{change, day};
use crate::facts::Facts;

/// The facts of 1 March, of a household stated from January with what was stated from later days.
fn in_march(household: Value, later: &[(&str, Value)]) -> Facts {
    let first = change("2026-01-01", "2026-01-01", 0, household);
    let later = later.iter().map(|(from, stated)| change(from, "2026-06-01", 1, stated.clone()));
    Timeline::from_iter(std::iter::once(first).chain(later)).on(day("2026-03-01"), day("2026-12-31"))
}

const DIED: &str = "2026-02-20";

#[rstest]
#[case::told_without_a_birth_date(&[("2026-04-01", json!({ "died_on": DIED }))], true)]
#[case::of_the_same_birth_date(&[("2026-04-01", json!({ "birth_date": "1980-05-05", "died_on": DIED }))], true)]
#[case::of_another(&[("2026-04-01", json!({ "birth_date": "1981-06-06", "died_on": DIED }))], false)]
#[case::of_another_named_before(
    &[("2026-04-01", json!({ "birth_date": "1981-06-06" })), ("2026-05-01", json!({ "died_on": DIED }))], false)]
fn a_partners_death_is_of_the_partner_of_that_day(#[case] later: &[(&str, Value)], #[case] died: bool) {
    let household = json!({ "partner": { "birth_date": "1980-05-05" } });
    let later: Vec<_> =
        later.iter().map(|(from, partner)| (*from, json!({ "partner": partner.clone() }))).collect();
    let found = in_march(household, &later).partner.died_on.map(|died| died.value);
    assert_eq!(found, died.then(|| day(DIED)));
}

/// Who is a partner after the first one went is somebody else.
#[test]
fn a_death_of_who_came_after_a_partner_went_says_nothing_of_the_first() {
    let gone = ("2026-04-01", json!({ "withdrawn": ["partner"] }));
    let died = ("2026-05-01", json!({ "partner": { "died_on": DIED } }));
    let found = in_march(json!({ "partner": { "birth_date": "1980-05-05" } }), &[gone, died]);
    assert_eq!(found.partner.died_on, None);
}

#[rstest]
#[case::stated_once(&[json!({ "applicant": { "died_on": DIED } })], true)]
#[case::withdrawn_after_all(
    &[json!({ "applicant": { "died_on": DIED } }), json!({ "withdrawn": ["applicant.died_on"] })], false)]
#[case::something_else(&[json!({ "applicant": { "detained": false } })], false)]
fn the_applicants_death_holds_as_it_was_said_last(#[case] later: &[Value], #[case] died: bool) {
    let days = ["2026-04-01", "2026-05-01"];
    let later: Vec<_> = days.into_iter().zip(later.iter().cloned()).collect();
    let found = in_march(json!({ "applicant": { "birth_date": "1979-04-04" } }), &later);
    assert_eq!(found.applicant.died_on.map(|died| died.value), died.then(|| day(DIED)));
}

/// Who was a partner before the day is not who is one on it.
#[test]
fn a_partner_of_before_does_not_hide_a_death() {
    let of = |birth_date: &str| json!({ "partner": { "birth_date": birth_date } });
    let since = ("2026-02-01", of("1981-06-06"));
    let died = ("2026-04-01", json!({ "partner": { "birth_date": "1981-06-06", "died_on": DIED } }));
    assert_eq!(
        in_march(of("1980-05-05"), &[since, died]).partner.died_on.map(|died| died.value),
        Some(day(DIED))
    );
}

/// Of everyone, and only what was known.
#[test]
fn every_day_of_death_is_known_from_when_it_was_told() {
    let told = |known_on: &str, number: u32, stated: Value| change("2026-04-01", known_on, number, stated);
    let child = json!({ "birth_date": "2015-01-01", "dependent": true, "died_on": "2026-03-03" });
    let timeline = Timeline::from_iter([
        told("2026-04-02", 0, json!({ "applicant": { "died_on": DIED } })),
        told("2026-05-02", 1, json!({ "household": { "children": [child] } })),
    ]);
    let known = |on: &str| timeline.deaths(day(on)).into_iter().collect::<Vec<_>>();
    assert_eq!(known("2026-04-01"), []);
    assert_eq!(known("2026-04-02"), [day(DIED)]);
    assert_eq!(known("2026-05-02"), [day(DIED), day("2026-03-03")]);
}

/// Two of one birth date are told apart by their order; who is no longer named is left as they were.
#[test]
fn a_childs_death_is_of_the_child_of_that_birth_date() {
    let child = |birth_date: &str, died_on: Option<&str>| json!({ "birth_date": birth_date, "dependent": true, "died_on": died_on });
    let known = ["2015-01-01", "2018-02-02", "2018-02-02", "2020-03-03"].map(|born| child(born, None));
    let stated =
        [child("2018-02-02", None), child("2018-02-02", Some(DIED)), child("2015-01-01", Some("2026-02-21"))];
    let later = ("2026-04-01", json!({ "household": { "children": stated } }));
    let found = in_march(json!({ "household": { "children": known } }), &[later]).household.children;
    let died: Vec<_> = found.unwrap_or_default().iter().map(|child| child.died_on).collect();
    assert_eq!(died, [Some(day("2026-02-21")), None, Some(day(DIED)), None]);
}
