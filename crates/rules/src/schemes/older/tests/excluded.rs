use super::*;

const COUPLE: &str = r#"{ "household": { "kind": "couple" }, "partner": { "birth_date": "1970-01-01", "incomes": [{ "kind": "former-work", "amount": 230312 }] } }"#;

#[rstest]
#[case::detained(r#"{ "detained": true }"#)]
#[case::evades(r#"{ "evades_sentence": true }"#)]
#[case::abroad(r#"{ "lives_abroad": true }"#)]
#[case::no_status(r#"{ "residence": "none" }"#)]
#[case::left(r#"{ "foreign_fighter": true }"#)]
fn the_excluded_have_neither(#[case] json: &str) {
    let json = format!(r#"{{ "applicant": {json} }}"#);
    assert_eq!(ioaw_on(&worker(&json), "2026-03-01"), "excluded-6");
    assert_eq!(ioaz_on(&entrepreneur(&json), "2026-03-01"), "excluded-6");
}

#[rstest]
#[case::compulsory_care(
    r#"{ "applicant": { "detained": true, "evades_sentence": true, "compulsory_care": true } }"#,
    "entitled"
)]
#[case::citizen_of_the_union(r#"{ "applicant": { "residence": "eu-first-months" } }"#, "entitled")]
#[case::unpaid_leave(r#"{ "applicant": { "unpaid_leave": true } }"#, "person")]
#[case::parental_leave(
    r#"{ "applicant": { "unpaid_leave": true, "parental_leave": true }, "household": { "kind": "single-parent" } }"#,
    "entitled"
)]
#[case::leave_of_a_single_person(
    r#"{ "applicant": { "unpaid_leave": true, "parental_leave": true } }"#,
    "person"
)]
fn what_excludes_not_or_in_part(#[case] json: &str, #[case] expected: &str) {
    assert_eq!(ioaw_on(&worker(json), "2026-03-01"), expected);
}

#[rstest]
#[case::detained(r#"{ "detained": true }"#)]
#[case::abroad(r#"{ "lives_abroad": true }"#)]
fn who_has_an_excluded_spouse_counts_as_single(#[case] json: &str) {
    let couple = worker(COUPLE);
    assert_eq!(ioaw_on(&couple, "2026-03-01"), "income-ioaw-3");
    let alone = with(&couple, &format!(r#"{{ "partner": {json} }}"#));
    let found = ioaw::amount(ask(&alone, "2026-03-01")).finding.value().unwrap();
    assert_eq!((found.base, found.income), (Cents::new(177_611), Cents::ZERO));
    assert_eq!(ioaw_on(&alone, "2026-03-01"), "entitled");
}

#[test]
fn of_a_spouse_without_a_status_it_matters_where_they_live() {
    let together = with(&worker(COUPLE), r#"{ "partner": { "residence": "none" } }"#);
    assert_eq!(ioaw_on(&together, "2026-03-01"), "person");
    let apart = with(&together, r#"{ "household": { "apart_for_now": true } }"#);
    assert_eq!(ioaw_on(&apart, "2026-03-01"), "entitled");
}

#[test]
fn a_couple_is_told_from_how_they_live_too() {
    let living = r#"{ "household": { "living_together": { "married": true } },
        "partner": { "birth_date": "1970-01-01", "incomes": [{ "kind": "earnings", "amount": 100000 }],
                     "hour_limited": false, "exemptions": { "months_of_n": 0, "helps_reintegration": true } } }"#;
    let mut couple = with(&worker("{}"), living);
    couple.household.kind = None;
    let found = ioaw::amount(ask(&couple, "2026-03-01")).finding.value().unwrap();
    // 25 % of € 1.000 is € 250.
    assert_eq!((found.base, found.income), (Cents::new(230_312), Cents::new(75_000)));
}

#[rstest]
#[case::born_later(r#"{ "applicant": { "birth_date": "1965-01-01" } }"#, "unemployed-ioaw-2")]
#[case::born_before(r#"{ "applicant": { "birth_date": "1964-12-31" } }"#, "entitled")]
#[case::from_fifty(r#"{ "former_work": { "wga_from": "2012-05-01" } }"#, "entitled")]
#[case::before_fifty(r#"{ "former_work": { "wga_from": "2012-04-30" } }"#, "wga-ioaw-2")]
fn the_partly_disabled_are_of_the_same_years(#[case] json: &str, #[case] expected: &str) {
    let base = facts(
        r#"{ "household": { "kind": "single", "cost_sharers": 0 }, "former_work": { "wga_ended": true },
             "applicant": { "birth_date": "1962-05-01", "incomes": [] } }"#,
    );
    assert_eq!(ioaw_on(&with(&base, json), "2026-03-01"), expected);
}

#[rstest]
#[case(r#""lives_abroad": true"#, "woont in het buitenland of verblijft daar niet tijdelijk")]
#[case(r#""residence": "none""#, "heeft geen verblijfsstatus die recht geeft")]
#[case(r#""detained": true"#, "zit vast")]
#[case(r#""evades_sentence": true"#, "onttrekt zich aan een straf")]
#[case(
    r#""foreign_fighter": true"#,
    "is uitgereisd om zich aan te sluiten bij een terroristische organisatie"
)]
fn why_someone_is_excluded_is_told(#[case] json: &str, #[case] why: &str) {
    let facts = worker(&format!(r#"{{ "applicant": {{ {json} }} }}"#));
    let answer = ioaw::entitled(ask(&facts, "2026-03-01"));
    let line = answer.explanations.iter().find(|line| line.rule == "excluded-6").unwrap();
    assert_eq!(line.text, format!("De aanvrager heeft geen recht: die {why}."));
}
