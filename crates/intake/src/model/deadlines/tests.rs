use policy::Policies;
use proptest::prelude::*;
use rstest::rstest;
use terms::{State, StopReason};

use super::*;
use crate::model::fixtures::{COMPLETE, claims, day, facts, opening, policies, says};
use crate::model::{Opening, lay};

mod advances;
mod documents;
mod notices;
mod restarts;
mod stored;

const OPENED: &str = "2026-01-05";

/// Runs something by the law of a day.
fn on<T>(text: &str, run: impl FnOnce(Law<'_>) -> T) -> T {
    let policies: &Policies = &policies();
    let calendar = Calendar::of(policies.national());
    let tasks = &policies.of(&"emmen:0114".parse().unwrap(), day(text)).unwrap().tasks;
    run(Law { national: policies.national(), calendar: &calendar, tasks, today: day(text) })
}

/// Of someone who asks for support and no assistance: then there is no advance to see to.
fn application(search_until: Option<&str>, stated: &str) -> Application {
    asking_for(search_until, &format!("{stated}, assistance_requested=no"))
}

fn asking_for(search_until: Option<&str>, stated: &str) -> Application {
    let opening = Opening {
        municipality: "emmen:0114".parse().unwrap(),
        reported_on: day(OPENED),
        applied_on: day(OPENED),
        search_until: search_until.map(day),
        stated: lay(&Facts::default(), &claims(stated), day(OPENED)),
        ..opening()
    };
    Application::open(opening, day(OPENED))
}

fn opened(application: &Application) -> Deadlines {
    on(OPENED, |law| Deadlines::open(application, law).unwrap())
}

fn due(deadlines: &Deadlines, today: &str) -> Option<String> {
    on(today, |law| deadlines.decision.due(law.calendar).map(|day| day.to_string()))
}

fn asking(until: &str) -> Asking {
    let documents = vec!["loonstrook van december".into()];
    Asking { by: "consulent".into(), facts: Vec::new(), documents, until: day(until) }
}

fn ask(deadlines: &Deadlines, of: &Application, today: &str, until: &str) -> Result<Deadlines, Refusal> {
    on(today, |law| deadlines.ask(&asking(until), &of.facts, law))
}

fn receive(
    deadlines: &Deadlines,
    of: &Application,
    today: &str,
    (received, complete): (&str, bool),
) -> Result<Deadlines, Refusal> {
    let receipt = Receipt {
        on: day(received),
        recorded_on: day(today),
        recorded_by: "consulent".into(),
        complete,
        by_facts: false,
    };
    on(today, |law| deadlines.receive(1, receipt, &of.facts, law))
}

fn pass(deadlines: &Deadlines, of: &Application, today: &str) -> Deadlines {
    on(today, |law| deadlines.pass(&of.facts, law))
}

/// What is raised and not settled, with its last day.
fn raised(deadlines: &Deadlines) -> Vec<String> {
    let open = deadlines.raised.iter().filter(|raised| !raised.settled);
    let text = |raised: &Raised| {
        let due = raised.due_on.map(|day| format!(" {day}")).unwrap_or_default();
        format!("{}{due}", raised.kind.code())
    };
    open.map(text).collect()
}

#[rstest]
#[case::at_once(None, COMPLETE, "2026-03-02")]
#[case::after_the_search_of_the_law(
    Some("2026-02-02"),
    "birth_date=2004-06-01, household=single",
    "2026-03-31"
)]
#[case::not_after_a_search_of_the_policy(Some("2026-02-02"), COMPLETE, "2026-03-02")]
#[case::a_couple_that_is_not_young(
    Some("2026-02-02"),
    "birth_date=2004-06-01, household=couple, partner_birth_date=1990-01-01",
    "2026-03-02"
)]
fn a_decision_term_counts_from_when_the_law_lets_the_application_be_handled(
    #[case] search_until: Option<&str>,
    #[case] stated: &str,
    #[case] expected: &str,
) {
    let deadlines = opened(&application(search_until, stated));
    assert_eq!(due(&deadlines, OPENED).as_deref(), Some(expected));
}

#[test]
fn a_search_that_is_lifted_leaves_the_term_to_count_from_the_application() {
    let application = application(Some("2026-02-02"), "birth_date=2004-06-01, household=single");
    let ended =
        application.end_search(crate::model::SearchResult::Searched, true, day("2026-01-12")).unwrap();
    let deadlines = on("2026-01-12", |law| opened(&application).follow(&ended, law));
    assert_eq!(due(&deadlines, OPENED).as_deref(), Some("2026-03-02"));
}

#[test]
fn a_search_that_comes_after_all_moves_the_term_and_is_counted_itself() {
    let at_once = application(None, "birth_date=2004-06-01, household=single");
    let (searching, _) = at_once.at_the_gate(Some(day("2026-02-02")), day("2026-01-12")).unwrap();
    let deadlines = on("2026-01-12", |law| opened(&at_once).follow(&searching, law));
    assert!(deadlines.search.is_some());
    assert_eq!(deadlines.decision.start(), day("2026-02-03"));
}

#[rstest]
#[case::in_time("2026-01-21", "2026-01-16", "2026-03-05")]
#[case::the_day_after("2026-01-21", "2026-01-13", "2026-03-02")]
#[case::on_the_last_day("2026-01-21", "2026-01-21", "2026-03-10")]
fn what_is_asked_stops_the_term_until_it_is_there(
    #[case] until: &str,
    #[case] received: &str,
    #[case] expected: &str,
) {
    let application = application(None, COMPLETE);
    let asked = ask(&opened(&application), &application, "2026-01-12", until).unwrap();
    assert_eq!(due(&asked, "2026-01-12"), None);
    let there = receive(&asked, &application, received, (received, true)).unwrap();
    assert_eq!(due(&there, received).as_deref(), Some(expected));
    assert!(there.open_request().is_none());
}

/// The recovery term is from 12 to 21 January; nine days do not count.
#[test]
fn what_stays_away_lets_the_term_go_on_and_is_for_a_person() {
    let application = application(None, COMPLETE);
    let asked = ask(&opened(&application), &application, "2026-01-12", "2026-01-21").unwrap();
    assert_eq!(asked.wakes_on, Some(day("2026-01-22")));
    assert_eq!(pass(&asked, &application, "2026-01-21"), asked);

    // found only a week later: what passed, passed on its day
    let passed = pass(&asked, &application, "2026-01-29");
    assert_eq!(due(&passed, "2026-01-29").as_deref(), Some("2026-03-11"));
    assert_eq!(raised(&passed), ["evidence-overdue 2026-02-18"]);
    let may = |today: &str| on(today, |law| passed.may_be_left(law).map(|_| ()).map_err(|no| no.rule));
    assert_eq!(may("2026-02-18"), Ok(()));
    assert_eq!(may("2026-02-19"), Err("not-processed-too-late".into()));

    // late, and before there is a decision
    let late = receive(&passed, &application, "2026-02-02", ("2026-02-02", true)).unwrap();
    assert_eq!(due(&late, "2026-02-02").as_deref(), Some("2026-03-11"));
    assert_eq!(raised(&late), [""; 0]);
    // it came in time and was found late
    let found = receive(&passed, &application, "2026-02-02", ("2026-01-16", true)).unwrap();
    assert_eq!(due(&found, "2026-02-02").as_deref(), Some("2026-03-05"));
}

/// The recovery term is from 12 to 21 January: too little takes none of it, and gives no more time after it.
#[test]
fn too_little_neither_ends_the_recovery_term_nor_gives_the_municipality_more_time() {
    let application = application(None, COMPLETE);
    let asked = ask(&opened(&application), &application, "2026-01-12", "2026-01-21").unwrap();
    let may = |deadlines: &Deadlines, today: &str| {
        on(today, |law| deadlines.may_be_left(law).map(|_| ()).map_err(|no| no.rule))
    };
    let half = receive(&asked, &application, "2026-01-14", ("2026-01-14", false)).unwrap();
    assert_eq!(may(&half, "2026-01-15"), Err("recovery-term-running".into()));
    assert_eq!(may(&half, "2026-01-21"), Err("recovery-term-running".into()));
    // The day tells, not whether a clock has looked at it since.
    assert_eq!(may(&half, "2026-01-22"), Ok(()));
    assert!(on("2026-01-22", |law| half.caught_up(law.today, law.calendar).requests[0].passed));

    let late = receive(&half, &application, "2026-02-18", ("2026-02-18", false)).unwrap();
    assert_eq!(may(&late, "2026-02-18"), Ok(()));
    assert_eq!(may(&late, "2026-02-19"), Err("not-processed-too-late".into()));
    // Nor does asking again bring it back.
    let again = ask(&late, &application, "2026-02-19", "2026-02-26").unwrap();
    assert_eq!(may(&again, "2026-02-20"), Err("recovery-term-running".into()));
    assert_eq!(may(&again, "2026-02-27"), Err("not-processed-too-late".into()));
    // Asked again in time, the applicant has that time too, and the four weeks count from its end.
    let in_time = ask(&half, &application, "2026-01-26", "2026-02-02").unwrap();
    assert_eq!((may(&in_time, "2026-03-02"), may(&in_time, "2026-03-03").is_err()), (Ok(()), true));
}

/// Not processed on 22 January; the objection is upheld on 16 March.
#[test]
fn an_application_that_goes_on_after_an_objection_has_a_term_and_can_be_completed() {
    let application = application(None, COMPLETE);
    let asked = ask(&opened(&application), &application, "2026-01-12", "2026-01-21").unwrap();
    let closed = application.close("not-processed", false, day("2026-01-22")).unwrap();
    let left = on("2026-01-22", |law| pass(&asked, &application, "2026-01-22").follow(&closed, law));
    let reopened = closed.reopen(false, day("2026-03-16")).unwrap();
    let runs = on("2026-03-16", |law| left.follow(&reopened, law));
    assert_eq!(due(&runs, "2026-03-16").as_deref(), Some("2026-05-11"));
    assert_eq!(runs.decision.kind(), Kind::NewDecision);
    assert_eq!(runs.wakes_on, Some(day("2026-04-13")), "who decides is warned again");
    let lines = on("2026-03-16", |law| runs.decision.explain(law.today, law.calendar));
    assert!(lines[0].text.contains("na bezwaar herroepen (Awb art. 7:11 lid 2)"), "{lines:?}");
    assert_eq!(runs.decision_on(day("2026-03-15")).kind(), Kind::Decision);

    // What was asked for the revoked decision is no ground for the new one.
    let left_again = on("2026-03-17", |law| runs.may_be_left(law).map(|_| ()).unwrap_err().rule);
    assert_eq!(left_again, "evidence-not-asked");
    let again = ask(&runs, &reopened, "2026-03-17", "2026-03-31").unwrap();
    assert_eq!(due(&again, "2026-03-17"), None);
    let passed = pass(&again, &reopened, "2026-04-01");
    assert_eq!(due(&passed, "2026-04-01").as_deref(), Some("2026-05-26"));
    let decided = on("2026-04-02", |law| passed.decided(&reopened.facts, law)).unwrap();
    assert_eq!(decided.decision.ended_on(), Some(day("2026-04-02")));
}

#[test]
fn a_search_that_is_lifted_is_done_on_that_day() {
    let searching = application(Some("2026-02-02"), "birth_date=2004-06-01, household=single");
    let ended = searching.end_search(crate::model::SearchResult::Searched, true, day("2026-01-12")).unwrap();
    let handled = on("2026-01-12", |law| opened(&searching).follow(&ended, law));
    let search = on("2026-01-12", |law| handled.search.clone().unwrap().state(law.today, law.calendar));
    assert_eq!(search, State::Ended { on: day("2026-01-12"), in_time: true });
}

#[test]
fn what_is_not_enough_leaves_the_request_open() {
    let application = application(None, COMPLETE);
    let asked = ask(&opened(&application), &application, "2026-01-12", "2026-01-21").unwrap();
    let half = receive(&asked, &application, "2026-01-14", ("2026-01-14", false)).unwrap();
    assert_eq!(due(&half, "2026-01-14"), None);
    assert!(half.open_request().is_some());
    assert_eq!(receive(&half, &application, "2026-01-14", ("2026-01-14", false)), Ok(half.clone()));
    let whole = receive(&half, &application, "2026-01-15", ("2026-01-15", true)).unwrap();
    assert_eq!(due(&whole, "2026-01-15").as_deref(), Some("2026-03-04"));
    let again = receive(&whole, &application, "2026-01-16", ("2026-01-16", true)).unwrap_err();
    assert_eq!(again.rule, "evidence-complete");
}

#[test]
fn facts_that_come_in_answer_what_was_asked() {
    let before = asking_for(None, "birth_date=1985-06-01, household=single, residence=dutch");
    let facts = crate::model::completeness::missing(&before.facts);
    let asking = Asking { facts, documents: Vec::new(), ..asking("2026-01-21") };
    let asked = on("2026-01-12", |law| opened(&before).ask(&asking, &before.facts, law)).unwrap();
    assert_eq!(asked.requests[0].facts.len(), 4);

    let (half, _) =
        before.record_facts(&says(&before, "lives_in_municipality=yes", "2026-01-14"), &[]).unwrap();
    let half_known = on("2026-01-14", |law| asked.follow(&half, law));
    assert_eq!(half_known.since(&asked), None);
    let rest = says(&half, "monthly_earnings=0, other_income=0, capital=0", "2026-01-16");
    let (whole, _) = half.record_facts(&rest, &[]).unwrap();
    let known = on("2026-01-16", |law| asked.follow(&whole, law));
    assert_eq!(due(&known, "2026-01-16").as_deref(), Some("2026-03-05"));
    assert!(known.requests[0].receipts[0].by_facts);
}

/// What was stated to the municipality on the 16th counts from then, whenever it is recorded: also after the recovery term, which
/// ended on the 21st.
#[rstest]
#[case::at_once("2026-01-16")]
#[case::later("2026-01-20")]
#[case::after_the_recovery_term("2026-01-26")]
fn the_clock_goes_on_from_the_day_that_the_last_fact_was_stated(#[case] recorded: &str) {
    let before = asking_for(None, "birth_date=1985-06-01, household=single, residence=dutch");
    let facts = crate::model::completeness::missing(&before.facts);
    let asking = Asking { facts, documents: Vec::new(), ..asking("2026-01-21") };
    let asked = on("2026-01-12", |law| opened(&before).ask(&asking, &before.facts, law)).unwrap();
    let words = "lives_in_municipality=yes, monthly_earnings=0, other_income=0, capital=0";
    let mut statement = says(&before, words, recorded);
    statement.claims.0.values_mut().for_each(|claim| claim.stated_on = day("2026-01-16"));
    let (whole, _) = before.record_facts(&statement, &[]).unwrap();
    let known = on(recorded, |law| asked.follow(&whole, law));
    assert_eq!(due(&known, recorded).as_deref(), Some("2026-03-05"));
}

#[rstest]
#[case::today("2026-01-12", "until:recovery-term-ahead")]
#[case::too_soon("2026-01-16", "until:recovery-term-least")]
#[case::just_short("2026-01-18", "until:recovery-term-least")]
#[case::weekend("2026-01-24", "until:recovery-term-working-day")]
#[case::too_long("2026-03-10", "until:recovery-term-reasonable")]
fn a_recovery_term_has_its_bounds(#[case] until: &str, #[case] expected: &str) {
    let application = application(None, COMPLETE);
    let refusal = ask(&opened(&application), &application, "2026-01-12", until).unwrap_err();
    let found: Vec<_> = refusal.violations.iter().map(|one| format!("{}:{}", one.field, one.rule)).collect();
    assert_eq!(found, [expected]);
}

#[test]
fn only_what_is_not_known_is_asked_and_one_thing_at_a_time() {
    let application = application(None, COMPLETE);
    let deadlines = opened(&application);
    let ask_for = |keys: Vec<domain::FactKey>, documents: Vec<String>| {
        let asking = Asking { facts: keys, documents, ..asking("2026-01-21") };
        on("2026-01-12", |law| deadlines.ask(&asking, &application.facts, law))
    };
    let known = ask_for(vec![domain::FactKey::Capital], Vec::new()).unwrap_err();
    assert_eq!(known.violations[0].rule, "asked-once");
    assert_eq!(ask_for(Vec::new(), Vec::new()).unwrap_err().rule, "nothing-missing");
    let asked = ask_for(Vec::new(), vec!["huurcontract".into()]).unwrap();
    let again = ask(&asked, &application, "2026-01-13", "2026-01-21").unwrap_err();
    assert_eq!(again.rule, "evidence-already-asked");
    let left = on("2026-01-21", |law| asked.may_be_left(law).map(|_| ()).unwrap_err().rule);
    assert_eq!(left, "recovery-term-running");
    let unasked = on("2026-01-21", |law| deadlines.may_be_left(law).map(|_| ()).unwrap_err().rule);
    assert_eq!(unasked, "evidence-not-asked");
}

/// Someone is warned so long before as deciding may take: 28 days in Emmen.
#[test]
fn the_last_day_is_warned_of_and_then_noticed() {
    let application = application(None, COMPLETE);
    let deadlines = opened(&application);
    assert_eq!(deadlines.wakes_on, Some(day("2026-02-02")));
    let near = pass(&deadlines, &application, "2026-02-02");
    assert_eq!(raised(&near), ["decision-term-near 2026-03-02"]);
    assert_eq!(near.wakes_on, Some(day("2026-03-03")));

    // stopping puts the last day away: the warning is no longer so, and a new one comes
    let stopping = Stopping {
        reason: StopReason::Consent,
        from: day("2026-02-10"),
        until: Some(day("2026-02-23")),
        known_on: day("2026-02-09"),
    };
    let later = on("2026-02-09", |law| near.suspend(stopping, &application.facts, law)).unwrap();
    assert_eq!((raised(&later).len(), later.wakes_on), (0, Some(day("2026-02-16"))));

    let over = pass(&near, &application, "2026-03-03");
    assert_eq!(raised(&over), ["decision-term-over"]);
    // what is left is a pension, far away
    assert!(over.wakes_on.is_some_and(|wakes| wakes > day("2050-01-01")), "{:?}", over.wakes_on);
    let decided = on("2026-03-04", |law| over.decided(&application.facts, law)).unwrap();
    assert_eq!(raised(&decided), [""; 0]);
    let state = on("2026-03-04", |law| decided.decision.state(law.today, law.calendar));
    assert_eq!(state, State::Ended { on: day("2026-03-04"), in_time: false });
    assert_eq!(on("2026-03-05", |law| decided.decided(&application.facts, law)), None);
    let refused = ask(&decided, &application, "2026-03-05", "2026-03-10").unwrap_err();
    assert_eq!(refused.rule, "application-decided");
}

#[rstest]
#[case::claimant("birth_date=1999-06-15, household=single", "2026-06-01", "turns-27")]
#[case::leap_day("birth_date=2000-02-29, household=single", "2027-02-15", "turns-27")]
#[case::partner("household=couple, partner_birth_date=1999-06-15", "2026-06-01", "turns-27")]
#[case::pension("birth_date=1959-06-15, household=single", "2026-06-01", "pension-age")]
fn a_birthday_that_changes_the_rules_is_noticed_ahead(
    #[case] stated: &str,
    #[case] noticed: &str,
    #[case] expected: &str,
) {
    let application = application(None, stated);
    let decided = on("2026-01-12", |law| opened(&application).decided(&application.facts, law)).unwrap();
    assert_eq!(decided.wakes_on, Some(day(noticed)));
    let passed = pass(&decided, &application, noticed);
    // no day with it: it would tell the birth date
    assert_eq!(raised(&passed), [expected]);
    assert!(!passed.raised[0].subject.contains("20"), "{:?}", passed.raised[0]);
}

#[test]
fn a_birthday_before_the_application_is_nothing_to_notice() {
    let deadlines = opened(&application(None, "birth_date=1999-01-05, household=single"));
    let decided = on("2026-01-12", |law| deadlines.decided(&facts("birth_date=1999-01-05"), law)).unwrap();
    // the pension age of someone of 27 is far away
    assert!(
        decided.wakes_on.is_some_and(|day| day > "2060-01-01".parse().unwrap()),
        "{:?}",
        decided.wakes_on
    );
}

#[test]
fn a_closed_case_has_nothing_due() {
    let application = application(None, COMPLETE);
    let asked = ask(&opened(&application), &application, "2026-01-12", "2026-01-21").unwrap();
    let passed = pass(&asked, &application, "2026-01-22");
    let closed = application.close("withdrawn", false, day("2026-01-23")).unwrap();
    let after = on("2026-01-23", |law| passed.follow(&closed, law));
    assert_eq!((after.open, after.wakes_on, raised(&after).len()), (false, None, 0));
    assert_eq!(ask(&after, &closed, "2026-01-24", "2026-01-30").unwrap_err().rule, "application-closed");
}

#[derive(Debug, Clone)]
enum Step {
    Wait(u64),
    Ask(u64),
    Receive(u64, bool),
    Suspend(u64, u64),
    Extend(u64),
    Decide,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1u64..30).prop_map(Step::Wait),
        2 => (1u64..30).prop_map(Step::Ask),
        2 => (0u64..20, any::<bool>()).prop_map(|(ago, complete)| Step::Receive(ago, complete)),
        1 => (1u64..10, 0u64..20).prop_map(|(after, days)| Step::Suspend(after, days)),
        1 => (1u64..90).prop_map(Step::Extend),
        1 => Just(Step::Decide),
    ]
}

proptest! {
    /// Whatever is asked in whatever order: nothing is due that was handled, no signal comes twice, the last day moves
    /// forward only by what came to light later, and the deadlines survive the store.
    #[test]
    fn time_and_people_in_any_order(steps in prop::collection::vec(step(), 0..25)) {
        let application = application(None, COMPLETE);
        let facts = &application.facts;
        let mut now = opened(&application);
        let mut today = day(OPENED);
        for step in steps {
            let days = |count: u64| chrono::Days::new(count);
            let text = today.to_string();
            let next = match step {
                Step::Wait(count) => {
                    today = today + days(count);
                    Ok(pass(&now, &application, &today.to_string()))
                }
                Step::Ask(count) => ask(&now, &application, &text, &(today + days(count)).to_string()),
                Step::Receive(ago, complete) => {
                    let number = u32::try_from(now.requests.len()).unwrap();
                    let receipt = Receipt {
                        on: today - days(ago),
                        recorded_on: today,
                        recorded_by: "consulent".into(),
                        complete,
                        by_facts: false,
                    };
                    on(&text, |law| now.receive(number, receipt, facts, law))
                }
                Step::Suspend(after, count) => {
                    let from = today + days(after);
                    let (reason, until) = (StopReason::Consent, Some(from + days(count)));
                    let stopping = Stopping { reason, from, until, known_on: today };
                    on(&text, |law| now.suspend(stopping, facts, law))
                }
                Step::Extend(count) => {
                    on(&text, |law| now.extend(today + days(count), "wachten op advies", facts, law))
                }
                Step::Decide => {
                    Ok(on(&text, |law| now.decided(facts, law)).unwrap_or_else(|| now.clone()))
                }
            };
            let Ok(next) = next else { continue };
            let passed = pass(&next, &application, &today.to_string());
            prop_assert!(passed.wakes_on.is_none_or(|wakes| wakes > today));
            prop_assert_eq!(pass(&passed, &application, &today.to_string()), passed.clone());
            let mut subjects: Vec<_> =
                passed.raised.iter().map(|raised| (raised.kind, raised.subject.clone())).collect();
            let all = subjects.len();
            subjects.sort();
            subjects.dedup();
            prop_assert_eq!(subjects.len(), all);
            let lines = on(&today.to_string(), |law| passed.decision.explain(law.today, law.calendar));
            prop_assert!(lines.len() >= 3);
            let text = serde_json::to_string(&passed).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Deadlines>(&text).unwrap(), &passed);
            now = passed;
        }
    }
}
