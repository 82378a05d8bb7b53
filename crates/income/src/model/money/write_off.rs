//! A debt that is given up: what is left of it, or a part of that, is owed no more.

use chrono::NaiveDate;
use domain::{Cents, Explanation, InvalidCents, Month, Refusal, TraceInput, Violation};
use policy::National;
use rules::debt::{StopGround, arrangement_allowed, fine_remission, limitation, may_stop};
use rules::facts::Facts;
use rules::{Days, Finding, Question, Step};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::{CaseAccount, Debt, DebtKind, Instalment};
use super::grant::{Matter, MoneyDecision};
use super::ledger::{Account, Posting, Reason};

/// By what law a debt may be given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WriteOffGround {
    /// It was paid on for long enough, nothing is to be expected, or a large part is paid at once (Participation Act
    /// art. 58(7)).
    RecoveryStopped,
    /// A debt arrangement cancels it (art. 60c).
    Arrangement,
    /// A fine, at a debt arrangement (art. 18a(13)).
    FineRemission,
    /// Urgent reasons, which are a judgement of a person (art. 58(8)).
    UrgentReasons,
    /// It can be collected no more (Awb art. 4:104).
    Lapsed,
}

impl WriteOffGround {
    const ALL: [Self; 5] =
        [Self::RecoveryStopped, Self::Arrangement, Self::FineRemission, Self::UrgentReasons, Self::Lapsed];

    /// As it goes over the line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::RecoveryStopped => "recovery-stopped",
            Self::Arrangement => "arrangement",
            Self::FineRemission => "fine-remission",
            Self::UrgentReasons => "urgent-reasons",
            Self::Lapsed => "lapsed",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.code() == code)
    }

    const fn source(self) -> &'static str {
        match self {
            Self::RecoveryStopped => "PW art. 58 lid 7",
            Self::Arrangement => "PW art. 60c",
            Self::FineRemission => "PW art. 18a lid 13",
            Self::UrgentReasons => "PW art. 58 lid 8",
            Self::Lapsed => "Awb art. 4:104",
        }
    }

    /// What debts the article is about.
    const fn is_for(self, kind: DebtKind) -> bool {
        match self {
            Self::RecoveryStopped | Self::Arrangement => matches!(kind, DebtKind::Recovery | DebtKind::Loan),
            Self::FineRemission => matches!(kind, DebtKind::Fine),
            Self::UrgentReasons => matches!(kind, DebtKind::Recovery),
            Self::Lapsed => true,
        }
    }
}

/// A debt that somebody wants to give up.
#[derive(Clone, Copy)]
pub struct WriteOffAsked<'a> {
    pub account: &'a CaseAccount,
    /// Debts of the case with something left.
    pub open: &'a [Debt],
    /// All decisions about money of the case.
    pub decisions: &'a [MoneyDecision],
    pub debt: Uuid,
    pub ground: WriteOffGround,
    /// Only for urgent reasons, which may be about a part; nothing: all that is left.
    pub cents: Option<Cents>,
    /// What is known of the claim and of how it was paid.
    pub facts: &'a Facts,
    pub by: &'a str,
    pub reasons: &'a str,
    pub national: &'a National,
    pub today: NaiveDate,
}

/// A debt of which something was given up, with what it does to the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenOff {
    pub account: CaseAccount,
    pub debt: Debt,
    pub instalment: Instalment,
    pub decision: MoneyDecision,
    pub postings: Vec<Posting>,
    pub cents: Cents,
}

impl WriteOffAsked<'_> {
    /// Decides. The law must allow it, and whoever decided that the debt is owed does not give it up themselves.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is no such open debt, the article is not about such a debt or does not hold of the facts,
    /// facts are missing, or the same person decided on the debt.
    pub fn decide(self) -> Result<WrittenOff, Refusal> {
        let debt = self.open.iter().find(|debt| debt.id == self.debt && debt.remaining > Cents::ZERO);
        let debt = *debt.ok_or_else(|| Refusal::not_found("openstaande schuld"))?;
        // An advance that is recovered is a recovery as any other.
        let recovered = self.account.state.decided_advances.contains(&debt.id);
        let kind = if recovered { DebtKind::Recovery } else { debt.kind };
        if !self.ground.is_for(kind) {
            return Err(wrong("ground", "geldt niet voor een schuld van deze soort", "write-off-kind"));
        }
        let laid_down = self
            .decisions
            .iter()
            .rfind(|decision| matches!(decision.matter, Matter::Debt { debt, .. } if debt == self.debt));
        if laid_down.is_some_and(|decision| decision.decided_by == self.by) {
            let reason = "U hebt deze schuld zelf vastgesteld. Een ander moet beslissen of zij vervalt.";
            return Err(Refusal::not_allowed("four-eyes", reason));
        }
        let (most, explanation) = self.allowed(&debt, laid_down.map(|decision| decision.decided_on))?;
        let cents = self.amount(most)?;
        self.given_up(debt, cents, explanation).map_err(too_large)
    }

    /// How much may be given up by the article, and its line; none for what is a judgement.
    fn allowed(
        &self,
        debt: &Debt,
        decided_on: Option<NaiveDate>,
    ) -> Result<(Cents, Option<Explanation>), Refusal> {
        let mut facts = self.facts.clone();
        facts.recovery.stop.rest = Some(debt.remaining.into());
        if let Some(day) = decided_on.filter(|_| debt.kind == DebtKind::Fine) {
            facts.recovery.stop.fined_on = Some(day.into());
        }
        let days = Days::all(self.today);
        let question = Question { facts: &facts, national: self.national, days };
        let (holds, line) = match self.ground {
            WriteOffGround::RecoveryStopped => {
                let (ground, line) = found(may_stop(question))?;
                // What is paid at once stays owed until it is paid.
                let offered = match (ground, &facts.recovery.stop.offered) {
                    (StopGround::PaidAtOnce, Some(offered)) => offered.value,
                    _ => Cents::ZERO,
                };
                let rest = debt.remaining.minus(offered).map_err(too_large)?;
                return Ok((rest.max(Cents::ZERO), Some(line)));
            }
            WriteOffGround::Arrangement => found(arrangement_allowed(question))?,
            WriteOffGround::FineRemission => found(fine_remission(question))?,
            WriteOffGround::Lapsed => {
                let (found, line) = found(limitation(question))?;
                (found.lapsed, line)
            }
            WriteOffGround::UrgentReasons => return Ok((debt.remaining, None)),
        };
        if holds { Ok((debt.remaining, Some(line))) } else { Err(not_allowed(line.text)) }
    }

    fn amount(&self, most: Cents) -> Result<Cents, Refusal> {
        let cents = match (self.ground, self.cents) {
            (_, None) => most,
            (WriteOffGround::UrgentReasons, Some(cents)) => cents,
            (_, Some(_)) => {
                return Err(wrong("cents", "volgt bij deze grond uit de wet", "write-off-amount"));
            }
        };
        if cents <= Cents::ZERO || cents > most {
            return Err(wrong(
                "cents",
                &format!("is niet hoger dan {most}, en meer dan nul"),
                "write-off-most",
            ));
        }
        Ok(cents)
    }

    fn given_up(
        self,
        debt: Debt,
        cents: Cents,
        explanation: Option<Explanation>,
    ) -> Result<WrittenOff, InvalidCents> {
        let (mut account, month) = (self.account.clone(), Month::of(self.today));
        let mut book = account.book();
        book.transfer((Account::WrittenOff, debt.kind.account()), cents, month, Reason::WrittenOff)?;
        let instalment = Instalment { debt: debt.id, month, posting: book.last(), cents };
        let postings = account.keep(book);
        account.version = account.version.saturating_add(1);
        account.state.money_decisions = account.state.money_decisions.saturating_add(1);
        let remaining = debt.remaining.minus(cents)?;
        let decision = MoneyDecision {
            case: account.case,
            number: account.state.money_decisions,
            replaces: None,
            decided_on: self.today,
            decided_by: self.by.to_owned(),
            matter: Matter::WrittenOff { debt: debt.id, kind: debt.kind, ground: self.ground, cents },
            explanations: explanation.into_iter().chain([self.said(cents, remaining)]).collect(),
        };
        if remaining == Cents::ZERO {
            account.state.agreed.remove(&debt.id);
        }
        let left = debt.instalment.filter(|_| remaining > Cents::ZERO);
        let debt = Debt { remaining, instalment: left, ..debt };
        Ok(WrittenOff { account, debt, instalment, decision, postings, cents })
    }

    /// The line of the consultant, which comes last: it decided.
    fn said(&self, cents: Cents, remaining: Cents) -> Explanation {
        let input = |name: &str, cents: Cents| TraceInput {
            name: name.into(),
            value: cents.to_string(),
            source: "consultant".into(),
        };
        Explanation {
            rule: "write-off-decided".into(),
            source: self.ground.source().into(),
            policy_version: self.national.version().into(),
            inputs: vec![input("amount", cents), input("remaining", remaining)],
            text: self.reasons.to_owned(),
        }
    }
}

fn found<T>(step: Step<T>) -> Result<(T, Explanation), Refusal> {
    let Step { finding, explanation } = step;
    match finding {
        Finding::Value(found) => Ok((found, explanation)),
        Finding::FactMissing(paths) => {
            let names: Vec<_> = paths.iter().map(|path| Facts::in_dutch(path)).collect();
            let reason = format!("Om te beslissen ontbreekt: {}.", names.join(", "));
            Err(Refusal::precondition("facts-missing", reason))
        }
        Finding::NotApplicable | Finding::PersonDecides => Err(not_allowed(explanation.text)),
    }
}

fn not_allowed(why: String) -> Refusal {
    Refusal::precondition("write-off-ground", why)
}

fn too_large(_: InvalidCents) -> Refusal {
    wrong("cents", "is te groot om mee te rekenen", "amount")
}

fn wrong(field: &str, reason: &str, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new(field, reason, rule)])
}
