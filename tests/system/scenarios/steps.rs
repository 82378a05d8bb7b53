//! The least that must have been done before a decision (WF-4), where people decide and not only where a rule does.

use anyhow::Context;
use domain::Month;
use serde_json::{Map, Value, json};
use system_tests::{Case, Who, World, check};

use super::acts::{end, offer_of, text};

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

/// Where the policy asks an e-portfolio, a referral waits for it and the right does not; who need not work needs none, and it
/// is told why.
pub async fn a_portfolio_is_begun_before_a_referral(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let apply = async |facts: &Map<String, Value>| {
        let body = world.application(&world.new_number()?, facts);
        let opened = world.post(&Who::Intake, "/aanvragen", &body).await?.done()?;
        world.settled().await?;
        anyhow::Ok(text(&opened, "zaakId").to_owned())
    };
    let step = async |case: &str, proof: &str| {
        let seen = world.get(&Who::Quality, &format!("/zaken/{case}/stappen")).await?.done()?;
        let all = seen["besluiten"].as_array().context("decisions")?;
        let mut steps = all.iter().filter_map(|one| one["stappen"].as_array()).flatten();
        anyhow::Ok(steps.find(|step| step["blijktUit"] == proof).cloned())
    };
    const PORTFOLIO: &str = "portfolio-begonnen";
    let case = apply(&facts).await?;
    let Some(waits) = step(&case, PORTFOLIO).await? else {
        return end(world, &case, "ingetrokken").await.map(drop);
    };
    check!(waits["gezet"] == false && waits["nietNodig"] == false, "{waits}");
    let vacancy = step(&case, "vacature-voorgelegd").await?.context("a vacancy is asked too")?;
    check!(vacancy["gezet"] == true, "{vacancy}");
    let held = |case: &Case| case.state("recht") == "toegekend" && case.task("stappen-zetten").is_some();
    let stands = world.until(&case, "the right is granted and the referral waits", held).await?;
    let task = stands.task("stappen-zetten").map(|task| text(task, "onderwerp").to_owned());
    check!(task.is_some_and(|about| about.contains(text(&waits, "omschrijving"))), "{:#}", stands.0);
    world.begin_portfolio(&case).await?;
    offer_of(world, &case).await?;
    let begun = step(&case, PORTFOLIO).await?.context("the step")?;
    check!(begun["gezetOp"] == json!(world.today()), "{begun}");
    end(world, &case, "ingetrokken").await?;

    let mut exempted = facts;
    exempted.insert("onthevenVanDeArbeidsplicht".into(), json!(true));
    let case = apply(&exempted).await?;
    offer_of(world, &case).await?;
    let none = step(&case, PORTFOLIO).await?.context("the step")?;
    check!(none["gezet"] == false && none["nietNodig"] == true, "{none}");
    check!(text(&none, "nietNodigWant").contains("ontheffing"), "{none}");
    end(world, &case, "ingetrokken").await.map(drop)
}
