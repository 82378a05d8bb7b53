//! `kill -9` of the intake while someone fills in the form. An answer that was acknowledged is there, once; one that was not
//! is there once or not at all, whoever posts it again has it once, and someone else goes on where it stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use domain::{Municipality, Role};
use futures_util::future::join_all;
use load::client::done_at_intake;
use reqwest::Method;
use serde_json::{Map, Value, json};
use system_tests::{Answer, FIRST_DAY, Http, Production, policies_of_the_repository, servers};
use uuid::Uuid;

/// Asks many questions, and things to do beside them.
const MUNICIPALITY: &str = "emmen:0114";
/// From the range that is never issued.
const NUMBER: &str = "999993653";
/// How many answers are on their way when the intake is killed.
const AT_ONCE: usize = 4;
/// Between how many milliseconds after they were posted: before the first is read, while they are kept, after the last.
const LATER: [(u64, u64); 3] = [(0, 20), (20, 150), (300, 600)];
/// The same after the intake was completed.
const COMPLETING: (u64, u64) = (0, 80);
/// As with uploads: on a busy machine a process is not back at once.
const PATIENCE: Duration = Duration::from_secs(120);
const BETWEEN: Duration = Duration::from_millis(50);

/// Someone's form, half filled in.
struct HalfFilled {
    http: Http,
    applicant: String,
    consultant: String,
    case: String,
    /// The version that the applicant reads at first, and answers all along.
    version: u64,
}

/// An answer to one question, under the key that it is posted with.
struct Posted {
    question: String,
    value: Value,
    key: String,
}

impl Posted {
    fn to(question: &Value) -> Option<Self> {
        let name = question["gegeven"].as_str()?;
        let value = match question["soort"].as_str()? {
            // Who lives elsewhere is denied as soon as the intake is complete, and then it is closed.
            "ja-nee" => json!(name == "woontInDeGemeente"),
            "bedrag" => json!(0),
            "getal" => question["laagste"].clone(),
            "keuze" => question["keuzes"][0]["waarde"].clone(),
            _ => return None,
        };
        let question = name.to_owned();
        Some(Self { question, value, key: Uuid::new_v4().to_string() })
    }
}

impl HalfFilled {
    /// Someone applies with what is asked at the door, and opens the form.
    async fn of(production: &Production) -> anyhow::Result<Self> {
        let municipality: Municipality = MUNICIPALITY.parse()?;
        let token = |user: &str, role: Role| {
            production.processes.token(user, None, &[role], std::slice::from_ref(&municipality))
        };
        let (applicant, consultant) =
            (token("e-formulier", Role::ClientSystem)?, token("intake", Role::IntakeConsultant)?);
        let http = Http::new(&production.processes.gateway_url())?;
        let body = json!({
            "burgerservicenummer": NUMBER, "naam": "Proefpersoon", "situatie": "nieuw",
            "kanaal": "e-formulier", "meldingsdatum": FIRST_DAY,
            "gegevens": {"geboortedatum": "1985-06-01", "huishouden": "alleenstaande", "vraagtBijstandAan": true},
        });
        let applied = http.post(&applicant, "/aanvragen", &body).await?.done()?;
        let case = applied["zaakId"].as_str().context("no case")?.to_owned();
        let mut half = Self { http, applicant, consultant, case, version: 0 };
        half.version = half.form().await?["versie"].as_u64().context("no version")?;
        Ok(half)
    }

    fn path(&self, rest: &str) -> String {
        format!("/aanvragen/{}/{rest}", self.case).trim_end_matches('/').to_owned()
    }

    /// What stands there, as soon as somebody answers.
    async fn read(&self, rest: &str) -> anyhow::Result<Value> {
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = self.http.get(&self.consultant, &self.path(rest)).await?;
            if answer.status != 503 || Instant::now() > end {
                return answer.done();
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    async fn form(&self) -> anyhow::Result<Value> {
        self.read("formulier").await
    }

    /// Open questions that the applicant can answer.
    async fn open_to_the_applicant(&self) -> anyhow::Result<Vec<Posted>> {
        let form = self.form().await?;
        let is_theirs = |question: &&Value| {
            let by = question["wie"].as_array().map_or(&[][..], Vec::as_slice);
            question["status"] == "open" && by.iter().any(|who| who == "aanvrager")
        };
        Ok(questions(&form).filter(is_theirs).filter_map(Posted::to).collect())
    }

    async fn post(&self, posted: &Posted, key: &str) -> anyhow::Result<Answer> {
        let given = Map::from_iter([(posted.question.clone(), posted.value.clone())]);
        let body = json!({"versie": self.version, "gegevens": given, "bron": "aanvrager",
            "vastgesteldOp": FIRST_DAY});
        let (path, headers) = (self.path("formulier/antwoorden"), [("Idempotency-Key", key)]);
        let body = body.to_string().into_bytes();
        self.http.send(Method::POST, &self.applicant, &path, &headers, Some(body)).await
    }

    /// Until there is an answer that posting again would not change.
    async fn post_until_it_is_there(&self, posted: &Posted, key: &str) -> anyhow::Result<Value> {
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = self.post(posted, key).await;
            if let Ok(answer) = &answer
                && ![429, 503].contains(&answer.status)
            {
                return answer.clone().done();
            }
            ensure!(Instant::now() < end, "{} cannot be answered: {answer:?}", posted.question);
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// How often each question was answered at the form, by every claim there is.
    async fn answered(&self) -> anyhow::Result<BTreeMap<String, usize>> {
        let found = self.read("verklaringen").await?;
        let Some(claims) = found["verklaringen"].as_array() else { bail!("no claims: {found}") };
        let mut answered = BTreeMap::new();
        for claim in claims.iter().filter(|claim| claim["bij"] == "intakeformulier") {
            *answered.entry(claim["gegeven"].as_str().context("a name")?.to_owned()).or_default() += 1;
        }
        Ok(answered)
    }

    /// A consultant answers what is left.
    async fn answered_by_someone_else(&self) -> anyhow::Result<()> {
        let form = self.form().await?;
        let open = questions(&form).filter(|one| one["status"] == "open").filter_map(Posted::to);
        let left: Map<_, _> = open.map(|posted| (posted.question, posted.value)).collect();
        let body = json!({"versie": form["versie"], "gegevens": left, "bron": "consulent",
            "vastgesteldOp": FIRST_DAY});
        self.http.post(&self.consultant, &self.path("formulier/antwoorden"), &body).await?.done().map(drop)
    }

    /// The same consultant tells what was done, and completes the intake, under this key.
    async fn complete(&self, key: &str) -> anyhow::Result<Answer> {
        let mut body = done_at_intake(FIRST_DAY);
        body.extend([("gegevens".to_owned(), json!({})), ("vastgesteldOp".to_owned(), json!(FIRST_DAY))]);
        let (path, headers) = (self.path("intakes"), [("Idempotency-Key", key)]);
        let body = Value::Object(body).to_string().into_bytes();
        self.http.send(Method::POST, &self.consultant, &path, &headers, Some(body)).await
    }

    /// The intake is complete, once, with all that was done at it.
    async fn is_complete_once(&self) -> anyhow::Result<()> {
        ensure!(self.form().await?["compleet"] == true, "the form is not complete");
        let application = self.read("").await?;
        ensure!(application["stadium"] == "compleet", "the intake is not complete: {application}");
        let records = self.read("poortgegevens").await?;
        let count = |name: &str| records[name].as_array().map_or(0, Vec::len);
        ensure!((count("vacatures"), count("voorlichtingen")) == (1, 1), "doubled or lost: {records}");
        Ok(())
    }
}

/// A moment that differs from run to run, between so many milliseconds from now.
fn somewhen((least, most): (u64, u64)) -> Duration {
    let drawn = Uuid::new_v4().as_u64_pair().1;
    Duration::from_millis(least + drawn % (most - least))
}

/// The intake is killed while someone completes it, and again once it was complete: it is complete once, and stays so.
async fn completed_once(production: &mut Production, half: &HalfFilled) -> anyhow::Result<bool> {
    half.answered_by_someone_else().await?;
    let (key, later) = (Uuid::new_v4().to_string(), somewhen(COMPLETING));
    let kill = async {
        tokio::time::sleep(later).await;
        production.processes.kill9("intake")?;
        production.processes.restart("intake").await
    };
    let (answer, killed) = tokio::join!(half.complete(&key), kill);
    killed?;
    let was_told = answer.is_ok_and(|answer| answer.is_success());
    if was_told {
        half.is_complete_once().await.with_context(|| format!("told, and killed after {later:?}"))?;
    }
    let end = Instant::now() + PATIENCE;
    while !half.complete(&key).await.is_ok_and(|answer| answer.is_success()) {
        ensure!(Instant::now() < end, "the intake cannot be completed, killed after {later:?}");
        tokio::time::sleep(BETWEEN).await;
    }
    half.is_complete_once().await.with_context(|| format!("killed after {later:?}"))?;

    production.processes.kill9("intake")?;
    production.processes.restart("intake").await?;
    half.is_complete_once().await.context("killed when it was complete")?;
    let another = half.complete(&Uuid::new_v4().to_string()).await?;
    ensure!(another.status == 409, "completed again: {another:?}");
    half.is_complete_once().await.context("completed again")?;
    Ok(was_told)
}

fn questions(form: &Value) -> impl Iterator<Item = &Value> {
    let topics = form["onderwerpen"].as_array().map_or(&[][..], Vec::as_slice);
    topics.iter().flat_map(|topic| topic["vragen"].as_array().map_or(&[][..], Vec::as_slice))
}

/// All of it: at each moment once. How many answers were acknowledged, and how many were there that were not.
async fn none_is_lost_or_doubled(
    production: &mut Production,
    half: &HalfFilled,
) -> anyhow::Result<(usize, usize)> {
    let (mut acknowledged, mut there_all_the_same, mut all) = (0, 0, BTreeSet::new());
    for later in LATER.map(somewhen) {
        let open = half.open_to_the_applicant().await?;
        let now: Vec<_> = open.into_iter().take(AT_ONCE).collect();
        ensure!(!now.is_empty(), "there is nothing left to ask");
        let posts = join_all(now.iter().map(|posted| half.post(posted, &posted.key)));
        let kill = async {
            tokio::time::sleep(later).await;
            production.processes.kill9("intake")?;
            production.processes.restart("intake").await
        };
        let (answers, killed) = tokio::join!(posts, kill);
        killed?;

        let known = half.answered().await.with_context(|| format!("after {later:?}"))?;
        for (posted, answer) in now.iter().zip(answers) {
            let was_told = answer.is_ok_and(|answer| answer.is_success());
            let count = known.get(&posted.question).copied().unwrap_or_default();
            let wanted = if was_told { 1..=1 } else { 0..=1 };
            ensure!(wanted.contains(&count), "{}, told: {was_told}, is there {count} times", posted.question);
            acknowledged += usize::from(was_told);
            there_all_the_same += usize::from(!was_told && count == 1);
            let once = half.post_until_it_is_there(posted, &posted.key).await?;
            let again = half.post_until_it_is_there(posted, &posted.key).await?;
            ensure!(once == again, "the same key, another answer: {once} and {again}");
            half.post_until_it_is_there(posted, &Uuid::new_v4().to_string()).await?;
            all.insert(posted.question.clone());
        }
        let known = half.answered().await?;
        let each_once: BTreeMap<_, _> = all.iter().map(|question| (question.clone(), 1)).collect();
        ensure!(known == each_once, "answered are {known:?}, not once each of {all:?}");
    }
    Ok((acknowledged, there_all_the_same))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_intake_is_killed_while_a_form_is_filled_in_and_someone_else_completes_it() {
    let Some(servers) = servers("kill -9 of the intake while a form is filled in") else { return };
    let today = FIRST_DAY.parse().unwrap();
    let policies = policies_of_the_repository();
    let mut production = Production::start(&servers, &policies, Some(today), |_| ()).await.unwrap();
    let half = HalfFilled::of(&production).await.unwrap();

    let (told, not_told) = none_is_lost_or_doubled(&mut production, &half).await.unwrap();

    assert!(told > 0, "every kill came before the first answer");
    let was_told = completed_once(&mut production, &half).await.unwrap();

    println!(
        "{} kills; {told} answers were acknowledged, {not_told} were kept without; completing was acknowledged: {was_told}",
        LATER.len() + 2
    );
    production.stop().await.unwrap();
}
