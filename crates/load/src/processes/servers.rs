//! Databases and queues of an installation on servers that are there already.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, bail};
use lapin::options::{ExchangeDeleteOptions, QueueDeclareOptions, QueueDeleteOptions};
use lapin::types::FieldTable;
use lapin::{Connection, ConnectionProperties};
use proto::routes;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use uuid::Uuid;

/// More partitions than any installation of ours declares.
const PARTITIONS: u16 = 16;
const DROP_TRIES: u32 = 40;
/// A server that is asked by many at once may take long; one that never answers must not hold up whoever waits.
const ANSWERS_WITHIN: Duration = Duration::from_secs(120);
const CLEARS_WITHIN: Duration = Duration::from_secs(40);
const CLEAR_TRIES: u32 = 3;

/// What is asked of a server, or a word which of it was not answered.
pub async fn in_time<T>(what: &str, asked: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let answer = tokio::time::timeout(ANSWERS_WITHIN, asked).await;
    answer.with_context(|| format!("{what} was not done within {ANSWERS_WITHIN:?}"))?
}

async fn maintenance(url: &str) -> anyhow::Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.context("the database server cannot be reached")
}

/// A database for each service, with a prefix of this installation's own; by service, its URL.
pub async fn create_databases(url: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let (server, _) = url.rsplit_once('/').context("the database URL names no database")?;
    let prefix = Uuid::new_v4().simple().to_string();
    let db = maintenance(url).await?;
    let mut databases = BTreeMap::new();
    for service in routes::SERVICES {
        let name = format!("meedoen_{}_{}", &prefix[..8], service.replace('-', "_"));
        db.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
        databases.insert(service.to_owned(), format!("{server}/{name}"));
    }
    db.close().await?;
    Ok(databases)
}

/// Removes databases, whoever still looks at them.
pub async fn drop_databases(url: &str, databases: impl Iterator<Item = &String>) -> anyhow::Result<()> {
    let db = maintenance(url).await?;
    for database in databases {
        let (_, name) = database.rsplit_once('/').context("the database URL names no database")?;
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        // The server's own cleaning may be at work in it, which only the server may end.
        let mut tries = 0;
        while let Err(error) = db.execute_unprepared(&drop).await {
            tries += 1;
            if tries > DROP_TRIES {
                return Err(error).with_context(|| format!("{name} cannot be removed"));
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }
    db.close().await?;
    Ok(())
}

/// Removes the queues and exchanges that an earlier installation left in this virtual host. What is removed already
/// does no harm, so a connection on which an answer never comes is left for another.
///
/// # Errors
///
/// When someone still hears them: two installations cannot share a virtual host.
pub async fn clear_broker(url: &str) -> anyhow::Result<()> {
    for _ in 0..CLEAR_TRIES {
        if let Ok(cleared) = tokio::time::timeout(CLEARS_WITHIN, remove_queues(url)).await {
            return cleared;
        }
        eprintln!("the broker did not answer within {CLEARS_WITHIN:?} while queues were removed");
    }
    bail!("the broker left {CLEAR_TRIES} connections without an answer")
}

async fn remove_queues(url: &str) -> anyhow::Result<()> {
    let connection = Connection::connect(url, ConnectionProperties::default())
        .await
        .context("the broker cannot be reached")?;
    for service in routes::SERVICES {
        let partitions = (0..PARTITIONS).map(|number| format!("meedoen.{service}.{number}"));
        let others = ["dead", "mark"].map(|kind| format!("meedoen.{service}.{kind}"));
        for queue in partitions.chain(others) {
            remove_queue(&connection, &queue).await?;
        }
        let channel = connection.create_channel().await?;
        let exchange = format!("meedoen.{service}");
        channel.exchange_delete(exchange.as_str().into(), ExchangeDeleteOptions::default()).await?;
    }
    // The channels of queues that were not there may still be closing.
    let _ = connection.close(200, "cleared".into()).await;
    Ok(())
}

async fn remove_queue(connection: &Connection, name: &str) -> anyhow::Result<()> {
    // A passive declaration of a queue that is not there closes its channel: each gets its own.
    let channel = connection.create_channel().await?;
    let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
    let Ok(queue) = channel.queue_declare(name.into(), passive, FieldTable::default()).await else {
        return Ok(());
    };
    if queue.consumer_count() > 0 {
        bail!("another installation hears {name}: give each its own virtual host");
    }
    channel.queue_delete(name.into(), QueueDeleteOptions::default()).await?;
    let _ = channel.close(200, "removed".into()).await;
    Ok(())
}
