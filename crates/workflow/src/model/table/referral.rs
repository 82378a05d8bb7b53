//! To a partner, or to sheltered work.

use super::{Row, Table, go, late, stay};
use crate::model::effect::Effect::{CameLate, Close, Drop, Open, Raise, Send as Tell};
use crate::model::effect::Order;
use crate::model::state::ReferralKind;
use crate::model::task::TaskKind;
use crate::model::trigger::Trigger;

impl Table for ReferralKind {
    const ROWS: &'static [Row<Self>] = {
        use ReferralKind::{
            Accepted, AdviceAsked, AdvisedAgainst, NoneLeft, NotReferred, Offered, Over, Overdue, PlaceAsked,
            Placed, Releasing, Requested, Waiting, Withdrawing,
        };
        use TaskKind::{FindPartner, GiveAdvice};
        use Trigger::{
            AdviceNegative, AdviceRequested, AnswerTermOver, CaseReopens, CategoryChanged, Ends, GoAlone,
            GoSheltered, GoToPartner, GotPlace, NoPartnerLeft, OnWaitingList, PartnerAccepted, PlaceAssigned,
            PlaceRefused, PlaceReleased, PlanReview, PutOnWaitingList, ReferralAccepted, ReferralDeclined,
            ReferralOffered, ReferralWithdrawn, ReviewNow,
        };
        &[
            // the way to a partner
            go(
                &[NotReferred, NoneLeft, AdvisedAgainst],
                &[GoToPartner],
                Requested,
                &[Tell(Order::OfferReferral)],
            ),
            go(
                &[NotReferred, Requested, Offered, Overdue, NoneLeft],
                &[ReferralOffered],
                Offered,
                &[Drop(FindPartner)],
            ),
            go(&[Offered], &[AnswerTermOver], Overdue, &[Tell(Order::ExpireOffer)]),
            go(
                &[NotReferred, Requested, Offered, Overdue, NoneLeft],
                &[ReferralAccepted],
                Accepted,
                &[Drop(FindPartner), Raise(PartnerAccepted)],
            ),
            go(&[Offered, Overdue], &[ReferralDeclined], Requested, &[]),
            stay(&[Requested], &[ReferralDeclined], &[]),
            go(
                &[NotReferred, Requested, Offered, Overdue, NoneLeft],
                &[NoPartnerLeft],
                NoneLeft,
                &[Open(FindPartner), Raise(PlanReview)],
            ),
            late(&[Accepted], &[ReferralOffered, ReferralAccepted, ReferralDeclined, NoPartnerLeft]),
            late(&[NotReferred, NoneLeft], &[ReferralDeclined]),
            // crossing a withdrawal
            late(&[Withdrawing], &[ReferralOffered, ReferralAccepted, ReferralDeclined, NoPartnerLeft]),
            go(&[Withdrawing], &[ReferralWithdrawn], NotReferred, &[]),
            go(
                &[Over],
                &[ReferralOffered, ReferralAccepted],
                Withdrawing,
                &[CameLate, Tell(Order::WithdrawReferral)],
            ),
            stay(
                &[PlaceAsked, AdviceAsked, AdvisedAgainst, Waiting, Placed, Releasing],
                &[ReferralOffered, ReferralAccepted],
                &[CameLate, Tell(Order::WithdrawReferral)],
            ),
            late(
                &[PlaceAsked, AdviceAsked, AdvisedAgainst, Waiting, Placed, Releasing, Over],
                &[ReferralDeclined, NoPartnerLeft],
            ),
            late(
                &[
                    NotReferred,
                    Requested,
                    Offered,
                    Overdue,
                    Accepted,
                    NoneLeft,
                    PlaceAsked,
                    AdviceAsked,
                    AdvisedAgainst,
                    Waiting,
                    Placed,
                    Releasing,
                    Over,
                ],
                &[ReferralWithdrawn],
            ),
            late(
                &[
                    NotReferred,
                    Requested,
                    Overdue,
                    Accepted,
                    NoneLeft,
                    Withdrawing,
                    PlaceAsked,
                    AdviceAsked,
                    AdvisedAgainst,
                    Waiting,
                    Placed,
                    Releasing,
                    Over,
                ],
                &[AnswerTermOver],
            ),
            // the way to sheltered work
            go(
                &[NotReferred, NoneLeft, AdvisedAgainst],
                &[GoSheltered],
                PlaceAsked,
                &[Tell(Order::RequestPlace)],
            ),
            // while waiting an advice may run out, and is asked anew
            go(&[PlaceAsked, Waiting], &[AdviceRequested], AdviceAsked, &[Open(GiveAdvice)]),
            late(&[AdviceAsked, AdvisedAgainst, Placed], &[AdviceRequested]),
            go(
                &[PlaceAsked, AdviceAsked, Waiting],
                &[AdviceNegative],
                AdvisedAgainst,
                &[Close(GiveAdvice), Raise(PlaceRefused)],
            ),
            // the preparation for it is over
            go(
                &[PlaceAsked, AdviceAsked, Waiting],
                &[PlaceAssigned],
                Placed,
                &[Close(GiveAdvice), Raise(GotPlace), Raise(PlanReview)],
            ),
            go(&[Placed], &[PlaceAssigned], Placed, &[]),
            go(
                &[PlaceAsked, AdviceAsked, Waiting, Placed],
                &[PutOnWaitingList],
                Waiting,
                &[Close(GiveAdvice), Raise(OnWaitingList), Raise(PlanReview)],
            ),
            // sheltered-work gave it back of itself
            go(
                &[AdviceAsked, Waiting, Placed],
                &[PlaceReleased],
                NotReferred,
                &[Drop(GiveAdvice), Raise(ReviewNow)],
            ),
            go(&[Releasing], &[PlaceReleased], NotReferred, &[]),
            late(
                &[
                    NotReferred,
                    Requested,
                    Offered,
                    Overdue,
                    Accepted,
                    NoneLeft,
                    Withdrawing,
                    PlaceAsked,
                    AdvisedAgainst,
                    Over,
                ],
                &[PlaceReleased],
            ),
            // crossing a release: the request went by way of intake and may come after it
            late(&[Releasing], &[AdviceRequested, AdviceNegative, PlaceAssigned, PutOnWaitingList]),
            go(
                &[Over],
                &[AdviceRequested, PlaceAssigned, PutOnWaitingList],
                Releasing,
                &[CameLate, Tell(Order::ReleasePlace)],
            ),
            stay(
                &[NotReferred, Requested, Offered, Overdue, Accepted, NoneLeft, Withdrawing],
                &[AdviceRequested, PlaceAssigned, PutOnWaitingList],
                &[CameLate, Tell(Order::ReleasePlace)],
            ),
            stay(
                &[AdvisedAgainst],
                &[PlaceAssigned, PutOnWaitingList],
                &[CameLate, Tell(Order::ReleasePlace)],
            ),
            late(
                &[
                    NotReferred,
                    Requested,
                    Offered,
                    Overdue,
                    Accepted,
                    NoneLeft,
                    Withdrawing,
                    AdvisedAgainst,
                    Placed,
                    Over,
                ],
                &[AdviceNegative],
            ),
            // on own strength
            go(&[NoneLeft, AdvisedAgainst], &[GoAlone], NotReferred, &[Drop(FindPartner)]),
            // taking back
            go(
                &[Requested, Offered, Overdue, Accepted],
                &[CategoryChanged, Ends],
                Withdrawing,
                &[Tell(Order::WithdrawReferral)],
            ),
            go(
                &[PlaceAsked, AdviceAsked, Waiting, Placed],
                &[CategoryChanged, Ends],
                Releasing,
                &[Drop(GiveAdvice), Tell(Order::ReleasePlace)],
            ),
            // a run of offers ends with a withdrawal: after it every partner may be asked again
            go(
                &[NoneLeft],
                &[CategoryChanged],
                Withdrawing,
                &[Drop(FindPartner), Tell(Order::WithdrawReferral)],
            ),
            go(&[NotReferred, NoneLeft, AdvisedAgainst], &[Ends], Over, &[]),
            go(&[Over], &[CaseReopens], NotReferred, &[]),
        ]
    };
}
