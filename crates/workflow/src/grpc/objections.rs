//! Objections: wire → input, and back.

use chrono::NaiveDate;
use domain::{Caller, ObjectionId, Refusal};
use proto::day_text;
use proto::workflow::v1 as pb;
use terms::{Calendar, Line, StopReason, Term};

use super::convert::{Check, case_id};
use crate::actor::{Asked, Input, Objecting, Reply};
use crate::model::{
    Against, Correction, Deadline, DeadlineLine, Judgment, NoHearing, ObjectionFile, ObjectionOutcome,
    Process,
};

pub(super) fn receive(wire: pb::ReceiveObjectionRequest, caller: Caller) -> Result<Input, Refusal> {
    let case = case_id(&wire.case_id)?;
    let mut check = Check::default();
    let against = Against::from_code(&wire.against);
    if against.is_none() {
        check.wrong("against", "is geen besluit waartegen bezwaar mogelijk is", "objection-against");
    }
    let notified_on = required_day(&mut check, "notified_on", &wire.notified_on);
    let received_on = required_day(&mut check, "received_on", &wire.received_on);
    let posted_on = check.day("posted_on", &wire.posted_on);
    let decided_by = check.filter("decided_by", wire.decided_by);
    let reasons = check.text("reasons", &wire.reasons);
    let objecting = against.zip(notified_on).zip(received_on).map(|((against, notified_on), received_on)| {
        let committee = wire.committee;
        let decision = Some(wire.decision).filter(|number| *number != 0);
        Box::new(Objecting {
            against,
            notified_on,
            received_on,
            posted_on,
            committee,
            decided_by,
            decision,
            reasons,
        })
    });
    check.done(objecting.map(|objecting| Input::ReceiveObjection { caller, case, objecting }))
}

fn required_day(check: &mut Check, field: &str, text: &str) -> Option<chrono::NaiveDate> {
    if text.is_empty() {
        check.wrong(field, "is niet ingevuld", "day-required");
    }
    check.day(field, text)
}

/// A step with what it needs; whoever judges gives reasons.
pub(super) fn step(wire: pb::StepObjectionRequest, caller: Caller) -> Result<Input, Refusal> {
    let case = case_id(&wire.case_id)?;
    let objection: ObjectionId = wire.objection_id.parse().map_err(|_| Refusal::not_found("bezwaar"))?;
    let mut check = Check::default();
    let asked = asked(&mut check, &wire);
    let judges = !matches!(
        asked,
        None | Some(
            Asked::Heard { .. }
                | Asked::DefaultNoticed { .. }
                | Asked::Withdrawn
                | Asked::Appealed
                | Asked::Judged { .. }
        )
    );
    let reasons =
        if judges { check.needed("reasons", &wire.reasons) } else { check.text("reasons", &wire.reasons) };
    check.done(asked.map(|asked| Input::StepObjection { caller, case, objection, asked, reasons }))
}

fn asked(check: &mut Check, wire: &pb::StepObjectionRequest) -> Option<Asked> {
    Some(match wire.step.as_str() {
        "excused" => Asked::Excused,
        "inadmissible" => Asked::Inadmissible,
        "heard" => Asked::Heard { on: required_day(check, "on", &wire.on)? },
        "not-heard" => {
            Asked::NotHeard { ground: known(check, "ground", NoHearing::from_code(&wire.ground))? }
        }
        "advised" => Asked::Advised { advice: advice(check, &wire.outcome)? },
        "extended" => Asked::Extended { until: required_day(check, "until", &wire.until)? },
        "stopped" => {
            let reason = known(check, "ground", StopReason::from_code(&wire.ground));
            let from = required_day(check, "on", &wire.on);
            let until = check.day("until", &wire.until);
            Asked::Stopped { reason: reason?, from: from?, until }
        }
        "resumed" => {
            let reason = known(check, "ground", StopReason::from_code(&wire.ground));
            let on = required_day(check, "on", &wire.on);
            Asked::Resumed { reason: reason?, on: on? }
        }
        "default-noticed" => Asked::DefaultNoticed { on: required_day(check, "on", &wire.on)? },
        "decided" => Asked::Decided { upheld: upheld(check, &wire.outcome)? },
        "withdrawn" => Asked::Withdrawn,
        "appealed" => Asked::Appealed,
        "judged" => {
            let judgment = known(check, "outcome", Judgment::from_code(&wire.outcome));
            Asked::Judged { decide_by: check.day("until", &wire.until), judgment: judgment? }
        }
        _ => {
            check.wrong("step", "is geen bekende stap", "objection-step");
            return None;
        }
    })
}

fn known<T>(check: &mut Check, field: &str, found: Option<T>) -> Option<T> {
    if found.is_none() {
        check.wrong(field, "past niet bij deze stap", "objection-step-needs");
    }
    found
}

fn advice(check: &mut Check, code: &str) -> Option<ObjectionOutcome> {
    let can_be_advised = |outcome: &ObjectionOutcome| {
        matches!(
            outcome,
            ObjectionOutcome::Upheld | ObjectionOutcome::Dismissed | ObjectionOutcome::Inadmissible
        )
    };
    known(check, "outcome", ObjectionOutcome::from_code(code).filter(can_be_advised))
}

fn upheld(check: &mut Check, code: &str) -> Option<bool> {
    let upheld = match ObjectionOutcome::from_code(code) {
        Some(ObjectionOutcome::Upheld) => Some(true),
        Some(ObjectionOutcome::Dismissed) => Some(false),
        _ => None,
    };
    known(check, "outcome", upheld)
}

pub(super) fn received(reply: &Reply) -> pb::ReceiveObjectionResponse {
    match reply {
        Reply::Objection { objection, in_time, decide_by } => pb::ReceiveObjectionResponse {
            objection_id: objection.to_string(),
            in_time: *in_time,
            decide_by: day_text(*decide_by),
        },
        _ => pb::ReceiveObjectionResponse::default(),
    }
}

/// The day that terms are shown of: today where none is asked.
///
/// # Errors
///
/// A [`Refusal`] when it is no day, or lies ahead.
pub(super) fn day_shown(text: &str, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let mut check = Check::default();
    let day = check.day("on_day", text).unwrap_or(today);
    if day > today {
        check.wrong("on_day", "mag niet in de toekomst liggen", "not-in-future");
    }
    check.done(Some(day))
}

/// The objections of a case, with the account of their terms as it was on a day.
pub(super) fn listed(process: &Process, on: NaiveDate, calendar: &Calendar) -> pb::ListObjectionsResponse {
    let known = process.objections.iter().filter(|file| file.receipt.received_on <= on);
    let objections = known.map(|file| objection(process, file, (on, calendar))).collect();
    pb::ListObjectionsResponse { objections }
}

fn objection(
    process: &Process,
    file: &ObjectionFile,
    (on, calendar): (NaiveDate, &Calendar),
) -> pb::Objection {
    use crate::model::Kind;
    let receipt = &file.receipt;
    let code = |outcome: Option<ObjectionOutcome>| outcome.map(ObjectionOutcome::code).unwrap_or_default();
    let notice = file.default_notice.as_ref().filter(|notice| notice.received_on <= on);
    // Nothing hangs on what is over.
    let hangs_on = if file.runs() { process.hangs_on(receipt.against) } else { Vec::new() };
    pb::Objection {
        objection_id: file.id.to_string(),
        against: receipt.against.code().into(),
        state: file.state.kind().name().into(),
        since: day_text(file.state.since()),
        notified_on: day_text(receipt.notified_on),
        received_on: day_text(receipt.received_on),
        in_time: receipt.is_in_time(),
        in_time_until: Some(accounted(
            &receipt.in_time_until,
            receipt.in_time_term.as_deref(),
            (on, calendar),
        )),
        decide_by: Some(accounted(&receipt.decide_by, receipt.decide_term.as_deref(), (on, calendar))),
        early: receipt.early.as_ref().map(line),
        held: file.held.clone().unwrap_or_default(),
        committee: receipt.committee,
        advice: code(file.advice).into(),
        outcome: code(file.outcome()).into(),
        hangs_on: hangs_on.into_iter().map(|region| region.name().to_owned()).collect(),
        correction: file.correction.map(Correction::code).unwrap_or_default().into(),
        correction_since: file.correction.map(|one| day_text(one.since())).unwrap_or_default(),
        decision: receipt.decision.unwrap_or_default(),
        noticed_on: notice.map(|notice| day_text(notice.received_on)).unwrap_or_default(),
        decide_after_notice: notice.map(|notice| accounted(&notice.decide_by, None, (on, calendar))),
    }
}

/// By the term itself, as it was known on a day; by what was kept where there is none.
fn accounted(kept: &Deadline, term: Option<&Term>, (on, calendar): (NaiveDate, &Calendar)) -> pb::Deadline {
    let Some(term) = term else {
        let lines = kept.lines.iter().map(line).collect();
        return pb::Deadline { day: day_text(kept.day), lines };
    };
    // Before a term begins its account is that of its first day.
    let on = on.max(term.start());
    let lines = term.explain(on, calendar).into_iter();
    pb::Deadline {
        day: term.known(on).due(calendar).map(day_text).unwrap_or_default(),
        lines: lines.map(|Line { text, source, .. }| pb::DeadlineLine { text, source }).collect(),
    }
}

fn line(line: &DeadlineLine) -> pb::DeadlineLine {
    pb::DeadlineLine { text: line.text.clone(), source: line.source.clone() }
}

#[cfg(test)]
mod tests {
    use domain::Role;

    use super::*;

    fn caller() -> Caller {
        let municipality = "a-tenant:0001".parse().unwrap();
        Caller { user: "anna".into(), organisation: None, roles: vec![Role::QualityOfficer], municipality }
    }

    const ID: &str = "5f0f9a55-6f0a-4a5c-9a53-0c8d9b1f9a11";

    fn fields(refusal: Refusal) -> Vec<String> {
        refusal.violations.into_iter().map(|violation| violation.field).collect()
    }

    #[test]
    fn everything_wrong_with_an_objection_is_named_at_once() {
        let wire = pb::ReceiveObjectionRequest {
            case_id: ID.into(),
            against: "the weather".into(),
            received_on: "soon".into(),
            ..Default::default()
        };
        assert_eq!(fields(receive(wire, caller()).unwrap_err()), ["against", "notified_on", "received_on"]);
    }

    #[test]
    fn each_step_asks_what_it_needs() {
        let asked = |step_code: &str, outcome: &str, reasons: &str| {
            let wire = pb::StepObjectionRequest {
                case_id: ID.into(),
                objection_id: ID.into(),
                step: step_code.into(),
                outcome: outcome.into(),
                reasons: reasons.into(),
                ..Default::default()
            };
            step(wire, caller()).map(|_| ()).map_err(fields).err().unwrap_or_default()
        };
        assert_eq!(asked("guessed", "", ""), ["step"]);
        assert_eq!(asked("heard", "", ""), ["on"]);
        assert_eq!(asked("not-heard", "", "Ziek."), ["ground"]);
        assert_eq!(asked("decided", "withdrawn", "Zo is het."), ["outcome"]);
        assert_eq!(asked("decided", "upheld", ""), ["reasons"]);
        assert_eq!(asked("decided", "upheld", "."), ["reasons"]);
        assert_eq!(asked("withdrawn", "", ""), Vec::<String>::new());
        assert_eq!(asked("judged", "decide-anew", ""), Vec::<String>::new());
        assert_eq!(asked("default-noticed", "", ""), ["on"]);
    }
}
