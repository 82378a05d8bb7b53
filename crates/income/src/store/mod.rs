//! Entitlements and their decisions in the database.

mod entitlements;
mod entity;
mod migration;
pub mod money;
mod queries;

pub use entitlements::{load, read_some, save};
pub use migration::migrations;
pub use queries::{Found, find};
