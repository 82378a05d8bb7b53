//! The files that go to the bank and come back: written, read and checked, without I/O of its own, a clock or chance.
//!
//! * [`transfer`]: a credit transfer initiation (`pain.001.001.09`), written while it is made, in flat memory;
//! * [`status`]: the bank's answer (`pain.002.001.10`): what it took, paid or rejected;
//! * [`statement`]: the bank's statement of an account (`camt.053`, versions 08 and 02), with returned payments;
//! * [`EndToEndId`]: the name of one payment, made from what it pays, so that it is never paid twice.
//!
//! Sources: the messages of ISO 20022; *SEPA Credit Transfer Scheme Customer-to-PSP Implementation Guidelines*
//! (European Payments Council, EPC132-08) for what a SEPA payment may hold; EPC217-08 for its characters.

mod code;
mod end_to_end;
mod latin;
mod read;
mod reason;
pub mod statement;
pub mod status;
mod text;
mod totals;
pub mod transfer;

pub use code::{Bic, CreditorReference, InvalidCode, Purpose, Reference};
pub use end_to_end::{EndToEndId, InvalidEndToEndId, PaymentKind};
pub use read::{Limits, ReadError, Wrong};
pub use reason::{Code, Reason, reason_in_dutch};
pub use text::{Changes, InvalidText, Message, Name, Private};
pub use totals::Totals;

/// The examples in the README are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
