//! The numbers of the plan of Emmen and Coevorden 2007: § 3, § 4, § 5 and annex 1.

use policy::Policy;
use rstest::rstest;

use crate::{common, figures};

fn qwink() -> &'static Policy {
    common::of(common::policies(), "emmen-coevorden:0109")
}

/// § 3: the youth desk and the vacancy desk, target of the year 2006 and what came of it to October.
#[rstest]
#[case("youth-gatekeeper", 50, 188)]
#[case("youth-prevention", 575, 325)]
#[case("youth-inflow", 425, 286)]
#[case("youth-outflow", 265, 370)]
#[case("youth-moves", 50, 58)]
#[case("vacancies-acquired", 3040, 2760)]
#[case("vacancies-submitted", 3040, 2760)]
#[case("vacancies-filled", 1300, 860)]
fn desks_have_a_target_and_a_result(#[case] indicator: &str, #[case] target: i64, #[case] result: i64) {
    assert_eq!(figures::numbers(&qwink().targets, indicator), [(2006, None, target)]);
    assert_eq!(figures::numbers(&qwink().results, indicator), [(2006, None, result)]);
}

/// § 4 and § 5.
#[test]
fn what_the_plan_expects() {
    let of = |indicator| {
        let numbers = figures::numbers(&qwink().targets, indicator);
        numbers.into_iter().map(|(year, _, number)| (year, number)).collect::<Vec<_>>()
    };
    assert_eq!(of("estimate-assistance"), [(2011, 3200)]);
    assert_eq!(of("estimate-assistance-low"), [(2011, 2900)]);
    assert_eq!(of("estimate-assistance-high"), [(2011, 3500)]);
    assert_eq!(of("estimate-unemployment-claims"), [(2007, 3087), (2008, 2778), (2009, 2584), (2010, 2455)]);
    assert_eq!(
        figures::numbers(&qwink().results, "estimate-unemployment-claims"),
        [(2002, None, 2825), (2003, None, 5022), (2004, None, 4787), (2005, None, 4230), (2006, None, 3508)]
    );
    assert_eq!(figures::numbers(&qwink().results, "estimate-assistance"), [(2006, None, 3240)]);
    let jobs = figures::numbers(&qwink().targets, "extra-jobs");
    assert_eq!(jobs, [(2010, Some("0114".into()), 2500)]);
}

/// Annex 1 (and § 3 for the last): Emmen and Coevorden, each its own.
#[rstest]
#[case("inhabitants", 2006, 108_500, 36_000)]
#[case("labour-force", 2006, 46_000, 17_000)]
#[case("labour-participation", 2005, 583, 619)]
#[case("assistance-clients", 2006, 2_601, 541)]
#[case("assistance-under-23", 2006, 70, 80)]
#[case("assistance-23-to-65", 2006, 900, 890)]
#[case("assistance-single", 2006, 580, 550)]
#[case("assistance-single-parent", 2006, 250, 240)]
#[case("assistance-couple", 2006, 170, 200)]
#[case("assistance-under-year", 2006, 220, 270)]
#[case("assistance-over-year", 2006, 780, 730)]
#[case("unemployment-clients", 2006, 2_209, 654)]
#[case("disability-clients", 2006, 3_879, 1_216)]
#[case("jobs-of-twelve-hours", 2006, 40_355, 10_636)]
#[case("jobs", 2006, 46_871, 13_851)]
#[case("establishments", 2006, 5_892, 2_348)]
#[case("remaining-subsidised-jobs", 2006, 165, 17)]
fn each_municipality_has_its_own_key_figures(
    #[case] indicator: &str,
    #[case] year: i32,
    #[case] emmen: i64,
    #[case] coevorden: i64,
) {
    assert_eq!(
        figures::numbers(&qwink().results, indicator),
        [(year, Some("0114".into()), emmen), (year, Some("0109".into()), coevorden)]
    );
}

/// Annex 1: figures of the two together.
#[rstest]
#[case("job-seekers", 109)]
#[case("early-school-leavers-total", 650)]
#[case("primary-education-only", 400)]
fn key_figures_of_both_together(#[case] indicator: &str, #[case] number: i64) {
    assert_eq!(figures::numbers(&qwink().results, indicator), [(2006, None, number)]);
}

#[test]
fn indicators_are_reported_yearly_and_no_money_is_named() {
    let yearly = qwink().indicators.iter().all(|each| each.every_months == 12 && each.by.is_empty());
    assert!(yearly, "{:?}", figures::indicators(qwink()));
    assert_eq!((qwink().indicators.len(), qwink().targets.len(), qwink().results.len()), (33, 16, 51));
    let earmarks: Vec<_> = qwink().earmarks.iter().map(|each| each.key.as_str()).collect();
    assert_eq!(earmarks, ["work-part"]);
    assert!(qwink().budgets.is_empty() && qwink().commitments.is_empty() && qwink().income_part.is_empty());
}
