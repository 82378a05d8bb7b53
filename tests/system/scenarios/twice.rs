//! What is done twice, or by two at once: a harmless repeat or a clear refusal, and one outcome that is recorded once.

use chrono::{Days, NaiveDate};
use futures_util::future::join_all;
use serde_json::{Value, json};
use system_tests::{Who, World, check};

use super::acts::{accepted, end, right, story, text};
use super::tasks::waiting_for_intake;

async fn told(world: &World, case: &str, title: &str) -> anyhow::Result<usize> {
    let lines = story(world, case).await?;
    Ok(lines.iter().filter(|line| text(line, "titel").contains(title)).count())
}

/// Two people decide on one right in the same moment: one of them does, the other hears that it was done.
pub async fn two_who_decide_at_once_come_to_one_decision(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.remove("kostendelendeMedebewoners");
    let case = world.bring_in(&facts).await?;
    world.until(&case, "a person decides", |case| case.task("recht-beslissen").is_some()).await?;
    let path = format!("/zaken/{case}/recht/besluiten");
    let decide = |cents: i64| {
        let body =
            json!({"toegekend": true, "bedragPerMaand": cents, "motivering": "Er woont een broer in huis."});
        let path = path.clone();
        async move { anyhow::Ok((cents, world.post(&Who::Income, &path, &body).await?)) }
    };
    let answers = join_all((0..6).map(|number| decide(100_000 + number))).await;
    let answers = answers.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let taken: Vec<i64> =
        answers.iter().filter(|(_, one)| one.is_success()).map(|(cents, _)| *cents).collect();
    check!(taken.len() == 1, "decided {} times", taken.len());
    for (_, refused) in answers.iter().filter(|(_, one)| !one.is_success()) {
        refused.refused(409, "no-person-needed")?;
    }
    world.settled().await?;
    check!(right(world, &case).await?["bedragPerMaand"] == json!(taken[0]), "another decision stands");
    check!(told(world, &case, "Bijstand toegekend").await? == 1, "it is told more than once");
    end(world, &case, "ingetrokken").await.map(drop)
}

/// A task that was done is done: the same person again changes nothing, another is told.
pub async fn a_task_is_done_once(world: &World) -> anyhow::Result<()> {
    let (case, _) = accepted(world, &world.expects.work).await?;
    let ladder = format!("/zaken/{case}/participatieladder");
    for rung in [5, 3] {
        world.post(&Who::Reintegration, &ladder, &json!({"trede": rung})).await?.done()?;
    }
    let kind = "participatieladder-bekijken";
    let stands = world.until(&case, "there is a task", |case| case.task(kind).is_some()).await?;
    let id = stands.task(kind).map(|task| text(task, "taakId").to_owned()).unwrap_or_default();
    let path = format!("/taken/{id}/afrondingen");
    let result = json!({"resultaat": "Besproken: het was een slechte maand."});
    world.post(&Who::Reintegration, &path, &result).await?.done()?;
    world.post(&Who::Reintegration, &path, &result).await?.done()?;
    let other = world.post(&Who::Colleague, &path, &result).await?;
    check!((400..500).contains(&other.status), "{}", other.body);
    world.settled().await?;
    check!(world.case(&case).await?.task(kind).is_none(), "it is open");
    let lines = story(world, &case).await?;
    let done = lines.iter().filter(|line| text(&line["uitleg"], "tekst").contains("een slechte maand"));
    check!(done.count() == 1, "it is told more than once: {lines:#?}");
    end(world, &case, "ingetrokken").await.map(drop)
}

/// A clock that is stopped twice stands still once: the same again is the same, another ground meanwhile is refused.
pub async fn a_clock_that_stands_still_is_not_stopped_again(world: &World) -> anyhow::Result<()> {
    let case = waiting_for_intake(world).await?;
    let path = format!("/aanvragen/{case}/beslistermijn/opschortingen");
    // A term can stop from the day after it began.
    let from = world.today() + Days::new(2);
    world.to(from).await?;
    let stop = |from: NaiveDate| json!({"grond": "overmacht", "ingangsdatum": from});
    world.post(&Who::Intake, &path, &stop(from)).await?.done()?;
    world.post(&Who::Intake, &path, &stop(from)).await?.done()?;
    let sooner = world.post(&Who::Intake, &path, &stop(from - Days::new(1))).await?;
    sooner.refused(409, "term-stop-contradicts")?;
    let terms = world.get(&Who::Quality, &format!("/aanvragen/{case}/termijnen")).await?.done()?;
    let all = terms["termijnen"].as_array().map_or(&[][..], Vec::as_slice);
    let decision = all.iter().find(|term| term["soort"] == "beslistermijn").cloned().unwrap_or(Value::Null);
    check!(decision["status"] == "staat-stil", "{terms:#}");
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}
