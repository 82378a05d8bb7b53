//! A new version of a policy is taken into use on cases in every state (WF-7).

mod caseload;
mod hold;

use std::collections::BTreeMap;
use std::process::Stdio;

use anyhow::Context;
use serde_json::{Value, json};
use system_tests::{CommandLine, Said, Who, World, check, newer_version, tells_of_someone};
use tokio::process::Command;

use crate::scenarios::acts::text;
use caseload::{Caseload, NEW_CATEGORY};
use hold::Hold;

/// Whose policy gets a new version.
const TENANT: &str = "emmen";
/// The version that holds before it.
const NOW: &str = "2015-01-01";
/// The day on which it begins to hold; cases come in from spring on.
const NEW: &str = "2026-10-01";
/// It asks more of who is sent straight to work: 65 percent instead of 50.
const CHANGES: [(&str, &str); 2] = [("[50..80]", "[65..80]"), ("..50)", "..65)")];
/// The answer on this request is not heard before the command is killed.
const HEARD_NO_MORE: usize = 3;
const ASKS: &str = "/heronderzoek-verzoeken";

/// `meedoen policy adopt` beside a running gateway.
struct Adopt<'a> {
    meedoen: CommandLine,
    world: &'a World,
    token: tempfile::NamedTempFile,
}

impl<'a> Adopt<'a> {
    fn of(world: &'a World, meedoen: CommandLine) -> anyhow::Result<Self> {
        let token = tempfile::NamedTempFile::new()?;
        std::fs::write(token.path(), world.token(&Who::Policy)?)?;
        Ok(Self { meedoen, world, token })
    }

    fn command(&self, gateway: &str, arguments: &[&str]) -> Command {
        let municipality = self.world.municipality.to_string();
        self.policy(gateway, &[&["adopt", "--municipality", &municipality], arguments].concat())
    }

    fn policy(&self, gateway: &str, arguments: &[&str]) -> Command {
        let mut command = self.meedoen.command(&["policy"]);
        command
            .args(arguments)
            .args(["--gateway", gateway])
            .arg("--policies")
            .arg(self.world.folder().join("policies"))
            .arg("--token-file")
            .arg(self.token.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    async fn says(&self, arguments: &[&str]) -> anyhow::Result<Said> {
        Said::by(self.command(&self.world.gateway(), arguments)).await
    }

    async fn does(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let out = self.says(arguments).await?.done()?;
        self.world.settled().await?;
        Ok(out)
    }

    /// Tries the new version on the cases that run: the numbers of those that would move.
    async fn tried(&self, now: &str) -> anyhow::Result<Vec<String>> {
        let list = tempfile::NamedTempFile::new()?;
        let path = list.path().to_str().context("a path that is no text")?;
        let municipality = self.world.municipality.to_string();
        let versions = ["try", &municipality, "--running", "--now", now, "--then", NEW, "--list", path];
        Said::by(self.policy(&self.world.gateway(), &versions)).await?.done()?;
        let rows = std::fs::read_to_string(list.path())?;
        let numbers = rows.lines().skip(1).filter_map(|row| row.split(',').next());
        Ok(numbers.map(str::to_owned).collect())
    }

    /// Kills the command when it has asked `HEARD_NO_MORE` times and waits for an answer that does not come.
    async fn is_killed_on_the_way(&self, by_new_policy: usize) -> anyhow::Result<()> {
        let hold = Hold::before(&self.world.gateway(), ASKS, HEARD_NO_MORE).await?;
        let gateway = format!("http://{}", hold.address);
        let mut running = self.command(&gateway, &["--at-once", "1"]).spawn()?;
        testkit::eventually("the last one is asked", || async {
            told_why(self.world).await.is_ok_and(|told| told.len() == HEARD_NO_MORE)
        })
        .await;
        running.kill().await?;
        self.world.settled().await?;
        check!(HEARD_NO_MORE < by_new_policy, "nothing is left to ask");
        check!(told_why(self.world).await?.len() == HEARD_NO_MORE, "it went on after it was killed");
        Ok(())
    }
}

/// The open reviews that name the new policy, by case number.
async fn told_why(world: &World) -> anyhow::Result<BTreeMap<String, Value>> {
    let tasks = world.list(&Who::Manager, "/taken", "taken").await?;
    let mut told = BTreeMap::new();
    for task in tasks.into_iter().filter(|task| task["soort"] == "heronderzoeken") {
        let number = text(&task, "zaaknummer").to_owned();
        if text(&task, "onderwerp").starts_with("Nieuw beleid: ") {
            check!(told.insert(number.clone(), task).is_none(), "{number} has two reviews");
        }
    }
    Ok(told)
}

/// Number, category and open tasks of every case.
async fn stands(world: &World) -> anyhow::Result<BTreeMap<String, (Value, Value)>> {
    let mut all = BTreeMap::new();
    for row in world.list(&Who::Manager, "/zaken", "zaken").await? {
        let case = world.case(text(&row, "zaakId")).await?;
        all.insert(
            text(&row, "zaaknummer").to_owned(),
            (row["categorie"].clone(), case.0["openTaken"].clone()),
        );
    }
    Ok(all)
}

/// What a text says of the totals.
fn total(out: &str, about: &str) -> u64 {
    let line = out.lines().find_map(|line| line.trim().strip_suffix(about));
    line.and_then(|count| count.trim().parse().ok()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_version_asks_a_review_of_each_case_it_concerns_once_and_moves_nobody() {
    let Some(meedoen) = CommandLine::built("taking a policy into use") else { return };
    let world =
        World::one_process_with(TENANT, None, |policies| newer_version(policies, TENANT, NEW, &CHANGES))
            .await
            .unwrap();
    if let Err(error) = adopted(&world, meedoen).await {
        panic!("{error:#}");
    }
    world.stop().await.unwrap();
}

async fn adopted(world: &World, meedoen: CommandLine) -> anyhow::Result<()> {
    let cases = Caseload::of(world, NEW.parse()?).await?;
    let adopt = Adopt::of(world, meedoen)?;

    // The day before it can be looked at, and not be asked.
    let early = adopt.does(&["--dry-run", "--on", NEW]).await?;
    check!(total(&early, "zou anders uitvallen") == cases.concerned.len() as u64, "{early}");
    let refused = adopt.says(&["--version", NEW]).await?;
    check!(!refused.succeeded && refused.error.contains("does not hold"), "{}", refused.error);
    let nothing = adopt.does(&["--dry-run"]).await?;
    check!(total(&nothing, "zou anders uitvallen") == 0, "the version of today changes something: {nothing}");

    world.to(NEW.parse()?).await?;
    let before = stands(world).await?;
    let looked = adopt.does(&["--dry-run"]).await?;
    check!(stands(world).await? == before, "a dry run changed something");
    told_of(&looked, &cases)?;
    check!(total(&looked, "zou anders uitvallen") == cases.concerned.len() as u64, "{looked}");
    let (tried, none) = (adopt.tried(NOW).await?, adopt.tried(NEW).await?);
    check!(cases.concerned.values().all(|number| tried.contains(number)), "not all are tried: {tried:?}");
    check!(none.is_empty(), "a version differs from itself: {none:?}");

    adopt.is_killed_on_the_way(cases.concerned.len()).await?;
    let rest = adopt.does(&[]).await?;
    told_of(&rest, &cases)?;
    let left = cases.concerned.len() - HEARD_NO_MORE;
    check!(total(&rest, "heronderzoek gevraagd") == left as u64, "{rest}");
    check!(total(&rest, "was al gevraagd voor deze versie") == HEARD_NO_MORE as u64, "{rest}");
    each_once(world, &cases, &before).await?;
    let again = adopt.does(&[]).await?;
    check!(total(&again, "heronderzoek gevraagd") == 0, "{again}");
    each_once(world, &cases, &before).await?;

    people_decide(world, &cases, &adopt).await?;
    world.nothing_stands_still().await
}

/// Each case that is concerned with its reason, and no other.
fn told_of(out: &str, cases: &Caseload) -> anyhow::Result<()> {
    let named: Vec<_> =
        out.lines().filter_map(|line| line.split_once("  van ")).map(|(number, _)| number).collect();
    for number in cases.concerned.values() {
        check!(named.iter().filter(|one| *one == number).count() == 1, "{number} is not named once: {out}");
    }
    check!(named.len() == cases.concerned.len(), "others are named: {out}");
    check!(!tells_of_someone(out), "it tells who it is about");
    Ok(())
}

/// One review for each case that is concerned; everything else stands as it stood.
async fn each_once(
    world: &World,
    cases: &Caseload,
    before: &BTreeMap<String, (Value, Value)>,
) -> anyhow::Result<()> {
    let told = told_why(world).await?;
    let numbers: Vec<_> = told.keys().collect();
    let mut expected: Vec<_> = cases.concerned.values().collect();
    expected.sort();
    check!(numbers == expected, "asked of {numbers:?}, not of {expected:?}");
    let now = stands(world).await?;
    for (number, (category, tasks)) in before {
        let (category_now, tasks_now) = now.get(number).context("a case is gone")?;
        check!(category_now == category, "{number} was moved from {category} to {category_now}");
        let others = |tasks: &Value| {
            let all = tasks.as_array().into_iter().flatten();
            all.filter(|task| task["soort"] != "heronderzoeken").cloned().collect::<Vec<_>>()
        };
        check!(others(tasks) == others(tasks_now), "{number} has other tasks: {tasks_now:#}");
        let reviews =
            tasks_now.as_array().into_iter().flatten().filter(|task| task["soort"] == "heronderzoeken");
        check!(reviews.count() <= 1, "{number} has two reviews: {tasks_now:#}");
    }
    Ok(())
}

/// Who completes a review decides; after that the version has nothing to ask any more.
async fn people_decide(world: &World, cases: &Caseload, adopt: &Adopt<'_>) -> anyhow::Result<()> {
    let (moved, kept) = (&cases.offered, &cases.in_trajectory);
    for (case, outcome) in [(moved, "opnieuw-indelen"), (kept, "ongewijzigd")] {
        let path = format!("/zaken/{case}/heronderzoeken");
        world.post(&Who::Reintegration, &path, &json!({"uitkomst": outcome})).await?.done()?;
    }
    world.settled().await?;
    let anew = |case: &system_tests::Case| case.text("categorie") == NEW_CATEGORY;
    world.until(moved, "it is categorised under the new version", anew).await?;
    check!(world.case(kept).await?.text("categorie") != NEW_CATEGORY, "it was kept by a person");
    // Who comes now comes under the new version from the start.
    let new = world.bring_in(&world.expects.person(&world.expects.work.facts)?).await?;
    world.until(&new, "a new case is categorised", anew).await?;

    let last = adopt.does(&[]).await?;
    check!(total(&last, "heronderzoek gevraagd") == 0, "{last}");
    check!(total(&last, "al ingedeeld volgens deze versie") == 2, "{last}");
    let told = told_why(world).await?;
    check!(told.len() == cases.concerned.len() - 2, "called in again: {:?}", told.keys());
    Ok(())
}
