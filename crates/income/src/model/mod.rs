//! The right to assistance: pure functions from facts, amounts of law and a day to a decision with its reasons.

mod assess;
mod command;
mod entitlement;
mod exclusion;
mod household;
mod look;
mod means;
mod norm;
mod start;

#[cfg(test)]
pub(crate) mod testing;

pub use command::{AssessEntitlement, DecideEntitlement, EndBenefit, Verdict};
pub use entitlement::{Decided, Decision, Entitlement, Right, Stage};
