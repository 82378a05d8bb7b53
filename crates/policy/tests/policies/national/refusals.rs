//! A day that no row has is refused, in both directions and in between; the nearest row is never used.

use crate::common::{day, policies};
use policy::{NoAmount, Unit, law_keys};
use rstest::rstest;

/// What the law has for the key on the day, whatever its kind.
fn refused(key: &str, on: &str) -> NoAmount {
    let policies = policies();
    let (national, on) = (policies.national(), day(on));
    let refusals = [
        national.amount(key, on).err(),
        national.rate(key, on).err(),
        national.term(key, on).err(),
        national.brackets(key, on).err(),
    ];
    let known =
        refusals.into_iter().map(|refusal| refusal.unwrap_or_else(|| panic!("{key} is known on {on}")));
    known.reduce(|one, other| if matches!(one, NoAmount::Unknown { .. }) { other } else { one }).unwrap()
}

#[rstest]
#[case::before_the_act("21.b", "2014-12-31", "2015-01-01")]
#[case::increase_for_the_young("20.3", "2025-12-31", "2026-01-01")]
#[case::gifts("31.2.m", "2025-12-31", "2026-01-01")]
#[case::wage_by_the_hour("wml.hour", "2023-12-31", "2024-01-01")]
#[case::beside_subsidy("31.2.z", "2023-06-30", "2023-07-01")]
#[case::beside_subsidy_later("31.2.aa", "2023-06-30", "2023-07-01")]
#[case::share_beside_subsidy("31.2.z.share", "2023-06-30", "2023-07-01")]
#[case::study_supplement("36b.21", "2022-03-31", "2022-04-01")]
#[case::language_duty("18b.1", "2015-12-31", "2016-01-01")]
#[case::earlier_start("44.5.months", "2025-12-31", "2026-01-01")]
#[case::data_again("43a.months", "2025-12-31", "2026-01-01")]
fn a_rule_that_did_not_exist_yet_says_since_when(#[case] key: &str, #[case] on: &str, #[case] first: &str) {
    assert_eq!(refused(key, on), NoAmount::NotYet { key: key.into(), first: day(first) });
}

#[rstest]
#[case::norms_of_the_young_2015("20.1.a", "2015-01-01", "2015-06-30")]
#[case::norms_of_the_young_2015_with_child("20.2.c", "2015-01-01", "2015-06-30")]
#[case::fixed_part_2015("22a.3.a", "2015-01-01", "2015-06-30")]
#[case::between_2015_and_2024("21.b", "2016-01-01", "2023-12-31")]
#[case::in_that_gap("21.b", "2019-05-01", "2019-05-01")]
#[case::pension_norms("22.b", "2016-01-01", "2023-12-31")]
#[case::institution("23.1.a", "2015-07-01", "2023-12-31")]
#[case::increment("23.2.b", "2015-07-01", "2023-12-31")]
#[case::premium("31.2.j", "2015-01-01", "2023-12-31")]
#[case::premium_2024("31.2.j", "2024-08-01", "2024-12-31")]
#[case::volunteers("31.2.k.month", "2015-01-01", "2024-12-31")]
#[case::exemption("31.2.n", "2015-07-01", "2023-12-31")]
#[case::hour_limited("31.2.y", "2015-07-01", "2023-12-31")]
#[case::first_half_year_beside_subsidy("31.2.z", "2023-07-01", "2023-12-31")]
#[case::private_pension("33.5.a", "2016-01-01", "2024-12-31")]
#[case::capital("34.3.a", "2016-01-01", "2023-12-31")]
#[case::threshold("35.2", "2016-01-01", "2024-12-31")]
#[case::annuity("15.2.b.2", "2015-01-01", "2024-12-31")]
#[case::study_supplement("36b.21", "2022-04-01", "2024-06-30")]
#[case::study_supplement_2025("36b.21", "2025-01-01", "2025-06-30")]
#[case::study_supplement_17("36b.17", "2024-07-01", "2025-06-30")]
#[case::internship("36b.7b", "2025-01-01", "2025-06-30")]
#[case::older_unemployed("ioaw.5.3", "2014-06-01", "2025-06-30")]
#[case::gross_base("ioaw.gross.couple", "2026-07-01", "2027-01-01")]
#[case::ceiling_of_profit("ioaz.5.2.2", "2026-07-01", "2027-01-01")]
#[case::self_employed_loan("bbz.20.1", "2026-07-01", "2027-01-01")]
#[case::self_employed_interest("bbz.15.a", "2026-07-01", "2027-01-01")]
#[case::wage_2016("wml.month", "2016-01-01", "2016-06-30")]
#[case::wage_2017("wml.month", "2017-07-01", "2017-12-31")]
#[case::wage_2018("wml.month", "2018-07-01", "2021-12-31")]
#[case::wage_2022("wml.month", "2022-07-01", "2022-12-31")]
#[case::wage_before_the_act("wml.month", "2014-12-31", "2010-01-01")]
#[case::youth_share("wml.youth.18", "2015-01-01", "2019-06-30")]
#[case::fine_2010("fine.3", "2010-01-01", "2015-12-31")]
#[case::fine_2026("fine.3", "2026-01-01", "2030-01-01")]
#[case::penalty_2026("awb.4.17.most", "2026-01-01", "2030-01-01")]
#[case::holiday_allowance("31.4.work", "2015-01-01", "2025-12-31")]
#[case::spouse_without_a_right("24.share", "2015-01-01", "2015-12-31")]
#[case::wage_tax("19.4.tax", "2025-12-31", "2027-01-01")]
#[case::charges("lks.charges", "2027-01-01", "2030-01-01")]
fn what_exists_and_is_not_known_is_refused(#[case] key: &str, #[case] first: &str, #[case] last: &str) {
    for on in [first, last] {
        assert_eq!(refused(key, on), NoAmount::Unsupported { key: key.into(), day: day(on) });
    }
}

#[rstest]
#[case("wml.month.22", "2017-07-01", "2017-06-30")]
#[case("wml.month.21", "2026-01-01", "2019-06-30")]
#[case("wml.youth.21", "2019-07-01", "2019-06-30")]
fn what_lapsed_says_until_when_it_was(#[case] key: &str, #[case] on: &str, #[case] last: &str) {
    assert_eq!(refused(key, on), NoAmount::Ended { key: key.into(), last: day(last) });
}

/// What is indexed every half-year is known until the next indexation, and not a day longer.
#[test]
fn no_norm_is_used_after_the_half_year_for_which_it_was_published() {
    let mut refusals = 0;
    for known in law_keys().filter(|known| known.unit == Unit::EurosPerMonth) {
        match refused(known.key, "2027-01-01") {
            NoAmount::Unsupported { .. } | NoAmount::Ended { .. } => refusals += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!(refusals, 48);
}

#[rstest]
#[case("21.z")]
#[case("")]
#[case("21.B")]
fn an_unknown_key_is_refused(#[case] key: &str) {
    assert_eq!(refused(key, "2026-01-01"), NoAmount::Unknown { key: key.into() });
}

#[test]
fn a_key_is_of_one_kind() {
    let policies = policies();
    let (national, on) = (policies.national(), day("2026-01-01"));
    let unknown = |key: &str| NoAmount::Unknown { key: key.into() };
    assert_eq!(national.amount("19.3", on), Err(unknown("19.3")));
    assert_eq!(national.rate("21.b", on), Err(unknown("21.b")));
    assert_eq!(national.term("21.b", on), Err(unknown("21.b")));
    assert_eq!(national.brackets("21.b", on), Err(unknown("21.b")));
    assert_eq!(national.in_force("21.b", on), Err(unknown("21.b")));
    assert_eq!(unknown("19.3").key(), "19.3");
}
