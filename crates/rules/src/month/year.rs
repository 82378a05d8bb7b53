//! What someone received earlier in the calendar year, of kinds of income that the law bounds by the year (Participation Act
//! art. 31(2)(j), (k), (m)), or the policy of a municipality: own work on a small scale.

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Month};

use super::timeline::Timeline;
use crate::Claimant;
use crate::facts::{Facts, Income, IncomeKind};

const BY_YEAR: [IncomeKind; 4] = [
    IncomeKind::ReintegrationPremium,
    IncomeKind::VolunteerAllowance,
    IncomeKind::Gift,
    IncomeKind::SelfEmployment,
];

/// Lays over the facts of a day what was stated of the months before it, for income of which nobody said what came earlier in
/// the year.
pub(super) fn lay_over(facts: &mut Facts, timeline: &Timeline, (day, known): (NaiveDate, NaiveDate)) {
    let month = Month::of(day);
    for who in [Claimant::Applicant, Claimant::Partner] {
        for kind in BY_YEAR {
            let asks = |income: &Income| income.kind == kind && income.counts_in(month, known);
            let incomes = who.of(facts).incomes.iter().flatten();
            let (said, asked): (Vec<_>, Vec<_>) =
                incomes.filter(|income| asks(income)).partition(|income| income.earlier_this_year.is_some());
            if !said.is_empty() || asked.is_empty() {
                continue;
            }
            // An amount that does not fit is asked, as before.
            let Ok(earlier) = earlier(timeline, (who, kind), month, known) else { continue };
            let person = match who {
                Claimant::Applicant => &mut facts.applicant,
                Claimant::Partner => &mut facts.partner,
            };
            for income in person.incomes.iter_mut().flatten().filter(|income| asks(income)) {
                income.earlier_this_year = Some(earlier);
            }
        }
    }
}

/// What the statements of the months before come to; from the last one of which it was said what came before it.
fn earlier(
    timeline: &Timeline,
    (who, kind): (Claimant, IncomeKind),
    month: Month,
    known: NaiveDate,
) -> Result<Cents, InvalidCents> {
    let january = (1..month.number()).fold(month, |month, _| month.previous());
    let before = std::iter::successors(Some(january), |month| Some(month.next()));
    before.take_while(|before| *before < month).try_fold(Cents::ZERO, |sum, before| {
        let facts = timeline.on(before.last_day(), known);
        let incomes = who.of(&facts).incomes.iter().flatten();
        let of_month: Vec<_> =
            incomes.filter(|income| income.kind == kind && income.counts_in(before, known)).collect();
        let said = of_month.iter().filter_map(|income| income.earlier_this_year).max();
        of_month.iter().try_fold(said.unwrap_or(sum), |sum, income| sum.plus(income.amount))
    })
}
