//! Instruments that run.

use super::{Row, Table, go, late, stay};
use crate::model::effect::Effect::{CameLate, Close, Drop, Open, Raise, Send as Tell};
use crate::model::effect::Order;
use crate::model::state::TrajectoryKind;
use crate::model::task::TaskKind;
use crate::model::trigger::Trigger;

impl Table for TrajectoryKind {
    const ROWS: &'static [Row<Self>] = {
        use TaskKind::{ArrangeTrajectory, DecideOutflow};
        use TrajectoryKind::{Ended, Ending, NotStarted, Over, Refused, Requested, Running};
        use Trigger::{
            CaseOver, CaseReopens, CategoryChanged, Ends, GotPlace, LastOutflowToDecide, LastTrajectoryEnded,
            OnWaitingList, OneOutflowToDecide, OneTrajectoryEnded, OneTrajectorySucceeded, PartnerAccepted,
            PlanReview, RedoTrajectory, ReviewNow, TrajectoriesClosed, TrajectoryRefused, TrajectoryStarted,
            TrajectorySucceeded, TrajectoryTermOver,
        };
        &[
            go(&[NotStarted, Refused, Ended], &[PartnerAccepted], Requested, &[Tell(Order::StartTrajectory)]),
            stay(&[Requested, Running, Ending], &[PartnerAccepted], &[Tell(Order::StartTrajectory)]),
            go(&[NotStarted, Refused, Ended], &[OnWaitingList], Requested, &[Tell(Order::StartPreparation)]),
            go(
                &[NotStarted, Requested, Running, Refused, Ended],
                &[TrajectoryStarted],
                Running,
                &[Close(ArrangeTrajectory), Raise(PlanReview)],
            ),
            late(&[Ending], &[TrajectoryStarted]),
            go(&[Over], &[TrajectoryStarted], Ending, &[CameLate, Tell(Order::EndTrajectory)]),
            go(
                &[NotStarted, Requested, Refused, Ended],
                &[TrajectoryRefused],
                Refused,
                &[Open(ArrangeTrajectory), Raise(PlanReview)],
            ),
            stay(&[Running], &[TrajectoryRefused], &[Open(ArrangeTrajectory)]),
            late(&[Ending, Over], &[TrajectoryRefused]),
            go(&[Running], &[OneTrajectoryEnded], Running, &[]),
            late(&[NotStarted, Requested, Refused, Ending, Ended, Over], &[OneTrajectoryEnded]),
            go(&[Running], &[LastTrajectoryEnded], Ended, &[Raise(ReviewNow)]),
            // one by one, as was asked; the last word is TrajectoriesClosed
            stay(&[Ending], &[LastTrajectoryEnded], &[]),
            late(&[NotStarted, Requested, Refused, Ended, Over], &[LastTrajectoryEnded]),
            go(
                &[NotStarted, Requested, Running, Refused, Ended],
                &[TrajectorySucceeded],
                Ended,
                &[Raise(CaseOver)],
            ),
            go(&[Running], &[OneTrajectorySucceeded], Running, &[Raise(CaseOver)]),
            stay(&[Ending], &[TrajectorySucceeded, OneTrajectorySucceeded], &[Raise(CaseOver)]),
            late(&[Over], &[TrajectorySucceeded]),
            late(&[NotStarted, Requested, Refused, Ended, Over], &[OneTrajectorySucceeded]),
            // it may be part-time: whether the right ends, and from which day, is for a person
            go(&[Running], &[LastOutflowToDecide], Ended, &[Open(DecideOutflow)]),
            go(&[Running], &[OneOutflowToDecide], Running, &[Open(DecideOutflow)]),
            stay(
                &[NotStarted, Requested, Refused, Ending, Ended],
                &[LastOutflowToDecide, OneOutflowToDecide],
                &[Open(DecideOutflow)],
            ),
            late(&[Over], &[LastOutflowToDecide, OneOutflowToDecide]),
            go(&[Ending], &[TrajectoriesClosed], Ended, &[]),
            go(&[Running], &[TrajectoriesClosed], Ended, &[Raise(ReviewNow)]),
            late(&[NotStarted, Requested, Refused, Ended, Over], &[TrajectoriesClosed]),
            go(&[Running], &[TrajectoryTermOver], Running, &[Raise(ReviewNow)]),
            late(&[NotStarted, Requested, Refused, Ending, Ended, Over], &[TrajectoryTermOver]),
            // taking back
            go(
                &[Requested, Running],
                &[CategoryChanged, GotPlace, RedoTrajectory, Ends],
                Ending,
                &[Tell(Order::EndTrajectory)],
            ),
            go(&[Refused], &[CategoryChanged], NotStarted, &[Drop(ArrangeTrajectory)]),
            go(&[NotStarted, Refused, Ended], &[Ends], Over, &[]),
            go(&[Over], &[CaseReopens], NotStarted, &[]),
        ]
    };
}
