//! A fine (Participation Act art. 18a) before it becomes a debt: the amount is that of the rule, and a higher one asks a
//! report, a hearing and a second person (Awb art. 5:53, 10:3(4)).

use chrono::NaiveDate;
use domain::{Cents, Explanation, Refusal, Violation, day_in_dutch};
use policy::National;
use rules::conduct::{FineKind, fine, fine_ceiling};
use rules::facts::Facts;
use rules::{Days, Finding, Local, Question, Step};
use serde::{Deserialize, Serialize};

use super::account::CaseAccount;

/// What was reported of a breach of the duty to inform, before a fine is decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FineReport {
    /// Who made it; another decides.
    pub by: String,
    pub reported_on: NaiveDate,
    /// The last day on which the duty was broken.
    pub committed_on: NaiveDate,
    /// The day on which the resident was heard, or could have been.
    pub heard_on: NaiveDate,
    /// The last day to decide on the fine (Awb art. 5:51).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide_by: Option<NaiveDate>,
    /// Who decides is warned on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_on: Option<NaiveDate>,
    /// They were.
    #[serde(default)]
    pub warned: bool,
}

impl FineReport {
    /// A report of today.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the breach or the hearing has yet to come, or the hearing came before the breach.
    pub fn made(
        by: &str,
        (committed_on, heard_on): (NaiveDate, NaiveDate),
        today: NaiveDate,
    ) -> Result<Self, Refusal> {
        let mut wrong = Vec::new();
        for (field, day) in [("committed_on", committed_on), ("heard_on", heard_on)] {
            if day > today {
                wrong.push(Violation::new(field, "ligt in de toekomst", "day-ahead"));
            }
        }
        if heard_on < committed_on {
            wrong.push(Violation::new("heard_on", "ligt voor de overtreding", "heard-after-breach"));
        }
        if !wrong.is_empty() {
            return Err(Refusal::invalid(wrong));
        }
        let (decide_by, warn_on, warned) = (None, None, false);
        Ok(Self { by: by.to_owned(), reported_on: today, committed_on, heard_on, decide_by, warn_on, warned })
    }
}

/// A fine that someone wants to lay down.
#[derive(Clone, Copy)]
pub struct FineAsked<'a> {
    pub account: &'a CaseAccount,
    /// What is known of the household today.
    pub facts: &'a Facts,
    pub cents: Cents,
    pub by: &'a str,
    pub national: &'a National,
    pub local: &'a Local,
    pub today: NaiveDate,
}

impl FineAsked<'_> {
    /// How the rule comes to this fine. Where it leaves the amount to a person, no more than the law and what the resident can pay
    /// allow.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] that names the rule: facts are missing, there is no fine, the amount is another, or report, hearing
    /// and second person are.
    pub fn check(self) -> Result<Explanation, Refusal> {
        let facts = self.account.state.with_warnings(self.facts);
        let committed = facts.conduct.fine.committed_on.as_ref().map(|stated| stated.value);
        if committed.is_some_and(|day| self.account.state.warned.contains_key(&day)) {
            let reason =
                "Voor deze overtreding is al een waarschuwing gegeven. Daarnaast komt er geen boete.";
            return Err(Refusal::precondition("warning-known", reason));
        }
        let days = Days { assessed: self.today, decided: self.today, known: self.today };
        let question = Question { facts: &facts, national: self.national, days };
        let Step { finding, explanation } = fine(question, self.local.fine.as_ref());
        match finding {
            Finding::FactMissing(paths) => return Err(missing(&paths)),
            Finding::Value(found) if found.kind != FineKind::Fine => {
                return Err(Refusal::precondition("fine-18a", explanation.text));
            }
            Finding::NotApplicable => return Err(Refusal::precondition("fine-18a", explanation.text)),
            Finding::Value(found) => {
                if self.cents != found.amount {
                    let reason = format!("is niet wat de wet geeft: {}", explanation.text);
                    return Err(Refusal::invalid(vec![Violation::new("cents", reason, "fine-18a")]));
                }
                if found.report_and_hearing {
                    self.reported()?;
                }
            }
            Finding::PersonDecides => {
                let most = self.most(question)?;
                if self.cents > most {
                    let reason = format!("is meer dan een boete hier kan zijn: {most}");
                    return Err(Refusal::invalid(vec![Violation::new("cents", reason, "fine-18a")]));
                }
                self.reported()?;
            }
        }
        Ok(explanation)
    }

    /// What bounds a fine that a person sets.
    fn most(&self, question: Question<'_>) -> Result<Cents, Refusal> {
        let Step { finding, explanation } = fine_ceiling(question, self.local.fine.as_ref());
        match finding {
            Finding::Value(most) => Ok(most),
            Finding::FactMissing(paths) => Err(missing(&paths)),
            Finding::NotApplicable | Finding::PersonDecides => {
                Err(Refusal::precondition("fine-18a", explanation.text))
            }
        }
    }

    /// Reported and heard, and by another than who decides now.
    fn reported(&self) -> Result<(), Refusal> {
        let committed = self.facts.conduct.fine.committed_on.as_ref().map(|stated| stated.value);
        let report = self.account.state.fine_report.as_ref();
        let Some(report) = report.filter(|report| Some(report.committed_on) == committed) else {
            let of = committed
                .map_or_else(String::new, |day| format!(" over de overtreding van {}", day_in_dutch(day)));
            let reason = format!(
                "Voor deze boete is eerst een rapport nodig{of}, en moet de bewoner zijn zienswijze kunnen geven \
                 (Awb artikel 5:53)."
            );
            return Err(Refusal::precondition("fine-report-5-53", reason));
        };
        if report.by == self.by {
            let reason = "Wie het rapport maakte, legt de boete niet op (Awb artikel 10:3 lid 4). Een tweede persoon beslist.";
            return Err(Refusal::precondition("second-person-10-3", reason));
        }
        Ok(())
    }
}

/// What must be stated before a fine or a warning can be judged.
pub(super) fn missing(paths: &[String]) -> Refusal {
    let names: Vec<_> = paths.iter().map(|path| Facts::in_dutch(path)).collect();
    let reason = format!("Een boete wordt getoetst aan artikel 18a. Leg eerst vast: {}.", names.join(", "));
    Refusal::precondition("fine-18a", reason)
}
