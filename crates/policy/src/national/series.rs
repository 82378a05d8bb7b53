use chrono::NaiveDate;

use super::NoAmount;

/// What is known of one key, oldest first. From its first day on the periods follow each other without gap or
/// overlap: that is checked when the files are read.
#[derive(Debug, Clone)]
pub(crate) struct Series<T>(pub Vec<Period<T>>);

impl<T> Default for Series<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// One row of a key.
#[derive(Debug, Clone)]
pub(crate) struct Period<T> {
    pub from: NaiveDate,
    /// The last day; `None`: until a newer row is written.
    pub until: Option<NaiveDate>,
    pub held: Held<T>,
}

#[derive(Debug, Clone)]
pub(crate) enum Held<T> {
    Known(T),
    /// The rule exists, nobody read its value.
    NotKnown,
    /// The rule exists no more.
    Lapsed,
}

impl<T> Series<T> {
    /// What holds on `day`.
    pub fn on(&self, key: &str, day: NaiveDate) -> Result<&T, NoAmount> {
        let later = self.0.partition_point(|period| period.from <= day);
        let Some(period) = later.checked_sub(1).and_then(|place| self.0.get(place)) else {
            return Err(match self.0.first() {
                Some(first) => NoAmount::NotYet { key: key.into(), first: first.from },
                None => NoAmount::Unknown { key: key.into() },
            });
        };
        match &period.held {
            Held::Known(value) if period.until.is_none_or(|until| day <= until) => Ok(value),
            Held::Known(_) | Held::NotKnown => Err(NoAmount::Unsupported { key: key.into(), day }),
            Held::Lapsed => {
                let last = period.from.pred_opt().unwrap_or(NaiveDate::MIN);
                Err(NoAmount::Ended { key: key.into(), last })
            }
        }
    }
}
