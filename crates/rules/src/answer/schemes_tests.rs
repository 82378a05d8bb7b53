use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::testing::{NATIONAL, day, facts};

fn local() -> Local {
    serde_json::from_value(json!({ "no_housing_costs_percent": 20, "schemes": {
        "only_cost_covering_subsidy": true,
        "income_supplement": {
            "reference_months": 1, "income_percent": 100, "income_test": "each-month",
            "amounts": { "single": 40_000, "single_parent": 50_000, "couple": 60_000 }, "source": "test"
        },
        "special_assistance": {
            "norm_percent": 100, "surplus_percent": 100, "months": 1, "capital": "limit", "threshold": false,
            "durable_goods": "loan", "source": "test"
        },
        "minima": [{ "key": "insurance", "label": "verzekering", "income_percent": 130, "capital": "none", "most": 20_000, "source": "test" }],
        "small_business": { "most_hours": 20, "source": "test" }
    } }))
    .unwrap()
}

fn asked(stated: Value, ask: Ask) -> Value {
    let reply = answer(&facts(stated), &NATIONAL, &local(), Days::all(day("2026-03-01")), ask);
    let document = serde_json::to_value(&reply).unwrap();
    assert_eq!(serde_json::from_value::<Reply>(document.clone()).unwrap(), reply, "an answer reads back");
    document
}

fn job(wsw: bool) -> Value {
    json!({
        "applicant": { "birth_date": "1989-06-15", "subsidy_group": true },
        "work": {
            "job_started_on": "2026-01-01", "wsw_job": wsw, "other_wage_subsidy": false, "hours_hundredths": 3600,
            "wage_value_basis_points": 6000, "wage_value_fixed_on": "2025-12-15",
            "assistance_without_job": 140_150, "assistance_beside_job": 0
        }
    })
}

#[test]
fn wage_cost_subsidy_is_granted_with_its_amounts_or_denied_with_its_ground() {
    let reply = asked(job(false), Ask::WageCostSubsidy);
    assert_eq!(
        (&reply["outcome"], &reply["holds"], &reply["choice"]),
        (&json!("granted"), &json!(true), &json!("wage-value"))
    );
    assert_eq!(
        reply["amounts"],
        json!({ "minimum_wage": 247_795, "subsidy": 99_118, "charges": 23_293, "total": 122_411 })
    );
    assert_eq!(reply["dates"], json!({ "wage_day": "2026-01-01", "decide_by": "2026-01-19" }));

    let refused = asked(job(true), Ask::WageCostSubsidy);
    assert_eq!(
        (&refused["outcome"], &refused["grounds"][0]["rule"]),
        (&json!("denied"), &json!("no-wsw-10d-3"))
    );
    assert_eq!(refused["grounds"].as_array().unwrap().len(), 1);
    assert!(refused.get("amounts").is_none() && refused.get("dates").is_none());
}

fn household() -> Value {
    json!({
        "applicant": {
            "birth_date": "1985-01-01", "residence": "dutch", "lives_in_municipality": true, "detained": false,
            "weeks_abroad": 0, "incomes": []
        },
        "household": { "kind": "single", "children": [], "cost_sharers": 0 },
        "capital": { "countable": 0 },
        "own_means": {
            "norm": 140_150, "income": 150_150, "schemes_in_use": [],
            "asked_schemes": [{ "key": "insurance", "costs": 25_000 }]
        },
        "supplements": {
            "asked_on": "2026-03-01", "better_income_expected": false, "single_earner_problem": true,
            "past_months": [{ "month": "2026-02", "income": 140_150, "norm": 140_150 }]
        },
        "study": {
            "finance": "student-finance", "wajong": false, "cannot_earn_beside": true, "clear_without_advice": true,
            "internship_pay": 0
        },
        "special_costs": {
            "kind": "durable-goods", "amount": 50_000, "necessary": true, "special_circumstances": true,
            "other_provision": false
        },
        "former_work": { "wga_ended": true },
        "former_business": {
            "stopped_on": "2026-01-01", "applied_on": "2026-01-01", "business_years": 3, "work_years_before": 7,
            "past_profit": 0, "expected_income": 0, "capital": 0
        },
        "own_business": {
            "started_on": "2020-01-01", "started_from_benefit": false, "viable": true, "ends": false, "own_capital": 0,
            "hours_a_week": 5, "months": [{ "month": "2026-03", "turnover": 30_000, "costs": 10_000 }]
        }
    })
}

#[rstest]
#[case(Ask::IncomeSupplement, "granted", "amounts", json!({ "supplement": 40_000 }))]
#[case(Ask::StudySupplement, "granted", "amounts", json!({ "supplement": 38_514 }))]
#[case(Ask::SpecialAssistance, "granted", "amounts", json!({ "special_assistance": 40_000, "own_share": 10_000, "threshold": 0 }))]
#[case(Ask::SpecialAssistance, "granted", "choice", json!("loan"))]
#[case(Ask::Minima, "granted", "amounts", json!({ "scheme": 20_000 }))]
#[case(Ask::Ioaw, "denied", "amounts", Value::Null)]
#[case(Ask::Ioaz, "denied", "amounts", Value::Null)]
#[case(Ask::SelfEmployed, "value", "choice", json!("established"))]
#[case(Ask::SelfEmployed, "value", "amounts", json!({ "loan": 26_104_800, "gift": 1_305_200, "own_capital": 5_978_200 }))]
#[case(Ask::SelfEmployed, "value", "numbers", json!({ "interest_basis_points": 800 }))]
#[case(Ask::SelfEmployedYear, "person-decides", "amounts", Value::Null)]
#[case(Ask::SmallBusiness, "value", "amounts", json!({ "income": 20_000 }))]
#[case(Ask::SmallBusinessYear, "missing", "amounts", Value::Null)]
#[case(Ask::SingleEarner, "person-decides", "amounts", Value::Null)]
#[case(Ask::StatePension, "not-applicable", "choice", Value::Null)]
fn every_scheme_is_asked_in_one_way(
    #[case] ask: Ask,
    #[case] outcome: &str,
    #[case] field: &str,
    #[case] expected: Value,
) {
    let reply = asked(household(), ask);
    assert_eq!((&reply["outcome"], &reply[field]), (&json!(outcome), &expected), "{reply}");
    assert!(!reply["explanations"].as_array().unwrap().is_empty());
}

#[test]
fn schemes_that_are_not_used_are_signalled() {
    let reply = asked(household(), Ask::UnusedSchemes);
    let schemes: Vec<_> =
        reply["signals"].as_array().unwrap().iter().map(|signal| &signal["scheme"]).collect();
    assert_eq!(schemes, ["insurance", "income-supplement", "study-supplement"]);
    let why = &reply["signals"][0]["explanations"][0];
    assert_eq!((&why["rule"], &why["source"]), (&json!("scheme-income"), &json!("test")));
}

#[test]
fn own_work_of_many_hours_is_no_small_business() {
    let mut stated = household();
    stated["own_business"]["hours_a_week"] = json!(21);
    let reply = asked(stated, Ask::SmallBusiness);
    assert_eq!((&reply["outcome"], &reply["grounds"][0]["rule"]), (&json!("denied"), &json!("small-hours")));
}

#[test]
fn from_pension_age_on_the_svb_is_named() {
    let mut stated = household();
    stated["applicant"]["birth_date"] = json!("1950-01-01");
    let reply = asked(stated, Ask::StatePension);
    assert_eq!((&reply["outcome"], &reply["choice"]), (&json!("value"), &json!("svb")));
}

#[test]
fn without_rules_of_the_municipality_a_person_decides() {
    for ask in [Ask::IncomeSupplement, Ask::SpecialAssistance, Ask::SmallBusiness] {
        let reply =
            answer(&facts(household()), &NATIONAL, &Local::default(), Days::all(day("2026-03-01")), ask);
        assert_eq!(reply.outcome, Verdict::PersonDecides, "{}", ask.code());
    }
}

#[test]
fn the_settlement_of_who_is_self_employed_is_told_to_be_a_persons() {
    let reply = asked(household(), Ask::SelfEmployed);
    let lines: Vec<_> = reply["explanations"].as_array().unwrap().iter().collect();
    let rules: Vec<_> = lines.iter().map(|line| line["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["kind-bbz-2", "settlement-bbz-12", "maxima-bbz"], "the last line decided");
    assert!(lines[1]["text"].as_str().unwrap().contains("stelt een consulent met de jaarcijfers vast"));
}

fn older_worker() -> Value {
    json!({
        "applicant": { "birth_date": "1962-05-01", "incomes": [] },
        "household": { "kind": "single", "children": [], "cost_sharers": 0 },
        "former_work": { "wga_ended": true }
    })
}

#[test]
fn an_older_worker_has_the_gross_base() {
    let reply = asked(older_worker(), Ask::Ioaw);
    assert_eq!(reply["outcome"], "granted");
    assert_eq!(reply["amounts"], json!({ "base": 177_611, "income": 0, "benefit": 177_611 }));
}

#[test]
fn a_lowering_of_an_older_worker_is_for_a_person() {
    let mut stated = older_worker();
    stated["conduct"] = json!({ "breaches": [{
        "duty": "labour", "committed_on": "2026-02-01", "applied_on": "2026-02-10", "first_month": "2026-03",
        "blameless": false, "urgent_reasons": false
    }] });
    let reply = asked(stated.clone(), Ask::Ioaw);
    assert_eq!(reply["outcome"], "person-decides");
    assert_eq!(reply["explanations"].as_array().unwrap().last().unwrap()["rule"], "lowering-20");
    stated["conduct"]["breaches"][0]["first_month"] = json!("2026-04");
    assert_eq!(asked(stated, Ask::Ioaw)["outcome"], "granted");
}

#[test]
fn the_norm_of_the_schemes_is_lowered_as_the_municipality_does() {
    let mut stated = household();
    stated["own_means"] = json!({ "income": 150_150, "schemes_in_use": [] });
    for (field, value) in [
        ("residence", json!("dutch")),
        ("lives_in_municipality", json!(true)),
        ("detained", json!(false)),
        ("in_institution", json!(false)),
        ("weeks_abroad", json!(0)),
    ] {
        stated["applicant"][field] = value;
    }
    let own_share =
        |stated: &Value| asked(stated.clone(), Ask::SpecialAssistance)["amounts"]["own_share"].clone();
    assert_eq!(own_share(&stated), 10_000);
    // 20 % of € 2.002,13 less: € 400,43.
    stated["household"]["housing"] = json!({ "has_costs": false });
    assert_eq!(own_share(&stated), 50_043);
}

/// Without a stated norm that of the municipality counts: 1401.50 less 20 % of 2002.13, and 130 % of it.
#[rstest]
#[case::at_the_bound(130_139, true)]
#[case::a_cent_above(130_140, false)]
fn schemes_that_are_not_used_are_held_against_the_municipalitys_norm(
    #[case] income: i64,
    #[case] signalled: bool,
) {
    let facts = crate::testing::single(json!({
        "household": { "housing": { "has_costs": false } },
        "own_means": { "income": income, "schemes_in_use": [] }
    }));
    let local = Local { no_housing_costs_percent: Some(20), ..local() };
    let reply = answer(&facts, &NATIONAL, &local, Days::all(day("2026-03-01")), Ask::UnusedSchemes);
    assert_eq!(reply.signals.iter().any(|signal| signal.scheme == "insurance"), signalled);
}

/// The scheme that is asked for is held against the same norm.
#[rstest]
#[case::at_the_bound(130_139, Verdict::Granted)]
#[case::a_cent_above(130_140, Verdict::Denied)]
fn a_scheme_that_is_asked_for_is_held_against_the_municipalitys_norm(
    #[case] income: i64,
    #[case] expected: Verdict,
) {
    let facts = crate::testing::single(json!({
        "household": { "housing": { "has_costs": false } },
        "own_means": {
            "income": income, "schemes_in_use": [], "asked_schemes": [{ "key": "insurance", "costs": 15_000 }]
        }
    }));
    let local = Local { no_housing_costs_percent: Some(20), ..local() };
    let reply = answer(&facts, &NATIONAL, &local, Days::all(day("2026-03-01")), Ask::Minima);
    assert_eq!(reply.outcome, expected, "{:?}", reply.explanations);
}
