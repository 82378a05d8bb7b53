//! What the policy says of a case, for those who may see its facts.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use tonic::Code;

use crate::world::{ASKS_EVERYONE, HERE, World, application, facts, on_both, young};

on_both!(
    a_case_is_explained_with_every_rule_and_the_same_text,
    an_unknown_fact_is_named_with_where_it_is_asked,
    new_facts_and_another_day_change_the_account_and_not_the_gate,
    only_who_may_see_the_facts_reads_the_account,
    someone_made_up_is_explained_under_the_version_that_is_asked,
    only_those_who_work_with_the_policy_ask_about_someone_made_up,
);

async fn a_case_is_explained_with_every_rule_and_the_same_text(world: Arc<World>) {
    let case = world.submit(application(0)).await.unwrap().case_id;

    let account = world.account(&case, "").await.unwrap();

    assert_eq!((account.case_number.as_str(), account.on_day.as_str()), ("2026-000001", "2026-03-02"));
    let policies = policy::Policies::load(&World::policies()).unwrap();
    let policy = policies.of(&HERE.parse().unwrap(), "2026-03-02".parse().unwrap()).unwrap();
    assert_eq!((account.policy_version, account.document), (policy.version.clone(), policy.document.clone()));
    assert_eq!(account.gate.unwrap().rule, "no-search-period");
    let age = account.facts.iter().find(|fact| fact.key == "age").unwrap();
    assert_eq!((age.value.as_str(), age.source.as_str()), ("40", "derived"));
    let capacity = account.facts.iter().find(|fact| fact.key == "earning_capacity").unwrap();
    assert_eq!(
        (capacity.value.as_str(), capacity.source.as_str(), capacity.stated_on.as_str()),
        ("60", "system", "2026-03-02")
    );
    let categories = account.tables.iter().find(|table| table.name == "categories").unwrap();
    assert!(
        categories
            .rules
            .iter()
            .any(|rule| rule.verdict == "fails" && !rule.cells[0].asks_in_dutch.is_empty())
    );
    // the very text that the command line prints for the same facts
    let Ok(stated) = proto::facts_from(&facts(crate::world::COMPLETE)) else { panic!("they are facts") };
    assert_eq!(account.text, policy.explained(&stated, "2026-03-02".parse().unwrap()).text());
}

async fn an_unknown_fact_is_named_with_where_it_is_asked(world: Arc<World>) {
    let case = world.submit(young(0)).await.unwrap().case_id;

    let account = world.account(&case, "").await.unwrap();

    assert_eq!((account.outcome.as_str(), account.search_until.as_str()), ("fact-missing", "2026-03-29"));
    let capacity = account.missing.iter().find(|fact| fact.key == "earning_capacity").unwrap();
    assert_eq!(capacity.needed_for, ["de indeling"]);
    assert!(!capacity.asked_at.is_empty() && account.course.is_none());
    let line =
        format!("- verdiencapaciteit. Nodig voor: de indeling. Gevraagd bij: {}", capacity.asked_at[0].label);
    assert!(account.text.contains(&line), "{}", account.text);
}

async fn new_facts_and_another_day_change_the_account_and_not_the_gate(world: Arc<World>) {
    let case = world.submit(young(0)).await.unwrap().case_id;
    world.record(&case, "earning_capacity=60").await.unwrap();

    let account = world.account(&case, "2031-07-01").await.unwrap();

    assert_eq!((account.on_day.as_str(), account.search_until.as_str()), ("2031-07-01", "2026-03-29"));
    assert!(account.facts.iter().any(|fact| fact.key == "age" && fact.value == "27"));
    assert!(account.missing.iter().all(|fact| fact.key != "earning_capacity"));
    let refused = world.account(&case, "2014-12-31").await.err().unwrap();
    assert_eq!(
        (refused.violations[0].field.as_str(), refused.violations[0].rule.as_str()),
        ("on_day", "policy-in-force")
    );
    let refused = world.account(&case, "gisteren").await.err().unwrap();
    assert_eq!(refused.violations[0].field, "on_day");
}

async fn only_who_may_see_the_facts_reads_the_account(world: Arc<World>) {
    let case = world.submit(application(0)).await.unwrap().case_id;
    let ask = async |municipality: &str, role: Role| {
        let message = pb::ExplainPolicyRequest { case_id: case.clone(), on_day: String::new() };
        let request = world.by_at(role, municipality, "", message);
        world.client().explain_policy(request).await.map(drop).map_err(|status| status.code())
    };

    for role in
        [Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant, Role::QualityOfficer]
    {
        assert_eq!(ask(HERE, role).await, Ok(()), "{role}");
    }
    for role in [Role::Partner, Role::ClientSystem, Role::PolicyOfficer, Role::Manager, Role::Operator] {
        assert_eq!(ask(HERE, role).await, Err(Code::PermissionDenied), "{role}");
    }
    assert_eq!(ask(ASKS_EVERYONE, Role::QualityOfficer).await, Err(Code::NotFound));
}

fn person(stated: &str, on_day: &str, valid_from: &str) -> pb::ExplainPersonRequest {
    // Who stated them is not looked at: these are of an applicant.
    pb::ExplainPersonRequest { facts: facts(stated), on_day: on_day.into(), valid_from: valid_from.into() }
}

async fn someone_made_up_is_explained_under_the_version_that_is_asked(world: Arc<World>) {
    let ask = async |message: pb::ExplainPersonRequest| {
        let answer = world.client().explain_person(world.by(Role::PolicyOfficer, message)).await;
        answer
            .map(|answer| answer.into_inner().account.unwrap())
            .map_err(|status| service::Refused::from_status(&status))
    };
    let policies = policy::Policies::load(&World::policies()).unwrap();
    let policy = policies.of(&HERE.parse().unwrap(), "2026-03-02".parse().unwrap()).unwrap();
    let first = policy.valid_from.to_string();

    let account = ask(person(crate::world::COMPLETE, "", "")).await.unwrap();
    assert_eq!((account.case_id.as_str(), account.on_day.as_str()), ("", "2026-03-02"));
    assert_eq!(account.policy_version, policy.version);
    let capacity = account.facts.iter().find(|fact| fact.key == "earning_capacity").unwrap();
    assert_eq!((capacity.source.as_str(), capacity.stated_on.as_str()), ("consultant", "2026-03-02"));
    let named = ask(person(crate::world::COMPLETE, "2027-01-04", &first)).await.unwrap();
    assert_eq!((named.on_day.as_str(), named.valid_from.as_str()), ("2027-01-04", first.as_str()));

    for (message, expected) in [
        (person("household=single", "gisteren", ""), "on_day"),
        (person("household=single", "1990-01-01", ""), "on_day"),
        (person("household=single", "1990-01-01", &first), "on_day"),
        (person("household=single", "", "2026-03-01"), "valid_from"),
        (person("age=40", "", ""), "facts"),
        (person("household=alone", "", ""), "facts.household"),
    ] {
        let refused = ask(message).await.err().unwrap();
        let fields: Vec<_> = refused.violations.iter().map(|each| each.field.as_str()).collect();
        assert_eq!(fields, [expected]);
    }
}

async fn only_those_who_work_with_the_policy_ask_about_someone_made_up(world: Arc<World>) {
    let ask = async |role: Role| {
        let request = world.by(role, person("household=single", "", ""));
        world.client().explain_person(request).await.map(drop).map_err(|status| status.code())
    };
    for role in [
        Role::IntakeConsultant,
        Role::IncomeConsultant,
        Role::ReintegrationConsultant,
        Role::QualityOfficer,
        Role::PolicyOfficer,
    ] {
        assert_eq!(ask(role).await, Ok(()), "{role}");
    }
    for role in [Role::Partner, Role::ClientSystem, Role::Manager, Role::Operator] {
        assert_eq!(ask(role).await, Err(Code::PermissionDenied), "{role}");
    }
}
