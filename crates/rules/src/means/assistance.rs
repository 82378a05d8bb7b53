//! Income against the norm, and the amount that is left (Participation Act art. 19).

use domain::{Cents, Rounding};

use super::Test;
use crate::{Question, Step, Stop, apply};

/// Assistance of a whole month in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// Norm less income, holiday allowance included.
    pub assistance: Cents,
    /// The part of it that is kept for June.
    pub holiday: Cents,
    /// The part of it that is paid each month; with the holiday allowance exactly the assistance.
    pub payable: Cents,
}

/// Income below the norm, strictly (Participation Act art. 19(1)(a)): as much as the norm means no right.
pub fn income_test(question: Question<'_>, norm: Cents, income: Cents) -> Step<Test> {
    apply(question, "income-19-1", "PW art. 19 lid 1 onder a", |look| {
        look.given("norm", norm, "PW art. 20-28");
        look.given("income", income, "PW art. 31-33");
        Ok(if income < norm {
            (Test::Met, format!("Het inkomen van {income} is lager dan de norm van {norm}."))
        } else {
            (Test::Failed, format!("Het inkomen van {income} is niet lager dan de norm van {norm}."))
        })
    })
}

/// Assistance a month: norm less income (Participation Act art. 19(2)), and the holiday allowance in it: a share of the
/// assistance, not of the norm (art. 19(3)), rounded half up to the cent. The rest is paid each month.
///
/// *Not applicable* when the income is not below the norm.
pub fn assistance(question: Question<'_>, norm: Cents, income: Cents) -> Step<Amount> {
    apply(question, "amount-19-2", "PW art. 19 lid 2 en 3", |look| {
        look.given("norm", norm, "PW art. 20-28");
        look.given("income", income, "PW art. 31-33");
        let assistance = norm.minus(income)?;
        if assistance <= Cents::ZERO {
            return Err(Stop::not_applicable("Er is geen bijstand: het inkomen is niet lager dan de norm."));
        }
        let holiday = assistance.times(look.rate("19.3")?, 10_000, Rounding::HalfUp)?;
        look.given("holiday_allowance", holiday, "PW art. 19 lid 3");
        let payable = assistance.minus(holiday)?;
        let text = format!(
            "De bijstand is {assistance} per maand: de norm van {norm} min het inkomen van {income}. Daarvan is \
             {holiday} vakantietoeslag. Elke maand is {payable} te betalen."
        );
        Ok((Amount { assistance, holiday, payable }, text))
    })
}
