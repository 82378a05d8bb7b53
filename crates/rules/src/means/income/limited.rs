//! What is left out up to an amount, and not for everyone under 27 (Participation Act art. 31(2)(c), (j), (k), 31(5)).

use domain::Cents;

use super::IncomeLine;
use super::listed::whole;
use super::received::Received;
use crate::facts::IncomeKind;
use crate::means::law::is_young;
use crate::{Look, Question, Step, Stop, apply};

/// The tax credit of the young disabled (Participation Act art. 31(2)(c)); it counts under 27 (art. 31(5)).
pub(super) fn young_disabled_credit(question: Question<'_>, person: &Received<'_>) -> Step<IncomeLine> {
    const RULE: &str = "free-31-2-c";
    apply(question, RULE, "PW art. 31 lid 2 onder c en lid 5", |look| {
        let received = person.sum(look, IncomeKind::YoungDisabledCredit)?;
        if is_young(look, person.who)? {
            return Ok((whole(person, RULE, received), too_young(IncomeKind::YoungDisabledCredit, received)));
        }
        up_to(person, RULE, IncomeKind::YoungDisabledCredit, received, received)
    })
}

/// A premium for reintegration, free up to an amount by calendar year (Participation Act art. 31(2)(j)). Under 27 only in
/// the wage-cost-subsidy group (art. 31(5)).
pub(super) fn reintegration_premium(question: Question<'_>, person: &Received<'_>) -> Step<IncomeLine> {
    const RULE: &str = "free-31-2-j";
    const KIND: IncomeKind = IncomeKind::ReintegrationPremium;
    apply(question, RULE, "PW art. 31 lid 2 onder j en lid 5", |look| {
        let received = person.sum(look, KIND)?;
        if is_young(look, person.who)? && !in_subsidy_group(look, person)? {
            return Ok((whole(person, RULE, received), too_young(KIND, received)));
        }
        let most = look.amount("31.2.j")?;
        let room = room(most, person.earlier_this_year(look, KIND)?)?;
        up_to(person, RULE, KIND, received, room)
    })
}

/// The expense allowance of a volunteer, free up to an amount by month and by calendar year (Participation Act
/// art. 31(2)(k)); it counts under 27 (art. 31(5)).
pub(super) fn volunteer_allowance(question: Question<'_>, person: &Received<'_>) -> Step<IncomeLine> {
    const RULE: &str = "free-31-2-k";
    const KIND: IncomeKind = IncomeKind::VolunteerAllowance;
    apply(question, RULE, "PW art. 31 lid 2 onder k en lid 5", |look| {
        let received = person.sum(look, KIND)?;
        if is_young(look, person.who)? {
            return Ok((whole(person, RULE, received), too_young(KIND, received)));
        }
        let (month, year) = (look.amount("31.2.k.month")?, look.amount("31.2.k.year")?);
        let room = room(year, person.earlier_this_year(look, KIND)?)?;
        up_to(person, RULE, KIND, received, month.min(room))
    })
}

fn in_subsidy_group(look: &mut Look<'_>, person: &Received<'_>) -> Result<bool, Stop> {
    let facts = look.person(person.who);
    look.need(format!("{}.subsidy_group", person.who.path()), &facts.subsidy_group)
}

/// What is left of a yearly amount.
pub(super) fn room(most: Cents, earlier: Cents) -> Result<Cents, Stop> {
    Ok(most.minus(earlier)?.max(Cents::ZERO))
}

fn up_to(
    person: &Received<'_>,
    rule: &'static str,
    kind: IncomeKind,
    received: Cents,
    room: Cents,
) -> Result<(IncomeLine, String), Stop> {
    let free = received.min(room);
    let counted = received.minus(free)?;
    let text = format!("Van {received} ({}) telt {free} niet mee en {counted} wel.", kind.dutch());
    Ok((IncomeLine { who: person.who, rule, received, free, counted }, text))
}

fn too_young(kind: IncomeKind, received: Cents) -> String {
    format!("Onder de 27 jaar telt dit helemaal mee ({}): {received}.", kind.dutch())
}
