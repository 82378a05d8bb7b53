use std::num::NonZeroU32;
use std::time::Duration;

use http::HeaderValue;
use service::config::Reader;

/// What the gateway itself can be told; all of it has a usual value.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Most requests a second of one user, on the long run.
    pub per_second: NonZeroU32,
    /// Most requests of one user at once.
    pub burst: NonZeroU32,
    /// Most bytes of a body.
    pub body_bytes: usize,
    /// Most bytes of a document that is sent in.
    pub document_bytes: usize,
    /// Longest that sending or fetching a document may take.
    pub document_timeout: Duration,
    /// Longest that a request may take; after it the caller is told to come back.
    pub timeout: Duration,
    /// Web sites whose pages may call the interface from a browser; none unless named.
    pub origins: Vec<HeaderValue>,
}

const USUAL_PER_SECOND: u32 = 200;
const USUAL_BURST: u32 = 400;
const USUAL_BODY_BYTES: u64 = 1024 * 1024;
const USUAL_TIMEOUT_SECONDS: u64 = 15;
const USUAL_DOCUMENT_BYTES: u64 = 20 * 1024 * 1024;
const USUAL_DOCUMENT_TIMEOUT_SECONDS: u64 = 300;

impl Default for Settings {
    fn default() -> Self {
        Self {
            per_second: at_least_one(USUAL_PER_SECOND),
            burst: at_least_one(USUAL_BURST),
            body_bytes: usize::try_from(USUAL_BODY_BYTES).unwrap_or(usize::MAX),
            timeout: Duration::from_secs(USUAL_TIMEOUT_SECONDS),
            document_bytes: usize::try_from(USUAL_DOCUMENT_BYTES).unwrap_or(usize::MAX),
            document_timeout: Duration::from_secs(USUAL_DOCUMENT_TIMEOUT_SECONDS),
            origins: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads the table `gateway`.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        reader.table("gateway", |table| {
            let per_second = table.number("requests_per_second", USUAL_PER_SECOND.into(), 1..=1_000_000);
            let burst = table.number("requests_at_once", USUAL_BURST.into(), 1..=1_000_000);
            let body_bytes = table.number("body_bytes", USUAL_BODY_BYTES, 1024..=64 * 1024 * 1024);
            let timeout = table.number("timeout_seconds", USUAL_TIMEOUT_SECONDS, 1..=300);
            let document_bytes =
                table.number("document_bytes", USUAL_DOCUMENT_BYTES, 1024..=512 * 1024 * 1024);
            let document_timeout =
                table.number("document_timeout_seconds", USUAL_DOCUMENT_TIMEOUT_SECONDS, 1..=3_600);
            let mut origins = Vec::new();
            for text in table.texts("origins") {
                match HeaderValue::from_str(&text) {
                    Ok(origin) if text.starts_with("https://") || text.starts_with("http://localhost") => {
                        origins.push(origin);
                    }
                    _ => table.wrong("origins", format!("{text} is not the https:// address of a web site")),
                }
            }
            Self {
                per_second: at_least_one(u32::try_from(per_second).unwrap_or(u32::MAX)),
                burst: at_least_one(u32::try_from(burst).unwrap_or(u32::MAX)),
                body_bytes: usize::try_from(body_bytes).unwrap_or(usize::MAX),
                timeout: Duration::from_secs(timeout),
                document_bytes: usize::try_from(document_bytes).unwrap_or(usize::MAX),
                document_timeout: Duration::from_secs(document_timeout),
                origins,
            }
        })
    }
}

fn at_least_one(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}
