//! Every amount of the published tables, on the first and the last day on which it holds.

use super::tables::{NORMS, RESOURCES, RESOURCES_2015, SELF_EMPLOYED_AND_OLDER, STUDY_SUPPLEMENT};
use crate::common::{day, policies};
use chrono::{Datelike, NaiveDate};
use policy::{National, NoAmount};
use rstest::rstest;

/// The day before the next half-year.
fn last_of_half_year(first: NaiveDate) -> NaiveDate {
    let next = if first.month() < 7 { first.with_month(7) } else { first.with_month(1) };
    let next = if first.month() < 7 { next } else { next.and_then(|next| next.with_year(first.year() + 1)) };
    next.unwrap().pred_opt().unwrap()
}

/// An amount as the tables write it, in cents, with the confidence behind it.
fn written(cell: &str, confidence: &str) -> (i64, String) {
    let amount = cell.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let own = cell.strip_prefix(amount).filter(|own| !own.is_empty()).unwrap_or(confidence);
    (amount.replace('.', "").parse().unwrap(), own.to_owned())
}

fn found(national: &National, key: &str, on: NaiveDate) -> String {
    match national.amount(key, on) {
        Ok(amount) => {
            assert!(amount.source.contains(" art. "), "{key} on {on}: {}", amount.source);
            format!("{} {:?} since {}", amount.cents.get(), amount.confidence, amount.from)
        }
        Err(NoAmount::NotYet { .. }) => "-".into(),
        Err(NoAmount::Unsupported { .. }) => "?".into(),
        Err(other) => panic!("{key} on {on}: {other}"),
    }
}

#[rstest]
#[case::norms(NORMS, 144)]
#[case::resources(RESOURCES, 108)]
#[case::resources_2015(RESOURCES_2015, 10)]
#[case::study_supplement(STUDY_SUPPLEMENT, 32)]
#[case::self_employed_and_older(SELF_EMPLOYED_AND_OLDER, 57)]
fn an_amount_holds_on_the_days_of_its_column(#[case] table: &str, #[case] figures: usize) {
    let policies = policies();
    let mut rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let (days, confidences) = (rows.next().unwrap(), rows.next().unwrap());
    let mut compared = 0;
    for row in rows {
        assert_eq!(row.len(), days.len(), "{row:?}");
        for column in 1..row.len() {
            let first = day(days[column]);
            let expected = match row[column] {
                cell @ ("?" | "-") => cell.to_owned(),
                cell => {
                    let (cents, confidence) = written(cell, confidences[column]);
                    format!("{cents} {confidence} since {first}")
                }
            };
            for on in [first, last_of_half_year(first)] {
                assert_eq!(found(policies.national(), row[0], on), expected, "{} on {on}", row[0]);
            }
            compared += 1;
        }
    }
    assert_eq!(compared, figures);
}

/// Reference table of the minimum wage: from, hour, month, confidence of both.
#[rstest]
#[case("2015-01-01", None, 150_180, "B")]
#[case("2015-07-01", None, 150_780, "B")]
#[case("2016-07-01", None, 153_720, "B")]
#[case("2017-01-01", None, 155_160, "C")]
#[case("2018-01-01", None, 159_420, "C")]
#[case("2022-01-01", None, 172_500, "B")]
#[case("2023-01-01", None, 193_440, "B")]
#[case("2023-07-01", None, 199_500, "B")]
#[case("2024-01-01", Some(1_327), 206_940, "BB")]
#[case("2024-07-01", Some(1_368), 213_360, "BB")]
#[case("2025-01-01", Some(1_406), 219_180, "AA")]
#[case("2025-07-01", Some(1_440), 224_580, "BC")]
#[case("2026-01-01", Some(1_471), 229_440, "AA")]
#[case("2026-07-01", Some(1_499), 233_700, "BB")]
fn the_minimum_wage_holds_for_half_a_year(
    #[case] from: &str,
    #[case] hour: Option<i64>,
    #[case] month: i64,
    #[case] confidence: &str,
) {
    let policies = policies();
    let national = policies.national();
    let of = |place: usize| confidence.get(place..=place).unwrap_or(confidence);
    for on in [day(from), last_of_half_year(day(from))] {
        let hourly = hour.map_or("-".into(), |hour| format!("{hour} {} since {from}", of(0)));
        assert_eq!(found(national, "wml.hour", on), hourly, "{on}");
        let of_month = if hour.is_some() { of(1) } else { confidence };
        assert_eq!(found(national, "wml.month", on), format!("{month} {of_month} since {from}"), "{on}");
    }
}

#[rstest]
#[case("2008-01-01", "2009-12-31", [370_000, 740_000, 7_400_000], "B")]
#[case("2016-01-01", "2017-12-31", [410_000, 820_000, 8_200_000], "A")]
#[case("2018-01-01", "2019-12-31", [415_000, 830_000, 8_300_000], "A")]
#[case("2020-01-01", "2021-12-31", [435_000, 870_000, 8_700_000], "D")]
#[case("2022-01-01", "2023-12-31", [450_000, 900_000, 9_000_000], "D")]
#[case("2024-01-01", "2025-12-31", [515_000, 1_030_000, 10_300_000], "D")]
fn fines_are_raised_every_two_years(
    #[case] from: &str,
    #[case] until: &str,
    #[case] cents: [i64; 3],
    #[case] confidence: &str,
) {
    let policies = policies();
    for (key, cents) in ["fine.2", "fine.3", "fine.5"].into_iter().zip(cents) {
        for on in [from, until] {
            let expected = format!("{cents} {confidence} since {from}");
            assert_eq!(found(policies.national(), key, day(on)), expected, "{key} on {on}");
        }
    }
}

#[rstest]
#[case("2018-12-31", "2015-01-01", [2_000, 3_000, 4_000, 126_000])]
#[case("2019-01-01", "2019-01-01", [2_300, 3_500, 4_500, 144_200])]
#[case("2025-12-31", "2019-01-01", [2_300, 3_500, 4_500, 144_200])]
fn a_late_decision_costs_a_penalty(#[case] on: &str, #[case] since: &str, #[case] cents: [i64; 4]) {
    let policies = policies();
    let keys = ["awb.4.17.first", "awb.4.17.second", "awb.4.17.third", "awb.4.17.most"];
    for (key, cents) in keys.into_iter().zip(cents) {
        assert_eq!(found(policies.national(), key, day(on)), format!("{cents} B since {since}"), "{key}");
    }
}

#[rstest]
#[case("wml.month.22", 127_655)]
#[case("wml.month.21", 108_880)]
#[case("wml.month.20", 92_360)]
#[case("wml.month.19", 78_845)]
#[case("wml.month.18", 68_330)]
fn the_youth_wage_of_2015_is_an_amount(#[case] key: &str, #[case] cents: i64) {
    let policies = policies();
    for on in ["2015-01-01", "2015-06-30"] {
        assert_eq!(found(policies.national(), key, day(on)), format!("{cents} C since 2015-01-01"), "{on}");
    }
}

/// Capital and what goes with it changes on 1 January only (Participation Act art. 39(1)).
#[test]
fn amounts_that_change_on_the_first_of_january_hold_all_year() {
    let policies = policies();
    for (key, cents) in [("34.3.a", 589_500), ("34.2.d", 4_970_000), ("35.2", 12_900), ("33.5.a", 1_950)] {
        let on = day("2015-12-31");
        assert_eq!(found(policies.national(), key, on), format!("{cents} B since 2015-01-01"), "{key}");
    }
    assert_eq!(found(policies.national(), "31.2.n", day("2015-07-01")), "?", "this one every half-year");
}

#[rstest]
#[case("fine.start", 15_000, "2018-01-01")]
#[case("fine.warning", 15_000, "2018-01-01")]
#[case("awb.5.53", 34_000, "2015-01-01")]
fn amounts_without_indexation_stay(#[case] key: &str, #[case] cents: i64, #[case] since: &str) {
    let policies = policies();
    let amount = policies.national().amount(key, day("2031-01-01")).unwrap();
    assert_eq!((amount.cents.get(), amount.from), (cents, day(since)));
}
