use rstest::rstest;
use serde_json::{Value, json};

use crate::conduct::tests::{facts, missing, not_applicable, on, person_decides, value, with};
use crate::debt::{
    Debtors, Offset, PastOffset, Recoverable, debtors, offset_duty, offset_past_income, recovery,
};
use crate::facts::{Facts, Obligation, OwedKind};
use crate::testing::couple;
use crate::{Days, Question, Step};
use domain::Cents;

fn claim(other: Value) -> Step<Recoverable> {
    let base = json!({
        "cause": "too-much", "months": [{ "month": "2025-11", "amount": 10_000 }, { "month": "2025-12", "amount": 2_345 }],
        "urgent_reasons": false, "tax_settled": false
    });
    let facts = facts(json!({ "recovery": { "claim": with(base, other) } }));
    recovery(on(&facts, "2026-03-31"))
}

#[rstest]
#[case("information", Obligation::Must, Offset::Mandatory, "recovery-58-1")]
#[case("too-much", Obligation::May, Offset::Optional, "recovery-58-2")]
#[case("loan", Obligation::May, Offset::Optional, "recovery-58-2")]
#[case("guarantee", Obligation::May, Offset::Optional, "recovery-58-2")]
#[case("advance", Obligation::May, Offset::Optional, "recovery-58-2")]
#[case("later-means", Obligation::May, Offset::Optional, "recovery-58-2")]
fn the_cause_says_whether_it_must(
    #[case] cause: &str,
    #[case] obligation: Obligation,
    #[case] offset: Offset,
    #[case] rule: &str,
) {
    let step = claim(json!({ "cause": cause }));
    assert_eq!(step.explanation.rule, rule);
    let found = value(step);
    assert_eq!((found.obligation, found.offset, found.amount), (obligation, offset, Cents::new(12_345)));
}

/// By mistake: only what could be recognised, and not over months that ended more than two years before.
#[rstest]
#[case(false, &["2025-11"], Obligation::Never, 0)]
#[case(true, &["2025-11"], Obligation::May, 100)]
#[case(true, &["2024-03", "2024-02"], Obligation::May, 100)]
#[case(true, &["2024-02"], Obligation::Never, 0)]
#[case(true, &[], Obligation::Never, 0)]
fn a_mistake_is_recovered_for_two_years(
    #[case] recognisable: bool,
    #[case] of: &[&str],
    #[case] obligation: Obligation,
    #[case] amount: i64,
) {
    let months: Vec<_> = of.iter().map(|month| json!({ "month": month, "amount": 100 })).collect();
    let found = claim(json!({ "cause": "mistake", "recognisable": recognisable, "months": months }));
    let some_are_too_old = of.contains(&"2024-02");
    assert_eq!(found.explanation.text.contains("maanden geleden"), some_are_too_old);
    let found = value(found);
    assert_eq!((found.obligation, found.amount.get()), (obligation, amount));
}

#[test]
fn the_two_years_go_by_the_day_of_the_decision() {
    let facts = facts(json!({ "recovery": { "claim": {
        "cause": "mistake", "recognisable": true, "urgent_reasons": false, "tax_settled": false,
        "months": [{ "month": "2024-02", "amount": 100 }]
    } } }));
    let on = |decided: &str| {
        let days = Days { decided: decided.parse().unwrap(), ..Days::all("2026-06-30".parse().unwrap()) };
        value(recovery(Question { days, ..on(&facts, "2026-06-30") })).amount.get()
    };
    assert_eq!((on("2026-02-28"), on("2026-03-01")), (100, 0));
}

/// What is too old is named, with how much it is; the months that are not are still recovered.
#[test]
fn months_that_are_too_old_are_told() {
    let months = json!([{ "month": "2024-01", "amount": 700 }, { "month": "2024-02", "amount": 50 },
        { "month": "2024-03", "amount": 100 }]);
    let mistake = json!({ "cause": "mistake", "recognisable": true, "months": months });
    let step = claim(mistake);
    for part in ["mag € 1,00 terugvragen", "januari 2024, februari 2024", "€ 7,50", "24 maanden"] {
        assert!(step.explanation.text.contains(part), "{part} in {}", step.explanation.text);
    }
    let found = value(step);
    let reached = ["2024-02", "2024-03"].map(|month| found.reaches(month.parse().unwrap()));
    assert_eq!(reached, [false, true]);
    let breach = value(claim(json!({ "cause": "information", "months": months })));
    assert_eq!((breach.amount.get(), breach.reaches("2004-01".parse().unwrap())), (850, true));
    let hidden = claim(json!({ "cause": "mistake", "recognisable": false, "months": months }));
    assert_eq!(
        hidden.explanation.text,
        "Dit wordt niet teruggevraagd. Het was een fout van de gemeente die niet te herkennen was."
    );
}

#[test]
fn urgent_reasons_and_gross_amounts_are_for_a_person() {
    let urgent = claim(json!({ "urgent_reasons": true }));
    assert!(person_decides(&urgent) && urgent.explanation.rule == "recovery-58-8");
    let gross = claim(json!({ "tax_settled": true }));
    assert!(person_decides(&gross) && gross.explanation.rule == "recovery-58-5");
    assert!(person_decides(&claim(json!({ "cause": "information", "tax_settled": true }))));
    // What is never recovered needs no gross amount.
    assert_eq!(
        value(claim(json!({ "cause": "mistake", "recognisable": false, "tax_settled": true }))).obligation,
        Obligation::Never
    );
    assert!(person_decides(&claim(json!({ "months": [{ "month": "2025-11", "amount": -1 }] }))));
    assert_eq!(value(claim(json!({ "months": [{ "month": "2025-11", "amount": 0 }] }))).amount, Cents::ZERO);
}

#[rstest]
#[case(json!({ "cause": null }), "cause")]
#[case(json!({ "urgent_reasons": null }), "urgent_reasons")]
#[case(json!({ "months": null }), "months")]
#[case(json!({ "tax_settled": null }), "tax_settled")]
#[case(json!({ "cause": "mistake" }), "recognisable")]
fn what_is_not_known_is_asked(#[case] other: Value, #[case] field: &str) {
    assert_eq!(missing(claim(other)), [format!("recovery.claim.{field}")]);
}

#[test]
fn income_of_the_six_months_before_is_set_off_without_a_decision() {
    let months: Vec<_> = ["2025-08", "2025-09", "2026-02", "2026-03", "2026-04"]
        .iter()
        .zip([1, 10, 100, 1_000, 10_000])
        .map(|(month, amount)| json!({ "month": month, "amount": amount }))
        .collect();
    let facts = facts(json!({ "recovery": { "claim": { "months": months } } }));
    let found = value(offset_past_income(on(&facts, "2026-03-15")));
    assert_eq!(found, PastOffset { offset: Cents::new(110), rest: Cents::new(1) });
}

#[test]
fn fines_and_breaches_are_set_off_by_duty() {
    let mandatory: Vec<_> =
        OwedKind::ALL.iter().filter(|kind| offset_duty(**kind) == Offset::Mandatory).collect();
    assert_eq!(mandatory, [&OwedKind::Information, &OwedKind::Fine]);
}

#[rstest]
#[case("single", None, (true, false, false), false)]
#[case("single-parent", Some(false), (true, false, false), false)]
#[case("couple", None, (true, true, false), true)]
#[case("single", Some(true), (true, false, true), true)]
#[case("couple", Some(true), (true, true, true), true)]
fn who_owes_it(
    #[case] kind: &str,
    #[case] hidden: Option<bool>,
    #[case] expected: (bool, bool, bool),
    #[case] joint: bool,
) {
    let facts = facts(
        json!({ "household": { "kind": kind }, "recovery": { "claim": { "unreported_partner": hidden } } }),
    );
    let step = debtors(on(&facts, "2026-03-01"));
    assert_eq!(step.explanation.text.contains("ieder voor het geheel"), joint);
    let Debtors { applicant, partner, unreported_partner } = value(step);
    assert_eq!((applicant, partner, unreported_partner), expected);
    assert_eq!(Debtors { applicant, partner, unreported_partner }.joint(), joint);
}

/// The assistance of a couple of whom one has no right is for the other alone (art. 11(4), 24).
#[test]
fn a_partner_without_a_right_does_not_owe_it() {
    let owes = |others: Value| value(debtors(on(&couple(others), "2026-03-01"))).partner;
    let nowhere = json!({ "residence": "none" });
    assert!(owes(json!({})));
    assert!(!owes(json!({ "partner": nowhere })));
    assert!(owes(json!({ "applicant": nowhere })), "it was for the partner");

    let told = |facts: &Facts| debtors(on(facts, "2026-03-01")).explanation.text;
    let alone = told(&couple(json!({ "partner": nowhere })));
    assert_eq!(alone, "De bijstand was alleen voor de aanvrager. De aanvrager betaalt terug.");
    let single = told(&facts(json!({ "household": { "kind": "single" } })));
    assert_eq!(single, "De aanvrager betaalt terug.");
}

#[test]
fn who_owes_it_goes_by_the_household() {
    assert_eq!(missing(debtors(on(&facts(json!({})), "2026-03-01"))), ["household.kind"]);
    assert!(!not_applicable(&offset_past_income(on(&facts(json!({})), "2026-03-01"))));
}
