//! What comes in time, who is warned of the last day, and what is late.

use super::*;

/// The last day is 16 February; what was posted by then may come until the 23rd (Awb art. 6:9(2)).
#[rstest::rstest]
#[case::on_the_last_day("2026-02-16", None, true)]
#[case::the_day_after("2026-02-17", None, false)]
#[case::posted_on_the_last_day("2026-02-18", Some("2026-02-16"), true)]
#[case::posted_in_time_a_week_on_its_way("2026-02-23", Some("2026-02-12"), true)]
#[case::posted_in_time_longer_on_its_way("2026-02-24", Some("2026-02-12"), false)]
#[case::posted_too_late("2026-02-18", Some("2026-02-17"), false)]
fn what_is_posted_in_time_is_in_time(
    #[case] received: &str,
    #[case] posted: Option<&str>,
    #[case] in_time: bool,
) {
    let receipt = Receipt {
        posted: posted.map(|on| Posted { on: day(on), may_come_until: day("2026-02-23") }),
        ..receipt(Against::Category, received)
    };
    assert_eq!(receipt.is_in_time(), in_time);
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    let (objection, reasons) = (id(1), "Het klopt niet.".into());
    story.hears(Event::ObjectionReceived { objection, receipt: Box::new(receipt), reasons });
    assert_eq!(story.tasks(), [if in_time { "hold-hearing" } else { "judge-lateness" }]);
}

/// The last day is 30 March; deciding may take 28 days.
#[test]
fn who_judges_an_objection_is_warned_before_its_last_day_however_far_it_is() {
    let near = "decide-objection-in-time";
    let about = |story: &Story| -> Vec<_> {
        let tasks = story.process.tasks.iter().filter(|task| task.subject == id(1).to_string());
        tasks.map(|task| task.kind.code()).collect()
    };
    for (received_on, step, waits) in [
        ("2026-02-17", None, "judge-lateness"),
        ("2026-01-20", None, "hold-hearing"),
        ("2026-01-20", Some(ObjectionStep::NotHeard { ground: NoHearing::Waived }), "decide-objection"),
    ] {
        let mut story = Story::on("2026-01-05");
        story.is_in_trajectory();
        story.objects(1, Against::Category, received_on);
        step.into_iter().for_each(|step| drop(story.steps(1, step)));
        assert!(story.process.timers().contains(&(day("2026-03-02"), TimerName::ObjectionNear)));
        // Also when the case ended meanwhile.
        story.ends();
        story.today = day("2026-03-01");
        story.pass();
        assert_eq!(about(&story), [waits]);
        story.today = day("2026-03-02");
        story.pass();
        story.pass();
        assert_eq!(about(&story), [waits, near]);
        let task = story.process.tasks.iter().find(|task| task.kind.code() == near).unwrap();
        assert_eq!((task.due, task.role), (day("2026-03-30"), Role::QualityOfficer));
        assert_eq!(task.not_by.as_deref(), Some("bob"));
        let told = "De termijn om op een bezwaar te beslissen is bijna voorbij.";
        assert!(story.titles.iter().any(|title| title.starts_with(told)));

        // A later last day comes near later.
        story.steps(1, ObjectionStep::Extended { decide_by: by("2026-05-11"), term: None });
        assert_eq!(about(&story), [waits]);
        story.today = day("2026-04-13");
        story.pass();
        assert_eq!(about(&story), [waits, near]);
        story.steps(1, ObjectionStep::Withdrawn);
        assert!(about(&story).is_empty());
        assert!(!story.process.timers().iter().any(|(_, name)| *name == TimerName::ObjectionNear));
    }
}

#[test]
fn late_is_for_a_person_to_excuse_or_not() {
    for (step, stands, tasks) in [
        (ObjectionStep::Excused, ObjectionKind::Received, vec!["hold-hearing"]),
        (ObjectionStep::Inadmissible, ObjectionKind::Decided, vec![]),
    ] {
        let mut story = Story::on("2026-01-05");
        story.is_in_trajectory();
        story.objects(1, Against::Category, "2026-02-16");
        assert_eq!(story.stands(1), ObjectionKind::Received, "the last day counts");
        story.steps(1, ObjectionStep::Withdrawn);
        story.objects(2, Against::Category, "2026-02-17");
        assert_eq!(story.tasks(), ["judge-lateness"]);
        story.steps(2, step);
        assert_eq!((story.stands(2), story.tasks()), (stands, tasks));
    }
}

/// Awb art. 4:17 and 7:14: after a notice of default two weeks are left, and then a penalty runs that a person lays down.
#[rstest::rstest]
#[case::in_time("2026-04-15", &[])]
#[case::a_day_late("2026-04-16", &["set-penalty"])]
fn after_a_notice_of_default_the_objection_is_decided_in_two_weeks_or_a_penalty_runs(
    #[case] decided_on: &str,
    #[case] left: &[&str],
) {
    let mut story = Story::on("2026-01-05");
    story.goes("alone", Direction::OwnStrength);
    story.objects(1, Against::Category, "2026-01-20");
    story.passes_to("2026-04-01");
    let decide_by = by("2026-04-15");
    story.steps(1, ObjectionStep::DefaultNoticed { received_on: day("2026-04-01"), decide_by });
    let task = story.process.tasks.iter().find(|task| task.kind == TaskKind::DecideNoticedObjection).unwrap();
    assert_eq!(
        (task.role, task.due, task.subject.clone()),
        (Role::QualityOfficer, day("2026-04-15"), id(1).to_string())
    );
    assert_eq!(task.not_by.as_deref(), Some("bob"));
    assert!(story.timers().contains(&(day("2026-04-16"), TimerName::Notice)));

    story.passes_to(decided_on);
    story.steps(1, ObjectionStep::NotHeard { ground: NoHearing::Waived });
    story.steps(1, ObjectionStep::Decided { upheld: false });
    assert_eq!(story.tasks(), left);
    assert!(
        story
            .process
            .tasks
            .iter()
            .all(|task| task.role == Role::IncomeConsultant && task.subject == id(1).to_string())
    );
    story.ends();
    story.hears(Event::BenefitEnded { from_day: story.today, reason: None });
    assert_eq!(story.tasks(), left, "what it cost is laid down after the case as well");
    story.passes_to("2026-05-30");
    assert_eq!(story.tasks(), left, "once");
}

#[test]
fn the_end_of_the_time_to_decide_is_told_once() {
    let mut story = Story::on("2026-01-05");
    story.goes("alone", Direction::OwnStrength);
    story.objects(1, Against::Category, "2026-01-20");
    story.passes_to("2026-03-31");
    let told = |story: &Story| {
        let over = "De termijn om op een bezwaar te beslissen is voorbij.";
        story.titles.iter().filter(|title| title.contains(over)).count()
    };
    assert_eq!(told(&story), 1);
    story.passes_to("2026-04-01");
    assert_eq!(told(&story), 1);
}
