//! Who must do what (Participation Act art. 9, 9a).

use chrono::NaiveDate;
use domain::{day_in_dutch, months_after};
use schemars::JsonSchema;
use serde::Serialize;

use super::of_law::{day_before, term_on};
use crate::facts::{HouseholdKind, choices};
use crate::right::household_kind;
use crate::{Claimant, Look, Question, Step, Stop, apply};

choices! {
    /// Why a duty does not hold.
    pub enum ExemptionGround {
        /// Fully and permanently unfit for work.
        FullyDisabled = "9-5", "volledig en duurzaam arbeidsongeschikt";
        /// A single parent with full care of a small child, who asked.
        SmallChild = "9a", "volledige zorg voor een klein kind";
        /// Exempted for a time, for urgent reasons.
        Temporary = "9-2", "tijdelijk ontheven";
        /// A single parent whose child care, training and load do not allow work yet.
        CareNotReady = "9-4", "opvang, scholing of belastbaarheid laten werk nog niet toe";
    }
}

/// The duties of one claimant on the day judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Duties {
    /// Look for, accept and keep work (art. 9(1)(a)).
    pub labour: bool,
    /// Use facilities and cooperate (art. 9(1)(b)); only art. 9(5) takes it away.
    pub support: bool,
    /// Useful activity without pay (art. 9(1)(c)), as the ordinance asks it.
    pub activity: bool,
    pub ground: Option<ExemptionGround>,
    /// Last day of the exemption; absent: it has no end, or there is none.
    pub exempt_until: Option<NaiveDate>,
    /// Last day for the plan of action of art. 9a.
    pub plan_by: Option<NaiveDate>,
    /// Months between reviews of the exemption of art. 9a.
    pub review_months: Option<u32>,
}

const ALL: Duties = Duties {
    labour: true,
    support: true,
    activity: true,
    ground: None,
    exempt_until: None,
    plan_by: None,
    review_months: None,
};

/// The duties of one claimant (art. 9(1)-(5), (7), 9a); for a couple each has their own (art. 9(3)).
///
/// Not applicable below eighteen, from pension age and before the day of notification. The exemptions are tried in this
/// order: art. 9(5), 9a, 9(2), 9(4); what only single parents have lapses for who did not prove the household
/// (art. 53a(3)).
pub fn duties(question: Question<'_>, who: Claimant) -> Step<Duties> {
    apply(question, "duties-9", "PW art. 9, 9a", |look| {
        holds(look, who)?;
        let (facts, path) = (who_is(look, who), format!("conduct.{}", who.path()));
        if look.need(format!("{path}.fully_disabled"), &facts.fully_disabled)? {
            look.rule("exemption-9-5");
            let none = Duties {
                labour: false,
                support: false,
                activity: false,
                ground: Some(ExemptionGround::FullyDisabled),
                ..ALL
            };
            return Ok((
                none,
                "Wie volledig en duurzaam arbeidsongeschikt is, heeft deze plichten niet.".into(),
            ));
        }
        let single_parent = is_single_parent(look)?;
        if single_parent && let Some(exempt) = small_child(look, who)? {
            return Ok(exempt);
        }
        if let Some(exempt) = temporary(look, who)? {
            return Ok(exempt);
        }
        if single_parent
            && has_child_under(look, "9.4.child-age", look.day())?.is_some()
            && !look.need(format!("{path}.care_allows_work"), &facts.care_allows_work)?
        {
            look.rule("exemption-9-4");
            let waits = Duties { labour: false, ground: Some(ExemptionGround::CareNotReady), ..ALL };
            return Ok((
                waits,
                "Opvang, scholing en belastbaarheid laten werk nog niet toe. De andere plichten gelden wel."
                    .into(),
            ));
        }
        Ok((
            ALL,
            "U zoekt en houdt werk, u gebruikt de hulp naar werk en u doet mee als de gemeente dat vraagt."
                .into(),
        ))
    })
}

fn who_is<'a>(look: &Look<'a>, who: Claimant) -> &'a crate::facts::DutyFacts {
    match who {
        Claimant::Applicant => &look.facts().conduct.applicant,
        Claimant::Partner => &look.facts().conduct.partner,
    }
}

/// Whether the duties hold at this age and on this day.
fn holds(look: &mut Look<'_>, who: Claimant) -> Result<(), Stop> {
    let day = look.day();
    let birth = look.need(format!("{}.birth_date", who.path()), &look.person(who).birth_date)?;
    let from = term_on(look, "11.age", day)?;
    if i64::from(look.age(who)?) < i64::from(from) {
        return Err(Stop::not_applicable("Deze plichten gelden vanaf achttien jaar."));
    }
    if look.national().pension_day(birth)? <= day {
        return Err(Stop::not_applicable("Deze plichten gelden tot de pensioenleeftijd."));
    }
    let path = format!("conduct.{}.duties_from", who.path());
    let begins = look.see(&path, &who_is(look, who).duties_from);
    if begins.is_some_and(|begins| day < begins) {
        return Err(Stop::not_applicable("Deze plichten gelden vanaf de dag van de melding."));
    }
    Ok(())
}

/// A single parent who keeps what single parents have (art. 53a(3)).
fn is_single_parent(look: &mut Look<'_>) -> Result<bool, Stop> {
    let household = &look.facts().household;
    let kind = match look.see("household.kind", &household.kind) {
        Some(kind) => kind,
        None => household_kind(look)?,
    };
    if kind != HouseholdKind::SingleParent {
        return Ok(false);
    }
    Ok(!look.see("household.not_proved", &household.not_proved).unwrap_or_default())
}

/// The day on which the youngest dependent child reaches the age of a rule, when that is after `day`.
fn has_child_under(look: &mut Look<'_>, key: &str, day: NaiveDate) -> Result<Option<NaiveDate>, Stop> {
    let age = term_on(look, key, look.day())?;
    let children = look.list("household.children", &look.facts().household.children)?;
    let youngest =
        children.iter().filter(|child| child.is_dependent_on(day)).map(|child| child.birth_date).max();
    let Some(birth) = youngest else { return Ok(None) };
    look.given("household.children", day_in_dutch(birth), "jongste kind ten laste");
    Ok(Some(months_after(birth, age.saturating_mul(12))).filter(|reached| day < *reached))
}

/// The exemption of a single parent with a small child, who asked for it (art. 9a, 9(7)): once, for at most a number of
/// months in all municipalities together, and until the child has the age.
fn small_child(look: &mut Look<'_>, who: Claimant) -> Result<Option<(Duties, String)>, Stop> {
    let (facts, path, day) = (who_is(look, who), format!("conduct.{}", who.path()), look.day());
    let asked = look.see(&format!("{path}.care_exemption_asked"), &facts.care_exemption_asked);
    let Some(asked) = asked.filter(|asked| *asked <= day) else { return Ok(None) };
    let Some(reached) = has_child_under(look, "9a.child-age", asked)? else { return Ok(None) };
    if look.need(format!("{path}.care_exemption_ended"), &facts.care_exemption_ended)? {
        return Ok(None);
    }
    let used = look.need(format!("{path}.care_exemption_used"), &facts.care_exemption_used)?;
    let most = term_on(look, "9a.months", asked)?;
    let left = i64::from(most) - used.max(0);
    let Ok(left) = u32::try_from(left) else { return Ok(None) };
    let until = day_before(months_after(asked, left).min(reached));
    if until < day {
        return Ok(None);
    }
    look.rule("exemption-9a");
    let plan_by = months_after(asked, term_on(look, "9a.plan.months", asked)?);
    let review_months = term_on(look, "9a.review.months", asked)?;
    let exempt = Duties {
        labour: false,
        activity: false,
        ground: Some(ExemptionGround::SmallChild),
        exempt_until: Some(until),
        plan_by: Some(plan_by),
        review_months: Some(review_months),
        ..ALL
    };
    let text = format!(
        "U zorgt voor een klein kind. U hoeft tot en met {} geen werk te zoeken. Er komt uiterlijk {} een plan.",
        day_in_dutch(until),
        day_in_dutch(plan_by)
    );
    Ok(Some((exempt, text)))
}

/// An exemption for a time, never from the duty to use support (art. 9(2)).
fn temporary(look: &mut Look<'_>, who: Claimant) -> Result<Option<(Duties, String)>, Stop> {
    let (facts, path) = (who_is(look, who), format!("conduct.{}", who.path()));
    let labour =
        look.see(&format!("{path}.exempt_from_labour"), &facts.exempt_from_labour).unwrap_or_default();
    let activity =
        look.see(&format!("{path}.exempt_from_activity"), &facts.exempt_from_activity).unwrap_or_default();
    if !labour && !activity {
        return Ok(None);
    }
    let until = look.need(format!("{path}.exempt_until"), &facts.exempt_until)?;
    if until < look.day() {
        return Ok(None);
    }
    look.rule("exemption-9-2");
    let exempt = Duties {
        labour: !labour,
        activity: !activity,
        ground: Some(ExemptionGround::Temporary),
        exempt_until: Some(until),
        ..ALL
    };
    let text =
        format!("U bent tot en met {} ontheven. U werkt wel mee aan de hulp naar werk.", day_in_dutch(until));
    Ok(Some((exempt, text)))
}
