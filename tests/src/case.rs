//! A case as the interface shows it.

use chrono::NaiveDate;
use serde_json::Value;

/// What `GET /zaken/{zaakId}` answered.
#[derive(Debug, Clone)]
pub struct Case(pub Value);

/// States in which a service owes an answer.
const AWAITED: [&str; 6] =
    ["aangevraagd", "plek-gevraagd", "te-laat", "wordt-ingetrokken", "wordt-vrijgegeven", "wordt-beeindigd"];

impl Case {
    pub fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    pub fn stage(&self) -> &str {
        self.text("fase")
    }

    /// How a part of the process stands; empty while workflow has not heard of the case.
    pub fn state(&self, region: &str) -> &str {
        let regions = self.0["proces"].as_array().map_or(&[][..], Vec::as_slice);
        let found = regions.iter().find(|one| one["deel"] == region);
        found.and_then(|one| one["stand"].as_str()).unwrap_or_default()
    }

    /// The day of a timer.
    pub fn timer(&self, kind: &str) -> Option<NaiveDate> {
        let timers = self.0["termijnen"].as_array()?;
        timers.iter().find(|one| one["soort"] == kind)?["op"].as_str()?.parse().ok()
    }

    /// The open task of a kind.
    pub fn task(&self, kind: &str) -> Option<&Value> {
        self.0["openTaken"].as_array()?.iter().find(|one| one["soort"] == kind)
    }

    pub fn is_closed(&self) -> bool {
        self.stage() == "afgesloten"
    }

    /// Guarantee 15: an open case has a timer, an open task, or an answer that a service owes.
    pub fn waits_for_something(&self) -> bool {
        let some = |name: &str| self.0[name].as_array().is_some_and(|all| !all.is_empty());
        let regions = self.0["proces"].as_array().map_or(&[][..], Vec::as_slice);
        let awaited = |one: &Value| {
            let state = one["stand"].as_str().unwrap_or_default();
            AWAITED.contains(&state) || (state == "gevraagd" && one["deel"] != "intake")
        };
        self.is_closed()
            || self.0["geparkeerdSinds"].is_string()
            || some("termijnen")
            || some("openTaken")
            || regions.iter().any(awaited)
    }
}
