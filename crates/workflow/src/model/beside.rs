//! Assistance that is asked in a case that ran for support only: what is decided on it leaves the support as it is. Whoever
//! the law asks to look for work first does so for the assistance; the support goes on meanwhile.

use serde::{Deserialize, Serialize};

use super::effect::{AssessmentKind, Order};
use super::event::{EntitlementOutcome, Event};
use super::process::Process;
use super::state::{CategoryKind, EntitlementKind, GateKind, Intake};

/// How it is with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beside {
    /// Income was asked for a decision, or is once the search period is over.
    Asked,
    /// It is not asked any more, and nothing was decided.
    Dropped,
    /// Intake left it: what was asked to complete it did not come (Awb art. 4:5), or school comes first.
    NotProcessed,
    Denied,
}

impl Process {
    /// Whether a denial ends no case: there is support that goes on.
    pub(super) const fn is_beside_support(&self) -> bool {
        self.beside.is_some() && self.has_support() && !self.is_granted()
    }

    /// Whether it is asked now, and can be left without ending the case: nothing of it was granted.
    pub(super) const fn is_asked_beside(&self) -> bool {
        matches!(self.beside, Some(Beside::Asked)) && self.is_beside_support()
    }

    /// Whether someone looks for work first for it.
    pub(super) const fn searches_beside(&self) -> bool {
        matches!(self.gate.kind(), GateKind::Searching | GateKind::Assessing)
            && matches!(self.entitlement.kind(), EntitlementKind::NotNeeded)
            && self.has_support()
    }

    /// Whether a decision on it crosses what took it back.
    pub(super) const fn is_unasked(&self) -> bool {
        matches!(self.entitlement.kind(), EntitlementKind::NotNeeded)
            && matches!(self.beside, Some(Beside::Dropped | Beside::NotProcessed))
    }

    /// Whether it can be asked of income now.
    pub(super) const fn waits_for_its_gate(&self) -> bool {
        matches!(self.entitlement.kind(), EntitlementKind::NotNeeded)
            && matches!(self.beside, Some(Beside::Asked))
    }

    const fn has_support(&self) -> bool {
        !matches!(self.category.kind(), CategoryKind::Ahead)
    }

    const fn is_granted(&self) -> bool {
        !matches!(
            self.entitlement.kind(),
            EntitlementKind::NotNeeded | EntitlementKind::Asked | EntitlementKind::WithPerson
        )
    }

    /// Whether assistance that was asked can still be taken back: a right that a person decides anew was granted before.
    pub(super) fn may_drop_assistance(&self) -> bool {
        !self.anew.contains_key(&AssessmentKind::Entitlement)
    }
}

pub(super) fn take_in(process: &mut Process, event: &Event) {
    let kind = process.entitlement.kind();
    match event {
        Event::FactsChanged { assistance: Some(asked), .. } => {
            note_asked(process, *asked);
            match (asked, kind) {
                (true, EntitlementKind::NotNeeded) => process.beside = Some(Beside::Asked),
                (false, EntitlementKind::Asked | EntitlementKind::WithPerson)
                    if process.may_drop_assistance() =>
                {
                    drop_it(process, Beside::Dropped);
                }
                (false, _) if process.waits_for_its_gate() => drop_it(process, Beside::Dropped),
                _ => {}
            }
        }
        Event::SearchEnded { result } if process.searches_beside() && result.leaves() => {
            drop_it(process, Beside::Dropped);
        }
        Event::ApplicationNotProcessed { .. } if process.is_asked_beside() => {
            note_asked(process, false);
            drop_it(process, Beside::NotProcessed);
            // That is what came of deciding anew; asked once more, it is another application.
            process.anew.remove(&AssessmentKind::Entitlement);
        }
        Event::EntitlementDecided { outcome: EntitlementOutcome::Granted } if !process.is_unasked() => {
            process.beside = None;
        }
        Event::EntitlementDecided { outcome: EntitlementOutcome::Denied }
            if process.is_beside_support() && kind != EntitlementKind::NotNeeded =>
        {
            process.beside = Some(Beside::Denied);
        }
        _ => {}
    }
}

fn note_asked(process: &mut Process, asked: bool) {
    if let Intake::Complete { assistance, .. } = &mut process.intake {
        *assistance = asked;
    }
}

fn drop_it(process: &mut Process, how: Beside) {
    process.beside = Some(how);
    process.held.remove(&Order::RequestEntitlement);
}
