//! Every figure of the framework note on work of Haarlem (S2), from the document, and every figure that it leaves to choice.

use policy::Policy;

use crate::common::{of, policies};
use crate::figures;

fn policy() -> &'static Policy {
    of(policies(), "haarlem:0392")
}

#[test]
fn rules_that_stand_alone() {
    assert_eq!(
        figures::rules(policy()),
        [
            "from 2013-01-01 until None",
            // § 4.1 point 1; weeks and exception are choices
            "search of everyone true, 4 weeks, [Vulnerable], partners from Some(27)",
            "without benefit at most None",
            // § 4.3 points 1 and 2
            "return activity Chosen contribution, own choice first true, at None, places None, exempt 0",
            // § 4.5 point 2
            "answer in 10 days, shares [\"paswerk 80 % [2013, 2014]\"], only support []",
            // places and validity are choices
            "sheltered 20 after Some(\"sheltered-preparation\"), [], advice 12 months",
            "four eyes false, talks None",
            "exempted 12 months",
            // choices
            "tasks 7 14 14 28 7 7 7 42 14",
        ]
    );
    assert_eq!(policy().municipalities.iter().map(|each| each.code.as_str()).collect::<Vec<_>>(), ["0392"]);
    assert!(policy().areas.is_empty());
    assert!(
        policy().distribution.is_empty() && policy().scorecard.is_none() && policy().home_visits.is_none()
    );
}

/// § 4.2 and § 2.2; terms and intervals are choices.
#[test]
fn categories() {
    assert_eq!(
        figures::categories(policy()),
        [
            "mediation work 12 6 reintegration-consultant mediation",
            "sheltered sheltered 12 12 reintegration-consultant sheltered-preparation",
            "social-domain care 12 12 reintegration-consultant social-contribution",
        ]
    );
}

/// § 4.2 points 2 to 4 and 6, § 4.3 point 3.
#[test]
fn instruments_and_money_by_category() {
    assert_eq!(
        figures::means(policy()),
        [
            "mediation: mediation workplace-adaptation job-coach learn-work bridging-subsidy self-employment; paid from reintegration",
            "sheltered: sheltered-preparation; paid from reintegration",
            "social-domain: social-contribution; paid from ",
        ]
    );
}

/// § 4.1 points 2 to 4.
#[test]
fn target_groups() {
    assert_eq!(
        figures::target_groups(policy()),
        ["young, priority: ; approach 1", "young-unqualified: ; approach 1", "care-needed: ; approach 2",]
    );
}

/// § 4.2 point 4 names them; durations are choices.
#[test]
fn instruments() {
    assert_eq!(
        figures::instruments(policy()),
        [
            "mediation 6 + 2 x 3",
            "workplace-adaptation 12 + 1 x 12",
            "job-coach 12 + 2 x 12",
            "learn-work 3 + 2 x 3",
            "bridging-subsidy 12 + 0 x 0, conditions 1",
            "self-employment 12 + 0 x 0",
            "social-contribution 12 + 2 x 12",
            "sheltered-preparation 6 + 2 x 6",
        ]
    );
}

/// § 4.1 point 3, § 4.2 point 6, § 4.3 point 4, § 4.5; places are choices.
#[test]
fn partners() {
    assert_eq!(
        figures::partners(policy()),
        [
            "paswerk 99990015 LearnWorkCompany: work sheltered, 0-100, areas [], supports -, places 260",
            "intermediary-b 99990016 Intermediary: work, 0-100, areas [], supports -, places 60",
            "intermediary-c 99990017 Intermediary: work, 0-100, areas [], supports -, places 40",
            "volunteer-centre 99990018 Welfare: care, 0-100, areas [], supports -, places 90",
            "district-teams 99990019 Welfare: care, 0-100, areas [], supports -, places 90",
            "buurtbedrijf-oost 99990020 Welfare: care, 0-100, areas [], supports -, places 30",
            "gilde-gezel 99990121 Welfare: care, 0-100, areas [], supports -, places 30",
            "loket-haarlem 99990122 Care: , 0-100, areas [], supports 0-100, places 90",
        ]
    );
}

/// § 4.1 points 1 to 3 and 5.
#[test]
fn topics_of_the_intake() {
    assert_eq!(
        figures::topics(policy()),
        [
            "work: birth_date household assistance_requested basic_qualification labour_capacity needs_sheltered exempted",
            "income: monthly_earnings other_income capital",
            "debts: debts",
            "education: can_follow_education",
            "care: care_needed",
            "living: homeless",
            "rights-and-duties: ",
        ]
    );
}

/// § 4.1 points 4 and 5, § 4.6 point 4.
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

/// § 2.2; the duration and contact of an exemption are choices.
#[test]
fn exemptions_and_measures() {
    assert_eq!(
        figures::exemptions(policy()),
        ["temporary WholeOrPartial 12 advice false request false child None contact 12"]
    );
    assert_eq!(figures::measures(policy()), ["labour-duty Labour 100 % 3 3"]);
}

/// § 4.1 points 1 to 6, § 4.2 points 2 and 6.
#[test]
fn work_processes() {
    assert_eq!(figures::work_processes(policy()), ["Entitlement 5", "Category 1", "Referral 2",]);
}

/// § 3.4, § 3.6, § 4.2 point 1, § 4.3, § 4.5 point 4, § 4.6 point 5 and annex 2.
#[test]
fn indicators() {
    assert_eq!(
        figures::indicators(policy()),
        [
            "below-national-average 12",
            "partner-results 12 young young-unqualified care-needed",
            "digital-information 12",
            "contribution-experiments 12",
            "income-part-deficit 12",
            "sheltered-jobs 12",
            "sheltered-waiting 12",
            "trajectories-registered 12",
            "trajectories-employed 12",
            "trajectories 12",
            "trajectories-to-work 12",
            "trajectories-to-work-percent 12",
            "ended-in-trial-period 12",
            "ended-by-own-fault 12",
            "ended-on-own-request 12",
            "ended-ill 12",
            "ended-to-wsw 12",
            "ended-without-work 12",
            "ended-back-on-assistance 12",
            "ended-other-benefit 12",
        ]
    );
}

/// § 4.2 point 1 (better than elsewhere), § 4.6 point 5, § 4.3 point 4, § 3.6.
#[test]
fn targets() {
    assert_eq!(
        figures::all_numbers(&policy().targets),
        [
            "below-national-average 2013: 1",
            "digital-information 2013: 80",
            "contribution-experiments 2013: 2",
            "income-part-deficit 2013: 0",
        ]
    );
}

/// § 3.4 and annex 2.
#[test]
fn results() {
    assert_eq!(
        figures::all_numbers(&policy().results),
        [
            "sheltered-jobs 2013: 750",
            "sheltered-waiting 2013: 150",
            "trajectories-registered 2009: 345",
            "trajectories-employed 2009: 254",
            "trajectories 2006: 200",
            "trajectories-to-work 2006: 63",
            "trajectories-to-work-percent 2006: 32",
            "trajectories 2007: 225",
            "trajectories-to-work 2007: 106",
            "trajectories-to-work-percent 2007: 47",
            "trajectories 2008: 346",
            "trajectories-to-work 2008: 112",
            "trajectories-to-work-percent 2008: 32",
            "trajectories 2009: 223",
            "trajectories-to-work 2009: 56",
            "trajectories-to-work-percent 2009: 25",
            "trajectories 2010: 398",
            "trajectories-to-work 2010: 69",
            "trajectories-to-work-percent 2010: 17",
            "trajectories 2011: 87",
            "trajectories-to-work 2011: 14",
            "trajectories-to-work-percent 2011: 16",
            "ended-in-trial-period 2009: 44",
            "ended-in-trial-period 2010: 17",
            "ended-by-own-fault 2009: 30",
            "ended-by-own-fault 2010: 23",
            "ended-on-own-request 2009: 27",
            "ended-on-own-request 2010: 10",
            "ended-ill 2010: 56",
            "ended-to-wsw 2009: 14",
            "ended-to-wsw 2010: 1",
            "ended-without-work 2009: 52",
            "ended-without-work 2010: 204",
            "ended-back-on-assistance 2010: 40",
            "ended-other-benefit 2010: 11",
        ]
    );
}

/// Annex 2 adds up its own columns: 1479 people, 420 of whom went to work.
#[test]
fn results_add_up_as_in_annex_2() {
    let sum = |key: &str| -> i64 {
        policy().results.iter().filter(|each| each.indicator == key).map(|each| each.number).sum()
    };

    assert_eq!((sum("trajectories"), sum("trajectories-to-work")), (1479, 420));
}

/// § 3.6.
#[test]
fn budgets() {
    assert_eq!(
        figures::all_amounts(&policy().budgets),
        [
            "reintegration 0392 2010: 18800000",
            "reintegration 0392 2012: 5300000",
            "reintegration 0392 2013: 5600000",
            "civic-integration 0392 2013: 800000",
            "adult-education 0392 2013: 600000",
            "income-part 0392 2012: 38700000",
        ]
    );
}

#[test]
fn earmarks_and_commitments() {
    assert_eq!(
        figures::earmarks(policy()),
        ["reintegration", "civic-integration", "adult-education", "income-part"]
    );
    // § 4.3 point 4
    assert_eq!(figures::all_amounts(&policy().commitments), ["reintegration 0392 2013: 38000"]);
    assert!(policy().income_part.is_empty());
}
