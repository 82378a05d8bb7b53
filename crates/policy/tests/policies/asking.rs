//! Where each policy asks, receives and verifies otherwise than the others (IN-4, IN-8, IN-9).

use std::fmt::Display;

use policy::Policy;

use crate::common::policies;

/// Fact, who may answer, whether the intake waits for it, and whether the words are the municipality's own.
const QUESTIONS: [&str; 19] = [
    "emmen basic_qualification - needed -",
    "emmen earning_capacity consultant,system - own",
    "emmen language - - own",
    "emmen-coevorden demand consultant - -",
    "emmen-coevorden early_school_leaver - needed -",
    "emmen-coevorden family_income_percent - needed -",
    "emmen-coevorden motivation consultant - own",
    "emmen-coevorden skills consultant - own",
    "haarlem can_follow_education - needed -",
    "haarlem care_needed - needed own",
    "haarlem debts - needed -",
    "haarlem labour_capacity consultant,system - own",
    "landsmeer basic_qualification - needed -",
    "landsmeer family_income_percent - needed -",
    "landsmeer hours_available - needed -",
    "landsmeer skills consultant - own",
    "midden-drenthe debts - - own",
    "midden-drenthe early_school_leaver - needed -",
    "midden-drenthe youngest_child_age - - own",
];

/// What is done beside asking.
const ACTS: [&str; 4] = [
    "emmen rights-and-duties rights-told",
    "emmen vacancy-and-portfolio vacancy-offered",
    "emmen-coevorden income rights-told",
    "haarlem rights-and-duties rights-told",
];

/// For whom, by whom and with whom, where letters go, and whether the address is told to nobody.
const ROUTES: [&str; 3] = [
    "emmen-coevorden homeless homeless intake-consultant desk - -",
    "emmen-coevorden shelter in_shelter intake-consultant agreed-address hidden de opvang",
    "haarlem homeless homeless intake-consultant desk - de Brede Centrale Toegang (BCT)",
];

/// What each level of the scorecard verifies, and how deeply.
const CHECKS: [&str; 3] = [
    "emmen-coevorden deep 4 household,cost_sharers,lives_in_municipality,former_entrepreneur:evidence monthly_earnings,other_income,capital:twofold",
    "emmen-coevorden light 0 household,lives_in_municipality:confirmed monthly_earnings:evidence",
    "emmen-coevorden normal 2 household,cost_sharers:confirmed lives_in_municipality,monthly_earnings,other_income,capital:evidence",
];

fn joined<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(",")
}

/// What every policy says of something is this, no more and no less.
#[track_caller]
fn is_said(expected: &[&str], says: impl Fn(&Policy) -> Vec<String>) {
    let policies = policies();
    let mut found: Vec<_> = policies
        .tenants()
        .flat_map(|policy| {
            says(policy).into_iter().map(|line| format!("{} {line}", policy.tenant)).collect::<Vec<_>>()
        })
        .collect();
    found.sort();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn questions_differ_from_the_catalogue_where_a_document_says_so() {
    is_said(&QUESTIONS, |policy| {
        let question = |one: &policy::Question| {
            let by = one.by.as_ref().map_or("-".to_owned(), |by| joined(by.iter().map(|who| who.code())));
            let needed = if one.needed { "needed" } else { "-" };
            let words = if one.words.is_some() { "own" } else { "-" };
            format!("{} {by} {needed} {words}", one.fact.code())
        };
        policy.questions.iter().map(question).collect()
    });
}

#[test]
fn some_topics_ask_that_something_is_done() {
    is_said(&ACTS, |policy| {
        let topics = policy.intake_topics.iter();
        topics
            .flat_map(|topic| topic.acts.iter().map(|act| format!("{} {}", topic.key, act.code())))
            .collect()
    });
}

#[test]
fn who_has_no_home_comes_in_by_a_way_of_their_own() {
    is_said(&ROUTES, |policy| {
        let route = |route: &policy::IntakeRoute| {
            let when = joined(route.when.iter().map(|fact| fact.code()));
            let hidden = if route.hides_address { "hidden" } else { "-" };
            let with = route.with.as_deref().unwrap_or("-");
            format!(
                "{} {when} {} {} {hidden} {with}",
                route.key,
                route.intake_by.code(),
                route.letters.code()
            )
        };
        policy.intake_routes.iter().map(route).collect()
    });
}

#[test]
fn each_level_of_the_scorecard_verifies_what_it_says() {
    is_said(&CHECKS, |policy| {
        let levels = policy.scorecard.iter().flat_map(|scorecard| &scorecard.levels);
        let level = |level: &policy::RiskLevel| {
            let check = |check: &policy::FactCheck| {
                format!("{}:{}", joined(check.facts.iter().map(|fact| fact.code())), check.depth.code())
            };
            format!(
                "{} {} {}",
                level.key,
                level.from_points,
                level.verify.iter().map(check).collect::<Vec<_>>().join(" ")
            )
        };
        levels.map(level).collect()
    });
}
