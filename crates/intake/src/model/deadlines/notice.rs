//! A notice of default: someone says in writing that the decision is late (Awb art. 4:17). Two weeks later a penalty runs for
//! each day without a decision, which a person lays down (Awb art. 4:18).

use chrono::NaiveDate;
use domain::{Refusal, SignalKind, day_in_dutch};
use serde::{Deserialize, Serialize};
use terms::{Kind, Term};

use super::{Deadlines, Law};

/// One that was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultNotice {
    /// The two weeks, from the day on which it was received.
    pub term: Term,
    pub recorded_on: NaiveDate,
    pub recorded_by: String,
}

impl DefaultNotice {
    /// What signals about it are about.
    fn subject(&self) -> String {
        format!("{}-{}", Kind::NoticeOfDefault.code(), self.term.start())
    }
}

/// A signal about a notice: the day on which it is raised, what it is about, and the last day to see to it.
pub(super) type OfNotice = (NaiveDate, SignalKind, String, Option<NaiveDate>);

impl Deadlines {
    /// Someone wrote that the decision is late. The same notice again changes nothing.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is nothing to decide any more, the decision term was not over on that day (Awb art. 4:17(3)),
    /// or another notice started the two weeks already.
    pub fn default_noticed(
        &self,
        received_on: NaiveDate,
        by: &str,
        facts: &domain::Facts,
        law: Law<'_>,
    ) -> Result<Self, Refusal> {
        self.is_running()?;
        if let Some(known) = self.notices.iter().find(|notice| notice.term.ended_on().is_none()) {
            if known.term.start() == received_on {
                return Ok(self.clone());
            }
            let day = day_in_dutch(known.term.start());
            let reason = format!("Er is al een ingebrekestelling, van {day}. Die blijft gelden.");
            return Err(Refusal::conflict("notice-of-default-known", reason));
        }
        let due = self.decision.due(law.calendar);
        if due.is_none_or(|due| received_on <= due) {
            let until = due.map_or_else(
                || "Hij staat stil.".to_owned(),
                |due| format!("Hij loopt tot en met {}.", day_in_dutch(due)),
            );
            let reason = format!(
                "De beslistermijn was op {} nog niet voorbij. {until} Een ingebrekestelling kan pas daarna.",
                day_in_dutch(received_on)
            );
            return Err(Refusal::precondition("decision-term-running", reason));
        }
        let term = Term::by_law(Kind::NoticeOfDefault, received_on, law.national).map_err(|_| {
            Refusal::precondition("term-not-known", "Voor deze dag is de termijn van de wet niet bekend.")
        })?;
        let mut next = self.clone();
        next.notices.push(DefaultNotice { term, recorded_on: law.today, recorded_by: by.to_owned() });
        Ok(next.pass(facts, law))
    }

    /// What was noticed is over once it is decided.
    pub(super) fn notices_ended(&mut self) {
        let Some(decided) = self.decision.ended_on() else { return };
        for notice in self.notices.iter_mut().filter(|notice| notice.term.ended_on().is_none()) {
            let ended = notice.term.end(decided.max(notice.term.start()));
            notice.term = ended.unwrap_or_else(|_| notice.term.clone());
        }
    }

    /// Whether a notice waits for the decision still.
    pub(super) fn awaits_decision_after(&self, subject: &str) -> bool {
        self.open && self.notices.iter().any(|one| one.term.ended_on().is_none() && one.subject() == subject)
    }

    /// To decide within the two weeks, and once they are over to lay down the penalty that runs.
    pub(super) fn of_notices(&self, law: Law<'_>) -> Vec<OfNotice> {
        let open = self.notices.iter().filter(|notice| notice.term.ended_on().is_none());
        open.filter_map(|notice| Some((notice, notice.term.due(law.calendar)?)))
            .flat_map(|(notice, due)| {
                let over = due.succ_opt().unwrap_or(NaiveDate::MAX);
                let decide = (law.today <= due)
                    .then(|| (notice.recorded_on, SignalKind::NoticeOfDefault, notice.subject(), Some(due)));
                decide.into_iter().chain([(over, SignalKind::PenaltyRuns, notice.subject(), None)])
            })
            .collect()
    }
}
