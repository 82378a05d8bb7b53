//! What people do in several scenarios, and what they look at.

use anyhow::Context;
use domain::{Direction, FactKey, FactKind};
use serde_json::{Value, json};
use system_tests::{Case, Led, Who, World, check};

/// Someone applies and is offered to a partner: the case, and the offer.
pub async fn offered(world: &World, led: &Led) -> anyhow::Result<(String, Value)> {
    let case = world.bring_in(&world.expects.person(&led.facts)?).await?;
    let offer = offer_of(world, &case).await?;
    Ok((case, offer))
}

/// The same, and the partner accepts: the case, and the partner.
pub async fn accepted(world: &World, led: &Led) -> anyhow::Result<(String, String)> {
    let (case, offer) = offered(world, led).await?;
    let partner = text(&offer, "partner").to_owned();
    accept(world, &offer).await?;
    world.until(&case, "the trajectory runs", |case| case.state("traject") == "loopt").await?;
    Ok((case, partner))
}

/// Someone with a right to assistance on 20 April, paid on an account of their own from one of the municipality: the case.
pub async fn assisted(world: &World) -> anyhow::Result<String> {
    let case = world.bring_in(&world.expects.person(&world.expects.work.facts)?).await?;
    world.until(&case, "the right is granted", |case| case.state("recht") == "toegekend").await?;
    world.to("2026-04-20".parse()?).await?;
    let account = json!({"begunstigde": "aanvrager", "naam": "Proefpersoon", "iban": "NL91ABNA0417164300"});
    world.post(&Who::Income, &format!("/zaken/{case}/rekening"), &account).await?.done()?;
    let from = json!({"naam": "Gemeente Proef", "iban": "NL02ABNA0123456789"});
    world.post(&Who::Manager, "/betaalrekening", &from).await?.done()?;
    Ok(case)
}

/// A month is worked out, and what comes of it approved and released, each by another.
pub async fn pays(world: &World, month: &str) -> anyhow::Result<()> {
    let asked = json!({"maand": month, "proefrun": false});
    let run = world.post(&Who::Income, "/betaalruns", &asked).await?.done()?;
    let run = format!("/betaalruns/{}", text(&run, "runId"));
    world.settled().await?;
    world.approve(&Who::Quality, &run).await?;
    world.post(&Who::Manager, &format!("{run}/vrijgaven"), &json!({})).await?.done()?;
    world.settled().await.map(drop)
}

/// The one offer that a case has out.
pub async fn offer_of(world: &World, case: &str) -> anyhow::Result<Value> {
    world
        .until(case, "a partner is offered the case", |case| case.state("verwijzing") == "aangeboden")
        .await?;
    world.settled().await?;
    let found = referrals(world, case, "aangeboden").await?;
    check!(found.len() == 1, "{} offers at once", found.len());
    found.into_iter().next().context("an offer")
}

/// The referrals of a case with a status.
pub async fn referrals(world: &World, case: &str, status: &str) -> anyhow::Result<Vec<Value>> {
    let path = format!("/verwijzingen?zaakId={case}&status={status}");
    world.list(&Who::Reintegration, &path, "verwijzingen").await
}

pub async fn accept(world: &World, offer: &Value) -> anyhow::Result<()> {
    answer(world, offer, json!({"geaccepteerd": true})).await
}

pub async fn decline(world: &World, offer: &Value) -> anyhow::Result<()> {
    answer(world, offer, json!({"geaccepteerd": false, "reden": "Ons aanbod past hier nu niet."})).await
}

async fn answer(world: &World, offer: &Value, body: Value) -> anyhow::Result<()> {
    let partner = Who::Partner(text(offer, "partner").to_owned());
    let path = format!("/verwijzingen/{}/antwoorden", text(offer, "verwijzingId"));
    world.post(&partner, &path, &body).await?.done()?;
    world.settled().await.map(drop)
}

/// Ends a case for this reason; waits until everything is taken back.
pub async fn end(world: &World, case: &str, reason: &str) -> anyhow::Result<Case> {
    let path = format!("/zaken/{case}/beeindigingen");
    let before = world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()?;
    // Who withdraws while looking for work first asked nothing in the end: prevention.
    let prevented =
        ["zoektermijn", "zoektermijn-voorbij"].contains(&text(&before, "stadium")) && reason == "ingetrokken";
    let because = if prevented { "preventie-ingetrokken" } else { reason };
    world
        .post(&Who::Income, &path, &json!({"reden": reason, "motivering": "Zo bleek uit het gesprek."}))
        .await?
        .done()?;
    world.settled().await?;
    closed(world, case, because).await
}

/// The case closed for this reason, and nothing of it is under way any more.
pub async fn closed(world: &World, case: &str, reason: &str) -> anyhow::Result<Case> {
    let found = world.until(case, "the case is closed", Case::is_closed).await?;
    check!(
        found.text("afgeslotenWegens") == reason,
        "closed for {}, not {reason}",
        found.text("afgeslotenWegens")
    );
    for list in ["openTaken", "termijnen"] {
        check!(found.0[list].as_array().is_some_and(Vec::is_empty), "{list} of a closed case: {:#}", found.0);
    }
    world.settled().await?;
    let application = world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()?;
    check!(application["stadium"] == "afgesloten", "the application is open: {application}");
    for status in ["aangeboden", "geaccepteerd"] {
        check!(referrals(world, case, status).await?.is_empty(), "a referral is still {status}");
    }
    check!(running(world, case).await?.is_empty(), "a trajectory still runs");
    Ok(found)
}

/// The right to assistance.
pub async fn right(world: &World, case: &str) -> anyhow::Result<Value> {
    world.get(&Who::Income, &format!("/zaken/{case}/recht")).await?.done()
}

/// The decisions of intake on the application, each with ground, article, reasons, day and the time to object.
pub async fn decisions_of_intake(world: &World, case: &str) -> anyhow::Result<Vec<Value>> {
    let found = world.get(&Who::Income, &format!("/zaken/{case}/beschikkingen")).await?.done()?;
    let all = found["aanvraag"].as_array().cloned().context("decisions on the application")?;
    for one in &all {
        for part in ["grond", "titel", "artikel", "beslotenOp"] {
            check!(!text(one, part).is_empty(), "no {part}: {one:#}");
        }
        explained(&one["uitleg"])?;
        check!(one["bezwaarTotEnMet"].is_string() || one["vervallenOp"].is_string(), "{one:#}");
    }
    Ok(all)
}

/// The category with its reasons.
pub async fn category(world: &World, case: &str) -> anyhow::Result<Value> {
    world.get(&Who::Reintegration, &format!("/zaken/{case}/indeling")).await?.done()
}

/// Trajectories that run; none where nobody was ever categorised.
pub async fn running(world: &World, case: &str) -> anyhow::Result<Vec<Value>> {
    let answer = world.get(&Who::Reintegration, &format!("/zaken/{case}/trajecten")).await?;
    if answer.status == 404 {
        return Ok(Vec::new());
    }
    let mut body = answer.done()?;
    let Value::Array(all) = body["trajecten"].take() else { anyhow::bail!("no list of trajectories") };
    Ok(all.into_iter().filter(|one| one["status"] == "loopt").collect())
}

/// How many of a partner's places are in use.
pub async fn in_use(world: &World, partner: &str) -> anyhow::Result<u64> {
    let found = world.get(&Who::Reintegration, "/partners").await?.done()?;
    let one = found["partners"].as_array().and_then(|all| all.iter().find(|one| one["partner"] == partner));
    one.and_then(|one| one["inGebruik"].as_u64()).context("no such partner")
}

/// The story of a case: unbroken, and every decision in it with rule, source and what it looked at.
pub async fn story(world: &World, case: &str) -> anyhow::Result<Vec<Value>> {
    let mut body = world.get(&Who::Quality, &format!("/zaken/{case}/verhaal")).await?.done()?;
    check!(body["ongeschonden"] == true, "the story is broken: {}", body["breuken"]);
    let Value::Array(lines) = body["regels"].take() else { anyhow::bail!("a story without lines") };
    for line in &lines {
        check!(!text(line, "titel").is_empty() && !text(line, "door").is_empty(), "a bare line: {line}");
        let explanation = &line["uitleg"];
        if explanation.is_object() {
            for part in ["regel", "bron", "tekst"] {
                check!(!text(explanation, part).is_empty(), "an explanation without {part}: {line}");
            }
            for input in explanation["invoer"].as_array().into_iter().flatten() {
                check!(is_read_by_people(input), "a code where a consultant reads: {input} in {line}");
            }
        }
    }
    Ok(lines)
}

/// No code of the software: those are English, and of several words with a sign between them.
pub fn is_read_by_people(input: &Value) -> bool {
    let codes = FactKey::ALL.iter().filter_map(|key| match key.kind() {
        FactKind::Choice(list) => Some(list.iter().filter(|one| one.dutch != one.code).map(|one| one.code)),
        _ => None,
    });
    let codes: Vec<_> = codes
        .flatten()
        .chain(Direction::ALL.map(Direction::code))
        .chain(["true", "false", "derived"])
        .collect();
    let (name, value, source) = (text(input, "omschrijving"), text(input, "waarde"), text(input, "bron"));
    !name.is_empty()
        && !name.contains('_')
        && !value.is_empty()
        && !value.contains('_')
        && ![value, source].iter().any(|text| codes.contains(text))
}

/// An explanation that names its rule, its source, its policy and what it looked at.
pub fn explained(explanation: &Value) -> anyhow::Result<()> {
    for part in ["regel", "bron", "beleidsversie", "tekst"] {
        check!(!text(explanation, part).is_empty(), "no {part}: {explanation}");
    }
    check!(
        explanation["invoer"].as_array().is_some_and(|all| !all.is_empty()),
        "looked at nothing: {explanation}"
    );
    Ok(())
}

pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}
