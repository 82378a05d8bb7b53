//! A case's process as it stands, and what can be read from it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{CaseId, Direction, Municipality, ObjectionId, PersonId, SignalKind, day_in_dutch};
use policy::ShownSteps;
use serde::{Deserialize, Serialize};
use terms::Register;

use super::beside::Beside;
use super::contact::Contact;
use super::decided::DecisionTaken;
use super::effect::{AssessmentKind, Order};
use super::event::{Event, Registration};
use super::objection::{ObjectionFile, ObjectionsStand};
use super::parking::Parking;
use super::state::{
    Category, CategoryKind, Closure, ClosureKind, Entitlement, EntitlementKind, Gate, GateKind, Intake, Kind,
    Referral, ReferralKind, Region, Review, Trajectory, TrajectoryKind,
};
use super::steps::{Decider, RecordedStep};
use super::task::Task;
use super::trigger::Trigger;
use super::work_acts::WorkActs;

/// The version of the stored process that this build writes. A newer one is not read but parked.
pub const SCHEMA: u16 = 1;

/// When a search period fell away, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchLifted {
    pub on: NaiveDate,
    /// The article or section of the policy; empty where that was not told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

impl SearchLifted {
    /// A sentence in plain Dutch.
    pub fn dutch(&self) -> String {
        let by = if self.by.is_empty() { String::new() } else { format!(" ({})", self.by) };
        format!("De zoektermijn is op {} vervallen{by}.", day_in_dutch(self.on))
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
    /// The search period fell away before anyone judged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_lifted: Option<SearchLifted>,
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
    /// Reviews and talks as they were planned through time, each with how its day came about.
    #[serde(default, skip_serializing_if = "Register::is_empty")]
    pub kept_terms: Register,
    /// Objections, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objections: Vec<ObjectionFile>,
    /// What intake was told of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objections_told: Option<ObjectionsStand>,
    /// What was decided and by whom, oldest first: what an objection can be against.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionTaken>,
    /// What a person decides anew, for this objection against it was upheld (Awb art. 7:11(2)).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub anew: BTreeMap<AssessmentKind, ObjectionId>,
    /// An objection was upheld: the case opens anew when all that ended with it has been taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reopens: bool,
    /// What a person wrote on why they end it, until it opens anew (Awb art. 3:46).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub written_end: String,
    /// Assistance that was asked while the case ran for support only; `None` where it was not, or was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Beside>,
    /// The cases that took the place of this one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub successors: BTreeSet<CaseId>,
    /// Steps before a decision that a person recorded, by their key (WF-4).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub steps: BTreeMap<String, RecordedStep>,
    /// What is not asked yet because steps before the decision are missing.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub held: BTreeSet<Order>,
    /// The day on which something was asked after all that had been held back: from then on its answer is owed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub let_go: BTreeMap<Order, NaiveDate>,
    /// What each service that decides was told of the steps that were shown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub steps_told: BTreeMap<Decider, ShownSteps>,
    /// What intake did to help the applicant to work; `None` while it was not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_acts: Option<WorkActs>,
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
            search_lifted: None,
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
            kept_terms: Register::default(),
            objections: Vec::new(),
            objections_told: None,
            decisions: Vec::new(),
            anew: BTreeMap::new(),
            reopens: false,
            written_end: String::new(),
            beside: None,
            successors: BTreeSet::new(),
            steps: BTreeMap::new(),
            held: BTreeSet::new(),
            let_go: BTreeMap::new(),
            steps_told: BTreeMap::new(),
            work_acts: None,
            parked: None,
        }
    }

    /// The number as on letters; empty until it is known.
    pub fn number(&self) -> &str {
        self.registration.as_ref().map_or("", |registration| &registration.number)
    }

    /// Whether a search period runs, or waits for who judges it.
    pub(super) const fn awaits_the_search(&self) -> bool {
        matches!(self.gate.kind(), GateKind::Unknown | GateKind::Searching | GateKind::Assessing)
    }

    pub const fn is_open(&self) -> bool {
        matches!(self.closure, Closure::Open { .. })
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
        if self.waits_for_its_gate() && through_gate {
            return Some(Trigger::AssistanceAsked);
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
