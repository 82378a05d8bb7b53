//! From facts to a category, with the reason.

use domain::{Explanation, FactKey, Facts, TraceInput};

use crate::classify::{HeldRows, Placed};
use crate::model::{Policy, stated};
use crate::outcome::Categorisation;
use crate::table::{Row, Walk, bits};

/// The table, as rules are named after it.
const CATEGORIES: &str = "categories";
/// The output with which a table leaves the outcome to a person.
pub(crate) const PERSON: &str = "person";

impl Policy {
    /// The category and target groups for these facts; give them derived for the day assessed ([`Facts::on`]).
    ///
    /// Pure: the same facts give the same outcome under the same [`Policy::version`].
    pub fn categorise(&self, facts: &Facts) -> Categorisation {
        let mut walk = Walk::default();
        let placed = self.place(facts, &mut walk);
        let rows = self.tables.categories.rows();
        let inputs = inputs(walk.tested(), facts);
        match placed {
            Placed::Missing(keys) => self.missing(keys.iter().collect(), facts),
            Placed::Person { row } => {
                let row = &rows[row];
                let text = format!(
                    "Het beleid laat deze indeling over aan een medewerker. {}",
                    reason(row, &inputs)
                );
                Categorisation::PersonDecides { explanation: self.explain(CATEGORIES, row, inputs, text) }
            }
            Placed::Category { row, groups } => self.assigned(&rows[row], inputs, groups, facts),
        }
    }

    fn assigned(
        &self,
        row: &Row,
        mut inputs: Vec<TraceInput>,
        HeldRows(groups): HeldRows,
        facts: &Facts,
    ) -> Categorisation {
        let label =
            self.category(&row.output).map_or(row.output.as_str(), |category| category.label.as_str());
        let table = &self.tables.target_groups;
        let group_rows: Vec<_> = bits(groups).map(|place| &table.rows()[place]).collect();
        let mut text = format!("Ingedeeld bij ‘{label}’. {}", reason(row, &inputs));
        for key in group_rows.iter().flat_map(|group| table.tested(group)) {
            if inputs.iter().all(|input| input.name != key.code())
                && let Some(fact) = facts.get(key)
            {
                inputs.push(TraceInput::of_fact(key, fact));
            }
        }
        let target_groups: Vec<_> = group_rows.iter().map(|group| group.output.clone()).collect();
        for (place, key) in target_groups.iter().enumerate() {
            let label = self.target_group(key).map_or(key.as_str(), |group| group.label.as_str());
            text.push_str(if place == 0 { " Hoort ook bij: " } else { ", " });
            text.push_str(label);
        }
        if !target_groups.is_empty() {
            text.push('.');
        }
        Categorisation::Assigned {
            category: row.output.clone(),
            target_groups,
            explanation: self.explain(CATEGORIES, row, inputs, text),
        }
    }

    fn missing(&self, keys: Vec<FactKey>, facts: &Facts) -> Categorisation {
        let looked_at: Vec<_> =
            self.tables.categories.keys().chain(self.tables.target_groups.keys()).collect();
        let (keys, mut explanation) = self.fact_missing(keys, &looked_at, facts);
        explanation.text = format!("Nog niet in te delen. {}", explanation.text);
        Categorisation::FactMissing { keys, explanation }
    }

    /// What is missing, as people state it, and an explanation that names it beside the facts that are known.
    pub(crate) fn fact_missing(
        &self,
        keys: Vec<FactKey>,
        looked_at: &[FactKey],
        facts: &Facts,
    ) -> (Vec<FactKey>, Explanation) {
        let mut keys: Vec<_> = keys.into_iter().map(stated).collect();
        keys.sort_unstable();
        keys.dedup();
        let names: Vec<_> = keys.iter().map(|key| key.dutch()).collect();
        let explanation = Explanation {
            rule: "fact-missing".into(),
            source: self.document.clone(),
            policy_version: self.version.clone(),
            inputs: inputs(looked_at, facts),
            text: format!("Dit is nog niet bekend: {}.", names.join(", ")),
        };
        (keys, explanation)
    }

    /// What a row of a table decided: one sentence and the row's own reason.
    pub(crate) fn explain_row(
        &self,
        table: &str,
        row: &Row,
        tested: &[FactKey],
        facts: &Facts,
        what: &str,
    ) -> Explanation {
        let inputs = inputs(tested, facts);
        let text = format!("{what} {}", reason(row, &inputs));
        self.explain(table, row, inputs, text)
    }

    fn explain(&self, table: &str, row: &Row, inputs: Vec<TraceInput>, text: String) -> Explanation {
        Explanation {
            rule: format!("{table}/{}", row.number),
            source: row.source.clone(),
            policy_version: self.version.clone(),
            inputs,
            text,
        }
    }
}

pub(crate) fn inputs(keys: &[FactKey], facts: &Facts) -> Vec<TraceInput> {
    let mut seen: Vec<FactKey> = Vec::with_capacity(keys.len());
    let mut inputs = Vec::with_capacity(keys.len());
    for key in keys {
        if !seen.contains(key)
            && let Some(fact) = facts.get(*key)
        {
            seen.push(*key);
            inputs.push(TraceInput::of_fact(*key, fact));
        }
    }
    inputs
}

/// The row's own note, or what it looked at.
fn reason(row: &Row, inputs: &[TraceInput]) -> String {
    if !row.note.is_empty() {
        return row.note.clone();
    }
    let facts: Vec<_> = inputs
        .iter()
        .map(|input| {
            let name = FactKey::from_code(&input.name).map_or("", FactKey::dutch);
            format!("{name}: {}", input.value)
        })
        .collect();
    format!("Gekeken is naar {}.", facts.join(", "))
}
