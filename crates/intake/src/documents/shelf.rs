use std::path::PathBuf;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt, try_unfold};
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::piece::{Damaged, Opening, PIECE, sealed};
use super::settings::{Bucket, Place};
use crate::model::DocumentId;
use crate::vault::Vault;

/// Under this name every document has its bytes.
const PREFIX: &str = "documents";
/// What is longer goes to the store in parts of this many bytes; none of a store that speaks S3 may be shorter than 5 MiB.
const PART: usize = 6 * 1024 * 1024;

/// Why bytes cannot be kept or had. Names no document.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    #[error("the store of documents does not do as asked")]
    Store(#[from] object_store::Error),
    #[error("the store of documents does not take what it is given")]
    Write(#[from] std::io::Error),
    #[error(transparent)]
    Damaged(#[from] Damaged),
}

/// Where the bytes of documents are kept, sealed.
#[derive(Clone)]
pub struct Shelf {
    store: Arc<dyn ObjectStore>,
    vault: Arc<Vault>,
    /// Where halves may be left behind by a process that was killed.
    pub(super) folder: Option<PathBuf>,
}

/// A document on its way to the shelf. Until [`Shelving::done`] nobody finds it there.
pub struct Shelving<'s> {
    shelf: &'s Shelf,
    document: DocumentId,
    writer: BufWriter,
    held: BytesMut,
    place: u32,
    hash: Sha256,
    size: u64,
}

/// What was put on the shelf.
pub struct Shelved {
    /// In bytes, as they came.
    pub size: u64,
    /// In hexadecimal digits.
    pub sha256: String,
}

impl Shelf {
    /// # Errors
    ///
    /// [`ShelfError`] when the folder cannot be made, or the bucket is not described well enough.
    pub fn open(place: &Place, vault: Arc<Vault>) -> Result<Self, ShelfError> {
        match place {
            Place::Folder(folder) => {
                std::fs::create_dir_all(folder)?;
                // A document is kept once it says so, whatever happens to the machine.
                let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
                Ok(Self { store: Arc::new(store), vault, folder: Some(folder.join(PREFIX)) })
            }
            Place::Bucket(bucket) => Ok(Self { store: Arc::new(remote(bucket)?), vault, folder: None }),
        }
    }

    fn path(document: DocumentId) -> Path {
        Path::from_iter([PREFIX, document.to_string().as_str()])
    }

    /// Begins to put a document on the shelf.
    pub fn shelve(&self, document: DocumentId) -> Shelving<'_> {
        // One part on its way while the next is filled: more would only hold more of a document at once.
        let writer = BufWriter::with_capacity(Arc::clone(&self.store), Self::path(document), PART)
            .with_max_concurrency(1);
        Shelving {
            shelf: self,
            document,
            writer,
            held: BytesMut::new(),
            place: 0,
            hash: Sha256::new(),
            size: 0,
        }
    }

    /// The bytes of a document as they came, piece by piece.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] when it is not there, or the store is away; in the stream, when it was damaged.
    pub async fn read(
        &self,
        document: DocumentId,
    ) -> Result<BoxStream<'static, Result<Bytes, ShelfError>>, ShelfError> {
        let source = self.store.get(&Self::path(document)).await?.into_stream();
        let vault = Arc::clone(&self.vault);
        let begin = (source, Opening::of(document));
        let pieces = try_unfold(begin, move |(mut source, mut opening)| {
            let vault = Arc::clone(&vault);
            async move {
                loop {
                    if let Some(piece) = opening.next(&vault)? {
                        return Ok(Some((piece, (source, opening))));
                    }
                    match source.try_next().await? {
                        Some(bytes) => opening.put(&bytes),
                        None => return opening.end().map(|()| None).map_err(ShelfError::from),
                    }
                }
            }
        });
        Ok(pieces.boxed())
    }

    /// Takes the bytes away. That they are gone already is well.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] when the store is away.
    pub async fn remove(&self, document: DocumentId) -> Result<(), ShelfError> {
        match self.store.delete(&Self::path(document)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Everything that is kept, with the time it was put there. What is no document of ours is left out.
    pub fn everything(&self) -> BoxStream<'static, Result<(DocumentId, ObjectMeta), ShelfError>> {
        let found = self.store.list(Some(&Path::from(PREFIX)));
        let ours = found.map_err(ShelfError::from).try_filter_map(|meta| async move {
            let id = meta.location.filename().and_then(|name| name.parse().ok());
            Ok(id.map(|id: DocumentId| (id, meta)))
        });
        ours.boxed()
    }
}

fn remote(bucket: &Bucket) -> Result<impl ObjectStore, object_store::Error> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(bucket.access_key_id.expose_secret())
        .with_secret_access_key(bucket.secret_access_key.expose_secret())
        .with_virtual_hosted_style_request(bucket.in_host_name);
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    builder.build()
}

impl Shelving<'_> {
    /// The next bytes of the document.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] when the store does not take them.
    pub async fn put(&mut self, bytes: &[u8]) -> Result<(), ShelfError> {
        self.hash.update(bytes);
        self.size = self.size.saturating_add(bytes.len() as u64);
        self.held.extend_from_slice(bytes);
        // One piece is held back: only the end tells which was the last.
        while self.held.len() > PIECE {
            let plain = self.held.split_to(PIECE);
            self.write(&plain, false).await?;
        }
        Ok(())
    }

    async fn write(&mut self, plain: &[u8], last: bool) -> Result<(), ShelfError> {
        let piece = sealed(&self.shelf.vault, self.document, self.place, last, plain);
        self.place += 1;
        Ok(self.writer.write_all(&piece).await?)
    }

    /// That was all: now it is on the shelf.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] when the store does not keep it.
    pub async fn done(mut self) -> Result<Shelved, ShelfError> {
        let plain = self.held.split();
        self.write(&plain, true).await?;
        self.writer.shutdown().await?;
        let sha256 = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Shelved { size: self.size, sha256 })
    }

    /// It is not to be kept after all.
    pub async fn give_up(mut self) {
        if let Err(error) = self.writer.abort().await {
            tracing::warn!(%error, "half a document is left behind for the sweep");
        }
    }
}

#[cfg(test)]
mod tests;
