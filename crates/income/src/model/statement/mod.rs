//! What client, consultant and controller want to see: derived from the books each time, kept nowhere. Pure.

mod annual;
mod books;
mod claimed;
mod collection;
mod controller;
mod debts;
mod decisions;
mod grants;
mod month;
mod month_page;
mod month_parts;
mod page;
mod person_debts;
mod recourse;
mod unused;
mod verify;
mod words;

#[cfg(test)]
mod tests;

pub use annual::{AnnualStatement, Movement, annual};
pub use books::{Books, Entry, Fault, Order};
pub use collection::{Advice, Scoring};
pub use controller::{AccountMonth, Compared, OpenItem, OpenItems, RunRow, StatusTotal, TrialBalance};
pub use debts::{DebtRow, DebtStatement, debts};
pub use decisions::{CourtTerm, DecisionRow, DecisionStatement, MoneyRow, Remedy, decisions};
pub use grants::{GrantStatement, SchemeMonth};
#[cfg(test)]
pub use month::DueKind;
pub use month::{Due, MonthSpecification, VersionRow, month};
pub use person_debts::PersonDebts;
pub use recourse::RecourseStatement;
pub use unused::{Household, Unused, Wanted};
pub use verify::{Checked, Sources, verify};

pub use page::Readable;
pub use words::{account_in_dutch, debt_in_dutch, due_in_dutch};
