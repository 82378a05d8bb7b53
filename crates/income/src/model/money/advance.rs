//! An advance while nothing was decided on the right (Participation Act art. 52): how much, once in each term, and what it
//! does to the books.

use chrono::NaiveDate;
use domain::{Cents, Explanation, InvalidCents, Month, Refusal, Violation};
use policy::National;
use rules::facts::Facts;
use rules::means::Advance;
use rules::month::{DayKind, DayOutcome, Timeline, Whose};
use rules::{Days, Finding, Local, Question, Step};
use sepa::PaymentKind;
use terms::{Calendar, Kind, Term};
use uuid::Uuid;

use super::account::{AccountState, CaseAccount, Debt, DebtKind};
use super::ledger::{Account, Posting, Reason};
use super::orders::{PayeeAccount, Sharing, share};
use super::partners::OfCouples;
use super::payment::{Payment, PaymentKey, PaymentStatus};

/// What an advance is decided on.
#[derive(Clone, Copy)]
pub struct AdvanceAsked<'a> {
    pub account: &'a CaseAccount,
    /// The day of the application, from which terms are counted; that of the report where no other is known.
    pub applied_on: NaiveDate,
    /// What is known today.
    pub facts: &'a Facts,
    pub timeline: &'a Timeline,
    pub payees: &'a [PayeeAccount],
    /// What the consultant wants to pay; `None`: the least that the law gives.
    pub amount: Option<Cents>,
    pub national: &'a National,
    pub today: NaiveDate,
}

/// An advance that was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedAdvance {
    pub account: CaseAccount,
    pub debt: Debt,
    pub postings: Vec<Posting>,
    /// They wait for the next run.
    pub payments: Vec<Payment>,
    /// How the least was found, or why it could not be.
    pub explanation: Explanation,
}

impl AdvanceAsked<'_> {
    /// Grants it under the name of a debt: it is one until it is settled with what is granted later.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when a right runs, the term has its advance already, the law gives none, the amount is missing, too
    /// low or too high, or a payee has no account.
    pub fn grant(self, debt: Uuid) -> Result<GrantedAdvance, Refusal> {
        if self.account.state.right_from.is_some() {
            let reason = "Er loopt al een recht op bijstand. Een voorschot is er voor zolang daarover niet is beslist.";
            return Err(Refusal::precondition("right-runs", reason));
        }
        let due = self.due()?;
        if self.account.state.advanced_until.is_some_and(|last| due <= last) {
            let day = domain::day_in_dutch(due);
            let reason =
                format!("Over deze vier weken is al een voorschot gegeven. Het volgende kan na {day}.");
            return Err(Refusal::conflict("advance-granted", reason));
        }
        let day = self.today.max(self.applied_on);
        let assistance = rules::month::assistance(self.question(day), &Local::default());
        let whose = Whose::all(&assistance.entitled, Cents::new(1));
        let granted = self.amount(due, assistance)?;
        self.post(debt, granted, whose, due)
    }

    /// The last day of the term that runs.
    fn due(&self) -> Result<NaiveDate, Refusal> {
        let unknown =
            || Refusal::precondition("advance-52", "Voor deze dag is de termijn van de wet niet bekend.");
        let term = Term::in_row(Kind::Advance, self.applied_on, self.today, self.national);
        term.ok().and_then(|term| term.due(&Calendar::of(self.national))).ok_or_else(unknown)
    }

    fn question(&self, day: NaiveDate) -> Question<'_> {
        let days = Days { assessed: day, decided: self.today, known: self.today };
        Question { facts: self.facts, national: self.national, days }
    }

    fn amount(&self, due: NaiveDate, assistance: DayOutcome) -> Result<(Cents, Explanation), Refusal> {
        let by_law = |assistance| rules::means::advance(self.question(due), self.applied_on, assistance);
        let (step, most, missing) = match assistance.kind {
            DayKind::Granted(cents) => (by_law(cents), Some(cents), Vec::new()),
            DayKind::NoRight => (by_law(Cents::ZERO), None, Vec::new()),
            // What the law says of withheld data holds for any amount.
            DayKind::Open(missing) => (by_law(self.amount.unwrap_or(Cents::new(1))), None, missing),
        };
        let Step { finding, explanation } = step;
        match (finding, most) {
            (Finding::NotApplicable, _) => Err(Refusal::precondition("advance-52", explanation.text)),
            (Finding::Value(Advance { least, .. }), Some(most)) => {
                self.within(least, most).map(|cents| (cents, explanation))
            }
            _ => self.stated(&missing, assistance.reason),
        }
    }

    fn within(&self, least: Cents, most: Cents) -> Result<Cents, Refusal> {
        let cents = self.amount.unwrap_or(least);
        if cents < least {
            return Err(wrong(
                format!("is minder dan het voorschot dat de wet geeft: {least}"),
                "advance-52",
            ));
        }
        if cents > most {
            return Err(wrong(
                format!("is meer dan de bijstand waarop er recht lijkt te zijn: {most}"),
                "advance-most",
            ));
        }
        Ok(cents)
    }

    /// The rules cannot tell: the consultant does.
    fn stated(&self, missing: &[String], reason: Explanation) -> Result<(Cents, Explanation), Refusal> {
        match self.amount {
            Some(cents) => Ok((cents, reason)),
            None if missing.is_empty() => Err(wrong(
                "is nodig: de rekenregels komen niet tot een bedrag".into(),
                "advance-amount-required",
            )),
            None => {
                let reason = format!("is nodig: om het uit te rekenen ontbreekt {}", missing.join(", "));
                Err(wrong(reason, "advance-amount-required"))
            }
        }
    }

    fn post(
        self,
        id: Uuid,
        (cents, explanation): (Cents, Explanation),
        whose: Whose,
        due: NaiveDate,
    ) -> Result<GrantedAdvance, Refusal> {
        let month = Month::of(self.today);
        let mut account = self.account.clone();
        account.state.orders = account.state.orders.saturating_add(1);
        let mut book = account.book();
        let mut payments = Vec::new();
        let written = (|| -> Result<(), InvalidCents> {
            book.transfer((Account::DebtAdvance, Account::Payable), cents, month, Reason::Advance)?;
            book.transfer((Account::Payable, Account::Ordered), cents, month, Reason::Order)
        })();
        written.map_err(too_much)?;
        let partner = account.state.partner_now(self.timeline, self.today);
        let (left_behind, all_to, whose) = (None, account.state.all_asked(), &OfCouples::of(partner, whose));
        let sharing = Sharing { whose, partner, left_behind, all_to, accounts: self.payees };
        for (payee, part) in share(cents, sharing, false).map_err(too_much)? {
            let (order, kind) = (account.state.orders, PaymentKind::Advance);
            let key = PaymentKey { case: account.case, month, order, kind, payee, attempt: 0 };
            let known = self.payees.iter().find(|known| known.payee == payee);
            let (Some(known), Some(id)) = (known, key.end_to_end()) else {
                let reason = "Leg eerst vast op welke rekening het voorschot wordt betaald.";
                return Err(Refusal::precondition("account-missing", reason));
            };
            payments.push(Payment {
                id,
                key,
                grant: None,
                cents: part,
                status: PaymentStatus::Waiting,
                run: None,
                sealed: known.sealed.clone(),
                paid: false,
                reason: String::new(),
            });
            account.state.waiting = account.state.waiting.saturating_add(1);
        }
        let postings = account.keep(book);
        account.state.advanced_until = Some(due);
        account.version = account.version.saturating_add(1);
        let debt = Debt { id, kind: DebtKind::Advance, month, cents, remaining: cents, instalment: None };
        Ok(GrantedAdvance { account, debt, postings, payments, explanation })
    }
}

impl CaseAccount {
    /// What a decision on the right means for the advances that are still owed: with a right the first assistance settles them
    /// (art. 52(4)); without one a person decides whether they are recovered (art. 58(2)(d)), once. Of a right that was lost the
    /// months before may settle them yet, as after an end: the run that works them out asks. `right`: whether there is one;
    /// `None` while that is open, and once it is over: the run that works out its last month sees what is left.
    pub fn judge_advances(&mut self, open: &[Debt], right: Option<bool>) {
        let state = &mut self.state;
        let was = std::mem::replace(&mut state.without_right, right == Some(false)) && !state.last_months;
        state.last_months = right == Some(false) && state.right_from.is_some() && state.stale_from.is_some();
        let advances: Vec<Uuid> = advances(open).map(|debt| debt.id).collect();
        if was {
            // An earlier version did not keep which were decided on: all that nobody has to.
            let decided = advances.iter().filter(|debt| !state.undecided.contains_key(debt));
            for debt in decided.copied().collect::<Vec<_>>() {
                state.decided_advances.insert(debt);
                state.asked.entry(debt).or_insert(1);
            }
        }
        match right {
            Some(true) => {
                for debt in advances {
                    let waited = state.undecided.remove(&debt).is_some();
                    if state.decided_advances.remove(&debt) || waited {
                        state.asked.entry(debt).or_insert(1);
                    }
                }
            }
            Some(false) if !state.last_months => drop(state.ask_of_advances(open)),
            Some(false) | None => {}
        }
    }
}

impl CaseAccount {
    /// Whether there is an advance of a case without a right that a version may have denied without asking what becomes of it.
    pub fn has_unjudged_advance(&self) -> bool {
        let state = &self.state;
        state.right_from.is_none()
            && !state.without_right
            && state.balances.of(Account::DebtAdvance) != Cents::ZERO
    }
}

impl AccountState {
    /// Asks of each advance of which something is left whether it is recovered, where nobody was asked or decided; gives those.
    pub fn ask_of_advances(&mut self, open: &[Debt]) -> Vec<Uuid> {
        let known =
            |debt: &&Debt| self.undecided.contains_key(&debt.id) || self.decided_advances.contains(&debt.id);
        let new: Vec<Uuid> = advances(open).filter(|debt| !known(debt)).map(|debt| debt.id).collect();
        for debt in &new {
            self.undecided.insert(*debt, Account::Assistance);
            let times = self.asked.entry(*debt).or_default();
            *times = times.saturating_add(1);
        }
        new
    }

    /// What the question is called whether a debt is recovered: by the debt; asked anew, by how often it was.
    pub fn asked_as(&self, debt: Uuid) -> String {
        match self.asked.get(&debt) {
            Some(times) if *times > 1 => format!("{debt}-{times}"),
            _ => debt.to_string(),
        }
    }
}

fn advances(open: &[Debt]) -> impl Iterator<Item = &Debt> {
    open.iter().filter(|debt| debt.kind == DebtKind::Advance && debt.remaining > Cents::ZERO)
}

fn wrong(reason: String, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new("cents", reason, rule)])
}

fn too_much(_: InvalidCents) -> Refusal {
    wrong("is te groot om mee te rekenen".into(), "amount")
}
