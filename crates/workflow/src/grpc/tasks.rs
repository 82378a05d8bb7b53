//! Tasks, workload and absences: wire → input, and rows → wire.

use chrono::NaiveDate;
use domain::{Caller, InvalidRole, Refusal, Role, TaskId, Violation, optional_wording};
use proto::workflow::v1 as pb;
use proto::{day_text, parse_day};

use super::convert::{Check, day_or_empty};
use crate::actor::{Away, Input, PassedOn, Receiver};
use crate::model::{Absence, Process, Task, TaskKind, TaskState};
use crate::store::{Page, TaskFilter, TaskRow, TaskSort};

/// The longest name of a user that is kept.
const LONGEST_USER: usize = 200;
/// To whom something is passed on, and what for.
const LONGEST_PASSED: usize = 500;

fn task_id(text: &str) -> Result<TaskId, Refusal> {
    text.parse().map_err(|_| Refusal::not_found("taak"))
}

pub(super) fn claim(wire: &pb::ClaimTaskRequest, caller: Caller) -> Result<Input, Refusal> {
    Ok(Input::ClaimTask { caller, task: task_id(&wire.task_id)? })
}

pub(super) fn release(wire: pb::ReleaseTaskRequest, caller: Caller) -> Result<Input, Refusal> {
    let task = task_id(&wire.task_id)?;
    let mut check = Check::default();
    let reason = check.text("reason", &wire.reason);
    check.done(Some(Input::ReleaseTask { caller, task, reason }))
}

pub(super) fn hand_over(wire: pb::HandOverTaskRequest, caller: Caller) -> Result<Input, Refusal> {
    let task = task_id(&wire.task_id)?;
    let mut check = Check::default();
    let person = user(&mut check, "person", wire.person);
    let to = match (person, wire.role.as_str()) {
        (Some(person), "") => Some(Receiver::Person(person)),
        (None, role) if !role.is_empty() => role_of(&mut check, role).map(Receiver::Role),
        _ => {
            check.wrong("person", "noem een collega of een rol, en niet allebei", "person-or-role");
            None
        }
    };
    let reason = check.needed("reason", &wire.reason);
    check.done(to.map(|to| Input::HandOverTask { caller, task, to, reason }))
}

pub(super) fn complete(wire: pb::CompleteTaskRequest, caller: Caller) -> Result<Input, Refusal> {
    let task = task_id(&wire.task_id)?;
    let mut check = Check::default();
    let result = check.needed("result", &wire.result);
    let on_behalf_of = user(&mut check, "on_behalf_of", wire.on_behalf_of);
    let passed = PassedOn {
        to: passed(&mut check, "passed_to", &wire.passed_to),
        purpose: passed(&mut check, "purpose", &wire.purpose),
    };
    check.done(Some(Input::CompleteTask { caller, task, result, on_behalf_of, passed }))
}

fn passed(check: &mut Check, field: &str, text: &str) -> Option<String> {
    check.keep(optional_wording(field, text, LONGEST_PASSED)).flatten()
}

/// A user by name; `None` when it is empty.
fn user(check: &mut Check, field: &str, name: String) -> Option<String> {
    if name.chars().count() > LONGEST_USER {
        check.wrong(field, "mag niet langer zijn dan 200 tekens", "text-length");
    }
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

fn role_of(check: &mut Check, code: &str) -> Option<Role> {
    let unknown = |InvalidRole| Violation::new("role", "is geen bekende rol", "role-known");
    check.keep(code.parse().map_err(unknown))
}

/// Someone who will be away.
pub(super) fn away(wire: pb::RecordAbsenceRequest, caller: Caller) -> Result<Input, Refusal> {
    let mut check = Check::default();
    let person = user(&mut check, "person", wire.person).unwrap_or_else(|| caller.user.clone());
    let deputy = user(&mut check, "deputy", wire.deputy);
    let from_day = check.keep(parse_day("from_day", &wire.from_day));
    let until_day = check.keep(parse_day("last_day", &wire.last_day));
    let away = from_day.zip(until_day);
    let away = away.map(|(from_day, until_day)| Away { person, from_day, until_day, deputy });
    check.done(away.map(|away| Input::RecordAbsence { caller, away }))
}

pub(super) fn back(wire: &pb::EndAbsenceRequest, caller: Caller) -> Result<Input, Refusal> {
    let absence = wire.absence_id.parse().map_err(|_| Refusal::not_found("afwezigheid"))?;
    Ok(Input::EndAbsence { caller, absence })
}

/// `may_see`: the roles whose tasks the caller may see; empty means all.
pub(super) fn task_filter(
    wire: pb::ListTasksRequest,
    caller: &Caller,
    may_see: Vec<Role>,
    today: NaiveDate,
) -> Result<(TaskFilter, Page), Refusal> {
    let mut check = Check::default();
    let page = check.page("page", wire.page);
    let mut roles = may_see;
    if !wire.role.is_empty() {
        let asked = role_of(&mut check, &wire.role);
        if asked.is_some_and(|role| !roles.is_empty() && !roles.contains(&role)) {
            return Err(Refusal::not_allowed("task-role", "Deze taken zijn voor een andere rol."));
        }
        roles = asked.into_iter().collect();
    } else if wire.free_for_me {
        roles = caller.roles.clone();
    }
    let state =
        known(&mut check, "state", &wire.state, TaskState::from_code, "is geen bekende stand van een taak");
    let of_code = |code: &str| TaskKind::ALL.iter().copied().find(|kind| kind.code() == code);
    let kind = known(&mut check, "kind", &wire.kind, of_code, "is geen bekende soort taak");
    let sort = known(&mut check, "sort", &wire.sort, TaskSort::from_code, "is geen bekende volgorde");
    let case = Some(wire.case_id.as_str()).filter(|case| !case.is_empty()).and_then(|case| {
        let wrong = |_| Violation::new("case_id", "is geen geldig kenmerk", "uuid");
        check.keep(case.parse().map_err(wrong))
    });
    let due_by = check.day("due_by", &wire.due_by);
    let person = user(&mut check, "person", wire.person);
    let filter = TaskFilter {
        roles,
        states: state.into_iter().collect(),
        case,
        due_by,
        kind,
        area: wire.area,
        person: if wire.mine { Some(caller.user.clone()) } else { person },
        free_for: wire.free_for_me.then(|| caller.user.clone()),
        late_on: wire.late.then_some(today),
        sort: sort.unwrap_or_default(),
        descending: wire.descending,
    };
    check.done(Some((filter, page)))
}

/// A code of a list; `None` when it is empty, and a violation when it is not in the list.
fn known<T>(
    check: &mut Check,
    field: &str,
    code: &str,
    of_code: impl Fn(&str) -> Option<T>,
    wrong: &str,
) -> Option<T> {
    if code.is_empty() {
        return None;
    }
    let found = of_code(code);
    if found.is_none() {
        check.wrong(field, wrong, &format!("{field}-known"));
    }
    found
}

pub(super) fn open_task(process: &Process, task: &Task) -> pb::Task {
    let state = if task.claimed_by.is_some() { TaskState::Claimed } else { TaskState::Open };
    pb::Task {
        task_id: task.id.to_string(),
        case_id: process.case.to_string(),
        case_number: process.number().into(),
        kind: task.kind.code().into(),
        title: task.kind.title().into(),
        role: task.role.code().into(),
        due: day_text(task.due),
        state: state.code().into(),
        claimed_by: task.claimed_by.clone().unwrap_or_default(),
        subject: task.subject.clone(),
        area: process.area,
        opened_on: day_text(task.opened_on),
        late: task.overdue,
        escalated_to: task.escalated_to.iter().map(|role| role.code().to_owned()).collect(),
        done_by: String::new(),
        done_on: String::new(),
        not_by: task.not_by.clone().unwrap_or_default(),
    }
}

pub(super) fn listed_task(row: TaskRow, today: NaiveDate) -> pb::Task {
    let title = TaskKind::ALL
        .iter()
        .find(|kind| kind.code() == row.kind)
        .map_or_else(|| row.kind.clone(), |kind| kind.title().to_owned());
    let roles = row.escalated_to.split(',').filter(|role| !role.is_empty());
    pb::Task {
        task_id: row.task_id.to_string(),
        case_id: row.case_id.to_string(),
        case_number: row.case_number,
        title,
        kind: row.kind,
        role: row.role,
        due: day_text(row.due),
        state: row.state,
        claimed_by: row.claimed_by,
        subject: row.subject,
        area: row.area.try_into().unwrap_or_default(),
        opened_on: day_text(row.opened_on),
        late: row.done_on.unwrap_or(today) > row.due,
        escalated_to: roles.map(str::to_owned).collect(),
        done_by: row.done_by,
        done_on: day_or_empty(row.done_on),
        not_by: row.not_by,
    }
}

pub(super) fn absence(absence: Absence) -> pb::Absence {
    pb::Absence {
        absence_id: absence.id.to_string(),
        person: absence.person,
        from_day: day_text(absence.from_day),
        last_day: day_text(absence.until_day),
        deputy: absence.deputy.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller() -> Caller {
        let municipality = "a-tenant:0001".parse().unwrap();
        Caller { user: "anna".into(), organisation: None, roles: vec![Role::IntakeConsultant], municipality }
    }

    fn today() -> NaiveDate {
        "2026-01-05".parse().unwrap()
    }

    #[test]
    fn what_is_no_id_is_not_found() {
        let wire = pb::ClaimTaskRequest { task_id: "1".into() };
        assert_eq!(claim(&wire, caller()).unwrap_err().kind, domain::RefusalKind::NotFound);
    }

    #[test]
    fn a_list_of_tasks_keeps_to_the_roles_the_caller_may_see() {
        let wire = pb::ListTasksRequest { role: "income-consultant".into(), ..Default::default() };
        let filter =
            |wire: &pb::ListTasksRequest, may_see| task_filter(wire.clone(), &caller(), may_see, today());
        assert!(filter(&wire, vec![Role::ClientSystem]).is_err());
        assert_eq!(filter(&wire, Vec::new()).unwrap().0.roles, [Role::IncomeConsultant]);
        let all = pb::ListTasksRequest::default();
        assert_eq!(filter(&all, vec![Role::ClientSystem]).unwrap().0.roles, [Role::ClientSystem]);
        let free = pb::ListTasksRequest { free_for_me: true, ..Default::default() };
        assert_eq!(filter(&free, Vec::new()).unwrap().0.roles, [Role::IntakeConsultant]);
    }

    #[test]
    fn every_unknown_code_of_a_list_is_named_at_once() {
        let wire = pb::ListTasksRequest {
            role: "boss".into(),
            state: "lost".into(),
            kind: "nap".into(),
            sort: "luck".into(),
            due_by: "soon".into(),
            ..Default::default()
        };
        let refusal = task_filter(wire, &caller(), Vec::new(), today()).unwrap_err();
        let fields: Vec<_> = refusal.violations.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["role", "state", "kind", "sort", "due_by"]);
    }

    #[test]
    fn a_task_is_handed_to_a_colleague_or_a_role_and_with_a_reason() {
        let task_id = uuid::Uuid::nil().to_string();
        let rules = |person: &str, role: &str| {
            let (person, role) = (person.to_owned(), role.to_owned());
            let wire =
                pb::HandOverTaskRequest { task_id: task_id.clone(), person, role, reason: String::new() };
            let refusal = hand_over(wire, caller()).unwrap_err();
            refusal.violations.into_iter().map(|wrong| wrong.rule).collect::<Vec<_>>()
        };
        assert_eq!(rules("", ""), ["person-or-role", "text-required"]);
        assert_eq!(rules("bert", "manager"), ["person-or-role", "text-required"]);
        assert_eq!(rules("", "boss"), ["role-known", "text-required"]);
        assert_eq!(rules("bert", ""), ["text-required"]);
    }
}
