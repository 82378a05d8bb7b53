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

/// Someone's case whose intake is still to be held.
async fn waiting_for_intake(world: &World) -> anyhow::Result<String> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let applied = world.apply_at_the_form(&world.new_number()?, &facts).await?;
    let case = text(&applied, "zaakId").to_owned();
    if let Some(until) = applied["zoektermijnTotEnMet"].as_str() {
        world.past(until.parse()?).await?;
        let body = json!({"resultaat": "gezocht", "inspanningen": "Vier sollicitaties, met bewijs."});
        world
            .until(&case, "the search is over", |case| case.task("zoektermijn-beoordelen").is_some())
            .await?;
        let path = format!("/aanvragen/{case}/zoektermijn-resultaten");
        world.post(&Who::Intake, &path, &body).await?.done()?;
    }
    world.until(&case, "an intake is to be held", |case| case.task("intake-houden").is_some()).await?;
    Ok(case)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_goes_from_hand_to_hand_and_the_story_tells_it() {
    let world = world().await;
    hand_to_hand(&world).await.unwrap();
    world.stop().await.unwrap();
}

async fn hand_to_hand(world: &World) -> anyhow::Result<()> {
    let case = waiting_for_intake(world).await?;
    let id = text(&task(world, &case, "intake-houden").await?, "taakId").to_owned();
    let does = |who: Who, what: &'static str, body: Value| {
        let path = format!("/taken/{id}/{what}");
        async move { world.post(&who, &path, &body).await }
    };
    does(Who::Intake, "claims", json!({})).await?.done()?;
    let mine = world.list(&Who::Intake, "/taken?mijn=true", "taken").await?;
    check!(mine.iter().any(|task| text(task, "taakId") == id), "what one took up is one's own");
    let other = does(Who::Manager, "claims", json!({})).await?;
    check!(other.status == 403, "another role took it up");
    does(Who::Intake, "teruggaven", json!({})).await?.done()?;
    let wrong =
        does(Who::Intake, "overdrachten", json!({"rol": "inkomensconsulent", "reden": "Ziek."})).await?;
    check!(wrong.body["code"] == "role-cannot-do-task", "{}", wrong.body);
    let body = json!({"medewerker": "anna", "reden": "Zij kent deze klant."});
    does(Who::Intake, "overdrachten", body).await?.done()?;

    let today = world.today();
    let body = json!({"medewerker": "anna", "ingangsdatum": today, "laatsteDag": today, "vervanger": "bert"});
    let absence = world.post(&Who::Manager, "/afwezigheden", &body).await?.done()?;
    world.settled().await?;
    let task = task(world, &case, "intake-houden").await?;
    check!(text(&task, "opgepaktDoor") == "bert", "the deputy has it: {task}");
    let away = world.get(&Who::Manager, "/afwezigheden").await?.done()?;
    check!(away["afwezigheden"][0]["medewerker"] == "anna", "{away}");
    let path = format!("/afwezigheden/{}/afmeldingen", text(&absence, "afwezigheidId"));
    world.post(&Who::Manager, &path, &json!({})).await?.done()?;

    let people = world.get(&Who::Manager, "/werkvoorraad?per=medewerker").await?.done()?;
    let bert = people["groepen"].as_array().context("groups")?.iter().find(|one| one["medewerker"] == "bert");
    check!(bert.is_some_and(|one| one["opgepakt"] == 1), "{people}");
    check!(world.get(&Who::Intake, "/werkvoorraad?per=medewerker").await?.status == 403, "of others");
    check!(world.get(&Who::Intake, "/werkvoorraad?per=team").await?.status == 200, "of teams");

    let story = world.get(&Who::Quality, &format!("/zaken/{case}/verhaal")).await?.done()?;
    let titles: Vec<_> =
        story["regels"].as_array().context("lines")?.iter().map(|line| text(line, "titel")).collect();
    for told in ["pakt de taak op", "weer vrij", "naar een collega", "naar de vervanger"] {
        check!(titles.iter().filter(|title| title.contains(told)).count() == 1, "{told}: {titles:?}");
    }
    Ok(())
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
