//! The books of cases, whole: read in one go for many.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{CaseId, Cents, Month, Municipality, PersonId};
use messaging::StoreError;
use messaging::rows::among;
use rules::month::{Change, Line, MonthCalculation, MonthOutcome};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use uuid::Uuid;

use crate::model::Decision;
use crate::model::money::{CaseAccount, Debt, GrantVersion, Instalment, Posting, Run, RunStage, Version};
use crate::model::statement::{Books, Entry, Order};
use crate::store::entitlements::{of_json, read_decision};
use crate::store::entity::{decision, entitlement};
use crate::store::money::entity::{
    account, calculation, change, debt, grant_month, instalment, payment, posting, run,
};
use crate::store::money::grants::read_month;
use crate::store::money::rows::{read_account, read_change, read_debt, read_payment, read_run};

/// How often a case is read again whose books changed while they were read.
const TRIES: usize = 5;

/// What a case's calculations were made from.
#[derive(Debug, Default)]
pub struct Sourced {
    pub changes: Vec<Change>,
    pub decisions: Vec<Decision>,
}

/// The next cases of this municipality with books, behind one.
pub async fn cases_behind(
    db: &DatabaseConnection,
    municipality: &Municipality,
    after: Uuid,
    take: u64,
) -> Result<Vec<CaseId>, StoreError> {
    let found: Vec<Uuid> = account::Entity::find()
        .select_only()
        .column(account::Column::CaseId)
        .filter(account::Column::Municipality.eq(municipality.to_string()))
        .filter(account::Column::CaseId.gt(after))
        .order_by_asc(account::Column::CaseId)
        .limit(take)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(CaseId::new).collect())
}

/// The person of a case of this municipality, with all cases of that person there; `None` when it has no books.
pub async fn cases_of_person(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
) -> Result<Option<(PersonId, Vec<CaseId>)>, StoreError> {
    let here = account::Entity::find().filter(account::Column::Municipality.eq(municipality.to_string()));
    let Some(row) = here.filter(account::Column::CaseId.eq(case.uuid())).one(db).await? else {
        return Ok(None);
    };
    let person = row.person_id.into();
    Ok(Some((person, cases_of(db, municipality, person).await?)))
}

/// The cases of a person in this municipality.
pub async fn cases_of(
    db: &DatabaseConnection,
    municipality: &Municipality,
    person: PersonId,
) -> Result<Vec<CaseId>, StoreError> {
    let cases: Vec<Uuid> = account::Entity::find()
        .select_only()
        .column(account::Column::CaseId)
        .filter(account::Column::Municipality.eq(municipality.to_string()))
        .filter(account::Column::PersonId.eq(person.uuid()))
        .order_by_asc(account::Column::CaseId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(cases.into_iter().map(CaseId::new).collect())
}

/// The books of these cases, of this municipality only, in the order of their ids. Those of a case are of one moment:
/// when they changed while they were read, they are read again.
pub async fn books(
    db: &DatabaseConnection,
    municipality: &Municipality,
    cases: &[CaseId],
) -> Result<Vec<Books>, StoreError> {
    let mut wanted: Vec<CaseId> = cases.to_vec();
    let mut done = BTreeMap::new();
    for attempt in 1..=TRIES {
        let heads = heads(db, municipality, &wanted).await?;
        let read = read(db, heads).await?;
        let now = self::heads(db, municipality, &wanted).await?;
        wanted.clear();
        for (case, books) in read {
            let moved = now.get(&case).is_none_or(|head| head.version != books.account.version);
            if moved && attempt < TRIES {
                wanted.push(case);
            } else {
                done.insert(case, books);
            }
        }
        if wanted.is_empty() {
            break;
        }
    }
    Ok(done.into_values().collect())
}

async fn heads(
    db: &DatabaseConnection,
    municipality: &Municipality,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, CaseAccount>, StoreError> {
    let rows = account::Entity::find()
        .filter(among(db.get_database_backend(), account::Column::CaseId, cases.iter().map(CaseId::uuid)))
        .filter(account::Column::Municipality.eq(municipality.to_string()))
        .all(db)
        .await?;
    rows.into_iter().map(|row| read_account(row).map(|account| (account.case, account))).collect()
}

async fn read(
    db: &DatabaseConnection,
    heads: BTreeMap<CaseId, CaseAccount>,
) -> Result<BTreeMap<CaseId, Books>, StoreError> {
    let cases: Vec<Uuid> = heads.keys().map(CaseId::uuid).collect();
    let (mut versions, mut grants) = (versions(db, &cases).await?, grants(db, &cases).await?);
    let (mut postings, mut payments) = (postings(db, &cases).await?, payments(db, &cases).await?);
    let (mut debts, mut instalments) = (debts(db, &cases).await?, instalments(db, &cases).await?);
    let named = postings.values().flatten().map(|(_, _, origin)| *origin);
    let runs = runs(db, named.chain(payments.values().flatten().filter_map(|payment| payment.run))).await?;
    let mut all = BTreeMap::new();
    for (case, account) in heads {
        let entries = postings.remove(&case).unwrap_or_default().into_iter().map(|(posting, day, origin)| {
            let run = runs.get(&origin);
            let withdrawn = run.is_some_and(|run| run.stage == RunStage::Discarded);
            Entry { posting, day, run: run.map(|run| run.month), withdrawn }
        });
        let orders = payments.remove(&case).unwrap_or_default().into_iter().map(|payment| Order {
            execution: payment.run.and_then(|run| runs.get(&run)).map(|run| run.state.execution),
            payment,
            account: None,
            paid_on: None,
            returned_on: None,
        });
        let mut paid = instalments.remove(&case).unwrap_or_default();
        sign(&mut paid, &account);
        let mut books = Books {
            account,
            versions: versions.remove(&case).unwrap_or_default(),
            grants: grants.remove(&case).unwrap_or_default(),
            entries: entries.collect(),
            orders: orders.collect(),
            debts: debts.remove(&case).unwrap_or_default(),
            instalments: paid,
        };
        books.date_orders();
        all.insert(case, books);
    }
    Ok(all)
}

/// What was taken back of what came in on a debt is less than nil; a row has the amount alone.
fn sign(instalments: &mut [Instalment], account: &CaseAccount) {
    let receipts = account.state.received.values().flatten();
    let receipts: BTreeMap<u32, Cents> = receipts.map(|receipt| (receipt.posting, receipt.cents)).collect();
    for instalment in instalments {
        if let Some(cents) = receipts.get(&instalment.posting) {
            instalment.cents = *cents;
        }
    }
}

pub(super) type ByCase<T> = BTreeMap<CaseId, Vec<T>>;

fn group<T>(
    rows: impl IntoIterator<Item = Result<(CaseId, T), StoreError>>,
) -> Result<ByCase<T>, StoreError> {
    let mut grouped: ByCase<T> = BTreeMap::new();
    for row in rows {
        let (case, value) = row?;
        grouped.entry(case).or_default().push(value);
    }
    Ok(grouped)
}

async fn versions(db: &DatabaseConnection, cases: &[Uuid]) -> Result<ByCase<Version>, StoreError> {
    let rows = calculation::Entity::find()
        .filter(among(db.get_database_backend(), calculation::Column::CaseId, cases.iter().copied()))
        .order_by_asc(calculation::Column::CaseId)
        .order_by_asc(calculation::Column::Month)
        .order_by_asc(calculation::Column::Version)
        .all(db)
        .await?;
    group(rows.into_iter().map(|row| {
        let case = row.case_id;
        let lines: Vec<Line> = of_json("calculations", case, row.schema, &row.lines)?;
        let granted = lines.iter().any(|line| line.cents > Cents::ZERO);
        let calculation = MonthCalculation {
            month: Month::of(row.month),
            known: row.known_on,
            outcome: if granted { MonthOutcome::Calculated } else { MonthOutcome::NoRight },
            assistance: Cents::new(row.assistance),
            holiday: Cents::new(row.holiday),
            payable: Cents::new(row.payable),
            exempted: of_json("calculations", case, row.schema, &row.exempted)?,
            estimated: Vec::new(),
            lines,
            level: None,
            whose: None,
            above_capital_from: None,
        };
        let wrong = |_| StoreError::unreadable("calculations", case, "version");
        Ok((case.into(), Version { version: row.version.try_into().map_err(wrong)?, calculation }))
    }))
}

async fn grants(db: &DatabaseConnection, cases: &[Uuid]) -> Result<ByCase<GrantVersion>, StoreError> {
    let rows = grant_month::Entity::find()
        .filter(among(db.get_database_backend(), grant_month::Column::CaseId, cases.iter().copied()))
        .order_by_asc(grant_month::Column::CaseId)
        .order_by_asc(grant_month::Column::GrantNumber)
        .order_by_asc(grant_month::Column::Month)
        .order_by_asc(grant_month::Column::Version)
        .all(db)
        .await?;
    group(rows.into_iter().map(read_month))
}

/// Each with its day and what wrote it.
async fn postings(
    db: &DatabaseConnection,
    cases: &[Uuid],
) -> Result<ByCase<(Posting, NaiveDate, Uuid)>, StoreError> {
    let rows = posting::Entity::find()
        .filter(among(db.get_database_backend(), posting::Column::CaseId, cases.iter().copied()))
        .order_by_asc(posting::Column::CaseId)
        .order_by_asc(posting::Column::Number)
        .all(db)
        .await?;
    group(rows.into_iter().map(|row| {
        let wrong = |what: &str| StoreError::unreadable("postings", row.case_id, what);
        let posting = Posting {
            number: row.number.try_into().map_err(|_| wrong("number"))?,
            month: Month::of(row.month),
            debit: of_code(&row.debit).ok_or_else(|| wrong("debit"))?,
            credit: of_code(&row.credit).ok_or_else(|| wrong("credit"))?,
            cents: Cents::new(row.cents),
            reason: of_code(&row.reason).ok_or_else(|| wrong("reason"))?,
        };
        Ok((row.case_id.into(), (posting, row.day, row.origin)))
    }))
}

/// A value from the code that stands for it in the store.
pub(super) fn of_code<'a, T: Deserialize<'a>>(code: &'a str) -> Option<T> {
    let code: StrDeserializer<'a, Error> = code.into_deserializer();
    T::deserialize(code).ok()
}

async fn payments(
    db: &DatabaseConnection,
    cases: &[Uuid],
) -> Result<ByCase<crate::model::money::Payment>, StoreError> {
    let rows = payment::Entity::find()
        .filter(among(db.get_database_backend(), payment::Column::CaseId, cases.iter().copied()))
        .order_by_asc(payment::Column::CaseId)
        .order_by_asc(payment::Column::Month)
        .order_by_asc(payment::Column::OrderNumber)
        .order_by_asc(payment::Column::EndToEndId)
        .all(db)
        .await?;
    group(rows.into_iter().map(|row| read_payment(row).map(|payment| (payment.key.case, payment))))
}

async fn debts(db: &DatabaseConnection, cases: &[Uuid]) -> Result<ByCase<Debt>, StoreError> {
    let rows = debt::Entity::find()
        .filter(among(db.get_database_backend(), debt::Column::CaseId, cases.iter().copied()))
        .order_by_asc(debt::Column::CaseId)
        .order_by_asc(debt::Column::Month)
        .order_by_asc(debt::Column::Id)
        .all(db)
        .await?;
    group(rows.iter().map(read_debt))
}

async fn instalments(db: &DatabaseConnection, cases: &[Uuid]) -> Result<ByCase<Instalment>, StoreError> {
    let rows = instalment::Entity::find()
        .filter(among(db.get_database_backend(), instalment::Column::CaseId, cases.iter().copied()))
        .order_by_asc(instalment::Column::CaseId)
        .order_by_asc(instalment::Column::Posting)
        .all(db)
        .await?;
    group(rows.into_iter().map(|row| {
        let wrong = |_| StoreError::unreadable("instalments", row.case_id, "posting");
        let instalment = Instalment {
            debt: row.debt_id,
            month: Month::of(row.month),
            posting: row.posting.try_into().map_err(wrong)?,
            cents: Cents::new(row.cents),
        };
        Ok((row.case_id.into(), instalment))
    }))
}

/// Each run; what is no run is left out.
async fn runs(
    db: &DatabaseConnection,
    ids: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Run>, StoreError> {
    let ids: std::collections::BTreeSet<Uuid> = ids.collect();
    let rows =
        run::Entity::find().filter(among(db.get_database_backend(), run::Column::Id, ids)).all(db).await?;
    rows.into_iter().map(|row| read_run(row).map(|run| (run.id, run))).collect()
}

/// What was stated about the households of these cases, oldest first; a case of which nothing was has no entry.
pub(super) async fn changes_of(
    db: &DatabaseConnection,
    cases: &[CaseId],
) -> Result<ByCase<Change>, StoreError> {
    let rows = change::Entity::find()
        .filter(among(db.get_database_backend(), change::Column::CaseId, cases.iter().map(CaseId::uuid)))
        .order_by_asc(change::Column::CaseId)
        .order_by_asc(change::Column::Number)
        .all(db)
        .await?;
    group(rows.into_iter().map(|row| {
        let case = CaseId::new(row.case_id);
        read_change(row).map(|change| (case, change))
    }))
}

/// What the calculations of these cases were made from; every case has an entry.
pub async fn sources(
    db: &DatabaseConnection,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Sourced>, StoreError> {
    let mut sources: BTreeMap<CaseId, Sourced> =
        cases.iter().map(|case| (*case, Sourced::default())).collect();
    for (case, changes) in changes_of(db, cases).await? {
        sources.entry(case).or_default().changes = changes;
    }
    let backend = db.get_database_backend();
    let rows = decision::Entity::find()
        .filter(among(backend, decision::Column::CaseId, cases.iter().map(CaseId::uuid)))
        .order_by_asc(decision::Column::CaseId)
        .order_by_asc(decision::Column::Number)
        .all(db)
        .await?;
    for row in rows {
        let case = CaseId::new(row.case_id);
        sources.entry(case).or_default().decisions.push(read_decision(row)?);
    }
    Ok(sources)
}

/// A page of the decisions of a case of this municipality, oldest first, and how many there are; `None` when there is no
/// such case.
pub async fn decisions(
    db: &DatabaseConnection,
    municipality: &Municipality,
    case: CaseId,
    (skip, take): (u64, u64),
) -> Result<Option<(Vec<Decision>, u64)>, StoreError> {
    let head = entitlement::Entity::find_by_id(case.uuid())
        .filter(entitlement::Column::Municipality.eq(municipality.to_string()))
        .one(db)
        .await?;
    let Some(head) = head else { return Ok(None) };
    let rows = decision::Entity::find()
        .filter(decision::Column::CaseId.eq(case.uuid()))
        .filter(decision::Column::Number.lte(head.version))
        .order_by_asc(decision::Column::Number)
        .offset(skip)
        .limit(take)
        .all(db)
        .await?;
    let decisions = rows.into_iter().map(read_decision).collect::<Result<_, _>>()?;
    // Each decision is a version.
    Ok(Some((decisions, u64::try_from(head.version).unwrap_or(0))))
}
