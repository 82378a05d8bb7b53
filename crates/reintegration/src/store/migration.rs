use messaging::Tables;
use sea_orm_migration::MigrationTrait;

/// The tables of this service; messaging's own come before them.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(Tables { name: "m20260105_090000_create_clients_and_assignments", sql: TABLES }),
        service::steps::migration("m20261122_180000_create_shown_steps"),
    ]
}

const TABLES: &str = "
CREATE TABLE clients (
    case_id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, category varchar(80) NOT NULL,
    version bigint NOT NULL, schema smallint NOT NULL, state text NOT NULL);
CREATE INDEX clients_municipality ON clients (municipality, category);
CREATE TABLE assignments (
    id {uuid} NOT NULL PRIMARY KEY, case_id {uuid} NOT NULL, municipality varchar(60) NOT NULL, previous {uuid},
    category varchar(80) NOT NULL, on_day date NOT NULL, by_deviation boolean NOT NULL,
    schema smallint NOT NULL, state text NOT NULL);
CREATE INDEX assignments_case ON assignments (case_id);
";
