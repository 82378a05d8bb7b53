//! A service whose cases have something to tell by themselves, each on a day that stands in a column.

use chrono::NaiveDate;
use domain::CaseId;
use messaging::{Actor, Engine, RequestContext, StoreError, Wakes};
use sea_orm::{DatabaseConnection, EntityTrait};

use crate::{Due, Timers};

/// A service whose cases wake on a day of their own.
pub trait Wakeful: Actor {
    /// The table with the day of each case.
    type Table: EntityTrait;
    const WAKES: Wakes<Self::Table>;

    /// What lets the time of a case pass; `None` when the case is not known here.
    fn time_passes(
        db: &DatabaseConnection,
        case: CaseId,
    ) -> impl Future<Output = Result<Option<Self::Input>, StoreError>> + Send;
}

/// The cases of such a service, for [`crate::fire_timers`].
pub struct Wakings<A: Actor>(pub Engine<A>);

impl<A: Wakeful> Timers for Wakings<A> {
    fn today(&self) -> NaiveDate {
        self.0.now().day
    }

    async fn due(&self, today: NaiveDate, after: Option<Due>, most: u64) -> Result<Vec<Due>, StoreError> {
        A::WAKES.due(self.0.db(), today, after, most).await
    }

    async fn fire(&self, case: CaseId) -> bool {
        let Ok(Some(input)) = A::time_passes(self.0.db(), case).await else { return false };
        self.0.request(input, RequestContext::by(messaging::CLOCK)).await.is_ok()
    }
}
