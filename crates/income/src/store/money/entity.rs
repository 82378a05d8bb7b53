//! One sea-orm entity per table of money.

macro_rules! entity {
    ($(#[doc = $doc:literal])+ $name:ident = $table:literal { $($fields:tt)* }) => {
        $(#[doc = $doc])+
        pub mod $name {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[cfg_attr(test, derive(serde::Serialize, serde::Deserialize))]
            #[sea_orm(table_name = $table)]
            pub struct Model { $($fields)* }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

entity! {
    /// The money of one case: the head that is locked.
    account = "accounts" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        pub person_id: Uuid,
        pub municipality: String,
        /// A run has something to look at.
        pub open: bool,
        /// The day on which it has something to tell by itself.
        pub wakes_on: Option<ChronoDate>,
        pub version: i64,
        pub schema: i16,
        /// [`crate::model::money::AccountState`] as JSON.
        pub state: String,
    }
}

entity! {
    /// What was stated about a household; rows are added and never changed.
    change = "changes" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub valid_from: ChronoDate,
        pub known_on: ChronoDate,
        pub stated_by: String,
        pub schema: i16,
        /// [`rules::facts::Facts`] as JSON, only what changed.
        pub facts: String,
    }
}

entity! {
    /// A month as it was calculated; rows are added and never changed.
    calculation = "calculations" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub month: ChronoDate,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub known_on: ChronoDate,
        pub run_id: Uuid,
        pub assistance: i64,
        pub holiday: i64,
        pub payable: i64,
        pub schema: i16,
        /// Whose earnings were exempt in part, as JSON.
        pub exempted: String,
        /// The lines as JSON.
        pub lines: String,
    }
}

entity! {
    /// One transfer between two accounts; rows are added and never changed.
    posting = "postings" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub person_id: Uuid,
        pub month: ChronoDate,
        pub day: ChronoDate,
        pub debit: String,
        pub credit: String,
        pub cents: i64,
        pub reason: String,
        /// The run, or what else wrote it.
        pub origin: Uuid,
    }
}

entity! {
    /// A payment order to one payee.
    payment = "payments" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub end_to_end_id: String,
        pub case_id: Uuid,
        pub month: ChronoDate,
        pub order_number: i64,
        pub kind: String,
        pub payee: String,
        pub attempt: i16,
        /// Nothing for general assistance.
        pub grant_number: Option<i64>,
        pub cents: i64,
        pub status: String,
        pub run_id: Option<Uuid>,
        pub sealed: Vec<u8>,
        /// The bank once said that it paid.
        pub paid: bool,
        pub reason: String,
    }
}

entity! {
    /// A decision about money; rows are added and never changed.
    money_decision = "money_decisions" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub replaces: Option<i64>,
        pub kind: String,
        pub decided_on: ChronoDate,
        pub decided_by: String,
        pub schema: i16,
        /// [`crate::model::money::Matter`] as JSON.
        pub matter: String,
        pub explanations: String,
    }
}

entity! {
    /// A month of another scheme as it was worked out; rows are added and never changed.
    grant_month = "grant_months" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub grant_number: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub month: ChronoDate,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub known_on: ChronoDate,
        pub run_id: Uuid,
        pub gross: i64,
        pub withheld: i64,
        pub schema: i16,
        pub explanations: String,
    }
}

entity! {
    /// What a case owes.
    debt = "debts" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_id: Uuid,
        pub kind: String,
        pub month: ChronoDate,
        pub cents: i64,
        pub remaining: i64,
        pub instalment: Option<i64>,
    }
}

entity! {
    /// A part of a debt that was paid off; rows are added and never changed.
    instalment = "instalments" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub posting: i64,
        pub debt_id: Uuid,
        pub month: ChronoDate,
        pub cents: i64,
    }
}

entity! {
    /// Where a payee of a case is paid.
    payee = "payees" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub payee: String,
        pub sealed: Vec<u8>,
        pub monthly: Option<i64>,
    }
}

entity! {
    /// A payment run.
    run = "runs" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub municipality: String,
        pub month: ChronoDate,
        pub number: i64,
        pub dry: bool,
        pub stage: String,
        pub version: i64,
        pub schema: i16,
        /// [`crate::model::money::RunState`] as JSON.
        pub state: String,
    }
}

entity! {
    /// What a run makes of a case otherwise than the month before; rows are added and never changed.
    difference = "differences" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        pub kind: String,
        pub before_cents: i64,
        pub after_cents: i64,
        /// List of sentences as JSON.
        pub reasons: String,
    }
}

entity! {
    /// From which account a municipality pays.
    paying_account = "paying_accounts" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality: String,
        pub name: String,
        pub iban: String,
        /// Empty when the bank does not ask it.
        pub bic: String,
    }
}

entity! {
    /// A statement of the account, as it was laid beside the books.
    bank_statement = "bank_statements" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub municipality: String,
        pub account: String,
        pub name: String,
        pub number: Option<i64>,
        pub day: Option<ChronoDate>,
        pub opening: Option<i64>,
        pub closing: Option<i64>,
        pub paid: i64,
        pub returned: i64,
        pub other_in: i64,
        pub other_out: i64,
    }
}

entity! {
    /// What a person looks at in a file of the bank.
    bank_item = "bank_items" {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub municipality: String,
        pub kind: String,
        pub file: String,
        pub reference: String,
        pub cents: i64,
        pub day: Option<ChronoDate>,
        pub found_on: ChronoDate,
        pub done_by: Option<String>,
        pub done_on: Option<ChronoDate>,
        /// Empty while it is open.
        pub note: String,
    }
}
