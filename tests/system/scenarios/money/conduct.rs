//! What is decided on the conduct of a client: the language duty, and a warning (Participation Act art. 18a, 18b).

use serde_json::json;
use system_tests::{Who, check};

use super::town::Town;
use crate::scenarios::acts::text;
use crate::scenarios::objections::{object_to, uphold};
use crate::scenarios::steps;

/// The first month that is lowered is the decision: it is told with its months, and the month says how much goes off. A suspicion
/// alone takes nothing, and a warning in the place of a fine stands among the decisions.
pub async fn a_lowering_for_language_and_a_warning_are_decisions(town: &Town<'_>) -> anyhow::Result<()> {
    let client = town.client().await?;
    town.pays().await?;
    steps::record_all(town.world, &client.case, "maatregel").await?;
    let language = |more: serde_json::Value| json!({ "conduct": { "language": more } });
    client.states("2026-03-01", language(json!({ "suspected_on": "2025-11-03" }))).await?;
    check!(client.money_decisions().await?.is_empty(), "a suspicion decides nothing");
    let path = client.path("inkomensgegevens");
    let unclear = json!({ "vanaf": "2026-03-01", "gegevens": language(json!({
        "proved": false, "passed": false, "notified_on": "2026-02-02", "first_month": "2026-03" })) });
    let refused = town.world.post(&Who::Income, &path, &unclear).await?;
    check!(refused.status == 400, "nobody said who is to blame: {}", refused.body);
    let decided = json!({ "proved": false, "passed": false, "notified_on": "2026-02-02", "blameless": false,
        "first_month": "2026-03" });
    client.states("2026-03-01", language(decided)).await?;
    let told = client.money_decisions().await?;
    check!(told.len() == 1 && told[0]["soort"] == "maatregel", "{told:#?}");
    check!(text(&told[0], "titel").contains("Nederlands leren"), "{told:#?}");
    check!(told[0]["bezwaarTotEnMet"].is_string(), "nobody can object: {told:#?}");
    town.pays().await?;
    let march = client.specification("2026-03").await?;
    check!(march["regels"].to_string().contains("20 % van de norm"), "{march:#}");

    let warn = json!({ "motivering": "Het is de eerste keer." });
    town.world.post(&Who::Income, &client.path("waarschuwingen"), &warn).await?.refused(409, "fine-18a")?;
    let breach = json!({ "conduct": { "fine": { "too_much": 0, "blame": "normal", "committed_on": "2026-02-15",
        "urgent_reasons": false, "reported_by_self": false, "at_assistance_level": true } }, "recovery": { "norm": 140_150 } });
    client.states("2026-03-01", breach).await?;
    client.post("waarschuwingen", warn).await?;
    let told = client.money_decisions().await?;
    check!(told.len() == 2 && told[1]["soort"] == "waarschuwing", "{told:#?}");
    check!(told[1]["bezwaarTotEnMet"].is_string(), "nobody can object: {told:#?}");
    Ok(())
}

/// A warning falls when an objection against it is upheld, or when it is withdrawn: the next breach can be warned of again.
pub async fn a_warning_that_fell_counts_for_no_later_breach(town: &Town<'_>) -> anyhow::Result<()> {
    let client = town.client().await?;
    let breach = |committed_on: &str| {
        json!({ "conduct": { "fine": { "too_much": 0, "blame": "normal", "committed_on": committed_on,
            "urgent_reasons": false, "reported_by_self": false, "at_assistance_level": true } },
            "recovery": { "norm": 140_150 } })
    };
    let warn = json!({ "motivering": "Het is de eerste keer." });
    client.states("2026-02-01", breach("2026-01-10")).await?;
    client.post("waarschuwingen", warn.clone()).await?;
    town.world.settled().await?;
    let told = client.money_decisions().await?;
    let number = told[0]["nummer"].as_u64().and_then(|number| u32::try_from(number).ok());
    let objection = object_to(town.world, &client.case, text(&told[0], "bezwaarTegen"), number).await?;
    uphold(town.world, &client.case, &objection).await?;
    let told = client.money_decisions().await?;
    check!(told.len() == 2 && told[1]["soort"] == "waarschuwing-vervallen", "{told:#?}");
    let found = client.get("bezwaren").await?;
    check!(found["bezwaren"][0]["herstel"] == "verbeterd", "{found:#}");
    check!(!client.has_task("besluit-herstellen").await?, "it is done");

    // Broken again after it was given, within the two years.
    town.pays().await?;
    client.states("2026-02-01", breach("2026-02-15")).await?;
    client.post("waarschuwingen", warn.clone()).await?;
    let third = client.money_decisions().await?[2]["nummer"].clone();
    client.post(&format!("waarschuwingen/{third}/intrekking"), warn).await?;
    let told = client.money_decisions().await?;
    check!(told.len() == 4 && told[3]["vervangt"] == third, "{told:#?}");
    Ok(())
}
