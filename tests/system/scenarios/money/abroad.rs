//! Stays abroad (Participation Act art. 13(1)(e)).

use serde_json::json;
use system_tests::check;

use super::town::Town;

fn stay(last: &str) -> serde_json::Value {
    json!({"applicant": {"stays_abroad": [{"first": "2026-02-02", "last": last}]}})
}

/// Four weeks from 2 February are over on 1 March: the days above that are not paid and the specification says why. What is
/// known late was paid too much: that is no income, so nothing of it is set off but what was kept of it as holiday allowance, and
/// a person decides on it.
pub async fn days_abroad_above_the_weeks_are_not_paid(town: &Town<'_>) -> anyhow::Result<()> {
    let client = town.client().await?;
    town.pays().await?;
    let whole = client.paid("2026-02").await?;
    client.states("2026-02-02", stay("2026-03-08")).await?;
    town.pays().await?;

    check!(client.paid("2026-02").await? == whole, "the days of February are within the weeks");
    let march = client.specification("2026-03").await?;
    let lines = march["regels"].as_array().cloned().unwrap_or_default();
    let rule = |line: &serde_json::Value| line["uitleg"]["regel"] == "abroad-13-1e";
    let without = lines.iter().find(|line| rule(line));
    check!(without.is_some_and(|line| line["bedrag"] == 0), "no line of the days abroad: {march:#}");
    let why = without.map(|line| line["uitleg"]["tekst"].to_string()).unwrap_or_default();
    check!(why.contains("4 weken"), "{why}");
    // 24 of 31 days: each part is rounded, and so is what is kept.
    let of = |cents: i64, days: i64| cents * days / 31;
    let paid = client.paid("2026-03").await?;
    check!((paid - of(whole, 24)).abs() <= 3, "{paid} of {whole}");

    // It lasted until the fourteenth, says the client in April.
    client.states("2026-02-02", stay("2026-03-14")).await?;
    town.pays().await?;
    let march = client.specification("2026-03").await?;
    check!(march["versie"] == 2 && march["verrekendIn"] == json!(["2026-04"]), "{march:#}");
    let (was, now) = (march["wijziging"]["was"].as_i64(), march["wijziging"]["wordt"].as_i64());
    let too_much = was.unwrap_or_default() - now.unwrap_or_default();
    check!((too_much - of(whole, 6)).abs() <= 3, "{march:#}");
    check!(client.paid("2026-04").await? == whole, "only income is set off");
    let decided = client.money_decisions().await?;
    check!(decided.len() == 1 && decided[0]["soort"] == "verrekend", "{decided:#?}");
    check!(decided[0]["bedrag"] == 0, "of the holiday allowance alone: {decided:#?}");
    check!(decided[0]["bezwaarTotEnMet"].is_string(), "{decided:#?}");
    let debts = client.debts().await?;
    check!(debts["openstaand"] == too_much, "{too_much}: {debts:#}");
    check!(client.has_task("terugvordering-beslissen").await?, "nobody decides on it");
    let debt = debts["schulden"][0]["schuldId"].as_str().unwrap_or_default().to_owned();
    let nothing =
        json!({"bedrag": 0, "artikel": "58 lid 2", "motivering": "De rest is te weinig om na te lopen."});
    client.post(&format!("schulden/{debt}/terugvordering"), nothing).await?;
    check!(client.debts().await?["openstaand"] == 0, "nothing is recovered");
    town.world.settled().await?;
    check!(!client.has_task("terugvordering-beslissen").await?, "it was decided");
    Ok(())
}
