#![doc = include_str!("../README.md")]

pub mod config;
pub mod database;
pub mod identity;
pub mod sealing;
pub mod steps;

mod caller;
mod case_terms;
mod client;
mod clock;
mod operation;
mod reflection;
mod request;
mod rooms;
mod serve;
mod start;
mod status;
mod story;
mod telemetry;
mod tell;
mod timers;
mod views;
mod waking;
mod watch;

pub use caller::{CallerLayer, CallerService, caller, identify, identity_status, not_for_status, require};
pub use case_terms::{CaseTerms, KeepsTerms, TermsOf, day_up_to, legal_term};
pub use client::{Line, connect, install_crypto};
pub use clock::{BusinessClock, Days, GoesBack, SimulatedClock, SystemClock, amsterdam_day};
pub use config::Settings;
pub use identity::Identity;
pub use request::{IDEMPOTENCY_KEY, MUNICIPALITY, context, idempotency, on_behalf};
pub use rooms::{Ground, Idle, Rooms, Service, StartError};
pub use serve::{Embedded, House, embed, run};
pub use start::{chain, signals, start};
pub use status::{Refused, RefusedKind, away, fault, not_known, refusal_status, status_of, status_of_store};
pub use telemetry::{MeasureLayer, MeasureService, Telemetry, TelemetryError, serve_page};
pub use tell::tell;
pub use timers::{Due, Look, Timers, fire_timers};
pub use views::Sight;
pub use waking::{Wakeful, Wakings};
pub use watch::{LIVE, READY};
