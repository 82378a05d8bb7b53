//! A year of a municipality on the simulated clock: residents apply, and people act on what they find in their
//! lists, all through the public interface.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use chrono::{Datelike, Days, NaiveDate};
use domain::{Fact, FactKey, FactSource, FactValue};
use indicatif::ProgressBar;
use policy::Policy;
use serde_json::{Value, json};

use super::people::People;
use super::population::{Chance, Population, Resident};
use crate::api::{Api, Problem, text};
use crate::house::OneProcess;

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

    async fn apply(&mut self, index: usize) -> anyhow::Result<()> {
        let applicant = self.applicants.get(index).context("an applicant")?;
        let Resident { bsn, name, facts } = &applicant.resident;
        // At the counter of the e-form one says who one is; the rest is told at the intake.
        let first: domain::Facts = facts
            .iter()
            .filter(|(key, _)| AT_THE_FORM.contains(key))
            .map(|(key, fact)| (key, fact.clone()))
            .collect();
        let body = json!({
            "burgerservicenummer": bsn.expose(), "naam": name, "situatie": "nieuw", "kanaal": "e-formulier",
            "meldingsdatum": self.today, "gegevens": gateway::facts_as_properties(&first),
        });
        let result = self.api.post(&self.people.form, "/aanvragen", &body).await?;
        let Some(reply) = self.note("application", result) else { return Ok(()) };
        let case = text(&reply, "zaakId").to_owned();
        self.cases.insert(case.clone(), index);
        self.counts.applied += 1;
        self.by_month(0);
        if reply["zoektermijnTotEnMet"].is_string() {
            self.counts.search_periods += 1;
        }
        if self.happens(&case, "withdraws_later") {
            let days = 20 + self.delay(&case, 150);
            self.plan(days, Plan::Withdraw(case));
        }
        Ok(())
    }

    async fn take_up(&mut self, task: &Value) -> anyhow::Result<()> {
        let case = text(task, "zaakId").to_owned();
        match text(task, "soort") {
            "zoektermijn-beoordelen" => self.assess_search(&case).await,
            "intake-houden" => self.hold_intake(&case).await,
            "recht-beslissen" => self.decide(&case).await,
            "indelen" => self.assign(&case).await,
            "heronderzoeken" => self.review(&case).await,
            "afwijking-bevestigen" => self.confirm(&case, text(task, "onderwerp")).await,
            "contact-opnemen" => self.speak(&case).await,
            _ => {
                let token = self.people.of_role(text(task, "rol")).to_owned();
                let path = format!("/taken/{}/afrondingen", text(task, "taakId"));
                let result =
                    self.api.post(&token, &path, &json!({ "resultaat": "Besproken en opgepakt." })).await?;
                self.note("task", result);
                Ok(())
            }
        }
    }

    async fn speak(&mut self, case: &str) -> anyhow::Result<()> {
        let body = json!({ "soort": "telefonisch", "notities": "Gebeld: hoe gaat het nu?" });
        let path = format!("/zaken/{case}/contactmomenten");
        let result = self.api.post(&self.people.reintegration, &path, &body).await?;
        self.note("contact", result);
        Ok(())
    }

    async fn assess_search(&mut self, case: &str) -> anyhow::Result<()> {
        let could_learn = self
            .resident(case)
            .is_some_and(|who| who.facts.yes_no(FactKey::CanFollowEducation) == Some(true));
        let result = if could_learn && self.happens(case, "search_to_education") {
            "naar-onderwijs"
        } else if self.happens(case, "search_found_work") {
            "werk-gevonden"
        } else if self.happens(case, "search_withdrew") {
            "ingetrokken"
        } else if self.happens(case, "search_too_little") {
            "te-weinig-gezocht"
        } else {
            "gezocht"
        };
        let body = json!({ "resultaat": result, "inspanningen": "Sollicitaties en gesprekken, met bewijs." });
        let path = format!("/aanvragen/{case}/zoektermijn-resultaten");
        let result = self.api.post(&self.people.intake, &path, &body).await?;
        self.note("search result", result);
        Ok(())
    }

    fn resident(&self, case: &str) -> Option<&Resident> {
        self.cases
            .get(case)
            .and_then(|index| self.applicants.get(*index))
            .map(|applicant| &applicant.resident)
    }

    async fn hold_intake(&mut self, case: &str) -> anyhow::Result<()> {
        let Some(resident) = self.resident(case) else { return Ok(()) };
        let body = json!({
            "gegevens": gateway::facts_as_properties(&resident.facts), "vastgesteldOp": self.today,
            "aangebodenVacatures": 1,
        });
        let result = self.api.post(&self.people.intake, &format!("/aanvragen/{case}/intakes"), &body).await?;
        if self.note("intake", result).is_some() {
            self.counts.intakes += 1;
        }
        Ok(())
    }

    async fn decide(&mut self, case: &str) -> anyhow::Result<()> {
        let right = self.api.get(&self.people.income, &format!("/zaken/{case}/recht")).await?;
        let body = match right["normPerMaand"].as_i64() {
            Some(norm) => {
                json!({ "toegekend": true, "bedragPerMaand": norm, "motivering": "Na gesprek en onderzoek toegekend." })
            }
            None => json!({ "toegekend": false, "motivering": "Na gesprek en onderzoek afgewezen." }),
        };
        let result =
            self.api.post(&self.people.income, &format!("/zaken/{case}/recht/besluiten"), &body).await?;
        self.note("entitlement", result);
        Ok(())
    }

    /// A person assigns what the policy leaves to a person.
    async fn assign(&mut self, case: &str) -> anyhow::Result<()> {
        let pick = usize::try_from(self.delay(case, 1_000))? % self.policy.categories.len().max(1);
        let Some(category) = self.policy.categories.get(pick).map(|category| category.key.clone()) else {
            return Ok(());
        };
        self.deviate(case, &category).await
    }

    async fn deviate(&mut self, case: &str, category: &str) -> anyhow::Result<()> {
        let body = json!({ "categorie": category, "motivering": "Past beter bij wat in het gesprek naar voren kwam." });
        let path = format!("/zaken/{case}/indeling/afwijkingen");
        let result = self.api.post(&self.people.reintegration, &path, &body).await?;
        if self.note("deviation", result).is_some() {
            self.counts.deviations += 1;
        }
        Ok(())
    }

    async fn confirm(&mut self, case: &str, deviation: &str) -> anyhow::Result<()> {
        let confirmed = self.happens(case, "confirms_deviation");
        let body = json!({ "bevestigd": confirmed, "motivering": "Met een tweede paar ogen bekeken." });
        let path = format!("/zaken/{case}/indeling/afwijkingen/{deviation}/bevestigingen");
        let result = self.api.post(&self.people.quality, &path, &body).await?;
        self.note("confirmation", result);
        Ok(())
    }

    async fn review(&mut self, case: &str) -> anyhow::Result<()> {
        if self.happens(case, "review_found_work") {
            return self.end(case, "uitstroom-werk").await;
        }
        let mut outcome = "ongewijzigd";
        if self.happens(case, "review_capacity_changed") {
            self.record_new_capacity(case).await?;
            self.counts.category_changes_asked += 1;
            outcome = "opnieuw-indelen";
        }
        let body = json!({ "uitkomst": outcome, "notities": "Voortgang besproken." });
        let result = self
            .api
            .post(&self.people.reintegration, &format!("/zaken/{case}/heronderzoeken"), &body)
            .await?;
        if self.note("review", result).is_some() {
            self.counts.reviews += 1;
            self.by_month(2);
        }
        if outcome == "ongewijzigd" && self.happens(case, "deviates") {
            self.assign(case).await?;
        }
        Ok(())
    }

    async fn record_new_capacity(&mut self, case: &str) -> anyhow::Result<()> {
        let step = i64::try_from(self.delay(case, 40))? - 10;
        let today = self.today;
        let Some(index) = self.cases.get(case).copied() else { return Ok(()) };
        let Some(applicant) = self.applicants.get_mut(index) else { return Ok(()) };
        let facts = &mut applicant.resident.facts;
        let capacity = (facts.number(FactKey::EarningCapacity).unwrap_or(50) + step).clamp(0, 100);
        let mut changed = domain::Facts::default();
        let mut put = |key, value| {
            let fact = Fact { value, source: FactSource::Consultant, stated_on: today };
            facts.put(key, fact.clone());
            changed.put(key, fact);
        };
        put(FactKey::EarningCapacity, FactValue::Number(capacity));
        put(FactKey::CapacityExpected, FactValue::Number((capacity + 10).min(100)));
        put(FactKey::LabourCapacity, FactValue::YesNo(capacity >= 10));
        put(FactKey::Skills, FactValue::Choice(if capacity > 60 { "high" } else { "some" }.into()));
        let body = json!({
            "gegevens": gateway::facts_as_properties(&changed), "bron": "consulent", "vastgesteldOp": today,
        });
        let result =
            self.api.post(&self.people.intake, &format!("/aanvragen/{case}/gegevens"), &body).await?;
        self.note("facts", result);
        Ok(())
    }

    async fn answer(&mut self, referral: &Value) -> anyhow::Result<()> {
        let (case, partner) = (text(referral, "zaakId").to_owned(), text(referral, "partner").to_owned());
        let accepts = self.happens(&case, "partner_accepts");
        let body = if accepts {
            json!({ "geaccepteerd": true })
        } else {
            json!({ "geaccepteerd": false, "reden": "Ons aanbod past nu niet bij deze persoon." })
        };
        let path = format!("/verwijzingen/{}/antwoorden", text(referral, "verwijzingId"));
        let result = self.api.post(self.people.partner(&partner)?, &path, &body).await?;
        if self.note("answer", result).is_some() {
            if accepts {
                self.counts.accepted += 1;
                self.plan(1, Plan::LookAtTrajectory { case, partner });
            } else {
                self.counts.declined += 1;
            }
        }
        Ok(())
    }

    /// Draws in which month of the trajectory, if any, it leads to work.
    async fn look_at_trajectory(&mut self, case: String, partner: String) -> anyhow::Result<()> {
        let path = format!("/zaken/{case}/trajecten");
        let found = self.api.get(&self.people.reintegration, &path).await?;
        let running = found["trajecten"]
            .as_array()
            .and_then(|all| all.iter().find(|one| text(one, "status") == "loopt"));
        let Some(trajectory) = running.map(|one| text(one, "trajectId").to_owned()) else { return Ok(()) };
        for month in 1..=10 {
            if self.happens(&case, "trajectory_to_work") {
                self.plan(month * 30, Plan::EndTrajectory { case, trajectory, partner });
                break;
            }
        }
        Ok(())
    }

    async fn end_trajectory(&mut self, case: &str, trajectory: &str, partner: &str) -> anyhow::Result<()> {
        let body = json!({ "resultaat": "werk", "contractmaanden": 12 });
        let path = format!("/zaken/{case}/trajecten/{trajectory}/resultaten");
        let result = self.api.post(self.people.partner(partner)?, &path, &body).await?;
        if self.note("trajectory result", result).is_some() {
            self.counts.trajectories_to_work += 1;
        }
        Ok(())
    }

    async fn advise(&mut self, case: &str) -> anyhow::Result<()> {
        let positive = self.happens(case, "advice_positive");
        let valid_until = self.today + chrono::Months::new(12);
        let body = if positive {
            json!({ "positief": true, "geldigTotEnMet": valid_until })
        } else {
            json!({ "positief": false })
        };
        let result = self.api.post(&self.people.uwv, &format!("/zaken/{case}/adviezen"), &body).await?;
        if self.note("advice", result).is_some() {
            *(if positive { &mut self.counts.advice_positive } else { &mut self.counts.advice_negative }) +=
                1;
        }
        Ok(())
    }

    async fn end(&mut self, case: &str, reason: &str) -> anyhow::Result<()> {
        let path = format!("/zaken/{case}/beeindigingen");
        let result = self.api.post(&self.people.income, &path, &json!({ "reden": reason })).await?;
        self.note("ending", result);
        Ok(())
    }
}

/// What the e-form asks: enough for the gate.
const AT_THE_FORM: [FactKey; 9] = [
    FactKey::BirthDate,
    FactKey::PartnerBirthDate,
    FactKey::Household,
    FactKey::AssistanceRequested,
    FactKey::SpecialEducation,
    FactKey::SubsidyGroup,
    FactKey::HourLimited,
    FactKey::Vulnerable,
    FactKey::Area,
];
