//! The process of a case: pure. [`advance`] takes a process, an event, the policy's terms and a moment, and gives
//! what follows. What follows on what stands in one table, [`table`]; diagrams and tests read the same table.

mod absence;
mod act;
mod advance;
mod again;
mod beside;
mod contact;
mod decided;
mod dutch;
mod effect;
mod enter;
mod event;
mod kept;
mod new_policy;
mod objection;
mod outflow;
mod page;
mod parking;
mod process;
mod signal;
mod stage;
mod state;
mod steps;
mod stuck;
pub mod table;
mod task;
mod terms;
mod timer;
mod trigger;
mod work_acts;

#[cfg(test)]
mod random;
#[cfg(test)]
mod stored;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use absence::Absence;
pub use advance::{advance, pass_time};
pub use contact::{Contact, ContactKind};
pub use effect::{AssessmentKind, Command, Effect, Follow, Order, Output};
pub use event::{
    Assignment, EndReason, EntitlementOutcome, Event, PolicySays, Registration, ReviewChoice, SearchResult,
    TrajectoryResult,
};
pub use kept::KEPT;
pub use objection::{
    Against, Correction, Deadline, DeadlineLine, DefaultNotice, Judgment, NoHearing, ObjectionFile,
    ObjectionOutcome, ObjectionStep, ObjectionsStand, Posted, Receipt, is_taken,
};
pub use page::process_page;
pub use parking::Parking;
pub use process::{Process, SCHEMA};
pub use stage::Stage;
pub use state::{
    Category, CategoryKind, Closure, ClosureKind, Entitlement, EntitlementKind, Gate, GateKind, Intake,
    IntakeKind, Kind, Objection, ObjectionKind, Referral, ReferralKind, Region, Review, ReviewKind,
    RunningTrajectory, Trajectory, TrajectoryKind,
};
pub use steps::{DecisionSteps, RecordedStep, Shown, StepSeen, shows_steps, steps_of, watched_step};
pub use stuck::{Snag, SnagKind};
pub use task::{Ended, Task, TaskChange, TaskKind, TaskState};
pub use terms::Terms;
pub use timer::TimerName;
pub use trigger::Trigger;
pub use work_acts::{WorkActs, WorkActsTold};
