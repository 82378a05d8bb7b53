use messaging::Tables;
use sea_orm_migration::MigrationTrait;

/// The migrations of this service's own tables; messaging's come before them.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(Tables { name: "m20260105_090000_create_entitlements_and_decisions", sql: TABLES }),
        Box::new(Tables { name: "m20261122_090000_create_money", sql: MONEY }),
        service::steps::migration("m20261122_180000_create_shown_steps"),
        Box::new(Tables { name: "m20261123_013000_create_bank_statements", sql: BANK }),
        Box::new(Tables { name: "m20261123_050000_create_index_of_corrections", sql: CORRECTIONS }),
        Box::new(Tables { name: "m20261123_123000_look_at_advances_once_more", sql: ADVANCES }),
    ]
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

/// A posting moves more than nothing from one account to another: the ledger balances by construction.
const MONEY: &str = "
CREATE TABLE accounts (
    case_id {uuid} NOT NULL PRIMARY KEY, person_id {uuid} NOT NULL, municipality varchar(60) NOT NULL,
    open boolean NOT NULL, wakes_on date, version bigint NOT NULL, schema smallint NOT NULL, state text NOT NULL);
CREATE INDEX accounts_due ON accounts (wakes_on, case_id);
CREATE INDEX accounts_open ON accounts (municipality, open, case_id);
CREATE INDEX accounts_of_person ON accounts (person_id);
CREATE TABLE changes (
    case_id {uuid} NOT NULL, number bigint NOT NULL, valid_from date NOT NULL, known_on date NOT NULL,
    stated_by varchar(120) NOT NULL, schema smallint NOT NULL, facts text NOT NULL, PRIMARY KEY (case_id, number));
CREATE TABLE calculations (
    case_id {uuid} NOT NULL, month date NOT NULL, version bigint NOT NULL, known_on date NOT NULL, run_id {uuid} NOT NULL,
    assistance bigint NOT NULL, holiday bigint NOT NULL, payable bigint NOT NULL, schema smallint NOT NULL,
    exempted text NOT NULL, lines text NOT NULL, PRIMARY KEY (case_id, month, version));
CREATE TABLE postings (
    case_id {uuid} NOT NULL, number bigint NOT NULL, person_id {uuid} NOT NULL, month date NOT NULL, day date NOT NULL,
    debit varchar(30) NOT NULL, credit varchar(30) NOT NULL, cents bigint NOT NULL CHECK (cents > 0),
    reason varchar(30) NOT NULL, origin {uuid} NOT NULL, PRIMARY KEY (case_id, number), CHECK (debit <> credit));
CREATE TABLE payments (
    end_to_end_id varchar(35) NOT NULL PRIMARY KEY, case_id {uuid} NOT NULL, month date NOT NULL,
    order_number bigint NOT NULL, kind varchar(30) NOT NULL, payee varchar(12) NOT NULL, attempt smallint NOT NULL,
    grant_number bigint, cents bigint NOT NULL CHECK (cents > 0), status varchar(12) NOT NULL, run_id {uuid}, sealed {bytes} NOT NULL,
    paid boolean NOT NULL, reason text NOT NULL, UNIQUE (case_id, month, order_number, kind, payee, attempt));
CREATE INDEX payments_of_run ON payments (run_id, end_to_end_id);
CREATE INDEX payments_of_status ON payments (status, end_to_end_id);
CREATE TABLE money_decisions (
    case_id {uuid} NOT NULL, number bigint NOT NULL, replaces bigint, kind varchar(12) NOT NULL,
    decided_on date NOT NULL, decided_by varchar(120) NOT NULL, schema smallint NOT NULL, matter text NOT NULL,
    explanations text NOT NULL, PRIMARY KEY (case_id, number));
CREATE TABLE grant_months (
    case_id {uuid} NOT NULL, grant_number bigint NOT NULL, month date NOT NULL, version bigint NOT NULL,
    known_on date NOT NULL, run_id {uuid} NOT NULL, gross bigint NOT NULL CHECK (gross >= 0),
    withheld bigint NOT NULL CHECK (withheld >= 0 AND withheld <= gross), schema smallint NOT NULL,
    explanations text NOT NULL, PRIMARY KEY (case_id, grant_number, month, version));
CREATE TABLE debts (
    id {uuid} NOT NULL PRIMARY KEY, case_id {uuid} NOT NULL, kind varchar(12) NOT NULL, month date NOT NULL,
    cents bigint NOT NULL CHECK (cents > 0), remaining bigint NOT NULL CHECK (remaining >= 0 AND remaining <= cents),
    instalment bigint CHECK (instalment > 0));
CREATE INDEX debts_of_case ON debts (case_id);
CREATE TABLE instalments (
    case_id {uuid} NOT NULL, posting bigint NOT NULL, debt_id {uuid} NOT NULL, month date NOT NULL,
    cents bigint NOT NULL CHECK (cents > 0), PRIMARY KEY (case_id, posting));
CREATE TABLE payees (
    case_id {uuid} NOT NULL, payee varchar(12) NOT NULL, sealed {bytes} NOT NULL, monthly bigint CHECK (monthly > 0),
    PRIMARY KEY (case_id, payee));
CREATE TABLE runs (
    id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, month date NOT NULL, number bigint NOT NULL,
    dry boolean NOT NULL, stage varchar(12) NOT NULL, version bigint NOT NULL, schema smallint NOT NULL,
    state text NOT NULL, UNIQUE (municipality, month, dry, number));
CREATE INDEX runs_by_stage ON runs (stage);
CREATE TABLE differences (
    run_id {uuid} NOT NULL, case_id {uuid} NOT NULL, kind varchar(12) NOT NULL, before_cents bigint NOT NULL,
    after_cents bigint NOT NULL, reasons text NOT NULL, PRIMARY KEY (run_id, case_id));
CREATE TABLE paying_accounts (
    municipality varchar(60) NOT NULL PRIMARY KEY, name varchar(140) NOT NULL, iban varchar(34) NOT NULL,
    bic varchar(11) NOT NULL);
";

const BANK: &str = "
CREATE TABLE bank_statements (
    id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, account varchar(34) NOT NULL,
    name varchar(140) NOT NULL, number bigint, day date, opening bigint, closing bigint,
    paid bigint NOT NULL CHECK (paid >= 0), returned bigint NOT NULL CHECK (returned >= 0),
    other_in bigint NOT NULL CHECK (other_in >= 0), other_out bigint NOT NULL CHECK (other_out >= 0));
CREATE INDEX bank_statements_of ON bank_statements (municipality, account, day);
CREATE TABLE bank_items (
    id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, kind varchar(20) NOT NULL,
    file varchar(140) NOT NULL, reference varchar(140) NOT NULL, cents bigint NOT NULL, day date, found_on date NOT NULL,
    done_by varchar(120), done_on date, note text NOT NULL);
CREATE INDEX bank_items_open ON bank_items (municipality, done_on, found_on);
";

/// A release asks which months its run worked out anew: few of all that were ever worked out.
const CORRECTIONS: &str = "CREATE INDEX calculations_corrected ON calculations (run_id) WHERE version > 1";

/// The next run looks at every case that owes an advance: nobody was asked of what a right that ended, or was denied, left.
const ADVANCES: &str = "UPDATE accounts SET open = true WHERE state LIKE '%\"debt-advance\"%'";

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
        for table in [
            "decisions",
            "postings",
            "differences",
            "money_decisions",
            "grant_months",
            "shown_steps",
            "bank_items",
        ] {
            assert!(manager.has_table(table).await.unwrap(), "{table}");
        }
    }
}
