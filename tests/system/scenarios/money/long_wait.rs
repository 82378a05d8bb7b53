//! Nobody decides for longer than the law gives: an advance each four weeks, and what becomes of all of them.

use anyhow::Context;
use chrono::{Days, NaiveDate};
use domain::{Iban, Month};
use serde_json::{Map, Value, json};
use system_tests::{Case, Who, World, check, servers, tenants};

use super::advance::RECOVERY;
use super::town::alone;
use crate::income_year::bank::PAYING_ACCOUNT;
use crate::scenarios::acts::text;

/// Somebody gives an advance, or says why none is due.
const ADVANCE: &str = "voorschot-geven";
/// No last day of a term that begins here is a day off.
const FIRST_DAY: &str = "2026-02-03";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process() {
    let day = FIRST_DAY.parse().unwrap();
    let world = World::one_process_on(&tenants().unwrap()[0], day, None, |_| Ok(())).await.unwrap();
    told(world).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn production() {
    let Some(servers) = servers("who waits longer than the law") else { return };
    let day = FIRST_DAY.parse().unwrap();
    told(World::production_on(&tenants().unwrap()[0], day, &servers).await.unwrap()).await;
}

async fn told(world: World) {
    who_waits_longer_than_the_law_has_an_advance_each_four_weeks(&world).await.unwrap();
    world.nothing_stands_still().await.unwrap();
    world.stop().await.unwrap();
}

/// Whoever waits for longer than the eight weeks of the law has an advance each four weeks, as long as nobody decides; the first
/// assistance settles all of them, and without a right a person decides on each.
async fn who_waits_longer_than_the_law_has_an_advance_each_four_weeks(world: &World) -> anyhow::Result<()> {
    let from = json!({"naam": "Gemeente Proef", "iban": PAYING_ACCOUNT});
    world.post(&Who::Manager, "/betaalrekening", &from).await?.done()?;
    let facts = alone(world)?;
    let (granted, denied) = (waits(world, &facts, 1).await?, waits(world, &facts, 2).await?);
    let mut given = [0, 0];
    let mut last = None;
    for number in 1..=3 {
        if let Some(over) = last {
            world.past(over).await?;
        }
        let until = term_of_advance(world, &granted).await?;
        check!(last.is_none_or(|last| until == last + Days::new(28)), "{until} after {last:?}");
        world.to(until).await?;
        for (case, given) in [&granted, &denied].into_iter().zip(&mut given) {
            world.until(case, "somebody is asked", |case| case.task(ADVANCE).is_some()).await?;
            let body = json!({"motivering": "Er is niets om van te leven."});
            let path = format!("/zaken/{case}/voorschotten");
            let advance = world.post(&Who::Income, &path, &body).await?.done()?;
            *given += advance["bedrag"].as_i64().context("an amount")?;
            world.post(&Who::Income, &path, &body).await?.refused(409, "advance-granted")?;
            world.until(case, "it was given", |case| case.task(ADVANCE).is_none()).await?;
        }
        if number == 2 {
            // Eight weeks after the application nothing was decided, and that is somebody's task too.
            world.past(until).await?;
            let late = |case: &Case| case.task("alsnog-beslissen").is_some();
            world.until(&granted, "the decision is late", late).await?;
        }
        last = Some(until);
        pay(world).await?;
    }
    for (case, given) in [&granted, &denied].into_iter().zip(given) {
        let owed = world.get(&Who::Income, &format!("/zaken/{case}/schulden")).await?.done()?;
        check!(owed["openstaand"] == given && owed["sluitfouten"] == json!([]), "{owed:#}");
        check!(paid(world, case).await? == given, "not all of it was paid");
    }

    let mut rich = facts.clone();
    rich.insert("vermogen".into(), json!(2_500_000));
    world.complete_intake(&granted, &facts).await?;
    world.complete_intake(&denied, &rich).await?;
    world.until(&granted, "the right is granted", |case| case.state("recht") == "toegekend").await?;
    let case = world.until(&denied, "it is denied", Case::is_closed).await?;
    let asked = case.0["openTaken"].as_array().context("tasks")?;
    check!(asked.iter().filter(|task| task["soort"] == RECOVERY).count() == 3, "{:#}", case.0);
    // The months until now were paid in advance for the most part: what is left of them is settled with the next.
    world.to("2026-05-20".parse()?).await?;
    pay(world).await?;
    let settled = world.get(&Who::Income, &format!("/zaken/{granted}/schulden")).await?.done()?;
    check!(settled["openstaand"] == 0 && settled["sluitfouten"] == json!([]), "{settled:#}");
    check!(paid(world, &granted).await? > given[0], "what is left of the assistance is paid");

    check!(paid(world, &denied).await? == given[1], "paid without a right");
    let owed = world.get(&Who::Income, &format!("/zaken/{denied}/schulden")).await?.done()?;
    let debts = owed["schulden"].as_array().context("debts")?;
    check!(debts.len() == 3 && owed["openstaand"] == given[1], "{owed:#}");
    for (number, debt) in debts.iter().enumerate() {
        let path = format!("/zaken/{denied}/schulden/{}/terugvordering", text(debt, "schuldId"));
        let mut body = json!({"artikel": "58 lid 2", "motivering": "Er was te veel vermogen."});
        if number > 0 {
            body["bedrag"] = json!(0);
        }
        world.post(&Who::Income, &path, &body).await?.done()?;
    }
    let owed = world.get(&Who::Income, &format!("/zaken/{denied}/schulden")).await?.done()?;
    check!(owed["openstaand"] == debts[0]["openstaand"] && owed["sluitfouten"] == json!([]), "{owed:#}");
    world.until(&denied, "all is decided", |case| case.task(RECOVERY).is_none()).await?;
    world.settled().await.map(drop)
}

/// Someone reports, and has no intake yet; the case.
async fn waits(world: &World, facts: &Map<String, Value>, number: u32) -> anyhow::Result<String> {
    let report = world.report(&world.new_number()?, facts);
    let opened = world.post(&Who::Intake, "/aanvragen", &report).await?.done()?;
    world.settled().await?;
    let case = text(&opened, "zaakId").to_owned();
    let iban = Iban::with_check_digits("NL", &format!("TEST{:010}", 900 + number))?;
    let account = json!({"begunstigde": "aanvrager", "naam": "Proefpersoon", "iban": iban.expose()});
    world.post(&Who::Income, &format!("/zaken/{case}/rekening"), &account).await?.done()?;
    Ok(case)
}

/// The last day of the term for an advance in which nothing was done yet.
async fn term_of_advance(world: &World, case: &str) -> anyhow::Result<NaiveDate> {
    let seen = world.get(&Who::Intake, &format!("/aanvragen/{case}/termijnen")).await?.done()?;
    let terms = seen["termijnen"].as_array().context("terms")?;
    let runs = |one: &&Value| one["soort"] == "voorschottermijn" && one["status"] == "loopt";
    Ok(text(terms.iter().rfind(runs).context("a term for an advance")?, "laatsteDag").parse()?)
}

/// A run of this month, by three people.
async fn pay(world: &World) -> anyhow::Result<()> {
    let start = json!({"maand": Month::of(world.today()).to_string(), "proefrun": false});
    let run = world.post(&Who::Income, "/betaalruns", &start).await?.done()?;
    let path = format!("/betaalruns/{}", text(&run, "runId"));
    world.settled().await?;
    world.approve(&Who::Quality, &path).await?;
    world.post(&Who::Manager, &format!("{path}/vrijgaven"), &json!({})).await?.done()?;
    world.settled().await.map(drop)
}

/// What went to the bank altogether.
async fn paid(world: &World, case: &str) -> anyhow::Result<i64> {
    let found = world.get(&Who::Income, &format!("/zaken/{case}/betalingen")).await?.done()?;
    let all = found["betalingen"].as_array().context("payments")?;
    let gone = all.iter().filter(|one| one["status"] == "naar-de-bank");
    Ok(gone.filter_map(|one| one["bedrag"].as_i64()).sum())
}
