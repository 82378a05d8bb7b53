//! Assistance that is asked in a case that ran for support only: what is decided on it leaves the support as it is.

use serde::{Deserialize, Serialize};

use super::effect::{AssessmentKind, Order};
use super::event::{EntitlementOutcome, Event};
use super::process::Process;
use super::state::{CategoryKind, EntitlementKind, Intake};

/// How it is with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beside {
    /// Income was asked for a decision.
    Asked,
    /// It is not asked any more, and nothing was decided.
    Dropped,
    Denied,
}

impl Process {
    /// Whether a denial ends no case: there is support that goes on.
    pub(super) const fn is_beside_support(&self) -> bool {
        self.beside.is_some()
            && !matches!(self.category.kind(), CategoryKind::Ahead)
            && matches!(
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
            if let Intake::Complete { assistance, .. } = &mut process.intake {
                *assistance = *asked;
            }
            match (asked, kind) {
                (true, EntitlementKind::NotNeeded) => process.beside = Some(Beside::Asked),
                (false, EntitlementKind::Asked | EntitlementKind::WithPerson)
                    if process.may_drop_assistance() =>
                {
                    process.beside = Some(Beside::Dropped);
                    process.held.remove(&Order::RequestEntitlement);
                }
                _ => {}
            }
        }
        Event::EntitlementDecided { outcome: EntitlementOutcome::Granted } => process.beside = None,
        Event::EntitlementDecided { outcome: EntitlementOutcome::Denied }
            if process.is_beside_support() && kind != EntitlementKind::NotNeeded =>
        {
            process.beside = Some(Beside::Denied);
        }
        _ => {}
    }
}
