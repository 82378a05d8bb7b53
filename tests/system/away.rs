//! A database or broker that is away: 503 with the time to come back, no other fault, nothing lost or doubled.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;
use system_tests::{Http, Production, Servers, World, few_places, servers};
use testkit::Proxy;

/// Short form, and as long as messaging guarantees it (`TEST_LONG`).
fn away_for() -> Duration {
    Duration::from_secs(if testkit::long() { 30 } else { 6 })
}

/// `scheme://user:password@host:port/name` with another host and port.
fn at(url: &str, address: &str) -> String {
    let (who, rest) = url.split_once('@').unwrap();
    let (_, name) = rest.split_once('/').unwrap();
    format!("{who}@{address}/{name}")
}

fn address(url: &str) -> &str {
    url.split_once('@').unwrap().1.split_once('/').unwrap().0
}

/// Cuts what is behind the proxy, asks until it is back, and looks whether the application is there once.
async fn asked_while_away(servers: Servers, proxy: Proxy, must_refuse: bool) {
    let world = World::production(&some_tenant(), &servers).await.unwrap();
    let facts = world.expects.person(&world.expects.work.facts).unwrap();
    let body = world.application(&world.new_number().unwrap(), &facts);
    let token = world.token(&system_tests::Who::Intake).unwrap();

    proxy.cut();
    let end = Instant::now() + away_for();
    let mut refused = 0;
    let mut applied = None;
    while Instant::now() < end {
        let answer = apply(&world.http, &token, &body).await;
        match answer.status {
            201 => applied = Some(answer.body["zaakId"].clone()),
            503 => {
                refused += 1;
                assert!(answer.retry_after.is_some(), "no time to come back: {answer:?}");
                assert_eq!(answer.content_type, "application/problem+json");
            }
            _ => panic!("{answer:?}"),
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert!(!must_refuse || (refused > 0 && applied.is_none()), "accepted without a database");

    proxy.restore();
    let back = Instant::now();
    let case = loop {
        let answer = apply(&world.http, &token, &body).await;
        if answer.status == 201 {
            break answer.body["zaakId"].as_str().unwrap().to_owned();
        }
        assert_eq!(answer.status, 503, "{answer:?}");
        assert!(back.elapsed() < Duration::from_secs(60), "it does not come back");
        tokio::time::sleep(Duration::from_millis(300)).await;
    };
    assert!(applied.is_none_or(|before| before == case.as_str()), "a second case under the same key");
    if let Err(error) = caught_up(&world, &case).await {
        panic!("{error:#}");
    }
    world.settled().await.unwrap();
    assert_eq!(world.list(&system_tests::Who::Manager, "/zaken", "zaken").await.unwrap().len(), 1);
    world.stop().await.unwrap();
}

/// All of it up to an offer, with the step that a policy may ask of people before it.
async fn caught_up(world: &World, case: &str) -> anyhow::Result<()> {
    world.until(case, "it comes to a referral", |case| case.0["fase"] == "verwijzing").await?;
    world.begin_portfolio(case).await?;
    world.until(case, "a partner is asked", |case| case.state("verwijzing") == "aangeboden").await.map(drop)
}

/// Every time under the same key.
async fn apply(http: &Http, token: &str, body: &Value) -> system_tests::Answer {
    let body = Some(body.to_string().into_bytes());
    http.send(Method::POST, token, "/aanvragen", &[("Idempotency-Key", "patient")], body).await.unwrap()
}

/// One whose policy asks no search period of someone of forty.
fn some_tenant() -> String {
    let searches = |tenant: &String| system_tests::Expectation::of(tenant).unwrap().everyone_searches;
    system_tests::tenants().unwrap().into_iter().find(|tenant| !searches(tenant)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_away_is_a_503_and_nothing_is_half_written() {
    let Some(servers) = servers("a database that is away") else { return };
    let proxy = Proxy::to(address(&servers.database)).await.unwrap();
    let database = at(&servers.database, &proxy.address.to_string());
    asked_while_away(Servers { database, ..servers }, proxy, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_is_away_loses_and_doubles_nothing() {
    let Some(servers) = servers("a broker that is away") else { return };
    let proxy = Proxy::to(address(&servers.broker)).await.unwrap();
    let broker = at(&servers.broker, &proxy.address.to_string());
    asked_while_away(Servers { broker, ..servers }, proxy, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_database_nothing_starts() {
    let Some(servers) = servers("a start without a database") else { return };
    let nowhere = Servers { database: at(&servers.database, "127.0.0.1:1"), ..servers };
    let folder = tempfile::tempdir().unwrap();
    few_places(folder.path(), 1).unwrap();
    let started = Production::start(&nowhere, folder.path(), None, |_| ()).await;
    assert!(started.is_err_and(|error| format!("{error:#}").contains("database")));
}
