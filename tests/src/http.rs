//! The gateway, asked plainly: every answer comes back as it is, also a refusal.

use std::time::Duration;

use anyhow::{Context, ensure};
use reqwest::{Client, Method, RequestBuilder, header};
use serde_json::Value;

/// What is no JSON and no page.
const FILES: [&str; 2] = ["application/xml", "application/pdf"];

/// The gateway of one installation.
#[derive(Clone)]
pub struct Http {
    client: Client,
    base: String,
}

/// What the gateway answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<u64>,
    pub content_type: String,
    /// `Null` when there was no body; a text when it is a page or a file for the bank.
    pub body: Value,
}

impl Http {
    /// `gateway` as `http://127.0.0.1:8080`.
    pub fn new(gateway: &str) -> anyhow::Result<Self> {
        service::install_crypto();
        let client = Client::builder().timeout(Duration::from_secs(60)).build()?;
        Ok(Self { client, base: format!("{gateway}{}", gateway::BASE) })
    }

    pub async fn get(&self, token: &str, path: &str) -> anyhow::Result<Answer> {
        self.send(Method::GET, token, path, &[], None).await
    }

    /// Under a fresh idempotency key.
    pub async fn post(&self, token: &str, path: &str, body: &Value) -> anyhow::Result<Answer> {
        let key = uuid::Uuid::new_v4().to_string();
        self.send(
            Method::POST,
            token,
            path,
            &[("Idempotency-Key", &key)],
            Some(body.to_string().into_bytes()),
        )
        .await
    }

    /// Hands over a file of the bank.
    pub async fn hand_over(&self, token: &str, path: &str, file: String) -> anyhow::Result<Answer> {
        let request = self.client.post(format!("{}{path}", self.base)).bearer_auth(token);
        Self::answered(request.header(header::CONTENT_TYPE, "application/xml").body(file), path).await
    }

    /// Sends in a document: what it is as JSON, and its bytes as a file of this type.
    pub async fn send_in(
        &self,
        token: &str,
        path: &str,
        about: &str,
        kind: &str,
        file: &[u8],
    ) -> anyhow::Result<Answer> {
        self.send_in_under(uuid::Uuid::new_v4(), token, path, about, kind, file).await
    }

    /// The same under a key of one's own, so that it can be sent again.
    pub async fn send_in_under(
        &self,
        key: uuid::Uuid,
        token: &str,
        path: &str,
        about: &str,
        kind: &str,
        file: &[u8],
    ) -> anyhow::Result<Answer> {
        let mut body = format!(
            "--snede\r\nContent-Disposition: form-data; name=\"gegevens\"\r\nContent-Type: application/json\r\n\r\n{about}\r\n\
             --snede\r\nContent-Disposition: form-data; name=\"bestand\"; filename=\"x\"\r\nContent-Type: {kind}\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--snede--\r\n");
        let request = self.client.post(format!("{}{path}", self.base)).bearer_auth(token);
        let request = request.header("Idempotency-Key", key.to_string());
        let kind = "multipart/form-data; boundary=snede";
        Self::answered(request.header(header::CONTENT_TYPE, kind).body(body), path).await
    }

    /// With these headers beside the token; a body is sent as JSON, whatever it holds.
    pub async fn send(
        &self,
        method: Method,
        token: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> anyhow::Result<Answer> {
        let mut request = self.client.request(method, format!("{}{path}", self.base)).bearer_auth(token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        }
        Self::answered(request, path).await
    }

    async fn answered(request: RequestBuilder, path: &str) -> anyhow::Result<Answer> {
        let response =
            request.send().await.with_context(|| format!("the gateway does not answer on {path}"))?;
        let of =
            |name| response.headers().get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
        let retry_after = of(header::RETRY_AFTER).and_then(|text| text.parse().ok());
        let content_type = of(header::CONTENT_TYPE).unwrap_or_default().to_owned();
        let status = response.status().as_u16();
        let text = response.text().await?;
        let body = match content_type.as_str() {
            _ if text.is_empty() => Value::Null,
            page if page.starts_with("text/") || FILES.contains(&page) => Value::String(text),
            _ => serde_json::from_str(&text)?,
        };
        Ok(Answer { status, retry_after, content_type, body })
    }
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body of an answer that says yes.
    pub fn done(self) -> anyhow::Result<Value> {
        ensure!(self.is_success(), "refused with {}: {}", self.status, self.body);
        Ok(self.body)
    }

    /// A refusal of this status, by this rule, as a problem of RFC 9457 in plain words.
    pub fn refused(&self, status: u16, code: &str) -> anyhow::Result<&Value> {
        ensure!(self.status == status, "{} instead of {status} {code}: {}", self.status, self.body);
        ensure!(self.content_type == "application/problem+json", "a refusal is {}", self.content_type);
        ensure!(self.body["code"] == code, "another rule than {code}: {}", self.body);
        ensure!(self.body["detail"].as_str().is_some_and(|text| text.len() > 10), "no reason: {}", self.body);
        Ok(&self.body)
    }

    /// A refusal that names each of these fields with its rule, as `name rule`, and no others.
    pub fn wrong(&self, fields: &[&str]) -> anyhow::Result<()> {
        let body = self.refused(400, "invalid-input")?;
        let text = |param: &Value, name: &str| param[name].as_str().unwrap_or_default().to_owned();
        let params = body["invalidParams"].as_array().map_or(&[][..], Vec::as_slice);
        let mut named: Vec<_> =
            params.iter().map(|one| format!("{} {}", text(one, "name"), text(one, "code"))).collect();
        named.sort();
        let mut expected: Vec<_> = fields.iter().map(ToString::to_string).collect();
        expected.sort();
        ensure!(named == expected, "wrong are {named:?}, not {expected:?}");
        ensure!(params.iter().all(|one| text(one, "reason").len() > 5), "a reason is missing: {body}");
        Ok(())
    }
}
