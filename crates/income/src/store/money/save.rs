//! What a turn changed in money, as rows.

use chrono::NaiveDate;
use domain::{CaseId, Moment, PersonId};
use messaging::StoreError;
use messaging::rows::Writes;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::bank::{item_row, statement_row};
use super::entity::{
    account, bank_item, bank_statement, calculation, instalment, paying_account, payment, posting, run,
};
use super::grants::{decision_row, month_row};
use super::rows::{account_row, change_row, debt_row, difference_row, payee_row, payment_row, run_row};
use crate::model::money::{
    BankItem, BankStatement, CaseAccount, Debt, Difference, GrantVersion, Instalment, MoneyDecision,
    PayeeAccount, Payer, Payment, Posting, Run, Stated, Version,
};
use crate::store::entitlements::{SCHEMA, to_json};

/// Everything of money that a turn writes. New rows and changed rows are kept apart: a new row whose key is taken fails
/// the turn, so that nothing can be paid twice.
#[derive(Debug, Default)]
pub struct MoneyWrites {
    pub accounts: Vec<CaseAccount>,
    pub stated: Vec<Stated>,
    /// With the run and the day that facts were known on.
    pub versions: Vec<(CaseId, Uuid, Version)>,
    /// Months of other schemes, with the run.
    pub grants: Vec<(CaseId, Uuid, GrantVersion)>,
    pub decisions: Vec<MoneyDecision>,
    pub postings: Vec<(CaseId, PersonId, NaiveDate, Uuid, Posting)>,
    pub new_payments: Vec<Payment>,
    pub changed_payments: Vec<Payment>,
    pub debts: Vec<(CaseId, Debt)>,
    pub instalments: Vec<(CaseId, Instalment)>,
    pub payees: Vec<(CaseId, PayeeAccount)>,
    pub runs: Vec<Run>,
    pub differences: Vec<(Uuid, CaseId, Difference)>,
    pub paying_accounts: Vec<(String, Payer)>,
    /// Found in a file of the bank; one that was found before stays as it is.
    pub bank_items: Vec<BankItem>,
    pub bank_items_done: Vec<BankItem>,
    pub bank_statements: Vec<BankStatement>,
}

/// Postings of a case as they are written down: whose they are, on which day, by which turn.
pub fn posted(
    (case, person): (CaseId, PersonId),
    postings: impl IntoIterator<Item = Posting>,
    moment: &Moment,
) -> impl Iterator<Item = (CaseId, PersonId, NaiveDate, Uuid, Posting)> {
    postings.into_iter().map(move |posting| (case, person, moment.day, moment.input, posting))
}

/// Adds what changed in money to what a turn writes.
///
/// # Errors
///
/// [`StoreError`] when something cannot be written down.
pub fn save_money(writes: &mut Writes, money: MoneyWrites) -> Result<(), StoreError> {
    let rows = money.runs.iter().map(run_row).collect::<Result<Vec<_>, _>>()?;
    writes.put(rows, [run::Column::Stage, run::Column::Version, run::Column::Schema, run::Column::State]);
    let rows = money.accounts.iter().map(account_row).collect::<Result<Vec<_>, _>>()?;
    use account::Column::{Open, Schema, State, Version, WakesOn};
    writes.put(rows, [Open, WakesOn, Version, Schema, State]);
    writes.add(money.stated.iter().map(change_row).collect::<Result<Vec<_>, _>>()?);
    writes.add(money.versions.iter().map(calculation_row).collect::<Result<Vec<_>, _>>()?);
    writes.add(money.grants.iter().map(month_row).collect::<Result<Vec<_>, _>>()?);
    writes.add(money.decisions.iter().map(decision_row).collect::<Result<Vec<_>, _>>()?);
    writes.add(money.postings.into_iter().map(posting_row).collect());
    writes.add(money.new_payments.iter().map(payment_row).collect());
    let rows = money.changed_payments.iter().map(payment_row).collect();
    writes.put(rows, {
        use payment::Column::{Paid, Reason, RunId, Sealed, Status};
        [Status, RunId, Sealed, Paid, Reason]
    });
    let rows = money.debts.iter().map(|(case, debt)| debt_row(*case, debt)).collect();
    use super::entity::{debt, payee};
    writes.put(rows, [debt::Column::Remaining, debt::Column::Instalment]);
    writes.add(money.instalments.iter().map(instalment_row).collect());
    let rows = money.payees.iter().map(|(case, payee)| payee_row(*case, payee)).collect();
    writes.put(rows, [payee::Column::Sealed, payee::Column::Monthly]);
    let rows =
        money.differences.iter().map(|(run, case, difference)| difference_row(*run, *case, difference));
    writes.add(rows.collect::<Result<Vec<_>, _>>()?);
    let rows = money.paying_accounts.into_iter().map(paying_row).collect();
    use paying_account::Column::{Bic, Iban, Name};
    writes.put(rows, [Name, Iban, Bic]);
    save_bank(writes, &money.bank_items, &money.bank_items_done, &money.bank_statements);
    Ok(())
}

fn save_bank(writes: &mut Writes, found: &[BankItem], done: &[BankItem], statements: &[BankStatement]) {
    use bank_item::Column::{DoneBy, DoneOn, File, Note};
    writes.put(found.iter().map(item_row).collect(), [File]);
    writes.put(done.iter().map(item_row).collect(), [DoneBy, DoneOn, Note]);
    use bank_statement::Column::{Closing, Day, Number, Opening, OtherIn, OtherOut, Paid, Returned};
    let rows = statements.iter().map(statement_row).collect();
    writes.put(rows, [Number, Day, Opening, Closing, Paid, Returned, OtherIn, OtherOut]);
}

fn calculation_row(
    (case, run, version): &(CaseId, Uuid, Version),
) -> Result<calculation::ActiveModel, StoreError> {
    let calculation = &version.calculation;
    Ok(calculation::ActiveModel {
        case_id: Set(case.uuid()),
        month: Set(calculation.month.first_day()),
        version: Set(version.version.into()),
        known_on: Set(calculation.known),
        run_id: Set(*run),
        assistance: Set(calculation.assistance.get()),
        holiday: Set(calculation.holiday.get()),
        payable: Set(calculation.payable.get()),
        schema: Set(SCHEMA),
        exempted: Set(to_json("calculations", *case, &calculation.exempted)?),
        lines: Set(to_json("calculations", *case, &calculation.lines)?),
    })
}

fn posting_row(
    (case, person, day, origin, posting): (CaseId, PersonId, NaiveDate, Uuid, Posting),
) -> posting::ActiveModel {
    posting::ActiveModel {
        case_id: Set(case.uuid()),
        number: Set(posting.number.into()),
        person_id: Set(person.uuid()),
        month: Set(posting.month.first_day()),
        day: Set(day),
        debit: Set(posting.debit.code().into()),
        credit: Set(posting.credit.code().into()),
        cents: Set(posting.cents.get()),
        reason: Set(posting.reason.code().into()),
        origin: Set(origin),
    }
}

fn instalment_row((case, instalment): &(CaseId, Instalment)) -> instalment::ActiveModel {
    instalment::ActiveModel {
        case_id: Set(case.uuid()),
        posting: Set(instalment.posting.into()),
        debt_id: Set(instalment.debt),
        month: Set(instalment.month.first_day()),
        // The posting tells which way it went.
        cents: Set(instalment.cents.get().saturating_abs()),
    }
}

fn paying_row((municipality, account): (String, Payer)) -> paying_account::ActiveModel {
    paying_account::ActiveModel {
        municipality: Set(municipality),
        name: Set(account.name),
        iban: Set(account.iban),
        bic: Set(account.bic.unwrap_or_default()),
    }
}
