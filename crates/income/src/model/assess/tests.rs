use domain::FactKey;
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::model::testing::{NATIONAL, couple, day, facts, single, without};

const TODAY: &str = "2026-01-05";

fn on(facts: &Facts, today: &str) -> Assessment {
    assess(facts, &NATIONAL, day(today))
}

/// `granted`, `denied` or `person`, with the rule that decided.
fn verdict(facts: &Facts, today: &str) -> (&'static str, String) {
    let assessment = on(facts, today);
    let kind = match assessment.outcome {
        Outcome::Granted { .. } => "granted",
        Outcome::Denied => "denied",
        Outcome::PersonDecides { .. } => "person",
    };
    (kind, assessment.explanations.last().unwrap().rule.clone())
}

fn granted(facts: &Facts, today: &str) -> i64 {
    match on(facts, today).outcome {
        Outcome::Granted { amount } => amount.get(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn someone_without_means_gets_the_norm() {
    assert_eq!(granted(&single(""), TODAY), 140_150);
    assert_eq!(granted(&couple(""), TODAY), 200_213);
    assert_eq!(verdict(&single(""), TODAY), ("granted", "amount-19-2".into()));
}

#[test]
fn income_is_taken_off_the_norm() {
    assert_eq!(granted(&single("other_income=12345"), TODAY), 140_150 - 12_345);
}

/// The same net pay counts as in every other question: € 600,00 a month with € 48,00 claim on holiday allowance.
#[test]
fn t14_pay_counts_with_the_claim_on_holiday_allowance() {
    assert_eq!(granted(&single("monthly_earnings=60000"), TODAY), 140_150 - 64_800);
}

#[rstest]
#[case::t8_income_is_the_norm("other_income=140150", "denied", "income-19-1")]
#[case::a_cent_less("other_income=140149", "granted", "amount-19-2")]
#[case::capital_is_the_limit("capital=800000", "granted", "amount-19-2")]
#[case::a_cent_more_capital("capital=800001", "denied", "capital-34-3")]
#[case::single_parent_at_the_limit(
    "household=single-parent youngest_child_age=3 capital=1600000",
    "granted",
    "amount-19-2"
)]
#[case::single_parent_above_it(
    "household=single-parent youngest_child_age=3 capital=1600001",
    "denied",
    "capital-34-3"
)]
#[case::four_weeks_abroad("weeks_abroad=4", "granted", "amount-19-2")]
#[case::five_weeks_abroad("weeks_abroad=5", "person", "abroad-13-1e")]
#[case::detained("detained=yes", "denied", "detained-13-1a")]
#[case::lawful_residence("residence=lawful", "granted", "amount-19-2")]
#[case::first_months_in_the_union("residence=eu-first-months", "denied", "residence-11")]
#[case::no_residence("residence=none", "denied", "residence-11")]
#[case::elsewhere("lives_in_municipality=no", "denied", "competence-40")]
#[case::education_from_27("birth_date=1999-01-05 can_follow_education=yes", "granted", "amount-19-2")]
#[case::education_at_26("birth_date=1999-01-06 can_follow_education=yes", "denied", "education-13-2c")]
#[case::no_education_at_26("birth_date=1999-01-06 can_follow_education=no", "granted", "amount-19-2")]
#[case::eighteen(
    "birth_date=2008-01-05 can_follow_education=no parents_cannot_support=no",
    "granted",
    "amount-19-2"
)]
#[case::seventeen("birth_date=2008-01-06 can_follow_education=no", "denied", "under-18-13-1f")]
#[case::t4_under_21_has_a_right(
    "birth_date=2005-01-06 can_follow_education=no parents_cannot_support=no",
    "granted",
    "amount-19-2"
)]
#[case::under_21_in_institution(
    "birth_date=2005-01-06 can_follow_education=no in_institution=yes",
    "denied",
    "institution-13-2a"
)]
#[case::institution_from_21(
    "birth_date=2005-01-05 can_follow_education=no in_institution=yes",
    "granted",
    "amount-19-2"
)]
#[case::the_first_ground_decides("detained=yes capital=900000", "denied", "detained-13-1a")]
#[case::contradiction("youngest_child_age=3", "person", "household-4")]
fn the_right_of_a_single_person(#[case] words: &str, #[case] kind: &str, #[case] rule: &str) {
    assert_eq!(verdict(&single(words), TODAY), (kind, rule.to_owned()));
}

#[rstest]
#[case::income_is_the_norm("other_income=200213", "denied", "income-19-1")]
#[case::a_cent_less("other_income=200212", "granted", "amount-19-2")]
#[case::capital_is_the_limit("capital=1600000", "granted", "amount-19-2")]
#[case::a_cent_more_capital("capital=1600001", "denied", "capital-34-3")]
#[case::t9_one_without_residence("residence=none", "person", "residence-11")]
#[case::t9_one_detained("detained=yes", "person", "detained-13-1a")]
#[case::t9_one_abroad("weeks_abroad=5", "person", "abroad-13-1e")]
#[case::t9_one_of_17("partner_birth_date=2008-01-06 can_follow_education=no", "granted", "amount-19-2")]
#[case::t9_whose_income(
    "partner_birth_date=2008-01-06 can_follow_education=no other_income=10000",
    "person",
    "spouse-32-3"
)]
#[case::whose_pay("monthly_earnings=10000", "person", "holiday-claim-31-4")]
#[case::pay_above_the_norm_whosever_it_is("monthly_earnings=200213", "denied", "income-19-1")]
#[case::t9_two_who_may_study(
    "birth_date=1999-01-06 partner_birth_date=1999-01-06 can_follow_education=yes",
    "person",
    "education-13-2c"
)]
#[case::t9_one_able_to_study(
    "partner_birth_date=1999-01-06 can_follow_education=yes",
    "granted",
    "amount-19-2"
)]
#[case::both_in_institution("in_institution=yes both_in_institution=yes", "granted", "amount-19-2")]
#[case::one_in_institution("in_institution=yes both_in_institution=no", "granted", "amount-19-2")]
#[case::young_and_in_institution(
    "partner_birth_date=2006-01-06 can_follow_education=no in_institution=yes both_in_institution=no",
    "person",
    "institution-13-2a"
)]
#[case::elsewhere("lives_in_municipality=no", "denied", "competence-40")]
fn the_right_of_a_couple(#[case] words: &str, #[case] kind: &str, #[case] rule: &str) {
    assert_eq!(verdict(&couple(words), TODAY), (kind, rule.to_owned()));
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
    let alone = single(&format!("birth_date={birth}"));
    let together = couple(&format!("partner_birth_date={birth}"));
    for facts in [alone, together] {
        let (found, rule) = verdict(&facts, today);
        assert_eq!(found, kind);
        assert_eq!(rule == "competence-47a", kind == "denied");
    }
}

#[test]
fn t6_the_payable_norm_in_an_institution_has_the_increment() {
    assert_eq!(granted(&single("in_institution=yes"), TODAY), 49_076);
}

#[test]
fn every_ground_of_a_denial_is_kept() {
    let assessment = on(&single("residence=none detained=yes other_income=200000 capital=900000"), TODAY);

    let texts: Vec<_> =
        assessment.explanations.iter().map(|line| (line.rule.as_str(), line.text.as_str())).collect();
    assert_eq!(texts.last().unwrap().0, "residence-11");
    assert!(texts.last().unwrap().1.starts_with("Geen recht op bijstand."));
    for rule in
        ["detained-13-1a", "capital-34-3", "income-19-1", "norm-21a", "norm-23", "norm-20", "norm-22a"]
    {
        assert!(texts.iter().any(|(found, _)| *found == rule), "{rule} left no line");
    }
}

#[test]
fn a_line_says_what_was_looked_at_and_where_it_comes_from() {
    let assessment = on(&single("cost_sharers=2"), TODAY);

    let line = assessment.explanations.iter().find(|line| line.rule == "norm-22a-1").unwrap();
    assert_eq!(line.source, "PW art. 19a en 22a");
    assert_eq!(line.policy_version, NATIONAL.version());
    assert_eq!(line.text, "3 mensen delen de kosten. De norm is € 867,59 per maand.");
    let base = line.inputs.iter().find(|input| input.name == "21.b").unwrap();
    assert_eq!(base.value, "€ 2.002,13");
    assert!(
        base.source.starts_with("PW art. 21 b") && base.source.ends_with("(vanaf 01-01-2026)"),
        "{}",
        base.source
    );
    let detained = assessment.explanations.iter().find(|line| line.rule == "detained-13-1a").unwrap();
    assert!(detained.inputs.iter().any(|input| (
        input.name.as_str(),
        input.value.as_str(),
        input.source.as_str()
    ) == ("detained", "nee", "applicant")));
}

#[rstest]
#[case(FactKey::BirthDate)]
#[case(FactKey::Household)]
#[case(FactKey::CostSharers)]
#[case(FactKey::Residence)]
#[case(FactKey::LivesInMunicipality)]
#[case(FactKey::InInstitution)]
#[case(FactKey::Detained)]
#[case(FactKey::WeeksAbroad)]
#[case(FactKey::MonthlyEarnings)]
#[case(FactKey::OtherIncome)]
#[case(FactKey::Capital)]
fn no_missing_fact_is_guessed(#[case] key: FactKey) {
    let outcome = on(&without(&single(""), key), TODAY).outcome;
    assert_eq!(outcome, Outcome::PersonDecides { missing: vec![key] });
}

#[test]
fn all_missing_facts_are_named_at_once() {
    let Outcome::PersonDecides { missing } = on(&facts("household=single"), TODAY).outcome else {
        panic!("decided")
    };
    assert_eq!(missing.len(), 10, "{missing:?}");
}

#[test]
fn means_decide_nothing_while_someones_right_is_open() {
    // The income is above the norm of a couple; whether this is one norm or that of one spouse is not known yet.
    let unknown = without(&couple("other_income=250000 capital=9000000"), FactKey::Residence);
    assert_eq!(verdict(&unknown, TODAY), ("person", "residence-11".into()));
}

#[rstest]
#[case::before_the_act("2014-12-31")]
#[case::in_a_gap("2023-12-31")]
#[case::after_the_last_amounts("2027-01-01")]
fn a_day_without_amounts_is_left_to_a_person_who_hears_why(#[case] day: &str) {
    let assessment = on(&single("birth_date=1980-06-15"), day);
    assert_eq!(assessment.outcome, Outcome::PersonDecides { missing: vec![] });
    assert!(assessment.explanations.last().unwrap().text.contains("van de wet niet bekend"));
}

#[test]
fn what_was_stated_but_not_of_whom_is_not_asked_again() {
    for words in [
        "detained=yes",
        "residence=none",
        "in_institution=yes both_in_institution=no partner_birth_date=2006-01-06 can_follow_education=no",
    ] {
        let outcome = on(&couple(words), TODAY).outcome;
        assert_eq!(outcome, Outcome::PersonDecides { missing: vec![] }, "{words}");
    }
    let outcome = on(&couple("in_institution=yes"), TODAY).outcome;
    assert_eq!(outcome, Outcome::PersonDecides { missing: vec![FactKey::BothInInstitution] });
}

#[test]
fn t9_the_norm_is_that_of_the_spouse_with_a_right() {
    let assessment = on(&couple("partner_birth_date=2008-01-06 can_follow_education=no"), TODAY);
    assert_eq!(assessment.norm, Some(Cents::new(100_107)));
}

fn household() -> impl Strategy<Value = Facts> {
    let ages = (prop_oneof![1960i32..=2008], prop_oneof![1960i32..=2008]);
    (ages, 0usize..3, 0i64..7, proptest::option::of(0i64..18), any::<[bool; 4]>()).prop_map(
        |((own, partner), kind, sharers, child, [inside, both, support, study])| {
            let yes = |value: bool| if value { "yes" } else { "no" };
            let mut words = format!(
                "birth_date={own}-01-05 cost_sharers={sharers} in_institution={} both_in_institution={} \
                 parents_cannot_support={} can_follow_education={}",
                yes(inside),
                yes(both),
                yes(support),
                yes(study && own > 2000)
            );
            match kind {
                0 => {}
                1 => words.push_str(" household=single-parent youngest_child_age=4"),
                _ => {
                    words.push_str(&format!(" household=couple partner_birth_date={partner}-01-05"));
                    words.extend(child.map(|age| format!(" youngest_child_age={age}")));
                }
            }
            single(&words)
        },
    )
}

proptest! {
    #[test]
    fn more_income_never_means_more_assistance(facts in household(), income in 0i64..250_000, more in 1i64..50_000) {
        let amount = |income: i64| {
            let mut facts = facts.clone();
            facts.lay_over(self::facts(&format!("other_income={income}")));
            match on(&facts, TODAY) {
                Assessment { outcome: Outcome::Granted { amount }, norm, .. } => Some((amount, norm.unwrap())),
                _ => None,
            }
        };
        match (amount(income), amount(income + more)) {
            (Some((less, norm)), Some((richer, same))) => {
                prop_assert_eq!(norm, same);
                prop_assert!(richer < less);
                prop_assert_eq!(less.get() + income, norm.get());
            }
            (None, Some(_)) => prop_assert!(false, "who earns more has a right and who earns less has none"),
            (Some((amount, norm)), None) => prop_assert!(amount > Cents::ZERO && amount <= norm),
            (None, None) => {}
        }
    }

    #[test]
    fn every_household_gets_an_answer_with_reasons(facts in household(), missing in 0usize..FactKey::ALL.len()) {
        let facts = without(&facts, FactKey::ALL[missing]);
        let assessment = on(&facts, TODAY);
        let last = assessment.explanations.last().unwrap();
        prop_assert!(!last.rule.is_empty() && !last.source.is_empty() && last.text.ends_with('.'));
        if let Outcome::Granted { amount } = assessment.outcome {
            prop_assert!(amount > Cents::ZERO && Some(amount) <= assessment.norm);
        }
    }
}

#[test]
fn the_lines_of_a_decision_stay_small() {
    let text = serde_json::to_string(&on(&couple("cost_sharers=2"), TODAY).explanations).unwrap();
    println!("{} bytes", text.len());
    assert!(text.len() < 16_000, "{} bytes", text.len());
}

/// Of a couple's pay nobody said whose it is: each has a claim on holiday allowance and an exemption of their own.
#[rstest]
#[case::pay(couple("monthly_earnings=10000"), false)]
#[case::income_of_two_with_a_right(couple("other_income=10000"), true)]
#[case::income_while_one_has_no_right(
    couple("partner_birth_date=2008-01-06 can_follow_education=no other_income=10000"),
    false
)]
#[case::nothing(couple(""), true)]
#[case::pay_of_one_person(single("monthly_earnings=10000"), true)]
fn months_know_income_only_of_whom_it_is(#[case] facts: Facts, #[case] known: bool) {
    let stated = of_months(&facts, &NATIONAL, day(TODAY));
    assert_eq!(stated.applicant.incomes.is_some(), known);
    assert!(known || stated.partner.incomes.is_none());
}
