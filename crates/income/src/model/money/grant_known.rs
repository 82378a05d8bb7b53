//! What the books know of a household that the rules ask of a scheme: what was granted before, and what assistance there is.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Cents, FactSource, Month};
use policy::National;
use rules::facts::{AskedScheme, Facts, SchemeInUse, Stated};
use rules::month::Timeline;
use rules::schemes::MinimaScheme;
use rules::schemes::signal::{STUDY_SUPPLEMENT, Signal};
use rules::{Ask, Days, Local};

use super::account::AccountState;
use super::grant::GrantTerms;
use super::grant_asked::GrantAsked;
use super::scheme::Scheme;

impl GrantAsked<'_> {
    /// The facts with what the books know, and with what is asked: one scheme, with its costs where they were stated.
    pub(super) fn known(&self) -> Facts {
        let mut facts = self.facts.clone();
        self.account.state.lay_over(&mut facts, self.terms.from, self.corrects);
        if let Some(key) = self.minima {
            let stated = facts.own_means.asked_schemes.iter().flatten().find(|asked| asked.key == key);
            let one = stated.cloned().unwrap_or_else(|| AskedScheme { key: key.to_owned(), costs: None });
            facts.own_means.asked_schemes = Some(vec![one]);
        }
        facts
    }

    /// The scheme of the municipality that is asked for, as its policy of the first day has it.
    pub(super) fn of_policy(&self) -> Option<&MinimaScheme> {
        let key = self.minima?;
        self.local.schemes.minima.iter().find(|scheme| scheme.key == key)
    }

    /// What a resident reads for what is asked.
    pub fn name(&self) -> &str {
        self.of_policy().map_or(self.terms.scheme.dutch(), |scheme| &scheme.label)
    }

    /// The article, or the section of the policy, by which it is decided on.
    pub(super) fn source(&self) -> &str {
        self.of_policy().map_or(self.terms.scheme.source(), |scheme| &scheme.source)
    }
}

impl AccountState {
    /// Lays over the facts of a day what the books say of it. Of a day that was stated too the later one holds; assistance
    /// that was stated holds. One grant can be left out: what it did itself does not stand in the way of its correction.
    pub(super) fn lay_over(&self, facts: &mut Facts, day: NaiveDate, but_for: Option<u32>) {
        let stands = || {
            let grants = self.grants.iter().filter(move |(number, _)| but_for != Some(**number));
            let terms = grants.map(|(_, grant)| &grant.terms);
            terms.filter(move |terms| terms.from <= day && !terms.is_withdrawn())
        };
        let derived = |value| Stated { value, source: FactSource::Derived, known_on: None };
        let supplements = stands().filter(|terms| terms.scheme == Scheme::IncomeSupplement);
        let stated = facts.supplements.granted_on.as_ref().map(|stated| stated.value);
        let last = supplements.map(|terms| terms.from).max();
        if let Some(last) = last.filter(|last| stated.is_none_or(|stated| stated < *last)) {
            facts.supplements.granted_on = Some(derived(last));
        }
        let in_use = facts.own_means.schemes_in_use.take().unwrap_or_default();
        facts.own_means.schemes_in_use = Some(with_granted(in_use, stands(), day));
        if facts.own_means.assistance.is_none() {
            let month = Month::of(day);
            let found = self.months.get(&month).map(|fixed| fixed.assistance);
            let none = (self.without_right || !self.has_right_in(month)).then_some(Cents::ZERO);
            facts.own_means.assistance =
                found.or(none).map(|value| Stated { value, source: FactSource::Derived, known_on: None });
        }
    }
}

/// Schemes in use, with those that were granted up to a day. One of which nobody stated a day is in use still.
fn with_granted<'a>(
    mut in_use: Vec<SchemeInUse>,
    granted: impl Iterator<Item = &'a GrantTerms>,
    day: NaiveDate,
) -> Vec<SchemeInUse> {
    let mut last: BTreeMap<&str, Option<NaiveDate>> = BTreeMap::new();
    for terms in granted {
        match (terms.scheme, terms.key()) {
            (Scheme::StudySupplement, _) if terms.until.is_none_or(|until| day <= until) => {
                last.insert(STUDY_SUPPLEMENT, None);
            }
            (Scheme::Minima, Some(key)) => {
                let known = last.entry(key).or_default();
                *known = (*known).max(Some(terms.from));
            }
            _ => {}
        }
    }
    for (key, granted_on) in last {
        match in_use.iter_mut().find(|used| used.key == key) {
            Some(used) => used.granted_on = used.granted_on.and_then(|stated| Some(stated.max(granted_on?))),
            None => in_use.push(SchemeInUse { key: key.to_owned(), granted_on }),
        }
    }
    in_use
}

/// Schemes that the household of a case seems to have a right to on a day and does not use, by what is known on it (NC-8).
pub fn unused_schemes(
    state: &AccountState,
    timeline: &Timeline,
    (national, local): (&National, &Local),
    day: NaiveDate,
) -> Vec<Signal> {
    let mut facts = timeline.on(day, day);
    state.lay_over(&mut facts, day, None);
    rules::answer(&facts, national, local, Days::all(day), Ask::UnusedSchemes).signals
}
