//! Broken duties that are stated: what is decided on them, and for whom that asks a person to decide on another measure anew.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{Explanation, Moment, Refusal, SignalKind};
use messaging::StoryLine;
use policy::Policies;
use rules::Local;
use rules::facts::{Breach, Facts};
use rules::month::{Change as Statement, Timeline};

use super::facts::stated as stated_from;
use crate::model::money::{
    CaseAccount, Law, MeasuresAsked, MeasuresChanged, MoneyDecision, first_steps, known_breaches,
    touches_measures,
};
use crate::store::money::MoneyWrites;

/// What came of the broken duties among what someone states.
pub struct MeasuresStated {
    pub account: CaseAccount,
    pub decisions: Vec<MoneyDecision>,
    /// Of each other measure that a person is to decide on anew, why.
    pub to_review: Vec<Explanation>,
}

/// What is decided on the broken duties among the facts, and on the duty to learn Dutch; every one that stands is then among
/// them.
///
/// # Errors
///
/// A [`Refusal`] of [`MeasuresAsked::decide`].
pub fn stated(
    account: &CaseAccount,
    (known, by, from): (&Timeline, &str, NaiveDate),
    facts: &mut Facts,
    (policies, moment): (&Policies, &Moment),
) -> Result<MeasuresStated, Refusal> {
    if !touches_measures(facts) {
        let account = account.clone();
        return Ok(MeasuresStated { account, decisions: Vec::new(), to_review: Vec::new() });
    }
    let mut household = known.on(moment.day, moment.day);
    let before = household.conduct.breaches.take();
    household.lay_over(facts);
    household.conduct.breaches = before;
    let mut breaches = facts.conduct.breaches.clone().unwrap_or_default();
    breaches.extend(first_steps((facts, &household), &account.state, moment.day));
    let local = policies.of(&account.municipality, from).map(Local::of).unwrap_or_default();
    let decide_days =
        policies.of(&account.municipality, moment.day).map_or(0, |policy| policy.tasks.decide_days);
    let (national, local, today) = (policies.national(), &local, moment.day);
    let (breaches, household) = (&breaches, &household);
    let asked = MeasuresAsked { account, by, from, breaches, household, national, local, decide_days, today };
    let mut decided = asked.decide()?;
    if facts.conduct.breaches.is_some() || !decided.breaches.is_empty() {
        facts.conduct.breaches = Some(decided.breaches);
    }
    let before = known_breaches(&account.state, household);
    let law = Law { national, ordinances: Some((policies, &account.municipality)) };
    let changed = MeasuresChanged { before: &before, decisions: &decided.decisions, household, law, today };
    let to_review = changed.follow(&mut decided.account.state);
    Ok(MeasuresStated { account: decided.account, decisions: decided.decisions, to_review })
}

/// Broken duties are stated as a list. One that was stated for a later day would take the place of this one from then on, so
/// that day gets this one too.
pub fn restated(
    change: &mut MoneyWrites,
    (known, by, from): (&Timeline, &str, NaiveDate),
    breaches: Option<Vec<Breach>>,
    moment: &Moment,
) {
    if breaches.is_none() {
        return;
    }
    let states = |change: &&Statement| change.from > from && change.facts.conduct.breaches.is_some();
    let later: BTreeSet<_> = known.changes().iter().filter(states).map(|change| change.from).collect();
    for day in later {
        let Some(account) = change.accounts.pop() else { return };
        let mut facts = Facts::default();
        facts.conduct.breaches.clone_from(&breaches);
        let mut one = stated_from(&account, by, day, facts, moment);
        // A turn is one version.
        one.accounts.iter_mut().for_each(|next| next.version = account.version);
        change.accounts.extend(one.accounts);
        change.stated.extend(one.stated);
    }
}

/// What the story says of a measure that a person is to decide on anew.
pub fn to_be_reviewed(account: &CaseAccount, why: Explanation) -> StoryLine {
    StoryLine::new(account.case, &account.municipality, SignalKind::MeasureReview.dutch()).because(why)
}
