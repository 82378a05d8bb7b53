//! Duties, exemptions, return activity, measures and enforcement.

use std::collections::HashSet;

use domain::FactKey;

use super::{Check, Parts};
use crate::model::{
    CheckDepth, DutyKind, HomeVisits, LoweringBounds, Measure, ReturnActivity, RiskLevel, Scorecard,
};
use crate::national::Bounds;
use crate::read::document::Lined;

impl Check<'_> {
    pub(super) fn duties(&mut self, parts: &Parts, bounds: &Bounds) {
        self.unique("duty", &parts.duties, |each| &each.key);
        self.unique("exemption", &parts.exemptions, |each| &each.key);
        self.unique("measure", &parts.measures, |each| &each.key);
        for exemption in &parts.exemptions.read {
            self.positive(exemption.line, "max_months", exemption.value.max_months);
            self.positive(exemption.line, "contact_months", exemption.value.contact_months);
        }
        if let Some(activity) = &parts.return_activity {
            self.return_activity(activity, parts);
        }
        parts.measures.read.iter().for_each(|each| self.measure(each, bounds.lowering.as_ref()));
        if let Some(scorecard) = &parts.scorecard {
            self.scorecard(scorecard);
        }
        if let Some(visits) = &parts.home_visits {
            self.home_visits(visits, parts.scorecard.as_ref().map(|card| &card.value));
        }
        self.sourced(&parts.duties.read, |each| &each.source);
        self.sourced(&parts.exemptions.read, |each| &each.source);
        self.sourced(&parts.return_activity, |each| &each.source);
        self.sourced(&parts.measures.read, |each| &each.source);
        self.sourced(&parts.scorecard, |each| &each.source);
        self.sourced(&parts.home_visits, |each| &each.source);
    }

    fn return_activity(&mut self, entry: &Lined<ReturnActivity>, parts: &Parts) {
        let (line, activity) = (entry.line, &entry.value);
        let duty = parts.duties.read.iter().find(|duty| duty.value.key == activity.duty);
        match duty {
            Some(duty) if duty.value.kind != DutyKind::ReturnActivity => {
                let reason = format!("duty `{}` is no return activity", activity.duty);
                self.no(line, "unknown-reference", reason);
            }
            None => self.refers(line, "duty", [&activity.duty], &parts.duties.keys),
            Some(_) => {}
        }
        self.refers(line, "partner", &activity.register_with, &parts.partners.keys);
        if activity.places == Some(0) {
            self.no(line, "no-limit", "`places` is 0");
        }
    }

    /// The law fixes the percentage on labour duties and bounds the months (art. 18(5)-(8)).
    fn measure(&mut self, entry: &Lined<Measure>, bounds: Option<&LoweringBounds>) {
        let (line, measure) = (entry.line, &entry.value);
        self.positive(line, "percent", measure.percent);
        self.positive(line, "months", measure.months);
        self.positive(line, "repeat_months", measure.repeat_months);
        if measure.percent > 100 {
            self.no(line, "out-of-bounds", "percent goes from 1 to 100");
        }
        if measure.repeat_months < measure.months {
            self.no(line, "out-of-bounds", "a repeat is never lighter: repeat_months is less than months");
        }
        let Some(bounds) = bounds.filter(|_| measure.duty == DutyKind::Labour) else { return };
        let months = bounds.months_from..=bounds.months_to;
        let longer = measure.repeat_months > measure.months || measure.months == bounds.months_to;
        if measure.percent != bounds.percent
            || !months.contains(&measure.months)
            || !months.contains(&measure.repeat_months)
            || !longer
        {
            let reason = format!(
                "on a labour duty the law asks {} % for {} to {} months, longer when repeated ({})",
                bounds.percent, bounds.months_from, bounds.months_to, bounds.source
            );
            self.no(line, "outside-law", reason);
        }
    }

    fn scorecard(&mut self, entry: &Lined<Scorecard>) {
        let (line, scorecard) = (entry.line, &entry.value);
        self.positive(line, "recheck_months", scorecard.recheck_months);
        let levels = &scorecard.levels;
        let keys: HashSet<_> = levels.iter().map(|level| &level.key).collect();
        if keys.len() < levels.len() {
            self.no(line, "duplicate-key", "a level stands twice");
        }
        let ascending = levels.windows(2).all(|pair| pair[0].from_points < pair[1].from_points);
        if levels.first().is_none_or(|level| level.from_points != 0) || !ascending {
            self.no(
                line,
                "order",
                "levels go from 0 points upwards, each from more points than the one before",
            );
        }
        for level in levels {
            self.verified_once(line, level);
        }
        for pair in levels.windows(2) {
            let less = |key: &FactKey| depth_of(&pair[1], *key) < depth_of(&pair[0], *key);
            if let Some(key) = pair[0].verify.iter().flat_map(|check| &check.facts).find(|key| less(key)) {
                let reason =
                    format!("level `{}` verifies `{key}` less deeply than the one before", pair[1].key);
                self.no(line, "order", reason);
            }
        }
    }

    /// A level verifies facts that people state, each in one way.
    fn verified_once(&mut self, line: usize, level: &RiskLevel) {
        let mut seen = HashSet::new();
        for key in level.verify.iter().flat_map(|check| &check.facts) {
            if !key.is_stated() {
                let reason = format!("level `{}` verifies `{key}`, which nobody can state", level.key);
                self.no(line, "unknown-value", reason);
            }
            if !seen.insert(*key) {
                let reason = format!("level `{}` verifies `{key}` twice", level.key);
                self.no(line, "duplicate-key", reason);
            }
        }
    }

    fn home_visits(&mut self, entry: &Lined<HomeVisits>, card: Option<&Scorecard>) {
        let (line, visits) = (entry.line, &entry.value);
        self.positive(line, "people", visits.people);
        let keys: HashSet<_> = visits.grounds.iter().map(|ground| &ground.key).collect();
        if keys.len() < visits.grounds.len() {
            self.no(line, "duplicate-key", "a ground stands twice");
        }
        for level in visits.grounds.iter().filter_map(|ground| ground.level.as_ref()) {
            if !card.is_some_and(|card| card.levels.iter().any(|one| one.key == *level)) {
                self.no(line, "unknown-reference", format!("level `{level}` does not exist"));
            }
        }
        if !visits.consent_recorded || !visits.ground_recorded {
            let reason =
                "nobody enters a home without a ground and a consent on record (Constitution art. 12)";
            self.no(line, "outside-law", reason);
        }
    }
}

/// How deeply a level verifies a fact; `None` is not at all, the least of all.
fn depth_of(level: &RiskLevel, key: FactKey) -> Option<CheckDepth> {
    level.verify.iter().find(|check| check.facts.contains(&key)).map(|check| check.depth)
}
