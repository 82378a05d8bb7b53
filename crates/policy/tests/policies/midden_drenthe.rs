//! Every figure of the reintegration policy of Midden-Drenthe (S1), from the document, and every figure that it leaves to choice.

use policy::Policy;
use rstest::rstest;

use crate::common::{of, policies};
use crate::figures;

fn policy() -> &'static Policy {
    of(policies(), "midden-drenthe:1731")
}

#[test]
fn rules_that_stand_alone() {
    assert_eq!(
        figures::rules(policy()),
        [
            // title and § 9.2: 2021 up to and including 2026
            "from 2021-01-01 until Some(2026-12-31)",
            // § 2.1 Breed Offensief; `Vulnerable` is a choice
            "search of everyone false, 4 weeks, [SpecialEducation, SubsidyGroup, HourLimited, Vulnerable], partners from None",
            // action 39
            "without benefit at most None",
            // preface: taking part is asked in return, with help when it does not work out alone
            "return activity Chosen contribution, own choice first true, at None, places None, exempt 2",
            "answer in 10 days, shares [], only support []",
            // action 13; places and validity are choices
            "sheltered 10 after Some(\"sheltered-preparation\"), [], advice 12 months",
            // actions 47 and 48
            "four eyes true, talks Some(6)",
            // action 38
            "exempted 12 months",
            // choices
            "tasks 7 14 14 28 7 7 7 42 14",
        ]
    );
    assert_eq!(policy().municipalities.iter().map(|each| each.code.as_str()).collect::<Vec<_>>(), ["1731"]);
    assert!(policy().areas.is_empty());
    // not in the note
    assert!(policy().measures.is_empty() && policy().scorecard.is_none() && policy().home_visits.is_none());
    // by law
    let exempt = policy().return_activity.exempt.join("; ");
    assert!(exempt.contains("onder de 5 jaar (PW art. 9 lid 7)") && exempt.contains("(PW art. 9 lid 5)"));
    // § 4.1.9: 33 % are exempted as a whole
    assert_eq!(figures::distribution(policy()), ["exempted: 330"]);
}

/// Chapter 4. The note names no terms, and no intervals but the yearly contact of § 4.1.9: the rest are choices.
#[test]
fn categories() {
    assert_eq!(
        figures::categories(policy()),
        [
            "wiw own-strength 12 12 reintegration-consultant -",
            "labour-disabled-sheltered sheltered 12 6 reintegration-consultant sheltered-preparation",
            "exempted care 12 12 reintegration-consultant social-activation",
            "labour-disabled work 12 3 reintegration-consultant learn-work",
            "early-school-leavers work 12 3 reintegration-consultant learn-work",
            "without-benefit work 6 6 reintegration-consultant mediation",
            "newcomers work 24 3 reintegration-consultant language-placement",
            "under-27 work 6 3 reintegration-consultant mediation",
            "language-delay work 12 3 reintegration-consultant language-placement",
            "single-parents work 12 3 reintegration-consultant learn-work",
            "former-entrepreneurs work 12 3 reintegration-consultant mediation",
            "fifty-plus work 12 3 reintegration-consultant mediation",
            "job-seeker work 6 3 reintegration-consultant mediation",
        ]
    );
}

/// § 5.5 and § 7.3; WIW jobs by § 4.1.11.
#[test]
fn what_pays() {
    assert_eq!(
        figures::paid_from(policy()),
        [
            "wiw: reintegration",
            "labour-disabled-sheltered: reintegration regional-funds",
            "exempted: reintegration",
            "labour-disabled: reintegration regional-funds",
            "early-school-leavers: reintegration regional-funds",
            "without-benefit: reintegration regional-funds",
            "newcomers: newcomers-budget reintegration",
            "under-27: reintegration regional-funds",
            "language-delay: reintegration regional-funds",
            "single-parents: reintegration regional-funds",
            "former-entrepreneurs: reintegration regional-funds",
            "fifty-plus: reintegration regional-funds",
            "job-seeker: reintegration regional-funds",
        ]
    );
}

/// Chapter 5 is for everyone who can work.
const GENERAL: [&str; 9] = [
    "mediation",
    "learn-work",
    "trial-placement",
    "work-placement",
    "training",
    "health-vitality",
    "other-provider",
    "self-employment",
    "durability-subsidy",
];

#[rstest]
// actions 12 and 31 (Stark), 7, 26, 33 and 35 (mediation), 17 and 29 (language)
#[case("labour-disabled", "learn-work", &[], &[])]
#[case("early-school-leavers", "learn-work", &[], &[])]
#[case("single-parents", "learn-work", &[], &[])]
#[case("under-27", "mediation", &[], &[])]
#[case("former-entrepreneurs", "mediation", &[], &[])]
#[case("fifty-plus", "mediation", &[], &[])]
#[case("newcomers", "language-placement", &["language-placement"], &[])]
#[case("language-delay", "language-placement", &["language-placement"], &[])]
// § 6.1 and § 6.2 are for people on assistance
#[case("without-benefit", "mediation", &[], &["self-employment"])]
#[case("job-seeker", "mediation", &["business-start"], &[])]
fn who_can_work_may_use_chapter_5(
    #[case] category: &str,
    #[case] start: &str,
    #[case] besides: &[&str],
    #[case] without: &[&str],
) {
    let category = policy().category(category).unwrap();

    let mut expected: Vec<_> = GENERAL.iter().filter(|each| !without.contains(each)).chain(besides).collect();
    let mut given: Vec<_> = category.instruments.iter().map(String::as_str).collect();
    expected.sort();
    given.sort_unstable();
    assert_eq!(given, expected.into_iter().copied().collect::<Vec<_>>());
    assert_eq!(category.instrument.as_deref(), Some(start));
}

#[rstest]
#[case("wiw", None, &[])]
#[case("labour-disabled-sheltered", Some("sheltered-preparation"), &["sheltered-preparation", "training", "health-vitality"])]
// § 4.1.9: no trajectory to work
#[case("exempted", Some("social-activation"), &["social-activation", "health-vitality"])]
fn who_cannot_work_elsewhere_has_instruments_of_their_own(
    #[case] category: &str,
    #[case] start: Option<&str>,
    #[case] instruments: &[&str],
) {
    let category = policy().category(category).unwrap();

    assert_eq!(category.instrument.as_deref(), start);
    assert_eq!(category.instruments, instruments);
}

/// Actions 1 to 39; priority by § 3.2 and § 3.3 goals 2 and 3.
#[test]
fn target_groups() {
    assert_eq!(
        figures::target_groups(policy()),
        [
            "early-school-leavers, priority: wage-cost-subsidy job-coach breakthrough-budget; approach 5",
            "under-27: ; approach 4",
            "labour-disabled, priority: wage-cost-subsidy job-coach workplace-adaptation no-risk harrie-training; approach 3",
            "newcomers: ; approach 2",
            "status-holders, priority: language-house women-programme key-person; approach 3",
            "status-holders-27-29: ; approach 1",
            "status-holders-30-plus: ; approach 1",
            "migrants: ; approach 1",
            "fifty-plus: ; approach 2",
            "language-delay: language-placement language-house; approach 1",
            "single-parents: child-care; approach 3",
            "former-entrepreneurs: business-start; approach 3",
            "exempted: social-activation; approach 2",
            "without-benefit: ; approach 1",
            "wiw: ; approach 1",
        ]
    );
}

#[test]
fn what_is_encouraged_is_said_and_no_duty() {
    let approach = |group: &str| policy().target_group(group).unwrap().approach.join(" ");

    // action 30, action 18
    assert!(approach("single-parents").contains("ten minste 20 uur"));
    assert!(policy().category("single-parents").unwrap().goal.contains("20 uur"));
    assert!(approach("status-holders-27-29").contains("studiefinanciering"));
    // action 2
    assert!(approach("early-school-leavers").contains("16 of 17"));
    // action 8
    assert!(approach("under-27").contains("300 euro"));
}

/// Chapter 5: § 5.1 to § 5.4 name durations, § 5.2 the contract, § 5.5 the study finance. § 4.2 and chapter 6 bring the
/// others; all other durations are choices.
#[test]
fn instruments() {
    assert_eq!(
        figures::instruments(policy()),
        [
            "mediation 6 + 1 x 6",
            "learn-work 3 + 2 x 3, conditions 1",
            "trial-placement 3 + 1 x 3, with a reason, contract 6",
            "work-placement 3 + 1 x 3, with a reason, conditions 1",
            "language-placement 3 + 2 x 3, conditions 2",
            "training 12 + 0 x 0, no study finance, conditions 2",
            "social-activation 12 + 2 x 12",
            "health-vitality 6 + 1 x 6",
            "language-house 12 + 1 x 12",
            "other-provider 3 + 2 x 3, conditions 2",
            "job-coach 12 + 2 x 12",
            "sheltered-preparation 3 + 2 x 3, conditions 1",
            "self-employment 12 + 1 x 12",
            "business-start 12 + 0 x 0, conditions 1",
            "wage-cost-subsidy 12 + 9 x 12, conditions 1",
            "workplace-adaptation 12 + 1 x 12",
            "no-risk 12 + 4 x 12",
            "harrie-training 1 + 0 x 0, conditions 2",
            "durability-subsidy 12 + 0 x 0, conditions 2",
            "breakthrough-budget 6 + 1 x 6, conditions 1",
            "women-programme 6 + 1 x 6",
            "key-person 6 + 1 x 6",
            "child-care 12 + 4 x 12",
        ]
    );
}

/// § 5.1, § 5.6 to § 5.9, § 2.1, action 33; places are choices.
#[test]
fn partners() {
    assert_eq!(
        figures::partners(policy()),
        [
            "stark 99990010 LearnWorkCompany: work sheltered, 0-100, areas [], supports -, places 180",
            "mobility-team 99990012 Intermediary: work, 0-100, areas [], supports -, places 60",
            "other-provider 99990013 Intermediary: work, 0-100, areas [], supports -, places 30",
            "welzijnswerk 99990014 Welfare: care, 0-100, areas [], supports -, places 150",
            "taalhuis 99990101 Education: , 0-100, areas [], supports 0-100, places 60",
            "gezond-in-midden-drenthe 99990102 Care: , 0-100, areas [], supports 0-100, places 60",
            "social-work 99990103 Welfare: , 0-100, areas [], supports 0-100, places 40",
            "wsp-drenthe 99990011 Intermediary: work, 0-100, areas [], supports 50-100, places 120",
        ]
    );
}

/// § 4.2 action 41 and the groups of chapter 4.
#[test]
fn topics_of_the_intake() {
    assert_eq!(
        figures::topics(policy()),
        [
            "work: birth_date assistance_requested wiw job_register needs_sheltered exempted",
            "education: early_school_leaver can_follow_education",
            "language: language status_holder migrant",
            "household: household youngest_child_age",
            "enterprise: former_entrepreneur",
            "debts: debts",
        ]
    );
}

/// § 4.1.4, § 4.1.6, § 4.1.8, § 4.1.9 and the preface.
#[test]
fn duties() {
    assert_eq!(
        figures::duties(policy()),
        [
            "labour Labour",
            "reintegration Reintegration",
            "education Education",
            "dual-track Language",
            "civic-integration Language",
            "language Language",
            "ioaz-plan Reintegration",
            "yearly-contact Contact",
            "contribution ReturnActivity",
        ]
    );
}

/// § 4.1.7, § 4.1.9, action 38; the five years are those of art. 9a, the other durations choices.
#[test]
fn exemptions() {
    assert_eq!(
        figures::exemptions(policy()),
        [
            "single-parent-young-child Whole 60 advice false request true child Some(5) contact 12",
            "medical Whole 12 advice true request false child None contact 12",
            "partial Partial 12 advice true request false child None contact 12",
        ]
    );
}

/// Action 45 asks for steps; which ones is a choice.
#[test]
fn work_processes() {
    assert_eq!(
        figures::work_processes(policy()),
        ["Entitlement 2", "Category 3", "Referral 3", "Exemption 3",]
    );
}

/// Annex 3 each quarter (§ 9.2); actions 40, 48, 49 and 51 each year.
#[test]
fn indicators() {
    assert_eq!(
        figures::indicators(policy()),
        [
            "unemployment-rate 3",
            "open-vacancies 3",
            "funds 3",
            "people-on-assistance 3",
            "share-of-assistance 3 under-27 labour-disabled fifty-plus status-holders single-parents former-entrepreneurs exempted",
            "placements 3",
            "stark-trajectories 3",
            "council-presentations 12",
            "account-of-goals 12",
            "case-discussions 12",
            "account-plans 12",
            "without-basic-qualification 12",
            "wiw-jobs 12",
            "sheltered-indications 12",
        ]
    );
}

/// Actions 40, 48 and 51; § 4.1.11.
#[test]
fn targets() {
    assert_eq!(
        figures::all_numbers(&policy().targets),
        [
            "council-presentations 2026: 2",
            "case-discussions 2022: 2",
            "account-plans 2022: 1",
            "wiw-jobs 2022: 1",
            "wiw-jobs 2024: 0",
        ]
    );
}

/// § 1.2, § 1.3, § 3.3 goal 4, § 4.1.11, annex 2.
#[test]
fn results() {
    assert_eq!(
        figures::all_numbers(&policy().results),
        [
            "unemployment-rate 2021: 25",
            "unemployment-rate 1731 2021: 20",
            "without-basic-qualification 2021: 47",
            "wiw-jobs 2021: 2",
            "sheltered-indications 2021: 13",
        ]
    );
}

/// § 7.2, § 7.3 and § 2.1: two million for the region is nobody's own budget.
#[test]
fn money() {
    assert_eq!(
        figures::earmarks(policy()),
        ["reintegration", "regional-funds", "newcomers-budget", "stark-deficit"]
    );
    let years = [2022, 2023, 2024, 2025].map(|year| format!("stark-deficit 1731 {year}: 240000"));
    assert_eq!(figures::all_amounts(&policy().budgets), years);
    assert!(policy().earmarks[1].label.contains("2.000.000 euro"));
    assert!(policy().commitments.is_empty() && policy().income_part.is_empty());
}
