//! The search period at the gate (Participation Act art. 41(4), (11); policies may ask it of everyone).

use chrono::NaiveDate;
use domain::{Explanation, FactKey, Facts, SearchPeriod, TraceInput};

use crate::model::{GateException, Policy, stated};
use crate::national::SearchLaw;
use crate::outcome::Gate;

/// What the search period hangs on.
const AGES: [FactKey; 3] = [FactKey::Household, FactKey::Age, FactKey::PartnerAge];

const ASSISTANCE_ONLY: &str = "Participatiewet art. 41 lid 4";

/// Whether the law asks a search period of this household.
enum ByLaw {
    Asked,
    NotAsked,
    Unknown(Vec<FactKey>),
}

impl Policy {
    /// Whether the applicant looks for work first, by the law of the day of reporting and this policy.
    ///
    /// `facts` as stated; ages are derived here for `reported_on`. `search_until` is the last day on which the
    /// application is not yet handled ([`SearchPeriod`]).
    pub fn search_period(&self, facts: &Facts, reported_on: NaiveDate) -> Gate {
        self.search_asked(facts, reported_on, self.gate.every_new_applicant)
    }

    /// The same of someone who was here before: the law asks a search period of everyone of that age who applies, a
    /// policy only of who is new.
    pub fn search_period_again(&self, facts: &Facts, reported_on: NaiveDate) -> Gate {
        self.search_asked(facts, reported_on, false)
    }

    fn search_asked(&self, facts: &Facts, reported_on: NaiveDate, by_policy: bool) -> Gate {
        let facts = &facts.on(reported_on);
        if facts.yes_no(FactKey::AssistanceRequested) == Some(false) {
            return self.no_assistance_asked(facts);
        }
        let law = self.search_law_on(reported_on);
        let by_law = law.map_or(ByLaw::NotAsked, |law| asked_by_law(law, facts));
        if let (ByLaw::Unknown(missing), false) = (&by_law, by_policy) {
            return self.cannot_say(missing.clone(), facts);
        }
        let (weeks, exceptions, source) = match (law, by_law) {
            (Some(law), ByLaw::Asked) => (law.weeks, law.exceptions.as_slice(), law.source.as_str()),
            (law, _) if by_policy => {
                let exceptions = law.map_or(&[][..], |law| law.exceptions.as_slice());
                (self.gate.weeks, exceptions, self.gate.source.as_str())
            }
            (law, _) => return self.handled_at_once(law, facts),
        };
        self.unless_excepted(facts, reported_on, weeks, exceptions, source)
    }

    /// What lifts the search period that the law or this policy asks of this household by its ages, known or not; empty
    /// where none is asked.
    pub fn search_exceptions(&self, facts: &Facts, day: NaiveDate) -> Vec<FactKey> {
        let facts = &facts.on(day);
        let law = self.search_law_on(day);
        let by_law = law.is_some_and(|law| matches!(asked_by_law(law, facts), ByLaw::Asked));
        let asks = facts.yes_no(FactKey::AssistanceRequested) != Some(false);
        if !asks || !(by_law || self.gate.every_new_applicant) {
            return Vec::new();
        }
        let lawful = law.map_or(&[][..], |law| law.exceptions.as_slice());
        let mut keys: Vec<_> =
            lawful.iter().chain(&self.gate.exceptions).map(|ground| ground.fact()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn search_law_on(&self, day: NaiveDate) -> Option<&SearchLaw> {
        self.search_law.iter().rfind(|law| law.from <= day)
    }

    fn unless_excepted(
        &self,
        facts: &Facts,
        reported_on: NaiveDate,
        weeks: u32,
        lawful: &[GateException],
        source: &str,
    ) -> Gate {
        let mut grounds: Vec<_> = lawful.iter().chain(&self.gate.exceptions).copied().collect();
        grounds.dedup();
        // What is about a partner means nothing of someone without one.
        grounds.retain(|ground| ground.fact().has_room(facts));
        if let Some(ground) = grounds.iter().find(|ground| facts.yes_no(ground.fact()) == Some(true)) {
            let fact = ground.fact();
            let text = format!("Geen zoektermijn: {}. De aanvraag wordt meteen behandeld.", fact.dutch());
            let explanation = self.explain_gate("search-period-exception", source, &[fact], facts, text);
            return Gate { search_until: None, missing: Vec::new(), explanation };
        }
        let mut missing: Vec<_> = grounds.iter().map(|ground| ground.fact()).collect();
        missing.retain(|key| facts.yes_no(*key).is_none());
        missing.sort_unstable();
        missing.dedup();
        let until = SearchPeriod::after(reported_on, weeks).last();
        let text = format!(
            "De aanvrager zoekt eerst {weeks} weken zelf naar werk of onderwijs, tot en met {}.",
            until.format("%d-%m-%Y")
        );
        let explanation = self.explain_gate("search-period", source, &AGES, facts, text);
        Gate { search_until: Some(until), missing, explanation }
    }

    /// The law asks the search period of whoever applies for assistance.
    fn no_assistance_asked(&self, facts: &Facts) -> Gate {
        let text = "Geen zoektermijn: de aanvrager vraagt alleen hulp naar werk en geen bijstand.".to_owned();
        let (rule, looked_at) = ("search-period-only-assistance", [FactKey::AssistanceRequested]);
        let explanation = self.explain_gate(rule, ASSISTANCE_ONLY, &looked_at, facts, text);
        Gate { search_until: None, missing: Vec::new(), explanation }
    }

    fn handled_at_once(&self, law: Option<&SearchLaw>, facts: &Facts) -> Gate {
        let source = law.map_or(self.gate.source.as_str(), |law| law.source.as_str());
        let text = "Er geldt geen zoektermijn. De aanvraag wordt meteen behandeld.".to_owned();
        let explanation = self.explain_gate("no-search-period", source, &AGES, facts, text);
        Gate { search_until: None, missing: Vec::new(), explanation }
    }

    fn cannot_say(&self, missing: Vec<FactKey>, facts: &Facts) -> Gate {
        let names: Vec<_> = missing.iter().map(|key| key.dutch()).collect();
        let text =
            format!("Nog niet te zeggen of er een zoektermijn geldt. Nog niet bekend: {}.", names.join(", "));
        let explanation = self.explain_gate("search-period-unknown", &self.gate.source, &AGES, facts, text);
        Gate { search_until: None, missing, explanation }
    }

    fn explain_gate(
        &self,
        rule: &str,
        source: &str,
        looked_at: &[FactKey],
        facts: &Facts,
        text: String,
    ) -> Explanation {
        Explanation {
            rule: rule.into(),
            source: source.into(),
            policy_version: self.version.clone(),
            inputs: looked_at
                .iter()
                .filter_map(|key| Some(TraceInput::of_fact(*key, facts.get(*key)?)))
                .collect(),
            text,
        }
    }
}

fn asked_by_law(law: &SearchLaw, facts: &Facts) -> ByLaw {
    let young = |key| facts.number(key).map(|age| age < i64::from(law.under_age));
    let asked = match facts.choice(FactKey::Household) {
        Some("couple") => match (young(FactKey::Age), young(FactKey::PartnerAge)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        Some(_) => young(FactKey::Age),
        // Whoever is older needs no search period, alone or as half of a couple.
        None if young(FactKey::Age) == Some(false) => Some(false),
        None => None,
    };
    match asked {
        Some(true) => ByLaw::Asked,
        Some(false) => ByLaw::NotAsked,
        None => {
            let mut needed = vec![FactKey::Household, FactKey::Age];
            if facts.choice(FactKey::Household) == Some("couple") {
                needed.push(FactKey::PartnerAge);
            }
            ByLaw::Unknown(needed.into_iter().filter(|key| facts.get(*key).is_none()).map(stated).collect())
        }
    }
}
