//! The search period (Participation Act art. 41(4)): what came of it, and whether there is one.

use chrono::NaiveDate;
use domain::{Explanation, Refusal, SearchPeriod};

use super::{Application, SearchLifted, Stage};
use crate::model::SearchResult;
use crate::model::gate::AtTheGate;

impl Application {
    /// What came of the search period.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] unless it is searching; or when the period still runs, the intake would go on, and the facts as
    /// they stand now have not `lifted` the period (Participation Act art. 41(4), (11)).
    pub fn end_search(&self, result: SearchResult, lifted: bool, today: NaiveDate) -> Result<Self, Refusal> {
        let Stage::Searching { until, intake_complete } = self.stage else {
            return Err(self.not_searching());
        };
        let stage = match result.prevention() {
            Some(because) => Stage::Closed { on: today, because: because.into() },
            None if today <= until && !lifted => {
                let reason = format!(
                    "De zoektermijn loopt tot en met {}. Daarna kan de intake verder.",
                    until.format("%d-%m-%Y")
                );
                return Err(Refusal::precondition("search-period-running", reason));
            }
            None if intake_complete => Stage::Complete { on: today },
            None => Stage::Intake,
        };
        let search_until = self.search_until.filter(|_| !lifted);
        Ok(Self { stage, search: Some(result), search_until, statements: self.statements + 1, ..self.next() })
    }

    /// The search period is over on a day; from the next on it waits for who judges it.
    pub fn search_is_over(&self, today: NaiveDate) -> bool {
        matches!(self.stage, Stage::Searching { until, .. } if until < today)
    }

    /// With why the search period fell away.
    pub fn lifted(self, why: &Explanation, today: NaiveDate) -> Self {
        let (text, source) = (why.text.clone(), why.source.clone());
        Self { search_lifted: Some(SearchLifted { on: today, why: text, source }), ..self }
    }

    /// What the gate, decided anew, means before the intake is complete: a search period falls away, or comes after all
    /// while it is not over yet. `None` when it stays as it is; a period that was judged is not asked again.
    pub fn at_the_gate(&self, until: Option<NaiveDate>, today: NaiveDate) -> Option<(Self, AtTheGate)> {
        let (stage, moved) = match (&self.stage, until) {
            (Stage::Searching { intake_complete: true, .. }, None) => {
                (Stage::Complete { on: today }, AtTheGate::Lifted)
            }
            (Stage::Searching { .. }, None) => (Stage::Intake, AtTheGate::Lifted),
            (Stage::Intake, Some(until)) if self.search_until.is_none() && today <= until => {
                (Stage::Searching { until, intake_complete: false }, AtTheGate::Started(until))
            }
            // Asked beside support, which goes on meanwhile.
            (Stage::Complete { .. }, Some(until))
                if self.asks_beside() && self.search_until.is_none() && today <= until =>
            {
                (Stage::Searching { until, intake_complete: true }, AtTheGate::Started(until))
            }
            _ => return None,
        };
        let (search, search_lifted) = (None, None);
        Some((Self { stage, search_until: until, search, search_lifted, ..self.clone() }, moved))
    }

    /// First day on which it is handled: the application, or the day after the search period.
    pub fn handled_from(&self) -> NaiveDate {
        let after = self.search_until.map(|until| SearchPeriod::until(until).handled_from());
        after.map_or(self.applied_on, |first| first.max(self.applied_on))
    }

    fn not_searching(&self) -> Refusal {
        if self.stage.is_open() {
            Refusal::precondition("not-searching", "Er loopt geen zoektermijn voor deze aanvraag.")
        } else {
            self.closed()
        }
    }
}
