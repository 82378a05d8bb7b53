use domain::{Cents, InvalidCents, Rounding};

use crate::model::household::{Household, Kind};
use crate::model::look::{Question, Step, Stop, apply};

/// Norm of someone of 21 or older who shares costs (Participation Act art. 22a): the formula of paragraph 1 for a
/// single person, the sum of both spouses (paragraph 2), or a fixed part for the spouse under 21 and the formula for
/// the other (paragraph 3). Each spouse's own norm is rounded half up to the cent, before the sum.
pub fn norm_22a(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-22a", "PW art. 19a en 22a", |look| {
        if household.cost_sharers == 0 {
            return Err(Stop::NotApplicable("Er zijn geen kostendelende medebewoners.".into()));
        }
        look.given("cost_sharers", household.cost_sharers, "PW art. 19a");
        let couple_norm = |look: &mut crate::model::look::Look<'_>| look.amount("21.b");
        match (household.kind, household.under_21()) {
            (Kind::Single | Kind::SingleParent, 0) => {
                look.rule("norm-22a-1");
                let sharers = household.cost_sharers + 1;
                let norm = sharer_norm(couple_norm(look)?, sharers)?;
                Ok((norm, format!("{sharers} mensen delen de kosten. De norm is {norm} per maand.")))
            }
            (Kind::Couple { .. }, 0) => {
                look.rule("norm-22a-2");
                let sharers = household.cost_sharers + 2;
                let each = sharer_norm(couple_norm(look)?, sharers)?;
                let norm = each.plus(each)?;
                Ok((
                    norm,
                    format!(
                        "{sharers} mensen delen de kosten. De norm is {each} voor elk van beiden, samen {norm} per maand."
                    ),
                ))
            }
            (Kind::Couple { .. }, 1) => {
                look.rule("norm-22a-3");
                let fixed = look.amount(if household.with_child { "22a.3.a" } else { "22a.3.b" })?;
                // The spouse under 21 is not counted.
                let sharers = household.cost_sharers + 1;
                let own = sharer_norm(couple_norm(look)?, sharers)?;
                let norm = fixed.plus(own)?;
                Ok((
                    norm,
                    format!(
                        "De norm is een vast deel van {fixed} voor de jongste partner en {own} voor de ander, samen {norm} per maand."
                    ),
                ))
            }
            _ => {
                let text = "De kostendelersnorm geldt niet voor wie jonger is dan 21 jaar.";
                Err(Stop::NotApplicable(text.into()))
            }
        }
    })
}

/// `((40 % + A · 30 %) / A) · B`, rounded half up to the cent once, at the end (Participation Act art. 22a(1)).
///
/// `sharers` is A: the claimant, the spouse of 21 or older, and the cost-sharing housemates; B is the norm for
/// couples of art. 21(b).
///
/// # Errors
///
/// [`InvalidCents`] when nobody shares or the amount does not fit.
pub fn sharer_norm(couple_norm: Cents, sharers: i64) -> Result<Cents, InvalidCents> {
    couple_norm.times(40 + 30 * sharers, 100 * sharers, Rounding::HalfUp)
}
