//! A decision that was reversed after an objection or by the court (Awb art. 7:11, 8:72): what it did is corrected by new
//! lines. Nothing that was written is changed.

use chrono::NaiveDate;
use domain::{Cents, Explanation, InvalidCents, Month, TraceInput};
use policy::National;
use rules::facts::{Breach, Facts};
use rules::month::Timeline;
use uuid::Uuid;

use super::account::{CaseAccount, Debt, DebtKind, Instalment};
use super::against::BY_OBJECTION;
use super::debt_payment::DebtReceipt;
use super::debtor::{DebtPayer, paid_by};
use super::grant::{Matter, MoneyDecision};
use super::ledger::{Account, Posting, Reason};
use super::measure::is_same;

/// What kind of decision is reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reversed {
    /// Assistance was lowered (Participation Act art. 18).
    Measure,
    /// Assistance is paid back, or was a loan (art. 48, 58).
    Recovery,
    /// art. 18a
    Fine,
    /// Payment stands still (art. 54).
    Suspension,
    /// Corrections were taken off a payment (art. 58(4)).
    SetOff,
    /// Another scheme than general assistance.
    Grant,
    /// All else about money: a warning (art. 18a) falls by itself, and what is paid to somebody else (art. 57); the rest a
    /// person corrects.
    OtherMoney,
    /// The right, which ended since: a person decides anew over the days that it ran.
    Entitlement,
}

impl Reversed {
    pub fn from_code(code: &str) -> Option<Self> {
        let all = [
            Self::Measure,
            Self::Recovery,
            Self::Fine,
            Self::Suspension,
            Self::SetOff,
            Self::Grant,
            Self::OtherMoney,
            Self::Entitlement,
        ];
        all.into_iter().find(|one| one.code() == code)
    }

    /// As it goes over the line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Measure => "measure",
            Self::Recovery => "recovery",
            Self::Fine => "fine",
            Self::Suspension => "suspension",
            Self::SetOff => "set-off",
            Self::Grant => "grant",
            Self::OtherMoney => "other-money",
            Self::Entitlement => "entitlement",
        }
    }

    /// Whether a debt of this kind is such a decision.
    pub const fn is_of(self, kind: DebtKind) -> bool {
        match self {
            Self::Measure
            | Self::Suspension
            | Self::SetOff
            | Self::Grant
            | Self::OtherMoney
            | Self::Entitlement => false,
            Self::Recovery => matches!(kind, DebtKind::Recovery | DebtKind::Loan),
            Self::Fine => matches!(kind, DebtKind::Fine),
        }
    }
}

/// Why a person must correct it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotReversed {
    /// There is no such decision, or it was reversed before.
    Nothing,
    /// More than one decision can be meant.
    Unclear,
    /// Amounts do not fit: a mistake that a person must look into.
    Amount,
    /// The right was withdrawn since: a person sees what becomes of it.
    Withdrawn,
    /// A person decides anew: over the days of the right, or on another scheme.
    PersonDecides,
}

impl NotReversed {
    /// The rule, as it goes over the line.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Nothing => "nothing-to-reverse",
            Self::Unclear => "decision-unclear",
            Self::Amount => "amount",
            Self::Withdrawn => "right-withdrawn",
            Self::PersonDecides => "person-decides",
        }
    }
}

/// What is known of the decision that is reversed.
#[derive(Debug, Clone, Copy)]
pub struct ReverseAsked<'a> {
    pub account: &'a CaseAccount,
    /// All decisions about money of the case.
    pub decisions: &'a [MoneyDecision],
    /// All debts of the case, also those that were paid off.
    pub debts: &'a [Debt],
    pub kind: Reversed,
    /// Number of the decision about money; nothing where it is known by its day only.
    pub number: Option<u32>,
    /// The day on which the decision was made known.
    pub notified_on: NaiveDate,
    pub objection: Uuid,
    pub national: &'a National,
    pub today: NaiveDate,
}

/// A debt that is no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReversedDebt {
    pub account: CaseAccount,
    pub debt: Debt,
    /// What others had paid, which comes off again, and what was open then; nothing where all had been paid off.
    pub instalments: Vec<Instalment>,
    pub decision: MoneyDecision,
    pub postings: Vec<Posting>,
    /// What the household had paid off, and is paid back with the next run.
    pub back: Cents,
    /// What others than the household had paid. It was not owed and is theirs (Civil Code 6:203): no run pays it, for the
    /// books have no account of them.
    pub of_others: Vec<(DebtPayer, Cents)>,
}

impl ReverseAsked<'_> {
    /// Takes a debt back: what is still open is not owed any more, and what the household paid off is owed to it. What others
    /// paid is no longer received on it.
    ///
    /// # Errors
    ///
    /// [`NotReversed`] when it is not clear which debt is meant.
    pub fn debt(self) -> Result<ReversedDebt, NotReversed> {
        let (decision, cents, debt) = self.meant()?;
        self.corrected((decision, cents), debt).map_err(|_| NotReversed::Amount)
    }

    /// The decision by its number; else the one of its day; else the only one.
    fn meant(&self) -> Result<(u32, Cents, Debt), NotReversed> {
        let reversed: Vec<u32> = self
            .decisions
            .iter()
            .filter(|decision| matches!(decision.matter, Matter::Reversed { .. }))
            .filter_map(|decision| decision.replaces)
            .collect();
        let laid_down = |decision: &MoneyDecision| match decision.matter {
            Matter::Debt { debt, kind, cents, .. } if self.is_of(decision, kind) => {
                let debt = self.debts.iter().find(|known| known.id == debt)?;
                (!reversed.contains(&decision.number)).then_some((
                    decision.number,
                    decision.decided_on,
                    cents,
                    *debt,
                ))
            }
            _ => None,
        };
        let all: Vec<_> = self.decisions.iter().filter_map(laid_down).collect();
        let chosen: Vec<_> = match self.number {
            Some(number) => all.iter().filter(|(own, ..)| *own == number).collect(),
            None => {
                let of_day: Vec<_> = all.iter().filter(|(_, day, ..)| *day == self.notified_on).collect();
                if of_day.is_empty() { all.iter().collect() } else { of_day }
            }
        };
        match chosen.as_slice() {
            [] => Err(NotReversed::Nothing),
            [(number, _, cents, debt)] => Ok((*number, *cents, *debt)),
            _ => Err(NotReversed::Unclear),
        }
    }

    /// Whether a decision on a debt is of the kind that is reversed.
    fn is_of(&self, decision: &MoneyDecision, kind: DebtKind) -> bool {
        self.kind.is_of(kind) || self.kind == Reversed::Recovery && decision.recovers_advance()
    }

    /// `cents`: what the decision laid down. What was settled, made good or not recovered before it was never paid off on it.
    fn corrected(&self, (replaces, cents): (u32, Cents), debt: Debt) -> Result<ReversedDebt, InvalidCents> {
        let month = Month::of(self.today);
        let against = if debt.kind == DebtKind::Fine { Account::Fines } else { Account::Assistance };
        let mut account = self.account.clone();
        let mut book = account.book();
        let of_others = self.of_others(debt.id)?;
        let mut open = debt.remaining;
        let mut instalments = Vec::new();
        for (payer, paid) in &of_others {
            let off = Cents::ZERO.minus(*paid)?;
            book.transfer((Account::Received, debt.kind.account()), off, month, Reason::DebtReceived)?;
            let posting = book.last();
            instalments.push(Instalment { debt: debt.id, month, posting, cents: off });
            let receipt = self.taken_off((*payer, off), posting);
            account.state.received.entry(debt.id).or_default().push(receipt);
            open = open.plus(*paid)?;
        }
        book.transfer((against, debt.kind.account()), open, month, Reason::Reversed)?;
        if open > Cents::ZERO {
            instalments.push(Instalment { debt: debt.id, month, posting: book.last(), cents: open });
        }
        // What was given up was never paid: it is no cost any more, and nothing comes back.
        let given_up = self.given_up(debt.id)?;
        book.transfer((against, Account::WrittenOff), given_up, month, Reason::Reversed)?;
        let back = cents.minus(open)?.minus(given_up)?.max(Cents::ZERO);
        book.transfer((against, Account::Payable), back, month, Reason::Reversed)?;
        let postings = account.keep(book);
        account.version = account.version.saturating_add(1);
        account.state.money_decisions = account.state.money_decisions.saturating_add(1);
        account.state.reversed.insert(self.objection);
        account.state.agreed.remove(&debt.id);
        let decision = MoneyDecision {
            case: account.case,
            number: account.state.money_decisions,
            replaces: Some(replaces),
            decided_on: self.today,
            decided_by: BY_OBJECTION.into(),
            matter: Matter::Reversed { debt: debt.id, kind: debt.kind, cents },
            explanations: vec![self.explained(replaces, (cents, debt.remaining), back, &of_others)],
        };
        let debt = Debt { remaining: Cents::ZERO, instalment: None, ..debt };
        Ok(ReversedDebt { account, debt, instalments, decision, postings, back, of_others })
    }

    /// What came in from others than the household, each where it was more than was taken back.
    fn of_others(&self, debt: Uuid) -> Result<Vec<(DebtPayer, Cents)>, InvalidCents> {
        let received = self.account.state.received.get(&debt).map_or(&[][..], Vec::as_slice);
        let of = |payer| Ok((payer, paid_by(received, Some(payer))?));
        let all = [DebtPayer::UnreportedPartner, DebtPayer::Other].into_iter().map(of);
        let all = all.collect::<Result<Vec<_>, InvalidCents>>()?;
        Ok(all.into_iter().filter(|(_, paid)| *paid > Cents::ZERO).collect())
    }

    fn taken_off(&self, (payer, cents): (DebtPayer, Cents), posting: u32) -> DebtReceipt {
        DebtReceipt {
            reference: format!("{}-{}", self.objection.simple(), payer.code()),
            received_on: self.today,
            cents,
            posting,
            payer: Some(payer),
        }
    }

    fn given_up(&self, debt: Uuid) -> Result<Cents, InvalidCents> {
        let mut of_debt = self.decisions.iter().filter_map(|decision| match decision.matter {
            Matter::WrittenOff { debt: given_up, cents, .. } if given_up == debt => Some(cents),
            _ => None,
        });
        of_debt.try_fold(Cents::ZERO, Cents::plus)
    }

    fn explained(
        &self,
        replaces: u32,
        (cents, remaining): (Cents, Cents),
        back: Cents,
        of_others: &[(DebtPayer, Cents)],
    ) -> Explanation {
        let input =
            |name: &str, value: String| TraceInput { name: name.into(), value, source: "objection".into() };
        let mut inputs = vec![
            input("decision", replaces.to_string()),
            input("remaining", remaining.to_string()),
            input("paid_off", back.to_string()),
        ];
        let theirs = |(payer, paid): &(DebtPayer, Cents)| {
            let payer = payer.in_dutch();
            format!(
                " {paid} was betaald door {payer}: dat krijgt niet het huishouden, maar wie het betaalde."
            )
        };
        let theirs: String = of_others.iter().map(theirs).collect();
        inputs.extend(of_others.iter().map(|(payer, paid)| input(payer.code(), paid.to_string())));
        Explanation {
            rule: "decision-reversed".into(),
            source: "Awb art. 7:11 en 8:72".into(),
            policy_version: self.national.version().into(),
            inputs,
            text: format!(
                "Besluit over geld {replaces} is na bezwaar of beroep herroepen. Van de schuld van {} vervalt {}. Wat al was \
                 afbetaald, {back}, wordt terugbetaald.{theirs}",
                cents, remaining
            ),
        }
    }
}

/// Which measure is meant: by a number, or by the day on which the decision was made known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureMeant {
    /// Its number in the case.
    Number(u32),
    MadeKnownOn(NaiveDate),
}

impl MeasureMeant {
    /// By the number of a decision about money of the case; by the day where no number is known.
    ///
    /// # Errors
    ///
    /// [`NotReversed`] when there is no decision on a measure of that number.
    pub fn of(
        decisions: &[MoneyDecision],
        decision: Option<u32>,
        notified_on: NaiveDate,
    ) -> Result<Self, NotReversed> {
        let Some(number) = decision else { return Ok(Self::MadeKnownOn(notified_on)) };
        let decided = decisions.iter().find(|decision| decision.number == number);
        match decided.map(|decision| &decision.matter) {
            Some(Matter::Measure { measure, .. }) => Ok(Self::Number(*measure)),
            _ => Err(NotReversed::Nothing),
        }
    }

    /// One of those that lower: of the day, or the only one where none is of that day.
    fn among(self, all: &[Breach]) -> Result<&Breach, NotReversed> {
        let chosen: Vec<_> = match self {
            Self::Number(number) => all.iter().filter(|breach| breach.measure == Some(number)).collect(),
            Self::MadeKnownOn(day) => {
                let of_day: Vec<_> = all.iter().filter(|breach| breach.applied_on == Some(day)).collect();
                if of_day.is_empty() { all.iter().collect() } else { of_day }
            }
        };
        match chosen.as_slice() {
            [] => Err(NotReversed::Nothing),
            [one] => Ok(*one),
            _ => Err(NotReversed::Unclear),
        }
    }
}

/// A measure that is taken back, and what is to be stated then: for each day from which the broken duty was stated, all of
/// them with that one withdrawn.
///
/// # Errors
///
/// [`NotReversed`] when it is not clear which measure is meant.
pub fn without_measure(
    timeline: &Timeline,
    meant: MeasureMeant,
    today: NaiveDate,
) -> Result<(Breach, Vec<(NaiveDate, Facts)>), NotReversed> {
    let mut days: Vec<_> = timeline
        .changes()
        .iter()
        .filter(|change| change.facts.conduct.breaches.is_some())
        .map(|change| change.from)
        .collect();
    days.sort_unstable();
    days.dedup();
    let known = |day: NaiveDate| timeline.on(day, today).conduct.breaches.unwrap_or_default();
    let lowers = |breach: &Breach| !breach.withdrawn && breach.blameless != Some(true);
    let mut all: Vec<Breach> = Vec::new();
    for breach in days.iter().flat_map(|day| known(*day)).filter(lowers) {
        if !all.iter().any(|other| is_same(other, &breach)) {
            all.push(breach);
        }
    }
    let meant = meant.among(&all)?;
    let corrected = days.into_iter().filter_map(|day| {
        let mut breaches = known(day);
        let mut found = false;
        for breach in breaches.iter_mut().filter(|breach| is_same(breach, meant)) {
            (breach.withdrawn, found) = (true, true);
        }
        let mut facts = Facts::default();
        facts.conduct.breaches = Some(breaches);
        found.then_some((day, facts))
    });
    let corrected = corrected.collect();
    Ok((meant.clone(), corrected))
}
