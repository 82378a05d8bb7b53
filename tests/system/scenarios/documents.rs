//! Evidence: sent in, checked, read by who may, and told.

use anyhow::Context;
use system_tests::{Who, World, check};

use super::acts::{story, text};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\nSaldo: 12 euro\nstartxref\n9\n%%EOF\n";
const PROGRAM: &[u8] = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00 geen document";

/// What a form or a consultant sends is there at once, for who may see the case and for nobody else; what it is goes by
/// its content; and every reading is known.
pub async fn evidence_is_kept_and_who_reads_it_is_known(world: &World) -> anyhow::Result<()> {
    let case = world.bring_in(&world.expects.person(&world.expects.work.facts)?).await?;
    let path = format!("/zaken/{case}/documenten");
    let about = r#"{"titel": "Bankafschrift van januari", "bewijstVan": ["vermogen"]}"#;

    let sent = world.send_in(&Who::Form, &path, about, "application/pdf", PDF).await?.done()?;
    check!(text(&sent, "mediatype") == "application/pdf" && sent["omvang"] == PDF.len(), "{sent:#}");
    check!(text(&sent, "stand") == "beschikbaar", "{sent:#}");
    check!(text(&sent, "viruscontrole") == "niet-gecontroleerd", "without a scanner it says so: {sent:#}");
    check!(sent["bewijstVan"] == serde_json::json!(["vermogen"]), "{sent:#}");

    let again = world.send_in(&Who::Intake, &path, about, "application/pdf", PDF).await?;
    again.refused(409, "document-already-received")?;
    let program = world.send_in(&Who::Form, &path, about, "application/pdf", PROGRAM).await?;
    program.wrong(&["bestand document-type"])?;
    let cut = world.send_in(&Who::Form, &path, about, "application/pdf", &PDF[..PDF.len() - 8]).await?;
    cut.wrong(&["bestand document-damaged"])?;
    let photo = world.send_in(&Who::Form, &path, about, "image/jpeg", PDF).await?;
    photo.wrong(&["bestand document-type-contradicted"])?;

    let listed = world.get(&Who::Income, &path).await?.done()?;
    check!(listed["totaal"] == 1, "what was refused is listed: {listed:#}");
    let document = format!("/documenten/{}", text(&sent, "documentId"));
    let bytes = world.get(&Who::Income, &format!("{document}/inhoud")).await?.done()?;
    check!(bytes.as_str().map(str::as_bytes) == Some(PDF), "other bytes came back");
    for who in [Who::Form, Who::Manager, Who::Operator, Who::Partner("iemand".into())] {
        world.get(&who, &format!("{document}/inhoud")).await?.refused(403, "role-missing")?;
    }
    let known = world.get(&Who::Quality, &document).await?.done()?;
    let readings = known["inzagen"].as_array().context("readings")?;
    check!(readings.len() == 1 && text(&readings[0], "door") == "income", "{known:#}");

    let propose = format!("{document}/vernietigingsvoorstellen");
    world.post(&Who::Income, &propose, &serde_json::json!({})).await?.refused(409, "case-open")?;
    let seen = world.get(&Who::Quality, &format!("/zaken/{case}/inzagen")).await?.done()?;
    let looks = seen["inzagen"].as_array().context("views")?;
    let mut who: Vec<_> =
        looks.iter().filter(|one| one["gegevens"] == serde_json::json!(["stukken"])).collect();
    who.retain(|one| text(one, "doel") == "bewijsstukken beoordelen");
    check!(who.len() == 3 && text(who[0], "door") == "quality", "a reading is not in the chain: {seen:#}");
    let told = story(world, &case).await?;
    let hash = text(&sent, "sha256");
    check!(told.iter().any(|line| text(line, "titel").contains(hash)), "the story lacks the hash {hash}");
    Ok(())
}
