//! What an intake waits for beside its form, and a gate that follows the facts.

use serde_json::{Map, Value, json};
use system_tests::{Case, Who, World, check};

use super::acts::{end, text};

/// Someone applies before their intake; the case.
async fn reported(world: &World, facts: &Map<String, Value>) -> anyhow::Result<String> {
    let body = world.report(&world.new_number()?, facts);
    let opened = world.post(&Who::Intake, "/aanvragen", &body).await?.done()?;
    Ok(text(&opened, "zaakId").to_owned())
}

async fn say(world: &World, case: &str, facts: Value, source: &str) -> anyhow::Result<()> {
    let body = json!({"gegevens": facts, "bron": source, "vastgesteldOp": world.today()});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/gegevens"), &body).await?.done().map(drop)
}

async fn stage(world: &World, case: &str) -> anyhow::Result<String> {
    let seen = world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()?;
    Ok(text(&seen, "stadium").to_owned())
}

/// IN-14: nothing is decided by what sources disagree about; it is a task until someone finds out who is right.
pub async fn nothing_is_decided_by_what_is_contested(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("kwetsbaar".into(), json!(true));
    let case = &reported(world, &facts).await?;
    let body = json!({"gegevens": {"vermogen": 9_000_000}, "bron": "register", "bronNaam": "Proefbank",
        "vastgesteldOp": world.today()});
    world.post(&Who::Uwv, &format!("/aanvragen/{case}/gegevens"), &body).await?.done()?;
    let asked = |case: &Case| case.task("tegenspraak-uitzoeken").is_some();
    let stands = world.until(case, "someone is asked to find out", asked).await?;
    let about = stands.task("tegenspraak-uitzoeken").map(|task| text(task, "onderwerp"));
    check!(about.is_some_and(|about| about.starts_with("vermogen-")), "{about:?}");

    let body = json!({"gegevens": {}, "vastgesteldOp": world.today()});
    let refused = world.post(&Who::Intake, &format!("/aanvragen/{case}/intakes"), &body).await?;
    let problem = refused.refused(400, "invalid-input")?;
    let contested = |one: &Value| one["name"] == "gegevens.vermogen" && one["code"] == "fact-contested";
    check!(problem["invalidParams"].as_array().is_some_and(|all| all.iter().any(contested)), "{problem}");

    let seen = json!({"nummer": 1, "gegeven": "vermogen", "vaststelling": {"soort": "opnieuw-gevraagd"}});
    world.post(&Who::Income, &format!("/aanvragen/{case}/verificaties"), &seen).await?.done()?;
    world.until(case, "nobody is asked any more", |case| !asked(case)).await?;
    world.settled().await?;
    end(world, case, "ingetrokken").await.map(drop)
}

/// IN-2: the search period is not gone around by what is told later, and an exception lifts it as soon as it is recorded.
pub async fn the_gate_follows_the_facts(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("geboortedatum".into(), json!("2004-05-01"));
    facts.insert("vraagtBijstandAan".into(), json!(false));
    let case = &reported(world, &facts).await?;
    let awaited = |case: &Case| case.task("intake-houden").is_some();
    world.until(case, "an intake is held", awaited).await?;

    say(world, case, json!({"vraagtBijstandAan": true}), "aanvrager").await?;
    check!(stage(world, case).await? == "zoektermijn", "it does not search");
    world.until(case, "the intake is put off", |case| !awaited(case)).await?;

    say(world, case, json!({"praktijkonderwijsOfVsoInHetAfgelopenJaar": true}), "aanvrager").await?;
    check!(stage(world, case).await? == "intake", "it searches on");
    world.until(case, "an intake is held after all", awaited).await?;
    world.settled().await?;
    end(world, case, "ingetrokken").await.map(drop)
}

/// IN-3, IN-13: assistance that is asked in a case for support only has a search period of its own by the law (art. 41(4)). Who
/// leaves that, leaves what was asked; the support goes on.
pub async fn assistance_asked_beside_support_has_a_gate_of_its_own(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("vraagtBijstandAan".into(), json!(false));
    let case = &world.bring_in(&facts).await?;
    world.until(case, "no right is asked", |case| case.state("recht") == "niet-nodig").await?;
    world.settled().await?;
    let before = world.until(case, "the case is seen", |_| true).await?.state("verwijzing").to_owned();
    // What was noted wrongly, and only tells now.
    say(world, case, json!({"geboortedatum": "2004-05-01"}), "consulent").await?;
    say(world, case, json!({"vraagtBijstandAan": true}), "consulent").await?;

    check!(stage(world, case).await? == "zoektermijn", "it does not search");
    let stands = world.until(case, "the search runs", |case| case.state("melding") == "zoektermijn").await?;
    world.settled().await?;
    check!(stands.state("recht") == "niet-nodig", "asked before the search: {:#}", stands.0);
    check!(stands.state("verwijzing") == before, "the support was touched: {:#}", stands.0);
    let left = json!({"resultaat": "ingetrokken", "inspanningen": "Toch geen bijstand nodig."});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/zoektermijn-resultaten"), &left).await?.done()?;
    let stands = world.until(case, "nobody searches", |case| case.state("melding") != "zoektermijn").await?;
    check!(!stands.is_closed() && stands.state("recht") == "niet-nodig", "{:#}", stands.0);
    check!(stage(world, case).await? == "compleet", "the support is over");

    world.settled().await?;
    say(world, case, json!({"vraagtBijstandAan": true}), "consulent").await?;
    check!(stage(world, case).await? == "zoektermijn", "asked again, it searches again");
    say(world, case, json!({"praktijkonderwijsOfVsoInHetAfgelopenJaar": true}), "consulent").await?;
    world.until(case, "the right is asked", |case| case.state("recht") != "niet-nodig").await?;
    world.settled().await?;
    end(world, case, "ingetrokken").await.map(drop)
}
