//! A measure (Participation Act art. 18) as a line of decisions. A duty that was broken and for which assistance is lowered
//! has a number in its case: that of its first decision. What changes about it, also that it is taken back, is a decision
//! that points at the one before.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{Explanation, Month, Refusal, TraceInput, Violation, day_in_dutch};
use policy::National;
use rules::conduct::{Lowering, lowering};
use rules::facts::{Breach, Facts};
use rules::{Claimant, Days, Finding, Local, Question, Step};
use serde::{Deserialize, Serialize};

use super::account::CaseAccount;
use super::against::BY_OBJECTION;
use super::grant::{Matter, MoneyDecision};

/// In which months how much goes off, and the first and the last of them.
type Lowered = (Explanation, (Month, Month));

/// The line of a decision that says how much goes off in which months.
pub const LOWERING_MONTHS: &str = "lowering-months";

/// A measure as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Number of the decision that stands; the first one gave the measure its number.
    pub decision: u32,
    /// The broken duty, as it was stated last.
    pub breach: Breach,
}

/// Broken duties as someone states them.
#[derive(Clone, Copy)]
pub struct MeasuresAsked<'a> {
    pub account: &'a CaseAccount,
    pub by: &'a str,
    /// The day from which they are stated.
    pub from: NaiveDate,
    /// Every broken duty of the household.
    pub breaches: &'a [Breach],
    pub national: &'a National,
    pub local: &'a Local,
    pub today: NaiveDate,
}

/// Broken duties under their numbers, with what was decided on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedMeasures {
    pub account: CaseAccount,
    pub breaches: Vec<Breach>,
    pub decisions: Vec<MoneyDecision>,
}

impl MeasuresAsked<'_> {
    /// Decides on each broken duty that lowers and is new, or that lowered and is stated otherwise. One that the rules do not
    /// lower for yet has no number.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when one names a measure that the case does not have, or two name the same.
    pub fn decide(self) -> Result<DecidedMeasures, Refusal> {
        let mut breaches = self.numbered()?;
        let mut facts = Facts::default();
        facts.conduct.breaches = Some(breaches.clone());
        let days = Days { assessed: self.from, decided: self.today, known: self.today };
        let question = Question { facts: &facts, national: self.national, days };
        let mut account = self.account.clone();
        let mut decisions = Vec::new();
        for (place, breach) in breaches.iter_mut().enumerate() {
            let before = breach.measure.and_then(|number| account.state.measures.get(&number)).cloned();
            if before.as_ref().is_some_and(|before| before.breach == *breach) {
                continue;
            }
            let Step { finding, explanation } = lowering(question, self.local.lowering.as_ref(), place);
            let lowered = self.lowered(place, finding, &explanation)?;
            let lowers = lowered.is_some();
            if before.is_none() && !lowers {
                continue;
            }
            let mut why = vec![if breach.withdrawn { self.withdrawn(breach) } else { explanation }];
            let months = lowered.as_ref().map(|(_, months)| *months);
            why.extend(lowered.map(|(how, _)| how));
            if lowers {
                // A month is lowered from the day of the decision on.
                breach.applied_on.get_or_insert(self.today);
            }
            let decided = (self.by, self.today);
            decisions.push(lay_down(&mut account, breach, (lowers, months, why), decided));
        }
        Ok(DecidedMeasures { account, breaches, decisions })
    }

    /// In which months how much goes off; `None` when nothing does.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when facts are missing or the consultant must say how much: a broken duty is not noted without
    /// anything following from it.
    fn lowered(
        &self,
        place: usize,
        finding: Finding<Lowering>,
        explanation: &Explanation,
    ) -> Result<Option<Lowered>, Refusal> {
        let at = |field: &str| format!("facts_json.conduct.breaches[{place}].{field}");
        let lowering = match finding {
            Finding::Value(lowering) => lowering,
            Finding::NotApplicable => return Ok(None),
            Finding::FactMissing(paths) => {
                let missing = paths.iter().map(|path| {
                    let reason = format!("ontbreekt: {}", Facts::in_dutch(path));
                    Violation::new(format!("facts_json.{path}"), reason, "lowering-18")
                });
                return Err(Refusal::invalid(missing.collect()));
            }
            Finding::PersonDecides => {
                let reason = format!("is nodig. {}", explanation.text);
                return Err(Refusal::invalid(vec![Violation::new(at("tuned"), reason, "lowering-18")]));
            }
        };
        let in_order = lowering.months.iter().map(|one| one.month);
        let Some(span) = in_order.clone().min().zip(in_order.max()) else { return Ok(None) };
        let base = lowering.base.dutch();
        let months = lowering.months.iter();
        let months: Vec<_> =
            months.map(|one| format!("{}: {} van {base}", one.month.in_dutch(), one.share)).collect();
        let text = format!("De bijstand wordt verlaagd. {}.", months.join("; "));
        let how = said(LOWERING_MONTHS, &explanation.source, (self.national, text), Vec::new());
        Ok(Some((how, span)))
    }

    /// The duties under the numbers that they had; one that nobody names by number is known by what was broken, when and
    /// by whom.
    fn numbered(&self) -> Result<Vec<Breach>, Refusal> {
        let known = &self.account.state.measures;
        let mut taken = BTreeSet::new();
        let mut wrong = Vec::new();
        for (place, breach) in self.breaches.iter().enumerate() {
            if breach.committed_on > self.today {
                let field = format!("facts_json.conduct.breaches[{place}].committed_on");
                wrong.push(Violation::new(field, "ligt in de toekomst", "day-ahead"));
            }
            let Some(number) = breach.measure else { continue };
            if !known.contains_key(&number) || !taken.insert(number) {
                let field = format!("facts_json.conduct.breaches[{place}].measure");
                let reason = "is geen maatregel van deze zaak, of staat er twee keer";
                wrong.push(Violation::new(field, reason, "measure-known"));
            }
        }
        if !wrong.is_empty() {
            return Err(Refusal::invalid(wrong));
        }
        let mut breaches = self.breaches.to_vec();
        for breach in breaches.iter_mut().filter(|breach| breach.measure.is_none()) {
            let mut same = known.iter().filter(|(_, measure)| is_same(&measure.breach, breach));
            breach.measure = same.find(|(number, _)| !taken.contains(number)).map(|(number, _)| *number);
            taken.extend(breach.measure);
        }
        for breach in &mut breaches {
            // Said again without the day of its decision, that day stands.
            let before = breach.measure.and_then(|number| known.get(&number));
            breach.applied_on = breach.applied_on.or_else(|| before?.breach.applied_on);
        }
        Ok(breaches)
    }

    fn withdrawn(&self, breach: &Breach) -> Explanation {
        let duty = breach.duty.dutch();
        let text = format!("De verlaging vervalt: {duty}, {}.", day_in_dutch(breach.committed_on));
        said("measure-withdrawn", "PW art. 18", (self.national, text), Vec::new())
    }
}

/// Takes a measure back that was reversed after an objection or by the court (Awb art. 7:11, 8:72).
pub fn reverse_measure(
    account: &mut CaseAccount,
    breach: &Breach,
    objection: TraceInput,
    (national, today): (&National, NaiveDate),
) -> MoneyDecision {
    let text =
        "Het besluit tot verlaging is herroepen. Wat er te weinig is betaald, wordt nabetaald.".to_owned();
    let source = "Awb art. 7:11 en 8:72; PW art. 18";
    let why = said("measure-withdrawn", source, (national, text), vec![objection]);
    let mut breach = Breach { withdrawn: true, ..breach.clone() };
    lay_down(account, &mut breach, (false, None, vec![why]), (BY_OBJECTION, today))
}

/// Writes a decision on a measure, which gives it its number when it had none.
fn lay_down(
    account: &mut CaseAccount,
    breach: &mut Breach,
    (lowers, lowered, why): (bool, Option<(Month, Month)>, Vec<Explanation>),
    (by, today): (&str, NaiveDate),
) -> MoneyDecision {
    let state = &mut account.state;
    state.money_decisions = state.money_decisions.saturating_add(1);
    let number = state.money_decisions;
    let measure = *breach.measure.get_or_insert(number);
    let now = Measure { decision: number, breach: breach.clone() };
    let before = state.measures.insert(measure, now);
    let (duty, committed_on) = (breach.duty, breach.committed_on);
    let matter = Matter::Measure { measure, duty, committed_on, lowers, lowered };
    MoneyDecision {
        case: account.case,
        number,
        replaces: before.map(|before| before.decision),
        decided_on: today,
        decided_by: by.to_owned(),
        matter,
        explanations: why,
    }
}

/// Whether two are about the same conduct: by number where both have one, else the same duty, broken on the same day by
/// the same person.
pub fn is_same(one: &Breach, other: &Breach) -> bool {
    let what =
        |breach: &Breach| (breach.duty, breach.who.unwrap_or(Claimant::Applicant), breach.committed_on);
    match (one.measure, other.measure) {
        (Some(own), Some(others)) => own == others,
        _ => what(one) == what(other),
    }
}

fn said(
    rule: &str,
    source: &str,
    (national, text): (&National, String),
    inputs: Vec<TraceInput>,
) -> Explanation {
    let policy_version = national.version().into();
    Explanation { rule: rule.into(), source: source.into(), policy_version, inputs, text }
}
