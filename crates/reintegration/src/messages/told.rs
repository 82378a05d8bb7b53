use domain::FactKey;
use messaging::Told;
use proto::common::v1::CaseRef;
use proto::day_text;
use proto::reintegration::v1 as pb;

use crate::actor::About;
use crate::model::{AssignedBy, Assignment, Event};

/// An event for whoever the table of subscriptions names.
pub fn tell(about: &About, event: &Event) -> Vec<Told> {
    let case = Some(CaseRef::of(about.case, about.person, &about.municipality));
    macro_rules! told {
        ($message:expr) => {
            service::tell(about.case, &about.municipality, &$message)
        };
    }
    match event {
        Event::CategoryAssigned { assignment, previous, earning_capacity } => {
            told!(assigned(case, assignment, previous.as_deref(), *earning_capacity))
        }
        Event::CategoryNeedsPerson { missing, rule } => told!(pb::CategoryNeedsPerson {
            case,
            missing_facts: missing.iter().copied().map(FactKey::code).map(str::to_owned).collect(),
            rule: rule.clone(),
        }),
        Event::DeviationProposed { id, by } => {
            told!(pb::DeviationProposed { case, deviation_id: id.to_string(), by: by.clone() })
        }
        Event::DeviationSettled { id, confirmed } => {
            told!(pb::DeviationSettled { case, deviation_id: id.to_string(), confirmed: *confirmed })
        }
        Event::TrajectoryStarted { id, instrument, ends_on } => told!(pb::TrajectoryStarted {
            case,
            trajectory_id: id.to_string(),
            instrument: instrument.clone(),
            ends_on: day_text(*ends_on),
        }),
        Event::TrajectoryRefused { rule } => told!(pb::TrajectoryRefused { case, rule: rule.clone() }),
        Event::TrajectoryEnded { id, ending } => {
            told!(pb::TrajectoryEnded {
                case,
                trajectory_id: id.to_string(),
                result: ending.code().into(),
                first_day_of_work: ending.first_day_of_work().map(day_text).unwrap_or_default(),
            })
        }
        Event::TrajectoriesClosed => told!(pb::TrajectoriesClosed { case }),
        Event::SignalRaised { signal, subject } => told!(pb::SignalRaised {
            case,
            kind: signal.code().into(),
            subject: subject.clone(),
            due_on: String::new(),
        }),
        Event::SignalSettled { signal, subject } => {
            told!(pb::SignalSettled { case, kind: signal.code().into(), subject: subject.clone() })
        }
    }
}

fn assigned(
    case: Option<CaseRef>,
    assignment: &Assignment,
    previous: Option<&str>,
    earning_capacity: Option<u32>,
) -> pb::CategoryAssigned {
    pb::CategoryAssigned {
        case,
        category: assignment.category.key.clone(),
        direction: assignment.category.direction.code().into(),
        previous_category: previous.unwrap_or_default().into(),
        lead_role: assignment.category.lead_role.code().into(),
        review_months: assignment.category.review_months,
        earning_capacity,
        target_groups: assignment.target_groups.clone(),
        by_deviation: matches!(assignment.by, AssignedBy::Deviation(_)),
        policy_version: assignment.policy_version.clone(),
    }
}
