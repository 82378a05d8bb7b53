use std::sync::Arc;

use messaging::Connections;
use testkit::{Kind, TestDatabase};
use uuid::Uuid;

use super::*;
use crate::actor::{Documents, World};
use crate::documents::{MediaType, Place};
use crate::model::{Document, Standing};
use crate::vault::Vault;
use crate::vault::tests::key;

fn document(number: u128, standing: Standing) -> Document {
    Document {
        id: DocumentId::new(Uuid::from_u128(number)),
        case: domain::CaseId::new(Uuid::from_u128(99)),
        municipality: "a-tenant:0001".parse().unwrap(),
        media: MediaType::Pdf,
        size: 1,
        sha256: format!("{number}"),
        facts: BTreeSet::new(),
        request: None,
        answers: BTreeSet::new(),
        valid_until: None,
        received_on: "2026-03-02".parse().unwrap(),
        received_by: "anna".into(),
        standing,
        scan: None,
        proposed: None,
        destroyed: None,
    }
}

async fn with_rows(kind: Kind, rows: Vec<Document>) -> Option<(TestDatabase, DatabaseConnection)> {
    let database = TestDatabase::new(kind, "sweep").await.unwrap()?;
    let db = database.connect().await.unwrap();
    service::database::migrate::<crate::Intake>(&Connections::from(db.clone())).await.unwrap();
    let added = rows.iter().map(|row| (row.id, (vec![1], chrono::DateTime::UNIX_EPOCH))).collect();
    let changed = rows.iter().map(|row| row.id).collect();
    let known = rows.into_iter().map(|row| (row.id, row)).collect();
    let documents = Documents { known, changed, added, ..Documents::default() };
    let writes = store::save(World { documents, ..World::default() }).unwrap();
    writes.run(&db).await.unwrap();
    Some((database, db))
}

async fn only_what_belongs_to_nobody_goes(kind: Kind) {
    let rows = vec![document(1, Standing::Available), document(2, Standing::Destroyed)];
    let Some((_database, db)) = with_rows(kind, rows).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::new(&key(1).into(), &format!("a:{}", key(2)).into()).unwrap();
    let shelf = Shelf::open(&Place::Folder(folder.path().to_owned()), Arc::new(vault)).unwrap();
    // The third was put there by a process that was killed before its row, the fourth was half-way.
    for number in 1..=3 {
        let mut shelving = shelf.shelve(DocumentId::new(Uuid::from_u128(number)));
        shelving.put(b"x").await.unwrap();
        shelving.done().await.unwrap();
    }
    let half = folder.path().join("documents").join(format!("{}#1", Uuid::from_u128(4)));
    std::fs::write(&half, b"x").unwrap();
    let now = SystemTime::now();

    assert_eq!(once(&shelf, &db, now, YOUNG).await.unwrap(), 1, "the destroyed one, at once");
    let later = now + YOUNG * 2;
    assert_eq!(once(&shelf, &db, later, YOUNG).await.unwrap(), 2, "what was left behind, when it is old");
    assert!(!half.exists());
    assert_eq!(once(&shelf, &db, later, YOUNG).await.unwrap(), 0);
    assert!(shelf.read(DocumentId::new(Uuid::from_u128(1))).await.is_ok(), "the document is still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_belongs_to_nobody_goes_on_sqlite() {
    only_what_belongs_to_nobody_goes(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_belongs_to_nobody_goes_on_postgres() {
    only_what_belongs_to_nobody_goes(Kind::Postgres).await;
}
