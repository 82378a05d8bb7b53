//! Corrections of months before that of the run: what of them is set off against what is paid now (Participation Act
//! art. 58(4)), and what a person decides on first (art. 58(1), (2)).

use domain::{Cents, InvalidCents, Month, Rounding};
use rules::debt::offset_past_income;
use rules::facts::{ClaimCause, ClaimMonth, Facts};
use rules::month::MonthCalculation;
use rules::{Days, Finding, Question};

use super::Deciding;
use crate::model::money::account::{Debt, Fixed, Instalment};
use crate::model::money::claim::Claim;
use crate::model::money::due::{Debts, MayTake, falls_due, room};
use crate::model::money::ledger::Account;

/// A month that turns out to give less than it did before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fell {
    month: Month,
    /// How much less is paid, and is kept as holiday allowance.
    pub(super) payable: Cents,
    holiday: Cents,
    /// How much of the assistance it is that went off, and what of that income took.
    assistance: Cents,
    by_income: Cents,
}

impl Fell {
    /// What a calculation gives less than what stood. Of a month that an earlier version worked out it is not known what
    /// income took then, so not what it takes now: a person looks at the cause.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub(super) fn of(before: &Fixed, now: &MonthCalculation) -> Result<Option<Self>, InvalidCents> {
        let payable = before.payable.minus(now.payable)?;
        let assistance = before.assistance.minus(now.assistance)?;
        if payable <= Cents::ZERO || assistance <= Cents::ZERO {
            return Ok(None);
        }
        let income = match before.level {
            Some(level) => now.level.unwrap_or_default().income.minus(level.income)?,
            None => Cents::ZERO,
        };
        let by_income = income.max(Cents::ZERO).min(assistance);
        let holiday = before.holiday.minus(now.holiday)?.max(Cents::ZERO);
        Ok(Some(Self { month: now.month, payable, holiday, assistance, by_income }))
    }

    /// What of an amount of it is because of income, rounded down.
    fn of_income(&self, cents: Cents) -> Result<Cents, InvalidCents> {
        cents.times(self.by_income.get(), self.assistance.get(), Rounding::Down)
    }
}

impl Deciding<'_> {
    /// What debts and corrections may take in this run. `holiday` is the allowance that falls due, less than nil where months
    /// whose allowance was paid give less now; `back` is what made good was.
    pub(super) fn may_take(&self, holiday: Cents, back: &[Instalment]) -> Result<MayTake, InvalidCents> {
        let month = self.run.month;
        let fixed = self.account.state.months.get(&month).cloned().unwrap_or_default();
        let room = room(&fixed, month, self.run.law.national)?;
        let good = back.iter().map(|instalment| instalment.cents).try_fold(Cents::ZERO, Cents::plus)?;
        let raised = self.rose.values().copied().try_fold(Cents::ZERO, Cents::plus)?;
        let raised = raised.minus(good)?.max(Cents::ZERO);
        // Once the right is over, the allowance that was kept is settled with what it came to.
        let over = self.account.state.right_until.is_some_and(|until| Month::of(until) <= month);
        let settled = if over { holiday.max(Cents::ZERO) } else { Cents::ZERO };
        let claimed = self.not_set_off(holiday)?.minus(raised)?.minus(self.never_paid()?)?.minus(settled)?;
        Ok(MayTake { month_pays: self.month_pays, room, claimed: claimed.max(Cents::ZERO) })
    }

    /// What is left of advances once the last month of a right was worked out, no assistance settles any more: a person decides
    /// whether it is recovered (art. 58(2)(d)).
    pub(super) fn judge_advances(&mut self, left: &[Debt]) {
        if self.case.denied {
            self.account.judge_advances(left, Some(false));
        }
        let state = &mut self.account.state;
        let ended = state.right_until.is_some_and(|until| Month::of(until) <= self.run.month);
        if (ended || state.last_months) && state.stale_from.is_none() {
            state.last_months = false;
            state.ask_of_advances(left);
        }
        let (before, now) = (&self.case.account.state.undecided, &self.account.state.undecided);
        for debt in left.iter().filter(|debt| now.contains_key(&debt.id) && !before.contains_key(&debt.id)) {
            self.asked.push(debt.id);
            self.reasons.push(format!(
                "Van een voorschot is nog {} niet verrekend. Een consulent beslist of dit wordt teruggevorderd.",
                debt.remaining
            ));
        }
    }

    /// What of each month that fell was too much: with the holiday allowance of it that was paid out.
    fn too_much_of(&self, holiday: Cents) -> Result<Vec<(&Fell, Cents)>, InvalidCents> {
        let mut paid_out = Cents::ZERO.minus(holiday)?.max(Cents::ZERO);
        let mut months = Vec::with_capacity(self.fell.len());
        for fell in &self.fell {
            let due = falls_due(&self.account.state, self.run.month, fell.month);
            let of_holiday = if due { fell.holiday.min(paid_out) } else { Cents::ZERO };
            paid_out = paid_out.minus(of_holiday)?;
            months.push((fell, fell.payable.plus(of_holiday)?));
        }
        Ok(months)
    }

    /// Keeps of what months the debt is that was laid down, and whether anything but income was its cause: whoever decides on it
    /// is asked by what the law says of that (art. 58(1), (2)).
    pub(super) fn keep_claim(&mut self, debts: &Debts, holiday: Cents) -> Result<(), InvalidCents> {
        let known = |debt: &&Debt| self.case.debts.iter().any(|open| open.id == debt.id);
        let Some(new) = debts.changed.iter().find(|debt| !known(debt)) else { return Ok(()) };
        let months = self.too_much_of(holiday)?;
        let by_income =
            !months.is_empty() && months.iter().all(|(fell, _)| fell.by_income == fell.assistance);
        let cause = if by_income { ClaimCause::LaterMeans } else { ClaimCause::TooMuch };
        let months = months.into_iter().map(|(fell, cents)| (fell.month, cents));
        let claim = Claim::found(cause, new.cents, months, self.run.month)?;
        let id = new.id;
        self.account.state.claims.insert(id, claim);
        Ok(())
    }

    /// What corrections took off that is not set off: of other causes than income, and of income longer ago than the law
    /// names.
    fn not_set_off(&self, holiday: Cents) -> Result<Cents, InvalidCents> {
        let (mut together, mut months) = (Cents::ZERO, Vec::new());
        for (fell, all) in self.too_much_of(holiday)? {
            together = together.plus(all)?;
            months.push(ClaimMonth { month: fell.month, amount: fell.of_income(all)? });
        }
        let mut facts = Facts::default();
        facts.recovery.claim.months = Some(months);
        let (assessed, known) = (self.run.month.first_day(), self.run.day);
        let days = Days { assessed, decided: known, known };
        let step = offset_past_income(Question { facts: &facts, national: self.run.law.national, days });
        match step.finding {
            Finding::Value(past) => together.minus(past.offset),
            _ => Ok(together),
        }
    }

    /// What was owed for earlier months and is in no payment: that a correction makes it less takes nothing back.
    fn never_paid(&self) -> Result<Cents, InvalidCents> {
        let state = &self.case.account.state;
        let owed = state.balances.owed(Account::Payable);
        let ordered = state.ordered.get(&self.run.month).is_some_and(|cents| *cents != Cents::ZERO);
        let own = state.months.get(&self.run.month).filter(|_| !ordered).map(|fixed| fixed.payable);
        Ok(owed.minus(own.unwrap_or_default())?.max(Cents::ZERO))
    }
}
