use std::path::Path;
use std::sync::LazyLock;

use chrono::NaiveDate;
use policy::{National, Policies};
use terms::{Calendar, Extension, Kind, StopReason, Stopping, Term};

static POLICIES: LazyLock<Policies> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
    Policies::load(&folder).unwrap()
});

pub fn national() -> &'static National {
    POLICIES.national()
}

pub static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::of(national()));

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

pub fn term(kind: Kind, start: &str) -> Term {
    Term::by_law(kind, day(start), national()).unwrap()
}

pub fn due(term: &Term) -> Option<String> {
    term.due(&CALENDAR).map(|day| day.to_string())
}

/// Known on the day before it begins.
pub fn stopping(reason: StopReason, from: &str, until: Option<&str>) -> Stopping {
    let from = day(from);
    Stopping { reason, from, until: until.map(day), known_on: from.pred_opt().unwrap() }
}

pub fn extension(until: &str, told_on: &str) -> Extension {
    let reason = "het advies van UWV laat op zich wachten".into();
    Extension { until: day(until), told_on: day(told_on), reason }
}
