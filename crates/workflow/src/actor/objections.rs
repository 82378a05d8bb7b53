//! What people do with objections: what the law asks of each step, and its last days.

use chrono::NaiveDate;
use domain::{Caller, Moment, ObjectionId, Refusal, Role, Violation};
use policy::National;

use super::law;
use crate::model::{
    Against, Event, Judgment, NoHearing, ObjectionFile, ObjectionKind, ObjectionOutcome, ObjectionStep,
    Process, Receipt, is_taken,
};

/// An objection as it came in.
#[derive(Debug, Clone)]
pub struct Objecting {
    pub against: Against,
    pub notified_on: NaiveDate,
    pub received_on: NaiveDate,
    pub committee: bool,
    pub decided_by: Option<String>,
    /// Number of the decision about money.
    pub decision: Option<u32>,
    pub reasons: String,
}

/// A step as a person asks it; the last days that follow from it are the law's.
#[derive(Debug, Clone)]
pub enum Asked {
    Excused,
    Inadmissible,
    Heard { on: NaiveDate },
    NotHeard { ground: NoHearing },
    Advised { advice: ObjectionOutcome },
    Extended { until: NaiveDate },
    Decided { upheld: bool },
    Withdrawn,
    Appealed,
    Judged { judgment: Judgment, decide_by: Option<NaiveDate> },
}

/// An objection against something that was decided, once.
pub(super) fn receive(
    process: &Process,
    objecting: &Objecting,
    national: &National,
    moment: &Moment,
) -> Result<Event, Refusal> {
    let mut violations = Vec::new();
    let mut wrong =
        |field: &str, reason: &str, rule: &str| violations.push(Violation::new(field, reason, rule));
    if objecting.received_on > moment.day {
        wrong("received_on", "mag niet in de toekomst liggen", "not-in-future");
    }
    if objecting.notified_on > objecting.received_on {
        wrong("notified_on", "ligt na de dag waarop het bezwaar kwam", "notified-before-received");
    }
    let reported = process.registration.as_ref().map(|registration| registration.reported_on);
    if reported.is_some_and(|reported| objecting.notified_on < reported) {
        wrong("notified_on", "ligt voor de melding", "not-before-report");
    }
    if !violations.is_empty() {
        return Err(Refusal::invalid(violations));
    }
    if !is_taken(process, objecting.against) {
        let reason =
            "Hierover is in deze zaak nog niets besloten. Kies het besluit waartegen het bezwaar is.";
        return Err(Refusal::precondition("nothing-decided", reason));
    }
    let same = |file: &&ObjectionFile| {
        file.runs()
            && file.receipt.against == objecting.against
            && file.receipt.notified_on == objecting.notified_on
            // Of two decisions of one day only the numbers tell which is meant.
            && file.receipt.decision.zip(objecting.decision).is_none_or(|(known, new)| known == new)
    };
    if process.objections.iter().any(|file| same(&file)) {
        let reason = "Er loopt al een bezwaar tegen dit besluit. Ga daarmee verder.";
        return Err(Refusal::conflict("objection-already-runs", reason));
    }
    let in_time_until = law::time_to_object(objecting.notified_on, national)?;
    let from = in_time_until.day.max(objecting.received_on);
    let decide_by = law::time_to_decide(from, objecting.committee, national)?;
    let receipt = Receipt {
        against: objecting.against,
        notified_on: objecting.notified_on,
        received_on: objecting.received_on,
        in_time_until,
        decide_by,
        committee: objecting.committee,
        decided_by: objecting.decided_by.clone(),
        decision: objecting.decision,
    };
    let objection = ObjectionId::new(moment.id("objection"));
    Ok(Event::ObjectionReceived { objection, receipt: Box::new(receipt), reasons: objecting.reasons.clone() })
}

/// What a step comes to.
pub(super) fn step(
    process: &Process,
    caller: &Caller,
    objection: ObjectionId,
    (asked, reasons): (&Asked, &str),
    national: &National,
    moment: &Moment,
) -> Result<Event, Refusal> {
    let file = process.objection(objection).ok_or_else(|| Refusal::not_found("bezwaar"))?;
    may_step(file, caller, asked)?;
    let step = match asked {
        Asked::Excused => ObjectionStep::Excused,
        Asked::Inadmissible => ObjectionStep::Inadmissible,
        Asked::Heard { on } => ObjectionStep::Heard { on: heard_on(file, *on, moment)? },
        Asked::NotHeard { ground } => ObjectionStep::NotHeard { ground: *ground },
        Asked::Advised { advice } => ObjectionStep::Advised { advice: *advice },
        Asked::Extended { until } => extend(file, *until, reasons, national, moment)?,
        Asked::Decided { upheld } => decide(file, *upheld)?,
        Asked::Withdrawn => ObjectionStep::Withdrawn,
        Asked::Appealed => appeal(file)?,
        Asked::Judged { judgment, decide_by } => judged(*judgment, *decide_by, national, moment)?,
    };
    Ok(Event::ObjectionStepped { objection, step, reasons: reasons.to_owned() })
}

/// Whoever made the decision judges no objection against it (Awb art. 7:5); what the other side does, anyone records.
fn may_step(file: &ObjectionFile, caller: &Caller, asked: &Asked) -> Result<(), Refusal> {
    if matches!(asked, Asked::Withdrawn | Asked::Appealed | Asked::Judged { .. }) {
        return Ok(());
    }
    if !caller.has(Role::QualityOfficer) {
        let reason = "Een bezwaar wordt beoordeeld door een kwaliteitsmedewerker.";
        return Err(Refusal::not_allowed("objection-role", reason));
    }
    if file.receipt.decided_by.as_ref() == Some(&caller.user) {
        let reason = "U hebt het besluit zelf genomen. Een ander moet het bezwaar beoordelen.";
        return Err(Refusal::not_allowed("four-eyes", reason));
    }
    Ok(())
}

fn heard_on(file: &ObjectionFile, on: NaiveDate, moment: &Moment) -> Result<NaiveDate, Refusal> {
    let wrong = |reason: &str, rule: &str| Err(Refusal::invalid(vec![Violation::new("on", reason, rule)]));
    if on > moment.day {
        return wrong("mag niet in de toekomst liggen", "not-in-future");
    }
    if on < file.receipt.received_on {
        return wrong("ligt voor de ontvangst van het bezwaar", "heard-after-receipt");
    }
    Ok(on)
}

fn extend(
    file: &ObjectionFile,
    until: NaiveDate,
    reasons: &str,
    national: &National,
    moment: &Moment,
) -> Result<ObjectionStep, Refusal> {
    if file.extended {
        let reason = "Deze beslistermijn kan niet nog eens worden verlengd.";
        return Err(Refusal::conflict("term-already-extended", reason));
    }
    let receipt = &file.receipt;
    let from = receipt.in_time_until.day.max(receipt.received_on);
    let decide_by = law::longer(from, receipt.committee, (until, reasons), national, moment.day)?;
    Ok(ObjectionStep::Extended { decide_by })
}

fn decide(file: &ObjectionFile, upheld: bool) -> Result<ObjectionStep, Refusal> {
    if file.state.kind() == ObjectionKind::Heard && file.receipt.committee && file.advice.is_none() {
        let reason = "De adviescommissie heeft nog niet geadviseerd. Leg eerst het advies vast.";
        return Err(Refusal::precondition("advice-missing", reason));
    }
    Ok(ObjectionStep::Decided { upheld })
}

fn appeal(file: &ObjectionFile) -> Result<ObjectionStep, Refusal> {
    match file.outcome() {
        Some(ObjectionOutcome::Withdrawn) => {
            let reason = "Het bezwaar is ingetrokken: er is geen besluit om tegen in beroep te gaan.";
            Err(Refusal::precondition("nothing-decided", reason))
        }
        _ => Ok(ObjectionStep::Appealed),
    }
}

/// A court that sends the decision back gives a last day, or leaves it to the law.
fn judged(
    judgment: Judgment,
    decide_by: Option<NaiveDate>,
    national: &National,
    moment: &Moment,
) -> Result<ObjectionStep, Refusal> {
    let decide_by = match (judgment, decide_by) {
        (Judgment::DecideAnew, Some(day)) if day < moment.day => {
            let wrong = Violation::new("until", "mag niet in het verleden liggen", "not-in-past");
            return Err(Refusal::invalid(vec![wrong]));
        }
        (Judgment::DecideAnew, Some(day)) => Some(law::given_by_the_court(day)),
        (Judgment::DecideAnew, None) => Some(law::time_to_decide(moment.day, false, national)?),
        _ => None,
    };
    Ok(ObjectionStep::Judged { judgment, decide_by })
}
