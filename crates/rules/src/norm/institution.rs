use domain::Cents;

use super::{Household, Member};
use crate::{Look, Question, Step, Stop, apply};

/// Norm in an institution, the increment of paragraph 2 included (Participation Act art. 23). With one spouse inside
/// (paragraph 3) it is the sum of the norms that each would have as a single person.
///
/// Which norm holds for someone inside whose spouse has no right, the law does not say clearly: a person decides.
pub fn norm_23(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-23", "PW art. 23", |look| {
        if household.with_right().all(|member| !member.inside) {
            return Err(Stop::not_applicable("Wie recht heeft, verblijft niet in een inrichting."));
        }
        if household.only().is_some() {
            let text = "Welke norm geldt in een inrichting als de partner geen recht heeft, zegt de wet niet duidelijk.";
            return Err(Stop::person_decides(text));
        }
        if household.members().any(|member| member.inside && member.young) {
            let text = "Wie jonger is dan 21 jaar, heeft in een inrichting geen recht op algemene bijstand.";
            return Err(Stop::person_decides(text));
        }
        let outside = household.members().find(|member| !member.inside);
        let (rule, norm) = match (household.is_couple(), outside) {
            (true, None) => ("norm-23-1b", look.amount("23.1.b")?.plus(look.amount("23.2.b")?)?),
            (_, None) => ("norm-23-1a", alone_inside(look)?),
            (_, Some(outside)) => {
                let (inside, outside) = (alone_inside(look)?, alone_outside(look, household, outside)?);
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

/// What the spouse outside would have as a single person: art. 20, 22a(1), 22 or 21.
fn alone_outside(look: &mut Look<'_>, household: &Household, outside: Member) -> Result<Cents, Stop> {
    if outside.young {
        // The same amount for a single parent.
        return Ok(look.amount("20.1.a")?);
    }
    let alone = Household { applicant: outside, partner: None, ..household.clone() };
    match alone.sharers(look)? {
        0 => Ok(look.amount(if outside.pensioner { "22.a" } else { "21.a" })?),
        sharers => alone.own_sharer_norm(look, outside, sharers),
    }
}
