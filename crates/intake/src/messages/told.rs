use chrono::NaiveDate;
use domain::{FactKey, Facts, SignalKind};
use messaging::Told;
use proto::common::v1::{CaseRef, FactsFrom};
use proto::intake::v1 as pb;
use proto::{day_text, facts_to};
use service::tell;

use crate::model::{
    Application, Assessment, AtTheGate, Handling, RiskDeviation, SearchResult, SeenAgain, WorkActs,
    shared_for_right, tells_on_right,
};

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
        work_acts: Some(acts_of(application)),
    };
    told(application, &message)
}

/// Judged, or fallen away when it was to be judged.
pub fn search_ended(application: &Application, result: SearchResult) -> Vec<Told> {
    search_over(application, if application.search_lifted.is_some() { LIFTED } else { result.code() })
}

/// The gate was decided anew by other facts.
pub fn at_the_gate(application: &Application, moved: AtTheGate) -> Vec<Told> {
    match moved {
        AtTheGate::Lifted => search_over(application, LIFTED),
        AtTheGate::Started(until) => told(
            application,
            &pb::SearchStarted { case: case_of(application), search_until: day_text(until) },
        ),
    }
}

/// The search period fell away: there is nothing to judge.
const LIFTED: &str = "lifted";

fn search_over(application: &Application, result: &str) -> Vec<Told> {
    let handled = application.stage.is_open().then(|| day_text(application.handled_from()));
    let (result, handled_from) = (result.into(), handled.unwrap_or_default());
    let lifted = application.search_lifted.as_ref();
    let lifted_by = lifted.map(|lifted| lifted.source.clone()).unwrap_or_default();
    told(application, &pb::SearchEnded { case: case_of(application), result, handled_from, lifted_by })
}

/// What still holds of an application that goes on: whoever was asked to see to it was told to leave it when the case ended.
pub fn still_so(application: &Application, handling: Option<&Handling>) -> Vec<Told> {
    let kind = SignalKind::FactContested;
    let contested = application.contested.iter().map(contested_subject);
    let mut told: Vec<_> =
        contested.flat_map(|about| signal_raised(application, kind, &about, None)).collect();
    told.extend(care_need(None, application));
    told.extend(handling.map(|handling| risk_deviation(application, None, handling)).unwrap_or_default());
    told
}

fn contested_subject((key, since): (&FactKey, &i64)) -> String {
    format!("{key}-{since}")
}

/// Facts that sources disagree about since, or no longer.
pub fn contested(before: &Application, next: &Application) -> Vec<Told> {
    let (kind, subject) = (SignalKind::FactContested, contested_subject);
    let in_one = |one: &Application, other: &Application| -> Vec<_> {
        one.contested.iter().filter(|(key, _)| !other.contested.contains_key(key)).map(subject).collect()
    };
    let raised = in_one(next, before).into_iter().flat_map(|about| signal_raised(next, kind, &about, None));
    let settled = in_one(before, next).into_iter().flat_map(|about| signal_settled(next, kind, &about));
    raised.chain(settled).collect()
}

pub fn intake_completed(application: &Application) -> Vec<Told> {
    let message = pb::IntakeCompleted {
        case: case_of(application),
        assistance_requested: application.asks_assistance(),
        area: application.area(),
        work_acts: Some(acts_of(application)),
    };
    told(application, &message)
}

/// What was done to help the applicant to work became something else.
pub fn work_acts_shown(application: &Application) -> Vec<Told> {
    let acts = Some(acts_of(application));
    told(application, &pb::WorkActsShown { case: case_of(application), acts })
}

fn acts_of(application: &Application) -> pb::WorkActs {
    let WorkActs { vacancy_offered, portfolio_begun, not_asked } = application.work_acts();
    pb::WorkActs { vacancy_offered, portfolio_begun, not_asked }
}

/// Which facts, never their values. What sources disagree about is someone else's to find out first, and told again when they
/// do not any more.
pub fn facts_changed(application: &Application, keys: &[FactKey]) -> Vec<Told> {
    let codes = |keys: &mut dyn Iterator<Item = &FactKey>| keys.map(|key| key.code().into()).collect();
    let agreed = |key: &&FactKey| tells_on_right(**key) && !application.contested.contains_key(*key);
    let for_right = codes(&mut keys.iter().filter(agreed));
    let asks = keys.contains(&FactKey::AssistanceRequested).then(|| application.asks_assistance());
    let message = pb::FactsChanged {
        case: case_of(application),
        keys: codes(&mut keys.iter()),
        for_right,
        assistance_requested: asks,
    };
    told(application, &message)
}

/// The client is seen again while the case runs.
pub fn seen_again(application: &Application, seen: &SeenAgain) -> Vec<Told> {
    let message = pb::ClientSeenAgain {
        case: case_of(application),
        situation: seen.situation.code().into(),
        occasion: seen.occasion().into(),
        intake_complete: seen.intake_complete,
    };
    told(application, &message)
}

/// The application is closed without a decision on what it asks.
pub fn not_processed(application: &Application, reason: &str) -> Vec<Told> {
    let message = pb::ApplicationNotProcessed { case: case_of(application), reason: reason.into() };
    told(application, &message)
}

/// Whether assistance is asked became otherwise by what was done, in a case that goes on for support.
pub fn asked_otherwise(application: &Application, keys: &[FactKey]) -> Vec<Told> {
    if keys.is_empty() { Vec::new() } else { facts_changed(application, keys) }
}

/// A case that cannot go on while another application of the same people runs.
pub fn not_reopened(application: &Application, other: &Application) -> Vec<Told> {
    let message = pb::ApplicationNotReopened {
        case: case_of(application),
        other_case_number: other.number.to_string(),
    };
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
    let (case, kind, subject) = (case_of(application), kind.code().into(), subject.into());
    told(application, &pb::SignalRaised { case, kind, subject, due_on, not_by: String::new() })
}

/// Another depth of verification waits for a second person, or waits no longer: it was judged, or the scorecard gives
/// another outcome by now.
pub fn risk_deviation(application: &Application, before: Option<&Handling>, next: &Handling) -> Vec<Told> {
    let (kind, subject) =
        (SignalKind::RiskDeviation, |of: &RiskDeviation| format!("deviation-{}", of.number));
    let (waited, waits) = (before.and_then(Handling::waiting), next.waiting());
    let number = |of: Option<&RiskDeviation>| of.map(|of| of.number);
    if number(waited) == number(waits) {
        return Vec::new();
    }
    let mut signals = waited.map(|of| signal_settled(application, kind, &subject(of))).unwrap_or_default();
    signals.extend(waits.into_iter().flat_map(|of| {
        let message = pb::SignalRaised {
            case: case_of(application),
            kind: kind.code().into(),
            subject: subject(of),
            due_on: String::new(),
            not_by: of.by.clone(),
        };
        told(application, &message)
    }));
    signals
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
            let (subject, not_by) = (subject(number), String::new());
            told(application, &pb::SignalRaised { case, kind, subject, due_on, not_by })
        }
        (Some(number), None) => {
            told(application, &pb::SignalSettled { case, kind, subject: subject(number) })
        }
        _ => Vec::new(),
    }
}

/// What income must know of an application that nobody decides on yet: that it is there, what is known of it, and that
/// it is over. `before`: as it was; `None`: it is new.
pub fn noted(before: Option<&Application>, application: &Application) -> Vec<Told> {
    let (stood, over) = (before.is_some_and(asks), !asks(application));
    let facts = shared_for_right(&application.facts);
    let same = |before: &Application| shared_for_right(&before.facts) == facts;
    // What changes once it is handed over, travels with the command to assess it.
    let quiet = stood && !over && (!application.is_pending() || before.is_some_and(same));
    let never_asked = !stood && over;
    if quiet || never_asked {
        return Vec::new();
    }
    let message = proto::income::v1::NoteApplication {
        case: case_of(application),
        reported_on: day_text(application.reported_for_right()),
        applied_on: day_text(application.applied_for_right()),
        over,
        facts: if over { Vec::new() } else { facts_to(&facts) },
        case_number: application.number.to_string(),
    };
    told(application, &message)
}

/// Whether it asks for assistance, and is open.
fn asks(application: &Application) -> bool {
    application.asks_assistance() && application.stage.is_open()
}

/// The command to the service that decides, with the facts that it needs.
/// After an objection that was upheld a person decides there.
pub fn assessment(
    application: &Application,
    (assessment, objection): (Assessment, Option<&str>),
    (facts, since_report, contested): (&Facts, &[(NaiveDate, Facts)], &[FactKey]),
) -> Vec<Told> {
    let case = case_of(application);
    let contested = contested.iter().filter(|key| facts.get(**key).is_some());
    let contested = contested.map(|key| key.code().to_owned()).collect();
    let facts = facts_to(facts);
    let objection_id = objection.unwrap_or_default().to_owned();
    match assessment {
        Assessment::Entitlement => {
            let message = proto::income::v1::AssessEntitlement {
                case,
                reported_on: day_text(application.reported_for_right()),
                applied_on: day_text(application.applied_for_right()),
                search_result: application.search.map(|result| result.code().into()).unwrap_or_default(),
                contested,
                facts,
                objection_id,
                case_number: application.number.to_string(),
                since_report: since_report
                    .iter()
                    .map(|(from, facts)| FactsFrom { from_day: day_text(*from), facts: facts_to(facts) })
                    .collect(),
            };
            told(application, &message)
        }
        Assessment::Category => {
            told(application, &proto::reintegration::v1::Categorise { case, facts, objection_id })
        }
        Assessment::Sheltered => told(application, &proto::sheltered_work::v1::RequestPlace { case, facts }),
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;
    use crate::model::fixtures::{day, facts, opening, policies};
    use crate::model::{Deciding, score};

    const TODAY: &str = "2026-01-05";
    const NORMAL: &str = "lives_in_municipality=no, cost_sharers=0, monthly_earnings=0, other_income=0, capital=0, \
        former_entrepreneur=no";

    /// `+` what was raised and whom it is not for, `-` what was settled.
    fn signals(application: &Application, before: Option<&Handling>, next: &Handling) -> Vec<String> {
        let read = |told: Told| {
            if told.kind == proto::routes::type_of::<pb::SignalRaised>() {
                let raised = pb::SignalRaised::decode(told.body.as_slice()).unwrap();
                format!("+{} {} not {}", raised.kind, raised.subject, raised.not_by)
            } else {
                let settled = pb::SignalSettled::decode(told.body.as_slice()).unwrap();
                format!("-{} {}", settled.kind, settled.subject)
            }
        };
        risk_deviation(application, before, next).into_iter().map(read).collect()
    }

    #[test]
    fn a_second_person_is_asked_once_and_no_longer_than_there_is_something_to_judge() {
        let application = Application::open(opening(), day(TODAY));
        let all = policies();
        let mut policy = all.of(&"emmen-coevorden:0109".parse().unwrap(), day(TODAY)).unwrap().clone();
        policy.deviation.four_eyes = true;
        let found = |stated: &str| score(&policy, &facts(stated), day(TODAY));
        let deciding = |by| Deciding { by, policy: &policy, today: day(TODAY) };
        let first = Handling::of(&application).weighed(found(NORMAL)).unwrap();
        assert!(signals(&application, None, &first).is_empty());

        let (proposed, _) = first.deviate("light", "sealed".into(), deciding("anna")).unwrap();
        let raised = ["+risk-deviation deviation-1 not anna"];
        assert_eq!(signals(&application, Some(&first), &proposed), raised);
        assert!(signals(&application, Some(&proposed), &proposed).is_empty(), "whatever else changes");

        let settled = ["-risk-deviation deviation-1"];
        for rejected in [None, Some("sealed".to_owned())] {
            let judged = proposed.settle(1, rejected, "bram", day(TODAY)).unwrap();
            assert_eq!(signals(&application, Some(&proposed), &judged), settled);
        }
        let deeper =
            NORMAL.replace("monthly_earnings=0, other_income=0", "monthly_earnings=1, other_income=1");
        let outdated = proposed.weighed(found(&deeper)).unwrap();
        assert_eq!(signals(&application, Some(&proposed), &outdated), settled);
        let (again, _) = outdated.deviate("normal", "sealed".into(), deciding("bram")).unwrap();
        assert_eq!(signals(&application, Some(&outdated), &again), ["+risk-deviation deviation-2 not bram"]);

        policy.deviation.four_eyes = false;
        let deciding = Deciding { by: "anna", policy: &policy, today: day(TODAY) };
        let (alone, _) = first.deviate("light", "sealed".into(), deciding).unwrap();
        assert!(signals(&application, Some(&first), &alone).is_empty());
    }
}
