//! Income, capital and the form of the assistance.

use serde_json::{Value, json};

use super::*;
use crate::testing::couple;

fn with_income(income: Value) -> Facts {
    single(json!({ "applicant": { "incomes": [income] }, "assistance": { "receives": true } }))
}

fn on_assistance(person: Value) -> Facts {
    single(json!({ "applicant": person, "assistance": { "receives": true } }))
}

pub fn the_means() -> Vec<Left> {
    let earnings = |exemptions: Value| {
        on_assistance(json!({
            "incomes": [{ "kind": "earnings", "amount": 50_000 }], "hour_limited": false, "exemptions": exemptions
        }))
    };
    let subsidised = json!({ "months_of_n": 0, "helps_reintegration": false, "with_wage_cost_subsidy": true, "months_of_z": 0 });
    let gift = |amount: i64| json!([{ "kind": "gift", "amount": amount, "earlier_this_year": 0 }]);
    let both = couple(json!({
        "applicant": { "incomes": gift(80_000) }, "partner": { "incomes": gift(80_000) },
        "assistance": { "receives": true }
    }));
    let given_in_december = single(json!({
        "applicant": { "incomes": [
            { "kind": "gift", "amount": 50_000, "one_off": true, "received_on": "2025-12-10" }
        ] },
        "capital": { "assets": [{ "kind": "savings", "value": 780_000 }] }
    }));
    let pensioner = |kind: &str| {
        on_assistance(json!({ "birth_date": "1940-01-01", "incomes": [{ "kind": kind, "amount": 50_000 }] }))
    };
    let home = single(json!({ "capital": {
        "owns_home": true, "home": { "value": 40_000_000, "mortgage": 0, "sale_can_be_asked": false }
    } }));
    let irresponsible = single(json!({ "assistance": { "irresponsible": true } }));
    vec![
        left(
            ("every exemption", "days from 2027"),
            Ask::Income,
            (earnings(json!({ "months_of_n": 0, "helps_reintegration": true })), "2027-01-01"),
            ("earnings-31-2", "artikel 34a"),
        ),
        left(
            ("`earnings-31-2`", "wage-cost subsidy"),
            Ask::Income,
            (earnings(subsidised), "2026-03-01"),
            ("earnings-31-2", "vrijlating bij loonkostensubsidie"),
        ),
        left(
            ("`free-31-2-m`", "gifts before 2026"),
            Ask::Income,
            (with_income(json!({ "kind": "gift", "amount": 10_000 })), "2025-12-01"),
            ("free-31-2-m", "Beoordeel hoeveel van de gift"),
        ),
        left(
            ("`capital-34-3`", "a gift that came once"),
            Ask::Capital,
            (given_in_december, "2026-03-01"),
            ("capital-34-3", "Beoordeel hoeveel van de gift"),
        ),
        left(
            ("`free-31-2-m`", "gifts to both"),
            Ask::Income,
            (both, "2026-03-01"),
            ("free-31-2-m", "voor ieder van beiden of voor beiden samen"),
        ),
        left(
            ("`free-31-2-v`, `free-33-6`", "before 2026"),
            Ask::Income,
            (with_income(json!({ "kind": "parental-maintenance", "amount": 10_000 })), "2025-12-01"),
            ("free-31-2-v", "bestond op deze dag nog niet"),
        ),
        left(
            ("`free-31-2-v`, `free-33-6`", "before 2026"),
            Ask::Income,
            (with_income(json!({ "kind": "informal-care", "amount": 10_000 })), "2025-12-01"),
            ("free-33-6", "onbetaalde mantelzorg"),
        ),
        left(
            ("`period-32`", "an income below"),
            Ask::Income,
            (with_income(json!({ "kind": "other", "amount": -1 })), "2026-03-01"),
            ("period-32", "negatief bedrag"),
        ),
        left(
            ("`holiday-claim-31-4`", "income without holiday"),
            Ask::Income,
            (with_income(json!({ "kind": "former-work", "amount": 50_000 })), "2025-03-01"),
            ("holiday-claim-31-4", "niet bekend"),
        ),
        left(
            ("`holiday-claim-31-4`", "state pension before"),
            Ask::Income,
            (with_income(json!({ "kind": "reduced-state-pension", "amount": 50_000 })), "2026-03-01"),
            ("holiday-claim-31-4", "de AOW-leeftijd nog niet heeft"),
        ),
        left(
            ("`holiday-claim-31-4`", "state pension before"),
            Ask::Income,
            (pensioner("former-work"), "2026-03-01"),
            ("holiday-claim-31-4", "geen AOW krijgt"),
        ),
        left(
            ("`loan-50-2`", "a home with more"),
            Ask::Form,
            (home, "2026-03-01"),
            ("loan-50-2", "netto minimumloon"),
        ),
        left(
            ("`form-48`", "a ground for a loan"),
            Ask::Form,
            (irresponsible, "2026-03-01"),
            ("form-48", "Beslis of het een lening wordt"),
        ),
    ]
}
