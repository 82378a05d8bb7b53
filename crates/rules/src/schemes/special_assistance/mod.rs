//! Special assistance for necessary costs from special circumstances (Participation Act art. 35, with 15, 49 and 51).

mod right;
mod room;
#[cfg(test)]
mod tests;

use domain::Cents;
use schemars::JsonSchema;
use serde::Serialize;

use super::lines::{Assessed, after, only};
use super::local::{DurableGoods, SpecialAssistancePolicy};
use crate::facts::CostKind;
use crate::{Answer, Question, Step, Stop, apply};

pub use right::entitled;
pub use room::own_share;

const NO_RULES: &str = "De gemeente heeft geen regels over bijzondere bijstand in het beleid. Een consulent bepaalt wat iemand zelf kan betalen.";

/// In what form it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    Gift,
    /// To be paid back (art. 51).
    Loan,
}

/// What is paid for one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SpecialAssistance {
    /// Euro cents, at once.
    pub amount: Cents,
    pub form: Form,
    /// What the household pays itself, from income and capital, in euro cents.
    pub own_share: Cents,
    /// What stays with the household by the threshold of art. 35(2), in euro cents.
    pub threshold: Cents,
}

/// Special assistance (art. 35, with 11, 13(1), 15, 40(1), 49 and 51): the right, and where there is one what is paid.
pub fn assess(
    question: Question<'_>,
    policy: Option<&SpecialAssistancePolicy>,
) -> Answer<Assessed<SpecialAssistance>> {
    after(entitled(question), || amount(question, policy))
}

/// Art. 35(1), (2), 51: the costs, less what is left of the threshold and what the household can pay itself; never negative.
/// Euro cents; shares are rounded where [`own_share`] says.
pub fn amount(question: Question<'_>, policy: Option<&SpecialAssistancePolicy>) -> Answer<SpecialAssistance> {
    let own = own_share(question, policy);
    let Some(own_share) = own.value().copied() else {
        return Answer { finding: own.finding.map(none), explanations: vec![own.explanation] };
    };
    let paid = paid(question, policy, own_share);
    let mut answer = only(paid);
    answer.explanations.insert(0, own.explanation);
    answer
}

/// For an answer without a value.
const fn none(own_share: Cents) -> SpecialAssistance {
    SpecialAssistance { amount: Cents::ZERO, form: Form::Gift, own_share, threshold: Cents::ZERO }
}

fn paid(
    question: Question<'_>,
    policy: Option<&SpecialAssistancePolicy>,
    own_share: Cents,
) -> Step<SpecialAssistance> {
    apply(question, "special-35-1", "PW art. 35 lid 1 en 2, 51", |look| {
        let policy = policy.ok_or_else(|| Stop::person_decides(NO_RULES))?;
        let costs = &look.facts().special_costs;
        let (kind, cost) =
            (look.need("special_costs.kind", &costs.kind), look.need("special_costs.amount", &costs.amount));
        let (kind, cost) = (kind?, cost?);
        let threshold = if policy.threshold {
            let used = look.need("special_costs.threshold_used", &costs.threshold_used)?;
            look.amount("35.2")?.minus(used)?.max(Cents::ZERO).min(cost)
        } else {
            Cents::ZERO
        };
        look.given("own_share", own_share, "PW art. 35 lid 1");
        let amount = cost.minus(threshold)?.minus(own_share)?.max(Cents::ZERO);
        let form = match (kind, policy.durable_goods) {
            (CostKind::DurableGoods, DurableGoods::Loan) => Form::Loan,
            (CostKind::DurableGoods, DurableGoods::Gift) | (CostKind::Ordinary | CostKind::Debts, _) => {
                Form::Gift
            }
        };
        let what = match form {
            Form::Gift => "hoeft niet te worden terugbetaald",
            Form::Loan => "is een lening",
        };
        let text = format!(
            "De kosten zijn {cost}. De drempel is {threshold} en het huishouden kan zelf {own_share} betalen. De bijzondere bijstand is {amount} en {what}."
        );
        Ok((SpecialAssistance { amount, form, own_share, threshold }, text))
    })
}
