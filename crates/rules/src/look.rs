//! How a rule of law looks at a household, and how it leaves its trace.

use std::fmt::Display;

use chrono::NaiveDate;
use domain::{Cents, Explanation, FactSource, InvalidCents, Month, TraceInput, age_on};
use policy::{National, NoAmount};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{Facts, Known, Person, Reads};

/// The three days of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// The day that is judged; the law and the amounts of that day hold.
    pub assessed: NaiveDate,
    /// The day on which it is decided; a few rules changed for decisions from a day on.
    pub decided: NaiveDate,
    /// What became known later is not looked at.
    pub known: NaiveDate,
}

impl Days {
    /// Judged, decided and known on one day.
    pub const fn all(day: NaiveDate) -> Self {
        Self { assessed: day, decided: day, known: day }
    }

    pub fn month(self) -> Month {
        Month::of(self.assessed)
    }
}

/// What every rule decides on: facts, the amounts of law, and the days.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub facts: &'a Facts,
    pub national: &'a National,
    pub days: Days,
}

/// What a rule of law came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding<T> {
    Value(T),
    /// The rule is about other households or other days.
    NotApplicable,
    /// It cannot be said without these facts, by path; they are never guessed.
    FactMissing(Vec<String>),
    /// The law leaves it to a person, or has no amount for the day; the explanation says why.
    PersonDecides,
}

impl<T> Finding<T> {
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::NotApplicable | Self::FactMissing(_) | Self::PersonDecides => None,
        }
    }

    pub fn as_ref(&self) -> Finding<&T> {
        match self {
            Self::Value(value) => Finding::Value(value),
            Self::NotApplicable => Finding::NotApplicable,
            Self::FactMissing(paths) => Finding::FactMissing(paths.clone()),
            Self::PersonDecides => Finding::PersonDecides,
        }
    }

    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Finding<U> {
        match self {
            Self::Value(value) => Finding::Value(change(value)),
            Self::NotApplicable => Finding::NotApplicable,
            Self::FactMissing(paths) => Finding::FactMissing(paths),
            Self::PersonDecides => Finding::PersonDecides,
        }
    }
}

/// A finding with the reasons for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<T> {
    pub finding: Finding<T>,
    pub explanation: Explanation,
}

impl<T> Step<T> {
    pub fn value(&self) -> Option<&T> {
        match &self.finding {
            Finding::Value(value) => Some(value),
            Finding::NotApplicable | Finding::FactMissing(_) | Finding::PersonDecides => None,
        }
    }
}

/// What several rules came to one after the other: one finding, and the line of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T> {
    pub finding: Finding<T>,
    /// Every rule that was tried, in order; without a value the last one says why.
    pub explanations: Vec<Explanation>,
}

impl<T> Answer<T> {
    /// The line at a place decided: where others come after it, it is repeated as the last one.
    pub(crate) fn decided_at(mut self, place: usize) -> Self {
        if place.saturating_add(1) < self.explanations.len()
            && let Some(deciding) = self.explanations.get(place).cloned()
        {
            self.explanations.push(deciding);
        }
        self
    }
}

/// Why a rule came to no value.
#[derive(Debug)]
pub enum Stop {
    NotApplicable(String),
    /// Which one the [`Look`] knows.
    FactMissing,
    PersonDecides(String),
}

impl Stop {
    pub fn not_applicable(text: impl Into<String>) -> Self {
        Self::NotApplicable(text.into())
    }

    pub fn person_decides(text: impl Into<String>) -> Self {
        Self::PersonDecides(text.into())
    }
}

impl From<NoAmount> for Stop {
    fn from(missing: NoAmount) -> Self {
        Self::PersonDecides(format!(
            "Voor deze dag is het bedrag of de regel {} van de wet niet bekend.",
            missing.key()
        ))
    }
}

impl From<InvalidCents> for Stop {
    fn from(_: InvalidCents) -> Self {
        Self::PersonDecides("De bedragen zijn te groot om mee te rekenen.".into())
    }
}

/// One of the claimants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Claimant {
    Applicant,
    Partner,
}

impl Claimant {
    /// The section of the facts about this person.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Partner => "partner",
        }
    }

    /// The other one of a couple.
    pub const fn other(self) -> Self {
        match self {
            Self::Applicant => Self::Partner,
            Self::Partner => Self::Applicant,
        }
    }

    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Applicant => "de aanvrager",
            Self::Partner => "de partner",
        }
    }

    pub const fn of(self, facts: &Facts) -> &Person {
        match self {
            Self::Applicant => &facts.applicant,
            Self::Partner => &facts.partner,
        }
    }
}

/// What one rule looked at, so far.
pub struct Look<'a> {
    question: Question<'a>,
    rule: &'static str,
    inputs: Vec<TraceInput>,
    missing: Vec<String>,
}

/// Applies one rule. `decide` reads through the [`Look`] and gives a value with a sentence in plain Dutch.
pub fn apply<'a, T>(
    question: Question<'a>,
    rule: &'static str,
    source: &str,
    decide: impl FnOnce(&mut Look<'a>) -> Result<(T, String), Stop>,
) -> Step<T> {
    let mut look = Look { question, rule, inputs: Vec::new(), missing: Vec::new() };
    let (finding, text) = match decide(&mut look) {
        Ok((value, text)) => (Finding::Value(value), text),
        Err(Stop::NotApplicable(text)) => (Finding::NotApplicable, text),
        Err(Stop::PersonDecides(text)) => (Finding::PersonDecides, text),
        Err(Stop::FactMissing) => {
            let names: Vec<_> = look.missing.iter().map(|path| Facts::in_dutch(path)).collect();
            let text = format!("Dit kan niet worden beoordeeld. Er ontbreekt: {}.", names.join(", "));
            (Finding::FactMissing(look.missing), text)
        }
    };
    let explanation = Explanation {
        rule: look.rule.into(),
        source: source.into(),
        policy_version: question.national.version().into(),
        inputs: look.inputs,
        text,
    };
    Step { finding, explanation }
}

impl<'a> Look<'a> {
    /// Says which part of the article it came down to.
    pub fn rule(&mut self, rule: &'static str) {
        self.rule = rule;
    }

    pub fn days(&self) -> Days {
        self.question.days
    }

    /// The day that is judged.
    pub fn day(&self) -> NaiveDate {
        self.question.days.assessed
    }

    pub fn national(&self) -> &'a National {
        self.question.national
    }

    pub fn facts(&self) -> &'a Facts {
        self.question.facts
    }

    pub fn person(&self, who: Claimant) -> &'a Person {
        who.of(self.question.facts)
    }

    /// A fact that the rule cannot do without.
    ///
    /// # Errors
    ///
    /// [`Stop::FactMissing`] when it was not stated, or only became known later.
    pub fn need<T: Reads + Clone>(&mut self, path: impl Into<String>, fact: &Known<T>) -> Result<T, Stop> {
        let path = path.into();
        match self.see(&path, fact) {
            Some(value) => Ok(value),
            None => Err(self.missing(path)),
        }
    }

    /// A fact whose absence the rule gives a meaning; the docstring of the field says which.
    pub fn see<T: Reads + Clone>(&mut self, path: &str, fact: &Known<T>) -> Option<T> {
        let stated = fact.as_ref().filter(|stated| stated.is_known_on(self.question.days.known))?;
        let source = match stated.known_on {
            Some(day) => format!("{}, {}", stated.source.code(), day.reads()),
            None => stated.source.code().to_owned(),
        };
        self.inputs.push(TraceInput { name: path.into(), value: stated.value.reads(), source });
        Some(stated.value.clone())
    }

    /// A list that was stated as a whole; an empty one says: none.
    ///
    /// # Errors
    ///
    /// [`Stop::FactMissing`] when it was not stated.
    pub fn list<T>(&mut self, path: impl Into<String>, list: &'a Option<Vec<T>>) -> Result<&'a [T], Stop> {
        match list {
            Some(items) => Ok(items),
            None => Err(self.missing(path.into())),
        }
    }

    /// Notes a fact as missing.
    pub fn missing(&mut self, path: String) -> Stop {
        if !self.missing.contains(&path) {
            self.missing.push(path);
        }
        Stop::FactMissing
    }

    /// Age in whole years on the day judged.
    ///
    /// # Errors
    ///
    /// [`Stop::FactMissing`] without a birth date.
    pub fn age(&mut self, who: Claimant) -> Result<i32, Stop> {
        let birth = self.need(format!("{}.birth_date", who.path()), &self.person(who).birth_date)?;
        Ok(age_on(birth, self.day()))
    }

    /// The amount of law in force on the day judged.
    ///
    /// # Errors
    ///
    /// [`NoAmount`] when the law's amount of that day is not known; never another day's.
    pub fn amount(&mut self, key: &str) -> Result<Cents, NoAmount> {
        self.amount_on(key, self.day())
    }

    /// The amount of law in force on another day than the one judged.
    ///
    /// # Errors
    ///
    /// As [`Look::amount`].
    pub fn amount_on(&mut self, key: &str, day: NaiveDate) -> Result<Cents, NoAmount> {
        let amount = self.question.national.amount(key, day)?;
        let source = format!("{} (vanaf {})", amount.source, amount.from.reads());
        let cents = amount.cents;
        self.given(key, cents, &source);
        Ok(cents)
    }

    /// Something that another rule came to.
    pub fn given(&mut self, name: &str, value: impl Display, source: &str) {
        self.inputs.push(TraceInput { name: name.into(), value: value.to_string(), source: source.into() });
    }

    /// Something in a list of the facts that the rule counted.
    pub fn counted(&mut self, path: String, value: impl Display, source: Option<FactSource>) {
        let source = source.unwrap_or(FactSource::Consultant).code();
        self.inputs.push(TraceInput { name: path, value: value.to_string(), source: source.into() });
    }
}
