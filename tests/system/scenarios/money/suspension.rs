//! Payment that stands still for data that are not given, and what comes after (Participation Act art. 54).

use serde_json::{Value, json};
use system_tests::check;

use super::town::{Client, Town};
use crate::scenarios::acts::{closed, right, story, text};
use crate::scenarios::objections::{object_to, uphold};

/// The task of who decides when the time to put it right is over.
const DECIDE: &str = "opschorting-beslissen";

async fn suspends(client: &Client<'_>, more: &Value) -> anyhow::Result<()> {
    let mut known = json!({"culpable": true, "suspended_from": "2026-03-01", "repair_until": "2026-03-31"});
    if let (Some(known), Some(more)) = (known.as_object_mut(), more.as_object()) {
        known.extend(more.clone());
    }
    client.states("2026-03-01", json!({"conduct": {"suspension": known}})).await
}

/// Suspended before March was paid: nothing is paid for it. What was put right within the term is paid with April, March too.
pub async fn payment_stands_still_and_is_made_good(town: &Town<'_>) -> anyhow::Result<()> {
    let client = town.client().await?;
    town.pays().await?;
    let whole = client.paid("2026-02").await?;
    suspends(&client, &json!({})).await?;
    let stands = client.money_decisions().await?;
    check!(stands.len() == 1 && stands[0]["soort"] == "opschorting", "{stands:#?}");
    check!(stands[0]["bezwaarTotEnMet"].is_string(), "nobody can object: {stands:#?}");
    town.pays().await?;
    check!(client.payments("2026-03").await?.is_empty(), "paid while payment stands still");
    let march = client.specification("2026-03").await?;
    check!(march["regels"].to_string().contains("De betaling staat stil"), "{march:#}");

    suspends(&client, &json!({"repaired_on": "2026-03-30"})).await?;
    let stands = client.money_decisions().await?;
    check!(stands[1]["vervangt"] == 1 && text(&stands[1], "titel").contains("weer door"), "{stands:#?}");
    town.pays().await?;
    // Each month less what is kept of it: March is paid with April.
    check!((client.paid("2026-04").await? - 2 * whole).abs() <= 2, "{:?}", client.payments("2026-04").await?);
    let april = client.specification("2026-04").await?;
    check!(april["boekingen"].as_array().is_some_and(|all| all.len() == 2), "{april:#}");
    check!(client.debts().await?["openstaand"] == 0, "nothing is owed");
    Ok(())
}

/// Nothing came within the term: the right is withdrawn from the first day that payment stood still. That ends the benefit,
/// and with it the case, everywhere; what was kept of February is paid.
pub async fn a_right_that_is_withdrawn_closes_the_case(town: &Town<'_>) -> anyhow::Result<()> {
    let world = town.world;
    let facts = world.expects.person(&world.expects.work.facts)?;
    let client = town.granted(world.bring_in(&facts).await?).await?;
    town.pays().await?;
    let kept = client.get("betalingen").await?["gespaardeVakantietoeslag"].clone();
    suspends(&client, &json!({})).await?;
    let early = json!({"vanaf": "2026-03-01", "gegevens": {"conduct": {"suspension": {"withdrawn": true}}}});
    let path = client.path("inkomensgegevens");
    let refused = world.post(&system_tests::Who::Income, &path, &early).await?;
    refused.refused(409, "suspension-54")?;
    town.pays().await?;
    check!(client.payments("2026-03").await?.is_empty(), "paid while payment stands still");
    check!(!world.case(&client.case).await?.is_closed(), "it is only held back");

    suspends(&client, &json!({"withdrawn": true})).await?;
    closed(world, &client.case, "uitkering-beeindigd").await?;
    check!(right(world, &client.case).await?["einddatum"] == "2026-02-28", "the right goes on");
    let stands = client.money_decisions().await?;
    check!(stands[1]["vervangt"] == 1 && text(&stands[1], "artikel").contains("54"), "{stands:#?}");
    let decided = client.get("beschikkingen").await?;
    let last = decided["beschikkingen"].as_array().and_then(|all| all.last()).cloned().unwrap_or_default();
    check!(text(&last, "artikel") == "PW art. 54 lid 4", "{decided:#}");
    let told = story(world, &client.case).await?;
    check!(told.iter().any(|line| text(line, "titel").contains("recht ingetrokken")), "{told:#?}");

    town.pays().await?;
    let paid = client.get("betalingen").await?;
    let last = paid["betalingen"].as_array().and_then(|all| all.last()).cloned().unwrap_or_default();
    check!(last["maand"] == "2026-04" && last["soort"] == "vakantietoeslag", "{paid:#}");
    check!(last["bedrag"] == kept && paid["gespaardeVakantietoeslag"] == 0, "{kept} was kept: {paid:#}");
    check!(client.debts().await?["openstaand"] == 0, "nothing is owed");
    check!(client.may_object_to_all().await? == ["opschorting", "opschorting"], "another decision");
    Ok(())
}

/// Nothing came, and nobody decided: the income consultant is told the day after the time to put it right, in words that say
/// what to decide, and has until the last of the eight weeks. After that it is late and still nothing is paid. The withdrawal
/// closes the task.
pub async fn silence_after_the_repair_term_is_a_task_until_the_right_is_withdrawn(
    town: &Town<'_>,
) -> anyhow::Result<()> {
    let client = town.client().await?;
    let world = town.world;
    town.pays().await?;
    suspends(&client, &json!({})).await?;
    town.pays().await?;
    world.settled().await?;
    let told = world.case(&client.case).await?;
    let task = told.task(DECIDE).cloned().unwrap_or_default();
    check!(task["rol"] == "inkomensconsulent", "nobody was told: {:#}", told.0);
    check!(task["uiterlijkOp"] == "2026-04-25", "eight weeks from 1 March: {task:#}");
    let lines = story(world, &client.case).await?;
    let line = lines.iter().find(|line| text(line, "titel").starts_with("De betaling staat stil"));
    let why = line.map(ToString::to_string).unwrap_or_default();
    check!(why.contains("ingetrokken vanaf 1 maart 2026") && why.contains("31 maart 2026"), "{lines:#?}");

    town.pays().await?;
    let late = world.case(&client.case).await?;
    check!(late.task(DECIDE).is_some_and(|task| task["teLaat"] == true), "{:#}", late.0);
    for month in ["2026-03", "2026-04"] {
        check!(client.payments(month).await?.is_empty(), "paid over {month} while nobody decided");
    }
    suspends(&client, &json!({"withdrawn": true})).await?;
    closed(world, &client.case, "uitkering-beeindigd").await?;
    check!(!client.has_task(DECIDE).await?, "it was decided");
    Ok(())
}

/// What came after the time to put it right counts when who decides gives more time: that lifts the suspension, closes the
/// task, and pays what stood still.
pub async fn lifting_after_the_repair_term_closes_the_task(town: &Town<'_>) -> anyhow::Result<()> {
    let client = town.client().await?;
    town.pays().await?;
    let whole = client.paid("2026-02").await?;
    suspends(&client, &json!({})).await?;
    town.pays().await?;
    town.world.settled().await?;
    check!(client.has_task(DECIDE).await?, "nobody was told");
    suspends(&client, &json!({"repaired_on": "2026-04-01"})).await?;
    check!(client.has_task(DECIDE).await?, "what came too late decides nothing by itself");
    suspends(&client, &json!({"repair_until": "2026-04-01", "repaired_on": "2026-04-01"})).await?;
    check!(!client.has_task(DECIDE).await?, "it was decided");
    town.pays().await?;
    check!((client.paid("2026-04").await? - 2 * whole).abs() <= 2, "{:?}", client.payments("2026-04").await?);
    Ok(())
}

/// The decision to suspend says what an objection against it is called. One that is upheld lifts it: what stood still is paid,
/// and nobody has to do it by hand.
pub async fn a_suspension_that_falls_after_an_objection_is_paid(town: &Town<'_>) -> anyhow::Result<()> {
    let client = town.client().await?;
    let world = town.world;
    town.pays().await?;
    let whole = client.paid("2026-02").await?;
    suspends(&client, &json!({})).await?;
    let stands = client.money_decisions().await?;
    let number = stands[0]["nummer"].as_u64().and_then(|number| u32::try_from(number).ok());
    let objection = object_to(world, &client.case, text(&stands[0], "bezwaarTegen"), number).await?;
    town.pays().await?;
    check!(
        client.payments("2026-03").await?.is_empty(),
        "an objection keeps nothing from holding (Awb art. 6:16)"
    );
    check!(client.has_task(DECIDE).await?, "nobody was told");
    uphold(world, &client.case, &objection).await?;
    let found = client.get("bezwaren").await?;
    check!(found["bezwaren"][0]["herstel"] == "verbeterd", "{found:#}");
    check!(!client.has_task("besluit-herstellen").await? && !client.has_task(DECIDE).await?, "it is done");
    let stands = client.money_decisions().await?;
    check!(stands[1]["vervangt"] == 1 && text(&stands[1], "titel").contains("weer door"), "{stands:#?}");
    check!(stands[1]["bezwaarTegen"].is_null() && stands[1]["bezwaar"].is_null(), "{stands:#?}");
    town.pays().await?;
    check!((client.paid("2026-04").await? - 2 * whole).abs() <= 2, "{:?}", client.payments("2026-04").await?);
    Ok(())
}
