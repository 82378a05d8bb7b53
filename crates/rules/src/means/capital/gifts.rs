//! Gifts that came once: capital on top of what was told of it before (Participation Act art. 34(1)(b)).

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, day_in_dutch};

use crate::facts::{Known, OnceGiven};
use crate::means::income::{months_of_once, once_given};
use crate::right::{Composition, composition};
use crate::{Claimant, Days, Look, Question, Stop};

/// The day of which capital is told.
pub(super) const VALUED_ON: &str = "capital.valued_on";

/// An amount of capital: from the least to the most that it can be, where it is not known when a gift came or how much of it
/// is free.
#[derive(Debug, Clone, Default)]
pub(super) struct Between {
    pub least: Cents,
    pub most: Cents,
    /// The gifts in it, in plain Dutch.
    gifts: Vec<String>,
    /// Facts that tell how much it is, by path.
    lacks: Vec<String>,
}

impl Between {
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn plus(self, amount: Cents) -> Result<Self, InvalidCents> {
        Ok(Self { least: self.least.plus(amount)?, most: self.most.plus(amount)?, ..self })
    }

    /// Never negative.
    pub fn or_nothing(self) -> Self {
        Self { least: self.least.max(Cents::ZERO), most: self.most.max(Cents::ZERO), ..self }
    }

    pub fn is_exact(&self) -> bool {
        self.least == self.most
    }

    /// A sentence about it, with what of gifts is in it.
    pub fn told(&self, text: &str) -> String {
        let gifts = self.gifts.iter().map(String::as_str);
        std::iter::once(text).chain(gifts).collect::<Vec<_>>().join(" ")
    }

    /// What is asked where it makes a difference how much it is.
    pub fn ask(&self, look: &mut Look<'_>) -> Stop {
        if self.lacks.is_empty() {
            return Stop::person_decides(
                "Van een gift die maar één keer komt staat niet vast hoeveel ervan meetelt. Voor het vermogen maakt dat \
                 verschil. Beoordeel hoeveel van de gift niet meetelt.",
            );
        }
        for path in &self.lacks {
            look.missing(path.clone());
        }
        Stop::FactMissing
    }

    /// A gift counts from the day on which it came, and is in what was told of that day or a later one.
    fn add(
        &mut self,
        look: &mut Look<'_>,
        gift: &OnceGiven,
        told_on: Option<NaiveDate>,
    ) -> Result<(), InvalidCents> {
        let (first, last) = gift.came(look.day());
        if first > look.day() || told_on.is_some_and(|told| last <= told) {
            return Ok(());
        }
        look.counted(gift.path.clone(), gift.amount, gift.source);
        self.most = self.most.plus(gift.counts.unwrap_or(gift.amount))?;
        if last > look.day() || told_on.is_some_and(|told| first <= told) {
            self.lacks.push(format!("{}.received_on", gift.path));
            return Ok(());
        }
        let Some(counts) = gift.counts else {
            self.lacks.extend_from_slice(&gift.lacks);
            return Ok(());
        };
        self.least = self.least.plus(counts)?;
        if counts > Cents::ZERO {
            self.gifts.push(sentence(gift, counts));
        }
        Ok(())
    }
}

fn sentence(gift: &OnceGiven, counts: Cents) -> String {
    let when = match (gift.received_on, gift.month) {
        (Some(day), _) => format!(" op {}", day_in_dutch(day)),
        (None, Some(month)) => format!(" in {}", month.in_dutch()),
        (None, None) => String::new(),
    };
    format!("Daarin zit {counts} van een gift van {} die {}{when} kreeg.", gift.amount, gift.who.dutch())
}

/// What is capital of the gifts that came once since the day of which the rest was told, at `path`.
///
/// # Errors
///
/// [`Stop::PersonDecides`] when amounts do not fit.
pub(super) fn since(look: &mut Look<'_>, path: &str, told_on: &Known<NaiveDate>) -> Result<Between, Stop> {
    let gifts = all(Question { facts: look.facts(), national: look.national(), days: look.days() });
    let mut sum = Between::default();
    if gifts.is_empty() {
        return Ok(sum);
    }
    let told_on = look.see(path, told_on);
    for gift in &gifts {
        sum.add(look, gift, told_on)?;
    }
    Ok(sum)
}

/// An amount of capital of the day of which it is told, with what is capital of the gifts that came once since; and in plain Dutch
/// what of gifts is in it. Never negative. Euro cents.
///
/// # Errors
///
/// A [`Stop`] where it makes a difference, and nobody knows on which day a gift came or how much of it is free.
pub(crate) fn with_gifts(look: &mut Look<'_>, capital: Cents) -> Result<(Cents, Vec<String>), Stop> {
    let told_on = &look.facts().capital.valued_on;
    let with = since(look, VALUED_ON, told_on)?.plus(capital)?.or_nothing();
    if with.is_exact() { Ok((with.most, with.gifts)) } else { Err(with.ask(look)) }
}

/// The gifts of the claimants up to the month judged.
fn all(question: Question<'_>) -> Vec<OnceGiven> {
    let mut gifts = question.facts.given_before.clone().unwrap_or_else(|| among_incomes(question));
    gifts.extend(once_given(question));
    let of_partner = |gift: &OnceGiven| gift.who == Claimant::Partner;
    if gifts.iter().any(of_partner)
        && !composition(question).finding.value().is_some_and(Composition::is_couple)
    {
        gifts.retain(|gift| !of_partner(gift));
    }
    gifts
}

/// Those of earlier months, of a question about one day.
fn among_incomes(question: Question<'_>) -> Vec<OnceGiven> {
    let judged = question.days.month();
    let mut months: Vec<_> = months_of_once(question.facts).filter(|month| *month < judged).collect();
    months.sort_unstable();
    months.dedup();
    let of = |assessed| Question { days: Days { assessed, ..question.days }, ..question };
    months.into_iter().flat_map(|month| once_given(of(month.last_day()))).collect()
}
