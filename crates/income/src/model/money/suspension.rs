//! Payment that is held back because data were not given, and a right that is withdrawn for it (Participation Act art. 54):
//! each turn of it is a decision that points at the one before. What the months then come to is for the rules.

use chrono::NaiveDate;
use domain::{Explanation, Refusal, Violation, day_in_dutch};
use policy::National;
use rules::conduct::{Suspension, SuspensionState, suspension};
use rules::facts::Facts;
use rules::{Days, Finding, Question, Step};
use serde::{Deserialize, Serialize};

use super::account::CaseAccount;
use super::against::BY_OBJECTION;
use super::decided::decision;
use super::grant::{Matter, MoneyDecision};
use super::repair::Repair;
use super::reverse::NotReversed;

/// Where it stands, as it was decided last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Number of that decision.
    pub decision: u32,
    pub state: HeldState,
    /// First day without payment.
    pub from: NaiveDate,
    /// The time to put it right; nothing where an earlier version did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
}

/// What was decided about payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldState {
    /// It stands still.
    Suspended,
    /// It goes on, over the days that it stood still too.
    Lifted,
    /// There is no right from the first day that it stood still.
    Withdrawn,
}

impl HeldState {
    const fn of(state: SuspensionState) -> Self {
        match state {
            SuspensionState::Suspended | SuspensionState::MayWithdraw => Self::Suspended,
            SuspensionState::Lifted => Self::Lifted,
            SuspensionState::Withdrawn => Self::Withdrawn,
        }
    }
}

/// What someone states about data that were not given.
#[derive(Clone, Copy)]
pub struct SuspensionAsked<'a> {
    pub account: &'a CaseAccount,
    pub by: &'a str,
    /// All that is known today, with what is stated now.
    pub facts: &'a Facts,
    pub national: &'a National,
    pub today: NaiveDate,
}

impl SuspensionAsked<'_> {
    /// What follows: a decision, when it is another than the one that stands; without one when only the time to put it right
    /// is another.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] by rule when facts are missing, or the law does not allow it: it would last too long, or the term to put
    /// it right has not passed.
    pub fn decide(self) -> Result<Option<(CaseAccount, Option<MoneyDecision>)>, Refusal> {
        let days = Days { assessed: self.today, decided: self.today, known: self.today };
        let question = Question { facts: self.facts, national: self.national, days };
        let Step { finding, explanation } = suspension(question);
        let before = self.account.state.suspension;
        let (state, from, repair) = match finding {
            Finding::Value(Suspension { state, from, until }) => {
                (HeldState::of(state), from, self.repair(until))
            }
            // Nothing is missing by their own doing: what stood still goes on.
            Finding::NotApplicable => {
                let stood = before.filter(|held| held.state == HeldState::Suspended);
                let Some(held) = stood else { return Ok(None) };
                (HeldState::Lifted, held.from, None)
            }
            Finding::FactMissing(paths) => {
                let missing = paths.iter().map(|path| {
                    let reason = format!("ontbreekt: {}", Facts::in_dutch(path));
                    Violation::new(format!("facts_json.{path}"), reason, "suspension-54")
                });
                return Err(Refusal::invalid(missing.collect()));
            }
            Finding::PersonDecides => {
                return Err(Refusal::precondition("suspension-54", explanation.text));
            }
        };
        let repair = repair.filter(|_| state == HeldState::Suspended);
        match before {
            Some(held) if (held.state, held.from) == (state, from) => Ok(self.repaired_by(held, repair)),
            // What was put right before anything was held back was never held back.
            None if state == HeldState::Lifted => Ok(None),
            _ => {
                let now = Held { decision: 0, state, from, repair };
                let (account, decision) = self.lay_down(now, before, explanation);
                Ok(Some((account, Some(decision))))
            }
        }
    }

    /// The time to put it right, as it is stated now.
    fn repair(&self, most: NaiveDate) -> Option<Repair> {
        let until = self.facts.conduct.suspension.repair_until.as_ref()?.value;
        let stated = self.account.state.changes.saturating_add(1);
        Some(Repair { until, most, stated, told: false })
    }

    /// The same stands, with another time to put it right.
    fn repaired_by(
        &self,
        held: Held,
        repair: Option<Repair>,
    ) -> Option<(CaseAccount, Option<MoneyDecision>)> {
        let days = |repair: Option<Repair>| repair.map(|repair| (repair.until, repair.most));
        if days(held.repair) == days(repair) {
            return None;
        }
        let mut account = self.account.clone();
        account.state.suspension = Some(Held { repair, ..held });
        Some((account, None))
    }

    /// The account with the time to put it right of a suspension of an earlier version, which did not keep it.
    pub fn with_its_time(self) -> Option<CaseAccount> {
        let (mut account, decision) = self.decide().ok()??;
        let repair = account.state.suspension.as_mut()?.repair.as_mut()?;
        // What was stated last says it.
        repair.stated = account.state.changes;
        decision.is_none().then_some(account)
    }

    fn lay_down(
        self,
        now: Held,
        before: Option<Held>,
        explanation: Explanation,
    ) -> (CaseAccount, MoneyDecision) {
        let mut account = self.account.clone();
        account.state.money_decisions = account.state.money_decisions.saturating_add(1);
        let number = account.state.money_decisions;
        let Held { state, from, .. } = now;
        account.state.suspension = Some(Held { decision: number, ..now });
        account.touch(domain::Month::of(from));
        let decision = MoneyDecision {
            case: account.case,
            number,
            replaces: before.map(|held| held.decision),
            decided_on: self.today,
            decided_by: self.by.to_owned(),
            matter: Matter::Suspension { state, from },
            explanations: vec![explanation],
        };
        (account, decision)
    }
}

/// Which suspension is meant, by its number among the decisions about money of the case or by the day it was made known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuspensionMeant {
    pub number: Option<u32>,
    pub notified_on: NaiveDate,
}

impl SuspensionMeant {
    /// Whether it is the one that stands: each turn of it that still holds payment back is. Without a number it is the one of
    /// the day; where none was decided on that day, the only one that there ever was.
    fn stands(self, decisions: &[MoneyDecision]) -> Result<(), NotReversed> {
        let turns: Vec<_> = decisions
            .iter()
            .filter_map(|decision| match decision.matter {
                Matter::Suspension { state, .. } => Some((decision, state == HeldState::Suspended)),
                _ => None,
            })
            .collect();
        let began = turns.iter().rposition(|(_, held)| !held).map_or(0, |ended| ended.saturating_add(1));
        let is_meant = |decision: &MoneyDecision| match self.number {
            Some(number) => decision.number == number,
            None => decision.decided_on == self.notified_on,
        };
        let meant = turns.iter().rposition(|(decision, held)| *held && is_meant(decision));
        let earlier = turns.iter().take(began).any(|(_, held)| *held);
        match meant {
            Some(place) if began <= place => Ok(()),
            None if self.number.is_none() && earlier => Err(NotReversed::Unclear),
            None if self.number.is_none() => Ok(()),
            _ => Err(NotReversed::Nothing),
        }
    }
}

/// Lifts a suspension that was reversed after an objection or by the court (Awb art. 7:11, 8:72): the one that stands, when it is
/// the one meant. Payment goes on, over the days that it stood still too.
///
/// # Errors
///
/// [`NotReversed`] when payment does not stand still by that decision, the right was withdrawn since, or it is not clear which
/// decision is meant.
pub fn lift_suspension(
    account: &CaseAccount,
    decisions: &[MoneyDecision],
    meant: SuspensionMeant,
    (national, today): (&National, NaiveDate),
) -> Result<(CaseAccount, MoneyDecision), NotReversed> {
    let held = account.state.suspension.ok_or(NotReversed::Nothing)?;
    match held.state {
        HeldState::Suspended => {}
        HeldState::Lifted => return Err(NotReversed::Nothing),
        HeldState::Withdrawn => return Err(NotReversed::Withdrawn),
    }
    meant.stands(decisions)?;
    let (replaces, from) = (held.decision, held.from);
    let text = format!(
        "Besluit over geld {replaces} is na bezwaar of beroep herroepen. De betaling gaat weer door, ook over de dagen vanaf {}.",
        day_in_dutch(from)
    );
    let why = Explanation {
        rule: "decision-reversed".into(),
        source: "Awb art. 7:11 en 8:72; PW art. 54".into(),
        policy_version: national.version().into(),
        inputs: Vec::new(),
        text,
    };
    let mut account = account.clone();
    let matter = Matter::Suspension { state: HeldState::Lifted, from };
    let decision = decision(&mut account, matter, (BY_OBJECTION, today), vec![why]);
    let decision = MoneyDecision { replaces: Some(replaces), ..decision };
    account.state.suspension =
        Some(Held { decision: decision.number, state: HeldState::Lifted, from, repair: None });
    account.touch(domain::Month::of(from));
    Ok((account, decision))
}
