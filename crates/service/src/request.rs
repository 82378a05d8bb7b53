//! What a request brings besides its message.

use domain::{Caller, Refusal, Violation};
use messaging::{Idempotency, RequestContext};
use prost::{Message, Name};
use sha2::{Digest, Sha256};
use tonic::metadata::MetadataValue;
use tonic::{Request, Status};

use crate::status::refusal_status;

/// Metadata: the caller's own name for this request, 1 to 100 visible characters.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Metadata: the municipality a call acts for, `<tenant>:<code>`.
pub const MUNICIPALITY: &str = "x-municipality";

const LONGEST_KEY: usize = 100;

/// Who asks, and how to know the same request again: from metadata, caller and content.
///
/// # Errors
///
/// `INVALID_ARGUMENT` when the idempotency key is empty, too long or holds other than visible ASCII.
pub fn context<M: Message + Name>(request: &Request<M>, caller: &Caller) -> Result<RequestContext, Status> {
    let key = match request.metadata().get(IDEMPOTENCY_KEY) {
        None => None,
        Some(value) => Some(visible(value).ok_or_else(wrong_key)?),
    };
    Ok(RequestContext {
        idempotency: key.map(|key| idempotency(key, caller, request.get_ref())),
        ..RequestContext::by(&caller.user)
    })
}

/// The same for a key that is already known to be well formed.
pub fn idempotency<M: Message + Name>(key: &str, caller: &Caller, message: &M) -> Idempotency {
    let mut hash = Sha256::new();
    hash.update(M::full_name());
    hash.update([0]);
    hash.update(message.encode_to_vec());
    // A space cannot stand in a municipality, nor in a key: no two callers share a text.
    let key = format!("{} {key} {}", caller.municipality, caller.user);
    Idempotency { key, fingerprint: hash.finalize().into() }
}

fn visible(value: &MetadataValue<tonic::metadata::Ascii>) -> Option<&str> {
    let text = value.to_str().ok()?;
    let visible = (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    visible.then_some(text)
}

fn wrong_key() -> Status {
    let reason = "moet 1 tot 100 zichtbare tekens hebben, zonder spaties";
    refusal_status(&Refusal::invalid(vec![Violation::new(IDEMPOTENCY_KEY, reason, "idempotency-key")]))
}

/// A request to a service on behalf of the bearer of this token, for one municipality.
///
/// # Errors
///
/// `UNAUTHENTICATED` or `INVALID_ARGUMENT` when a text cannot stand in a header.
pub fn on_behalf<T>(
    message: T,
    token: &str,
    municipality: &domain::Municipality,
    idempotency_key: Option<&str>,
) -> Result<Request<T>, Status> {
    let mut request = Request::new(message);
    let metadata = request.metadata_mut();
    let mut bearer: MetadataValue<_> =
        format!("Bearer {token}").parse().map_err(|_| crate::caller::token_invalid())?;
    bearer.set_sensitive(true);
    metadata.insert("authorization", bearer);
    let municipality = municipality.to_string().parse().map_err(|_| crate::caller::municipality_missing())?;
    metadata.insert(MUNICIPALITY, municipality);
    if let Some(key) = idempotency_key {
        metadata.insert(IDEMPOTENCY_KEY, key.parse().map_err(|_| wrong_key())?);
    }
    Ok(request)
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use proto::story::v1::GetStoryRequest;

    use super::*;

    fn caller(user: &str, municipality: &str) -> Caller {
        Caller {
            user: user.into(),
            organisation: None,
            roles: vec![Role::IntakeConsultant],
            municipality: municipality.parse().unwrap(),
        }
    }

    fn message(case: &str) -> GetStoryRequest {
        GetStoryRequest { case_id: case.into() }
    }

    #[test]
    fn a_key_belongs_to_one_user_of_one_municipality() {
        let ours = idempotency("k", &caller("anna", "a:0001"), &message("1"));
        assert_eq!(ours, idempotency("k", &caller("anna", "a:0001"), &message("1")));
        for other in [caller("bert", "a:0001"), caller("anna", "a:0002")] {
            assert_ne!(ours.key, idempotency("k", &other, &message("1")).key);
        }
        assert_ne!(ours.fingerprint, idempotency("k", &caller("anna", "a:0001"), &message("2")).fingerprint);
    }

    #[test]
    fn a_request_without_a_key_is_not_remembered() {
        let context = context(&Request::new(message("1")), &caller("anna", "a:0001")).unwrap();
        assert_eq!((context.actor.as_str(), context.idempotency), ("anna", None));
    }

    #[test]
    fn a_key_with_a_space_or_without_end_is_refused() {
        for key in ["a b", "", &"x".repeat(101)] {
            let mut request = Request::new(message("1"));
            request.metadata_mut().insert(IDEMPOTENCY_KEY, key.parse().unwrap());
            let status = context(&request, &caller("anna", "a:0001")).err().unwrap();
            assert_eq!(status.code(), tonic::Code::InvalidArgument, "{key:?}");
        }
    }
}
