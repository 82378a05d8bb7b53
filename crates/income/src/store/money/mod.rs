//! The books, payments and runs in the database: loaded and saved many at once.

mod bank;
mod due;
pub(super) mod entity;
mod grants;
mod load;
mod queries;
mod rows;
mod save;
mod slice;
pub mod statements;
#[cfg(test)]
mod stored;

pub use bank::{accounts_of, bank_items, bank_statements, debt_named, load_bank_items};
pub use due::WAKES;
pub use grants::money_decisions;
pub use load::{
    load_accounts, load_all_debts, load_debts, load_decisions, load_payees, load_payer, load_payments,
    load_runs, load_timelines, open_runs,
};
pub use queries::{
    Booking, Calculated, CaseMoney, FoundDifference, case_money, differences, expected, name_of, page_of_run,
    payments_of_run, run, runs, term_sources, working_runs,
};
pub use save::{MoneyWrites, posted, save_money};
pub use slice::{Slice, slice_of};
