use chrono::Datelike;
use rstest::rstest;

use crate::common::{CALENDAR, day};

#[rstest]
#[case("2026-01-01", "Nieuwjaarsdag")]
#[case("2026-04-03", "Goede Vrijdag")]
#[case("2026-04-06", "Tweede Paasdag")]
#[case("2026-04-27", "Koningsdag")]
#[case("2026-05-05", "Bevrijdingsdag")]
#[case("2026-05-14", "Hemelvaartsdag")]
#[case("2026-05-25", "Tweede Pinksterdag")]
#[case("2026-12-25", "Eerste Kerstdag")]
#[case("2026-12-26", "Tweede Kerstdag")]
#[case::sunday_so_saturday("2025-04-26", "Koningsdag")]
#[case::and_not_that_sunday("2025-04-27", "een zondag")]
#[case::sunday_again("2031-04-26", "Koningsdag")]
#[case::bridge("2026-01-02", "een dag die met een feestdag gelijk is gesteld")]
#[case::after_ascension("2026-05-15", "een dag die met een feestdag gelijk is gesteld")]
#[case("2028-05-26", "een dag die met een feestdag gelijk is gesteld")]
#[case("2026-03-07", "een zaterdag")]
#[case("2026-03-08", "een zondag")]
#[case::easter_itself("2026-04-05", "een zondag")]
#[case::earliest_easter("2285-03-23", "Tweede Paasdag")]
#[case::late_easter("2038-04-26", "Tweede Paasdag")]
#[case::easter_in_march("2027-03-29", "Tweede Paasdag")]
fn a_free_day_says_why(#[case] on: &str, #[case] why: &str) {
    assert_eq!(CALENDAR.free(day(on)), Some(why));
}

#[rstest]
#[case::queens_day_before_2014("2013-04-30")]
#[case::day_after_ascension_before_decrees("2018-05-11")]
#[case::day_of_work("2026-05-01")]
#[case::eve("2026-12-24")]
#[case::last_day_of_the_year("2026-12-31")]
#[case::leap_day("2028-02-29")]
fn any_other_day_is_a_working_day(#[case] on: &str) {
    assert_eq!(CALENDAR.free(day(on)), None);
}

/// Easter of these years, from public tables.
#[test]
fn easter_is_where_the_tables_have_it() {
    let table = "2015-04-05 2016-03-27 2017-04-16 2018-04-01 2019-04-21 2020-04-12 2021-04-04 2022-04-17 2023-04-09
        2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16 2029-04-01 2030-04-21 2031-04-13 2032-03-28 2033-04-17
        2034-04-09 2035-03-25";
    for easter in table.split_whitespace().map(day) {
        let monday = easter.succ_opt().unwrap();
        assert_eq!(CALENDAR.free(monday), Some("Tweede Paasdag"), "{easter}");
        let friday = easter.pred_opt().unwrap().pred_opt().unwrap();
        assert_eq!(CALENDAR.free(friday), Some("Goede Vrijdag"), "{easter}");
    }
}

/// Easter Monday is a Monday, Ascension a Thursday, whatever the year.
#[test]
fn what_goes_by_easter_keeps_its_day_of_the_week() {
    for year in 2000..2300 {
        let named = |name: &str| {
            day(&format!("{year}-01-01")).iter_days().take(366).find(|day| CALENDAR.free(*day) == Some(name))
        };
        assert_eq!(named("Tweede Paasdag").unwrap().weekday(), chrono::Weekday::Mon, "{year}");
        // On Ascension day Liberation day or King's day may have the name.
        if let Some(ascension) = named("Hemelvaartsdag").filter(|day| day.year() == year) {
            assert_eq!(ascension.weekday(), chrono::Weekday::Thu, "{year}");
        }
    }
}

#[rstest]
#[case("2026-03-06", "2026-03-06")]
#[case::weekend("2026-03-07", "2026-03-09")]
#[case::easter("2026-04-03", "2026-04-07")]
#[case::kings_day_after_weekend("2026-04-25", "2026-04-28")]
#[case::christmas_and_weekend("2026-12-25", "2026-12-28")]
#[case::ascension_and_bridge("2026-05-14", "2026-05-18")]
#[case::into_the_next_year("2026-12-31", "2026-12-31")]
#[case::new_year_weekend_and_bridge("2026-01-01", "2026-01-05")]
#[case::leap_day("2032-02-29", "2032-03-01")]
fn the_first_working_day(#[case] from: &str, #[case] expected: &str) {
    assert_eq!(CALENDAR.working_day_from(day(from)), day(expected));
}
