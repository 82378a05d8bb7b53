use sea_orm_migration::prelude::*;

/// The migrations of this service's own tables; messaging's come before them.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(CreateReferrals)]
}

struct CreateReferrals;

impl MigrationName for CreateReferrals {
    fn name(&self) -> &str {
        "m20260105_090000_create_partner_contracts"
    }
}

/// Written once for both databases: only the name of the type of an identifier differs.
const TABLES: &str = "
CREATE TABLE pools (
    tenant varchar(40) NOT NULL PRIMARY KEY, version bigint NOT NULL, schema smallint NOT NULL, state text NOT NULL);
CREATE TABLE referrals (
    id {uuid} NOT NULL PRIMARY KEY, case_id {uuid} NOT NULL, municipality varchar(60) NOT NULL,
    partner varchar(80) NOT NULL, stage varchar(20) NOT NULL, offered_on date NOT NULL, version bigint NOT NULL,
    schema smallint NOT NULL, state text NOT NULL);
CREATE INDEX referrals_case ON referrals (case_id);
CREATE INDEX referrals_listed ON referrals (municipality, offered_on, id);
CREATE INDEX referrals_of_partner ON referrals (partner, municipality, offered_on, id);
CREATE INDEX referrals_offered ON referrals (municipality, partner, offered_on, id) WHERE stage = 'offered';
CREATE UNIQUE INDEX referrals_one_open ON referrals (case_id) WHERE stage IN ('offered', 'accepted');
";

#[async_trait::async_trait]
impl MigrationTrait for CreateReferrals {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let uuid = match manager.get_database_backend() {
            sea_orm::DbBackend::Postgres => "uuid",
            _ => "uuid_text",
        };
        let tables = TABLES.replace("{uuid}", uuid);
        for statement in tables.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["referrals", "pools"] {
            manager.get_connection().execute_unprepared(&format!("DROP TABLE IF EXISTS {name}")).await?;
        }
        Ok(())
    }
}
