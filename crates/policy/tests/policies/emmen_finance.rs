//! The numbers and the money of Emmen 2015: tables 1, 6 and 7, § 2.4.6 and § 4.1, held against the totals it prints.

use policy::Policy;
use rstest::rstest;

use crate::{common, figures};

const YEARS: [i32; 4] = [2015, 2016, 2017, 2018];

fn emmen() -> &'static Policy {
    common::of(common::policies(), "emmen:0114")
}

#[rstest]
// table 1
#[case("outflow-expected", &[(2015, 1015), (2016, 1058), (2017, 1097), (2018, 1123)])]
#[case("outflow-extra", &[(2015, 350), (2016, 150), (2017, 150), (2018, 150)])]
#[case("outflow", &[(2015, 1365), (2016, 1208), (2017, 1247), (2018, 1273)])]
// § 1.4 under 5, § 3.2.1: not what table 1 comes to
#[case("outflow-ambition", &[(2014, 1200), (2018, 1550)])]
// § 2.1.2
#[case("own-job-agreement-jobs", &[(2015, 5), (2016, 5)])]
// § 2.4.6
#[case("estimate-assistance", &[(2015, 3668), (2016, 3735), (2017, 3791), (2018, 3843)])]
#[case("estimate-wsw", &[(2015, 1645), (2016, 1552), (2017, 1458), (2018, 1371)])]
#[case("estimate-new-with-benefit", &[(2015, 25), (2016, 66), (2017, 103), (2018, 155)])]
#[case("estimate-new-without-benefit", &[(2015, 25), (2016, 66), (2017, 103), (2018, 155)])]
// counted, without a number to reach
#[case("caseload-by-group", &[])]
#[case("ladder", &[])]
fn targets_by_year(#[case] indicator: &str, #[case] expected: &[(i32, i64)]) {
    let numbers = figures::numbers(&emmen().targets, indicator);
    let numbers: Vec<_> = numbers.into_iter().map(|(year, _, number)| (year, number)).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn every_indicator_is_reported_yearly() {
    assert_eq!(
        figures::indicators(emmen()),
        [
            "outflow 12",
            "outflow-expected 12",
            "outflow-extra 12",
            "outflow-ambition 12",
            "caseload-by-group 12 group-1 group-2 group-3 group-3-sheltered group-4 group-4-day-activities",
            "ladder 12 group-4 group-4-day-activities",
            "own-job-agreement-jobs 12",
            "estimate-assistance 12",
            "estimate-wsw 12",
            "estimate-new-with-benefit 12",
            "estimate-new-without-benefit 12",
        ]
    );
    assert!(emmen().results.is_empty());
}

/// The totals that table 1 and § 2.4.6 print.
#[test]
fn parts_add_up_to_the_totals_printed() {
    let of = |indicator: &str, place: usize| figures::numbers(&emmen().targets, indicator)[place].2;
    for (place, (outflow, people)) in
        [(1365, 5363), (1208, 5419), (1247, 5455), (1273, 5524)].into_iter().enumerate()
    {
        assert_eq!(of("outflow-expected", place) + of("outflow-extra", place), outflow);
        let estimates = ["assistance", "wsw", "new-with-benefit", "new-without-benefit"]
            .map(|each| format!("estimate-{each}"));
        assert_eq!(estimates.iter().map(|each| of(each, place)).sum::<i64>(), people);
    }
}

/// Table 6.
#[rstest]
#[case("reintegration", "Werkdeel", &[(2015, 5_989_000), (2016, 5_954_000), (2017, 5_727_000), (2018, 5_769_000)])]
#[case("reintegration", "Bijstelling van de begroting", &[(2015, 50_000)])]
#[case(
    "sheltered-work",
    "Extra middelen beschut werk",
    &[(2015, 69_000), (2016, 228_000), (2017, 366_000), (2018, 485_000)]
)]
#[case(
    "job-agreement",
    "Extra middelen baanafspraak",
    &[(2015, 50_000), (2016, 168_000), (2017, 307_000), (2018, 426_000)]
)]
#[case(
    "no-risk-wajong",
    "Extra middelen Wajong en no-risk",
    &[(2015, 51_000), (2016, 154_000), (2017, 269_000), (2018, 383_000)]
)]
fn budgets_by_earmark(#[case] earmark: &str, #[case] label: &str, #[case] expected: &[(i32, i64)]) {
    assert_eq!(figures::amounts(&emmen().budgets, earmark, label), expected);
}

/// Table 7; where it prints pm nothing stands.
#[rstest]
#[case("WIW en ID", &[(2015, 839_000), (2016, 813_000), (2017, 753_000), (2018, 688_000)])]
#[case("Buurtsupport", &[(2015, 1_300_000)])]
#[case("EMCO", &[(2015, 1_800_000)])]
#[case("Doelgroepcoördinatie", &[(2015, 507_000), (2016, 507_000), (2017, 507_000), (2018, 507_000)])]
#[case("Werkgeversdienstverlening", &[(2015, 398_000), (2016, 398_000), (2017, 398_000), (2018, 398_000)])]
#[case("Leger des Heils", &[(2015, 100_000)])]
#[case("Stichting Veiligheidszorg", &[(2015, 50_000)])]
#[case("DAAT Drenthe", &[(2015, 135_000)])]
fn commitments_by_partner(#[case] label: &str, #[case] expected: &[(i32, i64)]) {
    assert_eq!(figures::amounts(&emmen().commitments, "reintegration", label), expected);
}

/// The totals of tables 6 and 7, and table 8, which prints 4.886.000 for 2016.
#[test]
fn budgets_less_commitments_leave_the_free_room() {
    let budgets = YEARS.map(|year| figures::total(&emmen().budgets, year));
    let promised = YEARS.map(|year| figures::total(&emmen().commitments, year));
    assert_eq!(budgets, [6_209_000, 6_504_000, 6_669_000, 7_063_000]);
    assert_eq!(promised, [5_129_000, 1_718_000, 1_658_000, 1_593_000]);
    let free: Vec<_> = budgets.iter().zip(promised).map(|(budget, promised)| budget - promised).collect();
    assert_eq!(free, [1_080_000, 4_786_000, 5_011_000, 5_470_000]);
    let municipalities =
        emmen().budgets.iter().chain(&emmen().commitments).map(|each| each.municipality.as_str());
    assert!(municipalities.into_iter().all(|code| code == "0114"));
    let earmarks: Vec<_> = emmen().earmarks.iter().map(|each| each.key.as_str()).collect();
    assert_eq!(
        earmarks,
        ["reintegration", "sheltered-work", "job-agreement", "no-risk-wajong", "social-domain"]
    );
}

/// § 4.1, as printed: grant, recovery, budget; inflow, outflow, influenced, end; assistance, IOAW and IOAZ, expenditure;
/// result; own risk in tenths; result of the municipality's own budget.
#[rstest]
#[case(2015, [45_185_769, 1_100_000, 46_285_769], [1108, 1015, 350, 3343], [47_507_084, 3_475_800, 50_982_884], -4_697_115, 50, -2_225_035)]
// the document prints a result of -1.892.689
#[case(2016, [46_089_679, 1_100_000, 47_189_679], [1166, 1058, 150, 3301], [45_484_769, 3_597_600, 49_082_369], -1_892_690, 100, -2_001_252)]
#[case(2017, [44_887_489, 1_100_000, 45_987_489], [1190, 1097, 150, 3244], [44_814_136, 3_597_600, 48_411_736], -2_424_247, 100, -2_530_841)]
// the document prints an end of 3.198 and a result of -2.902.211
#[case(2018, [43_715_216, 1_100_000, 44_815_216], [1228, 1123, 150, 3199], [44_119_828, 3_597_600, 47_717_428], -2_902_212, 100, -2_775_624)]
fn the_income_part_by_year(
    #[case] year: i32,
    #[case] money: [i64; 3],
    #[case] people: [i64; 4],
    #[case] spent: [i64; 3],
    #[case] result: i64,
    #[case] own_risk: u32,
    #[case] budgeted: i64,
) {
    let years: Vec<_> = emmen().income_part.iter().filter(|each| each.year <= year).collect();
    let each = *years.last().unwrap();
    assert_eq!((each.year, each.municipality.as_str(), years.len()), (year, "0114", (year - 2014) as usize));
    assert_eq!(years.iter().filter_map(|each| each.start).collect::<Vec<_>>(), [3600]);

    let euros = |amount: policy::WholeEuros| amount.0.get() / 100;
    let budget = euros(each.state_grant) + euros(each.recovery);
    assert_eq!([euros(each.state_grant), euros(each.recovery), budget], money);
    let end =
        years.iter().map(|each| each.inflow - each.outflow - each.influenced_outflow).sum::<i64>() + 3600;
    assert_eq!([each.inflow, each.outflow, each.influenced_outflow, end], people);
    let expenditure = euros(each.assistance) + euros(each.ioaw_ioaz);
    assert_eq!([euros(each.assistance), euros(each.ioaw_ioaz), expenditure], spent);
    assert_eq!(budget - expenditure, result);
    assert_eq!(each.own_risk_tenths, own_risk);
    assert_eq!(each.budgeted_result.map(euros), Some(budgeted));
}

/// The income part has four years and no other.
#[test]
fn the_income_part_runs_from_2015_to_2018() {
    assert_eq!(emmen().income_part.iter().map(|each| each.year).collect::<Vec<_>>(), YEARS);
}
