//! Objections that come too late, or too early (Awb art. 6:10, 6:11), and the time to decide on one (art. 7:10).

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use system_tests::{Who, World, check};

use super::acts::{closed, text};

/// Someone who was denied today; the case.
async fn denied(world: &World) -> anyhow::Result<String> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("vermogen".into(), 2_500_000.into());
    let case = world.bring_in(&facts).await?;
    closed(world, &case, "afgewezen").await?;
    Ok(case)
}

/// What was said of an objection that came on a day, to what was made known on another.
async fn object(
    world: &World,
    case: &str,
    against: &str,
    (notified, received): (NaiveDate, NaiveDate),
) -> anyhow::Result<Value> {
    let body = json!({"tegen": against, "bekendgemaaktOp": notified, "ontvangenOp": received,
        "motivering": "Het geld was niet van mij."});
    world.post(&Who::Income, &format!("/zaken/{case}/bezwaren"), &body).await?.done()
}

async fn step(world: &World, case: &str, of: &Value, body: Value) -> anyhow::Result<system_tests::Answer> {
    let path = format!("/zaken/{case}/bezwaren/{}/stappen", text(of, "bezwaarId"));
    world.post(&Who::Quality, &path, &body).await
}

async fn seen(world: &World, case: &str, of: &Value) -> anyhow::Result<Value> {
    let found = world.get(&Who::Income, &format!("/zaken/{case}/bezwaren")).await?.done()?;
    let all = found["bezwaren"].as_array().cloned().unwrap_or_default();
    Ok(all.into_iter().find(|one| one["bezwaarId"] == of["bezwaarId"]).unwrap_or_default())
}

/// Posted by the last day, it is in time within a week after it (Awb art. 6:9(2)).
async fn posted_in_time(world: &World, case: &str, notified: NaiveDate) -> anyhow::Result<()> {
    let path = format!("/zaken/{case}/bezwaren");
    let posted = |on: NaiveDate| json!({"tegen": "recht-op-bijstand", "bekendgemaaktOp": notified, "ontvangenOp": world.today(), "gepostOp": on});
    let ahead = world.post(&Who::Income, &path, &posted(world.today() + Days::new(1))).await?;
    ahead.wrong(&["gepostOp not-after-receipt"])?;
    for (on, in_time) in [(notified + Days::new(40), true), (notified + Days::new(44), false)] {
        let received = world.post(&Who::Income, &path, &posted(on)).await?.done()?;
        check!(received["opTijd"] == in_time, "posted on {on}: {received}");
        step(world, case, &received, json!({"stap": "ingetrokken"})).await?.done()?;
    }
    Ok(())
}

/// Late is late until someone says why it counts all the same; what is not excused is not judged on its merits.
pub async fn a_late_objection_is_excused_or_not_judged(world: &World) -> anyhow::Result<()> {
    let case = &denied(world).await?;
    let notified = world.today();
    world.to(notified + Days::new(45)).await?;
    let today = world.today();
    posted_in_time(world, case, notified).await?;
    let late = object(world, case, "recht-op-bijstand", (notified, today)).await?;
    let other = object(world, case, "beeindiging", (notified, today)).await?;
    check!(late["opTijd"] == false && other["opTijd"] == false, "{late} {other}");
    check!(seen(world, case, &late).await?["stand"] == "te-laat-ingediend", "{late}");
    let heard = json!({"stap": "gehoord", "dag": today});
    step(world, case, &late, heard.clone()).await?.refused(409, "objection-step-out-of-order")?;
    step(world, case, &late, json!({"stap": "verschoonbaar"})).await?.wrong(&["motivering text-required"])?;

    let excused = json!({"stap": "verschoonbaar", "motivering": "De aanvrager lag in het ziekenhuis."});
    step(world, case, &late, excused).await?.done()?;
    check!(seen(world, case, &late).await?["stand"] == "ontvangen", "not excused");
    let before = seen(world, case, &late).await?;
    let still = json!({"stap": "staat-stil", "opschorting": "instemming", "dag": today + Days::new(1),
        "totEnMet": today + Days::new(14), "motivering": "De aanvrager vroeg om twee weken."});
    step(world, case, &late, still).await?.done()?;
    let after = seen(world, case, &late).await?;
    let day =
        |of: &Value| of["beslistermijn"]["laatsteDag"].as_str().and_then(|day| day.parse::<NaiveDate>().ok());
    check!(day(&after) > day(&before), "{before:#} {after:#}");
    let lines = after["beslistermijn"]["verantwoording"].as_array().cloned().unwrap_or_default();
    check!(lines.iter().any(|line| text(line, "bron").contains("7:10")), "{after:#}");
    step(world, case, &late, heard).await?.done()?;
    let stands =
        json!({"stap": "besluit", "uitkomst": "ongegrond", "motivering": "Het geld was van de aanvrager."});
    step(world, case, &late, stands).await?.done()?;

    let refused = json!({"stap": "niet-ontvankelijk", "motivering": "Er was geen reden om te wachten."});
    step(world, case, &other, refused).await?.done()?;
    let (late, other) = (seen(world, case, &late).await?, seen(world, case, &other).await?);
    check!(late["uitkomst"] == "ongegrond" && other["uitkomst"] == "niet-ontvankelijk", "{late:#} {other:#}");
    check!(world.case(case).await?.is_closed(), "it opened");
    world.settled().await.map(drop)
}

/// What comes before the decision was made known counts: when the decision was there, or could be thought to be.
pub async fn an_early_objection_counts(world: &World) -> anyhow::Result<()> {
    let case = &denied(world).await?;
    let today = world.today();
    let before = object(world, case, "recht-op-bijstand", (today, today - Days::new(1))).await?;
    check!(before["opTijd"] == true, "{before}");
    let found = seen(world, case, &before).await?;
    check!(found["vroeg"]["bron"] == "Awb art. 6:10 lid 1 b", "{found:#}");
    step(world, case, &before, json!({"stap": "ingetrokken"})).await?.done()?;

    world.past(today).await?;
    let ahead = json!({"tegen": "recht-op-bijstand", "bekendgemaaktOp": world.today() + Days::new(1),
        "ontvangenOp": world.today()});
    let refused = world.post(&Who::Income, &format!("/zaken/{case}/bezwaren"), &ahead).await?;
    refused.wrong(&["bekendgemaaktOp not-in-future"])?;
    let between = object(world, case, "recht-op-bijstand", (world.today(), today)).await?;
    let found = seen(world, case, &between).await?;
    check!(found["vroeg"]["bron"] == "Awb art. 6:10 lid 1 a" && found["opTijd"] == true, "{found:#}");
    step(world, case, &between, json!({"stap": "ingetrokken"})).await?.done()?;
    world.settled().await.map(drop)
}

/// The decision on an objection is late, and who objects says so: two weeks to decide, and then a penalty runs (Awb art. 4:17,
/// 7:14).
pub async fn a_late_decision_on_an_objection_costs_a_penalty(world: &World) -> anyhow::Result<()> {
    let (tasks, penalty) = ("na-ingebrekestelling-op-bezwaar-beslissen", "dwangsom-vaststellen");
    let case = &denied(world).await?;
    let today = world.today();
    let objection = object(world, case, "recht-op-bijstand", (today, today)).await?;
    let last: NaiveDate =
        text(&seen(world, case, &objection).await?["beslistermijn"], "laatsteDag").parse()?;
    let noticed = |on: NaiveDate| json!({"stap": "in-gebreke-gesteld", "dag": on});
    step(world, case, &objection, noticed(today)).await?.refused(409, "decision-term-running")?;
    world.past(last).await?;
    step(world, case, &objection, noticed(last)).await?.refused(409, "decision-term-running")?;
    let on = world.today();
    step(world, case, &objection, noticed(on)).await?.done()?;
    step(world, case, &objection, noticed(on)).await?.refused(409, "notice-of-default-known")?;
    let stands = world.until(case, "someone is to decide", |case| case.task(tasks).is_some()).await?;
    let found = seen(world, case, &objection).await?;
    let until: NaiveDate = text(&found["naIngebrekestelling"], "laatsteDag").parse()?;
    check!(found["ingebrekestellingOp"] == json!(on) && until >= on + Days::new(14), "{found:#}");
    let lines = found["naIngebrekestelling"]["verantwoording"].as_array().cloned().unwrap_or_default();
    check!(lines.iter().any(|line| text(line, "bron").contains("4:17")), "{found:#}");
    let task = stands.task(tasks).cloned().unwrap_or_default();
    check!(task["rol"] == "kwaliteitsmedewerker" && task["uiterlijkOp"] == json!(until), "{task}");

    world.past(until).await?;
    let stands = world.until(case, "a penalty runs", |case| case.task(penalty).is_some()).await?;
    let task = stands.task(penalty).cloned().unwrap_or_default();
    check!(task["onderwerp"] == objection["bezwaarId"] && task["rol"] == "inkomensconsulent", "{task}");
    step(world, case, &objection, json!({"stap": "gehoord", "dag": world.today()})).await?.done()?;
    let stands = json!({"stap": "besluit", "uitkomst": "ongegrond", "motivering": "Het geld was er."});
    step(world, case, &objection, stands).await?.done()?;
    let left = world.until(case, "it is decided", |case| case.task(tasks).is_none()).await?;
    check!(left.task(penalty).is_some(), "what it cost is not laid down: {:#}", left.0);
    let done = json!({"resultaat": "De dwangsom is vastgesteld voor één dag."});
    let path = format!("/taken/{}/afrondingen", text(&task, "taakId"));
    world.post(&Who::Income, &path, &done).await?.done()?;
    world.settled().await.map(drop)
}
