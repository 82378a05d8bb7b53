use chrono::NaiveDate;
use domain::{Refusal, TrajectoryId, Violation, months_after};
use policy::Instrument;
use serde::{Deserialize, Serialize};

use super::Limit;
use super::limit::allow_extension;

/// Work that begins later than this is a slip of the pen, or no result yet.
const MOST_MONTHS_AHEAD: u32 = 6;

/// An instrument at work for a client, from a day on and for a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trajectory {
    pub id: TrajectoryId,
    /// Key in the policy.
    pub instrument: String,
    /// As people know it.
    pub label: String,
    /// Key of the partner that runs it; `None` when the municipality does.
    pub partner: Option<String>,
    /// Prepares someone on the waiting list for sheltered work (SW-3).
    pub preparatory: bool,
    pub starts_on: NaiveDate,
    /// Length of the first term.
    pub months: u32,
    /// Oldest first.
    pub extensions: Vec<Extension>,
    /// Content hash of the policy it started under: its limits hold for the whole trajectory.
    pub policy_version: String,
    pub stage: Stage,
}

/// One term more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub on: NaiveDate,
    pub months: u32,
    /// The exceptional circumstances, where the policy asks them.
    pub reason: Option<String>,
}

/// How far a trajectory is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Running,
    Ended { on: NaiveDate, ending: Ending },
}

/// Why a trajectory ended (RE-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Outflow to work: months of contract, 0 for permanent, and the first day of it, when known.
    Work {
        contract_months: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        first_day: Option<NaiveDate>,
    },
    Education,
    /// Goal reached; goes on in the chain.
    Completed,
    /// Ended without result.
    Stopped,
    /// Another step of the chain took it back, for this reason.
    TakenBack {
        reason: String,
    },
}

impl Ending {
    /// The first day of the work that it ended with, where that is known.
    pub const fn first_day_of_work(&self) -> Option<NaiveDate> {
        match self {
            Self::Work { first_day, .. } => *first_day,
            Self::Education | Self::Completed | Self::Stopped | Self::TakenBack { .. } => None,
        }
    }

    /// As events and queries name it.
    pub fn code(&self) -> &str {
        match self {
            Self::Work { .. } => "work",
            Self::Education => "education",
            Self::Completed => "completed",
            Self::Stopped => "stopped",
            Self::TakenBack { reason } => reason,
        }
    }
}

impl Trajectory {
    /// The day its term ends: counted from the start, so that a short month on the way costs nobody a day.
    pub fn ends_on(&self) -> NaiveDate {
        let more = self.extensions.iter().fold(0u32, |sum, extension| sum.saturating_add(extension.months));
        months_after(self.starts_on, self.months.saturating_add(more))
    }

    pub fn is_running(&self) -> bool {
        self.stage == Stage::Running
    }

    /// The same with one term more, within the limits of its instrument.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it has ended, or the policy does not allow it.
    pub fn extend(
        mut self,
        instrument: &Instrument,
        reason: Option<&str>,
        on: NaiveDate,
    ) -> Result<Self, Refusal> {
        if !self.is_running() {
            return Err(ended());
        }
        allow_extension(instrument, self.extensions.len(), reason)?;
        let months = instrument.extension_months;
        self.extensions.push(Extension { on, months, reason: reason.map(str::to_owned) });
        if self.ends_on() < on {
            let reason =
                "Ook met een verlenging is de termijn al voorbij. Leg vast hoe het traject eindigde.";
            return Err(Limit::new("term-over", reason, &instrument.source).into());
        }
        Ok(self)
    }

    /// The same, ended.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it had ended before, or with work that began before it or begins too far ahead.
    pub fn end(mut self, ending: Ending, on: NaiveDate) -> Result<Self, Refusal> {
        if !self.is_running() {
            return Err(ended());
        }
        if let Some(first) = ending.first_day_of_work() {
            self.may_lead_to_work_from(first, on)?;
        }
        self.stage = Stage::Ended { on, ending };
        Ok(self)
    }

    fn may_lead_to_work_from(&self, first: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
        let wrong = |reason: &str, rule| {
            Err(Refusal::invalid(vec![Violation::new("first_day_of_work", reason, rule)]))
        };
        if first < self.starts_on {
            return wrong("mag niet voor het begin van het traject liggen", "not-before-start");
        }
        if first > months_after(today, MOST_MONTHS_AHEAD) {
            return wrong("mag niet meer dan een half jaar vooruit liggen", "not-far-ahead");
        }
        Ok(())
    }
}

fn ended() -> Refusal {
    Refusal::conflict("trajectory-ended", "Dit traject is al afgelopen.")
}
