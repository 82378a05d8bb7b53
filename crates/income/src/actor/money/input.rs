//! What may be asked about money.

use std::fmt;

use chrono::NaiveDate;
use domain::{CaseId, Cents, Month, PersonId};
use rules::Claimant;
use rules::facts::{Facts, Income};
use sepa::EndToEndId;
use uuid::Uuid;

use super::ReversalAsked;
use super::bank::BankSaid;
use super::recourse::RecourseAct;
use crate::model::money::{
    BankReceipt, ClaimSaid, DebtKind, DebtPayer, GrantTerms, InstalmentWanted, Payee, Payer, WriteOffGround,
};

/// What changes something about money.
#[derive(Debug)]
pub enum MoneyInput {
    /// Someone states facts about a household, from a day on.
    StateFacts {
        case: CaseId,
        by: String,
        from: NaiveDate,
        facts: Box<Facts>,
    },
    /// What one of the claimants received of one kind in one month.
    StateIncome {
        case: CaseId,
        by: String,
        month: Month,
        who: Claimant,
        /// As it is kept, but for the month.
        income: Box<Income>,
    },
    SetPayee {
        case: CaseId,
        details: PayeeDetails,
    },
    SetPayingAccount {
        account: Payer,
    },
    StartRun {
        month: Month,
        dry: bool,
        execution: NaiveDate,
        by: String,
    },
    /// The next turn of a run that stood at this key.
    Turn {
        run: Uuid,
        cursor: Option<String>,
    },
    Approve {
        run: Uuid,
        by: String,
        hash: String,
    },
    Release {
        run: Uuid,
        by: String,
        hash: String,
    },
    Discard {
        run: Uuid,
        by: String,
    },
    /// What the bank said of payments.
    Bank {
        said: BankSaid,
    },
    /// Something on a statement of the bank names a debt.
    ReceiveFromBank {
        case: CaseId,
        debt: Uuid,
        /// The item that a person looks at if it is not booked.
        item: Uuid,
        receipt: BankReceipt,
    },
    /// Somebody found out what an item of the bank was.
    SettleBankItem {
        item: Uuid,
        by: String,
        note: String,
    },
    PayAgain {
        case: CaseId,
        payment: EndToEndId,
        reasons: String,
    },
    GrantAdvance {
        case: CaseId,
        /// `None`: what the law gives.
        amount: Option<Cents>,
        reasons: String,
        by: String,
    },
    SetInstalment {
        case: CaseId,
        wanted: InstalmentWanted,
        reasons: String,
    },
    /// Something came in on a debt outside the assistance; less than nil: it is taken back.
    ReceiveDebt {
        case: CaseId,
        debt: Uuid,
        cents: Cents,
        received_on: NaiveDate,
        reference: String,
        /// Who paid it; `None`: nobody told it.
        payer: Option<DebtPayer>,
    },
    DecideDebt {
        case: CaseId,
        kind: DebtKind,
        cents: Cents,
        month: Month,
        /// By what article, and what the rules ask of a recovery.
        said: ClaimSaid,
        reasons: String,
        by: String,
    },
    /// Whether what was paid too much is recovered.
    DecideRecovery {
        case: CaseId,
        debt: Uuid,
        /// What is recovered; `None`: all that may be.
        cents: Option<Cents>,
        said: ClaimSaid,
        reasons: String,
        by: String,
    },
    /// A breach of the duty to inform is reported, before a fine is decided on.
    ReportBreach {
        case: CaseId,
        committed_on: NaiveDate,
        heard_on: NaiveDate,
        findings: String,
        by: String,
    },
    /// A warning for a breach of the duty to inform, in the place of a fine.
    Warn {
        case: CaseId,
        reasons: String,
        by: String,
    },
    /// A warning is taken back, by the number of its decision.
    WithdrawWarning {
        case: CaseId,
        number: u32,
        reasons: String,
        by: String,
    },
    /// What is left of a debt is given up.
    WriteOff {
        case: CaseId,
        debt: Uuid,
        ground: WriteOffGround,
        /// `None`: all of it.
        cents: Option<Cents>,
        reasons: String,
        by: String,
    },
    /// Another scheme than general assistance is granted, or an older decision on it is corrected.
    Grant {
        case: CaseId,
        terms: GrantTerms,
        /// The municipality's key of its scheme for people on a low income.
        minima: Option<String>,
        corrects: Option<u32>,
        /// The decision that fell and that this takes the place of.
        replaces: Option<u32>,
        by: String,
        reasons: String,
    },
    /// Another scheme than general assistance was asked for, and is refused.
    RefuseGrant {
        case: CaseId,
        terms: GrantTerms,
        /// The municipality's key of its scheme for people on a low income.
        minima: Option<String>,
        /// The decision that fell and that this takes the place of.
        replaces: Option<u32>,
        by: String,
        reasons: String,
    },
    /// A decision about money was reversed: workflow asks to correct what it did.
    Reverse {
        case: CaseId,
        person: PersonId,
        asked: ReversalAsked,
    },
    /// Recourse is decided on, ended, or something came in of it.
    Recourse {
        case: CaseId,
        act: RecourseAct,
        by: String,
        reasons: String,
    },
    /// A year of what was lent to a self-employed person is settled.
    SettleGrant {
        case: CaseId,
        grant: u32,
        year: i32,
        gift: Cents,
        by: String,
        reasons: String,
    },
    /// A year is over that a person must settle.
    TimePassed {
        case: CaseId,
    },
    EndGrant {
        case: CaseId,
        grant: u32,
        /// First day without it.
        from: NaiveDate,
        by: String,
        reasons: String,
    },
}

/// Where someone is paid, as it was stated. Never shown.
pub struct PayeeDetails {
    pub payee: Payee,
    pub name: String,
    pub iban: domain::Iban,
    /// Only for a third: what goes there each month.
    pub monthly: Option<Cents>,
    /// Only for a third: by which it knows whom the payment is for.
    pub reference: Option<String>,
    /// Only for a third: who decided on it, and why (art. 57).
    pub decided: Option<(String, String)>,
    /// Both spouses asked to pay all to this one, or took that back; `None` leaves it as it is.
    pub all_to: Option<bool>,
}

impl fmt::Debug for PayeeDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PayeeDetails").field("payee", &self.payee).finish_non_exhaustive()
    }
}

impl MoneyInput {
    /// The case it is about, when it is about one.
    pub const fn case(&self) -> Option<CaseId> {
        match self {
            Self::StateFacts { case, .. }
            | Self::StateIncome { case, .. }
            | Self::SetPayee { case, .. }
            | Self::PayAgain { case, .. }
            | Self::GrantAdvance { case, .. }
            | Self::SetInstalment { case, .. }
            | Self::ReceiveDebt { case, .. }
            | Self::ReceiveFromBank { case, .. }
            | Self::DecideDebt { case, .. }
            | Self::DecideRecovery { case, .. }
            | Self::ReportBreach { case, .. }
            | Self::Warn { case, .. }
            | Self::WithdrawWarning { case, .. }
            | Self::WriteOff { case, .. }
            | Self::Grant { case, .. }
            | Self::RefuseGrant { case, .. }
            | Self::Reverse { case, .. }
            | Self::SettleGrant { case, .. }
            | Self::TimePassed { case }
            | Self::EndGrant { case, .. }
            | Self::Recourse { case, .. } => Some(*case),
            _ => None,
        }
    }

    /// Whether what was decided on the right counts, or it can end the right.
    pub const fn is_about_the_right(&self) -> bool {
        matches!(self, Self::GrantAdvance { .. } | Self::StateFacts { .. } | Self::Reverse { .. })
    }

    pub(super) const fn run(&self) -> Option<Uuid> {
        match self {
            Self::Turn { run, .. }
            | Self::Approve { run, .. }
            | Self::Release { run, .. }
            | Self::Discard { run, .. } => Some(*run),
            _ => None,
        }
    }

    pub(super) const fn bank_item(&self) -> Option<Uuid> {
        match self {
            Self::SettleBankItem { item, .. } | Self::ReceiveFromBank { item, .. } => Some(*item),
            _ => None,
        }
    }

    pub(super) fn payments(&self) -> Vec<EndToEndId> {
        match self {
            Self::Bank { said } => said.answers.iter().map(|answer| answer.id).collect(),
            Self::PayAgain { payment, .. } => {
                // The next attempt too: that it is not there yet is what counts.
                payment.again().ok().into_iter().chain([*payment]).collect()
            }
            _ => Vec::new(),
        }
    }
}
