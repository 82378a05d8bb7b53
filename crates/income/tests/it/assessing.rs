//! Questions of law without a case, over gRPC. Nothing is stored, so one database is enough.

use domain::Role;
use proto::income::v1 as pb;
use proto::income::v1::assessment_service_client::AssessmentServiceClient;
use rstest::rstest;
use rules::{Ask, Days, Local};
use serde_json::{Value, json};
use service::{Refused, on_behalf};
use testkit::{Kind, municipality};
use tonic::Code;

use crate::world::{HERE, World};

async fn assess(world: &World, role: Role, asked: pb::AssessRequest) -> Result<Value, tonic::Status> {
    let request = on_behalf(asked, &world.token(role), &municipality(HERE), None)?;
    let mut client = AssessmentServiceClient::new(world.line());
    let reply = client.assess(request).await?.into_inner();
    Ok(serde_json::from_str(&reply.reply_json).unwrap())
}

fn asked(facts: &Value) -> pb::AssessRequest {
    pb::AssessRequest {
        facts_json: facts.to_string(),
        assessed_on: "2026-03-01".into(),
        ..pb::AssessRequest::default()
    }
}

fn single(earnings: i64) -> Value {
    json!({
        "applicant": {
            "birth_date": "1990-06-15", "residence": "dutch", "lives_in_municipality": true, "detained": false,
            "in_institution": false, "weeks_abroad": 0,
            "incomes": [{ "kind": "other", "amount": earnings }]
        },
        "household": { "kind": "single", "children": [], "housemates": [] },
        "capital": { "assets": [], "debts": [], "owns_home": false },
        "assistance": { "receives": false }
    })
}

#[rstest]
#[tokio::test]
async fn a_question_is_answered_as_the_rules_answer_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "assessing").await else { return };
    let facts = single(40_000);
    let reply = assess(&world, Role::IncomeConsultant, asked(&facts)).await.unwrap();
    assert_eq!((&reply["ask"], &reply["outcome"]), (&json!("assistance"), &json!("granted")));
    assert_eq!(
        (&reply["amounts"]["norm"], &reply["amounts"]["assistance"]),
        (&json!(140_150), &json!(100_150))
    );

    let deployed = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
    let policies = policy::Policies::load(&deployed).unwrap();
    let days = Days::all("2026-03-01".parse().unwrap());
    let typed = serde_json::from_value(facts.clone()).unwrap();
    for ask in Ask::ALL {
        let question = pb::AssessRequest { ask: ask.code().into(), ..asked(&facts) };
        let reply = assess(&world, Role::ClientSystem, question).await.unwrap();
        let expected = rules::answer(&typed, policies.national(), &Local::default(), days, *ask);
        assert_eq!(reply, serde_json::to_value(&expected).unwrap(), "{}", ask.code());
    }
}

#[tokio::test]
async fn days_and_own_figures_are_those_that_were_sent() {
    let Some(world) = World::on("2026-03-20", Kind::Sqlite, "assessing_days").await else { return };
    let mut facts = single(0);
    facts["household"]["housing"] = json!({ "has_costs": false });
    let without = assess(&world, Role::PolicyOfficer, asked(&facts)).await.unwrap();
    assert_eq!(without["outcome"], "person-decides");
    let question = pb::AssessRequest {
        local_json: Some(json!({ "no_housing_costs_percent": 20 }).to_string()),
        decided_on: "2026-03-05".into(),
        known_on: "2026-03-03".into(),
        ..asked(&facts)
    };
    let reply = assess(&world, Role::QualityOfficer, question).await.unwrap();
    assert_eq!(reply["outcome"], "granted", "{reply:#}");
    assert_eq!(
        reply["days"],
        json!({ "assessed": "2026-03-01", "decided": "2026-03-05", "known": "2026-03-03" })
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_without_a_word_of_it() {
    let Some(world) = World::on("2026-03-20", Kind::Sqlite, "assessing_refused").await else { return };
    let wrong = pb::AssessRequest {
        facts_json: json!({ "applicant": { "birth_date": "geheim" } }).to_string(),
        ask: "nrom".into(),
        assessed_on: "morgen".into(),
        local_json: Some("{\"geheim".into()),
        ..pb::AssessRequest::default()
    };
    let status = assess(&world, Role::IntakeConsultant, wrong).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let refused = Refused::from_status(&status);
    let named: Vec<_> =
        refused.violations.iter().map(|found| format!("{} {}", found.field, found.rule)).collect();
    let expected = [
        "facts_json.applicant.birth_date value",
        "local_json json-syntax",
        "ask question",
        "assessed_on date-format",
    ];
    assert_eq!(named, expected);
    for told in ["geheim", "morgen", "nrom"] {
        assert!(!format!("{refused:?}").contains(told), "{refused:?}");
    }
}

#[tokio::test]
async fn who_may_not_ask_is_refused_and_everyone_else_reads_the_schemas() {
    let Some(world) = World::on("2026-03-20", Kind::Sqlite, "assessing_roles").await else { return };
    for role in [Role::Partner, Role::Manager, Role::Operator] {
        let status = assess(&world, role, asked(&json!({}))).await.unwrap_err();
        assert_eq!(status.code(), Code::PermissionDenied, "{role}");
    }
    let schemas = async |role| {
        let message = pb::GetAssessmentSchemasRequest {};
        let request = on_behalf(message, &world.token(role), &municipality(HERE), None).unwrap();
        AssessmentServiceClient::new(world.line()).get_assessment_schemas(request).await
    };
    assert_eq!(schemas(Role::Manager).await.map(drop).unwrap_err().code(), Code::PermissionDenied);
    let found = schemas(Role::PolicyOfficer).await.unwrap().into_inner();
    let expected = rules::schemas().map(|(_, schema)| schema.to_value());
    let texts = [found.facts_json, found.local_json, found.reply_json];
    assert_eq!(texts.map(|text| serde_json::from_str::<Value>(&text).unwrap()), expected);
}
