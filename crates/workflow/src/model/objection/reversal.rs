//! What hangs on a decision, and how it is taken back when an objection against it is upheld.

use super::super::advance::Turn;
use super::super::beside::Beside;
use super::super::dutch;
use super::super::effect::{AssessmentKind, Command, Output};
use super::super::event::TO_EDUCATION;
use super::super::process::Process;
use super::super::signal;
use super::super::state::{
    CategoryKind, Closure, EntitlementKind, Intake, ReferralKind, Region, ReviewKind, TrajectoryKind,
};
use super::super::task::TaskKind;
use super::super::trigger::Trigger;
use super::handling::open_task;
use super::{Against, Correction, ObjectionFile};

impl Process {
    /// What followed a decision and stands now, so that it hangs on an objection against it.
    pub fn hangs_on(&self, against: Against) -> Vec<Region> {
        let followed: &[Region] = match against {
            // The support was there before it.
            Against::Entitlement | Against::NotProcessed if self.beside.is_some() => &[],
            Against::Entitlement | Against::NotProcessed => {
                &[Region::Category, Region::Referral, Region::Trajectory, Region::Review]
            }
            Against::Category => &[Region::Referral, Region::Trajectory, Region::Review],
            Against::Referral => &[Region::Trajectory, Region::Review],
            Against::Trajectory => &[Region::Review],
            Against::Measure
            | Against::Recovery
            | Against::Fine
            | Against::Suspension
            | Against::SetOff
            | Against::Grant
            | Against::OtherMoney
            | Against::Ending => &[],
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

/// Whether there is such a decision to object to; one about money by its number, where that is given.
pub fn is_taken(process: &Process, against: Against, number: Option<u32>) -> bool {
    let decided = signal::is_decided(process);
    match against {
        Against::Entitlement => {
            // While it is decided anew, the decision before it is none any more.
            let stands = process.may_drop_assistance();
            decided || process.beside == Some(Beside::Denied) || stands && was_taken(process, against)
        }
        // A case of which an older version kept no decisions says nothing of those about money.
        _ if against.is_about_money() && process.decisions.is_empty() => decided,
        Against::Measure
        | Against::Recovery
        | Against::Fine
        | Against::Suspension
        | Against::SetOff
        | Against::Grant
        | Against::OtherMoney => process
            .decisions
            .iter()
            .any(|taken| taken.against == against && (number.is_none() || taken.number == number)),
        Against::NotProcessed if process.beside == Some(Beside::NotProcessed) => true,
        Against::NotProcessed => ended_unprocessed(process) || was_taken(process, against),
        Against::Category => process.category.assignment().is_some(),
        Against::Referral => {
            process.category.assignment().is_some() && process.referral.kind() != ReferralKind::NotReferred
        }
        Against::Trajectory => process.trajectory.kind() != TrajectoryKind::NotStarted,
        Against::Ending => !process.is_open(),
    }
}

/// Whether it was decided before, whatever was asked or decided since: what was left or denied beside support can be asked
/// again while one may still object.
fn was_taken(process: &Process, against: Against) -> bool {
    process.decisions.iter().any(|taken| taken.against == against)
}

fn ended_unprocessed(process: &Process) -> bool {
    matches!(
        &process.closure,
        Closure::Ending { reason, .. } | Closure::Closed { reason, .. }
            if reason == NOT_PROCESSED || reason == TO_EDUCATION
    )
}

const NOT_PROCESSED: &str = "not-processed";

/// A decision fell: the chain goes on from it anew. What followed it is taken back by what takes it back at any other
/// time; what no service can decide anew by itself becomes a task.
pub fn reverse(process: &mut Process, turn: &mut Turn<'_>) {
    let Some((objection, against)) =
        process.objection_of(turn.event).map(|file| (file.id, file.receipt.against))
    else {
        return;
    };
    let anew = decided_anew(process, against);
    match how_to_reverse(process, against) {
        Reversal::Raise(trigger) => {
            if trigger == Trigger::AssistanceAsked {
                process.beside = Some(Beside::Asked);
            }
            process.anew.extend(anew.map(|kind| (kind, objection)));
            turn.queue.push_back(trigger);
        }
        Reversal::ReopenCase => {
            process.anew.extend(anew.map(|kind| (kind, objection)));
            process.reopens = true;
        }
        Reversal::ByService => ask_correction(process, turn),
        Reversal::ByHand => open_task(TaskKind::CorrectDecision, process, turn),
    }
}

/// What a person decides anew. The rules would say of the same facts what they said before: what the objection held is for a
/// person. So is a right that ended, or was about to be decided when the case ended.
fn decided_anew(process: &Process, against: Against) -> Option<AssessmentKind> {
    let asked_a_right = matches!(process.intake, Intake::Complete { assistance: true, .. });
    match against {
        Against::Entitlement => Some(AssessmentKind::Entitlement),
        Against::NotProcessed if process.beside == Some(Beside::NotProcessed) && process.is_open() => {
            Some(AssessmentKind::Entitlement)
        }
        Against::NotProcessed | Against::Ending if asked_a_right => Some(AssessmentKind::Entitlement),
        Against::Category => Some(AssessmentKind::Category),
        _ => None,
    }
}

enum Reversal {
    Raise(Trigger),
    /// Once all that ended with it has been taken back.
    ReopenCase,
    /// The service that decided corrects what the decision did.
    ByService,
    ByHand,
}

fn how_to_reverse(process: &Process, against: Against) -> Reversal {
    let open = process.is_open();
    match against {
        Against::Entitlement if open && process.entitlement.kind() == EntitlementKind::Granted => {
            Reversal::Raise(Trigger::ReassessRight)
        }
        Against::Entitlement
            if open
                && process.beside == Some(Beside::Denied)
                && process.entitlement.kind() == EntitlementKind::NotNeeded =>
        {
            Reversal::Raise(Trigger::AssistanceAsked)
        }
        Against::Entitlement if !open && process.entitlement.kind() == EntitlementKind::Denied => {
            Reversal::ReopenCase
        }
        // What was granted ended since: income lets a person decide over its days, and says when that is done.
        Against::Entitlement
            if !open
                && matches!(process.entitlement.kind(), EntitlementKind::Over | EntitlementKind::Ending) =>
        {
            Reversal::ByService
        }
        // Intake takes the application for assistance up again, and says so as facts that changed.
        Against::NotProcessed if open && process.beside == Some(Beside::NotProcessed) => {
            Reversal::Raise(Trigger::ReopenAgain)
        }
        Against::NotProcessed
            if process.beside != Some(Beside::NotProcessed) && ended_unprocessed(process) =>
        {
            Reversal::ReopenCase
        }
        Against::Ending if !open => Reversal::ReopenCase,
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
        // Income takes it back, lets a person decide anew and says when that is done, or asks that a person corrects it.
        _ if against.is_about_money() => Reversal::ByService,
        _ => Reversal::ByHand,
    }
}

/// Asks for the correction of the decision that the objection of this event was against.
fn ask_correction(process: &mut Process, turn: &mut Turn<'_>) {
    let Some(file) = turn.event.objection().and_then(|id| process.objection_mut(id)) else { return };
    file.correction = Some(Correction::Asked { since: turn.day });
    let command = correction(file);
    tell(command, turn);
}

/// Asks again for every correction that stays out.
pub fn ask_corrections(process: &Process, turn: &mut Turn<'_>) {
    let asked =
        process.objections.iter().filter(|file| matches!(file.correction, Some(Correction::Asked { .. })));
    asked.map(correction).for_each(|command| tell(command, turn));
}

const fn correction(file: &ObjectionFile) -> Command {
    let receipt = &file.receipt;
    Command::ReverseDecision {
        objection: file.id,
        against: receipt.against,
        decision: receipt.decision,
        notified_on: receipt.notified_on,
    }
}

fn tell(command: Command, turn: &mut Turn<'_>) {
    turn.said.push(dutch::ordered(&command).into());
    turn.follow.outputs.push(Output::Command(command));
}
