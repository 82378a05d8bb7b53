//! Preventive enforcement at the gate: how deeply an application is verified.

use serde_json::{Map, Value, json};
use system_tests::{Who, World, check};

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
    let opened = applied(world, &facts).await?;
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
        let settle = format!("{deviations}/{}/bevestigingen", chosen["nummer"]);
        world.post(&Who::Quality, &settle, &json!({"bevestigd": true})).await?.done()?;
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
