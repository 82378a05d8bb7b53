use domain::{Cents, Rounding};

use super::Household;
use crate::{Question, Step, Stop, apply};

/// Norm of someone who did not show, on request, to be single, no cost sharer or one of how many (Participation Act
/// art. 53a(3)): 30 % of the amount on which art. 22a(1) builds, the share that is left when everyone could be sharing.
/// Each spouse's own norm is rounded half up to the cent, before the sum.
pub fn norm_53a(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-53a-3", "PW art. 53a lid 3 en 22a lid 1", |look| {
        if look.see("household.not_proved", &look.facts().household.not_proved) != Some(true) {
            return Err(Stop::not_applicable("Niet gezegd is dat de woonsituatie niet is aangetoond."));
        }
        if household.young() > 0 {
            let text = "De woonsituatie is niet aangetoond. Welke norm dan geldt onder de 21 jaar, zegt de wet niet duidelijk.";
            return Err(Stop::person_decides(text));
        }
        let share = look.rate("53a.3")?;
        let mut norm = Cents::ZERO;
        for member in household.with_right() {
            norm = norm.plus(household.base(look, member)?.times(share, 10_000, Rounding::HalfUp)?)?;
        }
        Ok((norm, format!("De woonsituatie is niet aangetoond. De norm is {norm} per maand.")))
    })
}
