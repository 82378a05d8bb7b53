use proto::DESCRIPTORS;
use tonic::codec::CompressionEncoding::Gzip;
use tonic_health::pb::FILE_DESCRIPTOR_SET;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::server::{HealthReporter, health_reporter};
use tonic_reflection::server::Builder;
use tonic_reflection::server::v1::{ServerReflection, ServerReflectionServer};
use tonic_reflection::server::v1alpha;

/// A client that compresses by default would get UNIMPLEMENTED if these did not take gzip.
pub(crate) fn health() -> (HealthReporter, HealthServer<impl Health>) {
    let (reporter, server) = health_reporter();
    (reporter, server.accept_compressed(Gzip))
}

fn builder<'a>(names: &[&'static str]) -> Builder<'a> {
    let builder = Builder::configure()
        .register_encoded_file_descriptor_set(DESCRIPTORS)
        .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET);
    names.iter().fold(builder, |builder, name| builder.with_service_name(*name))
}

/// Reflection of the services of these names, in both versions: older tools only ask for the older one.
pub(crate) fn reflection(
    names: &[&'static str],
) -> (
    Option<ServerReflectionServer<impl ServerReflection>>,
    Option<v1alpha::ServerReflectionServer<impl v1alpha::ServerReflection>>,
) {
    // It only fails on descriptors that cannot be read, and ours are compiled in; a test asks it.
    let v1 = builder(names).build_v1().ok().map(|server| server.accept_compressed(Gzip));
    let v1alpha = builder(names).build_v1alpha().ok().map(|server| server.accept_compressed(Gzip));
    (v1, v1alpha)
}
