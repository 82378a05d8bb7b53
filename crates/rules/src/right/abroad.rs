//! Staying abroad too long (Participation Act art. 13(1)(e), (4)).

use chrono::{Datelike, NaiveDate};
use domain::day_in_dutch;

use super::{Composition, Test, path, reached_pension_age, verdict};
use crate::facts::StayAbroad;
use crate::{Claimant, Look, Question, Step, Stop, apply};

/// Longer abroad than four weeks in a calendar year, or in one stretch (Participation Act art. 13(1)(e)); thirteen for
/// people of pension age (13(4)). Excluded are the days above that, as long as the stay lasts: who is back has a right again.
pub fn abroad(question: Question<'_>, _: Composition, who: Claimant) -> Step<Test> {
    apply(question, "abroad-13-1e", "PW art. 13 lid 1 onder e en lid 4", |look| {
        match &look.person(who).stays_abroad {
            Some(stays) => by_stays(look, who, stays),
            None => by_weeks(look, who),
        }
    })
}

/// The weeks the law allows this person.
fn allowed(look: &mut Look<'_>, who: Claimant) -> Result<i64, Stop> {
    let key = if reached_pension_age(look, who)? { "13.4.weeks" } else { "13.1.e.weeks" };
    Ok(look.term(key)?)
}

/// As many weeks as the bound are allowed. Of more weeks it is not known whether the day judged is one of them.
fn by_weeks(look: &mut Look<'_>, who: Claimant) -> Result<(Test, String), Stop> {
    let person = look.person(who);
    let longest = look.see(&path(who, "longest_stay_abroad"), &person.longest_stay_abroad);
    let weeks = look.need(path(who, "weeks_abroad"), &person.weeks_abroad);
    let most = allowed(look, who);
    let (weeks, most) = (weeks?, most?);
    if longest.unwrap_or(weeks).max(weeks) > most {
        return Err(look.missing(path(who, "stays_abroad")));
    }
    let met = format!("Het verblijf in het buitenland is niet langer dan {most} weken.");
    Ok(verdict(false, who, &met, ""))
}

fn by_stays(look: &mut Look<'_>, who: Claimant, stays: &[StayAbroad]) -> Result<(Test, String), Stop> {
    for (place, stay) in stays.iter().enumerate() {
        let last = stay.last.map_or_else(|| "nu".to_owned(), day_in_dutch);
        let read = format!("{} tot en met {last}", day_in_dutch(stay.first));
        look.counted(path(who, &format!("stays_abroad[{place}]")), read, None);
    }
    let day = look.day();
    let stretches = stretches(stays, day);
    let Some((first, _)) = stretches.last().copied().filter(|(_, last)| *last == day) else {
        return Ok(verdict(false, who, "Er is op deze dag geen verblijf in het buitenland.", ""));
    };
    let most = allowed(look, who)?;
    let new_year = NaiveDate::from_yo_opt(day.year(), 1).unwrap_or(day);
    let in_year = stretches.iter().filter(|(_, last)| new_year <= *last);
    let in_year: i64 = in_year.map(|(first, last)| days(new_year.max(*first), *last)).sum();
    let excluded = days(first, day).max(in_year) > most * 7;
    let met = format!("Het verblijf in het buitenland is op deze dag nog niet langer dan {most} weken.");
    let failed = format!(
        "Wie in een kalenderjaar of achtereen langer dan {most} weken in het buitenland is, heeft over de dagen daarboven geen recht op bijstand."
    );
    Ok(verdict(excluded, who, &met, &failed))
}

/// Days abroad up to a day, as first and last of each stretch, in order; stays that touch are one stretch.
fn stretches(stays: &[StayAbroad], day: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let begun = stays.iter().filter(|stay| stay.first <= day);
    let mut until_now: Vec<_> =
        begun.map(|stay| (stay.first, stay.last.map_or(day, |last| last.min(day)))).collect();
    until_now.sort_unstable();
    let mut stretches: Vec<(NaiveDate, NaiveDate)> = Vec::with_capacity(until_now.len());
    for (first, last) in until_now {
        match stretches.last_mut() {
            Some((_, before)) if (first - *before).num_days() <= 1 => *before = last.max(*before),
            _ => stretches.push((first, last)),
        }
    }
    stretches
}

/// Both counted.
fn days(first: NaiveDate, last: NaiveDate) -> i64 {
    (last - first).num_days() + 1
}

#[cfg(test)]
mod tests;
