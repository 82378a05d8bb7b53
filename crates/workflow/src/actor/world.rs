//! What a batch of inputs needs, and what changes in it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{CaseId, Municipality, TaskId};
use uuid::Uuid;

use crate::model::{Absence, Ended, Process, TaskChange};

/// The processes a batch needs, with what changed in them.
#[derive(Debug, Default)]
pub struct World {
    pub(crate) cases: BTreeMap<CaseId, Versioned>,
    /// Of which case a task is.
    pub(crate) task_cases: BTreeMap<TaskId, CaseId>,
    pub(crate) changed: BTreeSet<CaseId>,
    pub(crate) tasks: BTreeMap<TaskId, (CaseId, TaskChange)>,
    /// How tasks ended that are asked for and not open any more.
    pub(crate) ended: BTreeMap<TaskId, Ended>,
    pub(crate) absences: BTreeMap<Uuid, Absence>,
    pub(crate) absences_changed: BTreeSet<Uuid>,
}

/// A process with the version that the outside sees.
#[derive(Debug, Clone)]
pub struct Versioned {
    pub process: Process,
    pub version: i64,
}

impl World {
    pub(super) fn process(&self, case: CaseId) -> Option<&Process> {
        self.cases.get(&case).map(|versioned| &versioned.process)
    }

    /// How a task ended; `None` while it is open.
    pub(super) fn ended(&self, task: TaskId) -> Option<Ended> {
        match self.tasks.get(&task) {
            Some((_, change)) => change.ended(),
            None => self.ended.get(&task).cloned(),
        }
    }

    /// The absence of someone on this day, as far as they were looked for.
    pub(super) fn absence(
        &self,
        municipality: &Municipality,
        person: &str,
        day: NaiveDate,
    ) -> Option<&Absence> {
        self.absences.values().find(|absence| {
            absence.person == person && absence.municipality == *municipality && absence.covers(day)
        })
    }
}

/// A new state.
#[derive(Debug)]
pub enum Change {
    /// Of one process, with those of its tasks that changed.
    Case {
        process: Box<Process>,
        tasks: Vec<TaskChange>,
    },
    Absence(Absence),
}

impl Change {
    pub(super) fn case(process: Process, tasks: Vec<TaskChange>) -> Self {
        Self::Case { process: Box::new(process), tasks }
    }
}
