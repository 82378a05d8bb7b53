//! The tables of messaging: the same in every service's database.

pub(crate) mod entity;
mod migration;
mod tables;

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

pub use migration::migrations;
pub use tables::Tables;

use crate::StoreError;

/// Real time, for what must go on when the business clock stands still: leases, ages, retention.
#[expect(clippy::disallowed_methods, reason = "leases and ages are measured in real time, not business time")]
pub(crate) fn real_now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// What a failed turn should do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Someone else was first (deadlock, serialisation, a unique key): load again and run again.
    Conflict,
    /// The database is away or too busy: wait, then try again.
    Away,
    /// It will not work however often it is tried.
    Never,
}

/// Sorts a store's error by what to do about it.
pub(crate) fn trouble(error: &StoreError) -> Trouble {
    match error {
        StoreError::Unreadable { .. } => Trouble::Never,
        StoreError::Database(error) => database_trouble(error),
    }
}

fn database_trouble(error: &DbErr) -> Trouble {
    if matches!(
        error.sql_err(),
        Some(SqlErr::UniqueConstraintViolation(_) | SqlErr::ForeignKeyConstraintViolation(_))
    ) {
        return Trouble::Conflict;
    }
    let (DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))
    | DbErr::Conn(RuntimeErr::SqlxError(cause))) = error
    else {
        return match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Trouble::Away,
            _ => Trouble::Never,
        };
    };
    match &**cause {
        sqlx::Error::Database(fault) => match fault.code().as_deref() {
            // PostgreSQL: serialisation failure, deadlock, lock time-out.
            Some("40001" | "40P01" | "55P03") => Trouble::Conflict,
            // PostgreSQL: connection exceptions, shut down, starting up, too many connections, time-outs.
            Some(code) if ["08", "57", "53"].iter().any(|class| code.starts_with(class)) => Trouble::Away,
            // SQLite: busy, locked, full, I/O error and their extended codes.
            Some(code) if code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 10 | 13)) => {
                Trouble::Away
            }
            Some("25P03") => Trouble::Away,
            _ => Trouble::Never,
        },
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => Trouble::Away,
        _ => Trouble::Never,
    }
}
