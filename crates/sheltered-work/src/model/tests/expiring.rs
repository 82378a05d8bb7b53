//! Whose advice runs out while waiting: told in time, in line for as long as it takes, and placed by a new advice only.

use super::*;

fn after(days: u64) -> NaiveDate {
    start() + Days::new(days)
}

/// Each waits by an advice that holds for a hundred days.
fn in_line(cases: u128) -> Running {
    let mut running = Running::with(0);
    for case in 1..=cases {
        running.request(case, false);
        running.positive(case);
    }
    running
}

fn expires(events: &[Event]) -> bool {
    matches!(events, [Event::AdviceExpires { of: about, expiring }]
        if *about == of(1) && expiring.until == after(100))
}

#[test]
fn it_is_told_as_long_ahead_as_uwv_has_to_advise_and_once() {
    let mut running = in_line(1);
    assert!(running.to(after(43)).is_empty());
    let told = running.to(after(44));
    assert!(expires(&told), "{told:?}");
    let line = running.lines.last().unwrap();
    assert_eq!(line.title, "Het advies voor beschut werk is bijna niet meer geldig");
    let why = line.explanation.as_ref().unwrap();
    assert_eq!(
        (why.rule.as_str(), why.source.as_str()),
        ("advice-expires", "Besluit advisering beschut werk")
    );
    assert_eq!(
        why.text,
        "Het advies geldt tot en met 10 juni 2026. UWV heeft 8 weken voor een nieuw advies."
    );
    assert!(running.to(after(99)).is_empty(), "once");
    assert!(running.request(1, true).len() == 1, "where it stands, and nothing of the advice");
}

#[test]
fn an_advice_that_is_given_for_less_is_told_of_at_once() {
    let mut running = Running::with(0);
    running.request(1, false);
    let events = running.advise(1, Advice::Positive { until: after(55) }).unwrap();
    assert!(
        matches!(&events[..], [Event::PutOnWaitingList { .. }, Event::AdviceExpires { .. }]),
        "{events:?}"
    );
}

/// Whatever comes of someone who was told of, nobody has to ask UWV any more.
#[test]
fn a_new_advice_a_place_or_the_end_settles_it() {
    type Happens = fn(&mut Running) -> Vec<Event>;
    let ways: [(&str, Happens); 4] = [
        ("a longer advice", |running| running.positive(1)),
        ("a negative advice", |running| running.advise(1, Advice::Negative).unwrap()),
        ("a place", |running| running.open(PlaceKind::Employer, 1, 0)),
        ("the end", |running| running.release(1)),
    ];
    for (way, happens) in ways {
        let mut running = in_line(1);
        running.to(after(50));
        let events = happens(&mut running);
        assert!(matches!(events.last(), Some(Event::AdviceSettled { .. })), "{way}: {events:?}");
        assert!(running.to(after(93)).is_empty(), "{way}");
    }
}

/// UWV names a day far away, and the policy lets an advice hold for a year: what UWV says again by then is no repeat.
#[test]
fn a_new_advice_may_name_the_same_day() {
    let far = Advice::Positive { until: after(2_000) };
    let mut running = Running::with(0);
    running.request(1, false);
    running.advise(1, far).unwrap();
    assert!(running.advise(1, far).unwrap().is_empty(), "a repeat");
    let told = running.to(after(340));
    assert!(matches!(&told[..], [Event::AdviceExpires { .. }]), "{told:?}");

    let events = running.advise(1, far).unwrap();

    assert!(matches!(events.last(), Some(Event::AdviceSettled { .. })), "{events:?}");
    let Stage::Waiting { advice, .. } = running.indications[&of(1).case].stage else { panic!("waits") };
    assert!(advice.until > after(700), "{advice:?}");
    assert!(running.to(after(400)).is_empty());
}

#[test]
fn a_place_is_given_on_the_last_day() {
    let mut running = in_line(1);
    running.to(after(100));
    let events = running.open(PlaceKind::Employer, 1, 0);
    assert!(matches!(&events[..], [Event::PlaceAssigned { .. }, Event::AdviceSettled { .. }]), "{events:?}");
}

/// The first of two: asked anew on the day after, skipped for a place, first again with a new advice.
#[test]
fn who_is_first_stays_first_and_is_skipped_until_there_is_a_new_advice() {
    let mut running = in_line(1);
    running.to(after(60));
    running.request(2, false);
    assert_eq!(running.positive(2), [Event::PutOnWaitingList { of: of(2), position: 2 }]);

    let events = running.to(after(101));
    assert!(
        matches!(&events[..], [Event::AdviceRequested(again), Event::AdviceSettled { .. }] if *again == of(1)),
        "{events:?}"
    );
    assert_eq!(running.indications[&of(1).case].asked_on, after(101));
    let terms = running.indications[&of(1).case].legal_terms();
    assert_eq!(terms[0].term.ended_on(), Some(after(101)));
    assert_eq!(
        running.request(2, false)[0],
        Event::PutOnWaitingList { of: of(2), position: 2 },
        "still second"
    );
    running.request(3, false);
    assert_eq!(running.positive(3), [Event::PutOnWaitingList { of: of(3), position: 3 }]);

    let events = running.open(PlaceKind::Employer, 1, 0);
    assert!(
        matches!(&events[..], [Event::PlaceAssigned { of: to, .. }, ..] if *to == of(2)),
        "by an advice that holds: {events:?}"
    );
    assert_eq!(running.positive(1), [Event::PutOnWaitingList { of: of(1), position: 1 }]);
    let events = running.open(PlaceKind::Employer, 1, 0);
    assert!(matches!(&events[..], [Event::PlaceAssigned { of: to, .. }] if *to == of(1)), "{events:?}");
}

/// A negative advice after it ends the turn: there is nothing left to wait for.
#[test]
fn a_negative_advice_ends_the_turn_of_who_was_asked_anew() {
    let mut running = in_line(2);
    running.to(after(101));
    running.advise(1, Advice::Negative).unwrap();
    assert_eq!(running.positive(2), [Event::PutOnWaitingList { of: of(2), position: 1 }]);
}

/// What an earlier version stored says nothing of the clock: it is looked at once, and goes on as all others.
#[test]
fn who_waited_before_is_told_of_and_asked_anew_as_all_others() {
    for (day, told) in [(20, "nothing"), (60, "expires"), (140, "asked")] {
        let mut running = in_line(1);
        let mut stored = serde_json::to_value(&running.indications[&of(1).case]).unwrap();
        stored.as_object_mut().unwrap().remove("wakes_on").unwrap();
        let read: Indication = serde_json::from_value(stored).unwrap();
        assert_eq!((read.expiring, read.wakes_on), (None, None));
        running.day = after(day);
        let (events, ()) = running.step(|known| (pass(known, &read), ()));
        let what = match &events[..] {
            [] => "nothing",
            [Event::AdviceExpires { .. }] => "expires",
            [Event::AdviceRequested(_)] => "asked",
            _ => "more",
        };
        assert_eq!(what, told, "after {day} days: {events:?}");
        let wakes = running.indications[&of(1).case].wakes_on;
        assert_eq!(
            wakes,
            [Some(after(44)), Some(after(101)), None][usize::from(day > 44) + usize::from(day > 100)]
        );
    }
}
