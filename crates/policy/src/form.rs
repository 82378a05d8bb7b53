//! How the intake asks each fact under a policy: the policy's own word where it has one, else the catalogue's.

use domain::{FactKey, FactSource};

use crate::model::{IntakeTopic, Policy, Question};

/// One question as a policy asks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'p> {
    pub key: FactKey,
    /// Plain Dutch.
    pub words: &'p str,
    /// Never empty.
    pub by: &'p [FactSource],
    /// The policy wants it before the intake is complete.
    pub needed: bool,
    /// The section that says so; `None`: the catalogue's own question.
    pub source: Option<&'p str>,
}

impl Policy {
    /// How a fact is asked.
    pub fn question(&self, key: FactKey) -> Asked<'_> {
        let own = self.questions.iter().find(|question| question.fact == key);
        Asked {
            key,
            words: own.and_then(|own| own.words.as_deref()).unwrap_or_else(|| key.question()),
            by: own.and_then(|own| own.by.as_deref()).unwrap_or_else(|| key.answered_by()),
            needed: own.is_some_and(|own| own.needed),
            source: own.map(|own: &Question| own.source.as_str()),
        }
    }

    /// The questions of a topic, in its order.
    pub fn questions_of<'p>(&'p self, topic: &'p IntakeTopic) -> impl Iterator<Item = Asked<'p>> {
        topic.facts.iter().map(|key| self.question(*key))
    }
}
