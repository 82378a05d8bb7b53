//! Work or education that a trajectory led to. While there is a right to assistance, or one is asked, that takes nobody's
//! income by itself: a person decides whether the right ends and from which day, or the income is netted (Participation
//! Act art. 31, 32).

use chrono::NaiveDate;
use domain::{TaskId, day_in_dutch};

use super::event::{Event, TrajectoryResult};
use super::process::Process;
use super::state::{EntitlementKind, TrajectoryKind};
use super::task::TaskKind;

/// Whether ending the case would take a right, or the application for one.
pub(super) const fn touches_a_right(process: &Process) -> bool {
    process.is_open()
        && matches!(
            process.entitlement.kind(),
            EntitlementKind::Ahead
                | EntitlementKind::Asked
                | EntitlementKind::WithPerson
                | EntitlementKind::Granted
        )
}

/// Whether this task says that the right goes on while nothing runs any more: then the case is reviewed.
pub(super) fn is_denied_by(process: &Process, task: TaskId) -> bool {
    process.is_open()
        && process.trajectory.kind() == TrajectoryKind::Ended
        && process.tasks.iter().any(|open| open.id == task && open.kind == TaskKind::DecideOutflow)
}

/// What was found and from which day, after what a task that is open already says, for who decides.
pub(super) fn subject(process: &Process, event: &Event) -> Option<String> {
    let found = found(event)?;
    let open = process.tasks.iter().find(|task| task.kind == TaskKind::DecideOutflow);
    Some(match open {
        Some(task) if task.subject.contains(&found) => task.subject.clone(),
        Some(task) => format!("{} {found}", task.subject),
        None => found,
    })
}

fn found(event: &Event) -> Option<String> {
    match event {
        Event::TrajectoryEnded { result: TrajectoryResult::Work, first_day: Some(day), .. } => {
            Some(format!("Werk, met als eerste dag {}.", day_in_dutch(*day)))
        }
        Event::TrajectoryEnded { result: TrajectoryResult::Work, .. } => {
            Some("Werk; de eerste dag is niet gemeld.".into())
        }
        Event::TrajectoryEnded { result: TrajectoryResult::Education, .. } => {
            Some("Een opleiding; de eerste dag is niet gemeld.".into())
        }
        _ => None,
    }
}

/// Nobody can decide on an end before the work begins.
pub(super) fn due(event: &Event, due: NaiveDate) -> NaiveDate {
    match event {
        Event::TrajectoryEnded { first_day: Some(day), .. } => due.max(*day),
        _ => due,
    }
}
