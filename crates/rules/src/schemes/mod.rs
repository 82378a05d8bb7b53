//! Schemes beside general assistance, each with the same anatomy: `entitled` says whether there is a right and on
//! which ground not, `amount` what it comes to, `assess` both.

mod excluded;
mod fraction;
pub mod income_supplement;
mod lines;
mod local;
mod means;
pub mod minima;
mod national;
mod of_policy;
pub mod older;
pub mod own_means;
pub mod self_employment;
pub mod signal;
pub mod single_earner;
pub mod special_assistance;
pub mod state_pension;
pub mod study_supplement;
pub mod wage_cost_subsidy;

#[cfg(test)]
pub(crate) mod testing;

pub use lines::{Assessed, Right, Ruling};
pub use local::{
    CapitalTest, DurableGoods, GrantedOnce, IncomeSupplementPolicy, IncomeTest, MinimaScheme, Period,
    SchemePolicy, SmallBusinessPolicy, SpecialAssistancePolicy, StudySupplementAmount, StudySupplementPolicy,
    SupplementAmounts,
};
