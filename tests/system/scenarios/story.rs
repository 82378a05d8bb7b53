//! The story of a case (WF-5): every step with who did it, why, and by which rule; whole, and it shows who looked.

use system_tests::{Who, World, check};

use super::acts::{accepted, end, story, text};

/// From application to trajectory: each service tells its part, each decision its rule, the chain holds against what the
/// services told each other, and a look at personal data is on record before it is answered.
pub async fn every_step_is_told_and_the_chain_holds(world: &World) -> anyhow::Result<()> {
    let (case, _) = accepted(world, &world.expects.work).await?;
    world.until(&case, "a trajectory runs", |case| case.state("traject") == "loopt").await?;
    world.settled().await?;
    let told = story(world, &case).await?;
    for service in ["intake", "inkomen", "re-integratie", "partners", "proces"] {
        check!(told.iter().any(|line| text(line, "dienst") == service), "{service} tells nothing: {told:#?}");
    }
    let decided: Vec<_> = told.iter().filter(|line| line["uitleg"].is_object()).collect();
    check!(!decided.is_empty(), "no decision says why: {told:#?}");
    check!(decided.iter().all(|line| !text(&line["uitleg"], "regel").is_empty()), "{decided:#?}");

    let path = format!("/zaken/{case}/verhaal/controle");
    let checked = world.get(&Who::Quality, &path).await?.done()?;
    check!(checked["ongeschonden"] == true && checked["getuigen"].as_u64() > Some(1), "{checked}");
    let before = looks(world, &case).await?;
    world.get(&Who::Intake, &format!("/aanvragen/{case}")).await?.done()?;
    let after = looks(world, &case).await?;
    check!(after == before + 1, "{before} looks, and {after} after one more");
    check!(
        world.get(&Who::Intake, &format!("/zaken/{case}/inzagen")).await?.status == 403,
        "for quality only"
    );
    end(world, &case, "ingetrokken").await.map(drop)
}

/// How often the application was looked at by who handles it, each time with what for.
async fn looks(world: &World, case: &str) -> anyhow::Result<usize> {
    let seen = world.list(&Who::Quality, &format!("/zaken/{case}/inzagen"), "inzagen").await?;
    let own = seen.iter().filter(|one| text(one, "dienst") == "intake" && text(one, "door") == "intake");
    Ok(own.filter(|one| text(one, "doel") == "de aanvraag behandelen").count())
}
