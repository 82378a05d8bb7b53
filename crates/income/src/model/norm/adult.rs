use domain::Cents;

use crate::model::household::Household;
use crate::model::look::{Question, Step, Stop, apply};

/// Norm from 21 years to pension age without cost sharers (Participation Act art. 21): the published amount.
pub fn norm_21(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-21", "PW art. 21", |look| {
        if household.under_21() > 0 || household.cost_sharers > 0 {
            let text = "Artikel 21 geldt voor wie 21 jaar of ouder is en geen kosten deelt.";
            return Err(Stop::NotApplicable(text.into()));
        }
        let (rule, key, who) = if household.is_couple() {
            ("norm-21b", "21.b", "gehuwden")
        } else {
            ("norm-21a", "21.a", "een alleenstaande of alleenstaande ouder")
        };
        look.rule(rule);
        let norm = look.amount(key)?;
        Ok((norm, format!("De norm voor {who} van 21 jaar of ouder is {norm} per maand.")))
    })
}
