//! What of a list applies to a person: intake topics, duties, points of risk.

use domain::{FactKey, Facts, TraceInput};

use crate::categorise::inputs;
use crate::model::{Duty, IntakeTopic, Policy, RiskLevel, stated};
use crate::table::{CollectTable, Collected, Row, Tried};

/// What applies, each with the row of the table that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applying<'p, T> {
    pub items: Vec<Applied<'p, T>>,
    /// Unknown facts that could add to them, as people state them.
    pub missing: Vec<FactKey>,
}

/// One thing that applies and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied<'p, T> {
    pub item: &'p T,
    /// `duties/3`: the row of the table.
    pub rule: String,
    /// The section behind the row.
    pub source: &'p str,
    /// The row's own reason, in plain Dutch; may be empty.
    pub note: &'p str,
    /// What the row looked at; empty: it holds for everyone.
    pub inputs: Vec<TraceInput>,
}

/// How deeply to verify an application (IN-8). It never decides on a right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk<'p> {
    pub points: u32,
    pub level: &'p RiskLevel,
    /// The level if every row that hangs on an unknown fact gave its points; the same level when those change nothing.
    pub highest: &'p RiskLevel,
    /// Rows that gave points, with their points.
    pub reasons: Vec<RiskReason<'p>>,
    /// What those rows looked at.
    pub inputs: Vec<TraceInput>,
    /// Unknown facts that could add points, as people state them.
    pub missing: Vec<FactKey>,
}

/// Why points were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskReason<'p> {
    pub points: u32,
    /// `scorecard/2`: the row of the table.
    pub rule: String,
    pub source: &'p str,
    pub note: &'p str,
    /// What the row looked at.
    pub inputs: Vec<TraceInput>,
}

impl Policy {
    /// What the intake talks about with this person (IN-4). Give the facts derived for the day ([`Facts::on`]).
    pub fn topics(&self, facts: &Facts) -> Applying<'_, IntakeTopic> {
        applying("intake-topics", &self.tables.intake_topics, facts, |key| {
            self.intake_topics.iter().find(|topic| topic.key == key)
        })
    }

    /// What is asked of this person (RE-6). Give the facts derived for the day ([`Facts::on`]).
    pub fn duties_of(&self, facts: &Facts) -> Applying<'_, Duty> {
        applying("duties", &self.tables.duties, facts, |key| self.duties.iter().find(|duty| duty.key == key))
    }

    /// How deeply to verify this person's application; `None` where the policy has no scorecard.
    pub fn risk(&self, facts: &Facts) -> Option<Risk<'_>> {
        let (scorecard, table) = (self.scorecard.as_ref()?, self.tables.scorecard.as_ref()?);
        let (points, summed) = table.sum(facts);
        let level_of = |points: u32| scorecard.levels.iter().rfind(|level| level.from_points <= points);
        let level = level_of(points)?;
        let still_open = table.tried(facts).into_iter().filter(|row| matches!(row.tried, Tried::Open(_)));
        let possible: u32 = still_open.map(|row| row.row.output.parse().unwrap_or(0)).sum();
        let reasons = summed.rows.iter().filter_map(|place| table.rows().get(*place));
        let reasons = reasons.map(|row| RiskReason {
            points: row.output.parse().unwrap_or(0),
            rule: format!("scorecard/{}", row.number),
            source: &row.source,
            note: &row.note,
            inputs: inputs(&table.tested(row).collect::<Vec<_>>(), facts),
        });
        Some(Risk {
            points,
            level,
            highest: level_of(points.saturating_add(possible))?,
            reasons: reasons.filter(|reason| reason.points > 0).collect(),
            inputs: inputs(&summed.tested, facts),
            missing: as_stated(summed.missing),
        })
    }
}

fn applying<'p, T>(
    name: &str,
    table: &'p CollectTable,
    facts: &Facts,
    find: impl Fn(&str) -> Option<&'p T>,
) -> Applying<'p, T> {
    let Collected { rows, missing, .. } = table.collect(facts);
    let rows = rows.into_iter().filter_map(|place| table.rows().get(place));
    let items = rows.filter_map(|row: &Row| {
        let rule = format!("{name}/{}", row.number);
        let looked_at: Vec<_> = table.tested(row).collect();
        let inputs = inputs(&looked_at, facts);
        Some(Applied { item: find(&row.output)?, rule, source: &row.source, note: &row.note, inputs })
    });
    Applying { items: items.collect(), missing: as_stated(missing) }
}

fn as_stated(keys: Vec<FactKey>) -> Vec<FactKey> {
    let mut keys: Vec<_> = keys.into_iter().map(stated).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
