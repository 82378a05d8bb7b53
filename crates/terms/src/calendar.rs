use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use policy::{EquatedDay, Holiday, National};

/// Working days and the others (Algemene termijnenwet art. 1(1) and 3).
#[derive(Debug, Clone)]
pub struct Calendar {
    holidays: Vec<Holiday>,
    equated: Vec<EquatedDay>,
}

impl Calendar {
    /// The calendar of the law as the files have it.
    pub fn of(national: &National) -> Self {
        Self { holidays: national.holidays().to_vec(), equated: national.equated_days().to_vec() }
    }

    /// Why a day is no working day, as a person reads it: `een zaterdag`, `Koningsdag`. `None` for a working day.
    pub fn free(&self, day: NaiveDate) -> Option<&str> {
        if let Some(holiday) = self.holidays.iter().find(|holiday| falls_on(holiday, day)) {
            return Some(&holiday.name);
        }
        if self.equated.iter().any(|equated| equated.day == day) {
            return Some("een dag die met een feestdag gelijk is gesteld");
        }
        match day.weekday() {
            Weekday::Sat => Some("een zaterdag"),
            Weekday::Sun => Some("een zondag"),
            _ => None,
        }
    }

    /// No Saturday, no Sunday, no public holiday and no day equated with one.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.free(day).is_none()
    }

    /// The day itself, or the first working day after it.
    pub fn working_day_from(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().find(|day| self.is_working_day(*day)).unwrap_or(NaiveDate::MAX)
    }
}

fn falls_on(holiday: &Holiday, day: NaiveDate) -> bool {
    if holiday.from.is_some_and(|from| day < from) {
        return false;
    }
    let kept = match (holiday.month, holiday.day, holiday.days_from_easter) {
        (Some(month), Some(number), _) => NaiveDate::from_ymd_opt(day.year(), month, number),
        (_, _, Some(days)) => {
            TimeDelta::try_days(days).and_then(|days| easter(day.year())?.checked_add_signed(days))
        }
        _ => None,
    };
    let kept = kept.map(|kept| match kept.weekday() {
        Weekday::Sun if holiday.saturday_when_sunday => kept.pred_opt().unwrap_or(kept),
        _ => kept,
    });
    kept == Some(day)
}

/// Easter Sunday: the first Sunday after the first full moon of spring, as the Gregorian calendar counts moons
/// (the anonymous algorithm of 1876).
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let moon_correction = (century + 8).div_euclid(25);
    let lag = (century - moon_correction + 1).div_euclid(3);
    let full_moon = (19 * golden + century - century.div_euclid(4) - lag + 15).rem_euclid(30);
    let to_sunday = (32 + 2 * century.rem_euclid(4) + 2 * of_century.div_euclid(4)
        - full_moon
        - of_century.rem_euclid(4))
    .rem_euclid(7);
    let late = (golden + 11 * full_moon + 22 * to_sunday).div_euclid(451);
    let count = full_moon + to_sunday - 7 * late + 114;
    let (month, day) = (count.div_euclid(31), count.rem_euclid(31) + 1);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}
