//! Preventive enforcement at the gate: how deeply an application is verified.

use anyhow::Context;
use serde_json::{Map, Value, json};
use system_tests::{Case, Who, World, check};

use super::acts::{end, text};

/// Someone applies at a consultant's desk with all that is known; the answer.
async fn applied(world: &World, facts: &Map<String, Value>) -> anyhow::Result<Value> {
    world.post(&Who::Intake, "/aanvragen", &world.application(&world.new_number()?, facts)).await?.done()
}

async fn over(world: &World, case: &str) -> anyhow::Result<()> {
    world.settled().await?;
    end(world, case, "ingetrokken").await.map(drop)
}

/// IN-8: the scorecard shows its reasons, decides only what is verified, follows the facts, and a person may decide
/// otherwise with reasons.
pub async fn the_scorecard_decides_only_how_deeply_to_verify(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("nettoLoonPerMaand".into(), json!(30_000));
    let report = world.report(&world.new_number()?, &facts);
    let opened = world.post(&Who::Intake, "/aanvragen", &report).await?.done()?;
    let case = text(&opened, "zaakId");
    let path = format!("/aanvragen/{case}/risicokaart");
    let card = world.get(&Who::Quality, &path).await?.done()?;
    let deviation =
        |depth: &str| json!({"diepte": depth, "motivering": "De bewijsstukken zijn aan de balie gezien."});
    let deviations = format!("{path}/afwijkingen");
    world.get(&Who::Manager, &path).await?.refused(403, "role-missing")?;
    if card["uitkomst"] == "geen-risicokaart" {
        check!(card.get("diepte").is_none() && card["uitkomsten"] == json!([]), "{card}");
        let refused = world.post(&Who::Intake, &deviations, &deviation("deep")).await?;
        refused.refused(409, "no-scorecard")?;
        return over(world, case).await;
    }
    check!(card["uitkomst"] == "bepaald" && card["rustOp"] == "risicokaart", "{card}");
    let first = &card["uitkomsten"][0];
    check!(first["factoren"][0]["gegevens"][0]["naam"] == "nettoLoonPerMaand", "{card}");
    check!(first["factoren"][0]["gegevens"][0]["bron"] == "aanvrager", "{card}");
    check!(first["punten"] == first["factoren"][0]["punten"], "{card}");
    check!(text(&first["uitleg"], "tekst").contains("niets over het recht"), "{card}");
    let body = json!({"gegevens": {"kostendelendeMedebewoners": 2, "woontInDeGemeente": false},
        "bron": "consulent", "vastgesteldOp": world.today()});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/gegevens"), &body).await?.done()?;

    let card = world.get(&Who::Quality, &path).await?.done()?;
    check!(
        card["uitkomsten"].as_array().map(Vec::len) == Some(2) && card["uitkomsten"][0] == *first,
        "{card}"
    );
    check!(card["diepte"]["sleutel"] == "deep" && card["opnieuwOp"].is_string(), "{card}");
    let asked = |card: &Value, done: bool| {
        let all = card["naTeGaan"].as_array().cloned().unwrap_or_default();
        all.iter().filter(|one| one["gedaan"] == done).count()
    };
    check!(asked(&card, true) == 0 && asked(&card, false) > 3, "{card}");
    world.post(&Who::Reintegration, &deviations, &deviation("light")).await?.refused(403, "role-missing")?;
    let chosen = world.post(&Who::Income, &deviations, &deviation("light")).await?.done()?;
    if chosen["bevestigingNodig"] == true {
        a_second_person_is_asked(world, case, &deviation("light")).await?;
    }
    let card = world.get(&Who::Income, &path).await?.done()?;
    check!(card["diepte"]["sleutel"] == "light" && card["rustOp"] == "medewerker", "{card}");
    check!(card.get("opnieuwOp").is_none(), "{card}");

    // What was seen counts as done.
    let light = card["naTeGaan"].as_array().cloned().unwrap_or_default();
    let earned = light.iter().find(|one| one["gegeven"] == "nettoLoonPerMaand");
    check!(earned.is_some_and(|one| one["hoe"] == "bewijsstuk-of-register"), "{card}");
    let proof = json!({"soort": "antwoord-van-register", "register": "polisadministratie"});
    let seen = json!({"nummer": 1, "gegeven": "nettoLoonPerMaand", "vaststelling": proof});
    world.post(&Who::Income, &format!("/aanvragen/{case}/verificaties"), &seen).await?.done()?;
    let card = world.get(&Who::Income, &path).await?.done()?;
    check!(asked(&card, true) == 1, "{card}");
    over(world, case).await
}

/// Where the policy asks four eyes: the proposal that waits is a task for a quality officer, until it is rejected; made
/// again it is a task again, until it is confirmed.
async fn a_second_person_is_asked(world: &World, case: &str, again: &Value) -> anyhow::Result<()> {
    let deviations = format!("/aanvragen/{case}/risicokaart/afwijkingen");
    let waits = |case: &Case| case.task("diepte-van-controle-beoordelen").cloned();
    let stands = world.until(case, "a second person is asked", |case| waits(case).is_some()).await?;
    let task = waits(&stands).context("a task")?;
    check!(text(&task, "rol") == "kwaliteitsmedewerker" && task["nietDoor"] == "income", "{task:#}");
    let hand = format!("/taken/{}/afrondingen", text(&task, "taakId"));
    let by_hand = world.post(&Who::Quality, &hand, &json!({"resultaat": "Gezien."})).await?;
    check!(!by_hand.is_success(), "the task is closed and nobody judged: {by_hand:?}");
    let reject = json!({"bevestigd": false, "motivering": "De stukken zijn niet in het dossier."});
    world.post(&Who::Quality, &format!("{deviations}/1/bevestigingen"), &reject).await?.done()?;
    world.until(case, "it was judged", |case| waits(case).is_none()).await?;

    let chosen = world.post(&Who::Income, &deviations, again).await?.done()?;
    world.until(case, "a second person is asked again", |case| waits(case).is_some()).await?;
    let confirm = format!("{deviations}/{}/bevestigingen", chosen["nummer"]);
    world.post(&Who::Quality, &confirm, &json!({"bevestigd": true})).await?.done()?;
    world.until(case, "it was confirmed", |case| waits(case).is_none()).await.map(drop)
}

/// IN-8: nobody enters a home without a ground and consent; what is found there is a claim with its source.
pub async fn a_home_is_visited_on_a_ground_and_with_consent(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let opened = applied(world, &facts).await?;
    let (case, today) = (text(&opened, "zaakId"), world.today());
    let path = format!("/aanvragen/{case}/huisbezoeken");
    let both = json!(["intake", "income"]);
    let plan = |extra: (&str, &str)| {
        let mut body = json!({"gegevens": ["kostendelendeMedebewoners"], "aangekondigd": false, "dag": today,
            "bezoekers": both});
        body[extra.0] = json!(extra.1);
        body
    };
    let nameless = plan(("reden", " "));
    world.post(&Who::Intake, &path, &nameless).await?.wrong(&["reden one-ground"])?;
    let hunch = plan(("grondVanBeleid", "a-hunch"));
    world.post(&Who::Intake, &path, &hunch).await?.wrong(&["grondVanBeleid ground-known"])?;
    world.post(&Who::Reintegration, &path, &plan(("reden", "x"))).await?.refused(403, "role-missing")?;
    let reason = plan(("reden", "Op het adres staat ook een ander huishouden ingeschreven."));
    let planned = world.post(&Who::Intake, &path, &reason).await?.done()?;
    let visit = format!("{path}/{}", planned["nummer"]);
    let report = json!({"dag": today, "bezoekers": both, "verslag": "Er woont één ander in het huis.",
        "gegevens": {"kostendelendeMedebewoners": 1}});
    let hold = format!("{visit}/verslagen");
    world.post(&Who::Income, &hold, &report).await?.refused(409, "consent-required")?;
    let consent = |told: bool, answer: &str| json!({"gevraagdOp": today, "grondVerteld": told, "gevolgVerteld": true, "antwoord": answer});
    let ask = format!("{visit}/toestemmingen");
    world
        .post(&Who::Income, &ask, &consent(false, "gegeven"))
        .await?
        .wrong(&["grondVerteld informed-consent"])?;
    let given = world.post(&Who::Income, &ask, &consent(true, "gegeven")).await?.done()?;
    check!(given["stand"] == "toestemming-gegeven", "{given}");
    world.post(&Who::Income, &hold, &report).await?.done()?;

    let all = world.get(&Who::Quality, &path).await?.done()?;
    let held = &all["huisbezoeken"][0];
    check!(held["stand"] == "geweest" && held["verslag"] == "Er woont één ander in het huis.", "{all}");
    let claims = format!("/aanvragen/{case}/verklaringen?gegeven=kostendelendeMedebewoners");
    let claims = world.get(&Who::Quality, &claims).await?.done()?;
    let last = claims["verklaringen"].as_array().and_then(|all| all.last()).cloned().unwrap_or_default();
    check!(last["bij"] == "huisbezoek" && last["bron"] == "consulent" && last["telt"] == true, "{claims}");
    check!(last["nummer"] == held["verklaring"], "{claims}");

    let again = world.post(&Who::Intake, &path, &reason).await?.done()?;
    let ask = format!("{path}/{}/toestemmingen", again["nummer"]);
    let refused = world.post(&Who::Income, &ask, &consent(false, "geweigerd")).await?.done()?;
    check!(refused["stand"] == "geweigerd", "{refused}");
    check!(text(&refused["gevolgVanWeigeren"], "regel") == "visit-refused-household", "{refused}");
    let hold = format!("{path}/{}/verslagen", again["nummer"]);
    world.post(&Who::Income, &hold, &report).await?.refused(409, "visit-ended")?;
    over(world, case).await
}

/// IN-9: who lives where others do not has the intake that the policy has for them, and letters reach them.
pub async fn who_has_no_home_has_an_intake_of_its_own(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("dakloos".into(), json!(true));
    let opened = applied(world, &facts).await?;
    let case = text(&opened, "zaakId");
    let path = format!("/aanvragen/{case}/intakeroute");
    let first = world.get(&Who::Intake, &path).await?.done()?;
    let address = json!({"adres": "Postbus 123, 7800 AA Voorbeeldstad"});
    let agree = format!("/aanvragen/{case}/briefadressen");
    world.get(&Who::Manager, &path).await?.refused(403, "role-missing")?;
    let why = &first["uitkomsten"][0]["uitleg"];
    let (letters, rule) = if first.get("eigenIntake").is_some() {
        world.post(&Who::Intake, &agree, &address).await?.refused(409, "no-agreed-address")?;
        ("balie", "intake-route/homeless")
    } else {
        ("adres-nog-af-te-spreken", "letters-without-home")
    };
    check!(first["brieven"] == letters, "{first}");
    check!(text(why, "regel") == rule && !text(why, "bron").is_empty(), "{first}");
    let used = why["invoer"].as_array().map_or(&[][..], Vec::as_slice);
    check!(used.iter().any(|fact| fact["naam"] == "dakloos" && fact["bron"] == "aanvrager"), "{first}");
    let body = json!({"gegevens": {"dakloos": false, "verblijftInDeOpvang": true}, "bron": "aanvrager",
        "vastgesteldOp": world.today()});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/gegevens"), &body).await?.done()?;

    let now = world.get(&Who::Intake, &path).await?.done()?;
    check!(now["brieven"] == "adres-nog-af-te-spreken", "{now}");
    world.post(&Who::Intake, &agree, &json!({"adres": "-"})).await?.wrong(&["adres says-something"])?;
    world.post(&Who::Intake, &agree, &address).await?.done()?;
    let now = world.get(&Who::Income, &path).await?.done()?;
    check!(now["brieven"] == "afgesproken-adres" && now["briefadres"] == address["adres"], "{now}");
    let others = world.get(&Who::Reintegration, &path).await?.done()?;
    check!(others.get("briefadres").is_none(), "{others}");

    let housed = json!({"gegevens": {"dakloos": false, "verblijftInDeOpvang": false}, "bron": "aanvrager",
        "vastgesteldOp": world.today()});
    world.post(&Who::Intake, &format!("/aanvragen/{case}/gegevens"), &housed).await?.done()?;
    let now = world.get(&Who::Income, &path).await?.done()?;
    check!(now["brieven"] == "eigen-adres" && now.get("briefadres").is_none(), "{now}");
    world.post(&Who::Intake, &agree, &address).await?.refused(409, "no-agreed-address")?;
    over(world, case).await
}
