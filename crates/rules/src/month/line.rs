use domain::{Cents, Explanation};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Part;
use crate::facts::choices;

choices! {
    /// What an amount on a month's specification is.
    pub enum LineKind {
        /// Assistance over days of the month.
        Assistance = "assistance", "bijstand";
        /// A lowering for conduct (art. 18).
        Lowering = "lowering", "verlaging";
        /// Holiday allowance kept for later (art. 19(3)).
        HolidayReserved = "holiday-reserved", "gespaarde vakantietoeslag";
        /// Holiday allowance kept in earlier months, now paid (art. 45(1)).
        HolidayPaid = "holiday-paid", "vakantietoeslag";
        /// The difference that a late fact makes for an earlier month.
        Correction = "correction", "correctie over een eerdere maand";
        /// An advance that was paid before (art. 52), taken off.
        AdvanceSettled = "advance-settled", "verrekend voorschot";
        /// A debt paid off from the assistance (art. 58, 60).
        Offset = "offset", "inhouding voor een schuld";
        /// Fixed costs paid for the client (art. 57).
        PaidOnBehalf = "paid-on-behalf", "betaald aan een ander";
    }
}

/// One amount, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    pub kind: LineKind,
    /// Euro cents; less than zero takes off.
    pub cents: Cents,
    pub explanation: Explanation,
    /// From the norm to this amount step by step, where the rules worked it out; they sum to it. Empty of what was kept before
    /// these were told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

impl Line {
    /// A line that explains and adds nothing.
    pub const fn note(kind: LineKind, explanation: Explanation) -> Self {
        Self::of(kind, Cents::ZERO, explanation)
    }

    /// A line of which there is no more to say than its explanation.
    pub const fn of(kind: LineKind, cents: Cents, explanation: Explanation) -> Self {
        Self { kind, cents, explanation, parts: Vec::new() }
    }
}
