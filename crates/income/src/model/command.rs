//! What this service is asked to decide.

use chrono::NaiveDate;
use domain::{CaseId, Cents, Explanation, FactKey, Facts, Municipality, ObjectionId, PersonId};
use serde::{Deserialize, Serialize};

/// The command to assess a right on these facts.
#[derive(Debug, Clone)]
pub struct AssessEntitlement {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    /// The day of the report (melding).
    pub reported_on: NaiveDate,
    /// The day of the application (aanvraag), when it was told apart.
    pub applied_on: Option<NaiveDate>,
    /// Too little was done to find work or education in the search period (art. 43(4)).
    pub searched_too_little: bool,
    pub facts: Facts,
    /// The facts as they held one after another since the report, each from a day on; nothing where those of now held all
    /// along.
    pub since_report: Vec<(NaiveDate, Facts)>,
    /// The objection that was upheld against the decision before: a person decides anew (Awb art. 7:11(2)).
    pub objection: Option<ObjectionId>,
    /// Of which sources contradict each other: nothing is decided by them.
    pub contested: Vec<FactKey>,
    /// What people call the case by.
    pub number: Option<String>,
    /// An earlier report that counts.
    pub counted: Option<EarlierReport>,
}

/// The report for a scheme that was refused, which counts for assistance (Participation Act art. 43(6)), and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierReport {
    pub on: NaiveDate,
    pub why: Explanation,
}

/// An application that nobody decides on yet, as intake tells it.
#[derive(Debug, Clone)]
pub struct NoteApplication {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    /// When it came; `None`: nothing is asked any more.
    pub applied: Option<Applied>,
    /// What is known so far.
    pub facts: Facts,
    /// What people call the case by.
    pub number: Option<String>,
}

/// The days of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// The report (melding), from which a right runs at the earliest.
    pub reported_on: NaiveDate,
    /// The application (aanvraag), from which advances are counted (art. 52(1)).
    pub applied_on: NaiveDate,
}

impl AssessEntitlement {
    /// Its days; the report is the application where that was not told apart.
    pub fn applied(&self) -> Applied {
        let applied_on = self.applied_on.unwrap_or(self.reported_on);
        Applied { reported_on: self.report_that_counts(), applied_on }
    }

    /// The day of the report from which a right runs at the earliest (art. 43(6), 44(2)).
    pub fn report_that_counts(&self) -> NaiveDate {
        self.counted.as_ref().map_or(self.reported_on, |earlier| earlier.on)
    }

    /// The report that counts and the one that was made: what was stated from either on before is told anew from it.
    pub fn reports(&self) -> [NaiveDate; 2] {
        [self.report_that_counts(), self.reported_on]
    }
}

/// The command to end a benefit.
#[derive(Debug, Clone)]
pub struct EndBenefit {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    /// A code of workflow: `withdrawn`, `outflow-work`.
    pub reason: String,
    /// First day without a right.
    pub from_day: NaiveDate,
    /// What a person wrote on why it ends; empty where nobody did.
    pub written: String,
}

/// What a person decides where the rules leave it to a person.
#[derive(Debug, Clone)]
pub struct DecideEntitlement {
    pub case: CaseId,
    pub municipality: Municipality,
    pub verdict: Verdict,
    /// First day of the right, where the person may choose one (art. 43(6), 44(3), 44(5)); `None`: the day by rule.
    pub from_day: Option<NaiveDate>,
    /// An earlier report that counts.
    pub counted: Option<EarlierReport>,
    /// Plain Dutch, by the person.
    pub reasons: String,
}

/// A person's yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Assistance per month, above nil.
    Grant(Cents),
    Deny,
}
