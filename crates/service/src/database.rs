//! One way to connect to SQLite and PostgreSQL, and to bring a database up to date.

use std::marker::PhantomData;
use std::time::Duration;

use messaging::begin_write;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{Error, Row};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr};
use sea_orm_migration::{MigrationTrait, MigratorTrait};
use secrecy::ExposeSecret;

use crate::config::DatabaseSettings;
use crate::rooms::Service;

/// How long a call waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements a connection keeps prepared. Each length of a batch is a statement of its own: with the hundred that
/// sqlx keeps, nearly half of them were parsed anew.
const STATEMENTS: usize = 500;
/// How long a statement waits for a lock.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
/// A process that is stopped in the middle of a turn holds its locks no longer than this.
const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(10);

/// Connects to the service's own database.
///
/// # Errors
///
/// [`DbErr`] when it does not answer or does not let us in.
pub async fn connect(settings: &DatabaseSettings) -> Result<DatabaseConnection, DbErr> {
    let url = settings.url.expose_secret();
    let mut options = ConnectOptions::new(url);
    options
        // Every connection to `:memory:` would be another database.
        .max_connections(if url.contains(":memory:") { 1 } else { settings.connections })
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(LOCK_TIMEOUT)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .statement_cache_capacity(STATEMENTS)
        });
    let statement_timeout = milliseconds(settings.statement_timeout);
    options.map_sqlx_postgres_opts(move |postgres| {
        postgres
            .options([
                ("lock_timeout", milliseconds(LOCK_TIMEOUT)),
                ("idle_in_transaction_session_timeout", milliseconds(IDLE_IN_TRANSACTION)),
                ("statement_timeout", statement_timeout.clone()),
            ])
            .statement_cache_capacity(STATEMENTS)
    });
    drop_poisoned(&mut options);
    Database::connect(options).await
}

/// A future of `begin()` that is dropped while BEGIN is on its way leaves a PostgreSQL connection inside a
/// transaction (sqlx 0.9.0), and the next user's writes would be lost. Turns run in tasks of their own, so this
/// is the second lock: a connection is handed out only when a statement on it starts its own transaction.
///
/// It takes the place of the ping that sea-orm sends before every use, so it costs nothing more; a bare ROLLBACK
/// would fill the server's log with warnings. SQLite's worker takes back a BEGIN that nobody waits for by itself.
fn drop_poisoned(options: &mut ConnectOptions) {
    options.test_before_acquire(false).map_sqlx_postgres_before_acquire(|connection, _| {
        Box::pin(async move {
            // The simple protocol: in the extended one the two are never the same.
            let question = sea_orm::sqlx::raw_sql("SELECT transaction_timestamp() = statement_timestamp()");
            Ok(question.fetch_one(connection).await?.try_get_raw(0)?.as_str().map_err(Error::Decode)? == "t")
        })
    });
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
pub async fn migrate<S: Service>(db: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = begin_write(db).await?;
    if db.get_database_backend() == DbBackend::Postgres {
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
