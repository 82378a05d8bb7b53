use rstest::rstest;

use super::*;
use crate::model::Application;
use crate::model::fixtures::{day, facts, opening, policies};

const TODAY: &str = "2026-01-12";
const JOINT: &str = "emmen-coevorden:0114";
const WITH_CENTRAL_ACCESS: &str = "haarlem:0392";

fn found(municipality: &str, stated: &str) -> RouteResult {
    let policies = policies();
    let policy = policies.of(&municipality.parse().unwrap(), day(TODAY)).unwrap();
    route(policy, &facts(stated), day(TODAY))
}

fn handling(municipality: &str, stated: &[&str]) -> Handling {
    let empty = Handling::of(&Application::open(opening(), day("2026-01-05")));
    stated.iter().fold(empty, |before, stated| before.routed(found(municipality, stated)).unwrap_or(before))
}

#[rstest]
#[case(JOINT, "", None, "own-address")]
#[case(JOINT, "homeless=no, in_shelter=no", None, "own-address")]
#[case(JOINT, "homeless=yes", Some("homeless"), "desk")]
#[case(JOINT, "in_shelter=yes", Some("shelter"), "address-needed")]
#[case(JOINT, "homeless=yes, in_shelter=yes", Some("shelter"), "address-needed")]
#[case(WITH_CENTRAL_ACCESS, "homeless=yes", Some("homeless"), "desk")]
// These policies have no route for it: letters go where is agreed all the same.
#[case(WITH_CENTRAL_ACCESS, "in_shelter=yes", None, "address-needed")]
#[case("landsmeer:0415", "homeless=yes, in_shelter=yes", None, "address-needed")]
#[case("landsmeer:0415", "homeless=no", None, "own-address")]
fn the_facts_lead_to_the_intake_of_the_policy(
    #[case] municipality: &str,
    #[case] stated: &str,
    #[case] key: Option<&str>,
    #[case] letters: &str,
) {
    let handling = handling(municipality, &[stated]);

    assert_eq!(handling.route().map(|route| route.key.as_str()), key);
    assert_eq!(handling.letters_to().code(), letters);
    let is_kept = key.is_some() || letters != "own-address";
    assert_eq!(handling.version, i64::from(is_kept), "nothing is kept of the intake that everyone has");
    if let Some(result) = handling.routes.last() {
        let explanation = result.explanation();
        assert!(!explanation.source.is_empty() && !explanation.inputs.is_empty(), "{explanation:?}");
        assert!(explanation.text.contains("Brieven gaan"), "{explanation:?}");
    }
}

#[test]
fn what_led_elsewhere_before_is_kept() {
    let all =
        handling(JOINT, &["homeless=yes", "homeless=yes, in_shelter=yes", "homeless=no, in_shelter=no"]);

    let keys: Vec<_> =
        all.routes.iter().map(|one| one.route.as_ref().map_or("", |route| &route.key)).collect();
    assert_eq!(keys, ["homeless", "shelter", ""]);
    assert_eq!(all.routes.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(all.routed(found(JOINT, "homeless=no, in_shelter=no")), None);
}

#[test]
fn an_address_is_agreed_only_where_letters_go_to_one() {
    let today = day(TODAY);
    let rule = |of: &Handling| {
        of.agree_address("sealed".into(), "anna", today).err().map(|refusal| refusal.rule).unwrap_or_default()
    };
    assert_eq!(rule(&handling(JOINT, &["homeless=yes"])), "no-agreed-address");
    assert_eq!(rule(&handling(JOINT, &[])), "no-agreed-address");
    let elsewhere = handling("landsmeer:0415", &["homeless=yes"]);
    assert_eq!(
        elsewhere.agree_address("one".into(), "anna", today).unwrap().letters_to(),
        LettersTo::Agreed("one")
    );
    let home = elsewhere.routed(found("landsmeer:0415", "homeless=no")).unwrap();
    assert_eq!((home.letters_to(), rule(&home).as_str()), (LettersTo::OwnAddress, "no-agreed-address"));
    let shelter = handling(JOINT, &["in_shelter=yes"]);
    let agreed = shelter.agree_address("one".into(), "anna", today).unwrap();
    let other = agreed.agree_address("two".into(), "bram", today).unwrap();
    assert_eq!(
        (agreed.letters_to(), other.letters_to()),
        (LettersTo::Agreed("one"), LettersTo::Agreed("two"))
    );
    assert_eq!(other.letter_addresses.len(), 2);
    // Who leaves the shelter gets letters at home again.
    let left = other.routed(found(JOINT, "in_shelter=no, homeless=no")).unwrap();
    assert_eq!(left.letters_to(), LettersTo::OwnAddress);
}
