//! The words of the field as types. Nothing here does I/O, reads a clock or draws a random number.

mod bsn;
mod choice;
mod closing;
mod explanation;
mod facts;
mod iban;
mod id;
mod moment;
mod money;
mod month;
mod municipality;
mod person;
mod question;
mod refusal;
mod search;
mod signal;
mod wording;

pub use crate::iban::{Iban, InvalidIban};
pub use bsn::{Bsn, InvalidBsn};
pub use choice::{Choice, ChoiceList};
pub use closing::closing_in_dutch;
pub use explanation::{Explanation, TraceInput};
pub use facts::{Fact, FactKey, FactKind, FactSource, FactValue, Facts, InvalidFact};
pub use id::{
    CaseId, CaseKind, DeviationId, DeviationKind, Id, InvalidId, ObjectionId, ObjectionKind, PersonId,
    PersonKind, PlaceId, PlaceKind, ReferralId, ReferralKind, TaskId, TaskKind, TrajectoryId, TrajectoryKind,
};
pub use moment::{Moment, age_on, day_in_dutch, months_after, weeks_after};
pub use money::{Cents, InvalidCents, Rounding};
pub use month::{InvalidMonth, Month};
pub use municipality::{InvalidMunicipality, Municipality};
pub use person::{Caller, Direction, InvalidRole, Role};
pub use question::HangsOn;
pub use refusal::{Refusal, RefusalKind, Violation};
pub use search::SearchPeriod;
pub use signal::SignalKind;
pub use wording::{optional_wording, wording};
