//! One sea-orm entity per table.

pub mod entitlement {
    use sea_orm::entity::prelude::*;

    /// What stands now for one case.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[cfg_attr(test, derive(serde::Serialize, serde::Deserialize))]
    #[sea_orm(table_name = "entitlements")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        pub person_id: Uuid,
        pub municipality: String,
        pub version: i64,
        /// Version of the form of `state`.
        pub schema: i16,
        /// [`crate::model::Stage`] as JSON.
        pub state: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod decision {
    use sea_orm::entity::prelude::*;

    /// One decision; rows are added and never changed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[cfg_attr(test, derive(serde::Serialize, serde::Deserialize))]
    #[sea_orm(table_name = "decisions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub replaces: Option<i64>,
        /// `assessed`, `settled` or `ended`.
        pub kind: String,
        pub decided_on: ChronoDate,
        pub holds_from: ChronoDate,
        /// Version of the form of `state` and `explanations`.
        pub schema: i16,
        /// [`crate::model::Stage`] as JSON, as it stood after this decision.
        pub state: String,
        /// List of [`domain::Explanation`] as JSON.
        pub explanations: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
