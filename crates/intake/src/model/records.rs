//! What is done at the gate and at intake, each as a record that is never changed.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{CaseId, FactKey, Facts, Refusal, Violation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::choices::choice;
use super::{Application, SearchResult};

choice! {
    /// What someone did to find work or education.
    EffortKind {
        Applied => "applied",
        /// With an agency or the employer's desk.
        Registered => "registered",
        Network => "network",
        Training => "training",
        /// Looked into state-funded education (art. 13(2)(c), 41(5)).
        Education => "education",
        Other => "other",
    }
}

choice! {
    /// What came of an effort so far.
    EffortResult {
        Waiting => "waiting",
        Rejected => "rejected",
        Interview => "interview",
        Accepted => "accepted",
        Nothing => "none",
    }
}

choice! {
    /// What came of a vacancy that was put to the applicant.
    VacancyOutcome {
        Responded => "responded",
        Interview => "interview",
        Hired => "hired",
        /// By the employer.
        Rejected => "rejected",
        /// By the applicant.
        Declined => "declined",
    }
}

choice! {
    /// How rights and duties were told.
    Telling {
        Conversation => "conversation",
        Letter => "letter",
        Digital => "digital",
        Interpreter => "interpreter",
    }
}

/// What a record is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
pub enum About {
    Effort {
        day: NaiveDate,
        kind: EffortKind,
        result: EffortResult,
        document: Option<Uuid>,
    },
    Vacancy {
        day: NaiveDate,
        reference: String,
        regular: bool,
    },
    VacancyResult {
        vacancy: i64,
        day: NaiveDate,
        outcome: VacancyOutcome,
    },
    RightsTold {
        day: NaiveDate,
        how: Telling,
        text_version: String,
    },
    /// What the efforts came to when the search period ended.
    Judgement {
        result: SearchResult,
        counted: Vec<i64>,
    },
}

impl About {
    /// The line in the story.
    pub const fn dutch(&self) -> &'static str {
        match self {
            Self::Effort { .. } => "Inspanning vastgelegd",
            Self::Vacancy { regular: true, .. } => "Vacature voorgelegd: regulier werk",
            Self::Vacancy { regular: false, .. } => "Vacature voorgelegd: gesubsidieerd of beschut werk",
            Self::VacancyResult { .. } => "Resultaat van een vacature vastgelegd",
            Self::RightsTold { .. } => "Rechten en plichten verteld",
            Self::Judgement { .. } => "Inspanningen beoordeeld",
        }
    }
}

/// One record of a case. Written once, never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub case: CaseId,
    /// From 1 within the case, without gaps.
    pub number: i64,
    /// Business day on which it was recorded.
    pub day: NaiveDate,
    pub at: DateTime<Utc>,
    /// The user who recorded it.
    pub by: String,
    pub about: About,
    /// A free text, sealed: it can hold anything.
    pub sealed_note: Option<Vec<u8>>,
}

impl Application {
    /// One more record.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is closed, a vacancy that is not regular comes first for someone who can do regular work
    /// (S0 §3.4.1), it was done before the report, or a result belongs to no vacancy or to a day before it.
    pub fn recorded(&self, about: &About, before: &[Record], facts: &Facts) -> Result<Self, Refusal> {
        if !self.stage.is_open() {
            return Err(self.closed());
        }
        let next = Self { records: self.records + 1, ..self.next() };
        if let About::Vacancy { day, .. } | About::RightsTold { day, .. } = about
            && *day < self.reported_on
        {
            let reason = "ligt voor de melding: wat bij deze aanvraag hoort, komt daarna";
            return Err(Refusal::invalid(vec![Violation::new("day", reason, "days-in-order")]));
        }
        match about {
            About::Vacancy { regular, .. } => {
                let had_regular =
                    before.iter().any(|one| matches!(one.about, About::Vacancy { regular: true, .. }));
                if !regular && !had_regular && !needs_support_at_work(facts) {
                    let reason = "Leg eerst een vacature met regulier werk voor. Alleen voor wie dat werk niet kan doen, kan een andere vacature de eerste zijn.";
                    return Err(Refusal::precondition("regular-work-first", reason));
                }
                Ok(Self { vacancies_offered: self.vacancies_offered.saturating_add(1), ..next })
            }
            About::VacancyResult { vacancy, day, .. } => {
                let offered = before.iter().find(|one| one.number == *vacancy).map(|one| &one.about);
                match offered {
                    Some(About::Vacancy { day: offered_on, .. }) if day < offered_on => {
                        let reason = "ligt voor de dag waarop de vacature is voorgelegd";
                        let violation = Violation::new("day", reason, "days-in-order");
                        Err(Refusal::invalid(vec![violation]))
                    }
                    Some(About::Vacancy { .. }) => Ok(next),
                    _ => Err(Refusal::not_found("vacature bij deze aanvraag")),
                }
            }
            About::RightsTold { day, .. } => {
                Ok(Self { rights_told_on: self.rights_told_on.max(Some(*day)), ..next })
            }
            About::Effort { .. } | About::Judgement { .. } => Ok(next),
        }
    }
}

/// Numbers that are no efforts of the case.
pub fn no_efforts(counted: &[i64], before: &[Record]) -> Vec<Violation> {
    let is_effort = |number: &i64| {
        before.iter().any(|one| one.number == *number && matches!(one.about, About::Effort { .. }))
    };
    let wrong = counted.iter().any(|number| !is_effort(number));
    let reason = "noemt een inspanning die niet is vastgelegd";
    if wrong { vec![Violation::new("counted_efforts", reason, "effort-known")] } else { Vec::new() }
}

fn needs_support_at_work(facts: &Facts) -> bool {
    [FactKey::NeedsSheltered, FactKey::SubsidyGroup, FactKey::JobRegister]
        .iter()
        .any(|key| facts.yes_no(*key) == Some(true))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::fixtures::{day, facts, opening};

    fn vacancy(regular: bool) -> About {
        About::Vacancy { day: day("2026-01-06"), reference: "V-1".into(), regular }
    }

    fn record(number: i64, about: About) -> Record {
        Record {
            case: opening().case,
            number,
            day: day("2026-01-06"),
            at: DateTime::UNIX_EPOCH,
            by: "someone".into(),
            about,
            sealed_note: None,
        }
    }

    fn effort() -> About {
        let (kind, result) = (EffortKind::Applied, EffortResult::Waiting);
        About::Effort { day: day("2026-01-06"), kind, result, document: None }
    }

    #[rstest]
    #[case(true, "", false, Ok(1))]
    #[case(false, "", false, Err("regular-work-first"))]
    #[case(false, "", true, Ok(1))]
    #[case(false, "needs_sheltered=yes", false, Ok(1))]
    #[case(false, "subsidy_group=no, job_register=no", false, Err("regular-work-first"))]
    fn regular_work_comes_first(
        #[case] regular: bool,
        #[case] known: &str,
        #[case] had_regular: bool,
        #[case] expected: Result<u32, &str>,
    ) {
        let before = if had_regular { vec![record(1, vacancy(true))] } else { Vec::new() };
        let open = Application::open(opening(), day("2026-01-05"));
        let next = open.recorded(&vacancy(regular), &before, &facts(known));
        let found = next.map(|next| next.vacancies_offered).map_err(|refusal| refusal.rule);
        assert_eq!(found, expected.map_err(str::to_owned));
    }

    #[rstest]
    #[case(1, "2026-01-06", "")]
    #[case(1, "2026-01-05", "invalid-input")]
    #[case(2, "2026-01-06", "not-found")]
    #[case(3, "2026-01-06", "not-found")]
    fn a_result_belongs_to_a_vacancy(#[case] vacancy_number: i64, #[case] on: &str, #[case] rule: &str) {
        let before = [record(1, vacancy(true)), record(2, effort())];
        let open = Application::open(opening(), day("2026-01-05"));
        let outcome = VacancyOutcome::Hired;
        let about = About::VacancyResult { vacancy: vacancy_number, day: day(on), outcome };
        let refused = open.recorded(&about, &before, &Facts::default()).err().map(|refusal| refusal.rule);
        assert_eq!(refused.unwrap_or_default(), rule);
    }

    #[test]
    fn what_was_done_before_the_report_is_no_part_of_this_intake() {
        let open = Application::open(opening(), day("2026-01-05"));
        let early = About::Vacancy { day: day("2026-01-04"), reference: "V-1".into(), regular: true };
        let told =
            About::RightsTold { day: day("1999-01-01"), how: Telling::Letter, text_version: "2026-1".into() };
        for about in [early, told] {
            let refused = open.recorded(&about, &[], &Facts::default()).unwrap_err();
            assert_eq!(refused.violations[0].rule, "days-in-order");
        }
    }

    #[test]
    fn the_last_day_on_which_rights_were_told_is_kept_and_only_efforts_count() {
        let told = |on: &str| About::RightsTold {
            day: day(on),
            how: Telling::Letter,
            text_version: "2026-1".into(),
        };
        let open = Application::open(opening(), day("2026-01-05"));
        let once = open.recorded(&told("2026-01-07"), &[], &Facts::default()).unwrap();
        let twice = once.recorded(&told("2026-01-06"), &[], &Facts::default()).unwrap();
        assert_eq!((twice.rights_told_on, twice.records), (Some(day("2026-01-07")), 2));
        let closed = open.close("withdrawn", false, day("2026-01-08")).unwrap();
        assert_eq!(
            closed.recorded(&effort(), &[], &Facts::default()).unwrap_err().rule,
            "application-closed"
        );

        let before = [record(1, vacancy(true)), record(2, effort())];
        assert!(no_efforts(&[2], &before).is_empty() && no_efforts(&[], &before).is_empty());
        assert_eq!(no_efforts(&[2, 1], &before)[0].rule, "effort-known");
    }
}
