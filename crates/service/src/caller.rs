//! Who calls a service, and whether they may.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use domain::{Caller, Municipality, Refusal, Role};
use futures_util::future::BoxFuture;
use http::{HeaderMap, Request, Response};
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};

use crate::identity::{Identity, IdentityError, NotFor};
use crate::request::MUNICIPALITY;
use crate::status::{away, not_known, refusal_status};

/// These answer anyone: orchestrators and tools ask them without a token.
const OPEN: [&str; 2] = ["/grpc.health.v1.Health/", "/grpc.reflection."];

/// Who calls, as [`CallerLayer`] found.
///
/// # Errors
///
/// `UNAUTHENTICATED` when the server has no such layer: nobody gets in by a mistake of wiring.
pub fn caller<T>(request: &tonic::Request<T>) -> Result<Caller, Status> {
    request.extensions().get::<Caller>().cloned().ok_or_else(token_missing)
}

/// Whether the caller has at least one of these roles.
///
/// # Errors
///
/// `PERMISSION_DENIED` otherwise.
pub fn require(caller: &Caller, any_of: &[Role]) -> Result<(), Status> {
    if caller.has_any(any_of) {
        return Ok(());
    }
    let reason = "U mag dit niet doen. Vraag het aan een collega met de juiste rol.";
    Err(refusal_status(&Refusal::not_allowed("role-missing", reason)))
}

/// Who calls, from the headers of a call: `authorization: Bearer …` and `x-municipality: <tenant>:<code>`.
///
/// # Errors
///
/// `UNAUTHENTICATED`, `PERMISSION_DENIED`, or `UNAVAILABLE` when the issuer's keys cannot be had.
pub async fn identify(identity: &Identity, headers: &HeaderMap) -> Result<Caller, Status> {
    let authorization = headers.get(http::header::AUTHORIZATION).ok_or_else(token_missing)?;
    let token = authorization
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(token_invalid)?;
    let bearer = identity.verify(token).await.map_err(|error| identity_status(&error))?;
    let municipality: Municipality = headers
        .get(MUNICIPALITY)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse().ok())
        .ok_or_else(municipality_missing)?;
    bearer.acting_for(&municipality).map_err(|error| not_for_status(&error))
}

/// What a caller gets whose token is not believed.
pub fn identity_status(error: &IdentityError) -> Status {
    match error {
        IdentityError::Expired => {
            not_known("token-expired", "Uw aanmelding is verlopen. Meld u opnieuw aan.")
        }
        IdentityError::UnknownIssuer => {
            not_known("issuer-unknown", "U bent aangemeld bij een dienst die wij niet kennen.")
        }
        IdentityError::WrongAudience => {
            not_known("audience-wrong", "Uw aanmelding is voor een andere toepassing. Meld u hier aan.")
        }
        IdentityError::Invalid | IdentityError::UnknownKey => token_invalid(),
        IdentityError::KeysAway => away("issuer-keys-away"),
    }
}

/// What a caller gets who may not act for a municipality.
pub fn not_for_status(error: &NotFor) -> Status {
    let refusal = match error {
        NotFor::NotListed => {
            Refusal::not_allowed("municipality-not-listed", "U mag niet werken voor deze gemeente.")
        }
        NotFor::IssuerNotBound => Refusal::not_allowed(
            "issuer-not-bound",
            "De dienst waar u bent aangemeld, mag niet spreken voor deze gemeente.",
        ),
    };
    refusal_status(&refusal)
}

pub(crate) fn token_missing() -> Status {
    not_known("token-missing", "U bent niet aangemeld.")
}

pub(crate) fn token_invalid() -> Status {
    not_known("token-invalid", "Uw aanmelding is niet geldig. Meld u opnieuw aan.")
}

pub(crate) fn municipality_missing() -> Status {
    let reason = "Geef aan voor welke gemeente u werkt.";
    refusal_status(&Refusal::not_allowed("municipality-missing", reason))
}

/// Lets nobody through to a service whom [`identify`] does not know; health and reflection stay open.
#[derive(Clone)]
pub struct CallerLayer {
    identity: Arc<Identity>,
}

impl CallerLayer {
    pub fn new(identity: Arc<Identity>) -> Self {
        Self { identity }
    }
}

impl<S> Layer<S> for CallerLayer {
    type Service = CallerService<S>;

    fn layer(&self, inner: S) -> CallerService<S> {
        CallerService { inner, identity: Arc::clone(&self.identity) }
    }
}

/// See [`CallerLayer`].
#[derive(Clone)]
pub struct CallerService<S> {
    inner: S,
    identity: Arc<Identity>,
}

impl<S> Service<Request<Body>> for CallerService<S>
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

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        // The one that was polled ready takes the call; a clone waits for the next.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let identity = Arc::clone(&self.identity);
        Box::pin(async move {
            if !OPEN.iter().any(|open| request.uri().path().starts_with(open)) {
                match identify(&identity, request.headers()).await {
                    Ok(caller) => {
                        request.extensions_mut().insert(caller);
                    }
                    Err(status) => return Ok(status.into_http()),
                }
            }
            inner.call(request).await
        })
    }
}
