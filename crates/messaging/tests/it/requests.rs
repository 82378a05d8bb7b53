//! Guarantees 3 and 10: a person's request is a turn of one, with an idempotency key kept as long as the case.

use futures_util::future::join_all;
use messaging::{Idempotency, RequestContext, RequestError};
use rstest::rstest;
use testkit::{Kind, eventually};

use crate::world::{Carrier, Input, Pair};

fn keyed(key: &str, fingerprint: u8) -> RequestContext {
    let idempotency = Idempotency { key: key.into(), fingerprint: [fingerprint; 32] };
    RequestContext { actor: "tester".into(), idempotency: Some(idempotency) }
}

fn tell(key: &str) -> Input {
    Input::Tell { key: key.into(), texts: vec!["told".into()] }
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_is_the_same_request(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "idempotency").await else { return };
    let engine = &pair.sender.engine;

    let many = join_all((0..20).map(|_| engine.request(tell("key"), keyed("once", 1)))).await;
    let later = engine.request(tell("key"), keyed("once", 1)).await;
    let other = engine.request(tell("key"), keyed("once", 2)).await;

    assert!(many.into_iter().chain([later]).all(|reply| reply.unwrap() == 1));
    assert!(matches!(other, Err(RequestError::Refused(refusal)) if refusal.rule == "idempotency-key-reused"));
    pair.received(1).await;
    assert_eq!(pair.sender.effects("key").await.len(), 1);
    pair.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_leaves_no_trace(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "refusal").await else { return };

    let refused = pair.sender.tell("key", &[]).await;

    assert!(matches!(refused, Err(RequestError::Refused(refusal)) if refusal.rule == "nothing-to-tell"));
    assert!(pair.sender.effects("key").await.is_empty());
    assert_eq!(pair.sender.engine.operations().lag().await.unwrap().outbox_unpublished, 0);
    pair.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_who_hangs_up_cancels_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "hanging up").await else { return };
    let engine = &pair.sender.engine;

    for number in 0..200 {
        let key = format!("key-{number}");
        let request = engine.request(tell(&key), RequestContext::by("tester"));
        // Polled once, so that it is under way, and then dropped.
        tokio::select! {
            biased;
            _ = request => {}
            () = std::future::ready(()) => {}
        }
    }

    eventually("every request that was begun is done", || async {
        pair.sender.effects("key-199").await.len() == 1
    })
    .await;
    pair.received(200).await;
    for number in 0..200 {
        assert_eq!(pair.sender.effects(&format!("key-{number}")).await, ["asked told"]);
    }
    pair.stop().await;
}
