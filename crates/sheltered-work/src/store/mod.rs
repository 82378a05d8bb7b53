//! Pools, places and indications in the database.

mod entity;
mod migration;
mod places;
mod queries;
mod rows;
mod wakes;

pub use migration::migrations;
pub use places::{load, save};
pub use queries::{Page, asked, find, places, waiting};
pub use wakes::WAKES;
