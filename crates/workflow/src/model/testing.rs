//! What the tests of the model share.

use chrono::{DateTime, NaiveDate};
use domain::{Direction, Id, Moment, Refusal, Role};
use policy::TaskTerms;
use uuid::Uuid;

use super::*;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn terms() -> Terms {
    let tasks = TaskTerms {
        assess_search_days: 7,
        hold_intake_days: 14,
        supply_facts_days: 14,
        recovery_least_days: 7,
        decide_days: 28,
        categorise_days: 7,
        confirm_deviation_days: 7,
        find_partner_days: 7,
        await_advice_days: 42,
        review_days: 14,
        source: "a choice".into(),
    };
    let (document, version) = ("A policy".into(), "hash".into());
    Terms {
        tasks,
        escalations: Vec::new(),
        work_processes: Vec::new(),
        preparation: true,
        review_months: 12,
        categories: Vec::new(),
        document,
        version,
    }
}

pub fn assigned(key: &str, direction: Direction) -> Event {
    let assignment = Assignment {
        key: key.into(),
        direction,
        lead_role: Role::IncomeConsultant,
        review_months: 6,
        earning_capacity: Some(60),
        target_groups: Vec::new(),
        policy_version: "hash".into(),
    };
    Event::CategoryAssigned { assignment, by_deviation: false }
}

/// One case that hears things.
pub struct Story {
    pub process: Process,
    pub terms: Terms,
    pub today: NaiveDate,
    pub titles: Vec<String>,
    /// What intake was told of the objections.
    pub stands: Vec<Command>,
    inputs: u128,
}

impl Story {
    pub fn on(today: &str) -> Self {
        let today = day(today);
        let municipality = "a-tenant:0001".parse().unwrap();
        let id = Uuid::from_u128(1);
        let process = Process::unregistered(Id::new(id), Id::new(id), municipality, today);
        Self { process, terms: terms(), today, titles: Vec::new(), stands: Vec::new(), inputs: 0 }
    }

    pub fn registration(&self) -> Registration {
        Registration {
            number: "2026-000001".into(),
            situation: "new".into(),
            reported_on: self.today,
            applied_on: self.today,
        }
    }

    pub fn applies(&mut self, search_until: Option<&str>, intake_complete: bool) -> Vec<Command> {
        self.hears(Event::ApplicationReceived {
            registration: self.registration(),
            search_until: search_until.map(day),
            intake_complete,
            assistance: true,
            area: 3,
            acts: None,
        })
    }

    fn moment(&mut self) -> Moment {
        self.inputs += 1;
        Moment { day: self.today, instant: DateTime::UNIX_EPOCH, input: Uuid::from_u128(self.inputs) }
    }

    /// What a service tells is never refused.
    pub fn hears(&mut self, event: Event) -> Vec<Command> {
        self.asks(&event).unwrap()
    }

    /// What follows, with the tasks that came, changed or went.
    pub fn hears_with_tasks(&mut self, event: Event) -> (Vec<Command>, Vec<TaskChange>) {
        let moment = self.moment();
        let (next, follow) = advance(&self.process, &event, &self.terms, &moment).unwrap();
        let tasks = follow.tasks().cloned().collect();
        (self.goes_on(next, &follow), tasks)
    }

    pub fn asks(&mut self, event: &Event) -> Result<Vec<Command>, Refusal> {
        let moment = self.moment();
        let (next, follow) = advance(&self.process, event, &self.terms, &moment)?;
        Ok(self.goes_on(next, &follow))
    }

    /// Without looking at how it is stored: for tests of very many steps.
    pub fn asks_quickly(&mut self, event: &Event) -> Result<Follow, Refusal> {
        let moment = self.moment();
        let (next, follow) = advance(&self.process, event, &self.terms, &moment)?;
        self.process = next;
        Ok(follow)
    }

    pub fn pass_quickly(&mut self) -> Follow {
        let moment = self.moment();
        let (next, follow) = pass_time(&self.process, &self.terms, &moment);
        self.process = next;
        follow
    }

    pub fn pass(&mut self) -> Vec<Command> {
        let moment = self.moment();
        let (next, follow) = pass_time(&self.process, &self.terms, &moment);
        self.goes_on(next, &follow)
    }

    fn goes_on(&mut self, next: Process, follow: &Follow) -> Vec<Command> {
        // What is stored must come back as it was.
        let stored = serde_json::to_string(&next).unwrap();
        assert_eq!(serde_json::from_str::<Process>(&stored).unwrap(), next);
        self.process = next;
        self.titles.extend(follow.outputs.iter().filter_map(|output| match output {
            Output::Story { title, .. } => Some(title.clone()),
            _ => None,
        }));
        // How objections stand is told beside everything that follows from them.
        let beside = |command: &&Command| matches!(command, Command::NoteObjections(_));
        self.stands.extend(follow.commands().filter(beside).cloned());
        follow.commands().filter(|command| !beside(command)).cloned().collect()
    }

    /// Every timer but that of contact, which runs beside all else.
    pub fn timers(&self) -> Vec<(NaiveDate, TimerName)> {
        let timers = self.process.timers().into_iter();
        timers.filter(|(_, name)| *name != TimerName::Contact).collect()
    }

    /// Kinds of the open tasks.
    pub fn tasks(&self) -> Vec<&'static str> {
        self.process.tasks.iter().map(|task| task.kind.code()).collect()
    }
}
