//! The broad intake as a form: filled in by several people and systems, left half-way and gone on with.

use anyhow::Context;
use reqwest::Method;
use serde_json::{Map, Value, json};
use system_tests::{Who, World, check};

use super::acts::{end, text};

/// IN-4, IN-10, WF-8: the policy composes the form; the applicant leaves it half-way, a register and a consultant
/// complete it, and only then the intake can be completed. Nothing is asked twice.
pub async fn a_form_left_half_way_is_completed_by_three_kinds_of_people(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let case = applied(world, &facts).await?;

    let form = read(world, &Who::Form, &case).await?;
    check!(form["compleet"] == false, "what the law needs is not there: {form:#}");
    // Every other question that the applicant can answer, and then the lid goes down.
    let asked = open(&form, "aanvrager").into_iter().filter(|name| facts.contains_key(name));
    let asked: Vec<_> = asked.step_by(2).collect();
    answer(world, &Who::Form, &case, &form, ("aanvrager", None), &pick(&facts, &asked)).await?.done()?;
    let refused = complete(world, &case).await?;
    let missing = refused.refused(400, "invalid-input")?["invalidParams"].as_array().map_or(0, Vec::len);
    let form = read(world, &Who::Intake, &case).await?;
    let waits_for = list(&form, "ontbrekendeGegevens");
    check!(missing == waits_for.len() && missing > 0, "{missing} are named, {waits_for:?} are missing");
    for name in &asked {
        let question = question(&form, name).context("it is still asked")?;
        check!(text(question, "status") == "bekend" && text(question, "bron") == "aanvrager", "{question}");
    }

    // What a register knows, through the adapter that asks it.
    let read_by_uwv = read(world, &Who::Uwv, &case).await?;
    let of_others = questions(&read_by_uwv).filter(|one| one.get("antwoord").is_some()).count();
    check!(of_others == 0, "a system sees what others said: {read_by_uwv:#}");
    let known: Vec<_> =
        open(&read_by_uwv, "systeem").into_iter().filter(|name| varies(&facts, name)).collect();
    let known: Vec<_> = known.into_iter().step_by(2).collect();
    let source = ("register", Some("polisadministratie"));
    answer(world, &Who::Uwv, &case, &read_by_uwv, source, &pick(&facts, &known)).await?.done()?;

    // Two who read the same form: what another answered meanwhile is not overwritten.
    let first = known.first().context("the register knew something")?;
    let crossed: Map<_, _> = [(first.clone(), other(&facts, first))].into_iter().collect();
    let late = answer(world, &Who::Intake, &case, &form, ("consulent", None), &crossed).await?;
    late.refused(409, "answered-meanwhile")?;

    let form = read(world, &Who::Intake, &case).await?;
    let rest = open(&form, "consulent");
    let stands = answer(world, &Who::Intake, &case, &form, ("consulent", None), &pick(&facts, &rest)).await?;
    let stands = stands.done()?;
    check!(stands["compleet"] == true && list(&stands, "ontbrekendeGegevens").is_empty(), "{stands:#}");
    let form = read(world, &Who::Intake, &case).await?;
    let left = questions(&form).filter(|one| text(one, "status") == "open");
    let left: Vec<_> =
        left.map(|one| text(one, "gegeven")).filter(|name| facts.contains_key(*name)).collect();
    check!(left.is_empty(), "what is known is asked again: {left:?}");

    complete(world, &case).await?.done()?;
    let application = world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()?;
    check!(text(&application, "stadium") == "compleet", "{application:#}");
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}

/// The page is there for who takes a page, and an answer that nobody asked is named.
pub async fn a_form_can_be_laid_on_the_table(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let opened = world.apply_at_the_form(&world.new_number()?, &facts).await?;
    let case = text(&opened, "zaakId").to_owned();
    let path = format!("/aanvragen/{case}/formulier");
    let token = world.token(&Who::Intake)?;
    let page = world.http.send(Method::GET, &token, &path, &[("Accept", "text/markdown")], None).await?;
    let page = page.done()?;
    let page = page.as_str().context("a page")?;
    let number = text(&opened, "zaaknummer");
    check!(page.starts_with(&format!("# Intakeformulier van zaak {number}")), "{page}");
    let form = read(world, &Who::Intake, &case).await?;
    for question in questions(&form) {
        check!(page.contains(text(question, "vraag")), "{} is not on the page", text(question, "gegeven"));
    }

    let partner = json!({"geboortedatumPartner": "1990-01-01"});
    let partner = partner.as_object().cloned().unwrap_or_default();
    let refused = answer(world, &Who::Form, &case, &form, ("aanvrager", None), &partner).await?;
    refused.wrong(&[
        "gegevens.geboortedatumPartner question-withdrawn",
        "gegevens.geboortedatumPartner partner-needs-couple",
    ])?;
    let quality = answer(world, &Who::Quality, &case, &form, ("consulent", None), &partner).await?;
    quality.refused(403, "role-missing")?;
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}

/// Someone applied, and looked for work first where that is asked.
async fn applied(world: &World, facts: &Map<String, Value>) -> anyhow::Result<String> {
    let opened = world.apply_at_the_form(&world.new_number()?, facts).await?;
    let case = text(&opened, "zaakId").to_owned();
    if let Some(until) = opened["zoektermijnTotEnMet"].as_str() {
        world.past(until.parse()?).await?;
        let body = json!({"resultaat": "gezocht", "inspanningen": "Vier sollicitaties, met bewijs."});
        world
            .post(&Who::Intake, &format!("/aanvragen/{case}/zoektermijn-resultaten"), &body)
            .await?
            .done()?;
    }
    world.until(&case, "an intake is held", |case| case.task("intake-houden").is_some()).await?;
    Ok(case)
}

async fn read(world: &World, who: &Who, case: &str) -> anyhow::Result<Value> {
    world.get(who, &format!("/aanvragen/{case}/formulier")).await?.done()
}

fn body(form: &Value, source: &str, name: Option<&str>, world: &World, given: &Map<String, Value>) -> Value {
    let mut body = json!({"versie": form["versie"], "gegevens": given, "bron": source,
        "vastgesteldOp": world.today()});
    if let Some(name) = name {
        body["bronNaam"] = name.into();
    }
    body
}

async fn answer(
    world: &World,
    who: &Who,
    case: &str,
    form: &Value,
    (source, name): (&str, Option<&str>),
    given: &Map<String, Value>,
) -> anyhow::Result<system_tests::Answer> {
    let body = body(form, source, name, world, given);
    world.post(who, &format!("/aanvragen/{case}/formulier/antwoorden"), &body).await
}

async fn complete(world: &World, case: &str) -> anyhow::Result<system_tests::Answer> {
    let body = json!({"gegevens": {}, "vastgesteldOp": world.today(), "aangebodenVacatures": 1});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/intakes"), &body).await
}

fn questions(form: &Value) -> impl Iterator<Item = &Value> {
    let topics = form["onderwerpen"].as_array().map_or(&[][..], Vec::as_slice);
    topics.iter().flat_map(|topic| topic["vragen"].as_array().map_or(&[][..], Vec::as_slice))
}

fn question<'f>(form: &'f Value, name: &str) -> Option<&'f Value> {
    questions(form).find(|one| text(one, "gegeven") == name)
}

/// Open questions that this source can answer.
fn open(form: &Value, source: &str) -> Vec<String> {
    let theirs = |one: &&Value| {
        let by = one["wie"].as_array().map_or(&[][..], Vec::as_slice);
        text(one, "status") == "open" && by.iter().any(|who| who == source)
    };
    questions(form).filter(theirs).map(|one| text(one, "gegeven").to_owned()).collect()
}

fn list(of: &Value, name: &str) -> Vec<String> {
    let all = of[name].as_array().map_or(&[][..], Vec::as_slice);
    all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Those of the facts that are known of this person.
fn pick(facts: &Map<String, Value>, names: &[String]) -> Map<String, Value> {
    names.iter().filter_map(|name| Some((name.clone(), facts.get(name)?.clone()))).collect()
}

/// A yes or no, or a number that has room for one more.
fn varies(facts: &Map<String, Value>, name: &str) -> bool {
    facts.get(name).is_some_and(|value| value.is_boolean() || value == 0)
}

/// Another answer than this person gives.
fn other(facts: &Map<String, Value>, name: &str) -> Value {
    facts[name].as_bool().map_or_else(|| 1.into(), |value| (!value).into())
}
