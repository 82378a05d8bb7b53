//! Signals (WF-9): who gets one, and what closes it.

use anyhow::Context;
use serde_json::{Value, json};
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

/// WF-8, WF-9: what changes of a household while its right runs is told to who decides on the right, by name and once; what
/// does not tell on the right is nobody's task.
pub async fn facts_that_change_after_a_grant_are_looked_at(world: &World) -> anyhow::Result<()> {
    const TASK: &str = "recht-opnieuw-bekijken";
    let case = world.bring_in(&world.expects.person(&world.expects.work.facts)?).await?;
    world.until(&case, "there is a right", |case| case.state("recht") == "toegekend").await?;
    world.settled().await?;
    let about = async |facts: Value| {
        let register = json!({"soort": "antwoord-van-register", "register": "Proefregister"});
        let body = json!({"gegevens": facts, "bron": "aanvrager", "vastgesteldOp": world.today(),
            "vaststelling": register});
        world.post(&Who::Intake, &format!("/aanvragen/{case}/gegevens"), &body).await?.done()?;
        world.settled().await?;
        let seen = world.until(&case, "the case is seen", |_| true).await?;
        anyhow::Ok(seen.task(TASK).cloned())
    };
    check!(
        about(json!({"problematischeSchulden": true})).await?.is_none(),
        "debts tell nothing on the right"
    );
    let task = about(json!({"vermogen": 250_000})).await?.context("nobody looks at the right")?;
    check!(text(&task, "rol") == "inkomensconsulent", "{task}");
    check!(text(&task, "onderwerp") == "vermogen", "{task}");
    let both = about(json!({"kostendelendeMedebewoners": 1})).await?.context("the task went")?;
    check!(text(&both, "onderwerp") == "vermogen, kostendelende medebewoners", "{both}");
    check!(both["taakId"] == task["taakId"], "a second task for the same");

    let path = format!("/taken/{}/afrondingen", text(&task, "taakId"));
    let done = |result: &str| json!({"resultaat": result});
    world.post(&Who::Income, &path, &done("...")).await?.refused(400, "invalid-input")?;
    let result =
        "Het vermogen blijft onder de grens. De medebewoner staat vanaf vandaag in de inkomensgegevens.";
    world.post(&Who::Income, &path, &done(result)).await?.done()?;
    world.until(&case, "it was looked at", |case| case.task(TASK).is_none()).await?;
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}
