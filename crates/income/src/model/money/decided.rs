//! Every debt has a decision: its rule, article, amount and reason, written once.

use chrono::NaiveDate;
use domain::{Cents, Explanation, Month, TraceInput};
use policy::National;

use super::account::{CaseAccount, Debt};
use super::decide::Version;
use super::grant::{GrantVersion, Matter, MoneyDecision};

/// The decision by which a debt was laid down; it gets the next number of the case.
pub fn debt_decision(
    account: &mut CaseAccount,
    debt: &Debt,
    (by, today): (&str, NaiveDate),
    explanations: Vec<Explanation>,
) -> MoneyDecision {
    account.state.money_decisions = account.state.money_decisions.saturating_add(1);
    let Debt { id, kind, cents, month, .. } = *debt;
    MoneyDecision {
        case: account.case,
        number: account.state.money_decisions,
        replaces: None,
        decided_on: today,
        decided_by: by.to_owned(),
        matter: Matter::Debt { debt: id, kind, cents, month },
        explanations,
    }
}

/// Why a run laid down a debt: months that were worked out again gave less than was paid (Participation Act art. 54(3), 58).
pub fn too_much(
    debt: &Debt,
    months: &[Version],
    of_grants: &[GrantVersion],
    national: &National,
) -> Explanation {
    let assistance = months
        .iter()
        .filter(|month| month.version > 1)
        .map(|month| (month.calculation.month, month.calculation.payable));
    let others = of_grants.iter().filter(|month| month.fixed.version > 1);
    let others = others.map(|month| (month.month, month.fixed.gross));
    let mut again: Vec<(Month, Cents)> = assistance.chain(others).collect();
    again.sort_unstable();
    let names: Vec<_> = again.iter().map(|(month, _)| month.in_dutch()).collect();
    let inputs = again.iter().map(|(month, cents)| TraceInput {
        name: "month".into(),
        value: format!("{}: {cents}", month.in_dutch()),
        source: "calculation".into(),
    });
    let when =
        if names.is_empty() { String::new() } else { format!(" Opnieuw berekend: {}.", names.join(", ")) };
    let amount = debt.cents;
    Explanation {
        rule: "too-much-58".into(),
        source: "PW art. 54 lid 3 en 58".into(),
        policy_version: national.version().into(),
        inputs: inputs.collect(),
        text: format!(
            "Er is {amount} meer betaald dan waar recht op was.{when} Het eerdere bedrag wordt herzien en {amount} wordt \
             teruggevorderd. Er wordt niets ingehouden zolang een consulent geen bedrag per maand heeft bepaald."
        ),
    }
}
