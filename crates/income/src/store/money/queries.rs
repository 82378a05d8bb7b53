//! What people ask about money. Locks nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{CaseId, Cents, Month, Municipality};
use messaging::StoreError;
use messaging::rows::among;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entity::{account, calculation, debt, difference, instalment, payment, posting, run};
use super::rows::{read_account, read_debt, read_payment, read_run};
use crate::model::money::{CaseAccount, CaseName, Debt, Difference, DifferenceKind, Payment, Run, RunStage};
use crate::store::entitlements::of_json;
use rules::month::Line;

/// A posting as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub number: i64,
    pub month: Month,
    pub day: NaiveDate,
    pub debit: String,
    pub credit: String,
    pub cents: Cents,
    pub reason: String,
}

/// A version of a month as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calculated {
    pub month: Month,
    pub version: i64,
    pub known_on: NaiveDate,
    pub assistance: Cents,
    pub holiday: Cents,
    pub payable: Cents,
    pub lines: Vec<Line>,
}

/// What the legal terms about the money of a case follow from.
#[derive(Debug)]
pub struct TermSources {
    pub account: CaseAccount,
    /// Debts of which nothing is left, with the day on which the last of it was paid or taken.
    pub settled: BTreeMap<Uuid, Option<NaiveDate>>,
}

/// What the legal terms of a case of this municipality follow from, beside its decisions.
pub async fn term_sources(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<TermSources>, StoreError> {
    let row = account::Entity::find_by_id(case.uuid())
        .filter(account::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let account = read_account(row)?;
    let none_left = debt::Entity::find()
        .filter(debt::Column::CaseId.eq(case.uuid()))
        .filter(debt::Column::Remaining.eq(0_i64));
    let none_left: Vec<Uuid> = none_left.all(db).await?.into_iter().map(|row| row.id).collect();
    let mut settled: BTreeMap<Uuid, Option<NaiveDate>> = none_left.into_iter().map(|id| (id, None)).collect();
    if !settled.is_empty() {
        let parts =
            instalment::Entity::find().filter(instalment::Column::CaseId.eq(case.uuid())).all(db).await?;
        let by_number = posting::Column::Number.is_in(parts.iter().map(|part| part.posting));
        let posted =
            posting::Entity::find().filter(posting::Column::CaseId.eq(case.uuid())).filter(by_number);
        let mut days: BTreeMap<i64, NaiveDate> =
            posted.all(db).await?.into_iter().map(|row| (row.number, row.day)).collect();
        // What came in was paid on its own day, whenever it was booked.
        let receipts = account.state.received.values().flatten();
        days.extend(receipts.map(|receipt| (i64::from(receipt.posting), receipt.received_on)));
        for part in parts {
            if let (Some(last), Some(day)) = (settled.get_mut(&part.debt_id), days.get(&part.posting)) {
                *last = (*last).max(Some(*day));
            }
        }
    }
    Ok(Some(TermSources { account, settled }))
}

/// Everything about the money of one case.
#[derive(Debug)]
pub struct CaseMoney {
    pub account: CaseAccount,
    pub months: Vec<Calculated>,
    pub payments: Vec<Payment>,
    pub debts: Vec<Debt>,
    pub postings: Vec<Booking>,
}

/// The money of a case of this municipality.
pub async fn case_money(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<CaseMoney>, StoreError> {
    let row = account::Entity::find_by_id(case.uuid())
        .filter(account::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let months = calculation::Entity::find()
        .filter(calculation::Column::CaseId.eq(case.uuid()))
        .order_by_asc(calculation::Column::Month)
        .order_by_asc(calculation::Column::Version)
        .all(db)
        .await?;
    let payments = payment::Entity::find()
        .filter(payment::Column::CaseId.eq(case.uuid()))
        .order_by_asc(payment::Column::Month)
        .order_by_asc(payment::Column::OrderNumber)
        .order_by_asc(payment::Column::EndToEndId)
        .all(db)
        .await?;
    let debts = debt::Entity::find()
        .filter(debt::Column::CaseId.eq(case.uuid()))
        .order_by_asc(debt::Column::Month)
        .order_by_asc(debt::Column::Id)
        .all(db)
        .await?;
    let postings = posting::Entity::find()
        .filter(posting::Column::CaseId.eq(case.uuid()))
        .order_by_asc(posting::Column::Number)
        .all(db)
        .await?;
    Ok(Some(CaseMoney {
        account: read_account(row)?,
        months: months.into_iter().map(calculated).collect::<Result<_, _>>()?,
        payments: payments.into_iter().map(read_payment).collect::<Result<_, _>>()?,
        debts: debts.iter().map(|row| read_debt(row).map(|(_, debt)| debt)).collect::<Result<_, _>>()?,
        postings: postings.into_iter().map(booking).collect(),
    }))
}

fn calculated(row: calculation::Model) -> Result<Calculated, StoreError> {
    Ok(Calculated {
        month: Month::of(row.month),
        version: row.version,
        known_on: row.known_on,
        assistance: Cents::new(row.assistance),
        holiday: Cents::new(row.holiday),
        payable: Cents::new(row.payable),
        lines: of_json("calculations", row.case_id, row.schema, &row.lines)?,
    })
}

fn booking(row: posting::Model) -> Booking {
    Booking {
        number: row.number,
        month: Month::of(row.month),
        day: row.day,
        debit: row.debit,
        credit: row.credit,
        cents: Cents::new(row.cents),
        reason: row.reason,
    }
}

/// A run of this municipality.
pub async fn run(
    db: &DatabaseConnection,
    municipality: &Municipality,
    id: Uuid,
) -> Result<Option<Run>, StoreError> {
    let row = run::Entity::find_by_id(id)
        .filter(run::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    row.map(read_run).transpose()
}

/// The runs of a municipality, the newest month first.
pub async fn runs(
    db: &DatabaseConnection,
    municipality: &Municipality,
    (skip, take): (u64, u64),
) -> Result<Vec<Run>, StoreError> {
    let rows = run::Entity::find()
        .filter(run::Column::Municipality.eq(municipality.to_string()))
        .order_by_desc(run::Column::Month)
        .order_by_desc(run::Column::Number)
        .order_by_asc(run::Column::Id)
        .offset(skip)
        .limit(take)
        .all(db)
        .await?;
    rows.into_iter().map(read_run).collect()
}

/// Runs of which turns are to be made, of all municipalities.
pub async fn working_runs(db: &DatabaseConnection) -> Result<Vec<Run>, StoreError> {
    let working = RunStage::ALL.into_iter().filter(|stage| stage.is_working()).map(RunStage::code);
    let rows = run::Entity::find()
        .filter(run::Column::Stage.is_in(working))
        .order_by_asc(run::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(read_run).collect()
}

/// The payments of a run behind one, in the order in which they stand in its file.
pub async fn payments_of_run(
    db: &DatabaseConnection,
    run: Uuid,
    after: &str,
    take: u64,
) -> Result<Vec<Payment>, StoreError> {
    let rows = payment::Entity::find()
        .filter(payment::Column::RunId.eq(run))
        .filter(payment::Column::EndToEndId.gt(after))
        .order_by_asc(payment::Column::EndToEndId)
        .limit(take)
        .all(db)
        .await?;
    rows.into_iter().map(read_payment).collect()
}

/// A page of the payments of a run, in the order in which they stand in its file, each with the name of its case.
pub async fn page_of_run(
    db: &DatabaseConnection,
    run: Uuid,
    (skip, take): (u64, u64),
) -> Result<Vec<(Payment, CaseName)>, StoreError> {
    let rows = payment::Entity::find()
        .filter(payment::Column::RunId.eq(run))
        .order_by_asc(payment::Column::EndToEndId)
        .offset(skip)
        .limit(take)
        .all(db)
        .await?;
    let names = names(db, rows.iter().map(|row| row.case_id.into())).await?;
    let payments = rows.into_iter().map(read_payment);
    payments
        .map(|payment| {
            payment.map(|one| {
                let case = names.of(one.key.case);
                (one, case)
            })
        })
        .collect()
}

/// What people call cases by.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<CaseId, CaseName>);

impl Names {
    /// Of a case without books no number is known.
    pub fn of(&self, case: CaseId) -> CaseName {
        self.0.get(&case).cloned().unwrap_or(CaseName { case, number: None })
    }
}

/// What people call these cases by, in one query.
pub async fn names(
    db: &DatabaseConnection,
    cases: impl Iterator<Item = CaseId>,
) -> Result<Names, StoreError> {
    let cases = cases.map(|case| case.uuid());
    let rows = account::Entity::find()
        .filter(among(db.get_database_backend(), account::Column::CaseId, cases))
        .all(db)
        .await?;
    let names = rows.into_iter().map(|row| read_account(row).map(|account| (account.case, account.name())));
    names.collect::<Result<_, _>>().map(Names)
}

/// What people call a case by.
pub async fn name_of(db: &DatabaseConnection, case: CaseId) -> Result<CaseName, StoreError> {
    Ok(names(db, std::iter::once(case)).await?.of(case))
}

/// A case in the report of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDifference {
    pub name: CaseName,
    pub difference: Difference,
}

/// The report of a run, by case, behind one.
pub async fn differences(
    db: &DatabaseConnection,
    run: Uuid,
    (skip, take): (u64, u64),
) -> Result<Vec<FoundDifference>, StoreError> {
    let rows = difference::Entity::find()
        .filter(difference::Column::RunId.eq(run))
        .order_by_asc(difference::Column::CaseId)
        .offset(skip)
        .limit(take)
        .all(db)
        .await?;
    let names = names(db, rows.iter().map(|row| row.case_id.into())).await?;
    rows.into_iter()
        .map(|row| {
            let case: CaseId = row.case_id.into();
            let wrong =
                |error: &dyn std::fmt::Display| StoreError::unreadable("differences", row.case_id, error);
            Ok(FoundDifference {
                name: names.of(case),
                difference: Difference {
                    kind: DifferenceKind::from_code(&row.kind).ok_or_else(|| wrong(&"kind"))?,
                    before: Cents::new(row.before_cents),
                    after: Cents::new(row.after_cents),
                    reasons: serde_json::from_str(&row.reasons).map_err(|error| wrong(&error))?,
                },
            })
        })
        .collect()
}

/// How many cases a run of a municipality has to look at.
pub async fn expected(db: &DatabaseConnection, municipality: &Municipality) -> Result<u64, StoreError> {
    let open = account::Entity::find()
        .filter(account::Column::Municipality.eq(municipality.to_string()))
        .filter(account::Column::Open.eq(true));
    Ok(sea_orm::PaginatorTrait::count(open, db).await?)
}
