//! What a batch needs, one query a table, locked in this order: runs, accounts, payments. The rest hangs on an account
//! and is safe behind its lock.

use std::collections::{BTreeMap, BTreeSet};

use domain::{CaseId, Municipality};
use messaging::rows::among;
use messaging::{StoreError, Tx};
use rules::month::{Change, Timeline};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sepa::EndToEndId;
use uuid::Uuid;

use super::entity::{account, change, debt, money_decision, payee, paying_account, payment, run};
use super::grants::read_decision;
use super::rows::{read_account, read_change, read_debt, read_payee, read_payment, read_run};
use crate::model::money::{
    CaseAccount, Debt, MoneyDecision, PayeeAccount, Payer, Payment, PaymentStatus, Run,
};

/// Runs, locked.
pub async fn load_runs(tx: &Tx, ids: &BTreeSet<Uuid>) -> Result<BTreeMap<Uuid, Run>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = run::Entity::find()
        .filter(among(tx.get_database_backend(), run::Column::Id, ids.iter().copied()))
        .order_by_asc(run::Column::Id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.into_iter().map(|row| read_run(row).map(|run| (run.id, run))).collect()
}

/// Runs of a municipality that are under way, and those of one month, for who wants to start another.
pub async fn open_runs(tx: &Tx, municipality: &Municipality) -> Result<Vec<Run>, StoreError> {
    let rows = run::Entity::find()
        .filter(run::Column::Municipality.eq(municipality.to_string()))
        .order_by_asc(run::Column::Id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.into_iter().map(read_run).collect()
}

/// From which account a municipality pays; `None` when nobody said.
pub async fn load_payer(tx: &Tx, municipality: &Municipality) -> Result<Option<Payer>, StoreError> {
    let row = paying_account::Entity::find_by_id(municipality.to_string()).one(tx).await?;
    Ok(row.map(|row| Payer {
        name: row.name,
        iban: row.iban,
        bic: Some(row.bic).filter(|bic| !bic.is_empty()),
    }))
}

/// The books of these cases, locked.
pub async fn load_accounts(
    tx: &Tx,
    cases: &BTreeSet<CaseId>,
) -> Result<BTreeMap<CaseId, CaseAccount>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = account::Entity::find()
        .filter(among(tx.get_database_backend(), account::Column::CaseId, cases.iter().map(CaseId::uuid)))
        .order_by_asc(account::Column::CaseId)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.into_iter().map(|row| read_account(row).map(|account| (account.case, account))).collect()
}

/// All that was stated about these cases.
pub async fn load_timelines(
    tx: &Tx,
    cases: &BTreeSet<CaseId>,
) -> Result<BTreeMap<CaseId, Timeline>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = change::Entity::find()
        .filter(among(tx.get_database_backend(), change::Column::CaseId, cases.iter().map(CaseId::uuid)))
        .all(tx)
        .await?;
    let mut changes: BTreeMap<CaseId, Vec<Change>> = BTreeMap::new();
    for row in rows {
        changes.entry(row.case_id.into()).or_default().push(read_change(row)?);
    }
    Ok(changes.into_iter().map(|(case, changes)| (case, changes.into_iter().collect())).collect())
}

/// What these cases still owe, the oldest first.
pub async fn load_debts(
    tx: &Tx,
    cases: &BTreeSet<CaseId>,
) -> Result<BTreeMap<CaseId, Vec<Debt>>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = debt::Entity::find()
        .filter(among(tx.get_database_backend(), debt::Column::CaseId, cases.iter().map(CaseId::uuid)))
        .filter(debt::Column::Remaining.gt(0))
        .order_by_asc(debt::Column::Month)
        .order_by_asc(debt::Column::Id)
        .all(tx)
        .await?;
    let mut debts: BTreeMap<CaseId, Vec<Debt>> = BTreeMap::new();
    for row in rows {
        let (case, debt) = read_debt(&row)?;
        debts.entry(case).or_default().push(debt);
    }
    Ok(debts)
}

/// All debts of these cases, also those that were paid off.
pub async fn load_all_debts(
    tx: &Tx,
    cases: &BTreeSet<CaseId>,
) -> Result<BTreeMap<CaseId, Vec<Debt>>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let of_cases = among(tx.get_database_backend(), debt::Column::CaseId, cases.iter().map(CaseId::uuid));
    let rows = debt::Entity::find().filter(of_cases).all(tx).await?;
    let mut debts: BTreeMap<CaseId, Vec<Debt>> = cases.iter().map(|case| (*case, Vec::new())).collect();
    for row in rows {
        let (case, debt) = read_debt(&row)?;
        debts.entry(case).or_default().push(debt);
    }
    Ok(debts)
}

/// The decisions about money of these cases, oldest first.
pub async fn load_decisions(
    tx: &Tx,
    cases: &BTreeSet<CaseId>,
) -> Result<BTreeMap<CaseId, Vec<MoneyDecision>>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let backend = tx.get_database_backend();
    let rows = money_decision::Entity::find()
        .filter(among(backend, money_decision::Column::CaseId, cases.iter().map(CaseId::uuid)))
        .order_by_asc(money_decision::Column::Number)
        .all(tx)
        .await?;
    let mut decisions: BTreeMap<CaseId, Vec<MoneyDecision>> =
        cases.iter().map(|case| (*case, Vec::new())).collect();
    for row in rows {
        let decision = read_decision(row)?;
        decisions.entry(decision.case).or_default().push(decision);
    }
    Ok(decisions)
}

/// Where the payees of these cases are paid.
pub async fn load_payees(
    tx: &Tx,
    cases: &BTreeSet<CaseId>,
) -> Result<BTreeMap<CaseId, Vec<PayeeAccount>>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = payee::Entity::find()
        .filter(among(tx.get_database_backend(), payee::Column::CaseId, cases.iter().map(CaseId::uuid)))
        .order_by_asc(payee::Column::Payee)
        .all(tx)
        .await?;
    let mut payees: BTreeMap<CaseId, Vec<PayeeAccount>> = BTreeMap::new();
    for row in rows {
        let (case, payee) = read_payee(row)?;
        payees.entry(case).or_default().push(payee);
    }
    Ok(payees)
}

/// Payments by their names, and those of these cases that wait for a run.
pub async fn load_payments(
    tx: &Tx,
    ids: &BTreeSet<EndToEndId>,
    waiting_of: &BTreeSet<CaseId>,
) -> Result<BTreeMap<EndToEndId, Payment>, StoreError> {
    let backend = tx.get_database_backend();
    let mut payments = BTreeMap::new();
    if !ids.is_empty() {
        let named = among(backend, payment::Column::EndToEndId, ids.iter().map(ToString::to_string));
        let rows = payment::Entity::find().filter(named).all(tx).await?;
        for row in rows {
            let payment = read_payment(row)?;
            payments.insert(payment.id, payment);
        }
    }
    if !waiting_of.is_empty() {
        let rows = payment::Entity::find()
            .filter(among(backend, payment::Column::CaseId, waiting_of.iter().map(CaseId::uuid)))
            .filter(payment::Column::Status.eq(PaymentStatus::Waiting.code()))
            .all(tx)
            .await?;
        for row in rows {
            let payment = read_payment(row)?;
            payments.insert(payment.id, payment);
        }
    }
    Ok(payments)
}
