//! Whose the money of a household is, and when a right is over that nobody is paid by.

use serde_json::json;
use system_tests::{Who, check};

use super::town::{Client, Town};
use crate::scenarios::acts::text;

/// The task to end a right by which nothing is paid any more.
const END: &str = "recht-beeindigen";

/// Who was paid what in a month.
async fn paid_to(client: &Client<'_>, month: &str) -> anyhow::Result<Vec<(String, i64)>> {
    let found = client.get("betalingen").await?;
    let all = found["betalingen"].as_array().cloned().unwrap_or_default();
    let of_month = all.iter().filter(|one| one["maand"] == month);
    let mut paid: Vec<_> = of_month
        .map(|one| (text(one, "begunstigde").to_owned(), one["bedrag"].as_i64().unwrap_or_default()))
        .collect();
    paid.sort();
    Ok(paid)
}

/// Half the assistance of two goes to each, and what is left of it to the one who alone has a right. When they part, the months
/// together are half of each, and whoever looks after the right is told.
pub async fn each_month_is_paid_to_who_had_the_right_in_it(town: &Town<'_>) -> anyhow::Result<()> {
    let world = town.world;
    let client = town.couple().await?;
    town.pays().await?;
    let halves = paid_to(&client, "2026-02").await?;
    check!(halves.len() == 2 && (halves[0].1 - halves[1].1).abs() <= 1, "{halves:?}");

    client.states("2026-03-01", json!({"partner": {"residence": "none"}})).await?;
    town.pays().await?;
    let one = paid_to(&client, "2026-03").await?;
    check!(one.len() == 1 && one[0].0 == "aanvrager", "who has no right is paid: {one:?}");
    check!((one[0].1 - halves[0].1).abs() <= 1, "half the norm of two: {one:?}");
    check!(!client.has_task("rekening-vastleggen").await?, "an account for who is paid nothing");

    let left = json!({"vertrokkenOp": world.today()});
    world
        .post(&Who::Intake, &format!("/aanvragen/{}/partner-vertrekken", client.case), &left)
        .await?
        .done()?;
    world.settled().await?;
    check!(client.has_task("recht-opnieuw-bekijken").await?, "nobody is told that the partner left");
    let ends = json!({"reden": "ingetrokken", "ingangsdatum": "2026-04-01", "motivering": "Zij vragen geen bijstand meer."});
    client.post("beeindigingen", ends).await?;
    town.pays().await?;
    let april = paid_to(&client, "2026-04").await?;
    let to = |who: &str| april.iter().filter(|(to, _)| to == who).map(|(_, cents)| cents).sum::<i64>();
    // Of what was kept, half of February: one nineteenth of what was paid of it.
    check!((to("partner") - halves[0].1 / 19).abs() <= 1, "{april:?}, {halves:?}");
    check!(to("aanvrager") > to("partner"), "{april:?}");
    Ok(())
}

/// Of a month together half is of who was the partner in it: what it turns out to give more is paid on their account, whoever is
/// the partner by then, who has an account of their own.
pub async fn a_former_partner_is_paid_on_their_own_account(town: &Town<'_>) -> anyhow::Result<()> {
    let client = town.couple().await?;
    let received = |month: &str, cents: i64| json!({"maand": month, "wie": "aanvrager", "soort": "overig-inkomen", "bedrag": cents});
    client.post("inkomstenopgaven", received("2026-02", 40_000)).await?;
    town.pays().await?;
    client.post("inkomstenopgaven", received("2026-03", 0)).await?;
    let left = json!({"withdrawn": ["partner"], "household": {"kind": "single"}});
    client.states("2026-03-01", left).await?;
    town.pays().await?;

    let another = json!({"household": {"kind": "couple"}, "partner": {"birth_date": "1990-07-20", "residence": "dutch",
        "detained": false, "in_institution": false, "weeks_abroad": 0, "incomes": [],
        "education": {"can_follow": false, "student_finance": false}}});
    client.states("2026-04-01", another).await?;
    client.post("inkomstenopgaven", received("2026-02", 20_000)).await?;
    town.pays().await?;
    let april = paid_to(&client, "2026-04").await?;
    let to =
        |who: &str| april.iter().filter(|(to, _)| to == who).map(|(_, cents)| *cents).collect::<Vec<_>>();
    // Half of 200.00, with what it gives in holiday allowance and less 5 %, and nothing of April.
    let late: i64 = to("partner").iter().sum();
    check!((9_000..=11_000).contains(&late), "{april:?}");
    check!(to("partner-2").is_empty(), "without an account: {april:?}");
    check!(
        client.has_task("rekening-vastleggen").await?,
        "nobody is asked for the account of the new partner"
    );

    client.has_account("partner").await?;
    town.pays().await?;
    let may = paid_to(&client, "2026-05").await?;
    check!(may.iter().all(|(to, _)| to != "partner"), "the former partner has no part of May: {may:?}");
    check!(may.iter().any(|(to, _)| to == "partner-2"), "{may:?}");
    check!(!client.has_task("rekening-vastleggen").await?, "it was supplied");
    Ok(())
}

/// Income above the norm leaves nothing to pay: someone is told to end the right, and the end pays what was kept. An allowance
/// below its bound takes nothing off and stops nothing.
pub async fn a_right_by_which_nothing_is_paid_is_ended(town: &Town<'_>) -> anyhow::Result<()> {
    let (client, volunteer) = (town.client().await?, town.client().await?);
    town.pays().await?;
    let whole = volunteer.paid("2026-02").await?;
    let received = |kind: &str, cents: i64| json!({"maand": "2026-03", "wie": "aanvrager", "soort": kind, "bedrag": cents});
    client.post("inkomstenopgaven", received("overig-inkomen", 400_000)).await?;
    volunteer.post("inkomstenopgaven", received("vrijwilligersvergoeding", 1_000)).await?;
    town.pays().await?;
    check!(volunteer.paid("2026-03").await? == whole, "an allowance of ten euros takes something off");
    check!(!volunteer.has_task("maand-aanvullen").await?, "what came earlier in the year is known");
    check!(client.payments("2026-03").await?.is_empty(), "paid above the norm");
    check!(client.has_task(END).await?, "nobody is told that the right goes on");

    let kept = client.get("betalingen").await?["gespaardeVakantietoeslag"].as_i64().unwrap_or_default();
    check!(kept > 0, "nothing was kept of February");
    let ends = json!({"reden": "ingetrokken", "ingangsdatum": "2026-03-01", "motivering": "Het inkomen is hoger dan de norm."});
    client.post("beeindigingen", ends).await?;
    town.world.settled().await?;
    check!(!client.has_task(END).await?, "it was ended");
    town.pays().await?;
    check!(client.paid("2026-04").await? == kept, "what was kept is not paid");
    Ok(())
}
