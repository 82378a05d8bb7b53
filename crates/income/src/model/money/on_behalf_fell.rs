//! That somebody else is paid from the assistance (Participation Act art. 57), and fell after an objection or before the court:
//! what stood before it holds again. What was paid to them stays paid.

use chrono::NaiveDate;
use domain::{Cents, Explanation};
use policy::National;
use uuid::Uuid;

use super::account::CaseAccount;
use super::against::BY_OBJECTION;
use super::decided::decision;
use super::grant::{Matter, MoneyDecision};
use super::orders::PayeeAccount;
use super::reverse::NotReversed;

/// What is paid to somebody else from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnBehalfFell {
    pub account: CaseAccount,
    pub payee: PayeeAccount,
    pub decision: MoneyDecision,
}

/// Pays somebody else what was decided before, or no more.
///
/// # Errors
///
/// [`NotReversed`] when the decision is none of this kind, or it is not the last one about who is paid.
pub fn reverse_on_behalf(
    account: &CaseAccount,
    (decisions, payees): (&[MoneyDecision], &[PayeeAccount]),
    number: u32,
    objection: Uuid,
    (national, today): (&National, NaiveDate),
) -> Result<OnBehalfFell, NotReversed> {
    let fallen = decisions.iter().find(|decision| decision.number == number).ok_or(NotReversed::Nothing)?;
    let Matter::PaidToOther { payee, .. } = fallen.matter else { return Err(NotReversed::Nothing) };
    let of_payee = |decision: &MoneyDecision| match decision.matter {
        Matter::PaidToOther { payee: other, monthly } if other == payee => Some((decision.number, monthly)),
        _ => None,
    };
    let mut stood: Vec<_> = decisions.iter().filter_map(of_payee).collect();
    if stood.pop().is_none_or(|(last, _)| last != number) {
        return Err(NotReversed::Nothing);
    }
    let monthly = stood.last().map(|(_, monthly)| *monthly).unwrap_or_default();
    let known = payees.iter().find(|known| known.payee == payee).ok_or(NotReversed::Nothing)?;
    let paid = PayeeAccount { monthly: Some(monthly).filter(|cents| *cents > Cents::ZERO), ..known.clone() };
    let mut account = account.clone();
    account.version = account.version.saturating_add(1);
    account.state.reversed.insert(objection);
    let then = if monthly > Cents::ZERO {
        format!("Wij betalen weer {monthly} per maand voor u, zoals daarvoor.")
    } else {
        "Wij betalen deze vaste lasten niet meer voor u. Dat bedrag krijgt u weer zelf.".to_owned()
    };
    let why = Explanation {
        rule: "decision-reversed".into(),
        source: "Awb art. 7:11 en 8:72; PW art. 57".into(),
        policy_version: national.version().into(),
        inputs: Vec::new(),
        text: format!("Besluit over geld {number} is na bezwaar of beroep herroepen. {then}"),
    };
    let matter = Matter::PaidToOther { payee, monthly };
    let decided = decision(&mut account, matter, (BY_OBJECTION, today), vec![why]);
    let decision = MoneyDecision { replaces: Some(number), ..decided };
    Ok(OnBehalfFell { account, payee: paid, decision })
}
