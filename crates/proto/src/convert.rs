use chrono::NaiveDate;
use domain::{
    Cents, Explanation, Fact, FactKey, FactSource, FactValue, Facts, Municipality, TraceInput, Violation,
};

use crate::common::v1 as pb;

/// A calendar day as the wire writes it.
pub fn day_text(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// A calendar day from the wire.
///
/// # Errors
///
/// A [`Violation`] of `field` when the text is not `YYYY-MM-DD`.
pub fn parse_day(field: &str, text: &str) -> Result<NaiveDate, Violation> {
    let wrong = || Violation::new(field, "moet een datum zijn, geschreven als jjjj-mm-dd", "date-format");
    if text.len() != 10 {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}

/// One fact to the wire.
pub fn fact_to(key: FactKey, fact: &Fact) -> pb::Fact {
    use pb::fact::Value;
    let value = match &fact.value {
        FactValue::YesNo(value) => Value::YesNo(*value),
        FactValue::Number(value) => Value::Number(*value),
        FactValue::Money(value) => Value::MoneyCents(value.get()),
        FactValue::Day(value) => Value::Day(day_text(*value)),
        FactValue::Choice(value) => Value::Choice(value.clone()),
    };
    pb::Fact {
        key: key.code().into(),
        value: Some(value),
        source: fact.source.code().into(),
        stated_on: day_text(fact.stated_on),
    }
}

/// One fact from the wire, checked against the catalogue.
///
/// # Errors
///
/// A [`Violation`] of `field` when key, value, source or day is not as the catalogue has it.
pub fn fact_from(field: &str, fact: &pb::Fact) -> Result<(FactKey, Fact), Violation> {
    use pb::fact::Value;
    let key = FactKey::from_code(&fact.key)
        .filter(|key| key.is_stated())
        .ok_or_else(|| Violation::new(field, "is geen bekend gegeven", "fact-catalogue"))?;
    let field = format!("{field}.{key}");
    let value = match &fact.value {
        Some(Value::YesNo(value)) => FactValue::YesNo(*value),
        Some(Value::Number(value)) => FactValue::Number(*value),
        Some(Value::MoneyCents(value)) => FactValue::Money(Cents::new(*value)),
        Some(Value::Day(text)) => FactValue::Day(parse_day(&field, text)?),
        Some(Value::Choice(value)) => FactValue::Choice(value.clone()),
        None => return Err(Violation::new(field, "is niet ingevuld", "fact-catalogue")),
    };
    key.check(&value).map_err(|wrong| Violation::new(&field, wrong.reason, "fact-catalogue"))?;
    let source = FactSource::from_code(&fact.source)
        .ok_or_else(|| Violation::new(&field, "heeft geen bekende bron", "fact-source"))?;
    Ok((key, Fact { value, source, stated_on: parse_day(&field, &fact.stated_on)? }))
}

/// All facts to the wire, in the order of the catalogue.
pub fn facts_to(facts: &Facts) -> Vec<pb::Fact> {
    facts.iter().filter(|(key, _)| key.is_stated()).map(|(key, fact)| fact_to(key, fact)).collect()
}

/// All facts from the wire.
///
/// # Errors
///
/// Every [`Violation`], not only the first; a fact that is given twice is one.
pub fn facts_from(facts: &[pb::Fact]) -> Result<Facts, Vec<Violation>> {
    let mut known = Facts::default();
    let mut violations = Vec::new();
    for fact in facts {
        match fact_from("facts", fact) {
            Ok((key, _)) if known.get(key).is_some() => {
                violations.push(Violation::new(format!("facts.{key}"), "staat er twee keer", "fact-once"));
            }
            Ok((key, fact)) => known.put(key, fact),
            Err(violation) => violations.push(violation),
        }
    }
    if violations.is_empty() { Ok(known) } else { Err(violations) }
}

impl From<&Explanation> for pb::Explanation {
    fn from(explanation: &Explanation) -> Self {
        let inputs = explanation.inputs.iter().map(|input| pb::TraceInput {
            name: input.name.clone(),
            value: input.value.clone(),
            source: input.source.clone(),
        });
        Self {
            rule: explanation.rule.clone(),
            source: explanation.source.clone(),
            policy_version: explanation.policy_version.clone(),
            inputs: inputs.collect(),
            text: explanation.text.clone(),
        }
    }
}

impl From<pb::Explanation> for Explanation {
    fn from(wire: pb::Explanation) -> Self {
        let input =
            |input: pb::TraceInput| TraceInput { name: input.name, value: input.value, source: input.source };
        Self {
            rule: wire.rule,
            source: wire.source,
            policy_version: wire.policy_version,
            inputs: wire.inputs.into_iter().map(input).collect(),
            text: wire.text,
        }
    }
}

impl pb::CaseRef {
    /// What every message between services says about its case.
    pub fn of(case: domain::CaseId, person: domain::PersonId, municipality: &Municipality) -> Self {
        Self {
            case_id: case.to_string(),
            person_id: person.to_string(),
            municipality: municipality.to_string(),
        }
    }

    /// The case, person and municipality.
    ///
    /// # Errors
    ///
    /// A [`Violation`] naming the part that cannot be read.
    pub fn read(&self) -> Result<(domain::CaseId, domain::PersonId, Municipality), Violation> {
        let wrong = |field: &str| Violation::new(field, "is geen geldig kenmerk", "case-ref");
        Ok((
            self.case_id.parse().map_err(|_| wrong("case.case_id"))?,
            self.person_id.parse().map_err(|_| wrong("case.person_id"))?,
            self.municipality.parse().map_err(|_| wrong("case.municipality"))?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(key: &str, value: pb::fact::Value) -> pb::Fact {
        pb::Fact {
            key: key.into(),
            value: Some(value),
            source: "applicant".into(),
            stated_on: "2026-01-05".into(),
        }
    }

    #[test]
    fn facts_come_back_as_they_went() {
        let facts = facts_from(&[
            wire("birth_date", pb::fact::Value::Day("1990-02-03".into())),
            wire("capital", pb::fact::Value::MoneyCents(12_345)),
        ])
        .unwrap();

        assert_eq!(facts_from(&facts_to(&facts)).unwrap(), facts);
    }

    #[test]
    fn every_wrong_fact_is_named_at_once() {
        let violations = facts_from(&[
            wire("birth_date", pb::fact::Value::Day("1990-02-30".into())),
            wire("capital", pb::fact::Value::MoneyCents(-1)),
            wire("capital", pb::fact::Value::MoneyCents(1)),
            wire("capital", pb::fact::Value::MoneyCents(1)),
            wire("age", pb::fact::Value::Number(30)),
            wire("shoe_size", pb::fact::Value::Number(43)),
        ])
        .unwrap_err();

        let fields: Vec<_> = violations.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(fields, ["facts.birth_date", "facts.capital", "facts.capital", "facts", "facts"]);
    }
}
