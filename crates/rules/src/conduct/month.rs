//! What is lowered in one month, for all reasons together.

use domain::{Cents, Explanation, InvalidCents, Month, Rounding, day_in_dutch};
use schemars::JsonSchema;
use serde::Serialize;

use super::local::LoweringPolicy;
use super::lowering::{LoweringBase, counts, lower, most_months};
use crate::facts::Breach;
use crate::{Finding, Look, Question, Share, Step, Stop, apply};

/// The rule of a month in which a lowering does not go off because nobody said how it goes with an earlier one.
pub const LOWERINGS_MEET: &str = "lowering-undecided";

/// The rule of a lowering that was decided and does not go off, because it cannot be said what it lowers.
pub const LOWERING_OPEN: &str = "lowering-open";

/// What goes off in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MonthLowering {
    pub share: Share,
    pub base: LoweringBase,
    /// What goes off beside it, of the other base.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<Share>,
}

impl MonthLowering {
    /// Nothing goes off.
    pub const NOTHING: Self = Self { share: Share::NOTHING, base: LoweringBase::Assistance, beside: None };

    /// What goes off in euro cents, a half cent up, and never more than the assistance. Both with holiday allowance.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when it does not fit.
    pub fn amount(self, norm: Cents, assistance: Cents) -> Result<Cents, InvalidCents> {
        let (base, other) = match self.base {
            LoweringBase::Assistance => (assistance, norm),
            LoweringBase::Norm => (norm, assistance),
        };
        let beside = self.beside.unwrap_or(Share::NOTHING).of(other, Rounding::HalfUp)?;
        Ok(self.share.of(base, Rounding::HalfUp)?.plus(beside)?.min(assistance))
    }

    /// The same with another lowering beside it, added up to the whole of each base at most.
    fn and(mut self, other: &Part) -> Self {
        let sum =
            |one: Share| Share::basis_points(one.get().saturating_add(other.share.get())).min(Share::WHOLE);
        if self.base == other.base {
            self.share = sum(self.share);
        } else {
            self.beside = Some(sum(self.beside.unwrap_or(Share::NOTHING)));
        }
        self
    }
}

/// What one broken duty lowers in a month.
struct Part {
    /// Its place among the broken duties.
    place: usize,
    measure: Option<u32>,
    share: Share,
    base: LoweringBase,
    beside_another: bool,
}

/// A lowering of a part of which nobody said how it goes with an earlier one in the same month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coincidence {
    pub month: Month,
    /// Places among the broken duties: of the later one, which does not go off, and of the one that does.
    pub later: usize,
    pub earlier: usize,
}

/// What is taken off in a month, by art. 18 and 18b together.
///
/// A breach counts from the day on which the lowering was decided (`applied_on`; absent: the day decided of the question);
/// `conduct.breaches` absent means that there was none. Of the duty to learn Dutch only what a decision names goes off. Two lowerings in one month: the whole when one of them is the
/// whole; else each later one whose decision says so goes off beside the first (`beside_another`). How the others go together is
/// not in the law, and a person decides. A lowering of everything is not the end of the right.
pub fn lowering_of(
    question: Question<'_>,
    local: Option<&LoweringPolicy>,
    month: Month,
) -> Step<MonthLowering> {
    apply(question, "lowering-month", "PW art. 18, 18b", |look| {
        let mut parts = Vec::new();
        for (place, breach) in in_order(question, month) {
            parts.extend(part(look, local, month, (place, breach))?);
        }
        look.rule("lowering-month");
        let (lowering, left_out) = together(&parts);
        if left_out.is_empty() {
            look.given("lowering.share", lowering.share, "PW art. 18, 18b");
            return Ok((lowering, said(lowering, month)));
        }
        Err(Stop::person_decides(format!(
            "In {} vallen twee verlagingen samen. Hoe die samengaan staat in de verordening; een medewerker beslist.",
            month.in_dutch()
        )))
    })
}

/// The same of a month that is paid: while nobody decided how two lowerings go together, the one that was decided first goes off
/// alone and the words say so. What was decided and applied is never given back because something else is open, so that this
/// always comes to a value; what is open, [`lowerings_open`] tells.
pub fn lowering_by_decision(
    question: Question<'_>,
    local: Option<&LoweringPolicy>,
    month: Month,
) -> Step<MonthLowering> {
    apply(question, "lowering-month", "PW art. 18, 18b", |look| {
        let parts = parts(look, question, local, month);
        let (lowering, left_out) = together(&parts);
        look.rule(if left_out.is_empty() { "lowering-month" } else { LOWERINGS_MEET });
        look.given("lowering.share", lowering.share, "PW art. 18, 18b");
        let open = left_out.first().map(|later| format!(" {}", does_not_go_off(later)));
        Ok((lowering, format!("{}{}", said(lowering, month), open.unwrap_or_default())))
    })
}

/// Where lowerings of `month` meet of which nobody said how they go together.
pub fn coincidences(
    question: Question<'_>,
    local: Option<&LoweringPolicy>,
    month: Month,
) -> Vec<Coincidence> {
    let mut found = Vec::new();
    apply(question, "lowering-month", "PW art. 18, 18b", |look| {
        let parts = parts(look, question, local, month);
        if let (Some(first), (_, left_out)) = (parts.first(), together(&parts)) {
            let earlier = first.place;
            found = left_out.iter().map(|part| Coincidence { month, later: part.place, earlier }).collect();
        }
        Ok(((), String::new()))
    });
    found
}

/// What was decided and does not go off in `month`, because facts are missing or a person must decide: each with why. It stops
/// no other one.
pub fn lowerings_open(
    question: Question<'_>,
    local: Option<&LoweringPolicy>,
    month: Month,
) -> Vec<Explanation> {
    let open = |(place, breach): (usize, &Breach)| {
        let Step { finding, explanation } = apply(question, LOWERING_OPEN, "PW art. 18, 18b", |look| {
            part(look, local, month, (place, breach)).map(|_| ((), String::new()))
        });
        let text = format!("{} gaat er niet af. {}", named(breach), explanation.text);
        match finding {
            Finding::Value(()) | Finding::NotApplicable => None,
            Finding::FactMissing(_) | Finding::PersonDecides => {
                Some(Explanation { rule: LOWERING_OPEN.into(), text, ..explanation })
            }
        }
    };
    in_order(question, month).into_iter().filter_map(open).collect()
}

/// What each broken duty lowers in the month, as far as it can be said.
fn parts(
    look: &mut Look<'_>,
    question: Question<'_>,
    local: Option<&LoweringPolicy>,
    month: Month,
) -> Vec<Part> {
    let all = in_order(question, month).into_iter();
    all.filter_map(|each| part(look, local, month, each).ok().flatten()).collect()
}

/// The broken duties that were decided on and begin to lower by the month, each with its place, in the order in which they were
/// decided on.
fn in_order(question: Question<'_>, month: Month) -> Vec<(usize, &Breach)> {
    let all = question.facts.conduct.breaches.as_deref().unwrap_or_default();
    let (now, last) = (question.days.decided, u32::MAX);
    let counts = |(_, breach): &(usize, &Breach)| {
        let decided = breach.applied_on.is_none_or(|applied| applied <= now);
        let later = breach.first_month.is_some_and(|first| month < first);
        decided && !later && counts(question, breach)
    };
    let mut places: Vec<_> = (0..all.len()).zip(all).filter(counts).collect();
    places.sort_by_key(|(_, breach)| (breach.applied_on.unwrap_or(now), breach.measure.unwrap_or(last)));
    places
}

/// What one broken duty lowers in the month; nothing where it lowers none, or none any more.
fn part(
    look: &mut Look<'_>,
    local: Option<&LoweringPolicy>,
    month: Month,
    (place, breach): (usize, &Breach),
) -> Result<Option<Part>, Stop> {
    let lowering = match lower(look, local, breach, place) {
        Ok((lowering, _)) => lowering,
        Err(Stop::NotApplicable(_)) => return Ok(None),
        Err(_) if is_over(look, local, breach, month) => return Ok(None),
        Err(stop) => return Err(stop),
    };
    let share = lowering.share_of(month);
    let Breach { measure, beside_another, .. } = *breach;
    let part = Part { place, measure, share, base: lowering.base, beside_another };
    Ok((share > Share::NOTHING).then_some(part))
}

/// Whether a lowering is over by the month, whatever is open about it.
fn is_over(look: &Look<'_>, local: Option<&LoweringPolicy>, breach: &Breach, month: Month) -> bool {
    let Some((first, months)) = breach.first_month.zip(most_months(look, local, breach)) else {
        return false;
    };
    first.plus(months.max(breach.spread_over.unwrap_or_default())) <= month
}

/// What goes off together, and what of it does not go off because nobody said how.
fn together(parts: &[Part]) -> (MonthLowering, Vec<&Part>) {
    let of = |part: &Part| MonthLowering { share: part.share, base: part.base, beside: None };
    if let Some(whole) = parts.iter().find(|part| part.share == Share::WHOLE) {
        return (of(whole), Vec::new());
    }
    let Some((first, others)) = parts.split_first() else { return (MonthLowering::NOTHING, Vec::new()) };
    let (beside, left_out): (Vec<_>, Vec<_>) = others.iter().partition(|part| part.beside_another);
    (beside.into_iter().fold(of(first), MonthLowering::and), left_out)
}

/// What a consultant knows it by.
fn named(breach: &Breach) -> String {
    let what = format!("{}, {}", breach.duty.dutch(), day_in_dutch(breach.committed_on));
    match breach.measure {
        Some(number) => format!("Maatregel {number} ({what})"),
        None => format!("Een verlaging ({what})"),
    }
}

fn does_not_go_off(later: &Part) -> String {
    let which = later
        .measure
        .map_or_else(|| "Een tweede verlaging".to_owned(), |number| format!("Maatregel {number}"));
    format!(
        "{which} valt in dezelfde maand en gaat er niet af, tot een medewerker beslist hoe die samengaan."
    )
}

fn said(lowering: MonthLowering, month: Month) -> String {
    let (share, base) = (lowering.share, lowering.base);
    match share {
        Share::NOTHING => format!("In {} wordt niets verlaagd.", month.in_dutch()),
        Share::WHOLE => format!(
            "In {} wordt de hele bijstand ingehouden. Het recht op bijstand blijft bestaan.",
            month.in_dutch()
        ),
        _ => {
            let other = match base {
                LoweringBase::Assistance => LoweringBase::Norm,
                LoweringBase::Norm => LoweringBase::Assistance,
            };
            let beside = lowering.beside.map(|share| format!(" en met {share} van {}", other.dutch()));
            let (month, base, beside) = (month.in_dutch(), base.dutch(), beside.unwrap_or_default());
            format!("In {month} wordt de bijstand verlaagd met {share} van {base}{beside}.")
        }
    }
}
