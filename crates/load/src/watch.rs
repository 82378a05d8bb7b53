//! Seeing when many cases reach a point, at the cost of one small query for all of them together.
//!
//! No public way tells this cheaply: asking the gateway for each case in flight would be most of the load that is
//! measured. So the driver looks, read-only and beside the services, into the two tables that say it. What it saw is
//! checked through the gateway at the end of a run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, QueryResult, Statement};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Between two looks: a latency is measured this much too long at most, half of it on average.
const PAUSE: Duration = Duration::from_millis(10);
/// A case that does not come to its point within this is a failure.
const PATIENCE: Duration = Duration::from_secs(120);

/// A point that cases come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// A partner was offered the case; read in the database of partner-contracts.
    Offered,
    /// The case's next review is planned; read in the database of workflow.
    ReviewScheduled,
}

/// Someone came to the point; for [`Point::Offered`] with referral and partner.
#[derive(Debug, Clone)]
pub struct Seen {
    pub referral: Option<Uuid>,
    pub partner: String,
}

type Waiting = Arc<Mutex<HashMap<Uuid, oneshot::Sender<Seen>>>>;

/// Watches one point. Ends when it is dropped.
pub struct Watch {
    waiting: Waiting,
    looking: JoinHandle<()>,
}

impl Watch {
    /// Watches a point in the database where it is read.
    ///
    /// # Errors
    ///
    /// When the database cannot be reached.
    pub async fn over(point: Point, database_url: &str) -> anyhow::Result<Self> {
        let mut options = ConnectOptions::new(database_url);
        options.max_connections(1).min_connections(1).sqlx_logging(false);
        let db = Database::connect(options).await.context("the database to look into cannot be reached")?;
        let waiting = Waiting::default();
        let looking = tokio::spawn(look_for_ever(point, db, Arc::clone(&waiting)));
        Ok(Self { waiting, looking })
    }

    /// Returns when the case has come to the point.
    ///
    /// # Errors
    ///
    /// When it does not within two minutes.
    pub async fn until(&self, case: Uuid) -> anyhow::Result<Seen> {
        let (sender, receiver) = oneshot::channel();
        lock(&self.waiting).insert(case, sender);
        match tokio::time::timeout(PATIENCE, receiver).await {
            Ok(seen) => Ok(seen?),
            Err(_) => {
                lock(&self.waiting).remove(&case);
                anyhow::bail!("case {case} did not come to its point within {PATIENCE:?}")
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.looking.abort();
    }
}

fn lock(waiting: &Waiting) -> std::sync::MutexGuard<'_, HashMap<Uuid, oneshot::Sender<Seen>>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn look_for_ever(point: Point, db: DatabaseConnection, waiting: Waiting) {
    loop {
        let cases: Vec<Uuid> = lock(&waiting).keys().copied().collect();
        if !cases.is_empty() {
            // A database that is away for a moment comes back, or the waiting ends with their patience.
            for (case, seen) in look(point, &db, &cases).await.unwrap_or_default() {
                if let Some(sender) = lock(&waiting).remove(&case) {
                    let _ = sender.send(seen);
                }
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn look(point: Point, db: &DatabaseConnection, cases: &[Uuid]) -> anyhow::Result<Vec<(Uuid, Seen)>> {
    let backend = db.get_database_backend();
    // One parameter, whatever the number of cases: the statement stays prepared.
    let (listed, parameter) = messaging::rows::listed(backend, cases.iter().copied());
    let statement = Statement::from_sql_and_values(backend, point.query(&listed), [parameter]);
    db.query_all_raw(statement).await?.iter().map(|row| point.read(row)).collect()
}

impl Point {
    fn query(self, listed: &str) -> String {
        match self {
            Self::Offered => {
                format!(
                    "SELECT case_id, id, partner FROM referrals WHERE case_id {listed} AND stage = 'offered'"
                )
            }
            Self::ReviewScheduled => {
                // The state of the region `review` in the stored process.
                let scheduled = r#"'%"review":{"state":"scheduled"%'"#;
                format!("SELECT case_id FROM cases WHERE case_id {listed} AND state LIKE {scheduled}")
            }
        }
    }

    fn read(self, row: &QueryResult) -> anyhow::Result<(Uuid, Seen)> {
        let case = row.try_get("", "case_id")?;
        Ok(match self {
            Self::Offered => {
                let referral = Some(row.try_get("", "id")?);
                (case, Seen { referral, partner: row.try_get("", "partner")? })
            }
            Self::ReviewScheduled => (case, Seen { referral: None, partner: String::new() }),
        })
    }
}
