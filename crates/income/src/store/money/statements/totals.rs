//! Sums over all the books of a municipality, made by the database.

use std::collections::BTreeMap;

use domain::{Cents, Month, Municipality};
use messaging::StoreError;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, Statement, Value,
};
use uuid::Uuid;

use super::books::of_code;
use crate::model::money::{Account, PaymentStatus, Run};
use crate::model::statement::{AccountMonth, RunRow, StatusTotal, TrialBalance};
use crate::store::money::entity::run;
use crate::store::money::rows::read_run;

/// How often the sums are made again when a run went on meanwhile.
const TRIES: usize = 5;

/// One statement, so all of it is of one moment: each account as debit and as credit, then payments as they stand.
const SUMS: &str = "
SELECT 'debit' AS side, p.debit AS name,
  CAST(SUM(CASE WHEN p.day < $2 THEN p.cents ELSE 0 END) AS bigint) AS before_cents,
  CAST(SUM(CASE WHEN p.day >= $2 AND p.day <= $3 THEN p.cents ELSE 0 END) AS bigint) AS month_cents,
  CAST(SUM(p.cents) AS bigint) AS now_cents, COUNT(*) AS rows_counted
FROM postings p JOIN accounts a ON a.case_id = p.case_id WHERE a.municipality = $1 GROUP BY p.debit
UNION ALL
SELECT 'credit', p.credit,
  CAST(SUM(CASE WHEN p.day < $2 THEN p.cents ELSE 0 END) AS bigint),
  CAST(SUM(CASE WHEN p.day >= $2 AND p.day <= $3 THEN p.cents ELSE 0 END) AS bigint),
  CAST(SUM(p.cents) AS bigint), COUNT(*)
FROM postings p JOIN accounts a ON a.case_id = p.case_id WHERE a.municipality = $1 GROUP BY p.credit
UNION ALL
SELECT 'payment', y.status, CAST(0 AS bigint), CAST(0 AS bigint), CAST(SUM(y.cents) AS bigint), COUNT(*)
FROM payments y JOIN accounts a ON a.case_id = y.case_id WHERE a.municipality = $1 GROUP BY y.status";

const OF_RUNS: &str = "
SELECT y.run_id AS run_id, CAST(SUM(y.cents) AS bigint) AS cents, COUNT(*) AS payments
FROM payments y JOIN runs r ON r.id = y.run_id
WHERE r.municipality = $1 AND r.month = $2 GROUP BY y.run_id";

/// The trial balance of a municipality over one month, with its runs and payments.
pub async fn trial_balance(
    db: &DatabaseConnection,
    municipality: &Municipality,
    month: Month,
) -> Result<TrialBalance, StoreError> {
    let mut known = runs(db, municipality, month).await?;
    let mut attempt = 1;
    let (accounts, payments, in_runs) = loop {
        let (accounts, payments) = sums(db, municipality, month).await?;
        let in_runs = of_runs(db, municipality, month).await?;
        let now = runs(db, municipality, month).await?;
        let rested = now.iter().map(|run| run.version).eq(known.iter().map(|run| run.version));
        known = now;
        if rested || attempt == TRIES {
            break (accounts, payments, in_runs);
        }
        attempt += 1;
    };
    let runs = known.into_iter().map(|run| {
        let (cents, payments) = in_runs.get(&run.id).copied().unwrap_or_default();
        RunRow { run, payments, cents }
    });
    TrialBalance::new((municipality.clone(), month), accounts, runs.collect(), payments)
        .map_err(|error| StoreError::unreadable("postings", municipality, error))
}

/// Runs of a month that pay, by number.
async fn runs(
    db: &DatabaseConnection,
    municipality: &Municipality,
    month: Month,
) -> Result<Vec<Run>, StoreError> {
    let rows = run::Entity::find()
        .filter(run::Column::Municipality.eq(municipality.to_string()))
        .filter(run::Column::Month.eq(month.first_day()))
        .filter(run::Column::Dry.eq(false))
        .order_by_asc(run::Column::Number)
        .all(db)
        .await?;
    rows.into_iter().map(read_run).collect()
}

async fn sums(
    db: &DatabaseConnection,
    municipality: &Municipality,
    month: Month,
) -> Result<(Vec<AccountMonth>, Vec<StatusTotal>), StoreError> {
    let values: [Value; 3] =
        [municipality.to_string().into(), month.first_day().into(), month.last_day().into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SUMS, values);
    let mut accounts: BTreeMap<Account, AccountMonth> = BTreeMap::new();
    let mut payments = Vec::new();
    for row in db.query_all_raw(statement).await? {
        let (side, name): (String, String) = (row.try_get("", "side")?, row.try_get("", "name")?);
        let [before, month, now] = [
            row.try_get::<i64>("", "before_cents")?,
            row.try_get("", "month_cents")?,
            row.try_get("", "now_cents")?,
        ]
        .map(Cents::new);
        let counted: i64 = row.try_get("", "rows_counted")?;
        if side == "payment" {
            let wrong = || StoreError::unreadable("payments", municipality, "status");
            let status = PaymentStatus::from_code(&name).ok_or_else(wrong)?;
            payments.push(StatusTotal { status, payments: counted.unsigned_abs(), cents: now });
            continue;
        }
        let wrong = |what: &str| StoreError::unreadable("postings", municipality, what);
        let account: Account = of_code(&name).ok_or_else(|| wrong("account"))?;
        let zero = Cents::ZERO;
        let sum = accounts.entry(account).or_insert(AccountMonth {
            account,
            before: zero,
            debit: zero,
            credit: zero,
            now: zero,
        });
        let added = if side == "debit" {
            sum.debit = month;
            sum.before.plus(before).and_then(|before| Ok((before, sum.now.plus(now)?)))
        } else {
            sum.credit = month;
            sum.before.minus(before).and_then(|before| Ok((before, sum.now.minus(now)?)))
        };
        (sum.before, sum.now) = added.map_err(|_| wrong("cents"))?;
    }
    payments.sort_by_key(|total| total.status);
    Ok((accounts.into_values().collect(), payments))
}

/// What the payments in each run come to, and how many there are.
async fn of_runs(
    db: &DatabaseConnection,
    municipality: &Municipality,
    month: Month,
) -> Result<BTreeMap<Uuid, (Cents, u64)>, StoreError> {
    let values: [Value; 2] = [municipality.to_string().into(), month.first_day().into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), OF_RUNS, values);
    let mut sums = BTreeMap::new();
    for row in db.query_all_raw(statement).await? {
        let (cents, payments): (i64, i64) = (row.try_get("", "cents")?, row.try_get("", "payments")?);
        sums.insert(row.try_get("", "run_id")?, (Cents::new(cents), payments.unsigned_abs()));
    }
    Ok(sums)
}

const PAID_BY_BANK: &str = "
SELECT CAST(COALESCE(SUM(CASE WHEN p.credit = 'bank' THEN p.cents ELSE -p.cents END), 0) AS bigint) AS cents
FROM postings p JOIN accounts a ON a.case_id = p.case_id
WHERE a.municipality = $1 AND (p.credit = 'bank' OR p.debit = 'bank')";

/// What the bank paid by the ledger: off the account, less what came back.
pub async fn paid_by_bank(db: &DatabaseConnection, municipality: &Municipality) -> Result<Cents, StoreError> {
    let here = Value::from(municipality.to_string());
    let asked = Statement::from_sql_and_values(db.get_database_backend(), PAID_BY_BANK, [here]);
    let row = db.query_one_raw(asked).await?;
    let cents = row.map(|row| row.try_get::<i64>("", "cents")).transpose()?;
    Ok(Cents::new(cents.unwrap_or_default()))
}
