//! Cases that do not go on: why, and how an operator sets them going again. Every service answers a question that it
//! answered before with the same answer, so asking again does no harm.

use chrono::NaiveDate;

use super::act;
use super::advance::Turn;
use super::effect::Order;
use super::event::Event;
use super::objection::{self, Correction};
use super::process::Process;
use super::state::{Category, Entitlement, Referral, ReferralKind, Trajectory};
use super::task::TaskKind;

/// Why a case does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snag {
    pub kind: SnagKind,
    /// The message that stays out, or the kind of the task.
    pub what: &'static str,
    pub since: NaiveDate,
}

/// What a case waits for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnagKind {
    /// A service owes an answer.
    Answer,
    /// A person has a task.
    Task,
    /// Steps before a decision.
    Steps,
    /// An operator parked it.
    Parked,
}

impl SnagKind {
    /// As the wire has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Task => "task",
            Self::Steps => "steps",
            Self::Parked => "parked-by-hand",
        }
    }
}

impl Process {
    /// Answers that services owe, each with the day it was asked. What is held back was not asked yet.
    pub fn awaited(&self) -> Vec<(&'static str, NaiveDate)> {
        let mut awaited = Vec::new();
        let asked = |order: Order| !self.held.contains(&order);
        let since_asked =
            |order, since: NaiveDate| self.let_go.get(&order).map_or(since, |day| since.max(*day));
        if self.registration.is_none() {
            awaited.push(("ApplicationReceived", self.gate.since()));
        }
        // What intake gives no facts for while the application is closed.
        let reopens = !self.tasks.iter().any(|task| task.kind == TaskKind::ReopenApplication);
        match &self.entitlement {
            Entitlement::Asked { since } if reopens && asked(Order::RequestEntitlement) => {
                awaited.push(("EntitlementDecided", since_asked(Order::RequestEntitlement, *since)))
            }
            Entitlement::Ending { since } => awaited.push(("BenefitEnded", *since)),
            _ => {}
        }
        if let Category::Asked { since, .. } = &self.category
            && reopens
            && asked(Order::RequestCategory)
        {
            awaited.push(("CategoryAssigned", since_asked(Order::RequestCategory, *since)));
        }
        match &self.referral {
            Referral::Requested { since } if asked(Order::OfferReferral) => {
                awaited.push(("ReferralOffered", since_asked(Order::OfferReferral, *since)))
            }
            Referral::Overdue { since, .. } => awaited.push(("ReferralDeclined", *since)),
            Referral::Withdrawing { since } => awaited.push(("ReferralWithdrawn", *since)),
            Referral::PlaceAsked { since } if asked(Order::RequestPlace) => {
                awaited.push(("AdviceRequested", since_asked(Order::RequestPlace, *since)))
            }
            Referral::Releasing { since } => awaited.push(("PlaceReleased", *since)),
            _ => {}
        }
        match &self.trajectory {
            Trajectory::Requested { since }
                if asked(Order::StartTrajectory) && asked(Order::StartPreparation) =>
            {
                let since = since_asked(Order::StartPreparation, *since);
                awaited.push(("TrajectoryStarted", since_asked(Order::StartTrajectory, since)))
            }
            Trajectory::Ending { since } => awaited.push(("TrajectoriesClosed", *since)),
            _ => {}
        }
        awaited.extend(self.objections.iter().filter_map(|file| match file.correction {
            Some(Correction::Asked { since }) => Some(("DecisionReversed", since)),
            _ => None,
        }));
        awaited
    }

    /// What this case waits for since before a day: answers by the day they were asked, tasks by their last day.
    pub fn snags(&self, before: NaiveDate) -> Vec<Snag> {
        let answers = self.awaited().into_iter();
        let answers = answers.map(|(what, since)| Snag { kind: SnagKind::Answer, what, since });
        let tasks = self.tasks.iter().map(|task| Snag {
            kind: if task.kind == TaskKind::TakeSteps { SnagKind::Steps } else { SnagKind::Task },
            what: task.kind.code(),
            since: task.due,
        });
        let parked = self.parked.iter();
        let parked = parked.map(|one| Snag { kind: SnagKind::Parked, what: "case-parked", since: one.since });
        parked.chain(answers.chain(tasks).filter(|snag| snag.since < before)).collect()
    }

    /// Questions whose answers are owed.
    pub fn owed(&self) -> Vec<Order> {
        let entitlement = match &self.entitlement {
            Entitlement::Asked { .. } => Some(Order::RequestEntitlement),
            Entitlement::Ending { .. } => Some(Order::EndBenefit),
            _ => None,
        };
        let category = matches!(&self.category, Category::Asked { .. }).then_some(Order::RequestCategory);
        let referral = match &self.referral {
            Referral::Requested { .. } => Some(Order::OfferReferral),
            Referral::Overdue { .. } => Some(Order::ExpireOffer),
            Referral::Withdrawing { .. } => Some(Order::WithdrawReferral),
            Referral::PlaceAsked { .. } => Some(Order::RequestPlace),
            Referral::Releasing { .. } => Some(Order::ReleasePlace),
            _ => None,
        };
        let trajectory = match &self.trajectory {
            Trajectory::Requested { .. } if self.referral.kind() == ReferralKind::Waiting => {
                Some(Order::StartPreparation)
            }
            Trajectory::Requested { .. } => Some(Order::StartTrajectory),
            Trajectory::Ending { .. } => Some(Order::EndTrajectory),
            _ => None,
        };
        let corrected =
            self.objections.iter().any(|file| matches!(file.correction, Some(Correction::Asked { .. })));
        let corrections = corrected.then_some(Order::ReverseDecisions);
        let owed = [entitlement, category, referral, trajectory, corrections].into_iter().flatten();
        owed.filter(|order| !self.held.contains(order)).collect()
    }
}

/// Asks again what is owed, when an operator says so.
pub(super) fn ask_again(process: &Process, turn: &mut Turn<'_>) {
    if matches!(turn.event, Event::AskedAgain { .. }) {
        for order in process.owed() {
            act::send(order, process, turn);
        }
        objection::ask_corrections(process, turn);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Story, assigned, day};
    use super::super::{AssessmentKind, Command, EndReason, EntitlementOutcome};
    use super::*;

    fn again() -> Event {
        Event::AskedAgain { reason: "De bus lag stil.".into(), replayed: 0 }
    }

    #[test]
    fn what_is_owed_is_asked_again_and_nothing_else_happens() {
        let mut story = Story::on("2026-01-05");
        story.applies(None, true);
        let before = story.process.clone();
        assert_eq!(story.hears(again()), [Command::RequestAssessment(AssessmentKind::Entitlement)]);
        assert_eq!(story.process, before);

        story.hears(Event::EntitlementDecided { outcome: EntitlementOutcome::Granted });
        assert_eq!(story.hears(again()), [Command::RequestAssessment(AssessmentKind::Category)]);
        story.hears(assigned("work", domain::Direction::Work));
        assert!(matches!(story.hears(again())[..], [Command::OfferReferral { .. }]));
        story.hears(Event::EndAsked {
            reason: EndReason::MovedAway,
            from_day: day("2026-01-05"),
            successor: None,
            reasons: String::new(),
        });
        let asked = story.hears(again());
        assert_eq!(asked.len(), 2, "the benefit and the referral are asked back: {asked:?}");
    }

    #[test]
    fn a_case_is_stuck_by_answers_and_tasks_that_stay_out() {
        let mut story = Story::on("2026-01-05");
        story.applies(None, false);
        assert!(story.process.snags(day("2026-01-19")).is_empty());
        let snags = story.process.snags(day("2026-01-20"));
        assert_eq!(snags, [Snag { kind: SnagKind::Task, what: "hold-intake", since: day("2026-01-19") }]);
        story.hears(Event::IntakeCompleted { assistance: true, area: 3, acts: None });
        let snags = story.process.snags(day("2026-01-06"));
        let answer = Snag { kind: SnagKind::Answer, what: "EntitlementDecided", since: day("2026-01-05") };
        assert_eq!(snags, [answer]);
    }
}
