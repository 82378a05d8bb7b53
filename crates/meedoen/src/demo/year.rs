//! A year of a municipality on the simulated clock: residents apply, and people act on what they find in their
//! lists, all through the public interface.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use indicatif::ProgressBar;
use policy::Policy;
use serde_json::{Value, json};

mod gate;
mod money;
mod partners;
mod tasks;

use super::people::People;
use super::population::{Chance, Population, Resident};
use crate::api::{Api, Problem, text};
use crate::house::OneProcess;

pub use money::Paid;

/// What is drawn for one resident beforehand.
pub struct Applicant {
    pub number: u32,
    pub applies_on: NaiveDate,
    pub resident: Resident,
}

/// Something that someone will do on a day.
enum Plan {
    Apply(usize),
    Task(Value),
    Answer(Value),
    Advise(String),
    LookAtTrajectory { case: String, partner: String },
    EndTrajectory { case: String, trajectory: String, partner: String },
    Withdraw(String),
    Account(String),
    Pay,
}

/// What is counted on the way; the rest is read from the case index at the end.
#[derive(Debug, Default, Clone)]
pub struct Counts {
    pub applied: u64,
    pub search_periods: u64,
    pub intakes: u64,
    pub offers: u64,
    pub accepted: u64,
    pub declined: u64,
    pub trajectories_to_work: u64,
    pub advice_positive: u64,
    pub advice_negative: u64,
    pub reviews: u64,
    pub category_changes_asked: u64,
    pub deviations: u64,
    /// What someone wanted to do and the interface refused: two things that crossed.
    pub refused: BTreeMap<String, u64>,
    /// Applications, offers and reviews by month.
    pub by_month: BTreeMap<u32, [u64; 3]>,
}

pub struct Year<'a> {
    pub house: &'a OneProcess,
    pub api: Api,
    pub people: People,
    pub policy: &'a Policy,
    pub population: &'a Population,
    pub seed: u64,
    pub applicants: Vec<Applicant>,
    pub counts: Counts,
    pub paid: Paid,
    /// Cases with part-time earnings of which somebody judged what is exempt.
    part_timers: Vec<String>,
    agenda: BTreeMap<NaiveDate, Vec<Plan>>,
    /// Tasks and referrals that stand in someone's agenda already.
    planned: BTreeSet<String>,
    /// Which applicant a case is of.
    cases: BTreeMap<String, usize>,
    /// How often something happened in a case: each time is another draw.
    times: BTreeMap<String, u32>,
    today: NaiveDate,
}

impl<'a> Year<'a> {
    pub fn new(
        house: &'a OneProcess,
        api: Api,
        people: People,
        policy: &'a Policy,
        population: &'a Population,
        seed: u64,
        applicants: Vec<Applicant>,
    ) -> Self {
        let mut agenda: BTreeMap<NaiveDate, Vec<Plan>> = BTreeMap::new();
        for (index, applicant) in applicants.iter().enumerate() {
            agenda.entry(applicant.applies_on).or_default().push(Plan::Apply(index));
        }
        let today = NaiveDate::MIN;
        Self {
            house,
            api,
            people,
            policy,
            population,
            seed,
            applicants,
            counts: Counts::default(),
            paid: Paid::default(),
            part_timers: Vec::new(),
            agenda,
            planned: BTreeSet::new(),
            cases: BTreeMap::new(),
            times: BTreeMap::new(),
            today,
        }
    }

    /// Lives through the days from `from` to `to`, both included.
    pub async fn live(
        &mut self,
        from: NaiveDate,
        to: NaiveDate,
        progress: &ProgressBar,
    ) -> anyhow::Result<()> {
        self.today = from;
        self.plan_payments(from, to).await?;
        loop {
            let mut due = self.house.settled().await?;
            loop {
                self.read_lists().await?;
                let Some(plans) = self.agenda.remove(&self.today) else { break };
                for plan in plans {
                    self.act(plan).await?;
                }
                due = self.house.settled().await?;
            }
            let planned = self.agenda.keys().next().copied();
            let next = [due.filter(|day| *day > self.today), planned].into_iter().flatten().min();
            let Some(next) = next.filter(|day| *day <= to) else { break };
            self.house.advance(next)?;
            self.today = next;
            progress.set_position(u64::from(next.ordinal()));
            progress.set_message(format!("{} applied, {} referred", self.counts.applied, self.counts.offers));
        }
        self.house.advance(to)?;
        self.house.settled().await?;
        Ok(())
    }

    fn chance(&self, case: &str, times: u32) -> Chance {
        let number =
            self.cases.get(case).and_then(|index| self.applicants.get(*index)).map_or(0, |who| who.number);
        Chance::new(self.seed, number, times)
    }

    fn next_time(&mut self, case: &str) -> u32 {
        let times = self.times.entry(case.to_owned()).or_default();
        *times += 1;
        *times
    }

    /// Whether this happens in this case, this time.
    fn happens(&mut self, case: &str, behaviour: &str) -> bool {
        let times = self.next_time(case);
        self.population.happens(&self.chance(case, times), behaviour)
    }

    fn plan(&mut self, in_days: u64, plan: Plan) {
        let day = self.today + Days::new(in_days);
        self.agenda.entry(day).or_default().push(plan);
    }

    fn by_month(&mut self, column: usize) {
        self.counts.by_month.entry(self.today.month()).or_default()[column] += 1;
    }

    /// Everyone looks at their lists and puts what is new in their agenda.
    async fn read_lists(&mut self) -> anyhow::Result<()> {
        for task in self.api.all(&self.people.reintegration, "/taken?status=open", "taken").await? {
            let id = text(&task, "taakId").to_owned();
            if text(&task, "soort") != "advies-geven" && self.planned.insert(id) {
                let case = text(&task, "zaakId").to_owned();
                let days = self.delay(&case, 3);
                self.plan(days, Plan::Task(task));
            }
        }
        for referral in self
            .api
            .all(&self.people.reintegration, "/verwijzingen?status=aangeboden", "verwijzingen")
            .await?
        {
            if self.planned.insert(text(&referral, "verwijzingId").to_owned()) {
                self.counts.offers += 1;
                self.by_month(1);
                let case = text(&referral, "zaakId").to_owned();
                let days = 1 + self.delay(&case, 6);
                self.plan(days, Plan::Answer(referral));
            }
        }
        for request in self.api.all(&self.people.uwv, "/adviesaanvragen", "adviesaanvragen").await? {
            let case = text(&request, "zaakId").to_owned();
            let asked = format!("{case} {}", text(&request, "gevraagdOp"));
            if self.planned.insert(asked) {
                let days = 14 + self.delay(&case, 14);
                self.plan(days, Plan::Advise(case));
            }
        }
        Ok(())
    }

    /// From nought to `most` days, drawn.
    fn delay(&mut self, case: &str, most: u64) -> u64 {
        let times = self.next_time(case);
        let number = self.cases.get(case).copied().unwrap_or_default();
        let text = format!("{}/{number}/{times}/delay", self.seed);
        let drawn = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, text.as_bytes()).as_u128();
        u64::try_from(drawn % u128::from(most + 1)).unwrap_or_default()
    }

    async fn act(&mut self, plan: Plan) -> anyhow::Result<()> {
        match plan {
            Plan::Apply(index) => self.apply(index).await,
            Plan::Task(task) => self.take_up(&task).await,
            Plan::Answer(referral) => self.answer(&referral).await,
            Plan::Advise(case) => self.advise(&case).await,
            Plan::LookAtTrajectory { case, partner } => self.look_at_trajectory(case, partner).await,
            Plan::EndTrajectory { case, trajectory, partner } => {
                self.end_trajectory(&case, &trajectory, &partner).await
            }
            Plan::Account(case) => self.tell_account(&case).await,
            Plan::Pay => self.pay().await,
            Plan::Withdraw(case) => self.end(&case, "ingetrokken").await,
        }
    }

    /// Notes a refusal: two things crossed. Everything else goes on.
    fn note(&mut self, what: &str, result: Result<Value, Problem>) -> Option<Value> {
        match result {
            Ok(body) => Some(body),
            Err(problem) => {
                tracing::debug!(what, %problem, "refused");
                *self.counts.refused.entry(format!("{what}: {}", problem.code)).or_default() += 1;
                None
            }
        }
    }

    async fn end(&mut self, case: &str, reason: &str) -> anyhow::Result<()> {
        let path = format!("/zaken/{case}/beeindigingen");
        let body = json!({ "reden": reason, "motivering": "Zo bleek het uit het gesprek en de gegevens." });
        let result = self.api.post(&self.people.income, &path, &body).await?;
        self.note("ending", result);
        Ok(())
    }
}
