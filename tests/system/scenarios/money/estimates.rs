//! Months of which nobody stated what was received.

use serde_json::{Value, json};
use system_tests::check;

use super::town::{Client, Town};

const ASK: &str = "inkomsten-opvragen";

/// Maintenance over a month: all of it counts.
async fn received(client: &Client<'_>, month: &str, cents: i64) -> anyhow::Result<()> {
    let body = json!({"maand": month, "wie": "aanvrager", "soort": "alimentatie", "bedrag": cents});
    client.post("inkomstenopgaven", body).await?;
    client.town.world.settled().await.map(drop)
}

/// What the specification says of an estimate.
fn estimate(month: &Value) -> Option<String> {
    let lines = month["regels"].as_array()?;
    let line = lines.iter().find(|line| line["uitleg"]["regel"] == "income-estimated")?;
    Some(line["uitleg"]["tekst"].to_string())
}

/// 600.00 was received in February and of March and April nobody says anything: both are paid on 600.00, and of March somebody is
/// asked once it should have been stated. It was 300.00, which is settled with May for both, itself an estimate of 300.00; that
/// nothing came in April is a statement too.
pub async fn who_states_nothing_is_paid_on_what_was_stated_last(town: &Town<'_>) -> anyhow::Result<()> {
    let client = town.client().await?;
    received(&client, "2026-02", 60_000).await?;
    town.pays().await?;
    let on_600 = client.paid("2026-02").await?;
    check!(!client.has_task(ASK).await?, "it was stated");
    check!(estimate(&client.specification("2026-02").await?).is_none(), "it was stated");

    town.pays().await?;
    check!(client.paid("2026-03").await? == on_600, "it is paid on February");
    let why = estimate(&client.specification("2026-03").await?).unwrap_or_default();
    check!(why.contains("Dit is een schatting. Over maart 2026") && why.contains("€ 600,00"), "{why}");
    check!(!client.has_task(ASK).await?, "March was over yesterday: it may be stated yet");

    town.pays().await?;
    check!(client.paid("2026-04").await? == on_600, "it is paid on February");
    check!(client.has_task(ASK).await?, "nobody is asked of March");
    received(&client, "2026-03", 30_000).await?;
    check!(!client.has_task(ASK).await?, "it was stated, and of April it is not time yet");

    town.pays().await?;
    let more = 28_500;
    let may = client.paid("2026-05").await?;
    check!(may == on_600 + 3 * more, "May on 300.00, and the difference of March and April: {may}");
    let march = client.specification("2026-03").await?;
    check!(march["versie"] == 2 && march["verrekendIn"] == json!(["2026-05"]), "{march:#}");
    check!(estimate(&march).is_none(), "it is no estimate any more: {march:#}");
    check!(client.has_task(ASK).await?, "nobody is asked of April");
    received(&client, "2026-04", 0).await?;
    check!(!client.has_task(ASK).await?, "that it was nothing is a statement");
    check!(client.debts().await?["openstaand"] == 0, "nobody owes anything");
    Ok(())
}
