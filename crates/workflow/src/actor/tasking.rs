//! What people do with a task: take it up, let it go, hand it over, finish it (WF-3). One person has a task at a
//! time; whoever comes second hears who has it. Each step stands in the story of the case.

use chrono::NaiveDate;
use domain::{Caller, Explanation, Moment, Refusal, Role, TaskId, TraceInput, Violation, day_in_dutch};
use messaging::{Outcome, StoryLine};

use super::{Change, Reply, World};
use crate::model::{Process, Task, TaskChange, TaskKind, TaskState};

type Answer = Result<Outcome<Change, Reply>, Refusal>;

/// Whom a task is handed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receiver {
    Person(String),
    /// Whoever has this role.
    Role(Role),
}

/// To whom something of the resident was passed on, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PassedOn {
    pub to: Option<String>,
    pub purpose: Option<String>,
}

impl PassedOn {
    /// What the story tells of a task that was done so. A need is passed on to someone and for a purpose (GDPR art. 5(1)(b)).
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when a task that passes something on does not say to whom and what for, or another one does.
    pub fn told(&self, kind: TaskKind, result: &str) -> Result<String, Refusal> {
        let passes = kind == TaskKind::ReferCare;
        let wrong = |field: &str, text: &Option<String>| {
            let (reason, rule) = match (passes, text) {
                (true, None) => {
                    ("ontbreekt: zeg aan wie de zorgvraag is doorgegeven, en waarvoor", "passed-on")
                }
                (false, Some(_)) => {
                    ("hoort bij een andere taak: hier wordt niets doorgegeven", "nothing-passed-on")
                }
                _ => return None,
            };
            Some(Violation::new(field, reason, rule))
        };
        let wrong: Vec<_> =
            [wrong("passed_to", &self.to), wrong("purpose", &self.purpose)].into_iter().flatten().collect();
        if !wrong.is_empty() {
            return Err(Refusal::invalid(wrong));
        }
        Ok(match (&self.to, &self.purpose) {
            (Some(to), Some(purpose)) => format!("Doorgegeven aan: {to}. Waarvoor: {purpose}. {result}"),
            _ => result.to_owned(),
        })
    }
}

/// A task in the hands of someone, with what must be known of it.
pub(super) struct Hands<'a> {
    pub world: &'a World,
    pub process: &'a Process,
    pub caller: &'a Caller,
    pub task: TaskId,
    pub day: NaiveDate,
}

impl Hands<'_> {
    fn open(&self) -> Result<&Task, Refusal> {
        let open = self.process.tasks.iter().find(|one| one.id == self.task);
        open.ok_or_else(|| {
            self.world.ended(self.task).map_or_else(not_open, |ended| {
                let day = day_in_dutch(ended.on);
                match (ended.state, ended.by.as_str()) {
                    (TaskState::Cancelled, _) => Refusal::precondition(
                        "task-cancelled",
                        format!("Deze taak is sinds {day} niet meer nodig."),
                    ),
                    (_, "") => Refusal::conflict("task-done", format!("Deze taak is al gedaan op {day}.")),
                    (_, by) => {
                        Refusal::conflict("task-done", format!("{by} heeft deze taak al gedaan op {day}."))
                    }
                }
            })
        })
    }

    /// Takes a task up. Who has it already keeps it; another hears who has it.
    pub fn claim(&self) -> Answer {
        let found = self.open()?;
        may_do(found, self.caller)?;
        self.is_here(&self.caller.user, "U staat")?;
        match &found.claimed_by {
            Some(user) if *user == self.caller.user => return Ok(Outcome::nothing().reply(Reply::Done)),
            Some(user) => return Err(claimed_by(user)),
            None => {}
        }
        let title = format!("Een medewerker pakt de taak op: {}.", found.kind.title());
        Ok(self.change(self.line(title), |task| task.claimed_by = Some(self.caller.user.clone())))
    }

    /// Lets a task go: it is open again for everyone who may do it. A manager may do so for someone else.
    pub fn release(&self, reason: &str) -> Answer {
        let found = self.open()?;
        match &found.claimed_by {
            None => return Ok(Outcome::nothing().reply(Reply::Done)),
            Some(user) if *user == self.caller.user || self.caller.has(Role::Manager) => {}
            Some(user) => return Err(claimed_by(user)),
        }
        let line = self.line(format!("De taak is weer vrij: {}.", found.kind.title()));
        let line = match reason {
            "" => line,
            reason => line.because(explained("released", reason, Vec::new())),
        };
        Ok(self.change(line, |task| task.claimed_by = None))
    }

    /// Gives a task to a named colleague or to a role, with the reason. Who has it may, and a manager; a task that
    /// nobody has may be given by whoever may do it.
    pub fn hand_over(&self, to: &Receiver, reason: &str) -> Answer {
        let found = self.open()?;
        match &found.claimed_by {
            _ if self.caller.has(Role::Manager) => {}
            Some(user) if *user == self.caller.user => {}
            Some(user) => return Err(claimed_by(user)),
            None => may_do(found, self.caller)?,
        }
        let title = found.kind.title();
        let (title, receiver) = match to {
            Receiver::Person(user) => {
                if found.claimed_by.as_ref() == Some(user) {
                    return Ok(Outcome::nothing().reply(Reply::Done));
                }
                if found.not_by.as_ref() == Some(user) {
                    let reason = "Deze collega stelde het zelf voor. Een ander moet het beoordelen.";
                    return Err(Refusal::not_allowed("four-eyes", reason));
                }
                self.is_here(user, &format!("{user} staat"))?;
                (format!("De taak gaat naar een collega: {title}."), user.clone())
            }
            Receiver::Role(role) => {
                if !found.kind.can_be_done_by(*role) {
                    let reason = format!("De {} kan deze taak niet doen.", role.dutch());
                    return Err(Refusal::precondition("role-cannot-do-task", reason));
                }
                (format!("De taak gaat naar de {}: {title}.", role.dutch()), role.dutch().to_owned())
            }
        };
        let inputs = vec![input("handed_over_by", &self.caller.user), input("handed_over_to", &receiver)];
        let line = self.line(title).because(explained("handed-over", reason, inputs));
        Ok(self.change(line, |task| match to {
            Receiver::Person(user) => task.claimed_by = Some(user.clone()),
            Receiver::Role(role) => {
                (task.role, task.claimed_by) = (*role, None);
                task.escalated_to.retain(|other| other != role);
            }
        }))
    }

    /// Whether this task may be closed by hand, and by this person. `None`: the same person did so before, and nothing
    /// changes.
    pub fn may_complete(&self, on_behalf_of: Option<&str>) -> Result<Option<&Task>, Refusal> {
        let by = on_behalf_of.unwrap_or(&self.caller.user);
        let found = match self.open() {
            Ok(found) => found,
            Err(_) if self.world.ended(self.task).is_some_and(|ended| ended.by == by) => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        may_do(found, self.caller)?;
        if on_behalf_of.is_some() && found.not_by.as_deref() == on_behalf_of {
            let reason = "Deze collega stelde het zelf voor. Een ander moet het beoordelen.";
            return Err(Refusal::not_allowed("four-eyes", reason));
        }
        if !found.kind.closed_by_hand() {
            let reason = "Deze taak heeft een eigen formulier. Zij sluit vanzelf als u dat invult.";
            return Err(Refusal::precondition("task-has-a-form", reason));
        }
        match &found.claimed_by {
            Some(user) if *user != self.caller.user && user != by => Err(claimed_by(user)),
            Some(_) | None => Ok(Some(found)),
        }
    }

    /// Nobody gives a task to someone who is away.
    fn is_here(&self, user: &str, who: &str) -> Result<(), Refusal> {
        match self.world.absence(&self.process.municipality, user, self.day) {
            None => Ok(()),
            Some(absence) => {
                let until = day_in_dutch(absence.until_day);
                let reason = format!("{who} afwezig tot en met {until}. Meld die afwezigheid eerst af.");
                Err(Refusal::precondition("colleague-absent", reason))
            }
        }
    }

    fn line(&self, title: String) -> StoryLine {
        StoryLine::new(self.process.case, &self.process.municipality, title)
    }

    fn change(&self, line: StoryLine, change: impl Fn(&mut Task)) -> Outcome<Change, Reply> {
        let (next, tasks) = changed(self.process, |task| task.id == self.task, change);
        Outcome::change(Change::case(next, tasks)).story(line).reply(Reply::Done)
    }
}

/// Tasks of someone who is away go to the deputy, or back to the role.
pub(super) fn relieve(
    process: &Process,
    person: &str,
    world: &World,
    moment: &Moment,
) -> Outcome<Change, Reply> {
    let nothing = || Outcome::nothing().reply(Reply::Done);
    let away = |who: &str| world.absence(&process.municipality, who, moment.day);
    let Some(absence) = away(person) else { return nothing() };
    let here = |deputy: &&String| away(deputy).is_none();
    let deputy = absence.deputy.as_ref().filter(here);
    let held = |task: &Task| task.claimed_by.as_deref() == Some(person);
    let (next, tasks) = changed(process, held, |task| {
        task.claimed_by = deputy.filter(|deputy| task.not_by.as_ref() != Some(*deputy)).cloned();
    });
    if tasks.is_empty() {
        return nothing();
    }
    let told = |change: &TaskChange| {
        let title = change.task.kind.title();
        let title = match change.task.claimed_by {
            Some(_) => format!("Een medewerker is afwezig. De taak gaat naar de vervanger: {title}."),
            None => format!("Een medewerker is afwezig. De taak is weer vrij: {title}."),
        };
        StoryLine::new(process.case, &process.municipality, title)
    };
    let lines: Vec<_> = tasks.iter().map(told).collect();
    lines.into_iter().fold(Outcome::change(Change::case(next, tasks)).reply(Reply::Done), Outcome::story)
}

/// The process with these tasks changed, and the tasks.
fn changed(
    process: &Process,
    which: impl Fn(&Task) -> bool,
    change: impl Fn(&mut Task),
) -> (Process, Vec<TaskChange>) {
    let mut next = process.clone();
    let mut tasks = Vec::new();
    for task in next.tasks.iter_mut().filter(|task| which(task)) {
        change(task);
        tasks.push(TaskChange::open(task));
    }
    (next, tasks)
}

/// Writes down who completed a task by hand, and for whom.
pub(super) fn sign(
    outcome: Outcome<Change, Reply>,
    process: &Process,
    task: &Task,
    caller: &Caller,
    on_behalf_of: Option<&str>,
) -> Outcome<Change, Reply> {
    let by = on_behalf_of.unwrap_or(&caller.user);
    let mut outcome = outcome;
    if let Some(Change::Case { tasks, .. }) = &mut outcome.change {
        for change in tasks.iter_mut().filter(|change| change.task.id == task.id) {
            by.clone_into(&mut change.done_by);
        }
    }
    let Some(other) = on_behalf_of.filter(|other| *other != caller.user) else { return outcome };
    let title = format!("De taak is afgerond namens een collega: {}.", task.kind.title());
    let inputs = vec![input("done_by", other), input("recorded_by", &caller.user)];
    let line = StoryLine::new(process.case, &process.municipality, title);
    outcome.story(line.because(explained("on-behalf", "", inputs)))
}

fn may_do(task: &Task, caller: &Caller) -> Result<(), Refusal> {
    if !caller.roles.iter().any(|role| task.is_for(*role)) {
        return Err(Refusal::not_allowed("task-role", "Deze taak is voor een collega met een andere rol."));
    }
    if task.not_by.as_ref() == Some(&caller.user) {
        let reason = "U hebt dit zelf voorgesteld. Een ander moet het beoordelen.";
        return Err(Refusal::not_allowed("four-eyes", reason));
    }
    Ok(())
}

fn claimed_by(user: &str) -> Refusal {
    Refusal::conflict("task-claimed", format!("{user} heeft deze taak al."))
}

fn not_open() -> Refusal {
    Refusal::precondition("task-not-open", "Deze taak is al gedaan of niet meer nodig.")
}

fn input(name: &str, value: &str) -> TraceInput {
    TraceInput { name: name.into(), value: value.into(), source: "takenlijst".into() }
}

fn explained(rule: &str, text: &str, inputs: Vec<TraceInput>) -> Explanation {
    Explanation {
        rule: rule.into(),
        source: "takenlijst".into(),
        policy_version: String::new(),
        inputs,
        text: text.into(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(TaskKind::ReferCare, Some("wijkteam Noord"), Some("hulp in huis"), &[])]
    #[case(TaskKind::ReferCare, Some("wijkteam Noord"), None, &["purpose:passed-on"])]
    #[case(TaskKind::ReferCare, None, None, &["passed_to:passed-on", "purpose:passed-on"])]
    #[case(TaskKind::HoldIntake, None, None, &[])]
    #[case(TaskKind::HoldIntake, Some("wijkteam Noord"), None, &["passed_to:nothing-passed-on"])]
    fn a_need_is_passed_on_to_someone_and_for_a_purpose(
        #[case] kind: TaskKind,
        #[case] to: Option<&str>,
        #[case] purpose: Option<&str>,
        #[case] wrong: &[&str],
    ) {
        let passed = PassedOn { to: to.map(Into::into), purpose: purpose.map(Into::into) };
        match passed.told(kind, "Afgesproken.") {
            Ok(text) => {
                assert!(wrong.is_empty() && text.ends_with("Afgesproken."), "{text}");
                assert!(to.into_iter().chain(purpose).all(|part| text.contains(part)), "{text}");
            }
            Err(refusal) => {
                let found: Vec<_> =
                    refusal.violations.iter().map(|one| format!("{}:{}", one.field, one.rule)).collect();
                assert_eq!(found, wrong);
            }
        }
    }
}
