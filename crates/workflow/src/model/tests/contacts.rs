//! Contact with the client, and the case that takes the place of one that ended.

use super::*;

fn contact(on: &str) -> Event {
    Event::ContactRecorded { on: day(on), kind: ContactKind::Telephone, notes: String::new() }
}

#[test]
fn no_contact_for_long_is_a_signal_once_until_someone_speaks() {
    let mut story = Story::on("2026-01-05");
    story.terms.review_months = 3;
    story.goes("alone", Direction::OwnStrength);
    assert!(story.process.timers().contains(&(day("2026-04-06"), TimerName::Contact)));
    story.passes_to("2026-04-06");
    assert_eq!(story.tasks(), ["seek-contact"]);
    story.passes_to("2026-05-06");
    assert_eq!(story.tasks(), ["seek-contact"]);

    story.hears(contact("2026-05-06"));

    assert!(story.tasks().is_empty());
    assert!(story.process.timers().contains(&(day("2026-08-07"), TimerName::Contact)));
    assert_eq!(story.titles.last().unwrap(), "Er is telefonisch contact geweest.");
}

#[test]
fn an_older_contact_does_not_stand_for_a_newer_one_and_a_review_is_one() {
    let mut story = Story::on("2026-01-05");
    story.terms.review_months = 3;
    story.goes("alone", Direction::OwnStrength);
    story.passes_to("2026-04-06");
    story.hears(contact("2026-01-05"));
    assert_eq!(story.tasks(), ["seek-contact"]);
    story.passes_to("2026-07-05");
    assert_eq!(story.tasks(), ["seek-contact", "review-case"]);
    story.hears(review(ReviewChoice::Unchanged));
    assert!(story.tasks().is_empty());
}

#[test]
fn whoever_is_not_guided_is_not_missed() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    assert!(story.process.timers().iter().all(|(_, name)| *name != TimerName::Contact));
    story.is_in_trajectory();
    story.ends();
    assert!(story.process.timers().iter().all(|(_, name)| *name != TimerName::Contact));
    assert_eq!(story.asks(&contact("2026-01-05")).unwrap_err().rule, "case-already-ended");
}

#[test]
fn a_marriage_ends_the_case_and_names_what_follows() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    let successor = Id::new(Uuid::from_u128(77));
    let named = Event::SuccessorNamed { successor };
    assert_eq!(story.asks(&named).unwrap_err().rule, "case-not-ended");

    let ends = Event::EndAsked {
        reason: EndReason::NewHousehold,
        from_day: day("2026-01-05"),
        successor: None,
        reasons: String::new(),
    };
    let sent = story.hears(ends);

    assert_eq!(sent.len(), 4, "application, benefit, referral and trajectory: {sent:?}");
    story.hears(named);
    assert_eq!(story.process.successors.iter().collect::<Vec<_>>(), [&successor]);
}
