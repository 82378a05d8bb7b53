use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use service::config::Reader;

use super::MediaType;

/// What can be said of documents: the table `documents` of the settings.
#[derive(Clone)]
pub struct DocumentSettings {
    pub place: Place,
    /// Most bytes of one document.
    pub most_bytes: u64,
    /// What a document may be.
    pub types: Vec<MediaType>,
    /// `None`: nobody looks for viruses, and every document says so.
    pub scanner: Option<ScannerSettings>,
}

/// Where the bytes are kept.
#[derive(Clone)]
pub enum Place {
    Folder(PathBuf),
    Bucket(Bucket),
}

/// A bucket of a store that speaks S3.
#[derive(Clone)]
pub struct Bucket {
    pub name: String,
    /// `None`: the store of Amazon in `region`.
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key_id: SecretString,
    pub secret_access_key: SecretString,
    /// The bucket stands in the host name, not in the path.
    pub in_host_name: bool,
}

/// Who looks for viruses.
#[derive(Debug, Clone)]
pub enum ScannerSettings {
    /// clamd over TCP: `host:port`.
    Clamd { address: String, timeout: Duration },
    /// A program that reads the document on its input: 0 is clean, 1 is infected, all else is "not now".
    Command { line: Vec<String>, timeout: Duration },
}

const USUAL_MOST_BYTES: u64 = 20 * 1024 * 1024;
const MOST_BYTES: u64 = 512 * 1024 * 1024;

impl DocumentSettings {
    /// Documents in this folder; no scanner.
    pub fn in_folder(folder: &Path) -> Self {
        let place = Place::Folder(folder.to_owned());
        Self { place, most_bytes: USUAL_MOST_BYTES, types: MediaType::ALL.to_vec(), scanner: None }
    }

    /// Reads the table `documents`; gives `None` after recording at least one problem.
    pub fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.table("documents", |table| {
            let folder: Option<PathBuf> = table.optional("folder", "a folder");
            let bucket = table.has("bucket").then(|| table.table("bucket", read_bucket));
            let place = match (folder, bucket) {
                (Some(folder), None) => Some(Place::Folder(folder)),
                (None, Some(bucket)) => bucket.map(Place::Bucket),
                (Some(_), Some(_)) => {
                    table.wrong("folder", "is given, and a bucket too: documents are kept in one place");
                    None
                }
                (None, None) => {
                    table.wrong("folder", "is missing; name a folder, or a bucket in [documents.bucket]");
                    None
                }
            };
            let most_bytes = table.number("most_bytes", USUAL_MOST_BYTES, 1024..=MOST_BYTES);
            let named = table.texts("types");
            let mut types = Vec::new();
            for text in &named {
                match text.parse() {
                    Ok(kind) => types.push(kind),
                    Err(_) => {
                        let known: Vec<_> = MediaType::ALL.iter().map(|kind| kind.code()).collect();
                        table.wrong("types", format!("{text} is none of {}", known.join(", ")));
                    }
                }
            }
            if named.is_empty() {
                types = MediaType::ALL.to_vec();
            }
            let scanner = table.has("scanner").then(|| table.table("scanner", read_scanner)).flatten();
            Some(Self { place: place?, most_bytes, types, scanner })
        })
    }
}

fn read_bucket(table: &mut Reader<'_>) -> Option<Bucket> {
    let name = table.required("name", "the name of the bucket");
    let endpoint = table.parsed("endpoint", |text| {
        // A store on this machine has no certificate.
        let fits = text.starts_with("https://") || text.starts_with("http://127.0.0.1:");
        if fits { Ok(text.to_owned()) } else { Err("must be an https:// address".into()) }
    });
    let region = table.or("region", "eu-west-1".to_owned(), "a region");
    let access_key_id = table.required_secret("access_key_id");
    let secret_access_key = table.required_secret("secret_access_key");
    let in_host_name = table.or("in_host_name", false, "true or false");
    Some(Bucket {
        name: name?,
        endpoint,
        region,
        access_key_id: access_key_id?,
        secret_access_key: secret_access_key?,
        in_host_name,
    })
}

fn read_scanner(table: &mut Reader<'_>) -> Option<ScannerSettings> {
    let address: Option<String> = table.parsed("clamd", |text| {
        let port = text.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
        port.map(|_| text.to_owned()).ok_or_else(|| "must be an address with port, as 127.0.0.1:3310".into())
    });
    let has_line = table.has("command");
    let line = table.texts("command");
    let timeout = Duration::from_secs(table.number("timeout_seconds", 60, 1..=3_600));
    match (address, has_line && !line.is_empty()) {
        (Some(address), false) => Some(ScannerSettings::Clamd { address, timeout }),
        (None, true) => Some(ScannerSettings::Command { line, timeout }),
        _ => {
            table.wrong("clamd", "needs one of clamd and command");
            None
        }
    }
}
