//! `kill -9` of the intake while a document comes in. A document is there with all its bytes or it is not there at all,
//! whoever sends it again under the same key has one document, and what was left behind is taken away.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, bail, ensure};
use chrono::NaiveDate;
use domain::Role;
use load::applicants::{Applicants, profiles};
use load::places::copy_with_places;
use policy::Policies;
use serde_json::Value;
use service::identity::LocalIssuer;
use sha2::{Digest, Sha256};
use system_tests::{Answer, FIRST_DAY, Http, Production, binaries, policies_of_the_repository, servers};
use testkit::eventually_within;
use uuid::Uuid;

use super::serve::Serve;
use super::{people, signed};

/// Of many parts on their way to the store, and below what is taken.
const LARGE: usize = 18 * 1024 * 1024;
const SMALL: usize = 40_000;
const PATIENCE: Duration = Duration::from_secs(60);
/// Longer than the sweep leaves alone what has no row yet.
const LONG_AGO: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// When the intake is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// Some of the bytes are there.
    Half,
    /// All of them are, and this much later: before its row, after it, or after the answer.
    Whole(Duration),
}

fn moments() -> Vec<Moment> {
    let whole = [0, 1, 3, 8, 20].map(|milliseconds| Moment::Whole(Duration::from_millis(milliseconds)));
    let once: Vec<_> = [Moment::Half].into_iter().chain(whole).chain([Moment::Half]).collect();
    once.repeat(if testkit::long() { 20 } else { 1 })
}

/// What the intake runs in.
enum Running {
    Alone(Serve),
    AmongOthers(Box<Production>),
}

impl Running {
    fn kill9(&mut self) -> anyhow::Result<()> {
        match self {
            Self::Alone(serve) => serve.kill9(),
            Self::AmongOthers(production) => production.processes.kill9("intake"),
        }
    }

    async fn start_again(&mut self) -> anyhow::Result<()> {
        match self {
            Self::Alone(serve) => serve.spawn().await,
            Self::AmongOthers(production) => production.processes.restart("intake").await,
        }
    }
}

/// One case, and the folder in which its documents end up.
struct Uploads {
    http: Http,
    token: String,
    case: String,
    folder: PathBuf,
}

impl Uploads {
    /// Someone applies.
    async fn of(
        gateway: &str,
        policies: &Path,
        today: NaiveDate,
        folder: PathBuf,
        token: impl FnOnce(&domain::Municipality) -> anyhow::Result<String>,
    ) -> anyhow::Result<Self> {
        let policies = Policies::load(policies).map_err(|wrong| anyhow::anyhow!("{wrong}"))?;
        let applicants = Applicants::of(profiles(&policies, &[], today), today);
        let (place, application) = applicants.application(0).context("an applicant")?;
        let (http, token) = (Http::new(gateway)?, token(&applicants.profiles()[place].municipality)?);
        let applied = http.post(&token, "/aanvragen", &application.body()).await?.done()?;
        let case = applied["zaakId"].as_str().context("no case")?.to_owned();
        Ok(Self { http, token, case, folder })
    }

    /// What is in the folder: whole files, and halves.
    fn files(&self) -> anyhow::Result<(BTreeSet<String>, Vec<PathBuf>)> {
        let (mut whole, mut halves) = (BTreeSet::new(), Vec::new());
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return Ok((whole, halves)) };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().into_string().ok().context("a name")?;
            if name.contains('#') {
                halves.push(entry.path());
            } else {
                whole.insert(name);
            }
        }
        Ok((whole, halves))
    }

    async fn send(&self, key: Uuid, file: &[u8]) -> anyhow::Result<Answer> {
        let about = r#"{"titel": "Bankafschrift van januari", "bewijstVan": ["vermogen"]}"#;
        let path = format!("/zaken/{}/documenten", self.case);
        self.http.send_in_under(key, &self.token, &path, about, "application/pdf", file).await
    }

    /// Until there is an answer that sending again would not change.
    async fn send_until_it_is_there(&self, key: Uuid, file: &[u8]) -> anyhow::Result<String> {
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = self.send(key, file).await;
            if let Ok(answer) = &answer
                && ![429, 503].contains(&answer.status)
            {
                let sent = answer.clone().done()?;
                return Ok(sent["documentId"].as_str().context("no document")?.to_owned());
            }
            ensure!(Instant::now() < end, "a document cannot be sent in: {answer:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for the moment, while the document comes in.
    async fn wait_for(&self, moment: Moment, known: &BTreeSet<String>) -> anyhow::Result<()> {
        let end = Instant::now() + PATIENCE;
        loop {
            let (whole, halves) = self.files()?;
            let is_new = whole.iter().any(|name| !known.contains(name));
            match moment {
                Moment::Half if !halves.is_empty() || is_new => return Ok(()),
                Moment::Whole(later) if is_new => {
                    tokio::time::sleep(later).await;
                    return Ok(());
                }
                _ => {}
            }
            ensure!(Instant::now() < end, "no byte arrives");
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
    }

    async fn listed(&self) -> anyhow::Result<Vec<Value>> {
        let path = format!("/zaken/{}/documenten?pageSize=100", self.case);
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = self.http.get(&self.token, &path).await?;
            if answer.status == 503 && Instant::now() < end {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
            let Value::Array(listed) = answer.done()?["documenten"].take() else { bail!("no list") };
            return Ok(listed);
        }
    }

    /// Every document that is known has all its bytes; by id, what they hash to.
    async fn known(&self) -> anyhow::Result<BTreeMap<String, String>> {
        let mut known = BTreeMap::new();
        for document in self.listed().await? {
            let id = document["documentId"].as_str().context("an id")?.to_owned();
            let bytes = self.http.get(&self.token, &format!("/documenten/{id}/inhoud")).await?.done()?;
            let hash = hash(bytes.as_str().context("a text")?.as_bytes());
            ensure!(document["sha256"] == hash.as_str(), "other bytes came back: {document:#}");
            known.insert(id, hash);
        }
        Ok(known)
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn pdf(round: usize, size: usize) -> Vec<u8> {
    let mut file = format!("%PDF-1.7\nstuk {round}\n").into_bytes();
    file.resize(size, b'x');
    file.extend_from_slice(b"\nstartxref\n9\n%%EOF\n");
    file
}

/// All of it: at each moment once, and then what was left behind goes.
async fn none_is_half_known(running: &mut Running, uploads: &Uploads) -> anyhow::Result<()> {
    let (mut sent, mut halves_left, mut without_row) = (BTreeMap::new(), 0, 0);
    let moments = moments();
    for (round, moment) in moments.iter().enumerate() {
        let key = Uuid::new_v4();
        let file = pdf(round, if matches!(moment, Moment::Half) { LARGE } else { SMALL });
        let (before, halves_before) = uploads.files()?;
        let kill = async {
            uploads.wait_for(*moment, &before).await?;
            running.kill9()
        };
        let (_answer, killed) = tokio::join!(uploads.send(key, &file), kill);
        killed?;
        let (whole, halves) = uploads.files()?;
        running.start_again().await?;

        let known = uploads.known().await.with_context(|| format!("after {moment:?}"))?;
        halves_left += halves.iter().filter(|half| !halves_before.contains(half)).count();
        without_row +=
            whole.iter().filter(|name| !before.contains(*name) && !known.contains_key(*name)).count();
        let id = uploads.send_until_it_is_there(key, &file).await?;
        sent.insert(id, hash(&file));
    }
    ensure!(uploads.known().await? == sent, "other documents are known than were sent");
    println!("{} kills left {halves_left} halves and {without_row} files without a row", moments.len());
    ensure!(halves_left > 0, "no kill fell in the middle of an upload");

    // Days later: nobody sends these any more.
    running.kill9()?;
    let (whole, halves) = uploads.files()?;
    for path in whole.iter().map(|name| uploads.folder.join(name)).chain(halves) {
        std::fs::File::options().write(true).open(path)?.set_modified(SystemTime::now() - LONG_AGO)?;
    }
    running.start_again().await?;
    let belongs: BTreeSet<_> = sent.keys().cloned().collect();
    eventually_within(PATIENCE, "what belongs to nobody is taken away", || async {
        uploads.files().is_ok_and(|(whole, halves)| whole == belongs && halves.is_empty())
    })
    .await;
    ensure!(uploads.known().await? == sent, "a document was taken away that belongs to a case");
    Ok(())
}

const BRINGS: [Role; 1] = [Role::IntakeConsultant];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_one_process_is_killed_while_documents_come_in_and_none_is_half_known() {
    let Some(binaries) = binaries("kill -9 during uploads", &["meedoen".to_owned()]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (policies, data) = (folder.path().join("policies"), folder.path().join("data"));
    copy_with_places(&policies_of_the_repository(), &policies).unwrap();
    let today = service::BusinessClock::new(None).shared().now().day;
    let serve = Serve::start(&binaries.join("meedoen"), &data, &policies).await.unwrap();
    let issuer = LocalIssuer::kept_in(&data, &people::municipalities(&policies).unwrap()).unwrap();
    let token = |municipality: &_| signed(&issuer, "intake", None, &BRINGS, municipality);
    let documents = data.join("files/documents");
    let uploads = Uploads::of(&serve.url(), &policies, today, documents, token).await.unwrap();
    none_is_half_known(&mut Running::Alone(serve), &uploads).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_intake_is_killed_while_documents_come_in_and_none_is_half_known() {
    let Some(servers) = servers("kill -9 of the intake during uploads") else { return };
    let folder = tempfile::tempdir().unwrap();
    copy_with_places(&policies_of_the_repository(), folder.path()).unwrap();
    let today = FIRST_DAY.parse().unwrap();
    let production = Production::start(&servers, folder.path(), Some(today), |_| ()).await.unwrap();
    let processes = &production.processes;
    let token = |municipality: &domain::Municipality| {
        processes.token("intake", None, &BRINGS, std::slice::from_ref(municipality))
    };
    let documents = production.folder().join("documents/documents");
    let gateway = processes.gateway_url();
    let uploads = Uploads::of(&gateway, folder.path(), today, documents, token).await.unwrap();
    let mut running = Running::AmongOthers(Box::new(production));
    none_is_half_known(&mut running, &uploads).await.unwrap();
    let Running::AmongOthers(production) = running else { return };
    production.stop().await.unwrap();
}
