//! Rows as an earlier version wrote them, which knew nothing of facts that turn by themselves.

use chrono::NaiveDate;
use intake::Intake;
use proto::intake::v1 as pb;
use proto::routes::type_of;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};
use serde_json::json;
use testkit::{Kind, TestDatabase, eventually, migrate_before, write_row};
use uuid::Uuid;

use crate::world::{HERE, World};

testkit::on_both!(crate::earlier::on_earlier; facts_that_turn_wake_who_waits_for_that);

async fn on_earlier<F: Future<Output = ()>>(kind: Kind, name: &str, test: impl FnOnce(TestDatabase) -> F) {
    if let Some(database) = TestDatabase::new(kind, name).await.unwrap() {
        let db = database.connect().await.unwrap();
        migrate_before::<Intake>(&db, "m20261123_150000_wake_for_facts_that_turn").await;
        db.close().await.unwrap();
        test(database).await;
    }
}

/// The next day on which the clock looked at a case: of the earlier version, when the applicant nears the pension age.
const FAR: &str = "2052-05-18";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn case(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// Whose intake is complete and whose right was decided, with earnings that were stated up to the end of March.
async fn stored(db: &DatabaseConnection, number: u128, is_open: bool) {
    let of_corpus = include_str!("../stored/1-006-stage-complete.json");
    let mut whole: serde_json::Value = serde_json::from_str(of_corpus).unwrap();
    let (id, person) = (case(number), case(number + 100));
    let earned = json!({"money": 90_000});
    let state = &mut whole["application"];
    (state["case"], state["person"]) = (json!(id), json!(person));
    state["facts"]["monthly_earnings"]["value"] = earned.clone();
    (state["facts_until"], state["statements"]) = (json!("2026-03-31"), json!(2));
    if !is_open {
        state["stage"] = json!({"name": "closed", "on": "2026-02-16", "because": "withdrawn"});
    }
    let stage = state["stage"]["name"].as_str().unwrap().to_owned();
    let row: [(&str, Value); 11] = [
        ("id", id.into()),
        ("person_id", person.into()),
        ("partner_id", Option::<Uuid>::None.into()),
        ("municipality", HERE.into()),
        ("number", format!("2026-{number:06}").into()),
        ("applied_on", day("2026-01-05").into()),
        ("stage", stage.into()),
        ("is_open", is_open.into()),
        ("version", 3_i64.into()),
        ("schema", 1_i32.into()),
        ("state", state.to_string().into()),
    ];
    write_row(db, "applications", row).await;

    let deadlines = &mut whole["deadlines"];
    (deadlines["case"], deadlines["person"]) = (json!(id), json!(person));
    (deadlines["open"], deadlines["wakes_on"]) = (json!(is_open), json!(FAR));
    deadlines["decision"]["ended_on"] = json!("2026-02-02");
    let row: [(&str, Value); 6] = [
        ("case_id", id.into()),
        ("municipality", HERE.into()),
        ("wakes_on", is_open.then(|| day(FAR)).into()),
        ("version", 1_i64.into()),
        ("schema", 1_i32.into()),
        ("state", deadlines.to_string().into()),
    ];
    write_row(db, "deadlines", row).await;

    let mut at_first = whole["statements"][1].clone();
    at_first["household"] = whole["statements"][0]["household"].clone();
    at_first["cost_sharers"] = whole["statements"][0]["cost_sharers"].clone();
    let until_march = json!({"monthly_earnings": {"value": earned, "informant": {"kind": "applicant"},
        "stated_on": "2026-01-12", "valid_until": "2026-03-31"}});
    for (number, kind, claims) in [(1_i64, "submission", at_first), (2, "facts", until_march)] {
        let said_on = if number == 1 { "2026-01-05" } else { "2026-01-12" };
        let row: [(&str, Value); 9] = [
            ("case_id", id.into()),
            ("number", number.into()),
            ("kind", kind.into()),
            ("day", day(said_on).into()),
            ("at", chrono::DateTime::UNIX_EPOCH.into()),
            ("stated_by", "anna".into()),
            ("claims", claims.to_string().into()),
            ("verified", "[]".into()),
            ("note", Option::<Vec<u8>>::None.into()),
        ];
        write_row(db, "statements", row).await;
    }
}

async fn wakes_on(db: &DatabaseConnection, number: u128) -> Option<NaiveDate> {
    let sql = "SELECT wakes_on FROM deadlines WHERE case_id = $1";
    let asked = Statement::from_sql_and_values(db.get_database_backend(), sql, [case(number).into()]);
    db.query_one_raw(asked).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

async fn facts_that_turn_wake_who_waits_for_that(database: TestDatabase) {
    let db = database.connect().await.unwrap();
    stored(&db, 1, true).await;
    stored(&db, 2, false).await;
    db.close().await.unwrap();

    let world = World::over(database, 1).await;
    world.rests().await;
    assert_eq!(wakes_on(&world.db, 1).await, Some(day("2026-04-01")), "the first day without the earnings");
    assert_eq!(wakes_on(&world.db, 2).await, None, "what is over is left alone");

    world.advance("2026-04-01");
    eventually("it is told that the facts turned", || async {
        let told = world.told(&case(1).to_string()).await;
        told.iter().any(|one| one.kind == type_of::<pb::FactsChanged>())
    })
    .await;
    let told: pb::FactsChanged = world.last(&case(1).to_string()).await;
    assert_eq!(told.keys, ["monthly_earnings"]);
    world.rests().await;
    assert!(wakes_on(&world.db, 1).await > Some(day("2050-01-01")), "once");
}
