//! What is said and done before anything is decided: claims with a source, households, efforts and vacancies.

use serde_json::{Map, Value, json};
use system_tests::{Who, World, check};

use super::acts::{end, text};

/// Someone applies at a consultant's desk with all that is known; the answer.
async fn applied(world: &World, number: &str, facts: &Map<String, Value>) -> anyhow::Result<Value> {
    world.post(&Who::Intake, "/aanvragen", &world.application(number, facts)).await?.done()
}

async fn application(world: &World, case: &str) -> anyhow::Result<Value> {
    world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()
}

/// The case is no longer needed.
async fn over(world: &World, case: &str) -> anyhow::Result<()> {
    world.settled().await?;
    end(world, case, "ingetrokken").await.map(drop)
}

/// IN-14: who said what stays known; what another source says differently is shown until someone looks into it.
pub async fn sources_that_differ_are_shown_until_someone_looks_into_it(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let opened = applied(world, &world.new_number()?, &facts).await?;
    let case = text(&opened, "zaakId");
    let body = json!({"gegevens": {"nettoLoonPerMaand": 50_000}, "bron": "register",
        "bronNaam": "polisadministratie", "vastgesteldOp": world.today()});
    world.post(&Who::Uwv, &format!("/aanvragen/{case}/gegevens"), &body).await?.done()?;
    let seen = application(world, case).await?;
    check!(seen["tegengesproken"] == json!(["nettoLoonPerMaand"]), "{seen}");
    check!(seen["gegevens"]["nettoLoonPerMaand"] == 50_000, "{seen}");

    let path = format!("/aanvragen/{case}/verklaringen?gegeven=nettoLoonPerMaand");
    let claims = world.get(&Who::Quality, &path).await?.done()?;
    let all = claims["verklaringen"].as_array().cloned().unwrap_or_default();
    check!(all.len() == 2 && all[0]["bron"] == "aanvrager" && all[1]["bron"] == "register", "{claims}");
    check!(all[1]["bronNaam"] == "polisadministratie" && all[1]["telt"] == true, "{claims}");
    let elsewhere = json!({"soort": "document-gezien", "documentId": "01970000-0000-7000-8000-000000000001"});
    let body = json!({"nummer": 1, "gegeven": "nettoLoonPerMaand", "vaststelling": elsewhere});
    let verify = format!("/aanvragen/{case}/verificaties");
    world
        .post(&Who::Income, &verify, &body)
        .await?
        .wrong(&["vaststelling.documentId document-of-the-case"])?;
    let about = r#"{"titel": "Loonstrook", "bewijstVan": ["nettoLoonPerMaand"]}"#;
    let path_of_documents = format!("/zaken/{case}/documenten");
    let slip = b"%PDF-1.7\nLoon: 0 euro\nstartxref\n9\n%%EOF\n";
    let sent = world.send_in(&Who::Form, &path_of_documents, about, "application/pdf", slip).await?.done()?;
    let proof = json!({"soort": "document-gezien", "documentId": sent["documentId"]});
    let body = json!({"nummer": 1, "gegeven": "nettoLoonPerMaand", "vaststelling": proof});
    world.post(&Who::Uwv, &verify, &body).await?.wrong(&["vaststelling.soort proof-of-a-consultant"])?;
    world.post(&Who::Income, &verify, &body).await?.done()?;

    let seen = application(world, case).await?;
    check!(seen.get("tegengesproken").is_none() && seen["gegevens"]["nettoLoonPerMaand"] == 0, "{seen}");
    let claims = world.get(&Who::Quality, &path).await?.done()?;
    let seen = claims["verklaringen"][0]["vaststellingen"].as_array().and_then(|all| all.last());
    check!(seen.is_some_and(|seen| seen["soort"] == "document-gezien"), "{claims}");
    let seen =
        world.get(&Who::Quality, &format!("/documenten/{}", text(&sent, "documentId"))).await?.done()?;
    check!(seen["vaststellingen"][0]["gegeven"] == "nettoLoonPerMaand", "{seen:#}");
    over(world, case).await
}

/// IN-11, art. 43(2): two people of one case; neither has a second application while it runs.
pub async fn partners_apply_together_and_neither_applies_twice(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("huishouden".into(), "gehuwden".into());
    facts.insert("geboortedatumPartner".into(), "1987-02-20".into());
    let (one, other) = (world.new_number()?, world.new_number()?);
    let mut body = world.application(&one, &facts);
    body["partner"] = json!({"burgerservicenummer": one, "naam": "Proefpartner"});
    let refused = world.post(&Who::Intake, "/aanvragen", &body).await?;
    refused.wrong(&[
        "partner.burgerservicenummer household-applicant-twice",
        "partner.toestemming Participatiewet art. 43 lid 2",
    ])?;
    body["partner"] = json!({"burgerservicenummer": other, "naam": "Proefpartner",
        "toestemming": {"gegevenOp": world.today()}});
    let opened = world.post(&Who::Intake, "/aanvragen", &body).await?.done()?;
    let (case, number) = (text(&opened, "zaakId"), text(&opened, "zaaknummer"));

    let household = world.get(&Who::Income, &format!("/aanvragen/{case}/huishouden")).await?.done()?;
    check!(household["partner"]["naam"] == "Proefpartner", "{household}");
    check!(household["aanvrager"]["persoonId"] != household["partner"]["persoonId"], "{household}");
    let alone = world.expects.person(&world.expects.work.facts)?;
    let second = world.post(&Who::Intake, "/aanvragen", &world.application(&other, &alone)).await?;
    let problem = second.refused(409, "second-open-application")?;
    check!(text(problem, "detail").contains(number), "no number of the first: {problem}");
    let found = json!({"burgerservicenummer": other});
    let found = world.post(&Who::Intake, "/personen/_zoek", &found).await?.done()?;
    check!(found["zaken"][0]["zaaknummer"] == number, "{found}");

    let left = json!({"vertrokkenOp": world.today()});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/partner-vertrekken"), &left).await?.done()?;
    let alone = applied(world, &other, &alone).await?;
    over(world, text(&alone, "zaakId")).await?;
    over(world, case).await
}

/// Someone acts for the applicant, on a ground, from a day until a day.
pub async fn who_acts_for_the_applicant_is_on_record(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let opened = applied(world, &world.new_number()?, &facts).await?;
    let case = text(&opened, "zaakId");
    let path = format!("/aanvragen/{case}/vertegenwoordigers");
    let given = |grond: &str| {
        json!({"vertegenwoordiger": {"soort": "bewindvoerder", "naam": "Proefbewind", "grond": grond,
            "geldigVanaf": "2025-06-01"}})
    };
    let refused = world.post(&Who::Intake, &path, &given("wet")).await?;
    refused.wrong(&["vertegenwoordiger.grond ground-fits-kind"])?;
    let added = world.post(&Who::Intake, &path, &given("beschikking-van-de-rechter")).await?.done()?;
    let ends = format!("{path}/{}/beeindigingen", text(&added, "vertegenwoordigerId"));
    world.post(&Who::Intake, &ends, &json!({"geldigTotEnMet": world.today()})).await?.done()?;

    let household = world.get(&Who::Income, &format!("/aanvragen/{case}/huishouden")).await?.done()?;
    let one = &household["vertegenwoordigers"][0];
    check!(one["naam"] == "Proefbewind" && one["geldigTotEnMet"] == json!(world.today()), "{household}");
    over(world, case).await
}

/// IN-3, IN-6, IN-8: what was tried, which vacancies were put, and that rights and duties were told.
pub async fn efforts_vacancies_and_rights_told_are_on_record(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("geboortedatum".into(), "2004-05-01".into());
    let opened = world.apply_at_the_form(&world.new_number()?, &facts).await?;
    let case = text(&opened, "zaakId");
    let today = world.today();
    let act = async |who: Who, path: &str, body: Value| {
        world.post(&who, &format!("/aanvragen/{case}/{path}"), &body).await
    };
    let tried =
        json!({"dag": today, "soort": "gesolliciteerd", "resultaat": "gesprek", "wat": "Open sollicitatie."});
    let tried = act(Who::Form, "inspanningen", tried).await?.done()?;
    let ahead = json!({"dag": today.succ_opt(), "soort": "netwerk", "resultaat": "niets", "wat": "Gebeld."});
    act(Who::Form, "inspanningen", ahead).await?.wrong(&["dag not-in-the-future"])?;
    let vacancy = |regular: bool| json!({"dag": today, "kenmerk": "VAC-17", "regulier": regular});
    act(Who::Intake, "vacatures", vacancy(false)).await?.refused(409, "regular-work-first")?;
    let put = act(Who::Intake, "vacatures", vacancy(true)).await?.done()?;
    let result = json!({"dag": today, "resultaat": "gereageerd"});
    act(Who::Intake, &format!("vacatures/{}/resultaten", put["nummer"]), result).await?.done()?;
    let told = json!({"dag": today, "hoe": "gesprek", "tekstversie": "2026-1"});
    act(Who::Intake, "voorlichtingen", told).await?.done()?;

    if let Some(until) = opened["zoektermijnTotEnMet"].as_str() {
        world.past(until.parse()?).await?;
        let wrong = json!({"resultaat": "gezocht", "meetellendeInspanningen": [put["nummer"]]});
        let refused = act(Who::Intake, "zoektermijn-resultaten", wrong).await?;
        refused.wrong(&["meetellendeInspanningen effort-known"])?;
        let counted = json!({"resultaat": "gezocht", "meetellendeInspanningen": [tried["nummer"]]});
        act(Who::Intake, "zoektermijn-resultaten", counted).await?.done()?;
    }
    let records = world.get(&Who::Quality, &format!("/aanvragen/{case}/poortgegevens")).await?.done()?;
    check!(records["inspanningen"][0]["wat"] == "Open sollicitatie.", "{records}");
    check!(records["vacatures"][0]["resultaten"][0]["resultaat"] == "gereageerd", "{records}");
    check!(records["voorlichtingen"][0]["tekstversie"] == "2026-1", "{records}");
    let judged = opened["zoektermijnTotEnMet"].is_null() || records["oordeel"]["resultaat"] == "gezocht";
    check!(judged, "{records}");
    let seen = application(world, case).await?;
    check!(seen["aangebodenVacatures"] == 1, "{seen}");
    check!(seen["rechtenEnPlichtenVerteldOp"] == json!(today), "{seen}");
    over(world, case).await
}

/// WF-8, art. 43a: what an ended case knew is not asked again, and counts once it is verified.
pub async fn what_an_ended_case_knew_is_not_asked_again(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let number = world.new_number()?;
    let first = applied(world, &number, &facts).await?;
    let before = text(&first, "zaakId");
    world.settled().await?;
    end(world, before, "ingetrokken").await?;
    let second = world.apply_at_the_form(&number, &facts).await?;
    let case = text(&second, "zaakId");
    let path = format!("/aanvragen/{case}/bekende-gegevens");
    let known = world.get(&Who::Intake, &path).await?.done()?;
    let names = |list: &Value| -> Vec<String> {
        let all = list.as_array().cloned().unwrap_or_default();
        all.iter().map(|one| text(one, "gegeven").to_owned()).collect()
    };
    check!(names(&known["overTeNemen"]).contains(&"vermogen".to_owned()), "{known}");
    check!(!names(&known["bekend"]).contains(&"vermogen".to_owned()), "{known}");
    check!(known["nogTeVragen"] == json!([]), "{known}");

    let body =
        json!({"vanZaakId": before, "gegevens": ["vermogen"], "vaststelling": {"soort": "opnieuw-gevraagd"}});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/overgenomen-gegevens"), &body).await?.done()?;
    let known = world.get(&Who::Intake, &path).await?.done()?;
    check!(names(&known["bekend"]).contains(&"vermogen".to_owned()), "{known}");
    over(world, case).await
}
