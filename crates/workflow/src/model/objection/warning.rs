//! A warning so long before the last day to decide on an objection, while it can still be decided in time or made longer
//! (Awb art. 7:10).

use chrono::{Days, NaiveDate};
use domain::ObjectionId;

use super::super::act::remove;
use super::super::advance::Turn;
use super::super::process::Process;
use super::super::task::{TaskKind, TaskState};
use super::super::terms::Terms;
use super::ObjectionFile;

impl ObjectionFile {
    /// Someone is told so long before the last day as deciding may take; past it, being late is what is left.
    fn warns(&self, terms: &Terms, today: NaiveDate) -> Option<NaiveDate> {
        let last = self.receipt.decide_by.day;
        let waits = self.is_undecided() && !self.stands_still() && last >= today;
        let ahead = Days::new(terms.tasks.decide_days.into());
        let day = last.checked_sub_days(ahead).unwrap_or(last);
        (waits && self.warned_of != Some(last)).then_some(day)
    }
}

/// Notes for each objection when someone is warned.
pub fn plan(process: &mut Process, terms: &Terms, today: NaiveDate) {
    for file in &mut process.objections {
        file.warns_on = file.warns(terms, today);
    }
}

/// The last day moved or is gone: who was warned is warned anew when the next one comes near.
pub fn withdraw(process: &mut Process, id: ObjectionId, turn: &mut Turn<'_>) {
    let Some(file) = process.objection_mut(id) else { return };
    file.warned_of = None;
    let subject = id.to_string();
    remove(process, turn, TaskState::Cancelled, |task, _| {
        task.kind == TaskKind::DecideObjectionInTime && task.subject == subject
    });
}
