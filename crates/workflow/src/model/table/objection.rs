//! Objections and appeals. Each has its own state; what one hears is about it alone.

use super::{Row, Table, go, late, refuse, stay};
use crate::model::effect::Effect::{Close, CloseObjectionTasks, Open, Reverse};
use crate::model::state::ObjectionKind;
use crate::model::task::TaskKind;
use crate::model::trigger::Trigger;

impl Table for ObjectionKind {
    const ROWS: &'static [Row<Self>] = {
        use ObjectionKind::{Appealed, Decided, Heard, Late, NotMade, Received};
        use TaskKind::{
            CorrectDecision, DecideNoticedObjection, DecideObjection, DecideObjectionInTime, HoldHearing,
            JudgeLateness, SetPenalty,
        };
        use Trigger::{
            AppealLodged, AppealOver, AppealSentBack, AppealSentBackUnheard, AppealUpheld,
            DecisionNotReversed, DecisionReversed, NoticeTermOver, ObjectionAdvised, ObjectionDismissed,
            ObjectionExcused, ObjectionHeard, ObjectionInTime, ObjectionInadmissible, ObjectionLate,
            ObjectionNoticed, ObjectionTermChanged, ObjectionTermNear, ObjectionTermOver, ObjectionUpheld,
            ObjectionWithdrawn,
        };
        &[
            go(&[NotMade], &[ObjectionInTime], Received, &[Open(HoldHearing)]),
            go(&[NotMade], &[ObjectionLate], Late, &[Open(JudgeLateness)]),
            refuse(&[Late, Received, Heard, Decided, Appealed], &[ObjectionInTime, ObjectionLate]),
            go(&[Late], &[ObjectionExcused], Received, &[Close(JudgeLateness), Open(HoldHearing)]),
            refuse(&[NotMade, Received, Heard, Decided, Appealed], &[ObjectionExcused]),
            go(&[Received], &[ObjectionHeard], Heard, &[Close(HoldHearing), Open(DecideObjection)]),
            refuse(&[NotMade, Late, Heard, Decided, Appealed], &[ObjectionHeard]),
            stay(&[Heard], &[ObjectionAdvised], &[]),
            refuse(&[NotMade, Late, Received, Decided, Appealed], &[ObjectionAdvised]),
            stay(&[Late, Received, Heard], &[ObjectionTermChanged], &[]),
            refuse(&[NotMade, Decided, Appealed], &[ObjectionTermChanged]),
            go(&[Heard], &[ObjectionUpheld], Decided, &[CloseObjectionTasks, Reverse]),
            go(&[Heard], &[ObjectionDismissed], Decided, &[CloseObjectionTasks]),
            // Nobody is heard on what is not judged on its merits (Awb art. 7:3(a)).
            go(
                &[Late, Received, Heard],
                &[ObjectionInadmissible, ObjectionWithdrawn],
                Decided,
                &[CloseObjectionTasks],
            ),
            refuse(&[NotMade, Late, Received, Decided, Appealed], &[ObjectionUpheld, ObjectionDismissed]),
            refuse(&[NotMade, Decided, Appealed], &[ObjectionInadmissible, ObjectionWithdrawn]),
            stay(&[Late, Received, Heard], &[ObjectionTermOver], &[]),
            late(&[NotMade, Decided, Appealed], &[ObjectionTermOver]),
            // Awb art. 4:17: two weeks to decide, and then a penalty that a person lays down, also after the decision.
            stay(&[Late, Received, Heard], &[ObjectionNoticed], &[Open(DecideNoticedObjection)]),
            refuse(&[NotMade, Decided, Appealed], &[ObjectionNoticed]),
            stay(&[Late, Received, Heard], &[NoticeTermOver], &[Open(SetPenalty)]),
            late(&[NotMade, Decided, Appealed], &[NoticeTermOver]),
            // While it can be decided in time, or made longer (Awb art. 7:10(3)).
            stay(&[Late, Received, Heard], &[ObjectionTermNear], &[Open(DecideObjectionInTime)]),
            late(&[NotMade, Decided, Appealed], &[ObjectionTermNear]),
            go(&[Decided], &[AppealLodged], Appealed, &[]),
            refuse(&[NotMade, Late, Received, Heard, Appealed], &[AppealLodged]),
            go(&[Appealed], &[AppealOver], Decided, &[]),
            go(&[Appealed], &[AppealUpheld], Decided, &[Reverse]),
            go(&[Appealed], &[AppealSentBack], Heard, &[Open(DecideObjection)]),
            // What was not judged on its merits is heard on them first (Awb art. 7:2).
            go(&[Appealed], &[AppealSentBackUnheard], Received, &[Open(HoldHearing)]),
            refuse(
                &[NotMade, Late, Received, Heard, Decided],
                &[AppealOver, AppealUpheld, AppealSentBack, AppealSentBackUnheard],
            ),
            // what the service that decided says of the correction
            stay(&[Late, Received, Heard, Decided, Appealed], &[DecisionReversed], &[Close(CorrectDecision)]),
            stay(
                &[Late, Received, Heard, Decided, Appealed],
                &[DecisionNotReversed],
                &[Open(CorrectDecision)],
            ),
            late(&[NotMade], &[DecisionReversed, DecisionNotReversed]),
        ]
    };
}
