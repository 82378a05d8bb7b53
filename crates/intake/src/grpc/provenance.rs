//! Who said facts, for which days, and what was seen of them: wire to model, and back.

use chrono::NaiveDate;
use domain::{Caller, FactSource, Facts, Violation};
use proto::intake::v1 as pb;
use proto::{day_text, parse_day};

use super::convert::text;
use super::wrong::Wrong;
use crate::model::{Claim, Claims, Informant, Proof, Stating};

/// A register or another system has a name of at most so many signs.
const LONGEST_NAME: usize = 100;

/// The facts as claims, and what was seen of them.
pub fn claims(
    wire: Option<&pb::Provenance>,
    facts: &Facts,
    caller: &Caller,
    stating: Stating,
    wrong: &mut Wrong,
) -> (Claims, Option<Proof>) {
    let nothing = pb::Provenance::default();
    let wire = wire.unwrap_or(&nothing);
    let named = informant(wire, caller, wrong);
    let from = wrong.keep(optional_day("valid_from", &wire.valid_from)).flatten();
    let until = wrong.keep(optional_day("valid_until", &wire.valid_until)).flatten();
    if matches!((from, until), (Some(from), Some(until)) if until < from) {
        wrong.is("valid_until", "ligt voor de eerste dag waarop het geldt", "period-in-order");
    }
    let mut claims = Claims::default();
    for (key, fact) in facts.iter() {
        let informant = named.clone().unwrap_or_else(|| by_source(fact.source, caller));
        if informant.source() != fact.source && fact.source != FactSource::Derived {
            let reason = "heeft een andere bron dan er is genoemd";
            wrong.is(&format!("facts.{key}"), reason, "informant-fits-source");
        }
        let claim = Claim::unbounded(fact.value.clone(), informant, fact.stated_on);
        claims.0.insert(key, Claim { valid_from: from, valid_until: until, ..claim });
    }
    (claims, wire.proof.as_ref().and_then(|wire| proof(wire, stating, wrong)))
}

/// Whoever the source of a fact points at when nobody is named.
fn by_source(source: FactSource, caller: &Caller) -> Informant {
    match source {
        FactSource::Applicant => Informant::Applicant,
        FactSource::Consultant => Informant::Consultant,
        FactSource::System | FactSource::Derived => Informant::System { name: caller.user.clone() },
    }
}

fn informant(wire: &pb::Provenance, caller: &Caller, wrong: &mut Wrong) -> Option<Informant> {
    let name = wrong.keep(text("informant_name", &wire.name, LONGEST_NAME)).flatten();
    let person = |informant: Informant, wrong: &mut Wrong| {
        if name.is_some() {
            wrong.is("informant_name", "hoort alleen bij een register of een systeem", "informant-named");
        }
        Some(informant)
    };
    match wire.informant.as_str() {
        "" => None,
        "applicant" => person(Informant::Applicant, wrong),
        "partner" => person(Informant::Partner, wrong),
        "consultant" => person(Informant::Consultant, wrong),
        "system" => Some(Informant::System { name: name.unwrap_or_else(|| caller.user.clone()) }),
        "register" => {
            if name.is_none() {
                wrong.is("informant_name", "ontbreekt: noem het register", "informant-named");
            }
            Some(Informant::Register { name: name.unwrap_or_default() })
        }
        _ => {
            wrong.is("informant", "is geen bekende bron", "informant-known");
            None
        }
    }
}

/// What was seen. A system passes on what a register answered and judges no documents.
pub fn proof(wire: &pb::Proof, stating: Stating, wrong: &mut Wrong) -> Option<Proof> {
    let proof = match wire.kind.as_str() {
        "document" => {
            let not_an_id = |_| Violation::new("proof.document_id", "is geen geldig kenmerk", "uuid");
            wrong.keep(wire.document_id.parse().map_err(not_an_id)).map(|id| Proof::Document { id })
        }
        "register" => {
            let name = wrong.keep(text("proof.register", &wire.register, LONGEST_NAME))?;
            if name.is_none() {
                wrong.is("proof.register", "ontbreekt: noem het register", "proof-named");
            }
            name.map(|name| Proof::Register { name })
        }
        "confirmed" => Some(Proof::Confirmed),
        _ => {
            wrong.is("proof.kind", "is geen bekende manier om iets vast te stellen", "proof-known");
            None
        }
    };
    if stating == Stating::System && matches!(proof, Some(Proof::Document { .. } | Proof::Confirmed)) {
        let reason = "is aan een consulent: een systeem geeft alleen door wat een register antwoordt";
        wrong.is("proof.kind", reason, "proof-of-a-consultant");
    }
    proof
}

/// A proof that must be there.
pub fn required_proof(wire: Option<&pb::Proof>, stating: Stating, wrong: &mut Wrong) -> Option<Proof> {
    let Some(wire) = wire else {
        wrong.is("proof", "ontbreekt: zeg hoe het is vastgesteld", "proof-required");
        return None;
    };
    proof(wire, stating, wrong)
}

pub fn proof_to(proof: &Proof) -> pb::Proof {
    let (document_id, register) = match proof {
        Proof::Document { id } => (id.to_string(), String::new()),
        Proof::Register { name } => (String::new(), name.clone()),
        Proof::Confirmed => (String::new(), String::new()),
    };
    pb::Proof { kind: proof.code().into(), document_id, register }
}

pub fn optional_day(field: &str, wire: &str) -> Result<Option<NaiveDate>, Violation> {
    (!wire.is_empty()).then(|| parse_day(field, wire)).transpose()
}

pub fn day_or_empty(day: Option<NaiveDate>) -> String {
    day.map(day_text).unwrap_or_default()
}
