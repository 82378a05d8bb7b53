//! One sea-orm entity per table.

pub mod case {
    use sea_orm::entity::prelude::*;

    /// A process, with the columns of the case index that lists filter and sort on.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        pub municipality: String,
        /// Empty until intake told of the application.
        pub number: String,
        pub stage: String,
        pub category: String,
        pub direction: String,
        pub area: i64,
        pub applied_on: Option<ChronoDate>,
        pub closed_on: Option<ChronoDate>,
        pub closed_because: String,
        /// The first day on which a timer is due.
        pub next_due: Option<ChronoDate>,
        /// The day on which the oldest answer was asked that a service owes.
        pub waits_since: Option<ChronoDate>,
        pub version: i64,
        /// Version of the form of `state`.
        pub schema: i32,
        /// [`crate::model::Process`] as JSON.
        pub state: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod task {
    use sea_orm::entity::prelude::*;

    /// A task, open or gone.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tasks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub task_id: Uuid,
        pub case_id: Uuid,
        pub case_number: String,
        pub municipality: String,
        pub kind: String,
        pub role: String,
        pub due: ChronoDate,
        pub state: String,
        pub claimed_by: String,
        pub subject: String,
        pub opened_on: ChronoDate,
        pub overdue: bool,
        /// Of the case; 0 when unknown.
        pub area: i64,
        /// Roles that got it because it is late, each between commas.
        pub escalated_to: String,
        /// Who may not do it; empty when anyone may.
        pub not_by: String,
        /// Who completed it by hand; empty otherwise.
        pub done_by: String,
        /// The day it was done or no longer needed.
        pub done_on: Option<ChronoDate>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod absence {
    use sea_orm::entity::prelude::*;

    /// Someone is away for a time.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "absences")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub absence_id: Uuid,
        pub municipality: String,
        pub person: String,
        pub from_day: ChronoDate,
        pub until_day: ChronoDate,
        /// Empty when there is none.
        pub deputy: String,
        pub recorded_by: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
