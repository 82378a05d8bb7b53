//! An advance before there is a decision (Participation Act art. 52).

use serde_json::json;
use system_tests::{Case, Who, check};

use super::town::{Client, Town, alone};
use crate::scenarios::acts::{closed, text};

/// Somebody decides whether what was paid is paid back.
pub const RECOVERY: &str = "terugvordering-beslissen";

/// Someone reports without an intake, and gets an advance; its amount.
async fn advanced<'a>(town: &'a Town<'a>) -> anyhow::Result<(Client<'a>, i64)> {
    let world = town.world;
    let report = world.report(&world.new_number()?, &alone(world)?);
    let opened = town.post(&Who::Intake, "/aanvragen", report).await?;
    let client = Client { town, case: text(&opened, "zaakId").to_owned() };
    world.settled().await?;
    client.has_account("aanvrager").await?;
    let granted = client.post("voorschotten", json!({"motivering": "Er is niets om van te leven."})).await?;
    Ok((client, granted["bedrag"].as_i64().unwrap_or_default()))
}

/// The first assistance settles all of it at once. Where there is no right it stays a debt, also when the case is closed.
pub async fn an_advance_is_settled_by_the_first_assistance_and_stays_a_debt_without(
    town: &Town<'_>,
) -> anyhow::Result<()> {
    let world = town.world;
    let ((granted, cents), (denied, _)) = (advanced(town).await?, advanced(town).await?);
    town.pays().await?;
    for client in [&granted, &denied] {
        check!(
            client.payments("2026-02").await? == [(cents, "naar-de-bank".to_owned())],
            "no advance is paid"
        );
        check!(client.debts().await?["openstaand"] == cents, "it is owed until there is a decision");
    }

    let facts = alone(world)?;
    world.complete_intake(&granted.case, &facts).await?;
    let right = |case: &Case| case.state("recht") == "toegekend";
    world.until(&granted.case, "the right is granted", right).await?;
    let mut rich = facts.clone();
    rich.insert("vermogen".into(), json!(2_500_000));
    world.complete_intake(&denied.case, &rich).await?;
    world.settled().await?;
    let case = world.until(&denied.case, "it is denied", Case::is_closed).await?;
    check!(case.text("afgeslotenWegens") == "afgewezen", "{:#}", case.0);
    check!(case.task(RECOVERY).is_some(), "nobody decides whether the advance is paid back: {:#}", case.0);

    town.pays().await?;
    let march = granted.specification("2026-03").await?;
    let booked = march["boekingen"].as_array().cloned().unwrap_or_default();
    let of = |kind: &str| {
        booked.iter().filter(|one| one["soort"] == kind).filter_map(|one| one["bedrag"].as_i64()).sum::<i64>()
    };
    check!(of("verrekend-voorschot") == -cents, "{march:#}");
    let due = of("bijstand") + of("bijstand-over-een-eerdere-maand");
    check!(granted.paid("2026-03").await? == due - cents, "{due} less {cents}: {march:#}");
    check!(granted.debts().await?["openstaand"] == 0, "it was settled");

    check!(denied.payments("2026-03").await?.is_empty(), "paid without a right");
    let owed = denied.debts().await?;
    let of_advance = &owed["schulden"][0];
    check!(of_advance["soort"] == "voorschot" && of_advance["openstaand"] == cents, "{owed:#}");
    check!(text(of_advance, "tekst").contains("geen recht"), "{owed:#}");
    let path = format!("schulden/{}/terugvordering", text(of_advance, "schuldId"));
    let decided =
        json!({"bedrag": 0, "artikel": "58 lid 2", "motivering": "Er is niets om het van te betalen."});
    denied.post(&path, decided).await?;
    check!(denied.debts().await?["openstaand"] == 0, "it is not recovered");
    closed(world, &denied.case, "afgewezen").await?;
    check!(granted.may_object_to_all().await? == ["schuld"], "another decision");
    check!(denied.may_object_to_all().await? == ["schuld", "niet-teruggevorderd"], "another decision");
    Ok(())
}
