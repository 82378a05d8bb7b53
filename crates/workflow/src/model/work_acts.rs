//! What intake did to help someone to work, as far as steps before a decision rest on it (WF-4).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::process::Process;

/// As intake tells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkActsTold {
    pub vacancy_offered: bool,
    pub portfolio_begun: bool,
    /// Neither is asked of this applicant.
    pub not_asked: bool,
}

/// As the process keeps it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkActs {
    /// The day on which it was told that a vacancy was put to the applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vacancy_offered: Option<NaiveDate>,
    /// The day on which it was told that the portfolio was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portfolio_begun: Option<NaiveDate>,
    /// Neither is asked of this applicant.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_asked: bool,
}

/// Why neither is asked of someone.
pub(super) const NO_WORK_ASKED: &str = "Van deze aanvrager wordt geen werk gevraagd: er is een ontheffing van de arbeidsplicht, of er is geen arbeidsvermogen.";

/// What an event says of it. What was done stays done.
pub(super) fn take_in(process: &mut Process, event: &Event, day: NaiveDate) {
    let (Event::ApplicationReceived { acts: Some(told), .. }
    | Event::IntakeCompleted { acts: Some(told), .. }
    | Event::WorkActsShown { acts: told }) = event
    else {
        return;
    };
    let known = process.work_acts.unwrap_or_default();
    process.work_acts = Some(WorkActs {
        vacancy_offered: known.vacancy_offered.or(told.vacancy_offered.then_some(day)),
        portfolio_begun: known.portfolio_begun.or(told.portfolio_begun.then_some(day)),
        not_asked: told.not_asked,
    });
}
