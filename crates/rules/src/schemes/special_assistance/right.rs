use super::super::excluded::{Asked, not_excluded};
use super::super::lines::{Right, Ruling, condition, judge};
use crate::facts::CostKind;
use crate::{Answer, Question, Step, Stop};

/// Art. 35(1), 11, 13(1), 15, 40(1), 49: whether the household has a right to it and the costs are ones for it.
pub fn entitled(question: Question<'_>) -> Answer<Right> {
    let mut steps = not_excluded(question, Asked::SpecialAssistance);
    steps.extend([necessary(question), special(question), no_other_provision(question), no_debts(question)]);
    judge(steps)
}

/// Art. 35(1): the costs are necessary.
fn necessary(question: Question<'_>) -> Step<Ruling> {
    condition(question, "necessary-35-1", "PW art. 35 lid 1", |look| {
        let necessary = look.need("special_costs.necessary", &look.facts().special_costs.necessary)?;
        let text = if necessary { "De kosten zijn nodig." } else { "De kosten zijn niet nodig." };
        Ok((necessary, text.into()))
    })
}

/// Art. 35(1): they come from special circumstances.
fn special(question: Question<'_>) -> Step<Ruling> {
    condition(question, "special-circumstances-35-1", "PW art. 35 lid 1", |look| {
        let costs = &look.facts().special_costs;
        let special = look.need("special_costs.special_circumstances", &costs.special_circumstances)?;
        let text = if special {
            "De kosten komen door bijzondere omstandigheden."
        } else {
            "De kosten komen niet door bijzondere omstandigheden: ze horen bij het gewone leven."
        };
        Ok((special, text.into()))
    })
}

/// Art. 15: nothing else pays for them.
fn no_other_provision(question: Question<'_>) -> Step<Ruling> {
    condition(question, "other-provision-15", "PW art. 15 lid 1", |look| {
        let other =
            look.need("special_costs.other_provision", &look.facts().special_costs.other_provision)?;
        let text = if other {
            "Een andere regeling betaalt de kosten."
        } else {
            "Geen andere regeling betaalt de kosten."
        };
        Ok((!other, text.into()))
    })
}

/// Art. 13(1)(g), 49: no assistance for debts, but for a guarantee or for very urgent reasons, which a person weighs.
fn no_debts(question: Question<'_>) -> Step<Ruling> {
    condition(question, "debts-49", "PW art. 13 lid 1 g en 49", |look| {
        let costs = &look.facts().special_costs;
        if look.need("special_costs.kind", &costs.kind)? != CostKind::Debts {
            return Err(Stop::not_applicable("De kosten zijn geen schulden."));
        }
        let guarantee = look.need("special_costs.guarantee_possible", &costs.guarantee_possible);
        let urgent = look.need("special_costs.urgent_reasons", &costs.urgent_reasons);
        match (guarantee, urgent) {
            (Ok(true), _) | (_, Ok(true)) => Err(Stop::person_decides(
                "Voor schulden kan alleen een borgtocht, of bij zeer dringende redenen bijstand. Een consulent weegt dat af.",
            )),
            (Ok(false), Ok(false)) => Ok((false, "Voor schulden is er geen bijzondere bijstand.".into())),
            (Err(stop), _) | (_, Err(stop)) => Err(stop),
        }
    })
}
