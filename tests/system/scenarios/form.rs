//! The broad intake as a form: filled in by several people and systems, left half-way and gone on with.

use anyhow::Context;
use chrono::NaiveDate;
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
    let named =
        refused.refused(400, "invalid-input")?["invalidParams"].as_array().cloned().unwrap_or_default();
    // What is said and not verified where the policy wants that is named as well.
    let missing = named.iter().filter(|one| one["code"] == "intake-complete").count();
    let form = read(world, &Who::Intake, &case).await?;
    let (waits_for, to_do) = (list(&form, "ontbrekendeGegevens"), list(&form, "ontbrekendeHandelingen"));
    check!(
        missing == waits_for.len() + to_do.len() && !waits_for.is_empty(),
        "{missing} are named, {waits_for:?} are missing and {to_do:?} is to be done"
    );
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
    check!(list(&stands, "ontbrekendeGegevens").is_empty(), "{stands:#}");
    check!(stands["compleet"] == to_do.is_empty(), "{stands:#}");
    check!(list(&stands, "ontbrekendeHandelingen") == to_do, "{stands:#}");
    do_what_is_to_be_done(world, &case, &to_do).await?;
    let form = read(world, &Who::Intake, &case).await?;
    check!(form["compleet"] == true, "{form:#}");
    let left = questions(&form).filter(|one| text(one, "status") == "open");
    let left: Vec<_> =
        left.map(|one| text(one, "gegeven")).filter(|name| facts.contains_key(*name)).collect();
    check!(left.is_empty(), "what is known is asked again: {left:?}");

    see_what_is_to_be_seen(world, &case).await?;
    complete(world, &case).await?.done()?;
    let application = world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()?;
    check!(text(&application, "stadium") == "compleet", "{application:#}");
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}

/// IN-6, IN-8: what a topic does beside asking is named as long as it is not on record, and then the intake can be
/// completed.
async fn do_what_is_to_be_done(world: &World, case: &str, to_do: &[String]) -> anyhow::Result<()> {
    let day = world.today();
    for act in to_do {
        let form = read(world, &Who::Intake, case).await?;
        let stands = |form: &Value| acts(form).find(|one| one["handeling"] == act.as_str()).cloned();
        let named = stands(&form).context("it is not in the form")?;
        check!(named["nodig"] == true && named["gedaan"] == false, "{named}");
        check!(!text(&named, "regel").is_empty() && !list(&named, "wie").is_empty(), "{named}");
        let (path, body, field) = match act.as_str() {
            "vacature-voorgelegd" => {
                ("vacatures", json!({"dag": day, "kenmerk": "VAC-17", "regulier": true}), "vacatures")
            }
            _ => {
                let told = json!({"dag": day, "hoe": "gesprek", "tekstversie": "2026-1"});
                ("voorlichtingen", told, "voorlichtingen")
            }
        };
        let refused = complete(world, case).await?;
        let problem = refused.refused(400, "invalid-input")?;
        let names = |one: &Value| one["name"] == field;
        check!(problem["invalidParams"].as_array().is_some_and(|all| all.iter().any(names)), "{problem}");
        world.post(&Who::Intake, &format!("/aanvragen/{case}/{path}"), &body).await?.done()?;
        let now = stands(&read(world, &Who::Intake, case).await?).context("it is gone")?;
        check!(now["gedaan"] == true && now["gedaanOp"] == json!(day), "{now}");
    }
    Ok(())
}

/// IN-8: what the scorecard wants verified is named as long as nobody looked, and then the intake can be completed.
async fn see_what_is_to_be_seen(world: &World, case: &str) -> anyhow::Result<()> {
    let card = world.get(&Who::Income, &format!("/aanvragen/{case}/risicokaart")).await?.done()?;
    let checks = card["naTeGaan"].as_array().cloned().unwrap_or_default();
    if checks.is_empty() {
        return Ok(());
    }
    let refused = complete(world, case).await?;
    let problem = refused.refused(400, "invalid-input")?;
    for check in checks {
        let name = text(&check, "gegeven");
        let is_named =
            |one: &Value| one["name"] == format!("gegevens.{name}") && one["code"] == "depth-of-check";
        check!(problem["invalidParams"].as_array().is_some_and(|all| all.iter().any(is_named)), "{problem}");
        let path = format!("/aanvragen/{case}/verklaringen?gegeven={name}");
        let claims = world.get(&Who::Income, &path).await?.done()?;
        let all = claims["verklaringen"].as_array().cloned().unwrap_or_default();
        let stands = all.iter().find(|one| one["telt"] == true).context("nobody said it")?;
        let seen = json!({"nummer": stands["nummer"], "gegeven": name,
            "vaststelling": {"soort": "antwoord-van-register", "register": "Proefregister"}});
        world.post(&Who::Income, &format!("/aanvragen/{case}/verificaties"), &seen).await?.done()?;
    }
    Ok(())
}

/// Whoever must account for it reads the form of an earlier day as it was then; answers are of today only.
pub async fn a_form_of_an_earlier_day_is_as_it_was(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let opened = world.apply_at_the_form(&world.new_number()?, &facts).await?;
    let case = text(&opened, "zaakId").to_owned();
    let first_day = world.today();
    let path = format!("/aanvragen/{case}/formulier");
    let on = |day: NaiveDate| format!("{path}?dag={day}");
    let before = world.get(&Who::Quality, &path).await?.done()?;

    world.past(first_day).await?;
    let form = read(world, &Who::Form, &case).await?;
    let asked = open(&form, "aanvrager").into_iter().filter(|name| facts.contains_key(name));
    let asked: Vec<_> = asked.take(2).collect();
    answer(world, &Who::Form, &case, &form, ("aanvrager", None), &pick(&facts, &asked)).await?.done()?;
    let told = json!({"dag": first_day, "hoe": "brief", "tekstversie": "2026-1"});
    world.post(&Who::Income, &format!("/aanvragen/{case}/voorlichtingen"), &told).await?.done()?;

    let then = world.get(&Who::Quality, &on(first_day)).await?.done()?;
    check!(then == before, "it was {before:#}, and is now {then:#}");
    let now = world.get(&Who::Quality, &on(world.today())).await?.done()?;
    check!(now["versie"] == 2 && !asked.is_empty(), "{now:#}");
    for name in &asked {
        check!(question(&now, name).is_some_and(|one| text(one, "status") == "bekend"), "{name}: {now:#}");
    }
    let ahead = world.today().succ_opt().context("a next day")?;
    world.get(&Who::Quality, &on(ahead)).await?.wrong(&["dag not-in-the-future"])?;
    let early = first_day.pred_opt().context("a day before")?;
    world.get(&Who::Quality, &on(early)).await?.wrong(&["dag after-the-application"])?;
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}

/// What is no longer asked is refused by name; the same once more harms nothing, and what was said is kept as it was.
pub async fn answers_to_withdrawn_questions_are_refused_or_harmless(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("geboortedatum".into(), "2004-05-01".into());
    let opened = world.apply_at_the_form(&world.new_number()?, &facts).await?;
    let case = text(&opened, "zaakId").to_owned();
    let say = async |given: Value| {
        let form = read(world, &Who::Form, &case).await?;
        let given = given.as_object().cloned().unwrap_or_default();
        answer(world, &Who::Form, &case, &form, ("aanvrager", None), &given).await
    };
    say(json!({"huishouden": "gehuwden", "geboortedatumPartner": "1990-01-01"})).await?.done()?;
    say(json!({"kanOnderwijsVolgenMetStudiefinanciering": true})).await?.done()?;
    // Two questions fall away: of a partner who is none, and of school for someone who is too old for it.
    let parted = say(json!({"huishouden": "alleenstaande", "geboortedatum": "1985-06-01"})).await?.done()?;

    let late = say(json!({"geboortedatumPartner": "1991-02-02"})).await?;
    late.wrong(&[
        "gegevens.geboortedatumPartner question-withdrawn",
        "gegevens.geboortedatumPartner partner-needs-couple",
    ])?;
    let late = say(json!({"kanOnderwijsVolgenMetStudiefinanciering": false})).await?;
    late.wrong(&["gegevens.kanOnderwijsVolgenMetStudiefinanciering question-not-asked"])?;
    let again = say(json!({"kanOnderwijsVolgenMetStudiefinanciering": true})).await?.done()?;
    check!(again["versie"] == parted["versie"], "{again} after {parted}");

    let form = read(world, &Who::Intake, &case).await?;
    check!(question(&form, "geboortedatumPartner").is_none(), "{form:#}");
    let beside = list(&form, "buitenHetFormulier");
    check!(beside.contains(&"kanOnderwijsVolgenMetStudiefinanciering".to_owned()), "{beside:?}");
    let path = format!("/aanvragen/{case}/verklaringen?gegeven=geboortedatumPartner");
    let claims = world.get(&Who::Quality, &path).await?.done()?;
    let all = claims["verklaringen"].as_array().cloned().unwrap_or_default();
    check!(all.len() == 1 && all[0]["telt"] == false, "{claims:#}");
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
    let body = json!({"gegevens": {}, "vastgesteldOp": world.today()});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/intakes"), &body).await
}

fn questions(form: &Value) -> impl Iterator<Item = &Value> {
    let topics = form["onderwerpen"].as_array().map_or(&[][..], Vec::as_slice);
    topics.iter().flat_map(|topic| topic["vragen"].as_array().map_or(&[][..], Vec::as_slice))
}

fn acts(form: &Value) -> impl Iterator<Item = &Value> {
    let topics = form["onderwerpen"].as_array().map_or(&[][..], Vec::as_slice);
    topics.iter().flat_map(|topic| topic["handelingen"].as_array().map_or(&[][..], Vec::as_slice))
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
