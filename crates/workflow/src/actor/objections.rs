//! What people do with objections: what the law asks of each step, and its last days.

use chrono::NaiveDate;
use domain::{Caller, Moment, ObjectionId, Refusal, Role, Violation, day_in_dutch};
use policy::National;
use terms::StopReason;

use super::law;
use crate::model::{
    Against, DeadlineLine, Event, Judgment, NoHearing, ObjectionFile, ObjectionKind, ObjectionOutcome,
    ObjectionStep, Posted, Process, Receipt, is_taken,
};

/// An objection as it came in.
#[derive(Debug, Clone)]
pub struct Objecting {
    pub against: Against,
    pub notified_on: NaiveDate,
    pub received_on: NaiveDate,
    /// The day of the postmark, when it came by post.
    pub posted_on: Option<NaiveDate>,
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
    Stopped { reason: StopReason, from: NaiveDate, until: Option<NaiveDate> },
    Resumed { reason: StopReason, on: NaiveDate },
    DefaultNoticed { on: NaiveDate },
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
    if objecting.posted_on.is_some_and(|posted| posted > objecting.received_on) {
        wrong("posted_on", "ligt na de dag waarop het bezwaar kwam", "not-after-receipt");
    }
    if objecting.notified_on > moment.day {
        wrong("notified_on", "mag niet in de toekomst liggen", "not-in-future");
    }
    let reported = process.registration.as_ref().map(|registration| registration.reported_on);
    if reported.is_some_and(|reported| objecting.notified_on < reported) {
        wrong("notified_on", "ligt voor de melding", "not-before-report");
    }
    if !violations.is_empty() {
        return Err(Refusal::invalid(violations));
    }
    if !is_taken(process, objecting.against, objecting.decision) {
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
    let in_time = law::time_to_object(objecting.notified_on, national)?;
    let decide = law::time_to_decide(in_time.deadline.day, objecting.committee, national)?;
    let may_come_until = law::post_may_come_until(in_time.deadline.day, national)?;
    let taken = process.decision_taken(objecting.against, objecting.decision, objecting.notified_on);
    let decided_by = taken.and_then(|taken| taken.by.clone()).or_else(|| objecting.decided_by.clone());
    let receipt = Receipt {
        against: objecting.against,
        notified_on: objecting.notified_on,
        received_on: objecting.received_on,
        posted: objecting.posted_on.map(|on| Posted { on, may_come_until }),
        in_time_until: in_time.deadline,
        decide_by: decide.deadline,
        in_time_term: Some(in_time.term),
        decide_term: Some(decide.term),
        early: early(objecting, taken.map(|taken| taken.on)),
        committee: objecting.committee,
        prepared_by: objecting.decided_by.clone().filter(|told| decided_by.as_ref() != Some(told)),
        decided_by,
        decision: objecting.decision,
    };
    let objection = ObjectionId::new(moment.id("objection"));
    Ok(Event::ObjectionReceived { objection, receipt: Box::new(receipt), reasons: objecting.reasons.clone() })
}

/// What it means that an objection came before the decision was made known (Awb art. 6:10).
fn early(objecting: &Objecting, decided_on: Option<NaiveDate>) -> Option<DeadlineLine> {
    if objecting.received_on >= objecting.notified_on {
        return None;
    }
    let came = day_in_dutch(objecting.received_on);
    let (text, source) = if decided_on.is_none_or(|day| day <= objecting.received_on) {
        let text = format!(
            "Het bezwaar kwam op {came}, voordat het besluit was bekendgemaakt. Het besluit was er al: het bezwaar telt."
        );
        (text, "Awb art. 6:10 lid 1 a")
    } else {
        let text = format!(
            "Het bezwaar kwam op {came}; toen was er nog geen besluit. Het telt als de indiener redelijkerwijs kon denken dat \
             er al een besluit was."
        );
        (text, "Awb art. 6:10 lid 1 b")
    };
    Some(DeadlineLine { text, source: source.into() })
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
    may_step(process, file, caller, asked)?;
    let step = match asked {
        Asked::Excused => ObjectionStep::Excused,
        Asked::Inadmissible => ObjectionStep::Inadmissible,
        Asked::Heard { on } => ObjectionStep::Heard { on: heard_on(file, *on, moment)? },
        Asked::NotHeard { ground } => ObjectionStep::NotHeard { ground: *ground },
        Asked::Advised { advice } => ObjectionStep::Advised { advice: *advice },
        Asked::Extended { until } => extend(file, *until, reasons, national, moment)?,
        Asked::Stopped { reason, from, until } => {
            let (term, decide_by) = law::stopped(file, (*reason, *from, *until), national, moment.day)?;
            ObjectionStep::Stopped { decide_by, term }
        }
        Asked::Resumed { reason, on } => {
            let law::Counted { term, deadline } = law::resumed(file, (*reason, *on), national, moment.day)?;
            ObjectionStep::Resumed { decide_by: deadline, term }
        }
        Asked::DefaultNoticed { on } => noticed(file, *on, national, moment)?,
        Asked::Decided { upheld } => decide(file, *upheld)?,
        Asked::Withdrawn => ObjectionStep::Withdrawn,
        Asked::Appealed => appeal(file)?,
        Asked::Judged { judgment, decide_by } => judged(file, (*judgment, *decide_by), national, moment)?,
    };
    Ok(Event::ObjectionStepped { objection, step, reasons: reasons.to_owned() })
}

/// Whoever made the decision, or took part in it, judges no objection against it (Awb art. 7:5 and 10:3(3)): as the case knows
/// it, and as was told besides. What the other side does, anyone records.
fn may_step(process: &Process, file: &ObjectionFile, caller: &Caller, asked: &Asked) -> Result<(), Refusal> {
    let by_others = matches!(
        asked,
        Asked::DefaultNoticed { .. } | Asked::Withdrawn | Asked::Appealed | Asked::Judged { .. }
    );
    if by_others {
        return Ok(());
    }
    if !caller.has(Role::QualityOfficer) {
        let reason = "Een bezwaar wordt beoordeeld door een kwaliteitsmedewerker.";
        return Err(Refusal::not_allowed("objection-role", reason));
    }
    let ObjectionFile { receipt, .. } = file;
    let taken = process.decision_taken(receipt.against, receipt.decision, receipt.notified_on);
    let took_part = [taken.and_then(|taken| taken.by.as_ref()), receipt.decided_by.as_ref()];
    if took_part.into_iter().chain([receipt.prepared_by.as_ref()]).any(|who| who == Some(&caller.user)) {
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
    let law::Counted { term, deadline } = law::longer(file, (until, reasons), national, moment.day)?;
    Ok(ObjectionStep::Extended { decide_by: deadline, term: Some(term) })
}

/// A notice of default comes after the last day to decide, and starts the two weeks once (Awb art. 4:17(3)).
fn noticed(
    file: &ObjectionFile,
    on: NaiveDate,
    national: &National,
    moment: &Moment,
) -> Result<ObjectionStep, Refusal> {
    if on > moment.day {
        let wrong = Violation::new("on", "mag niet in de toekomst liggen", "not-in-future");
        return Err(Refusal::invalid(vec![wrong]));
    }
    if let Some(known) = &file.default_notice {
        let day = day_in_dutch(known.received_on);
        let reason = format!("Er is al een ingebrekestelling, van {day}. Die blijft gelden.");
        return Err(Refusal::conflict("notice-of-default-known", reason));
    }
    let due = file.receipt.decide_by.day;
    if file.is_undecided() && (file.stands_still() || on <= due) {
        let until = if file.stands_still() {
            "Hij staat stil.".to_owned()
        } else {
            format!("Hij loopt tot en met {}.", day_in_dutch(due))
        };
        let reason = format!(
            "De beslistermijn was op {} nog niet voorbij. {until} Een ingebrekestelling kan pas daarna.",
            day_in_dutch(on)
        );
        return Err(Refusal::precondition("decision-term-running", reason));
    }
    let decide_by = law::time_after_notice(on, national)?.deadline;
    Ok(ObjectionStep::DefaultNoticed { received_on: on, decide_by })
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
    file: &ObjectionFile,
    (judgment, decide_by): (Judgment, Option<NaiveDate>),
    national: &National,
    moment: &Moment,
) -> Result<ObjectionStep, Refusal> {
    let decide_by = match (judgment, decide_by) {
        (Judgment::DecideAnew, Some(day)) if day < moment.day => {
            let wrong = Violation::new("until", "mag niet in het verleden liggen", "not-in-past");
            return Err(Refusal::invalid(vec![wrong]));
        }
        (Judgment::DecideAnew, Some(day)) => Some(law::given_by_the_court(day)),
        (Judgment::DecideAnew, None) => Some(law::time_to_decide(moment.day, false, national)?.deadline),
        _ => None,
    };
    let unheard = file.outcome() == Some(ObjectionOutcome::Inadmissible);
    Ok(ObjectionStep::Judged { judgment, decide_by, unheard })
}
