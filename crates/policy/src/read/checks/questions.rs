//! The intake asks what it can get an answer to.

use std::collections::HashSet;

use domain::{FactKey, FactSource};

use super::{Check, Parts};

impl Check<'_> {
    /// Every topic asks or does something; every question is asked somewhere, and someone may answer it.
    pub(super) fn questions(&mut self, parts: &Parts) {
        for topic in &parts.intake_topics.read {
            let (key, facts) = (&topic.value.key, &topic.value.facts);
            if facts.is_empty() && topic.value.acts.is_empty() {
                let reason = format!("topic `{key}` asks no fact and names nothing to do in `acts`");
                self.no(topic.line, "asks-nothing", reason);
            }
            for (place, act) in topic.value.acts.iter().enumerate() {
                if topic.value.acts.iter().take(place).any(|other| other == act) {
                    let reason = format!("topic `{key}` names `{}` twice in `acts`", act.code());
                    self.no(topic.line, "duplicate-key", reason);
                }
            }
            let mut seen = HashSet::new();
            for fact in facts.iter().filter(|fact| !seen.insert(**fact)) {
                self.no(topic.line, "duplicate-key", format!("topic `{key}` asks `{fact}` twice"));
            }
        }
        let topics = &parts.intake_topics;
        let all_read = topics.keys.len() == topics.read.len();
        let asked: HashSet<FactKey> =
            topics.read.iter().flat_map(|topic| topic.value.facts.iter().copied()).collect();
        let mut seen = HashSet::new();
        for question in &parts.questions.read {
            let (line, question) = (question.line, &question.value);
            let fact = question.fact;
            if !seen.insert(fact) {
                self.no(line, "duplicate-key", format!("the question about `{fact}` stands twice"));
            }
            if all_read && !asked.contains(&fact) {
                self.no(line, "unasked-fact", format!("no intake topic asks `{fact}`"));
            }
            if question.words.as_ref().is_some_and(|words| words.trim().is_empty()) {
                self.no(line, "missing-field", format!("the question about `{fact}` has no words"));
            }
            let Some(by) = &question.by else { continue };
            if by.is_empty() || by.contains(&FactSource::Derived) {
                let reason =
                    format!("`by` of `{fact}` names whoever may answer: applicant, consultant or system");
                self.no(line, "nobody-answers", reason);
            }
        }
    }
}
