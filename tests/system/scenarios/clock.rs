//! The legal clock: it stops for what is asked, goes on by itself, explains itself, and ends with the decision.

use anyhow::Context;
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use system_tests::{Who, World, check};

use super::acts::{closed, story, text};

/// Someone who has not told everything, past the search period where there is one.
pub async fn half_told(world: &World) -> anyhow::Result<String> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let applied = world.apply_at_the_form(&world.new_number()?, &facts).await?;
    let case = text(&applied, "zaakId").to_owned();
    if let Some(until) = applied["zoektermijnTotEnMet"].as_str() {
        world.past(until.parse()?).await?;
        let body = json!({"resultaat": "gezocht", "inspanningen": "Drie sollicitaties, met bewijs."});
        let path = format!("/aanvragen/{case}/zoektermijn-resultaten");
        world.post(&Who::Intake, &path, &body).await?.done()?;
    }
    world.until(&case, "an intake is to be held", |case| case.task("intake-houden").is_some()).await?;
    Ok(case)
}

/// Asks for documents until a working day about ten days from now; the day that was taken.
pub async fn ask(world: &World, case: &str, documents: &[&str]) -> anyhow::Result<NaiveDate> {
    let path = format!("/aanvragen/{case}/hersteltermijnen");
    for days in 10..20 {
        let until = world.today() + Days::new(days);
        let body = json!({"stukken": documents, "totEnMet": until});
        let answer = world.post(&Who::Intake, &path, &body).await?;
        if answer.status == 201 {
            return Ok(until);
        }
        check!(answer.body.to_string().contains("recovery-term-working-day"), "{answer:?}");
    }
    anyhow::bail!("no working day in ten days")
}

/// What was asked comes as documents: the last one lets the clock go on from the day on which it came, and nobody says so.
pub async fn documents_that_were_asked_let_the_clock_go_on(world: &World) -> anyhow::Result<()> {
    let case = half_told(world).await?;
    let before = terms(world, &case).await?;
    let before: NaiveDate = text(term(&before, "beslistermijn")?, "laatsteDag").parse()?;
    let asked_on = world.today();
    ask(world, &case, &["huurcontract", "bankafschriften"]).await?;
    world.to(asked_on + Days::new(8)).await?;

    let path = format!("/zaken/{case}/documenten");
    let pdf = |what: &str| format!("%PDF-1.7\n{what}\nstartxref\n9\n%%EOF\n").into_bytes();
    let about = |piece: &str| json!({"titel": "Stuk", "verzoek": 1, "stukken": [piece]}).to_string();
    let send = async |piece: &str| {
        world.send_in(&Who::Form, &path, &about(piece), "application/pdf", &pdf(piece)).await
    };
    send("paspoort").await?.wrong(&["stukken answers-what-was-asked"])?;
    send("huurcontract").await?.done()?;
    let half = terms(world, &case).await?;
    check!(term(&half, "beslistermijn")?["status"] == "staat-stil", "{half:#}");
    check!(half["verzoeken"][0]["ontbrekendeStukken"] == json!(["bankafschriften"]), "{half:#}");
    send("bankafschriften").await?.done()?;

    let there = terms(world, &case).await?;
    let decision = term(&there, "beslistermijn")?;
    let after: NaiveDate = text(decision, "laatsteDag").parse()?;
    check!(after >= before + Days::new(3) && decision["status"] == "loopt", "{before} and then {decision:#}");
    explained(decision)?;
    check!(there["verzoeken"][0]["documenten"].as_array().is_some_and(|all| all.len() == 2), "{there:#}");
    let listed = world.get(&Who::Income, &format!("{path}?verzoek=1&pageSize=1")).await?.done()?;
    check!(
        listed["totaal"] == 2 && listed["documenten"].as_array().is_some_and(|all| all.len() == 1),
        "{listed:#}"
    );
    Ok(())
}

/// A document that is not valid for long is told of ahead, and a newer one closes that.
pub async fn evidence_that_expires_is_asked_anew_in_time(world: &World) -> anyhow::Result<()> {
    let case = half_told(world).await?;
    let until = world.today() + Days::new(40);
    let path = format!("/zaken/{case}/documenten");
    let send = async |until: NaiveDate| {
        let about =
            json!({"titel": "Verblijfsdocument", "bewijstVan": ["verblijfsstatus"], "geldigTotEnMet": until});
        let pdf = format!("%PDF-1.7\ngeldig tot en met {until}\nstartxref\n9\n%%EOF\n").into_bytes();
        world.send_in(&Who::Form, &path, &about.to_string(), "application/pdf", &pdf).await?.done()
    };
    let sent = send(until).await?;
    check!(sent["geldigTotEnMet"] == until.to_string(), "{sent:#}");
    world.to(until).await?;
    let kind = "nieuw-bewijs-vragen";
    let stands = world.until(&case, "new evidence is to be asked", |case| case.task(kind).is_some()).await?;
    let task = stands.task(kind).context("a task")?;
    check!(task["rol"] == "intakeconsulent" && task["uiterlijkOp"] == until.to_string(), "{task}");

    send(until + Days::new(3650)).await?;
    world.until(&case, "there is newer evidence", |case| case.task(kind).is_none()).await?;
    let told = world.get(&Who::Quality, &format!("/zaken/{case}/termijnen")).await?.done()?;
    let all = told["termijnen"].as_array().into_iter().flatten();
    let valid: Vec<_> = all.filter(|term| term["soort"] == "geldigheid-bewijs").collect();
    check!(valid.iter().all(|term| term["betreft"] == "verblijfsstatus"), "{valid:#?}");
    let stand: Vec<_> = valid.iter().map(|term| text(term, "status")).collect();
    check!(stand == ["klaar", "loopt"], "the newer one took its place: {valid:#?}");
    check!(valid[0]["laatsteDag"] == until.to_string(), "{valid:#?}");
    explained(valid[1])
}

pub async fn terms(world: &World, case: &str) -> anyhow::Result<Value> {
    world.get(&Who::Quality, &format!("/aanvragen/{case}/termijnen")).await?.done()
}

/// One term of a kind.
pub fn term<'a>(terms: &'a Value, kind: &str) -> anyhow::Result<&'a Value> {
    let all = terms["termijnen"].as_array().context("a list of terms")?;
    all.iter().find(|term| term["soort"] == kind).with_context(|| format!("no {kind} among {terms:#}"))
}

/// Every line in words, with its article.
pub fn explained(term: &Value) -> anyhow::Result<()> {
    let lines = term["uitleg"].as_array().context("an account")?;
    check!(lines.len() >= 3, "a short account: {term:#}");
    for line in lines {
        check!(!text(line, "tekst").is_empty() && !text(line, "bron").is_empty(), "a bare line: {line}");
    }
    Ok(())
}

/// Asked to complete the application, and silent: a person leaves it, and the way is free.
pub async fn who_does_not_complete_an_application_is_not_processed(world: &World) -> anyhow::Result<()> {
    let case = half_told(world).await?;
    let path = format!("/aanvragen/{case}/niet-behandelen");
    let early = world.post(&Who::Intake, &path, &json!({})).await?;
    check!(early.body.to_string().contains("evidence-not-asked"), "left without a chance: {early:?}");

    let until = ask(world, &case, &["huurcontract", "bankafschriften van de laatste drie maanden"]).await?;
    world.to(until).await?;
    let stopped = terms(world, &case).await?;
    check!(term(&stopped, "beslistermijn")?["status"] == "staat-stil", "{stopped:#}");
    let early = world.post(&Who::Intake, &path, &json!({})).await?;
    check!(early.body.to_string().contains("recovery-term-running"), "left too early: {early:?}");

    world.past(until).await?;
    let stands =
        world.until(&case, "someone sees to it", |case| case.task("aanvulling-beoordelen").is_some()).await?;
    let task = stands.task("aanvulling-beoordelen").context("a task")?;
    check!(task["rol"] == "intakeconsulent" && task["uiterlijkOp"].is_string(), "{task}");
    let passed = terms(world, &case).await?;
    let decision = term(&passed, "beslistermijn")?;
    check!(decision["status"] == "loopt" && decision["laatsteDag"].is_string(), "{decision:#}");
    explained(decision)?;
    check!(passed["verzoeken"][0]["status"] == "verlopen", "{passed:#}");

    world.post(&Who::Intake, &path, &json!({})).await?.done()?;
    world.settled().await?;
    closed(world, &case, "niet-in-behandeling").await?;
    let story = story(world, &case).await?;
    check!(story.iter().any(|line| text(&line["uitleg"], "regel") == "not-processed-4-5"), "{story:#?}");
    world.bring_in(&world.expects.person(&world.expects.care.facts)?).await.map(drop)
}

/// What is asked stops the clock, what comes lets it go on, and the decision ends it.
pub async fn what_comes_in_lets_the_clock_go_on_until_the_decision(world: &World) -> anyhow::Result<()> {
    let case = half_told(world).await?;
    let before = terms(world, &case).await?;
    let before: NaiveDate = text(term(&before, "beslistermijn")?, "laatsteDag").parse()?;
    let asked_on = world.today();
    ask(world, &case, &["huurcontract"]).await?;
    world.to(asked_on + Days::new(8)).await?;

    let path = format!("/aanvragen/{case}/hersteltermijnen/1/ontvangsten");
    world.post(&Who::Intake, &path, &json!({"compleet": true})).await?.done()?;
    // the same again is the same
    world.post(&Who::Intake, &path, &json!({"compleet": true})).await?.done()?;
    let there = terms(world, &case).await?;
    let decision = term(&there, "beslistermijn")?;
    let after: NaiveDate = text(decision, "laatsteDag").parse()?;
    check!(after >= before + Days::new(3) && decision["status"] == "loopt", "{before} and then {decision:#}");
    let lost = decision["uitleg"].as_array().into_iter().flatten().find_map(|line| line["dagen"].as_u64());
    check!(lost == Some(7), "seven days did not count: {decision:#}");

    // as it was known on the day it was asked
    let path = format!("/aanvragen/{case}/termijnen?dag={asked_on}");
    let then = world.get(&Who::Quality, &path).await?.done()?;
    check!(term(&then, "beslistermijn")?["laatsteDag"] == Value::Null, "{then:#}");

    let facts = world.expects.person(&world.expects.work.facts)?;
    world.complete_intake(&case, &facts).await?;
    world.until(&case, "the right is granted", |case| case.state("recht") == "toegekend").await?;
    world.settled().await?;
    let decided = terms(world, &case).await?;
    let decision = term(&decided, "beslistermijn")?;
    check!(decision["status"] == "klaar" && decision["sinds"] == world.today().to_string(), "{decision:#}");
    explained(decision)
}
