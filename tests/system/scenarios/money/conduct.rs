//! What is decided on the conduct of a client: the language duty, a warning, and a repetition of what fell (Participation Act art. 18,
//! 18a, 18b).

use anyhow::Context;
use serde_json::json;
use system_tests::{Who, check};

use super::town::Town;
use crate::scenarios::acts::text;
use crate::scenarios::objections::{object_to, uphold};
use crate::scenarios::steps;

const REVIEW: &str = "verlaging-opnieuw-bekijken";

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

/// A job refused again weighs heavier. When the first measure falls after an objection the second decision stays as it was written, and a
/// consultant is asked to decide on it anew, by which measure and why: stated again it is decided without what fell.
pub async fn a_repetition_is_decided_on_anew_when_the_first_measure_falls(
    town: &Town<'_>,
) -> anyhow::Result<()> {
    let (world, client) = (town.world, town.client().await?);
    town.pays().await?;
    let whole = client.paid("2026-02").await?;
    let refuses = |committed: &str, first: &str| {
        json!({ "conduct": { "breaches": [{ "duty": "accept-work", "committed_on": committed, "first_month": first,
            "blameless": false, "urgent_reasons": false }] } })
    };
    steps::record_all(world, &client.case, "maatregel").await?;
    client.states("2026-03-01", refuses("2026-02-15", "2026-03")).await?;
    let told = client.money_decisions().await?;
    check!(told.len() == 1 && told[0]["soort"] == "maatregel", "{told:#?}");
    let number = told[0]["nummer"].as_u64().and_then(|number| u32::try_from(number).ok());
    let objection = object_to(world, &client.case, text(&told[0], "bezwaarTegen"), number).await?;
    town.pays().await?;
    check!(client.payments("2026-03").await?.is_empty(), "a whole month goes off");

    let again = refuses("2026-03-10", "2026-04");
    steps::record_all(world, &client.case, "maatregel").await?;
    client.states("2026-04-01", again.clone()).await?;
    let told = client.money_decisions().await?;
    check!(
        told.len() == 2 && told[1]["uitleg"].to_string().contains("juni 2026"),
        "no repetition: {told:#?}"
    );
    check!(!client.has_task(REVIEW).await?, "both stand");
    uphold(world, &client.case, &objection).await?;
    let told = client.money_decisions().await?;
    let (second, fell) = (&told[1]["nummer"], &told[2]["nummer"]);
    check!(told.len() == 3 && told[2]["vervangt"] == told[0]["nummer"], "the second was edited: {told:#?}");
    let case = world.case(&client.case).await?;
    let task = case.task(REVIEW).context("nobody is told of the second measure")?;
    let about = text(task, "onderwerp");
    check!(about.contains(&format!("beslis opnieuw over maatregel {second}")), "{task:#}");
    check!(about.contains(&format!("besluit over geld {fell} gewijzigd of vervallen")), "{task:#}");

    steps::record_all(world, &client.case, "maatregel").await?;
    client.states("2026-04-01", again).await?;
    check!(!client.has_task(REVIEW).await?, "it was decided on");
    let told = client.money_decisions().await?;
    check!(told.len() == 4 && told[3]["vervangt"] == told[1]["nummer"], "{told:#?}");
    check!(!told[3]["uitleg"].to_string().contains("mei 2026"), "one month: {told:#?}");
    town.pays().await?;
    let april = client.specification("2026-04").await?;
    check!(april["regels"].to_string().contains("hele bijstand"), "{april:#}");
    town.pays().await?;
    check!(client.paid("2026-05").await? == whole, "May is lowered: {:?}", client.payments("2026-05").await?);
    Ok(())
}
