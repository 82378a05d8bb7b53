//! One way to connect to SQLite and PostgreSQL, and to bring a database up to date.

use std::marker::PhantomData;
use std::time::Duration;

use messaging::Connections;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr};
use sea_orm_migration::{MigrationTrait, MigratorTrait};
use secrecy::ExposeSecret;

use crate::config::DatabaseSettings;
use crate::rooms::Service;

/// How long a call waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// A turn finds all its rows by key. A plan that PostgreSQL made when a table was nearly empty, and keeps with the
/// prepared statement, must not read the whole table when it has grown.
const PLANS_OF_TURNS: [(&str, &str); 3] =
    [("enable_seqscan", "off"), ("plan_cache_mode", "force_generic_plan"), ("jit", "off")];
/// How long a statement waits for a lock.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
/// A process that is stopped in the middle of a turn holds its locks no longer than this.
const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(10);

/// Connects to the service's own database: a pool for questions, and as many connections for turns as there are lanes.
///
/// # Errors
///
/// [`DbErr`] when it does not answer or does not let us in.
pub async fn connect(settings: &DatabaseSettings, lanes: usize) -> Result<Connections, DbErr> {
    // Every connection to `:memory:` would be another database.
    if settings.url.expose_secret().contains(":memory:") {
        return Ok(pool(settings, 1, Way::Turns).await?.into());
    }
    let lanes = u32::try_from(lanes).unwrap_or(u32::MAX);
    // SQLite has one writer at a time.
    let writers = if settings.url.expose_secret().starts_with("sqlite") { 1 } else { lanes };
    let (reading, writing) = tokio::try_join!(
        pool(settings, settings.connections, Way::Questions),
        pool(settings, writers, Way::Turns)
    )?;
    Ok(Connections { reading, writing })
}

/// Whose connections they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Questions,
    Turns,
}

async fn pool(settings: &DatabaseSettings, most: u32, way: Way) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(settings.url.expose_secret());
    options
        .max_connections(most)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A turn whose connection is gone runs again on a new one: it need not try before each time.
        .test_before_acquire(way == Way::Questions)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(LOCK_TIMEOUT)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
        });
    let statement_timeout = milliseconds(settings.statement_timeout);
    options.map_sqlx_postgres_opts(move |postgres| {
        let postgres = postgres.options([
            ("lock_timeout", milliseconds(LOCK_TIMEOUT)),
            ("idle_in_transaction_session_timeout", milliseconds(IDLE_IN_TRANSACTION)),
            ("statement_timeout", statement_timeout.clone()),
        ]);
        match way {
            Way::Questions => postgres,
            Way::Turns => postgres.options(PLANS_OF_TURNS),
        }
    });
    Database::connect(options).await
}

fn milliseconds(duration: Duration) -> String {
    duration.as_millis().to_string()
}

/// The migrations of messaging, then those of a service.
pub(crate) struct Migrator<S>(PhantomData<S>);

impl<S: Service> MigratorTrait for Migrator<S> {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all = messaging::migrations();
        all.extend(S::migrations());
        all
    }
}

/// Brings the database of a service up to date, in one transaction; instances that start together wait for the
/// first of them.
///
/// # Errors
///
/// [`DbErr`]; then nothing was changed.
pub async fn migrate<S: Service>(db: &Connections) -> Result<(), DbErr> {
    let transaction = db.begin_write().await?;
    if transaction.get_database_backend() == DbBackend::Postgres {
        // Waiting for another instance, and building an index, may take longer than a turn may.
        for statement in [
            "SET LOCAL lock_timeout = 0",
            "SET LOCAL statement_timeout = 0",
            "SELECT pg_advisory_xact_lock(hashtext('meedoen migrations'))",
        ] {
            transaction.execute_unprepared(statement).await?;
        }
    }
    Migrator::<S>::up(&transaction, None).await?;
    transaction.commit().await
}

/// Whether the database is up to date; needs no right to create tables.
///
/// # Errors
///
/// [`DbErr`] when it does not answer.
pub async fn is_migrated<S: Service>(db: &DatabaseConnection) -> Result<bool, DbErr> {
    Ok(Migrator::<S>::get_pending_migrations_read_only(db).await?.is_empty())
}
