//! A new version of the policy asks for a review in every state of the process, and moves nobody (WF-7).

use super::*;
use crate::model::random::REACHED;

fn asked(version: &str, says: PolicySays) -> Event {
    Event::PolicyReviewAsked { version: version.into(), says }
}

fn other() -> Event {
    asked("newer", PolicySays::Category("down".into()))
}

fn reviews(process: &Process) -> Vec<&Task> {
    process.tasks.iter().filter(|task| task.kind == TaskKind::ReviewCase).collect()
}

/// What of a process a review may touch is left out.
fn besides_the_review(process: &Process) -> Process {
    let mut rest = process.clone();
    rest.review = Review::NotPlanned { since: day("2026-01-05") };
    rest.tasks.retain(|task| task.kind != TaskKind::ReviewCase);
    rest.reviews_asked.clear();
    rest
}

#[test]
fn in_every_state_it_becomes_one_task_or_is_refused_by_name_and_nobody_is_moved() {
    let (mut told, mut early, mut ended) = (0, 0, 0);
    for (process, _) in REACHED.iter() {
        let mut story = Story::on("2026-01-05");
        story.process = process.clone();
        match story.asks(&other()) {
            Ok(commands) => {
                told += 1;
                assert!(commands.is_empty(), "it tells {commands:?}");
                assert_eq!(besides_the_review(&story.process), besides_the_review(process));
                assert_eq!(story.process.review.kind(), ReviewKind::Due);
                let reviews = reviews(&story.process);
                assert_eq!(reviews.len(), 1, "{process:?}");
                assert!(reviews[0].subject.contains("‘down’"), "{}", reviews[0].subject);
                assert!(story.process.reviews_asked.contains("newer"));
                // The one who completes it decides, and there is a way on from both.
                for choice in [ReviewChoice::Unchanged, ReviewChoice::Recategorise] {
                    let mut held = Story::on("2026-01-05");
                    held.process = story.process.clone();
                    let sent = held.asks(&review(choice)).unwrap();
                    let anew = sent == [Command::RequestAssessment(ForCategory)];
                    assert_eq!(anew, choice == ReviewChoice::Recategorise, "{sent:?}");
                    assert!(self::reviews(&held.process).is_empty());
                }
            }
            Err(refusal) if process.is_open() => {
                early += 1;
                assert_eq!(refusal.rule, "not-categorised-yet", "{process:?}");
                assert!(!matches!(process.category.kind(), CategoryKind::Chosen | CategoryKind::Settled));
            }
            Err(refusal) => {
                ended += 1;
                assert_eq!(refusal.rule, "case-already-ended", "{process:?}");
            }
        }
    }
    assert!(told > 100 && early > 100 && ended > 10, "{told} told, {early} early, {ended} ended");
}

#[test]
fn before_the_intake_is_complete_there_is_nothing_to_review() {
    let mut story = Story::on("2026-01-05");
    story.applies(Some("2026-02-02"), false);
    let refused = |what: &str, story: &mut Story| {
        let before = story.process.clone();
        assert_eq!(story.asks(&other()).unwrap_err().rule, "not-categorised-yet", "{what}");
        assert_eq!(story.process, before, "{what}: a refusal leaves no trace");
    };
    refused("searching", &mut story);
    story.passes_to("2026-02-03");
    refused("assessing", &mut story);
    story.hears(Event::SearchEnded { result: SearchResult::Searched });
    refused("an intake is held", &mut story);
    story.hears(Event::IntakeCompleted { assistance: true, area: 0, acts: None });
    refused("the right is asked", &mut story);
    story.hears(right(EntitlementOutcome::PersonDecides));
    refused("the right is with a person", &mut story);
}

#[test]
fn a_case_on_its_way_gets_a_task_for_the_role_with_the_lead_that_says_why() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.terms.categories = vec![("up".into(), "Naar werk".into()), ("down".into(), "Naar zorg".into())];

    story.hears(other());

    let [task] = story.process.tasks.as_slice() else { panic!("{:?}", story.process.tasks) };
    assert_eq!((task.role, task.due), (Role::IncomeConsultant, day("2026-01-19")));
    assert_eq!(task.subject, "Nieuw beleid: van ‘Naar werk’ naar ‘Naar zorg’");
    let told = "Er geldt een nieuwe versie van het beleid. Die zou de categorie wijzigen van ‘Naar werk’ naar ‘Naar \
                zorg’. De zaak verandert pas als een medewerker dat besluit. Taak voor de inkomensconsulent, uiterlijk \
                19 januari 2026: Houd het heronderzoek.";
    assert_eq!(story.titles.last().map(String::as_str), Some(told));
    assert_eq!(story.process.stage(), Stage::Review);
    assert_eq!(story.process.trajectory.kind(), TrajectoryKind::Running);
}

#[test]
fn a_review_that_is_due_already_is_told_and_not_doubled() {
    let mut story = Story::on("2026-01-05");
    story.goes("up", Direction::OwnStrength);
    story.passes_to("2026-07-05");
    let before = story.process.tasks[0].clone();
    assert_eq!(before.subject, "");

    story.hears(asked("newer", PolicySays::FactsMissing(vec!["skills".into()])));
    let subject = "Nieuw beleid: nu ‘up’, maar dit is nog niet bekend: vaardigheden";
    assert_eq!(story.process.tasks, [Task { subject: subject.into(), ..before.clone() }]);

    // A later version has the last word.
    story.hears(asked("newest", PolicySays::PersonDecides));
    assert_eq!(story.process.tasks.len(), 1);
    assert_eq!(story.process.tasks[0].id, before.id);
    assert!(story.process.tasks[0].subject.ends_with("een medewerker kiest de categorie"));
}

#[test]
fn the_same_category_with_other_target_groups_is_said_so() {
    let mut story = Story::on("2026-01-05");
    story.goes("up", Direction::OwnStrength);
    story.hears(asked("newer", PolicySays::Category("up".into())));
    assert_eq!(story.process.tasks[0].subject, "Nieuw beleid: ‘up’ blijft, maar met andere doelgroepen");
}
