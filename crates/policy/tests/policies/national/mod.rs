//! National amounts by date: the tables of the law, their ratios, and no guessing outside them.

use crate::common::{day, policies};
use domain::Rounding;
use policy::National;
use rstest::rstest;

mod amounts;
mod faults;
mod keys;
mod refusals;
mod tables;
mod terms;

/// The first days of the half-years for which all norms are known.
const DATES: [&str; 7] =
    ["2015-07-01", "2024-01-01", "2024-07-01", "2025-01-01", "2025-07-01", "2026-01-01", "2026-07-01"];

fn cents(national: &National, key: &str, on: &str) -> i64 {
    national.amount(key, day(on)).unwrap().cents.get()
}

#[rstest]
#[case("21.a", "2025-01-01", 134_545)]
#[case("21.b", "2025-12-31", 195_580)]
#[case("21.b", "2026-01-01", 200_213)]
#[case("21.b", "2026-06-30", 200_213)]
#[case("21.b", "2026-07-01", 202_779)]
#[case("20.3", "2026-01-01", 74_645)]
#[case("22a.3.a", "2026-01-01", 74_642)]
#[case("31.2.n", "2026-01-01", 28_500)]
#[case("31.2.r", "2025-07-01", 17_387)]
#[case("31.2.z", "2026-07-01", 18_273)]
#[case("34.3.a", "2026-03-02", 800_000)]
#[case("34.3.b", "2025-03-02", 1_554_000)]
#[case("23.2.b", "2026-03-02", 10_600)]
#[case("wml.month", "2026-01-01", 229_440)]
#[case("wml.hour", "2026-07-01", 1_499)]
fn the_amount_is_that_of_the_day(#[case] key: &str, #[case] on: &str, #[case] expected: i64) {
    assert_eq!(cents(policies().national(), key, on), expected);
}

/// The ratios that the law's own tables keep, to the cent.
#[rstest]
fn the_norms_keep_their_ratios(#[values(0, 1, 2, 3, 4, 5, 6)] date: usize) {
    let policies = policies();
    let national = policies.national();
    let norm = |key: &str| cents(national, key, DATES[date]);
    let couple = national.amount("21.b", day(DATES[date])).unwrap().cents;
    let half = couple.times(1, 2, Rounding::HalfUp).unwrap().get();

    assert_eq!(norm("20.1.b"), 2 * norm("20.1.a"));
    assert!((norm("21.a") - couple.times(7, 10, Rounding::HalfUp).unwrap().get()).abs() <= 1);
    assert_eq!(norm("20.1.c"), norm("20.1.a") + half);
    assert_eq!(norm("22a.3.a"), norm("20.2.b") - norm("20.1.a"));
    assert_eq!(norm("20.2.c"), norm("22a.3.a") + half);
    assert_eq!(norm("34.3.b"), 2 * norm("34.3.a"));
    if DATES[date] > "2024" {
        assert_eq!((norm("31.2.y"), norm("31.2.y")), (norm("31.2.z"), norm("31.2.aa")));
    }
}

#[rstest]
// AOW art. 7a: the age is reached in the year to which it belongs
#[case("1947-12-31", 780, "2012-12-31")]
#[case("1948-01-01", 781, "2013-02-01")]
#[case("1952-12-31", 792, "2018-12-31")]
#[case("1953-01-01", 796, "2019-05-01")]
#[case("1957-02-28", 802, "2023-12-28")]
#[case("1957-03-01", 804, "2024-03-01")]
#[case("1959-06-15", 804, "2026-06-15")]
#[case("1960-12-31", 804, "2027-12-31")]
#[case("1961-01-01", 807, "2028-04-01")]
#[case("1964-09-30", 807, "2031-12-30")]
#[case("1990-01-01", 807, "2057-04-01")]
fn pension_age_goes_by_birth_date(#[case] birth: &str, #[case] months: u32, #[case] reached: &str) {
    let policies = policies();

    assert_eq!(policies.national().pension_age_months(day(birth)), Ok(months));
    assert_eq!(policies.national().pension_day(day(birth)), Ok(day(reached)));
}

#[test]
fn nobody_reaches_pension_age_in_a_year_of_another_age() {
    let policies = policies();
    let mut birth = day("1940-01-01");
    while birth < day("1964-10-01") {
        let reached = policies.national().pension_day(birth).unwrap();
        let months = policies.national().pension_age_months(birth).unwrap();
        let year: i32 = reached.format("%Y").to_string().parse().unwrap();
        let of_year = match year {
            ..=2012 => 780,
            2013 => 781,
            2014 => 782,
            2015 => 783,
            2016 => 786,
            2017 => 789,
            2018 => 792,
            2019..=2021 => 796,
            2022 => 799,
            2023 => 802,
            2024..=2027 => 804,
            _ => 807,
        };
        assert_eq!(months, of_year, "{birth} reaches it on {reached}");
        birth = birth.succ_opt().unwrap();
    }
}
