use domain::{Cents, Rounding};

use super::super::local::SpecialAssistancePolicy;
use super::super::means;
use super::NO_RULES;
use crate::{Question, Step, Stop, apply};

/// Art. 35(1): what the household can pay itself: its share of the income above the norm over the months that the policy
/// counts, and capital as the policy counts it. The exemptions of art. 31(2) and 34(2) do not hold by law; the policy may
/// leave incomes out. Where capital counts, a gift that came once does as it does for general assistance (art. 31(2)(m),
/// 34(1)(b)). The bound of the norm and the share are each rounded to the nearest cent. Euro cents.
pub fn own_share(question: Question<'_>, policy: Option<&SpecialAssistancePolicy>) -> Step<Cents> {
    let source = policy.map_or("PW art. 35 lid 1", |policy| &policy.source);
    apply(question, "room-35-1", source, |look| {
        let policy = policy.ok_or_else(|| Stop::person_decides(NO_RULES))?;
        let (income, norm) = (means::income(look, &policy.leave_out), means::norm(look));
        let capital = means::capital(look, policy.capital);
        let (income, norm, (capital, gifts)) = (income?, norm?, capital?);
        let bound = norm.times(i64::from(policy.norm_percent), 100, Rounding::HalfUp)?;
        let over = income.minus(bound)?.max(Cents::ZERO);
        let months = policy.months;
        let share = over.times(
            i64::from(policy.surplus_percent).saturating_mul(i64::from(months)),
            100,
            Rounding::HalfUp,
        )?;
        let own = share.plus(capital)?;
        let counted = means::with_told(format!("Aan vermogen telt {capital} mee."), gifts);
        let text = format!(
            "Het inkomen is {income}; tot {bound} ({} % van de norm) telt het niet mee. Van de {over} daarboven telt {} % mee, {months} maanden lang: {share}. {counted} Zelf te betalen: {own}.",
            policy.norm_percent, policy.surplus_percent
        );
        Ok((own, text))
    })
}
