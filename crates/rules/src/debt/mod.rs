//! What is paid back, how, and by whom (Participation Act art. 58-62i), and the penalty for a late decision.

mod claim;
mod late;
mod limitation;
mod local;
mod plan;
mod protected;
mod recourse;
mod score;
mod stop;
mod work;

pub use claim::{
    Debtors, Offset, PastOffset, Recoverable, debtors, offset_duty, offset_past_income, recovery,
};
pub use late::{LatePenalty, late_penalty};
pub use limitation::{Limitation, limitation};
pub use local::{CollectionBand, CollectionFactor, CollectionScorecard, ScoreRow};
pub use plan::{Instalment, InstalmentPart, InstalmentPlan, instalment_plan};
pub use protected::{protected_level, room};
pub use recourse::{Recourse, recourse};
pub use score::{CollectionScore, ScoreReason, collection_score};
pub use stop::{StopGround, arrangement_allowed, fine_remission, may_stop};
pub use work::{WorkTest, work_pays};

#[cfg(test)]
mod tests;
