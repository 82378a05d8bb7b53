//! How much work waits, for the page of measures: by municipality, role and area; never by person.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::NaiveDate;
use messaging::{Engine, StoreError};
use opentelemetry::metrics::Gauge;
use opentelemetry::{KeyValue, global};
use tokio_util::sync::CancellationToken;

use crate::actor::Flow;
use crate::store::{self, Load};

const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Municipality, role and area.
type Place = (String, String, i64);

#[derive(Default, Clone, Copy)]
struct Work {
    waiting: i64,
    late: i64,
    /// Age in days of the oldest.
    oldest: i64,
}

/// Runs until `stop`.
pub(crate) async fn run(engine: Engine<Flow>, stop: CancellationToken) {
    let gauges = Gauges::new();
    let mut known = BTreeSet::new();
    while !stop.is_cancelled() {
        match look(&engine).await {
            Ok(work) => {
                // A place with no work left says so once more.
                known.extend(work.keys().cloned());
                known
                    .iter()
                    .for_each(|place| gauges.record(place, work.get(place).copied().unwrap_or_default()));
                known = work.into_keys().collect();
            }
            Err(error) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "the workload is unknown")
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn look(engine: &Engine<Flow>) -> Result<BTreeMap<Place, Work>, StoreError> {
    let today = engine.now().day;
    let all = store::workload(engine.db(), None, None).await?;
    let late = store::workload(engine.db(), None, Some(today)).await?;
    Ok(by_place(&all, &late, today))
}

fn by_place(all: &[Load], late: &[Load], today: NaiveDate) -> BTreeMap<Place, Work> {
    let place = |load: &Load| (load.municipality.clone(), load.role.clone(), load.area);
    let mut work: BTreeMap<Place, Work> = BTreeMap::new();
    for load in all {
        let here = work.entry(place(load)).or_default();
        here.waiting = here.waiting.saturating_add(load.waiting);
        here.oldest = here.oldest.max(today.signed_duration_since(load.oldest).num_days());
    }
    for load in late {
        let here = work.entry(place(load)).or_default();
        here.late = here.late.saturating_add(load.waiting);
    }
    work
}

struct Gauges {
    waiting: Gauge<i64>,
    late: Gauge<i64>,
    oldest: Gauge<i64>,
}

impl Gauges {
    fn new() -> Self {
        let meter = global::meter("meedoen");
        let gauge = |name: &'static str, unit: &'static str, description: &'static str| {
            meter.i64_gauge(name).with_unit(unit).with_description(description).build()
        };
        Self {
            waiting: gauge("meedoen.tasks.waiting", "{task}", "Tasks that wait for a person"),
            late: gauge("meedoen.tasks.late", "{task}", "Tasks past their last day"),
            oldest: gauge("meedoen.tasks.oldest", "d", "Age of the oldest task that waits"),
        }
    }

    fn record(&self, (municipality, role, area): &Place, work: Work) {
        let place = [
            KeyValue::new("municipality", municipality.clone()),
            KeyValue::new("role", role.clone()),
            KeyValue::new("area", *area),
        ];
        self.waiting.record(work.waiting, &place);
        self.late.record(work.late, &place);
        self.oldest.record(work.oldest, &place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(role: &str, kind: &str, waiting: i64, oldest: &str) -> Load {
        let oldest = oldest.parse().unwrap();
        let text = str::to_owned;
        let (municipality, role, claimed_by, kind) = (text("a:0001"), text(role), String::new(), text(kind));
        Load { municipality, role, area: 3, claimed_by, kind, waiting, oldest, first_due: oldest }
    }

    #[test]
    fn kinds_and_people_of_one_place_are_added_up() {
        let all = [
            load("intake-consultant", "hold-intake", 2, "2026-01-01"),
            load("intake-consultant", "supply-facts", 3, "2026-01-09"),
            load("manager", "chase-answer", 1, "2026-01-10"),
        ];
        let late = [load("intake-consultant", "hold-intake", 1, "2026-01-01")];
        let work = by_place(&all, &late, "2026-01-11".parse().unwrap());
        let intake = work[&("a:0001".to_owned(), "intake-consultant".to_owned(), 3)];
        assert_eq!((intake.waiting, intake.late, intake.oldest), (5, 1, 10));
        let manager = work[&("a:0001".to_owned(), "manager".to_owned(), 3)];
        assert_eq!((manager.waiting, manager.late, manager.oldest), (1, 0, 1));
    }
}
