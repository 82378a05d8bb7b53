//! What each tenant's document says comes out of its policy.

use crate::common::{change, copy, facts, of, outcome, policies, target_groups, today};
use domain::{Direction, Role};
use policy::{Categorisation, PartnerKind};
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
// S0 §2.4.2, annex §1.3 and §2: bounds at 80, 50, 20 and 10 percent
#[case("earning_capacity=100", "group-1")]
#[case("earning_capacity=81", "group-1")]
#[case("earning_capacity=80", "group-2")]
#[case("earning_capacity=50", "group-2")]
#[case("earning_capacity=49, needs_sheltered=no", "group-3")]
#[case("earning_capacity=49, needs_sheltered=yes", "group-3-sheltered")]
#[case("earning_capacity=20, needs_sheltered=no", "group-3")]
#[case("earning_capacity=19, needs_sheltered=no", "group-4")]
#[case("earning_capacity=19, needs_sheltered=yes", "group-3-sheltered")]
#[case("earning_capacity=10, needs_sheltered=no", "group-4")]
#[case("earning_capacity=9, needs_sheltered=yes", "group-4-day-activities")]
#[case("earning_capacity=0", "group-4-day-activities")]
#[case("earning_capacity=30", "missing: needs_sheltered")]
#[case("needs_sheltered=no", "missing: earning_capacity")]
#[case("", "missing: earning_capacity needs_sheltered")]
fn emmen_groups_by_earning_capacity(#[case] stated: &str, #[case] expected: &str) {
    let policies = policies();
    let stated = format!(
        "birth_date=1980-01-01, job_register=no, homeless=no, former_prisoner=no, assistance_requested=yes, {stated}"
    );

    assert_eq!(outcome(of(policies, "emmen:0114"), &facts(&stated)), expected);
}

/// Nobody special: no target group of Midden-Drenthe.
const ORDINARY: &str = "wiw=no, needs_sheltered=no, exempted=no, job_register=no, early_school_leaver=no, \
    assistance_requested=yes, status_holder=no, migrant=no, birth_date=1985-01-01, language=2f-or-higher, \
    household=single, former_entrepreneur=no";

#[rstest]
// S1 ch. 4.1: the eleven groups, and nobody's group
#[case("", "job-seeker", &[])]
#[case("wiw=yes", "wiw", &["wiw"])]
#[case("needs_sheltered=yes", "labour-disabled-sheltered", &["labour-disabled"])]
#[case("exempted=yes", "exempted", &["exempted"])]
#[case("job_register=yes", "labour-disabled", &["labour-disabled"])]
#[case("birth_date=2004-01-01, early_school_leaver=yes", "early-school-leavers", &["early-school-leavers", "under-27"])]
#[case("birth_date=1985-01-01, early_school_leaver=yes", "job-seeker", &[])]
#[case("assistance_requested=no", "without-benefit", &["without-benefit"])]
#[case("status_holder=yes", "newcomers", &["newcomers", "status-holders", "status-holders-30-plus"])]
#[case("migrant=yes", "newcomers", &["newcomers", "migrants"])]
#[case("birth_date=1999-03-03", "under-27", &["under-27"])]
#[case("birth_date=1999-03-02", "job-seeker", &[])]
#[case("language=below-1f", "language-delay", &["language-delay"])]
#[case("household=single-parent", "single-parents", &["single-parents"])]
#[case("former_entrepreneur=yes", "former-entrepreneurs", &["former-entrepreneurs"])]
#[case("birth_date=1976-03-02", "fifty-plus", &["fifty-plus"])]
#[case("birth_date=1976-03-03", "job-seeker", &[])]
#[case("birth_date=1970-01-01, household=single-parent, exempted=yes", "exempted", &["fifty-plus", "single-parents", "exempted"])]
fn midden_drenthe_has_eleven_target_groups(
    #[case] stated: &str,
    #[case] expected: &str,
    #[case] groups: &[&str],
) {
    let policies = policies();
    let policy = of(policies, "midden-drenthe:1731");
    let mut all = facts(ORDINARY);
    all.lay_over(facts(stated));

    assert_eq!(outcome(policy, &all), expected);
    assert_eq!(target_groups(policy, &all), groups);
}

#[rstest]
// S2 §4.2: with labour capacity to an intermediary, without to the social domain
#[case("labour_capacity=yes, needs_sheltered=no", "mediation")]
#[case("labour_capacity=yes, needs_sheltered=yes", "sheltered")]
#[case("labour_capacity=no", "social-domain")]
#[case("labour_capacity=yes", "missing: needs_sheltered")]
fn haarlem_asks_for_labour_capacity(#[case] stated: &str, #[case] expected: &str) {
    let policies = policies();
    let stated = format!("birth_date=1980-01-01, care_needed=no, {stated}");

    assert_eq!(outcome(of(policies, "haarlem:0392"), &facts(&stated)), expected);
}

#[rstest]
// S3 §6 and annex 4: demand, competences, motivation
#[case("high", "high", "high", "small-push")]
#[case("some", "high", "some", "small-push")]
#[case("high", "some", "high", "small-push")]
#[case("high", "some", "some", "growth")]
#[case("none", "high", "high", "growth")]
#[case("some", "none", "some", "growth")]
#[case("high", "none", "low", "growth")]
#[case("none", "none", "high", "other-horizon")]
#[case("none", "some", "low", "other-horizon")]
#[case("some", "none", "low", "other-horizon")]
#[case("high", "high", "low", "person")]
fn emmen_coevorden_weighs_three_things(
    #[case] demand: &str,
    #[case] skills: &str,
    #[case] motivation: &str,
    #[case] expected: &str,
    #[values("emmen-coevorden:0114", "emmen-coevorden:0109")] municipality: &str,
) {
    let policies = policies();
    let stated = format!(
        "demand={demand}, skills={skills}, motivation={motivation}, birth_date=1980-01-01, household=couple, \
         wants_own_business=no, homeless=no, in_shelter=no, wiw=no, assistance_requested=yes"
    );

    assert_eq!(outcome(of(policies, municipality), &facts(&stated)), expected);
}

#[rstest]
// S4: three categories; support without benefit only with one of three exceptions
#[case("labour_capacity=yes, life_problems=0, skills=high", "work-first")]
#[case("labour_capacity=yes, life_problems=2, skills=some", "skills-first")]
#[case("labour_capacity=yes, life_problems=3", "life-first")]
#[case("labour_capacity=no", "life-first")]
#[case("labour_capacity=yes, life_problems=1", "missing: skills")]
#[case("needs_sheltered=yes", "sheltered")]
#[case("assistance_requested=no, hours_available=11", "own-responsibility")]
#[case("assistance_requested=no, hours_available=12, family_income_percent=130", "own-responsibility")]
#[case(
    "assistance_requested=no, hours_available=12",
    "missing: family_income_percent labour_capacity skills life_problems"
)]
#[case(
    "assistance_requested=no, hours_available=12, family_income_percent=129, labour_capacity=yes, life_problems=0, skills=high",
    "work-first"
)]
#[case(
    "assistance_requested=no, job_register=yes, labour_capacity=yes, life_problems=0, skills=none",
    "skills-first"
)]
#[case(
    "assistance_requested=no, birth_date=2004-01-01, basic_qualification=yes, labour_capacity=yes, life_problems=0, skills=none",
    "skills-first"
)]
fn landsmeer_puts_work_skills_or_life_first(#[case] stated: &str, #[case] expected: &str) {
    let policies = policies();
    let mut all = facts(
        "birth_date=1980-01-01, job_register=no, status_holder=no, assistance_requested=yes, needs_sheltered=no",
    );
    all.lay_over(facts(stated));

    assert_eq!(outcome(of(policies, "landsmeer:0415"), &all), expected);
}

#[test]
fn instruments_have_the_limits_of_midden_drenthe_chapter_5() {
    let policies = policies();
    let policy = of(policies, "midden-drenthe:1731");
    let limits = |key: &str| {
        let instrument = policy.instrument(key).unwrap();
        (
            instrument.months,
            instrument.extensions,
            instrument.extension_months,
            instrument.extension_needs_reason,
        )
    };

    assert_eq!(limits("learn-work"), (3, 2, 3, false));
    assert_eq!(limits("work-placement"), (3, 1, 3, true));
    assert_eq!(limits("language-placement"), (3, 2, 3, false));
    assert_eq!(policy.instrument("language-placement").unwrap().longest_months(), 9);
    assert_eq!(policy.instrument("trial-placement").unwrap().min_contract_months, Some(6));
    assert!(policy.instrument("training").unwrap().only_without_study_finance);
    assert!(policy.deviation.four_eyes);
    assert_eq!(
        (policy.category("exempted").unwrap().review_months, policy.reviews.exempted_months),
        (12, 12)
    );
}

#[test]
fn a_payment_takes_three_people_unless_a_policy_says_two() {
    let policies = policies();
    for municipality in ["emmen:0114", "haarlem:0392", "landsmeer:0415"] {
        assert_eq!(of(policies, municipality).payments.people, 3, "{municipality} says nothing");
    }
    let root = copy();
    let text = "[payments]\npeople = 2\nsource = \"mandaatregeling\"\n\n[deviation]";
    change(&root, "emmen/2015-01-01/policy.toml", "[deviation]", text);
    let policies = policy::Policies::load(root.path()).unwrap();
    assert_eq!(of(&policies, "emmen:0114").payments.people, 2);
}

#[test]
fn figures_of_the_other_documents() {
    let policies = policies();
    let (emmen, haarlem) = (of(policies, "emmen:0114"), of(policies, "haarlem:0392"));
    let landsmeer = of(policies, "landsmeer:0415");

    let tenths: Vec<_> = emmen.distribution.iter().map(|share| share.percent_tenths).collect();
    assert_eq!(tenths, [175u32, 678, 1884, 1143].map(|count| (count * 10_000 / 3889 + 5) / 10));
    assert_eq!(emmen.category("group-1").unwrap().direction, Direction::OwnStrength);
    let emco = emmen.partner("emco").unwrap();
    assert_eq!((emco.capacity_from, emco.capacity_to, emco.kind), (30, 80, PartnerKind::LearnWorkCompany));
    assert_eq!(haarlem.routing.share_limits[0].max_percent, 80);
    assert_eq!(haarlem.gate.partner_services_from_age, Some(27));
    let quotas = landsmeer.sheltered.quotas.iter().map(|quota| (quota.year, quota.places));
    assert_eq!(quotas.collect::<Vec<_>>(), [(2020, 2)]);
    assert_eq!(landsmeer.category("work-first").unwrap().term_months, 6);
    assert_eq!(landsmeer.category("skills-first").unwrap().term_months, 24);
    let life_first = landsmeer.category("life-first").unwrap();
    assert_eq!((life_first.lead_role, life_first.review_months), (Role::IncomeConsultant, 12));
    let without_benefit =
        of(policies, "emmen-coevorden:0109").instrument("without-benefit-trajectory").unwrap();
    assert_eq!(without_benefit.longest_months(), 12);
}

#[test]
fn an_explanation_says_why_by_which_rule_and_from_what() {
    let policies = policies();
    let policy = of(policies, "emmen:0114");
    let stated = facts(
        "birth_date=2003-01-01, job_register=yes, homeless=no, former_prisoner=no, assistance_requested=yes, \
         earning_capacity=65",
    );

    let Categorisation::Assigned { explanation, target_groups, .. } = policy.categorise(&stated.on(today()))
    else {
        panic!("assigned")
    };

    assert_eq!(explanation.rule, "categories/2");
    assert_eq!(explanation.source, "Emmen 2015 § 2.4.2 doelgroep 2");
    assert_eq!(explanation.policy_version, policy.version);
    assert_eq!(policy.version.len(), 64);
    assert_eq!(target_groups, ["labour-disabled", "young"]);
    let inputs: Vec<_> = explanation
        .inputs
        .iter()
        .map(|each| (each.name.as_str(), each.value.as_str(), each.source.as_str()))
        .collect();
    assert_eq!(
        inputs,
        [
            ("earning_capacity", "65", "consultant"),
            ("job_register", "ja", "consultant"),
            ("age", "23", "derived")
        ]
    );
    assert_eq!(
        explanation.text,
        "Ingedeeld bij ‘Doelgroep 2: verdiencapaciteit 50 tot en met 80 %’. De verdiencapaciteit is 50 tot en met \
         80 %. Hoort ook bij: Mensen met een arbeidsbeperking, Jongeren tot 27 jaar."
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every complete set of facts has exactly one outcome, everywhere, and the outcome leads somewhere.
    #[test]
    fn whoever_has_told_all_gets_one_outcome(seed in proptest::collection::vec(any::<u32>(), 48)) {
        for policy in policies().tenants() {
            let all = complete(policy, &seed);
            match policy.categorise(&all.on(today())) {
                Categorisation::Assigned { category, target_groups, explanation } => {
                    let category = policy.category(&category).unwrap();
                    prop_assert_eq!(category.instrument.is_none(), category.direction == Direction::OwnStrength);
                    prop_assert!(target_groups.iter().all(|group| policy.target_group(group).is_some()));
                    prop_assert!(!explanation.inputs.is_empty() && !explanation.text.is_empty());
                }
                Categorisation::PersonDecides { explanation } => prop_assert!(!explanation.text.is_empty()),
                Categorisation::FactMissing { keys, .. } => prop_assert!(false, "{} misses {:?}", policy.tenant, keys),
            }
        }
    }

    /// Without one fact, either the outcome is the same as with it, or that fact is what is missing.
    #[test]
    fn only_a_fact_that_matters_is_missing(seed in proptest::collection::vec(any::<u32>(), 48), left_out in any::<prop::sample::Index>()) {
        for policy in policies().tenants() {
            let all = complete(policy, &seed);
            let key = *left_out.get(&policy.facts_asked());
            let rest = all.iter().filter(|(each, _)| *each != key).map(|(each, fact)| (each, fact.clone())).collect();

            let without = outcome(policy, &rest);

            prop_assert!(without == outcome(policy, &all) || without == format!("missing: {key}"), "{without}");
        }
    }
}

/// A value for every fact that the policy asks, drawn from `seed`.
fn complete(policy: &policy::Policy, seed: &[u32]) -> domain::Facts {
    use domain::{FactKind, FactValue};
    let stated = policy.facts_asked().into_iter().zip(seed).map(|(key, seed)| {
        let value = match key.kind() {
            FactKind::YesNo => FactValue::YesNo(seed % 2 == 0),
            FactKind::Number { min, max } => FactValue::Number(min + i64::from(*seed) % (max - min + 1)),
            FactKind::Money => FactValue::Money(domain::Cents::new(i64::from(*seed))),
            FactKind::Day => FactValue::Day(today() - chrono::Days::new(u64::from(seed % 30_000))),
            FactKind::Choice(list) => FactValue::Choice(list[*seed as usize % list.len()].code.into()),
        };
        (key, domain::Fact { value, source: domain::FactSource::Consultant, stated_on: today() })
    });
    stated.collect()
}
