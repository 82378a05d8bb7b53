//! Who has a right at all: the tests that come before norm and means, in the order of the law.

use chrono::NaiveDate;
use domain::FactKey;

use super::look::{Look, Question, Step, Stop, apply};

/// What a test of the right came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    Met,
    /// No right.
    Failed,
}

/// Every test, in the order of the law; all are tried, so that each reason is known.
pub fn tests(question: Question<'_>) -> Vec<Step<Test>> {
    vec![
        pension_age(question),
        domicile(question),
        residence(question),
        detained(question),
        abroad(question),
        under_eighteen(question),
        young_in_institution(question),
        education(question),
    ]
}

/// A ground that takes away the right of one person. A couple keeps the right of the other spouse (art. 11(4), 24),
/// which a person works out.
fn personal(look: &mut Look<'_>, excluded: bool, met: &str, failed: &str) -> Result<(Test, String), Stop> {
    let couple = look.is_couple();
    if !excluded {
        return Ok((Test::Met, met.into()));
    }
    if couple? {
        return Err(Stop::PersonDecides(format!(
            "{failed} Bij een paar kan de partner wel recht hebben (artikel 11 lid 4 en artikel 24); een consulent beoordeelt dat."
        )));
    }
    Ok((Test::Failed, failed.into()))
}

/// Competence by age (Participation Act art. 47a): a single person who has reached pension age, and a couple of whom
/// one has, turn to the Social Insurance Bank (SVB) for AIO. The age comes from the AOW (art. 7a), by birth date.
pub fn pension_age(question: Question<'_>) -> Step<Test> {
    apply(question, "competence-47a", "PW art. 47a", |look| {
        let (couple, own) = (look.is_couple(), look.date(FactKey::BirthDate));
        let couple = couple?;
        let partner = if couple { Some(look.date(FactKey::PartnerBirthDate)) } else { None };
        let mut reached = reaches(look, own?)? <= look.day();
        if let Some(partner) = partner {
            reached |= reaches(look, partner?)? <= look.day();
        }
        Ok(if reached {
            let text = "Wie de pensioenleeftijd heeft bereikt, of een partner heeft die dat heeft, vraagt de aanvulling (AIO) aan bij de SVB en niet bij de gemeente.";
            (Test::Failed, text.into())
        } else {
            (Test::Met, "De pensioenleeftijd is nog niet bereikt. De gemeente beslist.".into())
        })
    })
}

fn reaches(look: &mut Look<'_>, birth: NaiveDate) -> Result<NaiveDate, Stop> {
    let day = look.national().pension_day(birth)?;
    look.given("pension_day", day.format("%d-%m-%Y"), "AOW art. 7a");
    Ok(day)
}

/// Competence by domicile (Participation Act art. 40(1)).
pub fn domicile(question: Question<'_>) -> Step<Test> {
    apply(question, "competence-40", "PW art. 40 lid 1", |look| {
        Ok(if look.yes_no(FactKey::LivesInMunicipality)? {
            (Test::Met, "De aanvrager woont in deze gemeente.".into())
        } else {
            (Test::Failed, "De aanvrager woont niet in deze gemeente. De woongemeente beslist.".into())
        })
    })
}

/// Nationality or residence status (Participation Act art. 11(1)-(3)).
pub fn residence(question: Question<'_>) -> Step<Test> {
    apply(question, "residence-11", "PW art. 11", |look| {
        let status = look.choice(FactKey::Residence)?;
        let failed = match status.as_str() {
            "dutch" | "lawful" => "",
            "eu-first-months" => {
                "Een burger van de Europese Unie heeft in de eerste drie maanden, en als werkzoekende, geen recht op bijstand."
            }
            _ => {
                "Zonder een verblijfsstatus die gelijkstelt met een Nederlander is er geen recht op bijstand."
            }
        };
        personal(
            look,
            !failed.is_empty(),
            "De nationaliteit of verblijfsstatus geeft recht op bijstand.",
            failed,
        )
    })
}

/// Lawfully deprived of liberty (Participation Act art. 13(1)(a)).
pub fn detained(question: Question<'_>) -> Step<Test> {
    apply(question, "detained-13-1a", "PW art. 13 lid 1 onder a", |look| {
        let detained = look.yes_no(FactKey::Detained)?;
        personal(look, detained, "Er is geen detentie.", "Wie vastzit, heeft geen recht op bijstand.")
    })
}

/// Longer abroad than four weeks in a calendar year (Participation Act art. 13(1)(e)); four weeks are allowed.
pub fn abroad(question: Question<'_>) -> Step<Test> {
    const WEEKS: i64 = 4;
    apply(question, "abroad-13-1e", "PW art. 13 lid 1 onder e", |look| {
        let weeks = look.number(FactKey::WeeksAbroad)?;
        let failed = "Wie in een kalenderjaar langer dan vier weken in het buitenland is, heeft geen recht op bijstand.";
        personal(look, weeks > WEEKS, "Het verblijf in het buitenland is niet langer dan vier weken.", failed)
    })
}

/// Younger than eighteen (Participation Act art. 13(1)(f)).
pub fn under_eighteen(question: Question<'_>) -> Step<Test> {
    apply(question, "under-18-13-1f", "PW art. 13 lid 1 onder f", |look| {
        let youngest = youngest(look)?;
        let failed = "Wie jonger is dan 18 jaar, heeft geen recht op algemene bijstand.";
        personal(look, youngest < 18, "Iedereen die aanvraagt is 18 jaar of ouder.", failed)
    })
}

/// Eighteen to twenty and in an institution (Participation Act art. 13(2)(a)).
pub fn young_in_institution(question: Question<'_>) -> Step<Test> {
    apply(question, "institution-13-2a", "PW art. 13 lid 2 onder a", |look| {
        let (inside, youngest) = (look.yes_no(FactKey::InInstitution), youngest(look));
        if !inside? {
            return Ok((Test::Met, "Er is geen verblijf in een inrichting.".into()));
        }
        let failed =
            "Wie 18, 19 of 20 jaar is en in een inrichting verblijft, heeft geen recht op algemene bijstand.";
        personal(look, youngest? < 21, "Wie in de inrichting verblijft is 21 jaar of ouder.", failed)
    })
}

/// Younger than 27 and able to follow education that the state pays for (Participation Act art. 13(2)(c)).
pub fn education(question: Question<'_>) -> Step<Test> {
    apply(question, "education-13-2c", "PW art. 13 lid 2 onder c", |look| {
        if youngest(look)? >= 27 {
            return Ok((Test::Met, "Deze regel geldt alleen voor wie jonger is dan 27 jaar.".into()));
        }
        let able = look.yes_no(FactKey::CanFollowEducation)?;
        let failed = "Wie jonger is dan 27 jaar en onderwijs met studiefinanciering kan volgen, heeft geen recht op bijstand.";
        personal(look, able, "Onderwijs met studiefinanciering is niet mogelijk.", failed)
    })
}

/// Age of the youngest of those who apply.
fn youngest(look: &mut Look<'_>) -> Result<i32, Stop> {
    let (couple, own) = (look.is_couple(), look.age(FactKey::BirthDate));
    let partner = if couple? { Some(look.age(FactKey::PartnerBirthDate)) } else { None };
    match partner {
        Some(partner) => Ok(own?.min(partner?)),
        None => own,
    }
}
