use domain::Cents;

use super::Household;
use crate::{Question, Step, Stop, apply};

/// Norm from 21 years to pension age without cost sharers (Participation Act art. 21): the published amount.
pub fn norm_21(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-21", "PW art. 21", |look| {
        if household.members().any(|member| member.young || member.pensioner) || household.sharers(look)? > 0
        {
            let text = "Artikel 21 geldt voor wie 21 jaar of ouder is, de pensioenleeftijd niet heeft bereikt en geen kosten deelt.";
            return Err(Stop::not_applicable(text));
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

/// Norm from pension age without cost sharers (Participation Act art. 22): the published amount. General assistance to
/// these households is the Social Insurance Bank's; the norm counts for special assistance and recovery.
pub fn norm_22(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-22", "PW art. 22", |look| {
        let pensioners = household.members().filter(|member| member.pensioner).count();
        if pensioners == 0 || household.young() > 0 {
            let text = "Artikel 22 geldt voor wie de pensioenleeftijd heeft bereikt, of een partner heeft die dat heeft.";
            return Err(Stop::not_applicable(text));
        }
        if household.sharers(look)? > 0 {
            return Err(Stop::not_applicable("Artikel 22 geldt voor wie geen kosten deelt."));
        }
        let (rule, key) = match (household.is_couple(), pensioners) {
            (false, _) => ("norm-22-a", "22.a"),
            (true, 2) => ("norm-22-b", "22.b"),
            (true, _) => ("norm-22-c", "22.c"),
        };
        look.rule(rule);
        let norm = look.amount(key)?;
        Ok((norm, format!("De norm vanaf de pensioenleeftijd is {norm} per maand.")))
    })
}
