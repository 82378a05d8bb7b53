//! Who looked is recorded before it is answered, in one chain, and what is done to the records is found.

use futures_util::future::join_all;
use messaging::{FaultKind, View, ViewPlace, hear_of_views, verify_views, view_witnesses, views_of};
use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use testkit::Kind;

use crate::world::{Carrier, Pair, case_of, municipality};

fn view(who: &str, case: Option<&str>) -> View {
    View {
        who: who.into(),
        roles: vec!["intake-consultant"],
        municipality: municipality(),
        case: case.map(case_of),
        fields: vec!["name", "iban"],
        purpose: "de aanvraag behandelen",
    }
}

/// All faults, in parts so small that there are several.
async fn faults(db: &DatabaseConnection) -> (u64, Vec<(u64, FaultKind)>) {
    let (mut records, mut faults, mut place) = (0, Vec::new(), Some(ViewPlace::start()));
    while let Some(from) = place {
        let part = verify_views(db, from, 7).await.unwrap();
        records += part.records;
        faults.extend(part.faults.into_iter().map(|fault| (fault.number, fault.kind)));
        place = part.next;
    }
    (records, faults)
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_that_come_together_stand_in_one_chain(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "views").await else { return };
    let engine = &pair.receiver.engine;
    let looks = (0..40).map(|number| {
        let who = format!("user-{number}");
        async move { engine.views().record(vec![view(&who, Some("a")), view(&who, None)]).await }
    });
    assert!(join_all(looks).await.into_iter().all(|kept| kept.is_ok()));
    engine.views().record(vec![view("last", Some("a"))]).await.unwrap();

    let db = engine.db();
    assert_eq!(faults(db).await, (81, Vec::new()));
    let (seen, total) = views_of(db, &municipality(), case_of("a"), 1, 10).await.unwrap();
    assert_eq!((total, seen.len(), seen[0].who.as_str()), (41, 10, "last"));
    assert_eq!(
        (seen[0].fields.join(" "), seen[0].roles.join(" ")),
        ("name iban".into(), "intake-consultant".into())
    );
    let elsewhere = "b-tenant:0002".parse().unwrap();
    assert_eq!(views_of(db, &elsewhere, case_of("a"), 1, 10).await.unwrap().1, 0);
    pair.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_done_to_records_of_views_is_found(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "views undone").await else { return };
    let engine = &pair.receiver.engine;
    for number in 1..=20 {
        engine.views().record(vec![view(&format!("user-{number}"), Some("a"))]).await.unwrap();
    }
    let db = engine.db();
    let tampered = [
        ("UPDATE views SET who = 'nobody' WHERE number = 4", vec![(4, FaultKind::Changed)]),
        (
            "UPDATE views SET case_id = NULL WHERE number = 9",
            vec![(4, FaultKind::Changed), (9, FaultKind::Changed)],
        ),
        (
            "UPDATE views SET payload = '' WHERE number = 12",
            vec![(4, FaultKind::Changed), (9, FaultKind::Changed), (12, FaultKind::Changed)],
        ),
        (
            "DELETE FROM views WHERE number = 14",
            vec![
                (4, FaultKind::Changed),
                (9, FaultKind::Changed),
                (12, FaultKind::Changed),
                (14, FaultKind::Missing),
            ],
        ),
        (
            "DELETE FROM views WHERE number = 20",
            vec![
                (4, FaultKind::Changed),
                (9, FaultKind::Changed),
                (12, FaultKind::Changed),
                (14, FaultKind::Missing),
                (20, FaultKind::Missing),
            ],
        ),
    ];
    for (statement, expected) in tampered {
        db.execute_unprepared(statement).await.unwrap();
        assert_eq!(faults(db).await.1, expected, "{statement}");
    }
    pair.stop().await;
}

/// Who takes away the end of the chain of views puts its head back as well: the service itself sees nothing, another
/// service that heard from it does.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_that_are_gone_are_found_by_what_others_were_told(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "views witnessed").await else { return };
    let case = case_of("a case");
    for number in 1..=3 {
        let look = View { case: Some(case), ..view(&format!("user-{number}"), None) };
        pair.sender.engine.views().record(vec![look]).await.unwrap();
    }
    pair.sender.tell(&case.to_string(), &["one"]).await.unwrap();
    pair.received(1).await;
    let (ours, theirs) = (pair.sender.engine.db(), pair.receiver.engine.db());
    let gone = || async {
        let told = view_witnesses(theirs, &[case]).await.unwrap();
        assert_eq!(told.keys().collect::<Vec<_>>(), [pair.wire.sender]);
        let found = hear_of_views(ours, &told[pair.wire.sender]).await.unwrap();
        (faults(ours).await.1, found.iter().map(|fault| (fault.number, fault.kind)).collect::<Vec<_>>())
    };
    assert_eq!(gone().await, (Vec::new(), Vec::new()));

    for statement in [
        "DELETE FROM views WHERE number > 1",
        "UPDATE view_head SET number = 1, hash = (SELECT hash FROM views WHERE number = 1)",
    ] {
        ours.execute_unprepared(statement).await.unwrap();
    }
    let missing = |numbers: &[u64]| numbers.iter().map(|number| (*number, FaultKind::Missing)).collect();
    assert_eq!(gone().await, (Vec::new(), missing(&[2, 3])));
    for statement in ["DELETE FROM views", "DELETE FROM view_head"] {
        ours.execute_unprepared(statement).await.unwrap();
    }
    assert_eq!(gone().await, (Vec::new(), missing(&[1, 2, 3])));
    pair.stop().await;
}
