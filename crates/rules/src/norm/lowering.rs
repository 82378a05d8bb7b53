use domain::{Cents, Rounding, months_after};

use super::Household;
use crate::facts::Reads;
use crate::right::path;
use crate::{Local, Look, Question, Step, Stop, apply};

/// A lower norm for those without costs of housing (Participation Act art. 27), in percents of the norm of art. 21(b)
/// that the municipality set, rounded half up to the cent; on the norms of art. 20, 21 and 53a(3)(a) only.
pub fn lowering_27(question: Question<'_>, local: &Local, norm: Cents) -> Step<Cents> {
    apply(question, "lowering-27", "PW art. 27", |look| {
        let has_costs = look.see("household.housing.has_costs", &look.facts().household.housing.has_costs);
        if has_costs != Some(false) {
            return Err(Stop::not_applicable("Niet gezegd is dat er geen woonkosten zijn."));
        }
        let Some(percent) = local.no_housing_costs_percent else {
            let text =
                "Er zijn geen woonkosten. Hoeveel de gemeente de norm dan verlaagt, is niet opgegeven.";
            return Err(Stop::person_decides(text));
        };
        let (lowered, by) = lowered(look, norm, percent)?;
        Ok((lowered, format!("Er zijn geen woonkosten. De norm is {by} lager: {lowered} per maand.")))
    })
}

/// A lower norm for those who left school or study in the six months before (Participation Act art. 28), in percents of
/// the norm of art. 21(b) that the municipality set, rounded half up to the cent. Of a couple of whom one did, a person
/// decides.
pub fn lowering_28(question: Question<'_>, household: &Household, local: &Local, norm: Cents) -> Step<Cents> {
    apply(question, "lowering-28", "PW art. 28", |look| {
        let mut lately = Vec::new();
        for member in household.with_right() {
            lately.push(left_lately(look, member.who)?);
        }
        if lately.iter().all(|left| !left) {
            return Err(Stop::not_applicable("Niemand heeft pas een opleiding beëindigd."));
        }
        let Some(percent) = local.school_leaver_percent else {
            let text =
                "De opleiding is pas beëindigd. Hoeveel de gemeente de norm dan verlaagt, is niet opgegeven.";
            return Err(Stop::person_decides(text));
        };
        if lately.contains(&false) {
            let text = "Een van beide partners heeft pas een opleiding beëindigd. Een consulent beoordeelt of de norm lager is.";
            return Err(Stop::person_decides(text));
        }
        let (lowered, by) = lowered(look, norm, percent)?;
        Ok((lowered, format!("De opleiding is pas beëindigd. De norm is {by} lager: {lowered} per maand.")))
    })
}

fn left_lately(look: &mut Look<'_>, who: crate::Claimant) -> Result<bool, Stop> {
    let fact = &look.person(who).education.left_on;
    let Some(left) = look.see(&path(who, "education.left_on"), fact) else { return Ok(false) };
    let months = u32::try_from(look.term("28.months")?).unwrap_or(0);
    let until = months_after(left, months);
    look.given("lower_until", until.reads(), "PW art. 28");
    Ok((left..until).contains(&look.day()))
}

/// The norm less a part of that for couples, never below nothing, and the part.
fn lowered(look: &mut Look<'_>, norm: Cents, percent: u32) -> Result<(Cents, Cents), Stop> {
    look.given("norm", norm, "PW art. 20-24");
    look.given("percent", format!("{percent} %"), "verordening of beleid van de gemeente");
    let by = look.amount("21.b")?.times(i64::from(percent), 100, Rounding::HalfUp)?;
    Ok((norm.minus(by)?.max(Cents::ZERO), by))
}
