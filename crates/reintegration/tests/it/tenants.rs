//! Every tenant's policy, as it is deployed.

use std::sync::LazyLock;

use chrono::DateTime;
use domain::{CaseId, FactKey, FactValue, Facts, Moment, Municipality, PersonId, Refusal, Role};
use policy::{Instrument, Policies, Policy};
use reintegration::model::{
    self, Client, Conditions, Event, Instruments, Proposal, StartOf, Trajectory, categorise, deviate, extend,
    start_by_person, start_for_case,
};
use rstest::rstest;
use testkit::municipality;
use uuid::Uuid;

use crate::world::{fact, policies};

static POLICIES: LazyLock<Policies> =
    LazyLock::new(|| Policies::load(&policies()).unwrap_or_else(|problems| panic!("{problems}")));

fn moment(input: u128) -> Moment {
    let day = "2026-01-05".parse().unwrap();
    Moment { day, instant: DateTime::UNIX_EPOCH, input: Uuid::from_u128(input) }
}

fn policy_of(municipality: &Municipality) -> &'static Policy {
    POLICIES.of(municipality, moment(0).day).unwrap()
}

fn about(municipality: &Municipality) -> (CaseId, PersonId, &Municipality) {
    (CaseId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)), municipality)
}

/// Each tenant with its first municipality.
fn tenants() -> Vec<(Municipality, &'static Policy)> {
    let all = POLICIES.tenants().map(|policy| {
        let municipality = Municipality::new(&policy.tenant, &policy.municipalities[0].code).unwrap();
        (municipality, policy)
    });
    all.collect()
}

fn told(facts: &[(FactKey, FactValue)]) -> Facts {
    facts.iter().map(|(key, value)| (*key, fact(value.clone()))).collect()
}

/// Emmen 2015 § 2.4.2 and annex: earning capacity.
#[rstest]
#[case(81, false, "group-1")]
#[case(80, false, "group-2")]
#[case(50, false, "group-2")]
#[case(49, false, "group-3")]
#[case(20, false, "group-3")]
#[case(30, true, "group-3-sheltered")]
#[case(19, false, "group-4")]
#[case(9, false, "group-4-day-activities")]
fn four_groups_by_earning_capacity(#[case] percent: i64, #[case] sheltered: bool, #[case] category: &str) {
    let facts = [
        (FactKey::EarningCapacity, FactValue::Number(percent)),
        (FactKey::NeedsSheltered, FactValue::YesNo(sheltered)),
    ];

    assert_eq!(category_of("emmen:0114", &facts).as_deref(), Some(category));
}

/// Haarlem 2013 § 4.2: labour capacity, yes or no.
#[rstest]
#[case(true, false, "mediation")]
#[case(true, true, "sheltered")]
#[case(false, false, "social-domain")]
fn two_directions_by_labour_capacity(
    #[case] capacity: bool,
    #[case] sheltered: bool,
    #[case] category: &str,
) {
    let facts = [
        (FactKey::LabourCapacity, FactValue::YesNo(capacity)),
        (FactKey::NeedsSheltered, FactValue::YesNo(sheltered)),
    ];

    assert_eq!(category_of("haarlem:0392", &facts).as_deref(), Some(category));
}

/// Emmen-Coevorden 2007 § 6.2: demand, competences, motivation.
#[rstest]
#[case("high", "high", "high", Some("small-push"))]
#[case("some", "some", "some", Some("growth"))]
#[case("none", "none", "high", Some("other-horizon"))]
#[case("high", "high", "low", None)]
fn three_groups_by_demand_skills_and_motivation(
    #[case] demand: &str,
    #[case] skills: &str,
    #[case] motivation: &str,
    #[case] category: Option<&str>,
) {
    let (here, _) = tenants().into_iter().find(|(here, _)| here.tenant() == "emmen-coevorden").unwrap();
    let facts = [
        (FactKey::Demand, FactValue::Choice(demand.into())),
        (FactKey::Skills, FactValue::Choice(skills.into())),
        (FactKey::Motivation, FactValue::Choice(motivation.into())),
    ];

    assert_eq!(category_of(&here.to_string(), &facts).as_deref(), category);
}

/// Landsmeer 2020: work, skills or life first.
#[rstest]
#[case(0, "high", "work-first")]
#[case(0, "some", "skills-first")]
#[case(3, "high", "life-first")]
fn what_comes_first(#[case] life_problems: i64, #[case] skills: &str, #[case] category: &str) {
    let facts = [
        (FactKey::LabourCapacity, FactValue::YesNo(true)),
        (FactKey::LifeProblems, FactValue::Number(life_problems)),
        (FactKey::Skills, FactValue::Choice(skills.into())),
    ];

    assert_eq!(category_of("landsmeer:0415", &facts).as_deref(), Some(category));
}

/// Landsmeer 2020, specific groups: status holders are led by the reintegration consultant, whatever their category.
#[rstest]
#[case(false, Role::IncomeConsultant)]
#[case(true, Role::ReintegrationConsultant)]
fn a_target_group_may_have_a_lead_of_its_own(#[case] status_holder: bool, #[case] lead: Role) {
    let here = municipality("landsmeer:0415");
    let mut facts = crate::world::job_seeker();
    facts.lay_over(told(&[
        (FactKey::LabourCapacity, FactValue::YesNo(true)),
        (FactKey::LifeProblems, FactValue::Number(3)),
        (FactKey::StatusHolder, FactValue::YesNo(status_holder)),
    ]));

    let decided = categorise(about(&here), None, &facts, policy_of(&here), &moment(1));

    let assigned = decided.client.unwrap().assignment.unwrap().category;
    assert_eq!((assigned.key.as_str(), assigned.lead_role), ("life-first", lead));
}

/// What every tenant's tables may ask of someone of 40 on assistance, unless a row says otherwise.
fn category_of(here: &str, facts: &[(FactKey, FactValue)]) -> Option<String> {
    let here = municipality(here);
    let mut known = crate::world::job_seeker();
    known.lay_over(told(&[
        (FactKey::HoursAvailable, FactValue::Number(32)),
        (FactKey::FamilyIncomePercent, FactValue::Number(70)),
    ]));
    known.lay_over(told(facts));
    let decided = categorise(about(&here), None, &known, policy_of(&here), &moment(1));
    let client = decided.client.unwrap();
    client.category().map(str::to_owned)
}

#[test]
fn every_category_of_every_tenant_can_be_chosen_and_its_trajectory_starts_or_says_why_not() {
    for (here, policy) in tenants() {
        for category in &policy.categories {
            let client = assigned(&here, policy, &category.key);
            let assignment = client.assignment.as_ref().unwrap();
            assert_eq!(assignment.category.label, category.label);

            let start = StartOf { partner: None, preparatory: false };
            let decided = start_for_case(Some(&client), &start, policy, &moment(7));

            let started = matches!(decided.events.as_slice(), [Event::TrajectoryStarted { .. }]);
            let refused = matches!(decided.events.as_slice(), [Event::TrajectoryRefused { .. }]);
            let instrument = category.instrument.as_deref().and_then(|key| policy.instrument(key));
            let unconditional = instrument.is_some_and(|each| unasked().allow(each).is_ok());
            assert_eq!((started, refused), (unconditional, !unconditional), "{here} {}", category.key);
        }
    }
}

#[test]
fn every_instrument_of_every_tenant_is_extended_as_often_as_its_document_says() {
    for (here, policy) in tenants() {
        for instrument in &policy.instruments {
            let mut client = assigned(&here, policy, &policy.categories[0].key);
            let asked = start_by_person(&client, &instrument.key, met(instrument), policy, &moment(8));
            let (mut trajectory, decided) = asked.unwrap();
            client = decided.client.unwrap();
            for _ in 0..instrument.extensions {
                (trajectory, client) = extended(&client, &trajectory, policy, Some("Bijzonder.")).unwrap();
            }

            let longest = domain::months_after(moment(8).day, instrument.longest_months());
            assert_eq!(trajectory.ends_on(), longest, "{here} {}", instrument.key);
            let refused = extended(&client, &trajectory, policy, Some("Bijzonder.")).err().unwrap();
            let rule =
                if instrument.extensions == 0 { "extension-not-allowed" } else { "extensions-used-up" };
            assert_eq!(refused.rule, rule, "{here} {}", instrument.key);
            assert!(refused.reason.contains(&instrument.source), "{}", refused.reason);
        }
    }
}

#[test]
fn every_tenant_with_a_preparation_for_sheltered_work_starts_it() {
    for (here, policy) in tenants() {
        let client = assigned(&here, policy, &policy.categories[0].key);
        let start = StartOf { partner: None, preparatory: true };

        let decided = start_for_case(Some(&client), &start, policy, &moment(7));

        let started = matches!(decided.events.as_slice(), [Event::TrajectoryStarted { .. }]);
        assert_eq!(started, policy.sheltered.preparatory_instrument.is_some(), "{here}");
    }
}

fn unasked() -> Conditions {
    Conditions::default()
}

/// All that any instrument may ask.
fn met(instrument: &Instrument) -> Conditions {
    Conditions { contract_months: instrument.min_contract_months, no_study_finance: Some(true) }
}

/// Someone to whom a person assigned this category, with a second one where the policy asks.
fn assigned(here: &Municipality, policy: &Policy, category: &str) -> Client {
    let unknown = categorise(about(here), None, &Facts::default(), policy, &moment(1)).client.unwrap();
    assert!(matches!(unknown.proposal, Proposal::NeedsPerson { .. }), "{here}");
    let (id, decided) = deviate(&unknown, (category, "Zie dossier."), "anna", policy, &moment(2)).unwrap();
    let client = decided.client.unwrap();
    if !policy.deviation.four_eyes {
        return client;
    }
    let own = model::confirm(&client, id, (true, ""), "anna", policy, &moment(3));
    assert_eq!(own.err().unwrap().rule, "four-eyes");
    model::confirm(&client, id, (true, ""), "bert", policy, &moment(3)).unwrap().client.unwrap()
}

fn extended(
    client: &Client,
    trajectory: &Trajectory,
    policy: &Policy,
    reason: Option<&str>,
) -> Result<(Trajectory, Client), Refusal> {
    let instruments = Instruments { policies: &POLICIES, today: policy };
    let (trajectory, decided) = extend(client, trajectory.id, reason, instruments, &moment(9))?;
    Ok((trajectory, decided.client.unwrap()))
}
