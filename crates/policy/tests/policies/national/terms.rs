//! Shares, ages, terms, brackets and rules of law, on the days on both sides of each change.

use crate::common::{day, policies};
use policy::{Bracket, NoAmount};
use rstest::rstest;

#[rstest]
#[case("19.3", "2015-01-01", 500)]
#[case("19.3", "2026-07-01", 500)]
#[case::advance("52.share", "2025-12-31", 9_000)]
#[case::advance_more("52.share", "2026-01-01", 9_500)]
#[case::index_of_maintenance("bw.1.402a", "2015-12-31", 80)]
#[case::index_of_maintenance_last("bw.1.402a", "2025-01-01", 650)]
#[case::protected("475d.share", "2020-12-31", 9_000)]
#[case::protected_more("475d.share", "2021-01-01", 9_500)]
#[case("31.2.n.share", "2026-01-01", 2_500)]
#[case("31.2.r.share", "2026-01-01", 1_250)]
#[case("31.2.y.share", "2026-01-01", 1_500)]
#[case("31.2.z.share", "2023-07-01", 1_500)]
#[case("31.2.aa.share", "2026-01-01", 1_500)]
#[case("22a.1.base", "2026-01-01", 4_000)]
#[case("22a.1.each", "2026-01-01", 3_000)]
#[case("19.4.tax", "2026-01-01", 2_349)]
#[case("19.4.zvw", "2026-12-31", 610)]
#[case("24.share", "2026-01-01", 5_000)]
#[case("53a.3", "2026-01-01", 3_000)]
#[case("58.7.share", "2026-01-01", 5_000)]
#[case("18b.1", "2026-01-01", 2_000)]
#[case("18b.2", "2026-01-01", 4_000)]
#[case("18b.3", "2026-01-01", 10_000)]
#[case("lks.charges", "2015-01-01", 2_300)]
#[case("lks.charges", "2017-12-31", 2_300)]
#[case("lks.charges", "2018-01-01", 2_350)]
#[case("lks.charges", "2021-02-17", 2_350)]
#[case("lks.charges", "2026-12-31", 2_350)]
#[case("lks.cap", "2026-01-01", 7_000)]
#[case("lks.forfait", "2026-01-01", 5_000)]
#[case("wml.holiday", "2026-01-01", 800)]
#[case("fine.intent", "2026-01-01", 10_000)]
#[case("fine.gross", "2026-01-01", 7_500)]
#[case("fine.normal", "2026-01-01", 5_000)]
#[case("fine.diminished", "2017-01-01", 2_500)]
#[case("fine.repeat", "2026-01-01", 15_000)]
#[case("fine.room", "2020-08-03", 1_000)]
#[case("fine.room", "2020-08-04", 500)]
#[case("ioaz.return", "2025-07-01", 300)]
#[case("ioaz.return", "2026-12-31", 300)]
#[case("bbz.6.2", "2026-06-30", 1_900)]
#[case("bbz.15.a", "2025-07-01", 800)]
fn the_share_is_that_of_the_day(#[case] key: &str, #[case] on: &str, #[case] basis_points: i64) {
    let policies = policies();
    assert_eq!(policies.national().rate(key, day(on)).unwrap().basis_points, basis_points);
}

/// What nobody confirmed says so.
#[rstest]
#[case("lks.charges", "2023-12-31", "B")]
#[case("lks.charges", "2024-01-01", "D")]
#[case("31.2.z.share", "2024-12-31", "D")]
#[case("31.2.z.share", "2025-01-01", "A")]
#[case("24.share", "2024-01-01", "C")]
#[case("24.share", "2025-01-01", "A")]
#[case("52.share", "2026-01-01", "A")]
fn a_share_says_how_sure_it_is(#[case] key: &str, #[case] on: &str, #[case] confidence: &str) {
    let policies = policies();
    assert_eq!(format!("{:?}", policies.national().rate(key, day(on)).unwrap().confidence), confidence);
}

/// One line for each number: key, number on 2026-01-01.
const TERMS: &str = "
3.4.a.months 24, 4.child-age 18, 9.4.child-age 12, 9a.child-age 5, 9a.months 60, 9a.plan.months 6, 9a.review.months 6
10b.weeks 8, 10b.repeat.months 12, 10c.months 12, 10d.2.months 6, 10d.5.months 6, 10d.12.weeks 5, lks.hours 36
11.age 18, 13.2.age 27, 13.1.e.weeks 4, 13.4.weeks 13
18.3.months 3, 18.5.months 3, 18.5.first 3, 18.6.months 12, 18b.months 6, 18b.test.weeks 8
19a.age 27, 21.age 21, 28.months 6
31.2.n.months 6, 31.2.r.months 30, 31.2.r.child-age 12, 31.2.z.months 12, 31.5.age 27, 36.age 21, 36.months 12
41.4.age 27, 41.4.weeks 4, 41.4.school.months 12, 43a.months 12, 44.5.months 3
45.1.month 6, 45.1.months 3, 45.3.days 30, 45.5.months 1, 52.weeks 4, 54.1.weeks 8, 56a.months 6
58.4.months 6, 58.6.months 24, 58.7.months 120, 62.days 30
atw.2.days 3, atw.2.working.days 2, atw.4.days 90, atw.4.weeks 12, atw.4.months 3, awb.4.5.weeks 4
awb.4.13.weeks 8, awb.4.87.weeks 6, awb.4.104.months 60, awb.5.51.weeks 13, awb.6.7.weeks 6, awb.6.9.weeks 1
awb.7.10.weeks 6, awb.7.10.committee.weeks 12, awb.7.10.longer.weeks 6
awb.4.17.step.days 14, awb.4.17.days 42, awb.4.17.notice.weeks 2
fine.months.intent 24, fine.months.gross 18, fine.months.normal 12, fine.months.diminished 6
18.5.least 1, 18.5.most 3, 18a.13.months 12, 18b.learn.months 1
fine.repeat.months 60, fine.repeat.prison.months 120, fine.warning.days 60, fine.warning.months 24
ioaw.age 50, ioaw.born-before 1965, ioaw.ww.months 3, ioaw.8.n.months 6
ioaz.age 55, ioaz.business.years 3, ioaz.work.years 7, ioaz.before.months 18, ioaz.after.months 3
bbz.starter.months 36, bbz.older.born-before 1960, wml.adult-age 21
keeping.granted.years 10, keeping.refused.years 5, keeping.withdrawn.days 42, portfolio.crowd 10";

#[test]
fn every_age_and_term_is_that_of_the_law() {
    let policies = policies();
    let written: Vec<(&str, i64)> = TERMS
        .split([',', '\n'])
        .filter_map(|each| each.trim().split_once(' '))
        .map(|(key, number)| (key, number.parse().unwrap()))
        .collect();
    for (key, number) in &written {
        assert_eq!(policies.national().term(key, day("2026-01-01")).unwrap().number, *number, "{key}");
    }
    let is_term = |key: &str| {
        !matches!(policies.national().term(key, day("2026-01-01")), Err(NoAmount::Unknown { .. }))
    };
    let mut missing: Vec<_> = policy::law_keys().map(|known| known.key).filter(|key| is_term(key)).collect();
    missing.retain(|key| !written.iter().any(|(known, _)| known == key));
    assert_eq!(missing, Vec::<&str>::new());
}

#[rstest]
#[case("19a.age", "2015-01-01", 21)]
#[case("19a.age", "2022-12-31", 21)]
#[case("19a.age", "2023-01-01", 27)]
#[case("wml.adult-age", "2017-06-30", 23)]
#[case("wml.adult-age", "2017-07-01", 22)]
#[case("wml.adult-age", "2019-06-30", 22)]
#[case("wml.adult-age", "2019-07-01", 21)]
#[case::open("41.4.weeks", "2031-01-01", 4)]
fn the_number_is_that_of_the_day(#[case] key: &str, #[case] on: &str, #[case] number: i64) {
    let policies = policies();
    assert_eq!(policies.national().term(key, day(on)).unwrap().number, number);
}

#[rstest]
#[case(21, false, "2026-01-01", 10_000)]
#[case(67, true, "2026-01-01", 10_000)]
#[case(20, false, "2019-07-01", 8_000)]
#[case(19, false, "2026-01-01", 6_000)]
#[case(18, false, "2026-01-01", 5_000)]
#[case(17, false, "2026-01-01", 3_950)]
#[case(16, false, "2026-01-01", 3_450)]
#[case(15, false, "2026-01-01", 3_000)]
#[case(20, true, "2026-01-01", 6_150)]
#[case(19, true, "2026-01-01", 5_250)]
#[case(18, true, "2026-01-01", 4_550)]
#[case::no_less_in_a_track(17, true, "2026-01-01", 3_950)]
#[case::adult_since_2017(22, false, "2018-01-01", 10_000)]
#[case::adult_in_2015(23, false, "2015-01-01", 10_000)]
fn the_young_earn_a_share(
    #[case] age: i32,
    #[case] work_based_track: bool,
    #[case] on: &str,
    #[case] share: i64,
) {
    let policies = policies();
    let rate = policies.national().youth_wage(age, work_based_track, day(on)).unwrap();
    assert_eq!(rate.basis_points, share);
}

#[rstest]
#[case::not_read(22, "2015-01-01", Some("wml.youth.22"))]
#[case::not_read_either(21, "2018-01-01", Some("wml.youth.21"))]
#[case::not_read_for_the_youngest(15, "2019-06-30", Some("wml.youth.15"))]
#[case::no_wage_for_children(14, "2026-01-01", None)]
fn a_share_that_is_not_known_is_refused(#[case] age: i32, #[case] on: &str, #[case] key: Option<&str>) {
    let policies = policies();
    let refused = policies.national().youth_wage(age, false, day(on)).unwrap_err();
    let expected = key.map_or(NoAmount::Unknown { key: format!("wml.youth.{age}") }, |key| {
        NoAmount::Unsupported { key: key.into(), day: day(on) }
    });
    assert_eq!(refused, expected);
}

/// From, to (excluded), hundredths of a percent, less; in cents.
type Row = (i64, Option<i64>, i64, i64);

#[rstest]
#[case("31.4.work", &[
    (0, Some(87_639), 800, 0),
    (87_639, Some(105_926), 800, 2_077),
    (105_926, Some(217_548), 800, 267),
    (217_548, None, 502, 168),
])]
#[case("31.4.benefit", &[
    (0, Some(67_238), 800, 0),
    (67_238, Some(72_615), 514, 0),
    (72_615, Some(173_381), 800, 2_077),
    (173_381, Some(185_175), 720, 1_870),
    (185_175, None, 800, 3_346),
])]
#[case("31.4.no-credit", &[(0, None, 800, 0)])]
#[case("31.4.aow.single", &[(0, None, 651, 0)])]
#[case("31.4.aow.couple", &[(0, None, 678, 0)])]
#[case("31.4.aow.one", &[(0, Some(150_716), 678, 0), (150_716, None, 678, 2_048)])]
#[case("31.4.aow.other", &[(0, None, 800, 0)])]
fn the_brackets_of_2026_are_those_of_the_regulation(#[case] key: &str, #[case] expected: &[Row]) {
    let policies = policies();
    let row = |bracket: &Bracket| {
        let Bracket { from_cents, to_cents, basis_points, less_cents, source, .. } = bracket;
        assert!(source.starts_with("Regeling Participatiewet, IOAW en IOAZ art. 1"), "{source}");
        (from_cents.get(), to_cents.map(domain::Cents::get), *basis_points, less_cents.get())
    };
    for on in ["2026-01-01", "2026-12-31"] {
        let brackets = policies.national().brackets(key, day(on)).unwrap();
        assert_eq!(brackets.iter().map(row).collect::<Vec<_>>(), expected, "{on}");
    }
}

#[rstest]
#[case::room_at_the_start("34.4", "2025-12-31", true)]
#[case::no_more("34.4", "2026-01-01", false)]
#[case::capital_present("34.present", "2026-01-01", true)]
#[case::not_before("34.present", "2025-12-31", false)]
#[case::care("3.2.a.care", "2025-12-31", false)]
#[case::care_now("3.2.a.care", "2026-01-01", true)]
#[case::care_elsewhere("19a.care", "2026-01-01", true)]
#[case::no_cost_sharers_norm("22a", "2014-12-31", false)]
#[case::cost_sharers_norm("22a", "2015-01-01", true)]
#[case::not_for_who_had_assistance("22a.running", "2015-06-30", true)]
#[case::then_for_all("22a.running", "2015-07-01", false)]
#[case::gifts("31.2.m.limit", "2025-12-31", false)]
#[case::address_before("40.3.d", "2025-12-31", false)]
#[case::address_for_care("40.3.d", "2026-01-01", true)]
#[case::informal_care("33.6", "2026-01-01", true)]
#[case::search_skipped("41.11", "2026-01-01", true)]
// T2: in the consolidated text, and not law
#[case::t2_not_yet("24a", "2026-12-31", false)]
#[case::t2_then("24a", "2027-01-01", true)]
#[case::t2_one_exemption("34a", "2026-12-31", false)]
#[case::t2_buffer("34b", "2026-12-31", false)]
fn a_rule_is_law_between_its_days(#[case] key: &str, #[case] on: &str, #[case] in_force: bool) {
    let policies = policies();
    assert_eq!(policies.national().in_force(key, day(on)), Ok(in_force));
}
