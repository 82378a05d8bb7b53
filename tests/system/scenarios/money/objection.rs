//! A decision that fell after an objection: what it withheld, or what is decided instead, is what is paid.

use serde_json::json;
use system_tests::{Who, check};

use super::recovery::earned;
use super::town::{Town, alone};
use crate::scenarios::acts::{closed, text};
use crate::scenarios::objections::{object, object_to, uphold};

/// The task of who corrects by hand, or decides anew.
const CORRECT: &str = "besluit-herstellen";

/// The rules go on saying of the same facts that there is too much capital; a consultant decided that it is another's.
pub async fn who_was_denied_wrongly_is_paid_what_was_decided(town: &Town<'_>) -> anyhow::Result<()> {
    let world = town.world;
    let mut facts = alone(world)?;
    facts.insert("vermogen".into(), 2_500_000.into());
    let case = world.bring_in(&facts).await?;
    closed(world, &case, "afgewezen").await?;
    let objection = object(world, &case, "recht-op-bijstand").await?;
    uphold(world, &case, &objection).await?;
    world.until(&case, "a person decides anew", |case| case.task("recht-beslissen").is_some()).await?;
    let body = json!({"toegekend": true, "bedragPerMaand": 100_000, "motivering": "Het spaargeld was van een ander."});
    town.post(&Who::Income, &format!("/zaken/{case}/recht/besluiten"), body).await?;
    let client = town.granted(case).await?;
    for month in ["2026-02", "2026-03"] {
        town.pays().await?;
        check!(client.paid(month).await? == 95_000, "{month}: {:?}", client.payments(month).await?);
    }
    let told = client.specification("2026-03").await?.to_string();
    check!(told.contains("Het spaargeld was van een ander."), "{told}");
    Ok(())
}

/// Wages that came to light later were set off against a payment. That decision falls: what was withheld is paid with the next run,
/// and whether it is recovered, a person decides.
pub async fn a_set_off_that_falls_is_paid_back(town: &Town<'_>) -> anyhow::Result<()> {
    let (client, world) = (town.client().await?, town.world);
    town.pays().await?;
    let whole = client.paid("2026-02").await?;
    earned(&client, 60_000).await?;
    town.pays().await?;
    let set_off = whole - client.paid("2026-03").await?;
    let decided = client.money_decisions().await?;
    check!(set_off > 0 && decided[0]["bezwaarTegen"] == "verrekening", "{decided:#?}");

    let objection = object_to(world, &client.case, "verrekening", Some(1)).await?;
    uphold(world, &client.case, &objection).await?;
    let found = client.get("bezwaren").await?;
    check!(found["bezwaren"][0]["herstel"] == "verbeterd", "{found:#}");
    check!(!client.has_task(CORRECT).await?, "nobody corrects it by hand");
    let decided = client.money_decisions().await?;
    let fell = decided.last().cloned().unwrap_or_default();
    check!(fell["soort"] == "verrekening-vervallen" && fell["bedrag"] == set_off, "{decided:#?}");
    check!(fell["vervangt"] == 1 && fell["bezwaarTegen"].is_null(), "{decided:#?}");
    check!(fell["uitleg"].to_string().contains("na bezwaar of beroep herroepen"), "{fell:#}");

    town.pays().await?;
    let april = client.paid("2026-04").await?;
    check!(april == whole + set_off, "{april} is not {whole} and {set_off}");
    let specification = client.specification("2026-04").await?;
    check!(specification["boekingen"].to_string().contains("terug-na-bezwaar"), "{specification:#}");
    let debts = client.debts().await?;
    let all = debts["schulden"].as_array().cloned().unwrap_or_default();
    check!(all.len() == 2 && all.iter().all(|debt| debt["onbeslist"] == true), "{debts:#}");
    for debt in &all {
        let path = format!("schulden/{}/terugvordering", text(debt, "schuldId"));
        let body = json!({"artikel": "58 lid 8", "bedrag": 0, "motivering": "Het bezwaar is gegrond."});
        client.post(&path, body).await?;
    }
    world.settled().await?;
    check!(!client.has_task("terugvordering-beslissen").await?, "it was decided");
    check!(client.debts().await?["openstaand"] == 0, "{:#}", client.debts().await?);
    Ok(())
}

/// Special assistance was refused, and the refusal falls: a person has the task to decide anew, and the grant that takes the place of
/// the refusal closes it and is paid.
pub async fn a_refusal_that_falls_is_decided_anew(town: &Town<'_>) -> anyhow::Result<()> {
    let (client, world) = (town.client().await?, town.world);
    let today = world.today().to_string();
    let costs = json!({"special_costs": {"kind": "ordinary", "amount": 30_000, "necessary": true,
        "special_circumstances": true, "other_provision": false, "threshold_used": 0}});
    client.states(&today, costs).await?;
    let refusal = json!({"regeling": "bijzondere-bijstand", "ingangsdatum": today, "eenmalig": true,
        "motivering": "De kosten zijn niet nodig."});
    client.post("afwijzingen", refusal).await?;
    world.settled().await?;
    let objection = object_to(world, &client.case, "andere-regeling", Some(1)).await?;
    uphold(world, &client.case, &objection).await?;
    let stands =
        world.until(&client.case, "a person decides anew", |case| case.task(CORRECT).is_some()).await?;
    check!(
        stands.task(CORRECT).is_some_and(|task| task["onderwerp"] == objection.as_str()),
        "{:#}",
        stands.0
    );

    let grant = |replaces: u32| {
        json!({"regeling": "bijzondere-bijstand", "begunstigde": "aanvrager", "ingangsdatum": today, "eenmalig": true,
            "bedrag": 25_000, "vervangtBesluit": replaces, "motivering": "De kosten zijn toch nodig."})
    };
    let other = world.post(&Who::Income, &client.path("toekenningen"), &grant(9)).await?;
    other.refused(409, "decision-not-fallen")?;
    client.post("toekenningen", grant(1)).await?;
    world.until(&client.case, "it is done", |case| case.task(CORRECT).is_none()).await?;
    let found = client.get("bezwaren").await?;
    check!(found["bezwaren"][0]["herstel"] == "verbeterd", "{found:#}");
    let decided = client.money_decisions().await?;
    check!(decided.len() == 2 && decided[1]["vervangt"] == 1, "{decided:#?}");
    check!(decided[1]["soort"] == "toegekend", "{decided:#?}");

    town.pays().await?;
    let paid = client.payments("2026-02").await?;
    check!(paid.iter().any(|(cents, _)| *cents == 25_000), "{paid:?}");
    Ok(())
}
