use std::sync::Arc;
use std::time::Duration;

use messaging::{Engine, RequestContext};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{Scanner, Shelf};
use crate::actor::{DocumentInput, Input, IntakeActor};
use crate::model::{Document, Scan};
use crate::store;

/// Where nothing tells of a new document, they are looked for this often: another instance may have taken one in.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A scanner that is away is asked again after this.
const PAUSE: Duration = Duration::from_secs(15);
/// So many are looked at in one go.
const AT_ONCE: u64 = 20;
/// In story and envelope.
const ACTOR: &str = "virus-scanner";

/// Scans what waits, one document after the other, until told to stop.
pub struct Scanning {
    pub engine: Engine<IntakeActor>,
    pub shelf: Shelf,
    pub scanner: Scanner,
    /// Something new came in.
    pub news: Arc<Notify>,
}

impl Scanning {
    pub async fn run(self, stop: CancellationToken) {
        let loops = async {
            loop {
                let pause = if self.round().await { LOOK_EVERY } else { PAUSE };
                tokio::select! {
                    () = self.news.notified() => {}
                    () = tokio::time::sleep(pause) => {}
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = loops => {}
        }
    }

    /// Whether everything that waits could be scanned.
    async fn round(&self) -> bool {
        // What could not be scanned stays where it is: the next ones stand behind it.
        let mut failed = 0;
        loop {
            match store::quarantined(self.engine.db(), failed, AT_ONCE).await {
                Ok(waiting) if waiting.is_empty() => return failed == 0,
                Ok(waiting) => failed += self.look_at_all(waiting).await,
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "documents cannot be looked up");
                    return false;
                }
            }
        }
    }

    /// How many could not be scanned.
    async fn look_at_all(&self, waiting: Vec<Document>) -> u64 {
        let mut failed = 0;
        for document in waiting {
            match self.look_at(&document).await {
                Ok(Scan::Infected) => tracing::warn!(document.id = %document.id, "a document has a virus"),
                Ok(Scan::Clean | Scan::NotScanned) => {}
                Err(error) => {
                    // One that cannot be scanned does not keep the others waiting.
                    let error = error.as_ref() as &dyn std::error::Error;
                    tracing::warn!(document.id = %document.id, error, "a document waits for the scanner");
                    failed += 1;
                }
            }
        }
        failed
    }

    async fn look_at(&self, document: &Document) -> Result<Scan, Box<dyn std::error::Error + Send + Sync>> {
        let pieces = self.shelf.read(document.id).await?;
        let scan = self.scanner.scan(pieces).await?;
        let (document, case, municipality) = (document.id, document.case, document.municipality.clone());
        let input = DocumentInput::Scanned { document, case, municipality, scan };
        self.engine.request(Input::Document(Box::new(input)), RequestContext::by(ACTOR)).await?;
        if scan == Scan::Infected {
            self.shelf.remove(document).await?;
        }
        Ok(scan)
    }
}
