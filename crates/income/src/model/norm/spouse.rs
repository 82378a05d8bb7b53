use domain::{Cents, Rounding};

use super::cost_sharers::sharer_norm;
use crate::model::household::{Household, Institution, Kind};
use crate::model::look::{Question, Step, Stop, apply};

/// Norm of the applicant whose partner has no right for being under 18 (Participation Act art. 24): half the norm
/// that would hold if both had a right and were of the applicant's age, rounded half up to the cent; with cost sharers
/// and from 21 years on the formula of art. 22a, in which a partner under 21 is not counted.
///
/// It tells a person what to start from: how the partner's income counts (art. 32(3)) needs both incomes apart.
pub fn norm_24(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-24", "PW art. 24", |look| {
        let Kind::Couple { partner_age } = household.kind else {
            return Err(Stop::NotApplicable("Er is geen partner.".into()));
        };
        if partner_age >= 18 || household.age < 18 || household.institution != Institution::Nobody {
            return Err(Stop::NotApplicable(
                "Dit is niet het geval van een partner jonger dan 18 jaar.".into(),
            ));
        }
        let norm = match (household.age < 21, household.cost_sharers, household.with_child) {
            (false, 0, _) => look.amount("21.b")?.times(1, 2, Rounding::HalfUp)?,
            (false, sharers, _) => sharer_norm(look.amount("21.b")?, sharers + 1)?,
            (true, _, false) => look.amount("20.1.b")?.times(1, 2, Rounding::HalfUp)?,
            (true, _, true) => look.amount("20.2.b")?.times(1, 2, Rounding::HalfUp)?,
        };
        Ok((
            norm,
            format!(
                "De partner heeft geen recht op bijstand. De norm voor de aanvrager is {norm} per maand."
            ),
        ))
    })
}
