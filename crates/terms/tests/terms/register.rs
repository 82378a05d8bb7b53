use terms::{Kind, Register, State, Term};

use crate::common::{CALENDAR, day, term};

fn review(start: &str, months: u32) -> Term {
    let last = domain::months_after(day(start), months);
    Term::planned(Kind::Review, (day(start), last), Some(months), "beleid")
}

fn known(register: &Register, on: &str) -> Vec<String> {
    let show = |entry: &terms::Entry| {
        let state = match entry.term.state(day(on), &CALENDAR) {
            State::Running { due } => format!("{due}"),
            State::Over { due } => format!("over {due}"),
            State::Ended { on, .. } => format!("ended {on}"),
            State::Stopped { .. } => "stopped".into(),
            State::Ahead { .. } => "ahead".into(),
        };
        format!("{}{} {state}", entry.term.kind().code(), entry.about)
    };
    register.known(day(on)).map(show).collect()
}

#[test]
fn each_day_has_what_was_known_on_it() {
    let mut register = Register::default();
    let planned = || vec![(String::new(), review("2026-01-05", 6)), (" a".into(), review("2026-01-05", 3))];
    register.follow(planned(), day("2026-01-05"));
    let before = register.clone();
    register.follow(planned(), day("2026-02-01"));
    assert_eq!(register, before, "the same again changes nothing");
    register.follow(vec![(String::new(), review("2026-03-02", 6))], day("2026-03-02"));

    assert_eq!(known(&register, "2026-01-04"), [""; 0]);
    assert_eq!(known(&register, "2026-03-01"), ["review 2026-07-05", "review a 2026-04-05"]);
    assert_eq!(
        known(&register, "2026-03-02"),
        ["review ended 2026-03-02", "review a ended 2026-03-02", "review 2026-09-02"]
    );
    register.follow(Vec::new(), day("2026-03-03"));
    assert_eq!(known(&register, "2026-03-03")[2], "review ended 2026-03-03");
}

#[test]
fn one_that_ends_before_it_begins_ended_on_its_first_day() {
    let mut register = Register::default();
    register.follow(vec![(String::new(), term(Kind::Suspension, "2026-03-01"))], day("2026-02-20"));
    register.follow(Vec::new(), day("2026-02-21"));
    assert_eq!(register.entries()[0].term.ended_on(), Some(day("2026-03-01")));
}

#[test]
fn a_policy_gives_months_as_people_count_them() {
    let lines = review("2025-08-31", 6).explain(day("2026-01-01"), &CALENDAR);
    let text: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        text,
        [
            "Het heronderzoek is gepland op 31 augustus 2025. De termijn telt vanaf de dag erna.",
            "De termijn is 6 maanden: tot en met 28 februari 2026.",
            "De laatste dag is 28 februari 2026, over 58 dagen.",
        ]
    );
    assert_eq!(lines[1].source, "beleid");
}

#[test]
fn a_day_that_no_months_come_to_is_told_as_that_day() {
    let days = (day("2026-01-05"), day("2026-07-01"));
    let term = Term::planned(Kind::Indication, days, Some(6), "advies");
    let lines = term.explain(day("2026-01-05"), &CALENDAR);
    assert_eq!(lines[1].text, "De termijn is gegeven tot en met 1 juli 2026.");
    let backwards = Term::planned(Kind::Evidence, (day("2026-01-05"), day("2026-01-01")), None, "bewijs");
    assert_eq!(backwards.due(&CALENDAR), Some(day("2026-01-05")), "never before it began");
}

#[test]
fn what_holds_on_its_first_day_counts_it() {
    let lines = term(Kind::Suspension, "2026-03-01").explain(day("2026-03-01"), &CALENDAR);
    assert_eq!(lines[0].text, "De uitkering is opgeschort op 1 maart 2026. Die dag telt mee.");
    assert_eq!(lines[1].text, "De termijn is 8 weken: tot en met 25 april 2026.");
}

#[test]
fn every_kind_is_listed_once_with_its_own_code() {
    let mut codes: Vec<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Kind::ALL.len());
}
