//! Excluded from everything (Participation Act art. 13(1)).

use super::{Composition, Rare, Test, path, verdict};
use crate::{Claimant, Look, Question, Step, apply};

/// Lawfully deprived of liberty (Participation Act art. 13(1)(a)); not under an act on compulsory care (13(3)).
pub fn detained(question: Question<'_>, _: Composition, who: Claimant) -> Step<Test> {
    apply(question, "detained-13-1a", "PW art. 13 lid 1 onder a en lid 3", |look| {
        let detained = look.need(path(who, "detained"), &look.person(who).detained)?;
        if detained && compulsory_care(look, who) {
            return Ok(verdict(
                false,
                who,
                "Verblijf onder dwang in de zorg sluit niet uit van bijstand.",
                "",
            ));
        }
        Ok(verdict(detained, who, "Er is geen detentie.", "Wie vastzit, heeft geen recht op bijstand."))
    })
}

fn compulsory_care(look: &mut Look<'_>, who: Claimant) -> bool {
    look.see(&path(who, "compulsory_care"), &look.person(who).compulsory_care).unwrap_or(false)
}

/// Evades a sentence (Participation Act art. 13(1)(b)); not under an act on compulsory care (13(3)).
pub fn evading_sentence(question: Question<'_>, _: Composition, who: Claimant) -> Step<Test> {
    let rare = Rare {
        rule: "evading-13-1b",
        source: "PW art. 13 lid 1 onder b en lid 3",
        failed: "Wie zich onttrekt aan een straf, heeft geen recht op bijstand.",
    };
    rare.test(question, who, |look| {
        let evades = said(look, who, "evades_sentence", |person| &person.evades_sentence);
        evades && !compulsory_care(look, who)
    })
}

stated_grounds! {
    /// Does military service (Participation Act art. 13(1)(c)).
    military_service: "military-13-1c", "PW art. 13 lid 1 onder c",
        "Wie dienstplicht vervult, heeft geen recht op bijstand.";

    /// Strikes or is locked out, in so far as that causes the lack of means (Participation Act art. 13(1)(d)).
    on_strike: "strike-13-1d", "PW art. 13 lid 1 onder d",
        "Wie door een staking of uitsluiting geen inkomen heeft, heeft geen recht op bijstand.";

    /// Asks to pay off debts while having, or having had, enough to live on (Participation Act art. 13(1)(g)).
    for_debts: "debts-13-1g", "PW art. 13 lid 1 onder g",
        "Voor het aflossen van schulden is er geen recht op bijstand als er genoeg was om van te leven.";

    /// Suspected of having left to join a terrorist organisation (Participation Act art. 13(1)(h)).
    foreign_fighter: "fighter-13-1h", "PW art. 13 lid 1 onder h",
        "Wie is uitgereisd om zich aan te sluiten bij een terroristische organisatie, heeft geen recht op bijstand.";
}

/// Younger than eighteen (Participation Act art. 13(1)(f)).
pub fn under_eighteen(question: Question<'_>, _: Composition, who: Claimant) -> Step<Test> {
    apply(question, "under-18-13-1f", "PW art. 13 lid 1 onder f", |look| {
        let (age, bound) = (i64::from(look.age(who)?), look.term("11.age")?);
        let met = format!("De leeftijd is {bound} jaar of ouder.");
        let failed = format!("Wie jonger is dan {bound} jaar, heeft geen recht op bijstand.");
        Ok(verdict(age < bound, who, &met, &failed))
    })
}

/// Whether a ground was stated to apply; its docstring says that absence means no.
pub(super) fn said(
    look: &mut Look<'_>,
    who: Claimant,
    field: &str,
    fact: impl Fn(&crate::facts::Person) -> &crate::facts::Known<bool>,
) -> bool {
    look.see(&path(who, field), fact(look.person(who))).unwrap_or(false)
}
