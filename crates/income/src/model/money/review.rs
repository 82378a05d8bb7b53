//! A lowering that goes on is reconsidered in time (Participation Act art. 18(3)), and the next step of the duty to learn Dutch
//! (art. 18b) is decided on before the last one ends: who decides hears of it.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use domain::{Explanation, Month, SignalKind, day_in_dutch};
use policy::National;
use rules::Claimant;
use rules::conduct::{LOWERING_OPEN, LOWERINGS_MEET};
use rules::facts::BreachedDuty;
use rules::month::MonthCalculation;
use serde::{Deserialize, Serialize};

use super::account::AccountState;
use super::measure::Measure;

/// When a measure is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The last day to do it.
    pub by: NaiveDate,
    /// Who decides is told on this day.
    pub warn_on: NaiveDate,
    /// They were.
    #[serde(default)]
    pub told: bool,
}

impl Review {
    /// So many days before the last day; nothing when the lowering is over by then.
    pub fn of(by: NaiveDate, (_, last): (Month, Month), days: u32) -> Option<Self> {
        let warn_on = by.checked_sub_days(Days::new(days.into())).unwrap_or(by);
        (warn_on <= last.last_day()).then_some(Self { by, warn_on, told: false })
    }
}

impl Measure {
    /// What happened, and what is to be decided.
    pub fn review_explained(&self, number: u32, by: NaiveDate, national: &National) -> Explanation {
        let (by, of_language) = (day_in_dutch(by), self.breach.duty == BreachedDuty::Language);
        let (source, text) = if of_language {
            let text = format!(
                "De verlaging om de taaleis (maatregel {number}) loopt tot en met {by}. Beslis voor die dag over de volgende stap, \
                 of leg vast waarom die er niet komt."
            );
            ("PW art. 18b", text)
        } else {
            let text = format!(
                "De verlaging (maatregel {number}) loopt nog. Bekijk haar opnieuw, uiterlijk op {by}: blijft zij, of komt er een \
                 ander besluit?"
            );
            ("PW art. 18 lid 3", text)
        };
        Explanation {
            rule: "measure-review".into(),
            source: source.into(),
            policy_version: national.version().into(),
            inputs: Vec::new(),
            text,
        }
    }

    /// Whether another one is the step of the language duty after this one.
    fn is_followed_by(&self, other: &Self) -> bool {
        let of = |measure: &Self| (measure.breach.duty, measure.breach.who.unwrap_or(Claimant::Applicant));
        let (Some((_, last)), Some(first)) = (self.lowered, other.breach.first_month) else { return false };
        self.breach.duty == BreachedDuty::Language && of(self) == of(other) && last < first
    }
}

/// Lowerings that take nothing off until a person decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenLowerings {
    /// Months in which one that was decided does not go off, because facts are missing or a person must judge.
    months: BTreeSet<Month>,
    /// First steps of the duty to learn Dutch, each with its first month, by which an earlier version lowered without a decision.
    pub steps: BTreeSet<(Claimant, Month)>,
}

impl OpenLowerings {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl AccountState {
    /// Measures that lower in a month or later and of which an earlier version did not keep when they are looked at again. The
    /// last step of the duty to learn Dutch is among them though it is over: the next one was to be decided on.
    pub fn lacking_review(&self, month: Month) -> Vec<u32> {
        let lacks = |measure: &Measure| {
            let over = measure.lowered.is_some_and(|(_, last)| last < month);
            let asks = !over || measure.breach.duty == BreachedDuty::Language;
            asks && measure.review.is_none() && !measure.breach.withdrawn
        };
        self.measures.iter().filter(|(_, measure)| lacks(measure)).map(|(number, _)| *number).collect()
    }

    /// Measures that are to be looked at again, of a right that runs.
    fn reviews(&self) -> impl Iterator<Item = (u32, &Measure, Review)> {
        let runs = self.right_until.is_none();
        let followed = |measure: &Measure| self.measures.values().any(|other| measure.is_followed_by(other));
        let measures = self.measures.iter().filter(move |(_, measure)| runs && !followed(measure));
        measures.filter_map(|(number, measure)| Some((*number, measure, measure.review?)))
    }

    /// When someone is to be told of one.
    pub fn review_wakes_on(&self) -> Option<NaiveDate> {
        self.reviews().filter(|(.., review)| !review.told).map(|(.., review)| review.warn_on).min()
    }

    /// Marks those of which it is time to tell, once: the number of the measure and its last day.
    pub fn tell_reviews(&mut self, today: NaiveDate) -> Vec<(u32, NaiveDate)> {
        let due = self.reviews().filter(|(.., review)| !review.told && review.warn_on <= today);
        let due: Vec<_> = due.map(|(number, _, review)| (number, review.by)).collect();
        for (number, _) in &due {
            if let Some(review) = self.measures.get_mut(number).and_then(|measure| measure.review.as_mut()) {
                review.told = true;
            }
        }
        due
    }

    /// Keeps in which months a lowering that was decided does not go off: because nobody said how it goes with another one, as an
    /// earlier version let them, or because it cannot be said what it lowers.
    pub fn follow_lowerings(&mut self, calculation: &MonthCalculation) {
        let of_rule = |rule| calculation.lines.iter().any(|line| line.explanation.rule == rule);
        let open = &mut self.lowerings_open.months;
        let kept = [(LOWERINGS_MEET, &mut self.lowerings_meet), (LOWERING_OPEN, open)];
        for (rule, months) in kept {
            if of_rule(rule) {
                months.insert(calculation.month);
            } else {
                months.remove(&calculation.month);
            }
        }
    }

    /// Of which someone was told, and that nobody decided on yet; lowerings that meet, or do not go off; and those that weighed heavier
    /// for another one that fell since.
    pub fn reviews_open(&self) -> Vec<(SignalKind, String, Option<NaiveDate>)> {
        let told = self.reviews().filter(|(.., review)| review.told);
        let subject = |number: u32, by: NaiveDate| format!("measure-{number}-{by}");
        let told = told.map(|(number, _, review)| (subject(number, review.by), Some(review.by)));
        let meet = self.lowerings_meet.first().map(|month| (format!("together-{month}"), None));
        let open = self.lowerings_open.months.first().map(|month| (format!("open-{month}"), None));
        let undecided = self.lowerings_open.steps.iter().filter(|(who, _)| !self.has_language_measure(*who));
        let steps = undecided.map(|(who, month)| (format!("language-{}-{month}", who.path()), None));
        let all = told.chain(meet).chain(open).chain(steps).chain(self.repetitions_open());
        all.map(|(subject, by)| (SignalKind::MeasureReview, subject, by)).collect()
    }
}
