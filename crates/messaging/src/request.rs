use domain::Refusal;
use uuid::Uuid;

/// Who asks, and how to know the same request again.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Evidence for story and envelope: the user, or the name of the timer.
    pub actor: String,
    pub idempotency: Option<Idempotency>,
}

impl RequestContext {
    pub fn by(actor: impl Into<String>) -> Self {
        Self { actor: actor.into(), idempotency: None }
    }
}

/// A caller's promise that two requests with this key are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// Chosen by the caller; unique within the caller's municipality and user, which are part of it here.
    pub key: String,
    /// Hash of the request's content: the same key with other content is a conflict.
    pub fingerprint: [u8; 32],
}

/// Why a request has no reply.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// A clear no; nothing changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Too much waits already; nothing changed.
    #[error("too much waits already")]
    Busy,
    /// The database is away. Whether something changed is unknown: ask again with the same key.
    #[error("the store did not answer")]
    Unavailable,
    /// A fault of ours, already logged under this id; nothing changed.
    #[error("a fault of this service, logged as {0}")]
    Fault(Uuid),
}
