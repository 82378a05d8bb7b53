//! From a right to money: months, the books of a case, payment orders, runs and what the bank answers. Pure.

mod account;
mod advance;
mod against;
mod bank;
mod bank_file;
mod death;
mod debt_payment;
mod decide;
mod decided;
mod difference;
mod due;
mod fine;
mod grant;
mod grant_asked;
mod grant_beside;
mod grant_month;
mod grant_run;
mod grant_settled;
mod instalment;
mod kept;
mod ledger;
mod measure;
mod months;
mod orders;
mod owed;
mod payment;
mod recourse;
mod recourse_asked;
mod recovery;
mod repair;
mod reverse;
mod run;
mod scheme;
mod settled;
mod suspension;
mod unstated;
mod waits;
mod write_off;

#[cfg(test)]
pub mod tests;

pub use account::{
    AccountState, CaseAccount, CaseName, Corrected, Debt, DebtKind, Fixed, Instalment, Stated,
};
pub use advance::AdvanceAsked;
pub use against::{Against, BY_OBJECTION};
pub use bank::{BankAnswer, Booked};
pub use bank_file::{Answered, BankItem, BankItemKind, BankStatement, ItemDone, Laid};
pub use death::{last_day_of_right, left_behind_is_open};
pub use debt_payment::{BookedPayment, DebtPaid, DebtPaymentAsked, DebtReceipt};
pub use decide::{CaseInRun, CaseResult, RunDay, Version, decide, fail};
pub use decided::{RECOVERY_DECIDED, debt_decision, decision, recovery_decision};
pub use difference::{Difference, DifferenceKind};
pub use fine::{FineAsked, FineReport};
pub use grant::{Grant, GrantFixed, GrantForm, GrantTerms, GrantVersion, Matter, MoneyDecision, WageTax};
pub use grant_asked::{DecidedGrant, EndAsked, GrantAsked};
pub use grant_month::GrantMonth;
pub use grant_settled::{GrantSettled, SettleAsked};
pub use instalment::{Agreed, InstalmentAsked, InstalmentSet, InstalmentWanted};
pub use kept::legal_terms;
pub use ledger::{Account, Posting, Reason};
pub use measure::{MeasuresAsked, reverse_measure};
pub use months::{Law, calculate};
pub use orders::{Payee, PayeeAccount};
pub use owed::decide_debt;
pub use payment::{Payment, PaymentKey, PaymentStatus};
pub use recourse::{RecourseClaim, RecourseSources};
pub use recourse_asked::{DecidedRecourse, RecourseAsked, RecourseWanted};
pub use recovery::{RecoveryAsked, RecoveryDecided, SetOff};
pub use reverse::{MeasureMeant, NotReversed, ReverseAsked, Reversed, without_measure};
pub use run::{Payer, Run, RunStage, RunState, Totals};
pub use scheme::Scheme;
pub use settled::SettledAmount;
pub use suspension::{HeldState, SuspensionAsked, SuspensionMeant, lift_suspension};
pub use waits::WaitChange;
pub use write_off::{WriteOffAsked, WriteOffGround, WrittenOff};
