//! A decision on the right that fell after an objection: what is decided instead is what is paid.

use serde_json::json;
use system_tests::{Who, check};

use super::town::{Town, alone};
use crate::scenarios::acts::closed;
use crate::scenarios::objections::{object, uphold};

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
