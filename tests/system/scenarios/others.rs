//! Who may not.

use domain::Municipality;
use policy::Policies;
use serde_json::json;
use system_tests::{Who, World, check, policies_of_the_repository};

use super::acts::{end, offered, text};

/// One open application a person (IN-1); a new one after it is closed.
pub async fn a_second_application_is_refused_with_the_number_of_the_first(
    world: &World,
) -> anyhow::Result<()> {
    let facts = world.expects.person(&world.expects.care.facts)?;
    let number = world.new_number()?;
    let first = world.apply_at_the_form(&number, &facts).await?;
    let case = text(&first, "zaakId");
    let body = world.application(&number, &facts);
    let second = world.post(&Who::Intake, "/aanvragen", &body).await?;
    let problem = second.refused(409, "second-open-application")?;
    check!(text(problem, "detail").contains(text(&first, "zaaknummer")), "no number of the first: {problem}");
    let search = json!({"burgerservicenummer": number});
    let found = world.post(&Who::Intake, "/personen/_zoek", &search).await?.done()?;
    check!(found["zaken"].as_array().is_some_and(|all| all.len() == 1), "{found}");

    // The process may not have heard of the case yet.
    world.settled().await?;
    end(world, case, "ingetrokken").await?;
    world.post(&Who::Intake, "/aanvragen", &body).await?.done().map(drop)
}

/// Another municipality, also one of the same tenant, does not even hear that there is such a case.
pub async fn municipalities_see_nothing_of_each_other(world: &World) -> anyhow::Result<()> {
    let number = world.new_number()?;
    let facts = world.expects.person(&world.expects.work.facts)?;
    let applied = world.apply_at_the_form(&number, &facts).await?;
    let case = text(&applied, "zaakId");
    let policies =
        Policies::load(&policies_of_the_repository()).map_err(|wrong| anyhow::anyhow!("{wrong}"))?;
    for policy in policies.tenants() {
        for entry in &policy.municipalities {
            let other = Municipality::new(&policy.tenant, &entry.code)?;
            if other == world.municipality {
                continue;
            }
            let token = |who: Who| world.token_for(&who, &other);
            let asked = [
                (Who::Manager, format!("/zaken/{case}")),
                (Who::Manager, format!("/zaken/{}", text(&applied, "zaaknummer"))),
                (Who::Intake, format!("/aanvragen/{case}")),
                (Who::Income, format!("/zaken/{case}/recht")),
                (Who::Reintegration, format!("/zaken/{case}/indeling")),
                (Who::Reintegration, format!("/zaken/{case}/indicatie")),
                (Who::Quality, format!("/zaken/{case}/verhaal")),
            ];
            for (who, path) in asked {
                let answer = world.http.get(&token(who)?, &path).await?;
                answer
                    .refused(404, "not-found")
                    .map_err(|error| error.context(format!("{other} asks {path}")))?;
            }
            let end = json!({"reden": "overleden", "motivering": "Zo bleek uit het gesprek."});
            let answer =
                world.http.post(&token(Who::Income)?, &format!("/zaken/{case}/beeindigingen"), &end).await?;
            answer.refused(404, "not-found")?;
            let search = json!({"burgerservicenummer": number});
            let found = world.http.post(&token(Who::Intake)?, "/personen/_zoek", &search).await?.done()?;
            check!(found["zaken"].as_array().is_some_and(Vec::is_empty), "{other} finds the person: {found}");
            let listed = world.http.get(&token(Who::Manager)?, "/zaken").await?.done()?;
            check!(!listed.to_string().contains(case), "{other} lists the case");
            let caseload = world.http.get(&token(Who::Policy)?, "/caseload").await?.done()?;
            check!(!caseload.to_string().contains(case), "{other} has the case in its caseload");
            let ask = json!({"reden": "nieuw-beleid", "beleidsversie": "x"});
            let path = format!("/zaken/{case}/heronderzoek-verzoeken");
            world.http.post(&token(Who::Policy)?, &path, &ask).await?.refused(404, "not-found")?;
        }
    }
    check!(!world.case(case).await?.is_closed(), "someone else ended it");
    Ok(())
}

/// Everyone has their own work; a partner sees its own referrals only.
pub async fn roles_may_do_their_own_work_only(world: &World) -> anyhow::Result<()> {
    let (case, offer) = offered(world, &world.expects.work).await?;
    let partner = Who::Partner(text(&offer, "partner").to_owned());
    let no = |path: &str| format!("/zaken/{case}{path}");
    for (who, path) in [
        (partner.clone(), no("")),
        (partner.clone(), no("/recht")),
        (partner.clone(), format!("/aanvragen/{case}")),
        (Who::Uwv, no("/recht")),
        (Who::Manager, no("/recht")),
        (Who::Reintegration, no("/recht")),
        (Who::Uwv, no("")),
        (Who::Operator, no("")),
        (Who::Policy, no("")),
        (Who::Policy, format!("/aanvragen/{case}")),
        (Who::Manager, "/caseload".to_owned()),
    ] {
        let answer = world.get(&who, &path).await?;
        answer
            .refused(403, "role-missing")
            .map_err(|error| error.context(format!("{who:?} reads {path}")))?;
    }
    let application =
        world.application(&world.new_number()?, &world.expects.person(&world.expects.care.facts)?);
    let deviation = json!({"categorie": world.expects.care.category, "motivering": "Zomaar."});
    for (who, path, body) in [
        (partner.clone(), "/aanvragen".to_owned(), application),
        (Who::Intake, no("/recht/besluiten"), json!({"toegekend": false, "motivering": "Zomaar."})),
        (Who::Intake, no("/indeling/afwijkingen"), deviation.clone()),
        (Who::Quality, no("/indeling/afwijkingen"), deviation),
        (Who::Intake, no("/adviezen"), json!({"positief": false})),
        (
            Who::Uwv,
            no("/beeindigingen"),
            json!({"reden": "overleden", "motivering": "Zo bleek uit het gesprek."}),
        ),
        (Who::Policy, no("/heronderzoeken"), json!({"uitkomst": "opnieuw-indelen"})),
        (
            Who::Reintegration,
            no("/heronderzoek-verzoeken"),
            json!({"reden": "nieuw-beleid", "beleidsversie": "x"}),
        ),
        (
            Who::Reintegration,
            format!("/verwijzingen/{}/antwoorden", text(&offer, "verwijzingId")),
            json!({"geaccepteerd": true}),
        ),
    ] {
        let answer = world.post(&who, &path, &body).await?;
        answer
            .refused(403, "role-missing")
            .map_err(|error| error.context(format!("{who:?} writes {path}")))?;
    }
    let other = world.expects.work.partners.iter().chain(&world.expects.care.partners);
    let other = other.filter(|key| **key != text(&offer, "partner")).take(2);
    for key in other {
        let path = format!("/verwijzingen/{}", text(&offer, "verwijzingId"));
        let stranger = Who::Partner(key.clone());
        world.get(&stranger, &path).await?.refused(404, "not-found")?;
        let answer = json!({"geaccepteerd": true});
        world.post(&stranger, &format!("{path}/antwoorden"), &answer).await?.refused(404, "not-found")?;
    }
    check!(world.case(&case).await?.state("verwijzing") == "aangeboden", "someone changed it");
    Ok(())
}
