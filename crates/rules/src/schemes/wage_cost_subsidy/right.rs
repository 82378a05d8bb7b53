use chrono::Months;

use super::super::lines::{Right, Ruling, condition, judge};
use super::super::national::{percent, term_on};
use super::group::group;
use super::wage::started;
use crate::facts::Reads;
use crate::{Answer, Look, Question, Step, Stop};

/// Art. 10c, 10d: whether the employer has a right to subsidy for the applicant on the day judged.
pub fn entitled(question: Question<'_>) -> Answer<Right> {
    judge(vec![
        group(question),
        job(question),
        no_sheltered_job(question),
        no_second_subsidy(question),
        below_minimum_wage(question),
    ])
}

/// Art. 10d(1): the applicant is at work on the day judged, within the days of the subsidy.
fn job(question: Question<'_>) -> Step<Ruling> {
    condition(question, "job-10d-1", "PW art. 10d lid 1", |look| {
        let (start, day) = (started(look)?, look.day());
        let ended = look.see("work.job_ended_on", &look.facts().work.job_ended_on);
        if day < start {
            return Ok((false, format!("De loonkostensubsidie begint pas op {}.", start.reads())));
        }
        Ok(match ended {
            Some(last) if last < day => (false, format!("Het werk is gestopt op {}.", last.reads())),
            _ => (true, format!("De aanvrager werkt, met loonkostensubsidie vanaf {}.", start.reads())),
        })
    })
}

/// Art. 10d(3): not for jobs of sheltered employment by the act of before 2015.
fn no_sheltered_job(question: Question<'_>) -> Step<Ruling> {
    condition(question, "no-wsw-10d-3", "PW art. 10d lid 3", |look| {
        let wsw = look.need("work.wsw_job", &look.facts().work.wsw_job)?;
        let text = if wsw {
            "Voor werk in de Wsw is er geen loonkostensubsidie."
        } else {
            "Het is geen werk in de Wsw."
        };
        Ok((!wsw, text.into()))
    })
}

/// Art. 10d(9): no second subsidy on the wage of the same job.
fn no_second_subsidy(question: Question<'_>) -> Step<Ruling> {
    condition(question, "one-subsidy-10d-9", "PW art. 10d lid 9", |look| {
        let other = look.need("work.other_wage_subsidy", &look.facts().work.other_wage_subsidy)?;
        let text = if other {
            "Voor dit werk wordt al een andere loonsubsidie betaald."
        } else {
            "Voor dit werk wordt geen andere loonsubsidie betaald."
        };
        Ok((!other, text.into()))
    })
}

/// Art. 10d(1), (4), (5): the wage value is below the minimum wage, or waived for the first months.
fn below_minimum_wage(question: Question<'_>) -> Step<Ruling> {
    condition(question, "wage-value-10d-1", "PW art. 10d lid 1 en 5", |look| match basis(look)? {
        Basis::FlatRate => {
            Ok((true, "Werkgever en gemeente zijn het eens over een begin zonder loonwaarde.".into()))
        }
        Basis::WageValue(value) => {
            let below = value < 10_000;
            let what = if below { "lager dan" } else { "niet lager dan" };
            Ok((
                below,
                format!("De loonwaarde is {} van het minimumloon: {what} het minimumloon.", percent(value)),
            ))
        }
    })
}

/// What the subsidy goes by on the day judged.
pub(super) enum Basis {
    FlatRate,
    /// Hundredths of a percent of the minimum wage, not negative.
    WageValue(i64),
}

/// A wage value that is fixed comes first; before it, and for at most six months from the first day of the subsidy, the flat
/// rate when employer and municipality agreed to it (art. 10d(5)).
pub(super) fn basis(look: &mut Look<'_>) -> Result<Basis, Stop> {
    let (work, day) = (&look.facts().work, look.day());
    let fixed = look.see("work.wage_value_fixed_on", &work.wage_value_fixed_on).filter(|fixed| *fixed <= day);
    if let Some(fixed) = fixed {
        let value = look.need("work.wage_value_basis_points", &work.wage_value_basis_points)?;
        if !look.national().in_force("6.1.g", fixed)? {
            return Err(Stop::person_decides(
                "Deze loonwaarde is nog een deel van het loon van de functie, niet van het minimumloon. Een consulent rekent haar om.",
            ));
        }
        if value < 0 {
            return Err(Stop::person_decides(
                "De loonwaarde kan niet lager zijn dan nul. Kijk het gegeven na.",
            ));
        }
        return Ok(Basis::WageValue(value));
    }
    let agreed =
        look.see("work.flat_rate_agreed_on", &work.flat_rate_agreed_on).filter(|agreed| *agreed <= day);
    if agreed.is_some() {
        let start = started(look)?;
        let months = term_on(look, "10d.5.months", start)?;
        let end = start.checked_add_months(Months::new(u32::try_from(months).unwrap_or(0))).unwrap_or(start);
        if day < end {
            return Ok(Basis::FlatRate);
        }
    }
    Err(look.missing("work.wage_value_fixed_on".into()))
}
