//! What intake decides. No I/O, no clock, no randomness.

mod account;
mod application;
mod choices;
mod claims;
mod completeness;
mod deadlines;
mod document;
mod gate;
mod number;
mod rules;
mod sharing;
mod submission;

pub use account::account;
pub use application::{Application, Opening, Stage};
pub use choices::{Assessment, Channel, SearchResult, Situation};
pub use claims::{Statement, StatementKind};
pub use completeness::missing;
pub use deadlines::{Asking, Deadlines, EvidenceRequest, Law, Receipt};
pub use document::{Document, DocumentId, Keeping, Scan, Signed, Standing, keeping};
pub use domain::closing_in_dutch;
pub use gate::{Undecided, gate};
pub use number::CaseNumber;
pub use rules::{Stating, of_claims};
pub use sharing::{shared_for, without_days};
pub use submission::Draft;

#[cfg(test)]
pub mod fixtures;
