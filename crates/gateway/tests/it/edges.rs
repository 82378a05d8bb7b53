//! What the gateway says by itself, before any service is asked.

use std::time::Duration;

use axum::body::Body;
use domain::Role;
use gateway::Settings;
use http::{Request, StatusCode};
use rstest::rstest;
use serde_json::{Value, json};
use service::identity::{LocalIssuer, TokenFor};

use crate::world::{Answer, ONE, TWO, World};

const CASE: &str = "01970000-0000-7000-8000-000000000001";

fn form() -> Value {
    json!({
        "burgerservicenummer": "999993653", "situatie": "nieuw", "kanaal": "consulent",
        "meldingsdatum": "2026-01-05", "gegevens": {"geboortedatum": "1990-02-03"},
    })
}

/// What every answer from 400 has.
fn assert_problem(answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("api-version"), "1.0.0");
    assert_eq!(answer.body["status"], status);
    for member in ["type", "title", "detail", "code"] {
        assert!(!answer.body[member].as_str().unwrap().is_empty(), "{member}: {}", answer.body);
    }
    assert!(answer.body["instance"].as_str().unwrap().starts_with("urn:uuid:"), "{}", answer.body);
    assert!(answer.body["invalidParams"].is_array());
}

#[tokio::test]
async fn nobody_gets_in_without_a_token() {
    let answer = World::alone().send(Request::get("/meedoen/v1/zaken").body(Body::empty()).unwrap()).await;
    assert_problem(&answer, 401);
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"meedoen\"");
}

#[rstest]
#[case("Bearer nonsense")]
#[case("Basic YTpi")]
#[case("Bearer")]
#[tokio::test]
async fn a_token_that_is_none_is_not_believed(#[case] authorization: &str) {
    let request = Request::get("/meedoen/v1/zaken").header("authorization", authorization);
    let answer = World::alone().send(request.body(Body::empty()).unwrap()).await;
    assert_problem(&answer, 401);
    assert!(answer.header("www-authenticate").contains("invalid_token"));
}

#[tokio::test]
async fn an_expired_token_and_one_of_another_issuer_are_not_believed() {
    let municipalities = [crate::world::municipality(ONE)];
    let issuer = LocalIssuer::fresh(&municipalities).unwrap();
    let wanted = TokenFor {
        user: "anna".into(),
        organisation: None,
        roles: vec![Role::IntakeConsultant],
        municipalities: municipalities.to_vec(),
        valid_for: Duration::from_secs(600),
    };
    let foreign = issuer.token(&wanted).unwrap();
    let request = Request::get("/meedoen/v1/zaken").header("authorization", format!("Bearer {foreign}"));
    let answer = World::alone().send(request.body(Body::empty()).unwrap()).await;
    assert_problem(&answer, 401);
}

#[tokio::test]
async fn a_token_of_several_municipalities_needs_the_header_and_one_of_its_own() {
    let world = World::alone();
    let token = world.token("anna", &[ONE, TWO]);
    let ask = |gemeente: Option<&'static str>| {
        let request = Request::get("/meedoen/v1/zaken").header("authorization", format!("Bearer {token}"));
        let request = gemeente.into_iter().fold(request, |request, text| request.header("gemeente", text));
        request.body(Body::empty()).unwrap()
    };

    let answer = world.send(ask(None)).await;
    assert_problem(&answer, 400);
    assert_eq!(answer.wrong(), ["Gemeente required"]);
    let answer = world.send(ask(Some("somewhere"))).await;
    assert_problem(&answer, 400);
    assert_eq!(answer.wrong(), ["Gemeente municipality-format"]);
    assert_problem(&world.send(ask(Some("a-tenant:0003"))).await, 403);
    // It gets past the door: only the service is away.
    assert_problem(&world.send(ask(Some(TWO))).await, 503);
}

#[rstest]
#[case("/meedoen/v1/zaken/")]
#[case("/meedoen/v1/niets")]
#[case("/meedoen/v1")]
#[case("/meedoen/v1/")]
#[case("/")]
#[case("/meedoen/v2/zaken")]
#[case("/meedoen/v1/aanvragen/geen-uuid")]
#[tokio::test]
async fn what_is_not_there_is_not_found_and_never_redirected(#[case] path: &str) {
    assert_problem(&World::alone().get(path).await, 404);
}

#[rstest]
#[case("DELETE", "/meedoen/v1/zaken", "GET")]
#[case("GET", "/meedoen/v1/aanvragen", "POST")]
#[case("PATCH", "/meedoen/v1/beschutte-plekken", "POST")]
#[case("TRACE", "/meedoen/v1/zaken", "GET")]
#[tokio::test]
async fn another_method_is_told_which_are_allowed(
    #[case] method: &str,
    #[case] path: &str,
    #[case] allowed: &str,
) {
    let world = World::alone();
    let answer = world.send(world.asked(method, path).body(Body::empty()).unwrap()).await;
    assert_problem(&answer, 405);
    assert!(answer.header("allow").contains(allowed), "{:?}", answer.headers);
}

#[tokio::test]
async fn whoever_wants_no_json_gets_none() {
    let world = World::alone();
    let request = world.asked("GET", "/meedoen/v1/zaken").header("accept", "text/html");
    assert_problem(&world.send(request.body(Body::empty()).unwrap()).await, 406);
}

#[rstest]
#[case(Some("text/plain"))]
#[case(None)]
#[tokio::test]
async fn a_body_that_is_not_said_to_be_json_is_not_read(#[case] content_type: Option<&str>) {
    let world = World::alone();
    let request = world.asked("POST", "/meedoen/v1/aanvragen").header("idempotency-key", "k");
    let request =
        content_type.into_iter().fold(request, |request, text| request.header("content-type", text));
    assert_problem(&world.send(request.body(Body::from(form().to_string())).unwrap()).await, 415);
}

#[rstest]
#[case::cut_off("{\"burgerservicenummer\": ")]
#[case::nothing("")]
#[case::not_utf8("\u{1}")]
#[tokio::test]
async fn what_cannot_be_parsed_is_bad_input(#[case] body: &'static str) {
    let answer = World::alone().post_text("/meedoen/v1/aanvragen", body).await;
    assert_problem(&answer, 400);
    assert_eq!(answer.wrong(), ["bericht json-syntax"]);
}

#[tokio::test]
async fn a_deep_nest_is_bad_input_and_no_crash() {
    let body = "[".repeat(100_000) + &"]".repeat(100_000);
    assert_problem(&World::alone().post_text("/meedoen/v1/aanvragen", body).await, 400);
}

#[tokio::test]
async fn everything_that_is_wrong_is_named_at_once_the_key_too() {
    let world = World::alone();
    let body = json!({
        "burgerservicenummer": "999993654", "kanaal": "duif", "meldingsdatum": "5-1-2026", "extra": 1,
        "gegevens": {"verdiencapaciteit": 101, "huishouden": "single", "leeftijd": 30, "kwetsbaar": "ja"},
    });
    let request = world.asked("POST", "/meedoen/v1/aanvragen").header("content-type", "application/json");
    let answer = world.send(request.body(Body::from(body.to_string())).unwrap()).await;

    assert_problem(&answer, 400);
    assert_eq!(
        answer.wrong(),
        [
            "Idempotency-Key required",
            "burgerservicenummer bsn-eleven-test",
            "extra unknown-property",
            "gegevens.huishouden enum",
            "gegevens.kwetsbaar type",
            "gegevens.leeftijd unknown-property",
            "gegevens.verdiencapaciteit range",
            "kanaal enum",
            "meldingsdatum date-format",
            "situatie required",
        ]
    );
    let text = answer.body.to_string();
    for secret in ["999993654", "duif", "5-1-2026"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[rstest]
#[case("page=0", &["page range"])]
#[case("pageSize=101", &["pageSize range"])]
#[case("pageSize=veel&page=1.5", &["page type", "pageSize type"])]
#[case("fase=gate", &["fase enum"])]
#[case("bladzijde=1", &["bladzijde unknown-parameter"])]
#[case("page=1&page=2", &["page repeated"])]
#[tokio::test]
async fn wrong_query_parameters_are_named(#[case] query: &str, #[case] expected: &[&str]) {
    let answer = World::alone().get(&format!("/meedoen/v1/zaken?{query}")).await;
    assert_problem(&answer, 400);
    assert_eq!(answer.wrong(), expected);
}

#[tokio::test]
async fn a_wrong_idempotency_key_is_bad_input() {
    let world = World::alone();
    let request =
        world.asked("POST", &format!("/meedoen/v1/taken/{CASE}/claims")).header("idempotency-key", "a b");
    let answer = world.send(request.body(Body::empty()).unwrap()).await;
    assert_problem(&answer, 400);
    assert_eq!(answer.wrong(), ["Idempotency-Key idempotency-key"]);
}

#[tokio::test]
async fn ten_megabytes_are_too_much_said_or_unsaid() {
    let world = World::alone();
    let large = format!("\"{}\"", "x".repeat(10 * 1024 * 1024));
    let answer = world.post_text("/meedoen/v1/aanvragen", large.clone()).await;
    assert_problem(&answer, 413);
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.contains("hoogstens 1 MB") && detail.contains("minder in één keer"), "{detail}");

    let pieces = large
        .into_bytes()
        .chunks(64 * 1024)
        .map(|part| Ok::<_, std::io::Error>(part.to_vec()))
        .collect::<Vec<_>>();
    let unsaid = Body::from_stream(tokio_stream::iter(pieces));
    assert_problem(&world.post_text("/meedoen/v1/aanvragen", unsaid).await, 413);

    let said = world
        .asked("POST", "/meedoen/v1/aanvragen")
        .header("content-type", "application/json")
        .header("content-length", "10485760");
    assert_problem(&world.send(said.body(Body::empty()).unwrap()).await, 413);
}

#[tokio::test]
async fn one_user_who_asks_too_often_waits_and_another_does_not() {
    let world = World::with_limits(1, 3);
    let ask = |user: &str| {
        let request = Request::get("/meedoen/v1/zaken?page=0");
        let request = request.header("authorization", format!("Bearer {}", world.token(user, &[ONE])));
        world.send(request.body(Body::empty()).unwrap())
    };
    for _ in 0..3 {
        assert_eq!(ask("anna").await.status, StatusCode::BAD_REQUEST);
    }
    let answer = ask("anna").await;
    assert_problem(&answer, 429);
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert_eq!(ask("bert").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_service_that_is_away_is_said_to_be_away_and_when_to_come_back() {
    let answer = World::alone().get("/meedoen/v1/zaken").await;
    assert_problem(&answer, 503);
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert_eq!(answer.body["code"], "service-away");
}

#[tokio::test]
async fn health_needs_no_token_and_tells_whether_it_can_work() {
    let world = World::alone();
    let ask = |path: &str| world.send(Request::get(path).body(Body::empty()).unwrap());
    assert_eq!(ask("/gezondheid/levend").await.status, StatusCode::OK);
    assert_problem(&ask("/gezondheid/gereed").await, 503);
}

#[rstest]
#[case("/meedoen/v1/zaken")]
#[case("/meedoen/v1/openapi.json")]
#[case("/gezondheid/levend")]
#[case("/docs/index.html")]
#[case("/nergens")]
#[tokio::test]
async fn every_answer_has_the_headers_of_safety_and_a_request_id(#[case] path: &str) {
    let answer = World::alone().get(path).await;
    for (name, value) in [
        ("api-version", "1.0.0"),
        ("cache-control", "no-store"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(answer.header(name), value, "{name} of {path}");
    }
    assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert!(!answer.header("content-type").is_empty());
    assert!(!answer.header("x-request-id").is_empty());
}

#[tokio::test]
async fn the_request_id_of_the_caller_is_the_instance_of_the_problem() {
    let world = World::alone();
    let request = world.asked("GET", "/meedoen/v1/niets").header("x-request-id", CASE);
    let answer = world.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.body["instance"], format!("urn:uuid:{CASE}"));
    assert_eq!(answer.header("x-request-id"), CASE);
}

#[tokio::test]
async fn only_named_web_sites_may_call_from_a_browser() {
    let settings =
        Settings { origins: vec!["https://balie.example".parse().unwrap()], ..Settings::default() };
    let world = World::over(crate::world::NOWHERE, settings);
    let ask = |origin: &'static str| {
        let request = Request::options("/meedoen/v1/zaken").header("origin", origin);
        let request = request.header("access-control-request-method", "GET");
        world.send(request.body(Body::empty()).unwrap())
    };
    assert_eq!(
        ask("https://balie.example").await.header("access-control-allow-origin"),
        "https://balie.example"
    );
    assert_eq!(ask("https://elders.example").await.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn a_long_answer_is_compressed_for_who_can_read_it() {
    let world = World::alone();
    let request = Request::get("/meedoen/v1/openapi.json").header("accept-encoding", "gzip");
    let answer = world.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
}
