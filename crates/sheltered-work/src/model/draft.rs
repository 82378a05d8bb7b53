//! A step in the making: what was known, and what becomes of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{CaseId, Explanation, Moment, PlaceId, SignalKind, TraceInput};
use policy::{National, Policy, ShelteredRules};

use super::{Advised, CaseRef, Expiring, Indication, Place, PlaceKind, Pool, Stage, Turn};

/// The key of national law for the weeks in which UWV advises.
const ADVICE_TERM: &str = "10b.weeks";

/// The part of a policy, and of national law, that is followed here.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    pub sheltered: &'a ShelteredRules,
    /// The weeks in which UWV advises; `None` on a day of which the law is not known.
    pub advice_term: Option<&'a policy::Term>,
    /// Content hash of the policy.
    pub version: &'a str,
}

impl<'a> Rules<'a> {
    /// As they hold on a day.
    pub fn on(day: NaiveDate, policy: &'a Policy, national: &'a National) -> Self {
        let advice_term = national.term(ADVICE_TERM, day).ok();
        Self { sheltered: &policy.sheltered, advice_term, version: &policy.version }
    }

    /// So many days before an advice is over a new one is asked: as many as UWV has for it.
    pub(super) fn days_ahead(self) -> u64 {
        let weeks = self.advice_term.and_then(|term| u64::try_from(term.number).ok()).unwrap_or_default();
        weeks.saturating_mul(7)
    }
}

/// What a decision looks at.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// `None` when no policy holds.
    pub rules: Option<Rules<'a>>,
    pub pool: &'a Pool,
    /// At least all free places of the pool and those that the cases at hand hold.
    pub places: &'a BTreeMap<PlaceId, Place>,
    /// At least all of the pool that wait, and the cases at hand.
    pub indications: &'a BTreeMap<CaseId, Indication>,
    pub moment: &'a Moment,
}

/// What others are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    AdviceRequested(CaseRef),
    AdviceNegative(CaseRef),
    PlaceAssigned {
        of: CaseRef,
        place: PlaceId,
        valid_until: NaiveDate,
    },
    PutOnWaitingList {
        of: CaseRef,
        position: u32,
    },
    Released(CaseRef),
    /// Who waits does so by an advice that runs out: someone must ask a new one.
    AdviceExpires {
        of: CaseRef,
        expiring: Expiring,
    },
    /// That is no longer so.
    AdviceSettled {
        of: CaseRef,
        expiring: Expiring,
    },
}

impl Event {
    /// The case it is about.
    pub const fn of(&self) -> &CaseRef {
        match self {
            Self::AdviceRequested(of) | Self::AdviceNegative(of) | Self::Released(of) => of,
            Self::PlaceAssigned { of, .. }
            | Self::PutOnWaitingList { of, .. }
            | Self::AdviceExpires { of, .. }
            | Self::AdviceSettled { of, .. } => of,
        }
    }
}

/// What the story of a case says about it, in plain Dutch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub of: CaseRef,
    pub title: String,
    pub explanation: Option<Explanation>,
}

/// What an input brings about: the pool, places and indications as they become, and what to tell and write down.
/// It may concern other cases than the input did: a place that comes free goes to whoever waits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// `None` when the pool stays as it is.
    pub pool: Option<Pool>,
    pub places: BTreeMap<PlaceId, Place>,
    pub indications: BTreeMap<CaseId, Indication>,
    pub events: Vec<Event>,
    pub lines: Vec<Line>,
}

/// The step so far, over what was known.
pub(super) struct Draft<'a> {
    pub known: Known<'a>,
    pub step: Step,
}

impl<'a> Draft<'a> {
    /// Begins a step. The first in a pool opens the places of the policy, at the municipality itself (SW-2).
    pub fn new(known: Known<'a>) -> Self {
        let mut draft = Self { known, step: Step::default() };
        if let Some(rules) = known.rules
            && !known.pool.started
        {
            draft.pool().started = true;
            draft.open(PlaceKind::Municipality, rules.sheltered.places, 0);
        }
        draft
    }

    pub fn day(&self) -> NaiveDate {
        self.known.moment.day
    }

    /// The pool, to be changed.
    pub fn pool(&mut self) -> &mut Pool {
        self.step.pool.get_or_insert_with(|| self.known.pool.clone())
    }

    /// Opens places of a kind.
    pub fn open(&mut self, kind: PlaceKind, places: u32, support_hours: u32) -> Vec<PlaceId> {
        let mut opened = Vec::new();
        for _ in 0..places {
            let pool = self.pool();
            pool.last_place = pool.last_place.saturating_add(1);
            let number = pool.last_place;
            let id = PlaceId::new(self.known.moment.id(&format!("place:{number}")));
            self.step.places.insert(id, Place { id, number, kind, support_hours, held_by: None, version: 1 });
            opened.push(id);
        }
        opened
    }

    pub fn indication(&self, case: CaseId) -> Option<&Indication> {
        self.step.indications.get(&case).or_else(|| self.known.indications.get(&case))
    }

    pub fn put(&mut self, mut indication: Indication) {
        let before = self.known.indications.get(&indication.of.case);
        indication.version = before.map_or(1, |before| before.version.saturating_add(1));
        indication.follow(self.known.rules, self.known.moment.day);
        indication.wake(self.known.rules, self.known.moment.day);
        self.step.indications.insert(indication.of.case, indication);
    }

    pub fn hold(&mut self, place: PlaceId, held_by: Option<CaseId>) {
        let known = self.known.places.get(&place);
        let version = known.map_or(1, |known| known.version.saturating_add(1));
        if let Some(now) = self.step.places.get(&place).or(known) {
            let changed = Place { held_by, version, ..now.clone() };
            self.step.places.insert(place, changed);
        }
    }

    pub fn tell(&mut self, event: Event) {
        self.step.events.push(event);
    }

    pub fn line(&mut self, of: &CaseRef, title: impl Into<String>, explanation: Option<Explanation>) {
        self.step.lines.push(Line { of: of.clone(), title: title.into(), explanation });
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        let known = self.known.places.values().filter(|place| !self.step.places.contains_key(&place.id));
        known.chain(self.step.places.values())
    }

    fn in_line(&self) -> impl Iterator<Item = (Turn, &Indication)> {
        let changed = &self.step.indications;
        let known = self.known.indications.values().filter(|each| !changed.contains_key(&each.of.case));
        known.chain(changed.values()).filter_map(|each| Some((each.stage.turn()?, each)))
    }

    /// From 1: how many are in line up to and with this turn.
    pub fn position(&self, turn: Turn) -> u32 {
        let before = self.in_line().filter(|(other, _)| other.number <= turn.number).count();
        u32::try_from(before).unwrap_or(u32::MAX)
    }

    /// Gives free places to those who wait, in order: each the fitting place that the fewest others could take.
    /// Someone whose advice ran out is passed over and keeps the turn; UWV is asked anew.
    pub fn settle(&mut self) {
        let mut free: Vec<Place> = self.places().filter(|place| place.held_by.is_none()).cloned().collect();
        if free.is_empty() {
            return;
        }
        let mut waiting: Vec<(Turn, CaseId)> =
            self.in_line().map(|(turn, indication)| (turn, indication.of.case)).collect();
        waiting.sort_by_key(|(turn, _)| turn.number);
        for (turn, case) in waiting {
            let Some(indication) = self.indication(case).cloned() else { continue };
            let Stage::Waiting { advice, .. } = indication.stage else { continue };
            let needs_support = indication.needs_support;
            let fitting = free.iter().enumerate().filter(|(_, place)| place.fits(needs_support));
            let Some((at, _)) = fitting.min_by_key(|(_, place)| place.choice(needs_support)) else {
                continue;
            };
            if advice.until < self.day() {
                self.ask_anew(indication, turn);
                continue;
            }
            let place = free.swap_remove(at);
            self.assign(indication, turn, &place, advice);
            if free.is_empty() {
                return;
            }
        }
    }

    /// The step, once nobody waits for a place that is free, and it is told by whose advice runs out.
    pub fn settled(mut self) -> Step {
        self.settle();
        self.tell_expiring();
        self.step
    }

    /// By what stood before against what stands now: what came and went within this step is nobody's.
    fn tell_expiring(&mut self) {
        let told = |case: &CaseId| self.known.indications.get(case).and_then(|before| before.expiring);
        let changed: Vec<_> = self
            .step
            .indications
            .values()
            .map(|now| (now.of.clone(), told(&now.of.case), now.expiring))
            .filter(|(_, before, now)| before != now)
            .collect();
        for (of, before, now) in changed {
            if let Some(expiring) = before {
                self.tell(Event::AdviceSettled { of: of.clone(), expiring });
            }
            if let Some(expiring) = now {
                self.line(&of, SignalKind::AdviceExpires.dutch(), expiring.why(self.known.rules));
                self.tell(Event::AdviceExpires { of, expiring });
            }
        }
    }

    /// UWV is asked anew; the turn is kept.
    pub fn ask_anew(&mut self, indication: Indication, turn: Turn) {
        let of = indication.of.clone();
        self.put(Indication {
            asked_on: self.day(),
            stage: Stage::AdviceAsked { turn: Some(turn) },
            ..indication
        });
        let title =
            "Het advies is verlopen: UWV is opnieuw om advies gevraagd, de plaats op de wachtlijst blijft";
        self.line(&of, title, None);
        self.tell(Event::AdviceRequested(of));
    }

    fn assign(&mut self, indication: Indication, turn: Turn, place: &Place, advice: Advised) {
        let of = indication.of.clone();
        let explanation = self.why(&indication, turn, place);
        self.hold(place.id, Some(of.case));
        let stage = Stage::Placed { on: self.day(), place: place.id, advice };
        self.put(Indication { stage, ..indication });
        self.line(&of, "Een plek voor beschut werk is toegewezen", explanation);
        self.tell(Event::PlaceAssigned { of, place: place.id, valid_until: advice.until });
    }

    fn why(&self, indication: &Indication, turn: Turn, place: &Place) -> Option<Explanation> {
        let rules = self.known.rules?;
        let source = || rules.sheltered.source.clone();
        let input = |name: &str, value: String| TraceInput { name: name.into(), value, source: source() };
        let yes_no = if indication.needs_support { "ja" } else { "nee" };
        Some(Explanation {
            rule: "waiting-order".into(),
            source: source(),
            policy_version: rules.version.into(),
            inputs: vec![
                input("waiting_since", turn.since.format("%d-%m-%Y").to_string()),
                input("needs_support", yes_no.into()),
                input("support_hours", place.support_hours.to_string()),
            ],
            text: "U wacht het langst van de mensen voor wie deze plek past.".into(),
        })
    }
}
