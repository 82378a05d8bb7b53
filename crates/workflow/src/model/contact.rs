//! Contact with the client: who spoke last, and by when someone should again (WF-9).

use chrono::NaiveDate;
use domain::{SignalKind, months_after};
use serde::{Deserialize, Serialize};

use super::act::remove;
use super::advance::Turn;
use super::event::Event;
use super::process::Process;
use super::state::{CategoryKind, EntitlementKind};
use super::task::{TaskKind, TaskState};

/// The last contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub on: NaiveDate,
    /// By then there should be another, by the policy of the day on which it was recorded.
    pub next_by: NaiveDate,
}

impl Contact {
    /// What the signal is about: each contact that stays the last for too long is one signal.
    pub(super) fn subject(self) -> String {
        self.on.to_string()
    }
}

/// How someone had contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactKind {
    Conversation,
    Telephone,
    Video,
    HomeVisit,
    /// A letter or message that was answered.
    Written,
}

impl ContactKind {
    pub const ALL: [Self; 5] =
        [Self::Conversation, Self::Telephone, Self::Video, Self::HomeVisit, Self::Written];

    /// As the wire has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::Telephone => "telephone",
            Self::Video => "video",
            Self::HomeVisit => "home-visit",
            Self::Written => "written",
        }
    }

    /// The kind of a code; `None` for one that is not known.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Keeps the last contact. It counts from the day on which there is a direction; a review is a contact as well, and so is an
/// intake that was held anew. A newer one closes the task to seek contact.
pub(super) fn take_in(process: &mut Process, turn: &mut Turn<'_>) {
    let on = match turn.event {
        Event::ContactRecorded { on, .. } => *on,
        Event::ReviewCompleted { .. } => turn.day,
        Event::SeenAgain { intake_complete: true, .. } if process.is_open() => turn.day,
        _ if process.contact.is_none() && process.is_guided() => turn.day,
        _ => return,
    };
    if process.contact.is_some_and(|contact| contact.on >= on) {
        return;
    }
    let next_by = months_after(on, turn.terms.review_months.max(1));
    process.contact = Some(Contact { on, next_by });
    remove(process, turn, TaskState::Done, |task, _| task.kind == TaskKind::SeekContact);
}

impl Process {
    /// Whether the municipality guides someone: there is a right or none is needed, and a direction.
    pub(super) fn is_guided(&self) -> bool {
        self.is_open()
            && matches!(self.entitlement.kind(), EntitlementKind::Granted | EntitlementKind::NotNeeded)
            && matches!(self.category.kind(), CategoryKind::Chosen | CategoryKind::Settled)
    }

    /// The day on which it is too long ago; `None` when that was said already, or nobody is guided.
    pub(super) fn contact_due(&self) -> Option<NaiveDate> {
        let contact = self.contact.filter(|_| self.is_guided())?;
        let said = self.signals.contains(&(SignalKind::NoContact, contact.subject()))
            || self.tasks.iter().any(|task| task.kind == TaskKind::SeekContact);
        (!said).then(|| contact.next_by.succ_opt().unwrap_or(NaiveDate::MAX))
    }
}
