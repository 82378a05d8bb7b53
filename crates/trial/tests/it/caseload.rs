//! Caseloads from files.

use domain::FactKey;
use policy::Answers;
use rstest::rstest;
use trial::{Caseload, Unreadable};

use crate::common::{of, policies, today};

fn read(text: &str) -> Result<Caseload, String> {
    Caseload::read_csv(text.as_bytes(), today()).map_err(|error| error.to_string())
}

#[test]
fn every_kind_of_fact_is_read_and_an_empty_cell_is_unknown() {
    let caseload = read(
        "case,birth_date,household,earning_capacity,debts,capital,months_to_review\n\
         2026-000001,1999-03-02,couple,65,ja,123450,3\n\
         2026-000002, ,,0,false,,\n",
    )
    .unwrap();

    let (first, second) = (caseload.person(0), caseload.person(1));
    let keys = [FactKey::Age, FactKey::Household, FactKey::EarningCapacity, FactKey::Debts, FactKey::Capital];
    assert_eq!(keys.map(|key| first.answer(key)), [Some(27), Some(2), Some(65), Some(1), Some(123_450)]);
    assert_eq!(keys.map(|key| second.answer(key)), [None, None, Some(0), Some(0), None]);
    assert_eq!((first.case(), second.case()), ("2026-000001", "2026-000002"));
    assert_eq!((first.months_to_review(), second.months_to_review()), (Some(3), None));
}

#[test]
fn an_age_may_stand_there_instead_of_a_birth_date() {
    let caseload = read("age,birth_date\n40,\n40,1999-03-02\n").unwrap();

    // A birth date says more.
    assert_eq!([0, 1].map(|place| caseload.person(place).answer(FactKey::Age)), [Some(40), Some(27)]);
    assert_eq!(caseload.person(1).case(), "regel 3");
}

#[test]
fn semicolons_and_a_byte_order_mark_of_a_spreadsheet_are_no_problem() {
    let caseload = read("\u{feff}case;debts\r\n\"a;b\";ja\r\n").unwrap();

    assert_eq!((caseload.person(0).case(), caseload.person(0).answer(FactKey::Debts)), ("a;b", Some(1)));
}

#[rstest]
#[case("age,shoe_size\n", "regel 1, kolom shoe_size: is geen gegeven dat het beleid kent")]
#[case("age,age\n", "regel 1, kolom age: staat er twee keer")]
#[case("", "regel 1: de eerste regel noemt geen kolommen")]
#[case("age\n12\n131\n", "regel 3, kolom age: moet tussen 0 en 130 liggen")]
#[case("age\n\"12\n\"\ntwaalf\n", "regel 4, kolom age: moet een heel getal zijn")]
#[case("debts\nwellicht\n", "regel 2, kolom debts: moet ja of nee zijn")]
#[case("capital\n12.50\n", "regel 2, kolom capital: moet een bedrag in hele eurocenten zijn")]
#[case("capital\n-1\n", "regel 2, kolom capital: moet nul of hoger zijn, in hele eurocenten")]
#[case(
    "birth_date\n02-03-1999\n",
    "regel 2, kolom birth_date: moet een datum zijn, geschreven als 1990-12-31"
)]
#[case("demand\nhuge\n", "regel 2, kolom demand: moet een van deze waarden zijn: none, some, high")]
#[case("age,debts\n12\n", "regel 2: heeft 1 velden in plaats van 2")]
#[case("case,age\na,1\na,2\n", "regel 3, kolom case: staat al op een eerdere regel")]
#[case("case,age\n,1\n", "regel 2, kolom case: is leeg; elke zaak heeft een eigen aanduiding")]
#[case(
    "age,months_to_review\n1,1000\n",
    "regel 2, kolom months_to_review: moet een heel getal van 0 tot en met 600 zijn"
)]
fn a_caseload_that_cannot_be_meant_is_refused_by_line_and_column(#[case] text: &str, #[case] reason: &str) {
    assert_eq!(read(text).unwrap_err(), reason);
}

#[test]
fn a_number_of_a_person_is_no_name_for_a_case_and_is_not_repeated() {
    let number = domain::Bsn::from_first_eight([9, 9, 9, 9, 0, 0, 0, 1])
        .or_else(|| domain::Bsn::from_first_eight([9, 9, 9, 9, 0, 0, 0, 2]))
        .unwrap()
        .expose();

    let refused = read(&format!("case,age\n{number},1\n")).unwrap_err();

    assert!(refused.starts_with("regel 2, kolom case: lijkt op een burgerservicenummer"), "{refused}");
    assert!(!refused.contains(&number));
}

#[test]
fn every_fault_is_told_up_to_twenty() {
    let refused = read("age,debts\n131,\n12,maybe\n").unwrap_err();
    assert_eq!(refused.lines().count(), 2, "{refused}");

    let many = format!("age\n{}", "x\n".repeat(100));
    let refused = read(&many).unwrap_err();
    assert_eq!(refused.lines().count(), 21, "{refused}");
    assert!(refused.ends_with("Na 20 fouten is niet verder gelezen."));
}

#[test]
fn what_is_no_text_is_refused_with_its_line() {
    let refused = Caseload::read_csv(&b"case\na\n\xff\xfe\n"[..], today()).unwrap_err();

    assert_eq!(refused.to_string(), "regel 3: is geen tekst in UTF-8");
    assert!(matches!(refused, Unreadable::Refused(_)));
}

#[test]
fn the_example_of_the_documentation_can_be_tried() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/caseload.csv");
    let caseload = Caseload::read_csv(std::fs::File::open(example).unwrap(), today()).unwrap();
    let policies = policies();

    let policy = of(&policies, "emmen");
    let comparison = trial::compare(&caseload, policy, policy, 2);

    assert_eq!(comparison.people, 50);
    // Of some people something is unknown; the others have a category, in every group.
    let counts = &comparison.now.counts;
    assert!((1..=5).contains(&counts.missing), "{:?}", counts.missing_facts);
    assert!(counts.categories.iter().all(|count| *count > 0), "{:?}", counts.categories);
}
