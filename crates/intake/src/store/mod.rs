//! The tables, in the order in which they are locked: persons, applications, case numbers last. Statements and
//! records are never changed and need no lock.

mod applications;
mod entity;
mod migration;
mod numbers;
mod persons;
mod queries;
mod records;
mod statements;

use std::collections::BTreeSet;

use messaging::rows::Writes;
use messaging::{StoreError, Tx};

use crate::actor::{Input, World};

pub use migration::migrations;
pub use queries::{
    Found, Past, application_of, caseload_of, cases_of, ended_cases_of, past_of, person_of, records_of,
};

/// Loads and locks what a batch needs: one query per table.
pub async fn load(tx: &Tx, inputs: &[&Input]) -> Result<World, StoreError> {
    let (mut indexes, mut municipalities, mut cases) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for input in inputs {
        indexes.extend(input.applicants().map(|who| who.index));
        if let Input::Submit(submit) = input {
            municipalities.insert(submit.caller.municipality.to_string());
        }
        cases.extend(input.cases().map(|case| case.uuid()));
    }
    let persons = persons::load(tx, &indexes).await?;
    let known = persons.values().map(|person| person.id.uuid()).collect();
    let applications = applications::load(tx, &cases, &known).await?;
    let whole = inputs.iter().filter(|input| input.needs_history()).flat_map(|input| input.cases());
    let turning = applications.values().filter(|one| one.facts_until.is_some()).map(|one| one.case);
    let history = whole.chain(turning).map(|case| case.uuid()).collect();
    let history = statements::load(tx, &history).await?;
    let looked_at = inputs.iter().filter(|input| input.needs_records()).filter_map(|input| input.case());
    let records = records::load(tx, &looked_at.map(|case| case.uuid()).collect()).await?;
    let numbers = numbers::load(tx, &municipalities).await?;
    Ok(World { persons, applications, history, records, numbers, ..World::default() })
}

/// What changed, as rows.
pub fn save(world: World) -> Result<Writes, StoreError> {
    let mut writes = Writes::default();
    persons::save(&world, &mut writes);
    applications::save(&world, &mut writes)?;
    numbers::save(&world, &mut writes);
    statements::add(world.statements, &mut writes)?;
    records::add(world.added_records, &mut writes)?;
    Ok(writes)
}
