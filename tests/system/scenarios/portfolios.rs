//! The e-portfolio: kept up by the client, shown to those who look for people without showing anyone.

use serde_json::json;
use system_tests::{Who, World, check};

use super::acts::{end, story, text};

/// A client keeps the portfolio up through the municipality's own site, a consultant reads it, every version is kept, and
/// a single person shows in nothing that employers see.
pub async fn a_portfolio_is_kept_up_and_shows_nobody(world: &World) -> anyhow::Result<()> {
    let case = world.bring_in(&world.expects.person(&world.expects.work.facts)?).await?;
    let path = format!("/zaken/{case}/portfolio");
    let listed = world.get(&Who::Form, "/competenties").await?.done()?;
    let code = text(&listed["competenties"][0], "code").to_owned();
    check!(text(&listed["competenties"][0], "esco").starts_with("http"), "{listed:#}");
    // A policy may have wanted one already.
    let is_kept = |line: &&serde_json::Value| text(line, "titel").starts_with("E-portfolio bijgewerkt");
    let stood = story(world, &case).await?.iter().filter(is_kept).count();
    let form = |after: usize, hours: u32| {
        json!({"naVersie": stood + after, "portfolio": {
            "competenties": [code], "urenPerWeek": hours, "delen": true, "overMij": "Ik werk graag buiten.",
            "talen": [{"taal": "eo", "niveau": "c2"}], "ervaring": [{"sector": "groen", "maanden": 30}],
            "opleidingen": [{"niveau": "vmbo", "diploma": true, "eindjaar": 2004}], "bewijzen": ["heftruckcertificaat"],
        }})
    };

    world.post(&Who::Form, &path, &form(0, 20)).await?.done()?;
    world.post(&Who::Form, &path, &form(1, 24)).await?.done()?;
    world.post(&Who::Reintegration, &path, &form(1, 28)).await?.refused(409, "portfolio-changed")?;
    world.post(&Who::Form, &path, &form(2, 61)).await?.wrong(&["portfolio.urenPerWeek range"])?;
    let mut silent = form(2, 24);
    silent["portfolio"]["overMij"] = json!("...");
    world.post(&Who::Form, &path, &silent).await?.wrong(&["portfolio.overMij says-something"])?;
    let stands = world.get(&Who::Reintegration, &path).await?.done()?;
    check!(stands["versie"] == stood + 2 && stands["portfolio"]["urenPerWeek"] == 24, "{stands:#}");
    let first = world.get(&Who::Reintegration, &format!("{path}?versie={}", stood + 1)).await?.done()?;
    check!(first["portfolio"]["urenPerWeek"] == 20, "{first:#}");
    let partner = Who::Partner("iemand".into());
    world.get(&partner, &path).await?.refused(403, "role-missing")?;

    let seen = world.get(&Who::Quality, &format!("/zaken/{case}/inzagen")).await?.done()?;
    let seen = seen["inzagen"].as_array().cloned().unwrap_or_default();
    let of_portfolio: Vec<_> = seen.iter().filter(|one| one["gegevens"] == json!(["portfolio"])).collect();
    check!(of_portfolio.len() == 2 && text(of_portfolio[0], "door") == "reintegration", "{seen:#?}");

    let profiles = world.get(&partner, "/profielen").await?.done()?;
    check!(!profiles.to_string().contains("\"eo\""), "what one person speaks is shown: {profiles:#}");
    let told = story(world, &case).await?;
    check!(
        told.iter().any(|line| text(line, "titel").ends_with(&format!("versie {}", stood + 2))),
        "the story is silent"
    );
    end(world, &case, "ingetrokken").await.map(drop)
}
