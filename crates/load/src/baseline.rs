//! What the machine can do without us: how fast the database commits, and how fast the broker confirms.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::stream::{FuturesUnordered, StreamExt};
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions, QueueDeleteOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database};

/// How long each number is measured.
const SPAN: Duration = Duration::from_secs(2);
const TABLE: &str = "meedoen_load_baseline";
const QUEUE: &str = "meedoen.load.baseline";
/// About what a message of ours weighs, and a row.
const BYTES: usize = 300;

/// Things a second, by how many were under way at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub at_once: usize,
    pub per_second: u64,
}

fn rate(at_once: usize, done: u64, since: Instant) -> Rate {
    let milliseconds = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
    Rate { at_once, per_second: done * 1000 / milliseconds }
}

/// Plain commits a second: each client inserts one row in a transaction of its own, again and again.
///
/// # Errors
///
/// When the database cannot be used.
pub async fn commits(database_url: &str, clients: &[usize]) -> anyhow::Result<Vec<Rate>> {
    let most = clients.iter().copied().max().unwrap_or(1);
    let mut options = ConnectOptions::new(database_url);
    options.max_connections(u32::try_from(most)?).min_connections(u32::try_from(most)?).sqlx_logging(false);
    // A file is committed to disk, as the one-process edition does it.
    options.test_before_acquire(false).map_sqlx_sqlite_opts(|sqlite| {
        sqlite.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full)
    });
    let db = Database::connect(options).await.context("the database cannot be reached")?;
    db.execute_unprepared(&format!("DROP TABLE IF EXISTS {TABLE}")).await?;
    db.execute_unprepared(&format!("CREATE TABLE {TABLE} (body text NOT NULL)")).await?;
    let insert = Arc::new(format!("INSERT INTO {TABLE} VALUES ('{}')", "x".repeat(BYTES)));
    let mut rates = Vec::new();
    for at_once in clients {
        let (since, done) = (Instant::now(), Arc::new(AtomicU64::new(0)));
        let mut workers = FuturesUnordered::new();
        for _ in 0..*at_once {
            let (db, insert, done) = (db.clone(), Arc::clone(&insert), Arc::clone(&done));
            workers.push(tokio::spawn(async move {
                while since.elapsed() < SPAN {
                    db.execute_unprepared(&insert).await?;
                    done.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<_, sea_orm::DbErr>(())
            }));
        }
        while let Some(worker) = workers.next().await {
            worker??;
        }
        rates.push(rate(*at_once, done.load(Ordering::Relaxed), since));
    }
    db.execute_unprepared(&format!("DROP TABLE {TABLE}")).await?;
    db.close().await?;
    Ok(rates)
}

/// Persistent messages a second that a quorum queue confirms, with so many unconfirmed at once.
///
/// # Errors
///
/// When the broker cannot be used.
pub async fn confirms(amqp_url: &str, in_flight: &[usize]) -> anyhow::Result<Vec<Rate>> {
    let connection = Connection::connect(amqp_url, ConnectionProperties::default())
        .await
        .context("the broker cannot be reached")?;
    let channel = connection.create_channel().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    let mut rates = Vec::new();
    for at_once in in_flight {
        declare(&channel).await?;
        let since = Instant::now();
        let done = publish(&channel, *at_once, since).await?;
        rates.push(rate(*at_once, done, since));
        channel.queue_delete(QUEUE.into(), QueueDeleteOptions::default()).await?;
    }
    connection.close(200, "measured".into()).await?;
    Ok(rates)
}

async fn declare(channel: &Channel) -> anyhow::Result<()> {
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    channel.queue_declare(QUEUE.into(), durable, arguments).await?;
    Ok(())
}

async fn publish(channel: &Channel, at_once: usize, since: Instant) -> anyhow::Result<u64> {
    const PERSISTENT: u8 = 2;
    let body = vec![0u8; BYTES];
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    let (mut unconfirmed, mut done) = (FuturesUnordered::new(), 0);
    while since.elapsed() < SPAN {
        while unconfirmed.len() < at_once {
            let properties = BasicProperties::default().with_delivery_mode(PERSISTENT);
            unconfirmed
                .push(channel.basic_publish("".into(), QUEUE.into(), options, &body, properties).await?);
        }
        if let Some(confirmed) = unconfirmed.next().await {
            confirmed?;
            done += 1;
        }
    }
    while let Some(confirmed) = unconfirmed.next().await {
        confirmed?;
        done += 1;
    }
    Ok(done)
}
