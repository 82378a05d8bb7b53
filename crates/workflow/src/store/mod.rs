//! Processes, tasks and the case index in the database.
//!
//! Locks: cases by id. Tasks are written under the lock of their case.

mod entity;
mod migration;
mod processes;
mod queries;

pub use migration::migrations;
pub use processes::{load, save};
pub use queries::{
    CaseFilter, CaseRow, Page, TaskFilter, TaskRow, TasksSeen, assigned_under, due_cases, find_case,
    list_cases, list_tasks, next_due,
};
