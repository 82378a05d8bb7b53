//! Legal terms about the money of a case: how long a measure holds and payment may stand still, by when a debt is paid and a
//! fine decided. They follow from the decisions, which are never edited, so each day has what was known on it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Month;
use policy::National;
use terms::{Calendar, Entry, Kind, Register, Term};
use uuid::Uuid;

use super::account::{AccountState, CaseAccount, DebtKind};
use super::fine::FineReport;
use super::grant::{Matter, MoneyDecision};
use super::measure::LOWERING_MONTHS;
use super::suspension::HeldState;

/// The article by which a measure lowers assistance.
const MEASURE: &str = "PW art. 18";
/// So many months after the broken duty none is lowered any more: the duty is past by then, and the longest measure over.
const LATEST_LOWERED: usize = 60;

/// Every term about the money of a case. `settled` has the debts of which nothing is left, each with the day on which the
/// last of it was paid or taken, where it was.
pub fn legal_terms(
    account: &CaseAccount,
    decisions: &[MoneyDecision],
    settled: &BTreeMap<Uuid, Option<NaiveDate>>,
    national: &National,
) -> Vec<Entry> {
    let mut kept = Register::default();
    let mut runs: BTreeMap<(Kind, String), Term> = BTreeMap::new();
    for decision in decisions {
        let Some((kind, about, term)) = decided(decision, national) else { continue };
        match term {
            Some(term) => runs.insert((kind, about), term),
            None => runs.remove(&(kind, about)),
        };
        let now = runs.iter().map(|((_, about), term)| (about.clone(), term.clone()));
        kept.follow(now.collect(), decision.decided_on);
    }
    let paid = |entry: &Entry| {
        let debt: Uuid = entry.about.parse().ok().filter(|_| entry.term.kind() == Kind::Payment)?;
        let on = (*settled.get(&debt)?).max(written_off(decisions, debt))?;
        entry.term.end(on.max(entry.term.start())).ok()
    };
    let kept = kept
        .entries()
        .iter()
        .map(|entry| Entry { term: paid(entry).unwrap_or_else(|| entry.term.clone()), ..entry.clone() });
    kept.chain(account.state.fine_terms(national).entries().iter().cloned()).collect()
}

/// What a decision begins; without a term: what it ends.
fn decided(decision: &MoneyDecision, national: &National) -> Option<(Kind, String, Option<Term>)> {
    let by_law = |kind, from| Term::by_law(kind, from, national).ok();
    Some(match &decision.matter {
        Matter::Measure { measure, committed_on, lowers, lowered, .. } => {
            let lowered = lowered.or_else(|| lowered_in_words(decision, *committed_on)).filter(|_| *lowers);
            let days = lowered.map(|(first, last)| (first.first_day(), last.last_day()));
            let term = days.map(|days| Term::planned(Kind::Measure, days, None, MEASURE));
            (Kind::Measure, measure.to_string(), term)
        }
        Matter::Suspension { state, from } => {
            let stands_still = *state == HeldState::Suspended;
            let term = stands_still.then(|| by_law(Kind::Suspension, *from)).flatten();
            (Kind::Suspension, String::new(), term)
        }
        // An advance is settled with what is granted, unless it is recovered; what is lent is paid back as the loan says.
        Matter::Debt { debt, kind, .. }
            if matches!(kind, DebtKind::Recovery | DebtKind::Fine) || decision.recovers_advance() =>
        {
            (Kind::Payment, debt.to_string(), by_law(Kind::Payment, decision.decided_on))
        }
        Matter::Reversed { debt, .. } => (Kind::Payment, debt.to_string(), None),
        _ => return None,
    })
}

/// The first and the last month that are lowered by a decision of a version that kept them in words alone: each stands before
/// its share. None is before the broken duty.
fn lowered_in_words(decision: &MoneyDecision, committed_on: NaiveDate) -> Option<(Month, Month)> {
    let how = decision.explanations.iter().find(|why| why.rule == LOWERING_MONTHS)?;
    let told = |month: &Month| how.text.contains(&format!(" {}: ", month.in_dutch()));
    let months = std::iter::successors(Some(Month::of(committed_on)), |month| Some(month.next()));
    let mut told = months.take(LATEST_LOWERED).filter(told);
    let first = told.next()?;
    Some((first, told.last().unwrap_or(first)))
}

fn written_off(decisions: &[MoneyDecision], of: Uuid) -> Option<NaiveDate> {
    let off =
        |decision: &&MoneyDecision| matches!(decision.matter, Matter::WrittenOff { debt, .. } if debt == of);
    decisions.iter().rfind(off).map(|decision| decision.decided_on)
}

impl AccountState {
    /// Keeps by when the fine must be decided on of which there is a report, and on which day someone is warned.
    pub fn follow_fine(&mut self, decide_days: u32, national: &National, today: NaiveDate) {
        let term = self.fine_report.as_ref().and_then(|report| report.term(national));
        if let (Some(report), Some(term)) = (&mut self.fine_report, &term) {
            let calendar = Calendar::of(national);
            report.decide_by = term.due(&calendar);
            report.warn_on = term.warns_on(decide_days, &calendar);
        }
        self.fine_terms.follow(term.map(|term| (String::new(), term)).into_iter().collect(), today);
    }

    /// The terms to decide on fines. What an earlier version did not keep is known since its report.
    fn fine_terms(&self, national: &National) -> Register {
        let mut kept = self.fine_terms.clone();
        if kept.is_empty()
            && let Some(report) = &self.fine_report
        {
            let term = report.term(national).map(|term| (String::new(), term));
            kept.follow(term.into_iter().collect(), report.reported_on);
        }
        kept
    }
}

impl FineReport {
    /// To decide on it (Awb art. 5:51); `None` where the law of that day is not known here.
    fn term(&self, national: &National) -> Option<Term> {
        Term::by_law(Kind::FineDecision, self.reported_on, national).ok()
    }

    /// Whether it is time to warn who decides, and nobody did.
    pub fn is_near(&self, today: NaiveDate) -> bool {
        !self.warned && self.warn_on.is_some_and(|day| day <= today)
    }

    /// What the signal about it is about.
    pub fn subject(&self) -> String {
        format!("{}-{}", Kind::FineDecision.code(), self.reported_on)
    }
}
