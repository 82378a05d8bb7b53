use chrono::NaiveDate;
use domain::{Cents, Explanation, InvalidCents, Month, Rounding, TraceInput};
use policy::{National, NoAmount};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::estimate::{EstimatePolicy, Estimated, Estimating, estimate_told};
use super::line::{Line, LineKind};
use super::lowering::lowering_lines;
use super::past::Used;
use super::settled::Settled;
use super::stretch::{Stretch, level_of, line_of, stretches, whose_of};
use super::timeline::Timeline;
use super::whose::Whose;
use crate::conduct::LoweringPolicy;
use crate::facts::Facts;
use crate::means::Exempted;
use crate::means::part_of_month;
use crate::{Claimant, Days, Part, Question, apply};

/// What a scheme comes to for a household on a day: for a whole month, as if every day of it were like this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOutcome {
    pub kind: DayKind,
    /// Norm or base per month, where it could be told.
    pub norm: Option<Cents>,
    /// Income per month that was taken off, where it could be told.
    pub income: Option<Cents>,
    /// Those whose it is: of a couple of whom one has no right the other; of whom it is open both.
    pub entitled: Vec<Claimant>,
    /// Whose earnings were exempt in part, and by what.
    pub exempted: Vec<Exempted>,
    /// Income in it that nobody stated of the month.
    pub estimated: Vec<Estimated>,
    /// From the norm to the amount step by step: they sum to it, or nothing is told.
    pub parts: Vec<Part>,
    /// The line that decided.
    pub reason: Explanation,
}

/// Whether there is a right, and to how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayKind {
    /// Assistance per month, holiday allowance included.
    Granted(Cents),
    NoRight,
    /// Facts are missing (by path), or a person must decide.
    Open(Vec<String>),
}

/// One household, one month.
pub struct MonthQuestion<'a> {
    pub timeline: &'a Timeline,
    pub national: &'a National,
    pub month: Month,
    /// The day on which it is worked out.
    pub decided: NaiveDate,
    /// What became known later is not looked at.
    pub known: NaiveDate,
    /// First day of the right, as it was decided.
    pub right_from: NaiveDate,
    /// Last day of the right; `None` while it runs.
    pub right_until: Option<NaiveDate>,
    /// Oldest first.
    pub settled: &'a [Settled],
    /// The municipality's ordinance on lowering (art. 18); without one a person decides on lowerings.
    pub ordinance: Option<&'a LoweringPolicy>,
    /// Exemptions of earnings in earlier months, in any order.
    pub used: &'a [Used],
    /// How long income that is not stated is estimated; without it a person decides at once.
    pub estimates: Option<&'a EstimatePolicy>,
}

impl<'a> MonthQuestion<'a> {
    /// By what income that was not stated is estimated.
    pub(super) const fn estimating(&self) -> Estimating<'a> {
        Estimating { national: self.national, policy: self.estimates, known: self.known }
    }
}

/// What a month comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MonthCalculation {
    pub month: Month,
    /// The day up to which facts were looked at.
    pub known: NaiveDate,
    pub outcome: MonthOutcome,
    /// Assistance over the month, holiday allowance included, after a lowering.
    pub assistance: Cents,
    /// The holiday allowance in it, kept until June or the end.
    pub holiday: Cents,
    /// What is left for the month: assistance less holiday allowance.
    pub payable: Cents,
    /// Whose earnings were exempt in part, and by what: it counts for the terms of later months.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exempted: Vec<Exempted>,
    /// Income that nobody stated of the month: it counts as it was stated last, until it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub estimated: Vec<Estimated>,
    /// How it came about; the amounts of the lines sum to `payable`.
    pub lines: Vec<Line>,
    /// What the household lives at; nothing where no day has a right, a month is open, or of what was kept before this was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Whose the assistance is, before a lowering; nothing where there is none, or of what was kept before this was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whose: Option<Whose>,
    /// From which day up to the end of the month capital above the limit leaves no right (art. 34); nothing where the month ends
    /// otherwise, or of what was kept before this was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above_capital_from: Option<NaiveDate>,
}

/// What a household lives at over the days of a month with assistance, or whose income alone kept them from it: norm and
/// income, with holiday allowance, each at its share of the month. Where a person settled an amount and the rules do not know
/// the income, that amount is the norm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Level {
    pub norm: Cents,
    /// What it takes off: no more than the norm.
    pub income: Cents,
}

/// Whether a month could be worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MonthOutcome {
    Calculated,
    /// No day of the month has a right.
    NoRight,
    /// For a part of the month facts are missing (by path) or a person must decide: nothing is worked out.
    Open {
        missing: Vec<String>,
    },
}

/// Basis points in a whole.
const WHOLE: i64 = 10_000;

/// Works a month out (Participation Act art. 19, 45): each stretch of days with one outcome at its share of the month,
/// less a lowering, with 5 % of what is left kept as holiday allowance. Days from a suspension on pay nothing while it lasts
/// (art. 54(1)), and are without a right once it was withdrawn (art. 54(4)).
///
/// A stretch counts calendar days of the month (art. 45(3) names no day count), rounded half up to the cent per stretch.
/// Income is stated per month and taken to be spread over it evenly.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit; such an amount is a mistake.
pub fn calculate(
    question: &MonthQuestion<'_>,
    scheme: impl Fn(Question<'_>) -> DayOutcome,
) -> Result<MonthCalculation, InvalidCents> {
    let Some((first, last)) = days_with_right(question) else {
        return Ok(empty(question, MonthOutcome::NoRight, Vec::new()));
    };
    let stretches = stretches(question, first, last, scheme);
    let open: Vec<_> =
        stretches.iter().filter(|each| matches!(each.outcome.kind, DayKind::Open(_))).collect();
    if !open.is_empty() {
        let missing = open.iter().flat_map(|each| missing(&each.outcome.kind)).cloned().collect();
        let lines = open.iter().map(|each| Line::note(LineKind::Assistance, each.outcome.reason.clone()));
        return Ok(empty(question, MonthOutcome::Open { missing }, lines.collect()));
    }
    let mut lines = Vec::new();
    for stretch in &stretches {
        lines.push(line_of(question, stretch)?);
    }
    let estimated = estimated(&stretches);
    if !estimated.is_empty() {
        let told = estimate_told(question.estimating(), question.month, &estimated);
        lines.push(Line::note(LineKind::Assistance, told));
    }
    let granted = stretches.iter().any(|each| matches!(each.outcome.kind, DayKind::Granted(_)));
    let level = Some(level_of(question.month, &stretches)?);
    let at_end = stretches.last().filter(|each| each.last == question.month.last_day());
    let above_capital_from = at_end.and_then(|each| each.above_capital);
    if !granted {
        let none = empty(question, MonthOutcome::NoRight, lines);
        return Ok(MonthCalculation { level, estimated, above_capital_from, ..none });
    }
    let whose = Some(whose_of(question.month, &stretches)?);
    let before = total(&lines)?;
    lines.extend(lowering_lines(question, last, norm_of(question, &stretches)?, before)?);
    let mut exempted: Vec<_> = stretches.into_iter().flat_map(|each| each.exempted).collect();
    exempted.sort_unstable();
    exempted.dedup();
    let worked_out = finish(question, lines, exempted)?;
    Ok(MonthCalculation { level, whose, estimated, above_capital_from, ..worked_out })
}

/// What any of the days rests on that nobody stated.
fn estimated(stretches: &[Stretch]) -> Vec<Estimated> {
    let mut all: Vec<_> = stretches.iter().flat_map(|each| each.estimated.iter().cloned()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn missing(kind: &DayKind) -> &[String] {
    match kind {
        DayKind::Open(missing) => missing,
        DayKind::Granted(_) | DayKind::NoRight => &[],
    }
}

fn days_with_right(question: &MonthQuestion<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let first = question.right_from.max(question.month.first_day());
    let last = question.month.last_day();
    let last = question.right_until.map_or(last, |until| until.min(last));
    (first <= last).then_some((first, last))
}

/// The norm over the stretches with a right, each at its share of the month.
fn norm_of(question: &MonthQuestion<'_>, stretches: &[Stretch]) -> Result<Cents, InvalidCents> {
    let granted = stretches.iter().filter(|each| matches!(each.outcome.kind, DayKind::Granted(_)));
    granted.filter_map(|each| Some((each.outcome.norm?, each))).try_fold(Cents::ZERO, |sum, (norm, each)| {
        sum.plus(part_of_month(norm, question.month, each.first, each.last)?)
    })
}

/// Keeps the holiday allowance apart.
fn finish(
    question: &MonthQuestion<'_>,
    mut lines: Vec<Line>,
    exempted: Vec<Exempted>,
) -> Result<MonthCalculation, InvalidCents> {
    let assistance = total(&lines)?;
    let rate = match question.national.rate("19.3", question.month.first_day()) {
        Ok(rate) => rate,
        Err(unknown) => {
            let unknown = holiday_unknown(question, unknown);
            return Ok(empty(question, MonthOutcome::Open { missing: Vec::new() }, vec![unknown]));
        }
    };
    let holiday = assistance.times(rate.basis_points, WHOLE, Rounding::HalfUp)?;
    if holiday != Cents::ZERO {
        lines.push(holiday_line(question, assistance, holiday)?);
    }
    let payable = assistance.minus(holiday)?;
    Ok(MonthCalculation {
        assistance,
        holiday,
        payable,
        exempted,
        ..empty(question, MonthOutcome::Calculated, lines)
    })
}

/// The holiday allowance in a month's assistance (art. 19(3)), rounded half up to the cent.
fn holiday_line(
    question: &MonthQuestion<'_>,
    assistance: Cents,
    holiday: Cents,
) -> Result<Line, InvalidCents> {
    let input = TraceInput {
        name: "assistance".into(),
        value: assistance.to_string(),
        source: "PW art. 19 lid 2".into(),
    };
    let explanation = Explanation {
        rule: "holiday-19-3".into(),
        source: "PW art. 19 lid 3 en 45 lid 1".into(),
        policy_version: question.national.version().into(),
        inputs: vec![input],
        text: format!(
            "Van de bijstand wordt {holiday} vakantietoeslag gespaard. U krijgt dat in juni of na het einde."
        ),
    };
    Ok(Line::of(LineKind::HolidayReserved, Cents::ZERO.minus(holiday)?, explanation))
}

/// Without the share of law nothing is worked out, and the line says so.
fn holiday_unknown(question: &MonthQuestion<'_>, unknown: NoAmount) -> Line {
    let days =
        Days { assessed: question.month.first_day(), decided: question.decided, known: question.known };
    let asked = Question { facts: &Facts::default(), national: question.national, days };
    let step = apply(asked, "holiday-19-3", "PW art. 19 lid 3 en 45 lid 1", |_| {
        Err::<((), String), _>(unknown.into())
    });
    Line::note(LineKind::HolidayReserved, step.explanation)
}

fn total(lines: &[Line]) -> Result<Cents, InvalidCents> {
    lines.iter().try_fold(Cents::ZERO, |sum, line| sum.plus(line.cents))
}

const fn empty(question: &MonthQuestion<'_>, outcome: MonthOutcome, lines: Vec<Line>) -> MonthCalculation {
    MonthCalculation {
        month: question.month,
        known: question.known,
        outcome,
        assistance: Cents::ZERO,
        holiday: Cents::ZERO,
        payable: Cents::ZERO,
        exempted: Vec::new(),
        estimated: Vec::new(),
        lines,
        level: None,
        whose: None,
        above_capital_from: None,
    }
}
