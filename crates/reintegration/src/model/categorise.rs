use domain::{CaseId, Explanation, FactKey, Facts, Moment, Municipality, PersonId};
use policy::{Categorisation, Policy};

use super::deviation::lapse;
use super::{Assigned, AssignedBy, Assignment, Client, Decided, Event, Line, Proposal};

/// Lets the policy assign a category, or leave it to a person. Facts are kept in the explanation only, as far as
/// the policy looked at them; the earning capacity stays beside it, for choosing a partner.
pub fn categorise(
    (case, person, municipality): (CaseId, PersonId, &Municipality),
    known: Option<&Client>,
    facts: &Facts,
    policy: &Policy,
    moment: &Moment,
) -> Decided {
    let facts = facts.on(moment.day);
    let earning_capacity =
        facts.number(FactKey::EarningCapacity).and_then(|percent| u32::try_from(percent).ok());
    let with = |proposal: Proposal| match known {
        Some(client) => Client { proposal, earning_capacity, ..client.clone() },
        None => Client {
            case,
            person,
            municipality: municipality.clone(),
            version: 0,
            earning_capacity,
            proposal,
            awaits_person: false,
            assignment: None,
            deviations: Vec::new(),
            trajectories: Vec::new(),
        },
    };
    let leave_to_person = |missing: Vec<FactKey>, explanation: Explanation| {
        let proposal = Proposal::NeedsPerson { missing: missing.clone(), explanation: explanation.clone() };
        leave_to_person(with(proposal), missing, explanation)
    };
    match policy.categorise(&facts) {
        Categorisation::Assigned { category, target_groups, explanation } => match policy.category(&category)
        {
            Some(found) => {
                let (key, label) = (found.key.clone(), found.label.clone());
                let proposal = Proposal::Category { key, label, target_groups: target_groups.clone() };
                assign(with(proposal), found.into(), target_groups, explanation, moment)
            }
            // Tables are checked at load, so no policy that is in use comes here; a person could still go on.
            None => leave_to_person(Vec::new(), explanation),
        },
        Categorisation::FactMissing { keys, explanation } => leave_to_person(keys, explanation),
        Categorisation::PersonDecides { explanation } => leave_to_person(Vec::new(), explanation),
    }
}

fn assign(
    mut client: Client,
    category: Assigned,
    target_groups: Vec<String>,
    explanation: Explanation,
    moment: &Moment,
) -> Decided {
    let lapsed = lapse(&mut client, &category.key, moment);
    let title = match client.assignment.as_ref().map(|before| &before.category) {
        None => format!("Ingedeeld bij ‘{}’", category.label),
        Some(before) if before.key == category.key => {
            format!("Opnieuw beoordeeld: de indeling blijft ‘{}’", category.label)
        }
        Some(before) => format!("Indeling gewijzigd van ‘{}’ naar ‘{}’", before.label, category.label),
    };
    let line = Line::new(title).because(explanation.clone());
    let assigned = client.assign(category, target_groups, AssignedBy::Policy, explanation, moment);
    let mut decided = Decided::changed(client);
    if let Some((settled, line)) = lapsed {
        decided = decided.tell(settled).line(line);
    }
    decided.tell(assigned).line(line)
}

impl Client {
    /// Puts a new assignment after the one that holds.
    pub(super) fn assign(
        &mut self,
        category: Assigned,
        target_groups: Vec<String>,
        by: AssignedBy,
        explanation: Explanation,
        moment: &Moment,
    ) -> Event {
        let before = self.assignment.take();
        let assignment = Assignment {
            id: moment.id("assignment"),
            previous: before.as_ref().map(|before| before.id),
            category,
            target_groups,
            by,
            policy_version: explanation.policy_version.clone(),
            explanation,
            on: moment.day,
        };
        self.assignment = Some(assignment.clone());
        self.awaits_person = false;
        Event::CategoryAssigned {
            assignment,
            previous: before.map(|before| before.category.key),
            earning_capacity: self.earning_capacity,
        }
    }
}

/// A category that holds goes on to hold until a person decides.
fn leave_to_person(mut client: Client, missing: Vec<FactKey>, explanation: Explanation) -> Decided {
    let title = if missing.is_empty() {
        "De indeling is aan een medewerker"
    } else {
        "Nog niet ingedeeld: er ontbreken gegevens"
    };
    client.awaits_person = true;
    Decided::changed(client)
        .tell(Event::CategoryNeedsPerson { missing, rule: explanation.rule.clone() })
        .line(Line::new(title).because(explanation))
}
