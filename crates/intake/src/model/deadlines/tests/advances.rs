//! The advance while nothing is decided (Participation Act art. 52).

use super::*;

/// Opened on 5 January: advances by 2 February, 2 March and so on.
fn waiting() -> (Application, Deadlines) {
    let application = asking_for(None, &format!("{COMPLETE}, assistance_requested=yes"));
    let deadlines = opened(&application);
    (application, deadlines)
}

fn advance_signals(deadlines: &Deadlines) -> Vec<String> {
    let open = deadlines.raised.iter().filter(|raised| !raised.settled);
    open.filter(|raised| raised.kind == SignalKind::AdvanceDue).map(|raised| raised.subject.clone()).collect()
}

/// Last day and state of each term for an advance.
fn shown(deadlines: &Deadlines, today: &str) -> Vec<(String, &'static str)> {
    on(today, |law| {
        let terms = deadlines.advances(law.today, law.calendar, law.national);
        let state = |term: &Term| match term.state(law.today, law.calendar) {
            State::Running { .. } => "running",
            State::Over { .. } => "over",
            State::Ended { .. } => "ended",
            State::Stopped { .. } => "stopped",
            State::Ahead { .. } => "ahead",
        };
        terms.iter().map(|term| (term.due(law.calendar).unwrap().to_string(), state(term))).collect()
    })
}

#[test]
fn an_advance_is_due_within_four_weeks_and_each_four_weeks_after() {
    let (application, deadlines) = waiting();
    assert_eq!(shown(&deadlines, "2026-01-12"), [("2026-02-02".into(), "running")]);
    let warned = pass(&deadlines, &application, "2026-01-26");
    assert_eq!(advance_signals(&warned), ["advance-2026-02-02"]);
    assert_eq!(warned.raised[0].due_on, Some(day("2026-02-02")));

    let late = pass(&warned, &application, "2026-02-23");
    assert_eq!(
        shown(&late, "2026-02-23"),
        [("2026-02-02".into(), "over"), ("2026-03-02".into(), "running")],
        "nobody saw to the first"
    );
    assert_eq!(advance_signals(&late), ["advance-2026-02-02", "advance-2026-03-02"]);

    let given = on("2026-02-24", |law| late.advance_given(law.today, &application.facts, law));
    assert_eq!(advance_signals(&given), ["advance-2026-03-02"], "the oldest first");
    let none =
        on("2026-02-24", |law| given.no_advance(NoAdvance::DataWithheld, &application.facts, law)).unwrap();
    assert_eq!(advance_signals(&none), [""; 0]);
    assert_eq!(shown(&none, "2026-02-24"), [("2026-02-02".into(), "ended"), ("2026-03-02".into(), "ended")]);
    let again = on("2026-02-24", |law| none.no_advance(NoAdvance::DataWithheld, &application.facts, law));
    assert_eq!(again.unwrap_err().rule, "advance-settled");
    assert_eq!(shown(&none, "2026-03-03")[2], ("2026-03-30".into(), "running"), "and the next four weeks");
}

#[test]
fn the_decision_ends_it_and_without_assistance_there_is_none() {
    let (application, deadlines) = waiting();
    let warned = pass(&deadlines, &application, "2026-01-26");
    let decided = on("2026-01-27", |law| warned.decided(&application.facts, law)).unwrap();
    assert_eq!(advance_signals(&decided), [""; 0]);
    assert_eq!(shown(&decided, "2026-06-01"), [("2026-02-02".into(), "ended")]);
    let refused =
        on("2026-01-28", |law| decided.no_advance(NoAdvance::DataWithheld, &application.facts, law));
    assert_eq!(refused.unwrap_err().rule, "application-decided");

    let support = super::application(None, COMPLETE);
    let deadlines = opened(&support);
    assert!(shown(&deadlines, "2026-02-16").is_empty());
    let refused = on("2026-01-28", |law| deadlines.no_advance(NoAdvance::DataWithheld, &support.facts, law));
    assert_eq!(refused.unwrap_err().rule, "no-assistance-asked");
}
