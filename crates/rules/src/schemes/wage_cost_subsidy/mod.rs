//! Wage-cost subsidy to the employer of someone who cannot earn the minimum wage (Participation Act art. 10c, 10d).
//! The person is the applicant.

mod amount;
mod cost_covering;
mod group;
mod right;
#[cfg(test)]
mod tests;
mod wage;

use chrono::{Days, NaiveDate};

use super::lines::{Assessed, after};
use super::national::term_on;
use crate::facts::Reads;
use crate::{Answer, Question, Step, apply};

pub use amount::{Subsidy, SubsidyKind, amount};
pub use cost_covering::cost_covering;
pub use group::group;
pub use right::entitled;
pub use wage::wage_day;

/// Wage-cost subsidy (art. 10c, 10d): the right, and where there is one the subsidy for a whole month.
pub fn assess(question: Question<'_>) -> Answer<Assessed<Subsidy>> {
    after(entitled(question), || amount(question))
}

/// Art. 10d(12): the last day for the decision, five weeks after the wage value was fixed, or waived by agreement.
/// A day.
pub fn decide_by(question: Question<'_>) -> Step<NaiveDate> {
    apply(question, "decide-10d-12", "PW art. 10d lid 12", |look| {
        let work = &look.facts().work;
        let settled = match look.see("work.flat_rate_agreed_on", &work.flat_rate_agreed_on) {
            Some(agreed) => agreed,
            None => look.need("work.wage_value_fixed_on", &work.wage_value_fixed_on)?,
        };
        let weeks = term_on(look, "10d.12.weeks", settled)?;
        let last = settled + Days::new(weeks.unsigned_abs().saturating_mul(7));
        Ok((
            last,
            format!("Het besluit over de loonkostensubsidie moet er uiterlijk op {} zijn.", last.reads()),
        ))
    })
}
