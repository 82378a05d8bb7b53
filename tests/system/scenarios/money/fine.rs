//! A fine (Participation Act art. 18a).

use serde_json::json;
use system_tests::{Who, check};

use super::town::Town;
use crate::scenarios::acts::text;

/// Income that was not told: the rule says how high the fine is, and above the amount of Awb art. 5:53 someone reports the
/// breach and hears the client, and another decides. It is paid off by what may be withheld each month.
pub async fn a_breach_becomes_a_fine_that_is_paid_by_instalments(town: &Town<'_>) -> anyhow::Result<()> {
    let client = town.client().await?;
    let world = town.world;
    town.pays().await?;
    let whole = client.paid("2026-02").await?;
    let fine = |cents: i64| {
        json!({"soort": "boete", "bedrag": cents, "maand": "2026-03", "artikel": "18a lid 1",
            "motivering": "Inkomsten zijn niet gemeld."})
    };
    let debts = client.path("schulden");
    let unknown = world.post(&Who::Income, &debts, &fine(50_000)).await?;
    unknown.refused(409, "fine-18a")?;
    let known = json!({
        "conduct": {"fine": {"too_much": 100_000, "blame": "normal", "committed_on": "2026-02-15",
            "urgent_reasons": false, "reported_by_self": false, "at_assistance_level": true}},
        "recovery": {"norm": 140_150}});
    client.states("2026-03-01", known).await?;
    let too_high = world.post(&Who::Income, &debts, &fine(100_001)).await?;
    too_high.wrong(&["bedrag fine-18a"])?;
    world.post(&Who::Income, &debts, &fine(50_000)).await?.refused(409, "fine-report-5-53")?;
    let report = |heard: &str| json!({"overtredingOp": "2026-02-15", "gehoordOp": heard, "motivering": "Er kwam loon binnen."});
    let ahead = world.post(&Who::Income, &client.path("boeterapporten"), &report("2026-03-02")).await?;
    check!(ahead.status == 400, "heard tomorrow: {}", ahead.body);
    client.post("boeterapporten", report("2026-03-01")).await?;
    world.post(&Who::Income, &debts, &fine(50_000)).await?.refused(409, "second-person-10-3")?;
    world.post(&Who::Quality, &debts, &fine(50_000)).await?.refused(403, "role-missing")?;
    let decided = town.post(&Who::SecondIncome, &debts, fine(50_000)).await?;
    let debt = text(&decided, "schuldId").to_owned();

    let told = client.money_decisions().await?;
    check!(told.len() == 1 && told[0]["bedrag"] == 50_000, "{told:#?}");
    check!(told[0]["bezwaarTotEnMet"].is_string(), "nobody can object: {told:#?}");
    let instalment = |cents: i64| json!({"bedrag": cents, "motivering": "Zo is het afgesproken."});
    let path = format!("schulden/{debt}/aflossing");
    let too_much = client.puts(&path, &instalment(whole)).await?;
    check!(too_much.status == 400 || too_much.status == 409, "nothing is protected: {}", too_much.body);
    client.puts(&path, &instalment(5_000)).await?.done()?;
    town.pays().await?;
    check!(whole - client.paid("2026-03").await? == 5_000, "{:?}", client.payments("2026-03").await?);
    let owed = client.debts().await?;
    let of_fine = &owed["schulden"][0];
    check!(of_fine["openstaand"] == 45_000 && of_fine["afbetaald"] == 5_000, "{owed:#}");
    check!(of_fine["laatsteMaand"] == "2026-12", "ten times 50: {owed:#}");
    let march = client.specification("2026-03").await?;
    check!(march["boekingen"].to_string().contains("inhouding-voor-een-schuld"), "{march:#}");
    town.pays().await?;
    check!(client.debts().await?["openstaand"] == 40_000, "the next month takes as much");
    check!(client.may_object_to_all().await? == ["schuld"], "another decision");
    Ok(())
}
