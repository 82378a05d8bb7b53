//! Facts that change while a right runs, or before it is decided.

use super::*;

fn changed(keys: &[&str]) -> Event {
    Event::FactsChanged { for_right: keys.iter().map(|key| (*key).to_owned()).collect() }
}

#[test]
fn facts_that_change_while_a_right_runs_are_one_task_that_says_which() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.hears(changed(&[]));
    assert!(story.tasks().is_empty(), "nothing that tells on the right");

    assert!(story.hears(changed(&["capital"])).is_empty(), "a person looks, the rules are not asked");
    let task = story.process.tasks[0].clone();
    assert_eq!((task.kind, task.role), (TaskKind::ReassessRight, Role::IncomeConsultant));
    assert!(story.titles.last().unwrap().contains("Van belang voor het recht: vermogen."));
    story.hears(changed(&["household", "capital"]));
    let subjects: Vec<_> = story.process.tasks.iter().map(|task| task.subject.as_str()).collect();
    assert_eq!(subjects, ["capital,household"], "told to the task that is open");

    let done = |task| Event::TaskCompleted { task, result: "Geen gevolg: het is van een kind.".into() };
    story.hears(done(task.id));
    assert!(story.tasks().is_empty());
    story.hears(changed(&["capital"]));
    let again = story.process.tasks[0].clone();
    assert_eq!(again.subject, "capital", "another change is another task");
    assert_ne!(again.id, task.id);
    story.ends();
    assert!(story.tasks().is_empty());
}

#[test]
fn facts_that_come_before_a_right_is_decided_go_with_the_question() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, false);
    story.hears(changed(&["capital"]));
    assert_eq!(story.tasks(), ["hold-intake"]);
    story.hears(Event::IntakeCompleted { assistance: true, area: 0, acts: None });
    story.hears(changed(&["capital"]));
    assert_eq!(story.tasks(), ["reassess-right"], "the question went out with the facts of before");

    let mut waits = Story::on("2026-01-05");
    waits.applies(None, true);
    waits.hears(right(EntitlementOutcome::PersonDecides));
    assert_eq!(waits.hears(changed(&["capital"])), [Command::RequestAssessment(ForRight)]);
    assert_eq!(waits.tasks(), ["decide-entitlement"]);
}
