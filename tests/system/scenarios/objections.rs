//! Objections (WF-10): in time or late, judged by someone else, and what an upheld one brings about in every service.

use anyhow::Context;
use chrono::Months;
use serde_json::{Value, json};
use system_tests::{Case, Who, World, check};

use super::acts::{accepted, closed, end, in_use, right, story, text};
use super::professional::choose;
use super::steps;

/// Objects today to something that was decided today; the id.
pub async fn object(world: &World, case: &str, against: &str) -> anyhow::Result<String> {
    object_to(world, case, against, None).await
}

/// The same, to the decision about money with this number. Workflow takes an objection against what it has heard was decided.
pub async fn object_to(
    world: &World,
    case: &str,
    against: &str,
    decision: Option<u32>,
) -> anyhow::Result<String> {
    let body = json!({
        "tegen": against, "bekendgemaaktOp": world.today(), "ontvangenOp": world.today(), "besluitnummer": decision,
        "motivering": "Dit klopt niet.",
    });
    world.settled().await?;
    let received = world.post(&Who::Income, &format!("/zaken/{case}/bezwaren"), &body).await?.done()?;
    check!(received["opTijd"] == true, "{received}");
    Ok(text(&received, "bezwaarId").to_owned())
}

async fn step(world: &World, case: &str, objection: &str, body: Value) -> anyhow::Result<()> {
    let path = format!("/zaken/{case}/bezwaren/{objection}/stappen");
    world.post(&Who::Quality, &path, &body).await?.done().map(drop)
}

pub async fn uphold(world: &World, case: &str, objection: &str) -> anyhow::Result<()> {
    step(world, case, objection, json!({"stap": "gehoord", "dag": world.today()})).await?;
    let decision =
        json!({"stap": "besluit", "uitkomst": "gegrond", "motivering": "De gegevens klopten niet."});
    step(world, case, objection, decision).await?;
    world.settled().await.map(drop)
}

/// Denied on wrong facts: the case goes on where it stopped, with a term, and a person decides anew with what the objection
/// held; the rules would say of what they know what they said before.
pub async fn who_was_denied_wrongly_is_granted_after_all(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("vermogen".into(), 2_500_000.into());
    let case = world.bring_in(&facts).await?;
    closed(world, &case, "afgewezen").await?;
    let objection = object(world, &case, "recht-op-bijstand").await?;
    let path = format!("/zaken/{case}/bezwaren");
    let found = world.get(&Who::Income, &path).await?.done()?;
    let lines = found["bezwaren"][0]["beslistermijn"]["verantwoording"].as_array().context("an account")?;
    check!(
        lines.iter().all(|line| !text(line, "tekst").is_empty() && !text(line, "bron").is_empty()),
        "{found:#}"
    );
    let unheard = json!({"stap": "besluit", "uitkomst": "gegrond", "motivering": "Zo is het."});
    let early = world.post(&Who::Quality, &format!("{path}/{objection}/stappen"), &unheard).await?;
    early.refused(409, "objection-step-out-of-order").map(drop)?;

    uphold(world, &case, &objection).await?;

    let stands =
        world.until(&case, "a person decides anew", |case| case.task("recht-beslissen").is_some()).await?;
    let task = stands.task("recht-beslissen").context("a task")?;
    check!(task["onderwerp"] == objection.as_str(), "{task}");
    let found = world.get(&Who::Income, &path).await?.done()?;
    check!(found["bezwaren"][0]["overwogen"] == "De gegevens klopten niet.", "{found:#}");
    let terms = world.get(&Who::Income, &format!("/aanvragen/{case}/termijnen")).await?.done()?;
    let anew = terms["termijnen"].as_array().into_iter().flatten();
    let anew: Vec<_> = anew.filter(|term| term["soort"] == "beslistermijn-nieuw-besluit").collect();
    check!(anew.len() == 1 && anew[0]["status"] == "loopt", "{terms:#}");
    // Facts that change do not let the rules decide instead.
    let body = json!({"gegevens": {"vermogen": 0}, "bron": "consulent", "vastgesteldOp": world.today()});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/gegevens"), &body).await?.done()?;
    world.settled().await?;
    check!(right(world, &case).await?["uitkomst"] == "mens-beslist", "the rules decided");
    let body = json!({"toegekend": true, "bedragPerMaand": 100_000, "motivering": "Het spaargeld was van een ander."});
    world.post(&Who::Income, &format!("/zaken/{case}/recht/besluiten"), &body).await?.done()?;
    world.settled().await?;
    let stands = world.until(&case, "it goes on", |case| case.state("recht") == "toegekend").await?;
    check!(stands.task("recht-beslissen").is_none(), "{:#}", stands.0);
    check!(right(world, &case).await?["uitkomst"] == "toegekend", "no right");
    let story = story(world, &case).await?;
    check!(
        story.iter().any(|line| text(line, "titel").contains("Bezwaar: het is gegrond")),
        "the objection is not told"
    );
    Ok(())
}

/// While an objection runs it shows what hangs on it; upheld, a person chooses the category anew.
pub async fn an_objection_against_the_category_takes_back_what_followed(world: &World) -> anyhow::Result<()> {
    let (case, partner) = accepted(world, &world.expects.work).await?;
    let objection = object(world, &case, "categorie").await?;
    let found = world.get(&Who::Income, &format!("/zaken/{case}/bezwaren")).await?.done()?;
    let hangs = &found["bezwaren"][0]["hangtEraan"];
    check!(hangs.as_array().is_some_and(|all| all.contains(&json!("traject"))), "{found:#}");
    let with_person = in_use(world, &partner).await?;

    uphold(world, &case, &objection).await?;

    // The policy would say of the same facts what it said before.
    let stands = world.until(&case, "a person chooses", |case| case.task("indelen").is_some()).await?;
    check!(
        stands.task("indelen").is_some_and(|task| task["onderwerp"] == objection.as_str()),
        "{:#}",
        stands.0
    );
    choose(world, &case, &world.expects.care.category).await?;
    let category = world.expects.care.category.clone();
    world.until(&case, "the other category is assigned", |case| case.text("categorie") == category).await?;
    world.settled().await?;
    check!(in_use(world, &partner).await? <= with_person, "the place of the old direction is kept");
    let stands = world.until(&case, "it is decided", |case| case.state("bezwaar") == "beslist").await?;
    check!(stands.task("op-bezwaar-beslissen").is_none(), "{:#}", stands.0);
    Ok(())
}

/// IN-5: school first is an outcome of the intake too; it closes the case, and a reversed decision opens it again.
pub async fn who_was_sent_to_school_wrongly_goes_on(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    let today = world.today();
    let birthday = today.checked_sub_months(Months::new(12 * 22)).unwrap_or(today);
    facts.insert("geboortedatum".into(), json!(birthday));
    facts.insert("kanOnderwijsVolgenMetStudiefinanciering".into(), json!(false));
    let body = world.report(&world.new_number()?, &facts);
    let opened = world.post(&Who::Intake, "/aanvragen", &body).await?.done()?;
    let case = text(&opened, "zaakId");
    if let Some(until) = opened["zoektermijnTotEnMet"].as_str() {
        world.past(until.parse()?).await?;
        let body = json!({"resultaat": "gezocht", "inspanningen": "Vier sollicitaties, met bewijs."});
        let path = format!("/aanvragen/{case}/zoektermijn-resultaten");
        world.post(&Who::Intake, &path, &body).await?.done()?;
    }
    world.until(case, "an intake is held", |case| case.task("intake-houden").is_some()).await?;
    let path = format!("/aanvragen/{case}/naar-onderwijs");
    world.post(&Who::Income, &path, &json!({})).await?.refused(403, "role-missing")?;
    world.post(&Who::Intake, &path, &json!({})).await?.refused(409, "school-first-education")?;
    let body = json!({"gegevens": {"kanOnderwijsVolgenMetStudiefinanciering": true}, "bron": "consulent",
        "vastgesteldOp": world.today()});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/gegevens"), &body).await?.done()?;

    let sent = world.post(&Who::Intake, &path, &json!({})).await?.done()?;
    check!(text(&sent["uitleg"], "regel") == "school-first", "{sent}");
    closed(world, case, "naar-onderwijs").await?;
    let told = story(world, case).await?;
    check!(told.iter().any(|line| text(line, "titel").contains("naar school")), "{told:?}");

    let objection = object(world, case, "niet-in-behandeling").await?;
    uphold(world, case, &objection).await?;

    world.until(case, "the intake goes on", |case| case.task("intake-houden").is_some()).await?;
    let seen = world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()?;
    check!(seen["stadium"] == "intake", "{seen}");
    end(world, case, "ingetrokken").await.map(drop)
}

/// Two measures were decided on one day: the number of the decision says which of them falls, and the other one stands.
pub async fn of_two_measures_of_one_day_the_number_says_which(world: &World) -> anyhow::Result<()> {
    let case = world.bring_in(&world.expects.person(&world.expects.work.facts)?).await?;
    world.until(&case, "there is a right", |case| case.state("recht") == "toegekend").await?;
    let today = world.today();
    let next = today.checked_add_months(Months::new(1)).unwrap_or(today);
    let breach = |duty: &str, day: chrono::NaiveDate| {
        json!({"duty": duty, "committed_on": today, "applied_on": today, "first_month": day.format("%Y-%m").to_string(),
            "blameless": false, "urgent_reasons": true, "tuned": {"percent": 5, "months": 1}})
    };
    let breaches = json!([breach("contact", today), breach("cooperation", next)]);
    steps::record_all(world, &case, "maatregel").await?;
    let body = json!({"vanaf": today, "gegevens": {"conduct": {"breaches": breaches}}});
    world.post(&Who::Income, &format!("/zaken/{case}/inkomensgegevens"), &body).await?.done()?;
    let decisions = format!("/zaken/{case}/beschikkingen");
    let decided = world.get(&Who::Income, &decisions).await?.done()?;
    let money = decided["geld"].as_array().context("decisions about money")?;
    check!(money.len() == 2 && money.iter().all(|one| one["soort"] == "maatregel"), "{decided:#}");
    check!(money.iter().all(|one| one["bezwaarTotEnMet"].is_string()), "{decided:#}");

    let objection = object_to(world, &case, "maatregel", Some(2)).await?;
    let other = object_to(world, &case, "maatregel", Some(1)).await?;
    uphold(world, &case, &objection).await?;
    let found = world.get(&Who::Income, &format!("/zaken/{case}/bezwaren")).await?.done()?;
    let of = |number: u32| found["bezwaren"].as_array()?.iter().find(|one| one["besluitnummer"] == number);
    check!(of(2).is_some_and(|one| one["herstel"] == "verbeterd"), "{found:#}");
    check!(of(1).is_some_and(|one| one["stand"] == "ontvangen"), "{found:#}");
    let decided = world.get(&Who::Income, &decisions).await?.done()?;
    check!(decided["geld"][2]["vervangt"] == 2, "{decided:#}");
    check!(text(&decided["geld"][2], "titel").starts_with("Verlaging vervallen"), "{decided:#}");
    step(world, &case, &other, json!({"stap": "ingetrokken"})).await?;
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}

/// A fine that falls: income takes the debt back by new lines and says so; the process shows that it is done, and nobody has
/// to do it by hand.
pub async fn a_fine_that_falls_is_corrected_by_the_service_that_decided(world: &World) -> anyhow::Result<()> {
    let case = world.bring_in(&world.expects.person(&world.expects.work.facts)?).await?;
    world.until(&case, "there is a right", |case| case.state("recht") == "toegekend").await?;
    let today = world.today().to_string();
    let known = json!({ "vanaf": today, "gegevens": {
        "conduct": { "fine": { "too_much": 30_000, "blame": "normal", "committed_on": "2025-06-01",
            "urgent_reasons": false, "reported_by_self": false, "at_assistance_level": true } },
        "recovery": { "norm": 141_946 },
    } });
    world.post(&Who::Income, &format!("/zaken/{case}/inkomensgegevens"), &known).await?.done()?;
    let fine = json!({
        "soort": "boete", "bedrag": 15_000, "maand": &today[..7], "artikel": "18a lid 1",
        "motivering": "Inkomsten zijn niet gemeld.",
    });
    let debts = format!("/zaken/{case}/schulden");
    world.post(&Who::Income, &debts, &fine).await?.done()?;
    let objection = object(world, &case, "boete").await?;
    uphold(world, &case, &objection).await?;

    let path = format!("/zaken/{case}/bezwaren");
    let found = world.get(&Who::Income, &path).await?.done()?;
    check!(found["bezwaren"][0]["herstel"] == "verbeterd", "{found:#}");
    let known = world.get(&Who::Income, &debts).await?.done()?;
    check!(known["openstaand"] == 0 && known["sluitfouten"] == json!([]), "{known:#}");
    check!(known["schulden"][0]["bedrag"] == 15_000, "what was decided stays on record: {known:#}");
    let stands = world.case(&case).await?;
    check!(stands.task("besluit-herstellen").is_none(), "{:#}", stands.0);
    let told = story(world, &case).await?;
    check!(
        told.iter().any(|line| text(line, "titel").starts_with("Na bezwaar vervalt een schuld")),
        "not told"
    );

    // There never was a measure to object to.
    let phantom =
        json!({"tegen": "maatregel", "bekendgemaaktOp": world.today(), "ontvangenOp": world.today()});
    world.post(&Who::Income, &path, &phantom).await?.refused(409, "nothing-decided")?;
    // What no service can correct, a person does, also when the case is closed.
    world
        .post(
            &Who::Income,
            &format!("/zaken/{case}/beeindigingen"),
            &json!({"reden": "ingetrokken", "motivering": "Zo bleek uit het gesprek."}),
        )
        .await?
        .done()?;
    world.settled().await?;
    world.until(&case, "the case is closed", Case::is_closed).await?;
    let other = object(world, &case, "categorie").await?;
    uphold(world, &case, &other).await?;
    world.until(&case, "a person corrects it", |case| case.task("besluit-herstellen").is_some()).await?;
    Ok(())
}

/// Granted with an amount that was wrong, in a case that ended since while the same person has another: the case stays closed, a
/// person decides over the days of the right, and by that the task is done.
pub async fn a_grant_that_falls_after_the_end_is_decided_over_its_days(world: &World) -> anyhow::Result<()> {
    const TASK: &str = "besluit-herstellen";
    let facts = world.expects.person(&world.expects.work.facts)?;
    let number = world.new_number()?;
    let case = &world.bring_in_as(&number, &facts).await?;
    world.until(case, "there is a right", |case| case.state("recht") == "toegekend").await?;
    world.settled().await?;
    world.to(world.today() + chrono::Days::new(20)).await?;
    end(world, case, "uitstroom-werk").await?;
    let ended = right(world, case).await?;
    let other = world.apply_at_the_form(&number, &facts).await?;
    let body =
        json!({"toegekend": true, "bedragPerMaand": 100_107, "motivering": "De kosten zijn niet gedeeld."});
    let path = format!("/zaken/{case}/recht/besluiten");
    world.post(&Who::Income, &path, &body).await?.refused(409, "benefit-ended")?;

    let objection = object(world, case, "recht-op-bijstand").await?;
    uphold(world, case, &objection).await?;
    let stands = world.until(case, "a person is asked", |case| case.task(TASK).is_some()).await?;
    check!(stands.is_closed(), "it goes on: {:#}", stands.0);
    world.post(&Who::Income, &path, &body).await?.done()?;
    world.until(case, "it is done", |case| case.task(TASK).is_none()).await?;
    world.settled().await?;

    let now = right(world, case).await?;
    check!(now["bedragPerMaand"] == 100_107 && now["einddatum"] == ended["einddatum"], "{now:#}");
    check!(now["ingangsdatum"] == ended["ingangsdatum"], "{now:#}");
    check!(world.case(case).await?.is_closed(), "the case goes on");
    let told = story(world, case).await?;
    check!(
        told.iter()
            .any(|line| text(line, "titel").contains("opnieuw vastgesteld over een recht dat is beëindigd")),
        "{told:#?}"
    );
    end(world, text(&other, "zaakId"), "ingetrokken").await.map(drop)
}
