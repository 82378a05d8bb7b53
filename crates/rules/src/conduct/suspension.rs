//! Suspension, withdrawal and revision (Participation Act art. 54).

use chrono::NaiveDate;
use domain::{day_in_dutch, weeks_after};
use schemars::JsonSchema;
use serde::Serialize;

use super::of_law::{day_before, term_on};
use crate::facts::{ClaimCause, Obligation, choices};
use crate::{Look, Question, Step, Stop, apply};

choices! {
    /// Where a suspension stands.
    pub enum SuspensionState {
        /// Payment waits for the data.
        Suspended = "suspended", "opgeschort";
        /// It was put right in time: payment goes on, over the days suspended too.
        Lifted = "lifted", "opgeheven";
        /// The term to put it right has passed: the right may be withdrawn.
        MayWithdraw = "may-withdraw", "mag worden ingetrokken";
        Withdrawn = "withdrawn", "ingetrokken";
    }
}

/// A suspension on the day judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suspension {
    pub state: SuspensionState,
    /// First day suspended; the right is withdrawn from this day, when it is.
    pub from: NaiveDate,
    /// Last day that it may last.
    pub until: NaiveDate,
}

/// Where the suspension of `conduct.suspension` stands on the day judged (art. 54(1), (2), (4)).
///
/// Not applicable when nothing is missing by the resident's own doing. A person decides when it would last longer than
/// the law allows, and when the right was withdrawn before the term to put it right had passed.
pub fn suspension(question: Question<'_>) -> Step<Suspension> {
    apply(question, "suspension-54", "PW art. 54 lid 1, 2 en 4", |look| {
        let facts = &look.facts().conduct.suspension;
        if !look.need("conduct.suspension.culpable", &facts.culpable)? {
            return Err(Stop::not_applicable(
                "Er ontbreekt niets door uw eigen toedoen. De betaling stopt niet.",
            ));
        }
        let from = look.need("conduct.suspension.suspended_from", &facts.suspended_from)?;
        let repair_until = look.need("conduct.suspension.repair_until", &facts.repair_until)?;
        let until = day_before(weeks_after(from, term_on(look, "54.1.weeks", from)?));
        let (state, text) = state(look, from, until, repair_until)?;
        Ok((Suspension { state, from, until }, text))
    })
}

fn state(
    look: &mut Look<'_>,
    from: NaiveDate,
    until: NaiveDate,
    repair_until: NaiveDate,
) -> Result<(SuspensionState, String), Stop> {
    let (facts, day) = (&look.facts().conduct.suspension, look.day());
    let repaired =
        look.see("conduct.suspension.repaired_on", &facts.repaired_on).filter(|repaired| *repaired <= day);
    let in_time = repaired.is_some_and(|repaired| repaired <= repair_until);
    let withdrawn = look.see("conduct.suspension.withdrawn", &facts.withdrawn).unwrap_or_default();
    if withdrawn && (in_time || day <= repair_until) {
        return Err(Stop::person_decides(
            "Het recht is ingetrokken terwijl de tijd om het te herstellen niet ongebruikt voorbij is. Een medewerker kijkt dat na.",
        ));
    }
    Ok(match (in_time, withdrawn) {
        (true, _) => {
            (SuspensionState::Lifted, "Alles is op tijd aangevuld. De betaling gaat weer door.".to_owned())
        }
        (false, true) => {
            look.rule("withdrawal-54-4");
            let text = format!(
                "De gegevens kwamen niet op tijd. Het recht is ingetrokken vanaf {}.",
                day_in_dutch(from)
            );
            (SuspensionState::Withdrawn, text)
        }
        (false, false) if day > repair_until => {
            look.rule("withdrawal-54-4");
            let text = format!(
                "De gegevens zijn er niet op tijd. De gemeente mag het recht intrekken vanaf {}.",
                day_in_dutch(from)
            );
            (SuspensionState::MayWithdraw, text)
        }
        (false, false) if day > until => {
            return Err(Stop::person_decides(format!(
                "De betaling mag niet langer stilstaan dan tot en met {}. Een medewerker beslist.",
                day_in_dutch(until)
            )));
        }
        (false, false) => {
            let text = format!(
                "Er ontbreken gegevens. De betaling staat stil. U kunt dit herstellen tot en met {}.",
                day_in_dutch(repair_until)
            );
            (SuspensionState::Suspended, text)
        }
    })
}

/// Whether a decision to grant is revised or withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Revision {
    pub obligation: Obligation,
    pub cause: ClaimCause,
}

/// Whether the decision that granted too much must or may be revised or withdrawn (art. 54(3)): must after a breach of
/// the duty to inform, may otherwise.
///
/// Not applicable to what was no decision that granted too much: a loan, a guarantee, an advance, later means.
pub fn revision(question: Question<'_>) -> Step<Revision> {
    apply(question, "revision-54-3", "PW art. 54 lid 3", |look| {
        let cause = look.need("recovery.claim.cause", &look.facts().recovery.claim.cause)?;
        let (obligation, text) = match cause {
            ClaimCause::Information => (
                Obligation::Must,
                "Inlichtingen zijn niet gegeven. De gemeente moet het besluit herzien of intrekken.",
            ),
            ClaimCause::TooMuch | ClaimCause::Mistake => (
                Obligation::May,
                "Er is te veel toegekend. De gemeente mag het besluit herzien of intrekken.",
            ),
            ClaimCause::Loan | ClaimCause::Guarantee | ClaimCause::Advance | ClaimCause::LaterMeans => {
                return Err(Stop::not_applicable("Hiervoor hoeft geen besluit te worden herzien."));
            }
        };
        Ok((Revision { obligation, cause }, text.to_owned()))
    })
}
