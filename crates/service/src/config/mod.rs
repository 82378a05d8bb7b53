//! A process's settings: from a file, the environment and flags, with all problems named at once.
//!
//! Read by hand rather than by serde, because serde stops at the first problem.

mod reader;
mod settings;
mod sources;

pub use reader::{Problem, Problems, Reader};
pub use settings::{
    DatabaseSettings, EngineSettings, IssuerSettings, KeySource, LogFormat, Own, Process, Settings,
    TelemetrySettings, TlsSettings,
};
pub use sources::{PREFIX, Sources};

#[cfg(test)]
mod tests;
