//! What persons settled about a right.

use chrono::NaiveDate;
use domain::{Cents, Explanation};
use rules::month::Settled;
use serde::{Deserialize, Serialize};

use super::account::AccountState;

/// What a person settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledAmount {
    pub from: NaiveDate,
    /// Per month, holiday allowance included; nil where there is no right.
    pub amount: Cents,
    pub reason: Explanation,
    /// Number of the last statement of facts that was known; nothing in what older versions kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<u32>,
    /// The rules decided anew from this day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

impl SettledAmount {
    /// As the rules take it.
    pub fn for_rules(&self) -> Settled {
        let Self { from, amount, ref reason, known, until } = *self;
        Settled { from, amount, reason: reason.clone(), known, until }
    }
}

impl AccountState {
    /// First day of the right that runs or ran; nothing where it ended before it had a day.
    pub fn began(&self) -> Option<NaiveDate> {
        self.right_from.filter(|from| self.right_until.is_none_or(|until| *from <= until))
    }

    /// The rules decided on the right anew: what a person settled otherwise than they said ends there.
    pub fn decided_by_rules(&mut self, from: NaiveDate) {
        if let Some(settled) = self.settled.last_mut() {
            settled.until.get_or_insert(from);
        }
    }
}
