//! Who gets which part of an amount (Participation Act art. 45(4), 57).

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use domain::{Cents, InvalidCents};
use rules::Claimant;
use rules::facts::{Facts, Known};
use rules::means::split_between_spouses;
use rules::month::Whose;
use serde::{Deserialize, Serialize};

use super::account::AccountState;

/// Who is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Payee {
    Applicant,
    Partner,
    /// Somebody to whom fixed costs are paid for the client (art. 57), from 1.
    Third(u8),
    /// An employer who gets a wage-cost subsidy (art. 10d), from 1.
    Employer(u8),
}

/// The text names nobody who can be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no payee")]
pub struct InvalidPayee;

impl Payee {
    /// The part of an order that goes to this payee: the same in every order.
    pub const fn part(self) -> u8 {
        match self {
            Self::Applicant => 0,
            Self::Partner => 1,
            Self::Third(number) => number.saturating_add(1),
            Self::Employer(number) => number.saturating_add(10),
        }
    }
}

impl fmt::Display for Payee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applicant => f.write_str("applicant"),
            Self::Partner => f.write_str("partner"),
            Self::Third(number) => write!(f, "third-{number}"),
            Self::Employer(number) => write!(f, "employer-{number}"),
        }
    }
}

impl FromStr for Payee {
    type Err = InvalidPayee;

    fn from_str(text: &str) -> Result<Self, InvalidPayee> {
        match text {
            "applicant" => Ok(Self::Applicant),
            "partner" => Ok(Self::Partner),
            _ => {
                let (kind, number) = text.split_once('-').ok_or(InvalidPayee)?;
                let number = number.parse().ok().filter(|number| (1..=9).contains(number));
                match (kind, number) {
                    ("third", Some(number)) => Ok(Self::Third(number)),
                    ("employer", Some(number)) => Ok(Self::Employer(number)),
                    _ => Err(InvalidPayee),
                }
            }
        }
    }
}

impl TryFrom<String> for Payee {
    type Error = InvalidPayee;

    fn try_from(text: String) -> Result<Self, InvalidPayee> {
        text.parse()
    }
}

impl From<Payee> for String {
    fn from(payee: Payee) -> Self {
        payee.to_string()
    }
}

/// Where a payee of a case is paid.
#[derive(Clone, PartialEq, Eq)]
pub struct PayeeAccount {
    pub payee: Payee,
    /// Name and account, sealed for the case.
    pub sealed: Vec<u8>,
    /// What this payee gets each month before the claimants do; only for a third.
    pub monthly: Option<Cents>,
}

impl fmt::Debug for PayeeAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PayeeAccount")
            .field("payee", &self.payee)
            .field("monthly", &self.monthly)
            .finish_non_exhaustive()
    }
}

/// Who is left behind when one of two had died by a day: assistance through the month after is paid to that one
/// (Participation Act art. 45(5)).
pub fn left_behind(facts: &Facts, day: NaiveDate) -> Option<Payee> {
    let died = |known: &Known<NaiveDate>| known.as_ref().is_some_and(|died| died.value <= day);
    match (died(&facts.applicant.died_on), died(&facts.partner.died_on)) {
        (true, false) => Some(Payee::Partner),
        (false, true) => Some(Payee::Applicant),
        (true, true) | (false, false) => None,
    }
}

impl AccountState {
    /// Keeps whose it is that was shared out and is not paid: of both what goes to one for both.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn set_aside(&mut self, payee: Payee, cents: Cents) -> Result<(), InvalidCents> {
        let of: &[Claimant] = match payee {
            Payee::Applicant | Payee::Partner if self.all_to == Some(payee) => {
                &[Claimant::Applicant, Claimant::Partner]
            }
            Payee::Applicant => &[Claimant::Applicant],
            Payee::Partner => &[Claimant::Partner],
            // Nobody's yet: the next run shares out what is left after fixed costs.
            Payee::Third(_) | Payee::Employer(_) => return Ok(()),
        };
        self.set_aside = self.set_aside.plus(Whose::all(of, cents))?;
        Ok(())
    }
}

/// How an amount is shared out.
#[derive(Debug, Clone, Copy)]
pub struct Sharing<'a> {
    /// Whose the amount is, in shares.
    pub whose: Whose,
    /// Who is left behind of a couple is paid all of it (art. 45(5)).
    pub left_behind: Option<Payee>,
    /// Both spouses asked to pay this one what is of both (art. 45(4)).
    pub all_to: Option<Payee>,
    pub accounts: &'a [PayeeAccount],
}

/// The part of each payee; nobody gets nothing. The parts sum to the amount, which is never less than nil.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn share(
    amount: Cents,
    sharing: Sharing<'_>,
    to_thirds: bool,
) -> Result<Vec<(Payee, Cents)>, InvalidCents> {
    let mut left = amount.max(Cents::ZERO);
    let mut parts = Vec::new();
    for third in sharing.accounts.iter().filter(|_| to_thirds) {
        let (Payee::Third(_), Some(monthly)) = (third.payee, third.monthly) else { continue };
        let part = monthly.min(left);
        left = left.minus(part)?;
        parts.push((third.payee, part));
    }
    if let Some(all_to) = sharing.left_behind {
        parts.push((all_to, left));
    } else {
        let whose = sharing.whose.share(left)?.unwrap_or_else(|| Whose::all(&[], left));
        let (applicant, partner) = match sharing.all_to {
            None => split_between_spouses(whose.both),
            Some(Payee::Partner) => (Cents::ZERO, whose.both),
            Some(_) => (whose.both, Cents::ZERO),
        };
        parts.push((Payee::Applicant, whose.applicant.plus(applicant)?));
        parts.push((Payee::Partner, whose.partner.plus(partner)?));
    }
    parts.retain(|(_, part)| *part > Cents::ZERO);
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_died_is_not_paid_and_who_is_left_behind_is() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let facts = |dead: &[&str]| {
            let mut facts = Facts::default();
            for who in dead {
                let person = if *who == "applicant" { &mut facts.applicant } else { &mut facts.partner };
                person.died_on = Some(day("2026-03-10").into());
            }
            facts
        };
        let left = |dead: &[&str], on: &str| left_behind(&facts(dead), day(on));
        assert_eq!(left(&["partner"], "2026-03-10"), Some(Payee::Applicant));
        assert_eq!(left(&["applicant"], "2026-03-10"), Some(Payee::Partner));
        assert_eq!(left(&["partner"], "2026-03-09"), None, "it is not so yet");
        assert_eq!((left(&[], "2026-03-10"), left(&["applicant", "partner"], "2026-03-10")), (None, None));
    }
}
