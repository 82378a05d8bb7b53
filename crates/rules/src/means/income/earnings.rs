//! Earnings less their exemption.

use domain::{Cents, Rounding};

use super::IncomeLine;
use super::exemption::{Applied, exemption};
use super::received::{Received, Treatment, treatment};
use crate::law::percent;
use crate::{Look, Question, Step, Stop, apply};

/// The rule that tells of earnings of which nothing is exempt.
pub(super) const RULE: &str = "earnings-31-2";

/// Net pay for work less the exemption that holds for this person in this month: a share of it, at most an amount
/// (Participation Act art. 31(2)(n), (r), (y), (z), (aa)). The share is rounded half up to the cent.
///
/// Exempt are the earnings of who receives assistance (`receives`: has a right to it): someone who applies, and a spouse
/// without a right, has none. Pay in kind and profit of small self-employment are earnings too.
pub(super) fn earnings(question: Question<'_>, person: &Received<'_>, receives: bool) -> Step<IncomeLine> {
    apply(question, RULE, "PW art. 31 lid 2 onder n, r, y, z en aa", |look| {
        let received = sum(look, person)?;
        let found = if received == Cents::ZERO || !receives || !is_receiving(look)? {
            None
        } else {
            exemption(look, person.who)?
        };
        let Some(applied) = found else {
            let line =
                IncomeLine { who: person.who, rule: RULE, received, free: Cents::ZERO, counted: received };
            let text =
                format!("De inkomsten uit werk van {} tellen helemaal mee: {received}.", person.who.dutch());
            return Ok((line, text));
        };
        look.rule(applied.exemption.rule());
        of(look, person, received, applied)
    })
}

fn of(
    look: &mut Look<'_>,
    person: &Received<'_>,
    received: Cents,
    Applied { exemption, month }: Applied,
) -> Result<(IncomeLine, String), Stop> {
    let (share, most) = exemption.keys();
    let (share, most) = (look.rate(share)?, look.amount(most)?);
    // The act has no rule for a part of a cent: half up, as the published tables do.
    let free = received.times(share, 10_000, Rounding::HalfUp)?.min(most);
    let counted = received.minus(free)?;
    let nth = month.map(|(nth, of)| format!(" (maand {nth} van {of})")).unwrap_or_default();
    let text = format!(
        "Van {received} uit werk van {} telt {free} niet mee: {}, hoogstens {most} per maand, voor {}{nth}. {counted} telt mee.",
        person.who.dutch(),
        percent(share),
        exemption.dutch(),
    );
    Ok((IncomeLine { who: person.who, rule: exemption.rule(), received, free, counted }, text))
}

fn sum(look: &mut Look<'_>, person: &Received<'_>) -> Result<Cents, Stop> {
    let mut sum = Cents::ZERO;
    for (place, income) in &person.entries {
        if treatment(income.kind) == Treatment::Work {
            look.counted(person.path(*place), income.amount, income.source);
            sum = sum.plus(income.amount)?;
        }
    }
    Ok(sum)
}

fn is_receiving(look: &mut Look<'_>) -> Result<bool, Stop> {
    look.need("assistance.receives", &look.facts().assistance.receives)
}
