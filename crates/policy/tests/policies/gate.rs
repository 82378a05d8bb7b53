//! The search period at the gate (Participation Act art. 41(4), (11); Haarlem for every new applicant).

use crate::common::{day, facts, of, policies, today};
use domain::FactKey;
use policy::{Gate, Policy};
use rstest::rstest;

/// Born on these days someone is 26 and 27 on the day of reporting, 2 March 2026.
const AGE_26: &str = "birth_date=1999-03-03";
const AGE_27: &str = "birth_date=1999-03-02";

fn gate(policy: &Policy, stated: &str) -> Gate {
    policy.search_period(&facts(stated), today())
}

#[rstest]
#[case(AGE_26, "household=single", true)]
#[case(AGE_27, "household=single", false)]
#[case(AGE_26, "household=single-parent", true)]
#[case(AGE_27, "household=single-parent", false)]
#[case(AGE_26, "household=couple, partner_birth_date=1999-03-03", true)]
#[case(AGE_26, "household=couple, partner_birth_date=1999-03-02", false)]
#[case(AGE_27, "household=couple, partner_birth_date=2004-01-01", false)]
fn the_law_asks_it_below_27_and_of_couples_when_both_are(
    #[case] birth: &str,
    #[case] household: &str,
    #[case] asked: bool,
    #[values("emmen:0114", "midden-drenthe:1731", "emmen-coevorden:0109", "landsmeer:0415")]
    municipality: &str,
) {
    let policies = policies();

    let gate = gate(of(policies, municipality), &format!("{birth}, {household}"));

    assert_eq!(gate.search_until, asked.then(|| day("2026-03-29")));
    assert!(!gate.explanation.text.is_empty() && !gate.explanation.inputs.is_empty());
}

#[rstest]
#[case("special_education")]
#[case("subsidy_group")]
#[case("hour_limited")]
#[case("vulnerable")]
fn an_exception_is_handled_at_once(
    #[case] ground: &str,
    #[values("emmen:0114", "haarlem:0392")] municipality: &str,
) {
    let policies = policies();

    let gate = gate(of(policies, municipality), &format!("{AGE_26}, household=single, {ground}=yes"));

    assert_eq!((gate.search_until, gate.missing), (None, vec![]));
    assert_eq!(gate.explanation.rule, "search-period-exception");
    assert_eq!(gate.explanation.inputs[0].name, ground);
}

#[rstest]
#[case(AGE_26, "household=single", Some("2026-03-29"), "PW art. 41 lid 4 en 11")]
#[case(
    "birth_date=1970-01-01",
    "household=single",
    Some("2026-03-29"),
    "Haarlem 2013 § 4.1 punt 1; weken en uitzondering: keuze bij inrichting"
)]
#[case(
    "birth_date=1970-01-01",
    "household=couple, partner_birth_date=1970-01-01",
    Some("2026-03-29"),
    "Haarlem 2013 § 4.1 punt 1; weken en uitzondering: keuze bij inrichting"
)]
#[case(
    "birth_date=1970-01-01",
    "household=single, vulnerable=yes",
    None,
    "Haarlem 2013 § 4.1 punt 1; weken en uitzondering: keuze bij inrichting"
)]
fn haarlem_asks_it_of_every_new_applicant(
    #[case] birth: &str,
    #[case] household: &str,
    #[case] until: Option<&str>,
    #[case] source: &str,
) {
    let policies = policies();

    let gate = gate(of(policies, "haarlem:0392"), &format!("{birth}, {household}"));

    assert_eq!(gate.search_until, until.map(day));
    assert_eq!(gate.explanation.source, source);
}

#[test]
fn an_unknown_age_or_household_is_never_a_default() {
    let policies = policies();
    let emmen = of(policies, "emmen:0114");

    assert_eq!(gate(emmen, "household=single").missing, [FactKey::BirthDate]);
    assert_eq!(gate(emmen, AGE_26).missing, [FactKey::Household]);
    assert_eq!(gate(emmen, &format!("{AGE_26}, household=couple")).missing, [FactKey::PartnerBirthDate]);
    assert_eq!(gate(emmen, AGE_26).search_until, None);
    // whoever is 27 needs none, whatever the household
    assert_eq!(gate(emmen, AGE_27).missing, []);
    assert_eq!(gate(emmen, &format!("{AGE_27}, household=couple")).missing, []);
}

#[test]
fn an_exception_that_nobody_claimed_is_named_but_does_not_hold() {
    let policies = policies();

    let gate = gate(of(policies, "emmen:0114"), &format!("{AGE_26}, household=single, vulnerable=no"));

    assert_eq!(gate.search_until, Some(day("2026-03-29")));
    assert_eq!(gate.missing, [FactKey::SpecialEducation, FactKey::SubsidyGroup, FactKey::HourLimited]);
}

/// Of a couple one who is excepted is enough (art. 41(4)); what is said of a partner means nothing of someone without one.
#[rstest]
#[case("household=couple, partner_birth_date=2001-01-01, partner_excepted=yes", None, true)]
#[case("household=couple, partner_birth_date=2001-01-01, partner_excepted=no", Some("2026-03-29"), true)]
#[case("household=couple, partner_birth_date=2001-01-01", Some("2026-03-29"), true)]
#[case("household=single, partner_excepted=yes", Some("2026-03-29"), false)]
fn a_partner_who_is_excepted_lifts_the_search_of_both(
    #[case] household: &str,
    #[case] until: Option<&str>,
    #[case] concerns: bool,
    #[values("emmen:0114", "haarlem:0392", "midden-drenthe:1731")] municipality: &str,
) {
    let policies = policies();

    let gate = gate(of(policies, municipality), &format!("{AGE_26}, {household}"));

    assert_eq!(gate.search_until, until.map(day));
    let unsaid = concerns && !household.contains("partner_excepted");
    assert_eq!(gate.missing.contains(&FactKey::PartnerExcepted), unsaid, "{:?}", gate.missing);
    if until.is_none() {
        assert_eq!(gate.explanation.inputs[0].name, "partner_excepted");
    }
}

#[test]
fn the_law_is_that_of_the_day_of_reporting() {
    let policies = policies();
    let coevorden = of(policies, "emmen-coevorden:0109");
    let stated = facts("birth_date=2004-01-01, household=single, vulnerable=yes");

    assert_eq!(coevorden.search_period(&stated, day("2025-12-31")).search_until, Some(day("2026-01-27")));
    assert_eq!(coevorden.search_period(&stated, day("2026-01-01")).search_until, None);
    assert_eq!(coevorden.search_period(&stated, day("2011-12-31")).explanation.rule, "no-search-period");
}
