//! What was lent to a self-employed person each month, settled after the year's accounts (Bbz 2004 art. 12): a person decides
//! which part becomes a gift; the rest stays a loan and is paid back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use domain::{Cents, Explanation, InvalidCents, Month, Refusal, TraceInput, Violation};
use policy::National;
use rules::facts::Facts;
use rules::{Ask, Days, Local};
use uuid::Uuid;

use super::account::{CaseAccount, Debt, DebtKind, Instalment};
use super::grant::{Grant, GrantForm, LentPart, Matter, MoneyDecision, SettledYear};
use super::ledger::{Account, Posting, Reason};
use super::scheme::Scheme;

/// What a settlement is made on.
#[derive(Clone, Copy)]
pub struct SettleAsked<'a> {
    pub account: &'a CaseAccount,
    /// Debts of the case with something left.
    pub open: &'a [Debt],
    /// Number of the grant in the case.
    pub grant: u32,
    pub year: i32,
    /// What of the assistance lent over the year is a gift, in euro cents: all of it, also where an earlier settlement
    /// of the year said less or more.
    pub gift: Cents,
    pub by: &'a str,
    pub reasons: &'a str,
    pub national: &'a National,
    pub today: NaiveDate,
    /// Names the debt that arises when less is a gift than was settled before.
    pub id: Uuid,
}

/// A year that was settled, with what it does to debts and books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantSettled {
    pub account: CaseAccount,
    pub decision: MoneyDecision,
    /// Debts of which another part is left, and the one that arises.
    pub debts: Vec<Debt>,
    pub instalments: Vec<Instalment>,
    pub postings: Vec<Posting>,
    /// What was lent over the year and stays a loan.
    pub loan: Cents,
}

/// What a settlement does to the debts of a grant.
type Moved = (Vec<Debt>, Vec<Instalment>, Vec<Posting>);

impl SettleAsked<'_> {
    /// Decides. What is a gift after all comes off what was lent over the year, the oldest first, and is a cost.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the grant is no monthly loan to a self-employed person, the year is not over or nothing was lent
    /// over it, or more would be a gift than was lent or is still owed.
    pub fn decide(self) -> Result<GrantSettled, Refusal> {
        let mut grant = self.lent_monthly()?.clone();
        let lent = self.lent(&grant)?;
        let before = grant.settled.get(&self.year).copied();
        let more =
            self.gift.minus(before.map(|before| before.gift).unwrap_or_default()).map_err(too_large)?;
        let loan = lent.minus(self.gift).map_err(too_large)?;
        let left = self.owed_over_year(&grant).map_err(too_large)?;
        let owed =
            left.iter().map(|(_, owed)| *owed).try_fold(Cents::ZERO, Cents::plus).map_err(too_large)?;
        if more > owed {
            let reason = format!(
                "is {more} meer dan nu een gift is, en van wat over {} is geleend staat nog {owed} open. Ken toe wat al is \
                 terugbetaald",
                self.year
            );
            return Err(wrong("gift_cents", &reason, "settlement-owed"));
        }
        let mut account = self.account.clone();
        let cost = grant.terms.scheme.cost();
        let (debts, instalments, postings) = if more < Cents::ZERO {
            self.lend_again((&mut account, &mut grant), cost, more)
        } else {
            self.give((&mut account, &mut grant), cost, (left, more))
        }
        .map_err(too_large)?;
        account.version = account.version.saturating_add(1);
        account.state.money_decisions = account.state.money_decisions.saturating_add(1);
        let number = account.state.money_decisions;
        grant.told.remove(&self.year);
        grant.settled.insert(self.year, SettledYear { decision: number, gift: self.gift });
        account.state.grants.insert(self.grant, grant);
        let decision = MoneyDecision {
            case: account.case,
            number,
            replaces: before.map(|before| before.decision),
            decided_on: self.today,
            decided_by: self.by.to_owned(),
            matter: Matter::Settled { year: self.year, gift: self.gift, loan },
            explanations: self.explanations(lent, loan),
        };
        Ok(GrantSettled { account, decision, debts, instalments, postings, loan })
    }

    fn lent_monthly(&self) -> Result<&Grant, Refusal> {
        let grant = self.account.state.grants.get(&self.grant);
        let grant = grant.ok_or_else(|| Refusal::not_found("toekenning"))?;
        if !grant.is_settled_by_year() {
            let reason = "Alleen bijstand voor zelfstandigen die elke maand als lening is gegeven, wordt na het boekjaar \
                          vastgesteld.";
            return Err(Refusal::precondition("settlement-none", reason));
        }
        Ok(grant)
    }

    /// What was lent over the year.
    fn lent(&self, grant: &Grant) -> Result<Cents, Refusal> {
        if self.year >= self.today.year() {
            return Err(wrong("year", "is nog niet voorbij", "settlement-year"));
        }
        let lent = grant.lent_over(self.year).map_err(too_large)?;
        if lent <= Cents::ZERO {
            return Err(wrong("year", "is geen jaar waarover iets is geleend", "settlement-year"));
        }
        if self.gift > lent {
            let reason = format!("is meer dan er over {} is geleend: {lent}", self.year);
            return Err(wrong("gift_cents", &reason, "settlement-lent"));
        }
        Ok(lent)
    }

    /// What is still owed of each loan over the year, the oldest first. What was paid off a debt that lends over two years is
    /// taken to be of the other one.
    fn owed_over_year(&self, grant: &Grant) -> Result<Vec<(Debt, Cents)>, InvalidCents> {
        let mut left = Vec::new();
        for debt in self.open {
            let Some(part) = grant.loans.get(&debt.id).and_then(|years| years.get(&self.year)) else {
                continue;
            };
            left.push((*debt, part.cents.minus(part.gift)?.min(debt.remaining)));
        }
        left.sort_by_key(|(debt, _)| (debt.month, debt.id));
        Ok(left)
    }

    /// Less is a gift than was settled before: the difference is lent after all.
    fn lend_again(
        &self,
        (account, grant): (&mut CaseAccount, &mut Grant),
        cost: Account,
        more: Cents,
    ) -> Result<Moved, InvalidCents> {
        let (cents, month) = (Cents::ZERO.minus(more)?, Month::of(self.today));
        let mut book = account.book();
        book.transfer((Account::DebtLoan, cost), cents, month, Reason::YearSettled)?;
        let part = LentPart { cents, gift: Cents::ZERO };
        grant.loans.insert(self.id, BTreeMap::from([(self.year, part)]));
        let kind = DebtKind::Loan;
        let debt = Debt { id: self.id, kind, month, cents, remaining: cents, instalment: None };
        Ok((vec![debt], Vec::new(), account.keep(book)))
    }

    /// What becomes a gift is owed no more.
    fn give(
        &self,
        (account, grant): (&mut CaseAccount, &mut Grant),
        cost: Account,
        (left, mut more): (Vec<(Debt, Cents)>, Cents),
    ) -> Result<Moved, InvalidCents> {
        let month = Month::of(self.today);
        let mut book = account.book();
        let (mut debts, mut instalments) = (Vec::new(), Vec::new());
        for (debt, owed) in left {
            let part = owed.min(more);
            if part <= Cents::ZERO {
                continue;
            }
            book.transfer((cost, Account::DebtLoan), part, month, Reason::YearSettled)?;
            more = more.minus(part)?;
            let years = grant.loans.entry(debt.id).or_default();
            let lent = years.entry(self.year).or_default();
            lent.gift = lent.gift.plus(part)?;
            let remaining = debt.remaining.minus(part)?;
            let instalment = debt.instalment.filter(|_| remaining > Cents::ZERO);
            debts.push(Debt { remaining, instalment, ..debt });
            instalments.push(Instalment { debt: debt.id, month, posting: book.last(), cents: part });
        }
        Ok((debts, instalments, account.keep(book)))
    }

    /// What the rules say of the year, and the line of the consultant, which comes last: it decided.
    fn explanations(&self, lent: Cents, loan: Cents) -> Vec<Explanation> {
        let days = Days::all(self.today);
        let facts = Facts::default();
        let reply = rules::answer(&facts, self.national, &Local::default(), days, Ask::SelfEmployedYear);
        let input = |name: &str, cents: Cents, source: &str| TraceInput {
            name: name.into(),
            value: cents.to_string(),
            source: source.into(),
        };
        let said = Explanation {
            rule: "settlement-decided".into(),
            source: "Bbz 2004 art. 12".into(),
            policy_version: self.national.version().into(),
            inputs: vec![
                input("lent", lent, "calculation"),
                input("gift", self.gift, "consultant"),
                input("loan", loan, "calculation"),
            ],
            text: self.reasons.to_owned(),
        };
        reply.explanations.into_iter().chain([said]).collect()
    }
}

impl Grant {
    /// Whether each year is settled after the accounts: a monthly loan to a self-employed person.
    pub fn is_settled_by_year(&self) -> bool {
        let terms = &self.terms;
        terms.scheme == Scheme::SelfEmployed && terms.form == GrantForm::Loan && !terms.once
    }

    fn lent_over(&self, year: i32) -> Result<Cents, InvalidCents> {
        let of_year = self.months.iter().filter(|(month, _)| month.year() == year);
        of_year.map(|(_, fixed)| fixed.gross).try_fold(Cents::ZERO, Cents::plus)
    }

    /// Years before this one over which something was lent, and that nobody settled; oldest first.
    pub fn unsettled_before(&self, year: i32) -> Vec<i32> {
        self.unsettled().range(..year).copied().collect()
    }

    /// Years over which something was lent, and that nobody settled.
    fn unsettled(&self) -> BTreeSet<i32> {
        if !self.is_settled_by_year() {
            return BTreeSet::new();
        }
        let lent = self.months.iter().filter(|(_, fixed)| fixed.gross > Cents::ZERO);
        lent.map(|(month, _)| month.year()).filter(|year| !self.settled.contains_key(year)).collect()
    }

    /// The first day after a year that waits for a person of whom nobody was told, or that was told of and waits no more.
    pub fn wakes_on(&self) -> Option<NaiveDate> {
        let unsettled = self.unsettled();
        let year = unsettled.symmetric_difference(&self.told).next()?;
        NaiveDate::from_ymd_opt(year.saturating_add(1), 1, 1)
    }

    /// Notes over which years a payment lends: the oldest months that were not lent for yet come first. What is paid beyond
    /// them counts for the year in which it is paid.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn lend(&mut self, debt: Uuid, cents: Cents, paid_in: Month) -> Result<(), InvalidCents> {
        let mut left = cents;
        let mut parts: BTreeMap<i32, LentPart> = BTreeMap::new();
        let years: BTreeSet<i32> = self.months.keys().map(|month| month.year()).collect();
        for year in years {
            let lent = self.lent_before(year)?;
            let part = self.lent_over(year)?.minus(lent)?.max(Cents::ZERO).min(left);
            if part > Cents::ZERO {
                parts.insert(year, LentPart { cents: part, gift: Cents::ZERO });
                left = left.minus(part)?;
            }
        }
        if left > Cents::ZERO {
            let part = parts.entry(paid_in.year()).or_default();
            part.cents = part.cents.plus(left)?;
        }
        self.loans.insert(debt, parts);
        Ok(())
    }

    /// What payments lent over a year so far: what they lend still, and what of it is a gift now.
    fn lent_before(&self, year: i32) -> Result<Cents, InvalidCents> {
        let gift = self.settled.get(&year).map(|settled| settled.gift).unwrap_or_default();
        let parts = self.loans.values().filter_map(|parts| parts.get(&year));
        parts.map(|part| part.cents.minus(part.gift)).try_fold(gift, |sum, part| sum.plus(part?))
    }
}

fn too_large(_: InvalidCents) -> Refusal {
    wrong("gift_cents", "is te groot om mee te rekenen", "amount")
}

fn wrong(field: &str, reason: &str, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new(field, reason, rule)])
}
