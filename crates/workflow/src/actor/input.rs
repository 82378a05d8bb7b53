//! What workflow handles, and what a person gets back.

use chrono::NaiveDate;
use domain::{Caller, CaseId, Municipality, ObjectionId, PersonId, TaskId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Asked, Away, Objecting, PassedOn, Receiver};
use crate::model::{ContactKind, EndReason, Event, PolicySays, ReviewChoice};

/// What workflow handles.
#[derive(Debug, Clone)]
pub enum Input {
    /// A service told something about a case.
    Heard {
        case: CaseId,
        person: PersonId,
        municipality: Municipality,
        event: Event,
        /// User who set it in motion; `None` when time did.
        by: Option<String>,
    },
    /// Something of this case may be due.
    TimersDue {
        case: CaseId,
    },
    CompleteReview {
        caller: Caller,
        case: CaseId,
        choice: ReviewChoice,
        notes: String,
    },
    /// A version of the policy would decide otherwise on this case.
    AskPolicyReview {
        caller: Caller,
        case: CaseId,
        version: String,
        says: PolicySays,
    },
    EndCase {
        caller: Caller,
        case: CaseId,
        reason: EndReason,
        from_day: Option<NaiveDate>,
        successor: Option<CaseId>,
        reasons: String,
    },
    /// Another case takes the place of one that ended.
    NameSuccessor {
        caller: Caller,
        case: CaseId,
        successor: CaseId,
    },
    RecordContact {
        caller: Caller,
        case: CaseId,
        on: Option<NaiveDate>,
        kind: ContactKind,
        notes: String,
    },
    ReceiveObjection {
        caller: Caller,
        case: CaseId,
        objecting: Box<Objecting>,
    },
    StepObjection {
        caller: Caller,
        case: CaseId,
        objection: ObjectionId,
        asked: Asked,
        reasons: String,
    },
    ClaimTask {
        caller: Caller,
        task: TaskId,
    },
    ReleaseTask {
        caller: Caller,
        task: TaskId,
        reason: String,
    },
    HandOverTask {
        caller: Caller,
        task: TaskId,
        to: Receiver,
        reason: String,
    },
    CompleteTask {
        caller: Caller,
        task: TaskId,
        result: String,
        /// Who did it, when someone else records it.
        on_behalf_of: Option<String>,
        passed: PassedOn,
    },
    RecordAbsence {
        caller: Caller,
        away: Away,
    },
    EndAbsence {
        caller: Caller,
        absence: Uuid,
    },
    /// A person took a step that comes before a decision.
    RecordStep {
        caller: Caller,
        case: CaseId,
        step: String,
        note: String,
    },
    /// An operator sets a case going again.
    Redrive {
        caller: Caller,
        case: CaseId,
        reason: String,
        replayed: u32,
    },
    /// An operator parks a case.
    Park {
        caller: Caller,
        case: CaseId,
        reason: String,
    },
    /// An operator lets a parked case go on.
    Replay {
        caller: Caller,
        case: CaseId,
        reason: String,
        replayed: u32,
    },
    /// Someone who is away may have tasks of this case.
    Relieve {
        case: CaseId,
        person: String,
        deputy: Option<String>,
    },
}

impl Input {
    pub(crate) const fn case(&self) -> Option<CaseId> {
        match self {
            Self::Heard { case, .. }
            | Self::TimersDue { case }
            | Self::CompleteReview { case, .. }
            | Self::AskPolicyReview { case, .. }
            | Self::EndCase { case, .. }
            | Self::RecordStep { case, .. }
            | Self::Redrive { case, .. }
            | Self::Park { case, .. }
            | Self::Replay { case, .. }
            | Self::NameSuccessor { case, .. }
            | Self::RecordContact { case, .. }
            | Self::ReceiveObjection { case, .. }
            | Self::StepObjection { case, .. }
            | Self::Relieve { case, .. } => Some(*case),
            Self::ClaimTask { .. }
            | Self::ReleaseTask { .. }
            | Self::HandOverTask { .. }
            | Self::CompleteTask { .. }
            | Self::RecordAbsence { .. }
            | Self::EndAbsence { .. } => None,
        }
    }

    /// Another case that it names.
    pub(crate) const fn other_case(&self) -> Option<CaseId> {
        match self {
            Self::EndCase { successor, .. } => *successor,
            Self::NameSuccessor { successor, .. } => Some(*successor),
            _ => None,
        }
    }

    pub(crate) const fn task(&self) -> Option<TaskId> {
        match self {
            Self::ClaimTask { task, .. }
            | Self::ReleaseTask { task, .. }
            | Self::HandOverTask { task, .. }
            | Self::CompleteTask { task, .. } => Some(*task),
            _ => None,
        }
    }

    /// Whose absences it must know.
    pub(crate) fn people(&self) -> Vec<&str> {
        match self {
            Self::ClaimTask { caller, .. } => vec![&caller.user],
            Self::HandOverTask { to: Receiver::Person(user), .. } => vec![user],
            Self::Relieve { person, deputy, .. } => {
                std::iter::once(person).chain(deputy).map(String::as_str).collect()
            }
            Self::RecordAbsence { away, .. } => {
                std::iter::once(&away.person).chain(&away.deputy).map(String::as_str).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(crate) const fn absence(&self) -> Option<Uuid> {
        match self {
            Self::EndAbsence { absence, .. } => Some(*absence),
            _ => None,
        }
    }
}

/// What a person gets back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    Done,
    /// The next review; `None` while the category is assigned anew.
    Review(Option<NaiveDate>),
    /// Whether it was asked for that version of the policy before.
    ReviewAsked {
        before: bool,
    },
    Absence(Uuid),
    /// An objection, and whether it came in time.
    Objection {
        objection: ObjectionId,
        in_time: bool,
        decide_by: NaiveDate,
    },
}
