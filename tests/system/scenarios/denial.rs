//! The gate and the right: prevention, denial, and what a person decides.

use anyhow::Context;
use serde_json::json;
use system_tests::{Who, World, check};

use super::acts::{closed, right, story, text};

/// Capital over the limit (art. 34 lid 3): denied, the case is closed, and nothing of it remains under way.
pub async fn who_has_too_much_is_denied_and_nothing_remains(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("vermogen".into(), 2_500_000.into());
    let case = world.bring_in(&facts).await?;
    closed(world, &case, "afgewezen").await?;

    let right = right(world, &case).await?;
    check!(right["uitkomst"] == "afgewezen", "{right:#}");
    let last = right["uitleg"].as_array().and_then(|all| all.last()).context("a reason")?;
    check!(text(last, "regel") == "capital-34-3" && text(last, "bron").contains("34"), "{last}");
    let story = story(world, &case).await?;
    check!(
        story.iter().any(|line| text(&line["uitleg"], "regel") == "capital-34-3"),
        "the denial is not told"
    );
    // Whoever was denied may apply again.
    world.bring_in(&world.expects.person(&world.expects.care.facts)?).await.map(drop)
}

/// No missing fact is guessed: a consultant decides.
pub async fn a_missing_fact_is_decided_by_a_person(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.remove("kostendelendeMedebewoners");
    let case = world.bring_in(&facts).await?;
    let stands =
        world.until(&case, "a person decides", |case| case.task("recht-beslissen").is_some()).await?;
    let task = stands.task("recht-beslissen").context("a task")?;
    check!(task["rol"] == "inkomensconsulent" && task["uiterlijkOp"].is_string(), "{task}");
    let open = right(world, &case).await?;
    check!(open["uitkomst"] == "mens-beslist", "{open:#}");
    check!(open["ontbrekendeGegevens"] == json!(["kostendelendeMedebewoners"]), "{open:#}");

    let body =
        json!({"toegekend": true, "bedragPerMaand": 100_107, "motivering": "Er woont een broer in huis."});
    world.post(&Who::Income, &format!("/zaken/{case}/recht/besluiten"), &body).await?.done()?;
    world.settled().await?;
    let stands = world.until(&case, "it goes on", |case| case.state("verwijzing") == "aangeboden").await?;
    check!(
        stands.task("recht-beslissen").is_none() && stands.state("recht") == "toegekend",
        "{:#}",
        stands.0
    );
    check!(right(world, &case).await?["bedragPerMaand"] == 100_107, "another amount");
    Ok(())
}

/// Under 27 one searches for four weeks first (art. 41 lid 4), to the day, that of the report with them; who finds work needs no assistance.
pub async fn the_young_search_first_and_work_found_is_prevention(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("geboortedatum".into(), "2003-06-01".into());
    let reported = world.today();
    let applied = world.apply_at_the_form(&world.new_number()?, &facts).await?;
    let case = text(&applied, "zaakId").to_owned();
    let until = reported + chrono::Days::new(27);
    check!(applied["zoektermijnTotEnMet"] == until.to_string(), "until another day than {until}: {applied}");
    check!(!text(&applied["uitleg"], "bron").is_empty(), "no reason: {applied}");

    world.to(until).await?;
    let stands =
        world.until(&case, "the search goes on", |case| case.state("melding") == "zoektermijn").await?;
    check!(stands.task("zoektermijn-beoordelen").is_none(), "a day too early: {:#}", stands.0);
    world.past(until).await?;
    let stands =
        world.until(&case, "it is over", |case| case.task("zoektermijn-beoordelen").is_some()).await?;
    check!(
        stands.task("zoektermijn-beoordelen").is_some_and(|task| task["rol"] == "intakeconsulent"),
        "{:#}",
        stands.0
    );

    let path = format!("/aanvragen/{case}/zoektermijn-resultaten");
    world.post(&Who::Intake, &path, &json!({"resultaat": "werk-gevonden"})).await?.done()?;
    closed(world, &case, "preventie-werk").await.map(drop)
}
