//! What a resident reads.

use serde_json::json;

use super::testing::*;
use crate::means::{
    Spouse, advances, assistance, capital_test, counted_income, income_test, payments_on_behalf,
};

#[test]
fn income_is_explained_line_by_line() {
    let facts = single(json!({ "applicant": { "incomes": [
        { "kind": "earnings", "amount": 120_000, "source": "system" },
        { "kind": "child-benefit", "amount": 30_000 }
    ] } }));
    let answer = on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None));
    let told: Vec<_> =
        answer.explanations.iter().map(|line| (line.rule.as_str(), line.text.as_str())).collect();
    assert_eq!(
        told,
        [
            ("period-32", "Van de aanvrager zijn er 2 bedragen aan inkomsten in maart 2026."),
            ("free-31-2-b", "Van de aanvrager telt niet mee (kinderbijslag): € 300,00."),
            (
                "exemption-31-2-n",
                "Van € 1.200,00 uit werk van de aanvrager telt € 285,00 niet mee: 25 %, hoogstens € 285,00 per maand, \
                 voor de eerste maanden met werk (maand 1 van 6). € 915,00 telt mee."
            ),
            (
                "holiday-claim-31-4",
                "Over de inkomsten van de aanvrager is er recht op € 93,33 vakantietoeslag per maand. Die telt mee."
            ),
            ("income-32", "Het inkomen dat meetelt in maart 2026 is € 1.008,33."),
        ]
    );
    let exemption = &answer.explanations[2];
    assert_eq!(exemption.source, "PW art. 31 lid 2 onder n, r, y, z en aa");
    let inputs: Vec<_> =
        exemption.inputs.iter().map(|input| (input.name.as_str(), input.value.as_str())).collect();
    for expected in [
        ("applicant.incomes[0]", "€ 1.200,00"),
        ("assistance.receives", "ja"),
        ("applicant.exemptions.months_of_n", "0"),
        ("31.2.n.months", "6"),
        ("31.2.n.share", "25 %"),
        ("31.2.n", "€ 285,00"),
    ] {
        assert!(inputs.contains(&expected), "{expected:?} {inputs:?}");
    }
    assert_eq!(exemption.inputs[0].source, "system");
}

#[test]
fn gifts_are_explained() {
    let told = |once: bool| {
        let facts = single(json!({ "applicant": { "incomes": [
            { "kind": "gift", "amount": 100_000, "earlier_this_year": 0 },
            { "kind": "gift", "amount": 50_000, "one_off": once }
        ] } }));
        let answer = on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None));
        answer.explanations.into_iter().find(|line| line.rule == "free-31-2-m").unwrap().text
    };
    assert_eq!(told(false), "Van € 1.500,00 aan giften van de aanvrager telt € 1.200,00 niet mee.");
    assert_eq!(
        told(true),
        "Van € 1.500,00 aan giften van de aanvrager telt € 1.200,00 niet mee. € 300,00 is eenmalig en telt als vermogen."
    );
}

#[test]
fn a_pension_and_a_premium_are_explained() {
    let facts = single(json!({ "applicant": { "birth_date": "1950-01-01", "incomes": [
        { "kind": "private-pension", "amount": 10_000, "with_holiday_allowance": true },
        { "kind": "reintegration-premium", "amount": 340_000, "earlier_this_year": 0 }
    ] } }));
    let answer = on(&facts, "2026-03-01", |question| counted_income(question, Spouse::None));
    let told: Vec<_> = answer.explanations.iter().map(|line| line.text.as_str()).collect();
    assert!(told.contains(&"Van het aanvullend pensioen telt € 73,50 mee en € 26,50 niet."), "{told:?}");
    let premium = "Van € 3.400,00 (premie voor re-integratie) telt € 3.398,00 niet mee en € 2,00 wel.";
    assert!(told.contains(&premium), "{told:?}");
}

#[test]
fn payments_on_behalf_are_explained() {
    let facts = read(json!({ "assistance": {
        "cannot_budget": true, "fixed_costs": [{ "kind": "rent", "amount": 70_000 }, { "kind": "energy", "amount": 10_000 }]
    } }));
    let told =
        on(&facts, "2026-03-01", |question| payments_on_behalf(question, day("2026-01-01"), cents(133_000)));
    assert_eq!(
        told.explanation.text,
        "Van de bijstand gaat € 800,00 naar vaste lasten. € 530,00 gaat naar de inwoner."
    );
}

#[test]
fn the_amount_is_explained() {
    let told =
        on(&single(json!({})), "2026-03-01", |question| assistance(question, cents(140_150), cents(40_150)));
    assert_eq!(
        told.explanation.text,
        "De bijstand is € 1.000,00 per maand: de norm van € 1.401,50 min het inkomen van € 401,50. Daarvan is € 50,00 \
         vakantietoeslag. Elke maand is € 950,00 te betalen."
    );
    let test = on(&single(json!({})), "2026-03-01", |question| {
        income_test(question, cents(140_150), cents(140_150))
    });
    assert_eq!(test.explanation.text, "Het inkomen van € 1.401,50 is niet lager dan de norm van € 1.401,50.");
}

#[test]
fn capital_is_explained() {
    let facts = single(json!({ "capital": { "assets": [{ "kind": "savings", "value": 900_000 }] } }));
    let told = on(&facts, "2026-03-01", capital_test).explanations;
    let told: Vec<_> = told.iter().map(|line| (line.rule.as_str(), line.text.as_str())).collect();
    assert_eq!(
        told,
        [
            ("capital-34-4", "Bij besluiten vanaf 2026 telt het vermogen dat er nu is."),
            ("home-34-2-d", "Er is geen eigen woning."),
            ("capital-34-1", "Het vermogen is € 9.000,00: bezit min schulden, zonder wat de wet vrijlaat."),
            (
                "capital-34-3",
                "Het vermogen van € 9.000,00 is hoger dan de grens van € 8.000,00. Er is geen recht zolang het hoger is."
            ),
        ]
    );
}

#[test]
fn more_debt_than_assets_is_no_capital_and_a_home_is_an_input_when_it_counts() {
    let in_debt = single(json!({ "capital": { "debts": [{ "amount": 5_000, "payable": true }] } }));
    let told = on(&in_debt, "2026-03-01", capital_test).explanations;
    let capital = told.iter().find(|line| line.rule == "capital-34-1").unwrap();
    assert_eq!(capital.text, "Het vermogen is € 0,00: bezit min schulden, zonder wat de wet vrijlaat.");
    assert_eq!(capital.inputs.len(), 1);

    let home = json!({ "value": 6_750_100, "mortgage": 0, "sale_can_be_asked": true });
    let owner = single(json!({ "capital": { "owns_home": true, "home": home } }));
    let told = on(&owner, "2026-03-01", capital_test).explanations;
    let capital = told.iter().find(|line| line.rule == "capital-34-1").unwrap();
    assert_eq!((capital.inputs[0].name.as_str(), capital.inputs[0].value.as_str()), ("home", "€ 1,00"));
}

#[test]
fn an_advance_is_explained() {
    let told = on(&single(json!({})), "2026-03-29", |question| {
        advances(question, day("2026-02-01"), cents(100_000))
    });
    assert_eq!(
        told.explanation.text,
        "Uiterlijk op 29-03-2026 is een voorschot te betalen van ten minste € 950,00, als deel van € 1.000,00. Het is \
         nummer 2."
    );
}
