//! The time that someone has to put right what payment stands still for (Participation Act art. 54(2)), and who hears that it
//! is over.

use chrono::NaiveDate;
use domain::{Explanation, SignalKind, day_in_dutch};
use policy::National;
use serde::{Deserialize, Serialize};

use super::account::AccountState;
use super::suspension::{Held, HeldState};

/// The time that someone has to give the data that were asked (art. 54(2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// Its last day.
    pub until: NaiveDate,
    /// The last day that payment may stand still (art. 54(1)).
    pub most: NaiveDate,
    /// Number of the statement of facts that gave it.
    pub stated: u32,
    /// Who decides was told that it is over.
    #[serde(default)]
    pub told: bool,
}

impl Repair {
    /// The first day on which somebody has to decide: the time is over, or payment may stand still no longer.
    fn over_on(&self) -> NaiveDate {
        let last = self.until.min(self.most);
        last.succ_opt().unwrap_or(last)
    }
}

impl Repair {
    /// What happened, and what is to be decided.
    pub fn explained(&self, from: NaiveDate, national: &National) -> Explanation {
        let [from, until, most] = [from, self.until, self.most].map(day_in_dutch);
        let happened = if self.until <= self.most {
            format!("De gegevens konden worden aangevuld tot en met {until}. Dat is niet op tijd gebeurd.")
        } else {
            format!("De gegevens kunnen nog worden aangevuld tot en met {until}.")
        };
        let text = format!(
            "De betaling staat stil vanaf {from}, en dat mag tot en met {most}. {happened} Beslis of het recht wordt ingetrokken \
             vanaf {from}, of dat de betaling weer doorgaat. Intrekken kan pas als de tijd om aan te vullen voorbij is."
        );
        Explanation {
            rule: "withdrawal-54-4".into(),
            source: "PW art. 54 lid 1, 2 en 4".into(),
            policy_version: national.version().into(),
            inputs: Vec::new(),
            text,
        }
    }
}

impl Held {
    /// The day on which who decides is told, while nobody was.
    pub fn wakes_on(&self) -> Option<NaiveDate> {
        let untold = self.repair.filter(|repair| self.state == HeldState::Suspended && !repair.told);
        untold.map(|repair| repair.over_on())
    }
}

impl AccountState {
    /// The suspension over which a right runs: what ended before it stands still no more.
    fn held(&self) -> Option<Held> {
        let held = self.suspension.filter(|held| held.state == HeldState::Suspended);
        held.filter(|held| self.right_until.is_none_or(|until| held.from <= until))
    }

    /// Whether an earlier version did not keep the time to put it right.
    pub fn suspension_lacks_its_time(&self) -> bool {
        self.held().is_some_and(|held| held.repair.is_none())
    }

    /// When somebody has to decide on payment that stands still.
    pub fn suspension_wakes_on(&self) -> Option<NaiveDate> {
        self.held().and_then(|held| held.wakes_on())
    }

    /// Marks that somebody has to decide now, once: the data did not come in time, or payment may stand still no longer.
    pub fn tell_suspension(&mut self, today: NaiveDate) -> Option<(Held, Repair)> {
        let held = self.held().filter(|held| held.wakes_on().is_some_and(|day| day <= today))?;
        let repair = self.suspension.as_mut()?.repair.as_mut()?;
        repair.told = true;
        Some((held, *repair))
    }

    /// Of what somebody has to decide now: the subject of its signal, and the last day that payment may stand still.
    pub fn suspension_undecided(&self) -> Option<(String, NaiveDate)> {
        let held = self.held()?;
        let repair = held.repair.filter(|repair| repair.told)?;
        Some((format!("suspension-{}", repair.stated), repair.most))
    }

    /// What stands that a person must see to, as long as it does: the kind of its signal, the subject and the last day.
    pub fn asks(&self) -> Vec<(SignalKind, String, Option<NaiveDate>)> {
        let held = self.suspension_undecided();
        let held = held.map(|(subject, most)| (SignalKind::SuspensionUndecided, subject, Some(most)));
        let left = self.left_behind.filter(|_| self.right_from.is_some() && self.right_until.is_none());
        let left = left.map(|stated| (SignalKind::LeftBehind, format!("death-{stated}"), None));
        let unstated = self.unstated.subjects().map(|month| (SignalKind::IncomeNotStated, month, None));
        let behind = self.agreements_behind().map(|(kind, subject)| (kind, subject, None));
        held.into_iter().chain(left).chain(unstated).chain(self.reviews_open()).chain(behind).collect()
    }
}
