//! A process that is stopped for longer than its leases last, and wakes up: another process of the same service went
//! on with its work, and it cannot write what it had in hand.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use load::places::copy_with_places;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use system_tests::{FIRST_DAY, Production, policies_of_the_repository, servers};
use testkit::eventually_within;
use tokio::sync::watch;

use super::people::{People, compare};
use super::{BETWEEN, applicants, without_faults};

const SERVICE: &str = "income";

/// Longer than a lease lasts, which is six seconds; or as long as messaging guarantees it (`TEST_LONG`).
fn stopped_for() -> Duration {
    Duration::from_secs(if testkit::long() { 60 } else { 9 })
}

/// Who holds the partitions.
async fn holders(db: &DatabaseConnection) -> BTreeSet<String> {
    let sql = "SELECT DISTINCT owner::text AS owner FROM leases WHERE name LIKE 'partition:%' AND expires_at > now()";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "owner").unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_was_stopped_and_wakes_up_cannot_write() {
    let Some(servers) = servers("SIGSTOP of one of two processes") else { return };
    let folder = tempfile::tempdir().unwrap();
    copy_with_places(&policies_of_the_repository(), folder.path()).unwrap();
    let today = FIRST_DAY.parse().unwrap();
    let mut production = Production::start(&servers, folder.path(), Some(today), |_| ()).await.unwrap();
    production.processes.start_another(SERVICE).await.unwrap();
    let processes = &production.processes;
    let tokens = |user: &str, organisation: Option<&str>, roles: &[_], municipality: &_| {
        processes.token(user, organisation, roles, std::slice::from_ref(municipality))
    };
    let most = applicants() * 8;
    let people = People::of(folder.path(), today, &processes.gateway_url(), most, &tokens).unwrap();
    let db = Database::connect(processes.database_url(SERVICE).unwrap()).await.unwrap();
    let patience = Duration::from_secs(120);

    let (woken, has_woken) = watch::channel(false);
    let stop = async {
        eventually_within(patience, "both have their share", || async { holders(&db).await.len() == 2 })
            .await;
        tokio::time::sleep(BETWEEN).await;
        processes.signal(SERVICE, "STOP").await.unwrap();
        let stopped = Instant::now();
        eventually_within(patience, "the other has taken all", || async { holders(&db).await.len() == 1 })
            .await;
        tokio::time::sleep(stopped_for().saturating_sub(stopped.elapsed())).await;
        assert_eq!(holders(&db).await.len(), 1);
        processes.signal(SERVICE, "CONT").await.unwrap();
        eventually_within(patience, "they share again", || async { holders(&db).await.len() == 2 }).await;
        woken.send(true).unwrap();
    };
    let ((), ends) = tokio::join!(stop, people.live(has_woken, applicants()));
    let ends = ends.unwrap();

    let log = std::fs::read_to_string(processes.log(SERVICE).unwrap()).unwrap();
    let left_alone = log.matches("another instance holds the partition now").count();
    println!("{} people lived; {left_alone} times what was in hand was left to the other", ends.len());

    let clean = without_faults(folder.path(), Some(today), today, ends.len()).await;
    compare(&clean, &ends).unwrap();
    people.nobody_is_there_twice(&ends).await.unwrap();
    db.close().await.unwrap();
    production.stop().await.unwrap();
}
