//! Who the claimants are (Participation Act art. 3, 4).

use chrono::NaiveDate;

use super::Test;
use super::death::{died, last_day_after};
use crate::facts::{HouseholdKind, LivingTogether, Relation};
use crate::{Claimant, Look, Question, Step, Stop, apply};

/// The household of the application, on the day judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Composition {
    pub kind: HouseholdKind,
    /// A dependent child belongs to it (art. 4(1)(d), (e)); `None`: a couple, or who is left behind of one, of whom that was
    /// not stated, or it hangs on the birthday of a child of which only the age is known.
    pub with_child: Option<bool>,
}

impl Composition {
    pub fn is_couple(self) -> bool {
        self.kind == HouseholdKind::Couple
    }

    pub fn claimants(self) -> &'static [Claimant] {
        match self.kind {
            HouseholdKind::Couple => &[Claimant::Applicant, Claimant::Partner],
            HouseholdKind::Single | HouseholdKind::SingleParent => &[Claimant::Applicant],
        }
    }
}

/// Single, single parent or couple (Participation Act art. 3, 4): as stated, or from how two adults live and the
/// children. What contradicts itself is left to a person.
///
/// Of who is left behind after a death it may not be known whether there is a child, and of a child of which only the age is
/// known whether it is dependent still: a single person, of whom the rules for which a child makes a difference ask it. A single
/// parent whose last child is dependent no longer is single.
pub fn composition(question: Question<'_>) -> Step<Composition> {
    apply(question, "household-4", "PW art. 3 en 4", |look| {
        let with_child = dependent_child(look)?;
        let Some(kind) = kind(look, with_child)? else {
            let text = if look.facts().household.children.is_some() {
                "De aanvrager is alleen. Of er nog een kind ten laste is, hangt af van een geboortedatum. Alleen de leeftijd is opgegeven."
            } else {
                "De aanvrager is na het overlijden alleen. Of er een kind ten laste is, is niet opgegeven."
            };
            return Ok((Composition { kind: HouseholdKind::Single, with_child: None }, text.into()));
        };
        let text = match kind {
            HouseholdKind::Single => "De aanvrager is alleenstaande.",
            HouseholdKind::SingleParent => "De aanvrager is alleenstaande ouder.",
            HouseholdKind::Couple => "De aanvragers zijn gehuwd of voeren een gezamenlijke huishouding.",
        };
        let with_child = match kind {
            HouseholdKind::Couple => with_child,
            HouseholdKind::Single => Some(false),
            HouseholdKind::SingleParent => Some(true),
        };
        Ok((Composition { kind, with_child }, text.into()))
    })
}

/// Single, single parent or couple, for a rule of another chapter.
///
/// # Errors
///
/// What keeps [`composition`] from a value.
pub(crate) fn household_kind(look: &mut Look<'_>) -> Result<HouseholdKind, Stop> {
    kind_if_known(look)?.ok_or_else(|| ask_of_children(look))
}

/// What is to be asked where a child makes a difference: whether there are any, or when the one was born of which only the age
/// is known.
pub(crate) fn ask_of_children(look: &mut Look<'_>) -> Stop {
    let children = look.facts().household.children.as_deref().unwrap_or_default();
    let path = match children.iter().position(|child| child.dependent && child.born_from.is_some()) {
        Some(place) => format!("household.children[{place}].birth_date"),
        None => "household.children".to_owned(),
    };
    look.missing(path)
}

/// The same; nothing where who is alone may have a child or not: see [`Composition::with_child`].
///
/// # Errors
///
/// What keeps [`composition`] from a value.
pub(crate) fn kind_if_known(look: &mut Look<'_>) -> Result<Option<HouseholdKind>, Stop> {
    let with_child = dependent_child(look)?;
    kind(look, with_child)
}

fn kind(look: &mut Look<'_>, with_child: Option<bool>) -> Result<Option<HouseholdKind>, Stop> {
    let household = &look.facts().household;
    let stated = look.see("household.kind", &household.kind);
    let lives = &household.living_together;
    let together =
        if *lives == LivingTogether::default() { None } else { Some(together(look, lives)? == Test::Met) };
    let kind = match (stated, together) {
        (None, None) => return Err(look.missing("household.kind".into())),
        (None, Some(true)) => HouseholdKind::Couple,
        (None, Some(false)) => match with_child {
            None => return Err(ask_of_children(look)),
            Some(true) => HouseholdKind::SingleParent,
            Some(false) => HouseholdKind::Single,
        },
        (Some(stated), Some(together)) if (stated == HouseholdKind::Couple) != together => {
            let text = "De gegevens spreken elkaar tegen: het huishouden is anders opgegeven dan uit het samenwonen volgt.";
            return Err(Stop::person_decides(text));
        }
        (Some(stated), _) => stated,
    };
    let kind = match kind {
        HouseholdKind::Couple => after_a_death(look, with_child)?,
        HouseholdKind::SingleParent => of_parent(look, with_child),
        HouseholdKind::Single => Some(kind),
    };
    let partner_died = died(look, Claimant::Partner, look.day()).is_some();
    let has_partner = !partner_died && look.facts().partner.birth_date.is_some() && together != Some(false);
    let contradicts = match kind {
        Some(HouseholdKind::Single) => has_partner || with_child == Some(true),
        Some(HouseholdKind::SingleParent) => has_partner || with_child == Some(false),
        Some(HouseholdKind::Couple) => false,
        None => has_partner,
    };
    if contradicts {
        let text = "De gegevens spreken elkaar tegen: er is een partner of kind, maar het huishouden is anders opgegeven.";
        return Err(Stop::person_decides(text));
    }
    Ok(kind)
}

/// A single parent, as stated, until the last child is dependent no longer: then single. Nothing where that hangs on a birthday
/// that is not known.
fn of_parent(look: &Look<'_>, with_child: Option<bool>) -> Option<HouseholdKind> {
    let children = look.facts().household.children.as_deref();
    let had_one = children.is_some_and(|children| children.iter().any(|child| child.dependent));
    match with_child {
        Some(false) if had_one => Some(HouseholdKind::Single),
        None if children.is_some() => None,
        _ => Some(HouseholdKind::SingleParent),
    }
}

/// A couple of whom one died: still a couple through the month of art. 45(5), and after it who is left behind is alone, also
/// when that one died later. Nothing where it is not known whether with a child.
fn after_a_death(look: &mut Look<'_>, with_child: Option<bool>) -> Result<Option<HouseholdKind>, Stop> {
    let day = look.day();
    let (applicant, partner) = (died(look, Claimant::Applicant, day), died(look, Claimant::Partner, day));
    // Until when who is left behind was seen alone: the day judged, or the day of the own death.
    let ended = |look: &mut Look<'_>, died: Option<NaiveDate>, other: Option<NaiveDate>| {
        let Some(died) = died else { return Ok(false) };
        Ok::<_, Stop>(last_day_after(look, died)? < other.unwrap_or(day))
    };
    if ended(look, partner, applicant)? {
        let kind = |with_child| if with_child { HouseholdKind::SingleParent } else { HouseholdKind::Single };
        return Ok(with_child.map(kind));
    }
    if ended(look, applicant, partner)? {
        return Err(Stop::person_decides(
            "De aanvrager is overleden en de bijstand volgens artikel 45 lid 5 is geëindigd. Het recht van de partner wordt apart vastgesteld.",
        ));
    }
    Ok(Some(HouseholdKind::Couple))
}

/// Whether a dependent child under eighteen belongs to the household (art. 4(1)(d), (e)), one who died through the month of
/// art. 45(5); `None`: not stated, or it hangs on a birthday that is not known.
fn dependent_child(look: &mut Look<'_>) -> Result<Option<bool>, Stop> {
    let Some(children) = look.facts().household.children.as_ref() else { return Ok(None) };
    let day = look.day();
    let (mut dependent, mut unknown) = (0_usize, false);
    for child in children.iter().filter(|child| child.dependent) {
        let age = look.term("4.child-age")?;
        let counts = match child.died_on {
            Some(died) => day <= last_day_after(look, died)?,
            None => true,
        };
        match child.is_younger_than(age, day) {
            Some(younger) => dependent += usize::from(counts && younger),
            None => unknown |= counts,
        }
    }
    look.counted("household.children".into(), dependent, None);
    Ok(if dependent == 0 && unknown { None } else { Some(dependent > 0) })
}

/// Whether two adults count as a couple (Participation Act art. 3(1)-(4)): married and not lastingly apart, or a joint
/// household that is not between relatives in the first degree, nor (before 2026 in the second degree, since then in
/// any relation) because of a need of care. `Met`: they do.
///
/// Art. 4(1)(a), (b) was not changed with art. 3(2)(a) in 2026 and still names only the second degree: of a care
/// relation between others a person confirms what holds.
pub fn joint_household(question: Question<'_>) -> Step<Test> {
    apply(question, "joint-household-3", "PW art. 3", |look| {
        let lives = &look.facts().household.living_together;
        if *lives == LivingTogether::default() {
            return Err(Stop::not_applicable("Over samenwonen is niets opgegeven."));
        }
        let test = together(look, lives)?;
        let text = match test {
            Test::Met => "Zij gelden als gehuwd: zij zijn gehuwd of voeren een gezamenlijke huishouding.",
            Test::Failed => "Zij gelden niet als gehuwd.",
        };
        Ok((test, text.into()))
    })
}

const PATH: &str = "household.living_together";

fn together(look: &mut Look<'_>, lives: &LivingTogether) -> Result<Test, Stop> {
    let as_couple = |yes: bool| if yes { Test::Met } else { Test::Failed };
    if look.need(format!("{PATH}.married"), &lives.married)? {
        let apart = look.see(&format!("{PATH}.lastingly_apart"), &lives.lastingly_apart);
        return Ok(as_couple(apart != Some(true)));
    }
    if !look.need(format!("{PATH}.main_residence_shared"), &lives.main_residence_shared)? {
        return Ok(Test::Failed);
    }
    if !irrebuttable(look, lives) && !look.need(format!("{PATH}.mutual_care"), &lives.mutual_care)? {
        return Ok(Test::Failed);
    }
    let relation = look.need(format!("{PATH}.relation"), &lives.relation)?;
    if relation == Relation::FirstDegree {
        return Ok(Test::Failed);
    }
    let any_relation = look.in_force("3.2.a.care")?;
    if relation != Relation::SecondDegree && !any_relation {
        return Ok(Test::Met);
    }
    let care = look.need(format!("{PATH}.care_need"), &lives.care_need)?;
    if care && relation != Relation::SecondDegree {
        let text = "Zij wonen samen om een zorgbehoefte. Artikel 3 ziet hen dan niet als gehuwd, maar artikel 4 noemt alleen familie in de tweede graad. Een consulent bevestigt wat geldt.";
        return Err(Stop::person_decides(text));
    }
    Ok(as_couple(!care))
}

/// The cases in which a joint household is a given once the main residence is shared (art. 3(4)).
fn irrebuttable(look: &mut Look<'_>, lives: &LivingTogether) -> bool {
    let cases = [
        ("married_within_two_years", &lives.married_within_two_years),
        ("child_together", &lives.child_together),
        ("contract", &lives.contract),
        ("registration", &lives.registration),
    ];
    cases.into_iter().any(|(name, fact)| look.see(&format!("{PATH}.{name}"), fact) == Some(true))
}
