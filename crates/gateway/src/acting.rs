//! Who asks, for which municipality, and whether they ask too often.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::{Caller, Municipality, Role};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use service::identity::Bearer;
use tonic::Status;

use crate::App;
use crate::input::IDEMPOTENCY_HEADER;
use crate::problem::{OngeldigGegeven, Problem};

/// The header that chooses a municipality, `<tenant>:<code>`, when the token lists several.
pub const MUNICIPALITY_HEADER: &str = "Gemeente";

/// After this many requests those who were quiet are forgotten.
const TIDY_EVERY: u32 = 10_000;

/// Someone who may come in, acting for one municipality. What they may do there is for the services to say, and for the
/// gateway where it asks none.
#[derive(Clone)]
pub struct Acting {
    token: Arc<str>,
    caller: Caller,
    idempotency_key: Option<String>,
}

impl Acting {
    /// A query on behalf of the caller.
    ///
    /// # Errors
    ///
    /// [`Status`] when token or municipality cannot stand in a header.
    pub fn asks<T>(&self, message: T) -> Result<tonic::Request<T>, Status> {
        service::on_behalf(message, &self.token, &self.caller.municipality, None)
    }

    /// A change on behalf of the caller, with the idempotency key when there is one.
    ///
    /// # Errors
    ///
    /// [`Status`] when something cannot stand in a header.
    pub fn does<T>(&self, message: T) -> Result<tonic::Request<T>, Status> {
        let key = self.idempotency_key.as_deref();
        service::on_behalf(message, &self.token, &self.caller.municipality, key)
    }

    pub fn municipality(&self) -> &Municipality {
        &self.caller.municipality
    }

    /// Whether the caller has at least one of these roles.
    ///
    /// # Errors
    ///
    /// [`Status`] otherwise.
    pub fn require(&self, any_of: &[Role]) -> Result<(), Status> {
        service::require(&self.caller, any_of)
    }
}

impl FromRequestParts<Arc<App>> for Acting {
    type Rejection = Problem;

    /// Put there by [`authenticate`]; without it nobody gets in.
    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| service::not_known("token-missing", "").into())
    }
}

/// Lets nobody through whose token is not believed, who may not act for the municipality, or who asks too often.
pub async fn authenticate(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    match acting(&app, request.headers()).await {
        Ok(acting) => {
            request.extensions_mut().insert(acting);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

async fn acting(app: &App, headers: &HeaderMap) -> Result<Acting, Problem> {
    let token = bearer_token(headers)?;
    let bearer = app.identity.verify(token).await.map_err(|error| service::identity_status(&error))?;
    app.limits.admit(&bearer.user)?;
    let municipality = municipality(&bearer, headers)?;
    let caller = bearer.acting_for(&municipality).map_err(|error| service::not_for_status(&error))?;
    Ok(Acting { token: token.into(), caller, idempotency_key: idempotency_key(headers)? })
}

fn bearer_token(headers: &HeaderMap) -> Result<&str, Status> {
    let missing = || service::not_known("token-missing", "U bent niet aangemeld.");
    let invalid = || service::not_known("token-invalid", "Uw aanmelding is niet geldig. Meld u opnieuw aan.");
    let text = headers.get(header::AUTHORIZATION).ok_or_else(missing)?.to_str().map_err(|_| invalid())?;
    text.split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(invalid)
}

/// The one that the header names, or the only one that the token lists.
fn municipality(bearer: &Bearer, headers: &HeaderMap) -> Result<Municipality, Problem> {
    let wrong = |code: &str, reason: &str| {
        Problem::invalid(vec![OngeldigGegeven::new(MUNICIPALITY_HEADER, code, reason)])
    };
    if let Some(value) = headers.get(MUNICIPALITY_HEADER) {
        return value.to_str().ok().and_then(|text| text.parse().ok()).ok_or_else(|| {
            wrong(
                "municipality-format",
                "moet geschreven zijn als <uitvoerder>:<gemeentecode van vier cijfers>",
            )
        });
    }
    match bearer.municipalities.as_slice() {
        [only] => Ok(only.clone()),
        [] => {
            let detail = "Uw aanmelding noemt geen gemeente waarvoor u werkt.";
            Err(Problem::new(StatusCode::FORBIDDEN, "municipality-not-listed", detail))
        }
        _ => Err(wrong("required", "ontbreekt: uw aanmelding noemt meer dan een gemeente")),
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_HEADER) else { return Ok(None) };
    let visible =
        |text: &&str| (1..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    match value.to_str().ok().filter(visible) {
        Some(text) => Ok(Some(text.to_owned())),
        None => Err(Problem::invalid(vec![OngeldigGegeven::new(
            IDEMPOTENCY_HEADER,
            "idempotency-key",
            "moet 1 tot 100 zichtbare tekens hebben, zonder spaties",
        )])),
    }
}

/// How often each user may ask; kept in this process only.
pub struct Limits {
    limiter: DefaultKeyedRateLimiter<String>,
    asked: AtomicU32,
}

impl Limits {
    /// So many requests a second for one user, with so many at once.
    pub fn new(per_second: NonZeroU32, burst: NonZeroU32) -> Self {
        let quota = Quota::per_second(per_second).allow_burst(burst);
        Self { limiter: DefaultKeyedRateLimiter::keyed(quota), asked: AtomicU32::new(0) }
    }

    fn admit(&self, user: &str) -> Result<(), Problem> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(&user.to_owned()).map_err(|until| {
            let pause = until.wait_time_from(DefaultClock::default().now());
            // Whole seconds, upwards: who comes back then gets in.
            let pause = Duration::from_secs(pause.as_secs() + 1);
            let detail = "U vraagt te veel tegelijk. Probeer het zo opnieuw.";
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", detail).retry_after(pause)
        })
    }
}
