//! What is stated in a case: at its intake and after, and what stands by that.

use std::borrow::Cow;

use chrono::NaiveDate;
use domain::{FactKey, Facts, Refusal};

use super::{Application, Stage, needs_care};
use crate::model::acts::ActsDone;
use crate::model::claims::Statement;
use crate::model::completeness::asks_assistance;
use crate::model::form::{FormRules, form};
use crate::model::standing::{self, Recorded, lay, standing};
use crate::model::{Level, rules};

impl Application {
    /// The intake is done.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] unless it awaits its intake; or with all contradictions, all questions and acts of the form that it
    /// still waits for, and all that is to be settled first at this `level` of verification.
    pub fn complete_intake(
        &self,
        stated: &Statement,
        history: &[Statement],
        done: &ActsDone,
        asks: &FormRules<'_>,
        level: Option<&Level>,
    ) -> Result<Self, Refusal> {
        let today = stated.day;
        match &self.stage {
            Stage::Intake => {}
            Stage::Searching { .. } => {
                let reason =
                    "De zoektermijn is nog niet afgesloten. Leg eerst vast wat die heeft opgeleverd.";
                return Err(Refusal::precondition("search-not-ended", reason));
            }
            Stage::Complete { .. } => {
                return Err(Refusal::conflict("intake-already-complete", "De intake is al afgerond."));
            }
            Stage::Closed { .. } => return Err(self.closed()),
        }
        let recorded = self.after(stated, history);
        let mut violations = rules::contradictions(&recorded.facts, today);
        violations.extend(form(asks, &recorded.facts).done(done).lacking());
        let all: Vec<_> = history.iter().chain([stated]).cloned().collect();
        // What is not known is not verified either: it is named once.
        let mut left = self.unsettled(&all, level, today);
        left.retain(|one| violations.iter().all(|named| named.field != one.field));
        violations.extend(left);
        if !violations.is_empty() {
            return Err(Refusal::invalid(violations));
        }
        let stage = Stage::Complete { on: today };
        Ok(Self { stage, ..self.with(recorded, self.statements + 1) })
    }

    /// New or changed facts, or facts that were verified; gives the keys that have another value now. `history` is
    /// every earlier statement; without it, while the facts hold by themselves and nothing was verified, it is not seen
    /// whether sources disagree.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is closed, or the facts would contradict each other.
    pub fn record_facts(
        &self,
        stated: &Statement,
        history: &[Statement],
    ) -> Result<(Self, Vec<FactKey>), Refusal> {
        if !self.stage.is_open() {
            return Err(self.closed());
        }
        let recorded = self.after(stated, history);
        let violations = rules::contradictions(&recorded.facts, stated.day);
        if !violations.is_empty() {
            return Err(Refusal::invalid(violations));
        }
        let changed = recorded.changed.clone();
        Ok((self.with(recorded, self.statements + 1), changed))
    }

    /// The facts that hold on a day, by every statement there is.
    pub fn facts_on(&self, history: &[Statement], day: NaiveDate) -> Cow<'_, Facts> {
        if self.facts_until.is_none_or(|until| day <= until) {
            Cow::Borrowed(&self.facts)
        } else {
            Cow::Owned(standing(history, day, day).facts)
        }
    }

    /// With the facts of today, and the keys that have another value now, once some began or lapsed since they were looked
    /// at; `None` while what was known still holds.
    pub fn turned(&self, history: &[Statement], today: NaiveDate) -> Option<(Self, Vec<FactKey>)> {
        self.facts_until.filter(|until| *until < today && self.stage.is_open())?;
        let now = standing(history, today, today);
        let changed = standing::changed(&self.facts, &now.facts);
        let contested = Some(now.contested);
        let turned = Recorded { facts: now.facts, changed, until: now.until, contested };
        let changed = turned.changed.clone();
        Some((self.with(turned, self.statements), changed))
    }

    /// Facts of which sources contradict each other on a day, and nobody has looked into it.
    pub fn contested_on(&self, history: &[Statement], day: NaiveDate) -> Vec<FactKey> {
        standing(history, day, day).contested
    }

    /// The facts after one more statement.
    pub fn facts_after(&self, stated: &Statement, history: &[Statement]) -> Facts {
        self.after(stated, history).facts
    }

    fn after(&self, stated: &Statement, history: &[Statement]) -> Recorded {
        let is_whole = i64::try_from(history.len()).is_ok_and(|told| told == self.statements);
        if self.facts_until.is_none() && stated.verified.is_empty() && !is_whole {
            return lay(&self.facts, &stated.claims, stated.day);
        }
        let mut all = history.to_vec();
        all.push(stated.clone());
        let now = standing(&all, stated.day, stated.day);
        let changed = standing::changed(&self.facts, &now.facts);
        Recorded { facts: now.facts, changed, until: now.until, contested: Some(now.contested) }
    }

    /// With what stands now, after so many statements.
    fn with(&self, recorded: Recorded, statements: i64) -> Self {
        let Recorded { facts, until, contested, .. } = recorded;
        let contested = match contested {
            Some(keys) => {
                let since = |key: &FactKey| self.contested.get(key).copied().unwrap_or(statements);
                keys.into_iter().map(|key| (key, since(&key))).collect()
            }
            None => self.contested.clone(),
        };
        let care_signal = needs_care(&facts).then(|| self.care_signal.unwrap_or(statements));
        let assistance_asked_on = self.assistance_asked_by(&facts);
        Self {
            assistance_asked_on,
            facts,
            facts_until: until,
            care_signal,
            contested,
            statements,
            ..self.next()
        }
    }

    /// Since when assistance is asked in a case that ran for support only.
    fn assistance_asked_by(&self, facts: &Facts) -> Option<NaiveDate> {
        match (self.asks_assistance(), asks_assistance(facts)) {
            (false, true) if matches!(self.stage, Stage::Complete { .. }) => {
                facts.get(FactKey::AssistanceRequested).map(|fact| fact.stated_on.max(self.reported_on))
            }
            (true, true) => self.assistance_asked_on,
            _ => None,
        }
    }
}
