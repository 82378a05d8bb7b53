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
