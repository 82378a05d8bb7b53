use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use futures_util::TryStreamExt;
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;

use super::{Shelf, ShelfError};
use crate::model::DocumentId;
use crate::store;

const EVERY: Duration = Duration::from_secs(60 * 60);
/// Whatever is younger may still be on its way to its row: no upload takes this long.
const YOUNG: Duration = Duration::from_secs(24 * 60 * 60);
/// So many are looked up at once.
const AT_ONCE: usize = 500;

/// Takes away, now and every hour, what is kept for nobody.
pub async fn sweep(shelf: Shelf, db: DatabaseConnection, stop: CancellationToken) {
    let rounds = async {
        loop {
            match once(&shelf, &db, SystemTime::now(), YOUNG).await {
                Ok(0) => {}
                Ok(swept) => tracing::info!(swept, "files that belong to no document were taken away"),
                Err(error) => {
                    tracing::warn!(error = error.as_ref(), "the store of documents could not be swept");
                }
            }
            tokio::time::sleep(EVERY).await;
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = rounds => {}
    }
}

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// One round; gives how many were taken away. Real time: the store knows no other.
pub(super) async fn once(
    shelf: &Shelf,
    db: &DatabaseConnection,
    now: SystemTime,
    young: Duration,
) -> Result<usize, Failed> {
    let mut swept = match &shelf.folder {
        Some(folder) => halves(folder, now, young)?,
        None => 0,
    };
    let mut found = shelf.everything().try_chunks(AT_ONCE);
    while let Some(chunk) = found.try_next().await.map_err(|error| error.1)? {
        let kept: BTreeMap<DocumentId, SystemTime> =
            chunk.into_iter().map(|(id, meta)| (id, SystemTime::from(meta.last_modified))).collect();
        let standing = store::standings(db, &kept.keys().copied().collect::<BTreeSet<_>>()).await?;
        for (id, since) in kept {
            let gone = match standing.get(&id) {
                // Its row says that the bytes are to go, whenever that was.
                Some(has_bytes) => !has_bytes,
                None => is_old(since, now, young),
            };
            if gone {
                shelf.remove(id).await?;
                swept += 1;
            }
        }
    }
    Ok(swept)
}

fn is_old(since: SystemTime, now: SystemTime, young: Duration) -> bool {
    now.duration_since(since).is_ok_and(|age| age >= young)
}

/// What a process that was killed left of a file it was writing: `<id>#<number>`, which no list shows.
fn halves(folder: &Path, now: SystemTime, young: Duration) -> Result<usize, ShelfError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error.into()),
    };
    let mut swept = 0;
    for entry in entries {
        let entry = entry?;
        let is_half = entry.file_name().to_str().is_some_and(|name| name.contains('#'));
        if is_half && is_old(entry.metadata()?.modified()?, now, young) {
            std::fs::remove_file(entry.path())?;
            swept += 1;
        }
    }
    Ok(swept)
}

#[cfg(test)]
mod tests;
