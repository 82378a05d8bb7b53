//! What of an application waits for a person's judgement though the facts alone would decide: too little was searched, it
//! came late, sources contradict each other.

use chrono::NaiveDate;
use domain::{Explanation, FactKey, Facts, SearchPeriod, TraceInput, day_in_dutch};
use policy::National;

use super::assess::{Assessment, Outcome};
use super::command::AssessEntitlement;
use super::start::Known;

impl AssessEntitlement {
    /// The facts without those of which sources contradict each other: as if nobody had said anything.
    pub fn uncontested(&self) -> Facts {
        self.without_contested(&self.facts)
    }

    /// The same of every day since the report.
    pub fn known(&self) -> Known {
        let since = self.since_report.iter().map(|(from, facts)| (*from, self.without_contested(facts)));
        Known { since: since.collect(), now: self.uncontested() }
    }

    fn without_contested(&self, facts: &Facts) -> Facts {
        let stands = |(key, _): &(FactKey, &domain::Fact)| !self.contested.contains(key);
        facts.iter().filter(stands).map(|(key, fact)| (key, fact.clone())).collect()
    }

    /// Says of which facts sources contradict each other, before the line that decided.
    pub(super) fn tell_contested(&self, assessment: &mut Assessment, national: &National) {
        if self.contested.is_empty() {
            return;
        }
        let names: Vec<_> = self.contested.iter().map(|key| key.dutch()).collect();
        let text = format!(
            "Bronnen spreken elkaar tegen over: {}. Zolang niemand dat heeft uitgezocht, wordt daar niet op beslist.",
            names.join(", ")
        );
        let place = assessment.explanations.len().saturating_sub(1);
        let line = said("contested-53a", "PW art. 53a; Awb art. 3:2", national, Vec::new(), text);
        assessment.explanations.insert(place, line);
    }

    /// Leaves a first right to a person where the law asks a judgement: of the attitude of someone who searched too little
    /// (art. 13(2)(d), 43(4)), and of lateness (art. 44(3)). The last day on which the right may then start comes out.
    pub(super) fn leave_to_person(
        &self,
        assessment: &mut Assessment,
        national: &National,
        day: NaiveDate,
    ) -> Option<NaiveDate> {
        if !matches!(assessment.outcome, Outcome::Granted { .. }) {
            return None;
        }
        let late = self.late(national);
        let lines = [self.attitude(national, day), late.as_ref().map(|(_, line)| line.clone())];
        let before = assessment.explanations.len();
        assessment.explanations.extend(lines.into_iter().flatten());
        if assessment.explanations.len() > before {
            assessment.outcome = Outcome::PersonDecides { missing: Vec::new() };
        }
        late.map(|(applied_on, _)| applied_on)
    }

    fn attitude(&self, national: &National, day: NaiveDate) -> Option<Explanation> {
        if !self.searched_too_little {
            return None;
        }
        // Where the age of law is not known for the day, a person looks as well.
        let below = national.term("13.2.age", day).ok().map(|term| term.number);
        let births = [FactKey::BirthDate, FactKey::PartnerBirthDate];
        let mut ages = births.into_iter().filter_map(|key| self.facts.day(key));
        let young = |birth| below.is_none_or(|below| i64::from(domain::age_on(birth, day)) < below);
        ages.any(young).then(|| {
            let text = "Een inkomensconsulent beslist. In de zoektermijn is te weinig gezocht. Beoordeel of uit houding \
                        en gedrag blijkt dat de aanvrager de plichten niet wil nakomen.";
            let input = input("search_result", "te weinig gezocht".to_owned());
            said("attitude-43-4", "PW art. 13 lid 2 onder d en art. 43 lid 4", national, vec![input], text.into())
        })
    }

    /// Later than the weeks that the law itself lets someone wait with an application: whether that is theirs to answer
    /// for, the law leaves to a person.
    fn late(&self, national: &National) -> Option<(NaiveDate, Explanation)> {
        let applied_on = self.applied_on?;
        let weeks = u32::try_from(national.term("41.4.weeks", self.reported_on).ok()?.number).ok()?;
        let in_time = SearchPeriod::after(self.reported_on, weeks).handled_from();
        if applied_on <= in_time {
            return None;
        }
        let (reported, applied) = (day_in_dutch(self.reported_on), day_in_dutch(applied_on));
        let text = format!(
            "Een inkomensconsulent beslist. De melding is van {reported}, de aanvraag van {applied}. Beoordeel of het aan \
             de aanvrager te wijten is dat de aanvraag zo laat kwam. Dan mag het recht pas op {applied} beginnen."
        );
        let inputs = vec![input("reported_on", reported), input("applied_on", applied)];
        Some((applied_on, said("late-44-3", "PW art. 44 lid 3", national, inputs, text)))
    }
}

fn input(name: &str, value: String) -> TraceInput {
    TraceInput { name: name.into(), value, source: "intake".into() }
}

fn said(rule: &str, source: &str, national: &National, inputs: Vec<TraceInput>, text: String) -> Explanation {
    let policy_version = national.version().into();
    Explanation { rule: rule.into(), source: source.into(), policy_version, inputs, text }
}
