//! The entitlement of one case: a chain of decisions, each pointing at the one it replaces; none is ever edited.

use chrono::{Days, NaiveDate};
use domain::{CaseId, Cents, Explanation, FactKey, Moment, Municipality, PersonId};
use serde::{Deserialize, Serialize};

use super::Beside;

mod deciding;
mod ended;

/// What stands now for one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitlement {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    /// Number of the decision that stands; each decision is a version.
    pub version: u32,
    pub stage: Stage,
}

/// Where an entitlement stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Decided {
        right: Right,
        /// Number of the last assessment: its lines and those after it explain what stands.
        assessed: u32,
    },
    /// The benefit was ended, or ended before anything was decided; nothing follows.
    Ended {
        /// First day without a right.
        from_day: NaiveDate,
        /// What stood before.
        right: Option<Right>,
        assessed: u32,
    },
}

/// What was decided about the right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    Granted {
        /// First day of the right.
        from_day: NaiveDate,
        /// Norm per month, holiday allowance included; unknown where a person decided without one.
        norm: Option<Cents>,
        /// Assistance per month, holiday allowance included.
        amount: Cents,
        /// What a person granted over the days before the report (art. 44(5)).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earlier: Option<Earlier>,
    },
    Denied {
        /// First day without a right that ran before; `None` when none did.
        lost_on: Option<NaiveDate>,
    },
    PersonDecides {
        /// The right would start here.
        from_day: NaiveDate,
        norm: Option<Cents>,
        missing: Vec<FactKey>,
        before: Before,
        /// The last day on which a person may let it start, when the application came late (art. 44(3)), or from which their
        /// decision after an objection may hold.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        latest: Option<NaiveDate>,
    },
}

/// What a person granted over the first days of a right, while the rules decide on those after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Per month, holiday allowance included.
    pub amount: Cents,
    /// The first day after them.
    pub until: NaiveDate,
}

impl Right {
    /// What a person who decided so settled, per month, and the first day for which they did not; `None`: until it is decided
    /// otherwise.
    pub fn settled(&self) -> (Cents, Option<NaiveDate>) {
        match self {
            Self::Granted { earlier: Some(Earlier { amount, until }), .. } => (*amount, Some(*until)),
            Self::Granted { amount, earlier: None, .. } => (*amount, None),
            Self::Denied { .. } | Self::PersonDecides { .. } => (Cents::ZERO, None),
        }
    }
}

/// What a new decision finds: it never changes what held before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Before {
    /// No right ever ran.
    Nothing,
    /// A right runs since `from_day`; what is decided now holds from another day on.
    Running { from_day: NaiveDate, holds_from: NaiveDate },
    /// A right ran and was lost; another starts anew.
    Lost { on: NaiveDate },
}

impl Before {
    /// What stood so far. `None` when the benefit was ended, unless that fell by an objection (`anew`): then a right that ran
    /// was lost on the day it ended.
    fn of(known: Option<&Entitlement>, anew: bool, today: NaiveDate) -> Option<Self> {
        Some(match known.map(|known| &known.stage) {
            None => Self::Nothing,
            Some(Stage::Decided { right, .. }) => Self::behind(right, today),
            Some(Stage::Ended { .. }) if !anew => return None,
            Some(Stage::Ended { from_day, right, .. }) => {
                match right.as_ref().map(|right| Self::behind(right, today)) {
                    Some(Self::Running { .. }) => Self::Lost { on: *from_day },
                    Some(before) => before,
                    None => Self::Nothing,
                }
            }
        })
    }

    fn behind(right: &Right, today: NaiveDate) -> Self {
        match right {
            Right::Granted { from_day, .. } => {
                Self::Running { from_day: *from_day, holds_from: today.max(*from_day) }
            }
            Right::Denied { lost_on: Some(day) } => Self::Lost { on: *day },
            Right::Denied { lost_on: None } => Self::Nothing,
            Right::PersonDecides { before, .. } => *before,
        }
    }

    /// First day for which a decision holds about a right that starts on `from_day`.
    fn holds_from(self, from_day: NaiveDate) -> NaiveDate {
        match self {
            Self::Nothing | Self::Lost { .. } => from_day,
            Self::Running { holds_from, .. } => holds_from,
        }
    }

    /// The last day from which a decision after an objection may hold; of a first right that is the day by rule.
    fn latest(self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Nothing => None,
            Self::Running { holds_from, .. } => Some(holds_from),
            Self::Lost { on } => Some(today.max(on)),
        }
    }

    /// What was granted instead of general assistance on days of a right that would begin; one that runs was decided on.
    fn met(self, beside: &[Beside], from_day: NaiveDate) -> Option<&Beside> {
        match self {
            Self::Nothing | Self::Lost { .. } => Beside::meets(beside, from_day),
            Self::Running { .. } => None,
        }
    }

    /// The right is denied with this behind it.
    fn denied(self) -> Right {
        let lost_on = match self {
            Self::Nothing => None,
            Self::Running { holds_from, .. } => Some(holds_from),
            Self::Lost { on } => Some(on),
        };
        Right::Denied { lost_on }
    }
}

/// One decision: written once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub case: CaseId,
    /// From 1; also the version of the entitlement.
    pub number: u32,
    /// The decision that this one takes the place of.
    pub replaces: Option<u32>,
    pub kind: DecisionKind,
    pub decided_on: NaiveDate,
    /// First day for which it holds; what was decided before holds until then.
    pub holds_from: NaiveDate,
    pub stage: Stage,
    pub explanations: Vec<Explanation>,
}

/// How a decision came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionKind {
    /// By the rules.
    Assessed,
    /// By a person.
    Settled,
    Ended,
}

impl DecisionKind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Assessed => "assessed",
            Self::Settled => "settled",
            Self::Ended => "ended",
        }
    }
}

/// A decision and what stands after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub entitlement: Entitlement,
    pub decision: Decision,
}

impl Decided {
    /// The line that decided.
    pub fn reason(&self) -> Option<&Explanation> {
        self.decision.explanations.last()
    }
}

impl Entitlement {
    fn decided(
        self,
        known: Option<&Self>,
        kind: DecisionKind,
        moment: &Moment,
        holds_from: NaiveDate,
        explanations: Vec<Explanation>,
    ) -> Decided {
        let decision = Decision {
            case: self.case,
            number: self.version,
            replaces: known.map(|known| known.version),
            kind,
            decided_on: moment.day,
            holds_from,
            stage: self.stage.clone(),
            explanations,
        };
        Decided { entitlement: self, decision }
    }
}

impl Stage {
    /// What was decided about the right, whether it was ended since or not.
    pub fn right(&self) -> Option<&Right> {
        match self {
            Self::Decided { right, .. } => Some(right),
            Self::Ended { right, .. } => right.as_ref(),
        }
    }

    /// First day of a right that runs, or ran until the benefit was ended, also while a person decides on it anew.
    pub fn runs_since(&self) -> Option<NaiveDate> {
        match self.right()? {
            Right::Granted { from_day, .. }
            | Right::PersonDecides { before: Before::Running { from_day, .. }, .. } => Some(*from_day),
            Right::Denied { .. } | Right::PersonDecides { .. } => None,
        }
    }

    /// Whether what was granted ended on its first day, so that there was a right on no day: it had been asked no more before it
    /// was granted. Another application finds nothing.
    pub fn never_ran(&self) -> bool {
        matches!(self, Self::Ended { from_day, .. } if self.runs_since() == Some(*from_day))
    }

    /// Number of the last assessment.
    pub fn assessed(&self) -> u32 {
        match self {
            Self::Decided { assessed, .. } | Self::Ended { assessed, .. } => *assessed,
        }
    }

    /// Last day of the right; `None` while it runs, or when there was none.
    pub fn until_day(&self) -> Option<NaiveDate> {
        match self {
            Self::Ended { from_day, .. } if self.runs_since().is_some() => {
                from_day.checked_sub_days(Days::new(1))
            }
            Self::Ended { .. } | Self::Decided { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests;
