//! What ends a case at any moment, and what is taken back then in every service.

use serde_json::json;
use system_tests::{Who, World, check};

use super::acts::{accepted, closed, end, in_use, offered, right, running, text};

/// Death, detention, moving away, pension age, work: the benefit ends on the day that is named, the partner has its place
/// back, the trajectory is closed and no task is left.
pub async fn whatever_ends_a_case_gives_everything_back(world: &World) -> anyhow::Result<()> {
    for reason in ["overleden", "gedetineerd", "pensioenleeftijd", "uitstroom-werk"] {
        let (case, partner) = accepted(world, &world.expects.work).await?;
        let with_person = in_use(world, &partner).await?;
        let day = world.today();
        let body = json!({"reden": reason, "ingangsdatum": day, "motivering": "Zo bleek uit het gesprek."});
        world.post(&Who::Income, &format!("/zaken/{case}/beeindigingen"), &body).await?.done()?;
        world.settled().await?;
        closed(world, &case, reason).await?;
        check!(in_use(world, &partner).await? == with_person - 1, "{reason}: the place is not given back");
        let right = right(world, &case).await?;
        check!(right["einddatum"].is_string(), "{reason}: the benefit goes on: {right:#}");
    }
    // While a partner has not answered yet, and before there is a right at all.
    let (case, offer) = offered(world, &world.expects.work).await?;
    let partner = text(&offer, "partner").to_owned();
    let with_offer = in_use(world, &partner).await?;
    end(world, &case, "overleden").await?;
    check!(in_use(world, &partner).await? == with_offer - 1, "the offered place is not given back");
    check!(running(world, &case).await?.is_empty(), "a trajectory began");
    Ok(())
}

/// Who marries applies anew, together: the case ends with that reason and names the one that takes its place.
pub async fn a_marriage_ends_one_case_and_another_takes_its_place(world: &World) -> anyhow::Result<()> {
    let other = world.bring_in(&world.expects.person(&world.expects.care.facts)?).await?;
    world.until(&other, "the other case is known", |case| case.0["proces"].is_array()).await?;
    let (case, partner) = accepted(world, &world.expects.work).await?;
    let with_person = in_use(world, &partner).await?;
    let spoke = json!({"soort": "gesprek", "notities": "Trouwt volgende maand."});
    let contacts = format!("/zaken/{case}/contactmomenten");
    world.post(&Who::Reintegration, &contacts, &spoke).await?.done()?;
    let path = format!("/zaken/{case}/opvolgers");
    let early = world.post(&Who::Income, &path, &json!({"opvolger": other})).await?;
    early.refused(409, "case-not-ended").map(drop)?;

    end(world, &case, "ander-huishouden").await?;
    check!(in_use(world, &partner).await? == with_person - 1, "the place is not given back");
    world.post(&Who::Income, &path, &json!({"opvolger": other})).await?.done()?;
    let found = world.get(&Who::Income, &format!("/zaken/{case}")).await?.done()?;
    check!(found["opvolgers"] == json!([other]), "{found:#}");
    check!(found["laatsteContact"] == world.today().to_string(), "{found:#}");
    let again = world.post(&Who::Reintegration, &contacts, &spoke).await?;
    again.refused(409, "case-already-ended").map(drop)
}
