//! A case from application to the end.

use anyhow::Context;
use chrono::NaiveDate;
use serde_json::{Value, json};
use system_tests::{Who, World, check, tells_of_someone};

use super::acts::{
    accept, accepted, category, closed, decline, explained, in_use, offer_of, right, running, story, text,
};

/// Participation Act art. 21 a, the first half of 2026, and art. 22a with one cost sharer (half of art. 21 b).
const SINGLE: i64 = 140_150;
const SINGLE_WITH_ONE_COST_SHARER: i64 = 100_107;

/// Application, search period, intake, right, category, partner, trajectory, review, another category, another
/// partner, work: each step leads to the next, and the story tells all of it.
pub async fn from_application_to_another_way_and_out(world: &World) -> anyhow::Result<()> {
    let (work, care) = (&world.expects.work, &world.expects.care);
    let facts = world.expects.person(&work.facts)?;
    let reported = world.today();
    let case = world.bring_in(&facts).await?;
    let searched = world.today() > reported;
    check!(searched == world.expects.everyone_searches, "searched first: {searched}");

    granted_with(world, &case, if reported < HALFWAY.parse()? { Some(SINGLE) } else { None }, reported)
        .await?;
    let assigned = category(world, &case).await?;
    check!(assigned["categorie"] == work.category.as_str(), "category {assigned:#}");
    check!(assigned["richting"] == "werk", "direction {assigned:#}");
    explained(&assigned["uitleg"])?;

    let first = offer_of(world, &case).await?;
    check!(work.partners.iter().any(|key| key == text(&first, "partner")), "offered to {first}");
    let before = in_use(world, text(&first, "partner")).await?;
    decline(world, &first).await?;
    check!(in_use(world, text(&first, "partner")).await? == before - 1, "a declined place is not given back");
    let second = offer_of(world, &case).await?;
    check!(second["partner"] != first["partner"], "the same partner is asked twice");
    accept(world, &second).await?;
    let stands = world.until(&case, "the trajectory runs", |case| case.state("traject") == "loopt").await?;
    check!(
        stands.stage() == "traject" && stands.text("partner") == text(&second, "partner"),
        "{:#}",
        stands.0
    );
    let trajectory = running(world, &case).await?.into_iter().next().context("a trajectory")?;
    check!(trajectory["instrument"] == work.instrument.as_str(), "{trajectory}");

    let review = stands.timer("heronderzoek").context("a review is planned")?;
    live_to_review(world, &case, review).await?;
    recategorise(world, &case, &care.facts).await?;

    let third = offer_of(world, &case).await?;
    check!(care.partners.iter().any(|key| key == text(&third, "partner")), "offered to {third}");
    let changed = category(world, &case).await?;
    check!(changed["categorie"] == care.category.as_str(), "category {changed:#}");
    check!(running(world, &case).await?.is_empty(), "the old trajectory still runs");
    check!(in_use(world, text(&second, "partner")).await? < before + 1, "the old place is not given back");
    accept(world, &third).await?;
    world.until(&case, "the other trajectory runs", |case| case.state("traject") == "loopt").await?;
    let trajectory = running(world, &case).await?.into_iter().next().context("a trajectory")?;
    check!(trajectory["instrument"] == care.instrument.as_str(), "{trajectory}");

    found_work(world, &case, &trajectory, text(&third, "partner")).await?;
    told(world, &case, searched).await
}

/// From this day the norms of the second half of 2026 hold.
const HALFWAY: &str = "2026-07-01";

async fn granted_with(world: &World, case: &str, norm: Option<i64>, from: NaiveDate) -> anyhow::Result<()> {
    let right = right(world, case).await?;
    check!(right["uitkomst"] == "toegekend", "{right:#}");
    check!(right["ingangsdatum"] == from.to_string(), "from another day than the report: {right:#}");
    if let Some(norm) = norm {
        check!(right["normPerMaand"] == norm && right["bedragPerMaand"] == norm, "{right:#}");
    }
    let lines = right["uitleg"].as_array().map_or(&[][..], Vec::as_slice);
    check!(lines.len() > 5, "few rules were tried: {right:#}");
    check!(lines.iter().all(|line| !text(line, "bron").is_empty()), "a rule without an article: {right:#}");
    Ok(())
}

async fn live_to_review(world: &World, case: &str, review: NaiveDate) -> anyhow::Result<()> {
    world.to(review).await?;
    let stands = world.until(case, "the review is due", |case| case.task("heronderzoeken").is_some()).await?;
    check!(stands.state("heronderzoek") == "aan-de-beurt", "{:#}", stands.0);
    let task = stands.task("heronderzoeken").context("a task")?;
    let due: NaiveDate = text(task, "uiterlijkOp").parse()?;
    check!(due > world.today(), "due at once: {task}");
    Ok(())
}

/// At the review something turns out to have changed.
async fn recategorise(
    world: &World,
    case: &str,
    facts: &serde_json::Map<String, Value>,
) -> anyhow::Result<()> {
    let body = json!({"gegevens": facts, "bron": "consulent", "vastgesteldOp": world.today()});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/gegevens"), &body).await?.done()?;
    world.settled().await?;
    let body = json!({"uitkomst": "opnieuw-indelen", "notities": "Het gaat anders dan gedacht."});
    world.post(&Who::Reintegration, &format!("/zaken/{case}/heronderzoeken"), &body).await?.done()?;
    world.settled().await.map(drop)
}

async fn found_work(world: &World, case: &str, trajectory: &Value, partner: &str) -> anyhow::Result<()> {
    let path = format!("/zaken/{case}/trajecten/{}/resultaten", text(trajectory, "trajectId"));
    let by_partner = Who::Partner(partner.to_owned());
    let from = |first: NaiveDate| json!({"resultaat": "werk", "contractmaanden": 12, "eersteWerkdag": first});
    let began: NaiveDate = text(trajectory, "begindatum").parse()?;
    let early = world.post(&by_partner, &path, &from(began - chrono::Days::new(1))).await?;
    early.wrong(&["eersteWerkdag not-before-start"])?;
    world.post(&by_partner, &path, &from(world.today())).await?.done()?;
    let stands =
        world.until(case, "someone decides", |case| case.task("uitstroom-beslissen").is_some()).await?;
    let task = stands.task("uitstroom-beslissen").context("a task")?;
    check!(text(task, "rol") == "inkomensconsulent", "{task}");
    check!(text(task, "onderwerp").starts_with("Werk, met als eerste dag "), "{task}");
    let still = right(world, case).await?;
    check!(still["einddatum"].is_null(), "a partner's word ended the benefit: {still:#}");

    let body = json!({"reden": "uitstroom-werk", "ingangsdatum": world.today(), "motivering": "Voltijds werk met een loon boven de norm."});
    world.post(&Who::Income, &format!("/zaken/{case}/beeindigingen"), &body).await?.done()?;
    closed(world, case, "uitstroom-werk").await?;
    let right = right(world, case).await?;
    check!(right["einddatum"].is_string(), "the benefit goes on: {right:#}");
    Ok(())
}

/// A partner reports part-time work: the benefit goes on, its income is netted, and the case is reviewed.
pub async fn part_time_work_that_a_partner_reports_ends_nothing(world: &World) -> anyhow::Result<()> {
    let (case, partner) = accepted(world, &world.expects.work).await?;
    world.until(&case, "the trajectory runs", |case| case.state("traject") == "loopt").await?;
    let trajectory = running(world, &case).await?.into_iter().next().context("a trajectory")?;
    let path = format!("/zaken/{case}/trajecten/{}/resultaten", text(&trajectory, "trajectId"));
    let body = json!({"resultaat": "werk", "contractmaanden": 6});
    world.post(&Who::Partner(partner), &path, &body).await?.done()?;
    let stands =
        world.until(&case, "someone decides", |case| case.task("uitstroom-beslissen").is_some()).await?;
    let task = text(stands.task("uitstroom-beslissen").context("a task")?, "taakId").to_owned();

    let done = json!({"resultaat": "Twaalf uur per week: het loon wordt verrekend."});
    world.post(&Who::Income, &format!("/taken/{task}/afrondingen"), &done).await?.done()?;
    let stands =
        world.until(&case, "the case is reviewed", |case| case.task("heronderzoeken").is_some()).await?;
    check!(stands.task("uitstroom-beslissen").is_none(), "{:#}", stands.0);
    let right = right(world, &case).await?;
    check!(right["einddatum"].is_null(), "part-time work ended the benefit: {right:#}");
    Ok(())
}

/// Every service told its part, with the rule of every decision.
async fn told(world: &World, case: &str, searched: bool) -> anyhow::Result<()> {
    let story = story(world, case).await?;
    for service in ["intake", "inkomen", "re-integratie", "partners", "proces"] {
        check!(story.iter().any(|line| line["dienst"] == service), "{service} tells nothing");
    }
    let rules: Vec<_> = story.iter().map(|line| text(&line["uitleg"], "regel")).collect();
    let gate = if searched { "search-period" } else { "no-search-period" };
    for rule in [gate, "review-interval"] {
        check!(rules.contains(&rule), "no {rule} in {rules:?}");
    }
    let decided = ["inkomen", "re-integratie", "partners"].into_iter().all(|service| {
        story.iter().any(|line| line["dienst"] == service && explained(&line["uitleg"]).is_ok())
    });
    check!(decided, "a decision is told without its reasons: {story:#?}");
    let whole = story.iter().map(Value::to_string).collect::<String>();
    check!(!tells_of_someone(&whole), "the story tells who it is about");
    Ok(())
}

/// Who can do it alone is not sent to anybody, and is seen again at the review. Cost sharers lower the norm.
pub async fn own_strength_is_left_alone_until_the_review(world: &World) -> anyhow::Result<()> {
    let Some(alone) = &world.expects.own_strength else { return review_without_change(world).await };
    let mut facts = world.expects.person(&alone.facts)?;
    facts.insert("kostendelendeMedebewoners".into(), 1.into());
    let reported = world.today();
    let case = world.bring_in(&facts).await?;
    let stands =
        world.until(&case, "a review is planned", |case| case.timer("heronderzoek").is_some()).await?;

    check!(stands.text("categorie") == alone.category, "{:#}", stands.0);
    check!(stands.text("richting") == "eigen-kracht", "{:#}", stands.0);
    check!(stands.state("verwijzing") == "niet-verwezen", "{:#}", stands.0);
    if !alone.assistance {
        check!(stands.state("recht") == "niet-nodig", "{:#}", stands.0);
    } else if reported < HALFWAY.parse()? {
        granted_with(world, &case, Some(SINGLE_WITH_ONE_COST_SHARER), reported).await?;
    }
    live_to_review(world, &case, stands.timer("heronderzoek").context("a review")?).await
}

/// A review that changes nothing plans the next.
async fn review_without_change(world: &World) -> anyhow::Result<()> {
    let (case, _) = accepted(world, &world.expects.care).await?;
    let review = world.case(&case).await?.timer("heronderzoek").context("a review is planned")?;
    live_to_review(world, &case, review).await?;
    let body = json!({"uitkomst": "ongewijzigd"});
    let answer =
        world.post(&Who::Reintegration, &format!("/zaken/{case}/heronderzoeken"), &body).await?.done()?;
    let next: NaiveDate = text(&answer, "volgendHeronderzoekOp").parse()?;
    check!(next > world.today(), "no next review: {answer}");
    let stands =
        world.until(&case, "the next review", |case| case.timer("heronderzoek") == Some(next)).await?;
    check!(stands.task("heronderzoeken").is_none(), "{:#}", stands.0);
    Ok(())
}
