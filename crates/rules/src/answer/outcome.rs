use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Cents, Explanation};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Ask;
use crate::assess::Ground;
use crate::facts::{Facts, choices};
use crate::schemes::signal::Signal;
use crate::{Answer, Claimant, Days, Finding, Question, Step};

choices! {
    /// How a question came out.
    pub enum Verdict {
        /// There is a right.
        Granted = "granted", "toegekend";
        /// There is no right; `grounds` says why.
        Denied = "denied", "geen recht";
        /// It cannot be said without the facts in `missing`.
        Missing = "missing", "er ontbreken gegevens";
        /// The law leaves it to a person, is not clear, or has no amount for the day; `reason` says why.
        PersonDecides = "person-decides", "een consulent beslist";
        /// The rule is about other households or other days.
        NotApplicable = "not-applicable", "niet van toepassing";
        /// The question has a value.
        Value = "value", "uitkomst";
    }
}

/// A fact that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// Where it stands in the document of facts: `applicant.birth_date`.
    pub path: String,
    /// What a consultant reads for it.
    pub dutch: String,
}

/// The answer to one question. What a question does not come to is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub ask: Ask,
    pub days: Days,
    pub outcome: Verdict,
    /// Why there is no right and no value, in plain Dutch: of `denied`, `missing`, `person-decides` and `not-applicable`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whole euro cents by name: `norm`, `income`, `assistance`, `holiday_allowance`, `payable`, `advance`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub amounts: BTreeMap<String, Cents>,
    /// Days by name: `start`, `due`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dates: BTreeMap<String, NaiveDate>,
    /// Numbers by name: `cost_sharers`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, i64>,
    /// Whether it holds, of a question that is answered by yes or no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// The stable code, of a question that is answered by one of several: `free`, `loan`, `mortgage-credit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<String>,
    /// Those with a right of their own (art. 11(4)), of a question about the right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entitled: Vec<Claimant>,
    /// Facts without which it cannot be said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
    /// Every ground of a denial, in the order of the law; the first decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<Ground>,
    /// Schemes that the household seems to be entitled to and does not use, of the question about them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<Signal>,
    /// The whole outcome of a question with many parts: a plan of instalments, the lines of a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<serde_json::Value>,
    /// Every rule that was tried, in order; without a value the last one is the rule that decided.
    pub explanations: Vec<Explanation>,
    /// Content hash of the national law that decided.
    pub law: String,
}

impl Reply {
    /// An answer that is a person's until a rule says otherwise.
    pub(super) fn new(ask: Ask, question: Question<'_>) -> Self {
        Self {
            ask,
            days: question.days,
            outcome: Verdict::PersonDecides,
            reason: None,
            amounts: BTreeMap::new(),
            dates: BTreeMap::new(),
            numbers: BTreeMap::new(),
            holds: None,
            choice: None,
            entitled: Vec::new(),
            missing: Vec::new(),
            grounds: Vec::new(),
            signals: Vec::new(),
            details: None,
            explanations: Vec::new(),
            law: question.national.version().to_owned(),
        }
    }

    /// What several rules came to; `tell` writes the value.
    pub(super) fn of<T>(mut self, answer: Answer<T>, tell: impl FnOnce(&mut Self, T)) -> Self {
        self.explanations.extend(answer.explanations);
        match answer.finding {
            Finding::Value(value) => {
                self.outcome = Verdict::Value;
                tell(&mut self, value);
            }
            Finding::NotApplicable => self.outcome = Verdict::NotApplicable,
            Finding::FactMissing(paths) => self.lacks(paths),
            Finding::PersonDecides => self.outcome = Verdict::PersonDecides,
        }
        self
    }

    /// What one rule came to.
    pub(super) fn of_step<T>(self, step: Step<T>, tell: impl FnOnce(&mut Self, T)) -> Self {
        let Step { finding, explanation } = step;
        self.of(Answer { finding, explanations: vec![explanation] }, tell)
    }

    /// With the reason, where it comes to no right and no value: missing facts by name, the ground of a denial, or the line that
    /// decided, which is the last.
    pub(super) fn with_reason(mut self) -> Self {
        let last = self.explanations.last().map(|line| line.text.clone());
        self.reason = match self.outcome {
            Verdict::Granted | Verdict::Value => None,
            Verdict::Missing => {
                let names: Vec<_> = self.missing.iter().map(|missing| missing.dutch.as_str()).collect();
                Some(format!("Er ontbreekt: {}.", names.join(", ")))
            }
            Verdict::Denied => self.grounds.first().map(|ground| ground.text.clone()).or(last),
            Verdict::PersonDecides | Verdict::NotApplicable => last,
        };
        self
    }

    pub(super) fn lacks(&mut self, paths: Vec<String>) {
        self.outcome = Verdict::Missing;
        self.missing =
            paths.into_iter().map(|path| Missing { dutch: Facts::in_dutch(&path), path }).collect();
    }

    pub(super) fn amount(&mut self, name: &str, amount: Cents) {
        self.amounts.insert(name.to_owned(), amount);
    }

    pub(super) fn day(&mut self, name: &str, day: NaiveDate) {
        self.dates.insert(name.to_owned(), day);
    }

    pub(super) fn number(&mut self, name: &str, number: i64) {
        self.numbers.insert(name.to_owned(), number);
    }

    pub(super) fn holds(&mut self, holds: bool) {
        self.holds = Some(holds);
    }

    /// A value with all its parts, that are whole numbers, days and codes and always fit a document.
    pub(super) fn details(&mut self, value: &impl Serialize) {
        self.details = serde_json::to_value(value).ok();
    }

    pub(super) fn choice(&mut self, code: &str) {
        self.choice = Some(code.to_owned());
    }
}
