//! Which partner is offered a case, and what an answer, an overdue answer or a withdrawal brings about. Pure.

mod choose;
mod decide;
mod pool;
mod referral;
#[cfg(test)]
mod tests;

pub use choose::{Rules, choose};
pub use decide::{Event, Known, Step, answer, expire, offer, withdraw};
pub use pool::Pool;
pub use referral::{Answer, CaseRef, Referral, Request, Stage};
