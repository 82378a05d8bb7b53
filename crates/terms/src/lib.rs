#![doc = include_str!("../README.md")]

mod calendar;
mod count;
mod explain;
mod kind;
mod register;
mod restart;
mod span;
mod state;
mod stop;
mod stored;
mod term;

pub use calendar::Calendar;
pub use explain::Line;
pub use kind::Kind;
pub use register::{Entry, Register};
pub use restart::Relaid;
pub use span::{Length, NoTerm, Span, Unit};
pub use state::State;
pub use stop::{Stop, StopReason};
pub use term::{Extension, Reason, Stopping, Term};
