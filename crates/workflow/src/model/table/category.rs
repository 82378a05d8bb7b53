//! The category.

use super::{Row, Table, go, late, stay};
use crate::model::effect::Effect::{Close, Drop, Open, Raise, Send as Tell, SetOut};
use crate::model::effect::Order;
use crate::model::state::CategoryKind;
use crate::model::task::TaskKind;
use crate::model::trigger::Trigger;

impl Table for CategoryKind {
    const ROWS: &'static [Row<Self>] = {
        use CategoryKind::{Ahead, Asked, Chosen, LacksFacts, Over, Settled, WithPerson};
        use TaskKind::{AssignCategory, ConfirmDeviation, SupplyFacts};
        use Trigger::{
            AskAgain, AskCategory, CaseReopens, CategoryChanged, CategoryKept, CategoryLacksFacts,
            CategoryNew, CategoryToPerson, DeviationProposed, DeviationSettled, Ends, FactsNew, PlaceRefused,
            PlanReview, Recategorise, RedoReferral, WayClear,
        };
        &[
            go(&[Ahead], &[AskCategory], Asked, &[Tell(Order::RequestCategory)]),
            go(
                &[Ahead, Asked, LacksFacts, WithPerson, Chosen, Settled],
                &[CategoryNew],
                Chosen,
                &[Close(SupplyFacts), Close(AssignCategory), Raise(CategoryChanged)],
            ),
            go(
                &[Ahead, Asked, LacksFacts, WithPerson, Chosen, Settled],
                &[CategoryKept],
                Settled,
                &[Close(SupplyFacts), Close(AssignCategory), Raise(PlanReview)],
            ),
            go(
                &[Ahead, Asked, LacksFacts, WithPerson],
                &[CategoryLacksFacts],
                LacksFacts,
                &[Drop(SupplyFacts), Drop(AssignCategory), Open(SupplyFacts)],
            ),
            go(
                &[Ahead, Asked, LacksFacts, WithPerson],
                &[CategoryToPerson],
                WithPerson,
                &[Drop(SupplyFacts), Open(AssignCategory)],
            ),
            // A professional was first: there is a category.
            late(&[Chosen, Settled], &[CategoryLacksFacts, CategoryToPerson]),
            go(&[LacksFacts], &[FactsNew], Asked, &[Close(SupplyFacts), Tell(Order::RequestCategory)]),
            stay(
                &[Ahead, Asked, LacksFacts, WithPerson, Chosen, Settled],
                &[DeviationProposed],
                &[Open(ConfirmDeviation)],
            ),
            stay(
                &[Ahead, Asked, LacksFacts, WithPerson, Chosen, Settled],
                &[DeviationSettled],
                &[Close(ConfirmDeviation)],
            ),
            go(&[Chosen], &[WayClear], Settled, &[SetOut]),
            go(&[Chosen, Settled], &[Recategorise], Asked, &[Tell(Order::RequestCategory)]),
            go(&[Settled], &[PlaceRefused], WithPerson, &[Open(AssignCategory)]),
            // an objection was upheld: a person says where the case goes
            go(&[Settled], &[RedoReferral], WithPerson, &[Open(AssignCategory), Raise(CategoryChanged)]),
            go(&[Over], &[CaseReopens], Ahead, &[]),
            stay(&[Asked], &[AskAgain], &[Tell(Order::RequestCategory)]),
            go(&[Ahead, Asked, LacksFacts, WithPerson, Chosen, Settled], &[Ends], Over, &[]),
            late(
                &[Over],
                &[
                    CategoryNew,
                    CategoryKept,
                    CategoryLacksFacts,
                    CategoryToPerson,
                    DeviationProposed,
                    DeviationSettled,
                ],
            ),
        ]
    };
}
