//! Ages at which another law or other rules hold.

use chrono::NaiveDate;
use domain::{FactKey, Facts, SignalKind, age_on, months_after};
use policy::National;

/// Below this age the law asks a search period, and the rules for young people hold.
const YOUTH_AGE: &str = "41.4.age";

/// Whose birth date, and what a signal about them is called.
const PEOPLE: [(FactKey, &str); 2] =
    [(FactKey::BirthDate, "claimant"), (FactKey::PartnerBirthDate, "partner")];

/// Whether the law itself, not only the policy, asks a search period of this household by its age (Participation Act
/// art. 41(4)).
pub fn young_by_law(facts: &Facts, reported_on: NaiveDate, national: &National) -> bool {
    let Ok(limit) = national.term(YOUTH_AGE, reported_on) else { return false };
    let young =
        |key| facts.day(key).is_some_and(|birth| i64::from(age_on(birth, reported_on)) < limit.number);
    let partner = facts.choice(FactKey::Household) != Some("couple") || young(FactKey::PartnerBirthDate);
    young(FactKey::BirthDate) && partner
}

/// The birthdays that change which rules hold, with what is raised about them.
pub(super) fn birthdays(
    facts: &Facts,
    today: NaiveDate,
    national: &National,
) -> Vec<(SignalKind, &'static str, NaiveDate)> {
    let mut found = Vec::new();
    for (key, subject) in PEOPLE {
        let Some(birth) = facts.day(key) else { continue };
        let limit = national.term(YOUTH_AGE, today).ok().and_then(|term| u32::try_from(term.number).ok());
        if let Some(years) = limit {
            found.push((SignalKind::Turns27, subject, reaches(birth, years)));
        }
        if let Ok(day) = national.pension_day(birth) {
            found.push((SignalKind::PensionAge, subject, day));
        }
    }
    found
}

/// The first day on which someone is so old; who was born on 29 February has the first of March for it.
fn reaches(birth: NaiveDate, years: u32) -> NaiveDate {
    let day = months_after(birth, years.saturating_mul(12));
    let old_enough = i64::from(age_on(birth, day)) >= i64::from(years);
    if old_enough { day } else { day.succ_opt().unwrap_or(day) }
}
