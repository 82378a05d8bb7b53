//! The least that must have been done before a decision (WF-4), where people decide and not only where a rule does.

use anyhow::Context;
use domain::Month;
use serde_json::{Value, json};
use system_tests::{Who, World, check};

use super::acts::{end, text};

/// The steps of one decision that wait for someone to record them.
async fn to_record(world: &World, case: &str, decision: &str) -> anyhow::Result<Vec<Value>> {
    let seen = world.get(&Who::Quality, &format!("/zaken/{case}/stappen")).await?.done()?;
    let all = seen["besluiten"].as_array().context("decisions")?;
    let steps =
        all.iter().filter(|one| one["besluit"] == decision).filter_map(|one| one["stappen"].as_array());
    let waiting = |step: &&Value| step["blijktUit"] == "vastgelegd" && step["gezet"] == false;
    Ok(steps.flatten().filter(waiting).cloned().collect())
}

/// Takes every step that waits before one decision.
pub async fn record_all(world: &World, case: &str, decision: &str) -> anyhow::Result<()> {
    for step in to_record(world, case, decision).await? {
        record(world, case, &step).await?;
    }
    Ok(())
}

async fn record(world: &World, case: &str, step: &Value) -> anyhow::Result<()> {
    let path = format!("/zaken/{case}/stappen/{}/vastleggingen", text(step, "stap"));
    world.post(&Who::Income, &path, &json!({"toelichting": "Besproken en gewogen."})).await?.done()?;
    world.settled().await.map(drop)
}

/// A measure and an exemption are decided once every step that the policy asks was taken, and not before; where it asks
/// none, at once.
pub async fn who_decides_in_another_service_waits_for_the_steps_too(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let case = world.bring_in(&facts).await?;
    world.until(&case, "there is a right", |case| case.state("recht") == "toegekend").await?;
    let breach = json!({"duty": "labour", "committed_on": world.today(), "first_month": Month::of(world.today()).to_string(),
        "blameless": false, "urgent_reasons": true, "tuned": {"percent": 5, "months": 1}});
    for (decision, stated) in [
        ("maatregel", json!({"conduct": {"breaches": [breach]}})),
        ("ontheffing", json!({"conduct": {"applicant": {"exempt_from_labour": {"value": true}}}})),
    ] {
        let body = json!({"vanaf": world.today(), "gegevens": stated});
        let path = format!("/zaken/{case}/inkomensgegevens");
        let steps = to_record(world, &case, decision).await?;
        for step in &steps {
            let early = world.post(&Who::Income, &path, &body).await?;
            let early = early.refused(409, "steps-missing")?;
            check!(text(early, "detail").contains(text(step, "omschrijving")), "{early}");
            record(world, &case, step).await?;
        }
        world.post(&Who::Income, &path, &body).await?.done()?;
        check!(to_record(world, &case, decision).await?.is_empty(), "{decision}: a step is still missing");
    }
    end(world, &case, "ingetrokken").await.map(drop)
}
