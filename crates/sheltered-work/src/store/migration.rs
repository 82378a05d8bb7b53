use sea_orm_migration::prelude::*;

/// The migrations of this service's own tables; messaging's come before them.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(CreateShelteredWork)]
}

struct CreateShelteredWork;

impl MigrationName for CreateShelteredWork {
    fn name(&self) -> &str {
        "m20260105_090000_create_sheltered_work"
    }
}

/// Written once for both databases: only the name of the type of an identifier differs.
const TABLES: &str = "
CREATE TABLE pools (
    tenant varchar(40) NOT NULL PRIMARY KEY, version bigint NOT NULL, schema smallint NOT NULL, state text NOT NULL);
CREATE TABLE places (
    id {uuid} NOT NULL PRIMARY KEY, tenant varchar(40) NOT NULL, number bigint NOT NULL, case_id {uuid},
    version bigint NOT NULL, schema smallint NOT NULL, state text NOT NULL);
CREATE UNIQUE INDEX places_number ON places (tenant, number);
CREATE UNIQUE INDEX places_held_once ON places (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX places_free ON places (tenant) WHERE case_id IS NULL;
CREATE TABLE indications (
    case_id {uuid} NOT NULL PRIMARY KEY, tenant varchar(40) NOT NULL, municipality varchar(60) NOT NULL,
    stage varchar(20) NOT NULL, asked_on date NOT NULL, turn bigint, version bigint NOT NULL,
    schema smallint NOT NULL, state text NOT NULL);
CREATE UNIQUE INDEX indications_turn ON indications (tenant, turn) WHERE turn IS NOT NULL;
CREATE INDEX indications_listed ON indications (municipality, stage, asked_on, case_id);
";

#[async_trait::async_trait]
impl MigrationTrait for CreateShelteredWork {
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
        for name in ["indications", "places", "pools"] {
            manager.get_connection().execute_unprepared(&format!("DROP TABLE IF EXISTS {name}")).await?;
        }
        Ok(())
    }
}
