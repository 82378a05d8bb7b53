//! Whether the tables of a service can be made, taken away and made again, and what becomes of rows that were there before.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::marker::PhantomData;

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};
use sea_orm_migration::{MigrationTrait, MigratorTrait};
use service::Service;

use crate::database::{Kind, TestDatabase};

struct Migrator<S>(PhantomData<S>);

impl<S: Service> MigratorTrait for Migrator<S> {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        S::migrations()
    }
}

/// Takes the migrations of a service up, up once more, down and up again.
///
/// # Panics
///
/// When one of them fails: the test fails.
pub async fn migrations_go_up_down_and_up<S: Service>(kind: Kind) {
    let Some(database) = TestDatabase::new(kind, "migrations go up, down and up").await.unwrap() else {
        return;
    };
    let db = database.connect().await.unwrap();
    Migrator::<S>::up(&db, None).await.unwrap();
    Migrator::<S>::up(&db, None).await.unwrap();
    Migrator::<S>::down(&db, None).await.unwrap();
    Migrator::<S>::up(&db, None).await.unwrap();
}

struct WithMessaging<S>(PhantomData<S>);

impl<S: Service> MigratorTrait for WithMessaging<S> {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        messaging::migrations().into_iter().chain(S::migrations()).collect()
    }
}

/// Makes the tables of a service as they were before the migration of this name. A service that starts on them goes on from
/// there.
///
/// # Panics
///
/// When there is no such migration, or one before it fails: the test fails.
pub async fn migrate_before<S: Service>(db: &DatabaseConnection, name: &str) {
    let all = WithMessaging::<S>::migrations();
    let before = all.iter().position(|migration| migration.name() == name).unwrap();
    WithMessaging::<S>::up(db, Some(u32::try_from(before).unwrap())).await.unwrap();
}

/// Writes a row as it was stored once, by the columns that the table had.
///
/// # Panics
///
/// When it does not fit the table: the test fails.
pub async fn write_row<const N: usize>(db: &DatabaseConnection, table: &str, row: [(&str, Value); N]) {
    let columns = row.each_ref().map(|(column, _)| *column).join(", ");
    let places = (1..=N).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ");
    let sql = format!("INSERT INTO {table} ({columns}) VALUES ({places})");
    let values = row.map(|(_, value)| value);
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await.unwrap();
}

/// The tests of the migrations of a service: `migrations!(intake::Intake);`.
#[macro_export]
macro_rules! migrations {
    ($service:ty) => {
        #[tokio::test]
        async fn migrations_go_up_down_and_up_on_sqlite() {
            $crate::migrations_go_up_down_and_up::<$service>($crate::Kind::Sqlite).await;
        }

        #[tokio::test]
        async fn migrations_go_up_down_and_up_on_postgres() {
            $crate::migrations_go_up_down_and_up::<$service>($crate::Kind::Postgres).await;
        }
    };
}
