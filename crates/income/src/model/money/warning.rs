//! A warning in the place of a fine (Participation Act art. 18a, Boetebesluit): a decision of its own, which the rule reads by
//! itself when the duty to inform is broken again.

use chrono::NaiveDate;
use domain::{Explanation, FactSource, Refusal};
use policy::National;
use rules::conduct::warning;
use rules::facts::{Facts, Stated};
use rules::{Days, Finding, Local, Question, Step};

use super::account::{AccountState, CaseAccount};
use super::decided::decision;
use super::fine::missing;
use super::grant::{Matter, MoneyDecision};
use super::reverse::NotReversed;

/// A warning that someone wants to give for the breach that is stated.
#[derive(Clone, Copy)]
pub struct WarningAsked<'a> {
    pub account: &'a CaseAccount,
    /// What is known of the household today.
    pub facts: &'a Facts,
    pub by: &'a str,
    /// Why, in plain Dutch.
    pub reasons: &'a str,
    pub national: &'a National,
    pub local: &'a Local,
    pub today: NaiveDate,
}

impl WarningAsked<'_> {
    /// The decision. Where the law allows a warning and the municipality has no rule, whoever decides chooses.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] that names the rule: facts are missing, the law or the municipality's rule asks a fine, or there was a warning
    /// for this breach already.
    pub fn decide(self) -> Result<(CaseAccount, MoneyDecision), Refusal> {
        let facts = self.account.state.with_warnings(self.facts);
        let days = Days { assessed: self.today, decided: self.today, known: self.today };
        let question = Question { facts: &facts, national: self.national, days };
        let Step { finding, explanation } = warning(question);
        match finding {
            Finding::Value(()) => {}
            Finding::FactMissing(paths) => return Err(missing(&paths)),
            Finding::NotApplicable | Finding::PersonDecides => {
                return Err(Refusal::precondition("fine-18a-warning", explanation.text));
            }
        }
        if self.local.fine.as_ref().is_some_and(|rule| !rule.warns_when_allowed) {
            let reason = "De gemeente geeft volgens haar regels een boete, en geen waarschuwing.";
            return Err(Refusal::precondition("fine-18a-warning", reason));
        }
        let stated = facts.conduct.fine.committed_on.as_ref().map(|stated| stated.value);
        let Some(committed_on) = stated else { return Err(missing(&[COMMITTED_ON.to_owned()])) };
        if self.account.state.warned.contains_key(&committed_on) {
            let reason = "Voor deze overtreding is al een waarschuwing gegeven.";
            return Err(Refusal::precondition("warning-known", reason));
        }
        let mut account = self.account.clone();
        account.version = account.version.saturating_add(1);
        account.state.warned.insert(committed_on, self.today);
        let reasons = Explanation {
            rule: "warning-decided".into(),
            source: "PW art. 18a".into(),
            policy_version: self.national.version().into(),
            inputs: Vec::new(),
            text: self.reasons.to_owned(),
        };
        let why = vec![explanation, reasons];
        let decided = decision(&mut account, Matter::Warning { committed_on }, (self.by, self.today), why);
        Ok((account, decided))
    }
}

/// A warning that is taken back, so that a later breach has none before it.
#[derive(Clone, Copy)]
pub struct WarningTakenBack<'a> {
    pub account: &'a CaseAccount,
    /// All decisions about money of the case.
    pub decisions: &'a [MoneyDecision],
    /// Number of the warning among them.
    pub number: u32,
    pub by: &'a str,
    pub national: &'a National,
    pub today: NaiveDate,
}

impl WarningTakenBack<'_> {
    /// Whoever may warn withdraws it, for reasons in plain Dutch.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the decision is no warning, or it was taken back before.
    pub fn withdrawn(self, reasons: &str) -> Result<(CaseAccount, MoneyDecision), Refusal> {
        let why = self.said("warning-fell", "PW art. 18a", reasons.to_owned());
        let reason = "Dit besluit is geen waarschuwing, of de waarschuwing is al vervallen.";
        self.taken_back(why).map_err(|_| Refusal::precondition("warning-stands", reason))
    }

    /// It was reversed after an objection or by the court (Awb art. 7:11, 8:72).
    ///
    /// # Errors
    ///
    /// [`NotReversed`] when the decision is no warning, or it was taken back before.
    pub fn reversed(self) -> Result<(CaseAccount, MoneyDecision), NotReversed> {
        let text = format!(
            "Besluit over geld {} is na bezwaar of beroep herroepen. De waarschuwing telt bij een volgende overtreding niet mee.",
            self.number
        );
        self.taken_back(self.said("decision-reversed", "Awb art. 7:11 en 8:72; PW art. 18a", text))
    }

    fn taken_back(self, why: Explanation) -> Result<(CaseAccount, MoneyDecision), NotReversed> {
        let meant = self.decisions.iter().find(|decision| decision.number == self.number);
        let Some(Matter::Warning { committed_on }) = meant.map(|decision| &decision.matter) else {
            return Err(NotReversed::Nothing);
        };
        if self.decisions.iter().any(|later| later.replaces == Some(self.number)) {
            return Err(NotReversed::Nothing);
        }
        let mut account = self.account.clone();
        account.version = account.version.saturating_add(1);
        account.state.warned.remove(committed_on);
        let matter = Matter::WarningWithdrawn { committed_on: *committed_on };
        let decided = decision(&mut account, matter, (self.by, self.today), vec![why]);
        Ok((account, MoneyDecision { replaces: Some(self.number), ..decided }))
    }

    fn said(&self, rule: &str, source: &str, text: String) -> Explanation {
        let policy_version = self.national.version().into();
        Explanation { rule: rule.into(), source: source.into(), policy_version, inputs: Vec::new(), text }
    }
}

const COMMITTED_ON: &str = "conduct.fine.committed_on";

impl AccountState {
    /// The facts with the last warning before the breach that they are about: one that was recorded here, or one that was stated.
    pub fn with_warnings(&self, facts: &Facts) -> Facts {
        let mut facts = facts.clone();
        let about = &mut facts.conduct.fine;
        let Some(committed) = about.committed_on.as_ref().map(|stated| stated.value) else { return facts };
        let recorded = self.warned.values().copied().filter(|warned| *warned < committed).max();
        let stated = about.warned_on.as_ref().map(|stated| stated.value).filter(|warned| *warned < committed);
        if let Some(value) = recorded.filter(|recorded| stated.is_none_or(|stated| stated < *recorded)) {
            about.warned_on = Some(Stated { value, source: FactSource::Derived, known_on: None });
        }
        facts
    }
}
