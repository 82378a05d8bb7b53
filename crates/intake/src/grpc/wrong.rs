use domain::{FactKey, Facts, Violation, wording};
use proto::common::v1::Fact;
use proto::fact_from;

use super::convert::text;

/// Collects what is wrong, and keeps what could be read.
#[derive(Default)]
pub struct Wrong(pub Vec<Violation>);

impl Wrong {
    pub fn keep<T>(&mut self, read: Result<T, Violation>) -> Option<T> {
        read.map_err(|violation| self.0.push(violation)).ok()
    }

    pub fn is(&mut self, field: &str, reason: impl Into<String>, rule: &str) {
        self.0.push(Violation::new(field, reason, rule));
    }

    /// What else is wrong: what is named already is not named twice.
    pub fn others(&mut self, found: Vec<Violation>) {
        for one in found {
            if !self.0.iter().any(|named| named.field == one.field && named.rule == one.rule) {
                self.0.push(one);
            }
        }
    }

    /// A text that must be there.
    pub fn needed(&mut self, field: &str, wire: &str, longest: usize) -> Option<String> {
        let text = self.keep(text(field, wire, longest))?;
        if text.is_none() {
            self.is(field, "is niet ingevuld", "required");
        }
        text
    }

    /// A text that a decision rests on, and that must be there.
    pub fn wording(&mut self, field: &str, wire: &str, longest: usize) -> Option<String> {
        self.keep(wording(field, wire, longest))
    }

    /// The facts that could be read; a fact that is given twice is wrong.
    pub fn facts(&mut self, wire: &[Fact]) -> Facts {
        let mut facts = Facts::default();
        if wire.len() > FactKey::ALL.len() {
            self.is("facts", "zijn er meer dan er gegevens bestaan", "fact-once");
            return facts;
        }
        for fact in wire {
            if let Some((key, fact)) = self.keep(fact_from("facts", fact)) {
                if facts.get(key).is_some() {
                    self.is(&format!("facts.{key}"), "staat er twee keer", "fact-once");
                }
                facts.put(key, fact);
            }
        }
        facts
    }

    /// The facts with these codes, each once.
    pub fn keys(&mut self, codes: &[String]) -> Vec<FactKey> {
        let mut keys = Vec::new();
        if codes.is_empty() {
            self.is("keys", "is leeg: noem ten minste één gegeven", "facts-required");
        }
        for code in codes {
            match key("keys", code) {
                Ok(key) if keys.contains(&key) => self.is("keys", "noemt een gegeven twee keer", "fact-once"),
                Ok(key) => keys.push(key),
                Err(violation) => self.0.push(violation),
            }
        }
        keys
    }
}

/// A fact that people state, by its code.
pub fn key(field: &str, code: &str) -> Result<FactKey, Violation> {
    FactKey::from_code(code)
        .filter(|key| key.is_stated())
        .ok_or_else(|| Violation::new(field, "is geen bekend gegeven", "fact-catalogue"))
}
