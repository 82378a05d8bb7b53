//! What goes to a service, and what is made of its answer.

use std::sync::Arc;
use std::time::Duration;

use domain::{Refusal, Violation};
use gateway::Settings;
use proto::common::v1::fact::Value as Wire;
use proto::intake::v1 as intake;
use proto::story::v1 as story;
use proto::workflow::v1 as workflow;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fakes::{self, Script};
use crate::world::{Answer, ONE, World};

const CASE: &str = "01970000-0000-7000-8000-000000000001";

async fn world() -> (World, Arc<Script>) {
    let script = Arc::new(Script::default());
    let settings = Settings { timeout: Duration::from_millis(500), ..Settings::default() };
    (World::over(&fakes::start(&script).await, settings), script)
}

fn form() -> Value {
    json!({
        "burgerservicenummer": "999993653", "situatie": "nieuw", "kanaal": "e-formulier",
        "meldingsdatum": "2026-01-05",
        "gegevens": {"geboortedatum": "1990-02-03", "huishouden": "gehuwden", "vermogen": 125_000},
    })
}

#[tokio::test]
async fn an_application_goes_to_intake_under_the_callers_own_token() {
    let (world, script) = world().await;
    let answer = world.post("/meedoen/v1/aanvragen", &form()).await;

    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(answer.header("location"), format!("/meedoen/v1/aanvragen/{CASE}"));
    assert_eq!(
        answer.body,
        json!({"zaakId": CASE, "zaaknummer": "2026-000001", "zoektermijnTotEnMet": "2026-02-02"})
    );
    let (metadata, message) = script.submitted.lock().unwrap().pop().unwrap();
    assert!(metadata.get("authorization").unwrap().to_str().unwrap().starts_with("Bearer "));
    assert_eq!(metadata.get("x-municipality").unwrap(), ONE);
    assert_eq!(metadata.get("idempotency-key").unwrap(), "k-1");
    assert!(message.situation() == intake::Situation::New);
    assert!(message.channel() == intake::Channel::EForm);
    assert_eq!(message.facts.len(), 3);
    let household = message.facts.iter().find(|fact| fact.key == "household").unwrap();
    assert!(household.value == Some(Wire::Choice("couple".into())));
    assert_eq!((household.source.as_str(), household.stated_on.as_str()), ("applicant", "2026-01-05"));
}

#[tokio::test]
async fn what_a_service_refuses_comes_back_in_the_words_of_the_interface() {
    let (world, script) = world().await;
    let violation = Violation::new("facts.birth_date", "ligt in de toekomst", "not-in-the-future");
    let refused = service::refusal_status(&Refusal::invalid(vec![violation]));
    *script.submit.lock().unwrap() = Some(refused);
    let answer = world.post("/meedoen/v1/aanvragen", &form()).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.wrong(), ["gegevens.geboortedatum not-in-the-future"]);

    let second = Refusal::conflict("second-open-application", "Er loopt al een aanvraag.");
    *script.submit.lock().unwrap() = Some(service::refusal_status(&second));
    let answer = world.post("/meedoen/v1/aanvragen", &form()).await;
    assert_eq!(answer.status, 409);
    assert_eq!(answer.body["code"], "second-open-application");
    assert_eq!(answer.body["detail"], "Er loopt al een aanvraag.");
}

#[tokio::test]
async fn a_busy_service_is_a_503_with_a_time_to_come_back() {
    let (world, script) = world().await;
    *script.submit.lock().unwrap() = Some(service::status_of(messaging_busy()));
    let answer = world.post("/meedoen/v1/aanvragen", &form()).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), "1");
}

fn messaging_busy() -> messaging::RequestError {
    messaging::RequestError::Busy
}

#[tokio::test]
async fn a_fault_of_a_service_is_a_500_with_its_id_and_a_broken_line_is_a_503() {
    let (world, script) = world().await;
    let id = Uuid::from_u128(7);
    *script.submit.lock().unwrap() = Some(service::fault(id));
    let answer = world.post("/meedoen/v1/aanvragen", &form()).await;
    assert_eq!(answer.status, 500);
    assert!(answer.body["detail"].as_str().unwrap().contains(&id.to_string()));

    // The fake panics: the line breaks, and nobody's text is shown.
    let path = format!("/meedoen/v1/aanvragen/{CASE}/zoektermijn-resultaten");
    let answer = world.post(&path, &json!({"resultaat": "gezocht"})).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(!answer.body.to_string().contains("a fault that a test wants"));
}

#[tokio::test]
async fn a_service_that_does_not_answer_in_time_is_given_up() {
    let (world, _) = world().await;
    let answer = world.post("/meedoen/v1/personen/_zoek", &json!({"burgerservicenummer": "999993653"})).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(answer.body["code"], "took-too-long");
    assert!(!answer.header("retry-after").is_empty());
}

#[tokio::test]
async fn an_application_reads_as_it_was_written() {
    let (world, script) = world().await;
    let fact = |key: &str, value: Wire| proto::common::v1::Fact {
        key: key.into(),
        value: Some(value),
        source: "applicant".into(),
        stated_on: "2026-01-05".into(),
    };
    *script.application.lock().unwrap() = Some(intake::GetApplicationResponse {
        case_id: CASE.into(),
        case_number: "2026-000001".into(),
        situation: intake::Situation::Recall.into(),
        channel: intake::Channel::System.into(),
        stage: "searching".into(),
        reported_on: "2026-01-05".into(),
        facts: vec![
            fact("capital", Wire::MoneyCents(125_000)),
            fact("household", Wire::Choice("single".into())),
        ],
        version: 7,
        ..intake::GetApplicationResponse::default()
    });
    let answer = world.get(&format!("/meedoen/v1/aanvragen/{CASE}")).await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("etag"), "\"7\"");
    assert_eq!(answer.body["gegevens"], json!({"vermogen": 125_000, "huishouden": "alleenstaande"}));
    assert_eq!(
        answer.body["herkomst"]["vermogen"],
        json!({"bron": "aanvrager", "vastgesteldOp": "2026-01-05"})
    );
    assert_eq!(answer.body["stadium"], "zoektermijn");
    assert_eq!(answer.body["situatie"], "hernieuwd-contact");
}

#[tokio::test]
async fn until_workflow_knows_a_case_intake_answers_for_it() {
    let (world, script) = world().await;
    assert_eq!(world.get(&format!("/meedoen/v1/zaken/{CASE}")).await.status, 404);

    *script.application.lock().unwrap() = Some(intake::GetApplicationResponse {
        case_id: CASE.into(),
        case_number: "2026-000001".into(),
        stage: "searching".into(),
        ..intake::GetApplicationResponse::default()
    });
    let answer = world.get(&format!("/meedoen/v1/zaken/{CASE}")).await;
    assert_eq!((answer.status.as_u16(), &answer.body["fase"]), (200, &json!("melding")));
    assert_eq!(answer.header("etag"), "");
    assert_eq!(world.get("/meedoen/v1/zaken/2026-000001").await.status, 404, "intake is not asked by number");

    *script.case.lock().unwrap() = Some(workflow::GetCaseResponse {
        summary: Some(workflow::CaseSummary {
            case_id: CASE.into(),
            case_number: "2026-000001".into(),
            stage: "review".into(),
            ..workflow::CaseSummary::default()
        }),
        version: 9,
        ..workflow::GetCaseResponse::default()
    });
    let answer = world.get("/meedoen/v1/zaken/2026-000001").await;
    assert_eq!((answer.header("etag"), &answer.body["fase"]), ("\"9\"", &json!("heronderzoek")));
}

#[tokio::test]
async fn a_list_links_to_its_other_pages() {
    let (world, script) = world().await;
    let answer = world.get("/meedoen/v1/zaken?fase=heronderzoek&page=2&pageSize=20").await;

    assert_eq!((answer.status.as_u16(), &answer.body["totaal"]), (200, &json!(60)));
    let links = answer.header("link");
    for relation in ["first", "prev", "next", "last"] {
        assert!(links.contains(&format!("rel=\"{relation}\"")), "{links}");
    }
    assert!(
        links.contains("</meedoen/v1/zaken?fase=heronderzoek&page=3&pageSize=20>; rel=\"next\""),
        "{links}"
    );
    let asked = script.listed.lock().unwrap().pop().unwrap();
    assert_eq!(asked.stage, "review");
    assert_eq!(asked.page.map(|page| (page.page, page.page_size)), Some((2, 20)));
}

#[tokio::test]
async fn a_story_is_whole_or_not_told() {
    let (world, script) = world().await;
    let path = format!("/meedoen/v1/zaken/{CASE}/verhaal");
    let read = |answer: Answer| (answer.status.as_u16(), answer.body);
    assert_eq!(read(world.get(&path).await).0, 404);

    let entry = story::StoryEntry {
        service: "intake".into(),
        number: 1,
        at: "2026-01-05T10:00:00.000001+00:00".into(),
        title: "Aanvraag ontvangen".into(),
        ..story::StoryEntry::default()
    };
    let part = story::GetStoryResponse { entries: vec![entry], intact: true, first_broken: 0 };
    *script.story.lock().unwrap() = Some(Ok(part));
    let (status, body) = read(world.get(&path).await);
    assert_eq!((status, &body["ongeschonden"]), (200, &json!(true)));
    // The fake answers for all six.
    assert_eq!(body["regels"].as_array().unwrap().len(), 6);
    assert_eq!(body["regels"][0]["tijdstip"], "2026-01-05T10:00:00.000001Z");

    *script.story.lock().unwrap() = Some(Err(service::away("store-away")));
    assert_eq!(read(world.get(&path).await).0, 503);
}

#[tokio::test]
async fn what_the_policy_says_of_a_case_is_told_in_dutch_names() {
    let (world, script) = world().await;
    let item = |key: &str, source: &str| intake::PolicyItem {
        key: key.into(),
        label: "Werk".into(),
        source: source.into(),
    };
    let cell = intake::TriedCell {
        key: "earning_capacity".into(),
        asks: "> 80".into(),
        asks_in_dutch: "81 of hoger".into(),
        value: String::new(),
    };
    let rule = intake::TriedRule {
        rule: "categories/1".into(),
        gives: "Groep 1".into(),
        verdict: "unknown".into(),
        cells: vec![cell],
        ..intake::TriedRule::default()
    };
    *script.account.lock().unwrap() = Some(intake::ExplainPolicyResponse {
        case_id: CASE.into(),
        on_day: "2026-03-02".into(),
        outcome: "fact-missing".into(),
        topics: vec![item("work", "§ 1")],
        missing: vec![intake::MissingPolicyFact {
            key: "earning_capacity".into(),
            needed_for: vec!["de indeling".into()],
            asked_at: vec![item("work", "")],
        }],
        facts: vec![intake::PolicyFact {
            key: "age".into(),
            value: "45".into(),
            source: "derived".into(),
            stated_on: "2026-03-02".into(),
        }],
        tables: vec![intake::TriedTable { name: "categories".into(), rules: vec![rule] }],
        text: "Nog niet in te delen.".into(),
        ..intake::ExplainPolicyResponse::default()
    });

    let answer = world.get(&format!("/meedoen/v1/zaken/{CASE}/beleidsuitleg?dag=2026-03-02")).await;

    assert_eq!(
        (answer.status.as_u16(), answer.body["uitkomst"].as_str()),
        (200, Some("gegeven-ontbreekt")),
        "{}",
        answer.body
    );
    assert_eq!(*script.explained_on.lock().unwrap(), ["2026-03-02"]);
    let missing = &answer.body["ontbrekend"][0];
    assert_eq!(
        (&missing["naam"], &missing["nodigVoor"][0]),
        (&json!("verdiencapaciteit"), &json!("de indeling"))
    );
    assert_eq!(missing["gevraagdBij"][0], json!({"sleutel": "work", "naam": "Werk"}));
    let looked_at = json!({"naam": "leeftijd", "omschrijving": "leeftijd", "waarde": "45", "bron": "berekend",
        "vastgesteldOp": "2026-03-02"});
    assert_eq!(answer.body["bekeken"][0], looked_at);
    let row = &answer.body["tabellen"][0];
    assert_eq!(
        (&row["tabel"], &row["regels"][0]["oordeel"]),
        (&json!("indeling"), &json!("nog-niet-bekend"))
    );
    let asked = json!({"naam": "verdiencapaciteit", "omschrijving": "verdiencapaciteit", "cel": "> 80",
        "gevraagd": "81 of hoger"});
    assert_eq!(row["regels"][0]["vragen"][0], asked);
    assert!(answer.body.get("gevolg").is_none() && answer.body["tekst"] == "Nog niet in te delen.");

    // a day that is none, and a case that nobody knows
    let answer = world.get(&format!("/meedoen/v1/zaken/{CASE}/beleidsuitleg?dag=morgen")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.wrong()),
        (400, vec!["dag date-format".to_owned()]),
        "{}",
        answer.body
    );
    *script.account.lock().unwrap() = None;
    let answer = world.get(&format!("/meedoen/v1/zaken/{CASE}/beleidsuitleg")).await;
    assert_eq!((answer.status.as_u16(), answer.body["code"].as_str()), (404, Some("not-found")));
}
