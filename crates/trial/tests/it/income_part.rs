//! The income part of S0 § 4.1, recomputed from the inputs in the policy.

use domain::Cents;
use policy::{IncomeYear, WholeEuros};
use trial::income_part::{NoOutcome, Outcome, outcomes};

use crate::common::{of, policies};

const fn euros(euros: i64) -> WholeEuros {
    WholeEuros(Cents::new(euros * 100))
}

fn inputs() -> Vec<IncomeYear> {
    of(&policies(), "emmen").income_part.clone()
}

fn table() -> Vec<Outcome> {
    outcomes(&inputs()).unwrap().remove("0114").unwrap()
}

/// Whole euros, the cents left off, as the document shows them.
fn shown(amount: Cents) -> i64 {
    amount.get() / 100
}

fn row(of: impl Fn(&Outcome) -> i64) -> [i64; 4] {
    table().iter().map(of).collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn clients_follow_from_the_year_before() {
    assert_eq!(row(|year| year.start), [3_600, 3_343, 3_301, 3_244]);
    // A slip of the document: 3,244 + 1,228 - 1,123 - 150 is 3,199; it writes 3,198.
    assert_eq!(row(|year| year.end), [3_343, 3_301, 3_244, 3_198 + 1]);
}

#[test]
fn budget_and_expenditure_are_those_of_the_document() {
    assert_eq!(row(|year| shown(year.budget)), [46_285_769, 47_189_679, 45_987_489, 44_815_216]);
    assert_eq!(row(|year| shown(year.expenditure)), [50_982_884, 49_082_369, 48_411_736, 47_717_428]);
}

#[test]
fn the_result_without_safety_net_is_that_of_the_document_but_for_its_slips() {
    // Slips of the document: it writes a euro less shortage in 2016 and in 2018 than budget less expenditure gives.
    assert_eq!(row(|year| shown(year.result)), [-4_697_115, -1_892_689 - 1, -2_424_247, -2_902_211 - 1]);
    // Its percentages are of the grant of the state, recovery not counted: -10.4, -4.1, -5.4 and -6.6.
    assert_eq!(row(|year| year.result_tenths), [-104, -41, -54, -66]);
    // Of the whole budget the first would be 10.1 %.
    assert_eq!((4_697_115_000_i64 + 46_285_769 / 2) / 46_285_769, 101);
}

#[test]
fn the_safety_net_pays_what_goes_beyond_the_own_risk() {
    // The document writes the contribution with a minus; it leaves cents off: 5 % of 45,185,769 is 2,259,288.45.
    assert_eq!(row(|year| shown(year.contribution)), [2_437_826, 0, 0, 0]);
    assert_eq!(table()[0].own_risk, Cents::new(225_928_845));
    // The slips of 2016 and 2018 are carried along.
    assert_eq!(
        row(|year| shown(year.result_with_net)),
        [-2_259_288, -1_892_689 - 1, -2_424_247, -2_902_211 - 1]
    );
    // In 2016 the document carries its slip on (108,563); in 2018 it does not.
    assert_eq!(row(|year| shown(year.difference.unwrap())), [-34_253, 108_563 - 1, 106_594, -126_588]);
}

#[test]
fn a_surplus_asks_nothing_of_the_safety_net() {
    let mut years = inputs();
    years.truncate(1);
    years[0].state_grant = euros(60_000_000);

    let table = outcomes(&years).unwrap().remove("0114").unwrap();

    assert_eq!(shown(table[0].result), 10_117_116);
    assert_eq!((table[0].contribution, table[0].result_with_net), (Cents::ZERO, table[0].result));
}

#[test]
fn a_shortage_within_the_own_risk_is_borne_whole_and_beyond_it_to_the_cent() {
    let mut years = inputs();
    years.truncate(1);
    // 5 % of 101 euros is 5.05; 101 + 0 - 106 is five euros short, then six.
    (years[0].state_grant, years[0].recovery, years[0].ioaw_ioaz) = (euros(101), euros(0), euros(0));
    for (spent, contribution) in [(106, 0), (107, 95)] {
        years[0].assistance = euros(spent);
        let table = outcomes(&years).unwrap().remove("0114").unwrap();
        assert_eq!(table[0].contribution, Cents::new(contribution), "{spent}");
    }
}

#[test]
fn municipalities_have_years_of_their_own_in_whatever_order_they_are_given() {
    let mut years = inputs();
    let others: Vec<_> =
        inputs().into_iter().map(|year| IncomeYear { municipality: "0109".into(), ..year }).collect();
    years.extend(others);
    years.reverse();

    let tables = outcomes(&years).unwrap();

    assert_eq!(tables.keys().copied().collect::<Vec<_>>(), ["0109", "0114"]);
    assert_eq!(tables["0109"], table());
}

#[test]
fn without_a_start_or_with_impossible_amounts_there_is_no_table() {
    let mut years = inputs();
    years[0].start = None;
    assert_eq!(outcomes(&years), Err(NoOutcome::NoStart { municipality: "0114".into(), year: 2015 }));
    let mut years = inputs();
    years[2].assistance = WholeEuros(Cents::new(i64::MAX));
    assert_eq!(outcomes(&years), Err(NoOutcome::TooLarge { municipality: "0114".into(), year: 2017 }));
}
