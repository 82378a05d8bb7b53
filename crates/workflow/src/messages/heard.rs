//! Wire message → input.

use chrono::NaiveDate;
use domain::{Direction, SignalKind, Violation};
use messaging::{Envelope, SCHEMA, Unreadable};
use prost::{Message, Name};
use proto::common::v1::CaseRef;
use proto::{income, intake, parse_day, partner_contracts, reintegration, routes, sheltered_work};

use crate::actor::Input;
use crate::model::{
    Against, Assignment, EndReason, EntitlementOutcome, Event, Registration, SearchResult, TrajectoryResult,
    WorkActsTold,
};

/// A message that says something about one case.
trait Telling: Message + Name + Default {
    fn case_ref(&self) -> Option<&CaseRef>;
    fn event(self) -> Result<Event, Unreadable>;
}

/// Parses what a service told.
///
/// # Errors
///
/// [`Unreadable`] for an unknown type, a newer schema, or a field that cannot be read.
pub fn heard(envelope: &Envelope) -> Result<Input, Unreadable> {
    if envelope.schema > SCHEMA {
        return Err(Unreadable::new(format!("schema {} is newer than {SCHEMA}", envelope.schema)));
    }
    for (kind, read) in table() {
        if *kind == envelope.kind {
            return read(envelope);
        }
    }
    Err(Unreadable::new(format!("workflow does not know {}", envelope.kind)))
}

type Read = fn(&Envelope) -> Result<Input, Unreadable>;

macro_rules! telling {
    ($($message:ty => |$wire:ident| $event:expr;)+) => {
        $(
            impl Telling for $message {
                fn case_ref(&self) -> Option<&CaseRef> {
                    self.case.as_ref()
                }

                fn event(self) -> Result<Event, Unreadable> {
                    let $wire = self;
                    let _ = &$wire;
                    Ok($event)
                }
            }
        )+

        /// Every message that workflow hears, by its type.
        fn table() -> &'static [(String, Read)] {
            static TABLE: std::sync::LazyLock<Vec<(String, Read)>> =
                std::sync::LazyLock::new(|| vec![$((routes::type_of::<$message>(), read::<$message> as Read)),+]);
            &TABLE
        }
    };
}

telling! {
    intake::v1::ApplicationReceived => |wire| Event::ApplicationReceived {
        registration: Registration {
            number: wire.case_number,
            situation: wire.situation,
            reported_on: day("reported_on", &wire.reported_on)?,
            applied_on: day("applied_on", &wire.applied_on)?,
        },
        search_until: day_or_none("search_until", &wire.search_until)?,
        intake_complete: wire.intake_complete,
        assistance: wire.assistance_requested,
        area: wire.area,
        acts: wire.work_acts.as_ref().map(acts),
    };
    intake::v1::SearchEnded => |wire| match search_result(&wire.result)? {
        SearchResult::Lifted => Event::SearchLifted { by: wire.lifted_by },
        result => Event::SearchEnded { result },
    };
    intake::v1::SearchStarted => |wire| Event::SearchStarted { until: day("search_until", &wire.search_until)? };
    intake::v1::IntakeCompleted => |wire| Event::IntakeCompleted {
        assistance: wire.assistance_requested,
        area: wire.area,
        acts: wire.work_acts.as_ref().map(acts),
    };
    intake::v1::WorkActsShown => |wire| Event::WorkActsShown {
        acts: wire.acts.as_ref().map(acts).ok_or_else(|| Unreadable::new("acts are missing"))?,
    };
    intake::v1::FactsChanged => |wire| Event::FactsChanged {
        for_right: wire.for_right,
        assistance: wire.assistance_requested,
    };
    intake::v1::ClientSeenAgain => |wire| Event::SeenAgain {
        situation: wire.situation,
        occasion: wire.occasion,
        intake_complete: wire.intake_complete,
    };
    intake::v1::ApplicationNotProcessed => |wire| Event::ApplicationNotProcessed { reason: wire.reason };
    intake::v1::ApplicationNotReopened => |wire| Event::NotReopened { other: wire.other_case_number };
    intake::v1::SignalRaised => |wire| Event::SignalRaised {
        signal: signal(&wire.kind)?,
        due_on: day_or_none("due_on", &wire.due_on)?,
        subject: wire.subject,
        not_by: Some(wire.not_by).filter(|user| !user.is_empty()),
    };
    intake::v1::SignalSettled => |wire| Event::SignalSettled {
        signal: signal(&wire.kind)?,
        subject: wire.subject,
    };
    income::v1::EntitlementDecided => |wire| Event::EntitlementDecided { outcome: entitlement(wire.outcome())? };
    income::v1::BenefitEnded => |wire| Event::BenefitEnded {
        from_day: benefit_end(&wire.from_day)?,
        reason: EndReason::from_code(&wire.reason),
    };
    income::v1::PaymentRejected => |wire| Event::PaymentRejected { payment: wire.payment };
    income::v1::MoneyDecided => |wire| Event::MoneyDecided {
        matter: money_matter(&wire.matter)?,
        number: wire.number,
        on: day("decided_on", &wire.decided_on)?,
        by: Some(wire.decided_by).filter(|user| !user.is_empty()),
    };
    income::v1::DecisionReversed => |wire| Event::DecisionReversed {
        objection: id("objection_id", &wire.objection_id)?,
    };
    income::v1::DecisionNotReversed => |wire| Event::DecisionNotReversed {
        objection: id("objection_id", &wire.objection_id)?,
        rule: wire.rule,
    };
    income::v1::SignalRaised => |wire| Event::SignalRaised {
        signal: signal(&wire.kind)?,
        due_on: day_or_none("due_on", &wire.due_on)?,
        subject: wire.subject,
        not_by: None,
    };
    income::v1::SignalSettled => |wire| Event::SignalSettled {
        signal: signal(&wire.kind)?,
        subject: wire.subject,
    };
    reintegration::v1::CategoryAssigned => |wire| Event::CategoryAssigned {
        by_deviation: wire.by_deviation,
        assignment: assignment(wire)?,
    };
    reintegration::v1::CategoryNeedsPerson => |wire| Event::CategoryNeedsPerson { missing: wire.missing_facts };
    reintegration::v1::DeviationProposed => |wire| Event::DeviationProposed {
        deviation: id("deviation_id", &wire.deviation_id)?,
        by: wire.by,
    };
    reintegration::v1::DeviationSettled => |wire| Event::DeviationSettled {
        deviation: id("deviation_id", &wire.deviation_id)?,
        confirmed: wire.confirmed,
    };
    reintegration::v1::TrajectoryStarted => |wire| Event::TrajectoryStarted {
        trajectory: id("trajectory_id", &wire.trajectory_id)?,
        instrument: wire.instrument,
        ends_on: day("ends_on", &wire.ends_on)?,
    };
    reintegration::v1::TrajectoryRefused => |wire| Event::TrajectoryRefused;
    reintegration::v1::TrajectoryEnded => |wire| Event::TrajectoryEnded {
        trajectory: id("trajectory_id", &wire.trajectory_id)?,
        result: match wire.result.as_str() {
            "work" => TrajectoryResult::Work,
            "education" => TrajectoryResult::Education,
            _ => TrajectoryResult::Other,
        },
        first_day: day_or_none("first_day_of_work", &wire.first_day_of_work)?,
    };
    reintegration::v1::TrajectoriesClosed => |wire| Event::TrajectoriesClosed;
    reintegration::v1::SignalRaised => |wire| Event::SignalRaised {
        signal: signal(&wire.kind)?,
        due_on: day_or_none("due_on", &wire.due_on)?,
        subject: wire.subject,
        not_by: None,
    };
    reintegration::v1::SignalSettled => |wire| Event::SignalSettled {
        signal: signal(&wire.kind)?,
        subject: wire.subject,
    };
    sheltered_work::v1::AdviceRequested => |wire| Event::AdviceRequested;
    sheltered_work::v1::AdviceNegative => |wire| Event::AdviceNegative;
    sheltered_work::v1::PlaceAssigned => |wire| Event::PlaceAssigned { place: id("place_id", &wire.place_id)? };
    sheltered_work::v1::PutOnWaitingList => |wire| Event::PutOnWaitingList { position: wire.position };
    sheltered_work::v1::PlaceReleased => |wire| Event::PlaceReleased;
    sheltered_work::v1::SignalRaised => |wire| Event::SignalRaised {
        signal: signal(&wire.kind)?,
        due_on: day_or_none("due_on", &wire.due_on)?,
        subject: wire.subject,
        not_by: None,
    };
    sheltered_work::v1::SignalSettled => |wire| Event::SignalSettled {
        signal: signal(&wire.kind)?,
        subject: wire.subject,
    };
    partner_contracts::v1::ReferralOffered => |wire| Event::ReferralOffered {
        referral: id("referral_id", &wire.referral_id)?,
        answer_by: day("answer_by", &wire.answer_by)?,
        partner: wire.partner,
    };
    partner_contracts::v1::ReferralAccepted => |wire| Event::ReferralAccepted {
        referral: id("referral_id", &wire.referral_id)?,
        partner: wire.partner,
    };
    partner_contracts::v1::ReferralDeclined => |wire| Event::ReferralDeclined { expired: wire.expired };
    partner_contracts::v1::NoPartnerLeft => |wire| Event::NoPartnerLeft;
    partner_contracts::v1::ReferralWithdrawn => |wire| Event::ReferralWithdrawn;
}

const fn acts(wire: &intake::v1::WorkActs) -> WorkActsTold {
    WorkActsTold {
        vacancy_offered: wire.vacancy_offered,
        portfolio_begun: wire.portfolio_begun,
        not_asked: wire.not_asked,
    }
}

fn read<M: Telling>(envelope: &Envelope) -> Result<Input, Unreadable> {
    let message = M::decode(envelope.body.as_slice()).map_err(Unreadable::new)?;
    let case_ref = message.case_ref().ok_or_else(|| Unreadable::new("case is missing"))?;
    let (case, person, municipality) = case_ref.read().map_err(|violation| wrong(&violation))?;
    let by = Some(envelope.actor.clone()).filter(|actor| actor != messaging::CLOCK);
    Ok(Input::Heard { case, person, municipality, event: message.event()?, by })
}

fn wrong(violation: &Violation) -> Unreadable {
    Unreadable::new(format!("{} cannot be read by {}", violation.field, violation.rule))
}

fn day(field: &str, text: &str) -> Result<NaiveDate, Unreadable> {
    parse_day(field, text).map_err(|violation| wrong(&violation))
}

fn day_or_none(field: &str, text: &str) -> Result<Option<NaiveDate>, Unreadable> {
    if text.is_empty() { Ok(None) } else { day(field, text).map(Some) }
}

/// There may have been no right to end, and then no day; workflow does not reckon with it.
fn benefit_end(text: &str) -> Result<NaiveDate, Unreadable> {
    Ok(day_or_none("from_day", text)?.unwrap_or_default())
}

fn id<K>(field: &str, text: &str) -> Result<domain::Id<K>, Unreadable> {
    text.parse().map_err(|_| Unreadable::new(format!("{field} is no id")))
}

fn signal(code: &str) -> Result<SignalKind, Unreadable> {
    SignalKind::from_code(code).ok_or_else(|| Unreadable::new("kind is no known signal"))
}

/// What a decision about money is about.
fn money_matter(code: &str) -> Result<Against, Unreadable> {
    Against::from_code(code)
        .filter(|matter| matter.is_about_money() || *matter == Against::Ending)
        .ok_or_else(|| Unreadable::new("matter is no known decision about money"))
}

fn search_result(code: &str) -> Result<SearchResult, Unreadable> {
    Ok(match code {
        "searched" => SearchResult::Searched,
        "too-little" => SearchResult::TooLittle,
        "found-work" => SearchResult::FoundWork,
        "withdrew" => SearchResult::Withdrew,
        "to-education" => SearchResult::ToEducation,
        "lifted" => SearchResult::Lifted,
        _ => return Err(Unreadable::new("result is not known")),
    })
}

fn entitlement(outcome: income::v1::EntitlementOutcome) -> Result<EntitlementOutcome, Unreadable> {
    use income::v1::EntitlementOutcome as Wire;
    match outcome {
        Wire::Granted => Ok(EntitlementOutcome::Granted),
        Wire::Denied => Ok(EntitlementOutcome::Denied),
        Wire::PersonDecides => Ok(EntitlementOutcome::PersonDecides),
        Wire::Unspecified => Err(Unreadable::new("outcome is not known")),
    }
}

fn assignment(wire: reintegration::v1::CategoryAssigned) -> Result<Assignment, Unreadable> {
    Ok(Assignment {
        direction: Direction::from_code(&wire.direction)
            .ok_or_else(|| Unreadable::new("direction is not known"))?,
        lead_role: wire.lead_role.parse().map_err(|_| Unreadable::new("lead_role is not known"))?,
        key: wire.category,
        review_months: wire.review_months,
        earning_capacity: wire.earning_capacity,
        target_groups: wire.target_groups,
        policy_version: wire.policy_version,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails when an event for workflow is added and forgotten here.
    #[test]
    fn every_event_for_workflow_is_heard() {
        let set = prost_types::FileDescriptorSet::decode(proto::DESCRIPTORS).unwrap();
        let mut expected = 0;
        for file in &set.file {
            for message in &file.message_type {
                let name = format!("{}.{}", file.package(), message.name());
                expected += usize::from(routes::receivers(&name).contains(&routes::WORKFLOW));
            }
        }
        assert_eq!(table().len(), expected);
    }
}
