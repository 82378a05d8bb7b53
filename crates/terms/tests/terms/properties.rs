use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::Config;
use terms::{Kind, StopReason, Stopping, Term};

use crate::common::{CALENDAR, day, national};

fn config() -> Config {
    let long = std::env::var("TEST_LONG").is_ok_and(|long| long == "1");
    Config::with_cases(if long { 20_000 } else { 500 })
}

/// Days after 1 January 2015: leap years, ends of years and both changes of the clock are among them.
fn start() -> impl Strategy<Value = NaiveDate> {
    (0u64..5000).prop_map(|days| day("2015-01-01") + Days::new(days))
}

fn decisions() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![Kind::Decision, Kind::ObjectionDecision, Kind::CommitteeDecision])
}

/// Reason, days from start to the first day that does not count, how many do not.
type Asked = (StopReason, u64, u64);

fn stops() -> impl Strategy<Value = Vec<Asked>> {
    let reason = prop::sample::select(vec![
        StopReason::MissingEvidence,
        StopReason::Consent,
        StopReason::ForceMajeure,
    ]);
    prop::collection::vec((reason, 1u64..90, 1u64..40), 0..6)
}

fn stopping(start: NaiveDate, (reason, after, days): Asked) -> Stopping {
    let from = start + Days::new(after);
    Stopping { reason, from, until: Some(from + Days::new(days - 1)), known_on: start }
}

fn lay(term: &Term, start: NaiveDate, asked: &[Asked]) -> Term {
    asked
        .iter()
        .fold(term.clone(), |term, asked| term.stop(stopping(start, *asked), &CALENDAR).unwrap_or(term))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_term_of_law_ends_on_a_working_day_and_never_too_soon(kind in decisions(), start in start()) {
        let term = Term::by_law(kind, start, national()).unwrap();
        let due = term.due(&CALENDAR).unwrap();
        prop_assert!(CALENDAR.is_working_day(due));
        let weeks = match kind { Kind::Decision => 8, Kind::ObjectionDecision => 6, _ => 12 };
        let days = (due - start).num_days() - weeks * 7;
        prop_assert!((0..=6).contains(&days), "{days} days later than {weeks} weeks");
    }

    #[test]
    fn a_stop_never_brings_the_last_day_forward(kind in decisions(), start in start(), asked in stops()) {
        let mut term = Term::by_law(kind, start, national()).unwrap();
        for asked in asked {
            let Ok(next) = term.stop(stopping(start, asked), &CALENDAR) else { continue };
            prop_assert!(next.due(&CALENDAR) >= term.due(&CALENDAR), "{term:?}\n{next:?}");
            term = next;
        }
    }

    #[test]
    fn the_order_of_stops_does_not_matter(
        start in start(),
        asked in stops().prop_flat_map(|asked| (Just(asked.clone()), Just(asked).prop_shuffle())),
    ) {
        let term = Term::by_law(Kind::Decision, start, national()).unwrap();
        let (one, other) = (lay(&term, start, &asked.0), lay(&term, start, &asked.1));
        // Where the order decides which of two is refused there is nothing to compare.
        prop_assume!(one.stops().len() == asked.0.len() && other.stops().len() == asked.0.len());
        prop_assert_eq!(one.due(&CALENDAR), other.due(&CALENDAR));
        prop_assert_eq!(one.explain(start, &CALENDAR), other.explain(start, &CALENDAR));
        prop_assert_eq!(one, other);
    }

    /// The last day again, counted day by day with a set.
    #[test]
    fn days_that_do_not_count_are_left_out_once(start in start(), asked in stops()) {
        let term = lay(&Term::by_law(Kind::Decision, start, national()).unwrap(), start, &asked);
        let mut still = BTreeSet::new();
        for stop in term.stops() {
            still.extend(stop.from.iter_days().take_while(|day| Some(*day) <= stop.until()));
        }
        let counts = |day: &NaiveDate| !still.contains(day);
        let last = start.iter_days().skip(1).filter(counts).nth(55).unwrap();
        let due = last.iter_days().filter(counts).find(|day| CALENDAR.is_working_day(*day));
        prop_assert_eq!(term.due(&CALENDAR), due);
        let end = start + Days::new(400);
        prop_assert_eq!(term.stopped_days(end, &CALENDAR), i64::try_from(still.len()).unwrap());
    }

    /// A stop without end and its resumption is the stop that was known whole.
    #[test]
    fn stopping_and_going_on_is_one_stop(start in start(), after in 1u64..56, days in 0u64..60) {
        let term = Term::by_law(Kind::Decision, start, national()).unwrap();
        let from = start + Days::new(after);
        let open = Stopping { reason: StopReason::MissingEvidence, from, until: None, known_on: start };
        let stopped = term.stop(open, &CALENDAR).unwrap();
        prop_assert_eq!(stopped.due(&CALENDAR), None);
        let gone_on = stopped.resume(StopReason::MissingEvidence, from + Days::new(days), from).unwrap();
        let whole = if days == 0 {
            term
        } else {
            term.stop(stopping(start, (StopReason::MissingEvidence, after, days)), &CALENDAR).unwrap()
        };
        prop_assert_eq!(gone_on.due(&CALENDAR), whole.due(&CALENDAR));
    }

    #[test]
    fn every_day_has_an_account_that_leads_to_the_last_day(start in start(), asked in stops(), on in 0u64..300) {
        let term = lay(&Term::by_law(Kind::Decision, start, national()).unwrap(), start, &asked);
        let lines = term.explain(start + Days::new(on), &CALENDAR);
        prop_assert!(lines.iter().all(|line| !line.text.is_empty() && !line.source.is_empty()));
        prop_assert_eq!(lines.last().and_then(|line| line.day), term.due(&CALENDAR));
        let text = serde_json::to_string(&term).unwrap();
        prop_assert_eq!(serde_json::from_str::<Term>(&text).unwrap(), term);
    }
}
