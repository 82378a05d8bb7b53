use messaging::Tables;
use sea_orm_migration::MigrationTrait;

/// The migrations of this service's own tables; messaging's come before them.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Tables { name: "m20260105_090000_create_partner_contracts", sql: TABLES })]
}

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
