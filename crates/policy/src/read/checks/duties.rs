//! Duties, exemptions, return activity, measures and enforcement.

use std::collections::HashSet;

use super::{Check, Parts};
use crate::model::{DutyKind, LoweringBounds, Measure, ReturnActivity, Scorecard};
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
    }
}
