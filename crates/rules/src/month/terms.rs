//! Days on which a term of law begins or is over, also within a month.

use chrono::NaiveDate;
use domain::months_after;
use policy::National;

use crate::facts::{Facts, Known, Person};

/// Days on which what was stated begins to count or counts no more, by the day that stands in it: the months after leaving
/// school (Participation Act art. 28), pension age (AOW art. 7a), a gift that came once (art. 34(1)(b)), a job with wage-cost subsidy and its flat rate (art. 10d),
/// and the end of a business or of work (IOAW and IOAZ art. 7). `day`: whose length of the terms holds.
pub(super) fn turns(facts: &Facts, national: &National, day: NaiveDate) -> Vec<NaiveDate> {
    let mut turns = Vec::new();
    for person in [&facts.applicant, &facts.partner] {
        of_person(person, national, day, &mut turns);
    }
    let work = &facts.work;
    for start in [&work.job_started_on, &work.subsidy_started_on].into_iter().filter_map(stated) {
        turns.push(start);
        turns.extend(after(start, national, "10d.5.months", start));
    }
    turns.extend([&work.wage_value_fixed_on, &work.flat_rate_agreed_on].into_iter().filter_map(stated));
    turns.extend(stated(&facts.former_business.stopped_on));
    let last_days =
        [&work.job_ended_on, &facts.former_work.work_ended_on, &facts.former_business.work_ended_on];
    turns.extend(last_days.into_iter().filter_map(stated).filter_map(|last| last.succ_opt()));
    turns
}

fn of_person(person: &Person, national: &National, day: NaiveDate, turns: &mut Vec<NaiveDate>) {
    if let Some(left) = stated(&person.education.left_on) {
        turns.push(left);
        turns.extend(after(left, national, "28.months", day));
    }
    turns.extend(person.incomes.iter().flatten().filter_map(|income| income.received_on));
    turns.extend(stated(&person.birth_date).and_then(|birth| national.pension_day(birth).ok()));
}

fn after(start: NaiveDate, national: &National, key: &str, day: NaiveDate) -> Option<NaiveDate> {
    let months = national.term(key, day).ok()?.number;
    Some(months_after(start, u32::try_from(months).ok()?))
}

fn stated(fact: &Known<NaiveDate>) -> Option<NaiveDate> {
    fact.as_ref().map(|stated| stated.value)
}
