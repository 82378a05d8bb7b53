//! The advance on assistance while nothing is decided (Participation Act art. 52(1)): at the latest four weeks after the
//! application, and each four weeks after.

use chrono::{Days, NaiveDate};
use domain::{Facts, Refusal, SignalKind};
use policy::National;
use serde::{Deserialize, Serialize};
use terms::{Calendar, Kind, Term};

use super::{Deadlines, Law};

/// No application waits for nearly so many terms of four weeks; a law that gave them no length would end here.
const MOST: usize = 100;

/// What was done in one of the terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdvanceSettled {
    /// Last day of the term.
    pub until: NaiveDate,
    pub on: NaiveDate,
    /// Why none is due; `None`: one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<NoAdvance>,
}

/// Why no advance is due (Participation Act art. 52(1), last sentence).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoAdvance {
    /// The applicant withholds what is needed to decide, and is to blame for it.
    DataWithheld,
    /// It was clear from the application that there is no right.
    ClearlyNoRight,
}

impl NoAdvance {
    /// As a consultant reads it.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::DataWithheld => "de aanvrager geeft verwijtbaar niet wat nodig is om te beslissen",
            Self::ClearlyNoRight => "bij de aanvraag was al duidelijk dat er geen recht is",
        }
    }
}

impl Deadlines {
    /// The terms for an advance up to the one in which a day lies, each beginning where the one before ended; none where
    /// no assistance is asked, and none from the decision on.
    pub fn advances(&self, on: NaiveDate, calendar: &Calendar, national: &National) -> Vec<Term> {
        let mut found = Vec::new();
        let decided = self.decision.ended_on();
        let mut start = self.decision.start();
        // What was granted is paid on while it is decided anew.
        while self.assistance
            && !self.is_decided_anew()
            && found.len() < MOST
            && decided.is_none_or(|day| start < day)
        {
            let Ok(term) = Term::by_law(Kind::Advance, start, national) else { break };
            let Some(until) = term.due(calendar).filter(|until| *until > start) else { break };
            let settled = self.advances_settled.iter().find(|one| one.until == until).map(|one| one.on);
            // What was done before a term began settles it from its first day.
            let ended = settled.or(decided).map(|day| day.max(start)).and_then(|day| term.end(day).ok());
            found.push(ended.unwrap_or(term));
            if until >= on {
                break;
            }
            start = until;
        }
        found
    }

    /// The last days of the terms that nothing was done in yet, oldest first, up to the one in which a day lies.
    fn unsettled(
        &self,
        on: NaiveDate,
        calendar: &Calendar,
        national: &National,
    ) -> Vec<(NaiveDate, NaiveDate)> {
        let days = |term: &Term| Some((term.start(), term.due(calendar)?));
        let open = self.advances(on, calendar, national).into_iter().filter(|term| term.ended_on().is_none());
        open.filter_map(|term| days(&term)).collect()
    }

    /// When someone must see to an advance: so long before the last day as a fact that is missing may take.
    pub(super) fn of_advances(&self, law: Law<'_>) -> Vec<(NaiveDate, String, NaiveDate)> {
        if self.decision.ended_on().is_some() {
            return Vec::new();
        }
        let ahead = Days::new(law.tasks.supply_facts_days.into());
        // Also the next term: its day comes when this one is over.
        let next = law.today.checked_add_days(Days::new(1)).unwrap_or(law.today);
        let last = self
            .advances(law.today, law.calendar, law.national)
            .last()
            .and_then(|term| term.due(law.calendar));
        let on = last.map_or(next, |last| last.succ_opt().unwrap_or(last));
        self.unsettled(on, law.calendar, law.national)
            .into_iter()
            .map(|(start, until)| {
                let warned = until.checked_sub_days(ahead).unwrap_or(until).max(start);
                (warned, subject(until), until)
            })
            .collect()
    }

    /// Whether someone has still to see to the advance of a term.
    pub(super) fn awaits_advance(&self, about: &str) -> bool {
        self.open
            && self.assistance
            && self.decision.ended_on().is_none()
            && self.advances_settled.iter().all(|one| subject(one.until) != about)
    }

    /// An advance was given: it is that of the oldest term without one.
    pub fn advance_given(&self, on: NaiveDate, facts: &Facts, law: Law<'_>) -> Self {
        match self.unsettled(law.today, law.calendar, law.national).first() {
            Some((_, until)) => self.settle_advance(*until, on, None).scheduled(facts, law),
            None => self.clone(),
        }
    }

    /// A person says why no advance is due in the oldest term without one.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the case is closed or decided, no assistance is asked, or nothing waits.
    pub fn no_advance(&self, ground: NoAdvance, facts: &Facts, law: Law<'_>) -> Result<Self, Refusal> {
        self.is_running()?;
        if !self.assistance {
            let reason = "Er is geen bijstand aangevraagd. Dan komt er geen voorschot.";
            return Err(Refusal::precondition("no-assistance-asked", reason));
        }
        let Some((_, until)) = self.unsettled(law.today, law.calendar, law.national).first().copied() else {
            let reason = "Over deze vier weken is al een voorschot gegeven of vastgelegd dat het niet hoeft.";
            return Err(Refusal::conflict("advance-settled", reason));
        };
        Ok(self.settle_advance(until, law.today, Some(ground)).scheduled(facts, law))
    }

    fn settle_advance(&self, until: NaiveDate, on: NaiveDate, ground: Option<NoAdvance>) -> Self {
        let mut next = self.clone();
        next.advances_settled.push(AdvanceSettled { until, on, ground });
        next
    }
}

/// What a signal about the advance of a term is about.
fn subject(until: NaiveDate) -> String {
    format!("advance-{until}")
}

/// The kind of signal that is raised for it.
pub(super) const SIGNAL: SignalKind = SignalKind::AdvanceDue;
