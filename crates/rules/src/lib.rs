#![doc = include_str!("../README.md")]

mod answer;
pub mod assess;
pub mod conduct;
pub mod debt;
pub mod facts;
mod law;
mod local;
mod look;
pub mod means;
pub mod month;
pub mod norm;
mod part;
pub mod read;
pub mod right;
pub mod schemes;
mod share;

pub use answer::{Ask, Missing, Reply, Verdict, answer, fact_tables, question_table, schemas};
pub use local::Local;
pub use look::{Answer, Claimant, Days, Finding, Look, Question, Step, Stop, apply};
pub use part::{Part, PartKind};
pub use share::Share;

#[cfg(test)]
mod testing;
