//! `kill -9` in the middle of a payment run, while it calculates and while it releases: nobody is paid twice, nobody is
//! skipped, and the books balance to the cent.

use std::time::Duration;

use domain::{Municipality, Role};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::{Value, json};
use service::identity::{LocalIssuer, TokenFor};
use service::sealing::{SEALING_KEYS, Sealing};
use system_tests::{Http, binaries, policies_of_the_repository};
use testkit::{Households, eventually_within};
use uuid::Uuid;

use super::serve::Serve;

/// More than a turn takes in hand, several times over.
const HOUSEHOLDS: u32 = 12_500;
const PATIENCE: Duration = Duration::from_secs(240);
/// Between a start and the next kill; each time longer, so that something gets done.
const STEP: Duration = Duration::from_millis(350);
const KILLS: u32 = 4;

struct Town {
    serve: Serve,
    issuer: LocalIssuer,
    municipality: Municipality,
    http: Http,
    /// Kills while the run was under way.
    hits: u32,
}

impl Town {
    fn token(&self, user: &str) -> String {
        let wanted = TokenFor {
            user: user.into(),
            organisation: None,
            roles: vec![Role::Manager],
            municipalities: vec![self.municipality.clone()],
            valid_for: Duration::from_secs(3_600),
        };
        self.issuer.token(&wanted).unwrap()
    }

    async fn post(&self, user: &str, path: &str, body: Value) -> Value {
        self.http.post(&self.token(user), path, &body).await.unwrap().done().unwrap()
    }

    async fn get(&self, user: &str, path: &str) -> Value {
        self.http.get(&self.token(user), path).await.unwrap().done().unwrap()
    }

    async fn run(&self, run: &str) -> Option<Value> {
        let answer = self.http.get(&self.token("anna"), &format!("/betaalruns/{run}")).await.ok()?;
        answer.done().ok()
    }

    /// Kills the process again and again while the run is under way, until it is at a stage.
    async fn through_kills(&mut self, run: &str, stage: &str) -> Value {
        for round in 1..=KILLS {
            tokio::time::sleep(STEP * round).await;
            let under_way = self.run(run).await.is_some_and(|found| found["status"] != stage);
            self.hits += u32::from(under_way);
            self.serve.kill9().unwrap();
            self.serve.spawn().await.unwrap();
        }
        let at = || async { self.run(run).await.is_some_and(|found| found["status"] == stage) };
        eventually_within(PATIENCE, "the run gets there", at).await;
        self.run(run).await.unwrap()
    }
}

async fn count(db: &DatabaseConnection, sql: &str) -> i64 {
    let row =
        db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get("", "found").unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_run_that_is_killed_pays_everyone_once() {
    let Some(binaries) = binaries("kill -9 of a payment run", &["meedoen".into()]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let policies = policies_of_the_repository();
    let municipality: Municipality = "emmen:0114".parse().unwrap();
    let mut serve = Serve::start(&binaries.join("meedoen"), &data, &policies).await.unwrap();
    serve.kill9().unwrap();
    let sealing = Sealing::new(&income::local_secrets(&data).unwrap()[SEALING_KEYS]).unwrap();
    let seal = |case: Uuid| sealing.seal(case, case, b"NL91ABNA0417164300\nJ. Jansen");
    let today = service::BusinessClock::new(None).shared().now().day;
    let month = domain::Month::of(today);
    let since = month.first_day().to_string();
    let here = municipality.to_string();
    let households = Households { municipality: &here, since: &since, count: HOUSEHOLDS, seal: &seal };
    let db = Database::connect(format!("sqlite://{}", data.join("income.db").display())).await.unwrap();
    households.write(&db).await.unwrap();
    serve.spawn().await.unwrap();

    let issuer = LocalIssuer::kept_in(&data, std::slice::from_ref(&municipality)).unwrap();
    let http = Http::new(&serve.url()).unwrap();
    let mut town = Town { serve, issuer, municipality, http, hits: 0 };
    let account = json!({ "naam": "Gemeente Proef", "iban": "NL02ABNA0123456789" });
    town.post("dirk", "/betaalrekening", account).await;
    let started = town.post("anna", "/betaalruns", json!({ "maand": month.to_string() })).await;
    let run = started["runId"].as_str().unwrap().to_owned();
    let ready = town.through_kills(&run, "gereed").await;
    assert_eq!(
        (ready["zaken"].as_u64(), ready["betalingen"].as_u64()),
        (Some(HOUSEHOLDS.into()), Some(HOUSEHOLDS.into()))
    );
    let seen = town.get("bert", &format!("/betaalruns/{run}/voorbeeld")).await;
    let approval = json!({"vingerafdruk": seen["vingerafdruk"]});
    town.post("bert", &format!("/betaalruns/{run}/goedkeuringen"), approval).await;
    town.post("carla", &format!("/betaalruns/{run}/vrijgaven"), json!({})).await;
    let released = town.through_kills(&run, "vrijgegeven").await;
    assert_eq!(released["verwerkt"].as_u64(), Some(HOUSEHOLDS.into()));
    assert!(town.hits >= 2, "the kills came too late: {}", town.hits);
    town.serve.kill9().unwrap();

    let of = |sql: &'static str| count(&db, sql);
    let everyone = i64::from(HOUSEHOLDS);
    assert_eq!(
        of("SELECT count(DISTINCT case_id) AS found FROM payments WHERE status = 'released'").await,
        everyone
    );
    assert_eq!(of("SELECT count(*) AS found FROM payments").await, everyone, "nobody is paid twice");
    assert_eq!(of("SELECT count(*) AS found FROM calculations").await, everyone);
    let sum = of("SELECT sum(cents) AS found FROM payments").await;
    assert_eq!(Some(sum), released["bedrag"].as_i64());
    let moved = "SELECT coalesce(sum(CASE WHEN credit = 'in-transit' THEN cents ELSE 0 END), 0) AS found FROM postings";
    assert_eq!(of(moved).await, sum, "what was sent is what was booked");
    let left = "SELECT coalesce(sum(CASE WHEN credit = 'payable' THEN cents WHEN debit = 'payable' THEN -cents ELSE 0 END), 0) \
        AS found FROM postings";
    assert_eq!(of(left).await, 0);
    let gaps = "SELECT count(*) AS found FROM (SELECT case_id FROM postings GROUP BY case_id HAVING max(number) <> count(*))";
    assert_eq!(of(gaps).await, 0, "no posting is missing");
}
