//! What an earlier version did not keep of lowerings: when one is looked at again, and which first steps of the duty to learn
//! Dutch nobody decided on (Participation Act art. 18(3), 18b).

use domain::Month;
use rules::conduct::{language_lowering_of, lowering};
use rules::facts::{Breach, Facts, Field};
use rules::{Claimant, Days, Finding, Question, Share};

use super::Deciding;
use crate::model::money::language::undecided_steps;
use crate::model::money::measure::{is_same, span_of};
use crate::model::money::review::Review;

/// The first and the last month that are lowered, and when it is looked at again.
type Looked = ((Month, Month), Option<Review>);

impl Deciding<'_> {
    /// Keeps of each measure by when it is looked at again, and asks for a decision where one is missing.
    pub(super) fn look_at_measures(&mut self) {
        let lacking = self.account.state.lacking_review(self.run.month);
        let states = self.case.timeline.changes().iter().any(|change| !change.facts.conduct.is_nothing());
        if lacking.is_empty() && !states {
            return;
        }
        let facts = self.case.timeline.on(self.run.day, self.run.day);
        for number in lacking {
            let breach = self.account.state.measures.get(&number).map(|measure| measure.breach.clone());
            let looked = breach.and_then(|breach| self.looked_at(&facts, &breach));
            if let (Some((span, review)), Some(measure)) =
                (looked, self.account.state.measures.get_mut(&number))
            {
                (measure.lowered, measure.review) = (measure.lowered.or(Some(span)), review);
            }
        }
        self.ask_for_steps(&facts);
    }

    fn looked_at(&self, facts: &Facts, breach: &Breach) -> Option<Looked> {
        let (day, law) = (self.run.day, self.run.law);
        let mut facts = facts.clone();
        let all = facts.conduct.breaches.get_or_insert_default();
        let place = match all.iter().position(|other| is_same(other, breach)) {
            Some(place) => place,
            None => {
                all.push(breach.clone());
                all.len().saturating_sub(1)
            }
        };
        let question = Question { facts: &facts, national: law.national, days: Days::all(day) };
        let local = law.local_on(breach.applied_on.unwrap_or(day));
        let lowering = lowering(question, local.lowering.as_ref(), place).finding.value()?;
        let span = span_of(&lowering)?;
        let review = lowering.review_by.and_then(|by| Review::of(by, span, law.decide_days_on(day)));
        Some((span, review))
    }

    /// A first month that was stated lowered by itself once. Only a decision does: while there is none, and the rules would lower
    /// or leave it open, someone is asked.
    fn ask_for_steps(&mut self, facts: &Facts) {
        let state = &self.account.state;
        let question = Question { facts, national: self.run.law.national, days: Days::all(self.run.day) };
        let asks = |who: Claimant| match language_lowering_of(question, who, self.run.month).finding {
            Finding::Value(share) => share > Share::NOTHING,
            Finding::FactMissing(_) | Finding::PersonDecides => true,
            Finding::NotApplicable => false,
        };
        let mut steps = undecided_steps(facts, state);
        steps.retain(|(who, _)| state.right_until.is_none() && asks(*who));
        let new = steps.difference(&state.lowerings_open.steps);
        let said = |(who, first): &(Claimant, Month)| {
            format!(
                "Voor {} is {} opgegeven als eerste maand van de verlaging om de taaleis, en daarover is geen besluit. Er gaat \
                 niets af, tot een inkomensconsulent beslist.",
                who.dutch(),
                first.in_dutch()
            )
        };
        let told: Vec<_> = new.map(said).collect();
        self.reasons.extend(told);
        self.account.state.lowerings_open.steps = steps;
    }
}
