//! One sea-orm entity per table.

pub mod pool {
    use sea_orm::entity::prelude::*;

    /// What the municipalities of one tenant share. The row is also the lock of all their referrals.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "pools")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant: String,
        pub version: i64,
        /// Version of the form of `state`.
        pub schema: i16,
        /// [`crate::model::Pool`] as JSON.
        pub state: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod referral {
    use sea_orm::entity::prelude::*;

    /// One offer of a case to one partner.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "referrals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_id: Uuid,
        pub municipality: String,
        pub partner: String,
        /// Code of the stage: queries filter on it.
        pub stage: String,
        pub offered_on: ChronoDate,
        pub version: i64,
        /// Version of the form of `state`.
        pub schema: i16,
        /// [`crate::model::Referral`] as JSON.
        pub state: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
