//! Statements of a municipality → wire.

use domain::InvalidCents;
use proto::income::v1 as pb;

use super::show::fault;
use crate::model::money::CaseName;
use crate::model::statement::{
    Checked, Compared, OpenItem, OpenItems, Readable, RunRow, TrialBalance, account_in_dutch,
};

/// The trial balance.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn balance(found: &TrialBalance) -> Result<pb::GetTrialBalanceResponse, InvalidCents> {
    let mut accounts = Vec::with_capacity(found.accounts.len());
    for row in &found.accounts {
        accounts.push(pb::AccountBalance {
            account: row.account.code().into(),
            label: account_in_dutch(row.account).into(),
            before_cents: row.before.get(),
            debit_cents: row.debit.get(),
            credit_cents: row.credit.get(),
            after_cents: row.after()?.get(),
        });
    }
    let schemes = found.schemes()?.into_iter();
    let reconciled = |one: &Compared| pb::Reconciled {
        what: one.what.clone(),
        ledger_cents: one.ledger.get(),
        other_cents: one.other.get(),
    };
    let payments = found.payments.iter().map(|total| pb::PaymentTotal {
        status: total.status.code().into(),
        payments: total.payments,
        cents: total.cents.get(),
    });
    Ok(pb::GetTrialBalanceResponse {
        month: found.month.to_string(),
        accounts,
        schemes: schemes
            .map(|(name, cents)| pb::SchemeCost { scheme: name.into(), cents: cents.get() })
            .collect(),
        runs: found.runs.iter().map(run).collect(),
        payments: payments.collect(),
        reconciled: found.compared.iter().map(reconciled).collect(),
        faults: found.faults.iter().map(fault).collect(),
        page: found.page(),
    })
}

fn run(row: &RunRow) -> pb::RunTotal {
    pb::RunTotal {
        run_id: row.run.id.to_string(),
        number: row.run.number,
        stage: row.run.stage.code().into(),
        cases: row.run.state.totals.cases,
        payments: row.payments,
        cents: row.cents.get(),
        counted_cents: row.run.state.totals.cents.get(),
    }
}

/// A part of the open items.
pub fn open(found: OpenItems) -> pb::ListOpenItemsResponse {
    let item = |item: OpenItem| {
        let (payment, status, month) = match item.payment {
            Some((payment, status, month)) => (payment, status.code().to_owned(), month.to_string()),
            None => Default::default(),
        };
        pb::OpenItem {
            case_id: item.case.case.to_string(),
            case_number: item.case.number().into(),
            cents: item.cents.get(),
            payment,
            month,
            status,
            reason: item.reason,
        }
    };
    pb::ListOpenItemsResponse {
        items: found.items.into_iter().map(item).collect(),
        next: found.next.unwrap_or_default(),
    }
}

/// Adds what was found of a case.
pub fn add(answer: &mut pb::VerifyBooksResponse, case: &CaseName, checked: Checked) {
    answer.cases += 1;
    answer.calculations += checked.calculations;
    answer.balances += checked.balances;
    let faults = checked.faults.iter().map(|one| pb::CaseFault {
        case_id: case.case.to_string(),
        case_number: case.number().into(),
        fault: Some(fault(one)),
    });
    answer.faults.extend(faults);
}
