//! What was paid too much because something was told late (Participation Act art. 58).

use serde_json::{Value, json};
use system_tests::{Who, check};

use super::town::{Client, Town};
use crate::scenarios::acts::text;
use crate::scenarios::objections::{object, uphold};

/// Wages of February that come to light when February was paid: what is judged of them, and what they were.
pub(super) async fn earned(client: &Client<'_>, cents: i64) -> anyhow::Result<()> {
    let judged = json!({"applicant": {"hour_limited": false, "exemptions": {
        "months_of_n": 0, "months_of_r": 0, "helps_reintegration": false, "with_wage_cost_subsidy": false}}});
    client.states("2026-02-01", judged).await?;
    let wages = json!({"maand": "2026-02", "wie": "aanvrager", "soort": "loon", "bedrag": cents});
    client.post("inkomstenopgaven", wages).await?;
    // The work was of February alone.
    client.states("2026-03-01", json!({"applicant": {"incomes": []}})).await
}

/// The debt that waits for a decision, and how much it is.
async fn undecided(client: &Client<'_>) -> anyhow::Result<(String, i64)> {
    let debts = client.debts().await?;
    check!(debts["schulden"].as_array().is_some_and(|all| all.len() == 1), "{debts:#}");
    check!(client.has_task("terugvordering-beslissen").await?, "nobody decides on it");
    let debt = &debts["schulden"][0];
    Ok((text(debt, "schuldId").to_owned(), debt["openstaand"].as_i64().unwrap_or_default()))
}

fn decides(article: &str, cents: Option<i64>) -> Value {
    json!({"artikel": article, "bedrag": cents, "motivering": "Het loon van februari is niet gemeld."})
}

/// A run finds it and takes what may be withheld, which is a decision once it is paid. On the rest a person decides: all of
/// it where a duty was broken, a part where there are urgent reasons. Each month then pays it off within what is protected,
/// and what an objection takes back is paid back.
pub async fn what_was_paid_too_much_is_set_off_decided_on_and_withheld(
    town: &Town<'_>,
) -> anyhow::Result<()> {
    let (broke, urgent) = (town.client().await?, town.client().await?);
    town.pays().await?;
    let whole = broke.paid("2026-02").await?;
    for client in [&broke, &urgent] {
        earned(client, 60_000).await?;
        check!(client.money_decisions().await?.is_empty(), "nothing is decided before a run");
    }
    town.pays().await?;

    let set_off = whole - broke.paid("2026-03").await?;
    check!(set_off > 0 && set_off < whole / 10, "the share that may be withheld: {set_off} of {whole}");
    let decided = broke.money_decisions().await?;
    check!(decided.len() == 1 && decided[0]["soort"] == "verrekend", "{decided:#?}");
    check!(decided[0]["bedrag"] == set_off, "{set_off}: {decided:#?}");
    let ((debt, too_much), (other, _)) = (undecided(&broke).await?, undecided(&urgent).await?);
    let february = broke.specification("2026-02").await?;
    let change = &february["wijziging"];
    let less = change["was"].as_i64().unwrap_or_default() - change["wordt"].as_i64().unwrap_or_default();
    check!(less == set_off + too_much, "{less} = {set_off} + {too_much}: {february:#}");

    let path = |debt: &str| format!("schulden/{debt}/terugvordering");
    let instalment = json!({"bedrag": 5_000, "motivering": "Zo is het afgesproken."});
    let early = broke.puts(&format!("schulden/{debt}/aflossing"), &instalment).await?;
    early.refused(409, "recovery-undecided")?;
    let part =
        town.world.post(&Who::Income, &broke.path(&path(&debt)), &decides("58 lid 1", Some(1_000))).await?;
    check!(part.status == 400 || part.status == 409, "a part where all must be: {}", part.body);
    broke.post(&path(&debt), decides("58 lid 1", None)).await?;
    urgent.post(&path(&other), decides("58 lid 8", Some(10_000))).await?;
    town.world.settled().await?;
    for (client, owed, article) in [(&broke, too_much, "58"), (&urgent, 10_000, "58")] {
        check!(!client.has_task("terugvordering-beslissen").await?, "it was decided");
        check!(client.debts().await?["openstaand"] == owed, "{:#}", client.debts().await?);
        let decided = client.money_decisions().await?;
        let last = decided.last().cloned().unwrap_or_default();
        check!(
            text(&last, "artikel").contains(article) && last["bezwaarTotEnMet"].is_string(),
            "{decided:#?}"
        );
        client
            .puts(
                &format!("schulden/{}/aflossing", text(&client.debts().await?["schulden"][0], "schuldId")),
                &instalment,
            )
            .await?
            .done()?;
    }

    town.pays().await?;
    for (client, owed) in [(&broke, too_much), (&urgent, 10_000)] {
        check!(whole - client.paid("2026-04").await? == 5_000, "{:?}", client.payments("2026-04").await?);
        let debts = client.debts().await?;
        let stated = &debts["schulden"][0];
        check!(stated["openstaand"] == owed - 5_000 && stated["afbetaald"] == 5_000, "{debts:#}");
    }

    let objection = object(town.world, &broke.case, "terugvordering").await?;
    uphold(town.world, &broke.case, &objection).await?;
    check!(broke.debts().await?["openstaand"] == 0, "{:#}", broke.debts().await?);
    town.pays().await?;
    let may = broke.paid("2026-05").await?;
    check!(may == whole + 5_000, "what was paid off is paid back: {may} beside {whole}");
    let specification = broke.specification("2026-05").await?;
    check!(specification["boekingen"].to_string().contains("terug-na-bezwaar"), "{specification:#}");
    check!(urgent.paid("2026-05").await? == whole - 5_000, "the last instalment");
    check!(urgent.debts().await?["openstaand"] == 0, "{:#}", urgent.debts().await?);
    for client in [&broke, &urgent] {
        client.may_object_to_all().await?;
    }
    Ok(())
}

/// What nobody could know to be a mistake is not recovered; what was paid for two both owe, and the decision says which rules
/// were asked.
pub async fn the_law_says_what_is_recovered_and_of_whom(town: &Town<'_>) -> anyhow::Result<()> {
    let (alone, both) = (town.client().await?, town.couple().await?);
    town.pays().await?;
    for client in [&alone, &both] {
        earned(client, 60_000).await?;
    }
    town.pays().await?;

    let ((mistaken, _), (owed, too_much)) = (undecided(&alone).await?, undecided(&both).await?);
    let found = both.debts().await?["schulden"][0].clone();
    check!(found["reden"] == "later-ontvangen-middelen" && found["onbeslist"] == true, "{found:#}");
    let february = json!([{"maand": "2026-02", "bedrag": too_much}]);
    check!(found["overMaanden"] == february && found["medeschuldenaren"] == json!([]), "{found:#}");

    let path = |debt: &str| format!("schulden/{debt}/terugvordering");
    let mistake = |more: Value| {
        let mut body = decides("58 lid 2", more["bedrag"].as_i64());
        body["reden"] = json!("vergissing");
        body["herkenbaar"] = more["herkenbaar"].clone();
        body
    };
    for (more, wrong) in [
        (json!({}), "herkenbaar facts-missing"),
        (json!({"herkenbaar": false}), "bedrag recovery-58-2-e"),
        (json!({"herkenbaar": false, "bedrag": 1}), "bedrag recovery-58-2-e"),
    ] {
        let refused = town.world.post(&Who::Income, &alone.path(&path(&mistaken)), &mistake(more)).await?;
        refused.wrong(&[wrong])?;
    }
    check!(alone.has_task("terugvordering-beslissen").await?, "a refusal decides nothing");
    alone.post(&path(&mistaken), mistake(json!({"herkenbaar": false, "bedrag": 0}))).await?;
    both.post(&path(&owed), decides("58 lid 2", None)).await?;
    town.world.settled().await?;

    for client in [&alone, &both] {
        check!(!client.has_task("terugvordering-beslissen").await?, "it was decided");
    }
    check!(alone.debts().await?["openstaand"] == 0, "{:#}", alone.debts().await?);
    let left = alone.money_decisions().await?.last().cloned().unwrap_or_default();
    check!(left["uitleg"].to_string().contains("niet te herkennen"), "{left:#}");
    let debt = both.debts().await?["schulden"][0].clone();
    let other = json!([{"wie": "partner", "bedrag": too_much}]);
    check!(debt["openstaand"] == too_much && debt["medeschuldenaren"] == other, "{debt:#}");
    let decided = both.money_decisions().await?.last().cloned().unwrap_or_default();
    check!(decided["uitleg"].to_string().contains("ieder voor het geheel aansprakelijk"), "{decided:#}");
    check!(text(&debt, "tekst").contains("Uw partner is ook aansprakelijk"), "{debt:#}");
    for client in [&alone, &both] {
        client.may_object_to_all().await?;
    }
    Ok(())
}
