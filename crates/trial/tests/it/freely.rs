//! Any people at all, made up.

use chrono::{Datelike, NaiveDate};
use domain::{FactKey, FactKind};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use trial::Caseload;

/// People of whom every fact is drawn freely within its bounds; one in `unknown` facts is unknown.
pub fn freely(seed: u64, day: NaiveDate, people: usize, unknown: u32) -> Caseload {
    let mut random = StdRng::seed_from_u64(seed);
    let mut caseload = Caseload::new(day);
    for place in 0..people {
        let months = random.random_range(0..14);
        caseload.add(&format!("2026-{place:06}"), (months < 12).then_some(months));
        for key in FactKey::ALL.iter().copied().filter(|key| key.is_stated()) {
            if random.random_range(0..unknown) > 0 {
                let number = random.random_range(bounds(key, day));
                caseload.state(key, number);
            }
        }
    }
    caseload
}

/// Values that people have; a birth date of someone of 18 to 66.
fn bounds(key: FactKey, day: NaiveDate) -> std::ops::RangeInclusive<i64> {
    let born = i64::from(day.num_days_from_ce());
    match key.kind() {
        FactKind::YesNo => 0..=1,
        FactKind::Number { min, max } => min..=max,
        FactKind::Money => 0..=500_000,
        FactKind::Day => born - 66 * 365..=born - 18 * 366,
        FactKind::Choice(list) => 0..=i64::try_from(list.len()).unwrap_or(1) - 1,
    }
}
