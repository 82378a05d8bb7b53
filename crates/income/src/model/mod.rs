//! The right to assistance: pure functions from facts, amounts of law and a day to a decision with its reasons.

mod assess;
mod entitlement;
mod exclusion;
mod household;
mod look;
mod means;
mod norm;
mod start;

#[cfg(test)]
pub(crate) mod testing;

pub use entitlement::{
    AssessEntitlement, DecideEntitlement, Decided, Decision, EndBenefit, Entitlement, Right, Stage, Verdict,
};
