//! What the policy says of a person, with everything that led to it: the one account that a command line, the
//! interface and a letter quote.

mod missing;
mod text;

use std::fmt;

use chrono::NaiveDate;
use domain::{Fact, FactKey, Facts};

use crate::model::Policy;
use crate::outlook::Outlook;
use crate::trace::TableTrace;
pub use missing::MissingFact;

/// The account. Written out ([`fmt::Display`]) it is plain Dutch.
#[derive(Debug, Clone)]
pub struct Explained<'p> {
    pub policy: &'p Policy,
    pub outlook: Outlook<'p>,
    /// Every row of every table that was tried.
    pub tables: Vec<TableTrace<'p>>,
    /// The facts that some rule may look at, with who said each and when, in the catalogue's order.
    pub looked_at: Vec<(FactKey, Fact)>,
    /// What could not be decided for want of these.
    pub missing: Vec<MissingFact<'p>>,
}

impl Policy {
    /// The account of someone who reports and is assessed on `day`. `facts` as stated; ages are derived here.
    pub fn explained(&self, facts: &Facts, day: NaiveDate) -> Explained<'_> {
        self.explained_after(facts, self.outlook(facts, day))
    }

    /// The same for an outlook of which something was decided elsewhere, such as the gate on the day of reporting.
    pub fn explained_after<'p>(&'p self, facts: &Facts, outlook: Outlook<'p>) -> Explained<'p> {
        let known = facts.on(outlook.day);
        let keys = self.keys_looked_at(&outlook);
        let looked_at =
            known.iter().filter(|(key, _)| keys.contains(key)).map(|(key, fact)| (key, fact.clone()));
        Explained {
            policy: self,
            tables: self.trace(&known),
            looked_at: looked_at.collect(),
            missing: self.missing_facts(&outlook),
            outlook,
        }
    }

    /// Every fact that a table or the gate looks at.
    fn keys_looked_at(&self, outlook: &Outlook<'_>) -> Vec<FactKey> {
        let tables = &self.tables;
        let decisions = [&tables.categories, &tables.without_benefit];
        let collects = [&tables.target_groups, &tables.intake_topics, &tables.duties];
        let gate = outlook.gate.explanation.inputs.iter().filter_map(|input| FactKey::from_code(&input.name));
        decisions
            .into_iter()
            .flat_map(|table| table.keys())
            .chain(collects.into_iter().chain(&tables.scorecard).flat_map(|table| table.keys()))
            .chain(gate)
            .chain(outlook.course.iter().flat_map(|_| [FactKey::EarningCapacity, FactKey::Area]))
            .collect()
    }
}

impl Explained<'_> {
    /// The account in plain Dutch, a line each.
    pub fn text(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Explained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::written(self))
    }
}
