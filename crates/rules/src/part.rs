//! What an amount of assistance is made of.

use domain::{Cents, Explanation, InvalidCents, TraceInput};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Claimant;
use crate::facts::{IncomeKind, choices};

choices! {
    /// What a part of the assistance is.
    pub enum PartKind {
        /// The norm (art. 20-24, 53a(3)).
        Norm = "norm", "norm";
        /// What raises or lowers the norm (art. 20(3), 27, 28).
        NormChange = "norm-change", "verhoging of verlaging van de norm";
        /// Income as it was stated, taken off.
        Income = "income", "inkomen";
        /// What of it does not count, given back (art. 31(2), 33).
        Free = "free", "telt niet mee";
        /// The claim on holiday allowance over income (art. 31(4)).
        HolidayClaim = "holiday-claim", "vakantietoeslag over inkomen";
        /// From what a spouse without a right receives to what counts of it (art. 32(3), (4)).
        Spouse = "spouse", "inkomen van een partner zonder recht";
        /// Income above the norm: nothing is paid, and nobody pays it.
        AboveNorm = "above-norm", "inkomen boven de norm";
        /// What a person settled where the rules left it to one.
        Settled = "settled", "vastgesteld door een consulent";
        /// Days of the month that the parts before it are not about.
        OtherDays = "other-days", "andere dagen van de maand";
    }
}

/// One step from the norm to the assistance of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    pub kind: PartKind,
    /// Whose income it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Claimant>,
    /// Of income as it was stated: what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub income: Option<IncomeKind>,
    /// Who pays it, by a reference without a name, where that was stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<String>,
    /// Euro cents that it adds; less than zero takes off.
    pub cents: Cents,
    /// The rule that told it, as in an explanation.
    pub rule: String,
    /// The article of law.
    pub source: String,
    /// What the rule looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<TraceInput>,
    /// Plain Dutch.
    pub text: String,
}

impl Part {
    /// What a rule told, as its line explains it.
    pub fn told(kind: PartKind, who: Option<Claimant>, cents: Cents, line: &Explanation) -> Self {
        Self {
            kind,
            who,
            income: None,
            payer: None,
            cents,
            rule: line.rule.clone(),
            source: line.source.clone(),
            inputs: line.inputs.clone(),
            text: line.text.clone(),
        }
    }

    /// Whether it is the same step with the same amount, however it is told.
    pub(crate) fn is(&self, other: &Self) -> bool {
        (self.kind, self.who, self.income, &self.payer, self.cents)
            == (other.kind, other.who, other.income, &other.payer, other.cents)
    }

    /// What parts come to.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn sum<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Result<Cents, InvalidCents> {
        parts.into_iter().try_fold(Cents::ZERO, |sum, part| sum.plus(part.cents))
    }

    /// The income that counts, of parts that tell of income.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn income<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Result<Cents, InvalidCents> {
        let of_income = [PartKind::Income, PartKind::Free, PartKind::HolidayClaim, PartKind::Spouse];
        let parts = parts.into_iter().filter(|part| of_income.contains(&part.kind));
        Cents::ZERO.minus(Self::sum(parts)?)
    }
}
