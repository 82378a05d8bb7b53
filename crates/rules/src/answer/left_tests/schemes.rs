//! IOAW and IOAZ, and schemes beside assistance.

use serde_json::{Value, json};

use super::*;

/// A single person of 63 who used up two years of WW; `other` says what is otherwise.
fn worker(other: Value) -> Facts {
    let mut worker = facts(json!({
        "household": { "kind": "single", "children": [], "cost_sharers": 0 },
        "applicant": { "birth_date": "1962-05-01", "incomes": [] },
        "former_work": {
            "unemployed_on": "2023-01-01", "ww_from": "2023-01-01", "ww_until": "2024-12-31", "ww_used_up": true
        }
    }));
    worker.lay_over(&facts(other));
    worker
}

pub fn the_older() -> Vec<Left> {
    let on = "2026-03-01";
    let spouse = json!({
        "household": { "kind": "couple" },
        "partner": { "birth_date": "1970-01-01", "incomes": [], "residence": "none" }
    });
    let parent = json!({
        "household": { "kind": "single-parent", "children": [{ "birth_date": "2018-02-01", "dependent": true }] },
        "applicant": {
            "incomes": [{ "kind": "earnings", "amount": 50_000 }], "hour_limited": false,
            "exemptions": {
                "months_of_n": 6, "months_of_r": 0, "helps_reintegration": true,
                "with_wage_cost_subsidy": true, "months_of_z": 0
            }
        }
    });
    let lowered = worker(json!({ "conduct": { "breaches": [{
        "duty": "labour", "committed_on": "2026-02-01", "applied_on": "2026-02-10", "first_month": "2026-03",
        "blameless": false, "urgent_reasons": false
    }] } }));
    vec![
        left(
            ("`excluded-6`", "unpaid leave"),
            Ask::Ioaw,
            (worker(json!({ "applicant": { "unpaid_leave": true } })), on),
            ("excluded-6", "Een consulent bepaalt hoeveel dat is"),
        ),
        left(
            ("`household-6`, `base-5`", "the spouse has no residence"),
            Ask::Ioaw,
            (worker(spouse), on),
            ("base-5", "zegt de wet niet duidelijk"),
        ),
        left(
            ("`base-5-5`", "benefits and wages"),
            Ask::Ioaw,
            (worker(json!({ "former_work": { "less_than_base": true } })), on),
            ("base-5-5", "een consulent rekent die uit"),
        ),
        left(
            ("`exemption-8`", "a single parent"),
            Ask::Ioaw,
            (worker(parent), on),
            ("exemption-8", "De wet zegt niet welke voorgaat"),
        ),
        left(
            ("`lowering-20`", "a lowering holds"),
            Ask::Ioaw,
            (lowered, on),
            ("lowering-20", "een medewerker beslist"),
        ),
        left(
            ("every rule", "a base, ceiling"),
            Ask::Ioaw,
            (worker(json!({})), "2026-07-01"),
            ("base-5-single", "ioaw.gross.single van de wet niet bekend"),
        ),
    ]
}

fn without(
    ask: Ask,
    row: (&'static str, &'static str),
    stated: Value,
    says: (&'static str, &'static str),
) -> Left {
    let mut household = crate::schemes::testing::residents("{}");
    household.lay_over(&facts(stated));
    left(row, ask, (household, "2026-03-10"), says)
}

/// A single person with income from own work in the month, and so much of it earlier in the year.
fn own_work(amount: i64, earlier: i64) -> Facts {
    let income = json!({ "kind": "self-employment", "amount": amount, "earlier_this_year": earlier });
    single(json!({ "applicant": { "incomes": [income] } }))
}

/// Of a municipality with one scheme for people on a low income, without an amount; `own_means` says what is otherwise.
fn of_minima(
    row: (&'static str, &'static str),
    own_means: Value,
    says: (&'static str, &'static str),
) -> Left {
    let mut household = facts(json!({
        "own_means": { "norm": 140_150, "income": 0, "asked_schemes": [{ "key": "sport" }] }
    }));
    household.lay_over(&facts(json!({ "own_means": own_means })));
    let local = serde_json::from_value(json!({ "schemes": { "minima": [{
        "key": "sport", "label": "Sport", "income_percent": 120, "capital": "none", "once_in_months": 12,
        "source": "test"
    }] } }));
    Left { local: local.unwrap(), ..left(row, Ask::Minima, (household, "2026-03-10"), says) }
}

/// Schemes beside assistance, of a municipality that has no rules of its own.
pub fn the_others() -> Vec<Left> {
    let supplement = |json: Value| {
        let mut household = facts(json!({
            "household": { "kind": "single" }, "applicant": { "birth_date": "1985-03-01" }, "capital": { "countable": 0 },
            "supplements": { "asked_on": "2026-03-10", "better_income_expected": false, "past_months": [] }
        }));
        household.lay_over(&facts(json));
        serde_json::to_value(household).unwrap()
    };
    let student = |birth: &str, clear: bool| {
        json!({
            "applicant": { "birth_date": birth },
            "study": {
                "finance": "school-allowance", "cannot_earn_beside": true, "clear_without_advice": clear,
                "medical_advice_given": false, "wajong": false, "internship_pay": 0
            }
        })
    };
    let costs = |kind: &str| {
        json!({
            "household": { "kind": "single" }, "applicant": { "birth_date": "1985-03-01", "incomes": [] },
            "own_means": { "norm": 140_150, "assistance": 0 }, "capital": { "countable": 0 },
            "special_costs": {
                "kind": kind, "amount": 100_000, "necessary": true, "special_circumstances": true,
                "other_provision": false, "guarantee_possible": true, "urgent_reasons": false
            }
        })
    };
    let worker = |value: i64, fixed: &str, hours: i64| {
        json!({
            "applicant": { "birth_date": "1989-06-15", "subsidy_group": true },
            "work": {
                "job_started_on": "2015-01-01", "wsw_job": false, "other_wage_subsidy": false,
                "hours_hundredths": hours, "wage_value_basis_points": value, "wage_value_fixed_on": fixed
            }
        })
    };
    let own_capital = json!({
        "applicant": { "birth_date": "1980-05-01" },
        "own_business": {
            "started_on": "2020-01-01", "started_from_benefit": false, "viable": true, "ends": false,
            "own_capital": 900_000_000
        }
    });
    let policy = ("`low-income-36`", "the municipality gives no ordinance");
    vec![
        without(Ask::IncomeSupplement, policy, supplement(json!({})), ("low-income-36", "verordening")),
        Left {
            local: serde_json::from_value(json!({ "schemes": { "income_supplement": {
                "reference_months": 1, "income_percent": 100, "income_test": "each-month",
                "amounts": { "single": 1, "single_parent": 1, "couple": 1 }, "source": "test"
            } } }))
            .unwrap(),
            ..without(
                Ask::IncomeSupplement,
                ("`age-36`", "one spouse"),
                supplement(json!({
                    "household": { "kind": "couple" }, "partner": { "birth_date": "2005-12-01" },
                    "supplements": { "past_months": [{ "month": "2026-02", "income": 0, "norm": 200_213 }] }
                })),
                ("age-36", "De wet zegt niet wat de ander dan krijgt"),
            )
        },
        without(
            Ask::IncomeSupplement,
            ("`spouse-11-4`", "one spouse of two is excluded"),
            supplement(json!({
                "household": { "kind": "couple" },
                "partner": { "birth_date": "1986-03-01", "detained": true }
            })),
            ("spouse-11-4", "De wet zegt niet wat de ander dan krijgt"),
        ),
        without(
            Ask::StudySupplement,
            ("`cannot-earn-36b`", "it is not clear"),
            student("2004-06-15", false),
            ("cannot-earn-36b", "eerst een medisch advies"),
        ),
        without(
            Ask::StudySupplement,
            ("`study-supplement-36b`", "younger than fifteen"),
            student("2012-06-15", true),
            ("study-supplement-36b", "jonger is dan 15 jaar"),
        ),
        without(
            Ask::SpecialAssistance,
            ("`debts-49`", "a guarantee"),
            costs("debts"),
            ("debts-49", "Een consulent weegt dat af"),
        ),
        without(
            Ask::SpecialAssistance,
            ("`room-35-1`, `special-35-1`", "the municipality gives no rules"),
            costs("ordinary"),
            ("room-35-1", "geen regels"),
        ),
        of_minima(
            ("`scheme-asked`", "more than one scheme"),
            json!({ "asked_schemes": [{ "key": "sport" }, { "key": "sport" }] }),
            ("scheme-asked", "Over elke regeling wordt apart beslist"),
        ),
        of_minima(
            ("`scheme-period`", "the household has the scheme"),
            json!({ "schemes_in_use": [{ "key": "sport" }] }),
            ("scheme-period", "Sinds wanneer is niet bekend"),
        ),
        of_minima(
            ("`scheme-amount`", "the policy names no amount"),
            json!({ "schemes_in_use": [] }),
            ("scheme-amount", "Een consulent bepaalt wat er wordt betaald"),
        ),
        without(
            Ask::WageCostSubsidy,
            ("`wage-value-10d-1`", "fixed before 2017"),
            worker(6_000, "2016-12-31", 3_600),
            ("wage-value-10d-1", "Een consulent rekent haar om"),
        ),
        without(
            Ask::WageCostSubsidy,
            ("`wage-value-10d-1`", "below nothing"),
            worker(-1, "2025-12-15", 3_600),
            ("wage-value-10d-1", "niet lager zijn dan nul"),
        ),
        without(
            Ask::WageCostSubsidy,
            ("`subsidy-10d-4`", "hours of nothing"),
            worker(6_000, "2025-12-15", 0),
            ("subsidy-10d-4", "meer dan nul"),
        ),
        without(
            Ask::SelfEmployed,
            ("`maxima-bbz`", "own capital"),
            own_capital.clone(),
            ("maxima-bbz", "Een consulent bepaalt wat dat betekent"),
        ),
        Left {
            local: serde_json::from_value(json!({ "schemes": { "small_business": {
                "most_yearly_profit": 600_000, "source": "test"
            } } }))
            .unwrap(),
            ..left(
                ("`small-business-bounds`", "the income from own work"),
                Ask::Assistance,
                (own_work(1_000, 599_001), "2026-03-10"),
                ("small-business-bounds", "het beleid laat hoogstens € 6.000,00 toe"),
            )
        },
        without(
            Ask::SmallBusiness,
            ("`small-hours`, `small-profit`", "the municipality gives no rules"),
            own_capital,
            ("small-hours", "geen regels over werk als kleine zelfstandige"),
        ),
    ]
}

pub fn not_worked_out() -> Vec<Left> {
    vec![
        left(
            ("`wage-tax` (art. 19(4))", "the gross amount"),
            Ask::WageTax,
            (single(json!({})), "2026-03-01"),
            ("wage-tax-19-4", "De salarisadministratie rekent het bruto bedrag uit"),
        ),
        left(
            ("`single-earner` (art. 78gg)", "the minister's scheme"),
            Ask::SingleEarner,
            (facts(json!({ "supplements": { "single_earner_problem": true } })), "2026-03-01"),
            ("single-earner-78gg", "Een consulent beoordeelt dat"),
        ),
        left(
            ("`self-employed-year` (Bbz 2004 art. 12)", "how profit, tax"),
            Ask::SelfEmployedYear,
            (single(json!({})), "2026-03-01"),
            ("settlement-bbz-12", "Na het boekjaar stelt een consulent"),
        ),
    ]
}
