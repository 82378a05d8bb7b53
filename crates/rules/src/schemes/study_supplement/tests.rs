use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::Finding;
use crate::facts::Facts;
use crate::schemes::StudySupplementAmount;
use crate::schemes::testing::{ask, residents, said, with};

fn student(json: &str) -> Facts {
    let base = residents(
        r#"{ "applicant": { "birth_date": "2004-06-15" },
             "study": { "finance": "student-finance", "cannot_earn_beside": true, "clear_without_advice": true, "wajong": false,
                        "internship_pay": 0 } }"#,
    );
    with(&base, json)
}

fn study(json: &str) -> Facts {
    student(&format!(r#"{{ "study": {{ {json} }} }}"#))
}

#[rstest]
#[case::student_finance("", "entitled")]
#[case::wtos(r#""finance": "school-allowance""#, "entitled")]
#[case::credit(r#""finance": "lifelong-learning-credit""#, "finance-36b")]
#[case::none(r#""finance": "none""#, "finance-36b")]
#[case::wajong(r#""wajong": true"#, "no-wajong-36b")]
#[case::can_earn(r#""cannot_earn_beside": false"#, "cannot-earn-36b")]
#[case::advice_is_asked(r#""clear_without_advice": false"#, "missing: study.medical_advice_given")]
#[case::advice_to_come(r#""clear_without_advice": false, "medical_advice_given": false"#, "person")]
#[case::advice_given(r#""clear_without_advice": false, "medical_advice_given": true"#, "entitled")]
#[case::advice_says_no(
    r#""clear_without_advice": false, "medical_advice_given": true, "cannot_earn_beside": false"#,
    "cannot-earn-36b"
)]
fn the_right(#[case] json: &str, #[case] expected: &str) {
    assert_eq!(said(&entitled(ask(&study(json), "2026-01-01")).finding), expected);
}

/// Advice that was given settles it; that none was given does not.
#[test]
fn whether_it_is_clear_without_advice_is_asked_only_without_it() {
    let of = |given: bool| {
        let mut facts = study(&format!(r#""medical_advice_given": {given}"#));
        facts.study.clear_without_advice = None;
        said(&entitled(ask(&facts, "2026-01-01")).finding)
    };
    assert_eq!(of(true), "entitled");
    assert_eq!(of(false), "missing: study.clear_without_advice");
}

fn found(facts: &Facts, on: &str) -> Finding<Cents> {
    amount(ask(facts, on), None).finding
}

/// A municipality that gives 100 euros from 16 on and 400 from 20 on.
fn generous() -> StudySupplementPolicy {
    let row = |from_age, month| StudySupplementAmount { from_age, month: Cents::new(month) };
    StudySupplementPolicy { amounts: vec![row(16, 10_000), row(20, 40_000)], source: "verordening".into() }
}

#[rstest]
#[case::below_its_first_age("2010-01-02", 11_555, "study-supplement-36b")]
#[case::less_than_the_law("2010-01-01", 13_288, "study-supplement-36b")]
#[case::the_day_before_the_next_row("2006-01-02", 23_109, "study-supplement-36b")]
#[case::the_next_row("2006-01-01", 40_000, "study-supplement-36b-municipality")]
#[case::older("1980-01-01", 40_000, "study-supplement-36b-municipality")]
fn the_municipality_may_give_more(#[case] birth: &str, #[case] cents: i64, #[case] rule: &str) {
    let facts = student(&format!(r#"{{ "applicant": {{ "birth_date": "{birth}" }} }}"#));
    let found = amount(ask(&facts, "2026-01-01"), Some(&generous()));
    assert_eq!(found.finding, Finding::Value(Cents::new(cents)));
    assert_eq!(found.explanations[0].rule, rule);
}

#[test]
fn the_municipalitys_amount_is_told_with_its_source_and_pay_goes_off() {
    let found = amount(ask(&study(r#""internship_pay": 33109"#), "2026-01-01"), Some(&generous()));
    assert_eq!(found.finding, Finding::Value(Cents::new(30_000)));
    let line = &found.explanations[0];
    assert!(
        line.text.starts_with("De studietoeslag is € 400,00 per maand bij 21 jaar. De gemeente geeft meer")
    );
    let own = line.inputs.iter().find(|input| input.name == "study_supplement").unwrap();
    assert_eq!((own.value.as_str(), own.source.as_str()), ("€ 400,00", "verordening"));
}

#[test]
fn as_much_as_the_law_is_by_the_law() {
    let policy = StudySupplementPolicy {
        amounts: vec![StudySupplementAmount { from_age: 0, month: Cents::new(38_514) }],
        source: "verordening".into(),
    };
    let line = |policy: Option<&StudySupplementPolicy>| {
        amount(ask(&student("{}"), "2026-01-01"), policy).explanations.remove(0)
    };
    assert_eq!(line(Some(&policy)).rule, "study-supplement-36b");
    assert!(line(Some(&policy)).text.contains("niet meer dan de wet"));
    assert!(line(None).text.contains("wat de wet ten minste geeft"));
}

#[test]
fn without_the_laws_amount_the_municipalitys_is_not_enough() {
    let found = amount(ask(&student("{}"), "2025-01-01"), Some(&generous()));
    assert_eq!(found.finding, Finding::PersonDecides);
}

const DAYS: [&str; 4] = ["2024-07-01", "2025-07-01", "2026-01-01", "2026-07-01"];

#[rstest]
#[case(21, [35_957, 37_622, 38_514, 39_007])]
#[case(20, [28_766, 30_098, 30_812, 31_206])]
#[case(19, [21_575, 22_574, 23_109, 23_405])]
#[case(18, [17_979, 18_811, 19_257, 19_504])]
fn the_least_amounts_by_age(#[case] age: i32, #[case] cents: [i64; 4]) {
    for (on, cents) in DAYS.into_iter().zip(cents) {
        let birth = crate::schemes::testing::day(on)
            .checked_sub_months(chrono::Months::new(12 * age.unsigned_abs()))
            .unwrap();
        let facts = student(&format!(r#"{{ "applicant": {{ "birth_date": "{birth}" }} }}"#));
        assert_eq!(found(&facts, on), Finding::Value(Cents::new(cents)), "{age} on {on}");
    }
}

#[rstest]
#[case(17, [14_861, 15_214, 15_408])]
#[case(16, [12_980, 13_288, 13_458])]
#[case(15, [11_287, 11_555, 11_703])]
fn minors_have_an_amount_where_it_is_known(#[case] age: u32, #[case] cents: [i64; 3]) {
    let of = |on: &str| {
        let birth =
            crate::schemes::testing::day(on).checked_sub_months(chrono::Months::new(12 * age)).unwrap();
        found(&student(&format!(r#"{{ "applicant": {{ "birth_date": "{birth}" }} }}"#)), on)
    };
    assert_eq!(of("2024-07-01"), Finding::PersonDecides);
    assert_eq!(
        DAYS.into_iter().skip(1).map(of).collect::<Vec<_>>(),
        cents.map(|cents| Finding::Value(Cents::new(cents)))
    );
}

#[rstest]
#[case::between_two_known_days("2025-01-01")]
#[case::before_any("2024-06-30")]
#[case::after_all("2027-01-01")]
fn a_day_without_amount_is_left_to_a_person(#[case] on: &str) {
    assert_eq!(found(&student("{}"), on), Finding::PersonDecides);
}

#[test]
fn below_fifteen_there_is_no_amount() {
    let born = |birth: &str| {
        found(&student(&format!(r#"{{ "applicant": {{ "birth_date": "{birth}" }} }}"#)), "2026-03-01")
    };
    assert_eq!(born("2011-03-02"), Finding::PersonDecides);
    assert_eq!(born("2011-03-01"), Finding::Value(Cents::new(11_555)));
}

#[rstest]
#[case::up_to_what_is_free(23_109, 38_514)]
#[case::a_cent_above(23_110, 38_513)]
#[case::all_but_a_cent(61_622, 1)]
#[case::all(61_623, 0)]
#[case::never_negative(90_000, 0)]
fn internship_pay_above_what_is_free_goes_off(#[case] pay: i64, #[case] left: i64) {
    assert_eq!(
        found(&study(&format!(r#""internship_pay": {pay}"#)), "2026-01-01"),
        Finding::Value(Cents::new(left))
    );
}

#[test]
fn internship_pay_is_asked() {
    let mut facts = student("{}");
    facts.study.internship_pay = None;
    assert_eq!(found(&facts, "2026-01-01"), Finding::FactMissing(vec!["study.internship_pay".into()]));
    let whole = assess(ask(&student("{}"), "2026-01-01"), None).finding.value().unwrap();
    assert_eq!(whole.amount, Some(Cents::new(38_514)));
}

proptest! {
    #[test]
    fn more_pay_never_gives_more(pay in 0i64..100_000, more in 0i64..50_000) {
        let of = |pay: i64| found(&study(&format!(r#""internship_pay": {pay}"#)), "2026-08-01").value().unwrap();
        prop_assert!(of(pay + more) <= of(pay) && of(pay + more) >= Cents::ZERO);
    }
}
