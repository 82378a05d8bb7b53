//! A decision term that turns out to have begun on another day, and one that is begun anew.

use super::*;

const YOUNG: &str = "birth_date=2004-06-01, household=single";

/// Searching until 2 February.
fn searching() -> Application {
    application(Some("2026-02-02"), YOUNG)
}

fn lifted(of: &Application, deadlines: &Deadlines, today: &str) -> (Application, Deadlines) {
    let (lifted, _) = of.at_the_gate(None, day(today)).unwrap();
    let next = on(today, |law| deadlines.follow(&lifted, law));
    (lifted, next)
}

/// Applied for on 5 January; asked on 20 January until 10 February, and nothing came.
#[test]
fn what_was_asked_while_searching_stops_the_term_of_who_had_nothing_to_search_for() {
    let of = searching();
    let asked = ask(&opened(&of), &of, "2026-01-20", "2026-02-10").unwrap();
    assert_eq!(asked.decision.start(), day("2026-02-03"));

    let (of, free) = lifted(&of, &asked, "2026-01-22");
    assert_eq!((free.decision.start(), due(&free, "2026-01-22")), (day(OPENED), None));
    let passed = pass(&free, &of, "2026-02-11");
    // 2 March, and the 21 days from 21 January
    assert_eq!(due(&passed, "2026-02-11").as_deref(), Some("2026-03-23"));
}

/// The recovery term was over before the first day that the term would have counted.
#[test]
fn what_was_asked_and_came_before_the_term_would_begin_still_stops_it() {
    let of = searching();
    let asked = ask(&opened(&of), &of, "2026-01-06", "2026-01-16").unwrap();
    assert!(!asked.requests[0].stops);
    let came = receive(&asked, &of, "2026-01-14", ("2026-01-14", true)).unwrap();
    let (_, free) = lifted(&of, &came, "2026-01-22");
    // the seven days up to the 13th
    assert_eq!(due(&free, "2026-01-22").as_deref(), Some("2026-03-09"));
}

#[test]
fn a_search_that_comes_after_all_leaves_no_day_stopped_that_does_not_count_anyway() {
    let of = application(None, YOUNG);
    let asked = ask(&opened(&of), &of, "2026-01-12", "2026-01-21").unwrap();
    let (searching, _) = of.at_the_gate(Some(day("2026-02-02")), day("2026-01-14")).unwrap();
    let moved = on("2026-01-14", |law| asked.follow(&searching, law));
    assert_eq!((moved.decision.start(), moved.requests[0].stops), (day("2026-02-03"), false));
    assert_eq!(due(&pass(&moved, &searching, "2026-01-22"), "2026-01-22").as_deref(), Some("2026-03-31"));
}

/// What happens on each of sixty days: the search falls away, something is asked, it comes.
fn through(
    mut of: Application,
    (asked, lasts): (u64, u64),
    came: Option<u64>,
    lifts: Option<u64>,
) -> Deadlines {
    let mut now = opened(&of);
    for count in 0..60 {
        let today = day(OPENED) + chrono::Days::new(count);
        let text = today.to_string();
        if lifts == Some(count) {
            (of, now) = lifted(&of, &now, &text);
        }
        if asked == count {
            let until = on(&text, |law| law.calendar.working_day_from(today + chrono::Days::new(lasts)));
            now = ask(&now, &of, &text, &until.to_string()).unwrap();
        }
        if came == Some(count) {
            now = receive(&now, &of, &text, (&text, true)).unwrap();
        }
        now = pass(&now, &of, &text);
    }
    now
}

proptest! {
    /// Whatever comes first, the gate or what was asked: the term is that of an application that never had to wait.
    #[test]
    fn the_order_in_which_things_come_to_light_does_not_matter(
        asked in 0u64..28,
        lasts in 7u64..21,
        came in prop::option::of(1u64..30),
        lifts in 1u64..28,
    ) {
        let came = came.map(|after| asked + after);
        let late = through(searching(), (asked, lasts), came, Some(lifts));
        let at_once = through(application(None, YOUNG), (asked, lasts), came, None);
        prop_assert_eq!(&late.decision, &at_once.decision);
        prop_assert_eq!(&late.requests, &at_once.requests);
        prop_assert!(due(&late, "2026-03-06") >= Some("2026-03-02".to_owned()), "no date comes forward");
    }
}

/// Granted on 12 January; the objection is upheld on 16 March.
#[test]
fn a_decision_on_an_open_application_that_is_taken_anew_has_a_term() {
    let of = asking_for(None, COMPLETE);
    let granted = on("2026-01-12", |law| opened(&of).decided(&of.facts, law)).unwrap();
    let anew = |deadlines: &Deadlines, today: &str, objection: &str| {
        on(today, |law| deadlines.decided_anew(objection, &of.facts, law))
    };
    assert_eq!(anew(&opened(&of), "2026-01-12", "one"), None, "it is still to be decided");
    let runs = anew(&granted, "2026-03-16", "one").unwrap();
    assert_eq!(runs.decision.kind(), Kind::NewDecision);
    assert_eq!(due(&runs, "2026-03-16").as_deref(), Some("2026-05-11"));
    assert_eq!(anew(&runs, "2026-03-17", "one"), None);
    // No advance on what is paid, and nothing to leave once it was decided.
    assert!(on("2026-04-20", |law| runs.advances(law.today, law.calendar, law.national)).is_empty());
    let asked = ask(&runs, &of, "2026-03-17", "2026-03-31").unwrap();
    let left = on("2026-04-01", |law| asked.may_be_left(law).map(|_| ()).unwrap_err().rule);
    assert_eq!(left, "application-decided");

    let near = pass(&runs, &of, "2026-04-13");
    assert_eq!(raised(&near), ["decision-term-near 2026-05-11"]);
    let over = pass(&near, &of, "2026-05-12");
    let noticed = on("2026-05-12", |law| over.default_noticed(law.today, "anna", &of.facts, law)).unwrap();
    assert!(raised(&noticed).iter().any(|one| one.starts_with("notice-of-default")));

    let decided = on("2026-05-13", |law| noticed.decided(&of.facts, law)).unwrap();
    assert_eq!(anew(&decided, "2026-05-14", "one"), None, "once for each objection");
    assert!(anew(&decided, "2026-05-14", "two").is_some());
}

/// Turns 27 on 15 June, which is noticed on 1 June; the case ends on 5 June and goes on in July.
#[test]
fn what_was_noticed_and_dropped_is_noticed_again_when_the_case_goes_on() {
    let of = application(None, "birth_date=1999-06-15, household=single");
    let decided = on("2026-01-12", |law| opened(&of).decided(&of.facts, law)).unwrap();
    let rechecked = on("2026-01-12", |law| decided.rechecked(Some(3), &of.facts, law));
    let noticed = pass(&rechecked, &of, "2026-06-01");
    assert_eq!(raised(&noticed), ["turns-27", "risk-recheck"]);
    let closed = of.close("denied", true, day("2026-06-05")).unwrap();
    let over = on("2026-06-05", |law| noticed.follow(&closed, law));
    assert_eq!(raised(&over), [""; 0]);

    let reopened = closed.reopen(true, day("2026-07-01")).unwrap();
    let runs = on("2026-07-01", |law| over.follow(&reopened, law));
    assert_eq!((raised(&runs), runs.wakes_on), (vec!["risk-recheck".into()], Some(day("2026-06-01"))));
    let again = pass(&runs, &reopened, "2026-07-01");
    assert_eq!(raised(&again), ["risk-recheck", "turns-27"]);
    assert_eq!(again.raised.len(), 4);
    assert_eq!(pass(&again, &reopened, "2026-07-02").raised.len(), 4, "once");
}

fn ahead(deadlines: &Deadlines, today: &str) -> Option<String> {
    deadlines.decision_ahead(day(today)).map(|term| term.start().to_string())
}

#[test]
fn the_term_after_the_search_is_seen_ahead_while_that_runs() {
    let of = searching();
    let deadlines = opened(&of);
    let term = deadlines.decision_ahead(day("2026-02-02")).unwrap();
    assert_eq!(term.start(), day("2026-02-03"));
    let lines = on("2026-02-02", |law| term.explain(law.today, law.calendar));
    let first = "Na de zoektermijn kan de aanvraag worden behandeld, vanaf 3 februari 2026. De termijn telt vanaf de dag erna.";
    assert_eq!((lines[0].text.as_str(), lines[0].source.as_str()), (first, "Participatiewet art. 41 lid 4"));
    assert!(lines.last().unwrap().text.starts_with("De termijn loopt nog niet"), "{lines:?}");
    assert_eq!(ahead(&deadlines, "2026-02-03"), None, "it runs");
    assert_eq!(ahead(&opened(&application(None, COMPLETE)), OPENED), None, "it runs at once");

    // An exception lifts the search: the term counts from the application, as any other.
    let (_, free) = lifted(&of, &deadlines, "2026-01-22");
    assert_eq!(ahead(&free, "2026-01-22"), None);
    let lines = on("2026-01-22", |law| free.decision.explain(law.today, law.calendar));
    assert!(lines[0].text.starts_with("De aanvraag is ontvangen op 5 januari 2026."), "{lines:?}");

    // With the application goes what was to come.
    let closed = of.close("withdrawn", false, day("2026-01-20")).unwrap();
    let left = on("2026-01-20", |law| deadlines.follow(&closed, law));
    assert_eq!(ahead(&left, "2026-01-20"), None);
    assert_eq!(ahead(&left, "2026-01-19").as_deref(), Some("2026-02-03"), "as it was known then");
    assert_eq!(left.decisions_begun(day("2026-02-10")).count(), 0, "and it never begins");
    assert_eq!(deadlines.decisions_begun(day("2026-02-10")).count(), 1);
}

#[test]
fn a_search_that_comes_later_says_why_the_term_counts_from_its_end() {
    let at_once = application(None, YOUNG);
    let (searching, _) = at_once.at_the_gate(Some(day("2026-02-02")), day("2026-01-12")).unwrap();
    let moved = on("2026-01-12", |law| opened(&at_once).follow(&searching, law));
    assert_eq!(ahead(&moved, "2026-01-12").as_deref(), Some("2026-02-03"));
    let lines = on("2026-01-12", |law| moved.decision.explain(law.today, law.calendar));
    assert!(lines[0].text.starts_with("Na de zoektermijn kan de aanvraag worden behandeld"), "{lines:?}");
}

/// Granted, decided anew after an objection, and then assistance is asked: an application of its own, which nobody decided on.
#[test]
fn what_is_asked_after_a_decision_anew_has_its_advance_and_may_be_left() {
    let of = asking_for(None, COMPLETE);
    let granted = on("2026-01-12", |law| opened(&of).decided(&of.facts, law)).unwrap();
    let anew = on("2026-03-16", |law| granted.decided_anew("one", &of.facts, law)).unwrap();
    let decided = on("2026-05-13", |law| anew.decided(&of.facts, law)).unwrap();
    let asks = Application { assistance_asked_on: Some(day("2026-06-01")), ..of };
    let runs = on("2026-06-01", |law| decided.clone().asked_beside(&asks, law));
    assert!(!on("2026-06-20", |law| runs.advances(law.today, law.calendar, law.national)).is_empty());
    let asked = ask(&runs, &asks, "2026-06-02", "2026-06-16").unwrap();
    assert!(on("2026-06-17", |law| asked.may_be_left(law).is_ok()));
    assert!(runs.is_decided_on() && runs.was_decided());
}
