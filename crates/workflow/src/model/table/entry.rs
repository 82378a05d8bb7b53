//! The way in: gate, intake, the right.

use super::{Row, Table, go, late, stay};
use crate::model::effect::Effect::{CameLate, Close, Open, Raise, Send as Tell};
use crate::model::effect::Order;
use crate::model::state::{EntitlementKind, GateKind, IntakeKind};
use crate::model::task::TaskKind;
use crate::model::trigger::Trigger;

impl Table for GateKind {
    const ROWS: &'static [Row<Self>] = {
        use GateKind::{Assessing, Free, Left, Passed, Searching, Unknown};
        use Trigger::{
            CaseOver, CaseReopens, Ends, GatePassed, IntakeWaits, NoSearch, SearchAsked, SearchBegins,
            SearchLeft, SearchLeftBeside, SearchLifted, SearchPassed, SearchTermOver,
        };
        &[
            go(&[Unknown], &[SearchAsked], Searching, &[]),
            go(&[Unknown], &[NoSearch], Free, &[Raise(GatePassed)]),
            late(&[Free, Searching, Assessing, Passed, Left], &[SearchAsked, NoSearch]),
            go(&[Searching], &[SearchTermOver], Assessing, &[Open(TaskKind::AssessSearch)]),
            late(&[Unknown, Free, Assessing, Passed, Left], &[SearchTermOver]),
            go(
                &[Unknown, Searching, Assessing],
                &[SearchPassed],
                Passed,
                &[Close(TaskKind::AssessSearch), Raise(GatePassed)],
            ),
            // nothing was judged: there is no search period any more
            go(
                &[Unknown, Searching, Assessing],
                &[SearchLifted],
                Free,
                &[Close(TaskKind::AssessSearch), Raise(GatePassed)],
            ),
            go(
                &[Unknown, Searching, Assessing],
                &[SearchLeft],
                Left,
                &[Close(TaskKind::AssessSearch), Raise(CaseOver)],
            ),
            late(&[Free, Passed, Left], &[SearchPassed, SearchLifted, SearchLeft]),
            // What was asked beside support is asked no more; the support goes on.
            go(&[Searching, Assessing], &[SearchLeftBeside], Passed, &[Close(TaskKind::AssessSearch)]),
            late(&[Unknown, Free, Passed, Left], &[SearchLeftBeside]),
            // What is known of the household turned out otherwise: it looks for work first after all.
            go(
                &[Unknown, Free, Searching, Assessing, Passed],
                &[SearchBegins],
                Searching,
                &[Close(TaskKind::AssessSearch), Raise(IntakeWaits)],
            ),
            late(&[Left], &[SearchBegins]),
            go(&[Unknown, Searching, Assessing], &[Ends], Left, &[]),
            go(&[Left], &[CaseReopens], Passed, &[]),
        ]
    };
}

impl Table for IntakeKind {
    const ROWS: &'static [Row<Self>] = {
        use IntakeKind::{Ahead, Awaited, Complete, Dropped};
        use Trigger::{
            CaseOver, CaseReopens, Ends, FactsChanged, FactsNew, GatePassed, IntakeCompleted, IntakeWaits,
            NotProcessed, NotProcessedAfterDecision,
        };
        &[
            go(&[Ahead], &[GatePassed], Awaited, &[Open(TaskKind::HoldIntake)]),
            go(&[Awaited], &[IntakeWaits], Ahead, &[Close(TaskKind::HoldIntake)]),
            go(&[Ahead, Awaited], &[IntakeCompleted], Complete, &[Close(TaskKind::HoldIntake)]),
            late(&[Complete, Dropped], &[IntakeCompleted]),
            stay(&[Ahead, Awaited, Complete], &[FactsChanged], &[Raise(FactsNew)]),
            late(&[Dropped], &[FactsChanged]),
            go(&[Ahead, Awaited], &[NotProcessed], Dropped, &[Raise(CaseOver)]),
            stay(&[Complete], &[NotProcessed], &[Raise(CaseOver)]),
            late(&[Dropped], &[NotProcessed]),
            // Awb art. 4:5 holds for an application, not for a right.
            late(&[Ahead, Awaited, Complete, Dropped], &[NotProcessedAfterDecision]),
            go(&[Ahead, Awaited], &[Ends], Dropped, &[]),
            go(&[Dropped], &[CaseReopens], Awaited, &[Open(TaskKind::HoldIntake)]),
        ]
    };
}

impl Table for EntitlementKind {
    const ROWS: &'static [Row<Self>] = {
        use EntitlementKind::{Ahead, Asked, Denied, Ending, Granted, NotNeeded, Over, WithPerson};
        use Trigger::{
            AskAgain, AskCategory, AssistanceAsked, AssistanceDropped, BenefitEnded, BenefitEndedBeside,
            CaseOver, CaseReopens, DecideRight, Ends, FactsNew, ReassessRight, RightDenied,
            RightDeniedBeside, RightFactsNew, RightGranted, RightGrantedUnasked, RightToPerson,
            RightToPersonUnasked, SkipRight,
        };
        &[
            go(&[Ahead], &[DecideRight], Asked, &[Tell(Order::RequestEntitlement)]),
            go(&[Ahead], &[SkipRight], NotNeeded, &[Raise(AskCategory)]),
            go(
                &[Ahead, NotNeeded, Asked, WithPerson, Granted],
                &[RightGranted],
                Granted,
                &[Close(TaskKind::DecideEntitlement), Raise(AskCategory)],
            ),
            go(
                &[Ahead, NotNeeded, Asked, WithPerson, Granted],
                &[RightDenied],
                Denied,
                &[Close(TaskKind::DecideEntitlement), Raise(CaseOver)],
            ),
            go(
                &[Ahead, NotNeeded, Asked, WithPerson],
                &[RightToPerson],
                WithPerson,
                &[Open(TaskKind::DecideEntitlement)],
            ),
            late(&[Granted, Denied], &[RightToPerson]),
            stay(&[WithPerson], &[FactsNew], &[Tell(Order::RequestEntitlement)]),
            // Who got support only needs assistance as well.
            go(&[NotNeeded], &[AssistanceAsked], Asked, &[Tell(Order::RequestEntitlement)]),
            go(
                &[Asked, WithPerson],
                &[AssistanceDropped],
                NotNeeded,
                &[Close(TaskKind::DecideEntitlement), Close(TaskKind::ReassessRight), Raise(AskCategory)],
            ),
            // The support goes on.
            go(
                &[Asked, WithPerson],
                &[RightDeniedBeside],
                NotNeeded,
                &[Close(TaskKind::DecideEntitlement), Close(TaskKind::ReassessRight)],
            ),
            late(&[Ahead, NotNeeded, Granted, Denied, Ending, Over], &[RightDeniedBeside]),
            // It crossed what took the application back: nothing is paid that nobody asks any more.
            stay(&[NotNeeded], &[RightGrantedUnasked], &[CameLate, Tell(Order::EndBenefit)]),
            late(&[NotNeeded], &[RightToPersonUnasked]),
            late(
                &[Ahead, Asked, WithPerson, Granted, Denied, Ending, Over],
                &[RightGrantedUnasked, RightToPersonUnasked],
            ),
            // Decided by the facts of before, or about to be: a person looks what the change means.
            stay(&[Asked, Granted], &[RightFactsNew], &[Open(TaskKind::ReassessRight)]),
            // The command that ends it was sent before income decided, and comes to it after.
            late(&[Ending], &[RightGranted, RightDenied, RightToPerson]),
            // Income decided after it was told to end: what came into being late is taken back as well.
            go(&[Denied, Over], &[RightGranted], Ending, &[CameLate, Tell(Order::EndBenefit)]),
            go(&[Over], &[RightToPerson], Ending, &[CameLate, Tell(Order::EndBenefit)]),
            late(&[Denied, Over], &[RightDenied]),
            go(&[Ending], &[BenefitEnded], Over, &[]),
            go(&[Asked, WithPerson, Granted], &[BenefitEnded], Over, &[Raise(CaseOver)]),
            late(&[Ahead, NotNeeded, Denied, Over], &[BenefitEnded]),
            late(
                &[Ahead, NotNeeded, Asked, WithPerson, Granted, Denied, Ending, Over],
                &[BenefitEndedBeside],
            ),
            go(&[Asked, WithPerson, Granted], &[Ends], Ending, &[Tell(Order::EndBenefit)]),
            go(&[Ahead, NotNeeded], &[Ends], Over, &[]),
            // an objection was upheld
            go(
                &[Granted],
                &[ReassessRight],
                Asked,
                &[Close(TaskKind::ReassessRight), Tell(Order::RequestEntitlement)],
            ),
            stay(&[Asked], &[AskAgain], &[Tell(Order::RequestEntitlement)]),
            // A person decides anew: the rules would deny the same facts again.
            go(&[Denied, Over], &[CaseReopens], Ahead, &[]),
        ]
    };
}
