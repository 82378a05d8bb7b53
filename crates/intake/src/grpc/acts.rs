//! What was done at the intake beside asking: wire to records.

use chrono::NaiveDate;
use domain::Violation;
use proto::intake::v1 as pb;
use proto::parse_day;

use super::wrong::Wrong;
use crate::model::About;

const LONGEST_REFERENCE: usize = 100;
const MOST: usize = 100;

/// Everything that was done at one intake, vacancies for regular work first.
pub fn acts(
    vacancies: &[pb::Vacancy],
    told: &[pb::RightsTold],
    today: NaiveDate,
    wrong: &mut Wrong,
) -> Vec<About> {
    for (field, count) in [("vacancies", vacancies.len()), ("rights_told", told.len())] {
        if count > MOST {
            wrong.is(field, format!("mogen er niet meer zijn dan {MOST}"), "acts-plausible");
            return Vec::new();
        }
    }
    let mut acts = Vec::with_capacity(vacancies.len() + told.len());
    for (place, wire) in vacancies.iter().enumerate() {
        acts.extend(vacancy(&format!("vacancies[{place}]."), wire, today, wrong));
    }
    acts.sort_by_key(|about| !matches!(about, About::Vacancy { regular: true, .. }));
    for (place, wire) in told.iter().enumerate() {
        acts.extend(rights_told(&format!("rights_told[{place}]."), wire, today, wrong));
    }
    acts
}

/// A vacancy that was put to the applicant. `within`: what its fields stand in, with the dot.
pub fn vacancy(within: &str, wire: &pb::Vacancy, today: NaiveDate, wrong: &mut Wrong) -> Option<About> {
    let reference = wrong.needed(&format!("{within}reference"), &wire.reference, LONGEST_REFERENCE);
    let day = wrong.keep(past_day(&format!("{within}day"), &wire.day, today));
    Some(About::Vacancy { day: day?, reference: reference?, regular: wire.regular })
}

/// That rights and duties were told.
pub fn rights_told(
    within: &str,
    wire: &pb::RightsTold,
    today: NaiveDate,
    wrong: &mut Wrong,
) -> Option<About> {
    let day = wrong.keep(past_day(&format!("{within}day"), &wire.day, today));
    let how = wrong.keep(choice(&format!("{within}how"), &wire.how));
    let text_version = wrong.needed(&format!("{within}text_version"), &wire.text_version, LONGEST_REFERENCE);
    Some(About::RightsTold { day: day?, how: how?, text_version: text_version? })
}

/// A day that is not ahead.
pub fn past_day(field: &str, wire: &str, today: NaiveDate) -> Result<NaiveDate, Violation> {
    let day = parse_day(field, wire)?;
    let ahead = || Violation::new(field, "ligt in de toekomst", "not-in-the-future");
    if day > today { Err(ahead()) } else { Ok(day) }
}

pub fn choice<'w, T: TryFrom<&'w str>>(field: &str, wire: &'w str) -> Result<T, Violation> {
    T::try_from(wire).map_err(|_| Violation::new(field, "is niet bekend", "choice-required"))
}
