//! Study supplement for who cannot earn beside a study through illness or defect (Participation Act art. 36b). The student is
//! the applicant.

use domain::Cents;

use super::excluded::{Asked, not_excluded};
use super::lines::{Assessed, Right, Ruling, after, condition, judge, only};
use super::local::StudySupplementPolicy;
use crate::facts::StudyFinance;
use crate::{Answer, Claimant, Question, Step, Stop, apply};

/// The study supplement (art. 36b): the right, and where there is one the amount of the month.
pub fn assess(question: Question<'_>, policy: Option<&StudySupplementPolicy>) -> Answer<Assessed<Cents>> {
    after(entitled(question), || amount(question, policy))
}

/// Art. 11, 13(1), 36b(1), (2), 40(1): whether the applicant has a right on the day judged.
pub fn entitled(question: Question<'_>) -> Answer<Right> {
    let mut steps = not_excluded(question, Asked::StudySupplement);
    steps.extend([finance(question), no_wajong(question), cannot_earn(question)]);
    judge(steps)
}

/// Art. 36b(1): student finance, not the lifelong-learning credit, or an allowance by chapter 4 of the WTOS.
fn finance(question: Question<'_>) -> Step<Ruling> {
    condition(question, "finance-36b", "PW art. 36b lid 1", |look| {
        let finance = look.need("study.finance", &look.facts().study.finance)?;
        let met = matches!(finance, StudyFinance::StudentFinance | StudyFinance::SchoolAllowance);
        Ok((met, format!("De studie wordt betaald met: {}.", crate::facts::Reads::reads(&finance))))
    })
}

/// Art. 36b(1): no right to a Wajong benefit.
fn no_wajong(question: Question<'_>) -> Step<Ruling> {
    condition(question, "no-wajong-36b", "PW art. 36b lid 1", |look| {
        let wajong = look.need("study.wajong", &look.facts().study.wajong)?;
        let text = if wajong { "Er is recht op Wajong." } else { "Er is geen recht op Wajong." };
        Ok((!wajong, text.into()))
    })
}

/// Art. 36b(1), (2): lastingly unable to earn beside the study, by medical advice unless it is clear without.
fn cannot_earn(question: Question<'_>) -> Step<Ruling> {
    condition(question, "cannot-earn-36b", "PW art. 36b lid 1 en 2", |look| {
        let study = &look.facts().study;
        let cannot = look.need("study.cannot_earn_beside", &study.cannot_earn_beside)?;
        // Advice that was given settles it, whether it was clear without or not.
        let advised = look.see("study.medical_advice_given", &study.medical_advice_given);
        let settled = advised == Some(true)
            || look.need("study.clear_without_advice", &study.clear_without_advice)?
            || look.need("study.medical_advice_given", &study.medical_advice_given)?;
        if !settled {
            return Err(Stop::person_decides(
                "Er is eerst een medisch advies nodig over bijverdienen naast de studie.",
            ));
        }
        let text = if cannot {
            "Bijverdienen naast de studie lukt blijvend niet door ziekte of gebrek."
        } else {
            "Bijverdienen naast de studie is mogelijk."
        };
        Ok((cannot, text.into()))
    })
}

/// Art. 36b(3), decree on wage-cost subsidy and study supplement art. 7a, 7b: the amount a month by age on the day judged,
/// the municipality's where it is more than the least of the law, less the pay of an internship above what is free of it;
/// never negative. Euro cents, no rounding.
pub fn amount(question: Question<'_>, policy: Option<&StudySupplementPolicy>) -> Answer<Cents> {
    only(apply(
        question,
        "study-supplement-36b",
        "PW art. 36b; Besluit LKS en minimumbedragen studietoeslag art. 7a en 7b",
        |look| {
            let (age, pay) = (
                look.age(Claimant::Applicant),
                look.need("study.internship_pay", &look.facts().study.internship_pay),
            );
            let (age, pay) = (age?, pay?);
            let least = look.amount(of_age(age)?)?;
            let own = policy.and_then(|policy| policy.of_age(age).map(|own| (own, &policy.source)));
            let (whole, why) = match own {
                Some((own, source)) => {
                    look.given("study_supplement", own, source);
                    if own > least {
                        look.rule("study-supplement-36b-municipality");
                        (own, format!("De gemeente geeft meer dan de {least} van de wet."))
                    } else {
                        (least, "De gemeente geeft niet meer dan de wet.".into())
                    }
                }
                None => (least, "Dat is wat de wet ten minste geeft.".into()),
            };
            let first = format!("De studietoeslag is {whole} per maand bij {age} jaar. {why}");
            if pay == Cents::ZERO {
                return Ok((whole, first));
            }
            let free = look.amount("36b.7b")?;
            let over = pay.minus(free)?.max(Cents::ZERO);
            let left = whole.minus(over)?.max(Cents::ZERO);
            let text = format!(
                "{first} Van de stagevergoeding van {pay} is {free} vrij; de rest van {over} gaat eraf. Er blijft {left} over."
            );
            Ok((left, text))
        },
    ))
}

/// The key of the law's least amount at an age.
fn of_age(age: i32) -> Result<&'static str, Stop> {
    Ok(match age {
        21.. => "36b.21",
        20 => "36b.20",
        19 => "36b.19",
        18 => "36b.18",
        17 => "36b.17",
        16 => "36b.16",
        15 => "36b.15",
        _ => {
            let text = "Voor wie jonger is dan 15 jaar noemt de regeling geen bedrag.";
            return Err(Stop::person_decides(text));
        }
    })
}

impl StudySupplementPolicy {
    /// What it gives at an age: the last row that begins at or below it.
    fn of_age(&self, age: i32) -> Option<Cents> {
        let rows = self.amounts.iter().filter(|row| i64::from(row.from_age) <= i64::from(age));
        rows.max_by_key(|row| row.from_age).map(|row| row.month)
    }
}

#[cfg(test)]
mod tests;
