use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proto::operation::v1::GetLagRequest;
use proto::operation::v1::operation_service_client::OperationServiceClient;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use service::config::TlsSettings;
use service::{Settings, StartError, Telemetry, connect, run};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_util::sync::CancellationToken;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::counter::{Counter, failing, policies};

fn free_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// A service without a broker: nothing listens at this address.
fn settings(folder: &Path) -> Settings {
    let mut settings = Settings::embedded("intake", folder, &policies());
    settings.process.listen = free_port();
    settings.process.metrics_listen = Some(free_port());
    settings.process.grace = Duration::from_secs(10);
    settings.transport_url = Some("amqp://127.0.0.1:1".into());
    settings
}

/// Telemetry belongs to the process: the tests in it share one.
fn telemetry() -> &'static Telemetry {
    static ONCE: std::sync::OnceLock<Telemetry> = std::sync::OnceLock::new();
    ONCE.get_or_init(|| Telemetry::start("test", &service::config::TelemetrySettings::default()).unwrap())
}

async fn page(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = tokio::net::TcpStream::connect(address).await.ok()?;
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes())
        .await
        .ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await.ok()?;
    Some(text)
}

#[tokio::test]
async fn a_process_serves_over_the_network_and_leaves_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let (address, pages) = (settings.process.listen, settings.process.metrics_listen.unwrap());
    let leaving = CancellationToken::new();
    let hurry = CancellationToken::new();
    let running = tokio::spawn({
        let (leaving, hurry) = (leaving.clone(), hurry.clone());
        async move { run::<Counter>(settings, telemetry(), leaving, hurry).await }
    });
    testkit::eventually("it is alive", async || page(pages, "/live").await.is_some()).await;

    let line = connect(&format!("http://{address}"), None).unwrap();
    let live =
        HealthClient::new(line.clone()).check(HealthCheckRequest { service: "live".into() }).await.unwrap();
    assert_eq!(live.get_ref().status, 1);
    let status = OperationServiceClient::new(line).get_lag(GetLagRequest {}).await.err().unwrap();
    assert_eq!(status.code(), tonic::Code::Unauthenticated);

    let ready = page(pages, "/ready").await.unwrap();
    assert!(ready.starts_with("HTTP/1.1 503"), "without a broker it is not ready: {ready}");
    // A call is counted after its answer, and the outbox is looked at now and then.
    let measured = [
        "rpc_server_call_duration_seconds_count",
        "rpc_response_status_code=\"UNAUTHENTICATED\"",
        "meedoen_outbox_unpublished",
    ];
    testkit::eventually("calls and outbox are measured", async || {
        let measures = page(pages, "/metrics").await.unwrap();
        measured.iter().all(|each| measures.contains(each))
    })
    .await;

    leaving.cancel();
    let done = tokio::time::timeout(Duration::from_secs(10), running).await.expect("it leaves").unwrap();
    assert!(done.is_ok(), "{done:?}");
}

#[tokio::test]
async fn a_process_whose_part_ends_goes_down_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let fail = failing();
    let running = run::<Counter>(settings, telemetry(), CancellationToken::new(), CancellationToken::new());
    let done = tokio::time::timeout(Duration::from_secs(20), async {
        let (done, _) = tokio::join!(running, async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            fail.send(())
        });
        done
    });
    assert!(matches!(done.await.unwrap(), Err(StartError::Ended("a task"))));
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut settings = settings(folder.path());
    settings.process.listen = taken.local_addr().unwrap();
    let done =
        run::<Counter>(settings, telemetry(), CancellationToken::new(), CancellationToken::new()).await;
    assert!(
        matches!(done, Err(StartError::Listen { address, .. }) if address == taken.local_addr().unwrap())
    );
}

struct Certificates {
    ours: TlsSettings,
    strangers: TlsSettings,
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// A certificate signed by an authority of its own, and the authority's.
fn certificate(folder: &Path, name: &str) -> TlsSettings {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let signed = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, &authority_key);
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec!["localhost".into()]).unwrap().signed_by(&key, &issuer).unwrap();
    TlsSettings {
        certificate: write(folder, &format!("{name}.pem"), &certificate.pem()),
        key: write(folder, &format!("{name}.key"), &key.serialize_pem()),
        client_ca: Some(write(folder, &format!("{name}-ca.pem"), &signed.pem())),
    }
}

fn certificates(folder: &Path) -> Certificates {
    let ours = certificate(folder, "ours");
    let mut strangers = certificate(folder, "strangers");
    // They know who we are; we do not know them.
    strangers.client_ca = ours.client_ca.clone();
    Certificates { ours, strangers }
}

#[tokio::test]
async fn between_processes_both_sides_show_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let certificates = certificates(folder.path());
    let mut settings = settings(folder.path());
    settings.process.tls = Some(certificates.ours.clone());
    let url = format!("https://localhost:{}", settings.process.listen.port());
    let pages = settings.process.metrics_listen.unwrap();
    let leaving = CancellationToken::new();
    let told = leaving.clone();
    let running = tokio::spawn(run_with(settings, told));
    testkit::eventually("it is alive", async || page(pages, "/live").await.is_some()).await;

    let ask = async |tls: &TlsSettings| {
        let line = connect(&url, Some(tls)).unwrap();
        HealthClient::new(line).check(HealthCheckRequest { service: "live".into() }).await
    };
    assert!(ask(&certificates.ours).await.is_ok());
    assert!(ask(&certificates.strangers).await.is_err());

    leaving.cancel();
    running.await.unwrap().unwrap();
}

async fn run_with(settings: Settings, leaving: CancellationToken) -> Result<(), StartError> {
    run::<Counter>(settings, telemetry(), leaving, CancellationToken::new()).await
}
