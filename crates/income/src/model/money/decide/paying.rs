//! Payment orders of a run: what is payable, to whom, and what waited to be paid.

use domain::{Cents, InvalidCents};
use sepa::PaymentKind;

use super::Deciding;
use crate::model::money::ledger::{Account, Reason};
use crate::model::money::orders::{Payee, Sharing, share};
use crate::model::money::partners::client_in_dutch;
use crate::model::money::payment::{Payment, PaymentKey, PaymentStatus};

impl Deciding<'_> {
    /// Orders all that is payable, as far as there is an account to pay to. What is `withheld` for debts comes off the
    /// month. What corrections take comes off the holiday allowance first: the month pays the fixed costs (art. 57).
    pub(super) fn order(&mut self, holiday: Cents, withheld: Cents) -> Result<Vec<Payment>, InvalidCents> {
        let mut payments = self.again();
        let set_aside = self.account.state.take_set_aside()?;
        let payable = self.book.balances().owed(Account::Payable);
        if payable <= Cents::ZERO {
            return Ok(payments);
        }
        let month = self.month_pays.minus(withheld)?.max(Cents::ZERO).min(payable);
        let holiday = holiday.max(Cents::ZERO).min(payable.minus(month)?);
        let rest = payable.minus(holiday)?;
        let kind =
            if self.month_pays > Cents::ZERO { PaymentKind::Assistance } else { PaymentKind::Correction };
        let order = self.account.state.orders.saturating_add(1);
        let partner = self.partner_in(self.run.month);
        let (left_behind, all_to) = (self.left_behind(), self.account.state.all_asked());
        let parts = [
            (kind, rest, self.whose_rest(set_aside, rest)?),
            (PaymentKind::HolidayAllowance, holiday, self.whose_holiday(holiday)?),
        ];
        for (kind, cents, whose) in parts {
            let whose = &whose;
            let sharing = Sharing { whose, partner, left_behind, all_to, accounts: self.case.payees };
            let shared = share(cents, sharing, kind == PaymentKind::Assistance)?;
            if kind == PaymentKind::Assistance {
                self.look_at_fixed_costs(&shared)?;
            }
            for (payee, cents) in shared {
                payments.extend(self.pay(payee, kind, cents, order)?);
            }
        }
        if payments.iter().any(|payment| payment.key.order == order) {
            self.account.state.orders = order;
        }
        Ok(payments)
    }

    fn pay(
        &mut self,
        payee: Payee,
        kind: PaymentKind,
        cents: Cents,
        order: u32,
    ) -> Result<Option<Payment>, InvalidCents> {
        let key =
            PaymentKey { case: self.account.case, month: self.run.month, order, kind, payee, attempt: 0 };
        let known = self.case.payees.iter().find(|known| known.payee == payee);
        let (Some(known), Some(id)) = (known, key.end_to_end()) else {
            self.no_account.get_or_insert(payee);
            self.account.state.set_aside(payee, cents)?;
            let who = client_in_dutch(payee, self.partner_now());
            self.reasons.push(format!("Geen rekening bekend van {who}: {cents} is niet betaald."));
            return Ok(None);
        };
        self.book.transfer((Account::Payable, Account::Ordered), cents, self.run.month, Reason::Order)?;
        let (run, sealed) = (Some(self.run.run), known.sealed.clone());
        Ok(Some(Payment {
            id,
            key,
            grant: None,
            cents,
            status: PaymentStatus::Prepared,
            run,
            sealed,
            paid: false,
            reason: String::new(),
        }))
    }

    /// Number of who is the partner on the day of the run.
    pub(super) fn partner_now(&mut self) -> u8 {
        self.account.state.partner_now(self.case.timeline, self.run.day)
    }

    /// Payments that wait go along, to the account that is known now.
    fn again(&mut self) -> Vec<Payment> {
        let mut payments = Vec::new();
        for waiting in self.case.waiting {
            let Some(known) = self.case.payees.iter().find(|known| known.payee == waiting.key.payee) else {
                continue;
            };
            self.account.state.waiting = self.account.state.waiting.saturating_sub(1);
            self.reasons.push(if waiting.key.attempt > 0 {
                format!("Opnieuw betaald na afwijzing door de bank: {}.", waiting.cents)
            } else {
                format!("Voorschot: {}.", waiting.cents)
            });
            payments.push(Payment {
                status: PaymentStatus::Prepared,
                run: Some(self.run.run),
                sealed: known.sealed.clone(),
                ..waiting.clone()
            });
        }
        payments
    }
}
