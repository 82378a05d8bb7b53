//! What a process hears, in the words of the process.

use chrono::NaiveDate;
use domain::{
    CaseId, DeviationId, Direction, ObjectionId, PlaceId, ReferralId, Role, SignalKind, TaskId, TrajectoryId,
};
use serde::{Deserialize, Serialize};

use super::contact::ContactKind;
use super::objection::{ObjectionStep, Receipt};
use super::process::{Process, TimerName};
use super::signal;
use super::state::{Category, CategoryKind, Referral, ReferralKind, Trajectory, TrajectoryKind};
use super::trigger::Trigger;

/// What intake said of the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    pub number: String,
    /// `new`, `reassessment`, `recall`.
    pub situation: String,
    pub reported_on: NaiveDate,
    pub applied_on: NaiveDate,
}

/// A category with what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Key in the policy.
    pub key: String,
    pub direction: Direction,
    pub lead_role: Role,
    pub review_months: u32,
    /// Percent of the minimum wage; `None` when not known.
    pub earning_capacity: Option<u32>,
    pub target_groups: Vec<String>,
    /// Content hash of the policy that assigned it.
    pub policy_version: String,
}

/// What came of the search period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SearchResult {
    Searched,
    TooLittle,
    FoundWork,
    Withdrew,
    ToEducation,
}

/// How the right was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntitlementOutcome {
    Granted,
    Denied,
    PersonDecides,
}

/// How a trajectory ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrajectoryResult {
    Work,
    Education,
    /// Completed, stopped, or ended by command.
    Other,
}

/// What a review came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewChoice {
    Unchanged,
    Recategorise,
}

/// What a version of the policy makes of the facts of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicySays {
    /// Key of a category.
    Category(String),
    /// Codes of the facts that it asks and nobody stated.
    FactsMissing(Vec<String>),
    PersonDecides,
}

/// Why a person ends a case (WF-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndReason {
    Withdrawn,
    Died,
    MovedAway,
    Detained,
    OutflowWork,
    OutflowEducation,
    PensionAge,
    /// Who asked assistance alone lives with a spouse now, or the other way round: a new application follows.
    NewHousehold,
    Other,
}

impl EndReason {
    pub const ALL: [Self; 9] = [
        Self::Withdrawn,
        Self::Died,
        Self::MovedAway,
        Self::Detained,
        Self::OutflowWork,
        Self::OutflowEducation,
        Self::PensionAge,
        Self::NewHousehold,
        Self::Other,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Died => "died",
            Self::MovedAway => "moved-away",
            Self::Detained => "detained",
            Self::OutflowWork => "outflow-work",
            Self::OutflowEducation => "outflow-education",
            Self::PensionAge => "pension-age",
            Self::NewHousehold => "new-household",
            Self::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// Ground on which an application is not processed: school comes first (Participation Act art. 13(2)(c)). Also why the
/// case closed.
pub const TO_EDUCATION: &str = "to-education";

/// What happened: told by a service, done by a person, or brought by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    ApplicationReceived {
        registration: Registration,
        /// Last day of the search period.
        search_until: Option<NaiveDate>,
        intake_complete: bool,
        assistance: bool,
        area: u32,
    },
    SearchEnded {
        result: SearchResult,
    },
    IntakeCompleted {
        assistance: bool,
        area: u32,
    },
    FactsChanged,
    ApplicationNotProcessed {
        /// Code of the ground.
        reason: String,
    },
    SignalRaised {
        signal: SignalKind,
        /// Opaque key: the same kind and subject is one signal.
        subject: String,
        /// Last day to see to it.
        due_on: Option<NaiveDate>,
    },
    SignalSettled {
        signal: SignalKind,
        subject: String,
    },
    EntitlementDecided {
        outcome: EntitlementOutcome,
    },
    BenefitEnded {
        from_day: NaiveDate,
    },
    PaymentRejected {
        /// End-to-end id.
        payment: String,
    },
    CategoryAssigned {
        assignment: Assignment,
        by_deviation: bool,
    },
    CategoryNeedsPerson {
        missing: Vec<String>,
    },
    DeviationProposed {
        deviation: DeviationId,
        by: String,
    },
    DeviationSettled {
        deviation: DeviationId,
        confirmed: bool,
    },
    ReferralOffered {
        referral: ReferralId,
        partner: String,
        answer_by: NaiveDate,
    },
    ReferralAccepted {
        referral: ReferralId,
        partner: String,
    },
    ReferralDeclined {
        expired: bool,
    },
    NoPartnerLeft,
    ReferralWithdrawn,
    AdviceRequested,
    AdviceNegative,
    PlaceAssigned {
        place: PlaceId,
    },
    PutOnWaitingList {
        position: u32,
    },
    PlaceReleased,
    TrajectoryStarted {
        trajectory: TrajectoryId,
        instrument: String,
        ends_on: NaiveDate,
    },
    TrajectoryRefused,
    TrajectoryEnded {
        trajectory: TrajectoryId,
        result: TrajectoryResult,
    },
    TrajectoriesClosed,
    ReviewCompleted {
        choice: ReviewChoice,
        notes: String,
    },
    PolicyReviewAsked {
        /// Content hash of the version that would decide otherwise.
        version: String,
        says: PolicySays,
    },
    EndAsked {
        reason: EndReason,
        from_day: NaiveDate,
        /// The case that takes its place, where it is known already.
        #[serde(default)]
        successor: Option<CaseId>,
    },
    /// The case that takes the place of one that ended.
    SuccessorNamed {
        successor: CaseId,
    },
    ContactRecorded {
        on: NaiveDate,
        kind: ContactKind,
        notes: String,
    },
    ObjectionReceived {
        objection: ObjectionId,
        receipt: Box<Receipt>,
        reasons: String,
    },
    ObjectionStepped {
        objection: ObjectionId,
        step: ObjectionStep,
        reasons: String,
    },
    /// The service that decided corrected what a reversed decision did.
    DecisionReversed {
        objection: ObjectionId,
    },
    /// It could not tell what to correct.
    DecisionNotReversed {
        objection: ObjectionId,
        /// Key of the rule.
        rule: String,
    },
    TaskCompleted {
        task: TaskId,
        result: String,
    },
    /// A person took a step that comes before a decision, and wrote down what came of it (WF-4).
    StepRecorded {
        /// Key in the policy.
        step: String,
        by: String,
        note: String,
    },
    /// An operator set the case going again.
    AskedAgain {
        reason: String,
        /// Parked messages about it that were handed to services again.
        replayed: u32,
    },
    /// An operator parked the case.
    CaseParked {
        by: String,
        /// In plain Dutch.
        reason: String,
    },
    /// An operator lets a parked case go on.
    CaseReplayed {
        reason: String,
        /// Parked messages about it that were handed to services again.
        replayed: u32,
    },
    TimerDue {
        timer: TimerName,
    },
}

impl Event {
    /// Whether a person did it, and so can be told that it cannot be done now.
    pub(super) const fn is_of_a_person(&self) -> bool {
        matches!(
            self,
            Self::ReviewCompleted { .. }
                | Self::PolicyReviewAsked { .. }
                | Self::EndAsked { .. }
                | Self::SuccessorNamed { .. }
                | Self::ContactRecorded { .. }
                | Self::ObjectionReceived { .. }
                | Self::ObjectionStepped { .. }
                | Self::TaskCompleted { .. }
                | Self::StepRecorded { .. }
                | Self::AskedAgain { .. }
                | Self::CaseParked { .. }
                | Self::CaseReplayed { .. }
        )
    }
}

impl Event {
    /// What the table calls it, given where the process stands. An application is two things at once.
    pub(super) fn triggers(&self, process: &Process) -> Vec<Trigger> {
        let one = match self {
            Self::ApplicationReceived { search_until, intake_complete, .. } => {
                let gate = if search_until.is_some() { Trigger::SearchAsked } else { Trigger::NoSearch };
                // The intake first: what is complete already needs no task.
                let intake = intake_complete.then_some(Trigger::IntakeCompleted);
                return intake.into_iter().chain([gate]).collect();
            }
            Self::SearchEnded { result: SearchResult::Searched | SearchResult::TooLittle } => {
                Trigger::SearchPassed
            }
            Self::SearchEnded { .. } => Trigger::SearchLeft,
            Self::IntakeCompleted { .. } => Trigger::IntakeCompleted,
            Self::FactsChanged => Trigger::FactsChanged,
            Self::ApplicationNotProcessed { .. } if signal::is_decided(process) => {
                Trigger::NotProcessedAfterDecision
            }
            Self::ApplicationNotProcessed { .. } => Trigger::NotProcessed,
            Self::SignalRaised { signal, subject, .. } => signal::trigger(process, *signal, subject),
            Self::SignalSettled { .. } => Trigger::SignalSettled,
            Self::EntitlementDecided { outcome } => match outcome {
                EntitlementOutcome::Granted => Trigger::RightGranted,
                EntitlementOutcome::Denied => Trigger::RightDenied,
                EntitlementOutcome::PersonDecides => Trigger::RightToPerson,
            },
            Self::BenefitEnded { .. } => Trigger::BenefitEnded,
            Self::PaymentRejected { .. } => Trigger::PaymentRejected,
            Self::CategoryAssigned { assignment, .. } if stays_on_its_way(process, assignment) => {
                Trigger::CategoryKept
            }
            Self::CategoryAssigned { .. } => Trigger::CategoryNew,
            Self::CategoryNeedsPerson { missing } if missing.is_empty() => Trigger::CategoryToPerson,
            Self::CategoryNeedsPerson { .. } => Trigger::CategoryLacksFacts,
            Self::DeviationProposed { .. } => Trigger::DeviationProposed,
            Self::DeviationSettled { .. } => Trigger::DeviationSettled,
            Self::ReferralOffered { .. } => Trigger::ReferralOffered,
            Self::ReferralAccepted { .. } => Trigger::ReferralAccepted,
            Self::ReferralDeclined { .. } => Trigger::ReferralDeclined,
            Self::NoPartnerLeft => Trigger::NoPartnerLeft,
            Self::ReferralWithdrawn => Trigger::ReferralWithdrawn,
            Self::AdviceRequested => Trigger::AdviceRequested,
            Self::AdviceNegative => Trigger::AdviceNegative,
            Self::PlaceAssigned { .. } => Trigger::PlaceAssigned,
            Self::PutOnWaitingList { .. } => Trigger::PutOnWaitingList,
            Self::PlaceReleased => Trigger::PlaceReleased,
            Self::TrajectoryStarted { .. } => Trigger::TrajectoryStarted,
            Self::TrajectoryRefused => Trigger::TrajectoryRefused,
            Self::TrajectoryEnded { trajectory, result } => {
                match (result, others_run(process, *trajectory)) {
                    (TrajectoryResult::Other, true) => Trigger::OneTrajectoryEnded,
                    (TrajectoryResult::Other, false) => Trigger::LastTrajectoryEnded,
                    (TrajectoryResult::Work | TrajectoryResult::Education, true) => {
                        Trigger::OneTrajectorySucceeded
                    }
                    (TrajectoryResult::Work | TrajectoryResult::Education, false) => {
                        Trigger::TrajectorySucceeded
                    }
                }
            }
            Self::TrajectoriesClosed => Trigger::TrajectoriesClosed,
            Self::ReviewCompleted { choice: ReviewChoice::Unchanged, .. } => Trigger::ReviewUnchanged,
            Self::ReviewCompleted { choice: ReviewChoice::Recategorise, .. } => Trigger::ReviewRecategorise,
            Self::PolicyReviewAsked { .. } if is_being_categorised(process) => Trigger::PolicyReviewEarly,
            Self::PolicyReviewAsked { .. } => Trigger::PolicyReview,
            Self::EndAsked { .. } => Trigger::EndAsked,
            Self::SuccessorNamed { .. } => Trigger::SuccessorNamed,
            Self::ContactRecorded { .. } => Trigger::ContactRecorded,
            Self::ObjectionReceived { receipt, .. } if receipt.received_on > receipt.in_time_until.day => {
                Trigger::ObjectionLate
            }
            Self::ObjectionReceived { .. } => Trigger::ObjectionInTime,
            Self::ObjectionStepped { step, .. } => step.trigger(),
            Self::DecisionReversed { .. } => Trigger::DecisionReversed,
            Self::DecisionNotReversed { .. } => Trigger::DecisionNotReversed,
            Self::TaskCompleted { .. } => Trigger::TaskDone,
            // No region goes elsewhere by it.
            Self::StepRecorded { .. }
            | Self::AskedAgain { .. }
            | Self::CaseParked { .. }
            | Self::CaseReplayed { .. } => return Vec::new(),
            Self::TimerDue { timer } => timer.trigger(),
        };
        vec![one]
    }
}

impl Event {
    /// The objection that it is about.
    pub(super) const fn objection(&self) -> Option<ObjectionId> {
        match self {
            Self::ObjectionReceived { objection, .. }
            | Self::ObjectionStepped { objection, .. }
            | Self::DecisionReversed { objection }
            | Self::DecisionNotReversed { objection, .. } => Some(*objection),
            _ => None,
        }
    }

    /// The step in the handling of an objection that it tells.
    pub(super) const fn objection_step(&self) -> Option<&ObjectionStep> {
        match self {
            Self::ObjectionStepped { step, .. } => Some(step),
            _ => None,
        }
    }
}

/// Whether the policy of today decides on the category anyway, of itself or through a person.
fn is_being_categorised(process: &Process) -> bool {
    process.is_open() && !matches!(process.category.kind(), CategoryKind::Chosen | CategoryKind::Settled)
}

fn others_run(process: &Process, ended: TrajectoryId) -> bool {
    matches!(&process.trajectory, Trajectory::Running { running, .. } if running.keys().any(|id| *id != ended))
}

/// Whether what is under way serves the new category as well. A place in sheltered work, or on its waiting list,
/// goes with the direction; a partner goes with the category.
fn stays_on_its_way(process: &Process, next: &Assignment) -> bool {
    let Some(current) = process.category.assignment() else { return false };
    if current.direction != next.direction || process.category.kind() == CategoryKind::Chosen {
        return false;
    }
    match next.direction {
        Direction::OwnStrength => current.key == next.key && is_settled_once(&process.category),
        Direction::Sheltered => matches!(
            process.referral.kind(),
            ReferralKind::PlaceAsked
                | ReferralKind::AdviceAsked
                | ReferralKind::Waiting
                | ReferralKind::Placed
        ),
        Direction::Work | Direction::Care => current.key == next.key && is_with_partner(process),
    }
}

fn is_settled_once(category: &Category) -> bool {
    category.assignment().is_some()
}

fn is_with_partner(process: &Process) -> bool {
    match &process.referral {
        Referral::Requested { .. } | Referral::Offered { .. } | Referral::Overdue { .. } => true,
        Referral::Accepted { .. } => {
            matches!(process.trajectory.kind(), TrajectoryKind::Requested | TrajectoryKind::Running)
        }
        _ => false,
    }
}
