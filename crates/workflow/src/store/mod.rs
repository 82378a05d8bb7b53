//! Processes, tasks and the case index in the database.
//!
//! Locks: cases by id. Tasks are written under the lock of their case.

mod absences;
mod entity;
mod migration;
mod processes;
mod queries;
mod stuck;
mod tasks;

pub use absences::{Held, held_by_absent, list_absences, next_absence};
pub use migration::migrations;
pub use processes::{load, save};
pub use queries::{CaseFilter, CaseRow, Page, WAKES, assigned_under, find_case, list_cases};
pub use stuck::stuck_cases;
pub use tasks::{Load, TaskFilter, TaskRow, TaskSort, TasksSeen, list_tasks, workload};
