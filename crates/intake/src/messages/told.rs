use chrono::NaiveDate;
use domain::{FactKey, Facts, SignalKind};
use messaging::Told;
use proto::common::v1::CaseRef;
use proto::intake::v1 as pb;
use proto::{day_text, facts_to};
use service::tell;

use crate::model::{Application, Assessment, SearchResult};

fn case_of(application: &Application) -> Option<CaseRef> {
    Some(CaseRef::of(application.case, application.person, &application.municipality))
}

fn told<M: prost::Message + prost::Name>(application: &Application, message: &M) -> Vec<Told> {
    tell(application.case, &application.municipality, message)
}

pub fn application_received(application: &Application, intake_complete: bool) -> Vec<Told> {
    let message = pb::ApplicationReceived {
        case: case_of(application),
        case_number: application.number.to_string(),
        situation: application.situation.code().into(),
        reported_on: day_text(application.reported_on),
        applied_on: day_text(application.applied_on),
        search_until: application.search_until.map(day_text).unwrap_or_default(),
        intake_complete,
        assistance_requested: application.asks_assistance(),
        area: application.area(),
    };
    told(application, &message)
}

pub fn search_ended(application: &Application, result: SearchResult) -> Vec<Told> {
    told(application, &pb::SearchEnded { case: case_of(application), result: result.code().into() })
}

pub fn intake_completed(application: &Application) -> Vec<Told> {
    let message = pb::IntakeCompleted {
        case: case_of(application),
        assistance_requested: application.asks_assistance(),
        area: application.area(),
    };
    told(application, &message)
}

/// Which facts, never their values.
pub fn facts_changed(application: &Application, keys: &[FactKey]) -> Vec<Told> {
    let keys = keys.iter().map(|key| key.code().into()).collect();
    told(application, &pb::FactsChanged { case: case_of(application), keys })
}

/// The application is closed without a decision on what it asks.
pub fn not_processed(application: &Application, reason: &str) -> Vec<Told> {
    let message = pb::ApplicationNotProcessed { case: case_of(application), reason: reason.into() };
    told(application, &message)
}

/// Someone must see to something.
pub fn signal_raised(
    application: &Application,
    kind: SignalKind,
    subject: &str,
    due_on: Option<NaiveDate>,
) -> Vec<Told> {
    let due_on = due_on.filter(|_| !kind.is_about_age()).map(day_text).unwrap_or_default();
    let (kind, subject) = (kind.code().into(), subject.into());
    told(application, &pb::SignalRaised { case: case_of(application), kind, subject, due_on })
}

/// It is no longer so.
pub fn signal_settled(application: &Application, kind: SignalKind, subject: &str) -> Vec<Told> {
    let (kind, subject) = (kind.code().into(), subject.into());
    told(application, &pb::SignalSettled { case: case_of(application), kind, subject })
}

/// A need for care that came to light, or is no longer there. `before`: the statement by which one was known already.
pub fn care_need(before: Option<i64>, application: &Application) -> Vec<Told> {
    let (case, kind) = (case_of(application), SignalKind::CareNeed.code().to_owned());
    let subject = |number: i64| format!("statement-{number}");
    match (before, application.care_signal) {
        (None, Some(number)) => {
            let due_on = String::new();
            told(application, &pb::SignalRaised { case, kind, subject: subject(number), due_on })
        }
        (Some(number), None) => {
            told(application, &pb::SignalSettled { case, kind, subject: subject(number) })
        }
        _ => Vec::new(),
    }
}

/// The command to the service that decides, with the facts that it needs.
pub fn assessment(application: &Application, assessment: Assessment, facts: &Facts) -> Vec<Told> {
    let (case, facts) = (case_of(application), facts_to(facts));
    match assessment {
        Assessment::Entitlement => {
            let reported_on = day_text(application.reported_on);
            told(application, &proto::income::v1::AssessEntitlement { case, reported_on, facts })
        }
        Assessment::Category => told(application, &proto::reintegration::v1::Categorise { case, facts }),
        Assessment::Sheltered => told(application, &proto::sheltered_work::v1::RequestPlace { case, facts }),
    }
}
