use messaging::Tables;
use sea_orm_migration::MigrationTrait;

/// Intake's own migrations; messaging's come before them.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(Tables { name: "m20260105_000000_create_intake", sql: TABLES }),
        Box::new(Tables { name: "m20261123_150000_wake_for_facts_that_turn", sql: TURNING }),
    ]
}

/// The unique indexes on `applications` are the last word when two instances
/// take an application of one person, or one number, at the same time: the later one loads again.
const TABLES: &str = "
CREATE TABLE persons (
    id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, number_index {bytes} NOT NULL,
    sealed {bytes} NOT NULL);
CREATE UNIQUE INDEX persons_number ON persons (number_index);
CREATE TABLE applications (
    id {uuid} NOT NULL PRIMARY KEY, person_id {uuid} NOT NULL, partner_id {uuid},
    municipality varchar(60) NOT NULL, number varchar(20) NOT NULL, applied_on date NOT NULL, stage varchar(20) NOT NULL, is_open boolean NOT NULL,
    version bigint NOT NULL, schema integer NOT NULL, state text NOT NULL);
CREATE UNIQUE INDEX applications_number ON applications (municipality, number);
CREATE UNIQUE INDEX applications_open ON applications (municipality, person_id) WHERE is_open;
CREATE UNIQUE INDEX applications_open_partner ON applications (municipality, partner_id) WHERE is_open;
CREATE INDEX applications_caseload ON applications (municipality, is_open, id);
CREATE INDEX applications_person ON applications (person_id);
CREATE INDEX applications_partner ON applications (partner_id);
CREATE TABLE statements (
    case_id {uuid} NOT NULL, number bigint NOT NULL, kind varchar(20) NOT NULL, day date NOT NULL,
    at {instant} NOT NULL, stated_by text NOT NULL, claims text NOT NULL,
    verified text NOT NULL, note {bytes},
    PRIMARY KEY (case_id, number));
CREATE TABLE gate_records (
    case_id {uuid} NOT NULL, number bigint NOT NULL, day date NOT NULL, at {instant} NOT NULL,
    recorded_by text NOT NULL, about text NOT NULL, note {bytes},
    PRIMARY KEY (case_id, number));
CREATE TABLE deadlines (
    case_id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, wakes_on date,
    version bigint NOT NULL, schema integer NOT NULL, state text NOT NULL);
CREATE INDEX deadlines_wakes_on ON deadlines (wakes_on, case_id) WHERE wakes_on IS NOT NULL;
CREATE TABLE handlings (
    case_id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL,
    version bigint NOT NULL, schema integer NOT NULL, state text NOT NULL);
CREATE TABLE documents (
    id {uuid} NOT NULL PRIMARY KEY, case_id {uuid} NOT NULL, municipality varchar(60) NOT NULL,
    sha256 varchar(64) NOT NULL, evidence_request integer, received_on date NOT NULL, at {instant} NOT NULL, standing varchar(20) NOT NULL,
    title {bytes} NOT NULL, schema integer NOT NULL, state text NOT NULL);
CREATE INDEX documents_case ON documents (case_id, at);
CREATE INDEX documents_standing ON documents (standing, municipality, received_on, id);
CREATE INDEX documents_request ON documents (case_id, evidence_request, at) WHERE evidence_request IS NOT NULL;
CREATE TABLE document_facts (document_id {uuid} NOT NULL, fact varchar(60) NOT NULL, PRIMARY KEY (document_id, fact));
CREATE INDEX document_facts_fact ON document_facts (fact, document_id);
CREATE TABLE document_readings (
    id {uuid} NOT NULL PRIMARY KEY, document_id {uuid} NOT NULL, at {instant} NOT NULL, read_by text NOT NULL);
CREATE INDEX document_readings_document ON document_readings (document_id, at);
CREATE TABLE portfolios (
    person_id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, is_shared boolean NOT NULL,
    schema integer NOT NULL, state text NOT NULL);
CREATE INDEX portfolios_shared ON portfolios (municipality, is_shared);
CREATE TABLE portfolio_versions (
    person_id {uuid} NOT NULL, number bigint NOT NULL, kept_on date NOT NULL, kept_by text NOT NULL,
    about {bytes} NOT NULL, schema integer NOT NULL, state text NOT NULL, PRIMARY KEY (person_id, number));
CREATE TABLE case_numbers (
    municipality varchar(60) NOT NULL, year integer NOT NULL, last bigint NOT NULL,
    PRIMARY KEY (municipality, year));
";

/// Who is waited for because facts turn was not noted before: each such case is looked at once.
const TURNING: &str = "UPDATE deadlines SET wakes_on = '2026-01-01' WHERE case_id IN
    (SELECT id FROM applications WHERE is_open AND state LIKE '%\"facts_until\":\"%')";
