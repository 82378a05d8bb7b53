//! Caseload and income part over the years that a policy states, now and then (MO-7).

use domain::{Cents, Rounding};
use policy::{IncomeYear, Policy, WholeEuros};

use crate::income_part::{NoOutcome, Outcome, outcomes};

/// A municipality's years under both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// Empty when the version states no years.
    pub now: Vec<Outcome>,
    pub then: Vec<Outcome>,
    /// Years of `then` whose assistance was computed here from the number of clients.
    pub estimated: Vec<i32>,
}

/// The years of a municipality (CBS code) under both versions.
///
/// Where the later version changes the number of clients and states the same expenditure on assistance as the one of
/// now, that expenditure is moved along with the average number of clients in the year, rounded once to the nearest
/// cent (a half away from zero).
///
/// # Errors
///
/// [`NoOutcome`] when the inputs of a version are incomplete or too large.
pub fn forecast(now: &Policy, then: &Policy, municipality: &str) -> Result<Forecast, NoOutcome> {
    let now = years_of(now, municipality);
    let mut later = years_of(then, municipality);
    let today = table(&now)?;
    let stated = table(&later)?;
    let mut estimated = Vec::new();
    for (year, outcome) in later.iter_mut().zip(&stated) {
        let Some(before) = today.iter().find(|before| before.year == year.year) else { continue };
        let clients = |outcome: &Outcome| outcome.start + outcome.end;
        if year.assistance.0 == before.assistance
            && clients(outcome) != clients(before)
            && clients(before) > 0
        {
            let moved = before.assistance.times(clients(outcome), clients(before), Rounding::HalfUp);
            let too_large = |_| NoOutcome::TooLarge { municipality: municipality.into(), year: year.year };
            year.assistance = WholeEuros(moved.map_err(too_large)?.max(Cents::ZERO));
            estimated.push(year.year);
        }
    }
    Ok(Forecast { now: today, then: table(&later)?, estimated })
}

fn years_of(policy: &Policy, municipality: &str) -> Vec<IncomeYear> {
    let mut years: Vec<_> =
        policy.income_part.iter().filter(|year| year.municipality == municipality).cloned().collect();
    years.sort_by_key(|year| year.year);
    years
}

fn table(years: &[IncomeYear]) -> Result<Vec<Outcome>, NoOutcome> {
    Ok(outcomes(years)?.into_values().next().unwrap_or_default())
}
