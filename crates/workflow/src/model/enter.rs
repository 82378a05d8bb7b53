//! How a region enters a state: with the day, what stood before, and what the event says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::months_after;

use super::advance::Turn;
use super::event::{EndReason, Event, SearchResult, TO_EDUCATION, TrajectoryResult};
use super::process::Process;
use super::state::{
    Category, CategoryKind, Closure, ClosureKind, Entitlement, EntitlementKind, Gate, GateKind, Intake,
    IntakeKind, Referral, ReferralKind, Review, ReviewKind, RunningTrajectory, Trajectory, TrajectoryKind,
};

/// A region within a process.
pub(super) trait Regional: Sized {
    type Kind: Copy + Eq + std::fmt::Debug;

    fn of(process: &Process) -> &Self;
    fn of_mut(process: &mut Process) -> &mut Self;
    fn kind_of(&self) -> Self::Kind;
    /// The new state; `None` when the event does not say what it needs, which no row of the table lets happen.
    fn enter(&self, to: Self::Kind, process: &Process, turn: &Turn<'_>) -> Option<Self>;
}

macro_rules! regional {
    ($region:ident, $kind:ident, $field:ident, $enter:ident) => {
        impl Regional for $region {
            type Kind = $kind;

            fn of(process: &Process) -> &Self {
                &process.$field
            }

            fn of_mut(process: &mut Process) -> &mut Self {
                &mut process.$field
            }

            fn kind_of(&self) -> $kind {
                self.kind()
            }

            fn enter(&self, to: $kind, process: &Process, turn: &Turn<'_>) -> Option<Self> {
                let since = if self.kind() == to { self.since() } else { turn.day };
                $enter(self, to, since, process, turn)
            }
        }
    };
}

regional!(Gate, GateKind, gate, gate);
regional!(Intake, IntakeKind, intake, intake);
regional!(Entitlement, EntitlementKind, entitlement, entitlement);
regional!(Category, CategoryKind, category, category);
regional!(Referral, ReferralKind, referral, referral);
regional!(Trajectory, TrajectoryKind, trajectory, trajectory);
regional!(Review, ReviewKind, review, review);
regional!(Closure, ClosureKind, closure, closure);

fn gate(_: &Gate, to: GateKind, since: NaiveDate, _: &Process, turn: &Turn<'_>) -> Option<Gate> {
    Some(match to {
        GateKind::Unknown => Gate::Unknown { since },
        GateKind::Free => Gate::Free { since },
        GateKind::Searching => {
            let (Event::ApplicationReceived { search_until: Some(until), .. }
            | Event::SearchStarted { until }) = turn.event
            else {
                return None;
            };
            Gate::Searching { since, until: *until }
        }
        GateKind::Assessing => Gate::Assessing { since },
        GateKind::Passed => Gate::Passed { since },
        GateKind::Left => Gate::Left { since },
    })
}

fn intake(_: &Intake, to: IntakeKind, since: NaiveDate, _: &Process, turn: &Turn<'_>) -> Option<Intake> {
    Some(match to {
        IntakeKind::Ahead => Intake::Ahead { since },
        IntakeKind::Awaited => Intake::Awaited { since },
        IntakeKind::Complete => {
            let (Event::IntakeCompleted { assistance, .. } | Event::ApplicationReceived { assistance, .. }) =
                turn.event
            else {
                return None;
            };
            Intake::Complete { since, assistance: *assistance }
        }
        IntakeKind::Dropped => Intake::Dropped { since },
    })
}

fn entitlement(
    _: &Entitlement,
    to: EntitlementKind,
    since: NaiveDate,
    _: &Process,
    _: &Turn<'_>,
) -> Option<Entitlement> {
    Some(match to {
        EntitlementKind::Ahead => Entitlement::Ahead { since },
        EntitlementKind::NotNeeded => Entitlement::NotNeeded { since },
        EntitlementKind::Asked => Entitlement::Asked { since },
        EntitlementKind::WithPerson => Entitlement::WithPerson { since },
        EntitlementKind::Granted => Entitlement::Granted { since },
        EntitlementKind::Denied => Entitlement::Denied { since },
        EntitlementKind::Ending => Entitlement::Ending { since },
        EntitlementKind::Over => Entitlement::Over { since },
    })
}

fn category(
    old: &Category,
    to: CategoryKind,
    since: NaiveDate,
    _: &Process,
    turn: &Turn<'_>,
) -> Option<Category> {
    let before = || old.assignment().cloned();
    let assigned = || match turn.event {
        Event::CategoryAssigned { assignment, .. } => Some(assignment.clone()),
        _ => old.assignment().cloned(),
    };
    Some(match to {
        CategoryKind::Ahead => Category::Ahead { since },
        CategoryKind::Asked => Category::Asked { since, before: before() },
        CategoryKind::LacksFacts => Category::LacksFacts { since, before: before() },
        CategoryKind::WithPerson => Category::WithPerson { since, before: before() },
        CategoryKind::Chosen => Category::Chosen { since, assignment: assigned()? },
        CategoryKind::Settled => Category::Settled { since, assignment: assigned()? },
        CategoryKind::Over => Category::Over { since, before: before() },
    })
}

fn referral(
    old: &Referral,
    to: ReferralKind,
    since: NaiveDate,
    _: &Process,
    turn: &Turn<'_>,
) -> Option<Referral> {
    Some(match to {
        ReferralKind::NotReferred => Referral::NotReferred { since },
        ReferralKind::Requested => Referral::Requested { since },
        ReferralKind::Offered => {
            let Event::ReferralOffered { referral, partner, answer_by } = turn.event else { return None };
            // Another offer runs from its own day.
            Referral::Offered {
                since: turn.day,
                referral: *referral,
                partner: partner.clone(),
                answer_by: *answer_by,
            }
        }
        ReferralKind::Overdue => {
            Referral::Overdue { since, referral: old.referral()?, partner: old.partner()?.to_owned() }
        }
        ReferralKind::Accepted => {
            let Event::ReferralAccepted { referral, partner } = turn.event else { return None };
            Referral::Accepted { since, referral: *referral, partner: partner.clone() }
        }
        ReferralKind::NoneLeft => Referral::NoneLeft { since },
        ReferralKind::Withdrawing => Referral::Withdrawing { since },
        ReferralKind::PlaceAsked => Referral::PlaceAsked { since },
        ReferralKind::AdviceAsked => Referral::AdviceAsked { since },
        ReferralKind::AdvisedAgainst => Referral::AdvisedAgainst { since },
        ReferralKind::Waiting => {
            let Event::PutOnWaitingList { position } = turn.event else { return None };
            Referral::Waiting { since, position: *position }
        }
        ReferralKind::Placed => {
            let Event::PlaceAssigned { place } = turn.event else { return None };
            Referral::Placed { since, place: *place }
        }
        ReferralKind::Releasing => Referral::Releasing { since },
        ReferralKind::Over => Referral::Over { since },
    })
}

fn trajectory(
    old: &Trajectory,
    to: TrajectoryKind,
    since: NaiveDate,
    _: &Process,
    turn: &Turn<'_>,
) -> Option<Trajectory> {
    Some(match to {
        TrajectoryKind::NotStarted => Trajectory::NotStarted { since },
        TrajectoryKind::Requested => Trajectory::Requested { since },
        TrajectoryKind::Running => Trajectory::Running { since, running: running(old, turn) },
        TrajectoryKind::Refused => Trajectory::Refused { since },
        TrajectoryKind::Ending => Trajectory::Ending { since },
        TrajectoryKind::Ended => Trajectory::Ended { since },
        TrajectoryKind::Over => Trajectory::Over { since },
    })
}

fn running(old: &Trajectory, turn: &Turn<'_>) -> BTreeMap<domain::TrajectoryId, RunningTrajectory> {
    let mut running = match old {
        Trajectory::Running { running, .. } => running.clone(),
        _ => BTreeMap::new(),
    };
    match turn.event {
        Event::TrajectoryStarted { trajectory, instrument, ends_on } => {
            let started =
                RunningTrajectory { instrument: instrument.clone(), ends_on: *ends_on, noticed: false };
            running.insert(*trajectory, started);
        }
        Event::TrajectoryEnded { trajectory, .. } => {
            running.remove(trajectory);
        }
        Event::TimerDue { .. } => {
            running.values_mut().filter(|one| one.ends_on < turn.day).for_each(|one| one.noticed = true);
        }
        _ => {}
    }
    running
}

fn review(
    _: &Review,
    to: ReviewKind,
    since: NaiveDate,
    process: &Process,
    turn: &Turn<'_>,
) -> Option<Review> {
    Some(match to {
        ReviewKind::NotPlanned => Review::NotPlanned { since },
        ReviewKind::Scheduled => {
            let months = match process.category.assignment() {
                Some(assignment) => assignment.review_months,
                None => turn.terms.review_months,
            };
            // Planned anew from the day of the review before.
            Review::Scheduled { since: turn.day, due: months_after(turn.day, months.max(1)) }
        }
        ReviewKind::Due => Review::Due { since },
        ReviewKind::Over => Review::Over { since },
    })
}

fn closure(
    old: &Closure,
    to: ClosureKind,
    since: NaiveDate,
    process: &Process,
    turn: &Turn<'_>,
) -> Option<Closure> {
    Some(match to {
        ClosureKind::Open => Closure::Open { since },
        ClosureKind::Ending => {
            let (reason, from_day) = why_it_ends(process, turn.event, turn.day)?;
            Closure::Ending { since, reason: reason.to_owned(), from_day }
        }
        ClosureKind::Closed => {
            let Closure::Ending { reason, .. } = old else { return None };
            Closure::Closed { since, reason: reason.clone() }
        }
    })
}

/// Why a case ends by this event, and from which day on it no longer holds.
fn why_it_ends(process: &Process, event: &Event, today: NaiveDate) -> Option<(&'static str, NaiveDate)> {
    let at_the_gate = matches!(process.gate.kind(), GateKind::Searching | GateKind::Assessing);
    let searches = at_the_gate && !process.searches_beside();
    Some(match event {
        Event::SearchEnded { result: SearchResult::FoundWork } => ("prevention-work", today),
        Event::SearchEnded { result: SearchResult::Withdrew } => ("prevention-withdrawn", today),
        Event::SearchEnded { result: SearchResult::ToEducation } => ("prevention-education", today),
        Event::ApplicationNotProcessed { reason } if reason == TO_EDUCATION => (TO_EDUCATION, today),
        Event::ApplicationNotProcessed { .. } => ("not-processed", today),
        Event::EntitlementDecided { .. } => ("denied", today),
        Event::BenefitEnded { from_day, reason } => {
            (reason.map_or("benefit-ended", EndReason::code), *from_day)
        }
        Event::TrajectoryEnded { result: TrajectoryResult::Work, .. } => {
            (EndReason::OutflowWork.code(), today)
        }
        Event::TrajectoryEnded { result: TrajectoryResult::Education, .. } => {
            (EndReason::OutflowEducation.code(), today)
        }
        // Told at another door, it is what came of the search all the same.
        Event::EndAsked { reason: EndReason::OutflowWork, from_day, .. } if searches => {
            ("prevention-work", *from_day)
        }
        Event::EndAsked { reason: EndReason::Withdrawn, from_day, .. } if searches => {
            ("prevention-withdrawn", *from_day)
        }
        Event::EndAsked { reason, from_day, .. } => (reason.code(), *from_day),
        _ => return None,
    })
}
