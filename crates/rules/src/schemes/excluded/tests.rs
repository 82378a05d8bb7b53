use rstest::rstest;

use super::super::lines::{Right, judge};
use super::*;
use crate::facts::Facts;
use crate::schemes::testing::{ask, residents, said};

const ALL: [Asked; 3] = [Asked::SpecialAssistance, Asked::IncomeSupplement, Asked::StudySupplement];

/// Out of two letters each: how special assistance, income supplement and study supplement come out on 1 March 2026.
fn come_out(facts: &Facts) -> [String; 3] {
    ALL.map(|asked| said(&judge(not_excluded(ask(facts, "2026-03-01"), asked)).finding))
}

fn single(json: &str) -> Facts {
    let mut facts = residents(r#"{ "household": { "kind": "single" } }"#);
    facts.lay_over(&crate::schemes::testing::facts(json));
    facts
}

fn couple(json: &str) -> Facts {
    let mut facts =
        residents(r#"{ "household": { "kind": "couple" }, "partner": { "birth_date": "1986-01-01" } }"#);
    facts.lay_over(&crate::schemes::testing::facts(json));
    facts
}

#[rstest]
#[case::nothing_is_the_matter("{}", "entitled")]
#[case::no_status(r#"{ "applicant": { "residence": "none" } }"#, "residence-11")]
#[case::detained(r#"{ "applicant": { "detained": true } }"#, "detained-13-1a")]
#[case::evades(r#"{ "applicant": { "evades_sentence": true } }"#, "evading-13-1b")]
#[case::in_the_army(r#"{ "applicant": { "military_service": true } }"#, "military-13-1c")]
#[case::on_strike(r#"{ "applicant": { "on_strike": true } }"#, "strike-13-1d")]
#[case::abroad(r#"{ "applicant": { "stays_abroad": [{ "first": "2026-01-01" }] } }"#, "abroad-13-1e")]
#[case::pensioner_13_weeks(
    r#"{ "applicant": { "birth_date": "1950-01-01", "stays_abroad": [{ "first": "2026-01-01" }] } }"#,
    "entitled"
)]
#[case::pensioner_14_weeks(
    r#"{ "applicant": { "birth_date": "1950-01-01", "stays_abroad": [{ "first": "2025-11-30" }] } }"#,
    "abroad-13-1e"
)]
#[case::left_to_fight(r#"{ "applicant": { "foreign_fighter": true } }"#, "fighter-13-1h")]
#[case::lives_elsewhere(r#"{ "applicant": { "lives_in_municipality": false } }"#, "competence-40")]
#[case::urgent(r#"{ "applicant": { "detained": true, "urgent_reasons": true } }"#, "person")]
#[case::urgent_but_no_status(
    r#"{ "applicant": { "residence": "none", "urgent_reasons": true } }"#,
    "residence-11"
)]
#[case::urgent_without_a_ground(r#"{ "applicant": { "urgent_reasons": true } }"#, "entitled")]
fn who_is_excluded_from_all_three(#[case] json: &str, #[case] expected: &str) {
    assert_eq!(come_out(&single(json)), [expected; 3]);
}

#[rstest]
#[case::seventeen(r#"{ "applicant": { "birth_date": "2008-03-02" } }"#, ["under-18-13-1f", "under-18-13-1f", "entitled"])]
#[case::eighteen(r#"{ "applicant": { "birth_date": "2008-03-01" } }"#, ["entitled"; 3])]
#[case::for_debts(r#"{ "applicant": { "for_debts": true } }"#, ["entitled", "debts-13-1g", "debts-13-1g"])]
#[case::general_assistance_only(r#"{ "applicant": { "unwilling": true, "unpaid_leave": true, "in_institution": true } }"#, ["entitled"; 3])]
fn some_grounds_are_of_one_of_them(#[case] json: &str, #[case] expected: [&str; 3]) {
    assert_eq!(come_out(&single(json)), expected);
}

#[rstest]
#[case::nobody("{}", ["entitled"; 3])]
#[case::both(
    r#"{ "applicant": { "detained": true }, "partner": { "detained": true } }"#,
    ["detained-13-1a"; 3]
)]
#[case::the_partner(r#"{ "partner": { "detained": true } }"#, ["person", "person", "entitled"])]
#[case::the_applicant(r#"{ "applicant": { "residence": "none" } }"#, ["person", "person", "residence-11"])]
#[case::one_elsewhere(r#"{ "applicant": { "lives_in_municipality": false } }"#, ["competence-40"; 3])]
fn of_a_couple_one_excluded_is_left_to_a_person(#[case] json: &str, #[case] expected: [&str; 3]) {
    assert_eq!(come_out(&couple(json)), expected);
}

#[test]
fn what_is_not_known_of_each_is_asked() {
    let mut facts = couple("{}");
    facts.partner.detained = None;
    facts.applicant.weeks_abroad = None;
    let both = "missing: applicant.weeks_abroad partner.detained";
    assert_eq!(come_out(&facts), [both, both, "missing: applicant.weeks_abroad"]);
    // Of who is excluded anyhow nothing else is asked.
    facts.partner.residence = Some(crate::facts::Residence::None.into());
    facts.applicant.weeks_abroad = Some(0.into());
    assert_eq!(come_out(&facts), ["person", "person", "entitled"]);

    let alone = residents("{}");
    let unsaid = "missing: household.kind";
    assert_eq!(come_out(&alone), [unsaid, unsaid, "entitled"]);
}

#[test]
fn each_line_stays_and_one_says_what_a_person_decides() {
    let facts = couple(r#"{ "partner": { "detained": true } }"#);
    let found = judge(not_excluded(ask(&facts, "2026-03-01"), Asked::IncomeSupplement));
    assert_eq!(found.finding, Finding::<Right>::PersonDecides);
    let rules: Vec<_> = found.explanations.iter().map(|line| line.rule.as_str()).collect();
    assert_eq!(rules.iter().filter(|rule| **rule == "detained-13-1a").count(), 2);
    assert_eq!(rules.last(), Some(&"spouse-11-4"));
    assert_eq!(rules.first(), Some(&"household-4"));
}
