//! A measure (Participation Act art. 18) as a line of decisions. A duty that was broken and for which assistance is lowered
//! has a number in its case: that of its first decision. What changes about it, also that it is taken back, is a decision
//! that points at the one before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{Explanation, Month, Refusal, TraceInput, Violation, day_in_dutch, months_after};
use policy::National;
use rules::conduct::{Coincidence, Lowering, Paragraph, coincidences, lowering};
use rules::facts::{Breach, BreachedDuty, Facts};
use rules::{Claimant, Days, Finding, Local, Question, Step};
use serde::{Deserialize, Serialize};

use super::account::{AccountState, CaseAccount};
use super::against::BY_OBJECTION;
use super::grant::{Matter, MoneyDecision};
use super::review::Review;

/// In which months how much goes off, the first and the last of them, and when it is looked at again.
type Lowered = (Explanation, (Month, Month), Option<Review>);

/// The line of a decision that says how much goes off in which months.
pub const LOWERING_MONTHS: &str = "lowering-months";

/// A measure as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Number of the decision that stands; the first one gave the measure its number.
    pub decision: u32,
    /// The broken duty, as it was stated last.
    pub breach: Breach,
    /// The first and the last month that it lowers; nothing where it lowers none, or an earlier version did not keep them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowered: Option<(Month, Month)>,
    /// When it is looked at again; nothing where it is over by then, or an earlier version did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// Number of the decision by which an earlier measure was changed or fell that this one weighed heavier for, as a repetition;
    /// nothing once somebody decided on this one since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier_changed: Option<u32>,
}

/// Broken duties as someone states them.
#[derive(Clone, Copy)]
pub struct MeasuresAsked<'a> {
    pub account: &'a CaseAccount,
    pub by: &'a str,
    /// The day from which they are stated.
    pub from: NaiveDate,
    /// Those that are new or stated otherwise. What was stated before and is not among them stands: `withdrawn` ends it.
    pub breaches: &'a [Breach],
    /// What is known of the household with what is stated now, and the broken duties as they were stated before.
    pub household: &'a Facts,
    pub national: &'a National,
    pub local: &'a Local,
    /// Who decides is told of a review so many days before its last day.
    pub decide_days: u32,
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
    /// A [`Refusal`] when one names a measure that the case does not have, or two name the same; when facts are missing; and when
    /// two lowerings of a part meet in a month and nobody said how they go together.
    pub fn decide(self) -> Result<DecidedMeasures, Refusal> {
        let mut breaches = self.numbered()?;
        breaches.extend(self.standing(&breaches));
        let mut facts = self.household.clone();
        facts.conduct.breaches = Some(breaches.clone());
        let days = Days { assessed: self.from, decided: self.today, known: self.today };
        let question = Question { facts: &facts, national: self.national, days };
        let mut account = self.account.clone();
        let mut decisions = Vec::new();
        let mut changed = BTreeMap::new();
        for (place, breach) in breaches.iter_mut().enumerate() {
            let before = breach.measure.and_then(|number| account.state.measures.get(&number)).cloned();
            let is_same = before.as_ref().is_some_and(|before| before.breach == *breach);
            // What was a repetition of something that fell since is decided on anew by stating it again.
            let is_anew = place < self.breaches.len()
                && before.as_ref().is_some_and(|before| before.earlier_changed.is_some());
            // What the language duty lowers hangs on other facts as well.
            if is_same && !is_anew && breach.duty != BreachedDuty::Language {
                continue;
            }
            let Step { finding, explanation } = lowering(question, self.local.lowering.as_ref(), place);
            let lowered = self.lowered((place, before.is_some()), finding, &explanation)?;
            let months = lowered.as_ref().map(|(_, months, _)| *months);
            let review = lowered.as_ref().and_then(|(.., review)| *review);
            let lowers = lowered.is_some();
            let stood = before.as_ref().and_then(|before| before.lowered);
            if is_same && !is_anew && months == stood || before.is_none() && !lowers {
                continue;
            }
            let mut why = vec![if breach.withdrawn { self.withdrawn(breach) } else { explanation }];
            why.extend(lowered.map(|(how, ..)| how));
            if lowers {
                // A month is lowered from the day of the decision on.
                breach.applied_on.get_or_insert(self.today);
            }
            changed.extend(months.map(|months| (place, months)));
            let decided = (self.by, self.today);
            decisions.push(lay_down(&mut account, breach, (months, review, why), decided));
        }
        let mut decided = facts.clone();
        decided.conduct.breaches = Some(breaches.clone());
        self.meet_none(Question { facts: &decided, ..question }, &changed)?;
        Ok(DecidedMeasures { account, breaches, decisions })
    }

    /// What stands and is not stated again: it holds as it was.
    fn standing(&self, stated: &[Breach]) -> Vec<Breach> {
        let mut standing = known_breaches(&self.account.state, self.household);
        standing.retain(|breach| !stated.iter().any(|known| is_same(known, breach)));
        standing
    }

    /// How two lowerings of a part go together in one month is not in the law: who decides on the later one says so.
    fn meet_none(
        &self,
        question: Question<'_>,
        changed: &BTreeMap<usize, (Month, Month)>,
    ) -> Result<(), Refusal> {
        let all = question.facts.conduct.breaches.as_deref().unwrap_or_default();
        for (first, last) in changed.values() {
            let months = std::iter::successors(Some(*first), |month| Some(month.next()));
            for month in months.take_while(|month| month <= last) {
                let met = coincidences(question, self.local.lowering.as_ref(), month);
                let of_changed = |met: &&Coincidence| {
                    changed.contains_key(&met.later) || changed.contains_key(&met.earlier)
                };
                let Some(met) = met.iter().find(of_changed) else { continue };
                let number = all.get(met.earlier).and_then(|breach| breach.measure);
                let other =
                    number.map_or_else(|| "een andere".to_owned(), |number| format!("maatregel {number}"));
                let reason = format!(
                    "is nodig. In {} valt deze verlaging samen met {other}. Zeg dat ze er samen af gaan, kies een andere eerste \
                     maand, of pas een van beide aan",
                    month.in_dutch()
                );
                let field = format!("facts_json.conduct.breaches[{}].beside_another", met.later);
                return Err(Refusal::invalid(vec![Violation::new(field, reason, "lowering-month")]));
            }
        }
        Ok(())
    }

    /// In which months how much goes off; `None` when nothing does.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when facts are missing or the consultant must say how much: a broken duty is not noted without
    /// anything following from it.
    fn lowered(
        &self,
        (place, again): (usize, bool),
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
        let Some(span) = span_of(&lowering) else { return Ok(None) };
        let base = lowering.base.dutch();
        let months = lowering.months.iter();
        let months: Vec<_> =
            months.map(|one| format!("{}: {} van {base}", one.month.in_dutch(), one.share)).collect();
        let text = format!("De bijstand wordt verlaagd. {}.", months.join("; "));
        let how = said(LOWERING_MONTHS, &explanation.source, (self.national, text), Vec::new());
        let review = self.review_by(&lowering, again).and_then(|by| Review::of(by, span, self.decide_days));
        Ok(Some((how, span, review)))
    }

    /// A new decision on a measure is a reconsideration, so the term of the law runs anew from it.
    fn review_by(&self, lowering: &Lowering, again: bool) -> Option<NaiveDate> {
        if !again || lowering.paragraph != Paragraph::Municipal {
            return lowering.review_by;
        }
        let months = self.national.term("18.3.months", self.today).ok()?.number;
        Some(months_after(self.today, u32::try_from(months).ok()?))
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

/// The broken duties that were decided on, as they stand: those of the measures, and what was stated before measures had numbers.
pub fn known_breaches(state: &AccountState, household: &Facts) -> Vec<Breach> {
    let measures = state.measures.values().map(|measure| &measure.breach);
    let stated = household.conduct.breaches.iter().flatten().filter(|breach| breach.applied_on.is_some());
    let mut known: Vec<Breach> = Vec::new();
    for breach in measures.chain(stated) {
        if !known.iter().any(|other| is_same(other, breach)) {
            known.push(breach.clone());
        }
    }
    known
}

/// The first and the last month that are lowered; nothing where none is.
pub fn span_of(lowering: &Lowering) -> Option<(Month, Month)> {
    let months = lowering.months.iter().map(|one| one.month);
    months.clone().min().zip(months.max())
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
    lay_down(account, &mut breach, (None, None, vec![why]), (BY_OBJECTION, today))
}

/// Writes a decision on a measure, which gives it its number when it had none.
fn lay_down(
    account: &mut CaseAccount,
    breach: &mut Breach,
    (lowered, review, why): (Option<(Month, Month)>, Option<Review>, Vec<Explanation>),
    (by, today): (&str, NaiveDate),
) -> MoneyDecision {
    let state = &mut account.state;
    state.money_decisions = state.money_decisions.saturating_add(1);
    let number = state.money_decisions;
    let measure = *breach.measure.get_or_insert(number);
    let now = Measure { decision: number, breach: breach.clone(), lowered, review, earlier_changed: None };
    let before = state.measures.insert(measure, now);
    let (duty, committed_on) = (breach.duty, breach.committed_on);
    let matter = Matter::Measure { measure, duty, committed_on, lowers: lowered.is_some(), lowered };
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
/// the same person. Each step of the duty to learn Dutch is a measure of its own, from its first month.
pub fn is_same(one: &Breach, other: &Breach) -> bool {
    let what = |breach: &Breach| {
        let step = breach.first_month.filter(|_| breach.duty == BreachedDuty::Language);
        (breach.duty, breach.who.unwrap_or(Claimant::Applicant), breach.committed_on, step)
    };
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
