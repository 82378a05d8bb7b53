//! People who live through faults: they ask again, under the same key, until they have an answer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use chrono::NaiveDate;
use domain::{Municipality, Role};
use futures_util::future::try_join_all;
use load::applicants::{Applicants, profiles};
use policy::Policies;
use reqwest::Method;
use serde_json::{Value, json};
use system_tests::{Case, Http};
use tokio::sync::watch;
use uuid::Uuid;

/// How many live at once.
const AT_ONCE: usize = 12;
/// How long anything may take, with faults.
const PATIENCE: Duration = Duration::from_secs(120);
const BETWEEN_LOOKS: Duration = Duration::from_millis(60);

const CONSULTANT: [Role; 5] = [
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::Manager,
];

/// Makes tokens.
pub type Tokens<'a> = dyn Fn(&str, Option<&str>, &[Role], &Municipality) -> anyhow::Result<String> + 'a;

/// What becomes of an applicant; by turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    Accepted,
    DeclinedThenAccepted,
    AcceptedThenWithdrawn,
    WithdrawnWhileOffered,
    Denied,
}

impl Life {
    const ALL: [Self; 5] = [
        Self::Accepted,
        Self::DeclinedThenAccepted,
        Self::AcceptedThenWithdrawn,
        Self::WithdrawnWhileOffered,
        Self::Denied,
    ];
}

/// Where an applicant's case stands in the end, without what may differ between two good runs: ids, numbers, partners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    pub case: String,
    pub what: Stands,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    pub cases: usize,
    pub stage: String,
    pub category: String,
    pub closed_because: String,
    /// Each part of the process and how it stands.
    pub parts: Vec<(String, String)>,
    /// How many referrals and trajectories there are of each status.
    pub referrals: BTreeMap<String, usize>,
    pub trajectories: BTreeMap<String, usize>,
    /// Outcome, amount, and whether it ended.
    pub right: (String, i64, bool),
    pub story_unbroken: bool,
    pub waits_for_something: bool,
}

/// Everyone, each with a token of their own, so that nobody asks too often.
pub struct People {
    http: Http,
    applicants: Applicants,
    consultants: Vec<String>,
    /// By profile and partner.
    partners: BTreeMap<(usize, String), String>,
    keys: Vec<Uuid>,
    next: AtomicUsize,
}

/// All municipalities of these policies.
pub fn municipalities(policies: &Path) -> anyhow::Result<Vec<Municipality>> {
    meedoen::house::municipalities(&meedoen::house::load_policies(policies)?)
}

impl People {
    /// So many people at most, and who they meet.
    pub fn of(
        folder: &Path,
        today: NaiveDate,
        gateway: &str,
        most: usize,
        tokens: &Tokens<'_>,
    ) -> anyhow::Result<Self> {
        let policies = Policies::load(folder).map_err(|wrong| anyhow::anyhow!("{wrong}"))?;
        let profiles = profiles(&policies, &[], today);
        let mut partners = BTreeMap::new();
        for (place, profile) in profiles.iter().enumerate() {
            let policy = policies.of(&profile.municipality, today)?;
            for partner in &policy.partners {
                let token =
                    tokens(&partner.key, Some(&partner.key), &[Role::Partner], &profile.municipality)?;
                partners.insert((place, partner.key.clone()), token);
            }
        }
        let applicants = Applicants::of(profiles, today);
        let mut consultants = Vec::new();
        for number in 0..most {
            let municipality = &applicants.profiles()[number % applicants.profiles().len()].municipality;
            consultants.push(tokens(&format!("consulent-{number}"), None, &CONSULTANT, municipality)?);
        }
        let (keys, next) = ((0..most).map(|_| Uuid::new_v4()).collect(), AtomicUsize::new(0));
        Ok(Self { http: Http::new(gateway)?, applicants, consultants, partners, keys, next })
    }

    /// Everyone lives: `least` people, and more until all is killed that is to be killed. Where each ends, in order.
    pub async fn live(&self, killed: watch::Receiver<bool>, least: usize) -> anyhow::Result<Vec<End>> {
        let lane = || async {
            let mut lived = Vec::new();
            loop {
                let number = self.next.fetch_add(1, Ordering::SeqCst);
                let enough = number >= least && *killed.borrow();
                if enough || number >= self.keys.len() {
                    return anyhow::Ok(lived);
                }
                let case = self.life(number).await.with_context(|| format!("applicant {number}"))?;
                lived.push((number, case));
            }
        };
        let mut lived: Vec<_> =
            try_join_all((0..AT_ONCE).map(|_| lane())).await?.into_iter().flatten().collect();
        lived.sort();
        ensure!(*killed.borrow(), "everyone had lived before all was killed");
        let mut ends = Vec::new();
        for (number, case) in lived {
            let what = self.stands(number, &case).await?;
            ends.push(End { case, what });
        }
        Ok(ends)
    }

    async fn life(&self, number: usize) -> anyhow::Result<String> {
        let life = Life::ALL[number % Life::ALL.len()];
        let (place, application) = self.applicants.application(number).context("an applicant")?;
        let mut body = application.body();
        if life == Life::Denied {
            body["gegevens"]["vermogen"] = 9_000_000.into();
        }
        let token = &self.consultants[number];
        let applied = self.ask(Method::POST, token, "/aanvragen", self.keys[number], Some(&body)).await?;
        let case = applied["zaakId"].as_str().context("no case")?.to_owned();
        if life == Life::Denied {
            self.until(number, &case, Case::is_closed).await?;
            return Ok(case);
        }
        let first = self.offer(number, &case, None).await?;
        match life {
            Life::WithdrawnWhileOffered => self.withdraw(number, &case).await?,
            Life::DeclinedThenAccepted => {
                self.answer(place, &first, false).await?;
                let second = self.offer(number, &case, Some(&first)).await?;
                self.accept(number, place, &case, &second).await?;
            }
            Life::Accepted => self.accept(number, place, &case, &first).await?,
            Life::AcceptedThenWithdrawn => {
                self.accept(number, place, &case, &first).await?;
                self.withdraw(number, &case).await?;
            }
            Life::Denied => {}
        }
        Ok(case)
    }

    /// The offer that a case has out, another than `not`.
    async fn offer(&self, number: usize, case: &str, not: Option<&Value>) -> anyhow::Result<Value> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            let path = format!("/verwijzingen?zaakId={case}&status=aangeboden");
            let found = self.get(number, &path).await?;
            let offers = found["verwijzingen"].as_array().map_or(&[][..], Vec::as_slice);
            let offer =
                offers.iter().find(|one| not.is_none_or(|not| one["verwijzingId"] != not["verwijzingId"]));
            if let Some(offer) = offer {
                return Ok(offer.clone());
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        bail!("no offer: {:#}", self.get(number, &format!("/zaken/{case}")).await?)
    }

    async fn answer(&self, place: usize, offer: &Value, accepted: bool) -> anyhow::Result<()> {
        let id = offer["verwijzingId"].as_str().unwrap_or_default();
        let partner = offer["partner"].as_str().unwrap_or_default();
        let token = self.partners.get(&(place, partner.to_owned())).context("an unknown partner")?;
        let body = json!({"geaccepteerd": accepted, "reden": if accepted { Value::Null } else { "Past niet.".into() }});
        let path = format!("/verwijzingen/{id}/antwoorden");
        self.ask(Method::POST, token, &path, id.parse()?, Some(&body)).await.map(drop)
    }

    async fn accept(&self, number: usize, place: usize, case: &str, offer: &Value) -> anyhow::Result<()> {
        self.answer(place, offer, true).await?;
        let on_the_way =
            |case: &Case| case.state("traject") == "loopt" && case.state("heronderzoek") == "gepland";
        self.until(number, case, on_the_way).await
    }

    async fn withdraw(&self, number: usize, case: &str) -> anyhow::Result<()> {
        let (path, body) = (
            format!("/zaken/{case}/beeindigingen"),
            json!({"reden": "ingetrokken", "motivering": "Zo bleek uit het gesprek."}),
        );
        // Workflow may not have heard of the case yet when it was just down; an offer says that it has.
        let key = Uuid::new_v4();
        self.ask(Method::POST, &self.consultants[number], &path, key, Some(&body)).await?;
        self.until(number, case, Case::is_closed).await
    }

    async fn until(&self, number: usize, case: &str, holds: impl Fn(&Case) -> bool) -> anyhow::Result<()> {
        let end = Instant::now() + PATIENCE;
        loop {
            let found = Case(self.get(number, &format!("/zaken/{case}")).await?);
            if holds(&found) {
                return Ok(());
            }
            ensure!(Instant::now() < end, "it stands still: {:#}", found.0);
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    async fn get(&self, number: usize, path: &str) -> anyhow::Result<Value> {
        self.ask(Method::GET, &self.consultants[number], path, Uuid::nil(), None).await
    }

    /// Asks until there is an answer that asking again would not change.
    async fn ask(
        &self,
        method: Method,
        token: &str,
        path: &str,
        key: Uuid,
        body: Option<&Value>,
    ) -> anyhow::Result<Value> {
        let end = Instant::now() + PATIENCE;
        let key = key.to_string();
        loop {
            let headers: &[_] = if body.is_some() { &[("Idempotency-Key", key.as_str())] } else { &[] };
            let bytes = body.map(|body| body.to_string().into_bytes());
            let answer = self.http.send(method.clone(), token, path, headers, bytes).await;
            if let Ok(answer) = &answer
                && ![429, 503].contains(&answer.status)
            {
                return answer.clone().done().with_context(|| format!("{method} {path}"));
            }
            ensure!(Instant::now() < end, "{path} is away for too long: {answer:?}");
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    async fn stands(&self, number: usize, case: &str) -> anyhow::Result<Stands> {
        let (_, application) = self.applicants.application(number).context("an applicant")?;
        let search = json!({"burgerservicenummer": application.citizen_service_number});
        let token = &self.consultants[number];
        let found = self.ask(Method::POST, token, "/personen/_zoek", Uuid::new_v4(), Some(&search)).await?;
        let found_case = Case(self.get(number, &format!("/zaken/{case}")).await?);
        let referrals = self.get(number, &format!("/verwijzingen?zaakId={case}&pageSize=100")).await?;
        let right = self.get(number, &format!("/zaken/{case}/recht")).await?;
        let story = self.get(number, &format!("/zaken/{case}/verhaal")).await?;
        let denied = right["uitkomst"] == "afgewezen";
        let trajectories =
            if denied { Value::Null } else { self.get(number, &format!("/zaken/{case}/trajecten")).await? };
        let parts = found_case.0["proces"].as_array().map_or(&[][..], Vec::as_slice);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(Stands {
            cases: found["zaken"].as_array().map_or(0, Vec::len),
            stage: found_case.stage().to_owned(),
            category: found_case.text("categorie").to_owned(),
            closed_because: found_case.text("afgeslotenWegens").to_owned(),
            parts: parts.iter().map(|one| (text(&one["deel"]), text(&one["stand"]))).collect(),
            referrals: by_status(&referrals["verwijzingen"]),
            trajectories: by_status(&trajectories["trajecten"]),
            right: (
                text(&right["uitkomst"]),
                right["bedragPerMaand"].as_i64().unwrap_or_default(),
                right["einddatum"].is_string(),
            ),
            story_unbroken: story["ongeschonden"] == true,
            waits_for_something: found_case.waits_for_something(),
        })
    }

    /// In each municipality as many cases as people who applied there, and as many places in use as people who go.
    pub async fn nobody_is_there_twice(&self, ends: &[End]) -> anyhow::Result<()> {
        let cases: BTreeSet<_> = ends.iter().map(|end| &end.case).collect();
        ensure!(cases.len() == ends.len(), "two people share a case");
        let profiles = self.applicants.profiles().len();
        let mut tenants: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for place in 0..profiles.min(ends.len()) {
            let tenant = self.applicants.profiles()[place].municipality.tenant();
            let here: Vec<_> = ends.iter().skip(place).step_by(profiles).collect();
            let listed = self.get(place, "/zaken").await?["totaal"].as_u64().unwrap_or_default();
            ensure!(listed == here.len() as u64, "{listed} cases of {} people in {tenant}", here.len());
            let going = here.iter().filter(|end| end.what.referrals.contains_key("geaccepteerd")).count();
            let partners = self.get(place, "/partners").await?;
            let used = partners["partners"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|one| one["inGebruik"].as_u64());
            let counted = tenants.entry(tenant).or_default();
            // The municipalities of a tenant share its partners.
            *counted = (counted.0 + going as u64, used.sum());
        }
        ensure!(
            tenants.values().all(|(going, used)| going == used),
            "people who go and places in use: {tenants:?}"
        );
        Ok(())
    }
}

fn by_status(list: &Value) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for one in list.as_array().into_iter().flatten() {
        *counted.entry(one["status"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    counted
}

/// Everyone stands where a run without faults puts them.
pub fn compare(clean: &[End], with_faults: &[End]) -> anyhow::Result<()> {
    ensure!(clean.len() == with_faults.len(), "{} people, not {}", with_faults.len(), clean.len());
    for (number, (clean, faulty)) in clean.iter().zip(with_faults).enumerate() {
        ensure!(
            clean.what == faulty.what,
            "applicant {number}:\n{:#?}\nwithout faults:\n{:#?}",
            faulty.what,
            clean.what
        );
        ensure!(
            clean.what.story_unbroken && clean.what.waits_for_something && clean.what.cases == 1,
            "{clean:?}"
        );
    }
    Ok(())
}
