//! The way through a diagram: to a row, or to the unknown facts that can change the outcome.

use domain::FactKey;

use super::diagram::{Diagram, Node};
use crate::answers::{Answers, FactSet};

/// What a way through a table remembers. Used again for the next person it allocates nothing.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    pub(crate) tested: Vec<FactKey>,
    pub(crate) missing: FactSet,
    /// For each column the range of the fact; `None` when it is unknown.
    ranges: Vec<Option<usize>>,
    /// For each node whether it can still be reached.
    open: Vec<bool>,
    /// For each node that can be reached what is left of it.
    left: Vec<Left>,
}

impl Walk {
    /// Facts that led to the last row found, in the order of the columns.
    pub fn tested(&self) -> &[FactKey] {
        &self.tested
    }
}

/// What is left of a node under the known facts. Nodes with the same meaning are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Outcome(usize),
    Look(usize),
}

impl Diagram {
    /// The row for these facts. `None` when unknown facts can change the outcome: they stand in the walk.
    pub fn walk(&self, answers: &impl Answers, walk: &mut Walk) -> Option<usize> {
        walk.tested.clear();
        walk.missing = FactSet::EMPTY;
        let mut place = self.root;
        while let Node::Look { column, next } = &self.nodes[place] {
            let column = &self.columns[*column];
            let Some(range) = column.range_of(answers) else { return self.without(answers, walk) };
            walk.tested.push(column.key);
            place = next[range];
        }
        Some(self.row_at(place))
    }

    /// Some fact on the path is unknown. What is left of the diagram under the known facts, reduced by outcome,
    /// looks at exactly those unknown facts that matter.
    fn without(&self, answers: &impl Answers, walk: &mut Walk) -> Option<usize> {
        walk.ranges.clear();
        walk.ranges.extend(self.columns.iter().map(|column| column.range_of(answers)));
        self.open(walk);
        self.reduce(walk);
        match walk.left[self.root] {
            Left::Outcome(_) => Some(self.whatever(walk)),
            Left::Look(place) => {
                self.note_missing(place, walk);
                None
            }
        }
    }

    /// A node comes after those it leads to, so one pass from the root down finds what can be reached.
    fn open(&self, walk: &mut Walk) {
        walk.open.clear();
        walk.open.resize(self.root + 1, false);
        walk.open[self.root] = true;
        for place in (0..=self.root).rev() {
            if let (true, Node::Look { column, next }) = (walk.open[place], &self.nodes[place]) {
                match walk.ranges[*column] {
                    Some(range) => walk.open[next[range]] = true,
                    None => next.iter().for_each(|each| walk.open[*each] = true),
                }
            }
        }
    }

    fn reduce(&self, walk: &mut Walk) {
        walk.left.clear();
        walk.left.resize(self.root + 1, Left::Outcome(0));
        for place in (0..=self.root).filter(|place| walk.open[*place]) {
            walk.left[place] = match &self.nodes[place] {
                Node::Leaf(row) => Left::Outcome(self.outcomes[*row]),
                Node::Look { column, next } => match walk.ranges[*column] {
                    Some(range) => walk.left[next[range]],
                    None => self.look(place, *column, next, walk),
                },
            };
        }
    }

    /// A look that makes no difference is skipped; one that stood before is that one.
    fn look(&self, place: usize, column: usize, next: &[usize], walk: &Walk) -> Left {
        let leads_to = |next: &usize| walk.left[*next];
        if let Some((first, others)) = next.split_first()
            && others.iter().all(|each| leads_to(each) == leads_to(first))
        {
            return leads_to(first);
        }
        let same = |earlier: &usize| {
            let Node::Look { column: its_column, next: its_next } = &self.nodes[*earlier] else {
                return false;
            };
            walk.open[*earlier]
                && walk.left[*earlier] == Left::Look(*earlier)
                && *its_column == column
                && its_next.iter().map(leads_to).eq(next.iter().map(leads_to))
        };
        Left::Look((0..place).find(same).unwrap_or(place))
    }

    fn note_missing(&self, from: usize, walk: &mut Walk) {
        walk.open.fill(false);
        walk.open[from] = true;
        for place in (0..=from).rev() {
            if let (true, Node::Look { column, next }) = (walk.open[place], &self.nodes[place]) {
                walk.missing.insert(self.columns[*column].key);
                for each in next {
                    if let Left::Look(place) = walk.left[*each] {
                        walk.open[place] = true;
                    }
                }
            }
        }
    }

    /// All rows still possible have the same output: the first of them, by the facts that are known.
    fn whatever(&self, walk: &mut Walk) -> usize {
        walk.tested.clear();
        let mut place = self.root;
        while let Node::Look { column, next } = &self.nodes[place] {
            let range = walk.ranges[*column];
            walk.tested.extend(range.map(|_| self.columns[*column].key));
            place = next[range.unwrap_or(0)];
        }
        self.row_at(place)
    }

    fn row_at(&self, place: usize) -> usize {
        match self.nodes[place] {
            Node::Leaf(row) => row,
            Node::Look { .. } => 0,
        }
    }
}
