use domain::Cents;

use super::Household;
use crate::{Question, Step, Stop, apply};

/// Norm of someone of 21 or older who shares costs (Participation Act art. 22a): the formula of paragraph 1 for a
/// single person, the sum of both spouses, each by the own amount of paragraph 1 (paragraph 2), or a fixed part for the
/// spouse under 21 and the formula for the other (paragraph 3). Each spouse's own norm is rounded half up to the cent,
/// before the sum.
pub fn norm_22a(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-22a", "PW art. 19a en 22a", |look| {
        if household.members().all(|member| member.young) {
            let text = "De kostendelersnorm geldt niet voor wie jonger is dan 21 jaar.";
            return Err(Stop::not_applicable(text));
        }
        let housemates = household.sharers(look)?;
        if housemates == 0 {
            return Err(Stop::not_applicable("Er zijn geen kostendelende medebewoners."));
        }
        let mut own = Vec::new();
        for member in household.members().filter(|member| !member.young) {
            own.push(household.own_sharer_norm(look, member, housemates)?);
        }
        match (own.as_slice(), household.is_couple()) {
            ([norm], false) => {
                look.rule("norm-22a-1");
                let sharers = housemates + 1;
                Ok((*norm, format!("{sharers} mensen delen de kosten. De norm is {norm} per maand.")))
            }
            ([own], true) => {
                look.rule("norm-22a-3");
                let with_child = household.with_child(look)?;
                let fixed = look.amount(if with_child { "22a.3.a" } else { "22a.3.b" })?;
                let norm = fixed.plus(*own)?;
                let text = format!(
                    "De norm is een vast deel van {fixed} voor de jongste partner en {own} voor de ander, samen {norm} per maand."
                );
                Ok((norm, text))
            }
            _ => {
                look.rule("norm-22a-2");
                let mut norm = Cents::ZERO;
                for each in &own {
                    norm = norm.plus(*each)?;
                }
                let (sharers, parts) = (housemates + 2, own.iter().map(ToString::to_string));
                let parts = parts.collect::<Vec<_>>().join(" en ");
                let text =
                    format!("{sharers} mensen delen de kosten. De norm is {parts}, samen {norm} per maand.");
                Ok((norm, text))
            }
        }
    })
}
