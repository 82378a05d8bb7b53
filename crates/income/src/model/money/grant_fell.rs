//! Decisions on other schemes than general assistance that fell after an objection or before the court (Awb art. 7:11, 8:72): an
//! end is taken back; on what was granted, refused or settled a person decides anew.

use domain::{Explanation, Month, Refusal, Violation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::{AccountState, CaseAccount};
use super::against::BY_OBJECTION;
use super::decided::decision;
use super::grant::{GrantTerms, Matter, MoneyDecision};
use super::grant_asked::GrantAsked;
use super::reverse::NotReversed;

/// A decision on another scheme that fell, on which a person decides anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fallen {
    /// The objection by which it fell.
    pub objection: Uuid,
}

impl AccountState {
    /// What a decision took the place of is decided anew, once: the objection that asked it. Nothing where it did not fall.
    pub fn decided_anew(&mut self, decision: &MoneyDecision) -> Option<Uuid> {
        let fallen = self.fallen.remove(&decision.replaces?)?;
        self.reversed.insert(fallen.objection);
        Some(fallen.objection)
    }
}

impl GrantAsked<'_> {
    /// Only a refusal of the same scheme that fell is replaced, and by nothing that corrects a grant.
    pub(super) fn replaces_what_fell(&self) -> Result<(), Refusal> {
        let Some(number) = self.replaces else { return Ok(()) };
        if self.corrects.is_some() {
            let reason = "hoort niet bij het verbeteren van een toekenning";
            let wrong = Violation::new("replaces_decision", reason, "grant-replaces");
            return Err(Refusal::invalid(vec![wrong]));
        }
        let older = self.decisions.iter().find(|older| older.number == number);
        let is_same = older.is_some_and(|older| self.refused_from(&older.matter).is_some());
        if is_same && self.account.state.fallen.contains_key(&number) {
            return Ok(());
        }
        let reason = format!(
            "Besluit over geld {number} is geen afwijzing van deze regeling die na bezwaar of beroep is herroepen. Laat het \
             nummer weg, of kies de regeling van dat besluit."
        );
        Err(Refusal::precondition("decision-not-fallen", reason))
    }

    /// Takes the end of a grant back: what is asked is the grant as it stood before. The next run pays the months since.
    ///
    /// # Errors
    ///
    /// [`NotReversed`] when the grant does not stand by that end, or a person must see what becomes of it: what was paid after
    /// the end was worked out as too much since, or something stands that does not go with it.
    pub fn take_end_back(
        self,
        (fallen, matter): (&MoneyDecision, Matter),
        objection: Uuid,
    ) -> Result<(CaseAccount, MoneyDecision), NotReversed> {
        let number = self.corrects.ok_or(NotReversed::Nothing)?;
        let mut grant = self.account.state.grants.get(&number).cloned().ok_or(NotReversed::Nothing)?;
        let last = grant.terms.until.ok_or(NotReversed::Nothing)?;
        let first = Month::of(last.succ_opt().unwrap_or(last));
        let is_too_much = grant.months.range(first..).any(|(_, fixed)| fixed.version > 1);
        if is_too_much || self.granted_since(fallen.number) || self.not_beside().is_err() {
            return Err(NotReversed::PersonDecides);
        }
        let mut account = self.account.clone();
        account.version = account.version.saturating_add(1);
        account.state.reversed.insert(objection);
        let why = Explanation {
            rule: "decision-reversed".into(),
            source: format!("Awb art. 7:11 en 8:72; {}", self.terms.source()),
            policy_version: self.national.version().into(),
            inputs: Vec::new(),
            text: format!(
                "Besluit over geld {} is na bezwaar of beroep herroepen. U houdt dit: {}. De volgende betaalrun betaalt wat \
                 sindsdien niet is betaald.",
                fallen.number,
                self.terms.name()
            ),
        };
        let decided = decision(&mut account, matter, (BY_OBJECTION, self.today), vec![why]);
        let decision = MoneyDecision { replaces: Some(fallen.number), ..decided };
        grant.touch(first);
        grant.terms = self.terms;
        grant.decision = decision.number;
        account.state.grants.insert(number, grant);
        Ok((account, decision))
    }
}

/// A grant as it stood before it was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeEnd {
    /// Number of the grant in the case.
    pub grant: u32,
    pub terms: GrantTerms,
    /// What was decided then.
    pub matter: Matter,
}

impl BeforeEnd {
    /// Of the grant that stands by an end.
    ///
    /// # Errors
    ///
    /// [`NotReversed::Nothing`] when no grant stands by it, or what was decided before is not known.
    pub fn of(
        account: &CaseAccount,
        decisions: &[MoneyDecision],
        fallen: &MoneyDecision,
    ) -> Result<Self, NotReversed> {
        let mut grants = account.state.grants.iter();
        let (grant, stands) =
            grants.find(|(_, grant)| grant.decision == fallen.number).ok_or(NotReversed::Nothing)?;
        let before = decisions.iter().find(|decision| fallen.replaces == Some(decision.number));
        let ended = |until| GrantTerms { until, ..stands.terms.clone() };
        let (terms, matter) = match before.map(|decision| &decision.matter) {
            Some(Matter::Granted { terms, cents }) => {
                let terms = ended(terms.until);
                (terms.clone(), Matter::Granted { terms, cents: *cents })
            }
            Some(Matter::Ended { last_day }) => {
                (ended(Some(*last_day)), Matter::Ended { last_day: *last_day })
            }
            _ => return Err(NotReversed::Nothing),
        };
        Ok(Self { grant: *grant, terms, matter })
    }
}
