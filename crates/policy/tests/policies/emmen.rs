//! Every figure of Emmen 2015, from the document, and every figure that it leaves to choice.

use domain::FactKey;
use policy::Policy;
use rstest::rstest;

use crate::{common, figures};

fn emmen() -> &'static Policy {
    common::of(common::policies(), "emmen:0114")
}

#[test]
fn rules_that_stand_alone() {
    assert_eq!(
        figures::rules(emmen()),
        [
            "from 2015-01-01 until None",
            // § 2.4.3: four weeks, for the young, as the law has it
            "search of everyone false, 4 weeks, [Vulnerable], partners from None",
            "without benefit at most None",
            // § 3.5.1: imposed, own choice first, registration with Sedna, 600 places
            "return activity Imposed contribution, own choice first true, at Some(\"sedna\"), places Some(600), exempt 3",
            "answer in 10 days, shares [], only support [\"wsp-drenthe\"]",
            "sheltered 25 after Some(\"sheltered-preparation\"), [(2018, 35)], advice 12 months",
            "four eyes false, talks None",
            "exempted 12 months",
            "tasks 7 14 14 28 7 7 7 42 14",
        ]
    );
    assert_eq!(figures::work_processes(emmen()), ["Entitlement 2", "Category 3", "Referral 1", "Measure 2"]);
    assert!(emmen().scorecard.is_none() && emmen().home_visits.is_none());
}

/// Annex 1, "gebiedsgericht werken".
#[test]
fn six_areas_by_name() {
    let areas: Vec<_> = emmen().areas.iter().map(|area| (area.number, area.label.as_str())).collect();
    assert_eq!(
        areas,
        [
            (1, "de Blokken"),
            (2, "de Monden"),
            (3, "de Velden"),
            (4, "Emmen-Oost"),
            (5, "Emmen-Zuid"),
            (6, "Emmen-Noord")
        ]
    );
}

/// § 2.4.2 and annex § 2; terms and months between reviews are choices.
#[test]
fn categories_lead_where_the_document_says() {
    assert_eq!(
        figures::categories(emmen()),
        [
            "group-1 own-strength 6 6 reintegration-consultant -",
            "group-2 work 12 6 reintegration-consultant mediation",
            "group-3 work 24 6 reintegration-consultant learn-work",
            "group-3-sheltered sheltered 24 12 reintegration-consultant sheltered-preparation",
            "group-4 care 24 12 reintegration-consultant social-activation",
            "group-4-day-activities care 24 12 reintegration-consultant day-activities",
        ]
    );
}

/// Table 3 by group, completed by § 2.4.2, § 3.3, § 3.4.1 and annex § 2.
#[rstest]
#[case("group-1", "employer-services wage-cost-subsidy diagnosis-training activation work-experience", "")]
#[case(
    "group-2",
    "mediation diagnosis-training learn-work work-experience job-coach training employer-services \
     wage-cost-subsidy guidance no-risk-policy worker-provisions wage-value-measurement",
    "reintegration job-agreement no-risk-wajong"
)]
#[case(
    "group-3",
    "learn-work mediation job-coach training volunteer-work guidance lasting-wage-cost-subsidy workplace-adaptation",
    "reintegration no-risk-wajong"
)]
#[case(
    "group-3-sheltered",
    "sheltered-preparation training guidance work-like-day-activities",
    "sheltered-work"
)]
// § 3.4, § 3.5: from 2017 on no money of the reintegration part
#[case(
    "group-4",
    "social-activation volunteer-work care-trajectory work-like-day-activities",
    "social-domain"
)]
#[case("group-4-day-activities", "day-activities", "social-domain")]
fn services_of_a_group_and_what_pays_for_them(
    #[case] key: &str,
    #[case] instruments: &str,
    #[case] paid_from: &str,
) {
    let category = emmen().category(key).unwrap();
    assert_eq!(category.instruments.join(" "), instruments);
    assert_eq!(category.paid_from.join(" "), paid_from);
}

/// Durations are choices; what is asked of wage-cost subsidy and of training is the document's.
#[test]
fn instruments_have_these_limits() {
    assert_eq!(
        figures::instruments(emmen()),
        [
            "mediation 6 + 2 x 3",
            "diagnosis-training 3 + 1 x 3",
            "learn-work 6 + 2 x 6",
            "work-experience 3 + 1 x 3, with a reason",
            "job-coach 12 + 2 x 12",
            "training 12 + 0 x 0, no study finance, conditions 1",
            "sheltered-preparation 6 + 2 x 6",
            "social-activation 12 + 2 x 12",
            "day-activities 12 + 4 x 12",
            "volunteer-work 6 + 2 x 6",
            "employer-services 6 + 2 x 6",
            "wage-cost-subsidy 12 + 2 x 12, contract 12",
            "lasting-wage-cost-subsidy 12 + 9 x 12, contract 12, cost-covering, conditions 1",
            "guidance 6 + 2 x 6",
            "no-risk-policy 12 + 4 x 12, conditions 1",
            "worker-provisions 12 + 4 x 12",
            "wage-value-measurement 1 + 0 x 0",
            "workplace-adaptation 12 + 4 x 12",
            "activation 3 + 1 x 3",
            "care-trajectory 12 + 2 x 12",
            "work-like-day-activities 12 + 4 x 12",
            "school-first 3 + 1 x 3",
            "network-group 3 + 1 x 3",
        ]
    );
}

/// § 2.4.3 and § 3.4.1: five priority groups; § 2.4.4.
#[test]
fn target_groups_bring_what_the_document_names() {
    assert_eq!(
        figures::target_groups(emmen()),
        [
            "labour-disabled, priority: no-risk-policy wage-value-measurement workplace-adaptation; approach 2",
            "young, priority: school-first; approach 1",
            "older, priority: network-group; approach 2",
            "homeless, priority: ; approach 1",
            "former-prisoners, priority: ; approach 1",
            "no-benefit: guidance; approach 1",
        ]
    );
}

/// Annex § 1.3 (0-30, 30-50, 50-80), annex § 2 (below 10), § 3.5.2; places and areas are choices.
#[test]
fn partners_lead_and_support_in_these_ranges() {
    assert_eq!(
        figures::partners(emmen()),
        [
            "emco 99990001 LearnWorkCompany: work sheltered, 30-80, areas [], supports -, places 110",
            "veiligheidszorg 99990002 LearnWorkCompany: work, 30-80, areas [], supports -, places 60",
            "buurtsupport 99990003 LearnWorkCompany: work sheltered care, 0-50, areas [], supports -, places 110",
            "sedna 99990004 Welfare: care, 0-30, areas [], supports -, places 60",
            "de-trans 99990005 Care: care, 0-9, areas [1, 2], supports 0-80, places 15",
            "promens-care 99990006 Care: care, 0-9, areas [3, 4], supports 0-80, places 15",
            "noorderbrug 99990007 Care: care, 0-9, areas [5, 6], supports 0-80, places 15",
            "ggz-drenthe 99990008 Care: care, 0-30, areas [], supports 0-80, places 20",
            "leger-des-heils 99990009 Care: care, 0-30, areas [], supports 0-80, places 15",
            "area-emmen 99990034 Welfare: care, 0-30, areas [], supports -, places 10",
            "wsp-drenthe 99990011 Intermediary: , 0-100, areas [], supports 50-100, places 120",
        ]
    );
}

#[test]
fn the_intake_asks_these_facts() {
    assert_eq!(
        figures::topics(emmen()),
        [
            "work: earning_capacity needs_sheltered job_register birth_date assistance_requested",
            "vacancy-and-portfolio: ",
            "education: basic_qualification",
            "obstacles: debts language care_needed",
            "living: homeless former_prisoner area",
            "rights-and-duties: exempted",
            "means-of-the-family: family_income_percent",
        ]
    );
    assert!(emmen().facts_asked().contains(&FactKey::FormerPrisoner));
}

/// § 2.2.2: 100 %, at least one and at most three months, heavier when repeated. Exemptions are choices.
#[test]
fn duties_and_what_follows_when_they_are_broken() {
    assert_eq!(
        figures::duties(emmen()),
        [
            "labour Labour",
            "move-for-work Labour",
            "no-obstacles Labour",
            "reintegration Reintegration",
            "portfolio Reintegration",
            "school-first Education",
            "contribution ReturnActivity",
            "register Contact",
        ]
    );
    assert_eq!(
        figures::measures(emmen()),
        ["labour-duty Labour 100 % 1 3", "reintegration-duty Reintegration 100 % 1 3"]
    );
    assert_eq!(
        figures::exemptions(emmen()),
        [
            "parent-of-young-child Whole 60 advice false request true child Some(5) contact 12",
            "urgent-reasons WholeOrPartial 12 advice true request false child None contact 12",
        ]
    );
}

/// Table 4: 175, 678, 1.884 and 1.143 of 3.889, in tenths of a percent.
#[test]
fn the_published_distribution() {
    let shares = emmen().distribution.iter();
    let shares: Vec<_> =
        shares.map(|each| (each.category.as_str(), each.also.join(" "), each.percent_tenths)).collect();
    let tenths = |count: u32| (count * 10_000 / 3889 + 5) / 10;
    assert_eq!(
        shares,
        [
            ("group-1", String::new(), tenths(175)),
            ("group-2", String::new(), tenths(678)),
            ("group-3", "group-3-sheltered".into(), tenths(1884)),
            ("group-4", "group-4-day-activities".into(), tenths(1143)),
        ]
    );
}
