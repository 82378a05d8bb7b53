use sea_orm_migration::prelude::*;

/// The tables of this service; messaging's own come before them.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(CreateClients)]
}

struct CreateClients;

impl MigrationName for CreateClients {
    fn name(&self) -> &str {
        "m20260105_090000_create_clients_and_assignments"
    }
}

const TABLES: [&str; 4] = [
    "CREATE TABLE clients (
        case_id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, category varchar(80) NOT NULL,
        version bigint NOT NULL, schema smallint NOT NULL, state text NOT NULL)",
    "CREATE INDEX clients_municipality ON clients (municipality, category)",
    "CREATE TABLE assignments (
        id {uuid} NOT NULL PRIMARY KEY, case_id {uuid} NOT NULL, municipality varchar(60) NOT NULL, previous {uuid},
        category varchar(80) NOT NULL, on_day date NOT NULL, by_deviation boolean NOT NULL,
        schema smallint NOT NULL, state text NOT NULL)",
    "CREATE INDEX assignments_case ON assignments (case_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for CreateClients {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let uuid = match manager.get_database_backend() {
            sea_orm::DbBackend::Postgres => "uuid",
            _ => "uuid_text",
        };
        for statement in TABLES {
            let statement = statement.replace("{uuid}", uuid);
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["assignments", "clients"] {
            manager.get_connection().execute_unprepared(&format!("DROP TABLE IF EXISTS {name}")).await?;
        }
        Ok(())
    }
}
