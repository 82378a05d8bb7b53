use domain::Cents;

use super::super::means::missing;
use super::exclusion::kind;
use crate::facts::HouseholdKind;
use crate::norm::cost_sharers;
use crate::{Finding, Look, Question, Step, Stop, apply};

/// IOAW art. 5, IOAZ art. 5: the gross base of the household for a month, in euro cents: couple, single, or single with a
/// housemate of 27 or older with whom costs are shared (the same exclusions as in art. 19a of the Participation Act).
pub fn base(question: Question<'_>) -> Step<Cents> {
    apply(question, "base-5", "IOAW art. 5, IOAZ art. 5", |look| {
        let (rule, key, who) = match kind(look)? {
            HouseholdKind::Couple => ("base-5-couple", "ioaw.gross.couple", "gehuwden"),
            HouseholdKind::Single | HouseholdKind::SingleParent if shares_costs(look)? => {
                ("base-5-shared", "ioaw.gross.shared", "een alleenstaande die de kosten van de woning deelt")
            }
            HouseholdKind::Single | HouseholdKind::SingleParent => {
                ("base-5-single", "ioaw.gross.single", "een alleenstaande")
            }
        };
        look.rule(rule);
        let base = look.amount(key)?;
        Ok((base, format!("De bruto grondslag voor {who} is {base} per maand.")))
    })
}

/// The base of someone who had work (IOAW art. 5), in euro cents; left to a person where what they had before was less
/// (art. 5(5)).
pub fn base_after_work(question: Question<'_>) -> Step<Cents> {
    let former = &question.facts.former_work;
    let lower = apply(question, "base-5-5", "IOAW art. 5 lid 5", |look| {
        match look.see("former_work.less_than_base", &former.less_than_base) {
            Some(true) => Err(Stop::person_decides(
                "De uitkering en het loon waren voor het einde van de WW of WGA samen lager dan de grondslag. Dan is de grondslag ook lager; een consulent rekent die uit.",
            )),
            _ => Err(Stop::not_applicable("De grondslag is niet lager door wat er eerder was.")),
        }
    });
    if lower.finding == Finding::PersonDecides { lower } else { base(question) }
}

/// Whether a housemate shares the costs on the day judged, by the same rule as in the Participation Act.
fn shares_costs(look: &mut Look<'_>) -> Result<bool, Stop> {
    let Step { finding, explanation } =
        cost_sharers(Question { facts: look.facts(), national: look.national(), days: look.days() });
    match finding {
        Finding::Value(count) => {
            look.given("cost_sharers", count, &explanation.source);
            Ok(count > 0)
        }
        Finding::NotApplicable => Ok(false),
        Finding::FactMissing(paths) => Err(missing(look, paths)),
        Finding::PersonDecides => Err(Stop::person_decides(explanation.text)),
    }
}
