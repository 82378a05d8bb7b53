use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::model::fixtures::day;

const TODAY: &str = "2026-03-02";

fn content() -> Content {
    Content {
        competences: BTreeSet::from(["team".into()]),
        education: vec![Education { level: EducationLevel::Mbo2, diploma: true, ended_in: Some(2010) }],
        experience: BTreeMap::from([(Sector::Cleaning, 18)]),
        languages: BTreeMap::from([("nl".into(), LanguageLevel::B1)]),
        licences: BTreeSet::from([Licence::Car]),
        hours_per_week: Some(24),
        shared: true,
    }
}

#[rstest]
#[case(content(), &[])]
#[case(Content::default(), &[])]
#[case(Content { competences: BTreeSet::from(["vliegen".into()]), ..content() }, &["competence-listed"])]
#[case(Content { hours_per_week: Some(61), ..content() }, &["hours-plausible"])]
#[case(Content { experience: BTreeMap::from([(Sector::Care, 0)]), ..content() }, &["months-plausible"])]
#[case(
    Content {
        languages: BTreeMap::from([("Nederlands".into(), LanguageLevel::B1)]),
        education: vec![Education { level: EducationLevel::Wo, diploma: false, ended_in: Some(2027) }],
        ..content()
    },
    &["year-plausible", "language-code"]
)]
fn what_cannot_be_is_named_at_once(#[case] content: Content, #[case] rules: &[&str]) {
    let found = content.violations(&Competences::usual(), day(TODAY));
    let found: Vec<_> = found.iter().map(|violation| violation.rule.as_str()).collect();
    assert_eq!(found, rules);
}

#[test]
fn a_version_follows_the_one_that_was_changed() {
    let who = (PersonId::new(Uuid::from_u128(1)), &"a-tenant:0001".parse().unwrap());
    let keep = |before: Option<&Portfolio>, after| kept(before, who, after, &content(), "anna", day(TODAY));

    let first = keep(None, 0).unwrap();
    assert_eq!(first.version, 1);
    assert_eq!(keep(Some(&first), 0).unwrap_err().rule, "portfolio-changed");
    assert_eq!(keep(None, 1).unwrap_err().rule, "portfolio-changed");
    assert_eq!(keep(Some(&first), 1).unwrap().version, 2);
}
