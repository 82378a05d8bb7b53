//! What was lent to a self-employed person each month, settled after the year's accounts (Bbz 2004 art. 12): a person decides
//! which part becomes a gift; the rest stays a loan and is paid back.

use chrono::{Datelike, NaiveDate};
use domain::{Cents, Explanation, InvalidCents, Month, Refusal, TraceInput, Violation};
use policy::National;
use rules::facts::Facts;
use rules::{Ask, Days, Local};
use uuid::Uuid;

use super::account::{CaseAccount, Debt, DebtKind, Instalment};
use super::grant::{Grant, GrantForm, Matter, MoneyDecision, SettledYear};
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
    /// Decides. What is a gift after all comes off the debts of the grant, the oldest first, and is a cost.
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
        let mut left: Vec<Debt> =
            self.open.iter().filter(|debt| grant.loans.contains(&debt.id)).copied().collect();
        left.sort_by_key(|debt| (debt.month, debt.id));
        let owed = left.iter().map(|debt| debt.remaining).try_fold(Cents::ZERO, Cents::plus);
        let owed = owed.map_err(too_large)?;
        if more > owed {
            let reason = format!(
                "is {more} meer dan nu een gift is, en van de lening staat nog {owed} open. Ken toe wat al is terugbetaald"
            );
            return Err(wrong("gift_cents", &reason, "settlement-owed"));
        }
        let mut account = self.account.clone();
        let cost = grant.terms.scheme.cost();
        let (debts, instalments, postings) = if more < Cents::ZERO {
            grant.loans.push(self.id);
            self.lend_again(&mut account, cost, more)
        } else {
            self.give(&mut account, cost, (left, more))
        }
        .map_err(too_large)?;
        account.version = account.version.saturating_add(1);
        account.state.money_decisions = account.state.money_decisions.saturating_add(1);
        let number = account.state.money_decisions;
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

    /// Less is a gift than was settled before: the difference is lent after all.
    fn lend_again(
        &self,
        account: &mut CaseAccount,
        cost: Account,
        more: Cents,
    ) -> Result<Moved, InvalidCents> {
        let (cents, month) = (Cents::ZERO.minus(more)?, Month::of(self.today));
        let mut book = account.book();
        book.transfer((Account::DebtLoan, cost), cents, month, Reason::YearSettled)?;
        let kind = DebtKind::Loan;
        let debt = Debt { id: self.id, kind, month, cents, remaining: cents, instalment: None };
        Ok((vec![debt], Vec::new(), account.keep(book)))
    }

    /// What becomes a gift is owed no more.
    fn give(
        &self,
        account: &mut CaseAccount,
        cost: Account,
        (left, mut more): (Vec<Debt>, Cents),
    ) -> Result<Moved, InvalidCents> {
        let month = Month::of(self.today);
        let mut book = account.book();
        let (mut debts, mut instalments) = (Vec::new(), Vec::new());
        for debt in left {
            let part = debt.remaining.min(more);
            if part <= Cents::ZERO {
                break;
            }
            book.transfer((cost, Account::DebtLoan), part, month, Reason::YearSettled)?;
            more = more.minus(part)?;
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
        if !self.is_settled_by_year() {
            return Vec::new();
        }
        let lent = self.months.iter().filter(|(_, fixed)| fixed.gross > Cents::ZERO);
        let years = lent.map(|(month, _)| month.year()).filter(|lent| *lent < year);
        let mut years: Vec<_> = years.filter(|lent| !self.settled.contains_key(lent)).collect();
        years.dedup();
        years
    }
}

fn too_large(_: InvalidCents) -> Refusal {
    wrong("gift_cents", "is te groot om mee te rekenen", "amount")
}

fn wrong(field: &str, reason: &str, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new(field, reason, rule)])
}
