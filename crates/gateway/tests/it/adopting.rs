//! The caseload without names, and reviews that a new policy asks for.

use std::sync::Arc;

use gateway::Settings;
use proto::common::v1::Fact;
use proto::common::v1::fact::Value as Wire;
use proto::intake::v1 as intake;
use proto::workflow::v1 as workflow;
use serde_json::json;

use crate::fakes::{self, Script};
use crate::world::World;

const FIRST: &str = "01970000-0000-7000-8000-000000000001";
const SECOND: &str = "01970000-0000-7000-8000-000000000002";

async fn world() -> (World, Arc<Script>) {
    let script = Arc::new(Script::default());
    (World::over(&fakes::start(&script).await, Settings::default()), script)
}

fn entry(case_id: &str, stage: &str, facts: Vec<Fact>) -> intake::CaseloadEntry {
    let case_number = "2026-000001".into();
    intake::CaseloadEntry { case_id: case_id.into(), case_number, stage: stage.into(), facts }
}

fn fact(key: &str, value: Wire) -> Fact {
    Fact { key: key.into(), value: Some(value), source: "derived".into(), stated_on: "2026-03-02".into() }
}

#[tokio::test]
async fn a_caseload_joins_facts_with_where_each_case_stands() {
    let (world, script) = world().await;
    let facts = vec![fact("age", Wire::Number(36)), fact("household", Wire::Choice("single".into()))];
    *script.caseload.lock().unwrap() =
        vec![entry(FIRST, "complete", facts), entry(SECOND, "searching", Vec::new())];
    *script.summaries.lock().unwrap() = vec![workflow::CaseSummary {
        case_id: FIRST.into(),
        stage: "trajectory".into(),
        category: "up".into(),
        direction: "work".into(),
        policy_version: "hash".into(),
        ..workflow::CaseSummary::default()
    }];

    let answer = world.get(&format!("/meedoen/v1/caseload?na={FIRST}&pageSize=2")).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    let expected = json!({
        "totaal": 7, "peildatum": "2026-03-02",
        "zaken": [
            {"zaakId": FIRST, "zaaknummer": "2026-000001", "stadium": "compleet", "fase": "traject",
             "categorie": "up", "richting": "werk", "beleidsversie": "hash",
             "gegevens": {"leeftijd": 36, "huishouden": "alleenstaande"}},
            {"zaakId": SECOND, "zaaknummer": "2026-000001", "stadium": "zoektermijn", "gegevens": {}},
        ],
    });
    assert_eq!(answer.body, expected);
    let next = format!("</meedoen/v1/caseload?na={SECOND}&pageSize=2>; rel=\"next\"");
    assert_eq!(answer.header("link"), next);
    let asked = script.asked_after.lock().unwrap().pop().unwrap();
    assert_eq!((asked.after.as_str(), asked.page_size), (FIRST, 2));
    let listed = script.listed.lock().unwrap().pop().unwrap();
    assert_eq!(listed.case_ids, [FIRST, SECOND]);
    assert_eq!(listed.page.map(|page| page.page_size), Some(100));

    let last = world.get("/meedoen/v1/caseload?pageSize=3").await;
    assert_eq!((last.status.as_u16(), last.header("link")), (200, ""));
    assert_eq!(script.asked_after.lock().unwrap().pop().unwrap().after, "");
}

#[tokio::test]
async fn an_empty_caseload_asks_nothing_more() {
    let (world, script) = world().await;
    let answer = world.get("/meedoen/v1/caseload").await;
    assert_eq!((answer.status.as_u16(), &answer.body["zaken"]), (200, &json!([])));
    assert!(script.listed.lock().unwrap().is_empty());
    let wrong = world.get("/meedoen/v1/caseload?na=1&pageSize=101&pagina=2").await;
    assert_eq!(wrong.status, 400);
    assert_eq!(wrong.wrong(), ["na uuid-format", "pageSize range", "pagina unknown-parameter"]);
}

#[tokio::test]
async fn a_review_is_asked_in_the_words_of_the_services() {
    let (world, script) = world().await;
    let path = format!("/meedoen/v1/zaken/{FIRST}/heronderzoek-verzoeken");
    let body = json!({
        "reden": "nieuw-beleid", "beleidsversie": "hash", "ontbrekendeGegevens": ["verdiencapaciteit"],
    });

    let answer = world.post(&path, &body).await;
    assert_eq!((answer.status.as_u16(), &answer.body), (201, &json!({"alGevraagd": false})));
    assert_eq!(answer.header("location"), format!("/meedoen/v1/zaken/{FIRST}"));
    let again = world.post(&path, &body).await;
    assert_eq!((again.status.as_u16(), &again.body), (200, &json!({"alGevraagd": true})));

    let asked = script.review_asked.lock().unwrap().remove(0);
    assert!(asked.reason() == workflow::ReviewReason::NewPolicy);
    assert_eq!((asked.case_id.as_str(), asked.policy_version.as_str()), (FIRST, "hash"));
    assert_eq!((asked.category.as_str(), asked.missing), ("", vec!["earning_capacity".to_owned()]));

    let wrong = world.post(&path, &json!({"reden": "zomaar"})).await;
    assert_eq!(wrong.status, 400);
    assert_eq!(wrong.wrong(), ["beleidsversie required", "reden enum"]);
}
