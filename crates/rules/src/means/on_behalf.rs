//! Fixed costs that are paid out of the assistance (Participation Act art. 56a, 57).

use chrono::{Months, NaiveDate};
use domain::Cents;
use serde::Serialize;

use crate::facts::{FixedCost, FixedCostKind};
use crate::{Look, Question, Step, Stop, apply};

/// Costs that are paid on behalf of the claimant, and what is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnBehalf {
    /// Each cost with what is paid of it, in cents, in the order stated; never more than is there.
    pub costs: Vec<(FixedCostKind, Cents)>,
    /// Left for the claimant, in cents.
    pub rest: Cents,
    /// The last day of it, when the law fixes a term.
    pub until: Option<NaiveDate>,
}

/// Fixed costs paid out of `payable`, the assistance of the month without holiday allowance: compulsory in the first
/// months after `start` for asylum status holders who must integrate under the act of 2021 (Participation Act art. 56a),
/// and for who, by a person's judgement, cannot do so without help (art. 57).
///
/// *Not applicable* to everyone else, and after that term.
pub fn payments_on_behalf(question: Question<'_>, start: NaiveDate, payable: Cents) -> Step<OnBehalf> {
    apply(question, "on-behalf-57", "PW art. 56a en 57", |look| {
        let facts = &look.facts().assistance;
        if look.see("assistance.cannot_budget", &facts.cannot_budget) == Some(true) {
            let costs = look.list("assistance.fixed_costs", &facts.fixed_costs)?;
            return of(look, costs.iter(), payable, None);
        }
        look.rule("on-behalf-56a");
        if !look.need("assistance.integration_duty", &facts.integration_duty)? {
            return Err(Stop::not_applicable("De vaste lasten worden niet uit de bijstand doorbetaald."));
        }
        let until = last_day(start, look.term("56a.months")?)?;
        if look.day() > until {
            return Err(Stop::not_applicable(
                "De maanden waarin vaste lasten worden doorbetaald zijn voorbij.",
            ));
        }
        let costs = look.list("assistance.fixed_costs", &facts.fixed_costs)?;
        let named = costs.iter().filter(|cost| cost.kind != FixedCostKind::Other);
        of(look, named, payable, Some(until))
    })
}

fn of<'a>(
    look: &mut Look<'_>,
    costs: impl Iterator<Item = &'a FixedCost>,
    payable: Cents,
    until: Option<NaiveDate>,
) -> Result<(OnBehalf, String), Stop> {
    let (mut rest, mut paid) = (payable.max(Cents::ZERO), Vec::new());
    for cost in costs {
        let part = cost.amount.max(Cents::ZERO).min(rest);
        look.counted(format!("assistance.fixed_costs.{}", cost.kind.code()), cost.amount, None);
        rest = rest.minus(part)?;
        paid.push((cost.kind, part));
    }
    let total = payable.minus(rest)?;
    let text = format!("Van de bijstand gaat {total} naar vaste lasten. {rest} gaat naar de inwoner.");
    Ok((OnBehalf { costs: paid, rest, until }, text))
}

/// The day before the same day of the month, so many months later.
fn last_day(start: NaiveDate, months: i64) -> Result<NaiveDate, Stop> {
    let months = u32::try_from(months).unwrap_or_default();
    start
        .checked_add_months(Months::new(months))
        .and_then(|day| day.pred_opt())
        .ok_or_else(|| Stop::person_decides("De dag van de start ligt te ver weg om mee te rekenen."))
}
