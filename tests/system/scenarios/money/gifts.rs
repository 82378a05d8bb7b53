//! A gift that came once, and what it does to a right.

use serde_json::{Value, json};
use system_tests::{Who, check};

use super::town::{Client, Town};

/// A gift in March; what is free of one a year is little beside it.
fn gift(more: Value) -> Value {
    let mut gift = json!({"maand": "2026-03", "wie": "aanvrager", "soort": "gift", "bedrag": 2_500_000, "eenmalig": true});
    if let (Some(gift), Some(more)) = (gift.as_object_mut(), more.as_object()) {
        gift.extend(more.clone());
    }
    gift
}

/// What the specification says of each stretch of days.
async fn lines(client: &Client<'_>, month: &str) -> anyhow::Result<String> {
    Ok(client.specification(month).await?["regels"].to_string())
}

/// More than the law allows anyone came once on 11 March: the days from it on are not paid, and the specification says which gift it
/// is. Where nobody said on which day it came, the month waits for that. Once capital is told anew the right goes on.
pub async fn a_gift_that_comes_once_is_capital_from_its_day_on(town: &Town<'_>) -> anyhow::Result<()> {
    let (client, unsaid) = (town.client().await?, town.client().await?);
    town.pays().await?;
    let whole = client.paid("2026-02").await?;
    let other = gift(json!({"ontvangenOp": "2026-04-02"}));
    let other = town.world.post(&Who::Income, &client.path("inkomstenopgaven"), &other).await?;
    other.wrong(&["ontvangenOp other-month"])?;
    town.pays().await?;
    check!(client.paid("2026-03").await? == whole, "nobody knew of it");

    client.post("inkomstenopgaven", gift(json!({"ontvangenOp": "2026-03-11"}))).await?;
    unsaid.post("inkomstenopgaven", gift(json!({}))).await?;
    town.pays().await?;
    check!(client.payments("2026-04").await?.is_empty(), "paid above the limit of capital");
    let march = client.specification("2026-03").await?;
    check!(march["versie"] == 2, "{march:#}");
    for month in ["2026-03", "2026-04"] {
        let told = lines(&client, month).await?;
        check!(
            told.contains("van een gift van € 25.000,00 die de aanvrager op 11 maart 2026 kreeg"),
            "{told}"
        );
    }
    check!(client.has_task("terugvordering-beslissen").await?, "what was paid of March is for a person");
    check!(unsaid.has_task("maand-aanvullen").await?, "nobody asks when it came");

    client.states("2026-05-01", json!({"capital": {"countable": 500_000}})).await?;
    unsaid.post("inkomstenopgaven", gift(json!({"ontvangenOp": "2026-03-31"}))).await?;
    town.pays().await?;
    let may = client.specification("2026-05").await?;
    check!(may["versies"][0]["betaalbaar"] == whole, "all of May: {may:#}");
    check!(!unsaid.has_task("maand-aanvullen").await?, "it is known when it came");
    Ok(())
}
