use domain::{Cents, InvalidCents, Rounding, age_on};

use crate::facts::{Contract, Housemate, Relation};
use crate::{Look, Question, Step, Stop, apply};

/// Cost-sharing housemates of a claimant (Participation Act art. 19a): who has the main residence in the same dwelling
/// and has the age of the day (21, from 2023 on 27), is no spouse, has no proved commercial contract with the claimant
/// (relatives in the first and second degree never) or with the same third party, and is no student. Counted from the
/// housemates; a number that someone counted holds only where they are not stated.
///
/// Someone who lives elsewhere for a time to give intensive informal care shares with nobody (art. 22a(4), since 2026).
pub fn cost_sharers(question: Question<'_>) -> Step<i64> {
    apply(question, "cost-sharers-19a", "PW art. 19a en 22a lid 4", |look| {
        let household = &look.facts().household;
        let elsewhere = look.see("household.elsewhere_for_care", &household.elsewhere_for_care);
        if elsewhere == Some(true) && look.in_force("19a.care")? {
            let text = "Wie tijdelijk elders woont om mantelzorg te geven, deelt geen kosten.";
            return Ok((0, text.into()));
        }
        let Some(housemates) = &household.housemates else {
            let count = match look.see("household.cost_sharers", &household.cost_sharers) {
                Some(count) if count >= 0 => count,
                Some(_) => {
                    return Err(Stop::person_decides("Het aantal kostendelers kan niet lager zijn dan nul."));
                }
                None => return Err(look.missing("household.cost_sharers".into())),
            };
            return Ok((count, in_words(count)));
        };
        if housemates.is_empty() {
            return Ok((0, in_words(0)));
        }
        let (day, from) = (look.day(), look.term("19a.age")?);
        let counts = |mate: &&Housemate| shares(mate) && i64::from(age_on(mate.birth_date, day)) >= from;
        let count = i64::try_from(housemates.iter().filter(counts).count()).unwrap_or(i64::MAX);
        look.counted("household.housemates".into(), housemates.len(), None);
        Ok((count, in_words(count)))
    })
}

fn in_words(count: i64) -> String {
    match count {
        0 => "Er zijn geen kostendelende medebewoners.".into(),
        1 => "Er is 1 kostendelende medebewoner.".into(),
        count => format!("Er zijn {count} kostendelende medebewoners."),
    }
}

/// Whether a housemate shares costs once old enough (art. 19a(1)(b)-(d), (2)).
fn shares(mate: &Housemate) -> bool {
    let related = matches!(mate.relation, Relation::FirstDegree | Relation::SecondDegree);
    let commercial = match mate.contract {
        Contract::None => false,
        Contract::WithClaimant => !related,
        Contract::WithSameThird => true,
    };
    let proved = mate.contract_proved != Some(false);
    !(mate.student || (commercial && proved))
}

/// `((40 % + A · 30 %) / A) · B`, rounded half up to the cent once, at the end (Participation Act art. 22a(1)).
///
/// `sharers` is A: the claimant, the spouse of 21 or older, and the cost-sharing housemates; B is the norm for
/// couples of art. 21(b), 22(b) or 22(c).
///
/// # Errors
///
/// [`Stop::PersonDecides`] when the law's parts of the day are not known, nobody shares or the amount does not fit.
pub(super) fn sharer_norm(look: &mut Look<'_>, base: Cents, sharers: i64) -> Result<Cents, Stop> {
    let (fixed, each) = (look.rate("22a.1.base")?, look.rate("22a.1.each")?);
    Ok(by_formula(base, sharers, fixed, each)?)
}

/// `((fixed + A · each) / A) · B`, with the parts in hundredths of a percent.
pub(super) fn by_formula(base: Cents, sharers: i64, fixed: i64, each: i64) -> Result<Cents, InvalidCents> {
    let share = sharers.checked_mul(each).and_then(|share| share.checked_add(fixed)).ok_or(InvalidCents)?;
    base.times(share, sharers.checked_mul(10_000).ok_or(InvalidCents)?, Rounding::HalfUp)
}
