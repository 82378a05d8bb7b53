//! An advice that runs out while someone waits: told in time, asked anew, and the turn kept.

use std::sync::Arc;

use domain::Role;
use proto::sheltered_work::v1 as pb;
use sea_orm::Value;
use serde_json::json;
use sheltered_work::ShelteredWork;
use testkit::{Kind, TestDatabase, migrate_before, write_row};

use crate::places::terms;
use crate::world::{HERE, TODAY, World, case, on_both, release, request};

on_both!(
    who_waits_is_told_of_in_time_and_with_a_new_advice_no_more,
    who_is_first_stays_first_when_the_advice_runs_out,
);

/// Two have the places of the policy; who comes after them waits, by an advice until this day.
async fn in_line(world: &World, until: &[&str]) {
    for (number, until) in (1..).zip(["2026-12-31", "2026-12-31"].iter().chain(until)) {
        world.send(number, &request(number)).await;
        world.advise(number, Some(until)).await.unwrap();
    }
}

async fn who_waits_is_told_of_in_time_and_with_a_new_advice_no_more(world: Arc<World>) {
    in_line(&world, &["2026-06-30"]).await;
    // UWV has eight weeks.
    world.to("2026-05-04").await;
    assert!(world.all::<pb::SignalRaised>().await.is_empty());
    world.to("2026-05-05").await;
    world.to("2026-05-06").await;
    let raised = world.all::<pb::SignalRaised>().await;
    let [signal] = &raised[..] else { panic!("{} were raised", raised.len()) };
    assert_eq!((signal.kind.as_str(), signal.due_on.as_str()), ("advice-expires", "2026-06-30"));
    let story = messaging::story_of(&world.db, case(3)).await.unwrap();
    assert_eq!(story.entries.last().unwrap().explanation.as_ref().unwrap().rule, "advice-expires");
    assert_eq!(terms(&world, 3, "").await, ["indication running 2026-06-30"]);

    world.advise(3, Some("2026-12-31")).await.unwrap();
    let settled = world.all::<pb::SignalSettled>().await;
    let [signal] = &settled[..] else { panic!("{} were settled", settled.len()) };
    assert_eq!((&signal.kind, &signal.subject), (&raised[0].kind, &raised[0].subject));
    world.to("2026-07-01").await;
    assert_eq!(world.indication(3).await.state, "waiting");
    world.send(3, &release(3)).await;
    world.to("2026-12-31").await;
    assert_eq!(world.all::<pb::SignalRaised>().await.len(), 1, "who waits no more is left alone");
}

async fn who_is_first_stays_first_when_the_advice_runs_out(world: Arc<World>) {
    in_line(&world, &["2026-05-31", "2026-12-31"]).await;
    world.to("2026-04-05").await;
    world.to("2026-06-01").await;
    assert_eq!(world.events(3).await.last().unwrap(), "signal-settled");
    let first = world.indication(3).await;
    assert_eq!(
        (first.state.as_str(), first.position, first.asked_on.as_str()),
        ("advice-asked", 1, "2026-06-01")
    );
    assert_eq!(world.indication(4).await.position, 2);
    let list = world.by(Role::Manager, pb::ListWaitingRequest::default());
    let list = world.client().list_waiting(list).await.unwrap().into_inner();
    let seen: Vec<_> = list.waiting.iter().map(|one| (one.position, one.valid_until.as_str())).collect();
    assert_eq!(seen, [(1, ""), (2, "2026-12-31")]);
    let asked = world.by(Role::ClientSystem, pb::ListAdviceRequestsRequest::default());
    let asked = world.client().list_advice_requests(asked).await.unwrap().into_inner();
    assert_eq!(asked.requests.len(), 1, "UWV is asked without anyone doing so");

    world.send(1, &release(1)).await;
    assert_eq!(world.indication(4).await.state, "placed", "skipped");
    world.advise(3, Some("2026-12-31")).await.unwrap();
    assert_eq!(world.indication(3).await.position, 1);
    world.send(2, &release(2)).await;
    assert_eq!(world.indication(3).await.state, "placed");
}

mod before_it_was_noted {
    use super::*;

    testkit::on_both!(crate::expiring::on_earlier; rows_are_read_and_wake);
}

/// The tables as they were before anything of the clock was noted.
async fn on_earlier<F: Future<Output = ()>>(kind: Kind, name: &str, test: impl FnOnce(TestDatabase) -> F) {
    if let Some(database) = TestDatabase::new(kind, name).await.unwrap() {
        let db = database.connect().await.unwrap();
        migrate_before::<ShelteredWork>(&db, "m20261123_190000_wake_for_an_advice_that_runs_out").await;
        db.close().await.unwrap();
        test(database).await;
    }
}

/// Stored by an earlier version: one who waits by an advice that runs out, one whose advice ran out unnoticed, and one who
/// was asked anew and fell out of the line.
async fn rows_are_read_and_wake(database: TestDatabase) {
    let db = database.connect().await.unwrap();
    let pool = json!({"started": true, "last_place": 0, "last_turn": 3}).to_string();
    let (tenant, version, schema) = ("a-tenant".into(), 3_i64.into(), 1_i16.into());
    let row = [("tenant", tenant), ("version", version), ("schema", schema), ("state", pool.into())];
    write_row(&db, "pools", row).await;
    let advice = |until: &str| json!({"named": until, "until": until});
    let turn = |number: i64| json!({"number": number, "since": "2025-10-01"});
    let stages = [
        (1, json!({"waiting": {"turn": turn(1), "advice": advice("2026-03-31")}})),
        (2, json!({"waiting": {"turn": turn(2), "advice": advice("2026-02-28")}})),
        (3, json!({"advice-asked": {"turn": turn(3)}})),
        (4, json!({"advice-asked": {"turn": null}})),
    ];
    for (number, stage) in stages {
        let waits = stage.get("waiting").is_some();
        let state = json!({
            "case": case(number).to_string(), "person": case(number + 100).to_string(), "municipality": HERE,
            "asked_on": "2025-09-01", "needs_support": false, "stage": stage, "version": 2,
        });
        let row: [(&str, Value); 9] = [
            ("case_id", case(number).uuid().into()),
            ("tenant", "a-tenant".into()),
            ("municipality", HERE.into()),
            ("stage", if waits { "waiting" } else { "advice-asked" }.into()),
            ("asked_on", "2025-09-01".parse::<chrono::NaiveDate>().unwrap().into()),
            ("turn", i64::try_from(number).ok().filter(|_| waits).into()),
            ("version", 2_i64.into()),
            ("schema", 1_i16.into()),
            ("state", state.to_string().into()),
        ];
        write_row(&db, "indications", row).await;
    }
    db.close().await.unwrap();

    let world = World::over(database).await;
    world.rests().await;
    let mut stand = Vec::new();
    for number in 1..=4 {
        let one = world.indication(number).await;
        stand.push((one.state, one.position, one.asked_on));
    }
    let expected = [
        ("waiting", 1, "2025-09-01"),
        ("advice-asked", 2, TODAY),
        ("advice-asked", 3, "2025-09-01"),
        ("advice-asked", 0, "2025-09-01"),
    ];
    assert_eq!(stand, expected.map(|(state, position, asked)| (state.into(), position, asked.into())));
    assert_eq!(world.events(1).await, ["signal-raised"]);
    assert_eq!(world.events(2).await, ["advice-requested"]);
    assert!(world.events(3).await.is_empty());
}
