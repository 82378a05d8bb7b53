//! A payment run that two people pay, as the policy says: who started it may release what another approved.

use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use system_tests::{Who, World, tenants};

use crate::scenarios::acts::text;

/// Lets two people pay in every version of a tenant's policy.
fn two_people(policies: &Path, tenant: &str) -> anyhow::Result<()> {
    for version in std::fs::read_dir(policies.join(tenant))? {
        let file = version?.path().join("policy.toml");
        let policy = std::fs::read_to_string(&file)?;
        ensure!(!policy.contains("[payments]"), "{} says it already", file.display());
        let (before, after) = policy.split_once("\n[deviation]").context("a place for it")?;
        let payments = "[payments]\npeople = 2\nsource = \"mandaatregeling\"\n";
        std::fs::write(file, format!("{before}\n{payments}\n[deviation]{after}"))?;
    }
    Ok(())
}

/// Someone has assistance and a run was started by an income consultant: its path.
async fn run_of_someone(world: &World) -> String {
    let post = async |who, path: &str, body: &Value| -> Value {
        world.post(who, path, body).await.unwrap().done().unwrap()
    };
    let facts = world.expects.person(&world.expects.work.facts).unwrap();
    let case = world.bring_in(&facts).await.unwrap();
    world.until(&case, "the right is granted", |case| case.state("recht") == "toegekend").await.unwrap();
    let account = json!({"begunstigde": "aanvrager", "naam": "Proefpersoon", "iban": "NL91ABNA0417164300"});
    post(&Who::Income, &format!("/zaken/{case}/rekening"), &account).await;
    let from = json!({"naam": "Gemeente Proef", "iban": "NL02ABNA0123456789"});
    post(&Who::Manager, "/betaalrekening", &from).await;
    world.to("2026-04-20".parse().unwrap()).await.unwrap();
    let started = json!({"maand": "2026-04", "proefrun": false});
    let run = post(&Who::Income, "/betaalruns", &started).await;
    world.settled().await.unwrap();
    format!("/betaalruns/{}", text(&run, "runId"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_pay_where_the_policy_says_two_and_three_where_it_says_nothing() {
    let tenant = &tenants().unwrap()[0];
    for (people, may) in [(2, true), (3, false)] {
        let change = |policies: &Path| if people == 2 { two_people(policies, tenant) } else { Ok(()) };
        let world = World::one_process_with(tenant, None, change).await.unwrap();
        let run = run_of_someone(&world).await;
        let (approve, release) = (format!("{run}/goedkeuringen"), format!("{run}/vrijgaven"));
        let other = json!({"vingerafdruk": "0".repeat(64)});
        let own = world.post(&Who::Income, &approve, &other).await.unwrap();
        own.refused(403, "four-eyes").unwrap();
        let unseen = world.post(&Who::Quality, &approve, &other).await.unwrap();
        unseen.refused(409, "file-changed").unwrap();
        let seen = world.get(&Who::Quality, &format!("{run}/voorbeeld")).await.unwrap().done().unwrap();
        let payments = seen["betalingen"].as_array().unwrap();
        assert_eq!((seen["aantal"].as_u64(), payments.len()), (Some(1), 1), "{seen:#}");
        assert_eq!(
            (&payments[0]["iban"], &payments[0]["bedrag"]),
            (&json!("NL91ABNA0417164300"), &seen["bedrag"])
        );
        world.approve(&Who::Quality, &run).await.unwrap();
        let released = world.post(&Who::Income, &release, &json!({})).await.unwrap();
        if may {
            released.done().unwrap();
        } else {
            released.refused(403, "four-eyes").unwrap();
            world.post(&Who::Manager, &release, &json!({})).await.unwrap().done().unwrap();
        }
        world.settled().await.unwrap();
        let found = world.get(&Who::Income, &run).await.unwrap().done().unwrap();
        assert_eq!(found["status"], "vrijgegeven", "{found:#}");
        world.stop().await.unwrap();
    }
}
