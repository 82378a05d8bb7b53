//! Time to complete an application (Awb art. 4:5, 4:14 and 4:15): asked again, answered in part, in time though recorded
//! late, extended, over; and the advance while nothing is decided (Participation Act art. 52).

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use system_tests::{Answer, Case, Who, World, check};

use super::acts::{closed, decisions_of_intake, end, text};
use super::clock::{ask, explained, half_told, term, terms};
use super::objections::{object, uphold};

async fn leave(world: &World, case: &str) -> anyhow::Result<Answer> {
    world.post(&Who::Intake, &format!("/aanvragen/{case}/niet-behandelen"), &json!({})).await
}

async fn receive(world: &World, case: &str, number: u32, body: &Value) -> anyhow::Result<Answer> {
    let path = format!("/aanvragen/{case}/hersteltermijnen/{number}/ontvangsten");
    world.post(&Who::Intake, &path, body).await
}

async fn last_day(world: &World, case: &str) -> anyhow::Result<NaiveDate> {
    Ok(text(term(&terms(world, case).await?, "beslistermijn")?, "laatsteDag").parse()?)
}

fn is_judged(case: &Case) -> bool {
    case.task("aanvulling-beoordelen").is_some()
}

/// Too little gives nothing and takes nothing; what came in time gives its days back when it is recorded after the term,
/// and the application can no longer be left.
pub async fn what_came_in_time_counts_when_it_is_recorded_late(world: &World) -> anyhow::Result<()> {
    let case = half_told(world).await?;
    let asked_on = world.today();
    let until = ask(world, &case, &["huurcontract", "bankafschriften"]).await?;
    let ahead = json!({"ontvangenOp": until, "compleet": true});
    receive(world, &case, 1, &ahead).await?.wrong(&["ontvangenOp not-in-the-future"])?;
    let before = json!({"ontvangenOp": asked_on - Days::new(1), "compleet": true});
    receive(world, &case, 1, &before).await?.wrong(&["ontvangenOp after-the-request"])?;
    receive(world, &case, 1, &json!({"compleet": false})).await?.done()?;
    let half = terms(world, &case).await?;
    check!(half["verzoeken"][0]["status"] == "loopt", "{half:#}");
    check!(term(&half, "beslistermijn")?["status"] == "staat-stil", "{half:#}");

    world.past(until).await?;
    world.until(&case, "someone sees to it", is_judged).await?;
    let passed = last_day(world, &case).await?;
    let came = asked_on + Days::new(3);
    receive(world, &case, 1, &json!({"ontvangenOp": came, "compleet": true})).await?.done()?;

    world.until(&case, "nothing is left to judge", |case| !is_judged(case)).await?;
    check!(last_day(world, &case).await? < passed, "the days are not given back: {passed}");
    let there = terms(world, &case).await?;
    explained(term(&there, "beslistermijn")?)?;
    check!(there["verzoeken"][0]["status"] == "compleet", "{there:#}");
    leave(world, &case).await?.refused(409, "evidence-complete")?;
    receive(world, &case, 1, &json!({"compleet": true})).await?.refused(409, "evidence-complete")?;
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}

/// A new request gives the applicant a new term; four weeks after the last one the application can no longer be left, and
/// asking once more does not bring that back. The decision term is extended once, with a reason.
pub async fn who_waits_too_long_decides_on_the_application_as_it_is(world: &World) -> anyhow::Result<()> {
    let case = half_told(world).await?;
    let path = format!("/aanvragen/{case}/hersteltermijnen");
    let soon = json!({"stukken": ["huurcontract"], "totEnMet": world.today() + Days::new(3)});
    world.post(&Who::Intake, &path, &soon).await?.wrong(&["totEnMet recovery-term-least"])?;
    let nothing = json!({"stukken": ["."], "totEnMet": world.today() + Days::new(14)});
    world.post(&Who::Intake, &path, &nothing).await?.wrong(&["stukken says-something"])?;
    let first = ask(world, &case, &["huurcontract"]).await?;
    let twice = json!({"stukken": ["loonstrook"], "totEnMet": first});
    world.post(&Who::Intake, &path, &twice).await?.refused(409, "evidence-already-asked")?;
    world.past(first).await?;
    let again = ask(world, &case, &["huurcontract"]).await?;
    world.until(&case, "the applicant has time again", |case| !is_judged(case)).await?;
    leave(world, &case).await?.refused(409, "recovery-term-running")?;
    let known = terms(world, &case).await?;
    let states: Vec<_> =
        known["verzoeken"].as_array().into_iter().flatten().map(|one| &one["status"]).collect();
    check!(states == ["verlopen", "loopt"], "{known:#}");
    world.past(again).await?;

    let later = last_day(world, &case).await? + Days::new(14);
    let working = (0..5).map(|days| later + Days::new(days));
    let extend = format!("/aanvragen/{case}/beslistermijn/verlengingen");
    let mut given = None;
    for until in working {
        let body = json!({"totEnMet": until, "reden": "Wij wachten op het UWV."});
        if world.post(&Who::Intake, &extend, &body).await?.is_success() {
            given = Some(until);
            break;
        }
    }
    check!(
        given.is_some() && last_day(world, &case).await? == given.unwrap_or(later),
        "not extended: {given:?}"
    );
    let body = json!({"totEnMet": later + Days::new(28), "reden": "Het duurt nog langer."});
    check!(!world.post(&Who::Intake, &extend, &body).await?.is_success(), "extended twice");

    world.to(again + Days::new(33)).await?;
    leave(world, &case).await?.refused(409, "not-processed-too-late")?;
    let once_more = ask(world, &case, &["huurcontract"]).await?;
    world.past(once_more).await?;
    leave(world, &case).await?.refused(409, "not-processed-too-late")?;
    let facts = world.expects.person(&world.expects.work.facts)?;
    world.complete_intake(&case, &facts).await?;
    world.until(&case, "it is decided", |case| case.state("recht") == "toegekend").await?;
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}

/// Left unprocessed, and that is reversed: there is a decision to take anew, with a term of its own, and what was asked for
/// the one that fell is no ground to leave it again.
pub async fn what_was_left_unprocessed_wrongly_goes_on(world: &World) -> anyhow::Result<()> {
    let case = half_told(world).await?;
    let until = ask(world, &case, &["huurcontract"]).await?;
    world.past(until).await?;
    leave(world, &case).await?.done()?;
    world.settled().await?;
    closed(world, &case, "niet-in-behandeling").await?;
    let decided = decisions_of_intake(world, &case).await?;
    check!(decided.len() == 1 && decided[0]["grond"] == "stukken-ontbreken", "{decided:#?}");
    check!(decided[0]["artikel"] == "Awb art. 4:5", "{decided:#?}");

    let objection = object(world, &case, "niet-in-behandeling").await?;
    uphold(world, &case, &objection).await?;
    world.until(&case, "the intake goes on", |case| case.task("intake-houden").is_some()).await?;
    let anew = terms(world, &case).await?;
    let decision = term(&anew, "beslistermijn-nieuw-besluit")?;
    check!(decision["status"] == "loopt" && decision["begonnenOp"] == json!(world.today()), "{anew:#}");
    leave(world, &case).await?.refused(409, "evidence-not-asked")?;
    let fallen = decisions_of_intake(world, &case).await?;
    check!(fallen.len() == 1 && fallen[0]["vervallenOp"] == json!(world.today()), "{fallen:#?}");
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}

/// While nothing is decided somebody is asked for an advance within four weeks: a ground why none is due ends that for these
/// four weeks only, and an advance for the next.
pub async fn an_advance_is_due_while_nothing_is_decided(world: &World) -> anyhow::Result<()> {
    let kind = "voorschot-geven";
    let facts = world.expects.person(&world.expects.work.facts)?;
    let report = world.report(&world.new_number()?, &facts);
    let opened = world.post(&Who::Intake, "/aanvragen", &report).await?.done()?;
    let case = text(&opened, "zaakId").to_owned();
    world.settled().await?;
    let advance = term(&terms(world, &case).await?, "voorschottermijn")?.clone();
    let until: NaiveDate = text(&advance, "laatsteDag").parse()?;
    explained(&advance)?;
    world.to(until).await?;
    let stands = world.until(&case, "someone is asked", |case| case.task(kind).is_some()).await?;
    let task = stands.task(kind).cloned().unwrap_or_default();
    check!(task["onderwerp"] == format!("voorschot-{until}"), "{task:#}");
    check!(task["rol"] == "inkomensconsulent" && task["uiterlijkOp"] == json!(until), "{task:#}");

    let grounds = format!("/aanvragen/{case}/voorschottermijn/gronden");
    let ground = json!({"grond": "gegevens-onthouden"});
    world.post(&Who::Income, &grounds, &ground).await?.done()?;
    world.until(&case, "nobody is asked", |case| case.task(kind).is_none()).await?;
    world.post(&Who::Income, &grounds, &ground).await?.refused(409, "advance-settled")?;
    world.to(until + Days::new(28)).await?;
    let stands = world.until(&case, "someone is asked again", |case| case.task(kind).is_some()).await?;
    check!(stands.task(kind) != Some(&task), "{:#}", stands.0);

    let account = json!({"begunstigde": "aanvrager", "naam": "Proefpersoon", "iban": "NL91ABNA0417164300"});
    world.post(&Who::Income, &format!("/zaken/{case}/rekening"), &account).await?.done()?;
    let given = json!({"motivering": "Er is niets meer om van te leven."});
    world.post(&Who::Income, &format!("/zaken/{case}/voorschotten"), &given).await?.done()?;
    world.until(&case, "it was given", |case| case.task(kind).is_none()).await?;
    world.settled().await?;

    // Without a right nothing settles it: somebody decides whether it is paid back.
    let end = json!({"reden": "ingetrokken", "motivering": "Zo bleek uit het gesprek."});
    world.post(&Who::Income, &format!("/zaken/{case}/beeindigingen"), &end).await?.done()?;
    let recovery = "terugvordering-beslissen";
    let undecided = |case: &Case| case.is_closed() && case.task(recovery).is_some();
    let stands = world.until(&case, "somebody decides on the advance", undecided).await?;
    let debt = stands.task(recovery).map(|task| text(task, "onderwerp").to_owned()).unwrap_or_default();
    let all = json!({"artikel": "58 lid 2", "motivering": "De aanvraag is ingetrokken."});
    let path = format!("/zaken/{case}/schulden/{debt}/terugvordering");
    world.post(&Who::Income, &path, &all).await?.done()?;
    world.settled().await?;
    // Who withdraws while looking for work first asked nothing in the end.
    let because = stands.text("afgeslotenWegens");
    check!(["ingetrokken", "preventie-ingetrokken"].contains(&because), "closed for {because}");
    closed(world, &case, because).await.map(drop)
}
