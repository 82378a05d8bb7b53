//! The tables, in the order in which they are locked: persons, applications, deadlines, documents, case
//! numbers last.

mod applications;
mod deadlines;
mod documents;
mod entity;
mod migration;
mod numbers;
mod persons;
mod queries;

use std::collections::BTreeSet;

use messaging::rows::Writes;
use messaging::{StoreError, Tx};

use crate::actor::{Input, World};

pub use deadlines::{deadlines_of, due_cases, next_due};
pub use documents::{
    DueFound, FoundDocument, document_of, documents_of, due_documents_of, quarantined, readings_of, standings,
};
pub use migration::migrations;
pub use queries::{Found, application_of, caseload_of, cases_of};

/// Loads and locks what a batch needs: one query per table.
pub async fn load(tx: &Tx, inputs: &[&Input]) -> Result<World, StoreError> {
    let (mut indexes, mut municipalities, mut cases) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for input in inputs {
        if let Input::Submit(submit) = input {
            indexes.insert(submit.index);
            municipalities.insert(submit.caller.municipality.to_string());
        }
        cases.extend(input.case().map(|case| case.uuid()));
    }
    let persons = persons::load(tx, &indexes).await?;
    let mut known: BTreeSet<_> = persons.values().map(|person| person.id.uuid()).collect();
    known.extend(inputs.iter().filter_map(|input| match input {
        Input::Reopen { person, .. } => Some(person.uuid()),
        _ => None,
    }));
    let applications = applications::load(tx, &cases, &known).await?;
    let deadlines = deadlines::load(tx, &cases).await?;
    let documents = documents::load(tx, &documents::wanted(inputs)).await?;
    let numbers = numbers::load(tx, &municipalities).await?;
    Ok(World { persons, applications, deadlines, documents, numbers, ..World::default() })
}

/// What changed, as rows.
pub fn save(world: World) -> Result<Writes, StoreError> {
    let mut writes = Writes::default();
    persons::save(&world, &mut writes);
    applications::save(&world, &mut writes)?;
    deadlines::save(&world, &mut writes)?;
    documents::save(&world, &mut writes)?;
    numbers::save(&world, &mut writes);
    applications::add_statements(world.statements, &mut writes)?;
    Ok(writes)
}
