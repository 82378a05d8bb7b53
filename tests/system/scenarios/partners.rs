//! Partners who decline, stay silent, or are asked in vain.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::json;
use system_tests::{Who, World, check};

use super::acts::{accepted, decline, end, in_use, offer_of, offered, referrals, right, running, text};

/// Everyone who serves the person is asked once; then it is a person's task, with a term.
pub async fn when_nobody_is_left_a_person_looks(world: &World) -> anyhow::Result<()> {
    let led = &world.expects.work;
    let (case, mut offer) = offered(world, led).await?;
    let mut asked = BTreeSet::new();
    loop {
        let partner = text(&offer, "partner").to_owned();
        check!(asked.insert(partner.clone()), "{partner} is asked twice");
        decline(world, &offer).await?;
        if referrals(world, &case, "aangeboden").await?.is_empty() {
            break;
        }
        offer = offer_of(world, &case).await?;
    }
    check!(asked == led.partners.iter().cloned().collect(), "asked were {asked:?}, not {:?}", led.partners);
    let stands = world.until(&case, "none is left", |case| case.task("partner-zoeken").is_some()).await?;
    check!(stands.state("verwijzing") == "geen-partner", "{:#}", stands.0);
    check!(stands.timer("heronderzoek").is_some(), "no review is planned: {:#}", stands.0);
    let task = stands.task("partner-zoeken").cloned().unwrap_or_default();
    check!(task["rol"] == "re-integratieconsulent" && task["uiterlijkOp"].is_string(), "{task}");

    let path = format!("/taken/{}/afrondingen", text(&task, "taakId"));
    let body = json!({"resultaat": "Er komt een gesprek met een nieuwe aanbieder."});
    world.post(&Who::Reintegration, &path, &body).await?.done()?;
    let stands = world.until(&case, "the task is done", |case| case.task("partner-zoeken").is_none()).await?;
    check!(stands.waits_for_something(), "nobody looks any more: {:#}", stands.0);
    Ok(())
}

/// How many people a partner was offered or has accepted. Days that pass let other open cases come and go too.
async fn open_at(world: &World, partner: &str) -> anyhow::Result<usize> {
    let mut open = 0;
    for status in ["aangeboden", "geaccepteerd"] {
        let path = format!("/verwijzingen?status={status}");
        open += world.list(&Who::Partner(partner.to_owned()), &path, "verwijzingen").await?.len();
    }
    Ok(open)
}

/// The policy's days to answer are over: the next partner is asked, and the first has its place back.
pub async fn who_does_not_answer_in_time_is_passed_by(world: &World) -> anyhow::Result<()> {
    let (case, first) = offered(world, &world.expects.work).await?;
    let partner = text(&first, "partner");
    let until: NaiveDate = text(&first, "antwoordUiterlijkOp").parse()?;
    world.to(until).await?;
    check!(referrals(world, &case, "verlopen").await?.is_empty(), "expired a day too early");

    world.past(until).await?;
    let second = offer_of(world, &case).await?;
    check!(second["partner"] != first["partner"], "the same partner again");
    check!(referrals(world, &case, "verlopen").await?.len() == 1, "the first did not expire");
    check!(
        in_use(world, partner).await? == open_at(world, partner).await? as u64,
        "the place is not given back"
    );

    let path = format!("/verwijzingen/{}/antwoorden", text(&first, "verwijzingId"));
    let late = world.post(&Who::Partner(partner.to_owned()), &path, &json!({"geaccepteerd": true})).await?;
    late.refused(409, "referral-expired")?;
    end(world, &case, "ingetrokken").await.map(drop)
}

/// Whoever leaves, wherever the case stands, has no benefit any more, and the partner has its place back.
pub async fn withdrawal_gives_back_what_was_offered_or_accepted(world: &World) -> anyhow::Result<()> {
    let (case, offer) = offered(world, &world.expects.work).await?;
    let partner = text(&offer, "partner").to_owned();
    let with_offer = in_use(world, &partner).await?;
    end(world, &case, "ingetrokken").await?;
    check!(in_use(world, &partner).await? == with_offer - 1, "the offered place is not given back");
    check!(right(world, &case).await?["einddatum"].is_string(), "the benefit goes on");

    let (case, partner) = accepted(world, &world.expects.work).await?;
    let with_person = in_use(world, &partner).await?;
    check!(!running(world, &case).await?.is_empty(), "no trajectory");
    end(world, &case, "verhuisd").await?;
    check!(in_use(world, &partner).await? == with_person - 1, "the accepted place is not given back");
    check!(right(world, &case).await?["einddatum"].is_string(), "the benefit goes on");

    let again = world
        .post(
            &Who::Income,
            &format!("/zaken/{case}/beeindigingen"),
            &json!({"reden": "verhuisd", "motivering": "Zo bleek uit het gesprek."}),
        )
        .await?;
    again.refused(409, "case-already-ended").map(drop)
}
