//! A question of law about a household without a case: what goes to the income service, and how its answer comes back.

use std::sync::Arc;

use domain::{Refusal, Role, Violation};
use gateway::Settings;
use serde_json::{Value, json};

use crate::fakes::{self, Script};
use crate::world::{Answer, World};

const PATH: &str = "/inkomensbeoordelingen";

async fn world() -> (World, Arc<Script>) {
    let script = Arc::new(Script::default());
    (World::over(&fakes::start(&script).await, Settings::default()), script)
}

async fn asked(world: &World, body: &Value) -> Answer {
    world.by(Role::IncomeConsultant, "POST", PATH, "application/json", body).await
}

#[tokio::test]
async fn the_documents_go_through_as_they_are() {
    let (world, script) = world().await;
    let facts = json!({"applicant": {"birth_date": "1990-06-15", "incomes": []}, "anything": [null, 1.5]});
    let answer = asked(&world, &json!({"gegevens": facts, "peildatum": "2026-03-01"})).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, "{ \"outcome\":  \"granted\" }"));
    assert_eq!(answer.header("content-type"), "application/json");
    let first = script.assessed.lock().unwrap().pop().unwrap();
    assert_eq!(serde_json::from_str::<Value>(&first.facts_json).unwrap(), facts);
    assert_eq!((first.ask.as_str(), first.assessed_on.as_str()), ("", "2026-03-01"));
    assert_eq!((first.decided_on.as_str(), first.known_on.as_str(), first.local_json), ("", "", None));

    let whole = json!({
        "gegevens": {}, "peildatum": "2026-03-01", "beslisdatum": "2026-03-02", "bekendOp": "2026-03-03",
        "vraag": "norm", "eigenRegels": {"no_housing_costs_percent": 20},
    });
    assert_eq!(asked(&world, &whole).await.status, 200);
    let second = script.assessed.lock().unwrap().pop().unwrap();
    assert_eq!((second.decided_on.as_str(), second.known_on.as_str()), ("2026-03-02", "2026-03-03"));
    assert_eq!(second.ask, "norm");
    assert_eq!(second.local_json.as_deref(), Some(r#"{"no_housing_costs_percent":20}"#));
}

#[tokio::test]
async fn what_is_wrong_has_its_place_in_the_message_and_in_the_document() {
    let (world, script) = world().await;
    let wrong = json!({"gegevens": [], "peildatum": "gisteren", "vraag": "", "onbekend": 1});
    let answer = asked(&world, &wrong).await;
    assert_eq!(answer.status, 400);
    let expected = ["gegevens type", "onbekend unknown-property", "peildatum date-format", "vraag empty"];
    assert_eq!(answer.wrong(), expected);
    assert_eq!(asked(&world, &json!({})).await.wrong(), ["gegevens required", "peildatum required"]);
    assert!(script.assessed.lock().unwrap().is_empty());

    let refusal = Refusal::invalid(vec![
        Violation::new("facts_json.household.children[0].birth_date", "kan hier niet staan", "value"),
        Violation::new("local_json", "is te groot", "too-large"),
        Violation::new("ask", "is geen vraag die wij kennen", "question"),
    ]);
    *script.assessment.lock().unwrap() = Some(service::refusal_status(&refusal));
    let answer = asked(&world, &json!({"gegevens": {}, "peildatum": "2026-03-01"})).await;
    let expected =
        ["eigenRegels too-large", "gegevens.household.children[0].birth_date value", "vraag question"];
    assert_eq!((answer.status.as_u16(), answer.wrong()), (400, expected.map(String::from).to_vec()));
}

#[tokio::test]
async fn the_schemas_are_read_by_the_names_of_the_message() {
    let (world, _) = world().await;
    let path = format!("{PATH}/schema");
    let answer = world.by(Role::ClientSystem, "GET", &path, "application/json", &Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(
        answer.body,
        json!({"gegevens": {"title": "Facts"}, "eigenRegels": {}, "antwoord": {"title": "Reply"}})
    );
}
