//! Which partner: a case may have one after another. Each has a number in the case and an account of their own, so that what
//! a month gives is paid to who was the partner in it, whoever that is on the day of the run.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Month};
use rules::facts::{Facts, HouseholdKind};
use rules::month::{Timeline, Whose};
use serde::{Deserialize, Serialize};

use super::account::AccountState;
use super::orders::Payee;

/// The number of who is the partner first, and of all partners that an earlier version kept.
pub const FIRST: u8 = 1;

/// The partners of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Partners {
    /// By number.
    seen: Vec<Seen>,
    /// Number of the partner with whom all was asked on one account (art. 45(4)).
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_with: Option<u8>,
    /// What was shared out and not paid, of months with another partner than the first.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    set_aside: BTreeMap<u8, Whose>,
}

/// A partner, as the books came to know one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    /// The first day on which the household was a couple with this one.
    on: NaiveDate,
    birth: Spouse,
}

impl Partners {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Whose account is missing, as a consultant reads it. `now`: number of who is the partner today; of another one the name stands by
/// which an account can be supplied.
pub fn client_in_dutch(payee: Payee, now: u8) -> String {
    match payee {
        Payee::Partner(number) if number == now => "de partner".to_owned(),
        Payee::Partner(number) => format!("een eerdere of andere partner (partner-{number})"),
        _ => "de aanvrager".to_owned(),
    }
}

/// A partner as far as the books know one, who have no name and no number of them: the birth date, where it was stated.
type Spouse = Option<NaiveDate>;

/// Whether the household is a couple.
pub fn is_couple(facts: &Facts) -> bool {
    facts.household.kind.as_ref().is_some_and(|kind| kind.value == HouseholdKind::Couple)
}

fn spouse(facts: &Facts) -> Option<Spouse> {
    is_couple(facts).then(|| facts.partner.birth_date.as_ref().map(|birth| birth.value))
}

/// Each day from which something holds, and with whom the household is a couple from then on: each day lays its statements over
/// the day before.
fn households(timeline: &Timeline, known: NaiveDate) -> Vec<(NaiveDate, Option<Spouse>)> {
    let mut facts = Facts::default();
    let days = timeline.changes().chunk_by(|one, next| one.from == next.from);
    let with = days.filter_map(|stated| {
        for change in stated.iter().filter(|change| change.known_on <= known) {
            facts.lay_over(&change.facts);
        }
        Some((stated.first()?.from, spouse(&facts)))
    });
    with.collect()
}

/// The last day of a span on which the household is a couple, and with whom.
fn last_together(
    timeline: &Timeline,
    (since, until): (NaiveDate, NaiveDate),
    known: NaiveDate,
) -> Option<(NaiveDate, Spouse)> {
    let mut last = until;
    for (from, with) in households(timeline, known).into_iter().rev().filter(|(from, _)| *from <= until) {
        if let Some(who) = with {
            return Some((last, who));
        }
        last = from.pred_opt().filter(|day| since <= *day)?;
    }
    None
}

/// Each day on which something changed and the household is a couple, and with whom.
fn couples(timeline: &Timeline, known: NaiveDate) -> Vec<(NaiveDate, Spouse)> {
    let households = households(timeline, known).into_iter();
    households.filter_map(|(from, with)| Some((from, with?))).collect()
}

/// Whether more than one partner can be meant by what was stated.
fn can_differ(timeline: &Timeline, known: NaiveDate) -> bool {
    let stated = timeline.changes().iter().filter(|change| change.known_on <= known);
    let births = stated.clone().filter_map(|change| Some(change.facts.partner.birth_date.as_ref()?.value));
    let births: BTreeSet<_> = births.collect();
    let mut withdrawn = stated.flat_map(|change| &change.facts.withdrawn);
    births.len() > 1 || withdrawn.any(|path| path.as_str().starts_with("partner"))
}

impl Partners {
    /// The number of a partner, who gets the next one when nobody has it. One is known by the birth date; where that was corrected
    /// since, by the day on which they were seen first.
    fn number_of(&mut self, timeline: &Timeline, known: NaiveDate, (day, who): (NaiveDate, Spouse)) -> u8 {
        let couples = couples(timeline, known);
        let corrected = |seen: &Seen| {
            let is_stated = couples.iter().any(|(_, other)| *other == seen.birth);
            !is_stated && spouse(&timeline.on(seen.on, known)) == Some(who)
        };
        let place = self.seen.iter().position(|seen| seen.birth == who);
        let place = place.or_else(|| self.seen.iter().position(corrected)).unwrap_or(self.seen.len());
        let on = couples.iter().find(|(_, other)| *other == who).map_or(day, |(first, _)| *first);
        let now = Seen { on, birth: who };
        match self.seen.get_mut(place) {
            Some(seen) => *seen = now,
            None => self.seen.push(now),
        }
        u8::try_from(place.saturating_add(1)).unwrap_or(u8::MAX)
    }
}

impl AccountState {
    /// The number of who is the partner in a month: the one of its last day as a couple.
    pub fn partner_in(&mut self, timeline: &Timeline, month: Month, known: NaiveDate) -> u8 {
        self.partner_within(timeline, (month.first_day(), month.last_day()), known).unwrap_or(FIRST)
    }

    /// The number of who is the partner today, or was the last one.
    pub fn partner_now(&mut self, timeline: &Timeline, today: NaiveDate) -> u8 {
        self.partner_within(timeline, (NaiveDate::MIN, today), today).unwrap_or(FIRST)
    }

    fn partner_within(
        &mut self,
        timeline: &Timeline,
        span: (NaiveDate, NaiveDate),
        known: NaiveDate,
    ) -> Option<u8> {
        if !timeline.changes().iter().any(|change| is_couple(&change.facts)) {
            return None;
        }
        if self.partners.seen.is_empty() {
            // What an earlier version knew of an account was of the last partner.
            let last = last_together(timeline, (NaiveDate::MIN, known), known)?;
            self.partners.number_of(timeline, known, last);
        }
        if !can_differ(timeline, known) {
            return None;
        }
        let found = last_together(timeline, span, known)?;
        Some(self.partners.number_of(timeline, known, found))
    }

    /// Both spouses asked to pay all to one of them, or took that back. `partner`: with whom the couple is.
    pub fn ask_all_to(&mut self, payee: Option<Payee>, partner: u8) {
        self.all_to = payee;
        self.partners.asked_with = payee.map(|_| partner).filter(|partner| *partner != FIRST);
    }

    /// To whom both spouses asked to pay all, and with which partner.
    pub fn all_asked(&self) -> Option<(Payee, u8)> {
        self.all_to.map(|payee| (payee, self.partners.asked_with.unwrap_or(FIRST)))
    }

    /// Takes out whose it is that was shared out and not paid.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn take_set_aside(&mut self) -> Result<OfCouples, InvalidCents> {
        let first = OfCouples::of(FIRST, std::mem::take(&mut self.set_aside));
        OfCouples(std::mem::take(&mut self.partners.set_aside)).plus(first)
    }

    /// Keeps whose it is that was shared out and is not paid: of both what goes to one for both.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn set_aside(&mut self, payee: Payee, cents: Cents) -> Result<(), InvalidCents> {
        let nothing = Whose::default();
        let of_both = self.all_asked().filter(|(to, _)| *to == payee).map(|(_, partner)| partner);
        let (partner, whose) = match (of_both, payee) {
            (Some(partner), _) => (partner, Whose { both: cents, ..nothing }),
            (None, Payee::Applicant) => (FIRST, Whose { applicant: cents, ..nothing }),
            (None, Payee::Partner(number)) => (number, Whose { partner: cents, ..nothing }),
            // Nobody's yet: the next run shares out what is left after fixed costs.
            (None, Payee::Third(_) | Payee::Employer(_)) => return Ok(()),
        };
        let kept = match partner {
            FIRST => &mut self.set_aside,
            other => self.partners.set_aside.entry(other).or_default(),
        };
        *kept = kept.plus(whose)?;
        Ok(())
    }
}

/// Whose an amount is, by the number of the partner who was in the household then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfCouples(BTreeMap<u8, Whose>);

impl OfCouples {
    pub fn of(partner: u8, whose: Whose) -> Self {
        Self(BTreeMap::from([(partner, whose)]))
    }

    pub fn iter(&self) -> impl Iterator<Item = (u8, Whose)> {
        self.0.iter().map(|(partner, whose)| (*partner, *whose))
    }

    pub fn is_nothing(&self) -> bool {
        self.0.values().all(Whose::is_nothing)
    }

    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn total(&self) -> Result<Cents, InvalidCents> {
        self.0.values().try_fold(Cents::ZERO, |sum, whose| sum.plus(whose.total()?))
    }

    /// Each in its place.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn map(self, each: impl Fn(Whose) -> Result<Whose, InvalidCents>) -> Result<Self, InvalidCents> {
        self.0
            .into_iter()
            .map(|(partner, whose)| Ok((partner, each(whose)?)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn plus(mut self, other: Self) -> Result<Self, InvalidCents> {
        for (partner, whose) in other.0 {
            let own = self.0.entry(partner).or_default();
            *own = own.plus(whose)?;
        }
        Ok(self)
    }

    /// What this has more of each than another.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn above(mut self, other: &Self) -> Result<Self, InvalidCents> {
        for (partner, whose) in &mut self.0 {
            *whose = whose.above(other.0.get(partner).copied().unwrap_or_default())?;
        }
        Ok(self)
    }

    /// An amount in the same shares: exactly that amount, what rounding leaves with the largest. Nothing where nothing is shared.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn share(&self, amount: Cents) -> Result<Option<Self>, InvalidCents> {
        let total = self.total()?;
        if total <= Cents::ZERO {
            return Ok(None);
        }
        let mut left = amount;
        let mut shared = BTreeMap::new();
        let mut parts = Vec::new();
        for (partner, whose) in self.iter() {
            parts.push((whose.total()?, partner, whose));
        }
        // The largest comes last, and has what is left.
        parts.sort_unstable_by_key(|(of, partner, _)| (*of, std::cmp::Reverse(*partner)));
        let last = parts.len().saturating_sub(1);
        for (place, (of, partner, whose)) in parts.into_iter().enumerate() {
            let part = if place == last {
                left
            } else {
                amount.times(of.get(), total.get(), domain::Rounding::Down)?
            };
            left = left.minus(part)?;
            shared.extend(whose.share(part)?.map(|whose| (partner, whose)));
        }
        Ok(Some(Self(shared)))
    }
}

#[cfg(test)]
mod tests;
