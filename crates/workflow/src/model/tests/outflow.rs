//! Work and education that a trajectory led to.

use super::*;

fn found(result: TrajectoryResult, first_day: Option<&str>) -> Event {
    let trajectory = Id::new(Uuid::from_u128(7));
    Event::TrajectoryEnded { trajectory, result, first_day: first_day.map(day) }
}

fn decided(story: &Story) -> Event {
    let task = story.process.tasks.iter().find(|task| task.kind == TaskKind::DecideOutflow).unwrap();
    Event::TaskCompleted { task: task.id, result: "Twaalf uur: wordt verrekend.".into() }
}

fn end(story: &Story) -> Event {
    Event::EndAsked {
        reason: EndReason::OutflowWork,
        from_day: story.today,
        successor: None,
        reasons: String::new(),
    }
}

#[rstest]
#[case(TrajectoryResult::Work, Some("2026-01-12"), "2026-01-19", "Werk, met als eerste dag 12 januari 2026.")]
#[case(TrajectoryResult::Work, Some("2026-03-01"), "2026-03-01", "Werk, met als eerste dag 1 maart 2026.")]
#[case(TrajectoryResult::Work, None, "2026-01-19", "Werk; de eerste dag is niet gemeld.")]
#[case(TrajectoryResult::Education, None, "2026-01-19", "Een opleiding; de eerste dag is niet gemeld.")]
fn what_a_trajectory_led_to_takes_no_income_but_asks_a_person(
    #[case] result: TrajectoryResult,
    #[case] first_day: Option<&str>,
    #[case] due: &str,
    #[case] subject: &str,
) {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();

    let sent = story.hears(found(result, first_day));

    assert_eq!(sent, [], "nothing is ended by itself");
    assert!(story.process.is_open());
    assert_eq!(story.tasks(), ["decide-outflow"]);
    let task = &story.process.tasks[0];
    assert_eq!((task.role, task.due, task.subject.as_str()), (Role::IncomeConsultant, day(due), subject));
}

#[test]
fn the_consultant_ends_the_right_from_a_day_and_the_task_is_done() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.hears(found(TrajectoryResult::Work, Some("2026-01-12")));
    story.today = day("2026-01-12");

    let (sent, changes) = story.hears_with_tasks(end(&story));

    let reason = || "outflow-work".to_owned();
    assert_eq!(
        sent,
        [
            Command::CloseApplication { reason: reason() },
            Command::EndBenefit { reason: reason(), from_day: day("2026-01-12"), written: String::new() },
            Command::WithdrawReferral { reason: reason() },
        ]
    );
    let decided: Vec<_> = changes.iter().map(|change| (change.task.kind, change.state)).collect();
    assert_eq!(decided, [(TaskKind::DecideOutflow, TaskState::Done)]);
    story.hears(Event::ReferralWithdrawn);
    story.hears(Event::BenefitEnded { from_day: day("2026-01-12"), reason: None });
    assert_eq!(story.process.closed(), Some((day("2026-01-12"), "outflow-work")));
}

#[test]
fn part_time_work_leaves_the_right_and_asks_what_comes_next() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.hears(found(TrajectoryResult::Work, None));
    assert_eq!(story.hears(decided(&story)), []);
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::Granted);
    assert_eq!(story.tasks(), ["review-case"], "nothing runs any more");
}

#[test]
fn work_found_beside_another_trajectory_leaves_that_one_until_a_person_decides() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.hears(started(8, "2026-06-05"));
    assert_eq!(story.hears(found(TrajectoryResult::Work, None)), []);
    assert_eq!(story.process.trajectory.kind(), TrajectoryKind::Running);
    let other = Id::new(Uuid::from_u128(8));
    story.hears(Event::TrajectoryEnded {
        trajectory: other,
        result: TrajectoryResult::Work,
        first_day: Some(day("2026-02-01")),
    });
    assert_eq!(story.tasks(), ["decide-outflow"], "one decision");
    let subject = "Werk; de eerste dag is niet gemeld. Werk, met als eerste dag 1 februari 2026.";
    assert_eq!(story.process.tasks[0].subject, subject);
    assert!(story.hears(end(&story)).contains(&Command::EndBenefit {
        reason: "outflow-work".into(),
        from_day: day("2026-01-05"),
        written: String::new()
    }));
}

/// Who asked for support only has no income of the municipality to lose.
#[test]
fn without_assistance_work_ends_the_case() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, false);
    story.hears(Event::IntakeCompleted { assistance: false, area: 1, acts: None });
    story.hears(assigned("up", WORK));
    story.hears(offered(1, "partner-a", "2026-01-15"));
    story.hears(accepted(1, "partner-a"));
    story.hears(started(7, "2026-04-05"));
    let sent = story.hears(found(TrajectoryResult::Work, Some("2026-01-12")));
    assert_eq!(sent[0], Command::CloseApplication { reason: "outflow-work".into() });
    assert!(story.tasks().is_empty());
}

/// Kept while a case waits for its application, or is parked.
#[test]
fn a_result_that_was_stored_without_a_day_is_read() {
    let stored =
        r#"{"event":"trajectory-ended","trajectory":"00000000-0000-0000-0000-000000000007","result":"work"}"#;
    assert_eq!(serde_json::from_str::<Event>(stored).unwrap(), found(TrajectoryResult::Work, None));
}
