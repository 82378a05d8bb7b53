//! Pools and their referrals in the database.

mod entity;
mod migration;
mod queries;
mod referrals;

pub use migration::migrations;
pub use queries::{Listed, Of, find, list, pool_of};
pub use referrals::{load, save};
