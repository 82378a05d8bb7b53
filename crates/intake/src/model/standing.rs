//! Which claim stands on a day, by what was known on a day; and which claims speak against each other.
//!
//! Two times are kept apart: the day that a claim is about, and the day on which it was recorded. So it can be told
//! at any time what was known when something was decided.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{FactKey, Facts, HangsOn};

use super::claims::{Claim, Claims, Informant, Statement, Verified};

/// A claim where it was made, with what was seen of it.
#[derive(Debug, Clone, Copy)]
pub struct Stated<'h> {
    pub key: FactKey,
    pub claim: &'h Claim,
    pub statement: &'h Statement,
    /// Day and statement of its last verification.
    pub verified: Option<(NaiveDate, i64)>,
}

impl Stated<'_> {
    /// The day it was stated or last verified: a claim that is found to be true is as good as said that day.
    pub fn as_of(&self) -> NaiveDate {
        self.place().0
    }

    pub fn verified_on(&self) -> Option<NaiveDate> {
        self.verified.map(|(on, _)| on)
    }

    /// Where it comes among others: by day, and on one day by the statement that said or verified it.
    fn place(&self) -> (NaiveDate, i64) {
        let stated = (self.claim.stated_on, self.statement.number);
        self.verified.map_or(stated, |verified| verified.max(stated))
    }
}

/// Every claim that was recorded on or before a day, oldest first.
pub fn known_on(history: &[Statement], day: NaiveDate) -> Vec<Stated<'_>> {
    let known = || history.iter().filter(move |statement| statement.day <= day);
    let mut all: Vec<_> = known()
        .flat_map(|statement| {
            statement.claims.iter().map(move |(key, claim)| {
                let is_it = |verified: &&Verified| verified.number == statement.number && verified.key == key;
                let seen = known().filter(|later| later.verified.iter().any(|each| is_it(&each)));
                Stated { key, claim, statement, verified: seen.map(|later| (later.day, later.number)).max() }
            })
        })
        .collect();
    all.sort_by_key(|stated| (stated.statement.number, stated.key));
    all
}

/// The facts as they stand, and what speaks against them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StandingFacts {
    pub facts: Facts,
    /// Facts of which another source says something else, and nobody has looked into it.
    pub contested: Vec<FactKey>,
    /// Statement and fact of each claim that stands.
    pub by: BTreeSet<(i64, FactKey)>,
    /// The last day on which these hold by themselves; `None`: until someone states something.
    pub until: Option<NaiveDate>,
}

/// What stands on a day, by what was known on a day. Of the claims that hold on it: the one stated or verified last;
/// on one day, the one recorded last.
pub fn standing(history: &[Statement], valid_on: NaiveDate, known: NaiveDate) -> StandingFacts {
    let all = known_on(history, known);
    let mut standing = StandingFacts {
        until: until(all.iter().map(|each| each.claim), valid_on),
        ..StandingFacts::default()
    };
    let all: Vec<_> = all.into_iter().filter(|stated| stated.claim.holds_on(valid_on)).collect();
    for key in all.iter().map(|stated| stated.key).collect::<BTreeSet<_>>() {
        let holding: Vec<_> =
            all.iter().filter(|stated| stated.key == key && !is_set_aside(stated, &all)).collect();
        let Some(stands) = holding.iter().max_by_key(|stated| stated.place()) else {
            continue;
        };
        standing.facts.put(key, stands.claim.as_fact(stands.as_of()));
        standing.by.insert((stands.statement.number, key));
        if holding.iter().any(|other| is_last_of_its_kind(other, &holding) && speaks_against(other, stands)) {
            standing.contested.push(key);
        }
    }
    standing
}

/// The facts of each stretch of days from `first` through `last` over which they stayed as they were, by what was known on
/// the last, each with its first day; oldest first.
pub fn stretches(history: &[Statement], first: NaiveDate, last: NaiveDate) -> Vec<(NaiveDate, Facts)> {
    let mut found = Vec::new();
    let mut next = Some(first);
    while let Some(day) = next.filter(|day| *day <= last) {
        let now = standing(history, day, last);
        found.push((day, now.facts));
        next = now.until.and_then(|until| until.succ_opt());
    }
    found
}

/// Whether a later answer to the question that this one hangs on left no room for it: whoever is single now has no
/// partner's birth date. It stays set aside when that answer changes again, for it may be about someone else.
fn is_set_aside(stated: &Stated<'_>, holding: &[Stated<'_>]) -> bool {
    let later = |other: &&Stated<'_>| {
        other.place() > stated.place() && other.place().1 > stated.place().1 && stood(other, holding)
    };
    let excluded = |hangs: &HangsOn| {
        let mut others = holding.iter().filter(|other| other.key == hangs.on);
        others.any(|other| later(&other) && excludes(hangs, other))
    };
    stated.key.hangs_on().iter().any(excluded)
}

/// Whether it stood when it was stated or verified last.
fn stood(stated: &Stated<'_>, holding: &[Stated<'_>]) -> bool {
    let over = |other: &&Stated<'_>| {
        other.key == stated.key && other.place().1 <= stated.place().1 && other.place() > stated.place()
    };
    !holding.iter().any(|other| over(&other))
}

fn excludes(hangs: &HangsOn, other: &Stated<'_>) -> bool {
    hangs.excluded_by(&Facts::from_iter([(other.key, other.claim.as_fact(other.as_of()))]))
}

/// The day before the first turn of one of these claims.
fn until<'c>(claims: impl Iterator<Item = &'c Claim>, day: NaiveDate) -> Option<NaiveDate> {
    claims.filter_map(|claim| claim.next_turn(day)).min().and_then(|turn| turn.pred_opt())
}

/// Whoever says something else later takes back what they said before.
fn is_last_of_its_kind(stated: &Stated<'_>, holding: &[&Stated<'_>]) -> bool {
    let later = |other: &&&Stated<'_>| {
        other.claim.informant == stated.claim.informant
            && (other.claim.stated_on, other.statement.number)
                > (stated.claim.stated_on, stated.statement.number)
    };
    !holding.iter().any(|other| later(&other))
}

fn speaks_against(other: &Stated<'_>, stands: &Stated<'_>) -> bool {
    let (theirs, ours) = (&other.claim.informant, &stands.claim.informant);
    // What is asked is a wish, no finding: what was said last is so, whoever noted it.
    let is_wish = other.key == FactKey::AssistanceRequested;
    if is_wish || theirs == ours || other.claim.value == stands.claim.value {
        return false;
    }
    let looked_into = stands.verified_on().is_some_and(|on| on >= other.as_of());
    let judged = *ours == Informant::Consultant && theirs.is_of_the_household();
    !looked_into && !judged
}

/// The facts after new claims, and which of them have another value than before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    pub facts: Facts,
    pub changed: Vec<FactKey>,
    pub until: Option<NaiveDate>,
    /// Facts that sources disagree about; `None` when that was not looked at.
    pub contested: Option<Vec<FactKey>>,
}

/// Lays claims over the facts as they stand, when those hold until someone states something: what [`standing`] gives
/// over all statements, without reading them.
pub fn lay(standing: &Facts, claims: &Claims, today: NaiveDate) -> Recorded {
    let mut facts = standing.clone();
    let mut laid = Facts::default();
    for (key, claim) in claims.iter().filter(|(_, claim)| claim.holds_on(today)) {
        let before = standing.get(key);
        if before.is_none_or(|before| before.stated_on <= claim.stated_on) {
            laid.put(key, claim.as_fact(claim.stated_on));
        }
    }
    facts.lay_over(laid.clone());
    let facts = without_set_aside(facts, &laid);
    let changed = changed(standing, &facts);
    Recorded { facts, changed, until: until(claims.iter().map(|(_, claim)| claim), today), contested: None }
}

/// The facts without those that what was `laid` over them leaves no room for.
fn without_set_aside(facts: Facts, laid: &Facts) -> Facts {
    let set_aside = |key: FactKey, stated_on: NaiveDate| {
        let excluded = |hangs: &HangsOn| {
            let other = laid.get(hangs.on).filter(|other| other.stated_on >= stated_on);
            other.is_some() && hangs.excluded_by(laid)
        };
        laid.get(key).is_none() && key.hangs_on().iter().any(excluded)
    };
    let kept = facts.iter().filter(|(key, fact)| !set_aside(*key, fact.stated_on));
    kept.map(|(key, fact)| (key, fact.clone())).collect()
}

/// The facts that have another value than before, or none any more.
pub fn changed(before: &Facts, after: &Facts) -> Vec<FactKey> {
    let value = |facts: &Facts, key| facts.get(key).map(|fact| fact.value.clone());
    let keys: BTreeSet<_> = before.iter().chain(after.iter()).map(|(key, _)| key).collect();
    keys.into_iter().filter(|key| value(before, *key) != value(after, *key)).collect()
}

#[cfg(test)]
mod tests;
