//! The right to assistance: decisions with their reasons, by the rules of law (crate `rules`) over the facts of intake.

mod assess;
mod beside;
mod command;
mod ending;
mod entitlement;
mod facts;
mod left;
pub mod money;
mod reported;
mod start;
pub mod statement;

#[cfg(test)]
pub(crate) mod testing;

pub use assess::of_months;
pub use beside::Beside;
pub use command::{
    Applied, AssessEntitlement, DecideEntitlement, EarlierReport, EndBenefit, NoteApplication, Verdict,
};
pub use entitlement::{Before, Decided, Decision, DecisionKind, Entitlement, Right, Stage};
