use anyhow::Context;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::time::Duration;
use tempfile::TempDir;
use uuid::Uuid;

/// The databases that every store is tested on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// An empty database of one test, gone with it.
pub struct TestDatabase {
    pub kind: Kind,
    pub url: String,
    _kept: Kept,
}

/// What a database is gone with.
enum Kept {
    /// The folder of a SQLite file.
    Folder {
        _folder: TempDir,
    },
    Server {
        _database: OnServer,
    },
}

/// A database on a server, which keeps it until someone removes it.
struct OnServer {
    server: String,
    name: String,
}

const REMOVAL_TRIES: u32 = 40;

impl OnServer {
    async fn remove(&self) -> anyhow::Result<()> {
        let maintenance = Database::connect(&self.server).await?;
        let removal = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // The server's own cleaning may be at work in it, which only the server may end.
        let mut tries = 0;
        while let Err(error) = maintenance.execute_unprepared(&removal).await {
            tries += 1;
            if tries > REMOVAL_TRIES {
                return Err(error.into());
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        Ok(maintenance.close().await?)
    }
}

impl Drop for OnServer {
    /// On a thread of its own: a test is dropped inside its runtime, which cannot wait for another.
    fn drop(&mut self) {
        let removed = std::thread::scope(|scope| {
            let removal = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                runtime.block_on(self.remove())
            });
            removal.join()
        });
        // A test is not failed for it: its server may have been cut off or ended by then.
        if !matches!(removed, Ok(Ok(()))) {
            println!("{} stays on its server: {removed:?}", self.name);
        }
    }
}

impl TestDatabase {
    /// An empty database, or `None` with a printed word that the test is skipped.
    ///
    /// # Errors
    ///
    /// When a server is named and cannot be used.
    pub async fn new(kind: Kind, test: &str) -> anyhow::Result<Option<Self>> {
        match kind {
            Kind::Sqlite => Self::sqlite().map(Some),
            Kind::Postgres => match std::env::var("TEST_DATABASE_URL") {
                Ok(server) => Self::postgres(&server).await.map(Some),
                Err(_) => {
                    println!(
                        "skipped: {test} on PostgreSQL, because TEST_DATABASE_URL is not set (tests/run sets it)"
                    );
                    Ok(None)
                }
            },
        }
    }

    fn sqlite() -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let file = folder.path().join("test.db");
        Ok(Self {
            kind: Kind::Sqlite,
            url: format!("sqlite://{}?mode=rwc", file.display()),
            _kept: Kept::Folder { _folder: folder },
        })
    }

    async fn postgres(server: &str) -> anyhow::Result<Self> {
        let name = format!("test_{}", Uuid::new_v4().simple());
        let maintenance = Database::connect(server).await.context("TEST_DATABASE_URL cannot be reached")?;
        maintenance.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
        maintenance.close().await?;
        let (base, _) = server.rsplit_once('/').context("TEST_DATABASE_URL names no database")?;
        let url = format!("{base}/{name}");
        let kept = Kept::Server { _database: OnServer { server: server.to_owned(), name } };
        Ok(Self { kind: Kind::Postgres, url, _kept: kept })
    }

    /// A pool as the services have it.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn connect(&self) -> anyhow::Result<DatabaseConnection> {
        self.connect_at(&self.url).await
    }

    /// The same database by another address, such as a proxy's.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn connect_at(&self, url: &str) -> anyhow::Result<DatabaseConnection> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(10)
            .acquire_timeout(Duration::from_secs(2))
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(5))
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
            });
        Ok(Database::connect(options).await?)
    }

    /// The host and port of a PostgreSQL database, for a proxy.
    pub fn address(&self) -> Option<String> {
        let (_, rest) = self.url.split_once('@')?;
        Some(rest.split_once('/')?.0.to_owned())
    }

    /// The URL with another host and port.
    pub fn url_at(&self, address: &str) -> String {
        match self.address() {
            Some(own) => self.url.replace(&own, address),
            None => self.url.clone(),
        }
    }
}
