//! What one turn of a run takes in hand: never more than it was given the size for.

use std::collections::BTreeMap;

use domain::CaseId;
use messaging::{StoreError, Tx};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sepa::EndToEndId;
use uuid::Uuid;

use super::entity::{account, calculation, payment, run};
use super::rows::read_payment;
use crate::model::money::{Payment, Run, RunStage, RunState};

/// What one turn of a run takes in hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slice {
    /// Cases of a run that calculates; behind the payments of a release, those whose months it corrected and that it pays
    /// nothing.
    pub cases: Vec<CaseId>,
    /// Payments of a run that releases or takes back.
    pub payments: Vec<EndToEndId>,
    /// There are no more behind these.
    pub last: bool,
}

impl Slice {
    /// Where a run stands that did this; `None` when there was nothing.
    pub fn cursor(&self, stage: RunStage) -> Option<String> {
        let case = self.cases.last().copied();
        if stage == RunStage::Calculating {
            return case.map(|case| case.uuid().to_string());
        }
        case.map(RunState::behind_unpaid).or_else(|| self.payments.last().map(ToString::to_string))
    }
}

/// The next `size` things that a run has to do, and whether they are the last.
pub async fn slice_of(
    tx: &Tx,
    run: &Run,
    size: u64,
    payments: &mut BTreeMap<EndToEndId, Payment>,
) -> Result<Slice, StoreError> {
    match run.stage {
        RunStage::Calculating => {
            let after = run.state.cursor.as_deref().and_then(|text| text.parse().ok());
            let cases = open_cases(tx, run, after.unwrap_or(Uuid::nil()), size).await?;
            Ok(Slice { last: is_last(&cases, size), cases, payments: Vec::new() })
        }
        RunStage::Releasing => match run.state.told_unpaid() {
            None => {
                let found = payments_of(tx, run, size, payments).await?;
                // Those that are paid nothing follow in turns of their own, the first of them in this one when it is short.
                let left = size.saturating_sub(found.len() as u64);
                let cases = if left > 0 { unpaid(tx, run, Uuid::nil(), left).await? } else { Vec::new() };
                Ok(Slice { last: left > 0 && is_last(&cases, left), cases, payments: found })
            }
            Some(case) => {
                let cases = unpaid(tx, run, case.uuid(), size).await?;
                Ok(Slice { last: is_last(&cases, size), cases, payments: Vec::new() })
            }
        },
        _ => {
            let payments = payments_of(tx, run, size, payments).await?;
            Ok(Slice { last: is_last(&payments, size), cases: Vec::new(), payments })
        }
    }
}

const fn is_last<T>(found: &[T], size: u64) -> bool {
    (found.len() as u64) < size
}

/// Cases behind this one that money may go to.
async fn open_cases(tx: &Tx, run: &Run, after: Uuid, size: u64) -> Result<Vec<CaseId>, StoreError> {
    let found: Vec<Uuid> = account::Entity::find()
        .select_only()
        .column(account::Column::CaseId)
        .filter(account::Column::Municipality.eq(run.municipality.to_string()))
        .filter(account::Column::Open.eq(true))
        .filter(account::Column::CaseId.gt(after))
        .order_by_asc(account::Column::CaseId)
        .limit(size)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(found.into_iter().map(CaseId::new).collect())
}

/// The payments of a run behind its cursor.
async fn payments_of(
    tx: &Tx,
    run: &Run,
    size: u64,
    payments: &mut BTreeMap<EndToEndId, Payment>,
) -> Result<Vec<EndToEndId>, StoreError> {
    let after = run.state.cursor.clone().unwrap_or_default();
    let rows = payment::Entity::find()
        .filter(payment::Column::RunId.eq(run.id))
        .filter(payment::Column::EndToEndId.gt(after))
        .order_by_asc(payment::Column::EndToEndId)
        .limit(size)
        .all(tx)
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let payment = read_payment(row)?;
        found.push(payment.id);
        payments.insert(payment.id, payment);
    }
    Ok(found)
}

/// Cases behind this one of which this run, or one of the month that was given up, worked out a month anew, and that it pays
/// nothing.
async fn unpaid(tx: &Tx, run: &Run, after: Uuid, size: u64) -> Result<Vec<CaseId>, StoreError> {
    let mut runs: Vec<Uuid> = run::Entity::find()
        .select_only()
        .column(run::Column::Id)
        .filter(run::Column::Municipality.eq(run.municipality.to_string()))
        .filter(run::Column::Month.eq(run.month.first_day()))
        .filter(run::Column::Stage.eq(RunStage::Discarded.code()))
        .into_tuple()
        .all(tx)
        .await?;
    runs.push(run.id);
    // Not `NOT IN`: PostgreSQL walks all payments for each case when they do not fit in its memory.
    let case = Expr::col((payment::Entity, payment::Column::CaseId));
    let paid = Query::select()
        .expr(Expr::val(1))
        .from(payment::Entity)
        .and_where(payment::Column::RunId.eq(run.id))
        .and_where(case.equals((calculation::Entity, calculation::Column::CaseId)))
        .to_owned();
    let found: Vec<Uuid> = calculation::Entity::find()
        .select_only()
        .column(calculation::Column::CaseId)
        .distinct()
        .filter(calculation::Column::RunId.is_in(runs))
        .filter(calculation::Column::Version.gt(1))
        .filter(calculation::Column::CaseId.gt(after))
        .filter(Expr::exists(paid).not())
        .order_by_asc(calculation::Column::CaseId)
        .limit(size)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(found.into_iter().map(CaseId::new).collect())
}

#[cfg(test)]
mod tests;
