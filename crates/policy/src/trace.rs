//! Which rules of the tables were tried for a person, which of them counted, and why the others did not.

use domain::{Fact, FactKey, Facts};

use crate::categorise::PERSON;
use crate::model::Policy;
use crate::table::{CollectTable, DecisionTable, Found, NONE, Tried, TriedRow};
use crate::without_benefit::{NOT_SUPPORTED, SUPPORTED};

/// One table with every row in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableTrace<'p> {
    pub table: TableName,
    pub rows: Vec<RowTrace<'p>>,
}

/// The decision tables of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableName {
    IntakeTopics,
    WithoutBenefit,
    Categories,
    TargetGroups,
    Duties,
    Scorecard,
}

/// One row that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowTrace<'p> {
    /// `categories/3`: the table and the number of the row.
    pub rule: String,
    /// What the row gives, in plain Dutch.
    pub gives: String,
    /// The row says that nothing of this kind holds.
    pub gives_nothing: bool,
    /// The section behind the row.
    pub source: &'p str,
    /// The row's own reason, in plain Dutch; may be empty.
    pub note: &'p str,
    pub verdict: Verdict<'p>,
    /// The outcome rests on this row. A row that holds does not count when an equal one did before it, or when it
    /// gives nothing and another gives something.
    pub counts: bool,
}

/// What came of trying a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict<'p> {
    Holds,
    /// The first cell that the facts do not fit.
    Fails(Test<'p>),
    /// No known fact is against it; these cells look at unknown ones.
    Unknown(Vec<Test<'p>>),
    /// An earlier row decided.
    NotLookedAt,
}

/// A cell and the fact that it looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test<'p> {
    pub key: FactKey,
    /// As it stands in the table: `[50..80]`.
    pub asks: &'p str,
    /// The same in plain Dutch: `50 tot en met 80`.
    pub asks_in_dutch: String,
    /// What is known, with who said it and when.
    pub fact: Option<Fact>,
}

impl TableName {
    /// The table's file without its ending, as rules are named after it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::IntakeTopics => "intake-topics",
            Self::WithoutBenefit => "without-benefit",
            Self::Categories => "categories",
            Self::TargetGroups => "target-groups",
            Self::Duties => "duties",
            Self::Scorecard => "scorecard",
        }
    }

    /// What a resident or consultant calls it.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::IntakeTopics => "Onderwerpen van het intakegesprek",
            Self::WithoutBenefit => "Hulp zonder uitkering",
            Self::Categories => "Indeling",
            Self::TargetGroups => "Doelgroepen",
            Self::Duties => "Plichten",
            Self::Scorecard => "Controle van de aanvraag",
        }
    }
}

impl Policy {
    /// Every row of every table with what came of trying it. Give the facts derived for the day ([`Facts::on`]).
    pub fn trace(&self, facts: &Facts) -> Vec<TableTrace<'_>> {
        let tables = &self.tables;
        let mut traces = vec![
            self.collected(TableName::IntakeTopics, &tables.intake_topics, facts),
            self.decided(TableName::WithoutBenefit, &tables.without_benefit, facts),
            self.decided(TableName::Categories, &tables.categories, facts),
            self.collected(TableName::TargetGroups, &tables.target_groups, facts),
            self.collected(TableName::Duties, &tables.duties, facts),
        ];
        if let Some(scorecard) = &tables.scorecard {
            let (_, summed) = scorecard.sum(facts);
            traces.push(self.table(TableName::Scorecard, scorecard.tried(facts), facts, &summed.rows));
        }
        traces
    }

    fn decided<'p>(&'p self, name: TableName, table: &'p DecisionTable, facts: &Facts) -> TableTrace<'p> {
        let counting = match table.find(facts) {
            Found::Row { row, .. } => vec![row],
            Found::Missing(_) => Vec::new(),
        };
        self.table(name, table.tried(facts), facts, &counting)
    }

    fn collected<'p>(&'p self, name: TableName, table: &'p CollectTable, facts: &Facts) -> TableTrace<'p> {
        let mut counting = table.collect(facts).rows;
        let tried = table.tried(facts);
        let may_still_give =
            |each: &TriedRow<'_>| matches!(each.tried, Tried::Open(_)) && each.row.output != NONE;
        // Rows that give nothing count when it is sure that no other gives something.
        if counting.is_empty() && !tried.iter().any(may_still_give) {
            counting = (0..tried.len()).filter(|place| matches!(tried[*place].tried, Tried::Holds)).collect();
        }
        self.table(name, tried, facts, &counting)
    }

    fn table<'p>(
        &'p self,
        table: TableName,
        tried: Vec<TriedRow<'p>>,
        facts: &Facts,
        counting: &[usize],
    ) -> TableTrace<'p> {
        let row = |(place, TriedRow { row, tried }): (usize, TriedRow<'p>)| RowTrace {
            rule: format!("{}/{}", table.code(), row.number),
            gives: self.gives(table, &row.output),
            gives_nothing: row.output == NONE,
            source: &row.source,
            note: &row.note,
            verdict: verdict(tried, facts),
            counts: counting.contains(&place),
        };
        TableTrace { table, rows: tried.into_iter().enumerate().map(row).collect() }
    }

    /// What an output means to whoever reads it.
    fn gives(&self, table: TableName, output: &str) -> String {
        let label = match (table, output) {
            (_, NONE) => Some("niets"),
            (TableName::Categories | TableName::WithoutBenefit, PERSON) => Some("een medewerker beslist"),
            (TableName::WithoutBenefit, SUPPORTED) => Some("wel hulp"),
            (TableName::WithoutBenefit, NOT_SUPPORTED) => Some("geen hulp"),
            (TableName::Categories, key) => self.category(key).map(|each| each.label.as_str()),
            (TableName::TargetGroups, key) => self.target_group(key).map(|each| each.label.as_str()),
            (TableName::IntakeTopics, key) => {
                self.intake_topics.iter().find(|each| each.key == key).map(|each| each.label.as_str())
            }
            (TableName::Duties, key) => {
                self.duties.iter().find(|each| each.key == key).map(|each| each.label.as_str())
            }
            (TableName::Scorecard, "1") => Some("1 punt"),
            (TableName::Scorecard, points) => return format!("{points} punten"),
            (TableName::WithoutBenefit, _) => None,
        };
        label.unwrap_or(output).to_owned()
    }
}

fn verdict<'p>(tried: Tried<'p>, facts: &Facts) -> Verdict<'p> {
    let test = |cell: crate::table::Cell<'p>| Test {
        key: cell.key,
        asks: cell.asks,
        asks_in_dutch: cell.asks_in_dutch(),
        fact: facts.get(cell.key).cloned(),
    };
    match tried {
        Tried::Holds => Verdict::Holds,
        Tried::Fails(cell) => Verdict::Fails(test(cell)),
        Tried::Open(cells) => Verdict::Unknown(cells.into_iter().map(test).collect()),
        Tried::NotLookedAt => Verdict::NotLookedAt,
    }
}
