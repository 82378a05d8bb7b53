//! Death: of someone alone, and of one of two (Participation Act art. 45(5)).

use serde_json::json;
use system_tests::check;

use super::town::Town;
use crate::scenarios::acts::{closed, right};

/// The task about the right of who is left behind.
const LEFT_BEHIND: &str = "achterblijver-vaststellen";

/// Someone alone died on 10 March, which the municipality hears in April, when March was paid: the right ends with that day,
/// every other service gives back what it had, what was kept is set off, and a person decides on what the estate owes.
pub async fn a_death_that_is_told_late_ends_the_right_and_the_case(town: &Town<'_>) -> anyhow::Result<()> {
    let world = town.world;
    let facts = world.expects.person(&world.expects.work.facts)?;
    let client = town.granted(world.bring_in(&facts).await?).await?;
    world.until(&client.case, "a partner has it", |case| case.state("verwijzing") == "aangeboden").await?;
    town.pays().await?;
    town.pays().await?;
    let whole = client.paid("2026-03").await?;
    let kept = client.get("betalingen").await?["gespaardeVakantietoeslag"].as_i64().unwrap_or_default();
    check!(kept > 0, "nothing is kept");

    client.post("beeindigingen", json!({"reden": "overleden", "ingangsdatum": "2026-03-11", "motivering": "Zo bleek uit het gesprek."})).await?;
    world.settled().await?;
    closed(world, &client.case, "overleden").await?;
    check!(right(world, &client.case).await?["einddatum"] == "2026-03-10", "the right goes on");

    town.pays().await?;
    check!(client.payments("2026-04").await?.is_empty(), "paid after the death");
    let march = client.specification("2026-03").await?;
    let change = &march["wijziging"];
    let too_much = change["was"].as_i64().unwrap_or_default() - change["wordt"].as_i64().unwrap_or_default();
    check!((too_much - whole * 21 / 31).abs() <= 3, "{march:#}");
    let books = client.get("betalingen").await?;
    check!(books["gespaardeVakantietoeslag"] == 0 && books["nogTeBetalen"] == 0, "{books:#}");
    // Of the holiday allowance that was kept, 10 of 31 days of March stay: that comes off what was paid too much.
    let debts = client.debts().await?;
    let owed = debts["openstaand"].as_i64().unwrap_or_default();
    check!(owed > 0 && owed < too_much, "{too_much}, of which {owed} is left: {debts:#}");

    let decided = client.money_decisions().await?;
    check!(
        decided.len() == 1 && decided[0]["soort"] == "verrekend",
        "no word of what was set off: {decided:#?}"
    );

    check!(client.has_task("terugvordering-beslissen").await?, "nobody decides what the estate owes");
    let debt = debts["schulden"][0]["schuldId"].as_str().unwrap_or_default().to_owned();
    let all = json!({"artikel": "58 lid 2", "motivering": "De nalatenschap is toereikend."});
    client.post(&format!("schulden/{debt}/terugvordering"), all).await?;
    check!(client.debts().await?["openstaand"] == owed, "all of it is recovered");
    world.settled().await?;
    check!(!client.has_task("terugvordering-beslissen").await?, "it was decided");
    closed(world, &client.case, "overleden").await?;
    check!(client.may_object_to_all().await? == ["verrekend", "schuld"], "another decision");
    Ok(())
}

/// Someone alone died, and the day is stated among the facts: that ends the right and the case as it does when somebody ends it.
pub async fn a_death_that_is_stated_ends_the_right_and_the_case(town: &Town<'_>) -> anyhow::Result<()> {
    let world = town.world;
    let facts = world.expects.person(&world.expects.work.facts)?;
    let client = town.granted(world.bring_in(&facts).await?).await?;
    world.until(&client.case, "a partner has it", |case| case.state("verwijzing") == "aangeboden").await?;
    town.pays().await?;
    client.states("2026-02-20", json!({"applicant": {"died_on": "2026-02-20"}})).await?;
    closed(world, &client.case, "overleden").await?;
    check!(right(world, &client.case).await?["einddatum"] == "2026-02-20", "the right goes on");
    town.pays().await?;
    check!(client.payments("2026-03").await?.is_empty(), "paid after the death");
    check!(client.has_task("terugvordering-beslissen").await?, "nobody decides what the estate owes");
    Ok(())
}

/// One of two died on 10 March. The norm of two goes on through 10 April and is paid to who is left behind, who gets that of
/// someone alone from then on; nobody has to ask anything anew.
pub async fn who_is_left_behind_is_paid_alone(town: &Town<'_>) -> anyhow::Result<()> {
    let (client, other) = (town.couple().await?, town.couple().await?);
    town.pays().await?;
    let halves = client.payments("2026-02").await?;
    check!(halves.len() == 2, "each gets half: {halves:?}");
    let couple: i64 = halves.iter().map(|(cents, _)| cents).sum();
    town.pays().await?;
    check!(client.paid("2026-03").await? == couple, "nothing is known yet");

    client.states("2026-03-10", json!({"partner": {"died_on": "2026-03-10"}})).await?;
    other.states("2026-03-10", json!({"applicant": {"died_on": "2026-03-10"}})).await?;
    check!(!client.has_task(LEFT_BEHIND).await?, "with and without a child the norm is the same");
    check!(other.has_task(LEFT_BEHIND).await?, "nobody is told of the other's right before the payment");
    town.pays().await?;
    check!(client.specification("2026-03").await?["versie"] == 1, "March was right");
    // The right of whoever did not apply is decided anew: a person looks, and nothing is paid to who died.
    check!(other.payments("2026-04").await?.is_empty(), "{:?}", other.payments("2026-04").await?);
    check!(other.has_task("maand-aanvullen").await?, "nobody looks at the other's right");
    let april = client.specification("2026-04").await?;
    let lines = april["regels"].as_array().cloned().unwrap_or_default();
    let of_days: Vec<_> = lines.iter().filter(|line| line["soort"] == "bijstand").collect();
    check!(of_days.len() == 2 && of_days[0].to_string().contains("10-04-2026"), "{april:#}");
    let payments = client.get("betalingen").await?;
    let to: Vec<_> = payments["betalingen"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|one| one["maand"] == "2026-04")
        .map(|one| one["begunstigde"].to_string())
        .collect();
    check!(to == ["\"aanvrager\""], "who died is not paid: {payments:#}");
    let paid = client.paid("2026-04").await?;
    town.pays().await?;
    let alone = client.paid("2026-05").await?;
    // 10 days of two and 20 of one.
    check!((paid - (couple * 10 + alone * 20) / 30).abs() <= 4, "{paid} of {couple} and {alone}");
    check!(client.debts().await?["openstaand"] == 0, "nothing is owed");
    check!(!town.world.case(&client.case).await?.is_closed(), "who is left behind has a right");
    Ok(())
}
