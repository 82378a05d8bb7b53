//! IOAZ: income for older and partly disabled people who stopped their business.

use chrono::Months;
use domain::Cents;

use super::super::fraction::Fraction;
use super::super::lines::{Assessed, Right, Ruling, after, condition};
use super::super::national::{percent, rate_on, term};
use super::exclusion::not_excluded;
use super::ioaw::after_years;
use super::revival::{revives, was_before};
use super::{Benefit, base, below_pension_age, benefit, income, judged};
use crate::facts::Reads;
use crate::{Answer, Claimant, Finding, Question, Step, apply};

/// IOAZ art. 2, 3, 5, 6, 8: the right, and where there is one the benefit of a whole month.
pub fn assess(question: Question<'_>) -> Answer<Assessed<Benefit>> {
    after(entitled(question), || amount(question))
}

/// IOAZ art. 2, 3, 5, 7: whether the applicant has a right on the day judged.
pub fn entitled(question: Question<'_>) -> Answer<Right> {
    let former = &question.facts.former_business;
    let revived =
        revives(question, ("former_business", "IOAZ art. 7"), &former.ended_by_work, &former.work_ended_on);
    let came_before = was_before(&revived);
    let mut steps = vec![below_pension_age(question, "pension-ioaz-2", "IOAZ art. 2"), revived];
    steps.push(not_excluded(question, "IOAZ art. 6 lid 2"));
    if !came_before {
        steps.extend([stopped(question), years(question), little_profit(question), in_time(question)]);
    }
    judged(question, ("income-ioaz-3", "IOAZ art. 3 en 5"), steps, amount(question))
}

/// IOAZ art. 2: stopped, from 55 on.
fn stopped(question: Question<'_>) -> Step<Ruling> {
    condition(question, "stopped-ioaz-2", "IOAZ art. 2", |look| {
        let birth = look.need("applicant.birth_date", &look.person(Claimant::Applicant).birth_date);
        let stopped = look.need("former_business.stopped_on", &look.facts().former_business.stopped_on);
        let (birth, stopped) = (birth?, stopped?);
        if stopped > look.day() {
            return Ok((false, format!("Het bedrijf stopt pas op {}.", stopped.reads())));
        }
        let age = term(look, "ioaz.age")?;
        let met = stopped >= after_years(birth, age);
        let what = if met { "na" } else { "voor" };
        Ok((met, format!("Het bedrijf stopte op {}, {what} de leeftijd van {age} jaar.", stopped.reads())))
    })
}

/// IOAZ art. 2: three years in the business immediately before, and seven years of work before that.
fn years(question: Question<'_>) -> Step<Ruling> {
    condition(question, "years-ioaz-2", "IOAZ art. 2", |look| {
        let former = &look.facts().former_business;
        let business = look.need("former_business.business_years", &former.business_years);
        let work = look.need("former_business.work_years_before", &former.work_years_before);
        let (business, work) = (business?, work?);
        let met = business >= term(look, "ioaz.business.years")? && work >= term(look, "ioaz.work.years")?;
        let what = if met { "genoeg" } else { "niet genoeg" };
        Ok((met, format!("{business} jaar in het bedrijf en {work} jaar werk daarvoor is {what}.")))
    })
}

/// IOAZ art. 5(2): profit of the past three years and expected income below the ceilings of the day judged.
fn little_profit(question: Question<'_>) -> Step<Ruling> {
    condition(question, "profit-ioaz-5-2", "IOAZ art. 5 lid 2", |look| {
        let former = &look.facts().former_business;
        let past = look.need("former_business.past_profit", &former.past_profit);
        let expected = look.need("former_business.expected_income", &former.expected_income);
        let (past, expected) = (past?, expected?);
        let (past_most, expected_most) = (look.amount("ioaz.5.2.2")?, look.amount("ioaz.5.2.3")?);
        let met = past < past_most && expected < expected_most;
        let text = format!(
            "De winst was {past} per jaar (grens {past_most}) en het verwachte inkomen is {expected} per jaar (grens {expected_most})."
        );
        Ok((met, text))
    })
}

/// IOAZ: applied before the business stopped, which it then did within eighteen months, or within three months after.
fn in_time(question: Question<'_>) -> Step<Ruling> {
    condition(question, "in-time-ioaz", "IOAZ", |look| {
        let former = &look.facts().former_business;
        let applied = look.need("former_business.applied_on", &former.applied_on);
        let stopped = look.need("former_business.stopped_on", &former.stopped_on);
        let (applied, stopped) = (applied?, stopped?);
        let (key, from, until) = if applied <= stopped {
            ("ioaz.before.months", applied, stopped)
        } else {
            ("ioaz.after.months", stopped, applied)
        };
        let months = term(look, key)?;
        let last = from.checked_add_months(Months::new(u32::try_from(months).unwrap_or(0))).unwrap_or(from);
        let met = until <= last;
        let what = if met { "op tijd" } else { "niet op tijd" };
        let text = format!(
            "De aanvraag is van {} en het bedrijf stopte op {}: {what}.",
            applied.reads(),
            stopped.reads()
        );
        Ok((met, text))
    })
}

/// IOAZ art. 8(2): capital above what is disregarded is taken to give a yearly return, a twelfth of it a month. Rounded once to
/// the nearest cent. Euro cents a month.
pub fn notional_return(question: Question<'_>) -> Step<Cents> {
    apply(question, "return-ioaz-8-2", "IOAZ art. 8 lid 2", |look| {
        let capital = look.need("former_business.capital", &look.facts().former_business.capital)?;
        let free = look.amount("ioaz.8.2")?;
        let over = capital.minus(free)?.max(Cents::ZERO);
        let (share, _) = rate_on(look, "ioaz.return", look.day())?;
        let month = Fraction::ONE.share(share)?.times(1, 12)?.of(over)?;
        let text = format!(
            "Van het vermogen van {capital} telt {free} niet mee. Over de rest van {over} rekent de wet {} per jaar: {month} per maand.",
            percent(share)
        );
        Ok((month, text))
    })
}

/// IOAZ art. 5, 8: base less income and notional return, gross, in euro cents.
pub fn amount(question: Question<'_>) -> Answer<Benefit> {
    let notional = notional_return(question);
    let Answer { finding, mut explanations } = income(question);
    explanations.push(notional.explanation);
    let finding = match (finding, notional.finding) {
        (Finding::Value(income), Finding::Value(notional)) => match income.plus(notional) {
            Ok(sum) => Finding::Value(sum),
            Err(_) => Finding::PersonDecides,
        },
        (Finding::FactMissing(mut paths), Finding::FactMissing(more)) => {
            paths.extend(more);
            Finding::FactMissing(paths)
        }
        (Finding::Value(_), other) | (other, _) => other,
    };
    benefit(question, ("benefit-ioaz-5", "IOAZ art. 5"), base(question), Answer { finding, explanations })
}
