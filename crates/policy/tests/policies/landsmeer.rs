//! Every figure of the outline implementation plan of Landsmeer (S4), from the document, and every figure that it leaves to choice.

use policy::{Policy, Support};
use proptest::prelude::*;

use crate::common::{facts, of, outcome, policies, today};
use crate::figures;

fn policy() -> &'static Policy {
    of(policies(), "landsmeer:0415")
}

#[test]
fn rules_that_stand_alone() {
    assert_eq!(
        figures::rules(policy()),
        [
            "from 2020-01-01 until None",
            // choices
            "search of everyone false, 4 weeks, [Vulnerable], partners from None",
            "without benefit at most None",
            // goal 1
            "return activity Chosen contribution, own choice first true, at None, places None, exempt 0",
            "answer in 10 days, shares [], only support []",
            // two places in 2020; places at the start, preparation and validity are choices
            "sheltered 2 after Some(\"sheltered-preparation\"), [(2020, 2)], advice 12 months",
            "four eyes false, talks None",
            // yearly contact of life first
            "exempted 12 months",
            // choices
            "tasks 7 14 14 28 7 7 7 42 14",
        ]
    );
    assert_eq!(policy().municipalities.iter().map(|each| each.code.as_str()).collect::<Vec<_>>(), ["0415"]);
    assert!(policy().areas.is_empty());
    // not in the plan
    assert!(
        policy().exemptions.is_empty() && policy().measures.is_empty() && policy().work_processes.is_empty()
    );
    assert!(policy().scorecard.is_none() && policy().home_visits.is_none());
    // ten, thirty and sixty percent
    assert_eq!(figures::distribution(policy()), ["work-first: 100", "skills-first: 300", "life-first: 600"]);
}

/// Six months, two years, yearly contact, who leads. Other terms and intervals are choices.
#[test]
fn categories() {
    assert_eq!(
        figures::categories(policy()),
        [
            "work-first work 6 3 reintegration-consultant job-training",
            "skills-first work 24 6 reintegration-consultant learn-work",
            "life-first care 12 12 income-consultant voluntary-activity",
            "sheltered sheltered 12 12 reintegration-consultant sheltered-preparation",
            "own-responsibility own-strength 6 12 income-consultant -",
        ]
    );
}

/// What is done for each category; no money for life first.
#[test]
fn instruments_and_money_by_category() {
    assert_eq!(
        figures::means(policy()),
        [
            "work-first: job-training vacancies part-time-work training travel-costs; paid from reintegration",
            "skills-first: learn-work coaching work-placement training travel-costs; paid from reintegration",
            "life-first: voluntary-activity care-and-help day-activities; paid from ",
            "sheltered: sheltered-preparation sheltered-guidance; paid from reintegration",
            "own-responsibility: ; paid from ",
        ]
    );
}

/// Who leads for each group, whatever the category.
#[test]
fn target_groups() {
    assert_eq!(
        figures::target_groups(policy()),
        [
            "job-register, lead reintegration-consultant: vacancies; approach 1",
            "young-unqualified, lead reintegration-consultant: training; approach 3",
            "young-qualified, lead reintegration-consultant: training job-training vacancies; approach 2",
            "status-holders, lead reintegration-consultant: group-approach; approach 2",
            "sheltered, lead reintegration-consultant: sheltered-guidance; approach 1",
            "without-benefit, lead income-consultant: ; approach 1",
        ]
    );
}

#[test]
fn early_leavers_are_noticed_until_23() {
    assert!(policy().target_group("young-unqualified").unwrap().approach[0].contains("tot 23 jaar"));
}

/// Durations are choices.
#[test]
fn instruments() {
    assert_eq!(
        figures::instruments(policy()),
        [
            "job-training 3 + 1 x 3",
            "vacancies 6 + 1 x 6",
            "part-time-work 6 + 1 x 6",
            "learn-work 6 + 3 x 6",
            "coaching 6 + 3 x 6",
            "work-placement 3 + 1 x 3, with a reason",
            "training 12 + 1 x 12, no study finance",
            "travel-costs 6 + 3 x 6",
            "group-approach 6 + 1 x 6",
            "voluntary-activity 12 + 4 x 12",
            "care-and-help 12 + 4 x 12",
            "day-activities 12 + 4 x 12, conditions 1",
            "sheltered-preparation 6 + 2 x 6",
            "sheltered-guidance 12 + 4 x 12",
        ]
    );
}

/// The partners of the starting points; places are choices.
#[test]
fn partners() {
    assert_eq!(
        figures::partners(policy()),
        [
            "wsp 99990027 Intermediary: work, 0-100, areas [], supports -, places 120",
            "learn-work-company 99990028 LearnWorkCompany: work, 0-100, areas [], supports -, places 90",
            "ivio 99990029 Education: work, 0-100, areas [], supports -, places 40",
            "noppes 99990030 Employer: sheltered, 0-100, areas [], supports -, places 2",
            "volunteer-centre 99990031 Welfare: care, 0-100, areas [], supports -, places 180",
            "social-work 99990032 Welfare: care, 0-100, areas [], supports -, places 80",
            "vluchtelingenwerk 99990033 Welfare: care, 0-100, areas [], supports -, places 40",
            "uwv 99990141 Intermediary: , 0-100, areas [], supports 0-100, places 60",
            "rmc-purmerend 99990142 Education: , 0-100, areas [], supports 0-100, places 20",
            "sociaal-raadslieden 99990143 Welfare: , 0-100, areas [], supports 0-100, places 40",
            "kredietbank 99990144 Welfare: , 0-100, areas [], supports 0-100, places 40",
            "nl-plein 99990145 Education: , 0-100, areas [], supports 0-100, places 20",
        ]
    );
}

/// What the categories and groups turn on.
#[test]
fn topics_of_the_intake() {
    assert_eq!(
        figures::topics(policy()),
        [
            "work: birth_date assistance_requested labour_capacity skills job_register needs_sheltered exempted",
            "education: basic_qualification can_follow_education",
            "life: life_problems",
            "integration: status_holder",
            "availability: hours_available family_income_percent",
        ]
    );
}

/// Young people; goal 1; the rest by law.
#[test]
fn duties() {
    assert_eq!(
        figures::duties(policy()),
        [
            "labour Labour",
            "reintegration Reintegration",
            "education-first Education",
            "contribution ReturnActivity",
        ]
    );
}

/// Goal 4, the table of numbers, the job agreement.
#[test]
fn indicators() {
    assert_eq!(
        figures::indicators(policy()),
        [
            "income-part-deficit 12",
            "income-part-deficit-share 12",
            "caseload-against-region 12",
            "people-in-register 12",
            "young-people-in-register 12",
            "status-holders 12",
            "status-holders-share 12",
            "sheltered-jobs 12",
            "people-without-benefit 12",
            "wsw 12",
            "extra-jobs-in-region 12",
            "extra-jobs-in-region-percent 12",
            "register-at-work-in-region 12",
        ]
    );
}

/// Goal 4 C and the number of sheltered places.
#[test]
fn targets() {
    assert_eq!(
        figures::all_numbers(&policy().targets),
        ["caseload-against-region 2020: 0", "sheltered-jobs 2020: 2",]
    );
}

/// Note 1, the table of numbers, the job agreement.
#[test]
fn results() {
    assert_eq!(
        figures::all_numbers(&policy().results),
        [
            "income-part-deficit 2017: 10353",
            "income-part-deficit 2018: 77297",
            "income-part-deficit 2019: 175661",
            "income-part-deficit-share 2019: 118",
            "people-in-register 2020: 9",
            "young-people-in-register 2020: 5",
            "status-holders 2020: 30",
            "status-holders-share 2019: 25",
            "sheltered-jobs 2020: 1",
            "people-without-benefit 2020: 0",
            "wsw 2020: 8",
            "extra-jobs-in-region 2019: 998",
            "extra-jobs-in-region-percent 2019: 140",
            "register-at-work-in-region 2019: 47",
        ]
    );
}

#[test]
fn money() {
    assert_eq!(figures::earmarks(policy()), ["reintegration"]);
    assert_eq!(figures::all_amounts(&policy().budgets), ["reintegration 0415 2019: 59000"]);
    assert!(policy().commitments.is_empty() && policy().income_part.is_empty());
}

proptest! {
    /// Whoever gets no support without benefit is left to own responsibility, and nobody else is.
    #[test]
    fn both_tables_leave_the_same_people_to_themselves(
        born in 1950..2008,
        register in any::<bool>(),
        hours in 0..=40,
        income in 100..160,
        problems in 0..=9,
        sheltered in any::<bool>(),
    ) {
        let yes_no = |yes: bool| if yes { "yes" } else { "no" };
        let stated = format!(
            "birth_date={born}-03-02, assistance_requested=no, job_register={}, hours_available={hours}, \
             family_income_percent={income}, life_problems={problems}, needs_sheltered={}, labour_capacity=yes, \
             skills=some, basic_qualification=yes, status_holder=no",
            yes_no(register),
            yes_no(sheltered),
        );
        let stated = facts(&stated);

        let support = policy().support_without_benefit(&stated.on(today())).unwrap();

        let alone = outcome(policy(), &stated) == "own-responsibility";
        prop_assert_eq!(matches!(support, Support::NotGiven { .. }), alone);
        prop_assert_eq!(matches!(support, Support::Given { .. }), !alone);
    }
}
