//! A gateway, tokens for it, and a way to ask it things.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use domain::{Municipality, Role};
use gateway::{Clients, Settings};
use http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use service::identity::{LocalIssuer, TokenFor};
use service::{BusinessClock, Identity};
use tower::ServiceExt;

use crate::policies;

pub const ONE: &str = "a-tenant:0001";
pub const TWO: &str = "a-tenant:0002";
/// The business day of the gateway.
pub const TODAY: &str = "2026-03-02";
/// Nobody listens here.
pub const NOWHERE: &str = "http://127.0.0.1:1";

pub struct World {
    pub router: Router,
    issuer: LocalIssuer,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// `Null` when it is no JSON.
    pub body: Value,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// `name code` of everything that is wrong with the input.
    pub fn wrong(&self) -> Vec<String> {
        let params = self.body["invalidParams"].as_array().unwrap();
        params.iter().map(|param| format!("{} {}", text(&param["name"]), text(&param["code"]))).collect()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub fn municipality(text: &str) -> Municipality {
    text.parse().unwrap()
}

impl World {
    /// With every service at this address.
    pub fn over(address: &str, settings: Settings) -> Self {
        let line = || service::connect(address, None).unwrap();
        let clients = Clients {
            intake: line(),
            income: line(),
            reintegration: line(),
            sheltered_work: line(),
            partner_contracts: line(),
            workflow: line(),
        };
        let issuer = LocalIssuer::fresh(&[municipality(ONE), municipality(TWO)]).unwrap();
        let identity: Arc<Identity> = Identity::trying_out(&issuer, &[]);
        let (policies, clock) = (Arc::new(policies::load()), BusinessClock::new(TODAY.parse().ok()));
        Self { router: gateway::router(clients, identity, settings, policies, clock), issuer }
    }

    /// With no service behind it.
    pub fn alone() -> Self {
        Self::over(NOWHERE, Settings::default())
    }

    pub fn with_limits(per_second: u32, burst: u32) -> Self {
        let settings = Settings {
            per_second: NonZeroU32::new(per_second).unwrap(),
            burst: NonZeroU32::new(burst).unwrap(),
            ..Settings::default()
        };
        Self::over(NOWHERE, settings)
    }

    pub fn token(&self, user: &str, municipalities: &[&str]) -> String {
        self.token_of(user, Role::IntakeConsultant, municipalities)
    }

    pub fn token_of(&self, user: &str, role: Role, municipalities: &[&str]) -> String {
        let wanted = TokenFor {
            user: user.into(),
            organisation: None,
            roles: vec![role],
            municipalities: municipalities.iter().map(|text| municipality(text)).collect(),
            valid_for: Duration::from_secs(600),
        };
        self.issuer.token(&wanted).unwrap()
    }

    /// Asks as it stands, without a token.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body, text }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.asked("GET", path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_text(path, body.to_string()).await
    }

    pub async fn post_text(&self, path: &str, body: impl Into<Body>) -> Answer {
        let request = self
            .asked("POST", path)
            .header("content-type", "application/json")
            .header("idempotency-key", "k-1")
            .body(body.into())
            .unwrap();
        self.send(request).await
    }

    /// In this role, with what is accepted as an answer; a body is JSON.
    pub async fn by(&self, role: Role, method: &str, path: &str, accept: &str, body: &Value) -> Answer {
        let token = self.token_of("bea", role, &[ONE]);
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", gateway::BASE))
            .header("authorization", format!("Bearer {token}"))
            .header("accept", accept)
            .header("content-type", "application/json");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        self.send(request.body(body).unwrap()).await
    }

    /// A request under a token for one municipality.
    pub fn asked(&self, method: &str, path: &str) -> http::request::Builder {
        let token = self.token("anna", &[ONE]);
        Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"))
    }
}
