mod lines;
mod properties;

use domain::Cents;
use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::facts::Facts;
use crate::testing::{couple, day, facts, housemates, on, single, single_parent};

const TODAY: &str = "2026-01-05";

fn with(mut one: Facts, other: Value) -> Facts {
    one.lay_over(&facts(other));
    one
}

fn assessed(facts: &Facts, today: &str) -> Assessment {
    assess(on(facts, today), &Local::default())
}

/// `granted`, `denied` or `person`, with the rule that decided.
fn verdict(facts: &Facts, today: &str) -> (&'static str, String) {
    let assessment = assessed(facts, today);
    let kind = match assessment.outcome {
        Outcome::Granted(_) => "granted",
        Outcome::Denied => "denied",
        Outcome::PersonDecides { .. } => "person",
    };
    (kind, assessment.explanations.last().unwrap().rule.clone())
}

fn granted(facts: &Facts, today: &str) -> i64 {
    match assessed(facts, today).outcome {
        Outcome::Granted(amount) => amount.assistance.get(),
        other => panic!("{other:?}"),
    }
}

fn income(kind: &str, amount: i64) -> Value {
    json!([{ "kind": kind, "amount": amount, "with_holiday_allowance": true }])
}

fn applicant(fields: Value) -> Value {
    json!({ "applicant": fields })
}

#[test]
fn someone_without_means_gets_the_norm() {
    assert_eq!(granted(&single(json!({})), TODAY), 140_150);
    assert_eq!(granted(&single_parent(json!({})), TODAY), 140_150);
    assert_eq!(granted(&couple(json!({})), TODAY), 200_213);
    assert_eq!(verdict(&single(json!({})), TODAY), ("granted", "amount-19-2".into()));
}

#[test]
fn five_percent_of_what_is_granted_is_kept_for_june() {
    let facts = single(applicant(json!({ "incomes": income("other", 40_150) })));
    let Outcome::Granted(amount) = assessed(&facts, TODAY).outcome else { panic!("not granted") };
    let found = [amount.assistance, amount.holiday, amount.payable].map(Cents::get);
    assert_eq!(found, [100_000, 5_000, 95_000]);
}

#[rstest]
#[case::t8_income_is_the_norm(applicant(json!({ "incomes": income("other", 140_150) })), "denied", "income-19-1")]
#[case::t8_a_cent_less(applicant(json!({ "incomes": income("other", 140_149) })), "granted", "amount-19-2")]
#[case::capital_is_the_limit(json!({ "capital": { "assets": [{ "kind": "savings", "value": 800_000 }] } }), "granted", "amount-19-2")]
#[case::a_cent_more_capital(json!({ "capital": { "assets": [{ "kind": "savings", "value": 800_001 }] } }), "denied", "capital-34-3")]
#[case::four_weeks_abroad(applicant(json!({ "weeks_abroad": 4 })), "granted", "amount-19-2")]
#[case::five_weeks_abroad(applicant(json!({ "weeks_abroad": 5 })), "person", "abroad-13-1e")]
#[case::too_long_abroad(applicant(json!({ "stays_abroad": [{ "first": "2025-12-08" }] })), "denied", "abroad-13-1e")]
#[case::back_again(applicant(json!({ "weeks_abroad": 5, "stays_abroad": [{ "first": "2025-11-01", "last": "2026-01-04" }] })), "granted", "amount-19-2")]
#[case::five_weeks_over_new_year(applicant(json!({ "weeks_abroad": 2, "longest_stay_abroad": 5 })), "person", "abroad-13-1e")]
#[case::four_weeks_over_new_year(applicant(json!({ "weeks_abroad": 2, "longest_stay_abroad": 4 })), "granted", "amount-19-2")]
#[case::detained(applicant(json!({ "detained": true })), "denied", "detained-13-1a")]
#[case::compulsory_care(applicant(json!({ "detained": true, "compulsory_care": true })), "granted", "amount-19-2")]
#[case::evading(applicant(json!({ "evades_sentence": true })), "denied", "evading-13-1b")]
#[case::evading_in_care(applicant(json!({ "evades_sentence": true, "compulsory_care": true })), "granted", "amount-19-2")]
#[case::soldier(applicant(json!({ "military_service": true })), "denied", "military-13-1c")]
#[case::strike(applicant(json!({ "on_strike": true })), "denied", "strike-13-1d")]
#[case::debts(applicant(json!({ "for_debts": true })), "denied", "debts-13-1g")]
#[case::fighter(applicant(json!({ "foreign_fighter": true })), "denied", "fighter-13-1h")]
#[case::leave(applicant(json!({ "unpaid_leave": true })), "denied", "leave-13-2b")]
#[case::parental_leave_of_a_single_person(applicant(json!({ "unpaid_leave": true, "parental_leave": true })), "denied", "leave-13-2b")]
#[case::unwilling_from_27(applicant(json!({ "unwilling": true })), "granted", "amount-19-2")]
#[case::unwilling_at_26(applicant(json!({ "birth_date": "1999-01-06", "education": { "can_follow": false }, "unwilling": true })), "denied", "unwilling-13-2d")]
#[case::prior_provision(applicant(json!({ "prior_provision": true })), "denied", "provision-15")]
#[case::urgent(applicant(json!({ "detained": true, "urgent_reasons": true })), "person", "urgent-16")]
#[case::not_urgent_for_aliens(applicant(json!({ "residence": "none", "urgent_reasons": true })), "denied", "residence-11")]
#[case::lawful_residence(applicant(json!({ "residence": "lawful" })), "granted", "amount-19-2")]
#[case::first_months_in_the_union(applicant(json!({ "residence": "eu-first-months" })), "denied", "residence-11")]
#[case::no_residence(applicant(json!({ "residence": "none" })), "denied", "residence-11")]
#[case::elsewhere(applicant(json!({ "lives_in_municipality": false })), "denied", "competence-40")]
#[case::education_from_27(applicant(json!({ "birth_date": "1999-01-05", "education": { "can_follow": true } })), "granted", "amount-19-2")]
#[case::student_finance_at_26(applicant(json!({ "birth_date": "1999-01-06", "education": { "can_follow": true, "student_finance": true } })), "denied", "education-13-2c")]
#[case::not_following_at_26(applicant(json!({ "birth_date": "1999-01-06", "education": { "can_follow": true, "student_finance": false, "follows": false } })), "denied", "education-13-2c")]
#[case::following_at_26(applicant(json!({ "birth_date": "1999-01-06", "education": { "can_follow": true, "student_finance": false, "follows": true } })), "granted", "amount-19-2")]
#[case::no_education_at_26(applicant(json!({ "birth_date": "1999-01-06", "education": { "can_follow": false } })), "granted", "amount-19-2")]
#[case::eighteen(applicant(json!({ "birth_date": "2008-01-05", "education": { "can_follow": false }, "parents_cannot_support": false })), "granted", "amount-19-2")]
#[case::seventeen(applicant(json!({ "birth_date": "2008-01-06", "education": { "can_follow": false } })), "denied", "under-18-13-1f")]
#[case::t4_under_21_has_a_right(applicant(json!({ "birth_date": "2005-01-06", "education": { "can_follow": false }, "parents_cannot_support": false })), "granted", "amount-19-2")]
#[case::t4_under_21_in_institution(applicant(json!({ "birth_date": "2005-01-06", "education": { "can_follow": false }, "in_institution": true })), "denied", "institution-13-2a")]
#[case::institution_from_21(applicant(json!({ "birth_date": "2005-01-05", "education": { "can_follow": false }, "in_institution": true })), "granted", "amount-19-2")]
#[case::the_first_ground_decides(json!({ "applicant": { "detained": true, "stays_abroad": [{ "first": "2025-11-01" }] }, "capital": { "assets": [{ "kind": "savings", "value": 900_000 }] } }), "denied", "detained-13-1a")]
#[case::contradiction(json!({ "household": { "children": [{ "birth_date": "2022-02-01", "dependent": true }] } }), "person", "household-4")]
#[case::a_grown_child_is_none(json!({ "household": { "children": [{ "birth_date": "2008-01-05", "dependent": true }] } }), "granted", "amount-19-2")]
fn the_right_of_a_single_person(#[case] other: Value, #[case] kind: &str, #[case] rule: &str) {
    assert_eq!(verdict(&single(other), TODAY), (kind, rule.to_owned()));
}

#[rstest]
#[case::parental_leave(applicant(json!({ "unpaid_leave": true, "parental_leave": true })), "granted", "amount-19-2")]
#[case::other_leave(applicant(json!({ "unpaid_leave": true })), "denied", "leave-13-2b")]
#[case::capital_is_the_limit(json!({ "capital": { "assets": [{ "kind": "savings", "value": 1_600_000 }] } }), "granted", "amount-19-2")]
#[case::a_cent_more_capital(json!({ "capital": { "assets": [{ "kind": "savings", "value": 1_600_001 }] } }), "denied", "capital-34-3")]
#[case::no_child(json!({ "household": { "children": [] } }), "person", "household-4")]
fn the_right_of_a_single_parent(#[case] other: Value, #[case] kind: &str, #[case] rule: &str) {
    assert_eq!(verdict(&single_parent(other), TODAY), (kind, rule.to_owned()));
}

#[rstest]
#[case::income_is_the_norm(applicant(json!({ "incomes": income("other", 200_213) })), "denied", "income-19-1")]
#[case::a_cent_less(applicant(json!({ "incomes": income("other", 200_212) })), "granted", "amount-19-2")]
#[case::income_of_both(json!({ "applicant": { "incomes": income("other", 100_000) }, "partner": { "incomes": income("other", 100_213) } }), "denied", "income-19-1")]
#[case::capital_is_the_limit(json!({ "capital": { "assets": [{ "kind": "savings", "value": 1_600_000 }] } }), "granted", "amount-19-2")]
#[case::a_cent_more_capital(json!({ "capital": { "assets": [{ "kind": "savings", "value": 1_600_001 }] } }), "denied", "capital-34-3")]
#[case::leave_of_one_excludes_both(json!({ "partner": { "unpaid_leave": true } }), "denied", "leave-13-2b")]
#[case::both_without_a_right(json!({ "applicant": { "detained": true }, "partner": { "residence": "none" } }), "denied", "residence-11")]
#[case::one_may_be_urgent(json!({ "applicant": { "detained": true }, "partner": { "detained": true, "urgent_reasons": true } }), "person", "urgent-16")]
#[case::elsewhere(applicant(json!({ "lives_in_municipality": false })), "denied", "competence-40")]
fn the_right_of_a_couple(#[case] other: Value, #[case] kind: &str, #[case] rule: &str) {
    assert_eq!(verdict(&couple(other), TODAY), (kind, rule.to_owned()));
}

/// Half the couple norm whichever ground takes away the right of the partner; nothing is refused or left open.
#[rstest]
#[case::residence(json!({ "residence": "none" }))]
#[case::detained(json!({ "detained": true }))]
#[case::abroad(json!({ "stays_abroad": [{ "first": "2025-11-01" }] }))]
#[case::seventeen(json!({ "birth_date": "2008-01-06" }))]
#[case::able_to_study(json!({ "birth_date": "1999-01-06", "education": { "can_follow": true, "student_finance": true } }))]
#[case::young_and_in_institution(json!({ "birth_date": "2006-01-06", "education": { "can_follow": false }, "in_institution": true }))]
#[case::other_provision(json!({ "prior_provision": true }))]
#[case::what_is_open_about_someone_without_a_right_does_not_matter(json!({ "detained": true, "birth_date": "2001-01-01" }))]
fn t9_a_couple_keeps_the_right_of_the_other(#[case] partner: Value) {
    let facts = couple(json!({ "partner": partner }));
    let assessment = assessed(&facts, TODAY);
    assert_eq!(assessment.entitled, vec![Claimant::Applicant]);
    assert_eq!(assessment.norm, Some(Cents::new(100_107)));
    assert_eq!(granted(&facts, TODAY), 100_107);
    // The same seen from the other side.
    let turned = Facts { applicant: facts.partner.clone(), partner: facts.applicant.clone(), ..facts };
    let turned = with(turned, json!({ "applicant": { "lives_in_municipality": true } }));
    assert_eq!(assessed(&turned, TODAY).entitled, vec![Claimant::Partner]);
    assert_eq!(granted(&turned, TODAY), 100_107);
}

/// Reference §6.5: own income 200; 1001.07 − 200 = 801.07 without the spouse. Both and the assistance may not be above
/// 2002.13.
#[rstest]
#[case::little_income_of_the_spouse(20_000, 100_106, Some(80_107))]
#[case::a_cent_above_the_couple_norm(20_000, 100_107, Some(80_106))]
#[case::much_of_it(20_000, 150_106, Some(30_107))]
#[case::all_of_it(20_000, 180_213, None)]
fn t9_income_of_a_spouse_without_a_right(
    #[case] own: i64,
    #[case] spouse: i64,
    #[case] expected: Option<i64>,
) {
    let earning = json!({
        "applicant": { "incomes": income("other", own) },
        "partner": { "residence": "none", "incomes": income("other", spouse) }
    });
    let turned = json!({
        "applicant": { "residence": "none", "incomes": income("other", spouse) },
        "partner": { "incomes": income("other", own) }
    });
    for facts in [couple(earning), couple(turned)] {
        let found = match assessed(&facts, TODAY).outcome {
            Outcome::Granted(amount) => Some(amount.assistance.get()),
            Outcome::Denied => None,
            Outcome::PersonDecides { missing } => panic!("{missing:?}"),
        };
        assert_eq!(found, expected);
    }
}

#[test]
fn what_is_missing_about_the_other_spouse_is_named_by_their_own_path() {
    let mut facts = couple(json!({ "applicant": { "residence": "none" } }));
    facts.partner.incomes = None;
    let missing = vec!["partner.incomes".to_owned()];
    assert_eq!(assessed(&facts, TODAY).outcome, Outcome::PersonDecides { missing });
}

/// Born on 1959-03-10: pension age is 67 years, on 2026-03-10. Born on 1961-01-01: 67 years and 3 months.
#[rstest]
#[case::the_day_before("1959-03-10", "2026-03-09", "granted")]
#[case::the_day_itself("1959-03-10", "2026-03-10", "denied")]
#[case::t10_the_age_is_not_the_same_for_all("1961-01-01", "2026-07-01", "granted")]
fn t10_pensioners_are_for_the_social_insurance_bank(
    #[case] birth: &str,
    #[case] today: &str,
    #[case] kind: &str,
) {
    let alone = single(applicant(json!({ "birth_date": birth })));
    let together = couple(json!({ "partner": { "birth_date": birth } }));
    for facts in [alone, together] {
        let (found, rule) = verdict(&facts, today);
        assert_eq!(found, kind);
        assert_eq!(rule == "competence-47a", kind == "denied");
    }
}

#[test]
fn every_ground_of_a_denial_is_kept_in_the_order_of_the_law() {
    let facts = single(json!({
        "applicant": { "residence": "none", "stays_abroad": [{ "first": "2025-11-01" }], "incomes": income("other", 200_000) },
        "capital": { "assets": [{ "kind": "savings", "value": 900_000 }] }
    }));
    let assessment = assessed(&facts, TODAY);

    let grounds: Vec<_> = assessment.grounds.iter().map(|ground| ground.rule.as_str()).collect();
    assert_eq!(grounds, ["residence-11", "abroad-13-1e", "capital-34-3", "income-19-1"]);
    let last = assessment.explanations.last().unwrap();
    assert!(last.rule == "residence-11" && last.text.starts_with("Geen recht op bijstand."));
    for rule in ["norm-21a", "norm-23", "norm-20", "norm-22a", "norm-24", "norm-53a-3"] {
        assert!(assessment.explanations.iter().any(|line| line.rule == rule), "{rule} left no line");
    }
}

#[test]
fn a_line_says_what_was_looked_at_and_where_it_comes_from() {
    let mut facts = single(housemates(2));
    facts.applicant.detained =
        serde_json::from_value(json!({ "value": false, "source": "applicant" })).unwrap();
    let assessment = assessed(&facts, TODAY);

    let line = assessment.explanations.iter().find(|line| line.rule == "norm-22a-1").unwrap();
    assert_eq!(line.source, "PW art. 19a en 22a");
    assert_eq!(line.policy_version, crate::testing::NATIONAL.version());
    assert_eq!(line.text, "3 mensen delen de kosten. De norm is € 867,59 per maand.");
    let base = line.inputs.iter().find(|input| input.name == "21.b").unwrap();
    assert_eq!(base.value, "€ 2.002,13");
    assert!(base.source.starts_with("PW art. 21 b") && base.source.ends_with("(vanaf 01-01-2026)"));
    let detained = assessment.explanations.iter().find(|line| line.rule == "detained-13-1a").unwrap();
    let seen = detained
        .inputs
        .iter()
        .map(|input| (input.name.as_str(), input.value.as_str(), input.source.as_str()));
    assert_eq!(seen.collect::<Vec<_>>(), [("applicant.detained", "nee", "applicant")]);
}

fn without(facts: &Facts, path: &str) -> Facts {
    let mut document = serde_json::to_value(facts).unwrap();
    let (section, field) = path.split_once('.').unwrap();
    let removed = document[section].as_object_mut().unwrap().remove(field);
    assert!(removed.is_some(), "{path} was not stated");
    serde_json::from_value(document).unwrap()
}

#[rstest]
fn no_missing_fact_is_guessed(
    #[values(
        "applicant.birth_date",
        "applicant.residence",
        "applicant.lives_in_municipality",
        "applicant.detained",
        "applicant.in_institution",
        "applicant.weeks_abroad",
        "applicant.incomes",
        "household.kind"
    )]
    path: &str,
) {
    let outcome = assessed(&without(&single(json!({})), path), TODAY).outcome;
    assert_eq!(outcome, Outcome::PersonDecides { missing: vec![path.to_owned()] });
}

#[rstest]
fn no_missing_fact_of_the_partner_is_guessed(
    #[values(
        "partner.birth_date",
        "partner.residence",
        "partner.detained",
        "partner.in_institution",
        "partner.weeks_abroad",
        "partner.incomes"
    )]
    path: &str,
) {
    let outcome = assessed(&without(&couple(json!({})), path), TODAY).outcome;
    assert_eq!(outcome, Outcome::PersonDecides { missing: vec![path.to_owned()] });
}

#[test]
fn all_missing_facts_are_named_at_once() {
    let Outcome::PersonDecides { missing } = assessed(&facts(json!({})), TODAY).outcome else {
        panic!("decided")
    };
    for path in [
        "household.kind",
        "applicant.birth_date",
        "applicant.lives_in_municipality",
        "applicant.residence",
        "applicant.detained",
        "applicant.weeks_abroad",
        "applicant.in_institution",
        "applicant.incomes",
    ] {
        assert!(missing.iter().any(|known| known == path), "{path} is not among {missing:?}");
    }
}

#[test]
fn what_became_known_later_is_not_looked_at() {
    let late = json!({ "applicant": { "detained": { "value": true, "known_on": "2026-01-06" } } });
    let outcome = assessed(&single(late.clone()), TODAY).outcome;
    assert_eq!(outcome, Outcome::PersonDecides { missing: vec!["applicant.detained".to_owned()] });
    assert_eq!(assessed(&single(late), "2026-01-06").outcome, Outcome::Denied);
}

#[test]
fn means_decide_nothing_while_someones_right_is_open() {
    // The income is above the norm of a couple; whether this is one norm or that of one spouse is not known yet.
    let rich = couple(json!({ "applicant": { "incomes": income("other", 250_000) } }));
    let unknown = without(&rich, "partner.residence");
    assert_eq!(verdict(&unknown, TODAY), ("person", "residence-11".into()));
}

#[test]
fn a_day_without_amounts_is_left_to_a_person_who_hears_why() {
    for today in ["2023-12-31", "2027-01-01"] {
        let assessment = assessed(&single(json!({})), today);
        assert_eq!(assessment.outcome, Outcome::PersonDecides { missing: vec![] }, "{today}");
        assert!(assessment.explanations.last().unwrap().text.contains("niet bekend"), "{today}");
    }
}

#[test]
fn the_norm_is_told_also_to_who_has_no_right() {
    let question = |facts: &Facts| norm_of(on(facts, TODAY), &Local::default()).finding.map(Cents::get);
    assert_eq!(question(&single(applicant(json!({ "detained": true })))), Finding::Value(140_150));
    assert_eq!(question(&without(&single(json!({})), "applicant.residence")), Finding::Value(140_150));
    // Of a couple of whom one's right is open it is not known which norm holds.
    let open = without(&couple(json!({})), "partner.residence");
    assert_eq!(question(&open), Finding::FactMissing(vec!["partner.residence".into()]));
}

#[test]
fn the_lines_of_a_decision_stay_small() {
    let text = serde_json::to_string(&assessed(&couple(housemates(2)), TODAY).explanations).unwrap();
    assert!(text.len() < 24_000, "{} bytes", text.len());
}

#[test]
fn the_day_judged_is_one_day_of_three() {
    let facts = single(json!({}));
    let days =
        crate::Days { assessed: day("2026-06-30"), decided: day("2026-08-01"), known: day("2026-08-01") };
    let question = Question { days, ..on(&facts, TODAY) };
    assert_eq!(assess(question, &Local::default()).norm, Some(Cents::new(140_150)));
}
