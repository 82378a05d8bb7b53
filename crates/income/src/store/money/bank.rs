//! Statements of the account and what a person looks at in files of the bank: rows, and who asks for them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{CaseId, Cents, Municipality};
use messaging::rows::among;
use messaging::{StoreError, Tx};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::entity::{account, bank_item, bank_statement, debt, paying_account, run};
use super::rows::read_run;
use crate::model::money::{BankItem, BankItemKind, BankStatement, DebtReference, ItemDone};

pub fn item_row(item: &BankItem) -> bank_item::ActiveModel {
    let done = item.done.as_ref();
    bank_item::ActiveModel {
        id: Set(item.id),
        municipality: Set(item.municipality.to_string()),
        kind: Set(item.kind.code().into()),
        file: Set(item.file.clone()),
        reference: Set(item.reference.clone()),
        cents: Set(item.cents.get()),
        day: Set(item.day),
        found_on: Set(item.found_on),
        done_by: Set(done.map(|done| done.by.clone())),
        done_on: Set(done.map(|done| done.on)),
        note: Set(done.map(|done| done.note.clone()).unwrap_or_default()),
    }
}

fn read_item(row: bank_item::Model) -> Result<BankItem, StoreError> {
    let wrong = |reason: &str| StoreError::unreadable("bank_items", row.id, reason);
    let done = match (row.done_by, row.done_on) {
        (Some(by), Some(on)) => Some(ItemDone { by, on, note: row.note }),
        _ => None,
    };
    Ok(BankItem {
        id: row.id,
        municipality: row.municipality.parse().map_err(|_| wrong("municipality"))?,
        kind: BankItemKind::from_code(&row.kind).ok_or_else(|| wrong("kind"))?,
        file: row.file,
        reference: row.reference,
        cents: Cents::new(row.cents),
        day: row.day,
        found_on: row.found_on,
        done,
    })
}

pub fn statement_row(statement: &BankStatement) -> bank_statement::ActiveModel {
    bank_statement::ActiveModel {
        id: Set(statement.id),
        municipality: Set(statement.municipality.to_string()),
        account: Set(statement.account.clone()),
        name: Set(statement.name.clone()),
        number: Set(statement.number.and_then(|number| i64::try_from(number).ok())),
        day: Set(statement.day),
        opening: Set(statement.opening.map(Cents::get)),
        closing: Set(statement.closing.map(Cents::get)),
        paid: Set(statement.paid.get()),
        returned: Set(statement.returned.get()),
        other_in: Set(statement.other_in.get()),
        other_out: Set(statement.other_out.get()),
    }
}

fn read_statement(row: bank_statement::Model) -> Result<BankStatement, StoreError> {
    let wrong = |reason: &str| StoreError::unreadable("bank_statements", row.id, reason);
    Ok(BankStatement {
        id: row.id,
        municipality: row.municipality.parse().map_err(|_| wrong("municipality"))?,
        account: row.account,
        name: row.name,
        number: row.number.map(u64::try_from).transpose().map_err(|_| wrong("number"))?,
        day: row.day,
        opening: row.opening.map(Cents::new),
        closing: row.closing.map(Cents::new),
        paid: Cents::new(row.paid),
        returned: Cents::new(row.returned),
        other_in: Cents::new(row.other_in),
        other_out: Cents::new(row.other_out),
    })
}

/// Items of the bank, locked.
pub async fn load_bank_items(tx: &Tx, ids: &BTreeSet<Uuid>) -> Result<BTreeMap<Uuid, BankItem>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = bank_item::Entity::find()
        .filter(among(tx.get_database_backend(), bank_item::Column::Id, ids.iter().copied()))
        .order_by_asc(bank_item::Column::Id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.into_iter().map(|row| read_item(row).map(|item| (item.id, item))).collect()
}

/// Items of a municipality, the oldest first: those that are open, or those that somebody saw to.
pub async fn bank_items(
    db: &DatabaseConnection,
    municipality: &Municipality,
    done: bool,
    (skip, take): (u64, u64),
) -> Result<Vec<BankItem>, StoreError> {
    let on = bank_item::Column::DoneOn;
    let rows = bank_item::Entity::find()
        .filter(bank_item::Column::Municipality.eq(municipality.to_string()))
        .filter(if done { on.is_not_null() } else { on.is_null() })
        .order_by_asc(bank_item::Column::FoundOn)
        .order_by_asc(bank_item::Column::Id)
        .offset(skip)
        .limit(take)
        .all(db)
        .await?;
    rows.into_iter().map(read_item).collect()
}

/// All statements of a municipality, by account and in order.
pub async fn bank_statements(
    db: &DatabaseConnection,
    municipality: &Municipality,
) -> Result<Vec<BankStatement>, StoreError> {
    let rows = bank_statement::Entity::find()
        .filter(bank_statement::Column::Municipality.eq(municipality.to_string()))
        .all(db)
        .await?;
    let mut statements: Vec<BankStatement> =
        rows.into_iter().map(read_statement).collect::<Result<_, _>>()?;
    statements.sort_by(|one, two| (&one.account, one.order()).cmp(&(&two.account, two.order())));
    Ok(statements)
}

/// The debt of a municipality that a payment names, with its case; nothing where there is none, or more than one.
pub async fn debt_named(
    db: &DatabaseConnection,
    municipality: &Municipality,
    names: DebtReference,
) -> Result<Option<(CaseId, Uuid)>, StoreError> {
    let (first, last) = names.ids();
    let rows = debt::Entity::find().filter(debt::Column::Id.between(first, last)).all(db).await?;
    let mut found = BTreeSet::new();
    for row in rows {
        let account = account::Entity::find_by_id(row.case_id)
            .filter(account::Column::Municipality.eq(municipality.to_string()))
            .one(db)
            .await?;
        found.extend(account.map(|account| (CaseId::new(account.case_id), row.id)));
    }
    Ok(found.pop_first().filter(|_| found.is_empty()))
}

/// The accounts from which a municipality pays, or a run of it once did.
pub async fn accounts_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
) -> Result<BTreeSet<String>, StoreError> {
    let now = paying_account::Entity::find_by_id(municipality.to_string()).one(db).await?;
    let runs = run::Entity::find()
        .filter(run::Column::Municipality.eq(municipality.to_string()))
        .filter(run::Column::Dry.eq(false))
        .all(db)
        .await?;
    let mut accounts: BTreeSet<String> = now.into_iter().map(|account| account.iban).collect();
    for row in runs {
        accounts.extend(read_run(row)?.state.payer.map(|payer| payer.iban));
    }
    Ok(accounts)
}
