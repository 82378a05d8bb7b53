//! Reviews, and the end.

use super::{Row, Table, go, late, refuse, stay};
use crate::model::effect::Effect::{
    Close, CloseDone, CloseSignal, Drop, DropAll, Escalate, Open, OpenSignal, Raise, Reopened, Repeats,
    Send as Tell,
};
use crate::model::effect::Order;
use crate::model::state::{ClosureKind, ReviewKind};
use crate::model::task::TaskKind;
use crate::model::trigger::Trigger;

impl Table for ReviewKind {
    const ROWS: &'static [Row<Self>] = {
        use ReviewKind::{Due, NotPlanned, Over, Scheduled};
        use TaskKind::ReviewCase;
        use Trigger::{
            CaseReopens, CategoryChanged, Ends, GoAlone, PlanReview, PolicyReview, PolicyReviewEarly,
            Recategorise, RedoTrajectory, ReviewNow, ReviewRecategorise, ReviewTermOver, ReviewUnchanged,
            SeenAgain, SeenAgainComplete, SeenAgainEarly,
        };
        &[
            go(&[NotPlanned], &[PlanReview, GoAlone], Scheduled, &[]),
            go(&[Scheduled], &[ReviewTermOver], Due, &[Open(ReviewCase)]),
            late(&[NotPlanned, Due, Over], &[ReviewTermOver]),
            go(&[NotPlanned, Scheduled], &[ReviewNow, RedoTrajectory], Due, &[Open(ReviewCase)]),
            // one that is due already is told why as well
            go(&[NotPlanned, Scheduled, Due], &[PolicyReview], Due, &[Open(ReviewCase)]),
            refuse(&[Over], &[PolicyReview]),
            refuse(&[NotPlanned, Scheduled, Due, Over], &[PolicyReviewEarly]),
            // a reassessment or a recall: the review is the intake of it
            go(&[NotPlanned, Scheduled, Due], &[SeenAgain], Due, &[Open(ReviewCase)]),
            // the intake was held already
            go(
                &[NotPlanned, Scheduled, Due],
                &[SeenAgainComplete],
                NotPlanned,
                &[Close(ReviewCase), Raise(Recategorise)],
            ),
            // the category is being decided: what was said now goes with it
            stay(&[NotPlanned, Scheduled, Due], &[SeenAgainEarly], &[]),
            late(&[Over], &[SeenAgain, SeenAgainComplete, SeenAgainEarly]),
            go(&[Scheduled, Due], &[ReviewUnchanged], Scheduled, &[Close(ReviewCase)]),
            go(
                &[Scheduled, Due],
                &[ReviewRecategorise],
                NotPlanned,
                &[Close(ReviewCase), Raise(Recategorise)],
            ),
            refuse(&[NotPlanned, Over], &[ReviewUnchanged, ReviewRecategorise]),
            go(&[Scheduled, Due], &[CategoryChanged], NotPlanned, &[Drop(ReviewCase)]),
            go(&[NotPlanned, Scheduled, Due], &[Ends], Over, &[]),
            go(&[Over], &[CaseReopens], NotPlanned, &[]),
        ]
    };
}

impl Table for ClosureKind {
    const ROWS: &'static [Row<Self>] = {
        use ClosureKind::{Closed, Ending, Open as StillOpen};
        use Trigger::{
            AllTakenBack, ApplicationNotReopened, AskAgain, CaseOver, CaseReopens, ContactRecorded,
            ContactTermOver, EndAsked, LastingSignalRaised, LastingSignalSettled, PaymentRejected,
            ReopenAgain, ReplyTermOver, SignalMoot, SignalRaised, SignalRepeated, SignalSettled,
            SuccessorNamed, TaskDone, TaskTermOver,
        };
        &[
            go(
                &[StillOpen],
                &[CaseOver, EndAsked],
                Ending,
                &[Close(TaskKind::DecideOutflow), DropAll, Tell(Order::CloseApplication)],
            ),
            refuse(&[Ending, Closed], &[EndAsked]),
            go(&[Ending], &[AllTakenBack], Closed, &[]),
            // an objection was upheld
            go(&[Closed], &[CaseReopens], StillOpen, &[Tell(Order::ReopenApplication), Reopened]),
            // Another application of the same people runs: a person ends one of them, and intake is asked again.
            stay(&[StillOpen], &[ApplicationNotReopened], &[Open(TaskKind::ReopenApplication)]),
            late(&[Ending, Closed], &[ApplicationNotReopened]),
            stay(&[StillOpen], &[ReopenAgain], &[Tell(Order::ReopenApplication), Raise(AskAgain)]),
            refuse(&[StillOpen], &[SuccessorNamed]),
            stay(&[Ending, Closed], &[SuccessorNamed], &[]),
            stay(&[StillOpen], &[ContactRecorded], &[]),
            refuse(&[Ending, Closed], &[ContactRecorded]),
            stay(&[StillOpen], &[ContactTermOver], &[OpenSignal]),
            late(&[Ending, Closed], &[ContactTermOver]),
            stay(&[StillOpen, Ending, Closed], &[TaskDone], &[CloseDone]),
            stay(&[StillOpen, Ending, Closed], &[TaskTermOver], &[Escalate]),
            stay(&[StillOpen, Ending, Closed], &[ReplyTermOver], &[Open(TaskKind::ChaseAnswer)]),
            // also after the end: what was due before it is still to be paid
            stay(&[StillOpen, Ending, Closed], &[PaymentRejected], &[Open(TaskKind::SolvePayment)]),
            stay(&[StillOpen], &[SignalRaised], &[OpenSignal]),
            stay(&[StillOpen], &[SignalRepeated], &[Repeats]),
            stay(&[StillOpen], &[SignalSettled], &[CloseSignal]),
            // also after the end: what was lent over a year is settled long after it
            stay(&[StillOpen, Ending, Closed], &[LastingSignalRaised], &[OpenSignal]),
            stay(&[StillOpen, Ending, Closed], &[LastingSignalSettled], &[CloseSignal]),
            late(&[StillOpen, Ending, Closed], &[SignalMoot]),
            late(&[Ending, Closed], &[SignalRaised, SignalRepeated, SignalSettled]),
        ]
    };
}
