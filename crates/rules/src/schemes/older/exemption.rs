use domain::Cents;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::fraction::Fraction;
use super::super::means::incomes;
use super::super::national::{percent, rate_on, term};
use super::exclusion::{kind, members};
use crate::facts::{Child, HouseholdKind, IncomeKind};
use crate::means::{Exempted, Exemption};
use crate::right::ask_of_children;
use crate::{Claimant, Finding, Look, Question, Step, Stop, apply};

/// What of the earnings of one claimant is left out in the month judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Exempt {
    /// Gross earnings, in euro cents.
    pub earnings: Cents,
    /// What does not count of them, in euro cents.
    pub exempt: Cents,
    /// The one that holds, by the name it has in the Participation Act; beside wage-cost subsidy that of the first months.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exemption: Option<Exemption>,
}

/// IOAW art. 8, IOAZ art. 8: the exemption of earnings of one claimant: a share of the gross earnings, up to an amount a
/// month. In order: 25 % for six months, when it helps towards work; 12.5 % for single parents with a child under 12, thirty
/// months; 15 % for who is limited in hours, or works with wage-cost subsidy (for twelve months, and on when no more hours
/// are possible). Other than in the Participation Act, the one of single parents comes before the one of who is limited in
/// hours (art. 8(7)); beside wage-cost subsidy the acts do not say which of the two holds. Art. 8a (15 % without a maximum) is not in force. Rounded to the nearest cent.
pub fn exempt(question: Question<'_>, who: Claimant) -> Step<Exempt> {
    apply(question, "exemption-8", "IOAW art. 8, IOAZ art. 8", |look| {
        let mut earnings = Cents::ZERO;
        for (path, income) in incomes(look, who)? {
            if matches!(income.kind, IncomeKind::Earnings | IncomeKind::SelfEmployment | IncomeKind::InKind) {
                look.counted(path, income.amount, income.source);
                earnings = earnings.plus(income.amount)?;
            }
        }
        if earnings <= Cents::ZERO {
            return Err(Stop::not_applicable(format!("Er is geen loon van {}.", who.dutch())));
        }
        let Some(found) = exemption(look, who)? else {
            let text = format!("Van het loon van {} is niets vrij.", who.dutch());
            return Ok((Exempt { earnings, exempt: Cents::ZERO, exemption: None }, text));
        };
        let (rule, share, most) = match found {
            Exemption::N => ("exemption-8-n", "31.2.n.share", "ioaw.8.n"),
            Exemption::R => ("exemption-8-r", "31.2.r.share", "ioaw.8.r"),
            Exemption::Y | Exemption::Z | Exemption::Aa => ("exemption-8-y", "31.2.y.share", "ioaw.8.y"),
        };
        look.rule(rule);
        let (share, _) = rate_on(look, share, look.day())?;
        let most = look.amount(most)?;
        let exempt = Fraction::ONE.share(share)?.of(earnings)?.min(most);
        let text = format!(
            "Van het loon van {} ({earnings}) is {} vrij, ten hoogste {most}: {exempt}.",
            who.dutch(),
            percent(share)
        );
        Ok((Exempt { earnings, exempt, exemption: Some(found) }, text))
    })
}

/// Whose earnings are exempt in part in the month judged, and by what.
pub fn exempted(question: Question<'_>) -> Vec<Exempted> {
    let Finding::Value(members) = members(question).finding else { return Vec::new() };
    let of_one = |who: &Claimant| {
        let exemption = exempt(question, *who).value()?.exemption?;
        Some(Exempted { who: *who, exemption })
    };
    members.iter().filter_map(of_one).collect()
}

fn exemption(look: &mut Look<'_>, who: Claimant) -> Result<Option<Exemption>, Stop> {
    let (person, path) = (look.person(who), who.path());
    let used = match look.need(format!("{path}.exemptions.months_of_n"), &person.exemptions.months_of_n) {
        Ok(used) => used,
        // Both are asked at once: while the months are open, whether it helps may matter.
        Err(stop) => return helps(look, who).and(Err(stop)),
    };
    let first_over = used >= term(look, "ioaw.8.n.months")?;
    if !first_over && helps(look, who)? {
        return Ok(Some(Exemption::N));
    }
    let limited = look.need(format!("{path}.hour_limited"), &person.hour_limited)?;
    let subsidy = !limited && first_over && with_subsidy(look, who)?;
    if first_over && single_parent_helped(look, who)? {
        if subsidy {
            return Err(Stop::person_decides(
                "Twee vrijlatingen gelden tegelijk: die voor alleenstaande ouders en die bij loonkostensubsidie. De wet zegt niet welke voorgaat.",
            ));
        }
        return Ok(Some(Exemption::R));
    }
    Ok(if limited { Some(Exemption::Y) } else { subsidy.then_some(Exemption::Z) })
}

/// Whether the work helps towards work without assistance.
fn helps(look: &mut Look<'_>, who: Claimant) -> Result<bool, Stop> {
    let helps = &look.person(who).exemptions.helps_reintegration;
    look.need(format!("{}.exemptions.helps_reintegration", who.path()), helps)
}

/// The exemption of single parents; whether the work helps is asked of nobody else.
fn single_parent_helped(look: &mut Look<'_>, who: Claimant) -> Result<bool, Stop> {
    let said_no = look.person(who).exemptions.helps_reintegration.as_ref().is_some_and(|helps| !helps.value);
    if said_no {
        return helps(look, who);
    }
    Ok(single_parent(look, who)? && helps(look, who)?)
}

/// Works with wage-cost subsidy: twelve months, and on when no more hours are possible.
fn with_subsidy(look: &mut Look<'_>, who: Claimant) -> Result<bool, Stop> {
    let (exemptions, path) = (&look.person(who).exemptions, who.path());
    let with =
        look.need(format!("{path}.exemptions.with_wage_cost_subsidy"), &exemptions.with_wage_cost_subsidy)?;
    if !with {
        return Ok(false);
    }
    let months = look.need(format!("{path}.exemptions.months_of_z"), &exemptions.months_of_z)?;
    if months < term(look, "31.2.z.months")? {
        return Ok(true);
    }
    Ok(!look.need(format!("{path}.exemptions.more_hours_possible"), &exemptions.more_hours_possible)?)
}

/// A single parent of a dependent child under twelve, within the thirty months.
fn single_parent(look: &mut Look<'_>, who: Claimant) -> Result<bool, Stop> {
    let stated = look.facts().household.kind.as_ref().map(|stated| stated.value);
    if stated.is_some_and(|kind| kind != HouseholdKind::SingleParent)
        || kind(look)? != HouseholdKind::SingleParent
    {
        return Ok(false);
    }
    let children = look.list("household.children", &look.facts().household.children)?;
    let (below, day) = (term(look, "31.2.r.child-age")?, look.day());
    let young = Child::one_is_younger_than(children, below, day);
    if young == Some(false) {
        return Ok(false);
    }
    let exemptions = &look.person(who).exemptions;
    let months = look.need(format!("{}.exemptions.months_of_r", who.path()), &exemptions.months_of_r)?;
    if months >= term(look, "31.2.r.months")? {
        return Ok(false);
    }
    young.ok_or_else(|| ask_of_children(look))
}
