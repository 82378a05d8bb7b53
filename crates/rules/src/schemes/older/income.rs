use domain::{Cents, Explanation};

use super::super::means::incomes;
use super::exclusion::members;
use super::exemption::exempt;
use crate::facts::{Income, IncomeKind};
use crate::{Answer, Claimant, Finding, Look, Question, Step, Stop, apply};

/// How IOAW and IOAZ see an amount received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// From work, less the exemption.
    Earned,
    InFull,
    Not,
    /// The rules that this code has do not say.
    Unclear,
}

const fn counts(kind: IncomeKind) -> Counts {
    use IncomeKind as Kind;
    match kind {
        Kind::Earnings | Kind::SelfEmployment | Kind::InKind => Counts::Earned,
        Kind::FormerWork | Kind::WithoutTaxCredit | Kind::ReducedStatePension | Kind::PrivatePension => {
            Counts::InFull
        }
        Kind::ForSomeoneElse
        | Kind::ChildBenefit
        | Kind::YoungDisabledCredit
        | Kind::Allowance
        | Kind::ExpenseRefund
        | Kind::ChildEarnings
        | Kind::ExemptInterest
        | Kind::VolunteerAllowance
        | Kind::Damages
        | Kind::Gift
        | Kind::FoodBank
        | Kind::EnergyAllowance
        | Kind::ExemptByLaw
        | Kind::CarersToken => Counts::Not,
        Kind::TaxCredit
        | Kind::Maintenance
        | Kind::ParentalMaintenance
        | Kind::RentOrBoard
        | Kind::StudentFinance
        | Kind::FromCapital
        | Kind::UnpaidWork
        | Kind::InformalCare
        | Kind::HolidayAllowancePaid
        | Kind::Other
        | Kind::ReintegrationPremium => Counts::Unclear,
    }
}

/// IOAW art. 8, IOAZ art. 8: gross income of the claimants in the month judged that counts, earnings less the exemption of
/// each, in euro cents. Capital does not matter.
pub fn income(question: Question<'_>) -> Answer<Cents> {
    let household = members(question);
    let members = match household.finding {
        Finding::Value(members) => members,
        Finding::FactMissing(paths) => return also_missing(question, paths, household.explanation),
        other => {
            return Answer { finding: other.map(|_| Cents::ZERO), explanations: vec![household.explanation] };
        }
    };
    let mut explanations = vec![household.explanation];
    let mut less = Vec::new();
    for who in members.iter().copied() {
        let step = exempt(question, who);
        explanations.push(step.explanation);
        match step.finding {
            Finding::Value(found) => less.push((who, found.exempt)),
            Finding::NotApplicable => {}
            Finding::FactMissing(paths) => {
                return Answer { finding: Finding::FactMissing(paths), explanations };
            }
            Finding::PersonDecides => return Answer { finding: Finding::PersonDecides, explanations },
        }
    }
    let step = counted(question, members, &less);
    explanations.push(step.explanation);
    Answer { finding: step.finding, explanations }
}

/// What is missing of the applicant is named with what is missing of the household.
fn also_missing(question: Question<'_>, mut paths: Vec<String>, line: Explanation) -> Answer<Cents> {
    let applicant = exempt(question, Claimant::Applicant);
    if let Finding::FactMissing(more) = applicant.finding {
        paths.extend(more.into_iter().filter(|path| !paths.contains(path)).collect::<Vec<_>>());
    }
    Answer { finding: Finding::FactMissing(paths), explanations: vec![line, applicant.explanation] }
}

fn counted(question: Question<'_>, members: &[Claimant], less: &[(Claimant, Cents)]) -> Step<Cents> {
    apply(question, "income-8", "IOAW art. 8, IOAZ art. 8", |look| {
        let mut sum = Cents::ZERO;
        for who in members {
            for (path, income) in incomes(look, *who)? {
                sum = sum.plus(part(look, path, income)?)?;
            }
        }
        for (who, exempt) in less {
            look.given("exempt", exempt, who.dutch());
            sum = sum.minus(*exempt)?;
        }
        Ok((sum, format!("Het bruto inkomen dat meetelt is {sum} per maand.")))
    })
}

fn part(look: &mut Look<'_>, path: String, income: &Income) -> Result<Cents, Stop> {
    match counts(income.kind) {
        Counts::Earned | Counts::InFull => {
            look.counted(path, income.amount, income.source);
            Ok(income.amount)
        }
        Counts::Not => Ok(Cents::ZERO),
        Counts::Unclear => {
            let text = format!(
                "Er is inkomen van de soort: {}. Een consulent bepaalt of dat meetelt.",
                income.kind.dutch()
            );
            Err(Stop::person_decides(text))
        }
    }
}
