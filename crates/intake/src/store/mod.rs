//! The tables, in the order in which they are locked: persons, applications, deadlines, handlings, documents, portfolios,
//! case numbers last. Statements and records are never changed and need no lock.

mod again;
mod applications;
mod deadlines;
mod documents;
mod entity;
mod handlings;
mod migration;
mod numbers;
mod persons;
mod portfolios;
mod queries;
mod records;
mod statements;

use std::collections::{BTreeMap, BTreeSet};

use domain::CaseId;
use messaging::rows::Writes;
use messaging::{StoreError, Tx};
use uuid::Uuid;

use crate::actor::{Input, Person, World};
use crate::model::{Application, Situation};
use crate::vault::BlindIndex;

pub use again::{Client, client_of};
pub use deadlines::{WAKES, deadlines_of};
pub use documents::{
    DueFound, FoundDocument, Which, document_of, documents_of, due_documents_of, quarantined, readings_of,
    standings,
};
pub use handlings::handling_of;
pub use migration::migrations;
pub use portfolios::{portfolio_of, shared_portfolios_of, versions_of};
pub use queries::{
    Found, Past, application_of, caseload_of, cases_of, ended_cases_of, past_of, person_of, person_with,
    records_of,
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
    let mut known: BTreeSet<_> = persons.values().map(|person| person.id.uuid()).collect();
    known.extend(inputs.iter().filter_map(|input| match input {
        Input::Reopen { person, .. } => Some(person.uuid()),
        _ => None,
    }));
    let again = inputs.iter().filter_map(|input| seen_again(input, &persons)).collect();
    let mut applications = applications::load(tx, &cases, &known, &again).await?;
    // Whoever is seen again may be so in a case that runs: it is looked at as if it had been named.
    let run = applications.values().filter(|one| one.stage.is_open() && again.contains(&one.person.uuid()));
    let run: BTreeSet<_> = run.map(|one| one.case.uuid()).collect();
    cases.extend(&run);
    let partners: BTreeSet<_> =
        inputs.iter().filter_map(|input| partner_of_reopened(input, &applications)).collect();
    if !partners.is_empty() {
        let (none, nobody) = (BTreeSet::new(), BTreeSet::new());
        applications.extend(applications::load(tx, &none, &partners, &nobody).await?);
    }
    let whole = inputs.iter().filter(|input| input.needs_history()).flat_map(|input| input.cases());
    let turning = applications.values().filter(|one| one.facts_until.is_some()).map(|one| one.case);
    let history = whole.chain(turning).map(|case| case.uuid()).chain(run.iter().copied()).collect();
    let history = statements::load(tx, &history).await?;
    let looked_at = inputs.iter().filter(|input| input.needs_records()).filter_map(|input| input.case());
    let looked_at = looked_at.map(|case| case.uuid()).chain(run).collect();
    let records = records::load(tx, &looked_at).await?;
    let deadlines = deadlines::load(tx, &cases).await?;
    let handlings = handlings::load(tx, &cases).await?;
    let documents = documents::load(tx, &documents::wanted(inputs)).await?;
    let whose = inputs.iter().filter_map(|input| match input {
        Input::Portfolio(keep) => {
            let applicant = applications.get(&keep.case).map(|one| one.person);
            keep.person.or(applicant).map(|person| person.uuid())
        }
        _ => None,
    });
    let portfolios = portfolios::load(tx, &whose.collect()).await?;
    let numbers = numbers::load(tx, &municipalities).await?;
    Ok(World {
        persons,
        applications,
        history,
        records,
        deadlines,
        handlings,
        documents,
        portfolios,
        numbers,
        ..World::default()
    })
}

/// The person who is seen again.
fn seen_again(input: &Input, persons: &BTreeMap<BlindIndex, Person>) -> Option<Uuid> {
    match input {
        Input::Submit(submit) if submit.situation != Situation::New => {
            persons.get(&submit.applicant.index).map(|person| person.id.uuid())
        }
        _ => None,
    }
}

/// The partner of an application that is to go on, who may have another by now.
fn partner_of_reopened(input: &Input, applications: &BTreeMap<CaseId, Application>) -> Option<Uuid> {
    match input {
        Input::Reopen { case, .. } => {
            applications.get(case)?.present_partner().map(|partner| partner.person.uuid())
        }
        _ => None,
    }
}

/// What changed, as rows.
pub fn save(world: World) -> Result<Writes, StoreError> {
    let mut writes = Writes::default();
    persons::save(&world, &mut writes);
    applications::save(&world, &mut writes)?;
    deadlines::save(&world, &mut writes)?;
    handlings::save(&world, &mut writes)?;
    documents::save(&world, &mut writes)?;
    portfolios::save(&world, &mut writes)?;
    numbers::save(&world, &mut writes);
    statements::add(world.statements, &mut writes)?;
    records::add(world.added_records, &mut writes)?;
    Ok(writes)
}
