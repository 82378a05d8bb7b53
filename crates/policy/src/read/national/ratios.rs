//! What the law says of its own amounts: some are parts of others, to the cent that published tables differ by.

use chrono::NaiveDate;
use domain::{Cents, Rounding};

use super::gather::{Gathered, Placed};
use crate::national::{Amount, Held};
use crate::problem::Problem;

/// `key` is the sum of percentages of other keys.
struct Ratio {
    key: &'static str,
    of: &'static [(i64, &'static str)],
    /// Cents by which the published amount may differ, because each is indexed and rounded on its own.
    differs: i64,
}

const fn exactly(key: &'static str, of: &'static [(i64, &'static str)]) -> Ratio {
    Ratio { key, of, differs: 0 }
}

const fn within_a_cent(key: &'static str, of: &'static [(i64, &'static str)]) -> Ratio {
    Ratio { key, of, differs: 1 }
}

const RATIOS: &[Ratio] = &[
    exactly("20.2.a", &[(100, "20.1.a")]),
    exactly("20.1.b", &[(200, "20.1.a")]),
    within_a_cent("20.1.c", &[(100, "20.1.a"), (50, "21.b")]),
    within_a_cent("20.2.c", &[(100, "20.2.b"), (-100, "20.1.a"), (50, "21.b")]),
    within_a_cent("21.a", &[(70, "21.b")]),
    exactly("22.c", &[(100, "22.b")]),
    exactly("22a.3.a", &[(100, "20.2.b"), (-100, "20.1.a")]),
    exactly("22a.3.b", &[(100, "20.1.a")]),
    exactly("31.2.z", &[(100, "31.2.y")]),
    exactly("31.2.aa", &[(100, "31.2.y")]),
    exactly("33.5.b", &[(200, "33.5.a")]),
    exactly("34.3.b", &[(200, "34.3.a")]),
    exactly("34.3.c", &[(200, "34.3.a")]),
    within_a_cent("36b.20", &[(80, "36b.21")]),
    within_a_cent("36b.19", &[(60, "36b.21")]),
    within_a_cent("36b.18", &[(50, "36b.21")]),
    within_a_cent("ioaw.5.3", &[(50, "21.b")]),
    exactly("ioaw.5.3.single", &[(100, "21.a")]),
    within_a_cent("ioaw.gross.shared", &[(50, "ioaw.gross.couple")]),
    exactly("fine.3", &[(200, "fine.2")]),
    exactly("fine.5", &[(1000, "fine.3")]),
    exactly(
        "awb.4.17.most",
        &[(1400, "awb.4.17.first"), (1400, "awb.4.17.second"), (1400, "awb.4.17.third")],
    ),
];

/// Names every row that is not what the law makes of others, on each day on which one of them changes.
pub(super) fn check(amounts: &Gathered<Amount>, problems: &mut Vec<Problem>) {
    for ratio in RATIOS {
        let keys = ratio.of.iter().map(|(_, key)| *key).chain([ratio.key]);
        let mut days: Vec<_> =
            keys.filter_map(|key| amounts.get(key)).flatten().map(|row| row.period.from).collect();
        days.sort_unstable();
        days.dedup();
        problems.extend(days.into_iter().filter_map(|day| broken(ratio, amounts, day)));
    }
}

fn broken(ratio: &Ratio, amounts: &Gathered<Amount>, day: NaiveDate) -> Option<Problem> {
    let (row, stated) = on(amounts, ratio.key, day)?;
    let mut parts = Cents::ZERO;
    for (percent, key) in ratio.of {
        let (_, amount) = on(amounts, key, day)?;
        parts = amount.times(*percent, 1, Rounding::Down).and_then(|part| parts.plus(part)).ok()?;
    }
    let implied = parts.times(1, 100, Rounding::HalfUp).ok()?;
    let off = stated.get().abs_diff(implied.get());
    (off > ratio.differs.unsigned_abs()).then(|| {
        let names: Vec<_> = ratio.of.iter().map(|(percent, key)| format!("{percent} % of {key}")).collect();
        let reason = format!("{} is {stated} on {day}, but {} is {implied}", ratio.key, names.join(" and "));
        Problem::new(&row.file, row.line, "ratio", reason)
    })
}

/// The row in force on `day` and its amount.
fn on<'a>(amounts: &'a Gathered<Amount>, key: &str, day: NaiveDate) -> Option<(&'a Placed<Amount>, Cents)> {
    let row = amounts.get(key)?.iter().rev().find(|row| row.period.from <= day)?;
    let holds = row.period.until.is_none_or(|until| day <= until);
    match &row.period.held {
        Held::Known(amount) if holds => Some((row, amount.cents)),
        Held::Known(_) | Held::NotKnown | Held::Lapsed => None,
    }
}
