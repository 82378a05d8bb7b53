//! Everybody under the policy of now and under the one of then.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use domain::FactKey;
use policy::{FactSet, Placed, Policy, Rule, Walk};

use crate::caseload::{Caseload, Person};
use crate::side::{Counts, Side, Standing};

/// One version beside another, for the same people.
#[derive(Debug)]
pub struct Comparison<'p> {
    pub now: Side<'p>,
    pub then: Side<'p>,
    /// How many people there are.
    pub people: u64,
    /// From where to where, with how many; those who stay too.
    pub flows: BTreeMap<(Standing, Standing), u64>,
    /// Why people move, most people first.
    pub reasons: Vec<(Reason, u64)>,
    /// Who moves, in the order of the caseload.
    pub moved: Vec<Moved>,
}

/// From where to where, and what made the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    pub from: Standing,
    pub to: Standing,
    /// Row of the later table (from 0) that decided; `None` when facts are missing.
    pub row: Option<usize>,
    /// The first fact that led there of which this row asks something else than the row of now did. `None` when
    /// facts are missing, or when the rows ask the same and only say something else.
    pub fact: Option<FactKey>,
    /// What is missing, as people state it.
    pub missing: FactSet,
}

/// Someone who moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Place in the caseload.
    pub person: usize,
    pub from: Standing,
    pub to: Standing,
    /// Row of the later table (from 0); `None` when facts are missing.
    pub row: Option<usize>,
}

/// Compares two versions for a whole caseload, on so many threads.
pub fn compare<'p>(caseload: &Caseload, now: &'p Policy, then: &'p Policy, threads: usize) -> Comparison<'p> {
    let share = caseload.len().div_ceil(threads.max(1)).max(1);
    let parts = (0..caseload.len()).step_by(share).map(|start| start..caseload.len().min(start + share));
    let both = Both { now, then, now_rules: now.rules(), then_rules: then.rules() };
    let mut whole = Tally::new(now, then);
    std::thread::scope(|scope| {
        let running: Vec<_> = parts.map(|part| scope.spawn(|| both.part(caseload, part))).collect();
        // In order, so that who moves is told in the order of the caseload.
        for part in running {
            match part.join() {
                Ok(tally) => whole.add(tally),
                Err(fault) => std::panic::resume_unwind(fault),
            }
        }
    });
    let mut reasons: Vec<_> = whole.reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| Reverse(*count));
    Comparison {
        now: Side { policy: now, counts: whole.now },
        then: Side { policy: then, counts: whole.then },
        people: whole.people,
        flows: whole.flows,
        reasons,
        moved: whole.moved,
    }
}

impl Comparison<'_> {
    /// Whether two standings are the same for the person: the same category, or the same lack of one.
    pub fn is_move(&self, from: Standing, to: Standing) -> bool {
        is_move(self.now.policy, self.then.policy, from, to)
    }

    pub fn movers(&self) -> u64 {
        self.flows.iter().filter(|((from, to), _)| self.is_move(*from, *to)).map(|(_, count)| count).sum()
    }
}

fn is_move(now: &Policy, then: &Policy, from: Standing, to: Standing) -> bool {
    match (from, to) {
        (Standing::Category(from), Standing::Category(to)) => {
            now.categories[from].key != then.categories[to].key
        }
        _ => from != to,
    }
}

/// What one thread counts.
struct Tally {
    people: u64,
    now: Counts,
    then: Counts,
    flows: BTreeMap<(Standing, Standing), u64>,
    reasons: BTreeMap<Reason, u64>,
    moved: Vec<Moved>,
}

impl Tally {
    fn new(now: &Policy, then: &Policy) -> Self {
        Self {
            people: 0,
            now: Counts::new(now),
            then: Counts::new(then),
            flows: BTreeMap::new(),
            reasons: BTreeMap::new(),
            moved: Vec::new(),
        }
    }

    fn add(&mut self, other: Self) {
        self.people += other.people;
        self.now.add(&other.now);
        self.then.add(&other.then);
        other.flows.into_iter().for_each(|(flow, count)| *self.flows.entry(flow).or_default() += count);
        other.reasons.into_iter().for_each(|(why, count)| *self.reasons.entry(why).or_default() += count);
        self.moved.extend(other.moved);
    }
}

struct Both<'p> {
    now: &'p Policy,
    then: &'p Policy,
    now_rules: Vec<Rule<'p>>,
    then_rules: Vec<Rule<'p>>,
}

impl Both<'_> {
    fn part(&self, caseload: &Caseload, part: Range<usize>) -> Tally {
        let mut tally = Tally::new(self.now, self.then);
        let places =
            [Standing::of_rules(self.now, &self.now_rules), Standing::of_rules(self.then, &self.then_rules)];
        // Each policy its own: what the first remembers is looked at after the second.
        let (mut walk_now, mut walk_then) = (Walk::default(), Walk::default());
        for place in part {
            let person = caseload.person(place);
            let now = self.now.place(&person, &mut walk_now);
            let then = self.then.place(&person, &mut walk_then);
            let from = Standing::of(now, &places[0]);
            let to = Standing::of(then, &places[1]);
            tally.people += 1;
            tally.now.count(from, now, self.now.duty_rows(&person), &person);
            tally.then.count(to, then, self.then.duty_rows(&person), &person);
            *tally.flows.entry((from, to)).or_default() += 1;
            if is_move(self.now, self.then, from, to) {
                let reason = self.reason(now, then, (from, to), &walk_then);
                *tally.reasons.entry(reason).or_default() += 1;
                tally.moved.push(Moved { person: place, from, to, row: reason.row });
            }
        }
        tally
    }

    fn reason(&self, now: Placed, then: Placed, (from, to): (Standing, Standing), walk: &Walk) -> Reason {
        let (row, missing) = match then {
            Placed::Category { row, .. } | Placed::Person { row } => (Some(row), FactSet::EMPTY),
            Placed::Missing(keys) => (None, keys.iter().map(policy::stated).collect()),
        };
        let row_now = match now {
            Placed::Category { row, .. } | Placed::Person { row } => Some(row),
            Placed::Missing(_) => None,
        };
        let fact = row
            .zip(row_now)
            .and_then(|(row, row_now)| self.then.first_difference(row, walk.tested(), self.now, row_now));
        Reason { from, to, row, fact, missing }
    }
}

impl Moved {
    /// Whom it is about.
    pub fn person<'c>(&self, caseload: &'c Caseload) -> Person<'c> {
        caseload.person(self.person)
    }
}
