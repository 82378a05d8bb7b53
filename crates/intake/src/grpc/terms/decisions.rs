//! What intake decided on an application: model → wire, and the part of a page that reads it.

use domain::day_in_dutch;
use policy::National;
use proto::day_text;
use proto::intake::v1 as pb;
use terms::Calendar;

use crate::grpc::provenance::day_or_empty;
use crate::model::{Application, ApplicationDecision};

pub(super) fn listed(application: &Application, national: &National) -> pb::ListDecisionsResponse {
    let calendar = Calendar::of(national);
    let decisions: Vec<_> =
        application.decisions.iter().map(|one| decision(one, national, &calendar)).collect();
    pb::ListDecisionsResponse {
        case_id: application.case.to_string(),
        part: part(&application.decisions, &decisions),
        decisions,
    }
}

fn decision(
    decision: &ApplicationDecision,
    national: &National,
    calendar: &Calendar,
) -> pb::ApplicationDecision {
    // What has fallen needs no objection.
    let until = decision.objection_until(national, calendar).filter(|_| decision.fell_on.is_none());
    pb::ApplicationDecision {
        number: decision.number,
        ground: decision.ground.code().into(),
        title: decision.ground.title().into(),
        decided_on: day_text(decision.on),
        explanation: Some((&decision.explanation).into()),
        objection_until: day_or_empty(until),
        objection_text: until.map(ApplicationDecision::objection_text).unwrap_or_default(),
        fell_on: day_or_empty(decision.fell_on),
    }
}

fn part(decisions: &[ApplicationDecision], shown: &[pb::ApplicationDecision]) -> String {
    let mut part = String::new();
    for (decision, shown) in decisions.iter().zip(shown) {
        let why = &decision.explanation;
        let day = day_in_dutch(decision.on);
        part.push_str(&format!("\n## {}\n\nBesloten op {day}. ", shown.title));
        part.push_str(&format!("{} ({})\n", plain(&why.text), plain(&why.source)));
        match decision.fell_on {
            Some(fell) => {
                part.push_str(&format!("\nDit besluit geldt niet meer sinds {}.\n", day_in_dutch(fell)))
            }
            None if shown.objection_text.is_empty() => {}
            None => part.push_str(&format!("\n{}\n", shown.objection_text)),
        }
    }
    part
}

/// What a person wrote stays what it says, and is never form.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(sign, '\\' | '|' | '<' | '>' | '*' | '_' | '`' | '[' | ']' | '#') {
            plain.push('\\');
        }
        plain.push(sign);
    }
    plain
}
