//! One sea-orm entity per table of messaging.

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

entity!(outbox, "outbox", "What was told, for days; never changed.", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    receiver: String,
    key: String,
    number: i64,
    at: ChronoDateTimeUtc,
    envelope: String,
    body: Vec<u8>,
});

entity!(outbox_unsent, "outbox_unsent", "Which of the outbox no broker has confirmed yet.", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    at: ChronoDateTimeUtc,
});

entity!(threads, "threads", "What is remembered of each ordering key.", {
    #[sea_orm(primary_key, auto_increment = false)] key: String,
    received: String,
    sent: String,
    entries: i64,
    link: Vec<u8>,
    waits: bool,
    heads: String,
});

entity!(waiting, "waiting_messages", "Parked, behind a parked one, or early.", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    sender: String,
    key: String,
    number: i64,
    parked: bool,
    arrived_at: ChronoDateTimeUtc,
    attempts: i32,
    error: String,
    envelope: String,
    body: Vec<u8>,
});

entity!(discarded, "discarded_messages", "What an operator gave up, and why.", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    at: ChronoDateTimeUtc,
    discarded_by: String,
    reason: String,
    error: String,
    attempts: i32,
    envelope: String,
    body: Vec<u8>,
});

entity!(leases, "leases", "Who may work a partition, or sweep, until when; the epoch fences older owners.", {
    #[sea_orm(primary_key, auto_increment = false)] name: String,
    owner: Uuid,
    epoch: i64,
    expires_at: ChronoDateTimeUtc,
});

entity!(instances, "instances", "Which processes of this service are alive.", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    seen_at: ChronoDateTimeUtc,
});

entity!(requests, "requests", "Idempotency keys with the reply that was given.", {
    #[sea_orm(primary_key, auto_increment = false)] key: String,
    fingerprint: Vec<u8>,
    reply: String,
    at: ChronoDateTimeUtc,
});

entity!(views, "views", "Who looked at whose data; chained over all of the service.", {
    #[sea_orm(primary_key, auto_increment = false)] number: i64,
    municipality: String,
    at: ChronoDateTimeUtc,
    day: ChronoDate,
    who: String,
    case_id: Option<Uuid>,
    payload: String,
    payload_hash: Vec<u8>,
    hash: Vec<u8>,
});

entity!(view_head, "view_head", "The newest record of a view, apart from the records.", {
    #[sea_orm(primary_key, auto_increment = false)] name: String,
    number: i64,
    hash: Vec<u8>,
});

entity!(story, "story", "The chained story of each case.", {
    #[sea_orm(primary_key, auto_increment = false)] case_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)] number: i64,
    municipality: String,
    at: ChronoDateTimeUtc,
    day: ChronoDate,
    actor: String,
    payload: String,
    payload_hash: Vec<u8>,
    hash: Vec<u8>,
});
