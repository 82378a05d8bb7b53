//! Who gets which part of an amount (Participation Act art. 45(4), 57).

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use domain::{Cents, InvalidCents};
use rules::Claimant;
use rules::facts::{Facts, Known};
use rules::means::split_between_spouses;
use rules::month::Whose;
use serde::{Deserialize, Serialize};

use super::partners::{FIRST, OfCouples};

/// Who is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Payee {
    Applicant,
    /// A partner, by number in the case: who was it in the months that are paid. [`Payee::PARTNER_NOW`] only where someone is asked
    /// for.
    Partner(u8),
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
    /// Whoever is the partner today: asked for so, and never kept.
    pub const PARTNER_NOW: Self = Self::Partner(0);

    /// As someone names a payee: `partner` is who is it today, and `partner-1` the first one.
    ///
    /// # Errors
    ///
    /// [`InvalidPayee`] when it names nobody who can be paid.
    pub fn asked(text: &str) -> Result<Self, InvalidPayee> {
        if text == "partner" { Ok(Self::PARTNER_NOW) } else { text.parse() }
    }

    /// With the number of who is the partner today.
    pub fn of_today(self, partner: u8) -> Self {
        if self == Self::PARTNER_NOW { Self::Partner(partner) } else { self }
    }

    /// The part of an order that goes to this payee: the same in every order.
    pub const fn part(self) -> u8 {
        match self {
            Self::Applicant => 0,
            Self::Partner(0 | FIRST) => 1,
            Self::Partner(number) => number.saturating_add(20),
            Self::Third(number) => number.saturating_add(1),
            Self::Employer(number) => number.saturating_add(10),
        }
    }
}

impl fmt::Display for Payee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applicant => f.write_str("applicant"),
            Self::Partner(0 | FIRST) => f.write_str("partner"),
            Self::Partner(number) => write!(f, "partner-{number}"),
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
            "partner" => Ok(Self::Partner(FIRST)),
            _ => {
                let (kind, number) = text.split_once('-').ok_or(InvalidPayee)?;
                let number = number.parse().map_err(|_| InvalidPayee)?;
                match (kind, number) {
                    // As many as an order has parts for, the applicant and others beside them.
                    ("partner", 1..=79) => Ok(Self::Partner(number)),
                    ("third", 1..=9) => Ok(Self::Third(number)),
                    ("employer", 1..=9) => Ok(Self::Employer(number)),
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
pub fn left_behind(facts: &Facts, day: NaiveDate) -> Option<Claimant> {
    let died = |known: &Known<NaiveDate>| known.as_ref().is_some_and(|died| died.value <= day);
    match (died(&facts.applicant.died_on), died(&facts.partner.died_on)) {
        (true, false) => Some(Claimant::Partner),
        (false, true) => Some(Claimant::Applicant),
        (true, true) | (false, false) => None,
    }
}

/// How an amount is shared out.
#[derive(Debug, Clone, Copy)]
pub struct Sharing<'a> {
    /// Whose the amount is, in shares.
    pub whose: &'a OfCouples,
    /// Number of the partner in the month of the run.
    pub partner: u8,
    /// Who is left behind of that couple is paid all of it (art. 45(5)).
    pub left_behind: Option<Claimant>,
    /// Both spouses asked to pay this one what is of both (art. 45(4)), and with which partner.
    pub all_to: Option<(Payee, u8)>,
    pub accounts: &'a [PayeeAccount],
}

impl Sharing<'_> {
    /// What is of the applicant and of a partner, of what is theirs.
    fn each(&self, partner: u8, whose: Whose) -> Result<[(Payee, Cents); 2], InvalidCents> {
        let asked = self.all_to.filter(|(_, with)| *with == partner).map(|(to, _)| to);
        let (of_applicant, of_partner) = match asked {
            None => split_between_spouses(whose.both),
            Some(Payee::Partner(_)) => (Cents::ZERO, whose.both),
            Some(_) => (whose.both, Cents::ZERO),
        };
        let own = Payee::Partner(partner);
        let (to_applicant, to_partner) = match self.left_behind {
            None => (Payee::Applicant, own),
            Some(left) => {
                let left = match left {
                    Claimant::Applicant => Payee::Applicant,
                    Claimant::Partner => Payee::Partner(self.partner),
                };
                (left, if partner == self.partner { left } else { own })
            }
        };
        Ok([
            (to_applicant, whose.applicant.plus(of_applicant)?),
            (to_partner, whose.partner.plus(of_partner)?),
        ])
    }
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
    let whose = sharing.whose.share(left)?;
    let whose = whose.unwrap_or_else(|| OfCouples::of(sharing.partner, Whose::all(&[], left)));
    let mut clients: BTreeMap<Payee, Cents> = BTreeMap::new();
    for (partner, whose) in whose.iter() {
        for (payee, cents) in sharing.each(partner, whose)? {
            let sum = clients.entry(payee).or_default();
            *sum = sum.plus(cents)?;
        }
    }
    parts.extend(clients);
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
        assert_eq!(left(&["partner"], "2026-03-10"), Some(Claimant::Applicant));
        assert_eq!(left(&["applicant"], "2026-03-10"), Some(Claimant::Partner));
        assert_eq!(left(&["partner"], "2026-03-09"), None, "it is not so yet");
        assert_eq!((left(&[], "2026-03-10"), left(&["applicant", "partner"], "2026-03-10")), (None, None));
    }
}
