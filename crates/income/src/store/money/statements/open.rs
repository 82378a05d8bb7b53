//! What waits for the bank or for a person, part by part.

use domain::{CaseId, Cents, Municipality};
use messaging::StoreError;
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement, Value,
};
use uuid::Uuid;

use crate::model::money::PaymentStatus;
use crate::model::statement::{OpenItem, OpenItems};
use crate::store::money::entity::{account, payment};
use crate::store::money::queries::names;
use crate::store::money::rows::read_payment;

const PAYABLE: &str = "
SELECT p.case_id AS case_id,
  CAST(SUM(CASE WHEN p.credit IN ('payable', 'payable-schemes') THEN p.cents ELSE -p.cents END) AS bigint) AS cents
FROM postings p JOIN accounts a ON a.case_id = p.case_id
WHERE a.municipality = $1 AND p.case_id > $2 AND (p.debit IN ('payable', 'payable-schemes') OR p.credit IN ('payable', 'payable-schemes'))
GROUP BY p.case_id HAVING SUM(CASE WHEN p.credit IN ('payable', 'payable-schemes') THEN p.cents ELSE -p.cents END) <> 0
ORDER BY p.case_id LIMIT $3";

/// The payments of a municipality that stand like this, by name, behind one.
pub async fn open_payments(
    db: &DatabaseConnection,
    municipality: &Municipality,
    status: PaymentStatus,
    (after, take): (&str, u64),
) -> Result<OpenItems, StoreError> {
    let here = Query::select()
        .column(account::Column::CaseId)
        .from(account::Entity)
        .and_where(account::Column::Municipality.eq(municipality.to_string()))
        .to_owned();
    let rows = payment::Entity::find()
        .filter(payment::Column::Status.eq(status.code()))
        .filter(payment::Column::EndToEndId.gt(after))
        .filter(payment::Column::CaseId.in_subquery(here))
        .order_by_asc(payment::Column::EndToEndId)
        .limit(take)
        .all(db)
        .await?;
    let full = rows.len() as u64 == take;
    let next = rows.last().filter(|_| full).map(|row| row.end_to_end_id.clone());
    let names = names(db, rows.iter().map(|row| row.case_id.into())).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let payment = read_payment(row)?;
        items.push(OpenItem {
            case: names.of(payment.key.case),
            cents: payment.cents,
            payment: Some((payment.id.to_string(), payment.status, payment.key.month)),
            reason: payment.reason,
        });
    }
    Ok(OpenItems { items, next })
}

/// The cases of a municipality that are owed something which is in no payment, or owe it, by id, behind one.
pub async fn payables(
    db: &DatabaseConnection,
    municipality: &Municipality,
    (after, take): (Uuid, u64),
) -> Result<OpenItems, StoreError> {
    let limit = i64::try_from(take).unwrap_or(i64::MAX);
    let values: [Value; 3] = [municipality.to_string().into(), after.into(), limit.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), PAYABLE, values);
    let rows = db.query_all_raw(statement).await?;
    let full = rows.len() as u64 == take;
    let mut owed: Vec<(CaseId, Cents)> = Vec::with_capacity(rows.len());
    for row in &rows {
        let (case, cents): (Uuid, i64) = (row.try_get("", "case_id")?, row.try_get("", "cents")?);
        owed.push((CaseId::new(case), Cents::new(cents)));
    }
    let next = owed.last().filter(|_| full).map(|(case, _)| case.to_string());
    let names = names(db, owed.iter().map(|(case, _)| *case)).await?;
    let items = owed.into_iter().map(|(case, cents)| OpenItem {
        case: names.of(case),
        cents,
        payment: None,
        reason: String::new(),
    });
    let items = items.collect();
    Ok(OpenItems { items, next })
}
