//! What a run looks at beside the month itself: corrections that make good, what is withheld, and fixed costs.

use std::collections::BTreeMap;

use domain::{Cents, InvalidCents};
use rules::conduct::LOWERING_OPEN;
use rules::month::MonthCalculation;
use uuid::Uuid;

use super::{Deciding, capital};
use crate::model::money::account::{Debt, Instalment};
use crate::model::money::due::Debts;
use crate::model::money::ledger::Account;
use crate::model::money::orders::Payee;
use crate::model::money::recovery::make_good;

impl Deciding<'_> {
    /// What more comes of earlier months makes good first what was found to be too much and nobody decided on.
    pub(super) fn make_good(&mut self) -> Result<(Vec<Debt>, Vec<Instalment>), InvalidCents> {
        let (state, month) = (&mut self.account.state, self.run.month);
        let (good, back) = make_good(&mut self.book, state, (self.case.debts, &self.rose), month)?;
        for instalment in &back {
            let cents = instalment.cents;
            self.reasons.push(format!("Toch niet te veel betaald, van een eerdere berekening: {cents}."));
        }
        Ok((good, back))
    }

    /// What this run withholds of its month, for a second run of the same month: together, and of it for each debt.
    pub(super) fn keep_withheld(
        &mut self,
        instalments: Cents,
        by_debt: &BTreeMap<Uuid, Cents>,
    ) -> Result<(), InvalidCents> {
        let month = self.run.month;
        let kept = &mut self.account.state.instalments;
        for (debt, cents) in by_debt {
            let taken = kept.entry(month).or_default().entry(*debt).or_default();
            *taken = taken.plus(*cents)?;
        }
        kept.retain(|kept, _| *kept >= month.previous());
        let owed = self.book.balances().owed(Account::Payable);
        let corrections = self.month_pays.minus(owed)?.minus(instalments)?.max(Cents::ZERO);
        let taken = corrections.plus(instalments)?;
        if taken > Cents::ZERO {
            let before = self.account.state.withheld_in(month);
            self.account.state.withheld = Some((month, before.plus(taken)?));
        }
        Ok(())
    }

    /// No law says what must remain beside fixed costs (art. 57): where one of them falls short, or nothing is left for
    /// whom the assistance is for, a person looks.
    pub(super) fn look_at_fixed_costs(&mut self, shared: &[(Payee, Cents)]) -> Result<(), InvalidCents> {
        let got = |payee: Payee| {
            shared.iter().find(|(known, _)| *known == payee).map(|(_, cents)| *cents).unwrap_or_default()
        };
        let mut any = false;
        for third in self.case.payees {
            let (Payee::Third(number), Some(monthly)) = (third.payee, third.monthly) else { continue };
            any = true;
            let short = monthly.minus(got(third.payee))?;
            if short > Cents::ZERO {
                self.fixed_costs_short = true;
                self.reasons
                    .push(format!("Vaste lasten {number}: {short} van {monthly} kon niet worden betaald."));
            }
        }
        let left = shared.iter().any(|(payee, _)| matches!(payee, Payee::Applicant | Payee::Partner(_)));
        if any && !left {
            self.fixed_costs_short = true;
            self.reasons.push("Na de vaste lasten blijft er niets over voor de cliënt.".into());
        }
        Ok(())
    }

    /// That a lowering was decided and does not go off, by month.
    pub(super) fn tell_open_lowerings(&mut self, calculation: &MonthCalculation) {
        let open = calculation.lines.iter().filter(|line| line.explanation.rule == LOWERING_OPEN);
        let said = |text: &str| format!("{}: {text}", capital(&calculation.month.in_dutch()));
        self.reasons.extend(open.map(|line| said(&line.explanation.text)));
    }

    pub(super) fn tell_debts(&mut self, debts: &Debts) {
        for debt in debts.changed.iter().filter(|debt| debt.remaining == debt.cents) {
            self.reasons.push(format!(
                "Te veel betaald: {}. Een consulent beslist of dit wordt teruggevorderd.",
                debt.cents
            ));
        }
        for instalment in &debts.instalments {
            self.reasons.push(format!("Ingehouden of verrekend: {}.", instalment.cents));
        }
    }
}
