//! What follows when a decision falls (WF-10): every kind of it has something that does, in a case that runs and in one that ended.

use domain::ObjectionId;

use super::*;

fn id(number: u128) -> ObjectionId {
    Id::new(Uuid::from_u128(number))
}

/// What is sent when each kind of decision falls in a case that runs, and what a person is asked. A kind that nobody decided
/// about is no arm here.
#[test]
fn every_kind_of_decision_has_what_follows_when_it_falls() {
    for against in Against::ALL {
        let mut story = Story::on("2026-01-05");
        story.is_in_trajectory();
        let sent = story.is_upheld(1, *against);
        let tasks = story.tasks();
        let found = (sent.first(), tasks.first().copied());
        let is_right = match against {
            Against::Entitlement | Against::Category => {
                matches!(found, (Some(Command::DecideAnew { .. }), _))
            }
            Against::Referral => !sent.is_empty(),
            Against::Trajectory => {
                matches!(found, (Some(Command::EndTrajectory { .. }), Some("review-case")))
            }
            Against::Measure
            | Against::Recovery
            | Against::Fine
            | Against::Suspension
            | Against::SetOff
            | Against::Grant
            | Against::OtherMoney => {
                matches!(found, (Some(Command::ReverseDecision { against: asked, .. }), None) if asked == against)
            }
            // Neither was decided in a case that runs.
            Against::NotProcessed | Against::Ending => found == (None, Some("correct-decision")),
        };
        assert!(is_right, "{against:?}: {sent:?} {tasks:?}");
    }
}

/// Of a set-off or another scheme as of a fine: it is asked of income when the case has ended too, and what a person decides anew
/// closes the task whenever it comes.
#[test]
fn what_falls_after_the_end_is_corrected_in_a_case_that_stays_closed() {
    for against in [Against::SetOff, Against::Grant] {
        let mut story = Story::on("2026-01-05");
        story.is_in_trajectory();
        story.ends();
        story.hears(Event::ReferralWithdrawn);
        story.hears(Event::TrajectoriesClosed);
        story.hears(Event::BenefitEnded { from_day: story.today, reason: None });
        let sent = story.is_upheld(1, against);
        assert!(matches!(sent[..], [Command::ReverseDecision { .. }]), "{sent:?}");
        for _ in 0..2 {
            story.hears(Event::DecisionNotReversed { objection: id(1), rule: "person-decides".into() });
            assert_eq!((story.process.stage(), story.tasks()), (Stage::Closed, vec!["correct-decision"]));
        }
        for _ in 0..2 {
            assert!(story.hears(Event::DecisionReversed { objection: id(1) }).is_empty());
            assert_eq!((story.process.stage(), story.tasks()), (Stage::Closed, vec![]));
        }
    }
}
