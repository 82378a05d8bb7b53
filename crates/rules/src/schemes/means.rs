//! What a household has itself, for schemes that look at it.

use domain::Cents;

use super::local::CapitalTest;
use crate::assess::norm_of;
use crate::facts::{HouseholdKind, Income, IncomeKind};
use crate::means::{present_capital, with_gifts};
use crate::right::household_kind;
use crate::{Answer, Claimant, Finding, Local, Look, Question, Stop};

/// The claimants of the household.
pub(super) fn claimants(look: &mut Look<'_>) -> Result<&'static [Claimant], Stop> {
    Ok(match kind(look)? {
        HouseholdKind::Couple => &[Claimant::Applicant, Claimant::Partner],
        HouseholdKind::Single | HouseholdKind::SingleParent => &[Claimant::Applicant],
    })
}

pub(super) fn kind(look: &mut Look<'_>) -> Result<HouseholdKind, Stop> {
    household_kind(look)
}

/// Facts that another rule misses.
pub(super) fn missing(look: &mut Look<'_>, paths: Vec<String>) -> Stop {
    for path in paths {
        look.missing(path);
    }
    Stop::FactMissing
}

/// The incomes of one claimant in the month judged, with the path of each.
pub(super) fn incomes<'a>(look: &mut Look<'a>, who: Claimant) -> Result<Vec<(String, &'a Income)>, Stop> {
    let days = look.days();
    let path = format!("{}.incomes", who.path());
    let list = look.list(path.clone(), &look.person(who).incomes)?;
    let here = |income: &&Income| income.counts_in(days.month(), days.known);
    Ok(list
        .iter()
        .enumerate()
        .filter(|(_, income)| here(income))
        .map(|(place, income)| (format!("{path}[{place}].amount"), income))
        .collect())
}

/// Income of the household in the month judged, general assistance included, in euro cents: as somebody worked it out, or
/// else all incomes of the claimants but those left out. A gift that comes once is capital and no income (art. 34(1)(b)).
pub(super) fn income(look: &mut Look<'_>, leave_out: &[IncomeKind]) -> Result<Cents, Stop> {
    let own = &look.facts().own_means;
    if let Some(income) = look.see("own_means.income", &own.income) {
        return Ok(income);
    }
    let assistance = look.need("own_means.assistance", &own.assistance);
    let mut found = Vec::new();
    let mut missing = false;
    for who in claimants(look)? {
        match incomes(look, *who) {
            Ok(some) => found.extend(some),
            Err(_) => missing = true,
        }
    }
    let mut sum = assistance?;
    if missing {
        return Err(Stop::FactMissing);
    }
    let counts = |income: &Income| !leave_out.contains(&income.kind) && !income.comes_once();
    for (path, income) in found.into_iter().filter(|(_, income)| counts(income)) {
        look.counted(path, income.amount, income.source);
        sum = sum.plus(income.amount)?;
    }
    Ok(sum)
}

/// The norm of the household in the month, in euro cents: as somebody stated it, or else by art. 20 to 24 where that comes
/// to a value.
pub(super) fn norm(look: &mut Look<'_>) -> Result<Cents, Stop> {
    if let Some(norm) = look.see("own_means.norm", &look.facts().own_means.norm) {
        return Ok(norm);
    }
    let question = Question { facts: look.facts(), national: look.national(), days: look.days() };
    match norm_of(question, &Local::default()).finding {
        Finding::Value(norm) => {
            look.given("norm", norm, "PW art. 20 tot en met 24");
            Ok(norm)
        }
        Finding::NotApplicable | Finding::FactMissing(_) | Finding::PersonDecides => {
            Err(look.missing("own_means.norm".into()))
        }
    }
}

/// Capital that counts by the test, in euro cents, never negative. Where all of it counts, with what of gifts that came once is in
/// it, in plain Dutch.
pub(super) fn capital(look: &mut Look<'_>, test: CapitalTest) -> Result<(Cents, Vec<String>), Stop> {
    let counted = match test {
        CapitalTest::None => Cents::ZERO,
        CapitalTest::All => {
            let owned = all(look)?;
            return with_gifts(look, owned);
        }
        CapitalTest::Limit => {
            let present = present(look)?;
            let limit = match kind(look)? {
                HouseholdKind::Single => "34.3.a",
                HouseholdKind::SingleParent => "34.3.b",
                HouseholdKind::Couple => "34.3.c",
            };
            present.minus(look.amount(limit)?)?
        }
    };
    Ok((counted.max(Cents::ZERO), Vec::new()))
}

/// A sentence about capital, and what of gifts is in it.
pub(super) fn with_told(text: String, gifts: Vec<String>) -> String {
    std::iter::once(text).chain(gifts).collect::<Vec<_>>().join(" ")
}

/// Capital by art. 34(1) and (2).
fn present(look: &mut Look<'_>) -> Result<Cents, Stop> {
    let question = Question { facts: look.facts(), national: look.national(), days: look.days() };
    let Answer { finding, explanations } = present_capital(question);
    match finding {
        Finding::Value(capital) => {
            look.given("capital", capital, "PW art. 34 lid 1 en 2");
            Ok(capital)
        }
        Finding::FactMissing(paths) => Err(missing(look, paths)),
        Finding::NotApplicable | Finding::PersonDecides => {
            let why = explanations.into_iter().next_back().map(|line| line.text);
            Err(Stop::person_decides(why.unwrap_or_else(|| "Een consulent stelt het vermogen vast.".into())))
        }
    }
}

/// All that is owned, the home at its value, less the debts; gifts that came once since it was told come on top.
fn all(look: &mut Look<'_>) -> Result<Cents, Stop> {
    let capital = &look.facts().capital;
    if capital.assets.is_none()
        && let Some(counted) = look.see("capital.countable", &capital.countable)
    {
        return Ok(counted);
    }
    let (assets, debts) =
        (look.list("capital.assets", &capital.assets), look.list("capital.debts", &capital.debts));
    let owns_home = look.need("capital.owns_home", &capital.owns_home);
    let (assets, debts, owns_home) = (assets?, debts?, owns_home?);
    let mut sum = Cents::ZERO;
    for (place, asset) in assets.iter().enumerate() {
        look.counted(format!("capital.assets[{place}]"), asset.value, None);
        sum = sum.plus(asset.value)?;
    }
    for (place, debt) in debts.iter().enumerate().filter(|(_, debt)| debt.payable) {
        look.counted(format!("capital.debts[{place}]"), debt.amount, None);
        sum = sum.minus(debt.amount)?;
    }
    if owns_home {
        let home = &capital.home;
        let value = look.need("capital.home.value", &home.value);
        let mortgage = look.need("capital.home.mortgage", &home.mortgage);
        sum = sum.plus(value?.minus(mortgage?)?.max(Cents::ZERO))?;
    }
    Ok(sum)
}
