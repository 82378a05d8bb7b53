//! Cases of which a day has come that a person must know of: a year to settle, a fine or a payment that stands still to decide
//! on.

use chrono::NaiveDate;
use domain::CaseId;
use messaging::{Engine, RequestContext, StoreError};
use service::{Due, Timers};

use crate::actor::money::MoneyInput;
use crate::actor::{Income, Input};
use crate::store::money;

/// The day of each case on which it has something to tell by itself.
pub struct Wakings(pub Engine<Income>);

impl Timers for Wakings {
    fn today(&self) -> NaiveDate {
        self.0.now().day
    }

    async fn due(&self, today: NaiveDate, after: Option<Due>, most: u64) -> Result<Vec<Due>, StoreError> {
        money::WAKES.due(self.0.db(), today, after, most).await
    }

    async fn fire(&self, case: CaseId) -> bool {
        let Ok(Some(municipality)) = money::municipality_of(self.0.db(), case).await else { return false };
        let input = Input::Money { municipality, input: MoneyInput::TimePassed { case } };
        self.0.request(input, RequestContext::by(messaging::CLOCK)).await.is_ok()
    }
}
