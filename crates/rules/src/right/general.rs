//! Excluded from general assistance (Participation Act art. 13(2)).

use super::exclusion::said;
use super::{Composition, Rare, Test, path, verdict};
use crate::facts::HouseholdKind;
use crate::{Claimant, Question, Step, Stop, apply};

/// Eighteen to twenty and in an institution (Participation Act art. 13(2)(a)).
pub fn young_in_institution(question: Question<'_>, _: Composition, who: Claimant) -> Step<Test> {
    apply(question, "institution-13-2a", "PW art. 13 lid 2 onder a", |look| {
        let inside = look.need(path(who, "in_institution"), &look.person(who).in_institution);
        let age = look.age(who);
        if !inside? {
            return Ok(verdict(false, who, "Er is geen verblijf in een inrichting.", ""));
        }
        let (age, bound) = (i64::from(age?), look.term("21.age")?);
        let met = "Wie in de inrichting verblijft is oud genoeg.";
        let failed = format!(
            "Wie jonger is dan {bound} jaar en in een inrichting verblijft, heeft geen recht op algemene bijstand."
        );
        Ok(verdict(age < bound, who, met, &failed))
    })
}

/// Unpaid leave of oneself or of the spouse that causes the lack of means (Participation Act art. 13(2)(b)); not for a
/// single parent on parental leave or the like.
pub fn unpaid_leave(question: Question<'_>, composition: Composition, who: Claimant) -> Step<Test> {
    let rare = Rare {
        rule: "leave-13-2b",
        source: "PW art. 13 lid 2 onder b",
        failed: "Wie onbetaald verlof neemt, of een partner heeft die dat doet, heeft geen recht op algemene bijstand.",
    };
    rare.test(question, who, |look| {
        let mut on_leave = false;
        for each in composition.claimants() {
            on_leave |= said(look, *each, "unpaid_leave", |person| &person.unpaid_leave);
        }
        // Of whom it is not known whether there is a child, parental leave says it.
        let parent = match composition.kind {
            HouseholdKind::SingleParent => true,
            HouseholdKind::Single => composition.with_child.is_none(),
            HouseholdKind::Couple => false,
        };
        if !on_leave || !parent {
            return on_leave;
        }
        !said(look, who, "parental_leave", |person| &person.parental_leave)
    })
}

/// Younger than 27, able to follow education that the state pays for, and either entitled to student finance or not
/// entitled and not following it (Participation Act art. 13(2)(c)).
pub fn education(question: Question<'_>, _: Composition, who: Claimant) -> Step<Test> {
    apply(question, "education-13-2c", "PW art. 13 lid 2 onder c", |look| {
        let (age, bound) = (i64::from(look.age(who)?), look.term("13.2.age")?);
        if age >= bound {
            let met = format!("Deze regel geldt alleen voor wie jonger is dan {bound} jaar.");
            return Ok(verdict(false, who, &met, ""));
        }
        let education = &look.person(who).education;
        if !look.need(path(who, "education.can_follow"), &education.can_follow)? {
            return Ok(verdict(false, who, "Onderwijs met studiefinanciering is niet mogelijk.", ""));
        }
        if look.need(path(who, "education.student_finance"), &education.student_finance)? {
            let failed = format!(
                "Wie jonger is dan {bound} jaar en onderwijs met studiefinanciering kan volgen, heeft geen recht op bijstand."
            );
            return Ok(verdict(true, who, "", &failed));
        }
        let follows = look.need(path(who, "education.follows"), &education.follows)?;
        let met = "Er is geen recht op studiefinanciering en het onderwijs wordt gevolgd.";
        let failed = format!(
            "Wie jonger is dan {bound} jaar en onderwijs kan volgen maar dat niet doet, heeft geen recht op bijstand."
        );
        Ok(verdict(!follows, who, met, &failed))
    })
}

/// Younger than 27 and unmistakably unwilling to meet the duties of art. 9(1) or 55 (Participation Act art. 13(2)(d)).
pub fn unwilling(question: Question<'_>, _: Composition, who: Claimant) -> Step<Test> {
    apply(question, "unwilling-13-2d", "PW art. 13 lid 2 onder d", |look| {
        let met = "Deze uitsluiting doet zich niet voor.";
        if !said(look, who, "unwilling", |person| &person.unwilling) {
            return Ok(verdict(false, who, met, ""));
        }
        let (age, bound) = (i64::from(look.age(who)?), look.term("13.2.age")?);
        if age >= bound {
            let text = format!("Deze regel geldt alleen voor wie jonger is dan {bound} jaar.");
            return Err(Stop::not_applicable(text));
        }
        let failed = format!(
            "Wie jonger is dan {bound} jaar en duidelijk niet wil meewerken, heeft geen recht op algemene bijstand."
        );
        Ok(verdict(true, who, met, &failed))
    })
}
