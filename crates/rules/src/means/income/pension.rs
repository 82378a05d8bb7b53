//! Private pension (Participation Act art. 33(5)).

use domain::Cents;

use super::IncomeLine;
use super::received::Received;
use crate::facts::IncomeKind;
use crate::right::reached_pension_age;
use crate::{Look, Question, Step, Stop, apply};

const RULE: &str = "pension-33-5";
const KIND: IncomeKind = IncomeKind::PrivatePension;

/// A private pension counts, from pension age less a fixed amount: one for a single person, one for spouses together
/// (Participation Act art. 33(5)). Of the spouses' amount the applicant's pension is taken first; the sum is the same.
pub(super) fn private_pension(
    question: Question<'_>,
    both: &[Received<'_>; 2],
    couple: bool,
) -> Step<Vec<IncomeLine>> {
    apply(question, RULE, "PW art. 33 lid 5", |look| {
        let mut room = None;
        let mut lines = Vec::new();
        for person in both.iter().filter(|person| person.has(KIND)) {
            let received = person.sum(look, KIND)?;
            let free = if reached_pension_age(look, person.who)? {
                let left = left(look, room, couple)?;
                let free = received.min(left);
                room = Some(left.minus(free)?);
                free
            } else {
                Cents::ZERO
            };
            let counted = received.minus(free)?;
            lines.push(IncomeLine { who: person.who, rule: RULE, received, free, counted });
        }
        let free = lines.iter().map(|line| line.free).try_fold(Cents::ZERO, Cents::plus)?;
        let counted = lines.iter().map(|line| line.counted).try_fold(Cents::ZERO, Cents::plus)?;
        Ok((lines, format!("Van het aanvullend pensioen telt {counted} mee en {free} niet.")))
    })
}

fn left(look: &mut Look<'_>, room: Option<Cents>, couple: bool) -> Result<Cents, Stop> {
    match room {
        Some(left) => Ok(left),
        None => Ok(look.amount(if couple { "33.5.b" } else { "33.5.a" })?),
    }
}
