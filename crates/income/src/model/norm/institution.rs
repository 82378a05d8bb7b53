use domain::Cents;

use super::cost_sharers::sharer_norm;
use crate::model::household::{Household, Institution};
use crate::model::look::{Look, Question, Step, Stop, apply};

/// Norm in an institution, the increment of paragraph 2 included (Participation Act art. 23). With one spouse inside
/// (paragraph 3) it is the sum of the norms that each would have as a single person.
pub fn norm_23(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-23", "PW art. 23", |look| {
        if household.institution == Institution::Nobody {
            return Err(Stop::NotApplicable("Er is geen verblijf in een inrichting.".into()));
        }
        if household.under_21() > 0 {
            let text = "Wie jonger is dan 21 jaar, heeft in een inrichting geen recht op algemene bijstand.";
            return Err(Stop::PersonDecides(text.into()));
        }
        let (rule, norm) = match (household.institution, household.is_couple()) {
            (Institution::BothSpouses, _) => {
                ("norm-23-1b", look.amount("23.1.b")?.plus(look.amount("23.2.b")?)?)
            }
            (_, false) => ("norm-23-1a", alone_inside(look)?),
            (_, true) => {
                let (inside, outside) = (alone_inside(look)?, alone_outside(look, household)?);
                ("norm-23-3", inside.plus(outside)?)
            }
        };
        look.rule(rule);
        Ok((
            norm,
            format!("De norm bij verblijf in een inrichting is {norm} per maand, met de verhoging erbij."),
        ))
    })
}

fn alone_inside(look: &mut Look<'_>) -> Result<Cents, Stop> {
    let (norm, increment) = (look.amount("23.1.a")?, look.amount("23.2.a")?);
    Ok(norm.plus(increment)?)
}

/// What the spouse outside would have as a single person of 21 or older.
fn alone_outside(look: &mut Look<'_>, household: &Household) -> Result<Cents, Stop> {
    if household.cost_sharers == 0 {
        return Ok(look.amount("21.a")?);
    }
    look.given("cost_sharers", household.cost_sharers, "PW art. 19a");
    let couple_norm = look.amount("21.b")?;
    Ok(sharer_norm(couple_norm, household.cost_sharers + 1)?)
}
