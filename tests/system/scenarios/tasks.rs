//! Tasks (WF-3): who has one, how it goes from hand to hand, and how much work waits.

use anyhow::Context;
use serde_json::{Value, json};
use system_tests::{Who, World, check};

use super::acts::{end, story, text};

async fn task(world: &World, case: &str, kind: &str) -> anyhow::Result<Value> {
    let found = world.list(&Who::Manager, &format!("/taken?zaakId={case}"), "taken").await?;
    found.into_iter().find(|task| task["soort"] == kind).with_context(|| format!("no task {kind}"))
}

/// Someone's case whose intake is still to be held.
pub async fn waiting_for_intake(world: &World) -> anyhow::Result<String> {
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

/// Taken up, given back, handed over, with a deputy for who is away; and the story tells each step.
pub async fn a_task_goes_from_hand_to_hand(world: &World) -> anyhow::Result<()> {
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

/// IN-4: a need for care goes to someone and for a purpose, both in words.
pub async fn a_need_for_care_is_passed_on_to_someone(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("zorgvraag".into(), json!(true));
    let body = world.application(&world.new_number()?, &facts);
    let opened = world.post(&Who::Intake, "/aanvragen", &body).await?.done()?;
    let case = text(&opened, "zaakId");
    let kind = "zorgvraag-doorgeven";
    world.until(case, "someone is asked to pass it on", |case| case.task(kind).is_some()).await?;
    let path = format!("/taken/{}/afrondingen", text(&task(world, case, kind).await?, "taakId"));
    let passed = |to: &str, purpose: &str| json!({"resultaat": "Met de aanvrager besproken.", "doorgegevenAan": to, "doel": purpose});
    let said = world.post(&Who::Intake, &path, &json!({"resultaat": "."})).await?;
    said.wrong(&["resultaat says-something"])?;
    let nobody = world.post(&Who::Intake, &path, &json!({"resultaat": "Besproken."})).await?;
    nobody.wrong(&["doorgegevenAan passed-on", "doel passed-on"])?;
    let nothing = world.post(&Who::Intake, &path, &passed(".", "-")).await?;
    nothing.wrong(&["doorgegevenAan says-something", "doel says-something"])?;
    world.post(&Who::Intake, &path, &passed("het wijkteam Noord", "hulp in de huishouding")).await?.done()?;

    world.until(case, "it was passed on", |case| case.task(kind).is_none()).await?;
    let told = story(world, case).await?;
    let told = told.iter().map(|line| text(&line["uitleg"], "tekst"));
    check!(
        told.into_iter().any(|text| text.contains("wijkteam Noord") && text.contains("huishouding")),
        "not told"
    );
    world.settled().await?;
    end(world, case, "ingetrokken").await.map(drop)
}
