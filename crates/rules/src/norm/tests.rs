//! Norms with the figures as the law publishes them, for every half year that the tables have.

mod altered;
mod articles;
mod running;

use domain::Cents;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::assess::norm_of;
use crate::facts::Facts;
use crate::right::composition;
use crate::testing::{NATIONAL, couple, day, facts, housemates, on, single, single_parent};

const DAYS: [&str; 7] =
    ["2015-07-01", "2024-01-01", "2024-07-01", "2025-01-01", "2025-07-01", "2026-01-01", "2026-07-01"];

fn with(mut one: Facts, other: Value) -> Facts {
    one.lay_over(&facts(other));
    one
}

/// The norm in cents, and the article that gave it.
fn norm_on(facts: &Facts, today: &str) -> (Finding<i64>, String) {
    let answer = norm_of(on(facts, today), &Local::default());
    let altering = ["increase", "lowering"];
    let mut tried =
        answer.explanations.iter().filter(|line| !altering.iter().any(|key| line.rule.starts_with(key)));
    let last = tried.next_back().map(|line| line.rule.clone()).unwrap_or_default();
    (answer.finding.map(Cents::get), last)
}

fn amounts(facts: &Facts, rule: &str) -> [i64; 7] {
    DAYS.map(|today| match norm_on(facts, today) {
        (Finding::Value(norm), found) => {
            assert_eq!(found, rule, "on {today}");
            norm
        }
        (other, found) => panic!("{other:?} by {found} on {today}"),
    })
}

#[test]
fn norms_from_21_to_pension_age() {
    let alone = [96_263, 128_383, 130_845, 134_545, 136_906, 140_150, 141_946];
    let born = json!({ "applicant": { "birth_date": "1980-01-01" } });
    assert_eq!(amounts(&with(single(json!({})), born.clone()), "norm-21a"), alone);
    assert_eq!(
        amounts(
            &with(
                single_parent(
                    json!({"household": {"children": [{"birth_date": "2010-01-01", "dependent": true}]}})
                ),
                born
            ),
            "norm-21a"
        ),
        alone
    );
    let together = [137_518, 183_404, 186_921, 192_207, 195_580, 200_213, 202_779];
    let both =
        json!({ "applicant": { "birth_date": "1980-01-01" }, "partner": { "birth_date": "1981-01-01" } });
    assert_eq!(amounts(&couple(both), "norm-21b"), together);
}

/// Of pension age on every day: born in 1940.
#[test]
fn norms_from_pension_age_are_known_though_the_municipality_does_not_pay_them() {
    let alone = single(json!({ "applicant": { "birth_date": "1940-01-01" } }));
    assert_eq!(amounts(&alone, "norm-22-a"), [107_978, 142_576, 145_685, 150_107, 153_021, 156_469, 158_734]);
    let both = couple(
        json!({ "applicant": { "birth_date": "1940-01-01" }, "partner": { "birth_date": "1941-01-01" } }),
    );
    let together = [147_640, 193_398, 197_664, 205_348, 209_498, 214_416, 217_610];
    assert_eq!(amounts(&both, "norm-22-b"), together);
    let one = couple(
        json!({ "applicant": { "birth_date": "1980-01-01" }, "partner": { "birth_date": "1941-01-01" } }),
    );
    assert_eq!(amounts(&one, "norm-22-c"), together);
}

/// Under 21 on all days of a half year: born 19 years before.
fn young(today: &str) -> String {
    let year: i32 = today[..4].parse().unwrap();
    format!("{}-06-01", year - 20)
}

fn young_person(today: &str, other: Value) -> Facts {
    let person = json!({
        "birth_date": young(today), "education": { "can_follow": false }, "parents_cannot_support": false
    });
    with(facts(json!({ "applicant": person, "partner": {} })), other)
}

fn young_partner(today: &str) -> Value {
    let person = json!({
        "birth_date": young(today), "education": { "can_follow": false }, "parents_cannot_support": false
    });
    json!({ "partner": person })
}

fn young_amounts(of: impl Fn(&str) -> Facts, rule: &str) -> [i64; 7] {
    DAYS.map(|today| match norm_on(&of(today), today) {
        (Finding::Value(norm), found) => {
            assert_eq!(found, rule, "on {today}");
            norm
        }
        (other, found) => panic!("{other:?} by {found} on {today}"),
    })
}

fn lay(mut one: Facts, other: &Facts) -> Facts {
    one.lay_over(other);
    one
}

#[test]
fn norms_of_people_under_21() {
    let single_20 = [23_761, 31_694, 32_303, 33_217, 33_798, 34_599, 35_042];
    let alone = |today: &str| lay(single(json!({})), &young_person(today, json!({})));
    assert_eq!(young_amounts(alone, "norm-20-1a"), single_20);
    let sharing = |today: &str| lay(single(housemates(3)), &young_person(today, json!({})));
    assert_eq!(young_amounts(sharing, "norm-20-1a"), single_20, "cost sharers do not count");
    let children =
        json!({ "household": { "children": [{ "birth_date": "2014-01-01", "dependent": true }] } });
    let parent = |today: &str| lay(single_parent(children.clone()), &young_person(today, json!({})));
    assert_eq!(young_amounts(parent, "norm-20-2a"), single_20);
}

#[test]
fn norms_of_couples_with_someone_under_21() {
    let both = |today: &str| lay(couple(young_partner(today)), &young_person(today, json!({})));
    assert_eq!(young_amounts(both, "norm-20-1b"), [47_522, 63_388, 64_606, 66_434, 67_596, 69_198, 70_084]);
    let older = json!({ "applicant": { "birth_date": "1980-01-01" } });
    let one = |today: &str| with(couple(young_partner(today)), older.clone());
    assert_eq!(
        young_amounts(one, "norm-20-1c"),
        [92_520, 123_396, 125_764, 129_321, 131_588, 134_706, 136_432]
    );
    let child = json!({ "household": { "children": [{ "birth_date": "2014-01-01", "dependent": true }] } });
    let both_with_child = |today: &str| with(both(today), child.clone());
    assert_eq!(
        young_amounts(both_with_child, "norm-20-2b"),
        [75_026, 100_069, 101_990, 104_875, 106_712, 109_241, 110_640]
    );
    let one_with_child = |today: &str| with(one(today), child.clone());
    assert_eq!(
        young_amounts(one_with_child, "norm-20-2c"),
        [120_024, 160_077, 163_148, 167_762, 170_704, 174_749, 176_988]
    );
}

/// The days on which art. 22a(3) has its own amounts.
#[rstest]
#[case("2025-01-01", 33_217 + 96_104, 71_658 + 96_104)]
#[case("2025-07-01", 33_798 + 97_790, 72_914 + 97_790)]
#[case("2026-01-01", 34_599 + 100_107, 74_642 + 100_107)]
#[case("2026-07-01", 35_042 + 101_390, 75_598 + 101_390)]
fn a_couple_with_one_under_21_and_a_cost_sharer_has_a_fixed_part(
    #[case] today: &str,
    #[case] without_child: i64,
    #[case] with_child: i64,
) {
    let sharing = lay(couple(young_partner(today)), &facts(housemates(1)));
    assert_eq!(norm_on(&sharing, today), (Finding::Value(without_child), "norm-22a-3".into()));
    let child = json!({ "household": { "children": [{ "birth_date": "2014-01-01", "dependent": true }] } });
    assert_eq!(norm_on(&with(sharing, child), today), (Finding::Value(with_child), "norm-22a-3".into()));
}

#[rstest]
#[case::alone(json!({}), single(json!({ "applicant": { "in_institution": true } })), "norm-23-1a", [40_651 + 4_200, 41_431 + 4_200, 47_103, 47_849, 49_076, 49_644])]
#[case::sharers_do_not_count(housemates(3), single(json!({ "applicant": { "in_institution": true } })), "norm-23-1a", [44_851, 45_631, 47_103, 47_849, 49_076, 49_644])]
#[case::both(json!({ "partner": { "in_institution": true } }), couple(json!({ "applicant": { "in_institution": true } })), "norm-23-1b", [63_231 + 9_500, 64_445 + 9_500, 66_269 + 10_100, 67_429 + 10_100, 69_027 + 10_600, 69_911 + 10_600])]
#[case::t6_one(json!({}), couple(json!({ "applicant": { "in_institution": true } })), "norm-23-3", [44_851 + 128_383, 45_631 + 130_845, 47_103 + 134_545, 47_849 + 136_906, 49_076 + 140_150, 49_644 + 141_946])]
#[case::t6_the_partner(json!({}), couple(json!({ "partner": { "in_institution": true } })), "norm-23-3", [173_234, 176_476, 181_648, 184_755, 189_226, 191_590])]
#[case::the_other_shares(housemates(1), couple(json!({ "applicant": { "in_institution": true } })), "norm-23-3", [44_851 + 91_702, 45_631 + 93_461, 47_103 + 96_104, 47_849 + 97_790, 49_076 + 100_107, 49_644 + 101_390])]
#[case::the_other_is_a_pensioner(json!({ "partner": { "birth_date": "1940-01-01" } }), couple(json!({ "applicant": { "in_institution": true } })), "norm-23-3", [44_851 + 142_576, 45_631 + 145_685, 47_103 + 150_107, 47_849 + 153_021, 49_076 + 156_469, 49_644 + 158_734])]
fn norms_in_an_institution(
    #[case] other: Value,
    #[case] one: Facts,
    #[case] rule: &str,
    #[case] expected: [i64; 6],
) {
    let one = with(one, other);
    let found: Vec<_> = DAYS[1..].iter().map(|today| norm_on(&one, today)).collect();
    let expected: Vec<_> = expected.iter().map(|cents| (Finding::Value(*cents), rule.to_owned())).collect();
    assert_eq!(found, expected);
}

/// A = 2 to 6: the columns that are published, and 2025-07-01 by hand from 1955.80.
#[rstest]
#[case(2, [91_702, 93_461, 96_104, 97_790, 100_107, 101_390])]
#[case(3, [79_475, 80_999, 83_290, 84_751, 86_759, 87_871])]
#[case(4, [73_362, 74_768, 76_883, 78_232, 80_085, 81_112])]
#[case(5, [69_694, 71_030, 73_039, 74_320, 76_081, 77_056])]
#[case(6, [67_248, 68_538, 70_476, 71_713, 73_411, 74_352])]
fn norms_of_those_who_share_costs(#[case] sharers: usize, #[case] expected: [i64; 6]) {
    let value = |cents: i64, rule: &str| (Finding::Value(cents), rule.to_owned());
    for (today, cents) in DAYS[1..].iter().zip(expected) {
        assert_eq!(norm_on(&single(housemates(sharers - 1)), today), value(cents, "norm-22a-1"));
        if sharers > 2 {
            // T3: the claimant's spouse of 21 or older is counted, and each has a norm of their own.
            assert_eq!(norm_on(&couple(housemates(sharers - 2)), today), value(2 * cents, "norm-22a-2"));
        }
    }
}

/// B is 22.b for who has pension age, 22.c for the spouse who has not.
#[test]
fn the_base_of_those_who_share_goes_by_pension_age() {
    let alone = with(single(housemates(1)), json!({ "applicant": { "birth_date": "1940-01-01" } }));
    assert_eq!(norm_on(&alone, "2026-01-01").0, Finding::Value(107_208));
    let mixed = with(couple(housemates(1)), json!({ "partner": { "birth_date": "1940-01-01" } }));
    // A = 3: 13/30 of 2144.16 for each.
    assert_eq!(norm_on(&mixed, "2026-01-01").0, Finding::Value(2 * 92_914));
}

#[rstest]
#[case::nobody(json!([]), 0)]
#[case::t3_of_27(json!([{ "birth_date": "1999-01-01", "relation": "other", "contract": "none", "student": false }]), 1)]
#[case::t3_of_26(json!([{ "birth_date": "1999-01-02", "relation": "other", "contract": "none", "student": false }]), 0)]
#[case::lodger(json!([{ "birth_date": "1980-01-01", "relation": "other", "contract": "with-claimant", "student": false }]), 0)]
#[case::lodger_without_proof(json!([{ "birth_date": "1980-01-01", "relation": "other", "contract": "with-claimant", "contract_proved": false, "student": false }]), 1)]
#[case::lodger_with_proof(json!([{ "birth_date": "1980-01-01", "relation": "other", "contract": "with-claimant", "contract_proved": true, "student": false }]), 0)]
#[case::brother_as_lodger(json!([{ "birth_date": "1980-01-01", "relation": "second-degree", "contract": "with-claimant", "student": false }]), 1)]
#[case::parent_as_landlord(json!([{ "birth_date": "1960-01-01", "relation": "first-degree", "contract": "with-claimant", "student": false }]), 1)]
#[case::same_landlord(json!([{ "birth_date": "1980-01-01", "relation": "other", "contract": "with-same-third", "student": false }]), 0)]
#[case::brother_with_the_same_landlord(json!([{ "birth_date": "1980-01-01", "relation": "second-degree", "contract": "with-same-third", "student": false }]), 0)]
#[case::student(json!([{ "birth_date": "1990-01-01", "relation": "first-degree", "contract": "none", "student": true }]), 0)]
#[case::two_of_three(json!([{ "birth_date": "1990-01-01", "relation": "first-degree", "contract": "none", "student": false }, { "birth_date": "1960-01-01", "relation": "first-degree", "contract": "none", "student": false }, { "birth_date": "2005-01-01", "relation": "second-degree", "contract": "none", "student": false }]), 2)]
fn who_shares_costs(#[case] mates: Value, #[case] expected: i64) {
    let facts = single(json!({ "household": { "housemates": mates } }));
    assert_eq!(cost_sharers(on(&facts, "2026-01-01")).finding, Finding::Value(expected));
}

#[rstest]
#[case::the_last_day_of_21("2022-12-31", 1)]
#[case::the_first_day_of_27("2023-01-01", 0)]
fn t3_the_age_of_cost_sharers_goes_by_the_day(#[case] today: &str, #[case] expected: i64) {
    let mate =
        json!({ "birth_date": "2001-12-31", "relation": "other", "contract": "none", "student": false });
    let facts = single(json!({ "household": { "housemates": [mate] } }));
    assert_eq!(cost_sharers(on(&facts, today)).finding, Finding::Value(expected));
}

#[test]
fn a_count_holds_only_where_the_housemates_are_not_stated() {
    let mut counted = single(json!({ "household": { "cost_sharers": 2 } }));
    assert_eq!(cost_sharers(on(&counted, "2026-01-01")).finding, Finding::Value(0));
    counted.household.housemates = None;
    assert_eq!(cost_sharers(on(&counted, "2026-01-01")).finding, Finding::Value(2));
    counted.household.cost_sharers = None;
    let missing = Finding::FactMissing(vec!["household.cost_sharers".to_owned()]);
    assert_eq!(cost_sharers(on(&counted, "2026-01-01")).finding, missing);
    counted.household.cost_sharers = Some((-1).into());
    assert_eq!(cost_sharers(on(&counted, "2026-01-01")).finding, Finding::PersonDecides);
}

#[rstest]
#[case::before("2025-12-31", 97_790)]
#[case::since("2026-01-01", 140_150)]
fn who_gives_care_elsewhere_shares_no_costs_since_2026(#[case] today: &str, #[case] expected: i64) {
    let facts = with(single(housemates(1)), json!({ "household": { "elsewhere_for_care": true } }));
    assert_eq!(norm_on(&facts, today).0, Finding::Value(expected));
}

#[test]
fn a_claimant_from_21_to_26_shares_costs_with_someone_of_27() {
    let young_adult = with(
        single(housemates(1)),
        json!({ "applicant": { "birth_date": "2003-02-01", "education": { "can_follow": false } } }),
    );
    assert_eq!(norm_on(&young_adult, "2026-01-01"), (Finding::Value(100_107), "norm-22a-1".into()));
}

#[rstest]
#[case::the_day_before("2026-03-14", "norm-20-1a", 34_599)]
#[case::the_birthday("2026-03-15", "norm-21a", 140_150)]
fn from_the_twenty_first_birthday_another_norm_holds(
    #[case] today: &str,
    #[case] rule: &str,
    #[case] cents: i64,
) {
    let facts = single(
        json!({ "applicant": { "birth_date": "2005-03-15", "education": { "can_follow": false }, "parents_cannot_support": false } }),
    );
    assert_eq!(norm_on(&facts, today), (Finding::Value(cents), rule.into()));
}

#[rstest]
#[case::the_day_before("2026-03-09", "norm-21a", 140_150)]
#[case::the_day_itself("2026-03-10", "norm-22-a", 156_469)]
fn from_pension_age_another_norm_holds(#[case] today: &str, #[case] rule: &str, #[case] cents: i64) {
    let facts = single(json!({ "applicant": { "birth_date": "1959-03-10" } }));
    assert_eq!(norm_on(&facts, today), (Finding::Value(cents), rule.into()));
}

#[rstest]
#[case::last_day_of_a_half_year("2026-06-30", 140_150)]
#[case::first_day_of_the_next("2026-07-01", 141_946)]
#[case::t7_a_later_year_has_no_row_of_an_earlier_one("2025-12-31", 136_906)]
#[case::t7_2024("2024-12-31", 130_845)]
fn the_norm_is_that_of_the_day_judged(#[case] today: &str, #[case] cents: i64) {
    assert_eq!(norm_on(&single(json!({})), today).0, Finding::Value(cents));
}

#[test]
fn a_day_without_amounts_is_left_to_a_person() {
    for today in ["2014-12-31", "2020-06-01", "2027-01-01"] {
        assert_eq!(norm_on(&single(json!({})), today).0, Finding::PersonDecides, "{today}");
        assert_eq!(norm_on(&single(housemates(2)), today).0, Finding::PersonDecides, "{today}");
    }
}

#[test]
fn t2_what_is_not_law_yet_changes_nothing() {
    let facts = with(
        couple(json!({ "partner": { "residence": "none" } })),
        json!({"household": {"children": [{"birth_date": "2022-02-01", "dependent": true}]}}),
    );
    assert!(!NATIONAL.in_force("24a", day("2026-12-31")).unwrap());
    assert_eq!(norm_on(&facts, "2026-12-31").0, Finding::Value(101_390));
}

#[test]
fn the_children_of_a_couple_are_asked_only_where_the_norm_goes_by_them() {
    let mut old = couple(json!({}));
    old.household.children = None;
    assert_eq!(norm_on(&old, "2026-01-01").0, Finding::Value(200_213));
    let mut one_young = couple(young_partner("2026-01-01"));
    one_young.household.children = None;
    assert_eq!(norm_on(&one_young, "2026-01-01").0, Finding::FactMissing(vec!["household.children".into()]));
    assert_eq!(composition(on(&one_young, "2026-01-01")).value().unwrap().with_child, None);
}

#[test]
fn missing_housemates_stop_only_the_norms_that_ask_for_them() {
    let mut inside = single(json!({ "applicant": { "in_institution": true } }));
    inside.household.housemates = None;
    assert_eq!(norm_on(&inside, "2026-01-01").0, Finding::Value(49_076));
    let mut young = single(
        json!({"applicant": {"birth_date": "2006-03-15", "education": {"can_follow": false}, "parents_cannot_support": false}}),
    );
    young.household.housemates = None;
    assert_eq!(norm_on(&young, "2026-01-01").0, Finding::Value(34_599));
}

proptest! {
    #[test]
    fn who_shares_with_more_people_has_less_and_never_under_thirty_percent(sharers in 1i64..40, norm in 1_000i64..1_000_000) {
        let (fewer, more) = (sharer_norm(Cents::new(norm), sharers).unwrap(), sharer_norm(Cents::new(norm), sharers + 1).unwrap());
        prop_assert!(more <= fewer);
        prop_assert!(more.get() * 10 >= norm * 3);
    }

    #[test]
    fn the_norms_of_two_spouses_sum_to_that_of_the_couple(sharers in 1usize..20, half_year in 1usize..7) {
        let base = NATIONAL.amount("21.b", day(DAYS[half_year])).unwrap().cents;
        let each = sharer_norm(base, i64::try_from(sharers).unwrap() + 2).unwrap();
        prop_assert_eq!(norm_on(&couple(housemates(sharers)), DAYS[half_year]).0, Finding::Value(2 * each.get()));
    }
}

#[test]
fn nobody_sharing_is_no_share() {
    assert!(sharer_norm(Cents::new(100), 0).is_err());
    assert!(sharer_norm(Cents::new(100), i64::MAX).is_err());
}

/// By the parts of the law.
fn sharer_norm(base: Cents, sharers: i64) -> Result<Cents, domain::InvalidCents> {
    super::sharers::by_formula(base, sharers, 4_000, 3_000)
}
