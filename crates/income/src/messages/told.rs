//! Model → wire event.

use chrono::NaiveDate;
use domain::{CaseId, Municipality, ObjectionId, PersonId};
use messaging::Told;
use proto::common::v1::CaseRef;
use proto::income::v1 as pb;

use crate::model::money::{CaseAccount, MoneyDecision, NotReversed, Payment};
use crate::model::{Decided, EndBenefit, Right};

/// The right was decided: outcome, rule and article; no amounts.
pub fn entitlement_decided(decided: &Decided) -> Vec<Told> {
    let head = &decided.entitlement;
    let reason = decided.reason();
    let event = pb::EntitlementDecided {
        case: Some(CaseRef::of(head.case, head.person, &head.municipality)),
        outcome: outcome(head.stage.right()).into(),
        rule: reason.map(|reason| reason.rule.clone()).unwrap_or_default(),
        source: reason.map(|reason| reason.source.clone()).unwrap_or_default(),
    };
    service::tell(head.case, &head.municipality, &event)
}

/// The benefit ended, or there was none.
pub fn benefit_ended(ask: &EndBenefit, from_day: NaiveDate) -> Vec<Told> {
    let event = pb::BenefitEnded {
        case: Some(CaseRef::of(ask.case, ask.person, &ask.municipality)),
        from_day: proto::day_text(from_day),
        reason: ask.reason.clone(),
    };
    service::tell(ask.case, &ask.municipality, &event)
}

/// The bank did not pay: a person must look at it. Says which payment, nothing of whom or how much.
pub fn payment_rejected(account: &CaseAccount, payment: &Payment) -> Vec<Told> {
    let event = pb::PaymentRejected {
        case: Some(CaseRef::of(account.case, account.person, &account.municipality)),
        payment: payment.id.to_string(),
    };
    service::tell(account.case, &account.municipality, &event)
}

/// An advance was granted: says when, and nothing of how much.
pub fn advance_granted(account: &CaseAccount, on: NaiveDate) -> Vec<Told> {
    let case = Some(CaseRef::of(account.case, account.person, &account.municipality));
    let event = pb::AdvanceGranted { case, granted_on: proto::day_text(on) };
    service::tell(account.case, &account.municipality, &event)
}

/// Decisions about money that an objection can be against; a payment run is no user.
pub fn money_decided(account: &CaseAccount, decision: &MoneyDecision, by_run: bool) -> Vec<Told> {
    let on_others = account.state.recourse.values().any(|claim| claim.decision == decision.number);
    let Ok(matter) = decision.objected_to_as(on_others) else { return Vec::new() };
    let event = pb::MoneyDecided {
        case: Some(CaseRef::of(account.case, account.person, &account.municipality)),
        matter: matter.code().into(),
        number: decision.number,
        decided_on: proto::day_text(decision.decided_on),
        decided_by: if by_run { String::new() } else { decision.decided_by.clone() },
    };
    service::tell(account.case, &account.municipality, &event)
}

/// What a reversed decision did was corrected.
pub fn decision_reversed(
    (case, person, municipality): (CaseId, PersonId, &Municipality),
    objection: ObjectionId,
) -> Vec<Told> {
    let event = pb::DecisionReversed {
        case: Some(CaseRef::of(case, person, municipality)),
        objection_id: objection.to_string(),
    };
    service::tell(case, municipality, &event)
}

/// A person must correct it.
pub fn decision_not_reversed(
    (case, person, municipality): (CaseId, PersonId, &Municipality),
    objection: ObjectionId,
    why: NotReversed,
) -> Vec<Told> {
    let event = pb::DecisionNotReversed {
        case: Some(CaseRef::of(case, person, municipality)),
        objection_id: objection.to_string(),
        rule: why.rule().into(),
    };
    service::tell(case, municipality, &event)
}

/// How the wire names what was decided.
pub fn outcome(right: Option<&Right>) -> pb::EntitlementOutcome {
    match right {
        Some(Right::Granted { .. }) => pb::EntitlementOutcome::Granted,
        Some(Right::Denied { .. }) => pb::EntitlementOutcome::Denied,
        Some(Right::PersonDecides { .. }) => pb::EntitlementOutcome::PersonDecides,
        None => pb::EntitlementOutcome::Unspecified,
    }
}
