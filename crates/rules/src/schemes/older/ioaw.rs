//! IOAW: income for older and partly disabled unemployed people.

use chrono::{Datelike, Months};

use super::super::lines::{Assessed, Right, Ruling, after, condition};
use super::super::national::term;
use super::exclusion::not_excluded;
use super::revival::{revives, was_before};
use super::{Benefit, base_after_work, below_pension_age, benefit, income, judged};
use crate::facts::Reads;
use crate::{Answer, Claimant, Look, Question, Step, Stop};

/// IOAW art. 2, 3, 5, 6, 8: the right, and where there is one the benefit of a whole month.
pub fn assess(question: Question<'_>) -> Answer<Assessed<Benefit>> {
    after(entitled(question), || amount(question))
}

/// IOAW art. 2, 3, 5, 7: whether the applicant has a right on the day judged.
pub fn entitled(question: Question<'_>) -> Answer<Right> {
    let former = &question.facts.former_work;
    let revived =
        revives(question, ("former_work", "IOAW art. 7"), &former.ended_by_work, &former.work_ended_on);
    let came_before = was_before(&revived);
    let mut steps = vec![below_pension_age(question, "pension-ioaw-2", "IOAW art. 2"), revived];
    steps.push(not_excluded(question, "IOAW art. 6 lid 1"));
    if !came_before {
        steps.extend([unemployed(question)]);
    }
    judged(question, ("income-ioaw-3", "IOAW art. 3 en 5"), steps, amount(question))
}

/// IOAW art. 2: born before 1965, and either unemployed from 50 on with more than three months of WW used up, or with a right
/// to WGA from 50 on that ended because of less than 35 % disablement.
fn unemployed(question: Question<'_>) -> Step<Ruling> {
    condition(question, "unemployed-ioaw-2", "IOAW art. 2", |look| {
        let former = &look.facts().former_work;
        let birth = look.need("applicant.birth_date", &look.person(Claimant::Applicant).birth_date)?;
        let before = term(look, "ioaw.born-before")?;
        if i64::from(birth.year()) >= before {
            return Ok((false, format!("De aanvrager is niet geboren voor 1 januari {before}.")));
        }
        let age = term(look, "ioaw.age")?;
        let birthday = after_years(birth, age);
        if look.see("former_work.wga_ended", &former.wga_ended) == Some(true) {
            look.rule("wga-ioaw-2");
            let from = look.see("former_work.wga_from", &former.wga_from);
            let text = match from {
                Some(from) if from < birthday => {
                    let text = format!("De WGA begon op {}, voor de leeftijd van {age} jaar.", from.reads());
                    return Ok((false, text));
                }
                _ => "De WGA stopte omdat de aanvrager minder dan 35 % arbeidsongeschikt is.",
            };
            return Ok((true, text.into()));
        }
        let day = look.need("former_work.unemployed_on", &former.unemployed_on)?;
        if day < birthday {
            return Ok((
                false,
                format!("De aanvrager werd werkloos op {}, voor de leeftijd van {age} jaar.", day.reads()),
            ));
        }
        used_up(look)
    })
}

/// WW of more than three months, used in full.
fn used_up(look: &mut Look<'_>) -> Result<(bool, String), Stop> {
    let former = &look.facts().former_work;
    if !look.need("former_work.ww_used_up", &former.ww_used_up)? {
        return Ok((false, "De WW is niet helemaal gebruikt.".into()));
    }
    let (from, until) = (
        look.need("former_work.ww_from", &former.ww_from),
        look.need("former_work.ww_until", &former.ww_until),
    );
    let (from, until) = (from?, until?);
    let months = term(look, "ioaw.ww.months")?;
    // Three months from 1 January end on 31 March: one day more is longer.
    let longer =
        until >= from.checked_add_months(Months::new(u32::try_from(months).unwrap_or(0))).unwrap_or(from);
    let what = if longer { "meer dan" } else { "niet meer dan" };
    let text =
        format!("De WW liep van {} tot en met {}: {what} {months} maanden.", from.reads(), until.reads());
    Ok((longer, text))
}

/// The birthday on which someone reaches an age.
pub(super) fn after_years(birth: chrono::NaiveDate, years: i64) -> chrono::NaiveDate {
    let months = u32::try_from(years.saturating_mul(12)).unwrap_or(0);
    birth.checked_add_months(Months::new(months)).unwrap_or(birth)
}

/// IOAW art. 5, 8: base less income, gross, in euro cents.
pub fn amount(question: Question<'_>) -> Answer<Benefit> {
    benefit(question, ("benefit-ioaw-5", "IOAW art. 5"), base_after_work(question), income(question))
}
