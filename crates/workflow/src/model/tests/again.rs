//! A client who is seen again while the case runs: a reassessment or a recall.

use super::*;
use crate::model::random::{REACHED, seen_again};

fn reassessed(intake_complete: bool) -> Event {
    seen_again("reassessment", "rules-changed", intake_complete)
}

#[test]
fn the_review_is_the_intake_of_it_and_what_is_under_way_stays_until_another_category() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();

    assert!(
        story.hears(seen_again("recall", "no-contact", false)).is_empty(),
        "nothing is asked of a service"
    );

    let task = story.process.tasks[0].clone();
    assert_eq!(
        (task.kind, task.subject.as_str()),
        (TaskKind::ReviewCase, "Opnieuw opgeroepen: er is lang geen contact geweest")
    );
    let told = story.titles.last().unwrap();
    assert!(
        told.starts_with("De cliënt wordt opnieuw opgeroepen in deze zaak. Opnieuw opgeroepen: "),
        "{told}"
    );
    assert_eq!(story.process.trajectory.kind(), TrajectoryKind::Running);
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::Granted);
    // Another time before the first was seen to is the same review, which says the last reason.
    story.hears(reassessed(false));
    let subjects: Vec<_> = story.process.tasks.iter().map(|task| task.subject.as_str()).collect();
    assert_eq!(subjects, ["Herbeoordeling: de regels zijn veranderd"]);

    assert_eq!(story.hears(review(ReviewChoice::Recategorise)), [Command::RequestAssessment(ForCategory)]);
    assert_eq!(story.process.trajectory.kind(), TrajectoryKind::Running);
    let sent = story.hears(assigned("down", Direction::Care));
    let reason = || "category-changed".to_owned();
    assert_eq!(
        sent,
        [Command::WithdrawReferral { reason: reason() }, Command::EndTrajectory { reason: reason() }]
    );
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::Granted, "the benefit runs on");
}

#[test]
fn an_intake_that_was_held_with_it_decides_the_category_anew_and_is_a_contact() {
    let mut story = Story::on("2026-01-05");
    story.terms.review_months = 3;
    story.goes("alone", Direction::OwnStrength);
    story.passes_to("2026-04-06");
    assert_eq!(story.tasks(), ["seek-contact"]);

    let sent = story.hears(seen_again("recall", "no-contact", true));

    assert_eq!(sent, [Command::RequestAssessment(ForCategory)]);
    assert!(story.tasks().is_empty(), "{:?}", story.tasks());
    assert!(
        story.hears(assigned("alone", Direction::OwnStrength)).is_empty(),
        "the same again changes nothing"
    );
    assert_eq!(story.process.review, Review::Scheduled { since: day("2026-04-06"), due: day("2026-10-06") });
}

/// What is told is never refused, whatever the case is at; nothing of what runs is touched.
#[test]
fn in_every_state_it_leads_to_one_review_or_goes_with_the_category_or_comes_too_late() {
    let (mut reviewed, mut early, mut late) = (0, 0, 0);
    for (process, _) in REACHED.iter() {
        for intake_complete in [false, true] {
            let mut story = Story::on("2026-01-05");
            story.process = process.clone();
            let sent = story.hears(reassessed(intake_complete));
            let after = &story.process;
            assert_eq!(after.entitlement, process.entitlement);
            assert_eq!(after.referral, process.referral);
            assert_eq!(after.trajectory, process.trajectory);
            let title = story.titles.last().unwrap();
            if !process.is_open() {
                late += 1;
                assert!(sent.is_empty() && title.starts_with("Kwam te laat"), "{title}");
                assert_eq!(after, process);
            } else if !matches!(process.category.kind(), CategoryKind::Chosen | CategoryKind::Settled) {
                early += 1;
                assert!(sent.is_empty() && title.contains("telt daarin mee"), "{title}");
                assert_eq!((&after.review, &after.category), (&process.review, &process.category));
            } else if intake_complete {
                assert_eq!(sent, [Command::RequestAssessment(ForCategory)]);
                assert_eq!(after.category.assignment(), process.category.assignment());
            } else {
                reviewed += 1;
                assert!(sent.is_empty(), "{sent:?}");
                let reviews = after.tasks.iter().filter(|task| task.kind == TaskKind::ReviewCase);
                assert_eq!((reviews.count(), after.review.kind()), (1, ReviewKind::Due));
            }
        }
    }
    assert!(reviewed > 100 && early > 100 && late > 10, "{reviewed} reviewed, {early} early, {late} late");
}
