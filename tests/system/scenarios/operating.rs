//! What an operator does with a case that does not go on, by hand.

use anyhow::Context;
use serde_json::json;
use system_tests::{Who, World, check};

use super::acts::{end, story, text};

/// A parked case is left alone by people, services and the clock; replayed it goes on where it was, with all that came
/// meanwhile.
pub async fn a_parked_case_waits_and_goes_on_when_it_is_replayed(world: &World) -> anyhow::Result<()> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.remove("kostendelendeMedebewoners");
    let case = world.bring_in(&facts).await?;
    world.until(&case, "a person decides", |case| case.task("recht-beslissen").is_some()).await?;
    let form = |dry: bool| json!({"zaken": [case], "proef": dry, "reden": "Wij zoeken een fout uit."});
    let park = "/beheer/vastgelopen-zaken/parkeringen";
    check!(world.post(&Who::Manager, park, &form(false)).await?.status == 403, "for operators only");
    world.post(&Who::Operator, park, &form(true)).await?.done()?;
    check!(world.case(&case).await?.0["geparkeerdSinds"].is_null(), "a dry run does nothing");
    world.post(&Who::Operator, park, &form(false)).await?.done()?;
    check!(world.case(&case).await?.text("geparkeerdSinds") == world.today().to_string(), "it is parked");
    let contact = json!({"soort": "telefonisch", "notities": "Belde terug."});
    let refused = world.post(&Who::Income, &format!("/zaken/{case}/contactmomenten"), &contact).await?;
    refused.refused(409, "case-parked")?;
    let listed = world.list(&Who::Operator, "/beheer/vastgelopen-zaken?dagen=0", "zaken").await?;
    let found = listed.iter().find(|one| text(one, "zaakId") == case).context("it is listed")?;
    check!(found["wachtOp"][0]["soort"] == "zaak-geparkeerd", "{found:#}");

    // Income decides meanwhile; the process hears of it when it is replayed.
    let decides =
        json!({"toegekend": true, "bedragPerMaand": 100_000, "motivering": "Er woont een broer in huis."});
    world.post(&Who::Income, &format!("/zaken/{case}/recht/besluiten"), &decides).await?.done()?;
    world.settled().await?;
    check!(world.case(&case).await?.state("recht") == "mens-beslist", "what is told is kept");
    let replayed =
        world.post(&Who::Operator, "/beheer/vastgelopen-zaken/hervattingen", &form(false)).await?.done()?;
    check!(replayed["zaken"][0]["bewaard"].as_u64() >= Some(1), "{replayed}");
    world.until(&case, "the right is granted", |case| case.state("recht") == "toegekend").await?;
    world.settled().await?;
    let told = story(world, &case).await?;
    for what in ["Een beheerder parkeert de zaak", "Een beheerder hervat de zaak"] {
        check!(
            told.iter().filter(|line| text(line, "titel").starts_with(what)).count() == 1,
            "{what}: {told:#?}"
        );
    }
    end(world, &case, "ingetrokken").await.map(drop)
}
