use chrono::NaiveDate;
use domain::{Caller, CaseId, FactKey, Municipality, PersonId};
use uuid::Uuid;

use super::named::{self, Named};
use super::{
    AnswerForm, Applicant, AskHandling, AskTerms, CompleteIntake, Decided, DocumentInput, KeepPortfolio,
    PartnerGiven, RepresentativeGiven, Submit,
};
use crate::model::{About, Assessment, Claims, Objections, Proof, SearchResult};

/// What intake is asked or told.
pub enum Input {
    Submit(Box<Submit>),
    EndSearch {
        case: CaseId,
        caller: Caller,
        result: SearchResult,
        evidence: Option<String>,
        /// Numbers of the recorded efforts that count.
        counted: Vec<i64>,
    },
    CompleteIntake(Box<CompleteIntake>),
    RecordFacts {
        case: CaseId,
        caller: Caller,
        claims: Claims,
        proof: Option<Proof>,
    },
    /// Answers to the intake form.
    Answer(Box<AnswerForm>),
    /// A claim of an earlier statement was found to be true.
    Verify {
        case: CaseId,
        caller: Caller,
        number: i64,
        key: FactKey,
        proof: Proof,
    },
    /// Facts of an ended case of the same person are taken over.
    Reuse {
        case: CaseId,
        caller: Caller,
        from: CaseId,
        keys: Vec<FactKey>,
        proof: Proof,
    },
    /// Something was done at the gate or at intake.
    Record {
        case: CaseId,
        caller: Caller,
        about: About,
        note: Option<String>,
    },
    /// School comes first.
    ToEducation {
        case: CaseId,
        caller: Caller,
    },
    /// A partner joins.
    Join {
        case: CaseId,
        caller: Caller,
        partner: Box<PartnerGiven>,
    },
    /// The partner left the household.
    Part {
        case: CaseId,
        caller: Caller,
        left_on: NaiveDate,
    },
    /// Someone acts for the applicant.
    Represent {
        case: CaseId,
        caller: Caller,
        by: RepresentativeGiven,
    },
    EndRepresentation {
        case: CaseId,
        caller: Caller,
        id: Uuid,
        until: NaiveDate,
    },
    Assess {
        case: CaseId,
        municipality: Municipality,
        assessment: Assessment,
        /// The objection that was upheld against the decision: a person decides anew.
        objection: Option<String>,
    },
    Close {
        case: CaseId,
        municipality: Municipality,
        reason: String,
    },
    Terms(Box<AskTerms>),
    Handling(Box<AskHandling>),
    /// What was due on a case by today.
    TimePassed {
        case: CaseId,
    },
    /// Another service decided on a case; `None` when it leaves that to a person.
    Decided {
        case: CaseId,
        municipality: Municipality,
        decision: Option<Decided>,
    },
    /// Income gave an advance on this day.
    Advanced {
        case: CaseId,
        municipality: Municipality,
        on: NaiveDate,
    },
    /// What ended the case did not hold.
    Reopen {
        case: CaseId,
        person: PersonId,
        municipality: Municipality,
        intake_complete: bool,
    },
    /// How objections in the case stand.
    NoteObjections {
        case: CaseId,
        municipality: Municipality,
        objections: Objections,
    },
    Document(Box<DocumentInput>),
    Portfolio(Box<KeepPortfolio>),
}

impl Input {
    /// The case it is about; `None` for a new one.
    pub const fn case(&self) -> Option<CaseId> {
        match self {
            Self::Submit(_) => None,
            Self::EndSearch { case, .. }
            | Self::RecordFacts { case, .. }
            | Self::Verify { case, .. }
            | Self::Reuse { case, .. }
            | Self::Record { case, .. }
            | Self::ToEducation { case, .. }
            | Self::Join { case, .. }
            | Self::Part { case, .. }
            | Self::Represent { case, .. }
            | Self::EndRepresentation { case, .. }
            | Self::Assess { case, .. }
            | Self::Close { case, .. }
            | Self::Reopen { case, .. }
            | Self::NoteObjections { case, .. }
            | Self::TimePassed { case }
            | Self::Advanced { case, .. }
            | Self::Decided { case, .. } => Some(*case),
            Self::CompleteIntake(complete) => Some(complete.case),
            Self::Answer(answer) => Some(answer.case),
            Self::Terms(asked) => Some(asked.case),
            Self::Handling(asked) => Some(asked.case),
            Self::Document(input) => Some(input.case()),
            Self::Portfolio(keep) => Some(keep.case),
        }
    }

    /// Every case it looks at.
    pub fn cases(&self) -> impl Iterator<Item = CaseId> {
        let other = match self {
            Self::Reuse { from, .. } => Some(*from),
            _ => None,
        };
        self.case().into_iter().chain(other)
    }

    /// Whoever it names by number.
    pub fn applicants(&self) -> impl Iterator<Item = &Applicant> {
        let (one, other) = match self {
            Self::Submit(submit) => {
                (Some(&submit.applicant), submit.partner.as_ref().map(|partner| &partner.who))
            }
            Self::Join { partner, .. } => (None, Some(&partner.who)),
            _ => (None, None),
        };
        one.into_iter().chain(other)
    }

    /// The documents that it names, with who names them; `None` when it can name none.
    pub fn named(&self) -> Option<(&Caller, Vec<Named>)> {
        let (caller, all) = match self {
            Self::Submit(submit) => (&submit.caller, named::in_submission(submit)),
            Self::CompleteIntake(complete) => {
                (&complete.caller, named::proven(complete.proof.as_ref(), &complete.claims))
            }
            Self::RecordFacts { caller, claims, proof: proof @ Some(_), .. } => {
                (caller, named::proven(proof.as_ref(), claims))
            }
            Self::Verify { caller, key, proof, .. } => (caller, named::as_proof(proof, vec![*key])),
            Self::Reuse { caller, keys, proof, .. } => (caller, named::as_proof(proof, keys.clone())),
            Self::Record { caller, about: About::Effort { document, .. }, .. } => {
                (caller, named::at("document_id", *document))
            }
            Self::Join { caller, partner, .. } => (caller, named::with_partner(partner)),
            Self::Represent { caller, by, .. } => {
                (caller, named::at("representative.document_id", by.document))
            }
            Self::Handling(asked) => (&asked.caller, named::in_handling(&asked.ask)),
            _ => return None,
        };
        Some((caller, all))
    }

    /// Whether it looks at what was recorded at the gate and at intake.
    pub const fn needs_records(&self) -> bool {
        match self {
            Self::Record { about, .. } => {
                matches!(about, About::Vacancy { .. } | About::VacancyResult { .. })
            }
            Self::EndSearch { counted, .. } => !counted.is_empty(),
            Self::CompleteIntake(_) | Self::Answer(_) => true,
            _ => false,
        }
    }

    /// Whether it looks at what was stated before, beside the facts as they stand.
    pub const fn needs_history(&self) -> bool {
        match self {
            Self::Verify { .. }
            | Self::Reuse { .. }
            | Self::Answer(_)
            | Self::CompleteIntake(_)
            | Self::EndSearch { .. }
            | Self::RecordFacts { .. } => true,
            Self::Handling(asked) => asked.states_facts(),
            Self::Assess { assessment, .. } => matches!(assessment, Assessment::Entitlement),
            _ => false,
        }
    }
}
