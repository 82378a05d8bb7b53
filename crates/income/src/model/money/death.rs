//! What a death that was stated means for the right of a case (Participation Act art. 45(5)).

use chrono::{Months, NaiveDate};
use policy::National;
use rules::assess::{Outcome, assess};
use rules::facts::{Facts, Known};
use rules::month::Timeline;
use rules::right::{composition, ends_for_everyone};
use rules::{Days, Finding, Local, Question};

/// The last day of the right when nobody is left who has it.
pub fn last_day_of_right(timeline: &Timeline, national: &National, today: NaiveDate) -> Option<NaiveDate> {
    let last_death = died(&timeline.on(NaiveDate::MAX, today), today).max()?;
    let facts = timeline.on(last_death, today);
    let days = Days { assessed: last_death, decided: today, known: today };
    match ends_for_everyone(Question { facts: &facts, national, days }).finding {
        Finding::Value(last) => Some(last),
        _ => None,
    }
}

/// Whether something must be found out or judged of who is left behind, once the norm of two has ended.
pub fn left_behind_is_open(
    timeline: &Timeline,
    national: &National,
    local: &Local,
    today: NaiveDate,
) -> bool {
    let first_death = died(&timeline.on(NaiveDate::MAX, today), today).min();
    let Some(after) = first_death.and_then(|died| norm_of_two_ended(died, national)) else { return false };
    let facts = timeline.on(after, today);
    let question =
        Question { facts: &facts, national, days: Days { assessed: after, decided: today, known: today } };
    match composition(question).finding {
        // Only what the death asks: what else is open about that day was open before it.
        Finding::Value(_) => match assess(question, local).outcome {
            Outcome::PersonDecides { missing } => {
                missing.iter().any(|path| path.starts_with("household.children"))
            }
            Outcome::Granted(_) | Outcome::Denied => false,
        },
        Finding::PersonDecides => true,
        Finding::FactMissing(_) | Finding::NotApplicable => false,
    }
}

/// The first day of another norm.
fn norm_of_two_ended(died: NaiveDate, national: &National) -> Option<NaiveDate> {
    let months = national.term("45.5.months", died).ok()?;
    died.checked_add_months(Months::new(u32::try_from(months.number).ok()?))?.succ_opt()
}

fn died(facts: &Facts, today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let day = |died: &Known<NaiveDate>| died.as_ref().map(|stated| stated.value).filter(|day| *day <= today);
    [day(&facts.applicant.died_on), day(&facts.partner.died_on)].into_iter().flatten()
}
