//! What a person may do with a case and its tasks. Someone else's case or task is not found.

use chrono::NaiveDate;
use domain::{Caller, CaseId, Moment, Refusal, TaskId, Violation, day_in_dutch};
use policy::StepProof;

use super::World;
use crate::model::{PolicySays, Process, Terms, watched_step};

pub(super) fn own_case<'a>(world: &'a World, caller: &Caller, case: CaseId) -> Result<&'a Process, Refusal> {
    world
        .process(case)
        .filter(|process| process.municipality == caller.municipality && process.registration.is_some())
        .ok_or_else(|| Refusal::not_found("zaak"))
}

pub(super) fn own_task<'a>(world: &'a World, caller: &Caller, task: TaskId) -> Result<&'a Process, Refusal> {
    world
        .task_cases
        .get(&task)
        .and_then(|case| world.process(*case))
        .filter(|process| process.municipality == caller.municipality)
        .ok_or_else(|| Refusal::not_found("taak"))
}

/// The first day on which a case no longer holds: from the report on, and not in the future.
pub(super) fn end_day(
    process: &Process,
    asked: Option<NaiveDate>,
    moment: &Moment,
) -> Result<NaiveDate, Refusal> {
    let day = asked.unwrap_or(moment.day);
    let wrong =
        |reason: &str, rule: &str| Err(Refusal::invalid(vec![Violation::new("from_day", reason, rule)]));
    if day > moment.day {
        return wrong("mag niet in de toekomst liggen", "not-in-future");
    }
    if process.registration.as_ref().is_some_and(|registration| day < registration.reported_on) {
        return wrong("mag niet voor de melding liggen", "not-before-report");
    }
    Ok(day)
}

/// A contact is not in the future, and not from before the report.
pub(super) fn contact_day(
    process: &Process,
    asked: Option<NaiveDate>,
    moment: &Moment,
) -> Result<NaiveDate, Refusal> {
    let day = asked.unwrap_or(moment.day);
    let wrong = |reason: &str, rule: &str| Err(Refusal::invalid(vec![Violation::new("on", reason, rule)]));
    if day > moment.day {
        return wrong("mag niet in de toekomst liggen", "not-in-future");
    }
    if process.registration.as_ref().is_some_and(|registration| day < registration.reported_on) {
        return wrong("mag niet voor de melding liggen", "not-before-report");
    }
    Ok(day)
}

/// Two people who part have a case each.
const MOST_SUCCESSORS: usize = 2;

/// Another case of the same municipality that can take the place of this one.
pub(super) fn successor(
    world: &World,
    caller: &Caller,
    process: &Process,
    successor: CaseId,
) -> Result<CaseId, Refusal> {
    let wrong =
        |reason: &str, rule: &str| Err(Refusal::invalid(vec![Violation::new("successor", reason, rule)]));
    if successor == process.case {
        return wrong("is deze zaak zelf", "another-case");
    }
    let Ok(other) = own_case(world, caller, successor) else {
        return wrong("is geen zaak van deze gemeente", "case-known");
    };
    if other.successors.contains(&process.case) {
        return wrong("gaat zelf verder in deze zaak", "successor-in-circle");
    }
    if process.successors.len() >= MOST_SUCCESSORS && !process.successors.contains(&successor) {
        return wrong("kan er niet bij: deze zaak heeft al twee opvolgers", "successors-at-most");
    }
    Ok(successor)
}

/// Whether this version of the policy has something to ask about a case: it holds today, knows the category, and is
/// not the one that decided already. One that does not hold yet must wait, for a review would still be decided under
/// the version of today.
pub(super) fn policy_may_ask(
    process: &Process,
    version: &str,
    says: &PolicySays,
    terms: &Terms,
) -> Result<(), Refusal> {
    if terms.version != version {
        let reason =
            "Deze versie van het beleid geldt vandaag niet. Vraag een heronderzoek aan als zij geldt.";
        return Err(Refusal::precondition("policy-not-in-force", reason));
    }
    if let PolicySays::Category(key) = says
        && !terms.categories.iter().any(|(known, _)| known == key)
    {
        let reason = "staat niet in deze versie van het beleid";
        return Err(Refusal::invalid(vec![Violation::new("category", reason, "category-known")]));
    }
    let assignment = process.category.assignment().filter(|_| process.is_open());
    if assignment.is_some_and(|assignment| assignment.policy_version == version) {
        let reason = "Deze zaak is al ingedeeld volgens deze versie van het beleid.";
        return Err(Refusal::conflict("decided-under-policy", reason));
    }
    Ok(())
}

/// Whether this person may record that step now; `false` when they did before.
pub(super) fn may_record(process: &Process, terms: &Terms, step: &str, user: &str) -> Result<bool, Refusal> {
    let known = watched_step(terms, step).ok_or_else(|| Refusal::not_found("stap"))?;
    if !process.is_open() {
        return Err(Refusal::conflict("case-already-ended", "Deze zaak is al beëindigd of wordt beëindigd."));
    }
    if let Some(proof) = known.proof.filter(|proof| *proof != StepProof::Recorded) {
        let reason =
            format!("Deze stap legt u niet zelf vast. Hij is gezet als dit zo is: {}.", proof.dutch());
        return Err(Refusal::precondition("step-shows-itself", reason));
    }
    match process.steps.get(step) {
        None => Ok(true),
        Some(recorded) if recorded.by == user => Ok(false),
        Some(recorded) => {
            let reason = format!("{} legde deze stap al vast op {}.", recorded.by, day_in_dutch(recorded.on));
            Err(Refusal::conflict("step-recorded", reason))
        }
    }
}
