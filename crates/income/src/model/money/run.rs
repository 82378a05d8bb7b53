//! A payment run: calculated in turns, approved by a second person, released by a third where the policy asks it, sent as
//! one file.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{CaseId, Cents, InvalidCents, Month, Municipality, Refusal};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::decide::CaseResult;
use super::difference::DifferenceKind;

/// So many people pay when who started or approved a run may release it too: nobody approves what they started.
const TWO: u32 = 2;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunStage {
    /// Cases are worked out, turn by turn.
    Calculating,
    /// All cases are worked out; for a dry run this is the end.
    Ready,
    /// A second person agreed to exactly this file.
    Approved,
    /// Payments are released, turn by turn.
    Releasing,
    /// The file may be sent.
    Released,
    /// Its payments are taken back, turn by turn; what they paid is due again.
    Discarding,
    Discarded,
}

impl RunStage {
    pub const ALL: [Self; 7] = [
        Self::Calculating,
        Self::Ready,
        Self::Approved,
        Self::Releasing,
        Self::Released,
        Self::Discarding,
        Self::Discarded,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Calculating => "calculating",
            Self::Ready => "ready",
            Self::Approved => "approved",
            Self::Releasing => "releasing",
            Self::Released => "released",
            Self::Discarding => "discarding",
            Self::Discarded => "discarded",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Whether turns are to be made.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Calculating | Self::Releasing | Self::Discarding)
    }

    /// Whether nothing follows.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Released | Self::Discarded)
    }
}

/// One payment run of one municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub id: Uuid,
    pub municipality: Municipality,
    pub month: Month,
    /// Running number among the runs of this month and kind, from 1.
    pub number: u32,
    /// Writes nothing but its report.
    pub dry: bool,
    pub stage: RunStage,
    pub version: u32,
    pub state: RunState,
}

/// What is known of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunState {
    pub started_by: String,
    /// Both stand in the file.
    pub started_on: NaiveDate,
    pub started_at: DateTime<Utc>,
    /// From which account it pays, as it stood when the run was started.
    pub payer: Option<Payer>,
    /// The day on which the bank is to pay.
    pub execution: NaiveDate,
    pub approved_by: Option<String>,
    pub released_by: Option<String>,
    /// The last key of the stage that was handled; behind the payments of a release, a case ([`RunState::behind_unpaid`]).
    pub cursor: Option<String>,
    pub totals: Totals,
    /// SHA-256 of the file that was approved.
    pub hash: Option<String>,
    /// The file says of each payment what it is for and of the whole nothing: the bank of a third could tell by it that it is
    /// assistance. Runs that were started before that was so keep the file they were approved with.
    pub plain: bool,
}

/// No payment is called so.
const UNPAID: &str = "unpaid:";

impl RunState {
    /// The cursor of a release that told of this case, which it pays nothing.
    pub fn behind_unpaid(case: CaseId) -> String {
        format!("{UNPAID}{}", case.uuid())
    }

    /// The last case that a release pays nothing and told of; `None` as long as it is among its payments.
    pub fn told_unpaid(&self) -> Option<CaseId> {
        self.cursor.as_deref()?.strip_prefix(UNPAID)?.parse().ok().map(CaseId::new)
    }
}

/// Who pays: a municipality's own account, which is no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payer {
    pub name: String,
    pub iban: String,
    pub bic: Option<String>,
}

/// What a run came to so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    pub cases: u64,
    pub payments: u64,
    pub cents: Cents,
    /// Released or taken back so far.
    pub done: u64,
    pub new: u64,
    pub ended: u64,
    pub changed: u64,
    pub open: u64,
    pub no_account: u64,
    /// Cases that could not be worked out at all.
    pub failed: u64,
}

impl Totals {
    /// Adds a case.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when the sum does not fit.
    pub fn add(&mut self, result: &CaseResult) -> Result<(), InvalidCents> {
        // All of a case or nothing of it.
        let mut paid = result.payments.iter().map(|payment| payment.cents);
        self.cents = paid.try_fold(self.cents, Cents::plus)?;
        self.cases += 1;
        self.payments = self.payments.saturating_add(result.payments.len() as u64);
        match result.difference.kind {
            DifferenceKind::New => self.new += 1,
            DifferenceKind::Ended => self.ended += 1,
            DifferenceKind::Changed => self.changed += 1,
            DifferenceKind::Open => self.open += 1,
            DifferenceKind::NoAccount => self.no_account += 1,
            DifferenceKind::Same => {}
        }
        Ok(())
    }
}

impl Run {
    /// The run after a person approved its file.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is not ready, or the same person started it.
    pub fn approve(&self, by: &str, hash: &str) -> Result<Self, Refusal> {
        if self.dry {
            return Err(Refusal::precondition(
                "run-dry",
                "Dit is een proefrun. Daar valt niets aan goed te keuren.",
            ));
        }
        self.expect(RunStage::Ready, "run-not-ready", "Deze run is niet klaar om goed te keuren.")?;
        if self.state.started_by == by {
            return Err(Refusal::not_allowed("four-eyes", "Wie een run start, keurt hem niet zelf goed."));
        }
        let mut next = self.next(RunStage::Approved);
        next.state.approved_by = Some(by.to_owned());
        next.state.hash = Some(hash.to_owned());
        Ok(next)
    }

    /// The run after a person released it; its payments follow in turns.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it was not approved, with another file, or by who started or approved it where the policy asks
    /// for three `people`.
    pub fn release(&self, by: &str, hash: &str, people: u32) -> Result<Self, Refusal> {
        self.expect(RunStage::Approved, "run-not-approved", "Deze run is niet goedgekeurd.")?;
        let had_a_part = self.state.started_by == by || self.state.approved_by.as_deref() == Some(by);
        if people > TWO && had_a_part {
            return Err(Refusal::not_allowed(
                "four-eyes",
                "Wie een run start of goedkeurt, geeft hem niet zelf vrij.",
            ));
        }
        if self.state.hash.as_deref() != Some(hash) {
            let reason =
                "Het bestand is niet meer gelijk aan wat is goedgekeurd. Geef het niet vrij en meld dit.";
            return Err(Refusal::conflict("file-changed", reason));
        }
        let mut next = self.next(RunStage::Releasing);
        next.state.released_by = Some(by.to_owned());
        next.state.cursor = None;
        Ok(next)
    }

    /// The run after a person gave it up; what it would have paid is due again.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it was released, or is being worked on.
    pub fn discard(&self) -> Result<Self, Refusal> {
        let may = matches!(self.stage, RunStage::Ready | RunStage::Approved) && !self.dry;
        if !may {
            let reason = "Deze run kan niet meer worden ingetrokken, of nog niet.";
            return Err(Refusal::precondition("run-not-discardable", reason));
        }
        let mut next = self.next(RunStage::Discarding);
        next.state.cursor = None;
        Ok(next)
    }

    /// Whether nothing of it goes to the bank: what it sets off or corrects is settled when it is released all the same.
    pub const fn pays_nothing(&self) -> bool {
        self.state.totals.payments == 0
    }

    /// The run at another stage.
    #[must_use]
    pub fn next(&self, stage: RunStage) -> Self {
        Self { stage, version: self.version.saturating_add(1), ..self.clone() }
    }

    fn expect(&self, stage: RunStage, rule: &str, reason: &str) -> Result<(), Refusal> {
        if self.stage == stage { Ok(()) } else { Err(Refusal::precondition(rule, reason)) }
    }
}
