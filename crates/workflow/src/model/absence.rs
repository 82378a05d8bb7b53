//! People who are away for a time: their tasks go back or to a deputy, and no new ones come to them (WF-3).

use chrono::NaiveDate;
use domain::Municipality;
use uuid::Uuid;

/// A person of a municipality is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    pub id: Uuid,
    pub municipality: Municipality,
    /// The user who is away.
    pub person: String,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day.
    pub until_day: NaiveDate,
    /// Who gets their tasks; `None`: the role they are for.
    pub deputy: Option<String>,
    pub recorded_by: String,
}

impl Absence {
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from_day <= day && day <= self.until_day
    }

    /// Whether both hold on some day.
    pub fn overlaps(&self, from_day: NaiveDate, until_day: NaiveDate) -> bool {
        self.from_day <= until_day && from_day <= self.until_day
    }
}
