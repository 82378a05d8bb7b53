//! Signals (WF-9): who gets one, and what closes it.

use serde_json::json;
use system_tests::{Who, World, check};

use super::acts::{accepted, end, text};

/// Whoever falls on the participation ladder is a task for reintegration, once, until they are back where they were.
pub async fn a_fall_on_the_ladder_is_a_task_until_it_is_made_good(world: &World) -> anyhow::Result<()> {
    let (case, partner) = accepted(world, &world.expects.work).await?;
    let path = format!("/zaken/{case}/participatieladder");
    let rung = |number: u32| json!({"trede": number, "toelichting": "Besproken in het gesprek."});
    let wrong = world.post(&Who::Reintegration, &path, &rung(7)).await?;
    check!(wrong.status == 400, "{}", wrong.body);
    world.post(&Who::Reintegration, &path, &rung(4)).await?.done()?;
    // The partner that guides someone sees it first.
    world.until(&case, "the trajectory runs", |case| case.state("traject") == "loopt").await?;
    world.post(&Who::Partner(partner), &path, &rung(3)).await?.done()?;
    let stands = world
        .until(&case, "someone looks at the fall", |case| case.task("participatieladder-bekijken").is_some())
        .await?;
    let role = stands.task("participatieladder-bekijken").map(|task| text(task, "rol").to_owned());
    check!(role.as_deref() == Some("re-integratieconsulent"), "{:#}", stands.0);
    let known = world.get(&Who::Reintegration, &path).await?.done()?;
    check!(known["treden"][1]["gedaaldVanaf"] == 4, "{known:#}");

    world.post(&Who::Reintegration, &path, &rung(4)).await?.done()?;
    world.until(&case, "it is made good", |case| case.task("participatieladder-bekijken").is_none()).await?;
    end(world, &case, "ingetrokken").await.map(drop)
}
