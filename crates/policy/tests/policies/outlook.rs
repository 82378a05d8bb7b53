//! Everything a policy says of one person, in one piece.

use crate::common::{TOWN, change, day, facts, load, of, today, town};
use domain::FactKey;
use policy::{Categorisation, Outlook, Policy};
use tempfile::TempDir;

const POLICY: &str = "a-town/2015-01-01/policy.toml";
/// Someone of 45 for whom work with support is the way.
const GROUP_2: &str = "birth_date=1980-05-01, household=single, assistance_requested=yes, needs_sheltered=no, \
                       earning_capacity=80, job_register=no";

/// A policy in which groups bring instruments of their own and partners support.
fn widened() -> TempDir {
    let root = town();
    let older = "label = \"Ouderen vanaf 50 jaar\"\npriority = false\ninstruments = []";
    change(&root, POLICY, older, &older.replace("[]", "[\"training\", \"learn-work\"]"));
    for partner in ["Welzijn", "Zorg West"] {
        let entry = format!("label = \"{partner}\"\n");
        change(&root, POLICY, &entry, &format!("{entry}supports = {{ from = 30, to = 80 }}\n"));
    }
    change(
        &root,
        POLICY,
        "\"volunteer-work\"]\npaid_from = []",
        "\"volunteer-work\"]\npaid_from = [\"work-part\"]",
    );
    let finance = root.path().join("a-town/2015-01-01/finance.toml");
    std::fs::write(
        finance,
        "[[earmarks]]\nkey = \"work-part\"\nlabel = \"Werkdeel\"\nsource = \"keuze bij inrichting\"\n",
    )
    .unwrap();
    root
}

fn outlook<'p>(policy: &'p Policy, stated: &str) -> Outlook<'p> {
    policy.outlook(&facts(stated), today())
}

#[test]
fn a_category_brings_dates_groups_instruments_partners_and_money() {
    let root = widened();
    let policies = load(&root);
    let older = GROUP_2.replace("1980-05-01", "1970-05-01");

    let course = outlook(of(&policies, TOWN), &older).course.unwrap();

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
            "work-experience",
            "job-coach",
            "training",
            "volunteer-work",
            "learn-work"
        ]
    );
    assert_eq!(course.paid_from.iter().map(|each| &each.key).collect::<Vec<_>>(), ["work-part"]);
    assert_eq!(course.duties.items[0].item.key, "contribution");
}

#[test]
fn partners_lead_and_support_by_direction_capacity_and_area() {
    let root = widened();
    let policies = load(&root);
    let town = of(&policies, TOWN);
    let partners = |stated: &str| {
        let course = outlook(town, stated).course.unwrap();
        let keys = |partners: Vec<&policy::Partner>| -> Vec<String> {
            partners.iter().map(|each| each.key.clone()).collect()
        };
        (keys(course.leads), keys(course.supports))
    };

    let (leads, supports) = partners(&format!("{GROUP_2}, area=1"));
    assert_eq!(
        (leads, supports),
        (vec!["work-firm".into(), "safe-work".into()], vec!["welfare".into(), "care-west".into()])
    );
    // another area has another care partner, an unknown area excludes nobody
    assert_eq!(partners(&format!("{GROUP_2}, area=3")).1, ["welfare"]);
    assert_eq!(partners(GROUP_2).1, ["welfare", "care-west"]);
    // the bounds of the ranges
    assert_eq!(partners(&GROUP_2.replace("=80", "=50")).0, ["work-firm", "safe-work", "neighbourhood"]);
    assert_eq!(partners(&GROUP_2.replace("=80", "=51")).0, ["work-firm", "safe-work"]);
    assert_eq!(partners(&GROUP_2.replace("=80", "=29")).0, ["neighbourhood"]);
    assert_eq!(partners(&GROUP_2.replace("=80", "=29")).1, Vec::<String>::new());
    // whoever goes on own strength has neither
    assert_eq!(partners(&GROUP_2.replace("=80", "=81")), (vec![], vec![]));
}

#[test]
fn whoever_asks_no_assistance_does_not_search_and_without_a_category_there_is_no_course() {
    let root = town();
    let policies = load(&root);
    let town = of(&policies, TOWN);

    let outlook = outlook(town, "birth_date=2004-05-01, household=single, assistance_requested=no");

    assert_eq!((outlook.gate.search_until, outlook.gate.missing), (None, vec![]));
    assert_eq!(outlook.gate.explanation.rule, "search-period-only-assistance");
    assert_eq!(outlook.topics.items.len(), town.intake_topics.len());
    assert!(outlook.support.is_some() && outlook.course.is_none());
    let Categorisation::FactMissing { keys, .. } = outlook.categorisation else { panic!("nothing is known") };
    assert!(keys.contains(&FactKey::EarningCapacity));
}
