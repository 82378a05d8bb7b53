//! One sea-orm entity per table.

macro_rules! entity {
    ($module:ident, $table:literal, $doc:literal, { $($(#[$attribute:meta])* $field:ident: $kind:ty),+ $(,)? }) => {
        #[doc = $doc]
        pub mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model { $($(#[$attribute])* pub $field: $kind),+ }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

entity!(persons, "persons", "Who a pseudonym stands for, sealed.", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    municipality: String,
    /// Keyed index of the citizen service number.
    number_index: Vec<u8>,
    sealed: Vec<u8>,
});

entity!(applications, "applications", "Applications as they stand.", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    person_id: Uuid,
    /// The partner who is in the household now.
    partner_id: Option<Uuid>,
    municipality: String,
    number: String,
    applied_on: ChronoDate,
    stage: String,
    is_open: bool,
    version: i64,
    /// Of the text in `state`.
    schema: i32,
    state: String,
});

entity!(statements, "statements", "What was stated, by whom, when; only ever added to.", {
    #[sea_orm(primary_key, auto_increment = false)] case_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)] number: i64,
    kind: String,
    day: ChronoDate,
    at: ChronoDateTimeUtc,
    stated_by: String,
    claims: String,
    verified: String,
    note: Option<Vec<u8>>,
});

entity!(gate_records, "gate_records", "What was done at the gate and at intake; only ever added to.", {
    #[sea_orm(primary_key, auto_increment = false)] case_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)] number: i64,
    day: ChronoDate,
    at: ChronoDateTimeUtc,
    recorded_by: String,
    about: String,
    note: Option<Vec<u8>>,
});

entity!(deadlines, "deadlines", "The legal clock of an application.", {
    #[sea_orm(primary_key, auto_increment = false)] case_id: Uuid,
    municipality: String,
    /// The next day on which something is due.
    wakes_on: Option<ChronoDate>,
    version: i64,
    /// Of the text in `state`.
    schema: i32,
    state: String,
});

entity!(handlings, "handlings", "How an application is handled: what was found and decided of it.", {
    #[sea_orm(primary_key, auto_increment = false)] case_id: Uuid,
    municipality: String,
    version: i64,
    /// Of the text in `state`.
    schema: i32,
    state: String,
});

entity!(case_numbers, "case_numbers", "The last case number of a municipality and year.", {
    #[sea_orm(primary_key, auto_increment = false)] municipality: String,
    #[sea_orm(primary_key, auto_increment = false)] year: i32,
    last: i64,
});

entity!(documents, "documents", "Evidence that was received: what is known of it besides its bytes.", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    case_id: Uuid,
    municipality: String,
    sha256: String,
    /// The request for evidence that it came for.
    evidence_request: Option<i32>,
    received_on: ChronoDate,
    at: ChronoDateTimeUtc,
    standing: String,
    /// What a consultant calls it, sealed: a free text can hold anything.
    title: Vec<u8>,
    /// Of the text in `state`.
    schema: i32,
    state: String,
});

entity!(portfolios, "portfolios", "What people can do and want, as it stands.", {
    #[sea_orm(primary_key, auto_increment = false)] person_id: Uuid,
    municipality: String,
    is_shared: bool,
    /// Of the text in `state`.
    schema: i32,
    state: String,
});

entity!(portfolio_versions, "portfolio_versions", "Every version of a portfolio; only ever added to.", {
    #[sea_orm(primary_key, auto_increment = false)] person_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)] number: i64,
    kept_on: ChronoDate,
    kept_by: String,
    /// The person's own words, sealed.
    about: Vec<u8>,
    /// Of the text in `state`.
    schema: i32,
    state: String,
});

entity!(document_facts, "document_facts", "Which facts documents prove; only ever added to.", {
    #[sea_orm(primary_key, auto_increment = false)] document_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)] fact: String,
});

entity!(document_readings, "document_readings", "Who took the bytes of a document; only ever added to.", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    document_id: Uuid,
    at: ChronoDateTimeUtc,
    read_by: String,
});
