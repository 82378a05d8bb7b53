//! Work between people, steps before a decision, and whether a story is whole, over the public interface.

use anyhow::Context;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use system_tests::{Who, World, check, tenants};

use crate::scenarios::acts::text;

async fn world() -> World {
    World::one_process(&tenants().unwrap()[0], None).await.unwrap()
}

async fn task(world: &World, case: &str, kind: &str) -> anyhow::Result<Value> {
    let found = world.list(&Who::Manager, &format!("/taken?zaakId={case}"), "taken").await?;
    found.into_iter().find(|task| task["soort"] == kind).with_context(|| format!("no task {kind}"))
}

/// A step that a person records before the right is decided.
const STEP: &str =
    "{ key = \"asked-colleague\", label = \"Leg het voor aan een collega.\", proof = \"recorded\" },";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_decided_while_a_step_is_missing() {
    let tenant = tenants().unwrap().into_iter().find(|tenant| tenant == "midden-drenthe").unwrap();
    let world = World::one_process_with(&tenant, None, |policies| {
        for version in std::fs::read_dir(policies.join("midden-drenthe"))? {
            let file = version?.path().join("policy.toml");
            let text = std::fs::read_to_string(&file)?;
            let steps = "decision = \"entitlement\"\nsteps = [";
            anyhow::ensure!(text.contains(steps), "no steps before the right in {}", file.display());
            std::fs::write(&file, text.replacen(steps, &format!("{steps}\n  {STEP}"), 1))?;
        }
        Ok(())
    })
    .await
    .unwrap();
    steps(&world).await.unwrap();
    world.stop().await.unwrap();
}

async fn steps(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let case = world.bring_in(&facts).await?;
    world.settled().await?;
    let waits = task(world, &case, "stappen-zetten").await?;
    check!(text(&waits, "onderwerp").contains("Leg het voor aan een collega."), "{waits}");
    let body = json!({"toegekend": true, "bedragPerMaand": 100_000, "motivering": "Ik weet genoeg."});
    let early = world.post(&Who::Income, &format!("/zaken/{case}/recht/besluiten"), &body).await?;
    check!(early.body["code"] == "steps-missing", "{}", early.body);
    let seen = world.get(&Who::Quality, &format!("/zaken/{case}/stappen")).await?.done()?;
    check!(seen["besluiten"][0]["wacht"] == true, "{seen}");

    let path = format!("/zaken/{case}/stappen/asked-colleague/vastleggingen");
    let recorded = json!({"toelichting": "Bert kwam tot hetzelfde."});
    world.post(&Who::Income, &path, &recorded).await?.done()?;
    world.until(&case, "the right is decided", |case| case.state("recht") == "toegekend").await?;
    let seen = world.get(&Who::Quality, &format!("/zaken/{case}/stappen")).await?.done()?;
    let step = &seen["besluiten"][0]["stappen"][0];
    check!(step["gezet"] == true && step["vastgelegdDoor"] == "income", "{seen}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_story_is_held_against_what_others_were_told_and_who_looked_is_on_record() {
    let world = world().await;
    whole(&world).await.unwrap();
    world.stop().await.unwrap();
}

async fn whole(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let case = world.bring_in(&facts).await?;
    world.settled().await?;
    let path = format!("/zaken/{case}/verhaal/controle");
    let checked = world.get(&Who::Quality, &path).await?.done()?;
    check!(checked["ongeschonden"] == true && checked["getuigen"].as_u64() > Some(1), "{checked}");

    world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()?;
    let seen = world.get(&Who::Quality, &format!("/zaken/{case}/inzagen")).await?.done()?;
    let newest = &seen["inzagen"][0];
    check!(text(newest, "door") == "intake" && text(newest, "doel") == "de aanvraag behandelen", "{seen}");
    check!(
        world.get(&Who::Intake, &format!("/zaken/{case}/inzagen")).await?.status == 403,
        "for quality only"
    );

    // Past intake: the end of its story goes, and its own newest number is put back.
    let file = world.folder().join("data/intake.db");
    let intake = Database::connect(format!("sqlite://{}", file.display())).await?;
    for statement in [
        "DELETE FROM story WHERE number = (SELECT max(number) FROM story)",
        "UPDATE threads SET entries = entries - 1, link = (SELECT hash FROM story ORDER BY number DESC LIMIT 1) \
         WHERE entries > 0",
    ] {
        intake.execute_unprepared(statement).await?;
    }
    intake.close().await?;
    let checked = world.get(&Who::Quality, &path).await?.done()?;
    let faults = checked["fouten"].as_array().context("faults")?;
    check!(checked["ongeschonden"] == false && faults.len() == 1, "{checked}");
    check!(faults[0]["dienst"] == "intake" && faults[0]["wat"] == "ontbreekt", "{checked}");
    Ok(())
}
