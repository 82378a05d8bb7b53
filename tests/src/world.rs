//! One municipality on one edition, on a simulated clock.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use chrono::NaiveDate;
use domain::{Bsn, Municipality};
use meedoen::house::{OneProcess, Plan};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::{Answer, Case, Expectation, Http, Production, Servers, Who, few_places};

/// A Monday; the norms of the first half of 2026 hold.
pub const FIRST_DAY: &str = "2026-03-02";
/// Sheltered places at the start: the second person waits.
const SHELTERED_PLACES: u32 = 1;
/// How long anything may take to come about.
const PATIENCE: Duration = Duration::from_secs(60);
/// At first; each look after it waits twice as long, up to the longest: looking is work for every process behind the gateway.
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);
const LONGEST_BETWEEN_LOOKS: Duration = Duration::from_millis(80);
/// What is asked on the form; the rest is for the intake.
const ON_THE_FORM: [&str; 4] = ["geboortedatum", "huishouden", "vraagtBijstandAan", "woontInDeGemeente"];

enum Edition {
    OneProcess(Box<OneProcess>),
    Production(Box<Production>),
}

/// The whole house, and the people of one municipality in it.
pub struct World {
    pub tenant: String,
    pub municipality: Municipality,
    pub expects: Expectation,
    pub http: Http,
    edition: Edition,
    folder: TempDir,
    day: Mutex<NaiveDate>,
    applicants: AtomicUsize,
}

impl World {
    /// The one-process edition within this test. `limits` are those of the gateway; `None` lets a test ask as often
    /// as it wants.
    pub async fn one_process(tenant: &str, limits: Option<gateway::Settings>) -> anyhow::Result<Self> {
        Self::one_process_with(tenant, limits, |_| Ok(())).await
    }

    /// The same, on policies that were changed first.
    pub async fn one_process_with(
        tenant: &str,
        limits: Option<gateway::Settings>,
        change: impl FnOnce(&std::path::Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<Self> {
        Self::one_process_on(tenant, FIRST_DAY.parse()?, limits, change).await
    }

    /// The same, from another first day.
    pub async fn one_process_on(
        tenant: &str,
        day: NaiveDate,
        limits: Option<gateway::Settings>,
        change: impl FnOnce(&std::path::Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let policies = folder.path().join("policies");
        few_places(&policies, SHELTERED_PLACES)?;
        change(&policies)?;
        let plenty = std::num::NonZeroU32::new(1_000_000).context("a number")?;
        let usual = gateway::Settings::default();
        let house = OneProcess::start(Plan {
            folder: &folder.path().join("data"),
            policies: &policies,
            listen: "127.0.0.1:0".parse()?,
            simulated_from: Some(day),
            clamd: None,
            gateway: limits.unwrap_or(gateway::Settings { per_second: plenty, burst: plenty, ..usual }),
        })
        .await?;
        let http = Http::new(&format!("http://{}", house.address))?;
        Self::of(tenant, Edition::OneProcess(Box::new(house)), http, folder, day)
    }

    /// The production edition as processes.
    pub async fn production(tenant: &str, servers: &Servers) -> anyhow::Result<Self> {
        Self::production_on(tenant, FIRST_DAY.parse()?, servers).await
    }

    /// The same, from another first day.
    pub async fn production_on(tenant: &str, day: NaiveDate, servers: &Servers) -> anyhow::Result<Self> {
        Self::production_with(tenant, day, servers, |_| Ok(())).await
    }

    /// The same, on policies that were changed first.
    pub async fn production_with(
        tenant: &str,
        day: NaiveDate,
        servers: &Servers,
        change: impl FnOnce(&std::path::Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let policies = folder.path().join("policies");
        few_places(&policies, SHELTERED_PLACES)?;
        change(&policies)?;
        let production = Production::start(servers, &policies, Some(day), |_| ()).await?;
        let http = Http::new(&production.processes.gateway_url())?;
        Self::of(tenant, Edition::Production(Box::new(production)), http, folder, day)
    }

    fn of(
        tenant: &str,
        edition: Edition,
        http: Http,
        folder: TempDir,
        day: NaiveDate,
    ) -> anyhow::Result<Self> {
        let expects = Expectation::of(tenant)?;
        let municipality = Municipality::new(tenant, &expects.municipality)?;
        let (tenant, day) = (tenant.to_owned(), Mutex::new(day));
        Ok(Self {
            tenant,
            municipality,
            expects,
            http,
            edition,
            folder,
            day,
            applicants: AtomicUsize::new(0),
        })
    }

    /// Ends in good order.
    pub async fn stop(self) -> anyhow::Result<()> {
        match self.edition {
            Edition::OneProcess(house) => house.stop().await,
            Edition::Production(production) => production.stop().await,
        }
    }

    /// The folder of this world; the one-process edition keeps its files in `data`.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The address of the gateway.
    pub fn gateway(&self) -> String {
        match &self.edition {
            Edition::OneProcess(house) => format!("http://{}", house.address),
            Edition::Production(production) => production.processes.gateway_url(),
        }
    }

    pub fn today(&self) -> NaiveDate {
        *self.day.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Waits until nothing is left to do on this day; gives the next day on which something is.
    pub async fn settled(&self) -> anyhow::Result<Option<NaiveDate>> {
        let settled = async {
            match &self.edition {
                Edition::OneProcess(house) => house.settled().await,
                Edition::Production(production) => production.settled().await,
            }
        };
        // A caseload of a town has more to do on one day than one person.
        let patience = if testkit::long() { PATIENCE * 60 } else { PATIENCE * 2 };
        tokio::time::timeout(patience, settled).await.context("the house does not come to rest")?
    }

    /// Lives on until this day, stopping on every day on which something is due.
    pub async fn to(&self, day: NaiveDate) -> anyhow::Result<()> {
        while self.today() < day {
            let due = self.settled().await?.filter(|due| *due > self.today() && *due < day);
            let next = due.unwrap_or(day);
            match &self.edition {
                Edition::OneProcess(house) => house.advance(next)?,
                Edition::Production(production) => production.advance(next).await?,
            }
            *self.day.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = next;
        }
        self.settled().await.map(drop)
    }

    /// The day after.
    pub async fn past(&self, day: NaiveDate) -> anyhow::Result<()> {
        self.to(day.succ_opt().context("a next day")?).await
    }

    pub fn token(&self, who: &Who) -> anyhow::Result<String> {
        self.token_for(who, &self.municipality)
    }

    /// A token of someone of another municipality.
    pub fn token_for(&self, who: &Who, municipality: &Municipality) -> anyhow::Result<String> {
        self.token_for_all(who, std::slice::from_ref(municipality))
    }

    /// A token of someone who works for several municipalities.
    pub fn token_for_all(&self, who: &Who, municipalities: &[Municipality]) -> anyhow::Result<String> {
        let (user, organisation, roles) = (who.user(), who.organisation(), who.roles());
        match &self.edition {
            Edition::OneProcess(house) => house.token_for_all(&user, roles, organisation, municipalities),
            Edition::Production(production) => {
                production.processes.token(&user, organisation, roles, municipalities)
            }
        }
    }

    pub async fn get(&self, who: &Who, path: &str) -> anyhow::Result<Answer> {
        self.http.get(&self.token(who)?, path).await
    }

    /// Sends in a document: what it is as JSON, and its bytes as a file of this type.
    pub async fn send_in(
        &self,
        who: &Who,
        path: &str,
        about: &str,
        kind: &str,
        file: &[u8],
    ) -> anyhow::Result<Answer> {
        self.http.send_in(&self.token(who)?, path, about, kind, file).await
    }

    pub async fn post(&self, who: &Who, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.http.post(&self.token(who)?, path, body).await
    }

    /// Approves the file of a payment run as it is now, after a look at it.
    pub async fn approve(&self, who: &Who, run: &str) -> anyhow::Result<()> {
        let seen = self.get(who, &format!("{run}/voorbeeld")).await?.done()?;
        let approval = serde_json::json!({"vingerafdruk": seen["vingerafdruk"]});
        self.post(who, &format!("{run}/goedkeuringen"), &approval).await?.done()?;
        Ok(())
    }

    /// A number from the range that is never issued, another each time.
    pub fn new_number(&self) -> anyhow::Result<String> {
        let digit =
            |number: u32, place: u32| u8::try_from(number / 10u32.pow(place) % 10).unwrap_or_default();
        let first =
            |number| [9, 9, 9, 9, digit(number, 3), digit(number, 2), digit(number, 1), digit(number, 0)];
        let next = self.applicants.fetch_add(1, Ordering::Relaxed);
        let found = (0..10_000).filter_map(|number| Bsn::from_first_eight(first(number))).nth(next);
        Ok(found.context("the range is used up")?.expose())
    }

    /// An application as a consultant enters it, with a complete intake and what was done at it.
    pub fn application(&self, number: &str, facts: &Map<String, Value>) -> Value {
        let mut body = self.report(number, facts);
        body["intakeCompleet"] = true.into();
        self.done_at_intake(&mut body);
        self.verified(&mut body);
        body
    }

    /// The same before the intake.
    pub fn report(&self, number: &str, facts: &Map<String, Value>) -> Value {
        json!({
            "burgerservicenummer": number, "naam": "Proefpersoon", "situatie": "nieuw", "kanaal": "consulent",
            "meldingsdatum": self.today(), "gegevens": facts,
        })
    }

    /// Adds what was done at an intake beside asking.
    fn done_at_intake(&self, body: &mut Value) {
        if let Some(body) = body.as_object_mut() {
            body.extend(load::client::done_at_intake(&self.today().to_string()));
        }
    }

    /// Adds that everything was seen to be true, where the policy wants facts verified before an intake is complete.
    fn verified(&self, body: &mut Value) {
        if self.expects.verifies {
            body["vaststelling"] = json!({"soort": "antwoord-van-register", "register": "Proefregister"});
        }
    }

    /// Someone applies at the form: what is asked there, and no more.
    pub async fn apply_at_the_form(&self, number: &str, facts: &Map<String, Value>) -> anyhow::Result<Value> {
        let asked = facts.iter().filter(|(key, _)| ON_THE_FORM.contains(&key.as_str()));
        let asked: Map<_, _> = asked.map(|(key, value)| (key.clone(), value.clone())).collect();
        let body = json!({
            "burgerservicenummer": number, "naam": "Proefpersoon", "situatie": "nieuw", "kanaal": "e-formulier",
            "meldingsdatum": self.today(), "gegevens": asked,
        });
        self.post(&Who::Form, "/aanvragen", &body).await?.done()
    }

    /// Someone applies, looks for work first where that is asked, and has an intake. The id of the case.
    pub async fn bring_in(&self, facts: &Map<String, Value>) -> anyhow::Result<String> {
        self.bring_in_as(&self.new_number()?, facts).await
    }

    /// The same for the person with this number.
    pub async fn bring_in_as(&self, number: &str, facts: &Map<String, Value>) -> anyhow::Result<String> {
        let applied = self.apply_at_the_form(number, facts).await?;
        let case = applied["zaakId"].as_str().context("no case")?.to_owned();
        if let Some(until) = applied["zoektermijnTotEnMet"].as_str() {
            self.past(until.parse()?).await?;
            self.until(&case, "the search is assessed", |case| case.task("zoektermijn-beoordelen").is_some())
                .await?;
            let body = json!({"resultaat": "gezocht", "inspanningen": "Vier sollicitaties, met bewijs."});
            self.post(&Who::Intake, &format!("/aanvragen/{case}/zoektermijn-resultaten"), &body)
                .await?
                .done()?;
        }
        self.until(&case, "an intake is held", |case| case.task("intake-houden").is_some()).await?;
        self.complete_intake(&case, facts).await?;
        Ok(case)
    }

    pub async fn complete_intake(&self, case: &str, facts: &Map<String, Value>) -> anyhow::Result<()> {
        let mut body = json!({"gegevens": facts, "vastgesteldOp": self.today()});
        self.done_at_intake(&mut body);
        self.verified(&mut body);
        self.post(&Who::Intake, &format!("/aanvragen/{case}/intakes"), &body).await?.done()?;
        self.settled().await?;
        self.begin_portfolio(case).await
    }

    /// Begins the e-portfolio, where the policy asks it before a decision and it is not there yet.
    pub async fn begin_portfolio(&self, case: &str) -> anyhow::Result<()> {
        let seen = self.get(&Who::Quality, &format!("/zaken/{case}/stappen")).await?.done()?;
        let all = seen["besluiten"].as_array().context("no decisions")?;
        let mut steps = all.iter().filter_map(|one| one["stappen"].as_array()).flatten();
        let waits = |step: &Value| {
            step["blijktUit"] == "portfolio-begonnen" && step["gezet"] == false && step["nietNodig"] == false
        };
        if !steps.any(waits) {
            return Ok(());
        }
        let after = self.portfolio_version(case).await?;
        let portfolio = json!({"naVersie": after, "portfolio": {"urenPerWeek": 24, "delen": false}});
        self.post(&Who::Form, &format!("/zaken/{case}/portfolio"), &portfolio).await?.done()?;
        self.settled().await.map(drop)
    }

    /// The version of the e-portfolio that stands; 0 where none was begun.
    pub async fn portfolio_version(&self, case: &str) -> anyhow::Result<u64> {
        let stands = self.get(&Who::Intake, &format!("/zaken/{case}/portfolio")).await?;
        if stands.status == 404 {
            return Ok(0);
        }
        stands.done()?["versie"].as_u64().context("no version")
    }

    /// Records the steps that the policy asks before a decision and that someone has to record. How many there were.
    pub async fn take_steps(&self, case: &str, decision: &str) -> anyhow::Result<usize> {
        let seen = self.get(&Who::Quality, &format!("/zaken/{case}/stappen")).await?.done()?;
        let all = seen["besluiten"].as_array().context("no decisions")?;
        let steps =
            all.iter().filter(|one| one["besluit"] == decision).filter_map(|one| one["stappen"].as_array());
        let waiting = |step: &&Value| step["blijktUit"] == "vastgelegd" && step["gezet"] == false;
        let mut taken = 0;
        for step in steps.flatten().filter(waiting) {
            let name = step["stap"].as_str().context("no step")?;
            let path = format!("/zaken/{case}/stappen/{name}/vastleggingen");
            self.post(&Who::Income, &path, &json!({"toelichting": "Besproken en gewogen."})).await?.done()?;
            taken += 1;
        }
        if taken > 0 {
            self.settled().await?;
        }
        Ok(taken)
    }

    /// Where the case stands.
    pub async fn case(&self, case: &str) -> anyhow::Result<Case> {
        Ok(Case(self.get(&Who::Manager, &format!("/zaken/{case}")).await?.done()?))
    }

    /// Waits until the case stands as it should.
    pub async fn until(&self, case: &str, what: &str, holds: impl Fn(&Case) -> bool) -> anyhow::Result<Case> {
        let end = Instant::now() + PATIENCE;
        let mut pause = BETWEEN_LOOKS;
        loop {
            let answer = self.get(&Who::Manager, &format!("/zaken/{case}")).await?;
            // Workflow may not have heard of it yet.
            let found = if answer.status == 404 { Case(Value::Null) } else { Case(answer.done()?) };
            if holds(&found) {
                return Ok(found);
            }
            if Instant::now() > end {
                bail!("not within {PATIENCE:?}: {what}; the case stands so: {:#}", found.0);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_BETWEEN_LOOKS);
        }
    }

    /// A list, all of it (a hundred at most).
    pub async fn list(&self, who: &Who, path: &str, name: &str) -> anyhow::Result<Vec<Value>> {
        let sign = if path.contains('?') { '&' } else { '?' };
        let mut body = self.get(who, &format!("{path}{sign}pageSize=100")).await?.done()?;
        match body[name].take() {
            Value::Array(items) => Ok(items),
            other => bail!("{path} has no list {name}: {other}"),
        }
    }

    /// Guarantee 15, for every case of the municipality.
    pub async fn nothing_stands_still(&self) -> anyhow::Result<()> {
        self.settled().await?;
        for row in self.list(&Who::Manager, "/zaken", "zaken").await? {
            let case = self.case(row["zaakId"].as_str().unwrap_or_default()).await?;
            if !case.waits_for_something() {
                bail!("a case stands still: {:#}", case.0);
            }
        }
        Ok(())
    }
}
