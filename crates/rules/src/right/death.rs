//! The end of the right by death (Participation Act art. 45(5)).
//!
//! The paragraph names the death of a spouse, of a single parent, and of the last dependent child of a single parent or of
//! spouses of whom one is under 21: assistance is then paid to who is left behind, at the norm of the moment of death, through
//! one month after the day of death. It does not name a single person without a dependent child, whose right ends with the day
//! of death.

use chrono::{Months, NaiveDate};
use domain::day_in_dutch;

use super::composition::{Composition, ask_of_children, composition};
use super::{Test, path};
use crate::facts::{Facts, HouseholdKind};
use crate::{Claimant, Days, Finding, Look, Question, Step, Stop, apply};

const RULE: &str = "death-45-5";
const SOURCE: &str = "PW art. 45 lid 5";

/// The last day on which assistance goes on at the norm of before: the same day of the next month, or its last day when it
/// has no such day (Participation Act art. 45(5)).
///
/// # Errors
///
/// [`Stop::PersonDecides`] when the term is not known for the day, or the day is out of reach.
pub(crate) fn last_day_after(look: &mut Look<'_>, died: NaiveDate) -> Result<NaiveDate, Stop> {
    let months = u32::try_from(look.term("45.5.months")?).unwrap_or_default();
    died.checked_add_months(Months::new(months))
        .ok_or_else(|| Stop::person_decides("De dag van overlijden ligt te ver weg om mee te rekenen."))
}

/// The day on which a claimant had died by a day.
pub(super) fn died(look: &mut Look<'_>, who: Claimant, by: NaiveDate) -> Option<NaiveDate> {
    look.see(&path(who, "died_on"), &look.person(who).died_on).filter(|died| *died <= by)
}

/// Whether someone the household is made of died by a day: only then has [`after_death`] something to say.
pub(crate) fn somebody_died(facts: &Facts, by: NaiveDate) -> bool {
    let claimants = [&facts.applicant.died_on, &facts.partner.died_on];
    claimants.into_iter().flatten().any(|died| died.value <= by)
}

/// Whether the right still runs after a death: through the day itself of a single person, and a month longer where
/// art. 45(5) says so. What holds for a spouse after that month follows from the household, see [`composition`].
pub fn after_death(question: Question<'_>, composition: Composition) -> Step<Test> {
    apply(question, RULE, SOURCE, |look| {
        let day = look.day();
        let dead: Vec<_> = composition.claimants().iter().filter_map(|who| died(look, *who, day)).collect();
        let Some(last_death) = dead.iter().max().copied() else {
            return Err(Stop::not_applicable("Geen van de aanvragers is overleden."));
        };
        let (last, _) = last_day(look, composition, (&dead, last_death))?;
        Ok(if day <= last {
            (
                Test::Met,
                format!("De bijstand loopt na het overlijden door tot en met {}.", day_in_dutch(last)),
            )
        } else {
            (Test::Failed, format!("De bijstand is na het overlijden geëindigd op {}.", day_in_dutch(last)))
        })
    })
}

/// The last day of a right of which nobody is left who has it, and whether nobody is.
fn last_day(
    look: &mut Look<'_>,
    composition: Composition,
    (dead, last_death): (&[NaiveDate], NaiveDate),
) -> Result<(NaiveDate, bool), Stop> {
    if composition.kind == HouseholdKind::Single && composition.with_child.is_none() {
        return Err(ask_of_children(look));
    }
    let nobody_left = dead.len() == composition.claimants().len();
    let last = match composition.kind {
        HouseholdKind::Single => last_death,
        HouseholdKind::Couple if nobody_left => last_death,
        HouseholdKind::SingleParent | HouseholdKind::Couple => last_day_after(look, last_death)?,
    };
    Ok((last, nobody_left))
}

/// The last day of the right of everyone who had it, by the household on the day of the last death, which is the day judged.
///
/// Not applicable when nobody died by that day, and when somebody is left who has a right.
pub fn ends_for_everyone(question: Question<'_>) -> Step<NaiveDate> {
    let household = composition(question);
    let Finding::Value(found) = household.finding else {
        return Step {
            finding: household.finding.map(|_| question.days.assessed),
            explanation: household.explanation,
        };
    };
    apply(question, RULE, SOURCE, |look| {
        let day = look.day();
        let dead: Vec<_> = found.claimants().iter().filter_map(|who| died(look, *who, day)).collect();
        let left = || Stop::not_applicable("Er is iemand met recht op bijstand.");
        let last_death = dead.iter().max().copied().ok_or_else(left)?;
        let (last, nobody_left) = last_day(look, found, (&dead, last_death))?;
        if !nobody_left {
            return Err(left());
        }
        Ok((last, format!("De bijstand eindigt door het overlijden na {}.", day_in_dutch(last))))
    })
}

/// The last day of assistance after the first death that was stated (Participation Act art. 45(5)), by the household as it was
/// that day.
///
/// Not applicable when nobody died, and when art. 45(5) does not name the death: then the right ends with that day, or the
/// death makes no difference.
pub fn end_by_death(question: Question<'_>) -> Step<NaiveDate> {
    let Some((died, child)) = first_death(question) else {
        return apply(question, RULE, SOURCE, |_| Err(Stop::not_applicable("Er is niemand overleden.")));
    };
    let that_day = Question { days: Days { assessed: died, ..question.days }, ..question };
    let before = composition(that_day);
    let Finding::Value(household) = before.finding else {
        return Step { finding: before.finding.map(|_| died), explanation: before.explanation };
    };
    apply(that_day, RULE, SOURCE, |look| {
        look.given("died_on", day_in_dutch(died), SOURCE);
        if child {
            of_child(look, household)?;
        } else if household.kind == HouseholdKind::Single {
            return Err(Stop::not_applicable(format!(
                "Artikel 45 lid 5 gaat niet over wie alleen is en geen kinderen ten laste heeft: de bijstand stopt na {}.",
                day_in_dutch(died)
            )));
        }
        let last = last_day_after(look, died)?;
        Ok((last, format!("De bijstand loopt met de oude norm door tot en met {}.", day_in_dutch(last))))
    })
}

/// The earliest day, and whether it was a child who died.
fn first_death(question: Question<'_>) -> Option<(NaiveDate, bool)> {
    let facts = question.facts;
    let claimants = [&facts.applicant.died_on, &facts.partner.died_on];
    let known = claimants.into_iter().flatten().filter(|died| died.is_known_on(question.days.known));
    let children = facts.household.children.iter().flatten().filter(|child| child.dependent);
    let children = children.filter_map(|child| child.died_on);
    known.map(|died| (died.value, false)).chain(children.map(|died| (died, true))).min()
}

/// A child's death counts when it was the last dependent one, of a single parent or of spouses of whom one is under 21.
fn of_child(look: &mut Look<'_>, household: Composition) -> Result<(), Stop> {
    let day = look.day();
    let children = look.facts().household.children.iter().flatten();
    let left = children.filter(|child| child.is_dependent_on(day) && child.died_on != Some(day)).count();
    if left > 0 {
        return Err(Stop::not_applicable("Er is nog een kind ten laste: er verandert niets."));
    }
    let mut young = household.kind == HouseholdKind::SingleParent;
    if household.kind == HouseholdKind::Couple {
        let adult = look.term("21.age")?;
        for who in household.claimants() {
            young |= i64::from(look.age(*who)?) < adult;
        }
    }
    if young {
        return Ok(());
    }
    Err(Stop::not_applicable("Voor deze norm maakt het kind geen verschil: er verandert niets."))
}

#[cfg(test)]
mod tests;
