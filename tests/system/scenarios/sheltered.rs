//! Sheltered work: UWV's advice, a place, the waiting list (art. 10b).

use anyhow::Context;
use chrono::{Days, Months, NaiveDate};
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
    advised(world, case, positive.then(|| world.today() + Months::new(12))).await
}

/// Sheltered work fits until this day, or not at all.
async fn advised(world: &World, case: &str, until: Option<NaiveDate>) -> anyhow::Result<Case> {
    let body = match until {
        Some(until) => json!({"positief": true, "geldigTotEnMet": until}),
        None => json!({"positief": false}),
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

/// WF-9: who waits by an advice that runs out is told of in time. Renewed, it goes on; when it runs out all the same UWV is
/// asked anew, the turn is kept, and a place goes to the next until there is an advice again.
pub async fn an_advice_that_runs_out_is_asked_anew_and_the_turn_is_kept(world: &World) -> anyhow::Result<()> {
    const TASK: &str = "advies-vernieuwen";
    let Some(sheltered) = &world.expects.sheltered else { return Ok(()) };
    let placed = advice_asked(world, sheltered).await?;
    advise(world, &placed, true).await?;
    let (first, second) = (advice_asked(world, sheltered).await?, advice_asked(world, sheltered).await?);
    // UWV has eight weeks for a new one: tomorrow someone must ask it.
    let until = world.today() + Days::new(8 * 7 + 1);
    for case in [&first, &second] {
        let stands = advised(world, case, Some(until)).await?;
        check!(stands.task(TASK).is_none(), "too early: {:#}", stands.0);
    }
    world.to(world.today() + Days::new(1)).await?;
    for case in [&first, &second] {
        let stands = world.until(case, "someone asks UWV", |case| case.task(TASK).is_some()).await?;
        let task = stands.task(TASK).context("a task")?;
        check!(task["rol"] == "re-integratieconsulent" && task["uiterlijkOp"] == until.to_string(), "{task}");
    }
    let stands = advise(world, &second, true).await?;
    check!(stands.task(TASK).is_none(), "a new advice closes it: {:#}", stands.0);
    let soon = world.today() + Days::new(5);
    let stands = advised(world, &first, Some(soon)).await?;
    check!(stands.task(TASK).is_some_and(|task| task["uiterlijkOp"] == soon.to_string()), "{:#}", stands.0);

    world.past(soon).await?;
    let stands = world
        .until(&first, "UWV is asked anew", |case| {
            case.task("advies-geven").is_some() && case.task(TASK).is_none()
        })
        .await?;
    check!(stands.state("verwijzing") == "advies-gevraagd", "{:#}", stands.0);
    check!(indication(world, &first).await?["wachtlijstplaats"] == 1, "the turn is lost");
    check!(indication(world, &second).await?["wachtlijstplaats"] == 2, "another became the first");
    let list = world.list(&Who::Reintegration, "/wachtlijst", "wachtenden").await?;
    check!(text(&list[0], "zaakId") == first && list[0]["adviesGeldigTotEnMet"].is_null(), "{list:?}");
    let told = world.get(&Who::Quality, &format!("/zaken/{first}/termijnen")).await?.done()?;
    let all = told["termijnen"].as_array().into_iter().flatten();
    let over: Vec<_> = all.filter(|term| term["soort"] == "geldigheid-indicatie").collect();
    check!(over.len() == 2 && over.iter().all(|term| term["status"] == "klaar"), "{over:#?}");

    end(world, &placed, "verhuisd").await?;
    world.until(&second, "has the place", |case| case.state("verwijzing") == "geplaatst").await?;
    let stands = advise(world, &first, true).await?;
    check!(stands.state("verwijzing") == "wachtlijst", "{:#}", stands.0);
    end(world, &second, "ingetrokken").await?;
    world.until(&first, "has the place at last", |case| case.state("verwijzing") == "geplaatst").await?;
    // The next scenario finds the place free.
    end(world, &first, "ingetrokken").await.map(drop)
}
