//! What follows from a row of the table.

use chrono::NaiveDate;
use domain::{Explanation, ObjectionId, ReferralId};
use policy::ShownSteps;
use serde::{Deserialize, Serialize};

use super::event::Assignment;
use super::objection::{Against, ObjectionsStand};
use super::steps::Decider;
use super::task::{TaskChange, TaskKind};
use super::trigger::Trigger;

/// What a row does besides going to its next state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Sends a command to a service.
    Send(Order),
    Open(TaskKind),
    /// The task is done by what happened.
    Close(TaskKind),
    /// The task is not needed any more.
    Drop(TaskKind),
    /// Every open task goes.
    DropAll,
    /// The task that was done by hand goes.
    CloseDone,
    /// The task of the signal that was raised.
    OpenSignal,
    /// What the signal was about is settled.
    CloseSignal,
    /// Every task that is late is marked, once.
    Escalate,
    /// Another region hears of it.
    Raise(Trigger),
    /// The region of the direction hears that its way is clear.
    SetOut,
    /// Every task about the objection goes.
    CloseObjectionTasks,
    /// What the objection was against is decided anew, and what followed it is taken back.
    Reverse,
    /// The case goes on as an open one.
    Reopened,
    /// It came too late to count; the story says so.
    CameLate,
    /// It was known already; the story says so.
    Repeats,
}

/// Which command; the process fills it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    RequestEntitlement,
    RequestCategory,
    RequestPlace,
    CloseApplication,
    ReopenApplication,
    EndBenefit,
    OfferReferral,
    ExpireOffer,
    WithdrawReferral,
    StartTrajectory,
    StartPreparation,
    EndTrajectory,
    ReleasePlace,
    /// Every correction after an objection that stays out.
    ReverseDecisions,
}

impl Order {
    /// What people read: what is asked of a service.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::RequestEntitlement => "het recht op bijstand beoordelen",
            Self::RequestCategory => "de categorie bepalen",
            Self::RequestPlace => "een plek in beschut werk aanvragen",
            Self::CloseApplication => "de aanvraag sluiten",
            Self::ReopenApplication => "de aanvraag heropenen",
            Self::EndBenefit => "de uitkering beëindigen",
            Self::OfferReferral => "een partner zoeken",
            Self::ExpireOffer => "de volgende partner zoeken",
            Self::WithdrawReferral => "de verwijzing intrekken",
            Self::StartTrajectory => "het traject starten",
            Self::StartPreparation => "een voorbereidend traject starten",
            Self::EndTrajectory => "de trajecten beëindigen",
            Self::ReleasePlace => "de plek in beschut werk teruggeven",
            Self::ReverseDecisions => "verbeteren wat een herroepen besluit deed",
        }
    }
}

/// What facts intake is asked to send, and so to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssessmentKind {
    Entitlement,
    Category,
    Sheltered,
}

/// A command to a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    RequestAssessment(AssessmentKind),
    /// The same, for a person to decide whatever the rules say: an objection was upheld.
    DecideAnew {
        assessment: AssessmentKind,
        objection: ObjectionId,
    },
    CloseApplication {
        reason: String,
    },
    ReopenApplication {
        reason: String,
    },
    EndBenefit {
        reason: String,
        from_day: NaiveDate,
        /// What a person wrote on why; empty where nobody did.
        written: String,
    },
    OfferReferral {
        assignment: Assignment,
        area: u32,
    },
    ExpireOffer {
        referral: ReferralId,
    },
    WithdrawReferral {
        reason: String,
    },
    StartTrajectory {
        partner: String,
        preparatory: bool,
    },
    EndTrajectory {
        reason: String,
    },
    ReleasePlace {
        reason: String,
    },
    /// A decision about money was reversed: what it did is corrected.
    ReverseDecision {
        objection: ObjectionId,
        against: Against,
        decision: Option<u32>,
        notified_on: NaiveDate,
    },
    /// Tells intake whether objections run, or since when none does.
    NoteObjections(ObjectionsStand),
    /// Tells a service that decides what was shown.
    ShowSteps {
        to: Decider,
        steps: ShownSteps,
    },
}

/// What an advance puts out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    Command(Command),
    Task(TaskChange),
    /// `by_clock`: time brought it about, whoever came by when it was noticed.
    Story {
        title: String,
        explanation: Option<Explanation>,
        by_clock: bool,
    },
}

/// What an advance came to, besides the new process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Follow {
    pub outputs: Vec<Output>,
}

impl Follow {
    pub fn commands(&self) -> impl Iterator<Item = &Command> {
        self.outputs.iter().filter_map(|output| match output {
            Output::Command(command) => Some(command),
            Output::Task(_) | Output::Story { .. } => None,
        })
    }

    pub fn tasks(&self) -> impl Iterator<Item = &TaskChange> {
        self.outputs.iter().filter_map(|output| match output {
            Output::Task(change) => Some(change),
            Output::Command(_) | Output::Story { .. } => None,
        })
    }
}
