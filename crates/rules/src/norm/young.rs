use domain::{Cents, Rounding};
use policy::NoAmount;

use super::Household;
use super::sharers::sharer_norm;
use crate::facts::{HouseholdKind, Reads};
use crate::right::path;
use crate::{Look, Question, Step, Stop, apply};

/// Norm when someone is 18, 19 or 20 years old (Participation Act art. 20(1), (2)): the published amount.
///
/// A couple with one of them and cost sharers is art. 22a(3) instead; for people under 21 alone cost sharers do not
/// count.
pub fn norm_20(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-20", "PW art. 20 lid 1 en 2", |look| {
        let young = household.young();
        if young == 0 {
            return Err(Stop::not_applicable("Artikel 20 geldt voor wie 18, 19 of 20 jaar is."));
        }
        let kind = household.composition.kind;
        if kind == HouseholdKind::Single {
            household.with_child(look)?;
        }
        let (rule, key) = match (kind, young) {
            (HouseholdKind::Single, _) => ("norm-20-1a", "20.1.a"),
            (HouseholdKind::SingleParent, _) => ("norm-20-2a", "20.2.a"),
            (HouseholdKind::Couple, 1) if household.sharers(look)? > 0 => {
                let text = "Een paar van wie een jonger is dan 21 jaar en dat kosten deelt, valt onder artikel 22a lid 3.";
                return Err(Stop::not_applicable(text));
            }
            (HouseholdKind::Couple, young) => match (young, household.with_child(look)?) {
                (1, false) => ("norm-20-1c", "20.1.c"),
                (1, true) => ("norm-20-2c", "20.2.c"),
                (_, false) => ("norm-20-1b", "20.1.b"),
                (_, true) => ("norm-20-2b", "20.2.b"),
            },
        };
        look.rule(rule);
        let norm = look.amount(key)?;
        Ok((norm, format!("De norm voor jongeren van 18, 19 of 20 jaar is {norm} per maand.")))
    })
}

/// The norm with its increase for those of 18 to 20 who cannot turn to the parents (Participation Act art. 20(3)), at
/// most the norm of someone of 21 or older in a comparable situation (art. 20(4)). Exists since its first amount.
///
/// Whether two young spouses get it twice, and which norm is the highest for those who share costs, the law does not
/// say clearly: where it matters for the amount a person decides.
pub fn increase_20_3(question: Question<'_>, household: &Household, norm: Cents) -> Step<Cents> {
    apply(question, "increase-20-3", "PW art. 20 lid 3 en 4", |look| {
        look.given("norm", norm, "PW art. 20-24");
        let increase = match look.amount("20.3") {
            Err(NoAmount::NotYet { first, .. }) => {
                let text = format!("Deze verhoging bestaat sinds {}.", first.reads());
                return Err(Stop::not_applicable(text));
            }
            other => other?,
        };
        let mut unsupported = Vec::new();
        for member in household.with_right().filter(|member| member.young) {
            let fact = &look.person(member.who).parents_cannot_support;
            unsupported.push(look.need(path(member.who, "parents_cannot_support"), fact));
        }
        let mut times = 0;
        for each in unsupported {
            times += i64::from(each?);
        }
        if times == 0 {
            return Err(Stop::not_applicable("De ouders kunnen bijdragen; er is geen verhoging."));
        }
        let once = norm.plus(increase)?;
        let most = highest(look, household, once)?;
        let increased = once.min(most);
        let each_time = norm.plus(increase.times(times, 1, Rounding::HalfUp)?)?.min(most);
        if each_time != increased {
            let text = "Of een paar van wie beiden jonger zijn dan 21 jaar de verhoging twee keer krijgt, zegt de wet niet duidelijk.";
            return Err(Stop::person_decides(text));
        }
        Ok((
            increased,
            format!("De ouders kunnen niet bijdragen. Met de verhoging is de norm {increased} per maand."),
        ))
    })
}

/// The norm of someone of 21 or older in a comparable situation.
fn highest(look: &mut Look<'_>, household: &Household, increased: Cents) -> Result<Cents, Stop> {
    let unclear = || {
        Stop::person_decides(
            "Tot welk bedrag de verhoging gaat voor wie kosten deelt, zegt de wet niet duidelijk.",
        )
    };
    let sharers = household.sharers(look)?;
    let couple = look.amount("21.b")?;
    if household.only().is_some() {
        let half = couple.times(look.rate("24.share")?, 10_000, Rounding::HalfUp)?;
        return if sharers > 0 && increased > sharer_norm(look, couple, sharers + 2)? {
            Err(unclear())
        } else {
            Ok(half)
        };
    }
    if household.is_couple() {
        return if sharers > 0 && household.young() == 1 { Err(unclear()) } else { Ok(couple) };
    }
    let alone = look.amount("21.a")?;
    if sharers > 0 && increased > sharer_norm(look, couple, sharers + 1)? {
        Err(unclear())
    } else {
        Ok(alone)
    }
}
