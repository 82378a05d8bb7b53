//! Many rows at once mean the same to both databases, whatever they hold and however many there are.

use chrono::{DateTime, NaiveDate, Utc};
use messaging::rows::{Writes, among};
use rstest::rstest;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, SqlErr,
};
use testkit::{Kind, TestDatabase};
use uuid::Uuid;

mod things {
    use sea_orm::entity::prelude::*;

    /// A column of each type that a table of ours has, with and without nulls.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "things")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub text: String,
        pub bytes: Vec<u8>,
        pub yes: bool,
        pub small: i16,
        pub middle: i32,
        pub large: i64,
        pub day: ChronoDate,
        pub at: ChronoDateTimeUtc,
        pub maybe_text: Option<String>,
        pub maybe_bytes: Option<Vec<u8>>,
        pub maybe_large: Option<i64>,
        pub maybe_day: Option<ChronoDate>,
        pub maybe_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use things::{ActiveModel, Column, Entity, Model};

async fn table(kind: Kind) -> Option<(TestDatabase, DatabaseConnection)> {
    let database = TestDatabase::new(kind, "many rows").await.unwrap()?;
    let db = database.connect().await.unwrap();
    let (id, bytes, at) = match kind {
        Kind::Postgres => ("uuid", "bytea", "timestamptz"),
        Kind::Sqlite => ("uuid_text", "blob", "timestamp_with_timezone_text"),
    };
    let create = format!(
        "CREATE TABLE things (id {id} NOT NULL PRIMARY KEY, text text NOT NULL, bytes {bytes} NOT NULL,
         yes boolean NOT NULL, small smallint NOT NULL, middle integer NOT NULL, large bigint NOT NULL,
         day date NOT NULL, at {at} NOT NULL, maybe_text text, maybe_bytes {bytes}, maybe_large bigint,
         maybe_day date, maybe_id {id})"
    );
    db.execute_unprepared(&create).await.unwrap();
    Some((database, db))
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 2, 29).unwrap()
}

fn thing(number: u8, text: &str, full: bool) -> Model {
    let at: DateTime<Utc> = "2026-03-29T01:30:00.123456Z".parse().unwrap();
    Model {
        id: Uuid::from_bytes([number; 16]),
        text: text.to_owned(),
        bytes: vec![0, 255, b'"', number],
        yes: number.is_multiple_of(2),
        small: i16::MIN,
        middle: i32::MAX,
        // More than a number in JSON that is read as a fraction could hold.
        large: i64::MAX - i64::from(number),
        day: day(),
        at: at + chrono::Duration::seconds(number.into()),
        maybe_text: full.then(String::new),
        maybe_bytes: full.then(Vec::new),
        maybe_large: full.then_some(0),
        maybe_day: full.then(day),
        maybe_id: full.then(Uuid::nil),
    }
}

fn all() -> Vec<Model> {
    vec![
        thing(1, "", true),
        thing(2, "'; DROP TABLE things; -- \"quoted\" \\ {a,b} [1] $1 ?", false),
        thing(3, "één\nregel\tén nog één 🏛 null", true),
    ]
}

async fn write(db: &DatabaseConnection, fill: impl FnOnce(&mut Writes)) -> Result<(), sea_orm::DbErr> {
    let mut writes = Writes::default();
    fill(&mut writes);
    writes.run(db).await
}

async fn read(db: &DatabaseConnection) -> Vec<Model> {
    Entity::find().order_by_asc(Column::Id).all(db).await.unwrap()
}

fn rows(models: &[Model]) -> Vec<ActiveModel> {
    models.iter().cloned().map(sea_orm::IntoActiveModel::into_active_model).collect()
}

#[rstest]
#[tokio::test]
async fn what_is_written_is_read_back(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some((_database, db)) = table(kind).await else { return };
    write(&db, |writes| writes.add(rows(&all()))).await.unwrap();
    assert_eq!(read(&db).await, all());
    // What was bound one by one compares with it.
    Entity::delete_many().exec(&db).await.unwrap();
    Entity::insert_many(rows(&all())).exec_without_returning(&db).await.unwrap();
    assert_eq!(read(&db).await, all());
}

#[rstest]
#[tokio::test]
async fn a_row_that_is_there_is_renewed_or_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some((_database, db)) = table(kind).await else { return };
    write(&db, |writes| writes.add(rows(&all()[..2]))).await.unwrap();

    let refused = write(&db, |writes| writes.add(rows(&all()))).await.unwrap_err();
    assert!(matches!(refused.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))), "{refused}");
    assert_eq!(read(&db).await, all()[..2], "all or nothing");

    let changed: Vec<Model> = all()
        .into_iter()
        .map(|one| Model { text: "new".into(), maybe_large: Some(7), large: 7, ..one })
        .collect();
    write(&db, |writes| writes.put(rows(&changed), [Column::Text, Column::MaybeLarge])).await.unwrap();
    let expected: Vec<Model> = all()
        .into_iter()
        .enumerate()
        .map(|(place, one)| {
            let large = if place < 2 { one.large } else { 7 };
            Model { text: "new".into(), maybe_large: Some(7), large, ..one }
        })
        .collect();
    assert_eq!(read(&db).await, expected, "of those that were there only what was named");
}

#[rstest]
#[tokio::test]
async fn rows_are_found_and_taken_away_by_a_list(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some((_database, db)) = table(kind).await else { return };
    write(&db, |writes| writes.add(rows(&all()))).await.unwrap();
    let backend = db.get_database_backend();
    let found = async |which| Entity::find().filter(which).order_by_asc(Column::Id).all(&db).await.unwrap();

    assert_eq!(found(among(backend, Column::Id, [all()[0].id, Uuid::nil(), all()[2].id])).await.len(), 2);
    assert_eq!(found(among(backend, Column::Text, [all()[1].text.clone()])).await, all()[1..2]);
    assert_eq!(found(among(backend, Column::Bytes, [all()[2].bytes.clone()])).await, all()[2..]);
    assert_eq!(found(among(backend, Column::Large, all().iter().map(|one| one.large))).await, all());
    assert_eq!(found(among(backend, Column::Id, Vec::<Uuid>::new())).await, []);

    write(&db, |writes| {
        writes.delete(Column::Id, Vec::<Uuid>::new());
        writes.delete(Column::Id, [all()[0].id, all()[1].id]);
    })
    .await
    .unwrap();
    assert_eq!(read(&db).await, all()[2..]);
}

#[rstest]
#[tokio::test]
async fn all_that_is_written_together_is_written_or_none(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    use sea_orm::TransactionTrait;
    let Some((_database, db)) = table(kind).await else { return };
    write(&db, |writes| writes.add(rows(&all()[..1]))).await.unwrap();
    let tx = db.begin().await.unwrap();
    let mut writes = Writes::default();
    writes.delete(Column::Id, [all()[0].id]);
    writes.add(rows(&all()[1..]));
    writes.run(&tx).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(read(&db).await, all()[..1]);
}

/// Sizes around which a database bounds the parameters of one statement.
#[rstest]
#[tokio::test]
async fn there_may_be_many(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some((_database, db)) = table(kind).await else { return };
    let many: Vec<Model> = (0..40_000u128)
        .map(|number| Model { id: Uuid::from_u128(number), ..thing(1, "one of many", false) })
        .collect();
    write(&db, |writes| writes.put(rows(&many), [Column::Text])).await.unwrap();
    let ids = many.iter().map(|one| one.id);
    let found =
        Entity::find().filter(among(db.get_database_backend(), Column::Id, ids)).all(&db).await.unwrap();
    assert_eq!(found.len(), many.len());
}

#[rstest]
#[tokio::test]
async fn a_row_that_says_nothing_of_a_column_is_a_fault(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some((_database, db)) = table(kind).await else { return };
    let mut half = rows(&all());
    half[1].maybe_day = NotSet;
    half[0].text = Set("set".into());
    let fault = write(&db, |writes| writes.add(half)).await.unwrap_err();
    assert!(fault.to_string().contains("a row of things says nothing of maybe_day"), "{fault}");
    assert_eq!(read(&db).await, []);
}
