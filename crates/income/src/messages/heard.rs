//! Wire message → input, one function per message.

use messaging::{Envelope, Unreadable};
use prost::Message;
use proto::income::v1 as pb;
use proto::routes::type_of;

use crate::actor::Input;
use crate::actor::money::{MoneyInput, ReversalAsked};
use crate::model::money::Reversed;
use crate::model::{Applied, AssessEntitlement, EndBenefit, NoteApplication};

/// The input of a message that this service receives.
///
/// # Errors
///
/// [`Unreadable`], naming the fields that are wrong and never their values.
pub fn hear(envelope: &Envelope) -> Result<Input, Unreadable> {
    if let Some(shown) = service::steps::heard(envelope)? {
        Ok(Input::Steps(shown))
    } else if envelope.kind == type_of::<pb::AssessEntitlement>() {
        assess(decode(envelope)?).map(Input::Assess)
    } else if envelope.kind == type_of::<pb::NoteApplication>() {
        note(decode(envelope)?).map(Input::Note)
    } else if envelope.kind == type_of::<pb::EndBenefit>() {
        end(decode(envelope)?).map(Input::End)
    } else if envelope.kind == type_of::<pb::ReverseDecision>() {
        reverse(decode(envelope)?)
    } else {
        Err(Unreadable::new(format!("{} is not for this service", envelope.kind)))
    }
}

fn decode<M: Message + Default>(envelope: &Envelope) -> Result<M, Unreadable> {
    M::decode(envelope.body.as_slice()).map_err(|_| Unreadable::new("the body is not what the type says"))
}

/// Consumes `income.v1.AssessEntitlement`. Tells `income.v1.EntitlementDecided`.
fn assess(wire: pb::AssessEntitlement) -> Result<AssessEntitlement, Unreadable> {
    let (case, person, municipality) =
        wire.case.ok_or_else(|| wrong("case"))?.read().map_err(of_violation)?;
    let reported_on = proto::parse_day("reported_on", &wire.reported_on).map_err(of_violation)?;
    let applied_on = match wire.applied_on.as_str() {
        "" => None,
        day => Some(proto::parse_day("applied_on", day).map_err(of_violation)?),
    };
    let contested = wire.contested.iter().map(|code| domain::FactKey::from_code(code));
    let since_report = wire.since_report.iter().map(|known| {
        let from = proto::parse_day("since_report.from_day", &known.from_day).map_err(of_violation)?;
        Ok((from, facts(&known.facts)?))
    });
    let objection = match wire.objection_id.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| wrong("objection_id"))?),
    };
    Ok(AssessEntitlement {
        number: number(wire.case_number),
        objection,
        case,
        person,
        municipality,
        reported_on,
        applied_on,
        searched_too_little: wire.search_result == "too-little",
        facts: facts(&wire.facts)?,
        since_report: since_report.collect::<Result<_, Unreadable>>()?,
        contested: contested.collect::<Option<_>>().ok_or_else(|| wrong("contested"))?,
        counted: None,
    })
}

/// Consumes `income.v1.NoteApplication`. Tells nothing: nothing is decided by it.
fn note(wire: pb::NoteApplication) -> Result<NoteApplication, Unreadable> {
    let (case, person, municipality) =
        wire.case.ok_or_else(|| wrong("case"))?.read().map_err(of_violation)?;
    let applied = if wire.over {
        None
    } else {
        Some(Applied {
            reported_on: proto::parse_day("reported_on", &wire.reported_on).map_err(of_violation)?,
            applied_on: proto::parse_day("applied_on", &wire.applied_on).map_err(of_violation)?,
        })
    };
    let (number, facts) = (number(wire.case_number), facts(&wire.facts)?);
    Ok(NoteApplication { case, person, municipality, applied, facts, number })
}

fn number(wire: String) -> Option<String> {
    Some(wire).filter(|number| !number.is_empty())
}

fn facts(wire: &[proto::common::v1::Fact]) -> Result<domain::Facts, Unreadable> {
    proto::facts_from(wire).map_err(|violations| {
        let fields: Vec<_> = violations.into_iter().map(|violation| violation.field).collect();
        wrong(&fields.join(", "))
    })
}

/// Consumes `income.v1.EndBenefit`. Tells `income.v1.BenefitEnded`. A repeat changes nothing and is answered again.
fn end(wire: pb::EndBenefit) -> Result<EndBenefit, Unreadable> {
    let (case, person, municipality) =
        wire.case.ok_or_else(|| wrong("case"))?.read().map_err(of_violation)?;
    let from_day = proto::parse_day("from_day", &wire.from_day).map_err(of_violation)?;
    let (reason, written) = (wire.reason, wire.written_reasons);
    Ok(EndBenefit { case, person, municipality, reason, from_day, written })
}

/// Consumes `income.v1.ReverseDecision`. Tells `income.v1.DecisionReversed` or `income.v1.DecisionNotReversed`.
fn reverse(wire: pb::ReverseDecision) -> Result<Input, Unreadable> {
    let (case, person, municipality) =
        wire.case.ok_or_else(|| wrong("case"))?.read().map_err(of_violation)?;
    let asked = ReversalAsked {
        objection: wire.objection_id.parse().map_err(|_| wrong("objection_id"))?,
        kind: Reversed::from_code(&wire.against).ok_or_else(|| wrong("against"))?,
        number: Some(wire.decision).filter(|number| *number != 0),
        notified_on: proto::parse_day("notified_on", &wire.notified_on).map_err(of_violation)?,
    };
    Ok(Input::Money { municipality, input: MoneyInput::Reverse { case, person, asked } })
}

fn of_violation(violation: domain::Violation) -> Unreadable {
    wrong(&violation.field)
}

fn wrong(fields: &str) -> Unreadable {
    Unreadable::new(format!("cannot be read: {fields}"))
}

#[cfg(test)]
mod tests {
    use proto::common::v1::{CaseRef, Fact, fact::Value};
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    fn case() -> Option<CaseRef> {
        let id = Uuid::from_u128(7);
        Some(CaseRef::of(id.into(), id.into(), &"a-tenant:0001".parse().unwrap()))
    }

    fn command(key: &str, day: &str) -> pb::AssessEntitlement {
        let value = Some(Value::Day("1990-06-15".into()));
        let stated_on = "2026-01-05".into();
        let fact = Fact { key: key.into(), value, source: "applicant".into(), stated_on };
        let facts = vec![fact];
        pb::AssessEntitlement { case: case(), reported_on: day.into(), facts, ..Default::default() }
    }

    #[test]
    fn a_command_is_read() {
        let ask = assess(command("birth_date", "2026-02-02")).unwrap();
        assert_eq!(ask.facts.day(domain::FactKey::BirthDate), "1990-06-15".parse().ok());
    }

    #[rstest]
    #[case::no_case(pb::AssessEntitlement { case: None, ..command("birth_date", "2026-02-02") }, "case")]
    #[case::no_day(command("birth_date", "2 februari"), "reported_on")]
    #[case::wrong_kind(command("capital", "2026-02-02"), "facts.capital")]
    #[case::derived(command("age", "2026-02-02"), "facts")]
    fn what_cannot_be_read_is_named_and_never_shown(
        #[case] wire: pb::AssessEntitlement,
        #[case] field: &str,
    ) {
        let unreadable = assess(wire).unwrap_err().to_string();
        assert_eq!(unreadable, format!("cannot be read: {field}"));
    }
}
