use rstest::rstest;
use terms::{Kind, NoTerm, State, StopReason, Term};

use crate::common::{CALENDAR, day, due, extension, national, stopping, term};

use StopReason::{Consent, ForceMajeure, MissingEvidence};

#[rstest]
#[case::eight_weeks(Kind::Decision, "2026-01-05", "2026-03-02")]
#[case::ends_on_a_saturday(Kind::Decision, "2026-01-10", "2026-03-09")]
#[case::ends_on_a_sunday(Kind::Decision, "2026-01-11", "2026-03-09")]
#[case::ends_on_good_friday(Kind::Decision, "2026-02-06", "2026-04-07")]
#[case::ends_on_kings_day(Kind::Decision, "2026-03-02", "2026-04-28")]
#[case::ends_on_ascension(Kind::Decision, "2026-03-19", "2026-05-18")]
#[case::over_new_year(Kind::Decision, "2025-11-06", "2026-01-05")]
#[case::over_a_leap_day(Kind::Decision, "2028-01-03", "2028-02-28")]
#[case::onto_a_leap_day(Kind::Decision, "2028-01-04", "2028-02-29")]
#[case::over_summer_time(Kind::Decision, "2026-02-02", "2026-03-30")]
#[case::over_winter_time(Kind::Decision, "2026-09-01", "2026-10-27")]
#[case::not_processed(Kind::NotProcessed, "2026-01-05", "2026-02-02")]
#[case::objection_from_the_day_after(Kind::Objection, "2026-01-05", "2026-02-16")]
#[case::objection_over_christmas(Kind::Objection, "2026-11-13", "2026-12-28")]
#[case::on_objection(Kind::ObjectionDecision, "2026-02-16", "2026-03-30")]
#[case::with_committee(Kind::CommitteeDecision, "2026-02-16", "2026-05-11")]
#[case::twelve_weeks_move(Kind::CommitteeDecision, "2026-02-20", "2026-05-18")]
#[case::default_notice(Kind::NoticeOfDefault, "2026-04-20", "2026-05-04")]
#[case::default_notice_stays(Kind::NoticeOfDefault, "2026-04-18", "2026-05-02")]
#[case::payment(Kind::Payment, "2026-03-24", "2026-05-06")]
#[case::thirteen_weeks_stay(Kind::FineDecision, "2026-01-02", "2026-04-03")]
#[case::advance_stays(Kind::Advance, "2026-01-03", "2026-01-31")]
#[case::suspension_stays_and_counts_its_first_day(Kind::Suspension, "2026-01-04", "2026-02-28")]
#[case::search_stays(Kind::Search, "2026-01-03", "2026-01-31")]
fn a_term_of_law_ends(#[case] kind: Kind, #[case] start: &str, #[case] expected: &str) {
    assert_eq!(due(&term(kind, start)).as_deref(), Some(expected));
}

#[rstest]
#[case("2026-01-05", "2026-01-20", "2026-02-02")]
#[case::on_its_last_day("2026-01-05", "2026-02-02", "2026-02-02")]
#[case::second("2026-01-05", "2026-02-03", "2026-03-02")]
#[case::fourth("2026-01-05", "2026-04-20", "2026-04-27")]
fn advances_come_every_four_weeks(#[case] applied: &str, #[case] on: &str, #[case] expected: &str) {
    let advance = Term::in_row(Kind::Advance, day(applied), day(on), national()).unwrap();
    assert_eq!(due(&advance).as_deref(), Some(expected));
}

#[test]
fn a_last_day_that_is_given_stays() {
    let given = |until: &str| Term::until(Kind::Evidence, day("2026-01-05"), day(until), "verklaring");
    assert_eq!(due(&given("2026-03-07").unwrap()).as_deref(), Some("2026-03-07"));
    assert_eq!(given("2026-01-04").unwrap_err().rule, "term-out-of-order");
    let by_law = Term::by_law(Kind::Review, day("2026-01-05"), national());
    assert_eq!(by_law, Err(NoTerm::Given(Kind::Review)));
    let early = Term::by_law(Kind::Decision, day("2014-12-31"), national());
    assert!(matches!(early, Err(NoTerm::NotKnown(_))), "{early:?}");
}

/// One line each: reason, first and last day that do not count; and the last day of a decision term from 5 January 2026.
#[rstest]
#[case::none(&[], "2026-03-02")]
#[case::one(&[(MissingEvidence, "2026-01-20", "2026-01-29")], "2026-03-12")]
#[case::one_day(&[(Consent, "2026-01-06", "2026-01-06")], "2026-03-03")]
#[case::on_the_last_day(&[(Consent, "2026-03-02", "2026-03-02")], "2026-03-03")]
#[case::apart(
    &[(MissingEvidence, "2026-01-20", "2026-01-29"), (ForceMajeure, "2026-02-10", "2026-02-12")], "2026-03-16"
)]
#[case::overlapping(
    &[(MissingEvidence, "2026-01-20", "2026-01-29"), (Consent, "2026-01-25", "2026-02-03")], "2026-03-17"
)]
#[case::one_in_another(
    &[(Consent, "2026-01-20", "2026-02-08"), (MissingEvidence, "2026-01-25", "2026-01-29")], "2026-03-23"
)]
#[case::ends_in_a_weekend_then(&[(Consent, "2026-01-20", "2026-01-24")], "2026-03-09")]
#[case::end_stands_still(
    &[(Consent, "2026-01-20", "2026-01-24"), (ForceMajeure, "2026-03-08", "2026-03-11")], "2026-03-12"
)]
#[case::over_the_leap_day_of_no_year(&[(Consent, "2026-02-27", "2026-03-01")], "2026-03-05")]
fn stops_lose_days_once(#[case] stops: &[(StopReason, &str, &str)], #[case] expected: &str) {
    let mut decision = term(Kind::Decision, "2026-01-05");
    for (reason, from, until) in stops {
        decision = decision.stop(stopping(*reason, from, Some(until)), &CALENDAR).unwrap();
    }
    assert_eq!(due(&decision).as_deref(), Some(expected));
}

#[rstest]
#[case::supplied_the_day_after("2026-01-20", 0, "2026-03-02")]
#[case::supplied_at_once("2026-01-19", 0, "2026-03-02")]
#[case::supplied_later("2026-01-30", 10, "2026-03-12")]
#[case::after_unused_term("2026-02-03", 14, "2026-03-16")]
fn evidence_stops_from_the_day_after_the_request(
    #[case] resumed: &str,
    #[case] lost: i64,
    #[case] expected: &str,
) {
    let asked = term(Kind::Decision, "2026-01-05")
        .stop(stopping(MissingEvidence, "2026-01-20", None), &CALENDAR)
        .unwrap();
    assert_eq!(due(&asked), None);
    let stopped = State::Stopped { since: day("2026-01-20") };
    assert_eq!(asked.state(day("2026-01-25"), &CALENDAR), stopped);

    let supplied = asked.resume(MissingEvidence, day(resumed), day(resumed)).unwrap();

    assert_eq!(supplied.stopped_days(day("2026-12-31"), &CALENDAR), lost);
    assert_eq!(due(&supplied).as_deref(), Some(expected));
}

#[test]
fn an_extension_is_a_new_last_day_and_what_stops_after_it_adds() {
    let decision = term(Kind::Decision, "2026-01-05");
    let longer = decision.extend(extension("2026-03-30", "2026-02-20"), &CALENDAR).unwrap();
    assert_eq!(due(&longer).as_deref(), Some("2026-03-30"));

    let before_it = longer.stop(stopping(Consent, "2026-02-10", Some("2026-02-12")), &CALENDAR).unwrap();
    assert_eq!(due(&before_it).as_deref(), Some("2026-03-30"));
    let after_it = longer.stop(stopping(Consent, "2026-03-10", Some("2026-03-12")), &CALENDAR).unwrap();
    assert_eq!(due(&after_it).as_deref(), Some("2026-04-02"));
    let long_before = longer.stop(stopping(Consent, "2026-01-10", Some("2026-02-18")), &CALENDAR).unwrap();
    assert_eq!(due(&long_before).as_deref(), Some("2026-04-13"));
}

#[test]
fn a_term_ends_in_time_or_not() {
    let decision = term(Kind::Decision, "2026-01-05");
    let state = |ended: &str| decision.end(day(ended)).unwrap().state(day(ended), &CALENDAR);
    assert_eq!(state("2026-03-02"), State::Ended { on: day("2026-03-02"), in_time: true });
    assert_eq!(state("2026-03-03"), State::Ended { on: day("2026-03-03"), in_time: false });
    let due = day("2026-03-02");
    assert_eq!(decision.state(due, &CALENDAR), State::Running { due });
    assert_eq!(decision.state(day("2026-01-05"), &CALENDAR), State::Running { due }, "on its first day");
    assert_eq!(decision.state(day("2026-01-04"), &CALENDAR), State::Ahead { due: Some(due) });
    assert_eq!(decision.state(day("2026-03-03"), &CALENDAR), State::Over { due });
    assert_eq!(decision.warns_on(14, &CALENDAR), Some(day("2026-02-16")));
    assert_eq!(decision.warns_on(100, &CALENDAR), Some(day("2026-01-05")));
}

/// Supplied within the recovery term, and found only after that had passed.
#[test]
fn what_came_to_light_later_gives_days_back_from_then_on() {
    let passed = term(Kind::Decision, "2026-01-05")
        .stop(stopping(MissingEvidence, "2026-01-20", None), &CALENDAR)
        .unwrap()
        .resume(MissingEvidence, day("2026-02-03"), day("2026-02-03"))
        .unwrap();
    let found = passed.resumed_earlier(MissingEvidence, day("2026-01-30"), day("2026-02-10")).unwrap();

    assert_eq!(due(&found).as_deref(), Some("2026-03-12"));
    assert_eq!(due(&found.known(day("2026-02-09"))), due(&passed));
    let later = found.resumed_earlier(MissingEvidence, day("2026-01-31"), day("2026-02-11"));
    assert_eq!(later.unwrap_err().rule, "term-not-stopped");
}
