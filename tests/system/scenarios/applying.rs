//! How people come in: along each way, in each situation, with and without assistance.

use anyhow::Context;
use reqwest::Method;
use serde_json::json;
use system_tests::{Who, World, check};

use super::acts::{end, right, text};

/// A form, a consultant and another system bring in an application; the same key twice is the same application.
pub async fn every_channel_brings_in_one_application_a_key(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.care.facts)?;
    for (who, channel) in [(Who::Form, "e-formulier"), (Who::Intake, "consulent"), (Who::Uwv, "systeem")] {
        let mut body = world.application(&world.new_number()?, &facts);
        body["kanaal"] = json!(channel);
        if who != Who::Intake {
            // The intake comes later: a form or another system knows less.
            (body["intakeCompleet"], body["gegevens"]) =
                (json!(false), json!({"geboortedatum": facts["geboortedatum"]}));
        }
        let key = format!("{channel}-{}", world.new_number()?);
        let (token, headers) = (world.token(&who)?, [("Idempotency-Key", key.as_str())]);
        let send = || {
            world.http.send(Method::POST, &token, "/aanvragen", &headers, Some(body.to_string().into_bytes()))
        };
        let first = send().await?.done()?;
        let again = send().await?.done()?;
        check!(text(&first, "zaakId") == text(&again, "zaakId"), "{channel}: {first} and {again}");
        let case = text(&first, "zaakId").to_owned();
        let known = world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()?;
        check!(known["kanaal"] == channel && known["situatie"] == "nieuw", "{known:#}");
        world.settled().await?;
        end(world, &case, "ingetrokken").await?;
    }
    Ok(())
}

/// Who asks no assistance is helped to work, and nobody decides on a right.
pub async fn who_asks_support_alone_has_no_right_decided(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("vraagtBijstandAan".into(), false.into());
    let case = world.bring_in(&facts).await?;
    world.settled().await?;
    let stands = world.until(&case, "no right is asked", |case| case.state("recht") == "niet-nodig").await?;
    check!(stands.task("recht-beslissen").is_none(), "{:#}", stands.0);
    check!(right(world, &case).await.is_err(), "income knows the case");
    world
        .get(&Who::Reintegration, &format!("/zaken/{case}/indeling"))
        .await?
        .done()
        .context("it is categorised")?;
    end(world, &case, "ingetrokken").await.map(drop)
}
