//! What was granted under another scheme than general assistance, and what stands of it for each month.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{CaseId, Cents, Explanation, InvalidCents, Month, Rounding};
use rules::facts::{BreachedDuty, MaintenanceDebtor};
use rules::means::Exempted;
use rules::month::{Estimated, Used};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::DebtKind;
use super::orders::Payee;
use super::scheme::Scheme;
use super::suspension::HeldState;
use super::write_off::WriteOffGround;

/// Basis points in a whole.
const WHOLE: i64 = 10_000;

/// In what form it is given (Participation Act art. 48).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantForm {
    Gift,
    /// It is paid back.
    Loan,
}

impl GrantForm {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gift => "gift",
            Self::Loan => "loan",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Gift, Self::Loan].into_iter().find(|form| form.code() == code)
    }
}

/// How wage tax and premiums are taken off a gross benefit, as a consultant reads them from the tables of the tax
/// authority: a share of the gross amount less a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WageTax {
    /// Hundredths of a percent of the gross amount.
    pub basis_points: u32,
    /// Taken off the tax each month, in euro cents.
    pub credit: Cents,
}

impl WageTax {
    /// The tax over a month, rounded half up to the cent; never less than nil.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when it does not fit.
    pub fn over(self, gross: Cents) -> Result<Cents, InvalidCents> {
        let share = gross.times(self.basis_points.into(), WHOLE, Rounding::HalfUp)?;
        Ok(share.minus(self.credit)?.max(Cents::ZERO).min(gross.max(Cents::ZERO)))
    }
}

/// A scheme of the municipality for people on a low income, as its policy of the first day has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinimaNamed {
    /// The municipality's key of it.
    pub key: String,
    /// What a resident reads.
    pub label: String,
    /// The section of the policy.
    pub source: String,
}

/// What a decision grants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantTerms {
    pub scheme: Scheme,
    /// Which one, of [`Scheme::Minima`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minima: Option<MinimaNamed>,
    pub form: GrantForm,
    pub payee: Payee,
    /// First day; of what is paid once the month of this day is meant.
    pub from: NaiveDate,
    /// Last day; nothing while it runs. Of what is paid once it is the day before the first: it was withdrawn.
    pub until: Option<NaiveDate>,
    /// Paid once, not each month.
    pub once: bool,
    /// What the decision fixed: of a scheme that is worked out each month only for where the rules leave it to a person.
    pub fixed: Option<Cents>,
    /// For a gross benefit.
    pub wage_tax: Option<WageTax>,
}

/// What was granted, and what runs made of it. All of it follows from decisions, facts and postings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Number of the decision that stands; the first one gave the grant its own number.
    pub decision: u32,
    pub terms: GrantTerms,
    /// What stands for each month that was worked out.
    #[serde(default)]
    pub months: BTreeMap<Month, GrantFixed>,
    /// Whose earnings were exempt in part in a month, and by what: it counts for the terms of later months.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub exempted: BTreeMap<Month, Vec<Exempted>>,
    /// Months with income in them that nobody stated, as it was stated last.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub estimated: BTreeMap<Month, Vec<Estimated>>,
    /// This month and later ones are to be worked out anew.
    #[serde(default)]
    pub stale_from: Option<Month>,
    /// What is owed and in no payment order; less than nil where a payee is to pay back with later months.
    #[serde(default)]
    pub owed: Cents,
    /// Debts that arose when what was lent was paid, each with the years over which it was lent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub loans: BTreeMap<Uuid, BTreeMap<i32, LentPart>>,
    /// Years that were settled after the accounts, of assistance to a self-employed person.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settled: BTreeMap<i32, SettledYear>,
    /// Years that wait for a person who settles them, and of which one was told.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub told: BTreeSet<i32>,
}

/// What a debt lends over one year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LentPart {
    pub cents: Cents,
    /// What of it became a gift.
    pub gift: Cents,
}

/// What a person settled of a year (Bbz 2004 art. 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledYear {
    /// Number of the decision that stands.
    pub decision: u32,
    /// What of the loan of the year is a gift.
    pub gift: Cents,
}

/// What stands for one month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantFixed {
    /// From 1.
    pub version: u32,
    pub gross: Cents,
    /// Wage tax.
    pub withheld: Cents,
}

/// A month of a grant as it was worked out, under its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantVersion {
    /// Number of the grant in the case.
    pub grant: u32,
    pub month: Month,
    /// The day up to which facts were looked at.
    pub known: NaiveDate,
    pub fixed: GrantFixed,
    /// Every rule that was tried; nothing is left out.
    pub explanations: Vec<Explanation>,
}

/// A decision about money: written, never edited. A later one points at the one that it takes the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyDecision {
    pub case: CaseId,
    /// Running number among the decisions about money of the case, from 1.
    pub number: u32,
    pub replaces: Option<u32>,
    pub decided_on: NaiveDate,
    /// The user, or the run.
    pub decided_by: String,
    pub matter: Matter,
    pub explanations: Vec<Explanation>,
}

/// What a decision about money decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// A grant, new or in the place of an older decision.
    Granted {
        terms: GrantTerms,
        /// Per month or once, as the rules gave it on the first day, or as the decision fixed it.
        cents: Cents,
    },
    /// Another scheme was asked for from a day on, and there is no right to it.
    Refused {
        scheme: Scheme,
        /// The municipality's key of it, of [`Scheme::Minima`]; an earlier version did not keep it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minima: Option<String>,
        /// What a resident reads for it.
        name: String,
        from: NaiveDate,
    },
    /// Nothing is granted any more after this day.
    Ended { last_day: NaiveDate },
    /// What was to be paid once is not granted any more; what was paid of it is too much.
    Withdrawn {
        /// What a resident reads for the scheme.
        name: String,
    },
    /// A debt was laid down (art. 18a, 48, 52, 54(3), 58).
    Debt {
        debt: Uuid,
        kind: DebtKind,
        cents: Cents,
        month: Month,
        /// Somebody decided that what a run or a denial found is recovered: it was there before. An earlier version said it in
        /// its reasons alone (see [`MoneyDecision::recovers_advance`]).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        recovered: bool,
    },
    /// A debt that was laid down is no more: the decision was reversed after an objection (Awb art. 7:11).
    Reversed { debt: Uuid, kind: DebtKind, cents: Cents },
    /// What was lent over a year to a self-employed person was settled after the accounts (Bbz 2004 art. 12).
    Settled { year: i32, gift: Cents, loan: Cents },
    /// Recourse on whoever owes maintenance, per month or once (art. 61-62i).
    Recourse { debtor: MaintenanceDebtor, cents: Cents, monthly: bool, from: NaiveDate },
    /// Assistance is lowered for a duty that was broken, or is not any more (art. 18).
    Measure {
        /// Number of the measure in the case.
        measure: u32,
        duty: BreachedDuty,
        committed_on: NaiveDate,
        lowers: bool,
        /// The first and the last month that are lowered; `None` where nothing is, or an earlier version kept it in words alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lowered: Option<(Month, Month)>,
    },
    /// So much of the assistance is paid to somebody else each month; nil: no more (art. 57).
    PaidToOther { payee: Payee, monthly: Cents },
    /// Corrections of earlier months were taken off a payment (art. 54(3), 58(4)).
    SetOff {
        too_much: Cents,
        cents: Cents,
        /// What each of those months gave by then, with its holiday allowance; an earlier version did not keep it.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        months: BTreeMap<Month, Cents>,
    },
    /// A set-off is no more: it was reversed after an objection (Awb art. 7:11). What it withheld is paid back, and a person
    /// decides on the debt.
    SetOffReversed { debt: Uuid, cents: Cents },
    /// What was paid too much is not recovered (art. 58(2), (8)).
    NotRecovered { debt: Uuid, cents: Cents },
    /// Payment stands still for data that were not given, goes on again, or the right is withdrawn (art. 54).
    Suspension { state: HeldState, from: NaiveDate },
    /// Someone is warned for a breach of the duty to inform, and gets no fine (art. 18a).
    Warning { committed_on: NaiveDate },
    /// A warning is no more: it was withdrawn, or reversed after an objection or by the court.
    WarningWithdrawn { committed_on: NaiveDate },
    /// So much of a debt is owed no more (art. 18a(13), 58(7), (8), 60c).
    WrittenOff { debt: Uuid, kind: DebtKind, ground: WriteOffGround, cents: Cents },
}

impl Matter {
    /// As it stands in the store and goes over the line.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Granted { .. } => "granted",
            Self::Refused { .. } => "refused",
            Self::Ended { .. } => "ended",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Debt { .. } => "debt",
            Self::Reversed { .. } => "reversed",
            Self::Settled { .. } => "settled",
            Self::Recourse { .. } => "recourse",
            Self::Measure { .. } => "measure",
            Self::PaidToOther { .. } => "on-behalf",
            Self::SetOff { .. } => "set-off",
            Self::SetOffReversed { .. } => "set-off-fell",
            Self::NotRecovered { .. } => "not-claimed",
            Self::Suspension { .. } => "suspension",
            Self::Warning { .. } => "warning",
            Self::WarningWithdrawn { .. } => "warning-fell",
            Self::WrittenOff { .. } => "written-off",
        }
    }
}

impl GrantTerms {
    /// What somebody asks for, before anything is decided.
    pub const fn asked(scheme: Scheme, from: NaiveDate, once: bool) -> Self {
        Self {
            scheme,
            minima: None,
            form: GrantForm::Gift,
            payee: Payee::Applicant,
            from,
            until: None,
            once,
            fixed: None,
            wage_tax: None,
        }
    }

    /// What a resident reads.
    pub fn name(&self) -> &str {
        self.minima.as_ref().map_or(self.scheme.dutch(), |minima| &minima.label)
    }

    /// The article, or the section of the policy, by which it is decided on.
    pub fn source(&self) -> &str {
        self.minima.as_ref().map_or(self.scheme.source(), |minima| &minima.source)
    }

    /// The municipality's key of its scheme.
    pub fn key(&self) -> Option<&str> {
        self.minima.as_ref().map(|minima| minima.key.as_str())
    }

    /// Whether it was to be paid once, and nothing of it stands.
    pub const fn is_withdrawn(&self) -> bool {
        self.once && self.until.is_some()
    }

    /// The last month; nothing while it runs.
    pub fn last_month(&self) -> Option<Month> {
        if self.once { Some(Month::of(self.from)) } else { self.until.map(Month::of) }
    }
}

impl Grant {
    /// A grant that no run has looked at.
    pub const fn new(decision: u32, terms: GrantTerms) -> Self {
        Self {
            decision,
            terms,
            months: BTreeMap::new(),
            exempted: BTreeMap::new(),
            estimated: BTreeMap::new(),
            stale_from: None,
            owed: Cents::ZERO,
            loans: BTreeMap::new(),
            settled: BTreeMap::new(),
            told: BTreeSet::new(),
        }
    }

    /// Whether a run has something to look at.
    pub fn is_open(&self) -> bool {
        let last = self.months.last_key_value().map(|(month, _)| *month);
        self.owed != Cents::ZERO
            || self.stale_from.is_some()
            || self.terms.last_month().is_none_or(|until| last.is_none_or(|last| last < until))
    }

    /// Exemptions of earnings in its months.
    pub fn used(&self) -> impl Iterator<Item = Used> {
        self.exempted.iter().flat_map(|(month, exempted)| {
            exempted.iter().map(|exempted| Used { month: *month, exempted: *exempted })
        })
    }

    /// This month and later ones are to be worked out anew.
    pub fn touch(&mut self, month: Month) {
        self.stale_from = Some(self.stale_from.map_or(month, |known| known.min(month)));
    }

    /// Months up to one that were never worked out, or are to be worked out anew; oldest first.
    pub fn months_due(&self, until: Month) -> Vec<Month> {
        let span = (Month::of(self.terms.from), self.terms.last_month());
        due_months(&self.months, self.stale_from, span, until)
    }
}

/// Of what holds from the first to the last month of a span: months up to one that were never worked out, or are to be
/// worked out anew; oldest first.
pub fn due_months(
    months: &BTreeMap<Month, GrantFixed>,
    stale_from: Option<Month>,
    (from, last): (Month, Option<Month>),
    until: Month,
) -> Vec<Month> {
    let known = months.last_key_value().map(|(month, _)| *month);
    let next = known.map_or(from, Month::next);
    let first = stale_from.map_or(next, |stale| stale.min(next));
    // What was worked out is worked out anew, though it lies outside the span now.
    let start = months.first_key_value().map_or(from, |(first, _)| (*first).min(from));
    let end = last.map_or(until, |last| last.max(known.unwrap_or(last)).min(until));
    let mut due = Vec::new();
    let mut month = first.max(start);
    while month <= end {
        due.push(month);
        month = month.next();
    }
    due
}
