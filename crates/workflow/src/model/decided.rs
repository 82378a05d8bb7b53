//! Decisions that were taken in a case: what an objection can be against, and who took each. Whoever did judges no
//! objection against it (Awb art. 10:3(3)).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::event::{EntitlementOutcome, Event};
use super::objection::Against;
use super::process::Process;

/// One decision, as the case heard of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionTaken {
    pub against: Against,
    pub on: NaiveDate,
    /// User who took it, or set in motion what the rules decided; `None` where nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Number among the decisions about money, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
}

impl Process {
    /// Keeps what an event decides, and who did.
    pub fn note_decision(&mut self, event: &Event, by: Option<&str>, today: NaiveDate) {
        let by = by.filter(|user| !user.is_empty()).map(str::to_owned);
        let taken = |against| DecisionTaken { against, on: today, by: by.clone(), number: None };
        let decision = match event {
            Event::EntitlementDecided {
                outcome: EntitlementOutcome::Granted | EntitlementOutcome::Denied,
            } => taken(Against::Entitlement),
            Event::ApplicationNotProcessed { .. } => taken(Against::NotProcessed),
            Event::CategoryAssigned { .. } => taken(Against::Category),
            Event::ReferralOffered { .. } | Event::PlaceAssigned { .. } => taken(Against::Referral),
            Event::TrajectoryStarted { .. } => taken(Against::Trajectory),
            Event::EndAsked { .. } | Event::BenefitEnded { .. } => taken(Against::Ending),
            Event::MoneyDecided { matter, number, on, by } => {
                DecisionTaken { against: *matter, on: *on, by: by.clone(), number: Some(*number) }
            }
            _ => return,
        };
        if !self.decisions.contains(&decision) {
            self.decisions.push(decision);
        }
    }

    /// The decision that an objection is against: the one of this number; else the last that was there when it was made
    /// known; else the last one. `None` when there is none.
    pub fn decision_taken(
        &self,
        against: Against,
        number: Option<u32>,
        notified_on: NaiveDate,
    ) -> Option<&DecisionTaken> {
        let of_kind = || self.decisions.iter().filter(move |taken| taken.against == against);
        match number {
            Some(number) => of_kind().rfind(|taken| taken.number == Some(number)),
            None => of_kind().rfind(|taken| taken.on <= notified_on).or_else(|| of_kind().next_back()),
        }
    }
}
