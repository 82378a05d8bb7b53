//! Trying out a version of a policy on a whole caseload before it is adopted (MO-7, NC-12): who moves and why, what it
//! takes in reviews, places and money, and the income part over the years that the policy states.
//!
//! [`adoption`] says what a version that is taken into use asks of the cases that run.
//!
//! Nothing here does I/O but reading a caseload and writing a list, each from and to what the caller opened.

pub mod adoption;
mod caseload;
mod compare;
pub mod effects;
mod forecast;
pub mod income_part;
mod report;
mod side;

pub use caseload::{Caseload, Fault, Person, Refused, Unreadable};
pub use compare::{Comparison, Moved, Reason, compare};
pub use forecast::{Forecast, forecast};
pub use report::{MovedCase, NoReport, Report, Section, Table, moved_cases, write_list};
pub use side::{Counts, Load, Side, Standing};
