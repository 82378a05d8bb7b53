//! One case in one run: what its months come to, what is due, and who is paid what.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Month};
use rules::month::{MonthCalculation, MonthOutcome, Timeline};
use uuid::Uuid;

use super::account::{Before, CaseAccount, Debt, Fixed};
use super::difference::{Difference, DifferenceKind};
use super::due::{Debts, holiday_due, settle};
use super::grant::GrantVersion;
use super::grant_run::{GrantsResult, run_grants};
use super::ledger::{Account, Book, Posting, Reason};
use super::months::{Law, calculate, left_stale, months_due};
use super::orders::{Payee, PayeeAccount};
use super::payment::Payment;
use super::recourse::run_recourse;
use super::unstated;
use super::waits::{Found, WaitChange, above_capital, above_norm, account_of, why_open};

mod beside;
mod measures;
mod past;
mod paying;
mod whose;

use past::Fell;
use whose::OfRun;

/// The run, and the day of its turn.
#[derive(Clone, Copy)]
pub struct RunDay<'a> {
    pub run: Uuid,
    pub month: Month,
    /// Facts that are known on this day are looked at.
    pub day: NaiveDate,
    pub law: Law<'a>,
}

/// What is known of a case.
#[derive(Clone, Copy)]
pub struct CaseInRun<'a> {
    pub account: &'a CaseAccount,
    pub timeline: &'a Timeline,
    /// With something left to pay.
    pub debts: &'a [Debt],
    pub payees: &'a [PayeeAccount],
    /// Payments that a person ordered: again, or as an advance.
    pub waiting: &'a [Payment],
    /// There is no right, which an earlier version decided without asking what becomes of the advances.
    pub denied: bool,
}

/// A month as it was calculated, under its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub version: u32,
    pub calculation: MonthCalculation,
}

/// What a run makes of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseResult {
    pub account: CaseAccount,
    pub versions: Vec<Version>,
    /// Months of other schemes and of recourse.
    pub grants: Vec<GrantVersion>,
    pub postings: Vec<Posting>,
    pub debts: Debts,
    /// Debts of which a person decides whether they are recovered: new ones, and those that are none any more.
    pub to_decide: Vec<Uuid>,
    pub made_good: Vec<Uuid>,
    /// Not all fixed costs could be paid, or nothing was left beside them.
    pub fixed_costs_short: bool,
    /// New ones, and those that are paid again.
    pub payments: Vec<Payment>,
    pub difference: Difference,
    /// What waits for a person from now on, and what no longer does.
    pub waits: Vec<WaitChange>,
}

/// Decides on a case. Of the same facts the same comes out; done twice, the second time nothing is left to do.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit: such a case is for a person.
pub fn decide(case: CaseInRun<'_>, run: RunDay<'_>) -> Result<CaseResult, InvalidCents> {
    let mut deciding = Deciding {
        case,
        run,
        account: case.account.clone(),
        book: case.account.book(),
        month_pays: Cents::ZERO,
        rose: BTreeMap::new(),
        fell: Vec::new(),
        whose: OfRun::default(),
        open: false,
        fixed_costs_short: false,
        waits_for: None,
        no_account: None,
        reasons: Vec::new(),
        asked: Vec::new(),
    };
    let stale = case.account.state.stale_from;
    let versions = deciding.work_out_months()?;
    deciding.look_at_measures();
    let holiday = deciding.pay_holiday()?;
    let (good, back) = deciding.make_good()?;
    let may = deciding.may_take(holiday, &back)?;
    let open = owed_after(case.debts, &good);
    let mut debts = settle(&mut deciding.book, &deciding.account, &open, (run.month, run.run), may)?;
    deciding.keep_claim(&debts, holiday)?;
    deciding.tell_debts(&debts);
    deciding.judge_advances(&owed_after(&open, &debts.changed));
    let corrected = &mut deciding.account.state.corrected;
    corrected.undecided = corrected.undecided.plus(debts.too_much)?;
    let withheld =
        debts.instalments.iter().map(|instalment| instalment.cents).try_fold(Cents::ZERO, Cents::plus)?;
    deciding.keep_withheld(withheld, &debts.taken)?;
    debts.instalments.extend(back);
    let untouched = |good: &&Debt| debts.changed.iter().all(|debt| debt.id != good.id);
    let good: Vec<Debt> = good.iter().filter(untouched).copied().collect();
    debts.changed.extend(good);
    let payments = deciding.order(holiday, withheld)?;
    let books = (&mut deciding.account, &mut deciding.book);
    let grants = run_grants(books, case, run, stale)?;
    let books = (&mut deciding.account, &mut deciding.book);
    let anew = versions.iter().map(|version| version.calculation.month);
    let anew = anew.chain(grants.versions.iter().map(|version| version.month)).chain(stale).min();
    let recourse = run_recourse(books, case, run, anew)?;
    deciding.open |= recourse.open;
    deciding.reasons.extend(recourse.reasons);
    let mut result = deciding.finish(versions, debts, payments, grants)?;
    result.grants.extend(recourse.versions);
    Ok(result)
}

/// What a run makes of a case whose amounts do not fit: nothing is paid and nothing changes, it stands in the report and waits
/// for a person, and the next run tries again.
pub fn fail(account: &CaseAccount, run: RunDay<'_>) -> CaseResult {
    let mut account = account.clone();
    let before = account.state.ordered.get(&run.month.previous()).copied().unwrap_or_default();
    let after = account.state.ordered.get(&run.month).copied().unwrap_or_default();
    let waits = account.state.waits.fail(run.month);
    if !waits.is_empty() {
        account.version = account.version.saturating_add(1);
    }
    let reason = "De bedragen van deze zaak passen niet in een berekening. Kijk na wat er is opgegeven.";
    let difference =
        Difference { kind: DifferenceKind::Open, before, after, reasons: vec![reason.to_owned()] };
    CaseResult {
        account,
        versions: Vec::new(),
        grants: Vec::new(),
        postings: Vec::new(),
        debts: Debts::default(),
        to_decide: Vec::new(),
        made_good: Vec::new(),
        fixed_costs_short: false,
        payments: Vec::new(),
        difference,
        waits,
    }
}

struct Deciding<'a> {
    case: CaseInRun<'a>,
    run: RunDay<'a>,
    account: CaseAccount,
    book: Book,
    /// What the month of the run itself gives, as far as it was not given before.
    month_pays: Cents,
    /// What each month turned out to give more.
    rose: BTreeMap<Month, Cents>,
    /// What earlier months turned out to give less.
    fell: Vec<Fell>,
    whose: OfRun,
    open: bool,
    fixed_costs_short: bool,
    /// Why the first month that is open is.
    waits_for: Option<String>,
    /// Who is to be paid and has no account.
    no_account: Option<Payee>,
    reasons: Vec<String>,
    /// Advances of which it is asked whether they are recovered.
    asked: Vec<Uuid>,
}

impl Deciding<'_> {
    fn work_out_months(&mut self) -> Result<Vec<Version>, InvalidCents> {
        let mut versions = Vec::new();
        let mut still_open = None;
        for month in months_due(&self.account.state, self.run.month) {
            let calculation =
                calculate(&self.account.state, self.case.timeline, self.run.law, month, self.run.day)?;
            if matches!(calculation.outcome, MonthOutcome::Open { .. }) {
                // What was paid for it stays until someone knows.
                still_open = still_open.or(Some(month));
                self.waits_for = self.waits_for.take().or_else(|| why_open(&calculation));
                let why =
                    calculation.lines.last().map(|line| line.explanation.text.as_str()).unwrap_or_default();
                self.reasons.push(format!("{} is niet te berekenen: {why}", capital(&month.in_dutch())));
                continue;
            }
            let state = &mut self.account.state;
            let of_grant = state.grants.values().any(|grant| grant.estimated.contains_key(&month));
            let asked = (self.run.law.income_asked_from(month), self.run.day);
            state.unstated.found(month, of_grant || !calculation.estimated.is_empty(), asked);
            self.account.state.follow_lowerings(&calculation);
            self.tell_open_lowerings(&calculation);
            if let Some(version) = self.lay_down(calculation)? {
                versions.push(version);
            }
        }
        self.open = still_open.is_some();
        let state = &mut self.account.state;
        let last = state.months.last_key_value().map(|(month, _)| *month);
        state.open_from = still_open;
        state.stale_from = still_open.or(left_stale(state.stale_from, last, self.run.month));
        let fixed = self.account.state.months.get(&self.run.month).cloned().unwrap_or_default();
        let never_ordered =
            self.account.state.ordered.get(&self.run.month).is_none_or(|cents| *cents == Cents::ZERO);
        if never_ordered && self.month_pays == Cents::ZERO {
            // Worked out in an earlier run that did not pay it: of what was still there before corrections.
            let fell = self.fell.iter().map(|fell| fell.payable).try_fold(Cents::ZERO, Cents::plus)?;
            let there = self.book.balances().owed(Account::Payable).plus(fell)?;
            self.month_pays = fixed.payable.min(there);
        }
        Ok(versions)
    }

    /// Keeps a calculation when it is new or comes to other amounts; the one before stays as it was.
    fn lay_down(&mut self, calculation: MonthCalculation) -> Result<Option<Version>, InvalidCents> {
        let month = calculation.month;
        let known = self.account.state.months.get(&month).cloned();
        let partner = self.partner_in(month);
        self.whose.add(&known.clone().unwrap_or_default(), &calculation, partner)?;
        if known.as_ref().is_some_and(|known| known.is(&calculation)) {
            let known = self.account.state.months.get_mut(&month);
            if let Some(known) = known {
                (known.level, known.whose) = (calculation.level, calculation.whose);
                known.above_capital_from = calculation.above_capital_from;
            }
            return Ok(None);
        }
        let corrects = known.is_some();
        let before = known.unwrap_or_default();
        let reason = if corrects { Reason::Correction } else { Reason::Month };
        let payable = calculation.payable.minus(before.payable)?;
        let holiday = calculation.holiday.minus(before.holiday)?;
        self.book.transfer((Account::Assistance, Account::Payable), payable, month, reason)?;
        self.book.transfer((Account::Assistance, Account::HolidayReserve), holiday, month, reason)?;
        if corrects {
            let was = Before { payable: before.payable, holiday: before.holiday };
            self.account.state.corrected.months.entry(month).or_insert(was);
            if payable > Cents::ZERO {
                self.rose.insert(month, payable);
            }
            if month != self.run.month {
                self.fell.extend(Fell::of(&before, &calculation)?);
            }
        }
        if month == self.run.month {
            self.month_pays = payable;
            self.compare_with_month_before(&calculation);
        } else if corrects {
            self.reasons.push(format!("{} is opnieuw berekend: {payable}.", capital(&month.in_dutch())));
        } else if payable != Cents::ZERO {
            self.reasons.push(format!("Ook {} wordt betaald: {payable}.", month.in_dutch()));
        }
        if !calculation.estimated.is_empty() {
            self.reasons.push(unstated::is_estimate(month));
        }
        let fixed = Fixed {
            version: before.version.saturating_add(1),
            assistance: calculation.assistance,
            holiday: calculation.holiday,
            payable: calculation.payable,
            exempted: calculation.exempted.clone(),
            level: calculation.level,
            estimated: calculation.estimated.clone(),
            whose: calculation.whose,
            above_capital_from: calculation.above_capital_from,
        };
        let version = fixed.version;
        self.account.state.months.insert(month, fixed);
        Ok(Some(Version { version, calculation }))
    }

    fn compare_with_month_before(&mut self, calculation: &MonthCalculation) {
        let before = self.account.state.months.get(&calculation.month.previous());
        if let Some(before) = before.filter(|before| before.payable != calculation.payable) {
            let text = format!("De bijstand per maand was {} en is {}.", before.payable, calculation.payable);
            self.reasons.push(text);
        }
    }

    /// What falls due, more or less than nil.
    fn pay_holiday(&mut self) -> Result<Cents, InvalidCents> {
        let due = holiday_due(&self.account.state, self.run.month)?;
        if due != Cents::ZERO {
            let pair = (Account::HolidayReserve, Account::Payable);
            self.book.transfer(pair, due, self.run.month, Reason::Holiday)?;
            self.account.state.holiday_due = self.account.state.holiday_due.plus(due)?;
            self.reasons.push(format!("Gespaarde vakantietoeslag: {due}."));
        }
        Ok(due)
    }

    fn finish(
        mut self,
        versions: Vec<Version>,
        mut debts: Debts,
        mut payments: Vec<Payment>,
        grants: GrantsResult,
    ) -> Result<CaseResult, InvalidCents> {
        self.open |= grants.open;
        let waits_for = self.waits_for.take().or(grants.waits_for);
        let no_account = self.no_account.or(grants.no_account);
        let no_account = no_account.map(|payee| account_of(payee, self.partner_now()));
        let told_after = self.run.law.months_above_norm(self.run.month);
        let state = &mut self.account.state;
        let income = state.above_norm_since(told_after).map(above_norm);
        let capital = state.above_capital_since().map(above_capital);
        let waits = state.waits.find(Found { month: waits_for, account: no_account, income, capital });
        self.reasons.extend(grants.reasons);
        debts.changed.extend(grants.debts);
        self.account.state.claims.extend(grants.claims);
        payments.extend(grants.payments);
        let month = self.run.month;
        let ordered = payments.iter().map(|payment| payment.cents).try_fold(Cents::ZERO, Cents::plus)?;
        let state = &mut self.account.state;
        let earlier = state.ordered.get(&month).copied().unwrap_or_default();
        let before = state.ordered.get(&month.previous()).copied().unwrap_or_default();
        let after = earlier.plus(ordered)?;
        if after > Cents::ZERO {
            state.ordered.insert(month, after);
        }
        state.ordered.retain(|kept, _| *kept >= month.previous());
        let unpaid = grants.unpaid || self.book.balances().owed(Account::Payable) > Cents::ZERO;
        let kind = match (before > Cents::ZERO, after > Cents::ZERO) {
            _ if self.open => DifferenceKind::Open,
            _ if unpaid => DifferenceKind::NoAccount,
            (false, true) => DifferenceKind::New,
            (true, false) => DifferenceKind::Ended,
            _ if before != after => DifferenceKind::Changed,
            _ => DifferenceKind::Same,
        };
        if kind == DifferenceKind::Changed && self.reasons.is_empty() {
            let once = if after < before {
                "Vorige maand is ook iets eenmaligs betaald; dat is er nu niet bij."
            } else {
                "Vorige maand is er minder betaald dan de bijstand van een maand; nu niet."
            };
            self.reasons.push(once.into());
        }
        let postings = self.account.keep(self.book);
        let known = |debt: &Debt| self.case.debts.iter().any(|open| open.id == debt.id);
        let new: Vec<Debt> = debts.changed.iter().filter(|debt| !known(debt)).copied().collect();
        let mut to_decide: Vec<Uuid> = new.iter().map(|debt| debt.id).collect();
        let cost = |debt: &Uuid| grants.costs.get(debt).copied().unwrap_or(Account::Assistance);
        let undecided = &mut self.account.state.undecided;
        undecided.extend(to_decide.iter().map(|debt| (*debt, cost(debt))));
        let were = self.case.account.state.undecided.keys().copied();
        to_decide.extend(self.asked);
        let made_good = were.filter(|debt| !undecided.contains_key(debt)).collect();
        if self.account != *self.case.account {
            self.account.version = self.account.version.saturating_add(1);
        }
        let difference = Difference { kind, before, after, reasons: self.reasons };
        let (account, grants) = (self.account, grants.versions);
        Ok(CaseResult {
            account,
            versions,
            grants,
            postings,
            debts,
            to_decide,
            made_good,
            fixed_costs_short: self.fixed_costs_short,
            payments,
            difference,
            waits,
        })
    }
}

/// The debts with something left, after some of it was made good.
fn owed_after(debts: &[Debt], good: &[Debt]) -> Vec<Debt> {
    let now = |debt: &Debt| good.iter().find(|good| good.id == debt.id).copied().unwrap_or(*debt);
    debts.iter().map(now).filter(|debt| debt.remaining > Cents::ZERO).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
