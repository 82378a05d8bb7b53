use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::testing::{NATIONAL, couple, day, housemates, single};

fn asked(facts: &Facts, ask: Ask) -> Value {
    let reply = answer(facts, &NATIONAL, &Local::default(), Days::all(day("2026-01-05")), ask);
    let document = serde_json::to_value(&reply).unwrap();
    assert_eq!(serde_json::from_value::<Reply>(document.clone()).unwrap(), reply, "an answer reads back");
    document
}

fn working(cents: i64) -> Value {
    json!({ "applicant": { "incomes": [{ "kind": "other", "amount": cents, "with_holiday_allowance": true }] } })
}

#[test]
fn a_grant_has_its_amounts_and_its_first_day() {
    let mut facts = single(working(40_150));
    facts.application.reported_on = Some(day("2026-01-02").into());
    let reply = asked(&facts, Ask::Assistance);
    assert_eq!(reply["outcome"], "granted");
    let amounts = json!({ "norm": 140_150, "income": 40_150, "assistance": 100_000, "holiday_allowance": 5_000, "payable": 95_000 });
    assert_eq!(reply["amounts"], amounts);
    assert_eq!(reply["dates"], json!({ "start": "2026-01-02" }));
    assert_eq!(reply["entitled"], json!(["applicant"]));
    assert_eq!(reply["explanations"].as_array().unwrap().last().unwrap()["rule"], "amount-19-2");
    assert!(reply.get("missing").is_none() && reply.get("grounds").is_none());
}

#[test]
fn a_denial_has_every_ground() {
    let facts =
        single(json!({ "applicant": { "detained": true, "stays_abroad": [{ "first": "2025-01-01" }] } }));
    let reply = asked(&facts, Ask::Assistance);
    assert_eq!(reply["outcome"], "denied");
    let rules: Vec<_> = reply["grounds"].as_array().unwrap().iter().map(|ground| &ground["rule"]).collect();
    assert_eq!(rules, ["detained-13-1a", "abroad-13-1e"]);
    assert!(reply.get("entitled").is_none());
}

#[test]
fn what_is_missing_has_a_path_and_words() {
    let mut facts = single(json!({}));
    facts.applicant.residence = None;
    let reply = asked(&facts, Ask::Assistance);
    assert_eq!(reply["outcome"], "missing");
    assert_eq!(reply["missing"], json!([{ "path": "applicant.residence", "dutch": "verblijfsstatus" }]));
}

#[test]
fn what_a_person_decides_says_why() {
    let facts = single(json!({ "household": { "housing": { "has_costs": false } } }));
    let reply = asked(&facts, Ask::Assistance);
    assert_eq!(reply["outcome"], "person-decides");
    let last = reply["explanations"].as_array().unwrap().last().unwrap().clone();
    assert!(last["text"].as_str().unwrap().contains("geen woonkosten"));
}

/// A first day goes with a grant of which the report was stated, and with nothing else.
#[test]
fn a_first_day_is_told_only_with_a_grant_and_a_report() {
    let starts = |reply: &Value| {
        let lines = reply["explanations"].as_array().unwrap();
        lines.iter().any(|line| line["rule"].as_str().unwrap().starts_with("start-44"))
    };
    let unreported = asked(&single(json!({})), Ask::Assistance);
    assert_eq!(unreported["outcome"], "granted");
    assert!(!starts(&unreported) && unreported.get("dates").is_none());

    let mut facts = single(json!({}));
    facts.application.reported_on = Some(day("2026-01-02").into());
    assert!(starts(&asked(&facts, Ask::Assistance)));
    facts.applicant.detained = Some(true.into());
    let denied = asked(&facts, Ask::Assistance);
    assert_eq!(denied["outcome"], "denied");
    assert!(!starts(&denied) && denied.get("dates").is_none());
}

#[test]
fn income_of_a_single_person_has_no_parts() {
    let reply = asked(&single(working(40_000)), Ask::Income);
    assert_eq!((&reply["outcome"], &reply["amounts"]), (&json!("value"), &json!({ "income": 40_000 })));
}

#[rstest]
#[case::married(json!({ "married": true }), true)]
#[case::lastingly_apart(json!({ "married": true, "lastingly_apart": true }), false)]
fn a_joint_household_holds_or_not(#[case] together: Value, #[case] holds: bool) {
    let facts = crate::testing::facts(json!({ "household": { "living_together": together } }));
    let reply = asked(&facts, Ask::JointHousehold);
    assert_eq!((&reply["outcome"], &reply["holds"]), (&json!("value"), &json!(holds)));
}

#[rstest]
#[case(Ask::Norm, "amounts", json!({ "norm": 200_213 }))]
#[case(Ask::Income, "amounts", json!({ "income": 40_000, "applicant": 40_000, "partner": 0 }))]
#[case(Ask::Capital, "holds", json!(true))]
#[case(Ask::CostSharers, "numbers", json!({ "cost_sharers": 0 }))]
#[case(Ask::Form, "choice", json!("free"))]
fn each_question_has_its_value(#[case] ask: Ask, #[case] field: &str, #[case] expected: Value) {
    let reply = asked(&couple(working(40_000)), ask);
    assert_eq!((&reply["outcome"], &reply[field]), (&json!("value"), &expected));
}

#[test]
fn a_first_day_and_a_joint_household_are_asked_alone() {
    let mut facts = single(json!({}));
    facts.application.reported_on = Some(day("2026-01-02").into());
    assert_eq!(asked(&facts, Ask::Start)["dates"], json!({ "start": "2026-01-02" }));
    assert_eq!(asked(&facts, Ask::JointHousehold)["outcome"], "not-applicable");
    let unknown = asked(&Facts::default(), Ask::Income);
    assert_eq!(unknown["outcome"], "missing");
    assert_eq!(unknown["missing"][0]["path"], "household.kind");
}

#[test]
fn t13_an_advance_is_95_percent_of_what_can_be_seen_four_weeks_after_the_application() {
    let mut facts = single(working(40_150));
    facts.application.applied_on = Some(day("2026-01-05").into());
    let on = |today: &str, facts: &Facts| {
        let reply = answer(facts, &NATIONAL, &Local::default(), Days::all(day(today)), Ask::Advance);
        serde_json::to_value(reply).unwrap()
    };
    let due = on("2026-02-02", &facts);
    assert_eq!(due["dates"], json!({ "due": "2026-02-02" }));
    assert_eq!(due["amounts"], json!({ "advance": 95_000 }));
    // Both can be said beforehand.
    assert_eq!(on("2026-01-05", &facts)["dates"], json!({ "due": "2026-02-02" }));
    assert_eq!(on("2026-01-05", &facts)["amounts"], json!({ "advance": 95_000 }));
    // The right is open, what it would come to can be seen.
    let mut open = facts.clone();
    open.applicant.residence = None;
    assert_eq!(on("2026-02-02", &open)["amounts"], json!({ "advance": 95_000 }));
    let mut denied = facts.clone();
    denied.applicant.detained = Some(true.into());
    assert_eq!(on("2026-02-02", &denied)["outcome"], "not-applicable");
    facts.application.applied_on = None;
    assert_eq!(on("2026-02-02", &facts)["missing"][0]["path"], "application.applied_on");
}

/// Of a right that is open nothing is advanced when the income comes up to the norm: what opened it is told.
#[rstest]
#[case::a_cent_less(140_149, Some(1), "value")]
#[case::the_norm(140_150, None, "missing")]
fn nothing_is_advanced_when_there_is_nothing_to_see(
    #[case] income: i64,
    #[case] advance: Option<i64>,
    #[case] outcome: &str,
) {
    let mut facts = single(working(income));
    facts.application.applied_on = Some(day("2026-01-05").into());
    facts.applicant.residence = None;
    let reply = answer(&facts, &NATIONAL, &Local::default(), Days::all(day("2026-02-02")), Ask::Advance);
    let reply = serde_json::to_value(reply).unwrap();
    assert_eq!(reply["outcome"], outcome);
    assert_eq!(reply["amounts"]["advance"].as_i64(), advance);
    let missing = json!([{ "path": "applicant.residence", "dutch": "verblijfsstatus" }]);
    assert_eq!(reply.get("missing"), advance.is_none().then_some(&missing));
}

#[test]
fn an_advance_that_waits_for_a_judgement_is_a_persons() {
    let mut facts = single(working(140_150));
    facts.application.applied_on = Some(day("2026-01-05").into());
    facts.applicant.detained = Some(true.into());
    facts.applicant.urgent_reasons = Some(true.into());
    let reply = asked(&facts, Ask::Advance);
    assert_eq!(reply["outcome"], "person-decides");
    assert!(reply.get("missing").is_none());
}

#[rstest]
#[case::a_fine(100_000, "fine", json!({ "fine": 50_000 }))]
#[case::a_warning(15_000, "warning", Value::Null)]
fn a_fine_has_its_amount_and_a_warning_none(
    #[case] too_much: i64,
    #[case] choice: &str,
    #[case] amounts: Value,
) {
    let facts = crate::testing::facts(json!({
        "conduct": { "fine": {
            "too_much": too_much, "blame": "normal", "committed_on": "2025-06-01", "reported_by_self": false,
            "urgent_reasons": false, "at_assistance_level": false, "room": 100_000
        } }
    }));
    let local: Local =
        serde_json::from_value(json!({ "fine": { "warns_when_allowed": true, "source": "test" } })).unwrap();
    let reply = answer(&facts, &NATIONAL, &local, Days::all(day("2026-03-01")), Ask::Fine);
    let reply = serde_json::to_value(reply).unwrap();
    assert_eq!((&reply["choice"], &reply["amounts"]), (&json!(choice), &amounts));
}

#[test]
fn the_schema_names_every_fact_and_every_question() {
    let [(_, facts), (_, local), (_, answers)] = schemas();
    let text = [facts, local, answers].map(|schema| schema.to_value().to_string());
    for word in
        ["birth_date", "living_together", "no_housing_costs_percent", "cost-sharers", "person-decides"]
    {
        assert!(text.iter().any(|schema| schema.contains(word)), "{word}");
    }
    let stated: Vec<_> = Ask::ALL.iter().map(|ask| ask.code()).collect();
    assert!(stated.iter().all(|code| text[2].contains(code)));
    assert_eq!(norm_of_housemates(), json!({ "norm": 100_107 }));
}

fn norm_of_housemates() -> Value {
    asked(&single(housemates(1)), Ask::Norm)["amounts"].clone()
}

#[rstest]
fn every_question_says_what_it_needs_or_why_not(#[values(false, true)] known: bool) {
    let facts = if known { couple(working(40_000)) } else { Facts::default() };
    for ask in Ask::ALL {
        let reply = asked(&facts, *ask);
        let reasons = reply["explanations"].as_array().unwrap();
        assert!(!reasons.is_empty(), "{} gives no reason", ask.code());
        assert!(reasons.iter().all(|line| line["text"].as_str().unwrap().ends_with('.')), "{reply:#}");
        assert_eq!(reply["outcome"] == "missing", reply.get("missing").is_some(), "{reply:#}");
        if reply["outcome"] == "denied" {
            assert!(reply.get("grounds").is_some() || *ask == Ask::Month, "{reply:#}");
        }
    }
}

#[test]
fn a_month_goes_from_the_first_day_of_the_right() {
    let mut facts = single(json!({}));
    facts.application.reported_on = Some(day("2026-01-16").into());
    let reply = asked(&facts, Ask::Month);
    assert_eq!(reply["outcome"], "granted");
    // 16 of 31 days.
    assert_eq!(reply["amounts"]["assistance"], 72_335);
    assert_eq!(reply["details"]["month"], "2026-01");
    facts.application.reported_on = None;
    assert_eq!(asked(&facts, Ask::Month)["amounts"]["assistance"], 140_150);
    facts.applicant.detained = Some(true.into());
    assert_eq!(asked(&facts, Ask::Month)["outcome"], "denied");
    facts.applicant.detained = None;
    assert_eq!(asked(&facts, Ask::Month)["missing"][0]["path"], "applicant.detained");
}

#[test]
fn questions_of_conduct_and_recovery_give_all_their_parts() {
    let facts = single(json!({ "household": { "kind": "single" } }));
    let duties = asked(&facts, Ask::Duties);
    assert!(["value", "missing"].contains(&duties["outcome"].as_str().unwrap()), "{duties:#}");
    let owed = crate::testing::facts(json!({ "recovery": { "owed": [] } }));
    assert_eq!(asked(&owed, Ask::Instalments)["outcome"], "not-applicable");
}

#[test]
fn who_is_paid_and_for_how_long() {
    let both = couple(working(40_000));
    // Norm € 2.002,13 less € 400: € 1.602,13, of which € 80,11 is kept; the odd cent is the applicant's.
    assert_eq!(asked(&both, Ask::Payees)["amounts"], json!({ "applicant": 76_101, "partner": 76_101 }));
    assert_eq!(asked(&single(working(0)), Ask::Payees)["amounts"], json!({ "applicant": 133_142 }));
    // Who alone has a right is paid everything: 1001.07 less 50.05.
    let alone = |without: &str| {
        asked(&couple(json!({ without: { "residence": "none" } })), Ask::Payees)["amounts"].clone()
    };
    assert_eq!(alone("partner"), json!({ "applicant": 95_102, "partner": 0 }));
    assert_eq!(alone("applicant"), json!({ "applicant": 0, "partner": 95_102 }));
    let left = couple(json!({ "applicant": { "died_on": "2026-01-31" } }));
    assert_eq!(asked(&left, Ask::EndByDeath)["dates"], json!({ "until": "2026-02-28" }));
    assert_eq!(asked(&both, Ask::EndByDeath)["outcome"], "not-applicable");
    let mut denied = both;
    denied.applicant.incomes =
        Some(vec![crate::facts::Income::counted(crate::facts::IncomeKind::Other, Cents::new(300_000))]);
    assert_eq!(asked(&denied, Ask::Payees)["outcome"], "denied");
}

#[test]
fn fixed_costs_come_out_of_the_assistance() {
    let mut facts = single(json!({
        "assistance": { "integration_duty": true, "fixed_costs": [
            { "kind": "rent", "amount": 60_000 }, { "kind": "other", "amount": 1_000 }
        ] }
    }));
    facts.application.reported_on = Some(day("2026-01-02").into());
    let reply = asked(&facts, Ask::FixedCosts);
    assert_eq!(reply["amounts"], json!({ "rest": 73_142 }));
    assert_eq!(reply["dates"], json!({ "start": "2026-01-02", "until": "2026-07-01" }));
    facts.application.reported_on = None;
    assert_eq!(asked(&facts, Ask::FixedCosts)["missing"][0]["path"], "application.reported_on");
}

#[test]
fn wage_tax_is_for_a_person_with_the_rates_of_the_year() {
    let reply = asked(&single(json!({})), Ask::WageTax);
    assert_eq!(reply["outcome"], "person-decides");
    let inputs = reply["explanations"][0]["inputs"].as_array().unwrap();
    let rates: Vec<_> = inputs.iter().map(|input| (&input["name"], &input["value"])).collect();
    assert_eq!(rates, [(&json!("19.4.tax"), &json!("23,49 %")), (&json!("19.4.zvw"), &json!("6,1 %"))]);
}

#[test]
fn what_has_no_value_says_why() {
    let reason = |facts: &Facts, ask: Ask| asked(facts, ask)["reason"].clone();
    assert_eq!(reason(&single(json!({})), Ask::Assistance), Value::Null);
    assert_eq!(reason(&single(json!({})), Ask::Norm), Value::Null);

    // Others come after the rule that leaves it to a person.
    let clash = single(json!({ "partner": { "birth_date": "1990-01-01" } }));
    for ask in [Ask::Norm, Ask::Assistance, Ask::Month] {
        let told = reason(&clash, ask);
        assert!(told.as_str().unwrap().contains("De gegevens spreken elkaar tegen"), "{told}");
    }
    let mut unsaid = single(json!({}));
    unsaid.applicant.residence = None;
    unsaid.applicant.detained = None;
    assert_eq!(reason(&unsaid, Ask::Assistance), "Er ontbreekt: verblijfsstatus, gedetineerd.");

    let detained = single(json!({ "applicant": { "detained": true } }));
    assert_eq!(reason(&detained, Ask::Assistance), "Wie vastzit, heeft geen recht op bijstand.");
    assert_eq!(reason(&single(json!({})), Ask::EndByDeath), "Er is niemand overleden.");
}

/// Of two incomes the first is a person's, and what is said of the second comes after it.
#[test]
fn the_rule_that_decided_is_the_last_line() {
    let facts = single(json!({ "applicant": { "incomes": [
        { "kind": "informal-care", "amount": 10_000 }, { "kind": "damages", "amount": 10_000 }
    ] } }));
    let reply = answer(&facts, &NATIONAL, &Local::default(), Days::all(day("2025-12-01")), Ask::Income);
    assert_eq!(reply.outcome, Verdict::PersonDecides);
    assert_eq!(reply.explanations.last().unwrap().rule, "free-33-6");
    let places = reply.explanations.iter().filter(|line| line.rule == "free-33-6").count();
    assert_eq!(places, 2);
}

/// Someone who does not learn Dutch, of whom the first month that is lowered is stated and no decision.
fn not_learning(place: &str, conduct: Value) -> Facts {
    let mut facts = single(json!({ "conduct": { place: {
        "suspected_on": "2025-11-01", "proved": false, "passed": false, "notified_on": "2026-01-15",
        "blameless": false, "first_month": "2026-03"
    } } }));
    facts.lay_over(&crate::testing::facts(json!({ "conduct": conduct })));
    facts
}

fn of_month(facts: &Facts, on: &str, ask: Ask) -> Value {
    let reply = answer(facts, &NATIONAL, &Local::default(), Days::all(day(on)), ask);
    serde_json::to_value(&reply).unwrap()
}

#[rstest]
#[case::before("2026-02-28", 0)]
#[case::first_step("2026-03-01", 2_000)]
#[case::its_last_day("2026-08-31", 2_000)]
#[case::second_step("2026-09-01", 4_000)]
#[case::third_step("2027-03-01", 10_000)]
#[case::for_ever("2028-06-01", 10_000)]
fn a_first_month_that_is_stated_is_the_decision_of_the_question(#[case] on: &str, #[case] share: i64) {
    for place in ["language", "language_of_partner"] {
        let reply = of_month(&not_learning(place, json!({})), on, Ask::LoweringOfMonth);
        assert!(reply.to_string().contains(&format!("\"share_basis_points\":{share}")), "{reply}");
    }
}

#[test]
fn what_is_open_about_the_language_duty_is_asked_and_what_was_decided_counts() {
    let open = not_learning("language", json!({}));
    let mut unsaid = open.clone();
    unsaid.conduct.language.blameless = None;
    let reply = of_month(&unsaid, "2026-03-01", Ask::LoweringOfMonth);
    assert_eq!(reply["missing"][0]["path"], "conduct.language.blameless");
    let decided = json!({ "breaches": [{
        "duty": "language", "committed_on": "2026-01-15", "applied_on": "2026-02-01", "first_month": "2026-03"
    }] });
    let decided = not_learning("language", decided);
    let reply = of_month(&decided, "2026-09-01", Ask::LoweringOfMonth);
    assert!(
        reply.to_string().contains("\"share_basis_points\":0"),
        "no decision names the second step: {reply}"
    );
    // The month as a whole has the lowering too.
    let paid = |facts: &Facts| of_month(facts, "2026-03-01", Ask::Month)["amounts"].clone();
    assert_ne!(paid(&open), paid(&single(json!({}))));
    assert_eq!(paid(&open), paid(&decided));
}
