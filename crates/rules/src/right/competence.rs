use super::{Composition, Test, path};
use crate::facts::Reads;
use crate::{Claimant, Look, Question, Step, Stop, apply};

/// Competence by age (Participation Act art. 47a): a single person who has reached pension age, and a couple of whom
/// one has, turn to the Social Insurance Bank (SVB) for AIO. The age comes from the AOW (art. 7a), by birth date.
pub fn pension_age(question: Question<'_>, composition: Composition) -> Step<Test> {
    apply(question, "competence-47a", "PW art. 47a", |look| {
        let found: Vec<_> =
            composition.claimants().iter().map(|who| reached_pension_age(look, *who)).collect();
        let mut reached = false;
        for each in found {
            reached |= each?;
        }
        Ok(if reached {
            let text = "Wie de pensioenleeftijd heeft bereikt, of een partner heeft die dat heeft, vraagt de aanvulling (AIO) aan bij de SVB en niet bij de gemeente.";
            (Test::Failed, text.into())
        } else {
            (Test::Met, "De pensioenleeftijd is nog niet bereikt. De gemeente beslist.".into())
        })
    })
}

/// Whether someone has reached pension age on the day judged (AOW art. 7a).
///
/// # Errors
///
/// [`Stop::FactMissing`] without a birth date, [`Stop::PersonDecides`] when the law's table does not reach back to it.
pub(crate) fn reached_pension_age(look: &mut Look<'_>, who: Claimant) -> Result<bool, Stop> {
    let birth = look.need(path(who, "birth_date"), &look.person(who).birth_date)?;
    let day = look.national().pension_day(birth)?;
    look.given("pension_day", day.reads(), "AOW art. 7a");
    Ok(day <= look.day())
}

/// Competence by domicile (Participation Act art. 40(1)): the municipality in which the applicant lives.
pub fn domicile(question: Question<'_>) -> Step<Test> {
    apply(question, "competence-40", "PW art. 40 lid 1", |look| {
        let applicant = look.person(Claimant::Applicant);
        Ok(if look.need("applicant.lives_in_municipality", &applicant.lives_in_municipality)? {
            (Test::Met, "De aanvrager woont in deze gemeente.".into())
        } else {
            (Test::Failed, "De aanvrager woont niet in deze gemeente. De woongemeente beslist.".into())
        })
    })
}
