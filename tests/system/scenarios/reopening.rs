//! What closed a case falls: whatever that was, a person can take the next step.

use anyhow::Context;
use serde_json::{Value, json};
use system_tests::{Case, Who, World, check};

use super::acts::{accepted, closed, end, right, story, text};
use super::clock::ask;
use super::objections::{object, uphold};

const REOPEN: &str = "aanvraag-heropenen";

/// A person decides anew on the right, with what the objection held.
async fn decides_anew(world: &World, case: &str, objection: &str) -> anyhow::Result<()> {
    let stands =
        world.until(case, "a person decides anew", |case| case.task("recht-beslissen").is_some()).await?;
    let task = stands.task("recht-beslissen").context("a task")?;
    check!(task["onderwerp"] == objection, "{task}");
    let body = json!({"toegekend": true, "bedragPerMaand": 100_000, "motivering": "Het bezwaar klopt."});
    world.post(&Who::Income, &format!("/zaken/{case}/recht/besluiten"), &body).await?.done()?;
    world.settled().await?;
    world.until(case, "there is a right", |case| case.state("recht") == "toegekend").await.map(drop)
}

/// Denied, applied again, and then the denial falls: one runs at a time, so a person ends the other one and has this one go on.
pub async fn beside_another_application_a_person_has_it_go_on(world: &World) -> anyhow::Result<()> {
    let number = world.new_number()?;
    let good = world.expects.person(&world.expects.work.facts)?;
    let mut rich = good.clone();
    rich.insert("vermogen".into(), 2_500_000.into());
    let case = world.bring_in_as(&number, &rich).await?;
    closed(world, &case, "afgewezen").await?;
    let other = world.bring_in_as(&number, &good).await?;
    world.until(&other, "the other has a right", |case| case.state("recht") == "toegekend").await?;
    let other_number = world.case(&other).await?.text("zaaknummer").to_owned();

    let objection = object(world, &case, "recht-op-bijstand").await?;
    uphold(world, &case, &objection).await?;
    let waits = |case: &Case| case.task(REOPEN).is_some();
    let stands = world.until(&case, "somebody is asked", waits).await?;
    let task = stands.task(REOPEN).cloned().unwrap_or_default();
    check!(task["onderwerp"] == other_number.as_str() && task["rol"] == "intakeconsulent", "{task}");
    // Done too soon, it comes back.
    let done = async |task: &Value| {
        let path = format!("/taken/{}/afrondingen", text(task, "taakId"));
        let body = json!({"resultaat": "De andere aanvraag is beëindigd."});
        world.post(&Who::Intake, &path, &body).await?.done()?;
        world.settled().await
    };
    done(&task).await?;
    let first = text(&task, "taakId").to_owned();
    let again = |case: &Case| case.task(REOPEN).is_some_and(|task| text(task, "taakId") != first);
    let stands = world.until(&case, "it is asked again", again).await?;
    let task = stands.task(REOPEN).cloned().unwrap_or_default();
    check!(text(&task, "taakId") != first, "{task}");

    end(world, &other, "ingetrokken").await?;
    done(&task).await?;
    decides_anew(world, &case, &objection).await?;
    check!(world.case(&case).await?.task(REOPEN).is_none(), "it is still asked");
    end(world, &case, "ingetrokken").await.map(drop)
}

/// Left unprocessed though the intake was complete: nobody has an intake to hold, so a person decides on the right.
pub async fn what_was_left_after_its_intake_goes_on_with_its_right(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.remove("kostendelendeMedebewoners");
    let case = world.bring_in(&facts).await?;
    world.until(&case, "a person decides", |case| case.task("recht-beslissen").is_some()).await?;
    let until = ask(world, &case, &["huurcontract"]).await?;
    world.past(until).await?;
    world.post(&Who::Intake, &format!("/aanvragen/{case}/niet-behandelen"), &json!({})).await?.done()?;
    world.settled().await?;
    closed(world, &case, "niet-in-behandeling").await?;

    let objection = object(world, &case, "niet-in-behandeling").await?;
    uphold(world, &case, &objection).await?;
    decides_anew(world, &case, &objection).await?;
    let stands = world.case(&case).await?;
    check!(stands.task("besluit-herstellen").is_none(), "{:#}", stands.0);
    end(world, &case, "ingetrokken").await.map(drop)
}

/// Ended for reasons that are written down, which stand with the decision; the ending falls, and the right goes on from the day
/// it ended.
pub async fn an_ending_that_falls_is_undone(world: &World) -> anyhow::Result<()> {
    let (case, _) = accepted(world, &world.expects.work).await?;
    let path = format!("/zaken/{case}/beeindigingen");
    let ending =
        |why: &str| json!({"reden": "uitstroom-werk", "ingangsdatum": world.today(), "motivering": why});
    world.post(&Who::Income, &path, &ending(".")).await?.wrong(&["motivering says-something"])?;
    let why = "Volgens een collega is er voltijds werk.";
    world.post(&Who::Income, &path, &ending(why)).await?.done()?;
    world.settled().await?;
    closed(world, &case, "uitstroom-werk").await?;
    let told = story(world, &case).await?;
    check!(told.iter().any(|line| line["uitleg"]["bron"] == "Awb art. 3:46"), "not told: {told:#?}");
    let decisions = format!("/zaken/{case}/beschikkingen");
    let decided = world.get(&Who::Income, &decisions).await?.done()?;
    let last = decided["beschikkingen"].as_array().and_then(|all| all.last()).context("a decision")?;
    check!(last.to_string().contains(why) && last["bezwaarTotEnMet"].is_string(), "{last:#}");

    let objection = object(world, &case, "beeindiging").await?;
    uphold(world, &case, &objection).await?;
    decides_anew(world, &case, &objection).await?;
    let right = right(world, &case).await?;
    check!(right["einddatum"].is_null() && right["uitkomst"] == "toegekend", "{right:#}");
    world.until(&case, "it goes on", |case| case.state("indeling") == "bepaald").await?;
    end(world, &case, "ingetrokken").await.map(drop)
}
