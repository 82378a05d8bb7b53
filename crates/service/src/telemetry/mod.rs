//! Logs, traces and measures of a process; started once, whatever number of services run in it.

mod layer;
mod page;

use std::time::Duration;

use opentelemetry::global;
use opentelemetry::propagation::TextMapCompositePropagator;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{ExporterBuildError, MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkError;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::{BaggagePropagator, TraceContextPropagator};
use opentelemetry_sdk::trace::SdkTracerProvider;
use prometheus::Registry;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::{LogFormat, TelemetrySettings};

pub use layer::{MeasureLayer, MeasureService};
pub use page::serve_page;

const FLUSH_TIMEOUT: Duration = Duration::from_secs(3);

/// What collects; dropping it flushes nothing, [`Telemetry::flush`] does.
pub struct Telemetry {
    traces: SdkTracerProvider,
    meters: SdkMeterProvider,
    registry: Registry,
}

/// Telemetry could not start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("the exporter cannot be built")]
    Exporter(#[from] ExporterBuildError),
    #[error("the page with measures cannot be built")]
    Page(#[from] OTelSdkError),
    #[error("something else in this process logs already")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
    #[error("the filter cannot be read")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
}

impl Telemetry {
    /// Starts telemetry for this process. Must run within the runtime when a collector is given.
    ///
    /// # Errors
    ///
    /// [`TelemetryError`]; a collector that is away is none.
    pub fn start(service: &'static str, settings: &TelemetrySettings) -> Result<Self, TelemetryError> {
        let telemetry = Self::collecting(service, settings)?;
        global::set_text_map_propagator(TextMapCompositePropagator::new(vec![
            Box::new(TraceContextPropagator::new()),
            Box::new(BaggagePropagator::new()),
        ]));
        global::set_tracer_provider(telemetry.traces.clone());
        global::set_meter_provider(telemetry.meters.clone());

        let colours = std::io::IsTerminal::is_terminal(&std::io::stdout());
        let lines = tracing_subscriber::fmt::layer().with_target(true).with_ansi(colours);
        let lines = match settings.format {
            LogFormat::Json => {
                lines.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
            }
            LogFormat::Text => lines.boxed(),
        };
        tracing_subscriber::registry()
            .with(EnvFilter::try_new(&settings.filter)?)
            .with(tracing_opentelemetry::layer().with_tracer(telemetry.traces.tracer(service)))
            .with(lines)
            .try_init()?;
        Ok(telemetry)
    }

    /// A provider is there also without a collector, so that log lines and messages carry trace ids.
    fn collecting(service: &'static str, settings: &TelemetrySettings) -> Result<Self, TelemetryError> {
        let resource = Resource::builder()
            .with_service_name(service)
            .with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let registry = Registry::new();
        let page = opentelemetry_prometheus::exporter().with_registry(registry.clone()).build()?;
        let mut traces = SdkTracerProvider::builder().with_resource(resource.clone());
        let mut meters = SdkMeterProvider::builder().with_resource(resource).with_reader(page);
        if let Some(collector) = &settings.otlp {
            traces = traces
                .with_batch_exporter(SpanExporter::builder().with_tonic().with_endpoint(collector).build()?);
            meters = meters.with_periodic_exporter(
                MetricExporter::builder().with_tonic().with_endpoint(collector).build()?,
            );
        }
        Ok(Self { traces: traces.build(), meters: meters.build(), registry })
    }

    pub fn registry(&self) -> Registry {
        self.registry.clone()
    }

    /// The measures as Prometheus reads them, for a process that serves them itself.
    ///
    /// # Errors
    ///
    /// When a measure cannot be written as text.
    pub fn measures(&self) -> Result<String, prometheus::Error> {
        prometheus::TextEncoder::new().encode_to_string(&self.registry.gather())
    }

    /// Sends what was not sent yet, and ends.
    pub fn flush(&self) {
        // Nobody is left to tell that a collector is away.
        let _ = self.traces.shutdown_with_timeout(FLUSH_TIMEOUT);
        let _ = self.meters.shutdown_with_timeout(FLUSH_TIMEOUT);
    }
}
