//! A case's process as it stands, and what can be read from it: what it waits for, its timers, its stage.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use domain::{CaseId, Direction, Municipality, PersonId, SignalKind};
use policy::{EscalationStep, Policy, ShownSteps, TaskTerms, WorkProcess};
use serde::{Deserialize, Serialize};

use super::contact::Contact;
use super::effect::Order;
use super::event::{Event, Registration};
use super::objection::ObjectionFile;
use super::parking::Parking;
use super::state::{
    Category, CategoryKind, Closure, ClosureKind, Entitlement, EntitlementKind, Gate, GateKind, Intake, Kind,
    Referral, ReferralKind, Region, Review, ReviewKind, Trajectory, TrajectoryKind,
};
use super::steps::{Decider, RecordedStep};
use super::task::{Task, TaskKind};
use super::trigger::Trigger;

/// The version of the stored process that this build writes. A newer one is not read but parked.
pub const SCHEMA: u16 = 1;

/// Days after which a service that owes an answer is missed. No policy: a healthy system answers in seconds.
const REPLY_DAYS: u64 = 7;

/// What a municipality's policy says that the process needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub tasks: TaskTerms,
    /// Who gets a late task, in order of days.
    pub escalations: Vec<EscalationStep>,
    /// The steps before each decision.
    pub work_processes: Vec<WorkProcess>,
    /// Everyone on the waiting list for sheltered work is offered a preparatory trajectory.
    pub preparation: bool,
    /// Months to a review where no category says it.
    pub review_months: u32,
    /// What people read for each category, by key.
    pub categories: Vec<(String, String)>,
    /// Title of the policy document.
    pub document: String,
    /// Content hash of the policy.
    pub version: String,
}

impl Terms {
    pub fn of(policy: &Policy) -> Self {
        Self {
            tasks: policy.tasks.clone(),
            escalations: policy.escalations.clone(),
            work_processes: policy.work_processes.clone(),
            preparation: policy.sheltered.preparatory_instrument.is_some(),
            review_months: policy.reviews.exempted_months,
            categories: policy
                .categories
                .iter()
                .map(|category| (category.key.clone(), category.label.clone()))
                .collect(),
            document: policy.document.clone(),
            version: policy.version.clone(),
        }
    }

    /// What people read for a category; one that the policy of today no longer has is shown by its key.
    pub fn label<'a>(&'a self, category: &'a str) -> &'a str {
        self.categories.iter().find(|(key, _)| key == category).map_or(category, |(_, label)| label)
    }
}

/// What the clock brings about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimerName {
    /// The search period is over.
    Search,
    /// The partner has not answered in time.
    Answer,
    /// The term of a trajectory is over.
    Trajectory,
    Review,
    /// A task is late.
    Task,
    /// A service owes an answer for too long.
    Reply,
    /// Nobody spoke with the client for long.
    Contact,
    /// The time to decide on an objection is over.
    Objection,
}

impl TimerName {
    pub const ALL: [Self; 8] = [
        Self::Search,
        Self::Answer,
        Self::Trajectory,
        Self::Review,
        Self::Task,
        Self::Reply,
        Self::Contact,
        Self::Objection,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Search => "search-ends",
            Self::Answer => "answer-overdue",
            Self::Trajectory => "trajectory-ends",
            Self::Review => "review",
            Self::Task => "task-overdue",
            Self::Reply => "reply-overdue",
            Self::Contact => "contact-due",
            Self::Objection => "objection-due",
        }
    }

    pub(super) const fn trigger(self) -> Trigger {
        match self {
            Self::Search => Trigger::SearchTermOver,
            Self::Answer => Trigger::AnswerTermOver,
            Self::Trajectory => Trigger::TrajectoryTermOver,
            Self::Review => Trigger::ReviewTermOver,
            Self::Task => Trigger::TaskTermOver,
            Self::Reply => Trigger::ReplyTermOver,
            Self::Contact => Trigger::ContactTermOver,
            Self::Objection => Trigger::ObjectionTermOver,
        }
    }
}

/// The stage that the case index shows: where the case is busiest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Gate,
    Intake,
    Entitlement,
    Category,
    Referral,
    Trajectory,
    Review,
    Ending,
    Closed,
}

impl Stage {
    pub const ALL: [Self; 9] = [
        Self::Gate,
        Self::Intake,
        Self::Entitlement,
        Self::Category,
        Self::Referral,
        Self::Trajectory,
        Self::Review,
        Self::Ending,
        Self::Closed,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Intake => "intake",
            Self::Entitlement => "entitlement",
            Self::Category => "category",
            Self::Referral => "referral",
            Self::Trajectory => "trajectory",
            Self::Review => "review",
            Self::Ending => "ending",
            Self::Closed => "closed",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

/// The whole process of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    /// `None` until intake told of the application; events that came before wait in `early`.
    pub registration: Option<Registration>,
    /// Number of the area, 0 when unknown.
    pub area: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub early: Vec<Event>,
    pub gate: Gate,
    pub intake: Intake,
    pub entitlement: Entitlement,
    pub category: Category,
    pub referral: Referral,
    pub trajectory: Trajectory,
    pub review: Review,
    pub closure: Closure,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Task>,
    /// The day a missing answer was last reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chased_on: Option<NaiveDate>,
    /// Content hashes of the policy versions for which a review was asked: once each (WF-7).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reviews_asked: BTreeSet<String>,
    /// Every signal that was raised, by kind and subject: one task each (WF-9).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub signals: BTreeSet<(SignalKind, String)>,
    /// The last contact with the client, and by when the next should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Objections, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objections: Vec<ObjectionFile>,
    /// An objection was upheld: the case opens anew when all that ended with it has been taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reopens: bool,
    /// The cases that took the place of this one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub successors: BTreeSet<CaseId>,
    /// Steps before a decision that a person recorded, by their key (WF-4).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub steps: BTreeMap<String, RecordedStep>,
    /// What is not asked yet because steps before the decision are missing.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub held: BTreeSet<Order>,
    /// What each service that decides was told of the steps that were shown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub steps_told: BTreeMap<Decider, ShownSteps>,
    /// An operator parked the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked: Option<Parking>,
}

impl Process {
    /// A process of which nothing is known but that it exists.
    pub fn unregistered(case: CaseId, person: PersonId, municipality: Municipality, day: NaiveDate) -> Self {
        Self {
            case,
            person,
            municipality,
            registration: None,
            area: 0,
            early: Vec::new(),
            gate: Gate::Unknown { since: day },
            intake: Intake::Ahead { since: day },
            entitlement: Entitlement::Ahead { since: day },
            category: Category::Ahead { since: day },
            referral: Referral::NotReferred { since: day },
            trajectory: Trajectory::NotStarted { since: day },
            review: Review::NotPlanned { since: day },
            closure: Closure::Open { since: day },
            tasks: Vec::new(),
            chased_on: None,
            reviews_asked: BTreeSet::new(),
            signals: BTreeSet::new(),
            contact: None,
            objections: Vec::new(),
            reopens: false,
            successors: BTreeSet::new(),
            steps: BTreeMap::new(),
            held: BTreeSet::new(),
            steps_told: BTreeMap::new(),
            parked: None,
        }
    }

    /// The number as on letters; empty until it is known.
    pub fn number(&self) -> &str {
        self.registration.as_ref().map_or("", |registration| &registration.number)
    }

    pub const fn is_open(&self) -> bool {
        matches!(self.closure, Closure::Open { .. })
    }

    /// Every timer that runs, earliest first: the first day on which it is due.
    pub fn timers(&self) -> Vec<(NaiveDate, TimerName)> {
        let mut timers = Vec::new();
        if self.parked.is_some() {
            return timers;
        }
        if let Gate::Searching { until, .. } = self.gate {
            timers.push((day_after(until), TimerName::Search));
        }
        if let Referral::Offered { answer_by, .. } = self.referral {
            timers.push((day_after(answer_by), TimerName::Answer));
        }
        if let Trajectory::Running { running, .. } = &self.trajectory
            && let Some(first) = running.values().filter(|one| !one.noticed).map(|one| one.ends_on).min()
        {
            timers.push((day_after(first), TimerName::Trajectory));
        }
        if let Review::Scheduled { due, .. } = self.review {
            timers.push((due, TimerName::Review));
        }
        if let Some(first) = self.tasks.iter().filter_map(Task::next_due).min() {
            timers.push((first, TimerName::Task));
        }
        if !self.tasks.iter().any(|task| task.kind == TaskKind::ChaseAnswer)
            && let Some(first) = self.awaited().into_iter().map(|(_, since)| since).min()
        {
            let since = self.chased_on.map_or(first, |chased| chased.max(first));
            let due = since.checked_add_days(Days::new(REPLY_DAYS)).unwrap_or(NaiveDate::MAX);
            timers.push((due, TimerName::Reply));
        }
        timers.extend(self.contact_due().map(|due| (due, TimerName::Contact)));
        let undecided = self.objections.iter().filter(|file| file.is_undecided() && !file.noticed);
        if let Some(first) = undecided.map(|file| file.receipt.decide_by.day).min() {
            timers.push((day_after(first), TimerName::Objection));
        }
        timers.sort_unstable();
        timers
    }

    /// The next day something is due; `None` when nothing is.
    pub fn next_due(&self) -> Option<NaiveDate> {
        self.timers().first().map(|(day, _)| *day)
    }

    /// Whether something that was asked back is still on its way back.
    pub(super) fn is_taking_back(&self) -> bool {
        self.entitlement.kind() == EntitlementKind::Ending
            || matches!(self.referral.kind(), ReferralKind::Withdrawing | ReferralKind::Releasing)
            || self.trajectory.kind() == TrajectoryKind::Ending
    }

    /// What follows by itself from where the regions stand together.
    pub(super) fn follows(&self) -> Option<Trigger> {
        if !self.is_open() {
            if super::table::has_ends(self) {
                return Some(Trigger::Ends);
            }
            return match self.closure.kind() {
                _ if self.is_taking_back() => None,
                ClosureKind::Ending => Some(Trigger::AllTakenBack),
                ClosureKind::Closed if self.reopens => Some(Trigger::CaseReopens),
                ClosureKind::Closed | ClosureKind::Open => None,
            };
        }
        let through_gate = matches!(self.gate.kind(), GateKind::Free | GateKind::Passed);
        if self.entitlement.kind() == EntitlementKind::Ahead
            && through_gate
            && let Intake::Complete { assistance, .. } = self.intake
        {
            return Some(if assistance { Trigger::DecideRight } else { Trigger::SkipRight });
        }
        let right_known =
            matches!(self.entitlement.kind(), EntitlementKind::Granted | EntitlementKind::NotNeeded);
        if self.category.kind() != CategoryKind::Chosen || !right_known || self.is_taking_back() {
            return None;
        }
        let free = matches!(
            self.referral.kind(),
            ReferralKind::NotReferred | ReferralKind::NoneLeft | ReferralKind::AdvisedAgainst
        );
        // What came up meanwhile is taken back as well before the case goes on.
        Some(if free { Trigger::WayClear } else { Trigger::CategoryChanged })
    }

    /// Where the case is busiest.
    pub fn stage(&self) -> Stage {
        match self.closure.kind() {
            ClosureKind::Closed => return Stage::Closed,
            ClosureKind::Ending => return Stage::Ending,
            ClosureKind::Open => {}
        }
        if matches!(self.gate.kind(), GateKind::Unknown | GateKind::Searching | GateKind::Assessing) {
            return Stage::Gate;
        }
        if !matches!(self.intake, Intake::Complete { .. }) {
            return Stage::Intake;
        }
        if matches!(
            self.entitlement.kind(),
            EntitlementKind::Ahead | EntitlementKind::Asked | EntitlementKind::WithPerson
        ) {
            return Stage::Entitlement;
        }
        if self.category.kind() != CategoryKind::Settled {
            return Stage::Category;
        }
        if self.review.kind() == ReviewKind::Due {
            return Stage::Review;
        }
        if matches!(self.trajectory.kind(), TrajectoryKind::Requested | TrajectoryKind::Running) {
            return Stage::Trajectory;
        }
        match self.referral.kind() {
            ReferralKind::NotReferred | ReferralKind::Placed => Stage::Review,
            _ => Stage::Referral,
        }
    }

    /// Name, state and first day of each region.
    pub fn regions(&self) -> [(&'static str, &'static str, NaiveDate); 9] {
        let (objection, objection_since) = self.objection_region();
        [
            (Region::Gate.name(), self.gate.kind().name(), self.gate.since()),
            (Region::Intake.name(), self.intake.kind().name(), self.intake.since()),
            (Region::Entitlement.name(), self.entitlement.kind().name(), self.entitlement.since()),
            (Region::Category.name(), self.category.kind().name(), self.category.since()),
            (Region::Referral.name(), self.referral.kind().name(), self.referral.since()),
            (Region::Trajectory.name(), self.trajectory.kind().name(), self.trajectory.since()),
            (Region::Review.name(), self.review.kind().name(), self.review.since()),
            (Region::Objection.name(), objection.name(), objection_since),
            (Region::Closure.name(), self.closure.kind().name(), self.closure.since()),
        ]
    }

    /// Where the category leads, as far as it is known.
    pub fn direction(&self) -> Option<Direction> {
        self.category.assignment().map(|assignment| assignment.direction)
    }

    /// The day and reason of closing.
    pub fn closed(&self) -> Option<(NaiveDate, &str)> {
        match &self.closure {
            Closure::Closed { since, reason } => Some((*since, reason)),
            Closure::Open { .. } | Closure::Ending { .. } => None,
        }
    }
}

fn day_after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(NaiveDate::MAX)
}
