//! A decision that is late: someone gives notice, who decides is told, and a penalty runs. Every service tells its terms.

use anyhow::Context;
use chrono::NaiveDate;
use serde_json::{Value, json};
use system_tests::{Who, World, check};

use super::acts::text;

async fn terms(world: &World, who: &Who, case: &str, day: Option<NaiveDate>) -> anyhow::Result<Value> {
    let day = day.map(|day| format!("?dag={day}")).unwrap_or_default();
    world.get(who, &format!("/zaken/{case}/termijnen{day}")).await?.done()
}

fn of_kind<'a>(terms: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a Value> {
    terms["termijnen"].as_array().into_iter().flatten().filter(move |term| term["soort"] == kind)
}

fn one<'a>(terms: &'a Value, kind: &'a str) -> anyhow::Result<&'a Value> {
    of_kind(terms, kind).next().with_context(|| format!("no {kind} among {terms:#}"))
}

/// Applied for and not decided in time.
pub async fn a_late_decision_is_noticed_and_a_penalty_runs(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.care.facts)?;
    let applied = world.apply_at_the_form(&world.new_number()?, &facts).await?;
    let case = text(&applied, "zaakId").to_owned();
    let opened_on = world.today();
    let path = format!("/aanvragen/{case}/beslistermijn/ingebrekestellingen");
    let early = world.post(&Who::Income, &path, &json!({})).await?;
    check!(early.body.to_string().contains("decision-term-running"), "noticed too early: {early:?}");

    let decision = terms(world, &Who::Intake, &case, None).await?;
    let due: NaiveDate = text(one(&decision, "beslistermijn")?, "laatsteDag").parse()?;
    world.past(due).await?;
    world.post(&Who::Income, &path, &json!({"ontvangenOp": world.today()})).await?.done()?;
    // said twice it is one notice
    world.post(&Who::Income, &path, &json!({"ontvangenOp": world.today()})).await?.done()?;
    let kind = "na-ingebrekestelling-beslissen";
    let stands = world.until(&case, "who decides is told", |case| case.task(kind).is_some()).await?;
    let task = stands.task(kind).context("a task")?.clone();

    let now = terms(world, &Who::Intake, &case, None).await?;
    let notice = one(&now, "ingebrekestelling")?;
    check!(notice["dienst"] == "intake" && notice["status"] == "loopt", "{notice:#}");
    check!(notice["laatsteDag"] == task["uiterlijkOp"], "{notice:#} and {task:#}");
    check!(notice["uitleg"].as_array().is_some_and(|lines| lines.len() >= 3), "{notice:#}");
    check!(now["nietGetoond"] == json!(["inkomen"]), "who does the intake sees no money: {now:#}");
    let then = terms(world, &Who::Intake, &case, Some(opened_on)).await?;
    check!(of_kind(&then, "ingebrekestelling").next().is_none(), "not known then: {then:#}");

    world.past(text(notice, "laatsteDag").parse()?).await?;
    let kind = "dwangsom-vaststellen";
    let stands = world.until(&case, "a penalty runs", |case| case.task(kind).is_some()).await?;
    check!(stands.task(kind).context("a task")?["rol"] == "inkomensconsulent", "{stands:?}");
    Ok(())
}
