use chrono::NaiveDate;
use domain::{DeviationId, Explanation, FactKey, SignalKind, TrajectoryId};

use super::{Assignment, Client, Ending};

/// What happened, for other services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    CategoryAssigned {
        assignment: Box<Assignment>,
        /// Key of the category before.
        previous: Option<String>,
        /// Percent of the minimum wage.
        earning_capacity: Option<u32>,
    },
    CategoryNeedsPerson {
        missing: Vec<FactKey>,
        rule: String,
    },
    DeviationProposed {
        id: DeviationId,
        by: String,
    },
    DeviationSettled {
        id: DeviationId,
        confirmed: bool,
    },
    TrajectoryStarted {
        id: TrajectoryId,
        instrument: String,
        ends_on: NaiveDate,
    },
    TrajectoryRefused {
        rule: String,
    },
    TrajectoryEnded {
        id: TrajectoryId,
        ending: Ending,
    },
    TrajectoriesClosed,
    /// Someone must see to it.
    SignalRaised {
        signal: SignalKind,
        subject: String,
    },
    /// It is no longer so.
    SignalSettled {
        signal: SignalKind,
        subject: String,
    },
}

/// A line of the case's story: a Dutch title without personal data, and the reason.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    pub title: String,
    pub explanation: Option<Explanation>,
}

impl Line {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), explanation: None }
    }

    #[must_use]
    pub fn because(mut self, explanation: Explanation) -> Self {
        self.explanation = Some(explanation);
        self
    }
}

/// What came of a decision.
#[derive(Clone, Default)]
pub struct Decided {
    /// The new state; `None` when nothing changed.
    pub client: Option<Client>,
    pub events: Vec<Event>,
    pub story: Vec<Line>,
}

impl Decided {
    /// Nothing changed, nothing to tell.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// A new state, one version on.
    pub fn changed(mut client: Client) -> Self {
        client.version += 1;
        Self { client: Some(client), ..Self::default() }
    }

    #[must_use]
    pub fn tell(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    #[must_use]
    pub fn line(mut self, line: Line) -> Self {
        self.story.push(line);
        self
    }
}
