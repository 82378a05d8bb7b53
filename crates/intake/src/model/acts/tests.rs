use chrono::DateTime;
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::model::fixtures::{day, facts, opening};
use crate::model::records::Telling;

fn vacancy(on: &str) -> About {
    About::Vacancy { day: day(on), reference: "V-1".into(), regular: true }
}

fn told(on: &str) -> About {
    About::RightsTold { day: day(on), how: Telling::Digital, text_version: "2026-1".into() }
}

fn record(number: i64, on: &str, about: About) -> Record {
    Record {
        case: opening().case,
        number,
        day: day(on),
        at: DateTime::UNIX_EPOCH,
        by: "someone".into(),
        about,
        sealed_note: None,
    }
}

/// What was recorded later was not known, whatever day it is about.
#[rstest]
#[case("2026-01-05", None, None)]
#[case("2026-01-06", Some("2026-01-05"), None)]
#[case("2026-01-07", Some("2026-01-07"), None)]
#[case("2026-01-08", Some("2026-01-07"), Some("2026-01-06"))]
fn an_act_is_done_by_what_was_on_record(
    #[case] known: &str,
    #[case] vacancy_on: Option<&str>,
    #[case] told_on: Option<&str>,
) {
    let records = [
        record(1, "2026-01-06", vacancy("2026-01-05")),
        record(2, "2026-01-07", vacancy("2026-01-07")),
        record(3, "2026-01-08", told("2026-01-06")),
        record(4, "2026-01-08", vacancy("2026-01-04")),
    ];
    let done = ActsDone::known_on(&records, day(known));
    assert_eq!(done.on(IntakeAct::VacancyOffered), vacancy_on.map(day));
    assert_eq!(done.on(IntakeAct::RightsTold), told_on.map(day));
}

#[rstest]
#[case("", true)]
#[case("exempted=no, labour_capacity=yes", true)]
#[case("exempted=yes", false)]
#[case("labour_capacity=no", false)]
fn a_vacancy_is_put_to_who_can_take_a_job(#[case] known: &str, #[case] expected: bool) {
    assert_eq!(is_for(IntakeAct::VacancyOffered, &facts(known)), expected);
    assert!(is_for(IntakeAct::RightsTold, &facts(known)));
}

#[test]
fn the_story_tells_what_was_done() {
    assert_eq!(behind_a_title(&[]), "");
    assert_eq!(
        behind_a_title(&[vacancy("2026-01-05"), told("2026-01-05")]),
        "; vacature voorgelegd: regulier werk; rechten en plichten verteld"
    );
}

proptest! {
    /// What was done on a day stays done on every later one, and never moves back.
    #[test]
    fn what_is_done_stays_done(on in prop::collection::vec((0_u64..30, 0_u64..30, any::<bool>()), 0..8)) {
        let first = day("2026-01-01");
        let later = |days| first + chrono::Days::new(days);
        let records: Vec<_> = on
            .iter()
            .zip(1..)
            .map(|((recorded, about, is_vacancy), number)| {
                let of = later(*recorded.min(about)).to_string();
                let about = if *is_vacancy { vacancy(&of) } else { told(&of) };
                record(number, &later(*recorded).to_string(), about)
            })
            .collect();
        for act in [IntakeAct::VacancyOffered, IntakeAct::RightsTold] {
            let days = (0..31).map(|days| ActsDone::known_on(&records, later(days)).on(act));
            let days: Vec<_> = days.collect();
            prop_assert!(days.is_sorted(), "{days:?}");
        }
    }
}

/// What workflow hears of it: told once, and again when it becomes something else.
#[rstest]
#[case::nothing("", 0, None, None)]
#[case::a_vacancy("", 2, None, Some((true, false, false)))]
#[case::a_portfolio("", 0, Some("2026-01-07"), Some((false, true, false)))]
#[case::exempted("exempted=yes", 0, None, Some((false, false, true)))]
#[case::no_capacity("labour_capacity=no", 1, None, Some((true, false, true)))]
#[case::not_exempted("exempted=no, labour_capacity=yes", 0, None, None)]
fn what_was_done_on_the_way_to_work_is_told_once(
    #[case] stated: &str,
    #[case] vacancies_offered: u32,
    #[case] begun: Option<&str>,
    #[case] expected: Option<(bool, bool, bool)>,
) {
    let application = Application {
        facts: facts(stated),
        vacancies_offered,
        portfolio_begun_on: begun.map(day),
        ..Application::open(opening(), day("2026-01-05"))
    };
    let told = application.with_acts_told();
    let acts = told.as_ref().map(|told| told.work_acts_told);
    let seen = acts.map(|acts| (acts.vacancy_offered, acts.portfolio_begun, acts.not_asked));
    assert_eq!(seen, expected);
    assert_eq!(told.and_then(|told| told.with_acts_told()), None, "once");
}

/// An application of before this was told is read, and nothing was told of it.
#[test]
fn an_application_of_before_is_read() {
    let application = Application::open(opening(), day("2026-01-05"));
    let text = serde_json::to_string(&application).unwrap();
    assert!(!text.contains("work_acts_told") && !text.contains("portfolio_begun_on"));
    assert_eq!(serde_json::from_str::<Application>(&text).unwrap(), application);
}
