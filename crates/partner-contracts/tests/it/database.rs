use sea_orm_migration::{MigrationTrait, MigratorTrait};
use testkit::{Kind, TestDatabase};

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        <partner_contracts::PartnerContracts as service::Service>::migrations()
    }
}

async fn up_down_up(kind: Kind) {
    let Some(database) = TestDatabase::new(kind, "migrations go up, down and up").await.unwrap() else {
        return;
    };
    let db = database.connect().await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    Migrator::down(&db, None).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
}

#[tokio::test]
async fn migrations_go_up_down_and_up_on_sqlite() {
    up_down_up(Kind::Sqlite).await;
}

#[tokio::test]
async fn migrations_go_up_down_and_up_on_postgres() {
    up_down_up(Kind::Postgres).await;
}
