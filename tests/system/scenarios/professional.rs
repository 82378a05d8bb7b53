//! What a professional may decide against or beside the policy (RE-2).

use anyhow::Context;
use serde_json::{Value, json};
use system_tests::{Who, World, check};

use super::acts::{category, offer_of, offered, referrals, text};

async fn propose(world: &World, who: &Who, case: &str, key: &str) -> anyhow::Result<Value> {
    let body = json!({"categorie": key, "motivering": "Uit het gesprek blijkt dat dit beter past."});
    let answer = world.post(who, &format!("/zaken/{case}/indeling/afwijkingen"), &body).await?.done()?;
    world.settled().await?;
    Ok(answer)
}

async fn confirm(
    world: &World,
    who: &Who,
    case: &str,
    deviation: &str,
) -> anyhow::Result<system_tests::Answer> {
    let path = format!("/zaken/{case}/indeling/afwijkingen/{deviation}/bevestigingen");
    let answer = world.post(who, &path, &json!({"bevestigd": true, "motivering": "Ook gezien."})).await?;
    world.settled().await?;
    Ok(answer)
}

/// A professional chooses a category, with a second person where the policy asks one.
pub async fn choose(world: &World, case: &str, key: &str) -> anyhow::Result<()> {
    let proposed = propose(world, &Who::Reintegration, case, key).await?;
    if world.expects.four_eyes {
        confirm(world, &Who::Quality, case, text(&proposed, "afwijkingId")).await?.done()?;
    }
    Ok(())
}

/// Another category than the policy's needs reasons; where the policy asks four eyes it changes nothing until
/// someone else agrees. What was offered before is taken back.
pub async fn a_deviation_needs_reasons_and_where_asked_four_eyes(world: &World) -> anyhow::Result<()> {
    let (work, care) = (&world.expects.work, &world.expects.care);
    let (case, offer) = offered(world, work).await?;
    let path = format!("/zaken/{case}/indeling/afwijkingen");
    let bare = json!({"categorie": care.category, "motivering": ""});
    world.post(&Who::Reintegration, &path, &bare).await?.wrong(&["motivering empty"])?;

    let proposed = propose(world, &Who::Both, &case, &care.category).await?;
    check!(proposed["bevestigingNodig"] == world.expects.four_eyes, "{proposed}");
    if world.expects.four_eyes {
        let stands = world
            .until(&case, "someone else looks", |case| case.task("afwijking-bevestigen").is_some())
            .await?;
        check!(stands.text("categorie") == work.category, "it holds before it was confirmed: {:#}", stands.0);
        let deviation = text(&proposed, "afwijkingId");
        check!(
            stands.task("afwijking-bevestigen").is_some_and(|task| task["onderwerp"] == deviation),
            "{:#}",
            stands.0
        );
        confirm(world, &Who::Both, &case, deviation).await?.refused(403, "four-eyes")?;
        confirm(world, &Who::Quality, &case, deviation).await?.done()?;
    }
    let other = world.until(&case, "it holds", |case| case.text("categorie") == care.category).await?;
    check!(other.task("afwijking-bevestigen").is_none(), "{:#}", other.0);
    // What is known of the person may exclude every partner of the new way: then a person looks for one.
    let stands = world
        .until(&case, "it goes the new way", |case| {
            matches!(case.state("verwijzing"), "aangeboden" | "geen-partner")
        })
        .await?;
    if stands.task("partner-zoeken").is_none() {
        let next = offer_of(world, &case).await?;
        check!(care.partners.iter().any(|key| key == text(&next, "partner")), "offered to {next}");
    }
    check!(referrals(world, &case, "ingetrokken").await?.len() == 1, "{offer} was not taken back");

    let known = category(world, &case).await?;
    let deviation = known["afwijkingen"].as_array().and_then(|all| all.first()).context("a deviation")?;
    check!(deviation["vanCategorie"] == work.category.as_str(), "{deviation}");
    check!(
        deviation["naarCategorie"] == care.category.as_str() && deviation["status"] == "bevestigd",
        "{deviation}"
    );
    check!(world.expects.four_eyes == deviation["bevestigdDoor"].is_string(), "{deviation}");
    Ok(())
}

/// Where the policy says that a person decides, a person decides: with a task and a term, and it goes on from there.
pub async fn what_the_policy_leaves_to_a_person_waits_for_one(world: &World) -> anyhow::Result<()> {
    let Some(left) = &world.expects.person_decides else { return Ok(()) };
    let case = world.bring_in(&world.expects.person(&left.facts)?).await?;
    let stands = world.until(&case, "a person chooses", |case| case.task("indelen").is_some()).await?;
    check!(stands.text("categorie").is_empty() && stands.stage() == "indeling", "{:#}", stands.0);
    choose(world, &case, &world.expects.work.category).await?;
    let offer = offer_of(world, &case).await?;
    check!(world.expects.work.partners.iter().any(|key| key == text(&offer, "partner")), "{offer}");
    Ok(())
}
