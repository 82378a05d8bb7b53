//! Capital that turns out to be above the limit while a right runs (Participation Act art. 34).

use anyhow::Context;
use serde_json::json;
use system_tests::check;

use super::town::Town;
use crate::scenarios::acts::text;

const END: &str = "recht-beeindigen";

/// More than anyone may have became known in April, of March: nothing is paid, and somebody is told since which day and why. One right
/// is ended, of the other capital is stated within the limit again.
pub async fn capital_above_the_limit_asks_what_becomes_of_the_right(town: &Town<'_>) -> anyhow::Result<()> {
    let (client, ended) = (town.client().await?, town.client().await?);
    town.pays().await?;
    town.pays().await?;
    for each in [&client, &ended] {
        each.states("2026-03-11", json!({"capital": {"countable": 2_500_000}})).await?;
        check!(!each.has_task(END).await?, "no month was worked out with it");
    }
    town.pays().await?;
    for each in [&client, &ended] {
        check!(each.payments("2026-04").await?.is_empty(), "paid above the limit of capital");
        let case = town.world.case(&each.case).await?;
        let task = case.task(END).context("nobody is told that the right goes on")?;
        check!(text(task, "titel").contains("vermogen"), "{task:#}");
        let about = text(task, "onderwerp");
        check!(about.contains("vanaf 11 maart 2026") && about.contains("vermogen is hoger"), "{task:#}");
        check!(task["rol"] == "inkomensconsulent", "{task:#}");
    }

    client.states("2026-05-01", json!({"capital": {"countable": 500_000}})).await?;
    check!(!client.has_task(END).await?, "it is within the limit again");
    let ends = json!({"reden": "ingetrokken", "ingangsdatum": "2026-03-11", "motivering": "Het vermogen is hoger dan de grens."});
    ended.post("beeindigingen", ends).await?;
    town.world.settled().await?;
    check!(!ended.has_task(END).await?, "it was ended");
    town.pays().await?;
    check!(!client.payments("2026-05").await?.is_empty(), "there is a right again");
    check!(!client.has_task(END).await?, "asked again of what is over");
    Ok(())
}
