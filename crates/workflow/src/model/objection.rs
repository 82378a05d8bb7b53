//! Objections and appeals (Awb chapters 6 to 8): each against one decision, with its own days. Several can go on
//! beside each other, and they go on when the case is closed.

use chrono::NaiveDate;
use domain::ObjectionId;
use serde::{Deserialize, Serialize};
use terms::Term;

use super::advance::Turn;
use super::effect::{Command, Output};
use super::event::Event;
use super::process::Process;
use super::state::{Objection, ObjectionKind};
use super::timer::TimerName;
use super::trigger::Trigger;

mod explained;
mod handling;
mod reversal;
mod warning;
mod words;

pub(super) use explained::{day_explained, received_explained};
pub(super) use handling::{close_tasks, open_task, step};
pub use reversal::is_taken;
pub(super) use reversal::{ask_corrections, reverse};
pub(super) use warning::plan as plan_warnings;
pub use words::{Against, Judgment, NoHearing, ObjectionOutcome};

/// A last day, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub day: NaiveDate,
    pub lines: Vec<DeadlineLine>,
}

/// One step on the way to a last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineLine {
    /// Plain Dutch.
    pub text: String,
    /// The article.
    pub source: String,
}

/// What a new objection says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub against: Against,
    /// The day on which the decision was made known.
    pub notified_on: NaiveDate,
    pub received_on: NaiveDate,
    /// It was posted in time and came within the week after the last day, so that it is in time (Awb art. 6:9(2)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posted: Option<Posted>,
    /// Last day to object.
    pub in_time_until: Deadline,
    /// Last day to decide; while the term stands still, the last one that was known.
    pub decide_by: Deadline,
    /// The term to object, for its account on any day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_time_term: Option<Box<Term>>,
    /// The term to decide, with its stops; `None` where a court gave its last day, or an older version kept only that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide_term: Option<Box<Term>>,
    /// It came before the decision was made known (Awb art. 6:10), and what that means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early: Option<DeadlineLine>,
    /// A committee advises.
    pub committee: bool,
    /// User who decided, and so may not judge the objection (Awb art. 10:3(3)): as the case knows it, else as it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// Someone else who took part in the decision, as it was told (Awb art. 7:5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepared_by: Option<String>,
    /// Number of the decision about money, where it has one and it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<u32>,
}

/// An objection that came by post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The day of the postmark.
    pub on: NaiveDate,
    /// Last day on which it may come, when it was posted in time.
    pub may_come_until: NaiveDate,
}

impl Receipt {
    /// Whether it was made in time (Awb art. 6:7, 6:9).
    pub fn is_in_time(&self) -> bool {
        let last = self.in_time_until.day;
        let by_post = |posted: Posted| posted.on <= last && self.received_on <= posted.may_come_until;
        self.received_on <= last || self.posted.is_some_and(by_post)
    }
}

/// One objection, from its receipt until nothing can follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionFile {
    pub id: ObjectionId,
    pub receipt: Receipt,
    pub state: Objection,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<ObjectionOutcome>,
    /// It cannot be made longer: it was once (Awb art. 7:10(3)), or a court asked the decision anew.
    #[serde(default)]
    pub extended: bool,
    /// Someone was told that the time to decide is over.
    #[serde(default)]
    pub noticed: bool,
    /// Who objects wrote that the decision is late (Awb art. 4:17).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_notice: Option<DefaultNotice>,
    /// The day on which someone is told that the last day to decide comes near; `None` where nothing runs, or it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warns_on: Option<NaiveDate>,
    /// The last day that someone was warned of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warned_of: Option<NaiveDate>,
    /// The day on which the municipality decided on it, or it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<NaiveDate>,
    /// What was held when it was upheld, in plain Dutch: with this a person decides anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
    /// How far the correction is of what the reversed decision did, where a service makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
}

/// How the objections of a case stand, for who keeps its documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionsStand {
    /// One runs, here or before the court.
    pub running: bool,
    /// The day on which the last one was over.
    pub over_on: Option<NaiveDate>,
}

/// A notice of default: two weeks later a penalty runs for each day without a decision (Awb art. 4:17, 7:14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultNotice {
    pub received_on: NaiveDate,
    /// The last day to decide without a penalty.
    pub decide_by: Deadline,
    /// Someone was told to lay the penalty down.
    #[serde(default)]
    pub told: bool,
}

/// A service corrects what a reversed decision did, and says when that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Correction {
    Asked {
        since: NaiveDate,
    },
    Done {
        since: NaiveDate,
    },
    /// The service cannot tell what to correct: a person does.
    ByHand {
        since: NaiveDate,
    },
}

impl Correction {
    /// As the wire has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Asked { .. } => "asked",
            Self::Done { .. } => "done",
            Self::ByHand { .. } => "by-hand",
        }
    }

    pub const fn since(self) -> NaiveDate {
        match self {
            Self::Asked { since } | Self::Done { since } | Self::ByHand { since } => since,
        }
    }
}

/// A step in the handling of an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum ObjectionStep {
    /// It was late, and there was a good reason (Awb art. 6:11).
    Excused,
    /// It is not judged on its merits (Awb art. 6:6, 6:11).
    Inadmissible,
    Heard {
        on: NaiveDate,
    },
    NotHeard {
        ground: NoHearing,
    },
    Advised {
        advice: ObjectionOutcome,
    },
    Extended {
        decide_by: Deadline,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        term: Option<Box<Term>>,
    },
    /// The time to decide stands still (Awb art. 7:10(2) and (4)).
    Stopped {
        /// The last day, where it is known: when the day on which the term goes on is.
        decide_by: Option<Deadline>,
        term: Box<Term>,
    },
    /// It goes on.
    Resumed {
        decide_by: Deadline,
        term: Box<Term>,
    },
    /// The decision is late, writes who objects.
    DefaultNoticed {
        received_on: NaiveDate,
        decide_by: Deadline,
    },
    Decided {
        upheld: bool,
    },
    Withdrawn,
    Appealed,
    Judged {
        judgment: Judgment,
        /// Last day for the new decision, where one is asked.
        decide_by: Option<Deadline>,
        /// It was not judged on its merits, so nobody was heard on them: that comes first now (Awb art. 7:2).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unheard: bool,
    },
}

impl ObjectionStep {
    pub(super) const fn trigger(&self) -> Trigger {
        match self {
            Self::Excused => Trigger::ObjectionExcused,
            Self::Inadmissible => Trigger::ObjectionInadmissible,
            Self::Heard { .. } | Self::NotHeard { .. } => Trigger::ObjectionHeard,
            Self::Advised { .. } => Trigger::ObjectionAdvised,
            Self::Extended { .. } | Self::Stopped { .. } | Self::Resumed { .. } => {
                Trigger::ObjectionTermChanged
            }
            Self::DefaultNoticed { .. } => Trigger::ObjectionNoticed,
            Self::Decided { upheld: true } => Trigger::ObjectionUpheld,
            Self::Decided { upheld: false } => Trigger::ObjectionDismissed,
            Self::Withdrawn => Trigger::ObjectionWithdrawn,
            Self::Appealed => Trigger::AppealLodged,
            Self::Judged { judgment, unheard, .. } => match judgment {
                Judgment::Dismissed | Judgment::Withdrawn => Trigger::AppealOver,
                Judgment::Upheld => Trigger::AppealUpheld,
                Judgment::DecideAnew if *unheard => Trigger::AppealSentBackUnheard,
                Judgment::DecideAnew => Trigger::AppealSentBack,
            },
        }
    }

    /// What it makes of the objection; `None` where it says nothing about that.
    const fn outcome(&self) -> Option<ObjectionOutcome> {
        match self {
            Self::Inadmissible => Some(ObjectionOutcome::Inadmissible),
            Self::Decided { upheld: true } => Some(ObjectionOutcome::Upheld),
            Self::Withdrawn => Some(ObjectionOutcome::Withdrawn),
            Self::Judged { judgment: Judgment::Upheld, .. } => Some(ObjectionOutcome::SetAside),
            _ => None,
        }
    }
}

impl ObjectionFile {
    const fn new(id: ObjectionId, receipt: Receipt, since: NaiveDate) -> Self {
        let state = Objection::NotMade { since };
        let (advice, held, correction, default_notice) = (None, None, None, None);
        let (extended, noticed, decided_on) = (false, false, None);
        let (warns_on, warned_of) = (None, None);
        Self {
            id,
            receipt,
            state,
            advice,
            extended,
            noticed,
            default_notice,
            warns_on,
            warned_of,
            decided_on,
            held,
            correction,
        }
    }

    /// Whether someone has still to decide.
    pub const fn is_undecided(&self) -> bool {
        matches!(self.state.kind(), ObjectionKind::Late | ObjectionKind::Received | ObjectionKind::Heard)
    }

    /// Whether it runs, here or before the court.
    pub const fn runs(&self) -> bool {
        !matches!(self.state.kind(), ObjectionKind::NotMade | ObjectionKind::Decided)
    }

    /// Whether the clock has something to say of it on a day.
    fn is_overdue(&self, timer: TimerName, day: NaiveDate) -> bool {
        let last = if timer == TimerName::Notice { self.penalty_after() } else { self.to_notice() };
        last.is_some_and(|last| last < day)
    }

    /// The last day to decide, when someone is to be told once it has passed.
    pub(super) fn to_notice(&self) -> Option<NaiveDate> {
        let waits = self.is_undecided() && !self.noticed && !self.stands_still();
        waits.then_some(self.receipt.decide_by.day)
    }

    /// The last day to decide after a notice of default, when someone is to be told once it has passed.
    pub(super) fn penalty_after(&self) -> Option<NaiveDate> {
        let notice = self.default_notice.as_ref().filter(|notice| self.is_undecided() && !notice.told)?;
        Some(notice.decide_by.day)
    }

    /// Whether the time to decide stands still without a last day. A stop that begins after the last day stops nothing.
    pub fn stands_still(&self) -> bool {
        let (last, stops) =
            (self.receipt.decide_by.day, self.receipt.decide_term.iter().flat_map(|term| term.stops()));
        stops.into_iter().any(|stop| stop.until().is_none() && stop.from <= last)
    }

    /// What came of it, so far.
    pub const fn outcome(&self) -> Option<ObjectionOutcome> {
        match self.state {
            Objection::Decided { outcome, .. } | Objection::Appealed { outcome, .. } => Some(outcome),
            _ => None,
        }
    }
}

/// Tells intake how the objections stand, when that is something else than it was told: documents stay until they are final.
pub(super) fn tell_stand(process: &mut Process, turn: &mut Turn<'_>) {
    let over = process.objections.iter().filter(|file| !file.runs()).map(|file| file.state.since());
    let stand =
        ObjectionsStand { running: process.objections.iter().any(ObjectionFile::runs), over_on: over.max() };
    if !process.objections.is_empty() && process.objections_told != Some(stand) {
        process.objections_told = Some(stand);
        turn.follow.outputs.push(Output::Command(Command::NoteObjections(stand)));
    }
}

impl Process {
    pub fn objection(&self, id: ObjectionId) -> Option<&ObjectionFile> {
        self.objections.iter().find(|file| file.id == id)
    }

    fn objection_mut(&mut self, id: ObjectionId) -> Option<&mut ObjectionFile> {
        self.objections.iter_mut().find(|file| file.id == id)
    }

    /// The one that an event is about.
    fn objection_of(&self, event: &Event) -> Option<&ObjectionFile> {
        event.objection().and_then(|id| self.objection(id))
    }

    /// State and first day of the region: of the objection that runs longest, else of the last one.
    pub(super) fn objection_region(&self) -> (ObjectionKind, NaiveDate) {
        let running = self.objections.iter().find(|file| file.runs());
        match running.or(self.objections.last()) {
            Some(file) => (file.state.kind(), file.state.since()),
            None => (ObjectionKind::NotMade, self.gate.since()),
        }
    }
}
