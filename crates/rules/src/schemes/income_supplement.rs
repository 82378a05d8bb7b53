//! Individual income supplement (Participation Act art. 36): once in twelve months, on request, for who has had a low income
//! for long.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use domain::{Cents, Month, Rounding};

use super::excluded::{Asked, not_excluded};
use super::lines::{Assessed, Right, Ruling, after, condition, judge, only};
use super::local::{CapitalTest, IncomeSupplementPolicy, IncomeTest};
use super::means;
use super::national::term;
use crate::facts::{HouseholdKind, PastMonth, Reads};
use crate::{Answer, Claimant, Look, Question, Step, Stop, apply};

const NO_ORDINANCE: &str = "De gemeente heeft geen verordening over de individuele inkomenstoeslag in het beleid. Een consulent beslist.";

/// The individual income supplement (art. 36): the right, and where there is one the amount.
pub fn assess(question: Question<'_>, policy: Option<&IncomeSupplementPolicy>) -> Answer<Assessed<Cents>> {
    after(entitled(question, policy), || amount(question, policy))
}

/// Art. 11, 13(1), 36, 40(1): whether the household has a right, on the day judged. There is no advance and no grant without a request
/// (art. 36(4): art. 43, 49 and 52 do not hold).
pub fn entitled(question: Question<'_>, policy: Option<&IncomeSupplementPolicy>) -> Answer<Right> {
    let mut steps = not_excluded(question, Asked::IncomeSupplement);
    steps.extend([
        asked(question),
        not_granted_lately(question, Request::Stated),
        age(question),
        low_income(question, policy, Request::Stated),
        no_capital(question),
        no_prospect(question),
    ]);
    judge(steps)
}

/// Whether there would be a right if it were asked for on the day judged: a signal, no decision.
pub(super) fn seems_entitled(question: Question<'_>, policy: &IncomeSupplementPolicy) -> Answer<Right> {
    let mut steps = not_excluded(question, Asked::IncomeSupplement);
    steps.extend([
        not_granted_lately(question, Request::Today),
        age(question),
        low_income(question, Some(policy), Request::Today),
        no_capital(question),
        no_prospect(question),
    ]);
    judge(steps)
}

/// The day from which months are counted back.
#[derive(Clone, Copy)]
enum Request {
    /// The day on which it was asked for.
    Stated,
    /// The day judged.
    Today,
}

impl Request {
    fn day(self, look: &mut Look<'_>) -> Result<NaiveDate, Stop> {
        match self {
            Self::Stated => look.need("supplements.asked_on", &look.facts().supplements.asked_on),
            Self::Today => Ok(look.day()),
        }
    }
}

/// Art. 36(1): on request only.
fn asked(question: Question<'_>) -> Step<Ruling> {
    condition(question, "request-36-1", "PW art. 36 lid 1", |look| {
        let asked = look.need("supplements.asked_on", &look.facts().supplements.asked_on)?;
        let met = asked <= look.day();
        Ok((met, format!("De toeslag is aangevraagd op {}.", asked.reads())))
    })
}

/// Art. 36: not when one was granted in the twelve months before the request.
fn not_granted_lately(question: Question<'_>, request: Request) -> Step<Ruling> {
    condition(question, "once-a-year-36", "PW art. 36", |look| {
        let supplements = &look.facts().supplements;
        let Some(granted) = look.see("supplements.granted_on", &supplements.granted_on) else {
            return Ok((true, "De toeslag is niet eerder toegekend.".into()));
        };
        let asked = request.day(look)?;
        let months = term(look, "36.months")?;
        let again =
            granted.checked_add_months(Months::new(u32::try_from(months).unwrap_or(0))).unwrap_or(granted);
        let text =
            format!("De toeslag is toegekend op {} en kan vanaf {} weer.", granted.reads(), again.reads());
        Ok((again <= asked, text))
    })
}

/// Art. 36(1): from 21 to pension age. A couple of whom one is outside it is left to a person.
fn age(question: Question<'_>) -> Step<Ruling> {
    condition(question, "age-36", "PW art. 36 lid 1", |look| {
        let mut inside = Vec::new();
        for who in means::claimants(look)? {
            inside.push(of_age(look, *who));
        }
        let inside: Vec<bool> = inside.into_iter().collect::<Result<_, _>>()?;
        match (inside.iter().all(|one| *one), inside.iter().any(|one| *one)) {
            (true, _) => Ok((true, "De leeftijd is 21 jaar of ouder, en onder de AOW-leeftijd.".into())),
            (false, true) => Err(Stop::person_decides(
                "Een van beide partners is jonger dan 21 jaar of heeft de AOW-leeftijd. De wet zegt niet wat de ander dan krijgt.",
            )),
            (false, false) => Ok((false, "De toeslag is er van 21 jaar tot de AOW-leeftijd.".into())),
        }
    })
}

fn of_age(look: &mut Look<'_>, who: Claimant) -> Result<bool, Stop> {
    let birth = look.need(format!("{}.birth_date", who.path()), &look.person(who).birth_date)?;
    let age = i64::from(look.age(who)?);
    let pension_day = look.national().pension_day(birth)?;
    Ok(age >= term(look, "36.age")? && look.day() < pension_day)
}

/// Art. 36, 8(2): low income over the months of the ordinance before the request. Bounds are rounded to the nearest cent.
fn low_income(
    question: Question<'_>,
    policy: Option<&IncomeSupplementPolicy>,
    request: Request,
) -> Step<Ruling> {
    let source = policy.map_or("PW art. 36 en 8 lid 2", |policy| &policy.source);
    condition(question, "low-income-36", source, |look| {
        let policy = policy.ok_or_else(|| Stop::person_decides(NO_ORDINANCE))?;
        let supplements = &look.facts().supplements;
        let months = look.list("supplements.past_months", &supplements.past_months);
        let asked = request.day(look);
        let (months, asked) = (months?, Month::of(asked?));
        let last = policy.reference_months;
        let by_month: BTreeMap<Month, &PastMonth> = months
            .iter()
            .filter(|past| (1..=i64::from(last)).contains(&i64::from(asked.since(past.month))))
            .map(|past| (past.month, past))
            .collect();
        if u32::try_from(by_month.len()).is_ok_and(|found| found < last) {
            return Err(look.missing("supplements.past_months".into()));
        }
        for past in by_month.values() {
            look.counted(format!("supplements.past_months {}", past.month.in_dutch()), past.income, None);
        }
        let low = is_low(policy, &by_month)?;
        let how = match policy.income_test {
            IncomeTest::EachMonth => "in elke maand",
            IncomeTest::Average => "gemiddeld",
        };
        let what = if low { "niet hoger dan" } else { "hoger dan" };
        let percent = policy.income_percent;
        Ok((
            low,
            format!(
                "Het inkomen was in de {last} maanden voor de aanvraag {how} {what} {percent} % van de norm."
            ),
        ))
    })
}

fn is_low(policy: &IncomeSupplementPolicy, months: &BTreeMap<Month, &PastMonth>) -> Result<bool, Stop> {
    let bound = |norm: Cents| norm.times(i64::from(policy.income_percent), 100, Rounding::HalfUp);
    match policy.income_test {
        IncomeTest::EachMonth => {
            for past in months.values() {
                if past.income > bound(past.norm)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        IncomeTest::Average => {
            let (mut income, mut norm) = (Cents::ZERO, Cents::ZERO);
            for past in months.values() {
                income = income.plus(past.income)?;
                norm = norm.plus(past.norm)?;
            }
            Ok(income <= bound(norm)?)
        }
    }
}

/// Art. 36(1): no capital above the limit of art. 34(3).
fn no_capital(question: Question<'_>) -> Step<Ruling> {
    condition(question, "capital-36", "PW art. 36 lid 1 en 34", |look| {
        let (over, _) = means::capital(look, CapitalTest::Limit)?;
        let text = if over > Cents::ZERO {
            format!("Er is {over} meer vermogen dan de grens.")
        } else {
            "Er is niet meer vermogen dan de grens.".into()
        };
        Ok((over == Cents::ZERO, text))
    })
}

/// Art. 36(1), (2): no prospect of a better income, given abilities and effort; a judgement of the municipality.
fn no_prospect(question: Question<'_>) -> Step<Ruling> {
    condition(question, "prospect-36", "PW art. 36 lid 1 en 2", |look| {
        let supplements = &look.facts().supplements;
        let better = look.need("supplements.better_income_expected", &supplements.better_income_expected)?;
        let text = if better {
            "Er is uitzicht op een hoger inkomen."
        } else {
            "Er is geen uitzicht op een hoger inkomen."
        };
        Ok((!better, text.into()))
    })
}

/// Art. 8(1)(b), 36: the amount of the ordinance for the household, for twelve months at once, in euro cents.
pub fn amount(question: Question<'_>, policy: Option<&IncomeSupplementPolicy>) -> Answer<Cents> {
    let source = policy.map_or("PW art. 36 en 8 lid 1 b", |policy| &policy.source);
    only(apply(question, "income-supplement-36", source, |look| {
        let policy = policy.ok_or_else(|| Stop::person_decides(NO_ORDINANCE))?;
        let kind = means::kind(look)?;
        let amount = match kind {
            HouseholdKind::Single => policy.amounts.single,
            HouseholdKind::SingleParent => policy.amounts.single_parent,
            HouseholdKind::Couple => policy.amounts.couple,
        };
        Ok((
            amount,
            format!(
                "De individuele inkomenstoeslag is {amount} voor {}, eens in de twaalf maanden.",
                kind.dutch()
            ),
        ))
    }))
}

#[cfg(test)]
mod tests;
