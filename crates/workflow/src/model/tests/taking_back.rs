//! What is under way is taken back: the category changes, or the case ends.

use super::*;

#[test]
fn a_changed_category_takes_back_first_and_then_goes_on() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    assert_eq!(story.hears(review(ReviewChoice::Recategorise)), [Command::RequestAssessment(ForCategory)]);

    let sent = story.hears(assigned("down", Direction::Care));

    let reason = || "category-changed".to_owned();
    assert_eq!(
        sent,
        [Command::WithdrawReferral { reason: reason() }, Command::EndTrajectory { reason: reason() }]
    );
    assert!(story.hears(accepted(1, "partner-a")).is_empty(), "it crossed the withdrawal");
    assert!(story.hears(Event::ReferralWithdrawn).is_empty(), "the trajectory still runs");
    let offer = story.hears(Event::TrajectoriesClosed);
    assert!(matches!(&offer[..], [Command::OfferReferral { assignment, .. }] if assignment.key == "down"));
}

#[test]
fn the_same_category_again_changes_nothing_that_runs() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.passes_to("2026-07-05");
    story.hears(review(ReviewChoice::Recategorise));

    assert!(story.hears(assigned("up", WORK)).is_empty());

    assert_eq!(story.process.trajectory.kind(), TrajectoryKind::Running);
    assert_eq!(story.process.review, Review::Scheduled { since: day("2026-07-05"), due: day("2027-01-05") });
}

#[test]
fn another_category_within_sheltered_work_keeps_the_turn() {
    let mut story = Story::on("2026-01-05");
    story.goes("sheltered", Direction::Sheltered);
    story.hears(Event::PutOnWaitingList { position: 1 });
    assert!(story.hears(assigned("sheltered-care", Direction::Sheltered)).is_empty());
    assert_eq!(story.process.referral.kind(), ReferralKind::Waiting);
}

#[test]
fn no_partner_left_is_tried_anew_with_all_partners_when_the_category_is_assigned_anew() {
    let mut story = Story::on("2026-01-05");
    story.goes("up", WORK);
    story.hears(Event::NoPartnerLeft);
    story.hears(review(ReviewChoice::Recategorise));

    let sent = story.hears(assigned("up", WORK));

    assert_eq!(sent, [Command::WithdrawReferral { reason: "category-changed".into() }]);
    assert!(matches!(story.hears(Event::ReferralWithdrawn)[..], [Command::OfferReferral { .. }]));
    assert!(story.tasks().is_empty());
}

/// Income withdraws a right for data that were not given (Participation Act art. 54(4)): nobody asked for an end.
#[test]
fn a_benefit_that_income_ends_by_itself_ends_the_case() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();

    let sent = story.hears(Event::BenefitEnded { from_day: day("2026-01-01"), reason: None });

    let reason = || "benefit-ended".to_owned();
    assert_eq!(
        sent,
        [
            Command::CloseApplication { reason: reason() },
            Command::WithdrawReferral { reason: reason() },
            Command::EndTrajectory { reason: reason() },
        ]
    );
    story.hears(Event::ReferralWithdrawn);
    story.hears(Event::TrajectoriesClosed);
    assert_eq!(story.process.closed(), Some((day("2026-01-05"), "benefit-ended")));
    assert!(story.tasks().is_empty());
}

#[test]
fn a_trajectory_without_result_calls_for_a_review() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    let trajectory = Id::new(Uuid::from_u128(7));
    story.hears(Event::TrajectoryEnded { trajectory, result: TrajectoryResult::Other, first_day: None });
    assert_eq!(story.tasks(), ["review-case"]);
}

#[test]
fn a_trajectory_whose_term_is_over_calls_for_a_review_once() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.passes_to("2026-04-05");
    assert!(story.tasks().is_empty(), "its last day");
    story.passes_to("2026-04-06");
    assert_eq!(story.tasks(), ["review-case"]);
    story.hears(review(ReviewChoice::Unchanged));
    assert_eq!(story.timers(), [(day("2026-10-06"), TimerName::Review)]);
}

#[test]
fn a_right_granted_after_the_end_is_ended_as_well() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    let sent = story.ends();
    assert!(matches!(sent[..], [Command::CloseApplication { .. }, Command::EndBenefit { .. }]));
    // The command overtook the request, which went by way of intake.
    story.hears(Event::BenefitEnded { from_day: day("2026-01-05"), reason: None });
    assert!(!story.process.is_open());

    let sent = story.hears(right(EntitlementOutcome::Granted));

    assert_eq!(
        sent,
        [Command::EndBenefit {
            reason: "withdrawn".into(),
            from_day: day("2026-01-05"),
            written: String::new()
        }]
    );
    assert!(story.hears(Event::BenefitEnded { from_day: day("2026-01-05"), reason: None }).is_empty());
    assert_eq!(story.process.stage(), Stage::Closed);
}

#[test]
fn a_place_asked_before_the_end_and_heard_of_after_it_is_released() {
    let mut story = Story::on("2026-01-05");
    story.goes("sheltered", Direction::Sheltered);
    story.ends();
    story.hears(Event::PlaceReleased);
    story.hears(Event::BenefitEnded { from_day: day("2026-01-05"), reason: None });
    assert_eq!(story.process.stage(), Stage::Closed);
    let sent = story.hears(Event::AdviceRequested);
    assert_eq!(sent, [Command::ReleasePlace { reason: "withdrawn".into() }]);
}

#[test]
fn a_case_ends_once() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.ends();
    let event = Event::EndAsked {
        reason: EndReason::Died,
        from_day: day("2026-01-05"),
        successor: None,
        reasons: String::new(),
    };
    assert_eq!(story.asks(&event).unwrap_err().rule, "case-already-ended");
}
