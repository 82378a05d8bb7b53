use sea_orm_migration::prelude::*;

/// The migrations of messaging's own tables; a service's migrator puts them before its own.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(CreateMessaging)]
}

struct CreateMessaging;

impl MigrationName for CreateMessaging {
    fn name(&self) -> &str {
        "m20260101_000000_create_messaging"
    }
}

/// Written once for both databases: the words below mean the same to PostgreSQL and SQLite, save the two types.
const TABLES: &str = "
CREATE TABLE outbox (
    id {uuid} NOT NULL PRIMARY KEY, receiver varchar(40) NOT NULL, key varchar(80) NOT NULL, number bigint NOT NULL,
    at {instant} NOT NULL, envelope text NOT NULL, body {bytes} NOT NULL);
CREATE UNIQUE INDEX outbox_number ON outbox (receiver, key, number);
CREATE INDEX outbox_at ON outbox (at);
CREATE TABLE outbox_unsent (id {uuid} NOT NULL PRIMARY KEY, at {instant} NOT NULL);
CREATE TABLE threads (
    key varchar(80) NOT NULL PRIMARY KEY, received text NOT NULL, sent text NOT NULL, entries bigint NOT NULL,
    link {bytes} NOT NULL, waits boolean NOT NULL);
CREATE TABLE waiting_messages (
    id {uuid} NOT NULL PRIMARY KEY, sender varchar(40) NOT NULL, key varchar(80) NOT NULL, number bigint NOT NULL,
    parked boolean NOT NULL, arrived_at {instant} NOT NULL, attempts integer NOT NULL, error text NOT NULL,
    envelope text NOT NULL, body {bytes} NOT NULL);
CREATE UNIQUE INDEX waiting_messages_number ON waiting_messages (sender, key, number);
CREATE INDEX waiting_messages_key ON waiting_messages (key);
CREATE TABLE discarded_messages (
    id {uuid} NOT NULL PRIMARY KEY, at {instant} NOT NULL, discarded_by varchar(200) NOT NULL, reason text NOT NULL,
    error text NOT NULL, attempts integer NOT NULL, envelope text NOT NULL, body {bytes} NOT NULL);
CREATE TABLE leases (
    name varchar(40) NOT NULL PRIMARY KEY, owner {uuid} NOT NULL, epoch bigint NOT NULL, expires_at {instant} NOT NULL);
CREATE TABLE instances (id {uuid} NOT NULL PRIMARY KEY, seen_at {instant} NOT NULL);
CREATE TABLE requests (
    key varchar(400) NOT NULL PRIMARY KEY, fingerprint {bytes} NOT NULL, reply text NOT NULL, at {instant} NOT NULL);
CREATE TABLE story (
    case_id {uuid} NOT NULL, number bigint NOT NULL, municipality varchar(60) NOT NULL, at {instant} NOT NULL,
    day date NOT NULL, actor varchar(200) NOT NULL, payload text NOT NULL, payload_hash {bytes} NOT NULL,
    hash {bytes} NOT NULL, PRIMARY KEY (case_id, number));
";

const NAMES: [&str; 9] = [
    "story",
    "requests",
    "instances",
    "leases",
    "discarded_messages",
    "waiting_messages",
    "threads",
    "outbox_unsent",
    "outbox",
];

#[async_trait::async_trait]
impl MigrationTrait for CreateMessaging {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (uuid, instant, bytes) = match manager.get_database_backend() {
            sea_orm::DbBackend::Postgres => ("uuid", "timestamp with time zone", "bytea"),
            _ => ("uuid_text", "timestamp_with_timezone_text", "blob"),
        };
        let tables = TABLES.replace("{uuid}", uuid).replace("{instant}", instant).replace("{bytes}", bytes);
        for statement in tables.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in NAMES {
            manager.get_connection().execute_unprepared(&format!("DROP TABLE IF EXISTS {name}")).await?;
        }
        Ok(())
    }
}
