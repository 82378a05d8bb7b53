//! One sea-orm entity per table.

pub mod pool {
    use sea_orm::entity::prelude::*;

    /// What the municipalities of one tenant share. The row is also the lock of all below it.
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

pub mod place {
    use sea_orm::entity::prelude::*;

    /// One sheltered place.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "places")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant: String,
        /// Order of opening.
        pub number: i64,
        /// The case that holds it.
        pub case_id: Option<Uuid>,
        pub version: i64,
        /// Version of the form of `state`.
        pub schema: i16,
        /// [`crate::model::Place`] as JSON.
        pub state: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod indication {
    use sea_orm::entity::prelude::*;

    /// One case on its way to a sheltered place.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "indications")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        pub tenant: String,
        pub municipality: String,
        /// Code of the stage: queries filter on it.
        pub stage: String,
        pub asked_on: ChronoDate,
        /// The turn of someone in line.
        pub turn: Option<i64>,
        /// The next day on which the clock has something to say of it.
        pub wakes_on: Option<ChronoDate>,
        pub version: i64,
        /// Version of the form of `state`.
        pub schema: i16,
        /// [`crate::model::Indication`] as JSON.
        pub state: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
