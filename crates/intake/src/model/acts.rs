//! What is done at the intake beside asking: vacancies put to the applicant, rights and duties told.

use chrono::NaiveDate;
use domain::{FactKey, Facts};
use policy::IntakeAct;
use serde::{Deserialize, Serialize};

use super::{About, Application, Record};

/// On which day each act was done last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ActsDone {
    vacancy_offered: Option<NaiveDate>,
    rights_told: Option<NaiveDate>,
}

impl ActsDone {
    /// By what was recorded.
    pub fn by<'r>(recorded: impl IntoIterator<Item = &'r About>) -> Self {
        recorded.into_iter().fold(Self::default(), |done, about| match about {
            About::Vacancy { day, .. } => {
                Self { vacancy_offered: done.vacancy_offered.max(Some(*day)), ..done }
            }
            About::RightsTold { day, .. } => Self { rights_told: done.rights_told.max(Some(*day)), ..done },
            About::Effort { .. } | About::VacancyResult { .. } | About::Judgement { .. } => done,
        })
    }

    /// By the records that were there on a day.
    pub fn known_on(records: &[Record], day: NaiveDate) -> Self {
        Self::by(records.iter().filter(|record| record.day <= day).map(|record| &record.about))
    }

    /// `None`: not yet.
    pub const fn on(&self, act: IntakeAct) -> Option<NaiveDate> {
        match act {
            IntakeAct::VacancyOffered => self.vacancy_offered,
            IntakeAct::RightsTold => self.rights_told,
        }
    }
}

/// Whether an act of a topic that applies is for this household. No vacancy is put to whom the law exempts or who has no
/// capacity to work.
pub fn is_for(act: IntakeAct, facts: &Facts) -> bool {
    match act {
        IntakeAct::VacancyOffered => {
            facts.yes_no(FactKey::Exempted) != Some(true)
                && facts.yes_no(FactKey::LabourCapacity) != Some(false)
        }
        IntakeAct::RightsTold => true,
    }
}

/// What was done to help the applicant to work, as workflow hears it: steps before a decision may rest on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkActs {
    pub vacancy_offered: bool,
    /// In this case: what an earlier one left is looked at again.
    pub portfolio_begun: bool,
    /// No work is asked of this applicant.
    pub not_asked: bool,
}

impl WorkActs {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Application {
    /// What was done to help the applicant to work, by what is known now.
    pub fn work_acts(&self) -> WorkActs {
        WorkActs {
            vacancy_offered: self.vacancies_offered > 0,
            portfolio_begun: self.portfolio_begun_on.is_some(),
            not_asked: !is_for(IntakeAct::VacancyOffered, &self.facts),
        }
    }

    /// The same application once all of that was told; `None` when it was told before.
    pub fn with_acts_told(&self) -> Option<Self> {
        let work_acts_told = self.work_acts();
        (self.work_acts_told != work_acts_told).then(|| Self { work_acts_told, ..self.clone() })
    }
}

/// What was done, behind a title in the story: nothing when nothing was.
pub fn behind_a_title(acts: &[About]) -> String {
    acts.iter().map(|about| format!("; {}", about.dutch().to_lowercase())).collect()
}

#[cfg(test)]
mod tests;
