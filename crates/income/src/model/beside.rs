//! What somebody lives on instead of general assistance: no right is granted over the same days.

use chrono::NaiveDate;
use domain::{Explanation, Refusal, TraceInput, Violation, day_in_dutch};
use policy::National;

/// A grant of another scheme that takes the place of general assistance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Its number in the case.
    pub grant: u32,
    /// In Dutch.
    pub name: &'static str,
    /// The article by which both do not go together.
    pub source: &'static str,
    pub from: NaiveDate,
    /// Last day; `None` while it runs.
    pub until: Option<NaiveDate>,
}

impl Beside {
    /// The first that meets a right from a day on.
    pub fn meets(all: &[Self], right_from: NaiveDate) -> Option<&Self> {
        all.iter().find(|beside| beside.until.is_none_or(|until| right_from <= until))
    }

    /// The first day on which general assistance could run; `None` while no end is known.
    pub fn free_from(&self) -> Option<NaiveDate> {
        self.until.and_then(|until| until.succ_opt())
    }

    /// Why a person looks first.
    pub fn left_to_person(&self, national: &National) -> Explanation {
        Explanation {
            rule: RULE.into(),
            source: self.source.into(),
            policy_version: national.version().into(),
            inputs: vec![TraceInput {
                name: "toekenning".into(),
                value: format!("{} ({})", self.grant, self.name),
                source: "inkomen".into(),
            }],
            text: format!("Een inkomensconsulent beslist. {}", self.text()),
        }
    }

    /// General assistance is not granted over its days.
    pub fn refusal(&self) -> Refusal {
        let reason = self.text();
        let violations = vec![Violation::new("granted", reason.clone(), RULE)];
        Refusal { violations, ..Refusal::conflict(RULE, reason) }
    }

    fn text(&self) -> String {
        let until = match self.until {
            Some(until) => format!(" tot en met {}", day_in_dutch(until)),
            None => String::new(),
        };
        let source = self.source;
        let (name, number, from) = (self.name, self.grant, day_in_dutch(self.from));
        let what = match self.free_from() {
            Some(day) => format!("Laat de bijstand ingaan op {}, of wijs af.", day_in_dutch(day)),
            None => "Beëindig eerst die toekenning, of wijs af.".to_owned(),
        };
        format!(
            "Er is al {name} toegekend: toekenning {number}, vanaf {from}{until}. Over dezelfde dagen is er geen recht op \
             algemene bijstand ({source}). {what}"
        )
    }
}

const RULE: &str = "assistance-beside-grant";
