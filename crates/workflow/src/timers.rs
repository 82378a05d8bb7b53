//! Cases with something due, and how their time passes. The process itself says what is due. Beside that, tasks are
//! taken from who is away.

use chrono::NaiveDate;
use domain::CaseId;
use futures_util::future::join_all;
use messaging::{Engine, RequestContext, StoreError};
use service::{Due, Look, Timers};

use crate::actor::{Flow, Input};
use crate::store;

/// Who is away is asked at every look that something called for, and beside those once in so many: another instance
/// may have been told, or someone may have taken a task at the very moment.
const LOOKS_BETWEEN: u32 = 6;

/// The timers of all cases.
pub(crate) struct Cases {
    engine: Engine<Flow>,
    /// Looks since it was asked who is away.
    since: u32,
}

impl Cases {
    pub(crate) const fn new(engine: Engine<Flow>) -> Self {
        Self { engine, since: 0 }
    }

    async fn fires(&self, input: Input) -> bool {
        self.engine.request(input, RequestContext::by(messaging::CLOCK)).await.is_ok()
    }
}

impl Timers for Cases {
    fn today(&self) -> NaiveDate {
        self.engine.now().day
    }

    async fn due(&self, today: NaiveDate, after: Option<Due>, most: u64) -> Result<Vec<Due>, StoreError> {
        store::WAKES.due(self.engine.db(), today, after, most).await
    }

    async fn fire(&self, case: CaseId) -> bool {
        self.fires(Input::TimersDue { case }).await
    }

    /// Takes tasks from who is away.
    async fn beside(&mut self, look: Look) -> Result<usize, StoreError> {
        self.since += 1;
        if look == Look::Again && self.since < LOOKS_BETWEEN {
            return Ok(0);
        }
        let held = store::held_by_absent(self.engine.db(), self.today()).await?;
        self.since = 0;
        let relieved = held.into_iter().map(|held| {
            self.fires(Input::Relieve { case: held.case, person: held.person, deputy: held.deputy })
        });
        Ok(join_all(relieved).await.into_iter().filter(|handled| !handled).count())
    }
}
