//! How people come in: along each way, in each situation, with and without assistance.

use anyhow::Context;
use reqwest::Method;
use serde_json::json;
use system_tests::{Who, World, check};

use super::acts::{accept, end, offer_of, right, running, story, text};

/// A form, a consultant and another system bring in an application; the same key twice is the same application.
pub async fn every_channel_brings_in_one_application_a_key(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.care.facts)?;
    for (who, channel) in [(Who::Form, "e-formulier"), (Who::Intake, "consulent"), (Who::Uwv, "systeem")] {
        let number = world.new_number()?;
        let mut body = if who == Who::Intake {
            world.application(&number, &facts)
        } else {
            // The intake comes later: a form or another system knows less.
            let known = facts.iter().filter(|(name, _)| *name == "geboortedatum");
            world.report(&number, &known.map(|(name, value)| (name.clone(), value.clone())).collect())
        };
        body["kanaal"] = json!(channel);
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

/// IN-1: a new application, a reassessment because rules or facts changed, and a recall after long without contact or
/// trajectory. Each says why. The law asks everyone who is young to look for work first; a policy asks it of who is new.
pub async fn someone_is_seen_in_each_of_three_situations(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.care.facts)?;
    let came = [
        ("nieuw", None),
        ("herbeoordeling", Some("regels-veranderd")),
        ("herbeoordeling", Some("gegevens-veranderd")),
        ("hernieuwd-contact", Some("lang-geen-contact")),
        ("hernieuwd-contact", Some("lang-geen-traject")),
    ];
    for (situation, occasion) in came {
        let number = world.new_number()?;
        let is_young = occasion == Some("gegevens-veranderd");
        facts.insert("geboortedatum".into(), if is_young { "2004-05-01" } else { "1980-05-01" }.into());
        let mut body = world.report(&number, &facts);
        body["situatie"] = json!(situation);
        if let Some(occasion) = occasion {
            let other = if situation == "herbeoordeling" { "hernieuwd-contact" } else { "herbeoordeling" };
            body["aanleiding"] = json!(occasion);
            if occasion == "gegevens-veranderd" {
                let unnamed = world.post(&Who::Intake, "/aanvragen", &body).await?;
                unnamed.wrong(&["gewijzigdeGegevens changed-facts", "situatie known-here"])?;
                body["gewijzigdeGegevens"] = json!(["huishouden"]);
            }
            let mut wrong = body.clone();
            wrong["situatie"] = json!(other);
            let refused = world.post(&Who::Intake, "/aanvragen", &wrong).await?;
            refused.wrong(&["aanleiding occasion-fits-situation", "situatie known-here"])?;
        }
        if situation != "nieuw" {
            let stranger = world.post(&Who::Intake, "/aanvragen", &body).await?;
            stranger.wrong(&["situatie known-here"])?;
            let before =
                world.post(&Who::Intake, "/aanvragen", &world.report(&number, &facts)).await?.done()?;
            world.settled().await?;
            end(world, text(&before, "zaakId"), "ingetrokken").await?;
        }
        let opened = world.post(&Who::Intake, "/aanvragen", &body).await?.done()?;
        let searches = opened["zoektermijnTotEnMet"].is_string();
        let asked = is_young || (situation == "nieuw" && world.expects.everyone_searches);
        check!(searches == asked, "{situation}: {opened:#}");
        let case = text(&opened, "zaakId");
        let known = world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()?;
        check!(known["situatie"] == situation && known["aanleiding"] == json!(occasion), "{known:#}");
        let changed = known["gewijzigdeGegevens"].as_array().map_or(0, Vec::len);
        check!(changed == usize::from(occasion == Some("gegevens-veranderd")), "{known:#}");
        if !searches {
            world.until(case, "an intake is held", |case| case.task("intake-houden").is_some()).await?;
        }
        world.settled().await?;
        end(world, case, "ingetrokken").await?;
    }
    Ok(())
}

/// IN-1, IN-11: whoever is seen again while a case runs is so in that case, under its number. Benefit, referral and trajectory go
/// on until there is another decision, and a new application stays refused.
pub async fn a_client_is_seen_again_in_the_case_that_runs(world: &World) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.work.facts)?;
    let number = world.new_number()?;
    let case = &world.bring_in_as(&number, &facts).await?;
    let again = |situation: &str, occasion: &str| {
        json!({"burgerservicenummer": number, "situatie": situation, "aanleiding": occasion, "kanaal": "consulent",
            "meldingsdatum": world.today(), "gegevens": {}})
    };
    let offer = offer_of(world, case).await?;
    accept(world, &offer).await?;
    world.until(case, "the trajectory runs", |case| case.state("traject") == "loopt").await?;
    world.settled().await?;
    let second = world.post(&Who::Intake, "/aanvragen", &world.application(&number, &facts)).await?;
    second.refused(409, "second-open-application")?;

    // Called again: the review is the intake of it, and asked once more with the same key it is the same.
    let recall = again("hernieuwd-contact", "lang-geen-contact");
    let (token, key) = (world.token(&Who::Intake)?, format!("recall-{number}"));
    let headers = [("Idempotency-Key", key.as_str())];
    for _ in 0..2 {
        let body = Some(recall.to_string().into_bytes());
        let seen = world.http.send(Method::POST, &token, "/aanvragen", &headers, body).await?.done()?;
        check!(text(&seen, "zaakId") == case && seen["zoektermijnTotEnMet"].is_null(), "{seen:#}");
    }
    world.settled().await?;
    let stands = world.until(case, "it is reviewed", |case| case.task("heronderzoeken").is_some()).await?;
    let task = stands.task("heronderzoeken").context("a task")?;
    check!(text(task, "onderwerp") == "Opnieuw opgeroepen: er is lang geen contact geweest", "{task}");
    check!(stands.state("traject") == "loopt" && stands.state("recht") == "toegekend", "{:#}", stands.0);
    let body = json!({"uitkomst": "ongewijzigd", "notities": "Gesproken; alles loopt zoals het moet."});
    world.post(&Who::Reintegration, &format!("/zaken/{case}/heronderzoeken"), &body).await?.done()?;
    world.until(case, "it was reviewed", |case| case.task("heronderzoeken").is_none()).await?;

    // All that is wrong with it is named at once, also what is only so by what is known of a single person in this case.
    let mut wrong = again("herbeoordeling", "lang-geen-contact");
    wrong["gegevens"] = json!({"geboortedatumPartner": "1990-01-01"});
    wrong["partner"] =
        json!({"burgerservicenummer": world.new_number()?, "naam": "Proefpartner", "vraagtMeeAan": true});
    let by_what_is_known =
        ["partner known-in-the-case", "gegevens.geboortedatumPartner partner-needs-couple"];
    let refused = world.post(&Who::Intake, "/aanvragen", &wrong).await?;
    refused.wrong(&[&["aanleiding occasion-fits-situation"][..], &by_what_is_known].concat())?;
    wrong["aanleiding"] = json!("regels-veranderd");
    world.post(&Who::Intake, "/aanvragen", &wrong).await?.wrong(&by_what_is_known)?;

    // What changed tells on the right: that is looked at beside, and the benefit goes on.
    let mut changed = again("herbeoordeling", "gegevens-veranderd");
    changed["gewijzigdeGegevens"] = json!(["vermogen"]);
    changed["gegevens"] = json!({"vermogen": 250_000});
    changed["vaststelling"] = json!({"soort": "antwoord-van-register", "register": "Proefregister"});
    world.post(&Who::Intake, "/aanvragen", &changed).await?.done()?;
    world.settled().await?;
    let looked_at = |case: &system_tests::Case| {
        case.task("heronderzoeken").is_some() && case.task("recht-opnieuw-bekijken").is_some()
    };
    let stands = world.until(case, "both are looked at", looked_at).await?;
    check!(stands.state("recht") == "toegekend" && running(world, case).await?.len() == 1, "{:#}", stands.0);
    let known = world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()?;
    let seen = known["opnieuwGezien"].as_array().context("each time")?;
    check!(seen.len() == 2 && seen[1]["gewijzigdeGegevens"] == json!(["vermogen"]), "{seen:#?}");
    check!(known["situatie"] == "nieuw" && known["gegevens"]["vermogen"] == 250_000, "{known:#}");
    let told = story(world, case).await?;
    let said = |what: &str| told.iter().any(|line| text(line, "titel").contains(what));
    check!(said("opnieuw opgeroepen na lang geen contact") && said("gegevens zijn veranderd"), "{told:#?}");

    end(world, case, "overleden").await?;
    let died = world.post(&Who::Intake, "/aanvragen", &again("herbeoordeling", "regels-veranderd")).await?;
    died.wrong(&["situatie case-ended-by-death"])
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
