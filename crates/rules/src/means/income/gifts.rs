//! Gifts (Participation Act art. 31(2)(m)).

use domain::{Cents, InvalidCents, Month};

use super::IncomeLine;
use super::limited::room;
use super::received::{Received, received};
use crate::facts::{Facts, Income, IncomeKind, OnceGiven};
use crate::right::{Composition, composition};
use crate::{Claimant, Finding, Look, Question, Step, Stop, apply};

const RULE: &str = "free-31-2-m";
const SOURCE: &str = "PW art. 31 lid 2 onder m";
const KIND: IncomeKind = IncomeKind::Gift;

/// Gifts and contributions that save costs: free up to an amount by calendar year since 2026; before, as far as the
/// municipality finds them justified (Participation Act art. 31(2)(m)). What a person left out stands.
///
/// Whether the amount is for each spouse or for both together the law does not say: a person decides when it matters. A
/// gift that comes once is, as far as it is not free, capital and no income (art. 34(1)(b)).
pub(super) fn gifts(question: Question<'_>, both: &[Received<'_>; 2]) -> Step<Vec<IncomeLine>> {
    apply(question, RULE, SOURCE, |look| {
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

fn of_person(look: &mut Look<'_>, person: &Received<'_>, room: Cents) -> Result<(IncomeLine, String), Stop> {
    let (mut received, mut free, mut counted) = (Cents::ZERO, Cents::ZERO, Cents::ZERO);
    let mut capital = Cents::ZERO;
    for (place, gift, left_out) in left_out(person, room)? {
        look.counted(person.path(place), gift.amount, gift.source);
        received = received.plus(gift.amount)?;
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

/// Of each gift what does not count at all. Gifts that recur come first: what is left of those is income, of the others capital.
fn left_out<'a>(
    person: &Received<'a>,
    mut room: Cents,
) -> Result<Vec<(usize, &'a Income, Cents)>, InvalidCents> {
    let recurring = person.of_kind(KIND).filter(|(_, gift)| !gift.one_off);
    let gifts = recurring.chain(person.of_kind(KIND).filter(|(_, gift)| gift.one_off));
    gifts
        .map(|(place, gift)| {
            let left_out = gift.left_out.unwrap_or(room).max(Cents::ZERO).min(gift.amount);
            if gift.left_out.is_none() {
                room = room.minus(left_out)?;
            }
            Ok((place, gift, left_out))
        })
        .collect()
}

/// Months of which a gift that comes once was stated.
pub(crate) fn months_of_once(facts: &Facts) -> impl Iterator<Item = Month> + use<'_> {
    let both = [&facts.applicant, &facts.partner];
    let incomes = both.into_iter().flat_map(|person| person.incomes.iter().flatten());
    incomes.filter(|income| income.comes_once()).filter_map(Income::one_month)
}

/// The gifts of the month judged that come once, of the claimants, with what is capital of each (Participation Act
/// art. 34(1)(b)): what art. 31(2)(m) does not leave out.
pub(crate) fn once_given(question: Question<'_>) -> Vec<OnceGiven> {
    let gives = |who: Claimant| who.of(question.facts).incomes.iter().flatten().any(Income::comes_once);
    if !gives(Claimant::Applicant) && !gives(Claimant::Partner) {
        return Vec::new();
    }
    let couple = composition(question).finding.value().is_some_and(Composition::is_couple);
    let of = |who: Claimant| {
        let received =
            received(question, who).finding.value().filter(|_| couple || who == Claimant::Applicant);
        received.unwrap_or_else(|| Received::nothing(who))
    };
    let both = [of(Claimant::Applicant), of(Claimant::Partner)];
    let rooms = apply(question, RULE, SOURCE, |look| Ok((rooms(look, &both)?, String::new()))).finding;
    let lacks = match &rooms {
        Finding::FactMissing(paths) => paths.clone(),
        Finding::Value(_) | Finding::NotApplicable | Finding::PersonDecides => Vec::new(),
    };
    let rooms = rooms.value();
    let rooms = [rooms.map(|[room, _]| room), rooms.map(|[_, room]| room)];
    both.iter().zip(rooms).flat_map(|(person, room)| once_given_to(person, room, &lacks)).collect()
}

/// Without the room only what a person left out tells what counts.
fn once_given_to(person: &Received<'_>, room: Option<Cents>, lacks: &[String]) -> Vec<OnceGiven> {
    // Amounts that do not fit stop the rule of income.
    let told = left_out(person, room.unwrap_or_default()).unwrap_or_default();
    let once = told.into_iter().filter(|(_, gift, _)| gift.one_off);
    once.map(|(place, gift, left_out)| {
        let is_told = room.is_some() || gift.left_out.is_some();
        OnceGiven {
            who: person.who,
            path: person.path(place),
            source: gift.source,
            month: gift.one_month(),
            received_on: gift.received_on,
            amount: gift.amount,
            counts: gift.amount.minus(left_out).ok().filter(|_| is_told),
            lacks: lacks.to_vec(),
        }
    })
    .collect()
}
