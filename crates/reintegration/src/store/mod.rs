//! Clients and the history of their categories: loaded and saved many at once.

mod clients;
mod entity;
mod migration;

pub use clients::{find, load, save};
pub use migration::migrations;
