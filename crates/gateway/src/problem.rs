//! Every answer of 400 or higher: `application/problem+json` (RFC 9457), and the one place where a gRPC status
//! becomes one.

use std::error::Error;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use service::{Refused, RefusedKind};
use tonic::Status;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::words;

/// The content type of every problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Wat er mis is, zoals RFC 9457 het beschrijft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Probleem {
    /// Soort probleem, als URI.
    #[schema(example = "urn:meedoen:probleem:invalid-input")]
    pub r#type: String,
    /// Korte omschrijving van de soort.
    pub title: String,
    /// De HTTP-status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// Wat er aan de hand is en wat u kunt doen.
    pub detail: String,
    /// Kenmerk van dit ene antwoord, om te noemen als u contact opneemt.
    pub instance: String,
    /// Vaste code van de regel die weigert.
    pub code: String,
    /// Wat er aan de invoer niet klopt: alles tegelijk.
    pub invalid_params: Vec<OngeldigGegeven>,
}

/// Eén gegeven dat niet klopt.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct OngeldigGegeven {
    /// Naam van eigenschap, parameter of header: `gegevens.geboortedatum`.
    pub name: String,
    /// Vaste code van de regel.
    pub code: String,
    /// Wat er niet klopt; nooit de waarde zelf.
    pub reason: String,
}

impl OngeldigGegeven {
    pub fn new(name: impl Into<String>, code: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { name: name.into(), code: code.into(), reason: reason.into() }
    }
}

/// An answer that says no. It is written out by [`crate::layers`], which knows the request's id.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    body: Box<Probleem>,
    retry_after: Option<Duration>,
}

impl Problem {
    /// A problem of this status, with the rule's code and a sentence for the person who asked.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        let body = Probleem {
            r#type: format!("urn:meedoen:probleem:{}", type_of(code)),
            title: title(status).into(),
            status: status.as_u16(),
            detail: detail.into(),
            instance: String::new(),
            code: code.into(),
            invalid_params: Vec::new(),
        };
        Self { status, body: Box::new(body), retry_after: None }
    }

    /// Everything that is wrong with the input, at once.
    pub fn invalid(mut params: Vec<OngeldigGegeven>) -> Self {
        params.sort();
        params.dedup();
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "invalid-input", "De invoer klopt niet.");
        problem.body.invalid_params = params;
        problem
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Wij kennen niets met dit kenmerk of dit adres.")
    }

    /// Something took too long or is away; whether anything changed is unknown.
    pub fn away(code: &str) -> Self {
        let detail = "De dienst is even niet bereikbaar. Probeer het straks opnieuw.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail).retry_after(Duration::from_secs(5))
    }

    /// A fault of ours. The caller must log its cause under the same id.
    pub fn fault(id: Uuid) -> Self {
        let detail = format!("Er ging bij ons iets mis. Noem dit kenmerk als u contact opneemt: {id}.");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", detail)
    }

    /// A message of more bytes than are taken in.
    pub fn too_large(most: usize) -> Self {
        let detail = format!(
            "Het bericht is te groot: hoogstens {} mag. Stuur minder in één keer, of verdeel het over meer berichten.",
            size(most)
        );
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large", detail)
    }

    /// A document of more bytes than are taken in.
    pub fn document_too_large(most: usize) -> Self {
        let detail = format!(
            "Het document is te groot: hoogstens {} mag. Scan het met minder detail, of stuur het in delen.",
            size(most)
        );
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large", detail)
    }

    /// Only a status is known: something answered that does not speak our way.
    pub fn of_status(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::NOT_FOUND => return Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("method-not-allowed", "Dit kan hier niet. De header Allow zegt wat wel kan.")
            }
            StatusCode::NOT_ACCEPTABLE => (
                "not-acceptable",
                "In die vorm antwoorden wij hier niet. De beschrijving van de interface zegt in welke wel.",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("payload-too-large", "Het bericht is te groot. Stuur minder in één keer.")
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                ("unsupported-media-type", "Stuur het bericht als application/json.")
            }
            _ if status.is_server_error() => ("fault", "Er ging bij ons iets mis."),
            _ => ("bad-request", "Wij kunnen deze vraag niet lezen."),
        };
        Self::new(status, code, detail)
    }

    pub fn retry_after(self, pause: Duration) -> Self {
        Self { retry_after: Some(pause), ..self }
    }

    /// The answer as it goes out; `allow` and the like are kept from `headers`.
    pub fn answer(mut self, instance: String, mut headers: HeaderMap) -> Response {
        self.body.instance = instance;
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(pause) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(pause.as_secs().max(1)));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = if self.body.code == "token-missing" {
                HeaderValue::from_static("Bearer realm=\"meedoen\"")
            } else {
                HeaderValue::from_static("Bearer realm=\"meedoen\", error=\"invalid_token\"")
            };
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        // A struct of texts and numbers always becomes JSON.
        let body = serde_json::to_vec(&self.body).unwrap_or_default();
        (self.status, headers, body).into_response()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Status> for Problem {
    fn from(status: Status) -> Self {
        let refused = Refused::from_status(&status);
        let http = match refused.kind {
            RefusedKind::InvalidInput => StatusCode::BAD_REQUEST,
            RefusedKind::NotFound => StatusCode::NOT_FOUND,
            RefusedKind::Conflict | RefusedKind::Precondition => StatusCode::CONFLICT,
            RefusedKind::NotAllowed => StatusCode::FORBIDDEN,
            RefusedKind::NotKnown => StatusCode::UNAUTHORIZED,
            RefusedKind::Busy | RefusedKind::Away => StatusCode::SERVICE_UNAVAILABLE,
            RefusedKind::Fault => return fault(&status, &refused),
        };
        let mut problem = Self::new(http, &refused.rule, refused.reason);
        problem.retry_after = refused.retry_after;
        problem.body.invalid_params = refused
            .violations
            .into_iter()
            .map(|found| {
                OngeldigGegeven::new(words::place(&found.field, &found.rule), found.rule, found.reason)
            })
            .collect();
        problem.body.invalid_params.sort();
        problem.body.invalid_params.dedup();
        problem
    }
}

/// A service that knows its fault has logged it under an id, which stands in its reason; another's is logged here.
fn fault(status: &Status, refused: &Refused) -> Problem {
    if let Some(cause) = status.source() {
        // Made on this side: the line broke during the call.
        tracing::warn!(error = cause, "a line to a service broke");
        return Problem::away("line-broken");
    }
    let ours = status.message() == refused.reason && refused.rule == "fault";
    if ours {
        return Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", refused.reason.clone());
    }
    let id = Uuid::new_v4();
    // Its text may be anyone's; the code says enough to find it at the service.
    tracing::error!(fault.id = %id, rpc.response.status_code = ?status.code(), "a service answered with a fault");
    Problem::fault(id)
}

/// As a person reads it, rounded down so that what is told always fits.
fn size(bytes: usize) -> String {
    const KIB: usize = 1024;
    match bytes {
        bytes if bytes >= KIB * KIB => format!("{} MB", bytes / (KIB * KIB)),
        bytes if bytes >= KIB => format!("{} kB", bytes / KIB),
        bytes => format!("{bytes} bytes"),
    }
}

/// Codes of rules are kebab-case; what is not stands under one type.
fn type_of(code: &str) -> &str {
    let plain = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if plain && !code.is_empty() { code } else { "rule" }
}

fn title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "De invoer klopt niet",
        401 => "Niet aangemeld",
        403 => "Niet toegestaan",
        404 => "Niet gevonden",
        405 => "Methode niet toegestaan",
        406 => "Antwoordvorm niet mogelijk",
        409 => "Kan nu niet",
        413 => "Bericht te groot",
        415 => "Berichtvorm niet bekend",
        429 => "Te veel vragen",
        503 => "Even niet bereikbaar",
        500..=599 => "Fout bij ons",
        _ => "Vraag niet begrepen",
    }
}

#[cfg(test)]
mod tests {
    use domain::{Refusal, Violation};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(6 * 1024 * 1024, "6 MB")]
    #[case(1_900_000, "1 MB")]
    #[case(2_048, "2 kB")]
    #[case(700, "700 bytes")]
    fn what_is_too_large_names_the_bound_and_what_to_do(#[case] most: usize, #[case] named: &str) {
        for problem in [Problem::too_large(most), Problem::document_too_large(most)] {
            let detail = &problem.body.detail;
            assert!(detail.contains(&format!("hoogstens {named} mag")), "{detail}");
            assert!(detail.contains("Stuur") || detail.contains("stuur"), "{detail}");
        }
    }

    #[rstest]
    #[case(Refusal::not_found("zaak"), 404)]
    #[case(Refusal::conflict("second-open-application", "Er loopt al een aanvraag."), 409)]
    #[case(Refusal::precondition("search-period", "Dit kan pas later."), 409)]
    #[case(Refusal::not_allowed("role-missing", "U mag dit niet doen."), 403)]
    fn a_refusal_keeps_its_rule_and_reason(#[case] refusal: Refusal, #[case] expected: u16) {
        let problem = Problem::from(service::refusal_status(&refusal));

        assert_eq!((problem.body.status, problem.body.code), (expected, refusal.rule));
        assert_eq!(problem.body.detail, refusal.reason);
    }

    #[test]
    fn wrong_fields_come_back_by_their_names_in_the_interface() {
        let refusal = Refusal::invalid(vec![
            Violation::new("citizen_service_number", "is geen geldig burgerservicenummer", "bsn-eleven-test"),
            Violation::new("facts.birth_date", "ligt in de toekomst", "not-in-the-future"),
        ]);

        let problem = Problem::from(service::refusal_status(&refusal));

        let names: Vec<_> = problem.body.invalid_params.iter().map(|param| param.name.as_str()).collect();
        assert_eq!(names, ["burgerservicenummer", "gegevens.geboortedatum"]);
        assert_eq!(problem.body.invalid_params[0].code, "bsn-eleven-test");
    }

    #[test]
    fn the_day_that_holds_for_all_facts_is_named_once() {
        let ahead = |field| Violation::new(field, "is gesteld in de toekomst", "stated-not-in-the-future");
        let refusal = Refusal::invalid(vec![ahead("facts.capital"), ahead("facts.household")]);

        let problem = Problem::from(service::refusal_status(&refusal));

        let names: Vec<_> = problem.body.invalid_params.iter().map(|param| param.name.as_str()).collect();
        assert_eq!(names, ["vastgesteldOp"]);
    }

    #[test]
    fn a_fault_of_a_service_keeps_its_id_and_anothers_text_is_not_shown() {
        let id = Uuid::from_u128(7);
        let known = Problem::from(service::fault(id));
        assert!(known.body.detail.contains(&id.to_string()));

        let foreign = Problem::from(Status::internal("SELECT * FROM persons"));
        assert_eq!(foreign.body.status, 500);
        assert!(!foreign.body.detail.contains("SELECT"));
    }

    #[test]
    fn a_line_that_breaks_is_away_and_no_fault() {
        let broken = Status::from_error(Box::new(std::io::Error::other("connection reset")));
        let problem = Problem::from(broken);
        assert_eq!((problem.body.status, problem.body.code.as_str()), (503, "line-broken"));
        assert!(problem.retry_after.is_some());
    }
}
