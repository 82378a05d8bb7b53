//! What is not known yet, what waits for it, and where it is asked.

use domain::FactKey;

use crate::model::{IntakeTopic, Policy};
use crate::outcome::Categorisation;
use crate::outlook::Outlook;
use crate::without_benefit::Support;

/// An unknown fact, as people state it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingFact<'p> {
    pub key: FactKey,
    /// What waits for it, in plain Dutch: `de indeling`.
    pub needed_for: Vec<&'static str>,
    /// Topics of the intake that ask it; empty: none does, so whoever knows it states it.
    pub asked_at: Vec<&'p IntakeTopic>,
}

impl Policy {
    pub(super) fn missing_facts(&self, outlook: &Outlook<'_>) -> Vec<MissingFact<'_>> {
        let mut missing = Vec::new();
        if let Categorisation::FactMissing { keys, .. } = &outlook.categorisation {
            self.note(&mut missing, keys, "de indeling");
        }
        let gate = match outlook.gate.search_until {
            Some(_) => "een uitzondering op de zoektermijn",
            None => "de zoektermijn",
        };
        self.note(&mut missing, &outlook.gate.missing, gate);
        if let Some(Support::FactMissing { keys, .. }) = &outlook.support {
            self.note(&mut missing, keys, "hulp zonder uitkering");
        }
        if let Some(course) = &outlook.course {
            self.note(&mut missing, &course.duties.missing, "de plichten");
        }
        self.note(&mut missing, &outlook.topics.missing, "de onderwerpen van het intakegesprek");
        if let Some(risk) = &outlook.risk {
            self.note(&mut missing, &risk.missing, "de controle van de aanvraag");
        }
        missing
    }

    fn note<'p>(&'p self, missing: &mut Vec<MissingFact<'p>>, keys: &[FactKey], needed_for: &'static str) {
        for key in keys {
            match missing.iter_mut().find(|each| each.key == *key) {
                Some(known) => known.needed_for.push(needed_for),
                None => missing.push(MissingFact {
                    key: *key,
                    needed_for: vec![needed_for],
                    asked_at: self.asked_at(*key),
                }),
            }
        }
    }

    /// The topics of the intake that ask a fact, in the policy's order.
    fn asked_at(&self, key: FactKey) -> Vec<&IntakeTopic> {
        self.intake_topics.iter().filter(|topic| topic.facts.contains(&key)).collect()
    }
}
