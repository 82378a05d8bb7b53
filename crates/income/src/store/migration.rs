use messaging::Tables;
use sea_orm_migration::MigrationTrait;

/// The migrations of this service's own tables; messaging's come before them.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Tables { name: "m20260105_090000_create_entitlements_and_decisions", sql: TABLES })]
}

const TABLES: &str = "
CREATE TABLE entitlements (
    case_id {uuid} NOT NULL PRIMARY KEY, person_id {uuid} NOT NULL, municipality varchar(60) NOT NULL,
    version bigint NOT NULL, schema smallint NOT NULL, state text NOT NULL);
CREATE TABLE decisions (
    case_id {uuid} NOT NULL, number bigint NOT NULL, replaces bigint, kind varchar(20) NOT NULL,
    decided_on date NOT NULL, holds_from date NOT NULL, schema smallint NOT NULL, state text NOT NULL,
    explanations text NOT NULL, PRIMARY KEY (case_id, number));
";

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use sea_orm_migration::SchemaManager;
    use testkit::{Kind, TestDatabase};

    use super::*;

    #[rstest]
    #[tokio::test]
    async fn every_step_goes_up_and_down_and_up(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
        let Some(database) = TestDatabase::new(kind, "migrations").await.unwrap() else { return };
        let db = database.connect().await.unwrap();
        let manager = SchemaManager::new(&db);
        for step in migrations() {
            step.up(&manager).await.unwrap();
            step.down(&manager).await.unwrap();
            step.up(&manager).await.unwrap();
        }
        assert!(manager.has_table("decisions").await.unwrap());
    }
}
