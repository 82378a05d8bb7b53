//! A lowering that weighs more because a duty was broken before (Participation Act art. 18(2), (6)-(8)). When the measure for that one
//! falls or is decided otherwise, the months are worked out by what stands now. The decision on the later one stays as it was written,
//! so that a person is asked to decide on it anew.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::Explanation;
use policy::National;
use rules::conduct::{Lowering, lowering};
use rules::facts::{Breach, BreachedDuty, Facts};
use rules::{Days, Question};

use super::account::AccountState;
use super::grant::{Matter, MoneyDecision};
use super::measure::{is_same, span_of};
use super::months::Law;

/// What was decided on measures, for those that rest on them.
#[derive(Clone, Copy)]
pub struct MeasuresChanged<'a> {
    /// The broken duties that were decided on, as they stood before.
    pub before: &'a [Breach],
    /// What was decided now, in order.
    pub decisions: &'a [MoneyDecision],
    /// What is known of the household.
    pub household: &'a Facts,
    pub law: Law<'a>,
    pub today: NaiveDate,
}

impl MeasuresChanged<'_> {
    /// Keeps of each other measure that lowers otherwise now that somebody is to decide on it anew; of one that lowers as it was
    /// decided again, no more. What is told of each that is asked of.
    pub fn follow(self, state: &mut AccountState) -> Vec<Explanation> {
        let mut told = Vec::new();
        for (number, decision, now) in self.others(state) {
            let Some(measure) = state.measures.get_mut(&number) else { continue };
            let back = measure.earlier_changed.is_some() && now.as_ref().and_then(span_of) == measure.lowered;
            measure.earlier_changed = (!back).then_some(decision);
            if !back {
                told.push(explained(number, decision, self.law.national));
            }
        }
        told
    }

    /// The measures that nobody decided on now and that lower otherwise: the last decision that made it so, and how it lowers.
    fn others(self, state: &AccountState) -> Vec<(u32, u32, Option<Lowering>)> {
        let decided: BTreeSet<u32> = self.decided().map(|(measure, _)| measure).collect();
        let others = state.measures.iter().filter(|(number, measure)| {
            let breach = &measure.breach;
            !decided.contains(number) && !breach.withdrawn && breach.duty != BreachedDuty::Language
        });
        others
            .filter_map(|(number, measure)| {
                let (decision, now) = self.changes(state, &measure.breach)?;
                Some((*number, decision, now))
            })
            .collect()
    }

    fn changes(self, state: &AccountState, breach: &Breach) -> Option<(u32, Option<Lowering>)> {
        let mut breaches = self.before.to_vec();
        let before = self.lowers(&breaches, breach)?;
        let (mut cause, mut now) = (None, Some(before.clone()));
        for (measure, decision) in self.decided() {
            let Some(changed) = state.measures.get(&measure).map(|measure| &measure.breach) else { continue };
            match breaches.iter_mut().find(|known| is_same(known, changed)) {
                Some(known) => known.clone_from(changed),
                None => breaches.push(changed.clone()),
            }
            let next = self.lowers(&breaches, breach);
            if !is_alike(next.as_ref(), now.as_ref()) {
                cause = Some(decision);
            }
            now = next;
        }
        cause.filter(|_| !is_alike(now.as_ref(), Some(&before))).map(|cause| (cause, now))
    }

    /// The measures that were decided on, each with the number of the decision.
    fn decided(&self) -> impl Iterator<Item = (u32, u32)> {
        self.decisions.iter().filter_map(|decision| match decision.matter {
            Matter::Measure { measure, .. } => Some((measure, decision.number)),
            _ => None,
        })
    }

    /// How one of the broken duties lowers by the rules; nothing where they cannot say.
    fn lowers(&self, breaches: &[Breach], one: &Breach) -> Option<Lowering> {
        let place = breaches.iter().position(|known| is_same(known, one))?;
        let mut facts = self.household.clone();
        facts.conduct.breaches = Some(breaches.to_vec());
        let local = self.law.local_on(one.applied_on.unwrap_or(self.today));
        let question = Question { facts: &facts, national: self.law.national, days: Days::all(self.today) };
        lowering(question, local.lowering.as_ref(), place).finding.value()
    }
}

impl AccountState {
    /// Measures on which a person decides anew because another one fell or was changed, while the right runs: what each is asked as.
    pub fn repetitions_open(&self) -> impl Iterator<Item = (String, Option<NaiveDate>)> {
        let runs = self.right_until.is_none();
        let measures = self.measures.iter().filter(move |_| runs);
        measures.filter_map(|(number, measure)| Some((subject(*number, measure.earlier_changed?), None)))
    }
}

/// Whether the same goes off in the same months.
fn is_alike(one: Option<&Lowering>, other: Option<&Lowering>) -> bool {
    one.map(|one| &one.months) == other.map(|other| &other.months)
}

fn subject(number: u32, decision: u32) -> String {
    format!(
        "maatregel {number} hangt samen met een eerdere maatregel, en die is met besluit over geld {decision} gewijzigd of vervallen: \
         beslis opnieuw over maatregel {number}"
    )
}

/// What happened, and what is to be decided.
fn explained(number: u32, decision: u32, national: &National) -> Explanation {
    Explanation {
        rule: "measure-review".into(),
        source: "PW art. 18 lid 1, 2 en 6 tot en met 8".into(),
        policy_version: national.version().into(),
        inputs: Vec::new(),
        text: format!(
            "Bij maatregel {number} telde een eerdere maatregel mee als herhaling. Die is met besluit over geld {decision} gewijzigd of \
             vervallen. Wat er per maand af gaat, wordt berekend met wat nu geldt; het besluit over maatregel {number} zelf is niet \
             veranderd. Beslis opnieuw over maatregel {number}: geef haar opnieuw op, pas haar aan of trek haar in."
        ),
    }
}
