//! Row ↔ model, one pair a table.

use domain::{CaseId, Cents, Month};
use messaging::StoreError;
use rules::month::Change;
use sea_orm::ActiveValue::Set;
use sepa::PaymentKind;
use uuid::Uuid;

use super::entity::{account, change, debt, difference, payee, payment, run};
use crate::model::money::{
    CaseAccount, Debt, DebtKind, Difference, PayeeAccount, Payment, PaymentKey, PaymentStatus, Run, RunStage,
    Stated,
};
use crate::store::entitlements::{SCHEMA, of_json, to_json};

pub fn read_account(row: account::Model) -> Result<CaseAccount, StoreError> {
    let wrong = |reason: &str| StoreError::unreadable("accounts", row.case_id, reason);
    Ok(CaseAccount {
        case: row.case_id.into(),
        person: row.person_id.into(),
        municipality: row.municipality.parse().map_err(|_| wrong("municipality"))?,
        version: row.version.try_into().map_err(|_| wrong("version"))?,
        state: of_json("accounts", row.case_id, row.schema, &row.state)?,
    })
}

pub fn account_row(account: &CaseAccount) -> Result<account::ActiveModel, StoreError> {
    Ok(account::ActiveModel {
        case_id: Set(account.case.uuid()),
        person_id: Set(account.person.uuid()),
        municipality: Set(account.municipality.to_string()),
        open: Set(account.is_open()),
        wakes_on: Set(account.wakes_on()),
        version: Set(account.version.into()),
        schema: Set(SCHEMA),
        state: Set(to_json("accounts", account.case, &account.state)?),
    })
}

pub fn read_change(row: change::Model) -> Result<Change, StoreError> {
    Ok(Change {
        from: row.valid_from,
        known_on: row.known_on,
        number: row
            .number
            .try_into()
            .map_err(|_| StoreError::unreadable("changes", row.case_id, "number"))?,
        facts: of_json("changes", row.case_id, row.schema, &row.facts)?,
    })
}

pub fn change_row(stated: &Stated) -> Result<change::ActiveModel, StoreError> {
    Ok(change::ActiveModel {
        case_id: Set(stated.case.uuid()),
        number: Set(stated.change.number.into()),
        valid_from: Set(stated.change.from),
        known_on: Set(stated.change.known_on),
        stated_by: Set(stated.by.clone()),
        schema: Set(SCHEMA),
        facts: Set(to_json("changes", stated.case, &stated.change.facts)?),
    })
}

pub fn read_debt(row: &debt::Model) -> Result<(CaseId, Debt), StoreError> {
    let kind =
        DebtKind::from_code(&row.kind).ok_or_else(|| StoreError::unreadable("debts", row.id, "kind"))?;
    let debt = Debt {
        id: row.id,
        kind,
        month: Month::of(row.month),
        cents: Cents::new(row.cents),
        remaining: Cents::new(row.remaining),
        instalment: row.instalment.map(Cents::new),
    };
    Ok((row.case_id.into(), debt))
}

pub fn debt_row(case: CaseId, debt: &Debt) -> debt::ActiveModel {
    debt::ActiveModel {
        id: Set(debt.id),
        case_id: Set(case.uuid()),
        kind: Set(debt.kind.code().into()),
        month: Set(debt.month.first_day()),
        cents: Set(debt.cents.get()),
        remaining: Set(debt.remaining.get()),
        instalment: Set(debt.instalment.map(Cents::get)),
    }
}

pub fn read_payee(row: payee::Model) -> Result<(CaseId, PayeeAccount), StoreError> {
    let payee = row.payee.parse().map_err(|_| StoreError::unreadable("payees", row.case_id, "payee"))?;
    let account = PayeeAccount { payee, sealed: row.sealed, monthly: row.monthly.map(Cents::new) };
    Ok((row.case_id.into(), account))
}

pub fn payee_row(case: CaseId, account: &PayeeAccount) -> payee::ActiveModel {
    payee::ActiveModel {
        case_id: Set(case.uuid()),
        payee: Set(account.payee.to_string()),
        sealed: Set(account.sealed.clone()),
        monthly: Set(account.monthly.map(Cents::get)),
    }
}

/// As a kind of payment stands in the store: the letter that it has in the name of the payment.
fn kind_of(letter: &str) -> Option<PaymentKind> {
    PaymentKind::ALL.into_iter().find(|kind| kind.letter().to_string() == letter)
}

pub fn read_payment(row: payment::Model) -> Result<Payment, StoreError> {
    let wrong = |reason: &str| StoreError::unreadable("payments", &row.end_to_end_id, reason);
    let key = PaymentKey {
        case: row.case_id.into(),
        month: Month::of(row.month),
        order: row.order_number.try_into().map_err(|_| wrong("order"))?,
        kind: kind_of(&row.kind).ok_or_else(|| wrong("kind"))?,
        payee: row.payee.parse().map_err(|_| wrong("payee"))?,
        attempt: row.attempt.try_into().map_err(|_| wrong("attempt"))?,
    };
    let grant = row.grant_number.map(u32::try_from).transpose().map_err(|_| wrong("grant"))?;
    Ok(Payment {
        grant,
        id: row.end_to_end_id.parse().map_err(|_| wrong("end-to-end id"))?,
        key,
        cents: Cents::new(row.cents),
        status: PaymentStatus::from_code(&row.status).ok_or_else(|| wrong("status"))?,
        run: row.run_id,
        sealed: row.sealed,
        paid: row.paid,
        reason: row.reason,
    })
}

pub fn payment_row(payment: &Payment) -> payment::ActiveModel {
    payment::ActiveModel {
        end_to_end_id: Set(payment.id.to_string()),
        case_id: Set(payment.key.case.uuid()),
        month: Set(payment.key.month.first_day()),
        order_number: Set(payment.key.order.into()),
        kind: Set(payment.key.kind.letter().to_string()),
        payee: Set(payment.key.payee.to_string()),
        attempt: Set(payment.key.attempt.into()),
        grant_number: Set(payment.grant.map(i64::from)),
        cents: Set(payment.cents.get()),
        status: Set(payment.status.code().into()),
        run_id: Set(payment.run),
        sealed: Set(payment.sealed.clone()),
        paid: Set(payment.paid),
        reason: Set(payment.reason.clone()),
    }
}

pub fn read_run(row: run::Model) -> Result<Run, StoreError> {
    let wrong = |reason: &str| StoreError::unreadable("runs", row.id, reason);
    Ok(Run {
        id: row.id,
        municipality: row.municipality.parse().map_err(|_| wrong("municipality"))?,
        month: Month::of(row.month),
        number: row.number.try_into().map_err(|_| wrong("number"))?,
        dry: row.dry,
        stage: RunStage::from_code(&row.stage).ok_or_else(|| wrong("stage"))?,
        version: row.version.try_into().map_err(|_| wrong("version"))?,
        state: of_json("runs", row.id, row.schema, &row.state)?,
    })
}

pub fn run_row(run: &Run) -> Result<run::ActiveModel, StoreError> {
    Ok(run::ActiveModel {
        id: Set(run.id),
        municipality: Set(run.municipality.to_string()),
        month: Set(run.month.first_day()),
        number: Set(run.number.into()),
        dry: Set(run.dry),
        stage: Set(run.stage.code().into()),
        version: Set(run.version.into()),
        schema: Set(SCHEMA),
        state: Set(to_json("runs", run.id.into(), &run.state)?),
    })
}

pub fn difference_row(
    run: Uuid,
    case: CaseId,
    difference: &Difference,
) -> Result<difference::ActiveModel, StoreError> {
    Ok(difference::ActiveModel {
        run_id: Set(run),
        case_id: Set(case.uuid()),
        kind: Set(difference.kind.code().into()),
        before_cents: Set(difference.before.get()),
        after_cents: Set(difference.after.get()),
        reasons: Set(to_json("differences", case, &difference.reasons)?),
    })
}
