#![doc = include_str!("../README.md")]

pub mod applicants;
pub mod baseline;
pub mod client;
pub mod drive;
pub mod lockstep;
pub mod measure;
pub mod places;
pub mod processes;
pub mod report;
pub mod watch;
