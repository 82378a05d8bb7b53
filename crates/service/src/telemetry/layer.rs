use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::task::{Context, Poll};
use std::time::Instant;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Request, Response};
use opentelemetry::metrics::Histogram;
use opentelemetry::{KeyValue, global};
use tonic::body::Body;
use tonic::{Code, Status};
use tower::{Layer, Service};
use uuid::Uuid;

use crate::status::fault;

/// Upper bounds in seconds.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Measures rate, errors and duration of every gRPC call, and turns a panic into an answer.
///
/// Name: `rpc.server.call.duration`, by service, method and status code.
#[derive(Clone)]
pub struct MeasureLayer {
    duration: Histogram<f64>,
    service: &'static str,
}

impl MeasureLayer {
    pub fn of(service: &'static str) -> Self {
        let duration = global::meter("meedoen")
            .f64_histogram("rpc.server.call.duration")
            .with_unit("s")
            .with_description("Duration of gRPC calls")
            .with_boundaries(BOUNDS.to_vec())
            .build();
        Self { duration, service }
    }

    fn measure(&self, method: String, code: Code, since: Instant) {
        // Whoever calls methods that do not exist must not make a new series of each.
        let method = if code == Code::Unimplemented { "unknown".to_owned() } else { method };
        let attributes = [
            KeyValue::new("service", self.service),
            KeyValue::new("rpc.method", method),
            KeyValue::new("rpc.response.status_code", name(code)),
        ];
        self.duration.record(since.elapsed().as_secs_f64(), &attributes);
    }
}

impl<S> Layer<S> for MeasureLayer {
    type Service = MeasureService<S>;

    fn layer(&self, inner: S) -> MeasureService<S> {
        MeasureService { inner, measures: self.clone() }
    }
}

/// See [`MeasureLayer`].
#[derive(Clone)]
pub struct MeasureService<S> {
    inner: S,
    measures: MeasureLayer,
}

impl<S> Service<Request<Body>> for MeasureService<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let measures = self.measures.clone();
        let method = request.uri().path().trim_start_matches('/').to_owned();
        let since = Instant::now();
        let call = AssertUnwindSafe(self.inner.call(request)).catch_unwind();
        Box::pin(async move {
            let response = match call.await {
                Ok(Ok(response)) => response,
                Ok(Err(never)) => match never {},
                Err(_) => {
                    let id = Uuid::new_v4();
                    // What it panicked with may hold someone's data.
                    tracing::error!(fault.id = %id, rpc.method = method, "a call panicked");
                    fault(id).into_http()
                }
            };
            measures.measure(method, code(response.headers()), since);
            Ok(response)
        })
    }
}

/// An error comes in the headers; our calls answer with one message, so what has none there went well.
fn code(headers: &HeaderMap) -> Code {
    Status::from_header_map(headers).map_or(Code::Ok, |status| status.code())
}

fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
