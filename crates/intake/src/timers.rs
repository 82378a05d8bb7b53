//! Cases with something due, and how their time passes. Their deadlines say what is due.

use chrono::NaiveDate;
use domain::CaseId;
use messaging::{Engine, RequestContext, StoreError};
use service::{Due, Timers};

use crate::actor::{Input, IntakeActor};
use crate::store;

/// The deadlines of all applications.
pub(crate) struct Deadlines(pub Engine<IntakeActor>);

impl Timers for Deadlines {
    fn today(&self) -> NaiveDate {
        self.0.now().day
    }

    async fn due(&self, today: NaiveDate, after: Option<Due>, most: u64) -> Result<Vec<Due>, StoreError> {
        store::WAKES.due(self.0.db(), today, after, most).await
    }

    async fn fire(&self, case: CaseId) -> bool {
        self.0.request(Input::TimePassed { case }, RequestContext::by(messaging::CLOCK)).await.is_ok()
    }
}
