//! Any event in any order: never a panic, never a case that is silently stuck, and every undoing once.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::LazyLock;

use chrono::Days;

use super::testing::Story;
use super::*;

mod events;
mod held;

pub use events::seen_again;
use events::{EVENTS, MOVES, OBJECTIONS, of_assistance, of_hands, of_the_clock};
use held::{
    assert_days_told, assert_ends_well, assert_given_back, assert_not_stuck, assert_sound, assert_told,
};

pub const TODAY: &str = "2026-01-05";

/// Numbers that look random and are the same each time (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }
}

/// One case of up to `steps` events; how many steps were taken. Each process on the way is seen, with what it hears.
fn walk(numbers: &mut Numbers, steps: usize, see: &mut dyn FnMut(&Process, &Event)) -> usize {
    let mut story = Story::on(TODAY);
    if numbers.below(4) > 0 {
        story.applies(None, true);
    }
    let mut taken = 0;
    for _ in 0..steps {
        if story.process.closed().is_some() && numbers.below(6) == 0 {
            break;
        }
        taken += 1;
        // Most things happen on the same day; now and then time passes.
        if numbers.below(8) == 0 {
            let days = u64::try_from(numbers.below(9) * 20 + 1).unwrap();
            story.today = story.today.checked_add_days(Days::new(days)).unwrap();
            for (_, timer) in story.process.timers().into_iter().filter(|(due, _)| *due <= story.today) {
                see(&story.process, &Event::TimerDue { timer });
            }
            let follow = story.pass_quickly();
            assert!(story.process.next_due().is_none_or(|due| due > story.today));
            if !follow.outputs.is_empty() {
                assert_told(&follow);
            }
            assert_sound(&story.process, story.today);
            continue;
        }
        let (which, turn) = (numbers.below(8), numbers.below(1_000));
        let of_the_case = match which {
            0 => of_the_clock(&story.process, turn, story.today),
            1 => of_hands(&story.process, turn),
            2 => of_assistance(&story.process, turn, story.today),
            _ => None,
        };
        let events = if which < 3 { &OBJECTIONS } else { &EVENTS };
        let event = of_the_case.as_ref().unwrap_or_else(|| &events[turn % events.len()]);
        // A case that is not known yet is not found.
        if event.is_of_a_person() && story.process.registration.is_none() {
            continue;
        }
        see(&story.process, event);
        let before = story.process.clone();
        match story.asks_quickly(event) {
            Ok(follow) => {
                assert_told(&follow);
                assert_days_told(&before, &story.process, &follow);
                assert_given_back(&before, event, &story.process, &follow);
                assert_sound(&story.process, story.today);
            }
            Err(refusal) => {
                assert!(event.is_of_a_person(), "{event:?} was refused: {refusal:?}");
                assert_eq!(story.process, before, "a refusal leaves no trace");
            }
        }
    }
    let stored = serde_json::to_string(&story.process).unwrap();
    assert_eq!(serde_json::from_str::<Process>(&stored).unwrap(), story.process, "what is stored comes back");
    assert_ends_well(&mut story, numbers.below(4));
    taken
}

/// Steps of the suite; with TEST_LONG twenty times as many.
const STEPS: usize = 120_000;

#[test]
fn any_events_in_any_order_leave_no_case_stuck_and_undo_once() {
    let steps = if std::env::var_os("TEST_LONG").is_some() { STEPS * 20 } else { STEPS };
    let started = std::time::Instant::now();
    let (mut taken, mut walks) = (0, 0u64);
    let mut heard = BTreeSet::new();
    while taken < steps {
        walks += 1;
        // Each case has numbers of its own, so that one that fails can be walked alone.
        let mut see = |process: &Process, event: &Event| heard.extend(decided(process, event));
        let walked = AssertUnwindSafe(|| walk(&mut Numbers(walks), 60, &mut see));
        let outcome = std::panic::catch_unwind(walked);
        assert!(outcome.is_ok(), "case {walks} fails");
        taken += outcome.unwrap_or_default();
    }
    let ms = started.elapsed().as_millis();
    println!(
        "{taken} steps of {walks} cases in {ms} ms; {} pairs of state and event were walked",
        heard.len()
    );
    let walked: BTreeSet<_> = heard.iter().map(|(_, _, trigger)| *trigger).collect();
    let missed: Vec<_> = Trigger::HEARD.iter().filter(|trigger| !walked.contains(*trigger)).collect();
    assert!(missed.is_empty(), "never walked: {missed:?}");
}

/// Which regions decide on an event, and in which state.
fn decided(process: &Process, event: &Event) -> Vec<(Region, &'static str, Trigger)> {
    if process.registration.is_none() || process.parked.is_some() {
        return Vec::new();
    }
    let of_objection = event.objection().and_then(|id| process.objection(id));
    let pair = |trigger: Trigger| {
        let region = trigger.home()?;
        let state = match (region, of_objection) {
            (Region::Objection, Some(file)) => file.state.kind().name(),
            (Region::Objection, None) => ObjectionKind::NotMade.name(),
            _ => process.regions().into_iter().find(|(name, _, _)| *name == region.name())?.1,
        };
        Some((region, state, trigger))
    };
    event.triggers(process).into_iter().filter_map(pair).collect()
}

/// Every process on the way of so many cases.
pub fn see_cases(cases: u64, see: &mut dyn FnMut(&Process, &Event)) {
    for number in 1..=cases {
        walk(&mut Numbers(number), 60, see);
    }
}

/// Every state that a complete application can reach at all on the first day, not only the likely ones, with the number of the event
/// that led to it. Found once for all tests that look at each.
pub static REACHED: LazyLock<Vec<(Process, usize)>> = LazyLock::new(|| {
    let events = &MOVES;
    let kinds = |process: &Process| process.regions().map(|(_, state, _)| state);
    let (mut seen, mut reached) = (BTreeSet::new(), Vec::new());
    let mut first = Story::on(TODAY);
    first.applies(None, true);
    seen.insert(kinds(&first.process));
    reached.push((first.process, 0));
    let mut next = 0;
    while let Some((process, _)) = reached.get(next).cloned() {
        next += 1;
        for (order, event) in events.iter().enumerate() {
            let mut story = Story::on(TODAY);
            story.process = process.clone();
            if story.asks_quickly(event).is_ok() && seen.insert(kinds(&story.process)) {
                reached.push((story.process, order));
            }
        }
    }
    reached
});

#[test]
fn every_state_that_can_be_reached_has_a_way_on() {
    for (process, order) in REACHED.iter() {
        assert_not_stuck(process);
        let mut story = Story::on(TODAY);
        story.process = process.clone();
        assert_ends_well(&mut story, *order);
    }
    assert!(REACHED.len() > 500, "only {} states were reached", REACHED.len());
}
