//! What a process hears, in the words of the process.

use chrono::NaiveDate;
use domain::{CaseId, DeviationId, ObjectionId, PlaceId, ReferralId, SignalKind, TaskId, TrajectoryId};
use serde::{Deserialize, Serialize};

use super::contact::ContactKind;
use super::objection::{Against, ObjectionStep, Receipt};
use super::timer::TimerName;
use super::work_acts::WorkActsTold;

mod triggers;
mod words;

pub use words::{
    Assignment, EndReason, EntitlementOutcome, PolicySays, Registration, ReviewChoice, SearchResult,
    TrajectoryResult,
};

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
        /// `None` where it was not told: intake of an earlier version.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        acts: Option<WorkActsTold>,
    },
    SearchEnded {
        result: SearchResult,
    },
    /// It fell away before anyone judged it.
    SearchLifted {
        /// The article or section of the policy by which; empty where that was not told.
        by: String,
    },
    /// Facts that came later ask a search period.
    SearchStarted {
        /// Its last day.
        until: NaiveDate,
    },
    IntakeCompleted {
        assistance: bool,
        area: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        acts: Option<WorkActsTold>,
    },
    /// What was done to help the applicant to work became something else.
    WorkActsShown {
        acts: WorkActsTold,
    },
    FactsChanged {
        /// Codes of those that tell on the right.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        for_right: Vec<String>,
        /// Whether assistance is asked now, when that is what changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assistance: Option<bool>,
    },
    /// A reassessment or a recall of a client whose case runs.
    SeenAgain {
        /// `reassessment`, `recall`.
        situation: String,
        /// Code of what brought it about; empty where that was not told.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        occasion: String,
        /// The intake was held with it.
        intake_complete: bool,
    },
    ApplicationNotProcessed {
        /// Code of the ground.
        reason: String,
    },
    /// The application cannot go on after an objection: another one of the same people runs.
    NotReopened {
        /// Number of the other case.
        other: String,
    },
    SignalRaised {
        signal: SignalKind,
        /// Opaque key: the same kind and subject is one signal.
        subject: String,
        /// Last day to see to it.
        due_on: Option<NaiveDate>,
        /// Who may not see to it (four eyes).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        not_by: Option<String>,
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
        /// Why, where income says it by a word of this service.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<EndReason>,
    },
    /// Something was decided about money that an objection can be against.
    MoneyDecided {
        matter: Against,
        /// Number among the decisions about money of the case.
        number: u32,
        on: NaiveDate,
        /// User who decided; `None` when a payment run did.
        by: Option<String>,
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
        /// The first day of the work that was found, where it was told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        first_day: Option<NaiveDate>,
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
        /// Why, in plain Dutch (Awb art. 3:46); empty where it was not asked yet.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reasons: String,
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
