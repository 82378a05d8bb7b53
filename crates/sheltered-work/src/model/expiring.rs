//! An advice that runs out while someone waits for a place: it is told in time, and the turn outlives it.

use chrono::{Days, NaiveDate};
use domain::{Explanation, TraceInput, day_in_dutch};
use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::{Indication, Known, Rules, Stage, Step};

/// An advice of which someone was told that it runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiring {
    /// The version of the indication in which it was first told.
    pub version: u64,
    /// The last day on which it holds.
    pub until: NaiveDate,
}

impl Expiring {
    /// What the signal is about: another for each time that it is told.
    pub fn subject(self) -> String {
        format!("advice-{}", self.version)
    }

    /// Why it is told now.
    pub(super) fn why(self, rules: Option<Rules<'_>>) -> Option<Explanation> {
        let rules = rules?;
        let law = rules.advice_term?;
        let input = |name: &str, value: String, source: &str| TraceInput {
            name: name.into(),
            value,
            source: source.into(),
        };
        Some(Explanation {
            rule: "advice-expires".into(),
            source: law.source.clone(),
            policy_version: rules.version.into(),
            inputs: vec![
                input("valid_until", self.until.format("%d-%m-%Y").to_string(), &rules.sheltered.source),
                input("advice_weeks", law.number.to_string(), &law.source),
            ],
            text: format!(
                "Het advies geldt tot en met {}. UWV heeft {} weken voor een nieuw advies.",
                day_in_dutch(self.until),
                law.number
            ),
        })
    }
}

impl Indication {
    /// Keeps whether someone must know that the advice runs out, and the next day on which the clock has something to say:
    /// that one, or the first on which the advice holds no more. Who does not wait needs neither.
    pub fn wake(&mut self, rules: Option<Rules<'_>>, today: NaiveDate) {
        let Stage::Waiting { advice, .. } = self.stage else {
            (self.expiring, self.wakes_on) = (None, None);
            return;
        };
        let until = advice.until;
        let told = self.expiring.filter(|told| told.until == until);
        let ahead = rules.map_or(0, |rules| rules.days_ahead());
        let warns_on = until.checked_sub_days(Days::new(ahead)).unwrap_or(until);
        (self.expiring, self.wakes_on) = if today < warns_on && told.is_none() {
            (None, Some(warns_on))
        } else {
            // Of what is over nobody is told any more: UWV is asked anew.
            let now = (until >= today).then_some(Expiring { version: self.version, until });
            (told.or(now), until.succ_opt())
        };
    }
}

/// Lets the time of a case up to today pass. While someone waits it is told in time that the advice runs out. Once it holds no
/// more UWV is asked anew; the turn is kept, and nobody gets a place by an advice that is over.
///
/// # Legal source
///
/// Participation Act art. 10b(2): a place rests on an advice of UWV; Besluit advisering beschut werk: UWV has weeks for it.
pub fn pass(known: Known<'_>, indication: &Indication) -> Step {
    let mut draft = Draft::new(known);
    match indication.stage {
        Stage::Waiting { turn, advice } if advice.until < draft.day() => {
            draft.ask_anew(indication.clone(), turn);
        }
        _ => draft.put(indication.clone()),
    }
    draft.settled()
}
