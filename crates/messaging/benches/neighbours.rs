//! What a busy key and poisoned messages cost their neighbours (guarantees 8 and 12).
//!
//! `cargo bench -p messaging` with `TEST_DATABASE_URL` and `TEST_AMQP_URL` of servers that it may use; without them
//! only SQLite with the local transport is measured. Each figure stands beside the same run without the trouble.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::float_arithmetic, reason = "figures for people")]

use std::time::{Duration, Instant};

use testkit::Kind;

// The contract's own small services; what they offer beyond this benchmark is the tests'.
#[path = "../tests/it/ledger.rs"]
mod ledger;
#[expect(dead_code, unused_imports, reason = "the tests use more of it")]
#[path = "../tests/it/world.rs"]
mod world;

use world::{Carrier, Pair, effect_count};

/// Messages about other keys, each about one of its own, told by so many workers.
const OTHERS: usize = 10_000;
const WORKERS: usize = 8;
/// Of so many messages one's time is taken.
const PROBE: usize = 25;
/// Messages about the busy key, told meanwhile by one more.
const BUSY: usize = 1_000;
/// Messages in a run for throughput; one in a hundred is poison, each about a key of its own.
const MESSAGES: usize = 5_000;

fn main() {
    // `cargo test` starts every target; only `cargo bench` asks for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for (kind, carrier) in [(Kind::Sqlite, Carrier::Local), (Kind::Postgres, Carrier::Amqp)] {
        runtime.block_on(measure(kind, carrier));
    }
}

async fn measure(kind: Kind, carrier: Carrier) {
    let Some(pair) = Pair::start(kind, carrier, "the benchmark of neighbours").await else { return };
    println!("{kind:?}, {carrier:?}");
    let quiet = others(&pair, "quiet").await;
    let texts: Vec<String> = (0..BUSY).map(|number| format!("{number:04}")).collect();
    let busy = async {
        for text in &texts {
            pair.sender.tell("busy", &[text]).await.unwrap();
        }
    };
    let (beside, ()) = tokio::join!(others(&pair, "beside"), busy);
    println!("  alone             p50 {:?}  p99 {:?}", quiet.0, quiet.1);
    println!(
        "  beside a busy key p50 {:?}  p99 {:?}  ({:.2} times)",
        beside.0,
        beside.1,
        beside.1.as_secs_f64() / quiet.1.as_secs_f64()
    );
    pair.received(2 * OTHERS + BUSY).await;

    let clean = throughput(&pair, "clean", |_| false).await;
    let poisoned = throughput(&pair, "poisoned", |number| number % 100 == 50).await;
    println!(
        "  without poison {clean:.0}/s, one in a hundred poisoned {poisoned:.0}/s ({:.2})",
        poisoned / clean
    );
    pair.stop().await;
}

/// Half and 99 % of the time from telling to the effect.
async fn others(pair: &Pair, name: &str) -> (Duration, Duration) {
    let workers = (0..WORKERS).map(|worker| async move {
        let mut took = Vec::new();
        for number in (worker..OTHERS).step_by(WORKERS) {
            let key = format!("{name}-{number}");
            let told = Instant::now();
            pair.sender.tell(&key, &["once"]).await.unwrap();
            if (number / WORKERS).is_multiple_of(PROBE) {
                while pair.receiver.effects(&key).await.is_empty() {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                took.push(told.elapsed());
            }
        }
        took
    });
    let mut took = futures_util::future::join_all(workers).await.concat();
    took.sort();
    (took[took.len() / 2], took[took.len() * 99 / 100])
}

/// Messages a second, those that are not poisoned counted.
async fn throughput(pair: &Pair, name: &str, is_poison: impl Fn(usize) -> bool) -> f64 {
    let before = effect_count(pair.receiver.engine.db()).await;
    let keys: Vec<String> = (0..MESSAGES).map(|number| format!("{name}-{number}")).collect();
    let good = (0..MESSAGES).filter(|number| !is_poison(*number)).count();
    let poison = keys.iter().enumerate().filter(|(number, _)| is_poison(*number));
    pair.receiver.poison.lock().unwrap().extend(poison.map(|(_, key)| key.clone()));
    let began = Instant::now();
    let lanes = keys.chunks(MESSAGES / 16).map(|keys| async move {
        for key in keys {
            pair.sender.tell(key, &[key]).await.unwrap();
        }
    });
    futures_util::future::join_all(lanes).await;
    while effect_count(pair.receiver.engine.db()).await < before + good {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    f64::from(u32::try_from(good).unwrap()) / began.elapsed().as_secs_f64()
}
