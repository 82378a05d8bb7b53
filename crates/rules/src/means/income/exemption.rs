//! Which exemption of earnings holds for one person in one month (Participation Act art. 31(2)(n), (r), (y), (z), (aa)).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{Child, HouseholdKind};
use crate::means::law::{has_rate, is_young};
use crate::right::{ask_of_children, kind_if_known, reached_pension_age};
use crate::{Claimant, Look, Stop};

/// An exemption of earnings. One person never has two in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// The first months of work.
    N,
    /// Single parent of a young child.
    R,
    /// Medically limited in hours.
    Y,
    /// Beside wage-cost subsidy, the first months.
    Z,
    /// Beside wage-cost subsidy, when more hours are not possible.
    Aa,
}

/// An exemption that one of the claimants had in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Exempted {
    pub who: Claimant,
    pub exemption: Exemption,
}

/// An exemption, and how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Applied {
    pub exemption: Exemption,
    /// Which month of it this is, and of how many; `None` for one without a term.
    pub month: Option<(i64, i64)>,
}

impl Applied {
    const fn without_term(exemption: Exemption) -> Self {
        Self { exemption, month: None }
    }

    /// The month after those that were used.
    const fn after(exemption: Exemption, used: i64, of: i64) -> Self {
        Self { exemption, month: Some((used.saturating_add(1), of)) }
    }
}

impl Exemption {
    const ALL: [Self; 5] = [Self::N, Self::R, Self::Y, Self::Z, Self::Aa];

    /// The exemption that a rule of an income line is about.
    pub fn of_rule(rule: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|exemption| exemption.rule() == rule)
    }

    pub const fn rule(self) -> &'static str {
        match self {
            Self::N => "exemption-31-2-n",
            Self::R => "exemption-31-2-r",
            Self::Y => "exemption-31-2-y",
            Self::Z => "exemption-31-2-z",
            Self::Aa => "exemption-31-2-aa",
        }
    }

    /// Key of the share, and of the most in a month.
    pub const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::N => ("31.2.n.share", "31.2.n"),
            Self::R => ("31.2.r.share", "31.2.r"),
            Self::Y => ("31.2.y.share", "31.2.y"),
            Self::Z => ("31.2.z.share", "31.2.z"),
            Self::Aa => ("31.2.aa.share", "31.2.aa"),
        }
    }

    pub const fn dutch(self) -> &'static str {
        match self {
            Self::N => "de eerste maanden met werk",
            Self::R => "een alleenstaande ouder met een jong kind",
            Self::Y => "wie medisch urenbeperkt is",
            Self::Z => "werk met loonkostensubsidie",
            Self::Aa => "werk met loonkostensubsidie, als meer uren niet kan",
        }
    }
}

/// How far exemption n is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    /// Applies in this month.
    Applies { used: i64, of: i64 },
    /// All its months were used.
    Used,
    /// There are months left, but the work does not help towards full work.
    Open,
    /// Under 27 it is not there at all (art. 31(5)).
    TooYoung,
}

/// The exemption that holds for someone who receives assistance, in the order of the law: n; while n does not hold y;
/// z after n and not with y; aa after z; r after n and with none of y, z, aa. Under 27 no n and no r (art. 31(5)), so
/// that z need not wait for n. From pension age n without term or judgement.
pub(super) fn exemption(look: &mut Look<'_>, who: Claimant) -> Result<Option<Applied>, Stop> {
    if look.national().in_force("34a", look.day())? {
        return Err(Stop::person_decides(
            "Vanaf deze dag vervangt artikel 34a de vrijlatingen van inkomsten. Dat artikel is aangenomen, maar nog \
             niet in werking. De bedragen voor deze dag worden niet ondersteund.",
        ));
    }
    if reached_pension_age(look, who)? {
        return Ok(Some(Applied::without_term(Exemption::N)));
    }
    let first = first(look, who)?;
    if let First::Applies { used, of } = first {
        return Ok(Some(Applied::after(Exemption::N, used, of)));
    }
    if is_hour_limited(look, who)? {
        return Ok(Some(Applied::without_term(Exemption::Y)));
    }
    if has_rate(look, "31.2.z.share")?
        && let Some(applied) = beside_subsidy(look, who, first)?
    {
        return Ok(Some(applied));
    }
    if first == First::Used && may_be_single_parent(look)? {
        return may_have_r(look, who);
    }
    Ok(None)
}

/// Art. 31(2)(n).
fn first(look: &mut Look<'_>, who: Claimant) -> Result<First, Stop> {
    if is_young(look, who)? {
        return Ok(First::TooYoung);
    }
    let facts = &look.person(who).exemptions;
    let used = look.need(format!("{}.exemptions.months_of_n", who.path()), &facts.months_of_n)?;
    let of = look.term("31.2.n.months")?;
    if used >= of {
        return Ok(First::Used);
    }
    Ok(if helps(look, who)? { First::Applies { used, of } } else { First::Open })
}

/// Art. 31(2)(y), 6b.
fn is_hour_limited(look: &mut Look<'_>, who: Claimant) -> Result<bool, Stop> {
    look.need(format!("{}.hour_limited", who.path()), &look.person(who).hour_limited)
}

/// Art. 31(2)(z), (aa).
fn beside_subsidy(look: &mut Look<'_>, who: Claimant, first: First) -> Result<Option<Applied>, Stop> {
    let facts = &look.person(who).exemptions;
    let path = |field: &str| format!("{}.exemptions.{field}", who.path());
    if !look.need(path("with_wage_cost_subsidy"), &facts.with_wage_cost_subsidy)? {
        return Ok(None);
    }
    if first == First::Open {
        return Err(Stop::person_decides(
            "De vrijlating bij loonkostensubsidie volgt op de eerste vrijlating van inkomsten. Die is niet gebruikt, \
             omdat het werk niet bijdraagt aan re-integratie. Beoordeel of de vrijlating bij loonkostensubsidie al geldt.",
        ));
    }
    let used = look.need(path("months_of_z"), &facts.months_of_z)?;
    let of = look.term("31.2.z.months")?;
    if used < of {
        return Ok(Some(Applied::after(Exemption::Z, used, of)));
    }
    let more = look.need(path("more_hours_possible"), &facts.more_hours_possible)?;
    Ok((!more).then_some(Applied::without_term(Exemption::Aa)))
}

/// Art. 31(2)(r), for a single parent who used n. The birthday of a child of which only the age is known is asked where it
/// decides.
fn may_have_r(look: &mut Look<'_>, who: Claimant) -> Result<Option<Applied>, Stop> {
    let young = has_young_child(look)?;
    if young == Some(false) {
        return Ok(None);
    }
    let facts = &look.person(who).exemptions;
    let used = look.need(format!("{}.exemptions.months_of_r", who.path()), &facts.months_of_r)?;
    let of = look.term("31.2.r.months")?;
    let applies = used < of && helps(look, who)?;
    if applies && young.is_none() {
        return Err(ask_of_children(look));
    }
    Ok(applies.then_some(Applied::after(Exemption::R, used, of)))
}

/// Who is alone and has a child that may be dependent no longer is one as long as there is a younger one.
fn may_be_single_parent(look: &mut Look<'_>) -> Result<bool, Stop> {
    match kind_if_known(look)? {
        Some(kind) => Ok(kind == HouseholdKind::SingleParent),
        None => look.list("household.children", &look.facts().household.children).map(|_| true),
    }
}

fn has_young_child(look: &mut Look<'_>) -> Result<Option<bool>, Stop> {
    let age = look.term("31.2.r.child-age")?;
    let children = look.list("household.children", &look.facts().household.children)?;
    Ok(Child::one_is_younger_than(children, age, look.day()))
}

/// By the municipality's judgement the work helps towards full work.
fn helps(look: &mut Look<'_>, who: Claimant) -> Result<bool, Stop> {
    let facts = &look.person(who).exemptions;
    look.need(format!("{}.exemptions.helps_reintegration", who.path()), &facts.helps_reintegration)
}
