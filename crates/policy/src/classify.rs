//! From facts to a row of the categories table: the one way that everything else goes too. What explains a decision
//! builds on it, and whoever classifies a whole caseload uses it as it is, for it allocates nothing.

use domain::FactKey;

use crate::answers::{Answers, FactSet};
use crate::categorise::PERSON;
use crate::model::{Category, Duty, Policy, TargetGroup};
use crate::table::{Walk, bits};

/// Where the categories table puts someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// In the category of this row of the table (from 0), and in the target groups of these rows of theirs.
    Category { row: usize, groups: HeldRows },
    /// This row leaves it to a professional.
    Person { row: usize },
    /// These unknown facts can change the outcome; as tables name them, so an age and not a birth date.
    Missing(FactSet),
}

/// Rows of a collect table that hold, one for each output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeldRows(pub(crate) u64);

impl HeldRows {
    /// From 0, in the order of the table; never more than 64.
    pub fn rows(self) -> impl Iterator<Item = usize> {
        bits(self.0)
    }
}

/// A row of the categories table.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'p> {
    /// From 1, as it stands in the table.
    pub number: usize,
    /// `None`: a professional decides.
    pub category: Option<&'p Category>,
    /// The section behind it.
    pub source: &'p str,
    /// Its own reason, in plain Dutch; may be empty.
    pub note: &'p str,
}

impl Policy {
    /// Where these facts lead, without the explanation of [`Policy::categorise`] and by the same table. Ages are not
    /// derived here. The facts that led there stand in the walk.
    pub fn place(&self, answers: &impl Answers, walk: &mut Walk) -> Placed {
        let found = self.tables.categories.walk(answers, walk);
        if let Some(row) = found
            && self.tables.categories.rows()[row].output == PERSON
        {
            return Placed::Person { row };
        }
        let groups = self.tables.target_groups.held(answers);
        match found {
            Some(row) if groups.missing.is_empty() => Placed::Category { row, groups: HeldRows(groups.rows) },
            _ => Placed::Missing(walk.missing.union(groups.missing)),
        }
    }

    /// The rows of the categories table, in its order: [`Placed`] counts them from 0.
    pub fn rules(&self) -> Vec<Rule<'_>> {
        let rows = self.tables.categories.rows().iter();
        rows.map(|row| Rule {
            number: row.number,
            category: self.category(&row.output),
            source: &row.source,
            note: &row.note,
        })
        .collect()
    }

    /// The target groups of a set, in the order of their table.
    pub fn groups(&self, groups: HeldRows) -> impl Iterator<Item = &TargetGroup> {
        groups.rows().filter_map(|row| self.group_of_row(row))
    }

    /// The target group that a row of its table gives (from 0).
    pub fn group_of_row(&self, row: usize) -> Option<&TargetGroup> {
        self.target_group(&self.tables.target_groups.rows().get(row)?.output)
    }

    /// Rows of the duties table that hold, without the reasons of [`Policy::duties_of`]; what is unknown adds none.
    pub fn duty_rows(&self, answers: &impl Answers) -> HeldRows {
        HeldRows(self.tables.duties.held(answers).rows)
    }

    /// The duty that a row of its table asks (from 0).
    pub fn duty_of_row(&self, row: usize) -> Option<&Duty> {
        let row = self.tables.duties.rows().get(row)?;
        self.duties.iter().find(|duty| duty.key == row.output)
    }

    /// The first of the facts that led to `row` of which `row` accepts other values than `other_row` of another version
    /// does: what made the difference between them. `None` when the rows ask the same.
    pub fn first_difference(
        &self,
        row: usize,
        tested: &[FactKey],
        other: &Self,
        other_row: usize,
    ) -> Option<FactKey> {
        let (these, those) = (&self.tables.categories, &other.tables.categories);
        let (this, that) = (these.rows().get(row)?, those.rows().get(other_row)?);
        tested.iter().copied().find(|key| these.accepts(this, *key) != those.accepts(that, *key))
    }
}
