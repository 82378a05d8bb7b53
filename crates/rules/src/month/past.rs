//! What earlier months of the same right say about this one: who receives assistance, how far exemptions are, and what was
//! received earlier in the year.

use chrono::NaiveDate;
use domain::{FactSource, Month};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::estimate::{self, Estimated, Estimating};
use super::timeline::Timeline;
use super::year;
use crate::Claimant;
use crate::facts::{Facts, Field, Known, Person, Stated};
use crate::means::{Exempted, Exemption, is_work};

/// An exemption that was applied in an earlier month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Used {
    pub month: Month,
    #[serde(flatten)]
    pub exempted: Exempted,
}

/// The day of a month, and what is known of those before it.
pub(super) struct Past<'a> {
    pub timeline: &'a Timeline,
    /// First day of the right.
    pub right_from: NaiveDate,
    /// In any order.
    pub used: &'a [Used],
    pub known: NaiveDate,
}

/// The facts of a day as they are known on another, of a scheme beside general assistance: with the exemptions that its earlier
/// months used.
pub fn facts_after(timeline: &Timeline, used: &[Used], (day, known): (NaiveDate, NaiveDate)) -> Facts {
    after(timeline.on(day, known), timeline, used, (day, known))
}

/// The same for a month of a scheme that looks at its income: what was not stated of it is estimated, or is not known.
pub fn facts_of_month(
    timeline: &Timeline,
    used: &[Used],
    by: Estimating<'_>,
    day: NaiveDate,
) -> (Facts, Vec<Estimated>) {
    let mut facts = timeline.on(day, by.known);
    let estimated = estimate::lay_over(&mut facts, by, Month::of(day));
    (after(facts, timeline, used, (day, by.known)), estimated)
}

fn after(
    mut facts: Facts,
    timeline: &Timeline,
    used: &[Used],
    (day, known): (NaiveDate, NaiveDate),
) -> Facts {
    Past { timeline, right_from: NaiveDate::MAX, used, known }.count_all(&mut facts, day);
    year::lay_over(&mut facts, timeline, (day, known));
    facts
}

impl Past<'_> {
    /// Lays over the facts of a day what follows from the months before.
    ///
    /// Who had the right before this month receives assistance in it, so that earnings are exempt as far as the law says
    /// (Participation Act art. 31(2)): where it turns on a judgement of the municipality that nobody stated, the month misses
    /// that. It is said only where it is about earnings.
    pub fn lay_over(&self, facts: &mut Facts, day: NaiveDate) {
        let month = Month::of(day);
        let about_earnings = |person: &Person| {
            let works = person.incomes.iter().flatten();
            let mut works =
                works.filter(|income| is_work(income.kind) && income.counts_in(month, self.known));
            works.next().is_some() || !person.exemptions.is_nothing() || person.hour_limited.is_some()
        };
        let ran_before = self.right_from < month.first_day();
        if ran_before && (about_earnings(&facts.applicant) || about_earnings(&facts.partner)) {
            facts.assistance.receives = derived(true);
        }
        self.count_all(facts, day);
        year::lay_over(facts, self.timeline, (day, self.known));
    }

    fn count_all(&self, facts: &mut Facts, day: NaiveDate) {
        for who in [Claimant::Applicant, Claimant::Partner] {
            self.count(facts, who, day);
        }
    }

    /// Months of n are counted one by one; those of r and z run on once they began.
    fn count(&self, facts: &mut Facts, who: Claimant, day: NaiveDate) {
        let month = Month::of(day);
        let person = match who {
            Claimant::Applicant => &mut facts.applicant.exemptions,
            Claimant::Partner => &mut facts.partner.exemptions,
        };
        for (field, exemption) in [
            (&mut person.months_of_n, Exemption::N),
            (&mut person.months_of_r, Exemption::R),
            (&mut person.months_of_z, Exemption::Z),
        ] {
            let Some(stated) = field.as_ref().map(|stated| stated.value) else { continue };
            let Some(since) = self.stated_since(who, exemption, day) else { continue };
            let mut used: Vec<_> = self
                .used
                .iter()
                .filter(|used| used.exempted == Exempted { who, exemption })
                .map(|used| used.month)
                .filter(|used| since <= *used && *used < month)
                .collect();
            used.sort_unstable();
            used.dedup();
            let more = match exemption {
                Exemption::N => i64::try_from(used.len()).unwrap_or(i64::MAX),
                _ if stated > 0 => month.since(since).into(),
                _ => used.first().map_or(0, |first| month.since(*first).into()),
            };
            if more > 0 {
                *field = derived(stated.saturating_add(more));
            }
        }
    }

    /// The month from which the number of months was stated last.
    fn stated_since(&self, who: Claimant, exemption: Exemption, day: NaiveDate) -> Option<Month> {
        let states = |facts: &Facts| {
            let exemptions = &who.of(facts).exemptions;
            match exemption {
                Exemption::N => exemptions.months_of_n.is_some(),
                Exemption::R => exemptions.months_of_r.is_some(),
                Exemption::Z => exemptions.months_of_z.is_some(),
                Exemption::Y | Exemption::Aa => false,
            }
        };
        self.timeline.stated_since(day, self.known, states).map(Month::of)
    }
}

fn derived<T>(value: T) -> Known<T> {
    Some(Stated { value, source: FactSource::Derived, known_on: None })
}
