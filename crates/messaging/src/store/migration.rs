use sea_orm_migration::MigrationTrait;

use super::Tables;

/// The migrations of messaging's own tables; a service's migrator puts them before its own.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Tables { name: "m20260101_000000_create_messaging", sql: TABLES })]
}

const TABLES: &str = "
CREATE TABLE outbox (
    id {uuid} NOT NULL PRIMARY KEY, receiver varchar(40) NOT NULL, key varchar(80) NOT NULL, number bigint NOT NULL,
    at {instant} NOT NULL, envelope text NOT NULL, body {bytes} NOT NULL);
CREATE UNIQUE INDEX outbox_number ON outbox (receiver, key, number);
CREATE INDEX outbox_at ON outbox (at);
CREATE TABLE outbox_unsent (id {uuid} NOT NULL PRIMARY KEY, at {instant} NOT NULL);
CREATE TABLE threads (
    key varchar(80) NOT NULL PRIMARY KEY, received text NOT NULL, sent text NOT NULL, entries bigint NOT NULL,
    link {bytes} NOT NULL, waits boolean NOT NULL, heads text NOT NULL);
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
CREATE TABLE views (
    number bigint NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, at {instant} NOT NULL, day date NOT NULL,
    who varchar(200) NOT NULL, case_id {uuid}, payload text NOT NULL, payload_hash {bytes} NOT NULL,
    hash {bytes} NOT NULL);
CREATE INDEX views_case ON views (case_id, number);
CREATE TABLE view_head (name varchar(20) NOT NULL PRIMARY KEY, number bigint NOT NULL, hash {bytes} NOT NULL);
";
