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
use service::Identity;
use service::identity::{LocalIssuer, TokenFor};
use tower::ServiceExt;

pub const ONE: &str = "a-tenant:0001";
pub const TWO: &str = "a-tenant:0002";
/// Nobody listens here.
pub const NOWHERE: &str = "http://127.0.0.1:1";

pub struct World {
    pub router: Router,
    issuer: LocalIssuer,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
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
        Self { router: gateway::router(clients, identity, settings), issuer }
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
        let wanted = TokenFor {
            user: user.into(),
            organisation: None,
            roles: vec![Role::IntakeConsultant],
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
        Answer { status: parts.status, headers: parts.headers, body }
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

    /// A request under a token for one municipality.
    pub fn asked(&self, method: &str, path: &str) -> http::request::Builder {
        let token = self.token("anna", &[ONE]);
        Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"))
    }
}
