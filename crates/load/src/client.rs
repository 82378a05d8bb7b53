//! A small client of the gateway: what a driver needs, typed, and patient where the gateway asks for patience.

use std::time::{Duration, Instant};

use domain::Municipality;
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const BASE: &str = "/meedoen/v1";
/// How long one request is tried again before it is given up.
const PATIENCE: Duration = Duration::from_secs(90);
/// The pause where an answer names none, or none came.
const PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Refused for a reason that asking again does not change. Names fields and rules, never values.
    #[error("the gateway says {status} {code} ({detail}) {fields}")]
    Refused { status: StatusCode, code: String, detail: String, fields: String },
    #[error("the gateway was away or busy for {PATIENCE:?}; its last answer was {last}")]
    GaveUp { last: String },
    #[error("the gateway's answer cannot be read")]
    Unreadable(#[source] reqwest::Error),
}

impl ClientError {
    /// The rule that refused, if one did.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            Self::GaveUp { .. } | Self::Unreadable(_) => None,
        }
    }
}

/// Someone who applies, with a complete intake.
#[derive(Clone)]
pub struct Application {
    pub citizen_service_number: String,
    pub name: String,
    /// `YYYY-MM-DD`.
    pub reported_on: String,
    /// By property of the interface.
    pub facts: Map<String, Value>,
}

impl Application {
    /// As a consultant enters it: the facts, that they were looked up, and what was done at the intake.
    pub fn body(&self) -> Value {
        let mut body = json!({
            "burgerservicenummer": self.citizen_service_number, "naam": self.name, "situatie": "nieuw",
            "kanaal": "consulent", "meldingsdatum": self.reported_on, "gegevens": self.facts,
            "intakeCompleet": true,
            "vaststelling": {"soort": "antwoord-van-register", "register": "Proefregister"},
        });
        if let Some(body) = body.as_object_mut() {
            body.extend(done_at_intake(&self.reported_on));
        }
        body
    }
}

/// What is done at an intake beside asking, as its own properties: a vacancy is put to the applicant, and rights and
/// duties are told. `day` is `YYYY-MM-DD`.
pub fn done_at_intake(day: &str) -> Map<String, Value> {
    let vacancy = json!([{"dag": day, "kenmerk": "VAC-2026-17", "regulier": true}]);
    let told = json!([{"dag": day, "hoe": "gesprek", "tekstversie": "2026-1"}]);
    Map::from_iter([("vacatures".to_owned(), vacancy), ("voorlichtingen".to_owned(), told)])
}

/// The case that an application opened.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Applied {
    #[serde(rename = "zaakId")]
    pub case: Uuid,
    #[serde(rename = "zaaknummer")]
    pub number: String,
    /// Last day of the search period, if there is one.
    #[serde(rename = "zoektermijnTotEnMet")]
    pub search_until: Option<String>,
}

/// A referral as its partner sees it.
#[derive(Debug, Clone, Deserialize)]
pub struct Referral {
    #[serde(rename = "verwijzingId")]
    pub referral: Uuid,
    #[serde(rename = "zaakId")]
    pub case: Uuid,
    pub partner: String,
    /// `aangeboden`, `geaccepteerd`, …
    pub status: String,
}

/// A page of referrals.
#[derive(Debug, Clone, Deserialize)]
pub struct Referrals {
    /// How many there are on all pages.
    #[serde(rename = "totaal")]
    pub total: u64,
    #[serde(rename = "verwijzingen")]
    pub referrals: Vec<Referral>,
}

/// Where a case stands.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    /// `intake`, `recht`, `verwijzing`, `traject`, …
    #[serde(rename = "fase")]
    pub stage: String,
    #[serde(rename = "categorie")]
    pub category: Option<String>,
    pub partner: Option<String>,
    #[serde(rename = "proces", default)]
    pub regions: Vec<Region>,
}

/// How one part of the process stands.
#[derive(Debug, Clone, Deserialize)]
pub struct Region {
    #[serde(rename = "deel")]
    pub name: String,
    #[serde(rename = "stand")]
    pub state: String,
}

impl Case {
    /// How this part of the process stands; `None` while workflow has not heard of the case.
    pub fn state_of(&self, region: &str) -> Option<&str> {
        self.regions.iter().find(|each| each.name == region).map(|each| each.state.as_str())
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Problem {
    code: String,
    detail: String,
    invalid_params: Vec<InvalidParam>,
}

#[derive(Deserialize)]
struct InvalidParam {
    name: String,
    code: String,
}

/// Someone at the gateway, acting for one municipality. Cheap to clone; the clones share their connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
    municipality: Municipality,
}

impl Client {
    /// The bearer of this token at the gateway of this address, acting for this municipality.
    ///
    /// # Errors
    ///
    /// When the machine gives no TLS.
    pub fn new(gateway: &str, token: &str, municipality: &Municipality) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(20))
            .tcp_nodelay(true)
            .pool_max_idle_per_host(512)
            .build()?;
        Ok(Self {
            http,
            base: format!("{gateway}{BASE}"),
            token: token.into(),
            municipality: municipality.clone(),
        })
    }

    /// Someone else over the same connections.
    #[must_use]
    pub fn acting_as(&self, token: &str, municipality: &Municipality) -> Self {
        Self { token: token.into(), municipality: municipality.clone(), ..self.clone() }
    }

    /// Applies, with a complete intake and what was done at it. Asking again under the same key opens no second case.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub async fn apply(&self, application: &Application, key: Uuid) -> Result<Applied, ClientError> {
        let answer = self.ask(Method::POST, "/aanvragen", Some(&application.body()), Some(key)).await?;
        read(answer).await
    }

    /// Referrals that wait for an answer, a hundred at most: a partner's own, or all of the municipality.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub async fn offered(&self) -> Result<Referrals, ClientError> {
        self.get("/verwijzingen?status=aangeboden&pageSize=100").await
    }

    /// All referrals of one case that the bearer may see.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub async fn referrals_of(&self, case: Uuid) -> Result<Referrals, ClientError> {
        self.get(&format!("/verwijzingen?zaakId={case}")).await
    }

    /// Accepts a referral, as the partner it was offered to.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub async fn accept(&self, referral: Uuid) -> Result<(), ClientError> {
        let path = format!("/verwijzingen/{referral}/antwoorden");
        // The referral itself is a good name for its one answer.
        self.ask(Method::POST, &path, Some(&json!({"geaccepteerd": true})), Some(referral)).await.map(drop)
    }

    /// Where a case stands.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub async fn case(&self, case: Uuid) -> Result<Case, ClientError> {
        self.get(&format!("/zaken/{case}")).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        read(self.ask(Method::GET, path, None, None).await?).await
    }

    /// Asks until there is an answer that asking again would not change.
    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<Uuid>,
    ) -> Result<Response, ClientError> {
        let end = Instant::now() + PATIENCE;
        loop {
            let (last, pause) = match self.request(method.clone(), path, body, key).send().await {
                Ok(answer) if answer.status().is_success() => return Ok(answer),
                Ok(answer) if asks_patience(answer.status()) => {
                    (answer.status().to_string(), pause_of(&answer))
                }
                Ok(answer) => return Err(refused(answer).await),
                Err(error) => (kind_of(&error), PAUSE),
            };
            if Instant::now() + pause > end {
                return Err(ClientError::GaveUp { last });
            }
            tokio::time::sleep(pause).await;
        }
    }

    fn request(&self, method: Method, path: &str, body: Option<&Value>, key: Option<Uuid>) -> RequestBuilder {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .bearer_auth(&self.token)
            .header("Gemeente", self.municipality.to_string());
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key.to_string());
        }
        match body {
            Some(body) => request.json(body),
            None => request,
        }
    }
}

fn asks_patience(status: StatusCode) -> bool {
    matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)
}

fn pause_of(answer: &Response) -> Duration {
    let named = answer.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    named.map_or(PAUSE, Duration::from_secs).min(LONGEST_PAUSE)
}

/// Without the address: it may hold a case.
fn kind_of(error: &reqwest::Error) -> String {
    let kind = if error.is_timeout() {
        "none in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "cut off"
    };
    kind.to_owned()
}

async fn refused(answer: Response) -> ClientError {
    let status = answer.status();
    let problem: Problem = answer.json().await.unwrap_or_default();
    let fields: Vec<_> =
        problem.invalid_params.iter().map(|param| format!("{}: {}", param.name, param.code)).collect();
    ClientError::Refused { status, code: problem.code, detail: problem.detail, fields: fields.join(", ") }
}

async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, ClientError> {
    answer.json().await.map_err(|error| ClientError::Unreadable(error.without_url()))
}
