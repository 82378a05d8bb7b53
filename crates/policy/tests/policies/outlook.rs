//! Everything a policy says of one person, in one piece.

use crate::common::{change, copy, day, facts, folder, of, today};
use domain::FactKey;
use policy::{Categorisation, Outlook, Policies, Policy};
use tempfile::TempDir;

const POLICY: &str = "emmen/2015-01-01/policy.toml";
/// Someone of 45 for whom work with support is the way.
const GROUP_2: &str = "birth_date=1980-05-01, household=single, assistance_requested=yes, needs_sheltered=no, \
                       earning_capacity=80, job_register=no, homeless=no, former_prisoner=no, exempted=no";

/// A policy in which a group brings instruments of which the category has one, and fewer partners support.
fn widened() -> TempDir {
    let root = copy();
    change(&root, POLICY, "[\"network-group\"]", "[\"training\", \"network-group\"]");
    let of_sedna = "label = \"Sedna\"\n";
    change(&root, POLICY, of_sedna, &format!("{of_sedna}supports = {{ from = 30, to = 80 }}\n"));
    root
}

fn load(root: &TempDir) -> Policies {
    Policies::load(root.path()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn outlook<'p>(policy: &'p Policy, stated: &str) -> Outlook<'p> {
    policy.outlook(&facts(stated), today())
}

#[test]
fn a_category_brings_dates_groups_instruments_partners_and_money() {
    let root = widened();
    let policies = load(&root);
    let older = GROUP_2.replace("1980-05-01", "1970-05-01");

    let course = outlook(of(&policies, "emmen:0114"), &older).course.unwrap();

    assert_eq!(course.category.key, "group-2");
    assert_eq!((course.goal_by, course.review_on), (day("2027-03-02"), day("2026-09-02")));
    assert_eq!(course.target_groups.iter().map(|each| &each.key).collect::<Vec<_>>(), ["older"]);
    // those of the category first; what the group adds comes once
    let instruments: Vec<_> = course.instruments.iter().map(|each| each.key.as_str()).collect();
    assert_eq!(
        instruments,
        [
            "mediation",
            "diagnosis-training",
            "learn-work",
            "work-experience",
            "job-coach",
            "training",
            "employer-services",
            "wage-cost-subsidy",
            "guidance",
            "no-risk-policy",
            "worker-provisions",
            "wage-value-measurement",
            "network-group"
        ]
    );
    let paid_from: Vec<_> = course.paid_from.iter().map(|each| each.key.as_str()).collect();
    assert_eq!(paid_from, ["reintegration", "job-agreement", "no-risk-wajong"]);
    assert_eq!(course.duties.items[0].item.key, "labour");
}

#[test]
fn partners_lead_and_support_by_direction_capacity_and_area() {
    let root = widened();
    let policies = load(&root);
    let emmen = of(&policies, "emmen:0114");
    let partners = |stated: &str| {
        let course = outlook(emmen, stated).course.unwrap();
        let keys = |partners: Vec<&policy::Partner>| -> Vec<String> {
            partners.iter().map(|each| each.key.clone()).collect()
        };
        (keys(course.leads), keys(course.supports))
    };

    // who supports everywhere, in the policy's order: own partners, then those of the region
    let everywhere = ["ggz-drenthe", "leger-des-heils", "wsp-drenthe"];
    let (leads, supports) = partners(&format!("{GROUP_2}, area=1"));
    assert_eq!(leads, ["emco", "veiligheidszorg"]);
    assert_eq!(supports, [&["sedna", "de-trans"][..], &everywhere].concat());
    // another area has another care partner, an unknown area excludes nobody
    let elsewhere = partners(&format!("{GROUP_2}, area=3")).1;
    assert_eq!(elsewhere, [&["sedna", "promens-care"][..], &everywhere].concat());
    let anywhere = ["sedna", "de-trans", "promens-care", "noorderbrug"];
    assert_eq!(partners(GROUP_2).1, [&anywhere[..], &everywhere].concat());
    // the bounds of the ranges
    assert_eq!(partners(&GROUP_2.replace("=80", "=50")).0, ["emco", "veiligheidszorg", "buurtsupport"]);
    assert_eq!(partners(&GROUP_2.replace("=80", "=51")).0, ["emco", "veiligheidszorg"]);
    assert_eq!(partners(&GROUP_2.replace("=80", "=29")).0, ["buurtsupport"]);
    let low = format!("{}, area=1", GROUP_2.replace("=80", "=29"));
    assert_eq!(partners(&low).1, ["de-trans", "ggz-drenthe", "leger-des-heils"]);
    // whoever goes on own strength has neither
    assert_eq!(partners(&GROUP_2.replace("=80", "=81")), (vec![], vec![]));
}

#[test]
fn without_a_category_there_is_a_gate_and_topics_but_no_course() {
    let policies = Policies::load(&folder()).unwrap();
    let emmen = of(&policies, "emmen:0114");

    let outlook = outlook(emmen, "birth_date=2004-05-01, household=single, assistance_requested=no");

    assert_eq!(outlook.gate.search_until, Some(day("2026-03-30")));
    let topics: Vec<_> = outlook.topics.items.iter().map(|topic| topic.item.key.as_str()).collect();
    assert_eq!(topics, ["work", "education", "obstacles", "living", "means-of-the-family"]);
    assert!(outlook.support.is_some() && outlook.course.is_none());
    let Categorisation::FactMissing { keys, .. } = outlook.categorisation else { panic!("nothing is known") };
    assert!(keys.contains(&FactKey::EarningCapacity));
}
