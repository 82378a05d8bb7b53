//! `kill -9` in the middle of a run: in the end every case stands where a run without faults puts it, none is lost, none
//! is there twice.

mod forms;
mod payments;
mod people;
mod serve;
mod stopped;
mod uploads;

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use domain::{Municipality, Role};
use load::places::copy_with_places;
use load::processes::Installation;
use meedoen::house::{OneProcess, Plan};
use service::identity::{LocalIssuer, TokenFor};
use system_tests::{FIRST_DAY, Production, Servers, binaries, policies_of_the_repository, servers};
use testkit::{OWN_SERVERS, OwnServers};
use tokio::sync::watch;

use people::{People, compare};
use serve::Serve;

/// At least so many apply, and more while something is still to be killed.
fn applicants() -> usize {
    if testkit::long() { 1_000 } else { 48 }
}

/// How often each process is killed: 200 kills and more in the long form.
fn rounds() -> usize {
    if testkit::long() { 23 } else { 1 }
}

/// Between two kills, and while a process is away: long enough that all the others go on without it.
const BETWEEN: Duration = Duration::from_millis(600);
const AWAY: Duration = Duration::from_millis(400);

/// A token of an issuer.
fn signed(
    issuer: &LocalIssuer,
    user: &str,
    organisation: Option<&str>,
    roles: &[Role],
    municipality: &Municipality,
) -> anyhow::Result<String> {
    Ok(issuer.token(&TokenFor {
        user: user.into(),
        organisation: organisation.map(Into::into),
        roles: roles.to_vec(),
        municipalities: vec![municipality.clone()],
        valid_for: Duration::from_secs(12 * 60 * 60),
    })?)
}

/// The same people without faults: where everyone ends.
async fn without_faults(
    policies: &Path,
    day: Option<NaiveDate>,
    today: NaiveDate,
    count: usize,
) -> Vec<people::End> {
    let folder = tempfile::tempdir().unwrap();
    let plenty = std::num::NonZeroU32::new(1_000_000).unwrap();
    let house = OneProcess::start(Plan {
        folder: folder.path(),
        policies,
        listen: "127.0.0.1:0".parse().unwrap(),
        simulated_from: day,
        clamd: None,
        gateway: gateway::Settings { per_second: plenty, burst: plenty, ..gateway::Settings::default() },
    });
    let house = house.await.unwrap();
    let tokens = |user: &str, organisation: Option<&str>, roles: &[Role], municipality: &Municipality| {
        signed(&house.issuer, user, organisation, roles, municipality)
    };
    let gateway = format!("http://{}", house.address);
    let people = People::of(policies, today, &gateway, count, &tokens).unwrap();
    let (_done, killed) = watch::channel(true);
    let ends = people.live(killed, count).await.unwrap();
    house.stop().await.unwrap();
    ends
}

/// Kills a process or a server, and starts it again a little later.
async fn kill(processes: &mut Installation, own: &OwnServers, name: &str) -> anyhow::Result<()> {
    tokio::time::sleep(BETWEEN).await;
    if OWN_SERVERS.contains(&name) {
        own.kill9(name).await?;
        tokio::time::sleep(AWAY).await;
        return own.start_again(name).await;
    }
    processes.kill9(name)?;
    tokio::time::sleep(AWAY).await;
    processes.restart(name).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_process_is_killed_in_turn_and_nothing_is_lost_or_doubled() {
    let Some(servers) = servers("kill -9 of every process in turn") else { return };
    let own = OwnServers::start().await.unwrap();
    let (database, broker) = own.urls().await.unwrap();
    let servers = Servers { database, broker, ..servers };
    let folder = tempfile::tempdir().unwrap();
    copy_with_places(&policies_of_the_repository(), folder.path()).unwrap();
    let today = FIRST_DAY.parse().unwrap();
    let mut production = Production::start(&servers, folder.path(), Some(today), |_| ()).await.unwrap();
    let processes = &production.processes;
    let tokens = |user: &str, organisation: Option<&str>, roles: &[Role], municipality: &Municipality| {
        processes.token(user, organisation, roles, std::slice::from_ref(municipality))
    };
    let most = applicants() * 8;
    let people = People::of(folder.path(), today, &processes.gateway_url(), most, &tokens).unwrap();

    let (killed, all_killed) = watch::channel(false);
    let kill = async {
        let mut names: Vec<_> = production.processes.names().map(str::to_owned).collect();
        names.extend(OWN_SERVERS.map(str::to_owned));
        let began = Instant::now();
        for round in 0..rounds() {
            // Another one first, and in the other direction, each time.
            names.rotate_left(round % 4);
            names.reverse();
            for name in &names {
                kill(&mut production.processes, &own, name).await.unwrap();
            }
        }
        let kills = rounds() * names.len();
        println!("{kills} kills in {:?}", began.elapsed());
        killed.send(true).unwrap();
    };
    let ((), ends) = tokio::join!(kill, people.live(all_killed, applicants()));
    let ends = ends.unwrap();

    println!("{} people lived while every process was killed {} times", ends.len(), rounds());

    let clean = without_faults(folder.path(), Some(today), today, ends.len()).await;
    compare(&clean, &ends).unwrap();
    people.nobody_is_there_twice(&ends).await.unwrap();
    production.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_one_process_is_killed_again_and_again_and_nothing_is_lost_or_doubled() {
    let Some(binaries) = binaries("kill -9 of meedoen serve", &["meedoen".to_owned()]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (policies, data) = (folder.path().join("policies"), folder.path().join("data"));
    copy_with_places(&policies_of_the_repository(), &policies).unwrap();
    let today = service::BusinessClock::new(None).shared().now().day;
    let mut serve = Serve::start(&binaries.join("meedoen"), &data, &policies).await.unwrap();
    let issuer = LocalIssuer::kept_in(&data, &people::municipalities(&policies).unwrap()).unwrap();
    let tokens = |user: &str, organisation: Option<&str>, roles: &[Role], municipality: &Municipality| {
        signed(&issuer, user, organisation, roles, municipality)
    };
    let people = People::of(&policies, today, &serve.url(), applicants() * 4, &tokens).unwrap();

    let (killed, all_killed) = watch::channel(false);
    let kill = async {
        for _ in 0..rounds().min(10) * 4 {
            tokio::time::sleep(BETWEEN).await;
            serve.kill9().unwrap();
            tokio::time::sleep(AWAY).await;
            serve.spawn().await.unwrap();
        }
        killed.send(true).unwrap();
    };
    let ((), ends) = tokio::join!(kill, people.live(all_killed, applicants()));
    let ends = ends.unwrap();

    println!("{} people lived while the process was killed {} times", ends.len(), rounds().min(10) * 4);

    let clean = without_faults(&policies, None, today, ends.len()).await;
    compare(&clean, &ends).unwrap();
    people.nobody_is_there_twice(&ends).await.unwrap();
}
