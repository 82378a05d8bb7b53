//! A payment run from start to release, for more and more entitlements: is it linear, and is memory flat?
//!
//! `cargo bench -p income --bench payment_run` runs 4,000 and 40,000 on SQLite and, where `TEST_DATABASE_URL` names a
//! server, on PostgreSQL; with `TEST_LONG` also the whole country. After each number it says how much longer it took than
//! the number before, against linear, and how much more memory; it fails only when the country takes more than ten minutes.
//! The baseline beside it is a plain loop on the same database that writes one row for each entitlement, in one
//! transaction: no rules, no ledger, no file.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::float_arithmetic, reason = "figures for people")]

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use domain::{Municipality, Role};
use messaging::LocalBroker;
use proto::income::v1 as pb;
use proto::income::v1::payment_service_client::PaymentServiceClient;
use sea_orm::{ConnectionTrait, Statement, TransactionTrait};
use service::identity::{Identity, LocalIssuer, TokenFor};
use service::sealing::{SEALING_KEYS, Sealing};
use service::{BusinessClock, Embedded, House, Line, Settings, embed, on_behalf};
use testkit::{Households, Kind, TestDatabase};
use uuid::Uuid;

const HERE: &str = "a-tenant:0001";
const COUNTRY: u32 = 400_000;
const MOST: Duration = Duration::from_secs(600);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    // `cargo test` starts every target; only `cargo bench` asks for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    service::install_crypto();
    let mut counts = vec![4_000, 40_000];
    if testkit::long() {
        counts.push(COUNTRY);
    }
    println!(
        "{:<10} {:>8} {:>9} {:>9} {:>9} {:>9} {:>9} {:>6} {:>10}",
        "database", "cases", "calc s", "approve s", "release s", "file s", "plain s", "ratio", "VmHWM MiB"
    );
    let mut good = true;
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let mut before = None;
        for count in counts.clone() {
            let Some(found) = measure(kind, count).await else { break };
            good &= count < COUNTRY || found.total <= MOST;
            if let Some(before) = before.replace(found) {
                compare(&before, &found);
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What a number of entitlements took.
#[derive(Clone, Copy)]
struct Found {
    count: u32,
    total: Duration,
    peak_mib: u64,
}

/// Whether it is linear and flat, in words: linear is as many times the time as there are entitlements, flat is no more
/// memory. The peak is that of the process so far, so the next number can never have less.
fn compare(before: &Found, after: &Found) {
    let times = f64::from(after.count) / f64::from(before.count);
    let slower = after.total.as_secs_f64() / before.total.as_secs_f64();
    let more = after.peak_mib.saturating_sub(before.peak_mib);
    println!(
        "           {times:.0} times the entitlements took {slower:.1} times as long: {:.2} of linear; peak memory {more} MiB more",
        slower / times
    );
}

struct Bench {
    service: Embedded,
    issuer: LocalIssuer,
    municipality: Municipality,
}

impl Bench {
    fn client(&self) -> PaymentServiceClient<Line> {
        PaymentServiceClient::new(self.service.line.clone())
    }

    fn by<M>(&self, user: &str, message: M) -> tonic::Request<M> {
        let wanted = TokenFor {
            user: user.into(),
            organisation: None,
            roles: vec![Role::Manager],
            municipalities: vec![self.municipality.clone()],
            valid_for: Duration::from_secs(3_600),
        };
        on_behalf(message, &self.issuer.token(&wanted).unwrap(), &self.municipality, None).unwrap()
    }

    async fn run_at(&self, run: &str, stage: &str) -> pb::Run {
        loop {
            let message = pb::GetRunRequest { run_id: run.into() };
            let found =
                self.client().get_run(self.by("anna", message)).await.unwrap().into_inner().run.unwrap();
            if found.stage == stage {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn start(database: &TestDatabase, folder: &Path) -> Bench {
    let municipality: Municipality = HERE.parse().unwrap();
    let issuer = LocalIssuer::fresh(std::slice::from_ref(&municipality)).unwrap();
    let house = House {
        clock: BusinessClock::new(Some("2026-03-20".parse().unwrap())),
        transport: LocalBroker::new(),
        identity: Identity::trying_out(&issuer, &[]),
    };
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
    let mut settings = Settings::embedded("income", folder, &policies);
    settings.database.url = database.url.clone().into();
    settings.secrets = income::local_secrets(folder).unwrap();
    let service = embed::<income::Income>(settings, &house).await.unwrap();
    Bench { service, issuer, municipality }
}

async fn measure(kind: Kind, count: u32) -> Option<Found> {
    let database = TestDatabase::new(kind, "the payment run").await.unwrap()?;
    let folder = tempfile::tempdir().unwrap();
    let bench = start(&database, folder.path()).await;
    let sealing = Sealing::new(&income::local_secrets(folder.path()).unwrap()[SEALING_KEYS]).unwrap();
    let seal = |case: Uuid| sealing.seal(case, case, b"NL91ABNA0417164300\nJ. Jansen");
    let households = Households { municipality: HERE, since: "2026-03-01", count, seal: &seal };
    households.write(&database.connect().await.unwrap()).await.unwrap();
    let account = pb::SetPayingAccountRequest {
        name: "Gemeente Proef".into(),
        iban: "NL02ABNA0123456789".into(),
        bic: String::new(),
    };
    bench.client().set_paying_account(bench.by("dirk", account)).await.unwrap();

    let begun = Instant::now();
    let message =
        pb::StartRunRequest { month: "2026-03".into(), dry_run: false, execution_day: String::new() };
    let run = bench.client().start_run(bench.by("anna", message)).await.unwrap().into_inner().run_id;
    let ready = bench.run_at(&run, "ready").await;
    let calculated = begun.elapsed();
    assert_eq!((ready.cases, ready.payments, ready.failed), (count.into(), count.into(), 0));

    let message = pb::PreviewRunRequest { run_id: run.clone(), page: None };
    let hash = bench.client().preview_run(bench.by("bert", message)).await.unwrap().into_inner().hash;
    let message = pb::ApproveRunRequest { run_id: run.clone(), hash };
    bench.client().approve_run(bench.by("bert", message)).await.unwrap();
    let approved = begun.elapsed();
    let message = pb::ReleaseRunRequest { run_id: run.clone() };
    bench.client().release_run(bench.by("carla", message)).await.unwrap();
    bench.run_at(&run, "released").await;
    let released = begun.elapsed();
    let message = pb::DownloadRunRequest { run_id: run };
    let mut parts = bench.client().download_run(bench.by("carla", message)).await.unwrap().into_inner();
    let mut bytes = 0;
    while let Some(part) = parts.message().await.unwrap() {
        bytes += part.bytes.len();
    }
    assert!(bytes > count as usize * 300, "{bytes} bytes");
    let downloaded = begun.elapsed();
    let plain = plain_loop(&database, count).await;
    println!(
        "{:<10} {count:>8} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>6.1} {:>10}",
        format!("{kind:?}"),
        calculated.as_secs_f64(),
        (approved - calculated).as_secs_f64(),
        (released - approved).as_secs_f64(),
        (downloaded - released).as_secs_f64(),
        plain.as_secs_f64(),
        downloaded.as_secs_f64() / plain.as_secs_f64(),
        peak_mib(),
    );
    bench.service.stop().await.unwrap();
    Some(Found { count, total: downloaded, peak_mib: peak_mib() })
}

/// How long it takes to write a row for each entitlement, one after the other.
async fn plain_loop(database: &TestDatabase, count: u32) -> Duration {
    let database = database.connect().await.unwrap();
    database.execute_unprepared("CREATE TABLE plain (id BIGINT PRIMARY KEY, cents BIGINT)").await.unwrap();
    let begun = Instant::now();
    let all = database.begin().await.unwrap();
    for number in 0..count {
        let (sql, values) =
            ("INSERT INTO plain VALUES ($1, $2)", [i64::from(number).into(), 95_000i64.into()]);
        all.execute_raw(Statement::from_sql_and_values(all.get_database_backend(), sql, values))
            .await
            .unwrap();
    }
    all.commit().await.unwrap();
    begun.elapsed()
}

/// The most memory this process ever had.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}
