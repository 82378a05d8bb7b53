//! What an operator does on the command line about messages that could not be handled.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::json;
use system_tests::{CommandLine, Said, Who, World, tenants};

use crate::scenarios::acts::{offered, text};

const PATIENCE: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// `meedoen parked` beside a running gateway.
struct Parked<'a> {
    meedoen: CommandLine,
    world: &'a World,
}

impl Parked<'_> {
    async fn parked(&self, arguments: &[&str]) -> Said {
        let arguments = [&["parked"], arguments].concat();
        self.meedoen.says_to(self.world, &Who::Operator, &arguments).await.unwrap()
    }

    async fn does(&self, arguments: &[&str]) -> String {
        self.parked(arguments).await.done().unwrap()
    }

    /// What the list says of a case, once it has so many messages behind it.
    async fn listed(&self, case: &str, behind: u32) -> Listed {
        let end = Instant::now() + PATIENCE;
        loop {
            let list = self.does(&["list", "--service", "workflow"]).await;
            let lines: Vec<_> = list.lines().map(str::trim).collect();
            let of_case = lines.chunks(5).find(|lines| lines.get(2).is_some_and(|line| line.contains(case)));
            if let Some([named, kind, _, counts, error]) = of_case
                && counts.ends_with(&format!("waiting behind it: {behind}"))
            {
                let id = named.strip_prefix("workflow ").unwrap().to_owned();
                return Listed { id, kind: (*kind).to_owned(), error: (*error).to_owned() };
            }
            assert!(Instant::now() < end, "{case} is not parked with {behind} behind it:\n{list}");
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }
}

struct Listed {
    id: String,
    kind: String,
    error: String,
}

/// The rows of workflow, past workflow.
struct Rows(DatabaseConnection);

impl Rows {
    async fn of(world: &World) -> Self {
        let file = world.folder().join("data/workflow.db");
        Self(Database::connect(format!("sqlite://{}", file.display())).await.unwrap())
    }

    /// Makes the stored process of a case unreadable; gives what stood there.
    async fn spoil(&self, case: &str) -> String {
        let asked = self.statement("SELECT state FROM cases WHERE case_id = $1", [id(case)]);
        let state = self.0.query_one_raw(asked).await.unwrap().unwrap().try_get("", "state").unwrap();
        self.write(case, "spoilt").await;
        state
    }

    async fn write(&self, case: &str, state: &str) {
        let asked =
            self.statement("UPDATE cases SET state = $2 WHERE case_id = $1", [id(case), state.into()]);
        assert_eq!(self.0.execute_raw(asked).await.unwrap().rows_affected(), 1);
    }

    fn statement(&self, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Statement {
        Statement::from_sql_and_values(self.0.get_database_backend(), sql, values)
    }
}

fn id(case: &str) -> sea_orm::Value {
    case.parse::<uuid::Uuid>().unwrap().into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_looks_mends_replays_and_discards() {
    let Some(meedoen) = CommandLine::built("the command line for parked messages") else { return };
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let operator = Parked { meedoen, world: &world };
    assert_eq!(operator.does(&["list"]).await, "Nothing is parked.\n");

    let (mended, offer) = offered(&world, &world.expects.work).await.unwrap();
    let (given_up, other_offer) = offered(&world, &world.expects.work).await.unwrap();
    let rows = Rows::of(&world).await;
    let (state, other_state) = (rows.spoil(&mended).await, rows.spoil(&given_up).await);
    for offer in [&offer, &other_offer] {
        let partner = Who::Partner(text(offer, "partner").to_owned());
        let path = format!("/verwijzingen/{}/antwoorden", text(offer, "verwijzingId"));
        world.post(&partner, &path, &json!({"geaccepteerd": true})).await.unwrap().done().unwrap();
    }
    let Listed { id, kind, error } = operator.listed(&mended, 0).await;
    assert!(kind.ends_with("referral-accepted.v1 from partner-contracts"), "{kind}");
    assert!(error.contains("cannot be read"), "{error}");
    let shown = operator.does(&["show", "workflow", &id]).await;
    for part in [id.as_str(), &mended, &error, "partner-contracts", "referral-accepted"] {
        assert!(shown.contains(part), "no {part} in {shown}");
    }
    let seen = world.get(&Who::Quality, &format!("/zaken/{mended}/inzagen")).await.unwrap().done().unwrap();
    let seen = seen["inzagen"].as_array().unwrap();
    assert!(
        seen.iter().any(|one| one["gegevens"] == json!(["bericht"]) && one["door"] == "operator"),
        "{seen:#?}"
    );
    // As long as the cause is there, nothing changes.
    let in_vain = operator.parked(&["replay", "workflow", &id]).await;
    assert!(!in_vain.out.contains("1 handled"), "{}", in_vain.out);
    operator.listed(&mended, 0).await;

    rows.write(&mended, &state).await;
    assert_eq!(operator.does(&["replay", "workflow", &id]).await, "1 handled, 0 parked again\n");
    world.until(&mended, "the trajectory runs", |case| case.state("traject") == "loopt").await.unwrap();

    let id = operator.listed(&given_up, 0).await.id;
    let without = operator.parked(&["discard", "workflow", &id]).await;
    assert!(!without.succeeded && without.error.contains("--reason"), "{}", without.error);
    let silent = operator.parked(&["discard", "workflow", &id, "--reason", "..."]).await;
    assert!(!silent.succeeded && silent.error.contains("zegt niets"), "{}", silent.error);
    let told = operator.does(&["discard", "workflow", &id, "--reason", "done by hand"]).await;
    assert!(told.starts_with("discarded"), "{told}");
    assert_eq!(operator.does(&["list"]).await, "Nothing is parked.\n");
    let refused: [(&[&str], &str); 3] = [
        (&["show", "workflow", &id], "404"),
        (&["replay", "workflow", &id], "nothing was handled"),
        (&["list", "--service", "nobody"], "no service nobody"),
    ];
    for (arguments, why) in refused {
        let said = operator.parked(arguments).await;
        assert!(!said.succeeded && said.error.contains(why), "{}{}", said.out, said.error);
    }

    // What was given up never happened, and what comes later does.
    rows.write(&given_up, &other_state).await;
    world.settled().await.unwrap();
    let stands = world.case(&given_up).await.unwrap();
    assert_eq!(stands.state("verwijzing"), "aangeboden", "{:#}", stands.0);
    let path = format!("/zaken/{given_up}/beeindigingen");
    world
        .post(&Who::Income, &path, &json!({"reden": "verhuisd", "motivering": "Zo bleek uit het gesprek."}))
        .await
        .unwrap()
        .done()
        .unwrap();
    world.until(&given_up, "the case ends", |case| case.is_closed()).await.unwrap();
    world.stop().await.unwrap();
}
