//! The search period at the door: what must be shown of it, what lifts it, what a system cannot verify, and school first.

use chrono::{Days, NaiveDate};
use reqwest::Method;
use serde_json::{Map, Value, json};
use system_tests::{Who, World, check};

use super::acts::{closed, decisions_of_intake, end, text};
use super::clock::{explained, term, terms};
use super::objections::{object, uphold};

/// Someone under 27 applies at the form and searches; the case.
async fn searches(world: &World) -> anyhow::Result<(String, Value)> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("geboortedatum".into(), json!("2004-05-01"));
    let opened = world.apply_at_the_form(&world.new_number()?, &facts).await?;
    check!(opened["zoektermijnTotEnMet"].is_string(), "{opened}");
    Ok((text(&opened, "zaakId").to_owned(), opened))
}

async fn application(world: &World, case: &str) -> anyhow::Result<Value> {
    world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()
}

/// Where the policy wants to see what was done, nobody searched who shows nothing.
pub async fn who_searched_shows_it_where_that_is_asked(world: &World) -> anyhow::Result<()> {
    let (case, opened) = searches(world).await?;
    let path = format!("/aanvragen/{case}/zoektermijn-resultaten");
    let searched = |shown: Option<&str>| match shown {
        Some(shown) => json!({"resultaat": "gezocht", "inspanningen": shown}),
        None => json!({"resultaat": "gezocht"}),
    };
    let early = world.post(&Who::Intake, &path, &searched(Some("Drie sollicitaties."))).await?;
    early.refused(409, "search-period-running")?;
    let until = text(&opened, "zoektermijnTotEnMet").parse()?;
    decided_on_after(world, &case, until).await?;
    world.past(until).await?;
    let known = terms(world, &case).await?;
    check!(term(&known, "beslistermijn")?["status"] == "loopt", "{known:#}");
    if world.expects.efforts_shown {
        let bare = world.post(&Who::Intake, &path, &searched(None)).await?;
        bare.wrong(&["inspanningen efforts-shown"])?;
        let said = world.post(&Who::Intake, &path, &searched(Some("."))).await?;
        said.wrong(&["inspanningen says-something"])?;
        world.post(&Who::Intake, &path, &searched(Some("Drie sollicitaties."))).await?.done()?;
    } else {
        world.post(&Who::Intake, &path, &searched(None)).await?.done()?;
    }
    world.until(&case, "an intake is held", |case| case.task("intake-houden").is_some()).await?;
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}

/// The term for the decision is there before it runs: from which day, until when if nothing intervenes, and why.
async fn decided_on_after(world: &World, case: &str, until: NaiveDate) -> anyhow::Result<()> {
    for path in [format!("/aanvragen/{case}/termijnen"), format!("/zaken/{case}/termijnen")] {
        let known = world.get(&Who::Quality, &path).await?.done()?;
        let decision = term(&known, "beslistermijn")?;
        check!(decision["status"] == "loopt-nog-niet", "{decision:#}");
        check!(decision["begonnenOp"] == json!(until + Days::new(1)), "{until}: {decision:#}");
        check!(decision["laatsteDag"].is_string() && decision["sinds"] == Value::Null, "{decision:#}");
        explained(decision)?;
        let lines = decision["uitleg"].as_array().into_iter().flatten().map(|line| text(line, "tekst"));
        let told: Vec<_> = lines.collect();
        check!(told.iter().any(|line| line.starts_with("Na de zoektermijn kan")), "{told:#?}");
        check!(told.iter().any(|line| line.contains("Als er niets tussenkomt")), "{told:#?}");
    }
    Ok(())
}

/// A system verifies what another said, and never what it said itself.
pub async fn a_system_does_not_verify_what_it_said(world: &World) -> anyhow::Result<()> {
    let (case, _) = searches(world).await?;
    let proof = json!({"soort": "antwoord-van-register", "register": "Basisregistratie Personen"});
    let seen = json!({"nummer": 1, "gegeven": "geboortedatum", "vaststelling": proof});
    let path = format!("/aanvragen/{case}/verificaties");
    world.post(&Who::Form, &path, &seen).await?.refused(403, "own-statement")?;
    world.post(&Who::Uwv, &path, &seen).await?.done()?;
    let path = format!("/aanvragen/{case}/verklaringen?gegeven=geboortedatum");
    let claims = world.get(&Who::Quality, &path).await?.done()?;
    let seen = claims["verklaringen"][0]["vaststellingen"].as_array().cloned().unwrap_or_default();
    check!(seen.len() == 1 && seen[0]["soort"] == "antwoord-van-register", "{claims:#}");
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}

/// What excepts from the search is asked on the form, of partners about each of them; one who is excepted is enough.
pub async fn an_exception_stated_on_the_form_ends_the_search(world: &World) -> anyhow::Result<()> {
    let (alone, _) = searches(world).await?;
    lifted(world, &alone, ("praktijkonderwijsOfVsoInHetAfgelopenJaar", "aanvrager")).await?;
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    for (name, value) in
        [("geboortedatum", "2004-05-01"), ("geboortedatumPartner", "2003-02-20"), ("huishouden", "gehuwden")]
    {
        facts.insert(name.into(), json!(value));
    }
    let mut body = world.report(&world.new_number()?, &facts);
    body["partner"] = json!({"burgerservicenummer": world.new_number()?, "naam": "Proefpartner",
        "vraagtMeeAan": true});
    let opened = world.post(&Who::Intake, "/aanvragen", &body).await?.done()?;
    check!(opened["zoektermijnTotEnMet"].is_string(), "{opened}");
    lifted(world, text(&opened, "zaakId"), ("partnerHoeftNietEerstTeZoeken", "partner")).await
}

/// Answers this on the form: the search ends, and an intake is held.
async fn lifted(world: &World, case: &str, (fact, by): (&str, &str)) -> anyhow::Result<()> {
    let path = format!("/aanvragen/{case}/formulier");
    let form = world.get(&Who::Form, &path).await?.done()?;
    let topics = form["onderwerpen"].as_array().cloned().unwrap_or_default();
    let asked = topics.iter().flat_map(|topic| topic["vragen"].as_array().cloned().unwrap_or_default());
    check!(asked.into_iter().any(|one| one["gegeven"] == fact), "{fact} is not asked: {form:#}");
    let answers = Map::from_iter([(fact.to_owned(), json!(true))]);
    let body =
        json!({"versie": form["versie"], "gegevens": answers, "bron": by, "vastgesteldOp": world.today()});
    world.post(&Who::Form, &format!("{path}/antwoorden"), &body).await?.done()?;
    let seen = application(world, case).await?;
    check!(seen["stadium"] == "intake", "it searches on: {seen}");
    world.until(case, "an intake is held", |case| case.task("intake-houden").is_some()).await?;
    world.settled().await?;
    end(world, case, "ingetrokken").await.map(drop)
}

/// School first as a result of the search is a decision like that of the intake: one may object, and the case goes on.
pub async fn who_was_sent_to_school_from_the_search_goes_on(world: &World) -> anyhow::Result<()> {
    let (case, _) = searches(world).await?;
    let path = format!("/aanvragen/{case}/zoektermijn-resultaten");
    let school = json!({"resultaat": "naar-onderwijs"});
    world.post(&Who::Intake, &path, &school).await?.refused(409, "school-first-education")?;
    let body = json!({"gegevens": {"kanOnderwijsVolgenMetStudiefinanciering": true}, "bron": "consulent",
        "vastgesteldOp": world.today()});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/gegevens"), &body).await?.done()?;
    world.post(&Who::Intake, &path, &school).await?.done()?;
    world.settled().await?;
    closed(world, &case, "naar-onderwijs").await?;
    let decided = decisions_of_intake(world, &case).await?;
    check!(decided.len() == 1 && decided[0]["grond"] == "naar-onderwijs", "{decided:#?}");
    let path = format!("/zaken/{case}/beschikkingen");
    let token = world.token(&Who::Income)?;
    let page =
        world.http.send(Method::GET, &token, &path, &[("Accept", "text/markdown")], None).await?.done()?;
    check!(page.as_str().is_some_and(|page| page.contains("bezwaar") && page.contains("art. 13")), "{page}");

    // Who decided reads it, and hears whose decisions they may not see.
    for (who, kept_back) in [
        (Who::Intake, json!(["inkomen"])),
        (Who::Income, json!([])),
        (Who::Quality, json!([])),
        (Who::Form, json!([])),
    ] {
        let seen = world.get(&who, &path).await?.done()?;
        check!(seen["aanvraag"] == json!(decided) && seen["nietGetoond"] == kept_back, "{who:?}: {seen:#}");
    }
    let token = world.token(&Who::Intake)?;
    let page =
        world.http.send(Method::GET, &token, &path, &[("Accept", "text/markdown")], None).await?.done()?;
    let tells = |words: &str| page.as_str().is_some_and(|page| page.contains(words));
    check!(tells("art. 13") && tells("die mag u met uw rol niet zien"), "{page}");
    for who in [Who::Reintegration, Who::Manager, Who::Policy, Who::Partner("iemand".into())] {
        world.get(&who, &path).await?.refused(403, "role-missing")?;
    }

    let objection = object(world, &case, "niet-in-behandeling").await?;
    uphold(world, &case, &objection).await?;
    world.until(&case, "the intake goes on", |case| case.task("intake-houden").is_some()).await?;
    let seen = application(world, &case).await?;
    check!(seen["stadium"] == "intake", "{seen}");
    world.settled().await?;
    end(world, &case, "ingetrokken").await.map(drop)
}
