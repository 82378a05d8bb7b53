//! What holds for every answer, whichever handler gave it: version, safety headers, problems, limits, traces.

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum_tracing_opentelemetry::middleware::{OtelAxumLayer, OtelInResponseLayer};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use opentelemetry::metrics::Histogram;
use opentelemetry::{KeyValue, global};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use utoipa_swagger_ui::{Config, SwaggerUi};
use uuid::Uuid;

use crate::acting::{MUNICIPALITY_HEADER, authenticate};
use crate::input::IDEMPOTENCY_HEADER;
use crate::problem::{PROBLEM_JSON, Problem};
use crate::resources::documents;
use crate::unread::read_on;
use crate::{API_VERSION, App, BASE, health};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const VERSION: HeaderName = HeaderName::from_static("api-version");
/// Here a file of the bank is sent as a whole.
const BANK_FILES: &str = "/bankbestanden";
/// Here documents are sent in.
const DOCUMENTS: &str = "/documenten";
/// What stands around a document in the message that brings it.
pub(crate) const AROUND_DOCUMENT: usize = 64 * 1024;
/// Upper bounds in seconds.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The routes of the interface with all that stands around them.
pub(crate) fn around(routes: Router<Arc<App>>, document: String, app: &Arc<App>) -> Router {
    let document: Arc<str> = document.into();
    let open_document = get(move || {
        let document = Arc::clone(&document);
        async move { published(&document) }
    });
    let interface = routes
        .route_layer(from_fn_with_state(Arc::clone(app), authenticate))
        .route_layer(from_fn(acceptable))
        .route("/openapi.json", open_document)
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::of_status(StatusCode::METHOD_NOT_ALLOWED) })
        .with_state(Arc::clone(app));

    let inner = ServiceBuilder::new()
        .layer(OtelAxumLayer::default())
        .layer(OtelInResponseLayer)
        .layer(from_fn_with_state(Measures::new(), measure))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(app), within_limits));
    let outer = ServiceBuilder::new()
        .layer(from_fn(read_on))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(CompressionLayer::new())
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(from_fn(finish))
        .option_layer(cors(&app.settings.origins));

    let docs = SwaggerUi::new("/docs").config(Config::from(format!("{BASE}/openapi.json")));
    Router::new()
        .nest(BASE, interface)
        .layer(inner)
        // Neither makes a span, nor needs a token.
        .merge(health::routes(app))
        .merge(docs)
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::of_status(StatusCode::METHOD_NOT_ALLOWED) })
        .layer(outer)
}

fn published(document: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (headers, document.to_owned()).into_response()
}

/// Without named sites there is no layer: it would answer every OPTIONS by itself.
fn cors(origins: &[HeaderValue]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let expose = [VERSION, header::ETAG, header::LINK, header::LOCATION, header::RETRY_AFTER];
    let headers: Vec<HeaderName> =
        [MUNICIPALITY_HEADER, IDEMPOTENCY_HEADER, "authorization", "content-type", "traceparent"]
            .iter()
            .filter_map(|name| name.to_lowercase().parse().ok())
            .collect();
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.iter().cloned()))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(headers)
        .expose_headers(expose);
    Some(layer)
}

/// Routes that answer in another form than JSON, or in another form too.
const FORMS: [(&str, &[&str]); 12] = [
    ("/aanvragen/{zaakId}/formulier", &[JSON, MARKDOWN]),
    ("/documenten/{documentId}/inhoud", documents::FORMS),
    ("/beleid/{geldigVanaf}/pagina", &[MARKDOWN]),
    ("/beleid/proeven", &[JSON, HTML]),
    ("/zaken/{zaakId}/specificaties/{maand}", &[JSON, MARKDOWN]),
    ("/zaken/{zaakId}/jaaropgaven/{jaar}", &[JSON, MARKDOWN]),
    ("/zaken/{zaakId}/schulden", &[JSON, MARKDOWN]),
    ("/personen/{persoonId}/schulden", &[JSON, MARKDOWN]),
    ("/zaken/{zaakId}/toekenningen", &[JSON, MARKDOWN]),
    ("/zaken/{zaakId}/verhaalsvorderingen", &[JSON, MARKDOWN]),
    ("/zaken/{zaakId}/beschikkingen", &[JSON, MARKDOWN]),
    ("/grootboek/saldi", &[JSON, MARKDOWN]),
];
pub(crate) const JSON: &str = "application/json";
pub(crate) const MARKDOWN: &str = "text/markdown";
pub(crate) const HTML: &str = "text/html";

/// Whoever wants a form that there is not is told so before anything happens.
async fn acceptable(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    let of_route = FORMS.iter().find(|(path, _)| route.strip_prefix(BASE) == Some(path));
    let forms = of_route.map_or(&[JSON][..], |(_, forms)| forms);
    if forms.iter().any(|form| takes(request.headers(), form)) {
        next.run(request).await
    } else {
        Problem::of_status(StatusCode::NOT_ACCEPTABLE).into_response()
    }
}

/// Whether an answer of this form is welcome.
pub(crate) fn takes(headers: &HeaderMap, form: &str) -> bool {
    let mut named = headers.get_all(header::ACCEPT).iter().peekable();
    if named.peek().is_none() {
        return true;
    }
    let ranges = named.filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(','));
    let weighed = ranges.map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts.any(|parameter| {
            parameter.strip_prefix("q=").is_some_and(|weight| weight.trim_matches(['0', '.']).is_empty())
        });
        (kind, refused)
    });
    let weighed: Vec<_> = weighed.collect();
    let family = format!("{}/*", form.split('/').next().unwrap_or_default());
    // The most precise range decides.
    [form, &family, "*/*"]
        .iter()
        .find_map(|kind| weighed.iter().find(|(range, _)| range == kind))
        .is_some_and(|(_, refused)| !refused)
}

/// A body that says it is too large is refused before it is read; a request that takes too long is given up here. What a service had
/// begun goes on there: the same idempotency key gives the same reply.
async fn within_limits(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let length =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let whole_file = request.method() == Method::POST && request.uri().path().ends_with(BANK_FILES);
    if whole_file {
        // It is passed on while it comes in, and the service that reads it keeps it in bounds.
        return next.run(request).await;
    }
    let is_document = request.method() == Method::POST && request.uri().path().ends_with(DOCUMENTS);
    let (most, timeout) = if is_document {
        (app.settings.document_bytes.saturating_add(AROUND_DOCUMENT), app.settings.document_timeout)
    } else {
        (app.settings.body_bytes, app.settings.timeout)
    };
    if length.is_some_and(|length: u64| length > most as u64) {
        let problem = if is_document {
            Problem::document_too_large(app.settings.document_bytes)
        } else {
            Problem::too_large(most)
        };
        return problem.into_response();
    }
    match tokio::time::timeout(timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::away("took-too-long").into_response(),
    }
}

/// What it panicked with may hold someone's data, so only the id is logged; the panic hook writes where it was.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    let id = Uuid::new_v4();
    tracing::error!(fault.id = %id, "a request panicked");
    Problem::fault(id).into_response()
}

/// Rate, errors and duration of every operation: `http.server.request.duration` by route, method and status.
#[derive(Clone)]
struct Measures(Histogram<f64>);

impl Measures {
    fn new() -> Self {
        let duration = global::meter("meedoen")
            .f64_histogram("http.server.request.duration")
            .with_unit("s")
            .with_description("Duration of HTTP requests")
            .with_boundaries(BOUNDS.to_vec())
            .build();
        Self(duration)
    }
}

async fn measure(
    State(Measures(duration)): State<Measures>,
    matched: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let since = Instant::now();
    // Whoever tries addresses and methods that do not exist must not make a new series of each.
    let route = matched.map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let method = match *request.method() {
        Method::GET => "GET",
        Method::POST => "POST",
        _ => "_OTHER",
    };
    let response = next.run(request).await;
    let attributes = [
        KeyValue::new("http.route", route),
        KeyValue::new("http.request.method", method),
        KeyValue::new("http.response.status_code", i64::from(response.status().as_u16())),
    ];
    duration.record(since.elapsed().as_secs_f64(), &attributes);
    response
}

/// Writes problems out, makes one of every other answer from 400, and adds the headers that each answer has.
async fn finish(request: Request, next: Next) -> Response {
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok().map(str::to_owned));
    let is_page = request.uri().path().starts_with("/docs");
    let response = next.run(request).await;
    let mut response = as_problem(response, id);
    let headers = response.headers_mut();
    let is_report =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(HTML.as_bytes()));
    let policy = if is_page {
        "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         frame-ancestors 'none'"
    } else if is_report {
        // It is complete in itself: its style stands in it, and it runs nothing.
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    } else {
        "default-src 'none'; frame-ancestors 'none'"
    };
    for (name, value) in [
        (VERSION, API_VERSION),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn as_problem(mut response: Response, id: Option<String>) -> Response {
    // A caller may choose the request's id; it is a URN only when it is a UUID.
    let instance = || match id.as_deref().and_then(|text| Uuid::parse_str(text).ok()) {
        Some(id) => id.urn().to_string(),
        None => Uuid::new_v4().urn().to_string(),
    };
    let status = response.status();
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return problem.answer(instance(), std::mem::take(response.headers_mut()));
    }
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let is_error = status.is_client_error() || status.is_server_error();
    if is_error && content_type.is_none_or(|kind| kind != PROBLEM_JSON) {
        return Problem::of_status(status).answer(instance(), std::mem::take(response.headers_mut()));
    }
    response
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(None, true)]
    #[case(Some("*/*"), true)]
    #[case(Some("application/json"), true)]
    #[case(Some("text/html, application/*;q=0.8"), true)]
    #[case(Some("text/html"), false)]
    #[case(Some("application/xml, text/plain;q=0.5"), false)]
    #[case(Some("application/json;q=0, */*"), false)]
    #[case(Some("application/json;q=0.5"), true)]
    fn only_those_who_take_json_get_an_answer(#[case] accept: Option<&str>, #[case] expected: bool) {
        let mut headers = HeaderMap::new();
        if let Some(text) = accept {
            headers.insert(header::ACCEPT, text.parse().unwrap());
        }
        assert_eq!(takes(&headers, JSON), expected);
    }

    #[test]
    fn a_page_is_for_those_who_take_pages() {
        let of = |accept: &str| HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
        assert!(takes(&of("text/*"), MARKDOWN) && takes(&HeaderMap::new(), MARKDOWN));
        assert!(!takes(&of("application/json"), MARKDOWN));
        assert!(takes(&of("text/html,application/xhtml+xml,*/*;q=0.8"), HTML));
    }
}
