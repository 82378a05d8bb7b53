//! Lowering of assistance (Participation Act art. 18(2)-(11)).

use chrono::NaiveDate;
use domain::{Month, day_in_dutch, months_after};
use schemars::JsonSchema;
use serde::Serialize;

use super::language;
use super::local::{LocalMeasure, LoweringPolicy};
use super::occurrence::{self, Paragraph};
use super::of_law::{in_months, term_on};
use crate::facts::{Breach, BreachedDuty, Tuned, choices};
use crate::{Answer, Finding, Look, Question, Share, Step, Stop, apply};

/// Longer than any ordinance lowers, in months: a longer one is a slip in the figures.
const LONGEST: u32 = 120;

choices! {
    /// What a share that goes off is a part of.
    pub enum LoweringBase {
        /// The assistance of the month, for the eight duties of the law (art. 18(5)).
        Assistance = "assistance", "de bijstand";
        /// The norm, for what an ordinance or art. 18b lowers; never more goes off than the assistance.
        Norm = "norm", "de norm";
    }
}

/// What goes off in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LoweredMonth {
    pub month: Month,
    /// Part of the base of the lowering.
    pub share: Share,
}

/// How the assistance is lowered for one broken duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lowering {
    pub paragraph: Paragraph,
    pub base: LoweringBase,
    /// Month by month; the right goes on in each of them, also when nothing is paid.
    pub months: Vec<LoweredMonth>,
    /// Last day to reconsider a lowering by ordinance (art. 18(3)), or to decide on the next step of art. 18b.
    pub review_by: Option<NaiveDate>,
}

impl Lowering {
    /// What goes off in a month.
    pub fn share_of(&self, month: Month) -> Share {
        let lowered = self.months.iter().find(|lowered| lowered.month == month);
        lowered.map_or(Share::NOTHING, |lowered| lowered.share)
    }
}

/// A lowering before it has a place in the calendar.
struct Measured {
    paragraph: Paragraph,
    share: Share,
    months: u32,
}

/// The lowering for each broken duty of `conduct.breaches` that was not taken back and was known, in their order
/// (art. 18(2), (4)-(11)).
///
/// Not applicable for a breach of the duty to inform (a fine, art. 18a) and without any blame. The language duty (art. 18b) lowers
/// by its own steps. A person decides without an ordinance, on urgent reasons, and when ordinance or decision leave the
/// bounds of the law. No rounding: shares are hundredths of a percent that sum to the whole lowering.
pub fn lowerings(question: Question<'_>, local: Option<&LoweringPolicy>) -> Vec<Step<Lowering>> {
    let all = question.facts.conduct.breaches.as_deref().unwrap_or_default();
    let counted = all.iter().enumerate().filter(|(_, breach)| counts(question, breach));
    counted.map(|(place, _)| lowering(question, local, place)).collect()
}

/// The lowering for the broken duty at `place` of `conduct.breaches`; see [`lowerings`].
pub fn lowering(question: Question<'_>, local: Option<&LoweringPolicy>, place: usize) -> Step<Lowering> {
    apply(question, "lowering-18", "PW art. 18 lid 2 tot en met 11", |look| {
        let all = look.facts().conduct.breaches.as_deref().unwrap_or_default();
        let Some(breach) = all.get(place).filter(|breach| counts(question, breach)) else {
            return Err(Stop::not_applicable("Er is geen plicht die niet is nagekomen."));
        };
        let (lowering, why) = lower(look, local, breach, place)?;
        let text = match lowering.paragraph {
            Paragraph::Municipal => {
                format!("{why} De gemeente bekijkt de verlaging opnieuw binnen de termijn van de wet.")
            }
            _ => why,
        };
        Ok((lowering, text))
    })
}

/// The lowering for every broken duty as one outcome: the first breach that comes to no value stops it, but those that
/// lower nothing.
pub fn all_lowerings(question: Question<'_>, local: Option<&LoweringPolicy>) -> Answer<Vec<Lowering>> {
    let mut found = Vec::new();
    let mut explanations = Vec::new();
    let mut stopped = None;
    for (place, step) in lowerings(question, local).into_iter().enumerate() {
        explanations.push(step.explanation);
        match step.finding {
            Finding::Value(lowering) => found.push(lowering),
            Finding::NotApplicable => {}
            Finding::FactMissing(paths) => stopped = stopped.or(Some((place, Finding::FactMissing(paths)))),
            Finding::PersonDecides => stopped = stopped.or(Some((place, Finding::PersonDecides))),
        }
    }
    if let Some((place, finding)) = stopped {
        return Answer { finding, explanations }.decided_at(place);
    }
    let finding = if found.is_empty() { Finding::NotApplicable } else { Finding::Value(found) };
    Answer { finding, explanations }
}

pub(super) fn counts(question: Question<'_>, breach: &Breach) -> bool {
    !breach.withdrawn && breach.known_on.is_none_or(|known| known <= question.days.known)
}

/// The lowering for one breach, and why.
pub(super) fn lower(
    look: &mut Look<'_>,
    local: Option<&LoweringPolicy>,
    breach: &Breach,
    place: usize,
) -> Result<(Lowering, String), Stop> {
    let path = |field: &str| format!("conduct.breaches[{place}].{field}");
    look.counted(path("duty"), breach.duty.dutch(), breach.source);
    look.counted(path("committed_on"), day_in_dutch(breach.committed_on), breach.source);
    match breach.duty {
        BreachedDuty::Information => {
            return Err(Stop::not_applicable(
                "Wie inlichtingen niet geeft, kan een boete krijgen. De bijstand wordt daarvoor niet verlaagd.",
            ));
        }
        BreachedDuty::Language => {
            look.rule("lowering-18b");
            return language::lower(look, breach, place);
        }
        _ => {}
    }
    let blameless = breach.blameless.ok_or_else(|| look.missing(path("blameless")))?;
    if blameless {
        look.rule("lowering-18-9");
        return Err(Stop::not_applicable("U hebt er geen schuld aan. Daarom wordt niets verlaagd."));
    }
    let urgent = breach.urgent_reasons.ok_or_else(|| look.missing(path("urgent_reasons")))?;
    let measure = breach.duty.local().and_then(|duty| local?.for_duty(duty));
    let by_rule = if breach.duty.is_national() {
        by_law(look, measure, breach)?
    } else {
        measure.map(|measure| by_ordinance(look, measure, breach)).transpose()?
    };
    let (measured, why) = match (by_rule, breach.tuned) {
        (by_rule, Some(tuned)) => tuned_by_person(look, by_rule, tuned, breach)?,
        (Some(_), None) if urgent => {
            look.rule("lowering-18-10");
            return Err(Stop::person_decides(
                "Er zijn bijzondere omstandigheden of dringende redenen. Een medewerker bepaalt hoeveel er dan wordt verlaagd.",
            ));
        }
        (Some(by_rule), None) => {
            let why = format!(
                "U kwam een plicht niet na: {}. De bijstand wordt {} met {} verlaagd ({}).",
                breach.duty.dutch(),
                in_months(by_rule.months),
                by_rule.share,
                by_rule.paragraph.dutch(),
            );
            (by_rule, why)
        }
        (None, None) => return Err(no_ordinance(breach.duty)),
    };
    let lowering = in_calendar(look, measure, measured, breach, place)?;
    Ok((lowering, why))
}

fn no_ordinance(duty: BreachedDuty) -> Stop {
    Stop::person_decides(if duty.is_national() {
        "De wet schrijft een verlaging met de hele bijstand voor. Hoeveel maanden staat in de verordening van de gemeente, en die regel is er niet. Een medewerker beslist."
    } else {
        "Of en hoeveel er wordt verlaagd staat in de verordening van de gemeente, en die regel is er niet. Een medewerker beslist."
    })
}

/// What the ordinance comes to for a duty of its own (art. 18(2)).
fn by_ordinance(look: &mut Look<'_>, measure: &LocalMeasure, breach: &Breach) -> Result<Measured, Stop> {
    look.given("lowering.months", measure.months, &measure.source);
    look.rule("lowering-18-2");
    let again = occurrence::is_repeated(&known(look), breach, measure.repeat_within_months);
    let months = if again { measure.repeat_months } else { measure.months };
    if measure.percent > 100 || months > LONGEST {
        return Err(outside_law());
    }
    Ok(Measured { paragraph: Paragraph::Municipal, share: Share::percent(measure.percent), months })
}

/// What the law comes to for one of its eight duties (art. 18(5)-(8)): the ordinance says how long the first and the second
/// time, the law how long from the third on. Nothing where the ordinance should say it and there is none.
fn by_law(
    look: &mut Look<'_>,
    measure: Option<&LocalMeasure>,
    breach: &Breach,
) -> Result<Option<Measured>, Stop> {
    let day = breach.applied_on.unwrap_or(look.days().decided);
    let (least, most) = (term_on(look, "18.5.least", day)?, term_on(look, "18.5.most", day)?);
    if let Some(measure) = measure {
        look.given("lowering.months", measure.months, &measure.source);
        if !(least..=most).contains(&measure.months) || measure.repeat_months > most {
            return Err(outside_law());
        }
    }
    let within = term_on(look, "18.6.months", day)?;
    let paragraph = occurrence::national(&known(look), breach, within);
    let months = match (paragraph, measure) {
        (Paragraph::Third | Paragraph::Later, _) => most,
        (_, None) => return Ok(None),
        // Longer than the first, unless the first is as long as the law allows already.
        (Paragraph::Second, Some(local)) if local.repeat_months > local.months || local.months == most => {
            local.repeat_months.max(local.months)
        }
        (Paragraph::Second, Some(_)) => return Err(outside_law()),
        (Paragraph::Municipal | Paragraph::First | Paragraph::Language, Some(local)) => local.months,
    };
    look.rule(match paragraph {
        Paragraph::Municipal | Paragraph::First | Paragraph::Language => "lowering-18-5",
        Paragraph::Second => "lowering-18-6",
        Paragraph::Third => "lowering-18-7",
        Paragraph::Later => "lowering-18-8",
    });
    Ok(Some(Measured { paragraph, share: Share::WHOLE, months }))
}

/// The broken duties that were known.
fn known<'a>(look: &Look<'a>) -> Vec<&'a Breach> {
    let day = look.days().known;
    let all = look.facts().conduct.breaches.iter().flatten();
    all.filter(|each| each.known_on.is_none_or(|known| known <= day)).collect()
}

fn outside_law() -> Stop {
    Stop::person_decides(
        "Wat de verordening zegt past niet binnen artikel 18 van de wet. Een medewerker beslist.",
    )
}

/// What a person decided, which is never heavier than the rule (art. 18(1), (10)).
fn tuned_by_person(
    look: &mut Look<'_>,
    by_rule: Option<Measured>,
    tuned: Tuned,
    breach: &Breach,
) -> Result<(Measured, String), Stop> {
    let national = breach.duty.is_national();
    look.rule(if national { "lowering-18-10" } else { "lowering-18-1" });
    let share = Share::percent(tuned.percent);
    let amount = |share: Share, months: u32| share.get().saturating_mul(i64::from(months));
    let paragraph = by_rule
        .as_ref()
        .map_or(if national { Paragraph::First } else { Paragraph::Municipal }, |by_rule| by_rule.paragraph);
    let most = match by_rule {
        Some(by_rule) => amount(by_rule.share, by_rule.months),
        None if national => {
            let day = breach.applied_on.unwrap_or(look.days().decided);
            amount(Share::WHOLE, term_on(look, "18.5.most", day)?)
        }
        None => i64::MAX,
    };
    if share > Share::WHOLE || tuned.months > LONGEST || amount(share, tuned.months) > most {
        return Err(Stop::person_decides("De verlaging die is ingevuld is zwaarder dan de regels toelaten."));
    }
    let why = match amount(share, tuned.months) {
        0 => "Een medewerker heeft besloten dat de bijstand niet wordt verlaagd.".to_owned(),
        _ => format!(
            "Een medewerker heeft de verlaging aangepast aan de omstandigheden: {} met {share}.",
            in_months(tuned.months)
        ),
    };
    Ok((Measured { paragraph, share, months: tuned.months }, why))
}

/// How many months it lowers at most from its first, whatever is open about it; nothing where neither law, ordinance nor a person
/// says so.
pub(super) fn most_months(look: &Look<'_>, local: Option<&LoweringPolicy>, breach: &Breach) -> Option<u32> {
    let by_law = |key| {
        let term = look.national().term(key, breach.applied_on.unwrap_or(look.days().decided)).ok()?;
        u32::try_from(term.number).ok()
    };
    if breach.duty == BreachedDuty::Language {
        return by_law("18b.months");
    }
    if let Some(tuned) = breach.tuned {
        return Some(tuned.months);
    }
    if breach.duty.is_national() {
        return by_law("18.5.most");
    }
    let measure = local?.for_duty(breach.duty.local()?)?;
    Some(measure.months.max(measure.repeat_months))
}

/// Lays a lowering over the months, spread where the ordinance allows it, until repentance.
fn in_calendar(
    look: &mut Look<'_>,
    measure: Option<&LocalMeasure>,
    measured: Measured,
    breach: &Breach,
    place: usize,
) -> Result<Lowering, Stop> {
    let Measured { paragraph, share, months } = measured;
    let applied = breach.applied_on.unwrap_or(look.days().decided);
    let review_by = match paragraph {
        Paragraph::Municipal => Some(months_after(applied, term_on(look, "18.3.months", applied)?)),
        _ => None,
    };
    let base = if breach.duty.is_national() { LoweringBase::Assistance } else { LoweringBase::Norm };
    if months == 0 || share == Share::NOTHING {
        return Ok(Lowering { paragraph, base, months: Vec::new(), review_by });
    }
    let missing = || format!("conduct.breaches[{place}].first_month");
    let first = breach.first_month.ok_or_else(|| look.missing(missing()))?;
    let shares = match breach.spread_over {
        Some(_) if matches!(paragraph, Paragraph::Second | Paragraph::Third | Paragraph::Later) => {
            return Err(Stop::person_decides(
                "Alleen een eerste verlaging mag over maanden worden gespreid (artikel 18 lid 5), een herhaling niet. Een medewerker beslist.",
            ));
        }
        Some(over) => spread(look, measure, share, months, over, applied)?,
        None => vec![share; usize::try_from(months).unwrap_or(usize::MAX)],
    };
    let mut lowered: Vec<_> =
        (0u32..).zip(shares).map(|(after, share)| LoweredMonth { month: first.plus(after), share }).collect();
    if let Some(repented) = breach.repented_on {
        end(&mut lowered, paragraph, repented)?;
    }
    Ok(Lowering { paragraph, base, months: lowered, review_by })
}

/// The amount of a first lowering spread over the month of imposition and those after (art. 18(5)): the remainder of
/// the division stays in the first, which so has at least its part.
fn spread(
    look: &mut Look<'_>,
    measure: Option<&LocalMeasure>,
    share: Share,
    months: u32,
    over: u32,
    day: NaiveDate,
) -> Result<Vec<Share>, Stop> {
    let allowed = measure.and_then(|measure| measure.spread_over).unwrap_or_default();
    let most = term_on(look, "18.5.months", day)?;
    let parts = term_on(look, "18.5.first", day)?;
    if over < months || over == 0 || over > allowed || over > most.min(parts) {
        return Err(Stop::person_decides(
            "De verordening of de wet laat deze spreiding van de verlaging niet toe.",
        ));
    }
    let whole = share.get() * i64::from(months);
    let each = whole / i64::from(over);
    let first = whole - each * (i64::from(over) - 1);
    let rest = (1..over).map(|_| Share::basis_points(each));
    Ok(std::iter::once(Share::basis_points(first)).chain(rest).collect())
}

/// Ends a lowering on the day on which it was asked (art. 18(11)); what was applied before stays. In that month the
/// days before it are lowered, by calendar days, rounded down.
fn end(lowered: &mut Vec<LoweredMonth>, paragraph: Paragraph, asked: NaiveDate) -> Result<(), Stop> {
    if paragraph == Paragraph::Municipal {
        return Err(Stop::person_decides(
            "Inkeer geldt voor de acht arbeidsplichten van de wet. Een medewerker bekijkt deze verlaging opnieuw (artikel 18 lid 3).",
        ));
    }
    let in_month = Month::of(asked);
    lowered.retain(|each| each.month <= in_month);
    if let Some(last) = lowered.iter_mut().find(|each| each.month == in_month) {
        let before = (asked - in_month.first_day()).num_days();
        last.share = Share::basis_points(last.share.get() * before / i64::from(in_month.days()));
    }
    lowered.retain(|each| each.share != Share::NOTHING);
    Ok(())
}
