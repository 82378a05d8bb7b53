//! Income that counts whole or not at all.

use domain::Cents;
use policy::NoAmount;

use super::IncomeLine;
use super::received::Received;
use crate::facts::IncomeKind;
use crate::{Question, Step, Stop, apply};

/// Counts whole (Participation Act art. 31(1), 32(1), 33(2)-(4)).
pub(super) fn counts(
    question: Question<'_>,
    person: &Received<'_>,
    kind: IncomeKind,
    source: &str,
) -> Step<IncomeLine> {
    apply(question, "counts-32-1", source, |look| {
        let received = person.sum(look, kind)?;
        let text = format!("Van {} telt mee ({}): {received}.", person.who.dutch(), kind.dutch());
        Ok((whole(person, "counts-32-1", received), text))
    })
}

/// Never counts: art. 31(2)(a), (b), (d), (f), (g), (h), (i), (l), (o), (u), what
/// (e), (p), (q), (s), (t) and (w) name, help from a food bank (m), and holiday
/// allowance of which the claim was counted already (art. 31(4)).
pub(super) fn not_counted(
    question: Question<'_>,
    person: &Received<'_>,
    kind: IncomeKind,
    rule: &'static str,
    source: &str,
) -> Step<IncomeLine> {
    apply(question, rule, source, |look| {
        let received = person.sum(look, kind)?;
        let text = format!("Van {} telt niet mee ({}): {received}.", person.who.dutch(), kind.dutch());
        Ok((none(person, rule, received), text))
    })
}

/// Maintenance from parents that art. 20(3) counted already (Participation Act art. 31(2)(v)).
///
/// Before art. 20(3) was law nothing can have been counted by it: a person decides.
pub(super) fn parental_maintenance(question: Question<'_>, person: &Received<'_>) -> Step<IncomeLine> {
    const RULE: &str = "free-31-2-v";
    apply(question, RULE, "PW art. 31 lid 2 onder v", |look| {
        let received = person.sum(look, IncomeKind::ParentalMaintenance)?;
        match look.national().amount("20.3", look.day()) {
            Ok(_) => {}
            Err(NoAmount::NotYet { .. }) => {
                return Err(Stop::person_decides(
                    "De verhoging van artikel 20 lid 3 bestond op deze dag nog niet. Beoordeel of het onderhoud door \
                     ouders meetelt.",
                ));
            }
            Err(other) => return Err(other.into()),
        }
        let text = format!(
            "Onderhoud door ouders van {received} telt niet mee: het is al meegeteld bij de verhoging van de norm."
        );
        Ok((none(person, RULE, received), text))
    })
}

/// Unpaid intensive informal care is no work that could have been paid (Participation Act art. 33(6), since 2026).
pub(super) fn informal_care(question: Question<'_>, person: &Received<'_>) -> Step<IncomeLine> {
    const RULE: &str = "free-33-6";
    apply(question, RULE, "PW art. 33 lid 6", |look| {
        let received = person.sum(look, IncomeKind::InformalCare)?;
        if !look.national().in_force("33.6", look.day())? {
            return Err(Stop::person_decides(
                "Op deze dag zei de wet nog niets over onbetaalde mantelzorg. Beoordeel of het werk betaald had \
                 kunnen worden.",
            ));
        }
        Ok((none(person, RULE, received), "Onbetaalde mantelzorg telt niet als inkomen.".into()))
    })
}

/// A line of which all counts.
pub(super) fn whole(person: &Received<'_>, rule: &'static str, received: Cents) -> IncomeLine {
    IncomeLine { who: person.who, rule, received, free: Cents::ZERO, counted: received }
}

/// A line of which nothing counts.
fn none(person: &Received<'_>, rule: &'static str, received: Cents) -> IncomeLine {
    IncomeLine { who: person.who, rule, received, free: received, counted: Cents::ZERO }
}
