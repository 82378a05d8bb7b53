//! Income of a spouse without a right to assistance (Participation Act art. 32(3), (4)).

use domain::Cents;

use crate::{Question, Step, apply};

/// What counts of the income of a spouse without a right, in cents (Participation Act art. 32(3)): the part by which own
/// income, the spouse's income and the assistance without it together are above the norm of a couple.
///
/// `norm` is the norm of the one with a right (art. 24, 22a), `own` and `of_spouse` what counts of each by art. 31,
/// `couple_norm` the norm if both had a right. Added to `own` it gives the income for [`super::income_test`] and
/// [`super::assistance`]. When they live apart, not permanently, only what is above `norm` counts (art. 32(4)).
pub fn spouse_without_right(
    question: Question<'_>,
    norm: Cents,
    own: Cents,
    of_spouse: Cents,
    couple_norm: Cents,
) -> Step<Cents> {
    let stated = question.facts.household.apart_for_now.as_ref();
    let apart = stated.is_some_and(|stated| stated.value && stated.is_known_on(question.days.known));
    let source = if apart { "PW art. 32 lid 4" } else { "PW art. 32 lid 3" };
    apply(question, "spouse-32-3", source, |look| {
        for (name, cents) in [("norm", norm), ("own_income", own), ("spouse_income", of_spouse)] {
            look.given(name, cents, "PW art. 24, 31-33");
        }
        look.see("household.apart_for_now", &look.facts().household.apart_for_now);
        if apart {
            look.rule("spouse-32-4");
            let counted = of_spouse.minus(norm)?.max(Cents::ZERO);
            let text = format!(
                "De partner zonder recht woont tijdelijk apart. Van zijn inkomen telt mee wat hoger is dan de norm: \
                 {counted}."
            );
            return Ok((counted, text));
        }
        look.given("couple_norm", couple_norm, "PW art. 21-22a");
        let without = norm.minus(own)?.max(Cents::ZERO);
        let together = own.plus(of_spouse)?.plus(without)?;
        let counted = together.minus(couple_norm)?.max(Cents::ZERO);
        let text = format!(
            "De partner heeft zelf geen recht. Het inkomen van beiden en de bijstand zijn samen {together}. Wat meer is \
             dan de norm voor een paar van {couple_norm} telt mee: {counted}."
        );
        Ok((counted, text))
    })
}
