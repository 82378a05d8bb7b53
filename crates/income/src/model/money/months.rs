//! Which months of a case are to be worked out, and what each comes to.

use chrono::{Days, NaiveDate};
use domain::{InvalidCents, Month, Municipality};
use policy::{National, Policies, Policy};
use rules::Local;
use rules::facts::Field;
use rules::month::{MonthCalculation, MonthQuestion, Settled, Timeline, Used};

use super::account::AccountState;

/// The months up to one that were never worked out, or whose facts changed since; oldest first.
pub fn months_due(state: &AccountState, until: Month) -> Vec<Month> {
    let Some(from) = state.right_from.map(Month::of) else { return Vec::new() };
    let next = state.months.last_key_value().map_or(from, |(last, _)| last.next());
    // A right that turns out to begin or end elsewhere touches months before it too.
    let first = state.stale_from.map_or(next, |stale| stale.min(next));
    let last = match state.right_until.map(Month::of) {
        Some(ended) => state.months.last_key_value().map_or(ended, |(last, _)| ended.max(*last)).min(until),
        None => until,
    };
    let mut months = Vec::new();
    let mut month = first;
    while month <= last {
        months.push(month);
        month = month.next();
    }
    months
}

/// What a run leaves to work out anew: months after its own that were worked out before, and that facts reach too.
pub fn left_stale(stale_from: Option<Month>, last: Option<Month>, until: Month) -> Option<Month> {
    let next = until.next();
    stale_from.filter(|_| last.is_some_and(|last| next <= last)).map(|stale| stale.max(next))
}

/// What a month is worked out by.
#[derive(Clone, Copy)]
pub struct Law<'a> {
    pub national: &'a National,
    /// Whose ordinances hold; without them a person decides on lowerings, and of other schemes the least of the law is given.
    pub ordinances: Option<(&'a Policies, &'a Municipality)>,
}

impl Law<'_> {
    /// What the municipality fixed for a day; nothing of its own where no policy holds.
    pub fn local_on(self, day: NaiveDate) -> Local {
        self.policy(day).map(Local::of).unwrap_or_default()
    }

    /// So many days before the last day to decide who decides is told of it, by the policy of a day.
    pub fn decide_days_on(self, day: NaiveDate) -> u32 {
        self.policy(day).map_or(0, |policy| policy.tasks.decide_days)
    }

    /// The first day on which somebody is asked what was received in a month of which nothing is stated; once it is over where the
    /// municipality gives no more time.
    pub fn income_asked_from(self, month: Month) -> NaiveDate {
        let policy = self.policy(month.first_day());
        let days = policy.and_then(|policy| policy.income.income_estimate.as_ref());
        let days = days.map_or(0, |estimate| estimate.stated_within_days);
        let over = month.next().first_day();
        over.checked_add_days(Days::new(days.into())).unwrap_or(over)
    }

    /// After how many months in a row without assistance because of income somebody decides on the right, as the municipality says in
    /// a month; where it says nothing after the first.
    pub fn months_above_norm(self, month: Month) -> Option<u32> {
        let above = self.policy(month.first_day())?.income.income_above_norm.as_ref()?;
        Some(above.months)
    }

    fn policy(&self, day: NaiveDate) -> Option<&Policy> {
        self.ordinances.and_then(|(policies, municipality)| policies.of(municipality, day).ok())
    }

    /// What the municipality's policy says on the first day of a month: of duties only for a household that broke one.
    fn local(self, timeline: &Timeline, month: Month) -> Local {
        let Some(policy) = self.policy(month.first_day()) else { return Local::default() };
        let asked = timeline.changes().iter().any(|change| !change.facts.conduct.is_nothing());
        if asked { Local::of(policy) } else { Local::of_norms(policy) }
    }
}

/// Works one month out with all that is known on a day. From scratch: what stood before is not looked at.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn calculate(
    state: &AccountState,
    timeline: &Timeline,
    law: Law<'_>,
    month: Month,
    known: NaiveDate,
) -> Result<MonthCalculation, InvalidCents> {
    let settled: Vec<Settled> = state.settled.iter().map(super::settled::SettledAmount::for_rules).collect();
    let local = law.local(timeline, month);
    let used: Vec<Used> = state.used_before(month).collect();
    let question = MonthQuestion {
        timeline,
        national: law.national,
        month,
        decided: known,
        known,
        right_from: state.right_from.unwrap_or(NaiveDate::MAX),
        right_until: state.right_until,
        settled: &settled,
        ordinance: local.lowering.as_ref(),
        used: &used,
        estimates: local.income_estimate.as_ref(),
    };
    rules::month::calculate(&question, |question| rules::month::assistance(question, &local))
}
