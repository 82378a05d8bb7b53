//! Own work on a small scale beside general assistance (NC-13): counted by month, settled after the year.

use domain::{Cents, Month};
use schemars::JsonSchema;
use serde::Serialize;

use super::super::lines::{Right, Ruling, condition, judge, only};
use super::super::local::SmallBusinessPolicy;
use crate::facts::{BusinessMonth, Income, IncomeKind};
use crate::{Answer, Claimant, Question, Step, Stop, apply};

const NO_RULES: &str =
    "De gemeente heeft geen regels over werk als kleine zelfstandige in het beleid. Een consulent beslist.";

/// Whether the own work is on a small scale by the rules of the municipality; otherwise the Bbz 2004 is the way.
pub fn entitled(question: Question<'_>, policy: Option<&SmallBusinessPolicy>) -> Answer<Right> {
    judge(vec![few_hours(question, policy), little_profit(question, policy)])
}

fn few_hours(question: Question<'_>, policy: Option<&SmallBusinessPolicy>) -> Step<Ruling> {
    condition(question, "small-hours", policy.map_or("beleid", |policy| &policy.source), |look| {
        let policy = policy.ok_or_else(|| Stop::person_decides(NO_RULES))?;
        let Some(most) = policy.most_hours else {
            return Err(Stop::not_applicable("Het beleid kent geen grens voor het aantal uren."));
        };
        let hours = look.need("own_business.hours_a_week", &look.facts().own_business.hours_a_week)?;
        Ok((
            hours <= i64::from(most),
            format!("Het eigen werk kost {hours} uren per week; de grens is {most}."),
        ))
    })
}

fn little_profit(question: Question<'_>, policy: Option<&SmallBusinessPolicy>) -> Step<Ruling> {
    condition(question, "small-profit", policy.map_or("beleid", |policy| &policy.source), |look| {
        let policy = policy.ok_or_else(|| Stop::person_decides(NO_RULES))?;
        let Some(most) = policy.most_yearly_profit else {
            return Err(Stop::not_applicable("Het beleid kent geen grens voor de winst."));
        };
        let months = look.list("own_business.months", &look.facts().own_business.months)?;
        let mut profit = Cents::ZERO;
        for month in months.iter().filter(|month| month.month.year() == look.days().month().year()) {
            profit = profit.plus(month.turnover.minus(month.costs)?)?;
        }
        look.given("profit", profit, "opbrengst min kosten dit jaar");
        Ok((profit <= most, format!("De winst is dit jaar {profit}; de grens is {most}.")))
    })
}

/// Own work of which income counts in the month, held against the bounds of the municipality; where it goes over one, a
/// person decides how that income counts. `None` where there is no such income, or the municipality has no bounds: it counts
/// as every income. Hours that nobody stated are not judged. Profit is that of the calendar year so far, of each by themselves.
pub fn within_bounds(question: Question<'_>, policy: Option<&SmallBusinessPolicy>) -> Option<Step<()>> {
    let policy = policy?;
    let works = |who: &Claimant| incomes(question, *who).next().is_some();
    let working: Vec<_> = [Claimant::Applicant, Claimant::Partner].into_iter().filter(works).collect();
    if working.is_empty() {
        return None;
    }
    Some(apply(question, "small-business-bounds", &policy.source, |look| {
        let over = |what: String| {
            Err(Stop::person_decides(format!(
                "{what} Een consulent beslist hoe het inkomen uit eigen werk meetelt."
            )))
        };
        for who in working.iter().copied() {
            let profit = profit_so_far(question, who)?;
            look.given("profit", profit, who.path());
            if let Some(most) = policy.most_yearly_profit.filter(|most| profit > *most) {
                let who = who.dutch();
                return over(format!(
                    "De winst van {who} is dit jaar {profit}; het beleid laat hoogstens {most} toe."
                ));
            }
        }
        let hours = &look.facts().own_business.hours_a_week;
        // The hours that are stated are those of the applicant.
        if working.contains(&Claimant::Applicant)
            && let Some(most) = policy.most_hours
            && let Some(hours) =
                look.see("own_business.hours_a_week", hours).filter(|hours| *hours > i64::from(most))
        {
            return over(format!(
                "Het eigen werk kost {hours} uren per week; het beleid laat hoogstens {most} toe."
            ));
        }
        Ok(((), "Het eigen werk blijft binnen de grenzen van het beleid.".into()))
    }))
}

/// Incomes from own work in the month judged, as they are known.
fn incomes<'a>(question: Question<'a>, who: Claimant) -> impl Iterator<Item = &'a Income> {
    let days = question.days;
    let of_kind = |income: &&Income| income.kind == IncomeKind::SelfEmployment;
    let incomes = who.of(question.facts).incomes.iter().flatten().filter(of_kind);
    incomes.filter(move |income| income.counts_in(days.month(), days.known))
}

/// What own work came to in the calendar year up to the month judged; of what nobody stated of earlier months, nothing.
fn profit_so_far(question: Question<'_>, who: Claimant) -> Result<Cents, Stop> {
    let earlier = incomes(question, who).filter_map(|income| income.earlier_this_year).max();
    let profit = incomes(question, who)
        .map(|income| income.amount)
        .try_fold(earlier.unwrap_or(Cents::ZERO), Cents::plus)?;
    Ok(profit)
}

/// Income from own work in the month judged: turnover less accepted costs, never negative. It is the amount of an income
/// `self-employment` of that month. Euro cents, no rounding.
pub fn amount(question: Question<'_>) -> Answer<Cents> {
    only(apply(question, "small-month", "PW art. 31 en 32", |look| {
        let this = look.days().month();
        let months = look.list("own_business.months", &look.facts().own_business.months)?;
        let Some(month) = months.iter().find(|month| month.month == this) else {
            return Err(look.missing("own_business.months".into()));
        };
        look.given("turnover", month.turnover, "opgave");
        look.given("costs", month.costs, "opgave");
        let profit = profit_of(month)?;
        let text = format!(
            "In {} was de opbrengst {} en waren de kosten {}. Als inkomen telt {profit} mee.",
            this.in_dutch(),
            month.turnover,
            month.costs
        );
        Ok((profit, text))
    }))
}

fn profit_of(month: &BusinessMonth) -> Result<Cents, Stop> {
    Ok(month.turnover.minus(month.costs)?.max(Cents::ZERO))
}

/// The settlement of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct YearSettlement {
    /// Profit by the accounts, never below zero.
    pub profit: Cents,
    /// Counted in the months together.
    pub counted: Cents,
    /// Profit less counted: positive, too little was counted; negative, too much.
    pub difference: Cents,
}

/// Own work of the calendar year before the day judged: profit by the accounts against what was counted in its months, all
/// twelve of which have to be stated. Euro cents, no rounding. What is done with the difference is a recalculation of the months.
pub fn settle_year(question: Question<'_>) -> Step<YearSettlement> {
    apply(question, "small-year", "PW art. 31, 32 en 58", |look| {
        let business = &look.facts().own_business;
        let year = look.days().month().year().saturating_sub(1);
        let months = look.list("own_business.months", &business.months);
        let profit = look.need("own_business.year_profit", &business.year_profit);
        let (months, profit) = (months?, profit?.max(Cents::ZERO));
        let of_year: Vec<_> = months.iter().filter(|month| month.month.year() == year).collect();
        let mut stated: Vec<Month> = of_year.iter().map(|month| month.month).collect();
        stated.sort_unstable();
        stated.dedup();
        if stated.len() != 12 || of_year.len() != 12 {
            return Err(look.missing("own_business.months".into()));
        }
        let mut counted = Cents::ZERO;
        for month in of_year {
            counted = counted.plus(match month.counted {
                Some(cents) => cents,
                None => profit_of(month)?,
            })?;
        }
        let difference = profit.minus(counted)?;
        let what = match difference.cmp(&Cents::ZERO) {
            std::cmp::Ordering::Greater => "Er is te weinig meegeteld.",
            std::cmp::Ordering::Less => "Er is te veel meegeteld.",
            std::cmp::Ordering::Equal => "Dat klopt.",
        };
        let text = format!("De winst over {year} is {profit} en in de maanden telde {counted} mee. {what}");
        Ok((YearSettlement { profit, counted, difference }, text))
    })
}
