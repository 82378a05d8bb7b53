//! What claimants must do, and what follows when they do not (Participation Act art. 9, 9a, 18, 18a, 18b, 40, 54).

mod address;
mod duties;
mod fine;
mod language;
mod local;
mod lowering;
mod month;
mod occurrence;
pub(crate) mod of_law;
mod suspension;

pub use address::address_mismatch;
pub use duties::{Duties, ExemptionGround, duties};
pub use fine::{Fine, FineBound, FineKind, fine, fine_ceiling, warning};
pub(crate) use language::with_stated_steps;
pub use language::{LanguageTerms, language_lowering_of, language_terms};
pub use local::{FinePolicy, LocalDuty, LocalMeasure, LoweringPolicy};
pub use lowering::{LoweredMonth, Lowering, LoweringBase, all_lowerings, lowering, lowerings};
pub use month::{
    Coincidence, LOWERING_OPEN, LOWERINGS_MEET, MonthLowering, coincidences, lowering_by_decision,
    lowering_of, lowerings_open,
};
pub use occurrence::Paragraph;
pub use suspension::{Revision, Suspension, SuspensionState, revision, suspension};

#[cfg(test)]
pub(crate) mod tests;
