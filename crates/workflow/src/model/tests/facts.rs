//! Facts that change while a right runs, or before it is decided.

use super::*;

fn changed(keys: &[&str]) -> Event {
    let for_right = keys.iter().map(|key| (*key).to_owned()).collect();
    Event::FactsChanged { for_right, assistance: None }
}

fn asks(assistance: bool) -> Event {
    Event::FactsChanged { for_right: vec!["other_income".into()], assistance: Some(assistance) }
}

/// In a trajectory, without assistance.
fn supported() -> Story {
    let mut story = Story::on("2026-01-05");
    story.applies(None, false);
    story.hears(Event::IntakeCompleted { assistance: false, area: 1, acts: None });
    story.hears(assigned("alone", Direction::OwnStrength));
    story
}

#[test]
fn who_gets_support_only_and_needs_assistance_gets_a_decision_and_keeps_the_support() {
    for outcome in [EntitlementOutcome::Granted, EntitlementOutcome::Denied] {
        let mut story = supported();
        let category = story.process.category.clone();
        assert_eq!(story.process.entitlement.kind(), EntitlementKind::NotNeeded);
        assert!(story.hears(changed(&["capital"])).is_empty());
        assert_eq!(story.hears(asks(true)), [Command::RequestAssessment(ForRight)]);
        assert!(story.hears(asks(true)).is_empty(), "once");
        story.hears(right(EntitlementOutcome::PersonDecides));
        assert!(story.tasks().contains(&"decide-entitlement"));

        let sent = story.hears(right(outcome));
        assert!(sent.is_empty(), "{sent:?}");
        assert!(story.process.is_open() && !story.tasks().contains(&"decide-entitlement"));
        assert_eq!(story.process.category, category);
        let is_now = match outcome {
            EntitlementOutcome::Denied => EntitlementKind::NotNeeded,
            _ => EntitlementKind::Granted,
        };
        assert_eq!(story.process.entitlement.kind(), is_now);
    }
}

#[test]
fn assistance_that_is_not_asked_any_more_leaves_the_support_and_a_decision_on_its_way_comes_too_late() {
    for with_person in [false, true] {
        let mut story = supported();
        story.hears(asks(true));
        if with_person {
            story.hears(right(EntitlementOutcome::PersonDecides));
        }
        assert!(story.hears(asks(false)).is_empty());
        assert_eq!(story.process.entitlement.kind(), EntitlementKind::NotNeeded);
        assert!(story.tasks().is_empty(), "{:?}", story.tasks());
        story.hears(right(EntitlementOutcome::Denied));
        assert!(story.process.is_open());
        assert!(story.titles.last().unwrap().starts_with("Kwam te laat"));
        assert_eq!(story.hears(asks(true)), [Command::RequestAssessment(ForRight)], "asked again");
    }
}

#[test]
fn an_objection_against_assistance_that_was_denied_beside_support_asks_it_of_a_person() {
    let mut story = supported();
    story.hears(asks(true));
    story.hears(right(EntitlementOutcome::Denied));
    assert!(story.process.hangs_on(Against::Entitlement).is_empty());
    let sent = story.is_upheld(1, Against::Entitlement);
    assert!(matches!(sent[..], [Command::DecideAnew { .. }]), "{sent:?}");
    assert!(story.hears(asks(false)).is_empty());
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::Asked, "what was decided is decided anew");
    story.hears(right(EntitlementOutcome::PersonDecides));
    story.hears(right(EntitlementOutcome::Granted));
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::Granted);
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

/// Young enough that the law asks to look for work first (art. 41(4)): told before what is asked.
fn searching() -> Story {
    let mut story = supported();
    assert!(story.hears(Event::SearchStarted { until: day("2026-02-02") }).is_empty());
    assert!(story.hears(asks(true)).is_empty(), "the search comes first");
    assert_eq!(story.process.gate.kind(), GateKind::Searching);
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::NotNeeded);
    assert_ne!(story.process.stage(), Stage::Gate, "the support goes on");
    story
}

#[test]
fn whoever_looks_for_work_first_for_assistance_keeps_the_support_and_is_asked_for_after_it() {
    let mut story = searching();
    let category = story.process.category.clone();
    story.passes_to("2026-02-03");
    assert_eq!(story.tasks(), ["assess-search"]);
    let sent = story.hears(Event::SearchEnded { result: SearchResult::Searched });
    assert_eq!(sent, [Command::RequestAssessment(ForRight)]);
    assert!(story.tasks().is_empty());
    story.hears(right(EntitlementOutcome::Granted));
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::Granted);
    assert_eq!(story.process.category, category);
}

#[test]
fn what_lifts_the_search_lets_the_assistance_be_asked_at_once() {
    let mut story = searching();
    let sent = story.hears(Event::SearchLifted { by: "PW art. 41 lid 11".into() });
    assert_eq!(sent, [Command::RequestAssessment(ForRight)]);
}

#[test]
fn who_leaves_the_search_leaves_the_assistance_and_not_the_case() {
    for result in [SearchResult::FoundWork, SearchResult::Withdrew, SearchResult::ToEducation] {
        let mut story = searching();
        assert!(story.hears(Event::SearchEnded { result }).is_empty());
        assert!(story.hears(asks(false)).is_empty());
        assert!(story.process.is_open() && story.tasks().is_empty());
        assert_eq!(story.process.entitlement.kind(), EntitlementKind::NotNeeded);
        assert_eq!(story.hears(asks(true)), [Command::RequestAssessment(ForRight)], "asked again, later");
    }
    let mut story = searching();
    story.hears(asks(false));
    assert!(story.hears(Event::SearchLifted { by: String::new() }).is_empty(), "nobody asks it any more");
    assert!(story.process.is_open());
}

#[test]
fn assistance_that_is_left_unprocessed_leaves_the_support_and_an_objection_takes_it_up() {
    for searches in [false, true] {
        let mut story = if searches { searching() } else { supported() };
        if !searches {
            story.hears(asks(true));
            story.hears(right(EntitlementOutcome::PersonDecides));
        }
        let left = Event::ApplicationNotProcessed { reason: "evidence-missing".into() };
        assert!(story.hears(left).iter().all(|command| *command == Command::RequestAssessment(ForCategory)));
        story.hears(asks(false));
        assert!(story.process.is_open() && story.tasks().is_empty(), "{:?}", story.tasks());
        assert_eq!(story.process.entitlement.kind(), EntitlementKind::NotNeeded);

        let reopened = Command::ReopenApplication { reason: "objection-upheld".into() };
        assert_eq!(story.is_upheld(1, Against::NotProcessed), [reopened]);
        let sent = story.hears(asks(true));
        assert!(matches!(sent[..], [Command::DecideAnew { assessment: ForRight, .. }]), "{sent:?}");
    }
}

#[test]
fn a_grant_that_crosses_a_withdrawal_is_taken_back_and_the_support_goes_on() {
    let mut story = supported();
    story.hears(asks(true));
    story.hears(asks(false));
    let category = story.process.category.clone();

    assert!(story.hears(right(EntitlementOutcome::PersonDecides)).is_empty());
    assert!(story.tasks().is_empty(), "nobody decides on what is not asked");
    let sent = story.hears(right(EntitlementOutcome::Granted));

    let ended = Command::EndBenefit {
        reason: "withdrawn".into(),
        from_day: day("2026-01-05"),
        written: String::new(),
    };
    assert_eq!(sent, [ended], "from its first day: not before the report");
    assert!(story.titles.last().unwrap().starts_with("Kwam te laat"));
    assert!(story.hears(Event::BenefitEnded { from_day: day("2026-01-05"), reason: None }).is_empty());
    assert!(story.process.is_open());
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::NotNeeded);
    assert_eq!(story.process.category, category);
    assert_eq!(story.hears(asks(true)), [Command::RequestAssessment(ForRight)], "asked again");
}

fn left() -> Event {
    Event::ApplicationNotProcessed { reason: "evidence-missing".into() }
}

#[test]
fn what_is_left_while_it_is_decided_anew_leaves_the_support() {
    let mut story = supported();
    story.hears(asks(true));
    story.hears(right(EntitlementOutcome::Denied));
    story.is_upheld(1, Against::Entitlement);
    story.hears(right(EntitlementOutcome::PersonDecides));

    story.hears(left());

    assert!(story.process.is_open() && story.tasks().is_empty(), "{:?}", story.tasks());
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::NotNeeded);
    assert_eq!(story.hears(asks(true)), [Command::RequestAssessment(ForRight)], "another application");
}

#[test]
fn leaving_what_was_denied_or_taken_back_meanwhile_comes_too_late_and_leaves_the_support() {
    for meanwhile in [right(EntitlementOutcome::Denied), asks(false)] {
        let mut story = supported();
        story.hears(asks(true));
        story.hears(meanwhile);
        assert!(story.hears(left()).is_empty());
        assert!(story.process.is_open() && story.titles.last().unwrap().starts_with("Kwam te laat"));
    }
}

#[test]
fn the_end_of_what_crossed_a_withdrawal_leaves_what_is_asked_again() {
    let mut story = supported();
    story.hears(asks(true));
    story.hears(asks(false));
    story.hears(right(EntitlementOutcome::Granted));
    assert_eq!(story.hears(asks(true)), [Command::RequestAssessment(ForRight)]);

    let ended = Event::BenefitEnded { from_day: day("2026-01-05"), reason: None };
    assert!(story.hears(ended).is_empty(), "it was told to end before it was asked again");

    assert!(story.process.is_open() && story.titles.last().unwrap().starts_with("Kwam te laat"));
    story.hears(right(EntitlementOutcome::Granted));
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::Granted);
}

/// Asking again takes nobody the right to object: what the first report would have given is lost otherwise.
#[test]
fn what_was_left_can_be_objected_to_when_it_is_asked_again() {
    let mut story = supported();
    story.hears(asks(true));
    assert!(!is_taken(&story.process, Against::NotProcessed, None));
    story.process.note_decision(&left(), Some("anna"), story.today);
    story.hears(left());
    story.hears(asks(true));
    assert!(is_taken(&story.process, Against::NotProcessed, None));

    assert!(story.is_upheld(1, Against::NotProcessed).is_empty());

    assert_eq!(story.tasks(), ["correct-decision"], "a person sees to what the two reports mean");
    assert!(story.process.is_open() && !story.process.reopens);
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::Asked);
}

/// Nobody judged the search: the term for the decision on what is asked runs out all the same.
#[test]
fn a_term_that_nears_while_someone_looks_for_work_first_is_told() {
    let near = || Event::SignalRaised {
        signal: domain::SignalKind::DecisionTermNear,
        subject: "decision-2".into(),
        due_on: None,
        not_by: None,
    };
    let mut story = searching();
    story.passes_to("2026-02-03");
    story.hears(near());
    assert_eq!(story.tasks(), ["assess-search", "decide-in-time"]);
    assert_eq!(story.process.tasks[1].role, Role::IntakeConsultant);
    story.hears(Event::SearchEnded { result: SearchResult::Withdrew });
    assert!(story.tasks().is_empty(), "nobody asks it any more: {:?}", story.tasks());

    let mut supported = supported();
    assert!(supported.hears(near()).is_empty() && supported.tasks().is_empty(), "nothing is to be decided");
}
