//! What hangs on a decision, and how it is taken back when an objection against it is upheld.

use super::super::advance::Turn;
use super::super::process::Process;
use super::super::signal;
use super::super::state::{
    CategoryKind, Closure, EntitlementKind, IntakeKind, ReferralKind, Region, ReviewKind, TrajectoryKind,
};
use super::super::task::TaskKind;
use super::super::trigger::Trigger;
use super::Against;
use super::handling::open_task;

impl Process {
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
    let decided = signal::is_decided(process);
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

const NOT_PROCESSED: &str = "not-processed";

/// A decision fell: the chain goes on from it anew. What followed it is taken back by what takes it back at any other
/// time; what no service can decide anew by itself becomes a task.
pub fn reverse(process: &mut Process, turn: &mut Turn<'_>) {
    let Some(against) = process.objection_of(turn.event).map(|file| file.receipt.against) else { return };
    match how_to_reverse(process, against) {
        Reversal::Raise(trigger) => turn.queue.push_back(trigger),
        Reversal::ReopenCase => process.reopens = true,
        Reversal::ByHand => open_task(TaskKind::CorrectDecision, process, turn),
    }
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
