//! Gifts that came once in months before: they stay capital until capital is told anew (Participation Act art. 34(1)(b)).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::Month;
use policy::National;

use super::timeline::Timeline;
use super::year;
use crate::facts::{Facts, OnceGiven};
use crate::means::{months_of_once, once_given};
use crate::{Days, Question};

/// Lays over the facts of a day the gifts of the months before it, each as its own month has it: a later list of incomes need not
/// name them again.
pub(super) fn lay_over(
    facts: &mut Facts,
    timeline: &Timeline,
    national: &National,
    (day, known): (NaiveDate, NaiveDate),
) {
    let month = Month::of(day);
    let stated = timeline.changes().iter().flat_map(|change| months_of_once(&change.facts));
    let months: BTreeSet<Month> = stated.filter(|before| *before < month).collect();
    let given = |of: Month| -> Vec<OnceGiven> {
        let last = of.last_day();
        // Stated later with a list of its own: that one tells.
        let told_now = months_of_once(facts).any(|told| told == of);
        let mut held = if told_now { facts.clone() } else { timeline.on(last, known) };
        year::lay_over(&mut held, timeline, (last, known));
        let days = Days { assessed: last, decided: known, known };
        once_given(Question { facts: &held, national, days })
    };
    facts.given_before = Some(months.into_iter().flat_map(given).collect());
}
