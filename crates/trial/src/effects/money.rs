use domain::{Cents, InvalidCents};
use policy::{Budget, Category, Earmark, Instrument, Policy};

use crate::side::Side;

/// People who start with an instrument in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started<'p> {
    pub instrument: &'p Instrument,
    pub people: u64,
    /// Terms that begin in the year for each of them when every extension is used.
    pub most_terms: u32,
    /// Cost of one term for each of them; `None`: the policy names no price.
    pub least: Option<Cents>,
    /// Cost with every extension that begins in the year.
    pub most: Option<Cents>,
}

/// What is asked of an earmark in a year, and what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarmarkNeed<'p> {
    pub earmark: &'p Earmark,
    /// Everybody whose category is paid from it first.
    pub people: u64,
    /// People among them whose instrument has no price in the policy.
    pub unpriced: u64,
    pub least: Cents,
    pub most: Cents,
    /// `None`: the policy names no amount for the municipality.
    pub available: Option<Available>,
}

/// The money of an earmark in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Available {
    /// The year asked, or the last one before it, or the first one known.
    pub year: i32,
    pub budget: Cents,
    /// Already promised.
    pub committed: Cents,
}

/// The instruments that categories begin with, if everybody in them begins within a year. In the policy's order.
///
/// # Errors
///
/// [`InvalidCents`] when an amount does not fit.
pub fn instruments<'p>(side: &Side<'p>) -> Result<Vec<Started<'p>>, InvalidCents> {
    let mut started = Vec::new();
    for instrument in &side.policy.instruments {
        let begins = |category: &Category| category.instrument.as_deref() == Some(&instrument.key);
        let with_it = side.categories().filter(|(category, _)| begins(category));
        let people: u64 = with_it.map(|(_, count)| count).sum();
        if side.policy.categories.iter().any(begins) {
            let most_terms = terms_in_a_year(instrument);
            let cost = |terms| cost(instrument, people, terms);
            started.push(Started {
                instrument,
                people,
                most_terms,
                least: cost(1)?,
                most: cost(most_terms)?,
            });
        }
    }
    Ok(started)
}

/// Each earmark: what the categories that it pays first ask, beside what it has for the municipality (CBS code).
///
/// # Errors
///
/// [`InvalidCents`] when an amount does not fit.
pub fn earmarks<'p>(
    side: &Side<'p>,
    municipality: &str,
    year: i32,
) -> Result<Vec<EarmarkNeed<'p>>, InvalidCents> {
    let policy = side.policy;
    let mut needs = Vec::new();
    for earmark in &policy.earmarks {
        let available = available(policy, &earmark.key, municipality, year)?;
        let mut need =
            EarmarkNeed { earmark, people: 0, unpriced: 0, least: Cents::ZERO, most: Cents::ZERO, available };
        for (category, people) in side.categories() {
            if category.paid_from.first() != Some(&earmark.key) {
                continue;
            }
            let Some(instrument) = category.instrument.as_deref().and_then(|key| policy.instrument(key))
            else {
                continue;
            };
            need.people += people;
            match (cost(instrument, people, 1)?, cost(instrument, people, terms_in_a_year(instrument))?) {
                (Some(least), Some(most)) => {
                    need.least = need.least.plus(least)?;
                    need.most = need.most.plus(most)?;
                }
                _ => need.unpriced += people,
            }
        }
        needs.push(need);
    }
    Ok(needs)
}

fn cost(instrument: &Instrument, people: u64, terms: u32) -> Result<Option<Cents>, InvalidCents> {
    let Some(euros) = instrument.euros else { return Ok(None) };
    let times = people.checked_mul(u64::from(terms)).and_then(|times| i64::try_from(times).ok());
    let cents = times.and_then(|times| euros.0.get().checked_mul(times)).ok_or(InvalidCents)?;
    Ok(Some(Cents::new(cents)))
}

/// The first term and every extension that begins less than twelve months after it.
fn terms_in_a_year(instrument: &Instrument) -> u32 {
    let begins = |extension: &u32| {
        let before = (extension - 1).saturating_mul(instrument.extension_months);
        instrument.months.saturating_add(before) < 12
    };
    1 + u32::try_from((1..=instrument.extensions).take_while(begins).count()).unwrap_or(0)
}

fn available(
    policy: &Policy,
    earmark: &str,
    municipality: &str,
    year: i32,
) -> Result<Option<Available>, InvalidCents> {
    let of = |budget: &&Budget| budget.earmark == earmark && budget.municipality == municipality;
    let years = || policy.budgets.iter().filter(of).map(|budget| budget.year);
    let Some(year) = years().filter(|each| *each <= year).max().or_else(|| years().min()) else {
        return Ok(None);
    };
    let sum = |budgets: &[Budget]| {
        let in_year = budgets.iter().filter(of).filter(|budget| budget.year == year);
        in_year.map(|budget| budget.euros.0).try_fold(Cents::ZERO, Cents::plus)
    };
    Ok(Some(Available { year, budget: sum(&policy.budgets)?, committed: sum(&policy.commitments)? }))
}
