use messaging::Tables;
use sea_orm_migration::MigrationTrait;

/// The migrations of this service's own tables; messaging's come before them.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Tables { name: "m20260105_090000_create_cases_and_tasks", sql: TABLES })]
}

/// The due day is a column of the case and not a table of its own: it changes in the same row as the process, so
/// it cannot differ from it, and a step costs no more than one row.
const TABLES: &str = "
CREATE TABLE cases (
    case_id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, number varchar(20) NOT NULL,
    stage varchar(20) NOT NULL, category varchar(80) NOT NULL, direction varchar(20) NOT NULL, area bigint NOT NULL,
    applied_on date, closed_on date, closed_because varchar(40) NOT NULL, next_due date, waits_since date,
    version bigint NOT NULL,
    schema integer NOT NULL, state text NOT NULL);
CREATE INDEX cases_newest ON cases (municipality, applied_on, number);
CREATE INDEX cases_number ON cases (municipality, number);
CREATE INDEX cases_waiting ON cases (municipality, waits_since);
CREATE INDEX cases_due ON cases (next_due, case_id);
CREATE TABLE tasks (
    task_id {uuid} NOT NULL PRIMARY KEY, case_id {uuid} NOT NULL, case_number varchar(20) NOT NULL,
    municipality varchar(60) NOT NULL, kind varchar(40) NOT NULL, role varchar(40) NOT NULL, due date NOT NULL,
    state varchar(20) NOT NULL, claimed_by varchar(200) NOT NULL, subject text NOT NULL, opened_on date NOT NULL,
    overdue boolean NOT NULL, area bigint NOT NULL, escalated_to varchar(200) NOT NULL, not_by varchar(200) NOT NULL,
    done_by varchar(200) NOT NULL, done_on date);
CREATE INDEX tasks_due ON tasks (municipality, state, due);
CREATE INDEX tasks_case ON tasks (case_id);
CREATE INDEX tasks_claimed ON tasks (claimed_by, state);
CREATE TABLE absences (
    absence_id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, person varchar(200) NOT NULL,
    from_day date NOT NULL, until_day date NOT NULL, deputy varchar(200) NOT NULL, recorded_by varchar(200) NOT NULL);
CREATE INDEX absences_person ON absences (person, until_day);
CREATE INDEX absences_until ON absences (until_day);
";

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use sea_orm::TransactionTrait;
    use sea_orm_migration::SchemaManager;
    use testkit::{Kind, TestDatabase};

    use super::*;

    #[rstest]
    #[tokio::test]
    async fn every_step_goes_up_and_down_and_up(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
        let Some(database) = TestDatabase::new(kind, "migrations").await.unwrap() else { return };
        let db = database.connect().await.unwrap();
        // On one connection, as a migration is: another's picture of the schema may be older.
        let one = db.begin().await.unwrap();
        let manager = SchemaManager::new(&one);
        for step in migrations() {
            step.up(&manager).await.unwrap();
            step.down(&manager).await.unwrap();
            step.up(&manager).await.unwrap();
        }
        assert!(manager.has_table("cases").await.unwrap());
        assert!(manager.has_table("absences").await.unwrap());
    }
}
