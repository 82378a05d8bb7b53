use domain::{Cents, FactKey};
use policy::NoAmount;

use crate::model::household::{Household, Kind};
use crate::model::look::{Look, Question, Step, Stop, apply};

/// Norm when someone is 18, 19 or 20 years old (Participation Act art. 20(1), (2)): the published amount.
///
/// A couple with one of them and cost sharers is art. 22a(3) instead; for people under 21 alone cost sharers do not
/// count.
pub fn norm_20(question: Question<'_>, household: &Household) -> Step<Cents> {
    apply(question, "norm-20", "PW art. 20 lid 1 en 2", |look| {
        let (rule, key) = match (household.kind, household.under_21(), household.with_child) {
            (_, 0, _) => {
                let text = "Artikel 20 geldt voor wie 18, 19 of 20 jaar is.";
                return Err(Stop::NotApplicable(text.into()));
            }
            (Kind::Single, ..) => ("norm-20-1a", "20.1.a"),
            (Kind::SingleParent, ..) => ("norm-20-2a", "20.2.a"),
            (Kind::Couple { .. }, 1, _) if household.cost_sharers > 0 => {
                let text = "Een paar van wie een jonger is dan 21 jaar en dat kosten deelt, valt onder artikel 22a lid 3.";
                return Err(Stop::NotApplicable(text.into()));
            }
            (Kind::Couple { .. }, 1, false) => ("norm-20-1c", "20.1.c"),
            (Kind::Couple { .. }, 1, true) => ("norm-20-2c", "20.2.c"),
            (Kind::Couple { .. }, _, false) => ("norm-20-1b", "20.1.b"),
            (Kind::Couple { .. }, _, true) => ("norm-20-2b", "20.2.b"),
        };
        look.rule(rule);
        let norm = look.amount(key)?;
        Ok((norm, format!("De norm voor jongeren van 18, 19 of 20 jaar is {norm} per maand.")))
    })
}

/// The norm with its increase for someone of 18 to 20 who cannot turn to the parents (Participation Act
/// art. 20(3)), at most the norm of art. 21 (art. 20(4)). Exists since the day of its first amount.
///
/// Whether a couple that is both under 21 gets it twice, and which norm is the highest for those who share costs, the
/// law does not say clearly: a person decides.
pub fn increase_20_3(question: Question<'_>, household: &Household, norm: Cents) -> Step<Cents> {
    apply(question, "increase-20-3", "PW art. 20 lid 3 en 4", |look| {
        look.given("norm", norm, "PW art. 20");
        let increase = match look.amount("20.3") {
            Err(NoAmount::BeforeFirst { first, .. }) => {
                let text = format!("Deze verhoging bestaat sinds {}.", first.format("%d-%m-%Y"));
                return Err(Stop::NotApplicable(text));
            }
            other => other?,
        };
        if !look.yes_no(FactKey::ParentsCannotSupport)? {
            return Err(Stop::NotApplicable("De ouders kunnen bijdragen; er is geen verhoging.".into()));
        }
        let most = highest(look, household)?;
        let increased = norm.plus(increase)?.min(most);
        Ok((
            increased,
            format!("De ouders kunnen niet bijdragen. Met de verhoging is de norm {increased} per maand."),
        ))
    })
}

fn highest(look: &mut Look<'_>, household: &Household) -> Result<Cents, Stop> {
    if household.under_21() > 1 {
        let text = "Of een paar van wie beiden jonger zijn dan 21 jaar de verhoging twee keer krijgt, zegt de wet niet duidelijk.";
        return Err(Stop::PersonDecides(text.into()));
    }
    if household.cost_sharers > 0 {
        let text = "Tot welk bedrag de verhoging gaat voor wie kosten deelt, zegt de wet niet duidelijk.";
        return Err(Stop::PersonDecides(text.into()));
    }
    Ok(look.amount(if household.is_couple() { "21.b" } else { "21.a" })?)
}
