//! The public interface of the gateway, as a front end would use it.

use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;

/// How often a call is sent again that was told to come back.
const TRIES: u32 = 20;
/// What a file may take.
const LONG: Duration = Duration::from_secs(60 * 60);

/// A gateway and who calls it.
#[derive(Clone)]
pub struct Api {
    http: Client,
    base: String,
    municipality: Option<String>,
}

/// A refusal of the interface: what it said, in Dutch.
#[derive(Debug)]
pub struct Problem {
    pub status: StatusCode,
    pub code: String,
    pub detail: String,
}

impl Api {
    /// `address` as `http://127.0.0.1:8080`.
    pub fn new(address: &str) -> anyhow::Result<Self> {
        service::install_crypto();
        let http = Client::builder().timeout(Duration::from_secs(30)).build()?;
        let base = format!("{}{}", address.trim_end_matches('/'), gateway::BASE);
        Ok(Self { http, base, municipality: None })
    }

    /// The same for one municipality, when the token lists more than one.
    pub fn acting_for(self, municipality: &domain::Municipality) -> Self {
        Self { municipality: Some(municipality.to_string()), ..self }
    }

    pub async fn get(&self, token: &str, path: &str) -> anyhow::Result<Value> {
        self.call(Method::GET, token, path, None, None)
            .await?
            .map_err(|problem| anyhow::anyhow!("{path}: {problem}"))
    }

    /// A request that changes something; the interface may refuse it.
    pub async fn post(
        &self,
        token: &str,
        path: &str,
        body: &Value,
    ) -> anyhow::Result<Result<Value, Problem>> {
        let key = uuid::Uuid::new_v4().to_string();
        self.call(Method::POST, token, path, Some(&key), Some(body)).await
    }

    /// Sends a file as it is; the interface may refuse it.
    pub async fn upload(
        &self,
        token: &str,
        path: &str,
        bytes: Vec<u8>,
    ) -> anyhow::Result<Result<Value, Problem>> {
        let request = self.request(Method::POST, token, path).header("content-type", "application/xml");
        let response = request.body(bytes).timeout(LONG).send().await?;
        let status = response.status();
        let body: Value = serde_json::from_str(&response.text().await?)
            .with_context(|| format!("{path} did not answer in JSON"))?;
        Ok(if status.is_success() { Ok(body) } else { Err(Problem::read(status, &body)) })
    }

    /// Fetches a file piece by piece into a file of this machine. How many bytes it has.
    pub async fn download(&self, token: &str, path: &str, into: &std::path::Path) -> anyhow::Result<u64> {
        use tokio::io::AsyncWriteExt;

        let mut response = self.request(Method::GET, token, path).timeout(LONG).send().await?;
        let status = response.status();
        if !status.is_success() {
            let body = serde_json::from_str(&response.text().await?).unwrap_or_default();
            bail!("{path}: {}", Problem::read(status, &body));
        }
        let mut file = tokio::fs::File::create(into).await?;
        let mut bytes = 0;
        while let Some(piece) = response.chunk().await? {
            file.write_all(&piece).await?;
            bytes += piece.len() as u64;
        }
        file.sync_all().await?;
        Ok(bytes)
    }

    /// A page to read, as it is.
    pub async fn page(&self, token: &str, path: &str) -> anyhow::Result<String> {
        let response =
            self.request(Method::GET, token, path).header("accept", "text/markdown").send().await?;
        let (status, text) = (response.status(), response.text().await?);
        if !status.is_success() {
            let body = serde_json::from_str(&text).unwrap_or_default();
            bail!("{path}: {}", Problem::read(status, &body));
        }
        Ok(text)
    }

    fn request(&self, method: Method, token: &str, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(token);
        match &self.municipality {
            Some(municipality) => request.header("Gemeente", municipality),
            None => request,
        }
    }

    /// All pages of a list.
    pub async fn all(&self, token: &str, path: &str, list: &str) -> anyhow::Result<Vec<Value>> {
        let mut found = Vec::new();
        for page in 1.. {
            let sign = if path.contains('?') { '&' } else { '?' };
            let mut body = self.get(token, &format!("{path}{sign}page={page}&pageSize=100")).await?;
            let Value::Array(items) = body[list].take() else { bail!("{path} has no list {list}") };
            let last = items.len() < 100;
            found.extend(items);
            if last {
                break;
            }
        }
        Ok(found)
    }

    async fn call(
        &self,
        method: Method,
        token: &str,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> anyhow::Result<Result<Value, Problem>> {
        for _ in 0..TRIES {
            let mut request = self.request(method.clone(), token, path);
            if let Some(key) = key {
                request = request.header("Idempotency-Key", key);
            }
            if let Some(body) = body {
                request = request.json(body);
            }
            let response = request
                .send()
                .await
                .with_context(|| format!("the gateway at {} does not answer", self.base))?;
            let status = response.status();
            if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
                let seconds = response.headers().get("Retry-After").and_then(|value| value.to_str().ok());
                let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(1);
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                continue;
            }
            let text = response.text().await?;
            let body: Value = if text.is_empty() {
                Value::Null
            } else {
                serde_json::from_str(&text).with_context(|| format!("{path} did not answer in JSON"))?
            };
            return Ok(if status.is_success() { Ok(body) } else { Err(Problem::read(status, &body)) });
        }
        bail!("{path}: the gateway asked to come back {TRIES} times")
    }
}

impl Problem {
    fn read(status: StatusCode, body: &Value) -> Self {
        let mut detail = body["detail"].as_str().unwrap_or_default().to_owned();
        for param in body["invalidParams"].as_array().into_iter().flatten() {
            detail.push_str(&format!(" [{}: {}]", text(param, "name"), text(param, "reason")));
        }
        Self { status, code: text(body, "code").to_owned(), detail }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.status.as_u16(), self.code, self.detail)
    }
}

/// A text of a JSON object; empty when it is not there.
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}
