//! Signals (WF-9): each opens one task for the right role, once, and something named closes it.

use domain::{Role, SignalKind};

use super::act::{add, new_task, remove};
use super::advance::Turn;
use super::event::Event;
use super::process::Process;
use super::state::{CategoryKind, EntitlementKind, Intake};
use super::task::{Task, TaskKind, TaskState};
use super::trigger::Trigger;

/// A line of the table of signals: who raises one, what is done about it, and what closes that.
pub(super) struct Signal {
    pub kind: SignalKind,
    pub raised_by: &'static str,
    pub task: TaskKind,
    /// For which role, as the page says it; [`TaskKind`] itself knows it of a case.
    pub role: &'static str,
    pub closed_by: &'static str,
}

const fn signal(
    kind: SignalKind,
    raised_by: &'static str,
    task: TaskKind,
    role: &'static str,
    closed_by: &'static str,
) -> Signal {
    Signal { kind, raised_by, task, role, closed_by }
}

/// Every signal there is.
pub(super) const SIGNALS: &[Signal] = {
    use TaskKind::{
        AskIncome, CollectDebt, ConfirmRiskDeviation, DecideFine, DecideInTime, DecideLate, DecideOnNotice,
        DecideRecovery, DecideSuspension, EndRight, GiveAdvance, JudgeEvidence, PlaceReceipt, PreparePension,
        ReferCare, RenewAdvice, RenewEvidence, ReviewLadder, ReviewMeasure, ReviewYouthRules, SeekContact,
        SetPenalty, SettleFact, SettleFixedCosts, SettleLeftBehind, SettleYear, SolveMonth, SolvePayment,
        SupplyAccount, VerifyAgain,
    };
    const DECIDES: &str = "who decides now: intake, income or reintegration consultant";
    const LEADS: &str = "the role with the lead; intake consultant before there is a category";
    const DECIDED: &str = "the decision";
    const ADVANCED: &str = "an advance, a ground why none is due, or the decision";
    const SPOKEN: &str = "a contact that is recorded, or a review";
    const SECOND: &str = "the second person's word, or another outcome of the scorecard";
    const VERIFIED: &str = "verification of the fact, or the sources agree";
    const YEAR_SETTLED: &str = "the settlement of the year, also after the case ended";
    const PAID_AGAIN: &str = "by hand, or the confirmation that it is paid again, also after the case ended";
    const RECOVERED: &str =
        "the decision on recovery, or a calculation by which nothing was too much, also after the case ended";
    const WORKED_OUT: &str = "the run that works the month out, also after the case ended";
    const STATED: &str = "what was received is stated, or that it was nothing, also after the case ended";
    const PAYS: &str = "the run that pays, also after the case ended";
    const FINED: &str =
        "by hand, with why there is none; or the decision on the fine, also after the case ended";
    const HELD: &str = "the decision to withdraw the right or to pay again, a longer time to put it right, or a right that \
        ended before payment stood still; also after the case ended";
    const REVIEWED: &str = "by hand, with why the lowering stays; or a new decision on it, the next step, or the end of the right";
    const COLLECTED: &str = "by hand, with the result; or a payment that makes the month up, another agreement, or assistance that runs again, \
        also after the case ended";
    const LEFT: &str = "by hand, with the result; or the facts that were missing, or the end of the right";
    const ABOVE: &str = "by hand, with why the right goes on; or the run that pays a month again, capital that is stated within the limit again, or the \
        end of the right";
    const PENALTY: &str = "by hand, with what was laid down, also after the case ended";
    const PLACED: &str = "by hand, with what became of it, also after the case ended";
    const ADVISED: &str = "a new advice of UWV, or a place; on the day after the last UWV is asked anew, and that is `give-advice`";
    const BY_HAND: &str = "by hand, with the result; or settled by who raised it";
    &[
        signal(SignalKind::DecisionTermNear, "intake", DecideInTime, DECIDES, DECIDED),
        signal(SignalKind::DecisionTermOver, "intake", DecideLate, DECIDES, DECIDED),
        signal(SignalKind::AdvanceDue, "intake", GiveAdvance, "income consultant", ADVANCED),
        signal(SignalKind::EvidenceOverdue, "intake", JudgeEvidence, "intake consultant", BY_HAND),
        signal(SignalKind::EvidenceExpires, "intake", RenewEvidence, "intake consultant", BY_HAND),
        signal(SignalKind::Turns27, "intake", ReviewYouthRules, LEADS, BY_HAND),
        signal(SignalKind::PensionAge, "intake", PreparePension, "income consultant", BY_HAND),
        signal(SignalKind::NoContact, "workflow", SeekContact, LEADS, SPOKEN),
        signal(SignalKind::LadderFell, "reintegration", ReviewLadder, "reintegration consultant", BY_HAND),
        signal(SignalKind::CareNeed, "intake", ReferCare, "intake consultant", BY_HAND),
        signal(SignalKind::RiskRecheck, "intake", VerifyAgain, "income consultant", BY_HAND),
        signal(
            SignalKind::RiskDeviation,
            "intake",
            ConfirmRiskDeviation,
            "quality officer, and never who proposed it",
            SECOND,
        ),
        signal(SignalKind::FactContested, "intake", SettleFact, "intake consultant", VERIFIED),
        signal(SignalKind::PaymentUnclear, "income", SolvePayment, "income consultant", PAID_AGAIN),
        signal(SignalKind::RecoveryUndecided, "income", DecideRecovery, "income consultant", RECOVERED),
        signal(SignalKind::FixedCostsShort, "income", SettleFixedCosts, "income consultant", BY_HAND),
        signal(SignalKind::YearUnsettled, "income", SettleYear, "income consultant", YEAR_SETTLED),
        signal(SignalKind::MonthNotCalculated, "income", SolveMonth, "income consultant", WORKED_OUT),
        signal(SignalKind::IncomeNotStated, "income", AskIncome, "income consultant", STATED),
        signal(SignalKind::AccountMissing, "income", SupplyAccount, "income consultant", PAYS),
        signal(SignalKind::NoticeOfDefault, "intake", DecideOnNotice, DECIDES, DECIDED),
        signal(SignalKind::PenaltyRuns, "intake", SetPenalty, "income consultant", PENALTY),
        signal(SignalKind::FineTermNear, "income", DecideFine, "income consultant", FINED),
        signal(SignalKind::LeftBehind, "income", SettleLeftBehind, "income consultant", LEFT),
        signal(SignalKind::SuspensionUndecided, "income", DecideSuspension, "income consultant", HELD),
        signal(SignalKind::NothingToPay, "income", EndRight, "income consultant", ABOVE),
        signal(SignalKind::MeasureReview, "income", ReviewMeasure, "income consultant", REVIEWED),
        signal(SignalKind::AgreementBehind, "income", CollectDebt, "income consultant", COLLECTED),
        signal(SignalKind::ReceiptNotBooked, "income", PlaceReceipt, "income consultant", PLACED),
        signal(SignalKind::AdviceExpires, "sheltered-work", RenewAdvice, "reintegration consultant", ADVISED),
    ]
};

/// What is done about a signal.
const fn task_of(kind: SignalKind) -> TaskKind {
    match kind {
        SignalKind::DecisionTermNear => TaskKind::DecideInTime,
        SignalKind::DecisionTermOver => TaskKind::DecideLate,
        SignalKind::AdvanceDue => TaskKind::GiveAdvance,
        SignalKind::EvidenceOverdue => TaskKind::JudgeEvidence,
        SignalKind::EvidenceExpires => TaskKind::RenewEvidence,
        SignalKind::Turns27 => TaskKind::ReviewYouthRules,
        SignalKind::PensionAge => TaskKind::PreparePension,
        SignalKind::NoContact => TaskKind::SeekContact,
        SignalKind::LadderFell => TaskKind::ReviewLadder,
        SignalKind::CareNeed => TaskKind::ReferCare,
        SignalKind::RiskRecheck => TaskKind::VerifyAgain,
        SignalKind::RiskDeviation => TaskKind::ConfirmRiskDeviation,
        SignalKind::FactContested => TaskKind::SettleFact,
        SignalKind::PaymentUnclear => TaskKind::SolvePayment,
        SignalKind::RecoveryUndecided => TaskKind::DecideRecovery,
        SignalKind::FixedCostsShort => TaskKind::SettleFixedCosts,
        SignalKind::YearUnsettled => TaskKind::SettleYear,
        SignalKind::MonthNotCalculated => TaskKind::SolveMonth,
        SignalKind::IncomeNotStated => TaskKind::AskIncome,
        SignalKind::AccountMissing => TaskKind::SupplyAccount,
        SignalKind::NoticeOfDefault => TaskKind::DecideOnNotice,
        SignalKind::PenaltyRuns => TaskKind::SetPenalty,
        SignalKind::FineTermNear => TaskKind::DecideFine,
        SignalKind::LeftBehind => TaskKind::SettleLeftBehind,
        SignalKind::SuspensionUndecided => TaskKind::DecideSuspension,
        SignalKind::NothingToPay => TaskKind::EndRight,
        SignalKind::MeasureReview => TaskKind::ReviewMeasure,
        SignalKind::AgreementBehind => TaskKind::CollectDebt,
        SignalKind::ReceiptNotBooked => TaskKind::PlaceReceipt,
        SignalKind::AdviceExpires => TaskKind::RenewAdvice,
    }
}

/// What the table calls a signal that is raised, given where the process stands.
pub(super) fn trigger(process: &Process, kind: SignalKind, subject: &str) -> Trigger {
    if process.signals.contains(&(kind, subject.to_owned())) {
        Trigger::SignalRepeated
    } else if is_about_the_decision(task_of(kind)) && !awaits_decision(process) {
        Trigger::SignalMoot
    } else if task_of(kind).outlives_the_case() {
        Trigger::LastingSignalRaised
    } else {
        Trigger::SignalRaised
    }
}

/// What the table calls a signal that is settled.
pub(super) const fn settled_trigger(kind: SignalKind) -> Trigger {
    if task_of(kind).outlives_the_case() { Trigger::LastingSignalSettled } else { Trigger::SignalSettled }
}

/// Whether the right has been decided, so that the application is no longer one.
pub(super) const fn is_decided(process: &Process) -> bool {
    !matches!(
        process.entitlement.kind(),
        EntitlementKind::Ahead
            | EntitlementKind::NotNeeded
            | EntitlementKind::Asked
            | EntitlementKind::WithPerson
    )
}

/// Whether the application still waits for what it asks: the right, also when its search period comes first, or without
/// assistance the category.
fn awaits_decision(process: &Process) -> bool {
    match process.entitlement.kind() {
        EntitlementKind::Ahead | EntitlementKind::Asked | EntitlementKind::WithPerson => true,
        EntitlementKind::NotNeeded if process.waits_for_its_gate() => true,
        EntitlementKind::NotNeeded => !matches!(
            process.category.kind(),
            CategoryKind::Chosen | CategoryKind::Settled | CategoryKind::Over
        ),
        _ => false,
    }
}

const fn is_about_the_decision(kind: TaskKind) -> bool {
    matches!(kind, TaskKind::DecideInTime | TaskKind::DecideLate | TaskKind::DecideOnNotice)
}

/// Who can bring about the decision that the term is about.
pub(super) fn who_decides(process: &Process) -> Role {
    match (&process.intake, process.entitlement.kind()) {
        // Whoever judges the search.
        (_, EntitlementKind::NotNeeded) if process.waits_for_its_gate() => Role::IntakeConsultant,
        (_, EntitlementKind::NotNeeded) => Role::ReintegrationConsultant,
        (Intake::Complete { .. }, _) => Role::IncomeConsultant,
        _ => Role::IntakeConsultant,
    }
}

/// Who has the lead by the category; whoever does the intake before there is one.
pub(super) fn who_has_the_lead(process: &Process) -> Role {
    process.category.assignment().map_or(Role::IntakeConsultant, |assignment| assignment.lead_role)
}

pub(super) fn open(process: &mut Process, turn: &mut Turn<'_>) {
    let (signal, subject, due_on, not_by) = match turn.event {
        Event::SignalRaised { signal, subject, due_on, not_by } => {
            (*signal, subject.clone(), *due_on, not_by.clone())
        }
        _ => match &process.contact {
            Some(contact) => (SignalKind::NoContact, contact.subject(), None, None),
            None => return,
        },
    };
    process.signals.insert((signal, subject.clone()));
    let kind = task_of(signal);
    if process.tasks.iter().any(|task| task.kind == kind && task.subject == subject) {
        return;
    }
    let task = new_task(kind, subject, process, turn);
    // A day that is past is no day to do something on, and that of an age is not told.
    let due = due_on.filter(|day| *day >= turn.day && !signal.is_about_age()).unwrap_or(task.due);
    add(Task { due, not_by, ..task }, process, turn);
}

pub(super) fn close(process: &mut Process, turn: &mut Turn<'_>) {
    let Event::SignalSettled { signal, subject } = turn.event else { return };
    let kind = task_of(*signal);
    remove(process, turn, TaskState::Done, |task, _| task.kind == kind && task.subject == *subject);
}

/// Every task goes with the case. What a signal asked and nobody did is no longer known: when the case goes on and it still
/// holds, it is raised again.
pub(super) fn drop_all(process: &mut Process, turn: &mut Turn<'_>) {
    let goes = |task: &Task| !task.kind.outlives_the_case();
    for task in process.tasks.iter().filter(|task| goes(task)) {
        if let Some(signal) = SIGNALS.iter().find(|signal| signal.task == task.kind) {
            process.signals.remove(&(signal.kind, task.subject.clone()));
        }
    }
    remove(process, turn, TaskState::Cancelled, |task, _| goes(task));
}

/// No decision is waited for any more once there is one.
pub(super) fn settle_terms(process: &mut Process, turn: &mut Turn<'_>) {
    if !awaits_decision(process) {
        remove(process, turn, TaskState::Done, |task, _| is_about_the_decision(task.kind));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_stands_once_in_the_table_with_its_own_task() {
        let listed: Vec<_> = SIGNALS.iter().map(|signal| signal.kind).collect();
        assert_eq!(listed, SignalKind::ALL);
        for signal in SIGNALS {
            assert_eq!(task_of(signal.kind), signal.task, "{:?}", signal.kind);
        }
    }
}
