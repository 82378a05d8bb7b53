use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use domain::Municipality;
use secrecy::SecretString;

use super::Reader;

/// What a process needs whether or not it has a database: the gateway reads only this, and its own.
#[derive(Debug, Clone)]
pub struct Process {
    pub listen: SocketAddr,
    /// Where `/metrics`, `/live` and `/ready` are served; nowhere when absent.
    pub metrics_listen: Option<SocketAddr>,
    /// The folder with policies and national amounts.
    pub policies: PathBuf,
    pub issuers: Vec<IssuerSettings>,
    /// The first business day of a simulation; `None` is the real clock.
    pub simulated_from: Option<NaiveDate>,
    pub telemetry: TelemetrySettings,
    pub tls: Option<TlsSettings>,
    /// How long running calls and turns may take after the first signal.
    pub grace: Duration,
    /// Addresses of services by name: for the gateway and the operator's command line.
    pub services: BTreeMap<String, String>,
}

/// All settings of a service process.
#[derive(Debug, Clone)]
pub struct Settings {
    pub process: Process,
    pub database: DatabaseSettings,
    /// `amqp://…` or `amqps://…`; `None` only in the one-process edition.
    pub transport_url: Option<SecretString>,
    pub engine: EngineSettings,
    /// Secrets of this service alone, by name.
    pub secrets: BTreeMap<String, SecretString>,
    /// What else this service alone can be told.
    pub own: Own,
}

/// Settings of one service alone, of the type that it reads them into.
#[derive(Clone, Default)]
pub struct Own(Option<Arc<dyn Any + Send + Sync>>);

impl Own {
    pub fn new<T: Any + Send + Sync>(settings: T) -> Self {
        Self(Some(Arc::new(settings)))
    }

    /// As this type; `None` when nothing of it was read.
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.0.as_ref()?.downcast_ref()
    }
}

/// Says nothing: a secret may be among them.
impl fmt::Debug for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Own(…)")
    }
}

/// Where the service keeps its data.
#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// `postgres://…` or `sqlite://…`.
    pub url: SecretString,
    /// Most connections held at once.
    pub connections: u32,
    /// PostgreSQL only: longest a statement may take.
    pub statement_timeout: Duration,
    /// Off where the service's own database user may not create tables; then `migrate` runs apart.
    pub migrate_at_start: bool,
}

/// How the turn runs here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EngineSettings {
    /// Queues of this service; the same for every instance, and for every sender to it.
    pub partitions: u16,
    /// Turns that may run side by side.
    pub lanes: usize,
    /// Most inputs in one turn.
    pub max_batch: usize,
    /// Most requests that wait; beyond it callers are told to come back.
    pub queue: usize,
    /// How long a busy service lets inputs gather before its next turn.
    pub gather: Duration,
}

/// As the one-process edition has it: where nothing travels there is little to gain by gathering.
impl Default for EngineSettings {
    fn default() -> Self {
        Self { partitions: 8, lanes: 1, max_batch: 64, queue: 1024, gather: Duration::ZERO }
    }
}

/// An OpenID Connect issuer and what it may speak for.
#[derive(Debug, Clone)]
pub struct IssuerSettings {
    /// The `iss` of its tokens.
    pub issuer: String,
    pub keys: KeySource,
    /// The `aud` that its tokens must name.
    pub audience: String,
    /// The municipalities it may speak for.
    pub municipalities: Vec<Municipality>,
    /// Whether it may name operators: they act across municipalities. Off unless said.
    pub operators: bool,
}

/// Where an issuer's public keys (JWKS) are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    Url(String),
    File(PathBuf),
}

/// Where telemetry goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TelemetrySettings {
    /// OTLP collector over gRPC; none when absent.
    pub otlp: Option<String>,
    pub format: LogFormat,
    /// Filter of log lines and spans, as tracing writes it.
    pub filter: String,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Json,
    Text,
}

/// Certificates of this process (PEM files).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsSettings {
    pub certificate: PathBuf,
    pub key: PathBuf,
    /// Who signs the certificates of callers; without it callers need none.
    pub client_ca: Option<PathBuf>,
}

/// Spans of calls are made at TRACE under `otel::tracing`; lapin would log returned messages with their body.
pub(crate) const DEFAULT_FILTER: &str = "info,otel::tracing=trace,h2=warn,hyper=warn,tonic=warn,opentelemetry=warn,sqlx=warn,sea_orm_migration=warn,\
     lapin::returned_messages=off";

impl Process {
    /// Reads these settings; gives `None` after recording at least one problem.
    pub fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let listen = reader.required("listen", "an address with port, as 127.0.0.1:50051");
        let metrics_listen = reader.optional("metrics_listen", "an address with port, as 127.0.0.1:9464");
        let policies = reader.required("policies", "the folder with policies");
        let issuers = reader.tables("issuers", read_issuer);
        if issuers.is_empty() {
            reader.wrong("issuers", "is missing: nobody could log in");
        }
        let simulated_from =
            reader.table("clock", |clock| clock.optional("simulated_from", "a day, as 2026-01-01"));
        let telemetry = reader.table("telemetry", read_telemetry);
        let tls = reader.has("tls").then(|| reader.table("tls", read_tls)).flatten();
        let grace = Duration::from_secs(reader.number("grace_seconds", 20, 1..=600));
        let services = reader.table("services", |services| {
            let mut known = BTreeMap::new();
            for name in services.keys() {
                let address = services.parsed(&name, |text| {
                    let is_url = text.starts_with("http://") || text.starts_with("https://");
                    if is_url {
                        Ok(text.to_owned())
                    } else {
                        Err("must be an http:// or https:// address".into())
                    }
                });
                known.extend(address.map(|address| (name, address)));
            }
            known
        });
        Some(Self {
            listen: listen?,
            metrics_listen,
            policies: policies.filter(|folder: &PathBuf| is_folder(reader, "policies", folder))?,
            issuers: issuers.into_iter().collect::<Option<_>>()?,
            simulated_from,
            telemetry,
            tls,
            grace,
            services,
        })
    }
}

impl Settings {
    /// Reads the settings of a service that needs these secrets of its own.
    pub fn read(reader: &mut Reader<'_>, secrets: &[&str]) -> Option<Self> {
        let process = Process::read(reader);
        let url = reader.required_secret("database_url").filter(|url| is_database(reader, url));
        let connections = reader.number("database_connections", 8, 2..=200);
        let statement = reader.number("database_statement_seconds", 30, 1..=3600);
        let migrate_at_start = reader.or("migrate_at_start", true, "true or false");
        let transport_url = reader.required_secret("transport_url").filter(|url| is_amqp(reader, url));
        let engine = EngineSettings {
            partitions: narrow(reader.number("partitions", 8, 1..=256)),
            lanes: narrow(reader.number("lanes", 1, 1..=64)),
            max_batch: narrow(reader.number("max_batch", 64, 1..=1_024)),
            queue: narrow(reader.number("queue", 1024, 1..=65_536)),
            gather: Duration::from_millis(reader.number("gather_milliseconds", 20, 0..=1_000)),
        };
        let secrets = reader.table("secrets", |table| {
            let mut known = BTreeMap::new();
            for name in secrets {
                known.extend(table.required_secret(name).map(|secret| ((*name).to_owned(), secret)));
            }
            known
        });
        Some(Self {
            process: process?,
            database: DatabaseSettings {
                url: url?,
                connections: narrow(connections),
                statement_timeout: Duration::from_secs(statement),
                migrate_at_start,
            },
            transport_url: Some(transport_url?),
            engine,
            secrets,
            own: Own::default(),
        })
    }

    /// Settings of one service of the one-process edition: a SQLite file in `folder`, no port, no broker.
    pub fn embedded(name: &str, folder: &Path, policies: &Path) -> Self {
        Self {
            process: Process {
                listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                metrics_listen: None,
                policies: policies.to_owned(),
                issuers: Vec::new(),
                simulated_from: None,
                telemetry: TelemetrySettings::default(),
                tls: None,
                grace: Duration::from_secs(20),
                services: BTreeMap::new(),
            },
            database: DatabaseSettings {
                url: format!("sqlite://{}", folder.join(format!("{name}.db")).display()).into(),
                connections: 4,
                statement_timeout: Duration::from_secs(30),
                migrate_at_start: true,
            },
            transport_url: None,
            engine: EngineSettings::default(),
            secrets: BTreeMap::new(),
            own: Own::default(),
        }
    }

    /// A secret of this service; `Service::SECRETS` names the ones that are sure to be here.
    pub fn secret(&self, name: &str) -> Option<&SecretString> {
        self.secrets.get(name)
    }
}

impl Default for TelemetrySettings {
    fn default() -> Self {
        Self { otlp: None, format: LogFormat::Json, filter: DEFAULT_FILTER.into() }
    }
}

fn read_telemetry(reader: &mut Reader<'_>) -> TelemetrySettings {
    let otlp = reader.optional("otlp", "the address of a collector");
    let format = reader.parsed("log", |text| match text {
        "json" => Ok(LogFormat::Json),
        "text" => Ok(LogFormat::Text),
        _ => Err("must be json or text".into()),
    });
    let filter = reader.parsed("filter", |text| {
        let valid = tracing_subscriber::EnvFilter::try_new(text).is_ok();
        if valid { Ok(text.to_owned()) } else { Err("must be a filter as tracing writes it".into()) }
    });
    TelemetrySettings {
        otlp,
        format: format.unwrap_or(LogFormat::Json),
        filter: filter.unwrap_or_else(|| DEFAULT_FILTER.into()),
    }
}

fn read_issuer(reader: &mut Reader<'_>) -> Option<IssuerSettings> {
    let issuer = reader.required("issuer", "the `iss` of its tokens");
    let audience = reader.required("audience", "the `aud` of its tokens");
    let url: Option<String> = reader.optional("jwks_url", "a web address");
    let file = reader.optional("jwks_file", "a path");
    let keys = match (url, file) {
        (Some(url), None) if url.starts_with("https://") || url.starts_with("http://") => {
            Some(KeySource::Url(url))
        }
        (Some(_), None) => {
            reader.wrong("jwks_url", "must be an https:// address");
            None
        }
        (None, Some(file)) => Some(KeySource::File(file)),
        _ => {
            reader.wrong("jwks_url", "needs one of jwks_url and jwks_file");
            None
        }
    };
    let texts = reader.texts("municipalities");
    if texts.is_empty() {
        reader.wrong("municipalities", "is missing: this issuer could speak for nobody");
    }
    let mut municipalities = Vec::new();
    for text in texts {
        match text.parse() {
            Ok(municipality) => municipalities.push(municipality),
            Err(error) => reader.wrong("municipalities", format!("{text}: {error}")),
        }
    }
    let operators = reader.or("operators", false, "true or false");
    Some(IssuerSettings { issuer: issuer?, keys: keys?, audience: audience?, municipalities, operators })
}

fn read_tls(reader: &mut Reader<'_>) -> Option<TlsSettings> {
    let mut path = |key: &str, needed: bool| -> Option<PathBuf> {
        let path: Option<PathBuf> =
            if needed { reader.required(key, "a PEM file") } else { reader.optional(key, "a PEM file") };
        path.inspect(|path| {
            if let Err(error) = std::fs::metadata(path) {
                reader.wrong(key, format!("{} cannot be read: {error}", path.display()));
            }
        })
    };
    let (certificate, key, client_ca) =
        (path("certificate", true), path("key", true), path("client_ca", false));
    Some(TlsSettings { certificate: certificate?, key: key?, client_ca })
}

fn is_folder(reader: &Reader<'_>, key: &str, folder: &Path) -> bool {
    let found = folder.is_dir();
    if !found {
        reader.wrong(key, format!("{} is not a folder", folder.display()));
    }
    found
}

fn is_database(reader: &Reader<'_>, url: &SecretString) -> bool {
    is_one_of(reader, "database_url", url, &["postgres://", "postgresql://", "sqlite:"])
}

fn is_amqp(reader: &Reader<'_>, url: &SecretString) -> bool {
    is_one_of(reader, "transport_url", url, &["amqp://", "amqps://"])
}

fn is_one_of(reader: &Reader<'_>, key: &str, url: &SecretString, schemes: &[&str]) -> bool {
    use secrecy::ExposeSecret;
    let known = schemes.iter().any(|scheme| url.expose_secret().starts_with(scheme));
    if !known {
        reader.wrong(key, format!("must start with {}", schemes.join(" or ")));
    }
    known
}

/// The bounds were checked when the number was read.
fn narrow<T: TryFrom<u64> + Default>(number: u64) -> T {
    T::try_from(number).unwrap_or_default()
}
