//! What statements are made from: the books of cases, and sums over a municipality. Locks nothing.

mod books;
mod households;
mod open;
mod totals;

pub use books::{books, cases_behind, cases_of, cases_of_person, decisions, sources};
pub use households::households_behind;
pub use open::{open_payments, payables};
pub use totals::{paid_by_bank, trial_balance};
