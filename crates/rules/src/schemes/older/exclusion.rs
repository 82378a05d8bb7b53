//! Who has no benefit at all (IOAW art. 6, IOAZ art. 6).

use super::super::lines::{Ruling, condition};
use crate::facts::{HouseholdKind, Residence};
use crate::right::{household_kind, kind_if_known};
use crate::{Claimant, Look, Question, Step, Stop, apply};

/// A ground of which nobody has to say that it does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Abroad,
    Residence,
    Detained,
    EvadesSentence,
    ForeignFighter,
}

impl Ground {
    const fn dutch(self) -> &'static str {
        match self {
            Self::Abroad => "woont in het buitenland of verblijft daar niet tijdelijk",
            Self::Residence => "heeft geen verblijfsstatus die recht geeft",
            Self::Detained => "zit vast",
            Self::EvadesSentence => "onttrekt zich aan een straf",
            Self::ForeignFighter => "is uitgereisd om zich aan te sluiten bij een terroristische organisatie",
        }
    }
}

/// IOAW art. 6(1)(a)-(d), (g), IOAZ art. 6(2)(b)-(e), (h). Someone held under an act on compulsory care is not excluded for
/// that.
fn ground(look: &mut Look<'_>, who: Claimant) -> Option<Ground> {
    let (person, path) = (look.person(who), |field: &str| format!("{}.{field}", who.path()));
    if look.see(&path("lives_abroad"), &person.lives_abroad) == Some(true) {
        return Some(Ground::Abroad);
    }
    if look.see(&path("residence"), &person.residence) == Some(Residence::None) {
        return Some(Ground::Residence);
    }
    let detained = look.see(&path("detained"), &person.detained) == Some(true);
    let evades = look.see(&path("evades_sentence"), &person.evades_sentence) == Some(true);
    if detained || evades {
        let care = look.see(&path("compulsory_care"), &person.compulsory_care) == Some(true);
        if !care {
            return Some(if detained { Ground::Detained } else { Ground::EvadesSentence });
        }
    }
    let left = look.see(&path("foreign_fighter"), &person.foreign_fighter) == Some(true);
    left.then_some(Ground::ForeignFighter)
}

/// IOAW art. 6(1), IOAZ art. 6(2): the applicant is not excluded. Unpaid leave, of the applicant or the spouse, takes away
/// as much as was lost by it: a person works that out.
pub(super) fn not_excluded(question: Question<'_>, source: &'static str) -> Step<Ruling> {
    condition(question, "excluded-6", source, |look| {
        if let Some(ground) = ground(look, Claimant::Applicant) {
            return Ok((false, format!("De aanvrager heeft geen recht: die {}.", ground.dutch())));
        }
        if unpaid_leave(look) {
            return Err(Stop::person_decides(
                "Bij onbetaald verlof is er geen recht voor zover het verlof inkomen kost. Een consulent bepaalt hoeveel dat is.",
            ));
        }
        Ok((true, "De aanvrager is niet uitgesloten.".into()))
    })
}

/// Whether unpaid leave of one of them counts: not of a single parent on parental leave or the like.
fn unpaid_leave(look: &mut Look<'_>) -> bool {
    let mut leave = false;
    for who in [Claimant::Applicant, Claimant::Partner] {
        let person = look.person(who);
        leave |= look.see(&format!("{}.unpaid_leave", who.path()), &person.unpaid_leave) == Some(true);
    }
    let single_parent = leave && household_kind(look).is_ok_and(|kind| kind == HouseholdKind::SingleParent);
    let parental = look.person(Claimant::Applicant).parental_leave.as_ref();
    leave && !(single_parent && parental.is_some_and(|stated| stated.value))
}

/// The household as these acts see it: someone whose spouse is excluded counts as single, with the own income only (IOAW
/// art. 6(2), IOAZ art. 6(3)). Of a spouse without a residence status who lives in the same dwelling the acts do not say
/// whether the costs are then shared.
pub(super) fn kind(look: &mut Look<'_>) -> Result<HouseholdKind, Stop> {
    let kind = match kind_if_known(look)? {
        Some(kind) => kind,
        // The acts give a single person and a single parent the same; what turns on the age of a child asks it.
        None => look
            .list("household.children", &look.facts().household.children)
            .map(|_| HouseholdKind::Single)?,
    };
    if kind != HouseholdKind::Couple {
        return Ok(kind);
    }
    let apart = look.see("household.apart_for_now", &look.facts().household.apart_for_now) == Some(true);
    match ground(look, Claimant::Partner) {
        None => Ok(HouseholdKind::Couple),
        Some(Ground::Residence) if !apart => Err(Stop::person_decides(
            "De partner heeft geen verblijfsstatus die recht geeft. Dan geldt de aanvrager als alleenstaande. Of zij de kosten van de woning delen, zegt de wet niet duidelijk.",
        )),
        Some(_) => Ok(HouseholdKind::Single),
    }
}

/// Those whose income counts.
pub(super) fn members(question: Question<'_>) -> Step<&'static [Claimant]> {
    apply(question, "household-6", "IOAW art. 6 lid 2 en 8 lid 1, IOAZ art. 6 lid 3 en 8 lid 1", |look| {
        Ok(match kind(look)? {
            HouseholdKind::Couple => {
                (&[Claimant::Applicant, Claimant::Partner][..], "Het inkomen van beiden telt mee.".into())
            }
            HouseholdKind::Single | HouseholdKind::SingleParent => {
                (&[Claimant::Applicant][..], "Alleen het inkomen van de aanvrager telt mee.".into())
            }
        })
    })
}
