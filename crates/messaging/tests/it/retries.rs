//! Guarantee 11: what may work later is tried again with growing, jittered pauses; what never will is not.

use std::time::Duration;

use rstest::rstest;
use testkit::{Kind, eventually};

use crate::world::{Carrier, Pair};

/// At once on a new connection; then with pauses: half to all of 50 ms, and twice as much each time.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_fails_some_times_is_tried_again_with_growing_pauses(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "retries").await else { return };
    pair.receiver.store.lock().unwrap().fails = 6;

    pair.sender.tell("key", &["in the end"]).await.unwrap();
    pair.received(1).await;

    let tries = pair.receiver.store.lock().unwrap().tries.clone();
    assert_eq!(tries.len(), 7, "six failures and one success");
    for (number, pair) in tries.windows(2).skip(1).enumerate() {
        let (pause, longest) = (pair[1] - pair[0], Duration::from_millis(50 << number));
        // The upper bound is loose: the machine may be busy.
        assert!(pause >= longest / 2 && pause < longest + Duration::from_secs(1), "{number}: {pause:?}");
    }
    assert_eq!(pair.receiver.effects("key").await, ["in the end"]);
    pair.stop().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_will_never_work_is_tried_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(pair) = Pair::start(kind, Carrier::Local, "no retries").await else { return };
    pair.receiver.poison.lock().unwrap().insert("refuse".to_owned());

    pair.sender.tell("key", &["refuse"]).await.unwrap();
    let operations = pair.receiver.engine.operations();
    eventually("it is parked", || async { operations.lag().await.unwrap().parked == 1 }).await;

    assert_eq!(pair.receiver.store.lock().unwrap().tries.len(), 1);
    assert_eq!(operations.parked(1, 1).await.unwrap().0[0].attempts, 1);
    pair.stop().await;
}
