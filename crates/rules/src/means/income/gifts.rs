//! Gifts (Participation Act art. 31(2)(m)).

use domain::Cents;

use super::IncomeLine;
use super::limited::room;
use super::received::Received;
use crate::facts::{Income, IncomeKind};
use crate::{Look, Question, Step, Stop, apply};

const RULE: &str = "free-31-2-m";
const KIND: IncomeKind = IncomeKind::Gift;

/// Gifts and contributions that save costs: free up to an amount by calendar year since 2026; before, as far as the
/// municipality finds them justified (Participation Act art. 31(2)(m)). What a person left out stands.
///
/// Whether the amount is for each spouse or for both together the law does not say: a person decides when it matters. A
/// gift that comes once is, as far as it is not free, capital and no income (art. 34(1)(b)).
pub(super) fn gifts(question: Question<'_>, both: &[Received<'_>; 2]) -> Step<Vec<IncomeLine>> {
    apply(question, RULE, "PW art. 31 lid 2 onder m", |look| {
        let rooms = rooms(look, both)?;
        let mut lines = Vec::new();
        let mut texts = Vec::new();
        for (person, room) in both.iter().zip(rooms) {
            if person.has(KIND) {
                let (line, text) = of_person(look, person, room)?;
                lines.push(line);
                texts.push(text);
            }
        }
        Ok((lines, texts.join(" ")))
    })
}

/// What is free for each, gifts on which a person decided not looked at.
fn rooms(look: &mut Look<'_>, both: &[Received<'_>; 2]) -> Result<[Cents; 2], Stop> {
    let open = [open(&both[0])?, open(&both[1])?];
    if open == [Cents::ZERO; 2] {
        return Ok(open);
    }
    if !look.national().in_force("31.2.m.limit", look.day())? {
        return Err(Stop::person_decides(
            "Voor 2026 liet de wet giften vrij voor zover de gemeente dat verantwoord vindt. Beoordeel hoeveel van de \
             gift niet meetelt.",
        ));
    }
    let most = look.amount("31.2.m")?;
    let earlier = [both[0].earlier_this_year(look, KIND)?, both[1].earlier_this_year(look, KIND)?];
    let each = [room(most, earlier[0])?, room(most, earlier[1])?];
    let apart = open[0].min(each[0]).plus(open[1].min(each[1]))?;
    let together = open[0].plus(open[1])?.min(room(most, earlier[0].plus(earlier[1])?)?);
    if apart == together {
        return Ok(each);
    }
    Err(Stop::person_decides(format!(
        "De wet zegt niet of {most} per jaar geldt voor ieder van beiden of voor beiden samen, en dat maakt hier \
         verschil. Beoordeel hoeveel van de giften niet meetelt."
    )))
}

/// Gifts on which no person decided.
fn open(person: &Received<'_>) -> Result<Cents, Stop> {
    let undecided = person.of_kind(KIND).filter(|(_, income)| income.left_out.is_none());
    Ok(undecided.map(|(_, income)| income.amount).try_fold(Cents::ZERO, Cents::plus)?)
}

fn of_person(
    look: &mut Look<'_>,
    person: &Received<'_>,
    mut room: Cents,
) -> Result<(IncomeLine, String), Stop> {
    let (mut received, mut free, mut counted) = (Cents::ZERO, Cents::ZERO, Cents::ZERO);
    let mut capital = Cents::ZERO;
    // Gifts that recur first: what is left of those would be income, of the others capital.
    let recurring = person.of_kind(KIND).filter(|(_, gift)| !gift.one_off);
    for (place, gift) in recurring.chain(person.of_kind(KIND).filter(|(_, gift)| gift.one_off)) {
        look.counted(person.path(place), gift.amount, gift.source);
        received = received.plus(gift.amount)?;
        let left_out = left_out(gift, room);
        if gift.left_out.is_none() {
            room = room.minus(left_out)?;
        }
        let rest = gift.amount.minus(left_out)?;
        free = free.plus(left_out)?;
        if gift.one_off {
            capital = capital.plus(rest)?;
        } else {
            counted = counted.plus(rest)?;
        }
    }
    let mut text = format!("Van {received} aan giften van {} telt {free} niet mee.", person.who.dutch());
    if capital > Cents::ZERO {
        text.push_str(&format!(" {capital} is eenmalig en telt als vermogen."));
    }
    let line = IncomeLine { who: person.who, rule: RULE, received, free: received.minus(counted)?, counted };
    Ok((line, text))
}

fn left_out(gift: &Income, room: Cents) -> Cents {
    gift.left_out.unwrap_or(room).max(Cents::ZERO).min(gift.amount)
}
