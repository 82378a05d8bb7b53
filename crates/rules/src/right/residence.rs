use super::{Composition, Test, path, verdict};
use crate::facts::Residence;
use crate::{Claimant, Question, Step, apply};

/// Living in the Netherlands, and nationality or residence status (Participation Act art. 11(1)-(3)); citizens of the European Union not in the first
/// three months nor while they look for work (Directive 2004/38 art. 24(2)).
pub fn residence(question: Question<'_>, _: Composition, who: Claimant) -> Step<Test> {
    apply(question, "residence-11", "PW art. 11", |look| {
        let abroad = look.see(&path(who, "lives_abroad"), &look.person(who).lives_abroad);
        if abroad == Some(true) {
            let failed = "Wie niet in Nederland woont, heeft geen recht op bijstand.";
            return Ok(verdict(true, who, "", failed));
        }
        let failed = match look.need(path(who, "residence"), &look.person(who).residence)? {
            Residence::Dutch | Residence::Lawful => None,
            Residence::EuFirstMonths => Some(
                "Een burger van de Europese Unie heeft in de eerste drie maanden, en als werkzoekende, geen recht op bijstand.",
            ),
            Residence::None => Some(
                "Zonder een verblijfsstatus die gelijkstelt met een Nederlander is er geen recht op bijstand.",
            ),
        };
        let met = "De nationaliteit of verblijfsstatus geeft recht op bijstand.";
        Ok(verdict(failed.is_some(), who, met, failed.unwrap_or_default()))
    })
}
