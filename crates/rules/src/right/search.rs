//! When an application of young people is handled (Participation Act art. 41(4), (11)).

use chrono::NaiveDate;
use domain::{SearchPeriod, age_on};
use policy::NoAmount;

use super::{household_kind, path};
use crate::facts::{HouseholdKind, Reads};
use crate::{Claimant, Look, Question, Step, Stop, apply};

/// The search period before an application may be filed and handled: four weeks after the report, for a single person or
/// single parent under 27 and for a couple of whom both are (Participation Act art. 41(4)), by the law and the ages of the
/// day of the report. Counted as the gate counts it.
///
/// *Not applicable* to who is older, and in the exceptions: since 2023-07-01 one of them was in practical education or
/// special secondary education in the year before, is medically limited in hours or belongs to the wage-cost-subsidy group;
/// since 2026 also when circumstances call for handling it earlier, which a person judges (art. 41(11)).
pub fn search_period(question: Question<'_>) -> Step<SearchPeriod> {
    apply(question, "search-41-4", "PW art. 41 lid 4 en 11", |look| {
        let application = &look.facts().application;
        let reported = look.need("application.reported_on", &application.reported_on);
        let kind = household_kind(look);
        let (reported, kind) = (reported?, kind?);
        let claimants = match kind {
            HouseholdKind::Couple => &[Claimant::Applicant, Claimant::Partner][..],
            HouseholdKind::Single | HouseholdKind::SingleParent => &[Claimant::Applicant][..],
        };
        let below = term_on(look, "41.4.age", reported)?;
        all_younger(look, claimants, reported, below)?;
        match look.national().term("41.4.school.months", reported) {
            Ok(_) => not_excepted(look, claimants)?,
            Err(NoAmount::NotYet { .. }) => {}
            Err(other) => return Err(other.into()),
        }
        let earlier = look.see("application.handled_earlier", &application.handled_earlier);
        if earlier == Some(true) && look.national().in_force("41.11", reported)? {
            look.rule("search-41-11");
            return Err(Stop::not_applicable(
                "De omstandigheden vragen dat de aanvraag meteen wordt behandeld. Er is geen zoektermijn.",
            ));
        }
        let weeks = u32::try_from(term_on(look, "41.4.weeks", reported)?).unwrap_or(0);
        let period = SearchPeriod::after(reported, weeks);
        let text = format!(
            "De aanvrager zoekt eerst {weeks} weken zelf naar werk of onderwijs, tot en met {}. De aanvraag wordt behandeld vanaf {}.",
            period.last().reads(),
            period.handled_from().reads()
        );
        Ok((period, text))
    })
}

fn term_on(look: &mut Look<'_>, key: &str, day: NaiveDate) -> Result<i64, NoAmount> {
    let term = look.national().term(key, day)?;
    look.given(key, term.number, &format!("{} (vanaf {})", term.source, term.from.reads()));
    Ok(term.number)
}

/// Everyone is younger; one who is not is enough for no search period.
fn all_younger(
    look: &mut Look<'_>,
    claimants: &[Claimant],
    reported: NaiveDate,
    below: i64,
) -> Result<(), Stop> {
    let mut missing = None;
    for who in claimants {
        match look.need(path(*who, "birth_date"), &look.person(*who).birth_date) {
            Ok(birth) if i64::from(age_on(birth, reported)) >= below => {
                let text = format!("Er is geen zoektermijn voor wie {below} jaar of ouder is.");
                return Err(Stop::not_applicable(text));
            }
            Ok(_) => {}
            Err(stop) => missing = Some(stop),
        }
    }
    missing.map_or(Ok(()), Err)
}

/// None of the exceptions holds for one of them.
fn not_excepted(look: &mut Look<'_>, claimants: &[Claimant]) -> Result<(), Stop> {
    let mut missing = None;
    for who in claimants {
        let person = look.person(*who);
        for (field, fact) in [
            ("education.special_education", &person.education.special_education),
            ("hour_limited", &person.hour_limited),
            ("subsidy_group", &person.subsidy_group),
        ] {
            match look.need(path(*who, field), fact) {
                Ok(true) => {
                    return Err(Stop::not_applicable(
                        "Er is geen zoektermijn: voor deze aanvrager geldt een uitzondering.",
                    ));
                }
                Ok(false) => {}
                Err(stop) => missing = Some(stop),
            }
        }
    }
    missing.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests;
