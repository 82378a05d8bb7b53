//! Part months, and who is paid (Participation Act art. 45).

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Month, Rounding};

use crate::facts::PaidTo;
use crate::{Question, Step, apply};

/// What each spouse is paid, in cents; together exactly the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Halves {
    pub applicant: Cents,
    pub partner: Cents,
}

/// Whether a month is paid by the day (Participation Act art. 45(3)): when before or after it there are at least so many
/// days in a row without general assistance, or there is no right in part of it.
///
/// `days_without` is the longest such stretch that touches the month; `no_right` says that the days outside are without a
/// right.
pub fn part_month_applies(question: Question<'_>, days_without: i64, no_right: bool) -> Step<bool> {
    apply(question, "part-month-45-3", "PW art. 45 lid 3", |look| {
        look.given("days_without", days_without, "PW art. 45 lid 3");
        let least = look.term("45.3.days")?;
        Ok(if no_right || days_without >= least {
            (true, "De bijstand gaat over een deel van de maand, en wordt per dag berekend.".into())
        } else {
            (false, format!("De onderbreking is korter dan {least} dagen: de hele maand wordt betaald."))
        })
    })
}

/// The part of a month's amount for the days `first` to `last`, both in it (Participation Act art. 45(3)), rounded half up
/// to the cent; nothing when no day of the month is among them.
///
/// The act does not say how days are counted. Here by the calendar days of that month, so that a whole month is always the
/// whole amount; 30 days for each month would pay 31 days of January more than January.
///
/// # Errors
///
/// [`InvalidCents`] when the amount does not fit.
pub fn part_of_month(
    amount: Cents,
    month: Month,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Cents, InvalidCents> {
    let (first, last) = (first.max(month.first_day()), last.min(month.last_day()));
    let days = last.signed_duration_since(first).num_days() + 1;
    amount.times(days.max(0), i64::from(month.days()), Rounding::HalfUp)
}

/// Half to each spouse (Participation Act art. 45(4)): applicant, partner. An odd cent goes to the applicant, so that the
/// halves are the whole.
pub fn split_between_spouses(amount: Cents) -> (Cents, Cents) {
    let partner = amount.get() / 2;
    (Cents::new(amount.get() - partner), Cents::new(partner))
}

/// Whom the assistance of spouses is paid to (Participation Act art. 45(4)): half to each, or all to the one they both
/// asked for.
pub fn payees(question: Question<'_>, amount: Cents) -> Step<Halves> {
    apply(question, "payees-45-4", "PW art. 45 lid 4", |look| {
        Ok(match look.see("assistance.paid_to", &look.facts().assistance.paid_to) {
            Some(PaidTo::Applicant) => (
                Halves { applicant: amount, partner: Cents::ZERO },
                format!("Op verzoek van beiden gaat {amount} naar de aanvrager."),
            ),
            Some(PaidTo::Partner) => (
                Halves { applicant: Cents::ZERO, partner: amount },
                format!("Op verzoek van beiden gaat {amount} naar de partner."),
            ),
            None => {
                let (applicant, partner) = split_between_spouses(amount);
                let text = format!("Ieder krijgt de helft: de aanvrager {applicant}, de partner {partner}.");
                (Halves { applicant, partner }, text)
            }
        })
    })
}
