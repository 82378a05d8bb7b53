//! A run over what was granted under other schemes: months, what became due, what is paid, and what was too much.

use std::collections::BTreeMap;

use domain::{Cents, InvalidCents, Month};
use rules::facts::ClaimCause;
use rules::month::Used;
use uuid::Uuid;

use super::account::{CaseAccount, Debt, DebtKind};
use super::claim::Claim;
use super::decide::{CaseInRun, RunDay};
use super::grant::{Grant, GrantFixed, GrantVersion};
use super::grant_month::GrantMonth;
use super::ledger::{Account, Book, Reason};
use super::months::left_stale;
use super::orders::Payee;
use super::payment::{Payment, PaymentKey, PaymentStatus};
use super::unstated::is_estimate;
use super::waits::scheme_open;

/// What a run made of the grants of a case.
#[derive(Debug, Default)]
pub struct GrantsResult {
    pub versions: Vec<GrantVersion>,
    pub payments: Vec<Payment>,
    pub debts: Vec<Debt>,
    /// Months with income in them that nobody stated.
    pub estimated: Vec<Month>,
    /// Months that were so until this run.
    pub settled: Vec<Month>,
    /// Of new debts the cost that they were, and of what months they are.
    pub costs: BTreeMap<Uuid, Account>,
    pub claims: BTreeMap<Uuid, Claim>,
    /// In plain Dutch; one sentence each.
    pub reasons: Vec<String>,
    /// A month could not be worked out.
    pub open: bool,
    /// Which.
    pub waits_for: Option<String>,
    /// Something is owed and there is no account to pay to.
    pub unpaid: bool,
    /// Who is to be paid and has no account.
    pub no_account: Option<Payee>,
}

/// Works out the months of each grant of a case, and orders what is due. `stale` is the month from which facts changed.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn run_grants(
    (account, book): (&mut CaseAccount, &mut Book),
    case: CaseInRun<'_>,
    run: RunDay<'_>,
    stale: Option<Month>,
) -> Result<GrantsResult, InvalidCents> {
    let mut result = GrantsResult::default();
    let numbers: Vec<u32> = account.state.grants.keys().copied().collect();
    for number in numbers {
        let Some(mut grant) = account.state.grants.remove(&number) else { continue };
        if let Some(month) = stale.filter(|_| grant.terms.scheme.is_by_month()) {
            grant.touch(month);
        }
        let kept = grant.owed;
        let others: Vec<Used> = account.state.used_under(grant.terms.scheme).collect();
        let fell = BTreeMap::new();
        let mut one = OfGrant { number, grant, others, kept, fell, book, case, run, result: &mut result };
        one.work_out()?;
        one.settle()?;
        one.order(&mut account.state.orders)?;
        let grant = one.grant;
        account.state.grants.insert(number, grant);
    }
    for month in &result.estimated {
        let asked = (run.law.income_asked_from(*month), run.day);
        account.state.unstated.found(*month, true, asked);
    }
    for month in &result.settled {
        let state = &mut account.state;
        let of_another = state.grants.values().any(|grant| grant.estimated.contains_key(month));
        // Of a month with assistance that says whether something lacks.
        if !of_another && !state.has_right_in(*month) {
            let asked = (run.law.income_asked_from(*month), run.day);
            state.unstated.found(*month, false, asked);
        }
    }
    Ok(result)
}

/// Keeps what there is of a month, and gives what there was.
fn keep<T>(kept: &mut BTreeMap<Month, Vec<T>>, month: Month, now: Vec<T>) -> Vec<T> {
    let before = if now.is_empty() { kept.remove(&month) } else { kept.insert(month, now) };
    before.unwrap_or_default()
}

struct OfGrant<'a, 'b> {
    number: u32,
    grant: Grant,
    /// Exemptions of earnings under other grants of the scheme.
    others: Vec<Used>,
    /// What was owed before this run, with what corrections make of it.
    kept: Cents,
    /// What months turned out to give less.
    fell: BTreeMap<Month, Cents>,
    book: &'b mut Book,
    case: CaseInRun<'a>,
    run: RunDay<'a>,
    result: &'b mut GrantsResult,
}

impl OfGrant<'_, '_> {
    fn work_out(&mut self) -> Result<(), InvalidCents> {
        let mut still_open = None;
        for month in self.grant.months_due(self.run.month) {
            let asked = (month, self.run.day);
            let used: Vec<Used> = self.grant.used().chain(self.others.iter().copied()).collect();
            match self.grant.terms.month((self.case.timeline, &used), self.run.law, asked)? {
                GrantMonth::WorkedOut { gross, exempted, estimated, explanations } => {
                    keep(&mut self.grant.exempted, month, exempted);
                    let is_estimate = !estimated.is_empty();
                    let before = keep(&mut self.grant.estimated, month, estimated.clone());
                    if is_estimate {
                        self.result.estimated.push(month);
                    } else if !before.is_empty() {
                        self.result.settled.push(month);
                    }
                    self.lay_down(month, gross, before == estimated, explanations)?;
                }
                GrantMonth::Open { why, missing } => {
                    // What was paid for it stays until someone knows.
                    still_open = still_open.or(Some(month));
                    let name = self.grant.terms.name();
                    self.result.waits_for.get_or_insert_with(|| scheme_open(name, month, &missing));
                    let month = month.in_dutch();
                    self.result.reasons.push(format!("De {name} over {month} is niet te berekenen: {why}"));
                }
            }
        }
        let last = self.grant.months.last_key_value().map(|(month, _)| *month);
        self.grant.stale_from = still_open.or(left_stale(self.grant.stale_from, last, self.run.month));
        self.result.open |= still_open.is_some();
        for year in self.grant.unsettled_before(self.run.month.year()) {
            let name = self.grant.terms.name();
            let text = format!(
                "De {name} over {year} is nog niet vastgesteld met de jaarcijfers (Bbz 2004 art. 12)."
            );
            self.result.reasons.push(text);
        }
        Ok(())
    }

    /// Keeps a month when it is new, comes to other amounts or rests on other statements; the version before stays as it was.
    fn lay_down(
        &mut self,
        month: Month,
        gross: Cents,
        is_stated_alike: bool,
        explanations: Vec<domain::Explanation>,
    ) -> Result<(), InvalidCents> {
        let terms = &self.grant.terms;
        let withheld = terms.wage_tax.map_or(Ok(Cents::ZERO), |tax| tax.over(gross))?;
        let known = self.grant.months.get(&month).copied();
        if is_stated_alike && known.is_some_and(|known| (known.gross, known.withheld) == (gross, withheld)) {
            return Ok(());
        }
        let before = known.unwrap_or_default();
        let tax = withheld.minus(before.withheld)?;
        let net = gross.minus(before.gross)?.minus(tax)?;
        let cost = terms.scheme.cost();
        self.book.transfer((cost, Account::PayableSchemes), net, month, Reason::Scheme)?;
        self.book.transfer((cost, Account::WageTax), tax, month, Reason::Scheme)?;
        self.grant.owed = self.grant.owed.plus(net)?;
        let name = self.grant.terms.name();
        if self.grant.estimated.contains_key(&month) {
            self.result.reasons.push(is_estimate(month));
        }
        if known.is_some() && net == Cents::ZERO && tax == Cents::ZERO {
            // What was estimated is stated now, or the other way round.
        } else if known.is_some() {
            self.kept = self.kept.plus(net)?;
            if net < Cents::ZERO {
                self.fell.insert(month, Cents::ZERO.minus(net)?);
            }
            self.result
                .reasons
                .push(format!("De {name} over {} is opnieuw berekend: {net}.", month.in_dutch()));
        } else if net != Cents::ZERO && self.grant.months.is_empty() {
            self.result.reasons.push(format!("Nieuw: {name}, {net} over {}.", month.in_dutch()));
        }
        let fixed = GrantFixed { version: before.version.saturating_add(1), gross, withheld };
        self.grant.months.insert(month, fixed);
        let known = self.run.day;
        self.result.versions.push(GrantVersion { grant: self.number, month, known, fixed, explanations });
        Ok(())
    }

    /// What a client got too much becomes a debt, of which nothing is taken until a person sets an instalment: the month is
    /// paid whole. An employer pays back with later months of the same subsidy: it is no debt of the client.
    fn settle(&mut self) -> Result<(), InvalidCents> {
        let too_much = Cents::ZERO.minus(self.kept)?;
        if too_much <= Cents::ZERO || matches!(self.grant.terms.payee, Payee::Employer(_)) {
            return Ok(());
        }
        let month = self.run.month;
        self.book.transfer(
            (Account::DebtRecovery, Account::PayableSchemes),
            too_much,
            month,
            Reason::TooMuch,
        )?;
        self.grant.owed = self.grant.owed.plus(too_much)?;
        let name = format!("debt:{}:grant:{}", self.run.run, self.number);
        let id = Uuid::new_v5(&self.case.account.case.uuid(), name.as_bytes());
        let kind = DebtKind::Recovery;
        let debt = Debt { id, kind, month, cents: too_much, remaining: too_much, instalment: None };
        self.result.debts.push(debt);
        self.result.costs.insert(id, self.grant.terms.scheme.cost());
        let fell = std::mem::take(&mut self.fell);
        self.result.claims.insert(id, Claim::found(ClaimCause::TooMuch, too_much, fell, month)?);
        let scheme = self.grant.terms.name();
        self.result.reasons.push(format!(
            "Te veel {scheme} betaald: {too_much}. Een consulent beslist of dit wordt teruggevorderd."
        ));
        Ok(())
    }

    fn order(&mut self, orders: &mut u32) -> Result<(), InvalidCents> {
        let cents = self.grant.owed;
        if cents <= Cents::ZERO {
            return Ok(());
        }
        let terms = &self.grant.terms;
        let order = orders.saturating_add(1);
        let key = PaymentKey {
            case: self.case.account.case,
            month: self.run.month,
            order,
            kind: terms.scheme.payment(),
            payee: terms.payee,
            attempt: 0,
        };
        let known = self.case.payees.iter().find(|known| known.payee == terms.payee);
        let (Some(known), Some(id)) = (known, key.end_to_end()) else {
            let name = terms.name();
            self.result.unpaid = true;
            self.result.no_account.get_or_insert(terms.payee);
            let reason = format!("Geen rekening bekend voor {name}: {cents} is niet betaald.");
            self.result.reasons.push(reason);
            return Ok(());
        };
        let pair = (Account::PayableSchemes, Account::Ordered);
        self.book.transfer(pair, cents, self.run.month, Reason::Order)?;
        self.grant.owed = Cents::ZERO;
        *orders = order;
        self.result.payments.push(Payment {
            id,
            key,
            grant: Some(self.number),
            cents,
            status: PaymentStatus::Prepared,
            run: Some(self.run.run),
            sealed: known.sealed.clone(),
            paid: false,
            reason: String::new(),
        });
        Ok(())
    }
}
