//! Norms with the figures as the law publishes them, for the four half years that are deployed.

use domain::{Cents, Facts};
use proptest::prelude::*;
use rstest::rstest;

use super::cost_sharers::sharer_norm;
use super::*;
use crate::model::household::household;
use crate::model::testing::{NATIONAL, couple, day, single};

const DAYS: [&str; 4] = ["2025-01-01", "2025-07-01", "2026-01-01", "2026-07-01"];
/// 18, 19, 19 and 20 years old on those days.
const YOUNG: &str = "birth_date=2006-03-15 can_follow_education=no parents_cannot_support=no ";
const YOUNG_PARTNER: &str =
    "partner_birth_date=2006-03-15 can_follow_education=no parents_cannot_support=no ";

/// The norm in cents with the rule that gave it.
fn norm_of(facts: &Facts, on: &str) -> (Finding<Cents>, String) {
    let question = Question { facts, national: &NATIONAL, day: day(on) };
    let household = household(question).value().cloned().unwrap();
    let mut lines = Vec::new();
    let finding = norm(question, &household, &mut lines);
    let tried: Vec<_> =
        lines.into_iter().map(|line| line.rule).filter(|rule| rule != "increase-20-3").collect();
    (finding, tried.last().cloned().unwrap_or_default())
}

fn amounts(facts: &Facts, rule: &str) -> [i64; 4] {
    DAYS.map(|on| match norm_of(facts, on) {
        (Finding::Value(norm), found) => {
            assert_eq!(found, rule, "on {on}");
            norm.get()
        }
        (other, found) => panic!("{other:?} by {found} on {on}"),
    })
}

#[rstest]
#[case::single("", "norm-21a", [134_545, 136_906, 140_150, 141_946])]
#[case::single_parent("household=single-parent youngest_child_age=4", "norm-21a", [134_545, 136_906, 140_150, 141_946])]
#[case::institution("in_institution=yes", "norm-23-1a", [42_603 + 4_500, 43_349 + 4_500, 49_076, 44_944 + 4_700])]
#[case::institution_with_cost_sharers("in_institution=yes cost_sharers=3", "norm-23-1a", [47_103, 47_849, 49_076, 49_644])]
fn norms_of_single_people(#[case] words: &str, #[case] rule: &str, #[case] expected: [i64; 4]) {
    assert_eq!(amounts(&single(words), rule), expected);
}

#[rstest]
#[case::single("", "norm-20-1a", [33_217, 33_798, 34_599, 35_042])]
#[case::single_parent("household=single-parent youngest_child_age=0", "norm-20-2a", [33_217, 33_798, 34_599, 35_042])]
#[case::cost_sharers_do_not_count("cost_sharers=4", "norm-20-1a", [33_217, 33_798, 34_599, 35_042])]
fn norms_of_single_people_under_21(#[case] words: &str, #[case] rule: &str, #[case] expected: [i64; 4]) {
    assert_eq!(amounts(&single(&format!("{YOUNG}{words}")), rule), expected);
}

#[rstest]
#[case::both_21_or_older("", "norm-21b", [192_207, 195_580, 200_213, 202_779])]
#[case::both_in_institution("in_institution=yes both_in_institution=yes", "norm-23-1b", [66_269 + 10_100, 67_429 + 10_100, 69_027 + 10_600, 69_911 + 10_600])]
#[case::one_in_institution("in_institution=yes both_in_institution=no", "norm-23-3", [47_103 + 134_545, 47_849 + 136_906, 49_076 + 140_150, 49_644 + 141_946])]
#[case::one_in_institution_the_other_shares_costs("in_institution=yes both_in_institution=no cost_sharers=1", "norm-23-3", [47_103 + 96_104, 47_849 + 97_790, 49_076 + 100_107, 49_644 + 101_390])]
fn norms_of_couples(#[case] words: &str, #[case] rule: &str, #[case] expected: [i64; 4]) {
    assert_eq!(amounts(&couple(words), rule), expected);
}

#[rstest]
#[case::both("birth_date=2005-12-01", "norm-20-1b", [66_434, 67_596, 69_198, 70_084])]
#[case::both_with_child("birth_date=2005-12-01 youngest_child_age=1", "norm-20-2b", [104_875, 106_712, 109_241, 110_640])]
#[case::both_with_cost_sharers("birth_date=2005-12-01 cost_sharers=2", "norm-20-1b", [66_434, 67_596, 69_198, 70_084])]
#[case::one("", "norm-20-1c", [129_321, 131_588, 134_706, 136_432])]
#[case::one_with_child("youngest_child_age=1", "norm-20-2c", [167_762, 170_704, 174_749, 176_988])]
#[case::one_with_a_cost_sharer("cost_sharers=1", "norm-22a-3", [33_217 + 96_104, 33_798 + 97_790, 34_599 + 100_107, 35_042 + 101_390])]
#[case::one_with_a_cost_sharer_and_a_child("cost_sharers=1 youngest_child_age=1", "norm-22a-3", [71_658 + 96_104, 72_914 + 97_790, 74_642 + 100_107, 75_598 + 101_390])]
fn norms_of_couples_with_someone_under_21(
    #[case] words: &str,
    #[case] rule: &str,
    #[case] expected: [i64; 4],
) {
    // Someone born on 2005-12-01 is under 21 on all four days.
    assert_eq!(amounts(&couple(&format!("{YOUNG_PARTNER}{words}")), rule), expected);
}

/// A = 2 to 6: the columns of 2025-01-01, 2026-01-01 and 2026-07-01 as published; that of 2025-07-01 by hand from
/// 1955.80, of which A = 2 is published as half the couple norm (IOAW).
#[rstest]
#[case(2, [96_104, 97_790, 100_107, 101_390])]
#[case(3, [83_290, 84_751, 86_759, 87_871])]
#[case(4, [76_883, 78_232, 80_085, 81_112])]
#[case(5, [73_039, 74_320, 76_081, 77_056])]
#[case(6, [70_476, 71_713, 73_411, 74_352])]
fn norms_of_those_who_share_costs(#[case] sharers: i64, #[case] expected: [i64; 4]) {
    let alone = single(&format!("cost_sharers={}", sharers - 1));
    assert_eq!(amounts(&alone, "norm-22a-1"), expected);
    if sharers > 2 {
        // T3: the claimant's spouse of 21 or older is counted, and each has a norm of their own.
        let both = couple(&format!("cost_sharers={}", sharers - 2));
        assert_eq!(amounts(&both, "norm-22a-2"), expected.map(|each| 2 * each));
    }
}

#[test]
fn a_claimant_from_21_to_26_shares_costs_with_someone_of_27() {
    let young_adult = single("birth_date=2003-02-01 can_follow_education=no cost_sharers=1");
    assert_eq!(amounts(&young_adult, "norm-22a-1"), [96_104, 97_790, 100_107, 101_390]);
}

#[rstest]
#[case::the_day_before("2026-03-14", "norm-20-1a", 34_599)]
#[case::the_birthday("2026-03-15", "norm-21a", 140_150)]
fn from_the_twenty_first_birthday_another_norm_holds(
    #[case] on: &str,
    #[case] rule: &str,
    #[case] cents: i64,
) {
    let facts = single("birth_date=2005-03-15 can_follow_education=no parents_cannot_support=no");
    assert_eq!(norm_of(&facts, on), (Finding::Value(Cents::new(cents)), rule.into()));
}

#[rstest]
#[case::last_day_of_a_half_year("2026-06-30", 140_150)]
#[case::first_day_of_the_next("2026-07-01", 141_946)]
#[case::t7_a_later_year_has_no_row_of_an_earlier_one("2025-12-31", 136_906)]
fn the_norm_is_that_of_the_day_assessed(#[case] on: &str, #[case] cents: i64) {
    assert_eq!(norm_of(&single(""), on).0, Finding::Value(Cents::new(cents)));
}

#[test]
fn a_day_before_the_first_row_is_left_to_a_person() {
    assert_eq!(norm_of(&single(""), "2024-12-31").0, Finding::PersonDecides);
    assert_eq!(norm_of(&single("cost_sharers=2"), "2024-12-31").0, Finding::PersonDecides);
}

#[rstest]
#[case::not_before_2026(YOUNG, "2025-12-31", Finding::Value(33_798))]
#[case::single("birth_date=2006-03-15 parents_cannot_support=yes", "2026-01-01", Finding::Value(34_599 + 74_645))]
#[case::single_later("birth_date=2006-03-15 parents_cannot_support=yes", "2026-07-01", Finding::Value(35_042 + 76_224))]
#[case::parents_can(YOUNG, "2026-01-01", Finding::Value(34_599))]
#[case::unknown("birth_date=2006-03-15", "2026-01-01", Finding::FactMissing(vec![domain::FactKey::ParentsCannotSupport]))]
#[case::which_norm_is_the_highest(
    "birth_date=2006-03-15 parents_cannot_support=yes cost_sharers=1",
    "2026-01-01",
    Finding::PersonDecides
)]
#[case::capped_by_the_norm_for_couples(
    "household=couple partner_birth_date=2006-03-15 parents_cannot_support=yes",
    "2026-01-01",
    Finding::Value(200_213)
)]
#[case::twice_for_two(
    "household=couple birth_date=2006-02-01 partner_birth_date=2006-03-15 parents_cannot_support=yes",
    "2026-01-01",
    Finding::PersonDecides
)]
fn the_increase_of_article_20_3(#[case] words: &str, #[case] on: &str, #[case] expected: Finding<i64>) {
    let found = match norm_of(&single(words), on).0 {
        Finding::Value(norm) => Finding::Value(norm.get()),
        Finding::FactMissing(keys) => Finding::FactMissing(keys),
        Finding::PersonDecides => Finding::PersonDecides,
        Finding::NotApplicable => Finding::NotApplicable,
    };
    assert_eq!(found, expected);
}

#[rstest]
#[case::half_of_the_couple_norm("", 100_107)]
#[case::the_partner_does_not_share("cost_sharers=2", 86_759)]
#[case::under_21("birth_date=2006-02-01", 34_599)]
#[case::under_21_with_child("birth_date=2006-02-01 youngest_child_age=0", 54_621)]
fn t9_a_couple_with_a_partner_without_a_right_has_a_norm(#[case] words: &str, #[case] cents: i64) {
    let facts = couple(&format!("partner_birth_date=2008-06-01 {words}"));
    let question = Question { facts: &facts, national: &NATIONAL, day: day("2026-01-01") };
    let household = household(question).value().cloned().unwrap();
    assert_eq!(norm_24(question, &household).finding, Finding::Value(Cents::new(cents)));
}

/// The published amounts against each other, as the law built them; the rules never derive one from another.
#[rstest]
fn t1_published_amounts_hold_the_ratios_of_the_law(#[values(0, 1, 2, 3)] half_year: usize) {
    let on = day(DAYS[half_year]);
    let cents = |key: &str| NATIONAL.amount(key, on).unwrap().cents.get();
    assert_eq!(cents("20.1.b"), 2 * cents("20.1.a"));
    assert!((cents("21.a") - (cents("21.b") * 7 + 5) / 10).abs() <= 1);
    let half = (cents("21.b") + 1) / 2;
    assert_eq!(cents("20.1.c"), cents("20.1.a") + half);
    assert_eq!(cents("20.2.c"), cents("20.2.b") - cents("20.1.a") + half);
    assert_eq!(cents("22a.3.b"), cents("20.1.a"));
    assert_eq!(cents("22a.3.a"), cents("20.2.b") - cents("20.1.a"));
}

proptest! {
    #[test]
    fn who_shares_with_more_people_has_less_and_never_under_thirty_percent(sharers in 1i64..40, norm in 1_000i64..1_000_000) {
        let (fewer, more) = (sharer_norm(Cents::new(norm), sharers).unwrap(), sharer_norm(Cents::new(norm), sharers + 1).unwrap());
        prop_assert!(more <= fewer);
        prop_assert!(more.get() * 10 >= norm * 3);
    }

    #[test]
    fn the_norms_of_two_spouses_sum_to_that_of_the_couple(sharers in 1i64..20, half_year in 0usize..4) {
        let both = couple(&format!("cost_sharers={sharers}"));
        let each = sharer_norm(NATIONAL.amount("21.b", day(DAYS[half_year])).unwrap().cents, sharers + 2).unwrap();
        prop_assert_eq!(norm_of(&both, DAYS[half_year]).0, Finding::Value(each.plus(each).unwrap()));
    }
}
