//! How a rule of law looks at a household, and how it leaves its trace.

use chrono::NaiveDate;
use domain::{Cents, Explanation, FactKey, Facts, InvalidCents, TraceInput, age_on};
use policy::{National, NoAmount};

/// What every rule decides on: facts, the amounts of law, and the day assessed.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub facts: &'a Facts,
    pub national: &'a National,
    pub day: NaiveDate,
}

/// What a rule of law came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding<T> {
    Value(T),
    /// The rule is about other households or other days.
    NotApplicable,
    /// It cannot be said without these facts; they are never guessed.
    FactMissing(Vec<FactKey>),
    /// The law leaves it to a person, or has no amount for the day; the explanation says why.
    PersonDecides,
}

/// A finding with the reasons for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<T> {
    pub finding: Finding<T>,
    pub explanation: Explanation,
}

#[cfg(test)]
impl<T> Step<T> {
    pub fn value(&self) -> Option<&T> {
        match &self.finding {
            Finding::Value(value) => Some(value),
            Finding::NotApplicable | Finding::FactMissing(_) | Finding::PersonDecides => None,
        }
    }
}

/// Why a rule came to no value.
pub enum Stop {
    NotApplicable(String),
    /// Which one the [`Look`] knows.
    FactMissing,
    PersonDecides(String),
}

impl From<NoAmount> for Stop {
    fn from(missing: NoAmount) -> Self {
        let key = match missing {
            NoAmount::Unknown { key } | NoAmount::BeforeFirst { key, .. } => key,
        };
        Self::PersonDecides(format!("Voor deze dag is het bedrag {key} van de wet niet bekend."))
    }
}

impl From<InvalidCents> for Stop {
    fn from(_: InvalidCents) -> Self {
        Self::PersonDecides("De bedragen zijn te groot om mee te rekenen.".into())
    }
}

/// What one rule looked at, so far.
pub struct Look<'a> {
    question: Question<'a>,
    rule: &'static str,
    inputs: Vec<TraceInput>,
    missing: Vec<FactKey>,
}

/// Applies one rule. `decide` reads through the [`Look`] and gives a value with a sentence in plain Dutch.
pub fn apply<T>(
    question: Question<'_>,
    rule: &'static str,
    source: &str,
    decide: impl FnOnce(&mut Look<'_>) -> Result<(T, String), Stop>,
) -> Step<T> {
    let mut look = Look { question, rule, inputs: Vec::new(), missing: Vec::new() };
    let (finding, text) = match decide(&mut look) {
        Ok((value, text)) => (Finding::Value(value), text),
        Err(Stop::NotApplicable(text)) => (Finding::NotApplicable, text),
        Err(Stop::PersonDecides(text)) => (Finding::PersonDecides, text),
        Err(Stop::FactMissing) => {
            let names: Vec<_> = look.missing.iter().map(|key| key.dutch()).collect();
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

impl Look<'_> {
    /// Says which part of the article it came down to.
    pub fn rule(&mut self, rule: &'static str) {
        self.rule = rule;
    }

    pub fn day(&self) -> NaiveDate {
        self.question.day
    }

    pub fn national(&self) -> &National {
        self.question.national
    }

    fn fact<T>(&mut self, key: FactKey, read: impl FnOnce(&Facts) -> Option<T>) -> Result<T, Stop> {
        let Some(fact) = self.question.facts.get(key) else {
            self.missing.push(key);
            return Err(Stop::FactMissing);
        };
        self.inputs.push(TraceInput::of_fact(key, fact));
        read(self.question.facts).ok_or_else(|| {
            // A value of another kind than the catalogue has is as good as none.
            self.missing.push(key);
            Stop::FactMissing
        })
    }

    pub fn yes_no(&mut self, key: FactKey) -> Result<bool, Stop> {
        self.fact(key, |facts| facts.yes_no(key))
    }

    pub fn number(&mut self, key: FactKey) -> Result<i64, Stop> {
        self.fact(key, |facts| facts.number(key))
    }

    pub fn money(&mut self, key: FactKey) -> Result<Cents, Stop> {
        self.fact(key, |facts| facts.money(key))
    }

    pub fn choice(&mut self, key: FactKey) -> Result<String, Stop> {
        self.fact(key, |facts| facts.choice(key).map(str::to_owned))
    }

    pub fn date(&mut self, key: FactKey) -> Result<NaiveDate, Stop> {
        self.fact(key, |facts| facts.day(key))
    }

    /// Whether a fact was stated at all, where the catalogue gives its absence a meaning.
    pub fn has(&mut self, key: FactKey) -> bool {
        let fact = self.question.facts.get(key);
        self.inputs.extend(fact.map(|fact| TraceInput::of_fact(key, fact)));
        fact.is_some()
    }

    /// Age in whole years on the day assessed.
    pub fn age(&mut self, birth: FactKey) -> Result<i32, Stop> {
        let birth = self.date(birth)?;
        Ok(age_on(birth, self.question.day))
    }

    pub fn is_couple(&mut self) -> Result<bool, Stop> {
        Ok(self.choice(FactKey::Household)? == "couple")
    }

    /// The amount of law in force on the day assessed.
    pub fn amount(&mut self, key: &str) -> Result<Cents, NoAmount> {
        let amount = self.question.national.amount(key, self.question.day)?;
        let source = format!("{} (vanaf {})", amount.source, amount.from.format("%d-%m-%Y"));
        self.inputs.push(TraceInput { name: key.into(), value: amount.cents.to_string(), source });
        Ok(amount.cents)
    }

    /// Something that another rule came to.
    pub fn given(&mut self, name: &str, value: impl ToString, source: &str) {
        self.inputs.push(TraceInput { name: name.into(), value: value.to_string(), source: source.into() });
    }
}
