//! Everything a policy says of one person, in one piece.

use crate::common::{change, copy, day, facts, folder, of, today};
use domain::FactKey;
use policy::{Categorisation, Outlook, Policies, Policy};
use tempfile::TempDir;

const POLICY: &str = "emmen/2015-01-01/policy.toml";
/// Someone of 45 for whom work with support is the way.
const GROUP_2: &str = "birth_date=1980-05-01, household=single, assistance_requested=yes, needs_sheltered=no, \
                       earning_capacity=80, job_register=no";

/// A policy in which groups bring instruments of their own and partners support.
fn widened() -> TempDir {
    let root = copy();
    let older = "label = \"Ouderen vanaf 50 jaar\"\npriority = false\ninstruments = []";
    change(&root, POLICY, older, &older.replace("[]", "[\"training\", \"learn-work\"]"));
    for partner in ["Sedna", "De Trans"] {
        let entry = format!("label = \"{partner}\"\n");
        change(&root, POLICY, &entry, &format!("{entry}supports = {{ from = 30, to = 80 }}\n"));
    }
    change(
        &root,
        POLICY,
        "\"volunteer-work\"]\npaid_from = []",
        "\"volunteer-work\"]\npaid_from = [\"work-part\"]",
    );
    let finance = root.path().join("emmen/2015-01-01/finance.toml");
    std::fs::write(
        finance,
        "[[earmarks]]\nkey = \"work-part\"\nlabel = \"Werkdeel\"\nsource = \"keuze bij inrichting\"\n",
    )
    .unwrap();
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
    let emmen = of(&policies, "emmen:0114");
    let partners = |stated: &str| {
        let course = outlook(emmen, stated).course.unwrap();
        let keys = |partners: Vec<&policy::Partner>| -> Vec<String> {
            partners.iter().map(|each| each.key.clone()).collect()
        };
        (keys(course.leads), keys(course.supports))
    };

    let (leads, supports) = partners(&format!("{GROUP_2}, area=1"));
    assert_eq!(
        (leads, supports),
        (vec!["emco".into(), "veiligheidszorg".into()], vec!["sedna".into(), "de-trans".into()])
    );
    // another area has another care partner, an unknown area excludes nobody
    assert_eq!(partners(&format!("{GROUP_2}, area=3")).1, ["sedna"]);
    assert_eq!(partners(GROUP_2).1, ["sedna", "de-trans"]);
    // the bounds of the ranges
    assert_eq!(partners(&GROUP_2.replace("=80", "=50")).0, ["emco", "veiligheidszorg", "buurtsupport"]);
    assert_eq!(partners(&GROUP_2.replace("=80", "=51")).0, ["emco", "veiligheidszorg"]);
    assert_eq!(partners(&GROUP_2.replace("=80", "=29")).0, ["buurtsupport"]);
    assert_eq!(partners(&GROUP_2.replace("=80", "=29")).1, Vec::<String>::new());
    // whoever goes on own strength has neither
    assert_eq!(partners(&GROUP_2.replace("=80", "=81")), (vec![], vec![]));
}

#[test]
fn without_a_category_there_is_a_gate_and_topics_but_no_course() {
    let policies = Policies::load(&folder()).unwrap();
    let emmen = of(&policies, "emmen:0114");

    let outlook = outlook(emmen, "birth_date=2004-05-01, household=single, assistance_requested=no");

    assert_eq!(outlook.gate.search_until, Some(day("2026-03-30")));
    assert_eq!(outlook.topics.items.len(), emmen.intake_topics.len());
    assert!(outlook.support.is_some() && outlook.course.is_none());
    let Categorisation::FactMissing { keys, .. } = outlook.categorisation else { panic!("nothing is known") };
    assert!(keys.contains(&FactKey::EarningCapacity));
}
