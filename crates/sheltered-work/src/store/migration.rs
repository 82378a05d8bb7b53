use messaging::Tables;
use sea_orm_migration::MigrationTrait;

/// The migrations of this service's own tables; messaging's come before them.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(Tables { name: "m20260105_090000_create_sheltered_work", sql: TABLES }),
        Box::new(Tables { name: "m20261123_190000_wake_for_an_advice_that_runs_out", sql: WAKING }),
    ]
}

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

/// Who waits was not warned before, and whose advice ran out did not keep the turn in its column: each such case is looked at
/// once.
const WAKING: &str = "
ALTER TABLE indications ADD COLUMN wakes_on date;
CREATE INDEX indications_wake ON indications (wakes_on, case_id);
UPDATE indications SET wakes_on = asked_on
    WHERE stage IN ('waiting', 'advice-asked') AND state LIKE '%\"turn\":{%';
";
