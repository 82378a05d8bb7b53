//! Another provision, and very urgent reasons.

use super::exclusion::said;
use crate::facts::Residence;
use crate::{Claimant, Question, Step, Stop, apply};

stated_grounds! {
    /// No right in so far as another provision is adequate and appropriate (Participation Act art. 15(1)). That it is, is
    /// a person's judgement, stated as a fact.
    prior_provision: "provision-15", "PW art. 15",
        "Er is een andere voorziening die voldoende is. Dan is er geen recht op bijstand.";
}

/// Very urgent reasons (Participation Act art. 16): someone whom art. 11 to 15 exclude may still be granted assistance,
/// by a person's judgement; not an alien whom art. 11(2), (3) do not put on a par.
pub fn urgent_reasons(question: Question<'_>, who: Claimant) -> Step<()> {
    apply(question, "urgent-16", "PW art. 16", |look| {
        if !said(look, who, "urgent_reasons", |person| &person.urgent_reasons) {
            return Err(Stop::not_applicable("Er zijn geen zeer dringende redenen gemeld."));
        }
        let status = look.see(&format!("{}.residence", who.path()), &look.person(who).residence);
        if matches!(status, Some(Residence::EuFirstMonths | Residence::None)) {
            let text =
                "Zeer dringende redenen gelden niet voor wie door de verblijfsstatus geen recht heeft.";
            return Err(Stop::not_applicable(text));
        }
        let text =
            "Er kunnen zeer dringende redenen zijn om toch bijstand te geven. Een consulent beoordeelt dat.";
        Err(Stop::person_decides(text))
    })
}
