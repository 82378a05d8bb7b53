//! Whether all that is kept of a case follows from what lies beneath it: calculations from the facts as they were known,
//! balances from postings, debts from instalments, payments from orders.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Month};
use rules::month::{Change, MonthCalculation, Timeline};

use super::books::{Books, Fault, compare, sum};
use super::grants::check_grants;
use super::recourse::check_recourse;
use super::words::{account_in_dutch, debt_in_dutch};
use crate::model::entitlement::{Decision, DecisionKind, Right, Stage};
use crate::model::money::{
    Account, AccountState, DebtKind, Fixed, Law, PaymentStatus, SettledAmount, Version, calculate,
};

/// What was looked at, and what does not follow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Calculations that were derived again.
    pub calculations: u64,
    /// Balances that were derived again.
    pub balances: u64,
    pub faults: Vec<Fault>,
}

/// What the calculations of a case were made from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// All that was stated, by number.
    pub changes: &'a [Change],
    /// All decisions, by number.
    pub decisions: &'a [Decision],
    pub law: Law<'a>,
}

/// Derives everything again: of the calculations those of the months from `first` to `last`.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn verify(
    books: &Books,
    sources: Sources<'_>,
    (first, last): (Month, Month),
) -> Result<Checked, InvalidCents> {
    let mut checked = Checked::default();
    for version in &books.versions {
        let month = version.calculation.month;
        if (first..=last).contains(&month) {
            checked.calculations += 1;
            check_calculation(&mut checked.faults, version, sources, books)?;
        }
    }
    check_months(&mut checked, books)?;
    check_balances(&mut checked, books)?;
    check_debts(&mut checked, books)?;
    check_payments(&mut checked, books)?;
    let timeline: Timeline = sources.changes.iter().cloned().collect();
    checked.balances += check_grants(&mut checked.faults, books, (&timeline, sources.law))?;
    checked.balances += check_recourse(&mut checked.faults, books, (&timeline, sources.law))?;
    Ok(checked)
}

fn check_calculation(
    faults: &mut Vec<Fault>,
    version: &Version,
    sources: Sources<'_>,
    books: &Books,
) -> Result<(), InvalidCents> {
    let found = &version.calculation;
    let month = Some(found.month);
    let lines = sum(found.lines.iter().map(|line| line.cents))?;
    compare(faults, "De regels van de berekening samen", month, (found.payable, lines));
    let derived = derive(found, sources, (&earlier(books, found), &books.account.state.settled))?;
    let amounts = |of: &MonthCalculation| [of.assistance, of.holiday, of.payable];
    for (what, (expected, found)) in
        ["De bijstand", "De vakantietoeslag in de bijstand", "Wat de maand geeft"]
            .into_iter()
            .zip(amounts(&derived).into_iter().zip(amounts(found)))
    {
        compare(faults, &format!("{what} (berekening {})", version.version), month, (expected, found));
    }
    Ok(())
}

/// The month once more, from what was known on the day of the calculation. What became known on that very day may have
/// come after it: then less of that day is taken, the last first, until the amounts are the same.
fn derive(
    found: &MonthCalculation,
    sources: Sources<'_>,
    (earlier, settled): (&BTreeMap<Month, Fixed>, &[SettledAmount]),
) -> Result<MonthCalculation, InvalidCents> {
    let known = found.known;
    let changes: Vec<_> = sources.changes.iter().filter(|change| change.known_on <= known).collect();
    let decisions: Vec<_> = sources.decisions.iter().filter(|one| one.decided_on <= known).collect();
    let of_day = |days: &mut dyn Iterator<Item = NaiveDate>| days.filter(|day| *day == known).count();
    let changes_of_day = of_day(&mut changes.iter().map(|change| change.known_on));
    let decisions_of_day = of_day(&mut decisions.iter().map(|one| one.decided_on));
    let mut first = None;
    for fewer_decisions in 0..=decisions_of_day {
        let taken = decisions.len().saturating_sub(fewer_decisions);
        let right = right(decisions.iter().take(taken).copied(), settled);
        let state = AccountState { months: earlier.clone(), ..right };
        for fewer_changes in 0..=changes_of_day {
            let taken = changes.len().saturating_sub(fewer_changes);
            let timeline: Timeline = changes.iter().take(taken).map(|change| (*change).clone()).collect();
            let derived = calculate(&state, &timeline, sources.law, found.month, known)?;
            if Fixed::default().with(&derived).is(found) {
                return Ok(derived);
            }
            first.get_or_insert(derived);
        }
    }
    first.map_or_else(
        || calculate(&AccountState::default(), &Timeline::default(), sources.law, found.month, known),
        Ok,
    )
}

/// What stood for the months before one when it was worked out: how far exemptions were.
fn earlier(books: &Books, found: &MonthCalculation) -> BTreeMap<Month, Fixed> {
    let before = books.versions.iter().filter(|version| {
        version.calculation.month < found.month && version.calculation.known <= found.known
    });
    before.map(|version| (version.calculation.month, Fixed::default().with(&version.calculation))).collect()
}

/// What these decisions say about the right, and what persons settled in them. How much was stated by then stands in the books.
fn right<'a>(decisions: impl Iterator<Item = &'a Decision>, settled: &[SettledAmount]) -> AccountState {
    let mut state = AccountState::default();
    for decision in decisions {
        if let Some(Right::Granted { from_day, .. }) = decision.stage.right() {
            state.right_from = Some(state.began().map_or(*from_day, |began| began.min(*from_day)));
            state.right_until = None;
        }
        if let Stage::Ended { from_day, .. } = decision.stage {
            state.right_until = from_day.pred_opt();
        }
        if let (DecisionKind::Settled, Some(reason)) = (decision.kind, decision.explanations.last()) {
            let (amount, until) = decision.stage.right().map_or((Cents::ZERO, None), Right::settled);
            let known = settled.get(state.settled.len()).and_then(|kept| kept.known);
            let (from, reason) = (decision.holds_from, reason.clone());
            state.settled.push(SettledAmount { from, amount, reason, known, until });
        }
        if let (DecisionKind::Assessed, Some(Right::Granted { .. } | Right::Denied { .. })) =
            (decision.kind, decision.stage.right())
        {
            state.decided_by_rules(decision.holds_from);
        }
    }
    state
}

/// What stands for each month is its last version, and so is what was posted for it.
fn check_months(checked: &mut Checked, books: &Books) -> Result<(), InvalidCents> {
    let faults = &mut checked.faults;
    for (month, fixed) in &books.account.state.months {
        let zero = Fixed::default();
        let last = books.versions_of(*month).last();
        let last = last.map_or_else(Fixed::default, |version| zero.with(&version.calculation));
        let of = Some(*month);
        checked.balances += 2;
        compare(
            faults,
            "Wat de maand geeft volgens de laatste berekening",
            of,
            (last.payable, fixed.payable),
        );
        compare(faults, "De bijstand volgens de laatste berekening", of, (last.assistance, fixed.assistance));
        let posted = books.posted_for(*month, Account::Payable)?;
        compare(faults, "Wat in het grootboek te betalen kwam", of, (fixed.payable, posted));
        let kept = books.posted_for(*month, Account::HolidayReserve)?;
        compare(faults, "De vakantietoeslag in het grootboek", of, (fixed.holiday, kept));
    }
    Ok(())
}

fn check_balances(checked: &mut Checked, books: &Books) -> Result<(), InvalidCents> {
    let balances = &books.account.state.balances;
    for account in Account::ALL {
        let posted = sum(books.entries.iter().map(|entry| entry.owed(*account)))?;
        let posted = Cents::ZERO.minus(posted)?;
        checked.balances += 1;
        compare(
            &mut checked.faults,
            &format!("Het saldo van {}", account_in_dutch(*account)),
            None,
            (posted, balances.of(*account)),
        );
    }
    compare(&mut checked.faults, "Alle saldi samen", None, (Cents::ZERO, balances.total()?));
    Ok(())
}

fn check_debts(checked: &mut Checked, books: &Books) -> Result<(), InvalidCents> {
    for debt in &books.debts {
        let paid = books.instalments.iter().filter(|instalment| instalment.debt == debt.id);
        let rest = debt.cents.minus(sum(paid.map(|instalment| instalment.cents))?)?;
        checked.balances += 1;
        compare(
            &mut checked.faults,
            "Wat er van een schuld over is",
            Some(debt.month),
            (rest, debt.remaining),
        );
    }
    for kind in DebtKind::ALL {
        let open = sum(books.debts.iter().filter(|debt| debt.kind == kind).map(|debt| debt.remaining))?;
        let what = format!("De schulden wegens {} samen", debt_in_dutch(kind));
        compare(&mut checked.faults, &what, None, (books.account.state.balances.of(kind.account()), open));
    }
    Ok(())
}

/// Each step of a payment stands on an account of its own.
fn check_payments(checked: &mut Checked, books: &Books) -> Result<(), InvalidCents> {
    use PaymentStatus::{Prepared, Rejected, Released, Settled, Waiting};
    let steps: [(Account, &[PaymentStatus]); 4] = [
        (Account::Ordered, &[Prepared, Waiting]),
        (Account::InTransit, &[Released]),
        (Account::Bank, &[Settled]),
        (Account::Returned, &[Rejected]),
    ];
    for (account, statuses) in steps {
        let payments = books.orders.iter().map(|order| &order.payment);
        let there = sum(payments.filter(|one| statuses.contains(&one.status)).map(|one| one.cents))?;
        checked.balances += 1;
        let what = format!("De betalingen op {}", account_in_dutch(account));
        compare(&mut checked.faults, &what, None, (books.account.state.balances.owed(account), there));
    }
    Ok(())
}

impl Fixed {
    /// The amounts of a calculation.
    fn with(&self, calculation: &MonthCalculation) -> Self {
        Self {
            version: self.version,
            assistance: calculation.assistance,
            holiday: calculation.holiday,
            payable: calculation.payable,
            exempted: calculation.exempted.clone(),
            level: self.level,
            estimated: self.estimated.clone(),
            whose: self.whose,
            above_capital_from: self.above_capital_from,
        }
    }
}
