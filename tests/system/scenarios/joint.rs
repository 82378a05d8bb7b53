//! One intake for several municipalities.

use policy::Policies;
use reqwest::Method;
use serde_json::{Value, json};
use system_tests::{Answer, Who, World, check, policies_of_the_repository};

use super::acts::{end, text};

/// A consultant at the desk of the joint intake, acting for one of its municipalities.
struct Desk<'w> {
    world: &'w World,
    token: String,
}

impl Desk<'_> {
    async fn get(&self, municipality: &str, path: &str) -> anyhow::Result<Answer> {
        let headers = [("Gemeente", municipality)];
        self.world.http.send(Method::GET, &self.token, path, &headers, None).await
    }

    async fn post(&self, municipality: &str, path: &str, body: &Value) -> anyhow::Result<Answer> {
        let key = uuid::Uuid::new_v4().to_string();
        let headers = [("Gemeente", municipality), ("Idempotency-Key", key.as_str())];
        let body = body.to_string().into_bytes();
        self.world.http.send(Method::POST, &self.token, path, &headers, Some(body)).await
    }
}

/// IN-12: one desk takes in for all municipalities of a policy; each case is bound to its own, with its own money.
pub async fn a_joint_intake_keeps_municipalities_apart(world: &World) -> anyhow::Result<()> {
    let policies =
        Policies::load(&policies_of_the_repository()).map_err(|wrong| anyhow::anyhow!("{wrong}"))?;
    let policy = policies.of(&world.municipality, world.today())?;
    let all: Vec<domain::Municipality> = policy
        .municipalities
        .iter()
        .map(|entry| domain::Municipality::new(&policy.tenant, &entry.code))
        .collect::<Result<_, _>>()?;
    let Some(other) = all.iter().find(|one| **one != world.municipality) else {
        // One municipality takes in for itself alone.
        return Ok(());
    };
    let (here, there) = (world.municipality.to_string(), other.to_string());
    let desk = Desk { world, token: world.token_for_all(&Who::Intake, &all)? };
    let facts = world.expects.person(&world.expects.work.facts)?;
    let one = world.application(&world.new_number()?, &facts);
    // Nobody acts for a municipality by chance.
    let unnamed = world.http.post(&desk.token, "/aanvragen", &one).await?;
    unnamed.wrong(&["Gemeente required"])?;
    let first = desk.post(&here, "/aanvragen", &one).await?.done()?;
    let two = world.application(&world.new_number()?, &facts);
    let second = desk.post(&there, "/aanvragen", &two).await?.done()?;
    world.settled().await?;

    let (mine, theirs) = (text(&first, "zaakId"), text(&second, "zaakId"));
    desk.get(&here, &format!("/aanvragen/{mine}")).await?.done()?;
    desk.get(&there, &format!("/aanvragen/{theirs}")).await?.done()?;
    desk.get(&there, &format!("/aanvragen/{mine}")).await?.refused(404, "not-found")?;
    desk.get(&here, &format!("/aanvragen/{theirs}")).await?.refused(404, "not-found")?;
    let fact = json!({"gegevens": {"vermogen": 100}, "bron": "consulent", "vastgesteldOp": world.today()});
    let path = format!("/aanvragen/{theirs}/gegevens");
    desk.post(&here, &path, &fact).await?.refused(404, "not-found")?;
    desk.post(&there, &path, &fact).await?.done()?;

    // Who works for one of them alone sees nothing of the other, whatever the header says.
    world.get(&Who::Intake, &format!("/aanvragen/{theirs}")).await?.refused(404, "not-found")?;
    let alone = Desk { world, token: world.token(&Who::Intake)? };
    let refused = alone.get(&there, &format!("/aanvragen/{theirs}")).await?;
    check!(refused.status == 403, "{}: {}", refused.status, refused.body);
    let search = json!({"burgerservicenummer": two["burgerservicenummer"]});
    let found = world.post(&Who::Intake, "/personen/_zoek", &search).await?.done()?;
    check!(found["zaken"].as_array().is_some_and(Vec::is_empty), "{found}");
    let listed = world.get(&Who::Manager, "/zaken").await?.done()?;
    check!(!listed.to_string().contains(theirs), "{listed}");
    // Each pays from its own money: what one of them runs, the other knows nothing of.
    let income = Desk { world, token: world.token_for_all(&Who::Income, &all)? };
    let month = json!({"maand": world.today().format("%Y-%m").to_string(), "proefrun": true});
    let run = income.post(&here, "/betaalruns", &month).await?.done()?;
    let run = format!("/betaalruns/{}", text(&run, "runId"));
    income.get(&here, &run).await?.done()?;
    income.get(&there, &run).await?.refused(404, "not-found")?;

    let over = json!({"reden": "ingetrokken", "motivering": "Zo bleek uit het gesprek."});
    let path = format!("/zaken/{theirs}/beeindigingen");
    income.post(&here, &path, &over).await?.refused(404, "not-found")?;
    income.post(&there, &path, &over).await?.done()?;
    end(world, mine, "ingetrokken").await.map(drop)
}
