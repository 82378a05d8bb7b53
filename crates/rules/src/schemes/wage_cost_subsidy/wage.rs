use chrono::{Datelike, NaiveDate};
use domain::Cents;

use super::super::fraction::Fraction;
use super::super::national::{given, percent, rate_on};
use crate::facts::Reads;
use crate::{Claimant, Look, Question, Step, Stop, apply};

/// The first day of the subsidy.
pub(super) fn started(look: &mut Look<'_>) -> Result<NaiveDate, Stop> {
    let work = &look.facts().work;
    match look.see("work.subsidy_started_on", &work.subsidy_started_on) {
        Some(start) => Ok(start),
        None => look.need("work.job_started_on", &work.job_started_on),
    }
}

/// Art. 10d(7): the day of which the minimum wage holds for the day judged: the first day of the subsidy, and from the
/// next calendar year on 1 January of the year judged. A rise on 1 July changes no running subsidy. A day.
pub fn wage_day(question: Question<'_>) -> Step<NaiveDate> {
    apply(question, "wage-day-10d-7", "PW art. 10d lid 7", |look| {
        let day = wage_day_of(look)?;
        Ok((day, format!("De subsidie gaat uit van het minimumloon van {}.", day.reads())))
    })
}

pub(super) fn wage_day_of(look: &mut Look<'_>) -> Result<NaiveDate, Stop> {
    let start = started(look)?;
    let january = look.day().with_ordinal(1).unwrap_or(start);
    Ok(start.max(january))
}

/// The minimum wage a month on which the subsidy rests.
pub(super) struct Wage {
    /// The day whose amounts hold.
    pub day: NaiveDate,
    /// For an adult, euro cents a month, without holiday allowance.
    pub adult: Cents,
    /// The part of it for this person, holiday allowance on top.
    pub part: Fraction,
    /// How the wage was found, for the reader.
    pub text: String,
}

/// The minimum wage for the applicant's age on the day judged, by the amounts of [`wage_day`], with holiday allowance
/// (art. 10d(4); minimum wage act art. 7, 8 and 15). Not rounded.
pub(super) fn wage(look: &mut Look<'_>) -> Result<Wage, Stop> {
    let day = wage_day_of(look)?;
    let age = look.age(Claimant::Applicant)?;
    let adult_age = look.national().term("wml.adult-age", day)?.number;
    // There are lower shares for the work-based track from 18 up to the age of adults.
    let track = if (18..adult_age).contains(&i64::from(age)) {
        look.need("work.work_based_track", &look.facts().work.work_based_track)?
    } else {
        false
    };
    let adult = look.amount_on("wml.month", day)?;
    let (youth, _) = given(look, "wml.youth", look.national().youth_wage(age, track, day)?);
    let (holiday, _) = rate_on(look, "wml.holiday", day)?;
    let part = Fraction::ONE.share(youth)?.share(10_000 + holiday)?;
    let text = match youth {
        10_000 => format!(
            "Minimumloon van {}: {adult} per maand, met {} vakantietoeslag",
            day.reads(),
            percent(holiday)
        ),
        _ => format!(
            "Minimumloon van {}: {} van {adult} per maand bij {age} jaar, met {} vakantietoeslag",
            day.reads(),
            percent(youth),
            percent(holiday)
        ),
    };
    Ok(Wage { day, adult, part, text })
}
