//! The income part of a municipality's budget (BUIG, NC-12): clients, expenditure, and the result before and after
//! the safety net. Amounts are exact to the cent; whoever shows whole euros leaves the cents off.

use std::collections::BTreeMap;

use domain::{Cents, InvalidCents, Rounding};
use policy::IncomeYear;

/// One year of one municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub year: i32,
    /// Grant of the state and what is recovered.
    pub budget: Cents,
    /// Clients on the first day; the end of the year before.
    pub start: i64,
    pub inflow: i64,
    pub outflow: i64,
    /// Outflow that the policy brings about beside it.
    pub influenced_outflow: i64,
    /// Clients on the last day.
    pub end: i64,
    /// On assistance.
    pub assistance: Cents,
    /// Assistance, IOAW and IOAZ.
    pub expenditure: Cents,
    /// Budget less expenditure: negative when it is short.
    pub result: Cents,
    /// `result` in tenths of a percent of the grant of the state, what is recovered not counted; to the nearest
    /// tenth, a half away from zero.
    pub result_tenths: i64,
    /// What the municipality bears itself before the safety net pays: a part of the grant of the state; a fraction of
    /// a cent is dropped.
    pub own_risk: Cents,
    /// What the safety net pays: the shortage beyond the own risk.
    pub contribution: Cents,
    /// `result` with the contribution.
    pub result_with_net: Cents,
    pub budgeted: Option<Cents>,
    /// `result_with_net` less what the municipality's own budget counts on.
    pub difference: Option<Cents>,
}

/// Why a table cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoOutcome {
    #[error("het inkomensdeel van {municipality} begint in {year} zonder beginstand")]
    NoStart { municipality: String, year: i32 },
    #[error("een bedrag in het inkomensdeel van {municipality} in {year} is te groot")]
    TooLarge { municipality: String, year: i32 },
}

/// For each municipality the years in their order.
///
/// # Errors
///
/// [`NoOutcome`] when the first year does not say with how many clients it starts, or an amount does not fit.
pub fn outcomes(years: &[IncomeYear]) -> Result<BTreeMap<&str, Vec<Outcome>>, NoOutcome> {
    let mut sorted: Vec<_> = years.iter().collect();
    sorted.sort_by_key(|year| (&year.municipality, year.year));
    let mut tables: BTreeMap<&str, Vec<Outcome>> = BTreeMap::new();
    for year in sorted {
        let table = tables.entry(&year.municipality).or_default();
        let start = table.last().map(|before| before.end).or(year.start);
        let municipality = year.municipality.clone();
        let start = start.ok_or(NoOutcome::NoStart { municipality, year: year.year })?;
        let outcome = Outcome::of(year, start);
        let municipality = year.municipality.clone();
        table.push(outcome.map_err(|InvalidCents| NoOutcome::TooLarge { municipality, year: year.year })?);
    }
    Ok(tables)
}

impl Outcome {
    fn of(year: &IncomeYear, start: i64) -> Result<Self, InvalidCents> {
        let grant = year.state_grant.0;
        let budget = grant.plus(year.recovery.0)?;
        let expenditure = year.assistance.0.plus(year.ioaw_ioaz.0)?;
        let result = budget.minus(expenditure)?;
        let own_risk = grant.times(i64::from(year.own_risk_tenths), 1000, Rounding::Down)?;
        // A surplus is no shortage, and a shortage within the own risk is borne whole.
        let contribution = Cents::ZERO.minus(result)?.minus(own_risk)?.max(Cents::ZERO);
        let result_with_net = result.plus(contribution)?;
        let budgeted = year.budgeted_result.map(|euros| euros.0);
        Ok(Self {
            year: year.year,
            budget,
            start,
            inflow: year.inflow,
            outflow: year.outflow,
            influenced_outflow: year.influenced_outflow,
            end: start + year.inflow - year.outflow - year.influenced_outflow,
            assistance: year.assistance.0,
            expenditure,
            result,
            result_tenths: tenths(result, grant)?,
            own_risk,
            contribution,
            result_with_net,
            budgeted,
            difference: budgeted.map(|budgeted| result_with_net.minus(budgeted)).transpose()?,
        })
    }
}

/// `part` in tenths of a percent of `whole`; 0 when there is no whole.
fn tenths(part: Cents, whole: Cents) -> Result<i64, InvalidCents> {
    if whole <= Cents::ZERO {
        return Ok(0);
    }
    Ok(Cents::new(1000).times(part.get(), whole.get(), Rounding::HalfUp)?.get())
}
