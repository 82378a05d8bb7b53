//! What the table of transitions calls an event, given where the process stands.

use domain::{Direction, TaskId, TrajectoryId};

use super::super::effect::Order;
use super::super::outflow;
use super::super::process::Process;
use super::super::signal;
use super::super::state::{Category, CategoryKind, Referral, ReferralKind, Trajectory, TrajectoryKind};
use super::super::task::{Task, TaskKind};
use super::super::trigger::Trigger;
use super::{Assignment, EntitlementOutcome, Event, ReviewChoice, SearchResult, TrajectoryResult};

impl Event {
    /// What the table calls it, given where the process stands. An application is two things at once.
    pub(in super::super) fn triggers(&self, process: &Process) -> Vec<Trigger> {
        let one = match self {
            Self::ApplicationReceived { search_until, intake_complete, .. } => {
                let gate = if search_until.is_some() { Trigger::SearchAsked } else { Trigger::NoSearch };
                // The intake first: what is complete already needs no task.
                let intake = intake_complete.then_some(Trigger::IntakeCompleted);
                return intake.into_iter().chain([gate]).collect();
            }
            Self::SearchEnded { result: SearchResult::Searched | SearchResult::TooLittle } => {
                Trigger::SearchPassed
            }
            Self::SearchLifted { .. } | Self::SearchEnded { result: SearchResult::Lifted } => {
                Trigger::SearchLifted
            }
            Self::SearchStarted { .. } => Trigger::SearchBegins,
            Self::SearchEnded { .. } if process.searches_beside() => Trigger::SearchLeftBeside,
            Self::SearchEnded { .. } => Trigger::SearchLeft,
            Self::IntakeCompleted { .. } => Trigger::IntakeCompleted,
            Self::FactsChanged { for_right, assistance } => {
                return facts_changed(process, for_right, *assistance);
            }
            Self::SeenAgain { .. } if is_being_categorised(process) => Trigger::SeenAgainEarly,
            Self::SeenAgain { intake_complete: true, .. } => Trigger::SeenAgainComplete,
            Self::SeenAgain { .. } => Trigger::SeenAgain,
            Self::ApplicationNotProcessed { .. } if process.is_asked_beside() => {
                let left = process.searches_beside().then_some(Trigger::SearchLeftBeside);
                return left.into_iter().chain([Trigger::AssistanceDropped]).collect();
            }
            // Of assistance that was denied or taken back meanwhile there is nothing to leave; the support goes on.
            Self::ApplicationNotProcessed { .. }
                if signal::is_decided(process) || process.is_beside_support() =>
            {
                Trigger::NotProcessedAfterDecision
            }
            Self::ApplicationNotProcessed { .. } => Trigger::NotProcessed,
            Self::NotReopened { .. } => Trigger::ApplicationNotReopened,
            Self::SignalRaised { signal, subject, .. } => signal::trigger(process, *signal, subject),
            Self::SignalSettled { signal, .. } => signal::settled_trigger(*signal),
            Self::EntitlementDecided { outcome } => match outcome {
                EntitlementOutcome::Granted if process.is_unasked() => Trigger::RightGrantedUnasked,
                EntitlementOutcome::Granted => Trigger::RightGranted,
                EntitlementOutcome::Denied if process.is_beside_support() => Trigger::RightDeniedBeside,
                EntitlementOutcome::Denied => Trigger::RightDenied,
                EntitlementOutcome::PersonDecides if process.is_unasked() => Trigger::RightToPersonUnasked,
                EntitlementOutcome::PersonDecides => Trigger::RightToPerson,
            },
            // The end of what crossed a withdrawal, which is asked again: nothing of that was granted.
            Self::BenefitEnded { .. } if process.is_asked_beside() => Trigger::BenefitEndedBeside,
            Self::BenefitEnded { .. } => Trigger::BenefitEnded,
            Self::PaymentRejected { .. } => Trigger::PaymentRejected,
            Self::CategoryAssigned { assignment, .. } if stays_on_its_way(process, assignment) => {
                Trigger::CategoryKept
            }
            Self::CategoryAssigned { .. } => Trigger::CategoryNew,
            Self::CategoryNeedsPerson { missing } if missing.is_empty() => Trigger::CategoryToPerson,
            Self::CategoryNeedsPerson { .. } => Trigger::CategoryLacksFacts,
            Self::DeviationProposed { .. } => Trigger::DeviationProposed,
            Self::DeviationSettled { .. } => Trigger::DeviationSettled,
            Self::ReferralOffered { .. } => Trigger::ReferralOffered,
            Self::ReferralAccepted { .. } => Trigger::ReferralAccepted,
            Self::ReferralDeclined { .. } => Trigger::ReferralDeclined,
            Self::NoPartnerLeft => Trigger::NoPartnerLeft,
            Self::ReferralWithdrawn => Trigger::ReferralWithdrawn,
            Self::AdviceRequested => Trigger::AdviceRequested,
            Self::AdviceNegative => Trigger::AdviceNegative,
            Self::PlaceAssigned { .. } => Trigger::PlaceAssigned,
            Self::PutOnWaitingList { .. } => Trigger::PutOnWaitingList,
            Self::PlaceReleased => Trigger::PlaceReleased,
            Self::TrajectoryStarted { .. } => Trigger::TrajectoryStarted,
            Self::TrajectoryRefused => Trigger::TrajectoryRefused,
            Self::TrajectoryEnded { trajectory, result, .. } => {
                match (result, outflow::touches_a_right(process), others_run(process, *trajectory)) {
                    (TrajectoryResult::Other, _, true) => Trigger::OneTrajectoryEnded,
                    (TrajectoryResult::Other, _, false) => Trigger::LastTrajectoryEnded,
                    (TrajectoryResult::Work | TrajectoryResult::Education, true, true) => {
                        Trigger::OneOutflowToDecide
                    }
                    (TrajectoryResult::Work | TrajectoryResult::Education, true, false) => {
                        Trigger::LastOutflowToDecide
                    }
                    (TrajectoryResult::Work | TrajectoryResult::Education, false, true) => {
                        Trigger::OneTrajectorySucceeded
                    }
                    (TrajectoryResult::Work | TrajectoryResult::Education, false, false) => {
                        Trigger::TrajectorySucceeded
                    }
                }
            }
            Self::TrajectoriesClosed => Trigger::TrajectoriesClosed,
            Self::ReviewCompleted { choice: ReviewChoice::Unchanged, .. } => Trigger::ReviewUnchanged,
            Self::ReviewCompleted { choice: ReviewChoice::Recategorise, .. } => Trigger::ReviewRecategorise,
            Self::PolicyReviewAsked { .. } if is_being_categorised(process) => Trigger::PolicyReviewEarly,
            Self::PolicyReviewAsked { .. } => Trigger::PolicyReview,
            Self::EndAsked { .. } => Trigger::EndAsked,
            Self::SuccessorNamed { .. } => Trigger::SuccessorNamed,
            Self::ContactRecorded { .. } => Trigger::ContactRecorded,
            Self::ObjectionReceived { receipt, .. } if !receipt.is_in_time() => Trigger::ObjectionLate,
            Self::ObjectionReceived { .. } => Trigger::ObjectionInTime,
            Self::ObjectionStepped { step, .. } => step.trigger(),
            Self::DecisionReversed { .. } => Trigger::DecisionReversed,
            Self::DecisionNotReversed { .. } => Trigger::DecisionNotReversed,
            // Whoever found a solution says so: the partners are asked again, or the case would wait for nobody.
            Self::TaskCompleted { task, .. } if seeks_partner(process, *task) => {
                return vec![Trigger::TaskDone, Trigger::GoToPartner];
            }
            Self::TaskCompleted { task, .. } if outflow::is_denied_by(process, *task) => {
                return vec![Trigger::TaskDone, Trigger::ReviewNow];
            }
            Self::TaskCompleted { task, .. } if is_to_reopen(process, *task) => {
                return vec![Trigger::TaskDone, Trigger::ReopenAgain];
            }
            Self::TaskCompleted { .. } => Trigger::TaskDone,
            // No region goes elsewhere by it.
            Self::MoneyDecided { .. }
            | Self::WorkActsShown { .. }
            | Self::StepRecorded { .. }
            | Self::AskedAgain { .. }
            | Self::CaseParked { .. }
            | Self::CaseReplayed { .. } => return Vec::new(),
            Self::TimerDue { timer } => timer.trigger(),
        };
        vec![one]
    }
}

/// What the facts mean beside that they changed.
fn facts_changed(process: &Process, for_right: &[String], assistance: Option<bool>) -> Vec<Trigger> {
    let mut all = vec![Trigger::FactsChanged];
    if assistance == Some(false) && process.may_drop_assistance() {
        all.push(Trigger::AssistanceDropped);
    }
    // A right that is not asked yet, is asked with the new facts.
    if !for_right.is_empty() && !process.held.contains(&Order::RequestEntitlement) {
        all.push(Trigger::RightFactsNew);
    }
    // Whoever looks for work first asks it once that is over.
    if assistance == Some(true) && !process.awaits_the_search() {
        all.push(Trigger::AssistanceAsked);
    }
    all
}

/// Whether this task is to find a partner for a case that has none left.
fn seeks_partner(process: &Process, task: TaskId) -> bool {
    let is_meant = |open: &Task| open.id == task && open.kind == TaskKind::FindPartner;
    process.is_open()
        && process.referral.kind() == ReferralKind::NoneLeft
        && process.category.kind() == CategoryKind::Settled
        && process.tasks.iter().any(is_meant)
}

/// Whether this task is to have the application go on: the other one that ran is over, so intake is asked again.
fn is_to_reopen(process: &Process, task: TaskId) -> bool {
    process.tasks.iter().any(|open| open.id == task && open.kind == TaskKind::ReopenApplication)
}

/// Whether the policy of today decides on the category anyway, of itself or through a person.
fn is_being_categorised(process: &Process) -> bool {
    process.is_open() && !matches!(process.category.kind(), CategoryKind::Chosen | CategoryKind::Settled)
}

fn others_run(process: &Process, ended: TrajectoryId) -> bool {
    matches!(&process.trajectory, Trajectory::Running { running, .. } if running.keys().any(|id| *id != ended))
}

/// Whether what is under way serves the new category as well. A place in sheltered work, or on its waiting list,
/// goes with the direction; a partner goes with the category.
fn stays_on_its_way(process: &Process, next: &Assignment) -> bool {
    let Some(current) = process.category.assignment() else { return false };
    if current.direction != next.direction || process.category.kind() == CategoryKind::Chosen {
        return false;
    }
    match next.direction {
        Direction::OwnStrength => current.key == next.key && is_settled_once(&process.category),
        Direction::Sheltered => matches!(
            process.referral.kind(),
            ReferralKind::PlaceAsked
                | ReferralKind::AdviceAsked
                | ReferralKind::Waiting
                | ReferralKind::Placed
        ),
        Direction::Work | Direction::Care => current.key == next.key && is_with_partner(process),
    }
}

fn is_settled_once(category: &Category) -> bool {
    category.assignment().is_some()
}

fn is_with_partner(process: &Process) -> bool {
    match &process.referral {
        Referral::Requested { .. } | Referral::Offered { .. } | Referral::Overdue { .. } => true,
        Referral::Accepted { .. } => {
            matches!(process.trajectory.kind(), TrajectoryKind::Requested | TrajectoryKind::Running)
        }
        _ => false,
    }
}
