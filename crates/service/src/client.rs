//! Lines to services: over the network, or within the process.

use std::time::Duration;

use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};
use tonic_tracing_opentelemetry::middleware::client::{OtelGrpcLayer, OtelGrpcService};
use tower::Layer;

use crate::config::TlsSettings;
use crate::rooms::StartError;

/// A line to a service: give it to a generated client. Cheap to clone; carries the trace of the caller.
pub type Line = OtelGrpcService<Channel>;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// A peer that vanished without a word is noticed within the sum of these two.
const KEEPALIVE_EVERY: Duration = Duration::from_secs(15);
const KEEPALIVE_PATIENCE: Duration = Duration::from_secs(5);

/// A line to the service at this address; connects when first used, and again whenever it must.
///
/// How long a call may take is for who makes it: a document may come in for minutes, a question may not.
///
/// For an `https://` address `tls` gives our certificate, and in `client_ca` who signs the other's.
///
/// # Errors
///
/// [`StartError`] when address or certificates cannot be used.
pub fn connect(url: &str, tls: Option<&TlsSettings>) -> Result<Line, StartError> {
    let mut endpoint = Endpoint::from_shared(url.to_owned())
        .map_err(StartError::Address)?
        .connect_timeout(CONNECT_TIMEOUT)
        .http2_keep_alive_interval(KEEPALIVE_EVERY)
        .keep_alive_timeout(KEEPALIVE_PATIENCE)
        .keep_alive_while_idle(true)
        .tcp_nodelay(true);
    if let Some(tls) = tls.filter(|_| url.starts_with("https://")) {
        install_crypto();
        let mut config = ClientTlsConfig::new().identity(identity(tls)?);
        if let Some(ca) = &tls.client_ca {
            config = config.ca_certificate(Certificate::from_pem(read(ca)?));
        }
        endpoint = endpoint.tls_config(config).map_err(StartError::Address)?;
    }
    Ok(line(endpoint.connect_lazy()))
}

pub(crate) fn line(channel: Channel) -> Line {
    OtelGrpcLayer.layer(channel)
}

pub(crate) fn identity(tls: &TlsSettings) -> Result<Identity, StartError> {
    Ok(Identity::from_pem(read(&tls.certificate)?, read(&tls.key)?))
}

pub(crate) fn read(path: &std::path::Path) -> Result<Vec<u8>, StartError> {
    std::fs::read(path).map_err(|error| StartError::Tls(error.into()))
}

/// Makes aws-lc-rs the one provider of cryptography; saying it twice does no harm.
pub fn install_crypto() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
