use uuid::Uuid;

use super::*;
use crate::vault::tests::key;

fn vault() -> Arc<Vault> {
    Arc::new(Vault::new(&key(1).into(), &format!("a:{}", key(2)).into()).unwrap())
}

fn shelf(folder: &std::path::Path) -> Shelf {
    Shelf::open(&Place::Folder(folder.to_owned()), vault()).unwrap()
}

fn id(number: u128) -> DocumentId {
    DocumentId::new(Uuid::from_u128(number))
}

async fn put(shelf: &Shelf, document: DocumentId, bytes: &[u8]) -> Shelved {
    let mut shelving = shelf.shelve(document);
    for piece in bytes.chunks(100_000) {
        shelving.put(piece).await.unwrap();
    }
    shelving.done().await.unwrap()
}

async fn read(shelf: &Shelf, document: DocumentId) -> Result<Vec<u8>, ShelfError> {
    let mut pieces = shelf.read(document).await?;
    let mut all = Vec::new();
    while let Some(piece) = pieces.try_next().await? {
        all.extend(piece);
    }
    Ok(all)
}

/// Every file below, with its bytes.
fn files(folder: &std::path::Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found
}

#[tokio::test]
async fn what_is_put_comes_back_whatever_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = shelf(folder.path());
    for (number, length) in
        [1, PIECE - 1, PIECE, PIECE + 1, PART + PIECE, 2 * PART + 7].into_iter().enumerate()
    {
        let bytes: Vec<u8> = (0..length).map(|place| (place % 251) as u8).collect();
        let document = id(number as u128 + 1);
        let shelved = put(&shelf, document, &bytes).await;
        assert_eq!(shelved.size, length as u64);
        let expected: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(shelved.sha256, expected);
        assert_eq!(read(&shelf, document).await.unwrap(), bytes, "{length} bytes");
    }
}

#[tokio::test]
async fn the_folder_shows_nothing_of_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let secret = b"Fenna Voorbeeld heeft 12.345 euro".repeat(20_000);
    put(&shelf(folder.path()), id(1), &secret).await;

    let [(path, bytes)] = <[_; 1]>::try_from(files(folder.path())).unwrap();
    assert!(path.ends_with(id(1).to_string()));
    assert!(!bytes.windows(16).any(|window| window == b"Fenna Voorbeeld "));
}

#[tokio::test]
async fn nobody_finds_half_a_document() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = shelf(folder.path());
    let mut shelving = shelf.shelve(id(1));
    shelving.put(&vec![7; 2 * PART]).await.unwrap();
    assert!(read(&shelf, id(1)).await.is_err());
    assert_eq!(shelf.everything().count().await, 0);
    // As when the process is killed: nobody tidies up.
    std::mem::forget(shelving);
    assert_eq!(shelf.everything().count().await, 0);

    let mut given_up = shelf.shelve(id(2));
    given_up.put(&[7; 10]).await.unwrap();
    given_up.give_up().await;
    assert!(read(&shelf, id(2)).await.is_err());
}

#[tokio::test]
async fn one_document_in_the_place_of_another_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = shelf(folder.path());
    put(&shelf, id(1), b"een").await;
    let of = |document: DocumentId| folder.path().join(PREFIX).join(document.to_string());
    std::fs::copy(of(id(1)), of(id(2))).unwrap();
    assert!(matches!(read(&shelf, id(2)).await, Err(ShelfError::Damaged(_))));
    let mut bytes = std::fs::read(of(id(1))).unwrap();
    bytes.pop();
    std::fs::write(of(id(1)), bytes).unwrap();
    assert!(matches!(read(&shelf, id(1)).await, Err(ShelfError::Damaged(_))));
}

/// Against a real store that speaks S3: TEST_S3_ENDPOINT, with a bucket `documents` that anyone may use.
#[tokio::test]
async fn a_bucket_keeps_documents_as_a_folder_does() {
    let Ok(endpoint) = std::env::var("TEST_S3_ENDPOINT") else {
        eprintln!("skipped: TEST_S3_ENDPOINT names no store that speaks S3");
        return;
    };
    service::install_crypto();
    let bucket = Bucket {
        name: "documents".into(),
        endpoint: Some(endpoint),
        region: "eu-west-1".into(),
        access_key_id: "a".into(),
        secret_access_key: "b".into(),
        in_host_name: false,
    };
    let shelf = Shelf::open(&Place::Bucket(bucket), vault()).unwrap();
    for length in [1, PIECE + 1, 2 * PART + 7] {
        let document = DocumentId::new(Uuid::new_v4());
        let bytes: Vec<u8> = (0..length).map(|place| (place % 251) as u8).collect();
        put(&shelf, document, &bytes).await;
        assert_eq!(read(&shelf, document).await.unwrap(), bytes, "{length} bytes");
        let listed: Vec<_> = shelf.everything().try_collect().await.unwrap();
        assert!(listed.iter().any(|(id, _)| *id == document));
        shelf.remove(document).await.unwrap();
        shelf.remove(document).await.unwrap();
        assert!(read(&shelf, document).await.is_err());
    }
}

#[tokio::test]
async fn what_is_taken_away_is_gone_and_may_be_taken_away_again() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = shelf(folder.path());
    put(&shelf, id(1), b"een").await;
    shelf.remove(id(1)).await.unwrap();
    shelf.remove(id(1)).await.unwrap();
    assert!(read(&shelf, id(1)).await.is_err());
    assert!(files(folder.path()).is_empty());
}
