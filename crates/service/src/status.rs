//! The one place where a [`Status`] is made from a refusal or an error, and read back at the gateway.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use domain::{Refusal, RefusalKind, Violation};
use messaging::{RequestError, StoreError};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};
use uuid::Uuid;

/// The `domain` of every `ErrorInfo` of ours.
const ERROR_DOMAIN: &str = "meedoen";
const BUSY_RETRY: Duration = Duration::from_secs(1);
const AWAY_RETRY: Duration = Duration::from_secs(5);

/// What a caller gets for a request that has no reply.
pub fn status_of(error: RequestError) -> Status {
    match error {
        RequestError::Refused(refusal) => refusal_status(&refusal),
        RequestError::Busy => status(
            Code::ResourceExhausted,
            "too-busy",
            "Het is nu te druk. Probeer het zo opnieuw.",
            Extra { retry: Some(BUSY_RETRY), ..Extra::default() },
        ),
        RequestError::Unavailable => away("store-away"),
        RequestError::Fault(id) => fault(id),
    }
}

/// What a caller gets for a query that the store did not answer. Logs the cause, here and nowhere else.
pub fn status_of_store(error: &StoreError) -> Status {
    match error {
        StoreError::Database(cause) => {
            tracing::error!(error = cause as &dyn Error, "the store did not answer a query");
            away("store-away")
        }
        StoreError::Unreadable { .. } => {
            let id = Uuid::new_v4();
            tracing::error!(fault.id = %id, error = error as &dyn Error, "a row cannot be read");
            fault(id)
        }
    }
}

/// What a caller gets for a refusal.
pub fn refusal_status(refusal: &Refusal) -> Status {
    let code = match refusal.kind {
        RefusalKind::InvalidInput => Code::InvalidArgument,
        RefusalKind::NotFound => Code::NotFound,
        RefusalKind::Conflict => Code::AlreadyExists,
        RefusalKind::Precondition => Code::FailedPrecondition,
        RefusalKind::NotAllowed => Code::PermissionDenied,
    };
    let extra = Extra { violations: &refusal.violations, ..Extra::default() };
    status(code, &refusal.rule, &refusal.reason, extra)
}

/// A caller who is not known.
pub fn not_known(rule: &str, reason: &str) -> Status {
    status(Code::Unauthenticated, rule, reason, Extra::default())
}

/// Something that is needed is away for now; the caller may ask again.
pub fn away(rule: &str) -> Status {
    let reason = "De dienst is even niet bereikbaar. Probeer het straks opnieuw.";
    status(Code::Unavailable, rule, reason, Extra { retry: Some(AWAY_RETRY), ..Extra::default() })
}

/// A fault of ours, logged under this id.
pub fn fault(id: Uuid) -> Status {
    let reason = format!("Er ging bij ons iets mis. Noem dit kenmerk als u contact opneemt: {id}.");
    status(Code::Internal, "fault", &reason, Extra { fault: Some(id), ..Extra::default() })
}

#[derive(Default)]
struct Extra<'a> {
    violations: &'a [Violation],
    retry: Option<Duration>,
    fault: Option<Uuid>,
}

fn status(code: Code, rule: &str, reason: &str, extra: Extra<'_>) -> Status {
    let mut metadata = HashMap::new();
    let mut details = ErrorDetails::new();
    for (index, violation) in extra.violations.iter().enumerate() {
        details.add_bad_request_violation(&violation.field, &violation.reason);
        metadata.insert(format!("rule.{index}"), violation.rule.clone());
    }
    if let Some(id) = extra.fault {
        metadata.insert("fault".into(), id.to_string());
    }
    details.set_error_info(rule, ERROR_DOMAIN, metadata);
    details.set_localized_message("nl", reason);
    if extra.retry.is_some() {
        details.set_retry_info(extra.retry);
    }
    Status::with_error_details(code, reason, details)
}

/// What the gateway can tell its caller about a call that a service refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub kind: RefusedKind,
    /// Stable, English: `second-open-application`.
    pub rule: String,
    /// Plain Dutch.
    pub reason: String,
    pub violations: Vec<Violation>,
    /// When it makes sense to ask again.
    pub retry_after: Option<Duration>,
}

/// By what the caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedKind {
    InvalidInput,
    NotFound,
    Conflict,
    Precondition,
    NotAllowed,
    /// Log in (again).
    NotKnown,
    /// Too much at once.
    Busy,
    /// The service, its database or its broker is away; whether something changed is unknown: ask again with the
    /// same idempotency key.
    Away,
    /// A fault of ours; `rule` is `fault`.
    Fault,
}

impl Refused {
    /// Reads back what [`status_of`] and the others wrote; a status that others made keeps what it has, and a
    /// text that others made is not shown.
    pub fn from_status(status: &Status) -> Self {
        let kind = match status.code() {
            Code::InvalidArgument | Code::OutOfRange => RefusedKind::InvalidInput,
            Code::NotFound => RefusedKind::NotFound,
            Code::AlreadyExists | Code::Aborted => RefusedKind::Conflict,
            Code::FailedPrecondition => RefusedKind::Precondition,
            Code::PermissionDenied => RefusedKind::NotAllowed,
            Code::Unauthenticated => RefusedKind::NotKnown,
            Code::ResourceExhausted => RefusedKind::Busy,
            Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled => RefusedKind::Away,
            Code::Ok | Code::Unknown | Code::Unimplemented | Code::Internal | Code::DataLoss => {
                RefusedKind::Fault
            }
        };
        let details = status.get_error_details();
        let Some(info) = details.error_info().filter(|info| info.domain == ERROR_DOMAIN) else {
            return Self::foreign(kind);
        };
        let violations =
            details.bad_request().map(|request| request.field_violations.as_slice()).unwrap_or_default();
        let violation = |(index, found): (usize, &tonic_types::FieldViolation)| {
            let rule = info.metadata.get(&format!("rule.{index}")).cloned().unwrap_or_default();
            Violation::new(&found.field, &found.description, rule)
        };
        Self {
            kind,
            rule: info.reason.clone(),
            reason: details.localized_message().map_or(status.message(), |text| &text.message).to_owned(),
            violations: violations.iter().enumerate().map(violation).collect(),
            retry_after: details.retry_info().and_then(|info| info.retry_delay),
        }
    }

    /// A status that is not from our services: from the client library, or a limit of the transport.
    fn foreign(kind: RefusedKind) -> Self {
        let (rule, reason, retry_after) = match kind {
            RefusedKind::Away => (
                "service-away",
                "De dienst is even niet bereikbaar. Probeer het straks opnieuw.",
                Some(AWAY_RETRY),
            ),
            RefusedKind::Busy => ("too-busy", "Het is nu te druk. Probeer het zo opnieuw.", Some(BUSY_RETRY)),
            RefusedKind::NotKnown => {
                ("token-invalid", "Uw aanmelding is niet geldig. Meld u opnieuw aan.", None)
            }
            RefusedKind::NotAllowed => ("not-allowed", "U mag dit niet doen.", None),
            RefusedKind::NotFound => ("not-found", "Wij kennen dit niet.", None),
            RefusedKind::InvalidInput => ("invalid-input", "De invoer klopt niet.", None),
            RefusedKind::Conflict | RefusedKind::Precondition => ("not-now", "Dit kan nu niet.", None),
            RefusedKind::Fault => ("fault", "Er ging bij ons iets mis.", None),
        };
        Self { kind, rule: rule.into(), reason: reason.into(), violations: Vec::new(), retry_after }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Refusal::not_found("aanvraag"), RefusedKind::NotFound)]
    #[case(Refusal::conflict("second-open-application", "Er loopt al een aanvraag."), RefusedKind::Conflict)]
    #[case(Refusal::precondition("search-period", "Dit kan pas later."), RefusedKind::Precondition)]
    #[case(
        Refusal::not_allowed("role-missing", "U mag dit niet doen: dat kan een collega."),
        RefusedKind::NotAllowed
    )]
    #[case(
        Refusal::invalid(vec![
            Violation::new("bsn", "is geen geldig burgerservicenummer", "bsn-eleven-test"),
            Violation::new("facts.birth_date", "ligt in de toekomst", "not-in-the-future"),
        ]),
        RefusedKind::InvalidInput
    )]
    fn a_refusal_comes_back_as_it_went(#[case] refusal: Refusal, #[case] kind: RefusedKind) {
        let refused = Refused::from_status(&status_of(refusal.clone().into()));

        let Refusal { rule, reason, violations, .. } = refusal;
        assert_eq!(refused, Refused { kind, rule, reason, violations, retry_after: None });
    }

    #[test]
    fn busy_and_away_say_when_to_come_back() {
        let busy = Refused::from_status(&status_of(RequestError::Busy));
        assert_eq!((busy.kind, busy.retry_after), (RefusedKind::Busy, Some(BUSY_RETRY)));
        let away = Refused::from_status(&status_of(RequestError::Unavailable));
        assert_eq!((away.kind, away.retry_after), (RefusedKind::Away, Some(AWAY_RETRY)));
    }

    #[test]
    fn a_fault_shows_its_number_and_nothing_else() {
        let id = Uuid::from_u128(7);
        let refused = Refused::from_status(&status_of(RequestError::Fault(id)));
        assert_eq!(refused.kind, RefusedKind::Fault);
        assert!(refused.reason.contains(&id.to_string()));
    }

    #[test]
    fn a_text_that_others_made_is_not_shown() {
        let refused = Refused::from_status(&Status::unavailable("tcp connect error: 10.0.0.7:5432"));
        assert_eq!((refused.kind, refused.rule.as_str()), (RefusedKind::Away, "service-away"));
        assert!(!refused.reason.contains("10.0.0.7"));
    }
}
