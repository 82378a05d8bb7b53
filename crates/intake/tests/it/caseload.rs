use std::collections::BTreeSet;
use std::sync::Arc;

use domain::Role;
use prost::Message;
use proto::common::v1::fact::Value;
use proto::intake::v1 as pb;
use service::Refused;

use crate::world::{ASKS_EVERYONE, HERE, World, application, on_both, young};

on_both!(
    the_open_cases_come_once_each_in_pages,
    nothing_in_it_says_who_it_is_about,
    it_is_for_policy_officers_of_the_municipality,
);

async fn page(world: &World, after: &str, page_size: u32) -> pb::ListCaseloadResponse {
    let message = pb::ListCaseloadRequest { after: after.into(), page_size };
    world.client().list_caseload(world.by(Role::PolicyOfficer, message)).await.unwrap().into_inner()
}

async fn the_open_cases_come_once_each_in_pages(world: Arc<World>) {
    let mut open = BTreeSet::new();
    for which in 0..4 {
        open.insert(world.submit(application(which)).await.unwrap().case_id);
    }
    let closed = world.submit(young(4)).await.unwrap().case_id;
    world.end_search(&closed, pb::SearchResult::FoundWork).await.unwrap();
    let searching = world.submit(young(5)).await.unwrap().case_id;
    open.insert(searching.clone());

    let mut seen: Vec<pb::CaseloadEntry> = Vec::new();
    loop {
        let after = seen.last().map_or("", |last| last.case_id.as_str()).to_owned();
        let found = page(&world, &after, 2).await;
        assert_eq!((found.total, found.assessed_on.as_str()), (5, "2026-03-02"));
        let last = found.cases.len() < 2;
        seen.extend(found.cases);
        if last {
            break;
        }
        // One that comes meanwhile takes nobody's turn away.
        if seen.len() == 2 {
            let newcomer = world.submit(young(6)).await.unwrap().case_id;
            world.end_search(&newcomer, pb::SearchResult::FoundWork).await.unwrap();
        }
    }

    let ids: Vec<_> = seen.iter().map(|one| one.case_id.clone()).collect();
    assert!(ids.is_sorted());
    assert_eq!(ids.iter().cloned().collect::<BTreeSet<_>>(), open);
    assert_eq!(ids.len(), open.len());
    let stage = seen.iter().find(|one| one.case_id == searching).map(|one| one.stage.as_str());
    assert_eq!(stage, Some("searching"));
}

async fn nothing_in_it_says_who_it_is_about(world: Arc<World>) {
    let case = world.submit(application(0)).await.unwrap().case_id;
    world
        .record(&case, "household=couple, partner_birth_date=1990-03-02, earning_capacity=45")
        .await
        .unwrap();

    let found = page(&world, "", 0).await.cases.remove(0);

    let person = world.see(&case).await.person_id;
    let wire = String::from_utf8_lossy(&found.encode_to_vec()).into_owned();
    assert!(wire.contains(&case) && !wire.contains(&person), "the pseudonym opens other doors");
    let value =
        |key: &str| found.facts.iter().find(|fact| fact.key == key).and_then(|fact| fact.value.clone());
    assert!(value("age") == Some(Value::Number(40)) && value("partner_age") == Some(Value::Number(36)));
    assert!(value("earning_capacity") == Some(Value::Number(45)));
    assert!(found.facts.iter().all(|fact| !matches!(fact.value, Some(Value::Day(_)))));
    for fact in found.facts.iter().filter(|fact| ["age", "partner_age"].contains(&fact.key.as_str())) {
        assert_eq!((fact.source.as_str(), fact.stated_on.as_str()), ("derived", "2026-03-02"));
    }
}

async fn it_is_for_policy_officers_of_the_municipality(world: Arc<World>) {
    world.submit(application(0)).await.unwrap();
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::PolicyOfficer) {
        let asked = world.by(role, pb::ListCaseloadRequest::default());
        let refused = world.client().list_caseload(asked).await.err().unwrap();
        assert_eq!(Refused::from_status(&refused).rule, "role-missing", "{role}");
    }
    let elsewhere = world.by_at(Role::PolicyOfficer, ASKS_EVERYONE, "", pb::ListCaseloadRequest::default());
    let found = world.client().list_caseload(elsewhere).await.unwrap().into_inner();
    assert_eq!((found.cases.len(), found.total), (0, 0));

    let wrong = pb::ListCaseloadRequest { after: "1".into(), page_size: 101 };
    let asked = world.by_at(Role::PolicyOfficer, HERE, "", wrong);
    let refused = Refused::from_status(&world.client().list_caseload(asked).await.err().unwrap());
    let fields: Vec<_> = refused.violations.iter().map(|wrong| wrong.field.as_str()).collect();
    assert_eq!(fields, ["after", "page_size"]);
}
