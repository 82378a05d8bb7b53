//! What is refused: with a status, the rule, the field and a reason in plain words; and nothing is half-written.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::{Duration, SystemTime};

use futures_util::future::join_all;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Map, Value, json};
use system_tests::{Who, World, tenants};

/// In any municipality: what is refused here is refused everywhere.
async fn world(limits: Option<gateway::Settings>) -> World {
    World::one_process(&tenants().unwrap()[0], limits).await.unwrap()
}

fn facts(world: &World) -> Map<String, Value> {
    world.expects.person(&world.expects.work.facts).unwrap()
}

fn form(world: &World, over: Value) -> Value {
    let mut form = world.application(&world.new_number().unwrap(), &facts(world));
    lay(&mut form, over);
    form
}

fn lay(form: &mut Value, over: Value) {
    match (form, over) {
        (Value::Object(form), Value::Object(over)) => {
            over.into_iter().for_each(|(key, value)| lay(form.entry(key).or_insert(Value::Null), value));
        }
        (form, over) => *form = over,
    }
}

/// No case, no person, and nothing on its way.
async fn nothing_is_written(world: &World) {
    world.settled().await.unwrap();
    assert!(world.list(&Who::Manager, "/zaken", "zaken").await.unwrap().is_empty());
    assert!(world.list(&Who::Reintegration, "/verwijzingen", "verwijzingen").await.unwrap().is_empty());
    assert!(world.list(&Who::Manager, "/taken", "taken").await.unwrap().is_empty());
}

#[rstest]
#[case::a_number_that_fails_the_eleven_test(
    json!({"burgerservicenummer": "999993654"}), &["burgerservicenummer bsn-eleven-test"])]
#[case::a_number_of_eight_digits(json!({"burgerservicenummer": "99999365"}), &["burgerservicenummer bsn-eleven-test"])]
#[case::a_report_in_the_future(json!({"meldingsdatum": "2026-03-03"}), &["meldingsdatum not-in-the-future"])]
#[case::facts_that_are_only_known_tomorrow(
    json!({"vastgesteldOp": "2026-03-03"}), &["vastgesteldOp stated-not-in-the-future"])]
#[case::a_birth_in_the_future(
    json!({"gegevens": {"geboortedatum": "2026-03-03"}}), &["gegevens.geboortedatum not-in-the-future"])]
#[case::a_day_that_does_not_exist(json!({"meldingsdatum": "2026-02-30"}), &["meldingsdatum date-format"])]
#[case::a_partner_of_someone_single(
    json!({"gegevens": {"geboortedatumPartner": "1990-01-01"}}), &["gegevens.geboortedatumPartner partner-needs-couple"])]
#[case::a_child_older_than_its_parent(
    json!({"gegevens": {"huishouden": "alleenstaande-ouder", "geboortedatum": "2010-01-01", "leeftijdJongsteKind": 17}}),
    &["gegevens.leeftijdJongsteKind child-younger-than-parent"])]
#[case::a_leaver_with_a_qualification(
    json!({"gegevens": {"voortijdigSchoolverlater": true}}),
    &["gegevens.voortijdigSchoolverlater school-leaver-without-qualification"])]
#[case::a_negative_amount(json!({"gegevens": {"vermogen": -1}}), &["gegevens.vermogen range"])]
#[case::a_fact_that_nobody_knows(json!({"gegevens": {"schoenmaat": 42}}), &["gegevens.schoenmaat unknown-property"])]
#[case::an_intake_that_lacks_something(json!({"gegevens": {"vermogen": null}}), &["gegevens.vermogen type"])]
#[case::all_of_it_at_once(
    json!({"burgerservicenummer": "1", "kanaal": "duif", "gegevens": {"vermogen": "veel"}}),
    &["burgerservicenummer bsn-eleven-test", "gegevens.vermogen type", "kanaal enum"])]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_wrong_is_refused_by_field_and_rule(#[case] over: Value, #[case] wrong: &[&str]) {
    let world = world(None).await;
    let answer = world.post(&Who::Intake, "/aanvragen", &form(&world, over)).await.unwrap();
    answer.wrong(wrong).unwrap();
    nothing_is_written(&world).await;
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_are_too_large_or_no_json_are_not_read() {
    let world = world(None).await;
    let token = world.token(&Who::Intake).unwrap();
    let key = [("Idempotency-Key", "k-1")];
    let large = form(&world, json!({"naam": "x".repeat(10 * 1024 * 1024)})).to_string().into_bytes();
    let broken = br#"{"burgerservicenummer": "#.to_vec();

    let answer = world.http.send(Method::POST, &token, "/aanvragen", &key, Some(large)).await.unwrap();
    let problem = answer.refused(413, "payload-too-large").unwrap();
    assert!(problem["detail"].as_str().unwrap().contains("hoogstens"), "{problem}");
    let answer = world.http.send(Method::POST, &token, "/aanvragen", &key, Some(broken)).await.unwrap();
    answer.wrong(&["bericht json-syntax"]).unwrap();
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000)).into_bytes();
    let answer = world.http.send(Method::POST, &token, "/aanvragen", &key, Some(deep)).await.unwrap();
    assert_eq!(answer.status, 400, "{}", answer.body);

    nothing_is_written(&world).await;
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_who_has_a_token_for_this_municipality_comes_in() {
    let world = world(None).await;
    let good = world.token(&Who::Intake).unwrap();
    let expired = signed(&world, -3600);
    let stranger = "eyJhbGciOiJFZERTQSJ9.e30.AAAA";
    for (token, code) in
        [(expired.as_str(), "token-expired"), (stranger, "token-invalid"), ("", "token-invalid")]
    {
        let answer = world.http.post(token, "/aanvragen", &form(&world, json!({}))).await.unwrap();
        answer.refused(401, code).unwrap();
    }
    // Of the same signature, one that is not over yet is believed.
    assert!(world.http.get(&signed(&world, 3600), "/zaken").await.unwrap().is_success());

    for (named, status, code) in
        [("nergens:9999", 403, "municipality-not-listed"), ("Emmen", 400, "invalid-input")]
    {
        let body = form(&world, json!({})).to_string().into_bytes();
        let headers = [("Gemeente", named), ("Idempotency-Key", "k-2")];
        let answer = world.http.send(Method::POST, &good, "/aanvragen", &headers, Some(body)).await.unwrap();
        answer.refused(status, code).unwrap();
    }
    nothing_is_written(&world).await;
    world.stop().await.unwrap();
}

/// A token by the key of the installation's own issuer, that ends so many seconds from now.
fn signed(world: &World, seconds: i64) -> String {
    use serde::de::DeserializeOwned;
    fn part<T: DeserializeOwned>(token: &str, place: usize) -> T {
        let text = token.split('.').nth(place).unwrap();
        serde_json::from_slice(&base64_url(text)).unwrap()
    }
    let good = world.token(&Who::Manager).unwrap();
    let header: BTreeMap<String, String> = part(&good, 0);
    let mut claims: Value = part(&good, 1);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    claims["exp"] = (i64::try_from(now).unwrap() + seconds).into();
    claims["iat"] = (i64::try_from(now).unwrap() - 7200).into();
    let key = std::fs::read(world.folder().join("data/local-issuer.key")).unwrap();
    let header = Header { kid: header.get("kid").cloned(), ..Header::new(Algorithm::EdDSA) };
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(&key)).unwrap()
}

fn base64_url(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_a_thousand_times_a_second_is_told_when_to_come_back() {
    // So few a second that also a machine that takes its time over a thousand answers has to refuse some.
    let limits = gateway::Settings { per_second: NonZeroU32::new(5).unwrap(), ..Default::default() };
    let world = world(Some(limits)).await;
    let token = world.token(&Who::Manager).unwrap();
    let answers = join_all((0..1_000).map(|_| world.http.get(&token, "/zaken"))).await;

    let mut counts = BTreeMap::new();
    for answer in answers.into_iter().map(Result::unwrap) {
        *counts.entry(answer.status).or_insert(0) += 1;
        if answer.status == 429 {
            answer.refused(429, "too-many-requests").unwrap();
            assert!(answer.retry_after.is_some_and(|seconds| (1..=10).contains(&seconds)), "{answer:?}");
        }
    }
    assert!(counts.keys().all(|status| [200, 429].contains(status)), "{counts:?}");
    assert!(counts.contains_key(&429) && counts[&200] >= 400, "{counts:?}");
    // Nobody else has to wait, and whoever waits gets in.
    assert!(world.get(&Who::Intake, "/zaken").await.unwrap().is_success());
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(world.get(&Who::Manager, "/zaken").await.unwrap().is_success());
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_twice_is_one_application_and_another_body_under_it_is_refused() {
    let world = world(None).await;
    let token = world.token(&Who::Intake).unwrap();
    let key = [("Idempotency-Key", "one-and-the-same")];
    let body = form(&world, json!({}));
    let send = |body: &Value| {
        let (http, token, body) = (world.http.clone(), token.clone(), body.to_string().into_bytes());
        async move { http.send(Method::POST, &token, "/aanvragen", &key, Some(body)).await.unwrap() }
    };
    let answers = join_all((0..8).map(|_| send(&body))).await;
    let cases: std::collections::BTreeSet<_> = answers
        .iter()
        .filter(|answer| answer.is_success())
        .map(|answer| answer.body["zaakId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(cases.len(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer| answer.status < 500), "{answers:?}");
    assert_eq!(send(&body).await.body["zaakId"].as_str(), cases.first().map(String::as_str));

    let other = send(&form(&world, json!({}))).await;
    assert_eq!(other.status, 409, "{}", other.body);
    world.settled().await.unwrap();
    assert_eq!(world.list(&Who::Manager, "/zaken", "zaken").await.unwrap().len(), 1);
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_with_a_gap_in_its_table_starts_nothing_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (policies, data) = (folder.path().join("policies"), folder.path().join("data"));
    system_tests::few_places(&policies, 1).unwrap();
    let table = policies.join("haarlem/2013-01-01/categories.md");
    let text = std::fs::read_to_string(&table).unwrap();
    let gap: Vec<_> = text.lines().filter(|line| !line.starts_with("| 3 |")).collect();
    std::fs::write(&table, gap.join("\n")).unwrap();

    let started = meedoen::house::OneProcess::start(meedoen::house::Plan {
        folder: &data,
        policies: &policies,
        listen: "127.0.0.1:0".parse().unwrap(),
        simulated_from: None,
        clamd: None,
        gateway: gateway::Settings::default(),
    });
    let Err(refused) = started.await else { panic!("it started") };
    let why = format!("{refused:#}");
    assert!(
        why.contains("categories.md") && why.contains("arbeidsvermogen") || why.contains("labour_capacity"),
        "{why}"
    );
    assert!(std::fs::read_dir(&data).unwrap().next().is_none(), "something was written");
}
