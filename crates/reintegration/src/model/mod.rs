//! What the service decides: pure functions from a client, the policy and the moment to a new state, events and
//! lines of the story; or a refusal.

mod categorise;
mod client;
mod deviation;
mod event;
mod ladder;
mod limit;
mod trajectories;
mod trajectory;

#[cfg(test)]
pub(crate) mod examples;

pub use categorise::{categorise, categorise_anew};
pub use client::{Assigned, AssignedBy, Assignment, Client, Proposal};
pub use deviation::{Deviation, DeviationState, confirm, deviate};
pub use event::{Decided, Event, Line};
pub use ladder::{LadderStep, Rung, Seen, record_step};
pub use limit::{Conditions, Limit};
pub use trajectories::{
    Instruments, StartOf, end_all, extend, record_result, start_by_person, start_for_case,
};
pub use trajectory::{Ending, Extension, Stage, Trajectory};
