//! Cases in every state of the process, on the day before a new version holds.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use system_tests::{Case, World, check};

use crate::scenarios::acts::{accepted, end, offered, text};
use crate::scenarios::professional::choose;

/// Where the new version puts who is between the thresholds.
pub const NEW_CATEGORY: &str = "group-3";
/// The days between which the others come in and the version holds: no offer runs out meanwhile.
const SHORTLY_BEFORE: u64 = 3;

/// What a test has to know of them.
pub struct Caseload {
    /// Numbers of those on whom the new version decides otherwise, by what they are there for.
    pub concerned: BTreeMap<&'static str, String>,
    /// Ids.
    pub offered: String,
    pub in_trajectory: String,
}

impl Caseload {
    pub async fn of(world: &World, holds_from: NaiveDate) -> anyhow::Result<Self> {
        let mut concerned = BTreeMap::new();
        // The one whose review is due by then has been there for long.
        let (due, _) = accepted(world, &world.expects.work).await?;
        world.to(holds_from - chrono::Days::new(SHORTLY_BEFORE)).await?;
        world.until(&due, "the review is due", |case| case.task("heronderzoeken").is_some()).await?;
        concerned.insert("the review is due", due);

        let (offered, _) = offered(world, &world.expects.work).await?;
        concerned.insert("offered", offered.clone());
        let (in_trajectory, _) = accepted(world, &world.expects.work).await?;
        concerned.insert("in a trajectory", in_trajectory.clone());
        concerned
            .insert("to sheltered work", with(world, &[("aangewezenOpBeschutWerk", json!(true))]).await?);
        concerned.insert("a fact is missing", without(world, "aangewezenOpBeschutWerk").await?);
        let chosen = with(world, &[]).await?;
        choose(world, &chosen, &world.expects.care.category).await?;
        concerned.insert("chosen by a professional", chosen);
        not_concerned(world).await?;

        world.to(holds_from.pred_opt().unwrap_or(holds_from)).await?;
        for case in concerned.values_mut() {
            let found = world.case(case).await?;
            check!(!found.text("categorie").is_empty(), "not categorised: {:#}", found.0);
            *case = found.text("zaaknummer").to_owned();
        }
        Ok(Self { concerned, offered, in_trajectory })
    }
}

/// Those on whom the version has nothing to say, in every other state.
async fn not_concerned(world: &World) -> anyhow::Result<()> {
    let mut young = world.expects.person(&world.expects.work.facts)?;
    young.insert("geboortedatum".into(), "2003-06-01".into());
    let searching = world.apply_at_the_form(&world.new_number()?, &young).await?;
    stands(world, text(&searching, "zaakId"), "it searches", |case| case.state("melding") == "zoektermijn")
        .await?;

    let facts = world.expects.person(&world.expects.work.facts)?;
    let awaited = world.apply_at_the_form(&world.new_number()?, &facts).await?;
    stands(world, text(&awaited, "zaakId"), "an intake is held", |case| case.task("intake-houden").is_some())
        .await?;

    let right = without(world, "kostendelendeMedebewoners").await?;
    stands(world, &right, "the right is decided", |case| case.task("recht-beslissen").is_some()).await?;
    let lacking = without(world, "verdiencapaciteit").await?;
    stands(world, &lacking, "facts are missing", |case| case.state("indeling") == "gegevens-ontbreken")
        .await?;

    let alone = with(world, &[("verdiencapaciteit", json!(90))]).await?;
    stands(world, &alone, "a review is planned", |case| case.timer("heronderzoek").is_some()).await?;
    let sheltered =
        with(world, &[("verdiencapaciteit", json!(30)), ("aangewezenOpBeschutWerk", json!(true))]).await?;
    stands(world, &sheltered, "UWV is asked", |case| case.task("advies-geven").is_some()).await?;
    // Above the new threshold as above the old; a professional chose otherwise.
    let chosen = with(world, &[("verdiencapaciteit", json!(70))]).await?;
    choose(world, &chosen, &world.expects.care.category).await?;

    let closed = with(world, &[]).await?;
    end(world, &closed, "ingetrokken").await.map(drop)
}

async fn stands(world: &World, case: &str, what: &str, holds: impl Fn(&Case) -> bool) -> anyhow::Result<()> {
    world.until(case, what, holds).await.map(drop)
}

/// Someone between the thresholds, with these facts laid over.
async fn with(world: &World, over: &[(&str, Value)]) -> anyhow::Result<String> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.extend(over.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    settled(world, facts).await
}

async fn without(world: &World, name: &str) -> anyhow::Result<String> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.remove(name);
    settled(world, facts).await
}

async fn settled(world: &World, facts: Map<String, Value>) -> anyhow::Result<String> {
    let case = world.bring_in(&facts).await?;
    world.settled().await?;
    Ok(case)
}
