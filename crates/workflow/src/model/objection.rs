//! Objections and appeals (Awb chapters 6 to 8): each against one decision, with its own days. Several can go on
//! beside each other, and they go on when the case is closed.

use chrono::NaiveDate;
use domain::{Explanation, ObjectionId, TraceInput, day_in_dutch};
use serde::{Deserialize, Serialize};

use super::act::{act, add, new_task, remove};
use super::advance::Turn;
use super::effect::Output;
use super::event::Event;
use super::process::Process;
use super::state::{
    CategoryKind, Closure, EntitlementKind, IntakeKind, Objection, ObjectionKind, ReferralKind, Region,
    ReviewKind, TrajectoryKind,
};
use super::table::{Table, To};
use super::task::{Task, TaskChange, TaskKind, TaskState};
use super::trigger::Trigger;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $dutch:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As the wire and the store have it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// As a consultant reads it.
            pub const fn dutch(self) -> &'static str {
                match self { $(Self::$variant => $dutch),+ }
            }

            /// The one of a code; `None` for one that is not known.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

words! {
    /// Against which decision someone objects.
    Against {
        Entitlement = "entitlement", "het recht op bijstand";
        NotProcessed = "not-processed", "het niet in behandeling nemen";
        Category = "category", "de categorie";
        Referral = "referral", "de verwijzing";
        Trajectory = "trajectory", "het traject";
        Measure = "measure", "de maatregel";
        Recovery = "recovery", "de terugvordering";
        Fine = "fine", "de boete";
        /// The benefit or the case was ended.
        Ending = "ending", "de beëindiging";
    }
}

words! {
    /// What came of an objection.
    ObjectionOutcome {
        Upheld = "upheld", "gegrond";
        Dismissed = "dismissed", "ongegrond";
        Inadmissible = "inadmissible", "niet-ontvankelijk";
        Withdrawn = "withdrawn", "ingetrokken";
        /// The court set the decision on the objection aside.
        SetAside = "set-aside", "door de rechter vernietigd";
    }
}

words! {
    /// Why nobody was heard (Awb art. 7:3).
    NoHearing {
        ManifestlyInadmissible = "manifestly-inadmissible", "het bezwaar is kennelijk niet-ontvankelijk";
        ManifestlyUnfounded = "manifestly-unfounded", "het bezwaar is kennelijk ongegrond";
        Waived = "waived", "de indiener wil niet worden gehoord";
        NoAnswer = "no-answer", "de indiener antwoordde niet op tijd of hij gehoord wil worden";
        FullyUpheld = "fully-upheld", "aan het bezwaar wordt volledig tegemoetgekomen";
    }
}

words! {
    /// What the court decided on an appeal.
    Judgment {
        Dismissed = "dismissed", "ongegrond";
        Withdrawn = "withdrawn", "ingetrokken";
        /// The court decides itself what the municipality should have decided.
        Upheld = "upheld", "gegrond: het besluit is vernietigd";
        /// The municipality decides on the objection anew.
        DecideAnew = "decide-anew", "gegrond: er moet een nieuw besluit op het bezwaar komen";
    }
}

/// A last day, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub day: NaiveDate,
    pub lines: Vec<DeadlineLine>,
}

/// One step on the way to a last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineLine {
    /// Plain Dutch.
    pub text: String,
    /// The article.
    pub source: String,
}

/// What a new objection says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub against: Against,
    /// The day on which the decision was made known.
    pub notified_on: NaiveDate,
    pub received_on: NaiveDate,
    /// Last day to object.
    pub in_time_until: Deadline,
    /// Last day to decide.
    pub decide_by: Deadline,
    /// A committee advises.
    pub committee: bool,
    /// User who decided, and so may not judge the objection (Awb art. 7:5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
}

/// One objection, from its receipt until nothing can follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionFile {
    pub id: ObjectionId,
    pub receipt: Receipt,
    pub state: Objection,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<ObjectionOutcome>,
    /// It cannot be made longer: it was once (Awb art. 7:10(3)), or a court asked the decision anew.
    #[serde(default)]
    pub extended: bool,
    /// Someone was told that the time to decide is over.
    #[serde(default)]
    pub noticed: bool,
}

/// A step in the handling of an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum ObjectionStep {
    /// It was late, and there was a good reason (Awb art. 6:11).
    Excused,
    /// It is not judged on its merits (Awb art. 6:6, 6:11).
    Inadmissible,
    Heard {
        on: NaiveDate,
    },
    NotHeard {
        ground: NoHearing,
    },
    Advised {
        advice: ObjectionOutcome,
    },
    Extended {
        decide_by: Deadline,
    },
    Decided {
        upheld: bool,
    },
    Withdrawn,
    Appealed,
    Judged {
        judgment: Judgment,
        /// Last day for the new decision, where one is asked.
        decide_by: Option<Deadline>,
    },
}

impl ObjectionStep {
    pub(super) const fn trigger(&self) -> Trigger {
        match self {
            Self::Excused => Trigger::ObjectionExcused,
            Self::Inadmissible => Trigger::ObjectionInadmissible,
            Self::Heard { .. } | Self::NotHeard { .. } => Trigger::ObjectionHeard,
            Self::Advised { .. } => Trigger::ObjectionAdvised,
            Self::Extended { .. } => Trigger::ObjectionExtended,
            Self::Decided { upheld: true } => Trigger::ObjectionUpheld,
            Self::Decided { upheld: false } => Trigger::ObjectionDismissed,
            Self::Withdrawn => Trigger::ObjectionWithdrawn,
            Self::Appealed => Trigger::AppealLodged,
            Self::Judged { judgment, .. } => match judgment {
                Judgment::Dismissed | Judgment::Withdrawn => Trigger::AppealOver,
                Judgment::Upheld => Trigger::AppealUpheld,
                Judgment::DecideAnew => Trigger::AppealSentBack,
            },
        }
    }
}

impl ObjectionFile {
    /// Whether someone has still to decide.
    pub const fn is_undecided(&self) -> bool {
        matches!(self.state.kind(), ObjectionKind::Late | ObjectionKind::Received | ObjectionKind::Heard)
    }

    /// Whether it runs, here or before the court.
    pub const fn runs(&self) -> bool {
        !matches!(self.state.kind(), ObjectionKind::NotMade | ObjectionKind::Decided)
    }

    /// What came of it, so far.
    pub const fn outcome(&self) -> Option<ObjectionOutcome> {
        match self.state {
            Objection::Decided { outcome, .. } | Objection::Appealed { outcome, .. } => Some(outcome),
            _ => None,
        }
    }
}

impl Process {
    pub fn objection(&self, id: ObjectionId) -> Option<&ObjectionFile> {
        self.objections.iter().find(|file| file.id == id)
    }

    /// State and first day of the region: of the objection that runs longest, else of the last one.
    pub(super) fn objection_region(&self) -> (ObjectionKind, NaiveDate) {
        let running = self.objections.iter().find(|file| file.runs());
        match running.or(self.objections.last()) {
            Some(file) => (file.state.kind(), file.state.since()),
            None => (ObjectionKind::NotMade, self.gate.since()),
        }
    }

    /// What followed a decision and stands now, so that it hangs on an objection against it.
    pub fn hangs_on(&self, against: Against) -> Vec<Region> {
        let followed: &[Region] = match against {
            Against::Entitlement | Against::NotProcessed => {
                &[Region::Category, Region::Referral, Region::Trajectory, Region::Review]
            }
            Against::Category => &[Region::Referral, Region::Trajectory, Region::Review],
            Against::Referral => &[Region::Trajectory, Region::Review],
            Against::Trajectory => &[Region::Review],
            Against::Measure | Against::Recovery | Against::Fine | Against::Ending => &[],
        };
        followed.iter().copied().filter(|region| self.stands(*region)).collect()
    }

    fn stands(&self, region: Region) -> bool {
        match region {
            Region::Category => !matches!(self.category.kind(), CategoryKind::Ahead | CategoryKind::Over),
            Region::Referral => !matches!(
                self.referral.kind(),
                ReferralKind::NotReferred
                    | ReferralKind::Over
                    | ReferralKind::Withdrawing
                    | ReferralKind::Releasing
            ),
            Region::Trajectory => {
                matches!(self.trajectory.kind(), TrajectoryKind::Requested | TrajectoryKind::Running)
            }
            Region::Review => matches!(self.review.kind(), ReviewKind::Scheduled | ReviewKind::Due),
            _ => false,
        }
    }
}

/// Whether there is a decision of this kind to object to.
pub fn is_taken(process: &Process, against: Against) -> bool {
    let decided = super::signal::is_decided(process);
    match against {
        Against::Entitlement | Against::Measure | Against::Recovery | Against::Fine => decided,
        Against::NotProcessed => {
            matches!(
                &process.closure,
                Closure::Ending { reason, .. } | Closure::Closed { reason, .. } if reason == NOT_PROCESSED
            )
        }
        Against::Category => process.category.assignment().is_some(),
        Against::Referral => {
            process.category.assignment().is_some() && process.referral.kind() != ReferralKind::NotReferred
        }
        Against::Trajectory => process.trajectory.kind() != TrajectoryKind::NotStarted,
        Against::Ending => !process.is_open(),
    }
}

pub(super) const NOT_PROCESSED: &str = "not-processed";

/// Steps every objection that the event is about; the clock is about all that are overdue.
pub(super) fn step(process: &mut Process, trigger: Trigger, turn: &mut Turn<'_>) {
    if trigger.home() != Some(Region::Objection) {
        return;
    }
    let ids = match turn.event {
        Event::ObjectionReceived { objection, .. } | Event::ObjectionStepped { objection, .. } => {
            vec![*objection]
        }
        _ => process.objections.iter().filter(|file| file.is_overdue(turn.day)).map(|file| file.id).collect(),
    };
    for id in ids {
        step_one(process, id, trigger, turn);
    }
}

fn step_one(process: &mut Process, id: ObjectionId, trigger: Trigger, turn: &mut Turn<'_>) {
    let kind = process.objection(id).map_or(ObjectionKind::NotMade, |file| file.state.kind());
    let Some(row) = kind.row(trigger) else { return };
    match row.to {
        To::Refuse => {
            turn.refused = true;
            return;
        }
        To::Go(to) => enter(process, id, to, turn),
        To::Stay => {}
    }
    take_in(process, id, turn);
    for effect in row.effects {
        act(*effect, process, turn);
    }
    tell_tasks_their_day(process, id, turn);
}

fn enter(process: &mut Process, id: ObjectionId, to: ObjectionKind, turn: &Turn<'_>) {
    if let Event::ObjectionReceived { objection, receipt, .. } = turn.event
        && process.objection(*objection).is_none()
    {
        let state = Objection::NotMade { since: turn.day };
        let file = ObjectionFile {
            id,
            receipt: receipt.as_ref().clone(),
            state,
            advice: None,
            extended: false,
            noticed: false,
        };
        process.objections.push(file);
    }
    let Some(file) = process.objections.iter_mut().find(|file| file.id == id) else { return };
    let since = turn.day;
    let before = file.outcome();
    file.state = match to {
        ObjectionKind::NotMade => Objection::NotMade { since },
        ObjectionKind::Late => Objection::Late { since },
        ObjectionKind::Received => Objection::Received { since },
        ObjectionKind::Heard => Objection::Heard { since },
        ObjectionKind::Decided => Objection::Decided { since, outcome: outcome(turn.event, before) },
        ObjectionKind::Appealed => Objection::Appealed { since, outcome: outcome(turn.event, before) },
    };
}

/// What an event makes of an objection; what stood before where it says nothing about that.
fn outcome(event: &Event, before: Option<ObjectionOutcome>) -> ObjectionOutcome {
    let Event::ObjectionStepped { step, .. } = event else {
        return before.unwrap_or(ObjectionOutcome::Dismissed);
    };
    match step {
        ObjectionStep::Inadmissible => ObjectionOutcome::Inadmissible,
        ObjectionStep::Decided { upheld: true } => ObjectionOutcome::Upheld,
        ObjectionStep::Withdrawn => ObjectionOutcome::Withdrawn,
        ObjectionStep::Judged { judgment: Judgment::Upheld, .. } => ObjectionOutcome::SetAside,
        _ => before.unwrap_or(ObjectionOutcome::Dismissed),
    }
}

/// What a step says besides where it leads.
fn take_in(process: &mut Process, id: ObjectionId, turn: &Turn<'_>) {
    let Some(file) = process.objections.iter_mut().find(|file| file.id == id) else { return };
    match turn.event {
        Event::ObjectionStepped { step, .. } => match step {
            ObjectionStep::Advised { advice } => file.advice = Some(*advice),
            ObjectionStep::Extended { decide_by } => {
                file.receipt.decide_by = decide_by.clone();
                file.extended = true;
            }
            ObjectionStep::Judged { judgment: Judgment::DecideAnew, decide_by: Some(decide_by) } => {
                file.receipt.decide_by = decide_by.clone();
                // What the court asks anew is not put off again.
                (file.extended, file.noticed) = (true, false);
            }
            _ => {}
        },
        Event::TimerDue { .. } => file.noticed = true,
        _ => {}
    }
}

impl ObjectionFile {
    fn is_overdue(&self, day: NaiveDate) -> bool {
        self.is_undecided() && !self.noticed && self.receipt.decide_by.day < day
    }
}

/// Opens a task about the objection of this event; it must be done before the objection must be decided.
pub(super) fn open_task(kind: TaskKind, process: &mut Process, turn: &mut Turn<'_>) {
    let Some(file) = turn.event.objection().and_then(|id| process.objection(id)).cloned() else { return };
    let subject = file.id.to_string();
    if process.tasks.iter().any(|task| task.kind == kind && task.subject == subject) {
        return;
    }
    let task = new_task(kind, subject, process, turn);
    let last = file.receipt.decide_by.day.max(turn.day);
    let due = match kind {
        TaskKind::DecideObjection => last,
        TaskKind::CorrectDecision => task.due,
        _ => task.due.min(last),
    };
    add(Task { due, not_by: file.receipt.decided_by, ..task }, process, turn);
}

/// A later last day is one for who decides as well.
fn tell_tasks_their_day(process: &mut Process, id: ObjectionId, turn: &mut Turn<'_>) {
    let Event::ObjectionStepped { step: ObjectionStep::Extended { decide_by }, .. } = turn.event else {
        return;
    };
    let subject = id.to_string();
    let told = |task: &&mut Task| task.kind == TaskKind::DecideObjection && task.subject == subject;
    for task in process.tasks.iter_mut().filter(told) {
        task.due = decide_by.day.max(turn.day);
        task.overdue = false;
        turn.follow.outputs.push(Output::Task(TaskChange::open(task)));
    }
}

/// Every task about the objection of this event goes: there is nothing left to do for it.
pub(super) fn close_tasks(process: &mut Process, turn: &mut Turn<'_>) {
    let Some(id) = turn.event.objection() else { return };
    let subject = id.to_string();
    remove(process, turn, TaskState::Done, |task, _| {
        task.kind.is_about_an_objection() && task.subject == subject
    });
}

/// A decision fell: the chain goes on from it anew. What followed it is taken back by what takes it back at any other
/// time; what no service can decide anew by itself becomes a task.
pub(super) fn reverse(process: &mut Process, turn: &mut Turn<'_>) {
    let Some(against) =
        turn.event.objection().and_then(|id| process.objection(id)).map(|file| file.receipt.against)
    else {
        return;
    };
    match how_to_reverse(process, against) {
        Reversal::Raise(trigger) => turn.queue.push_back(trigger),
        Reversal::ReopenCase => process.reopens = true,
        Reversal::ByHand => open_task(TaskKind::CorrectDecision, process, turn),
    }
}

/// How the last day came about, line by line, and what was written about it.
pub(super) fn day_explained(deadline: &Deadline, reasons: &str) -> Explanation {
    let line = |line: &DeadlineLine| TraceInput {
        name: "term".into(),
        value: line.text.clone(),
        source: line.source.clone(),
    };
    Explanation {
        rule: "objection-term".into(),
        source: deadline.lines.first().map(|line| line.source.clone()).unwrap_or_default(),
        policy_version: String::new(),
        inputs: deadline.lines.iter().map(line).collect(),
        text: reasons.to_owned(),
    }
}

/// Whether it came in time, and by when it must be decided.
pub(super) fn received_explained(receipt: &Receipt, reasons: &str) -> Explanation {
    let text = format!(
        "Bezwaar maken kon tot en met {}. Er moet uiterlijk op {} op worden beslist. {reasons}",
        day_in_dutch(receipt.in_time_until.day),
        day_in_dutch(receipt.decide_by.day)
    );
    let in_time = day_explained(&receipt.in_time_until, text.trim_end());
    let decide_by = day_explained(&receipt.decide_by, "");
    Explanation { inputs: in_time.inputs.into_iter().chain(decide_by.inputs).collect(), ..in_time }
}

enum Reversal {
    Raise(Trigger),
    /// Once all that ended with it has been taken back.
    ReopenCase,
    ByHand,
}

fn how_to_reverse(process: &Process, against: Against) -> Reversal {
    let open = process.is_open();
    match against {
        Against::Entitlement if open && process.entitlement.kind() == EntitlementKind::Granted => {
            Reversal::Raise(Trigger::ReassessRight)
        }
        Against::Entitlement if !open && process.entitlement.kind() == EntitlementKind::Denied => {
            Reversal::ReopenCase
        }
        Against::NotProcessed if process.intake.kind() == IntakeKind::Dropped => Reversal::ReopenCase,
        Against::Category
            if open && matches!(process.category.kind(), CategoryKind::Chosen | CategoryKind::Settled) =>
        {
            Reversal::Raise(Trigger::Recategorise)
        }
        Against::Referral if open && process.category.kind() == CategoryKind::Settled => {
            Reversal::Raise(Trigger::RedoReferral)
        }
        Against::Trajectory if open && process.stands(Region::Trajectory) => {
            Reversal::Raise(Trigger::RedoTrajectory)
        }
        _ => Reversal::ByHand,
    }
}
