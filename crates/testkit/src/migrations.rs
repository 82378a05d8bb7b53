//! Whether the tables of a service can be made, taken away and made again.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::marker::PhantomData;

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
