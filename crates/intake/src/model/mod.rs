//! What intake decides. No I/O, no clock, no randomness.

mod account;
mod acts;
mod again;
mod application;
mod beside;
mod choices;
mod claims;
mod completeness;
mod deadlines;
mod decided;
mod document;
mod education;
mod form;
mod gate;
mod handling;
mod household;
mod known;
mod number;
mod occasion;
pub mod portfolio;
pub mod profiles;
mod records;
mod rules;
mod settled;
mod sharing;
mod standing;
mod submission;

pub use account::account;
pub use acts::{ActsDone, WorkActs, behind_a_title};
pub use again::{Brought, Running, SeenAgain, ended_by_death, never_seen};
pub use application::{Application, Objections, Opening, SearchLifted, Stage};
pub use beside::assistance_claim;
pub use choices::{Assessment, Channel, SearchResult, Situation};
pub use claims::{Claim, Claims, Informant, Proof, Statement, StatementKind, Verified};
pub use deadlines::{
    Asking, Deadlines, Evidence, EvidenceRequest, Law, NoAdvance, Outstanding, Receipt, Supplied,
};
pub use decided::{ApplicationDecision, DecidedOn, NOT_PROCESSED};
pub use document::{Document, DocumentId, Keeping, Scan, Signed, Standing, keeping};
pub use domain::closing_in_dutch;
use education::TO_EDUCATION;
pub use form::{Form, FormAct, FormQuestion, FormRules, FormTopic, form};
pub use gate::{AtTheGate, Undecided, gate, gate_now};
pub use handling::{
    Answer, Asked, Deciding, DeviationState, End, Ground as VisitedOn, Handling, Held, HomeVisit, LettersTo,
    Level, NamedGround, Plan, RiskDeviation, RiskResult, Route, RouteResult, route, score,
};
pub use household::{
    Consent, Ground, Partner, Representative, RepresentativeKind, applicant_twice, fits_household,
    no_such_member, of_partner, of_representative,
};
pub use known::{Earlier, Offer, Offered, months_to_reuse, offer, reuse, school_first_under};
pub use number::CaseNumber;
pub use occasion::{Occasion, Reason};
pub use records::{About, Record, no_efforts};
pub use rules::{Stating, not_theirs, of_claims};
pub use sharing::{shared_for, shared_for_right, shared_since, tells_on_right, without_days};
#[cfg(test)]
pub use standing::lay;
pub use standing::{Recorded, StandingFacts, Stated, known_on, standing, stretches};
pub use submission::Draft;

#[cfg(test)]
pub mod fixtures;
