//! What stands on the books of one case, besides the postings themselves.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{CaseId, Cents, Month, Municipality, PersonId};
use rules::means::Exempted;
use rules::month::{Change, Estimated, Level, MonthCalculation, Used, Whose};
use serde::{Deserialize, Serialize};
use terms::Register;
use uuid::Uuid;

use super::claim::Claim;
use super::debt_payment::DebtReceipt;
use super::fine::FineReport;
use super::grant::Grant;
use super::grant_fell::Fallen;
use super::instalment::Agreed;
use super::ledger::{Account, Balances, Book, Posting};
use super::measure::Measure;
use super::name::CaseName;
use super::orders::Payee;
use super::partners::Partners;
use super::recourse::RecourseClaim;
use super::review::OpenLowerings;
use super::settled::SettledAmount;
use super::suspension::Held;
use super::unstated::Unstated;
use super::waits::Waits;
use crate::model::Applied;

/// The money of one case: the head that is locked when anything about it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseAccount {
    pub case: CaseId,
    pub person: PersonId,
    pub municipality: Municipality,
    /// One more with each change.
    pub version: u32,
    pub state: AccountState,
}

/// What stands. All amounts in it follow from the rows of changes, calculations and postings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountState {
    /// What people call the case by, as intake gave it; nothing where it was not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// First day of the right; nothing while none was granted.
    pub right_from: Option<NaiveDate>,
    /// Last day of the right; nothing while it runs.
    pub right_until: Option<NaiveDate>,
    /// What persons settled where the rules leave it open, oldest first.
    pub settled: Vec<SettledAmount>,
    /// The days of the application, as intake told them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied: Option<Applied>,
    /// The days since the report from which assessments stated other facts: each assessment states them anew.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub turned: BTreeSet<NaiveDate>,
    /// Number of the last statement of facts.
    pub changes: u32,
    /// What stands for each month that was calculated.
    pub months: BTreeMap<Month, Fixed>,
    /// Facts of this month and later were stated since, or could not be worked out.
    pub stale_from: Option<Month>,
    /// The first month that the last run could not work out: it waits for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_from: Option<Month>,
    pub balances: Balances,
    /// Number of the last posting.
    pub postings: u32,
    /// Holiday allowance that fell due so far.
    pub holiday_due: Cents,
    /// Number of the last payment order.
    pub orders: u32,
    /// What runs ordered, by month of the run; the last two are kept.
    pub ordered: BTreeMap<Month, Cents>,
    /// Both spouses asked to pay all to this one (art. 45(4)).
    pub all_to: Option<Payee>,
    /// Of what is payable: whose it is that was shared out and not paid, for want of an account or with a run that was given up.
    #[serde(skip_serializing_if = "Whose::is_nothing")]
    pub set_aside: Whose,
    /// Payments that wait for a run: those that the bank rejected and a person wants paid again, and advances.
    pub waiting: u32,
    /// Last day of the term over which the last advance was granted (art. 52(1)); nothing while none was.
    pub advanced_until: Option<NaiveDate>,
    /// There is no right after all: no assistance settles an advance, and a person decides whether it is recovered.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_right: bool,
    /// The right was lost, and its last months are yet to be worked out: they settle an advance before anybody is asked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub last_months: bool,
    /// Number of the last decision about money.
    pub money_decisions: u32,
    /// What was granted under other schemes, by the number of its first decision.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub grants: BTreeMap<u32, Grant>,
    /// Objections of which what the reversed decision did was corrected: once each.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub reversed: BTreeSet<Uuid>,
    /// What is claimed of others, by the number of its first decision.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub recourse: BTreeMap<u32, RecourseClaim>,
    /// Debts that a run found and nobody decided on yet (art. 58), each with the cost that it was.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub undecided: BTreeMap<Uuid, Account>,
    /// How each debt arose that is recovered or may be; an earlier version did not keep it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<Uuid, Claim>,
    /// Debts that must be set off against the assistance (art. 60(4)): fines, and what was received through a breach of the
    /// duty to inform (art. 58(1)). What an earlier version decided is not among them: a person may have stopped it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub must_offset: BTreeSet<Uuid>,
    /// Those of them of which a person decided that nothing goes off.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub at_rest: BTreeSet<Uuid>,
    /// Advances of which a person decided whether they are recovered: no assistance settles them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub decided_advances: BTreeSet<Uuid>,
    /// How often it was asked whether an advance is recovered: what is asked anew has another name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub asked: BTreeMap<Uuid, u32>,
    /// What was worked out again since the last decision told of it.
    #[serde(skip_serializing_if = "Corrected::is_nothing")]
    pub corrected: Corrected,
    /// What runs of a month withheld for debts and corrections, so that a second one takes no more than is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld: Option<(Month, Cents)>,
    /// What runs of a month took off for each debt, so that no instalment is taken twice; the last two months are kept. A run
    /// that is given up gives the client back what it would have paid, and the debts keep what it took off: those instalments
    /// stand.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub instalments: BTreeMap<Month, BTreeMap<Uuid, Cents>>,
    /// What came in on each debt outside the assistance, in the order in which it was booked.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub received: BTreeMap<Uuid, Vec<DebtReceipt>>,
    /// What debtors pay on a debt themselves each month, as was agreed; nothing of it is taken off the assistance.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub agreed: BTreeMap<Uuid, Agreed>,
    /// For what assistance was lowered, by the number of its first decision.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub measures: BTreeMap<u32, Measure>,
    /// Months in which a lowering does not go off because nobody said how it goes with another.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub lowerings_meet: BTreeSet<Month>,
    /// Lowerings that take nothing off until a person decides.
    #[serde(skip_serializing_if = "OpenLowerings::is_nothing")]
    pub lowerings_open: OpenLowerings,
    /// Whether payment stands still, as it was decided last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspension: Option<Held>,
    /// Number of the statement of facts since which something is to be found out of who is left behind after a death.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_behind: Option<u32>,
    /// The report of a breach on which no fine was decided yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fine_report: Option<FineReport>,
    /// Warnings for a breach of the duty to inform (art. 18a): the day of each breach with the day of its decision.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub warned: BTreeMap<NaiveDate, NaiveDate>,
    /// By when each fine must be decided on of which there was a report.
    #[serde(skip_serializing_if = "Register::is_empty")]
    pub fine_terms: Register,
    /// Who its partners are, and what of it is theirs.
    #[serde(skip_serializing_if = "Partners::is_nothing")]
    pub partners: Partners,
    /// The objection after which a person decides anew over the days of a right that ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anew: Option<Uuid>,
    /// Decisions on other schemes that fell, by their numbers, until a person decided anew.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fallen: BTreeMap<u32, Fallen>,
    /// What keeps it from being paid, as it was told.
    #[serde(skip_serializing_if = "Waits::is_nothing")]
    pub waits: Waits,
    /// Months that were paid on an estimate of income that was not stated.
    #[serde(skip_serializing_if = "Unstated::is_nothing")]
    pub unstated: Unstated,
}

/// Months that were worked out again and of which nothing was told yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Corrected {
    /// What stood before.
    pub months: BTreeMap<Month, Before>,
    /// What of them a person decides on.
    pub undecided: Cents,
}

impl Corrected {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// What a month gave before it was worked out again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    pub payable: Cents,
    pub holiday: Cents,
}

/// What stands for one month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixed {
    /// Version of the calculation, from 1.
    pub version: u32,
    /// Holiday allowance included.
    pub assistance: Cents,
    pub holiday: Cents,
    pub payable: Cents,
    /// Whose earnings were exempt in part: it counts for the terms of later months.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exempted: Vec<Exempted>,
    /// What the household lives at; an earlier version did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Income that was not stated of the month.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub estimated: Vec<Estimated>,
    /// Whose it is; an earlier version did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whose: Option<Whose>,
    /// From which day up to its end capital above the limit leaves no right; an earlier version did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above_capital_from: Option<NaiveDate>,
}

impl Fixed {
    /// Whether a calculation comes to the same amounts, of what was stated or not.
    pub fn is(&self, calculation: &MonthCalculation) -> bool {
        (self.assistance, self.holiday, self.payable, &self.exempted, &self.estimated)
            == (
                calculation.assistance,
                calculation.holiday,
                calculation.payable,
                &calculation.exempted,
                &calculation.estimated,
            )
    }
}

/// A statement of facts of one case, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    pub case: CaseId,
    pub change: Change,
    /// The user or service that stated it.
    pub by: String,
}

/// What kind of debt it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DebtKind {
    /// Assistance that was paid too much (art. 58).
    Recovery,
    /// An advance (art. 52).
    Advance,
    /// Assistance as a loan (art. 48).
    Loan,
    /// A fine (art. 18a).
    Fine,
}

impl DebtKind {
    pub const ALL: [Self; 4] = [Self::Recovery, Self::Advance, Self::Loan, Self::Fine];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::Advance => "advance",
            Self::Loan => "loan",
            Self::Fine => "fine",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The account that it stands on.
    pub const fn account(self) -> Account {
        match self {
            Self::Recovery => Account::DebtRecovery,
            Self::Advance => Account::DebtAdvance,
            Self::Loan => Account::DebtLoan,
            Self::Fine => Account::DebtFine,
        }
    }
}

/// A debt of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Debt {
    pub id: Uuid,
    pub kind: DebtKind,
    /// The month in which it arose.
    pub month: Month,
    pub cents: Cents,
    pub remaining: Cents,
    /// What is taken off the assistance each month, as a person decided; nothing while nobody did.
    pub instalment: Option<Cents>,
}

/// A part of a debt that was paid off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instalment {
    pub debt: Uuid,
    pub month: Month,
    /// Number of the posting that took it.
    pub posting: u32,
    /// Less than nil: it was taken back.
    pub cents: Cents,
}

impl AccountState {
    /// Whether there is a right to general assistance on a day of a month.
    pub fn has_right_in(&self, month: Month) -> bool {
        self.right_from.is_some_and(|from| Month::of(from) <= month)
            && self.right_until.is_none_or(|until| month <= Month::of(until))
    }

    /// What runs of this month withheld so far.
    pub fn withheld_in(&self, month: Month) -> Cents {
        self.withheld.filter(|(of, _)| *of == month).map(|(_, cents)| cents).unwrap_or_default()
    }

    /// Exemptions of earnings in the months before one.
    pub fn used_before(&self, month: Month) -> impl Iterator<Item = Used> {
        self.months.range(..month).flat_map(|(month, fixed)| {
            fixed.exempted.iter().map(|exempted| Used { month: *month, exempted: *exempted })
        })
    }
}

impl CaseAccount {
    /// The books of a case that nothing is known of yet.
    pub fn new(case: CaseId, person: PersonId, municipality: Municipality) -> Self {
        Self { case, person, municipality, version: 0, state: AccountState::default() }
    }

    /// What people call the case by.
    pub fn name(&self) -> CaseName {
        CaseName { case: self.case, number: self.state.number.clone() }
    }

    /// Whether a run has something to look at: a right that runs or has changed, or money that waits.
    pub fn is_open(&self) -> bool {
        let state = &self.state;
        let runs = state.right_from.is_some() && state.right_until.is_none();
        runs || state.stale_from.is_some()
            || state.waiting > 0
            || state.balances.of(Account::Payable) != Cents::ZERO
            || state.balances.of(Account::HolidayReserve) != Cents::ZERO
            || state.grants.values().any(Grant::is_open)
            || state.recourse.values().any(|claim| claim.is_open(state.right_until))
    }

    /// The day on which it has something to tell by itself.
    pub fn wakes_on(&self) -> Option<NaiveDate> {
        let fine = self.state.fine_report.as_ref().filter(|report| !report.warned);
        let fine = fine.and_then(|report| report.warn_on);
        let held = self.state.suspension_wakes_on();
        let review = self.state.review_wakes_on();
        let grants = self.state.grants.values().filter_map(Grant::wakes_on);
        let more = [self.state.unstated.wakes_on(), self.state.agreement_wakes_on()].into_iter().flatten();
        grants.chain(fine).chain(held).chain(review).chain(more).min()
    }

    /// Months from this one on are to be worked out anew.
    pub fn touch(&mut self, month: Month) {
        let state = &mut self.state;
        state.stale_from = Some(state.stale_from.map_or(month, |known| known.min(month)));
    }

    /// The books, opened to write in.
    pub fn book(&self) -> Book {
        Book::open(self.state.balances.clone(), self.state.postings)
    }

    /// Lays the books down again, and gives what was written in them.
    pub fn keep(&mut self, book: Book) -> Vec<Posting> {
        let (balances, last, written) = book.close();
        self.state.balances = balances;
        self.state.postings = last;
        written
    }
}
