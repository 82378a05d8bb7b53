use domain::{Cents, Rounding};

use super::Household;
use crate::{Question, Step, Stop, apply};

/// Norm of the claimant whose spouse has no right (Participation Act art. 24): half the norm that would hold with an
/// entitled spouse of the claimant's own age, rounded half up to the cent, for someone of 21 or older without cost
/// sharers and for someone under 21. With cost sharers and from 21 on the formula of art. 22a, in which a spouse of 21
/// or older is counted, right or no right.
pub fn norm_24(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-24", "PW art. 24 en 22a", |look| {
        let Some((claimant, _)) = household.only() else {
            return Err(Stop::not_applicable("Er is geen partner zonder recht op bijstand."));
        };
        let whole = if claimant.young {
            let key = if household.with_child(look)? { "20.2.b" } else { "20.1.b" };
            look.amount(key)?
        } else {
            let sharers = household.sharers(look)?;
            if sharers > 0 {
                look.rule("norm-24-22a");
                let norm = household.own_sharer_norm(look, claimant, sharers)?;
                return Ok((norm, told(norm)));
            }
            look.amount(if claimant.pensioner { "22.b" } else { "21.b" })?
        };
        let norm = whole.times(look.rate("24.share")?, 10_000, Rounding::HalfUp)?;
        Ok((norm, told(norm)))
    })
}

fn told(norm: Cents) -> String {
    format!("Een van beide partners heeft geen recht op bijstand. De norm voor de ander is {norm} per maand.")
}
