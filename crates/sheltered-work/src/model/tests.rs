//! Places and turns by example, and what must hold after any sequence of inputs.

mod expiring;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use domain::{CaseId, Moment, PersonId, PlaceId};
use policy::ShelteredRules;
use proptest::prelude::*;
use uuid::Uuid;

use super::draft::Line;
use super::*;

fn start() -> NaiveDate {
    "2026-03-02".parse().unwrap()
}

fn of(number: u128) -> CaseRef {
    CaseRef {
        case: CaseId::new(Uuid::from_u128(number)),
        person: PersonId::new(Uuid::from_u128(number + 1_000)),
        municipality: "a-tenant:0001".parse().unwrap(),
    }
}

fn sheltered(places: u32) -> ShelteredRules {
    ShelteredRules {
        places,
        preparatory_instrument: None,
        quotas: Vec::new(),
        advice_valid_months: 12,
        source: "S4".into(),
    }
}

/// UWV advises within eight weeks.
fn eight_weeks() -> policy::Term {
    policy::Term {
        number: 8,
        from: start(),
        source: "Besluit advisering beschut werk".into(),
        confidence: policy::Confidence::A,
    }
}

/// A pool to which steps are applied as the actor does.
struct Running {
    rules: ShelteredRules,
    law: policy::Term,
    pool: Pool,
    places: BTreeMap<PlaceId, Place>,
    indications: BTreeMap<CaseId, Indication>,
    day: NaiveDate,
    inputs: u128,
    /// Signals that were told, and whether they are so still.
    signals: BTreeMap<(CaseId, String), bool>,
    lines: Vec<Line>,
}

impl Running {
    fn with(places: u32) -> Self {
        Self {
            rules: sheltered(places),
            law: eight_weeks(),
            pool: Pool::default(),
            places: BTreeMap::new(),
            indications: BTreeMap::new(),
            day: start(),
            inputs: 0,
            signals: BTreeMap::new(),
            lines: Vec::new(),
        }
    }

    fn step<T>(&mut self, decide: impl FnOnce(Known<'_>) -> (Step, T)) -> (Vec<Event>, T) {
        self.inputs += 1;
        let moment = Moment {
            day: self.day,
            instant: chrono::DateTime::UNIX_EPOCH,
            input: Uuid::from_u128(self.inputs),
        };
        let known = Known {
            rules: Some(Rules { sheltered: &self.rules, advice_term: Some(&self.law), version: "v" }),
            pool: &self.pool,
            places: &self.places,
            indications: &self.indications,
            moment: &moment,
        };
        let (step, more) = decide(known);
        self.pool = step.pool.unwrap_or_else(|| self.pool.clone());
        self.places.extend(step.places);
        self.indications.extend(step.indications);
        self.lines.extend(step.lines);
        for event in &step.events {
            self.hears(event);
        }
        (step.events, more)
    }

    /// As workflow does: each signal is told once, and settled when it was told.
    fn hears(&mut self, event: &Event) {
        match event {
            Event::AdviceExpires { of, expiring } => {
                let before = self.signals.insert((of.case, expiring.subject()), true);
                assert_eq!(before, None, "{expiring:?} was told before");
            }
            Event::AdviceSettled { of, expiring } => {
                let before = self.signals.insert((of.case, expiring.subject()), false);
                assert_eq!(before, Some(true), "{expiring:?} was not told");
            }
            _ => {}
        }
    }

    /// Moves the clock, and lets the time of every case that wakes pass.
    fn to(&mut self, day: NaiveDate) -> Vec<Event> {
        self.day = day;
        let mut told = Vec::new();
        loop {
            let due = |each: &&Indication| each.wakes_on.is_some_and(|wakes| wakes <= day);
            let first =
                self.indications.values().filter(due).min_by_key(|each| (each.wakes_on, each.of.case));
            let Some(first) = first.cloned() else { return told };
            told.extend(self.step(|known| (pass(known, &first), ())).0);
        }
    }

    fn request(&mut self, case: u128, needs_support: bool) -> Vec<Event> {
        self.step(|known| (request(known, &of(case), needs_support), ())).0
    }

    fn advise(&mut self, case: u128, advice: Advice) -> Result<Vec<Event>, String> {
        let Some(indication) = self.indications.get(&of(case).case).cloned() else {
            return Err("none".into());
        };
        let mut refused = None;
        let (events, ()) = self.step(|known| match advise(known, &indication, advice) {
            Ok(step) => (step, ()),
            Err(refusal) => {
                refused = Some(refusal.rule);
                (Step::default(), ())
            }
        });
        refused.map_or(Ok(events), Err)
    }

    fn positive(&mut self, case: u128) -> Vec<Event> {
        let until = self.day + Days::new(100);
        self.advise(case, Advice::Positive { until }).unwrap()
    }

    fn open(&mut self, kind: PlaceKind, places: u32, support_hours: u32) -> Vec<Event> {
        self.step(|known| open(known, OpenPlaces { kind, places, support_hours })).0
    }

    fn release(&mut self, case: u128) -> Vec<Event> {
        self.step(|known| (release(known, &of(case), "ended"), ())).0
    }

    fn stage(&self, case: u128) -> &'static str {
        self.indications.get(&of(case).case).map_or("none", |indication| indication.stage.code())
    }
}

#[test]
fn the_places_of_the_policy_go_first_and_then_people_wait_in_order() {
    // S4: two places in 2020.
    let mut running = Running::with(2);
    for case in 1..=4 {
        assert_eq!(running.request(case, false), [Event::AdviceRequested(of(case))]);
    }
    assert!(matches!(&running.positive(3)[..], [Event::PlaceAssigned { .. }]));
    assert!(matches!(&running.positive(2)[..], [Event::PlaceAssigned { .. }]));
    assert_eq!(running.positive(4), [Event::PutOnWaitingList { of: of(4), position: 1 }]);
    assert_eq!(running.positive(1), [Event::PutOnWaitingList { of: of(1), position: 2 }]);

    let events = running.release(2);

    assert_eq!(events[0], Event::Released(of(2)));
    assert!(matches!(&events[1], Event::PlaceAssigned { of: to, .. } if *to == of(4)));
    assert_eq!(running.request(1, false), [Event::PutOnWaitingList { of: of(1), position: 1 }]);
}

/// Advised until a day, then until one that the policy does not let an advice hold.
#[test]
fn each_advice_is_told_for_as_long_as_it_held() {
    let mut running = Running::with(0);
    running.request(1, false);
    running.positive(1);
    let named = start() + Days::new(100);
    running.day = start() + Days::new(10);
    running.advise(1, Advice::Positive { until: start() + Days::new(900) }).unwrap();

    let terms = running.indications[&of(1).case].legal_terms();
    assert_eq!(terms.len(), 2);
    assert!(terms.iter().all(|entry| crate::TERMS.contains(&entry.term.kind())));
    let (first, second) = (&terms[0], &terms[1]);
    assert_eq!((first.term.last_given(), first.term.ended_on()), (Some(named), Some(running.day)));
    assert_eq!((second.known_on, second.term.start()), (running.day, running.day));
    assert_eq!(second.term.last_given(), None, "in months, as the policy says");

    running.release(1);
    let terms = running.indications[&of(1).case].legal_terms();
    assert!(terms.iter().all(|entry| entry.term.ended_on().is_some()), "{terms:?}");
}

/// What an earlier version stored has neither terms nor the day of the advice.
#[test]
fn an_advice_of_an_earlier_version_is_known_since_its_turn() {
    let mut running = Running::with(0);
    running.request(1, false);
    running.positive(1);
    let mut stored = serde_json::to_value(&running.indications[&of(1).case]).unwrap();
    stored.as_object_mut().unwrap().remove("terms");
    stored["stage"]["waiting"]["advice"].as_object_mut().unwrap().remove("on").unwrap();
    let read: Indication = serde_json::from_value(stored).unwrap();
    let terms = read.legal_terms();
    assert_eq!((terms.len(), terms[0].known_on), (1, start()));
    assert_eq!(terms[0].term.last_given(), Some(start() + Days::new(100)));
}

#[test]
fn a_place_goes_to_the_first_who_fits_and_leaves_support_to_those_who_need_it() {
    let mut running = Running::with(0);
    for case in 1..=3 {
        running.request(case, case == 1);
        running.positive(case);
    }
    let events = running.open(PlaceKind::Employer, 1, 0);
    assert!(matches!(&events[..], [Event::PlaceAssigned { of: to, .. }] if *to == of(2)), "{events:?}");

    // One with support and one without at once: the first who waits needs it, the other does not.
    let events = running.open(PlaceKind::LearnWorkCompany, 2, 8);
    assert_eq!(events.len(), 2);
    assert_eq!(running.places.values().filter(|place| place.held_by.is_none()).count(), 0);
}

#[test]
fn an_advice_that_ran_out_while_waiting_is_asked_anew_and_the_turn_is_kept() {
    let mut running = Running::with(1);
    for case in 1..=3 {
        running.request(case, false);
    }
    running.positive(1);
    running.advise(2, Advice::Positive { until: start() + Days::new(10) }).unwrap();
    running.positive(3);
    running.day = start() + Days::new(11);

    let events = running.release(1);

    assert!(matches!(
        &events[..],
        [
            Event::Released(_),
            Event::AdviceRequested(again),
            Event::PlaceAssigned { of: to, .. },
            Event::AdviceSettled { of: over, .. },
        ] if *again == of(2) && *to == of(3) && *over == of(2)
    ));
    running.request(4, false);
    running.positive(4);
    assert_eq!(running.positive(2), [Event::PutOnWaitingList { of: of(2), position: 1 }]);
    assert_eq!(running.request(4, false), [Event::PutOnWaitingList { of: of(4), position: 2 }]);
}

#[test]
fn an_advice_holds_no_longer_than_the_policy_says_and_counts_once() {
    let mut running = Running::with(0);
    running.request(1, false);
    let far = Advice::Positive { until: "2030-01-01".parse().unwrap() };
    running.advise(1, far).unwrap();
    let Stage::Waiting { advice, .. } = running.indications[&of(1).case].stage else { panic!() };
    assert_eq!(advice.until, "2027-03-02".parse().unwrap());

    running.day = start() + Days::new(30);
    assert_eq!(running.advise(1, far), Ok(Vec::new()));
    running.open(PlaceKind::Employer, 1, 0);
    assert_eq!(running.advise(1, far), Ok(Vec::new()));
    assert_eq!(running.advise(1, Advice::Negative), Err("place-assigned".into()));
}

#[test]
fn a_negative_advice_leads_back_and_an_unasked_one_is_refused() {
    let mut running = Running::with(1);
    running.request(1, false);
    assert_eq!(running.advise(1, Advice::Negative), Ok(vec![Event::AdviceNegative(of(1))]));
    assert_eq!(running.advise(1, Advice::Negative), Ok(Vec::new()));
    let late = Advice::Positive { until: start() };
    assert_eq!(running.advise(1, late), Err("advice-not-asked".into()));
    assert_eq!(running.request(1, false), [Event::AdviceRequested(of(1))]);

    assert_eq!(running.release(1), [Event::Released(of(1))]);
    assert_eq!(running.release(1), [Event::Released(of(1))]);
    assert_eq!(running.release(7), [Event::Released(of(7))]);
    assert_eq!((running.stage(1), running.stage(7)), ("released", "none"));
}

#[derive(Debug, Clone)]
enum Act {
    Request(u128, bool),
    Positive(u128, u64),
    Negative(u128),
    Release(u128),
    Open(PlaceKind, u32, u32),
    Days(u64),
}

fn act() -> impl Strategy<Value = Act> {
    let case = 0u128..10;
    let kind = prop_oneof![
        Just(PlaceKind::Employer),
        Just(PlaceKind::LearnWorkCompany),
        Just(PlaceKind::Municipality)
    ];
    prop_oneof![
        4 => (case.clone(), any::<bool>()).prop_map(|(case, needs)| Act::Request(case, needs)),
        5 => (case.clone(), 0u64..60).prop_map(|(case, days)| Act::Positive(case, days)),
        1 => case.clone().prop_map(Act::Negative),
        3 => case.prop_map(Act::Release),
        1 => (kind, 1u32..3, 0u32..2).prop_map(|(kind, places, hours)| Act::Open(kind, places, hours)),
        1 => (1u64..40).prop_map(Act::Days),
    ]
}

impl Running {
    fn act(&mut self, act: &Act) -> Vec<Event> {
        match *act {
            Act::Request(case, needs) => self.request(case, needs),
            Act::Positive(case, days) => {
                let until = self.day + Days::new(days);
                self.advise(case, Advice::Positive { until }).unwrap_or_default()
            }
            Act::Negative(case) => self.advise(case, Advice::Negative).unwrap_or_default(),
            Act::Release(case) => self.release(case),
            Act::Open(kind, places, hours) => self.open(kind, places, hours),
            Act::Days(days) => self.to(self.day + Days::new(days)),
        }
    }

    /// Who waits is looked at on a day to come, and told of once the advice runs out; all others are left alone.
    fn check_clock(&self, indication: &Indication) -> Result<(), TestCaseError> {
        let Stage::Waiting { advice, .. } = indication.stage else {
            prop_assert_eq!((indication.expiring, indication.wakes_on), (None, None));
            return Ok(());
        };
        prop_assert!(indication.wakes_on > Some(self.day), "{:?}", indication);
        prop_assert!(advice.until >= self.day, "waits on an advice that is over");
        let is_near = self.day + Days::new(56) >= advice.until;
        prop_assert_eq!(indication.expiring.map(|told| told.until), is_near.then_some(advice.until));
        Ok(())
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let told = self.signals.iter().filter(|(_, open)| **open).map(|(signal, _)| signal.clone());
        let stand = self.indications.values();
        let stand = stand.filter_map(|each| Some((each.of.case, each.expiring?.subject())));
        prop_assert_eq!(told.collect::<BTreeSet<_>>(), stand.collect::<BTreeSet<_>>());
        let held: Vec<CaseId> = self.places.values().filter_map(|place| place.held_by).collect();
        let holders: BTreeSet<CaseId> = held.iter().copied().collect();
        prop_assert_eq!(held.len(), holders.len(), "a case holds two places");
        let mut placed = BTreeSet::new();
        let mut turns = BTreeSet::new();
        for (case, indication) in &self.indications {
            if let Stage::Placed { place, .. } = indication.stage {
                placed.insert(*case);
                prop_assert_eq!(self.places[&place].held_by, Some(*case));
                prop_assert!(self.places[&place].number <= self.pool.last_place);
            }
            if let Some(turn) = indication.stage.turn() {
                prop_assert!(turns.insert(turn.number), "two have the same turn");
            }
            self.check_clock(indication)?;
            if let Stage::Waiting { .. } = indication.stage {
                let fits = |place: &&Place| place.held_by.is_none() && place.fits(indication.needs_support);
                prop_assert!(
                    self.places.values().find(fits).is_none(),
                    "waits while a fitting place is free"
                );
            }
        }
        prop_assert_eq!(placed, holders);
        Ok(())
    }

    /// Whoever got a place had the lowest turn of those it fits, their advice being valid.
    fn check_order(
        &self,
        before: &BTreeMap<CaseId, Indication>,
        events: &[Event],
    ) -> Result<(), TestCaseError> {
        for event in events {
            let Event::PlaceAssigned { of, place, .. } = event else { continue };
            let Some(turn) = before.get(&of.case).and_then(|indication| indication.stage.turn()) else {
                continue;
            };
            for (case, indication) in &self.indications {
                let Stage::Waiting { turn: other, advice } = indication.stage else { continue };
                let waited = before.get(case).is_some_and(|before| before.stage.turn().is_some());
                let fits = self.places[place].fits(indication.needs_support);
                prop_assert!(
                    !waited || !fits || advice.until < self.day || other.number > turn.number,
                    "someone was passed over"
                );
            }
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn no_place_is_held_twice_nobody_waits_for_a_free_one_and_turns_are_kept(
        places in 0u32..4,
        acts in proptest::collection::vec(act(), 0..100),
    ) {
        let mut running = Running::with(places);
        for act in &acts {
            let before = running.indications.clone();
            let events = running.act(act);
            running.check()?;
            running.check_order(&before, &events)?;
        }
        for case in 0..10 {
            running.release(case);
        }
        running.check()?;
        prop_assert!(running.places.values().all(|place| place.held_by.is_none()));
    }

    #[test]
    fn states_come_back_from_the_store_as_they_went(acts in proptest::collection::vec(act(), 0..40)) {
        let mut running = Running::with(2);
        for act in &acts {
            running.act(act);
        }
        for indication in running.indications.values() {
            let text = serde_json::to_string(indication).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Indication>(&text).unwrap(), indication);
        }
        for place in running.places.values() {
            let text = serde_json::to_string(place).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Place>(&text).unwrap(), place);
        }
    }
}
