//! What a request brings: body, query and path, read and checked before a handler runs.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::App;
use crate::check::Shapes;
use crate::problem::{OngeldigGegeven, Problem};

/// The header that makes two requests one.
pub const IDEMPOTENCY_HEADER: &str = "Idempotency-Key";

/// A JSON body of this form.
pub struct Input<T>(pub T);

/// A JSON body that also needs an `Idempotency-Key`.
pub struct KeyedInput<T>(pub T);

impl<T: DeserializeOwned + ToSchema> FromRequest<Arc<App>> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let body = body(request, app).await?;
        read(&body, &app.shapes, Vec::new()).map(Self)
    }
}

impl<T: DeserializeOwned + ToSchema> FromRequest<Arc<App>> for KeyedInput<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let has_key = request.headers().contains_key(IDEMPOTENCY_HEADER);
        let missing = || OngeldigGegeven::new(IDEMPOTENCY_HEADER, "required", "ontbreekt");
        let body = body(request, app).await?;
        read(&body, &app.shapes, if has_key { Vec::new() } else { vec![missing()] }).map(Self)
    }
}

async fn body(request: Request, app: &App) -> Result<Bytes, Problem> {
    if !is_json(request.headers()) {
        return Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    bounded(request.into_body(), app.settings.body_bytes).await
}

async fn bounded(body: Body, most: usize) -> Result<Bytes, Problem> {
    to_bytes(body, most).await.map_err(|error| {
        let mut source: Option<&dyn std::error::Error> = Some(&error);
        while let Some(cause) = source {
            if cause.to_string() == "length limit exceeded" {
                return Problem::too_large(most);
            }
            source = cause.source();
        }
        Problem::of_status(StatusCode::BAD_REQUEST)
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(text) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let mut parts = text.split(';').map(str::trim);
    let json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    // JSON is UTF-8; who says something else means something else.
    json && parts.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    })
}

/// JSON that is a part of a message.
pub fn read_text<T: DeserializeOwned + ToSchema>(text: &[u8], shapes: &Shapes) -> Result<T, Problem> {
    read(text, shapes, Vec::new())
}

fn read<T: DeserializeOwned + ToSchema>(
    body: &[u8],
    shapes: &Shapes,
    mut wrong: Vec<OngeldigGegeven>,
) -> Result<T, Problem> {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => {
            let place = format!("is geen geldige JSON (regel {}, teken {})", error.line(), error.column());
            wrong.push(OngeldigGegeven::new("bericht", "json-syntax", place));
            return Err(Problem::invalid(wrong));
        }
    };
    let Some(found) = shapes.check(&T::name(), &value) else {
        let id = Uuid::new_v4();
        tracing::error!(fault.id = %id, shape = %T::name(), "the document has no such shape");
        return Err(Problem::fault(id));
    };
    wrong.extend(found);
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    typed(value)
}

/// After the check only a difference between schema and type can go wrong; it names no value.
fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_json::from_value(value).map_err(|_| {
        Problem::invalid(vec![OngeldigGegeven::new("bericht", "type", "heeft niet de juiste vorm")])
    })
}

/// Query parameters of this form; unknown and repeated ones are named.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + IntoParams> FromRequestParts<Arc<App>> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let axum::extract::Query(pairs) =
            axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
                .map_err(|_| Problem::of_status(StatusCode::BAD_REQUEST))?;
        let known = T::into_params(|| Some(ParameterIn::Query));
        let (values, wrong) = query(&known, pairs, &app.shapes);
        if !wrong.is_empty() {
            return Err(Problem::invalid(wrong));
        }
        typed(Value::Object(values)).map(Self)
    }
}

fn query(
    known: &[Parameter],
    pairs: Vec<(String, String)>,
    shapes: &Shapes,
) -> (Map<String, Value>, Vec<OngeldigGegeven>) {
    let (mut values, mut wrong) = (Map::new(), Vec::new());
    for (name, text) in pairs {
        let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
            wrong.push(OngeldigGegeven::new(made_up(&name), "unknown-parameter", "is hier niet bekend"));
            continue;
        };
        let shape = parameter
            .schema
            .as_ref()
            .and_then(|schema| serde_json::to_value(schema).ok())
            .unwrap_or_default();
        let value = from_text(shapes.plain(&shape), text);
        wrong.extend(shapes.check_against(&shape, &value, &name));
        if values.insert(name.clone(), value).is_some() {
            wrong.push(OngeldigGegeven::new(name, "repeated", "staat er meer dan een keer"));
        }
    }
    let needed = known.iter().filter(|parameter| matches!(parameter.required, Required::True));
    let missing = needed.filter(|parameter| !values.contains_key(&parameter.name));
    wrong.extend(
        missing.map(|parameter| OngeldigGegeven::new(parameter.name.clone(), "required", "ontbreekt")),
    );
    (values, wrong)
}

fn made_up(name: &str) -> String {
    let plain = name.len() <= 60 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if plain && !name.is_empty() { name.to_owned() } else { "(onbekend)".to_owned() }
}

/// A query knows only texts; a number is what reads as one where a number belongs.
fn from_text(shape: &Value, text: String) -> Value {
    let is = |kind: &str| match &shape["type"] {
        Value::String(one) => one == kind,
        Value::Array(all) => all.iter().any(|one| one == kind),
        _ => false,
    };
    if is("integer") {
        return text.parse::<i64>().map_or(Value::String(text), Value::from);
    }
    match text.as_str() {
        "true" if is("boolean") => Value::Bool(true),
        "false" if is("boolean") => Value::Bool(false),
        _ => Value::String(text),
    }
}

/// What stands in the path. A text that is no such key is nobody's: 404.
pub struct Key<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<App>> for Key<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Path(key) = Path::<T>::from_request_parts(parts, app).await.map_err(|_| Problem::not_found())?;
        Ok(Self(key))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[derive(serde::Deserialize, IntoParams)]
    #[into_params(parameter_in = Query)]
    struct Asked {
        #[expect(dead_code, reason = "only its name counts")]
        soort: String,
        #[expect(dead_code, reason = "only its name counts")]
        aantal: Option<u32>,
    }

    #[test]
    fn a_parameter_that_is_needed_is_named() {
        let known = Asked::into_params(|| Some(ParameterIn::Query));
        let (_, wrong) = query(&known, Vec::new(), &Shapes::default());
        let named: Vec<_> = wrong.iter().map(|one| (one.name.as_str(), one.code.as_str())).collect();
        assert_eq!(named, [("soort", "required")]);
    }

    #[rstest]
    #[case(Some("application/json"), true)]
    #[case(Some("Application/JSON; charset=UTF-8"), true)]
    #[case(Some("application/json; charset=iso-8859-1"), false)]
    #[case(Some("text/plain"), false)]
    #[case(Some("application/jsonp"), false)]
    #[case(None, false)]
    fn only_json_is_read(#[case] content_type: Option<&str>, #[case] expected: bool) {
        let mut headers = HeaderMap::new();
        if let Some(text) = content_type {
            headers.insert(header::CONTENT_TYPE, text.parse().unwrap());
        }
        assert_eq!(is_json(&headers), expected);
    }
}
