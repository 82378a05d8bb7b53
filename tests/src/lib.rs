#![doc = include_str!("../README.md")]

mod case;
mod command_line;
mod expectation;
mod http;
mod installation;
mod person;
mod policies;
mod world;

pub use case::Case;
pub use command_line::{CommandLine, Said};
pub use expectation::{Expectation, Led, Sheltered, tenant_of};
pub use http::{Answer, Http};
pub use installation::{Production, Servers, binaries, servers};
pub use person::{Who, tells_of_someone};
pub use policies::{few_places, newer_version, policies_of_the_repository, tenants};
pub use world::{FIRST_DAY, World};

/// A test of something that went otherwise than it should, as an error with what was seen.
#[macro_export]
macro_rules! check {
    ($holds:expr, $($why:tt)+) => { anyhow::ensure!($holds, $($why)+) };
}
