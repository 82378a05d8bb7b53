//! Paying off in instalments.

use domain::{Cents, Month};
use schemars::JsonSchema;
use serde::Serialize;

use super::claim::{Offset, offset_duty};
use super::protected::monthly_room;
use super::work;
use crate::conduct::of_law::in_months;
use crate::facts::Owed;
use crate::{Look, Question, Step, Stop, apply};

/// Months after which a person looks at a plan instead: no one plans a century.
const LONGEST: usize = 1_200;

/// What goes to one debt in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InstalmentPart {
    /// Place in `recovery.owed`, from 0.
    pub debt: usize,
    /// Euro cents, more than nothing.
    pub amount: Cents,
}

/// What is paid off in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Instalment {
    pub month: Month,
    /// Euro cents: the sum of the parts.
    pub amount: Cents,
    /// In the order in which the debts are paid off.
    pub parts: Vec<InstalmentPart>,
}

/// A plan that pays off everything that is owed, to the cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InstalmentPlan {
    /// Month by month; all alike but the last, which is smaller or the same.
    pub instalments: Vec<Instalment>,
    /// What is paid each month, in euro cents.
    pub monthly: Cents,
    /// It was lowered so that work pays (NC-6).
    pub lowered_for_work: bool,
}

/// A plan for everything in `recovery.owed`, from `recovery.first_month` on.
///
/// Each month as much as there is room for above the protected level, or the instalment that was agreed when that is
/// less; for who starts to work at most what keeps work paying. First what must be set off (art. 60(4)), then the rest;
/// of each the oldest first. No rounding: the instalments sum to what is owed. Not applicable when nothing is owed; a
/// person decides when there is nothing to pay it from.
pub fn instalment_plan(question: Question<'_>) -> Step<InstalmentPlan> {
    apply(question, "instalments-60", "PW art. 60 lid 4 en 6; Rv art. 475c tot en met 475e", |look| {
        let owed = look.list("recovery.owed", &look.facts().recovery.owed)?;
        if owed.iter().any(|debt| debt.amount < Cents::ZERO) {
            return Err(Stop::person_decides("Een schuld is lager dan nul. Een medewerker kijkt dat na."));
        }
        let total = owed.iter().try_fold(Cents::ZERO, |total, debt| total.plus(debt.amount))?;
        if total == Cents::ZERO {
            return Err(Stop::not_applicable("Er is niets af te lossen."));
        }
        look.given("recovery.owed", total, "schulden aan de gemeente");
        let (monthly, lowered_for_work) = monthly(look)?;
        let first = look.need("recovery.first_month", &look.facts().recovery.first_month)?;
        let instalments = lay_out(owed, total, monthly, first)?;
        let text = text_of(&instalments, total, monthly, lowered_for_work);
        Ok((InstalmentPlan { instalments, monthly, lowered_for_work }, text))
    })
}

/// What is paid each month, and whether it was lowered so that work pays.
fn monthly(look: &mut Look<'_>) -> Result<(Cents, bool), Stop> {
    let room = monthly_room(look)?;
    let agreed = look.see("recovery.agreed_instalment", &look.facts().recovery.agreed_instalment);
    let able = agreed.map_or(room, |agreed| agreed.min(room));
    let highest = work::highest(look)?;
    let monthly = highest.map_or(able, |highest| highest.min(able));
    if monthly > Cents::ZERO {
        return Ok((monthly, monthly < able));
    }
    Err(if highest == Some(Cents::ZERO) {
        look.rule("instalments-work");
        Stop::person_decides(
            "Met aflossen houdt u met werk minder over dan met bijstand. Er komt nu geen plan; een medewerker bekijkt later opnieuw wat kan.",
        )
    } else {
        Stop::person_decides("Er is geen ruimte om af te lossen. Een medewerker bekijkt wat er kan.")
    })
}

/// The months of a plan.
fn lay_out(owed: &[Owed], total: Cents, monthly: Cents, first: Month) -> Result<Vec<Instalment>, Stop> {
    let months = usize::try_from((total.get() - 1) / monthly.get() + 1).unwrap_or(usize::MAX);
    if months > LONGEST {
        return Err(Stop::person_decides(
            "Op deze manier duurt aflossen meer dan honderd jaar. Een medewerker bekijkt wat er kan.",
        ));
    }
    let mut left: Vec<_> = owed.iter().enumerate().map(|(place, debt)| (place, debt.amount)).collect();
    left.sort_by_key(|(place, _)| {
        let debt = owed.get(*place);
        debt.map(|debt| (offset_duty(debt.kind) != Offset::Mandatory, debt.due_on))
    });
    let mut left = left.into_iter();
    let mut open = left.next();
    let mut instalments = Vec::with_capacity(months);
    let mut month = first;
    for _ in 0..months {
        let (mut room, mut parts) = (monthly, Vec::new());
        while let Some((debt, amount)) = open {
            let part = amount.min(room);
            if part > Cents::ZERO {
                parts.push(InstalmentPart { debt, amount: part });
            }
            room = room.minus(part)?;
            let rest = amount.minus(part)?;
            if rest > Cents::ZERO {
                open = Some((debt, rest));
                break;
            }
            open = left.next();
        }
        instalments.push(Instalment { month, amount: monthly.minus(room)?, parts });
        month = month.next();
    }
    Ok(instalments)
}

fn text_of(instalments: &[Instalment], total: Cents, monthly: Cents, lowered_for_work: bool) -> String {
    let last = instalments.last().map_or_else(String::new, |last| {
        format!(" De laatste keer, in {}, is het {}.", last.month.in_dutch(), last.amount)
    });
    let months = u32::try_from(instalments.len()).unwrap_or(u32::MAX);
    let work = if lowered_for_work { " Meer vragen we niet, zodat werken loont." } else { "" };
    format!("U lost {total} af met {monthly} per maand, in {}.{last}{work}", in_months(months))
}
