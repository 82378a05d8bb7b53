//! Sheltered work: UWV's advice, a place, the waiting list (art. 10b).

use serde_json::{Value, json};
use system_tests::{Case, Sheltered, Who, World, check};

use super::acts::{end, right, running, text};

/// Someone for whom UWV is asked for advice.
async fn advice_asked(world: &World, sheltered: &Sheltered) -> anyhow::Result<String> {
    let case = world.bring_in(&world.expects.person(&sheltered.facts)?).await?;
    let stands = world.until(&case, "UWV is asked", |case| case.task("advies-geven").is_some()).await?;
    check!(stands.text("categorie") == sheltered.category, "{:#}", stands.0);
    let asked = world.list(&Who::Uwv, "/adviesaanvragen", "adviesaanvragen").await?;
    check!(asked.iter().any(|one| one["zaakId"] == case.as_str()), "UWV does not see the question");
    Ok(case)
}

async fn advise(world: &World, case: &str, positive: bool) -> anyhow::Result<Case> {
    let body = if positive {
        json!({"positief": true, "geldigTotEnMet": world.today() + chrono::Months::new(12)})
    } else {
        json!({"positief": false})
    };
    world.post(&Who::Uwv, &format!("/zaken/{case}/adviezen"), &body).await?.done()?;
    world.settled().await?;
    world.until(case, "the advice is heard", |case| case.task("advies-geven").is_none()).await
}

async fn indication(world: &World, case: &str) -> anyhow::Result<Value> {
    world.get(&Who::Reintegration, &format!("/zaken/{case}/indicatie")).await?.done()
}

/// The first gets the only place; the second waits and is prepared; when the first leaves, the second goes in. Who
/// leaves the waiting list gives up the turn.
pub async fn a_place_then_the_waiting_list_then_a_place(world: &World) -> anyhow::Result<()> {
    let Some(sheltered) = &world.expects.sheltered else { return Ok(()) };
    let placed = advice_asked(world, sheltered).await?;
    let stands = advise(world, &placed, true).await?;
    check!(stands.state("verwijzing") == "geplaatst", "{:#}", stands.0);
    check!(stands.timer("heronderzoek").is_some(), "no review: {:#}", stands.0);

    let waiting = advice_asked(world, sheltered).await?;
    let leaving = advice_asked(world, sheltered).await?;
    for case in [&waiting, &leaving] {
        advise(world, case, true).await?;
        let stands = world
            .until(case, "waits and is prepared", |case| {
                case.state("verwijzing") == "wachtlijst" && case.state("traject") == "loopt"
            })
            .await?;
        check!(stands.timer("heronderzoek").is_some(), "no review: {:#}", stands.0);
        let trajectories = running(world, case).await?;
        check!(
            trajectories.len() == 1 && trajectories[0]["instrument"] == sheltered.preparation.as_str(),
            "{trajectories:?}"
        );
    }
    check!(indication(world, &waiting).await?["wachtlijstplaats"] == 1, "not the first");
    check!(indication(world, &leaving).await?["wachtlijstplaats"] == 2, "not the second");

    end(world, &leaving, "ingetrokken").await?;
    check!(right(world, &leaving).await?["einddatum"].is_string(), "the benefit goes on");
    let list = world.list(&Who::Reintegration, "/wachtlijst", "wachtenden").await?;
    check!(list.len() == 1 && text(&list[0], "zaakId") == waiting, "the turn is kept: {list:?}");

    end(world, &placed, "verhuisd").await?;
    let stands = world
        .until(&waiting, "has the place", |case| {
            case.state("verwijzing") == "geplaatst" && case.state("traject") != "wordt-beeindigd"
        })
        .await?;
    check!(stands.timer("heronderzoek").is_some(), "no review: {:#}", stands.0);
    check!(running(world, &waiting).await?.is_empty(), "the preparation goes on");
    let places = world.list(&Who::Manager, "/beschutte-plekken", "plekken").await?;
    check!(places.len() == 1 && places[0]["zaakId"] == waiting.as_str(), "{places:?}");
    // The next scenario finds the place free.
    end(world, &waiting, "ingetrokken").await.map(drop)
}

/// A negative advice: a professional chooses another way.
pub async fn a_negative_advice_goes_back_to_a_person(world: &World) -> anyhow::Result<()> {
    let Some(sheltered) = &world.expects.sheltered else { return Ok(()) };
    let case = advice_asked(world, sheltered).await?;
    let stands = advise(world, &case, false).await?;
    check!(
        stands.task("indelen").is_some_and(|task| task["rol"] == "re-integratieconsulent"),
        "{:#}",
        stands.0
    );
    check!(indication(world, &case).await?["status"] == "negatief-advies", "another state");

    let work = &world.expects.work;
    super::professional::choose(world, &case, &work.category).await?;
    let stands = world
        .until(&case, "goes another way", |case| {
            matches!(case.state("verwijzing"), "aangeboden" | "geen-partner")
        })
        .await?;
    check!(stands.text("categorie") == work.category && stands.task("indelen").is_none(), "{:#}", stands.0);
    Ok(())
}
