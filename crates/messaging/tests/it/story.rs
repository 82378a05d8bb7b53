//! The story of a case is chained: what is changed, missing or moved is found.

use messaging::{FaultKind, story_cases, story_of, verify_stories, witnesses};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use testkit::Kind;

use crate::world::{Carrier, Pair, case_of};

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_or_missing_entry_is_named(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "story").await else { return };
    pair.sender.tell("key", &["one", "two", "three", "four"]).await.unwrap();
    pair.received(4).await;
    let db = pair.receiver.engine.db();

    let story = story_of(db, case_of("key")).await.unwrap();
    assert_eq!(story.first_broken, None);
    let titles: Vec<_> = story.entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Gehoord: one", "Gehoord: two", "Gehoord: three", "Gehoord: four"]);

    db.execute_unprepared("UPDATE story SET payload = replace(payload, 'three', 'seven') WHERE number = 3")
        .await
        .unwrap();
    assert_eq!(story_of(db, case_of("key")).await.unwrap().first_broken, Some(3));
    db.execute_unprepared("DELETE FROM story WHERE number = 2").await.unwrap();
    assert_eq!(story_of(db, case_of("key")).await.unwrap().first_broken, Some(2));
    pair.stop().await;
}

/// What was done, by which statements, and what must be found.
type Tampered = (&'static str, &'static [&'static str], &'static [(u64, FaultKind)]);

/// What was done to the story of four entries.
const TAMPERED: [Tampered; 15] = [
    ("nothing", &[], &[]),
    (
        "a text",
        &["UPDATE story SET payload = replace(payload, 'two', 'six') WHERE number = 2"],
        &[(2, FaultKind::Changed)],
    ),
    ("a text, emptied", &["UPDATE story SET payload = '' WHERE number = 2"], &[(2, FaultKind::Changed)]),
    (
        "every text, emptied",
        &["UPDATE story SET payload = ''"],
        &[(1, FaultKind::Changed), (2, FaultKind::Changed), (3, FaultKind::Changed), (4, FaultKind::Changed)],
    ),
    (
        "a text, emptied, with the hash of nothing",
        &[
            "UPDATE story SET payload = '', payload_hash = (SELECT payload_hash FROM story WHERE number = 1) WHERE number = 2",
        ],
        &[(2, FaultKind::Changed)],
    ),
    ("a person", &["UPDATE story SET actor = 'nobody' WHERE number = 3"], &[(3, FaultKind::Changed)]),
    ("a day", &["UPDATE story SET day = '2025-12-31' WHERE number = 1"], &[(1, FaultKind::Changed)]),
    (
        "a municipality",
        &["UPDATE story SET municipality = 'b-tenant:0002' WHERE number = 4"],
        &[(4, FaultKind::Changed)],
    ),
    (
        "the hash of another",
        &[
            "UPDATE story SET payload_hash = (SELECT payload_hash FROM story WHERE number = 1) WHERE number = 3",
        ],
        &[(3, FaultKind::Changed)],
    ),
    ("one in between", &["DELETE FROM story WHERE number = 2"], &[(2, FaultKind::Missing)]),
    ("the last", &["DELETE FROM story WHERE number = 4"], &[(4, FaultKind::Missing)]),
    (
        "the first and the last two",
        &["DELETE FROM story WHERE number <> 2"],
        &[(1, FaultKind::Missing), (3, FaultKind::Missing), (4, FaultKind::Missing)],
    ),
    (
        "the order",
        &[
            "UPDATE story SET number = 99 WHERE number = 2",
            "UPDATE story SET number = 2 WHERE number = 3",
            "UPDATE story SET number = 3 WHERE number = 99",
        ],
        &[(2, FaultKind::Moved), (3, FaultKind::Moved)],
    ),
    (
        "one added",
        &[
            "INSERT INTO story SELECT case_id, 5, municipality, at, day, actor, payload, payload_hash, hash FROM story WHERE number = 4",
        ],
        &[(5, FaultKind::Moved)],
    ),
    (
        "the end, and the head put back",
        &["DELETE FROM story WHERE number = 4", "UPDATE threads SET entries = 2 WHERE entries = 4"],
        &[(3, FaultKind::Unknown)],
    ),
];

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_done_to_a_story_is_found_and_named(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    for (what, statements, expected) in TAMPERED {
        let Some(pair) = Pair::start(kind, Carrier::Local, "tampering").await else { return };
        let key = case_of("a case").to_string();
        pair.sender.tell(&key, &["one", "two", "three", "four"]).await.unwrap();
        pair.received(4).await;
        let db = pair.receiver.engine.db();
        let cases = story_cases(db, None, 10).await.unwrap();
        assert_eq!(cases.len(), 1, "{what}");
        for statement in statements {
            db.execute_unprepared(statement).await.unwrap();
        }
        let checked = verify_stories(db, &cases).await.unwrap().remove(0);
        let found: Vec<_> = checked.faults.iter().map(|fault| (fault.number, fault.kind)).collect();
        assert_eq!(found, expected, "{what}");
        let first = story_of(db, cases[0]).await.unwrap().first_broken;
        assert_eq!(first, expected.first().map(|(number, _)| *number), "{what}");
        pair.stop().await;
    }
}

/// Entries and what stands apart from them are read at one moment.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_story_is_whole_while_it_is_written(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "written meanwhile").await else { return };
    let case = case_of("a case");
    let writing = async {
        for number in 0..100 {
            pair.sender.tell(&case.to_string(), &[&number.to_string()]).await.unwrap();
        }
    };
    let db = pair.sender.engine.db();
    let reading = async {
        loop {
            assert_eq!(story_of(db, case).await.unwrap().first_broken, None);
            assert!(verify_stories(db, &[case]).await.unwrap()[0].faults.is_empty());
        }
    };
    tokio::select! {
        () = writing => {}
        () = reading => {}
    }
    assert_eq!(story_of(db, case).await.unwrap().entries.len(), 100);
    pair.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_story_that_is_gone_is_found_by_what_others_were_told(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Carrier::Local, Carrier::Amqp)] carrier: Carrier,
) {
    let Some(pair) = Pair::start(kind, carrier, "witnesses").await else { return };
    let case = case_of("a case");
    for text in ["one", "two"] {
        pair.sender.tell(&case.to_string(), &[text]).await.unwrap();
    }
    pair.received(2).await;
    let (ours, theirs) = (pair.sender.engine.db(), pair.receiver.engine.db());
    let check = || async {
        let mut checked = verify_stories(ours, &[case]).await.unwrap().remove(0);
        let own = checked.faults.len();
        for witness in witnesses(theirs, &[case]).await.unwrap() {
            assert_eq!(witness.service, pair.wire.sender);
            checked.hear(&witness.head);
        }
        (own, checked.faults.iter().map(|fault| (fault.number, fault.kind)).collect::<Vec<_>>())
    };
    assert_eq!(check().await, (0, Vec::new()));

    // Someone who takes away the end puts the head back as well: the service itself sees nothing.
    for statement in [
        "DELETE FROM story WHERE number = 2",
        "UPDATE threads SET entries = 1, link = (SELECT hash FROM story WHERE number = 1) WHERE entries = 2",
    ] {
        ours.execute_unprepared(statement).await.unwrap();
    }
    assert_eq!(check().await, (0, vec![(2, FaultKind::Missing)]));
    for statement in ["DELETE FROM story", "DELETE FROM threads"] {
        ours.execute_unprepared(statement).await.unwrap();
    }
    assert_eq!(check().await, (0, vec![(1, FaultKind::Missing), (2, FaultKind::Missing)]));
    pair.stop().await;
}
