use sea_orm::{DatabaseConnection, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use crate::Tx;

/// The two ways into a service's one database.
///
/// Turns have a connection of their own, so that their statements stay prepared there and SQLite's cache stays warm:
/// whoever else writes would empty it. All that writes goes that way; questions never do.
#[derive(Debug, Clone)]
pub struct Connections {
    pub reading: DatabaseConnection,
    pub writing: DatabaseConnection,
}

impl From<DatabaseConnection> for Connections {
    /// One pool for both: where there can be only one connection, and in tests.
    fn from(db: DatabaseConnection) -> Self {
        Self { reading: db.clone(), writing: db }
    }
}

impl Connections {
    /// Begins a transaction that will write. On SQLite it takes the one write lock at once, so that a turn never
    /// fails half-way for want of it; on PostgreSQL rows are locked as they are loaded.
    ///
    /// Whoever stops waiting leaves a clean connection behind: a `begin` that is dropped while it is on its way
    /// would leave the connection inside a transaction (sqlx 0.9.0), and the next user's writes would be lost. So it
    /// runs in a task of its own.
    ///
    /// # Errors
    ///
    /// [`DbErr`] when the database does not let us in.
    pub async fn begin_write(&self) -> Result<Tx, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let db = self.writing.clone();
        let beginning = tokio::spawn(async move { db.begin_with_options(options).await });
        beginning.await.map_err(|error| DbErr::Custom(error.to_string()))?
    }

    /// Lets go of the database.
    ///
    /// # Errors
    ///
    /// [`DbErr`] when a connection does not end as it should.
    pub async fn close(self) -> Result<(), DbErr> {
        self.writing.close().await?;
        self.reading.close().await
    }
}
