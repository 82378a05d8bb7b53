use std::path::Path;

use domain::{FactKey, Facts};

use super::*;

fn policies() -> Policies {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
    load_policies(&folder).unwrap()
}

#[test]
fn the_municipality_is_named_in_full() {
    let known = municipalities(&policies()).unwrap();
    let one = known[0].to_string();
    assert_eq!(named_in_full(&known, Some(&one)).unwrap().to_string(), one);
    let refused = |asked: Option<&str>| named_in_full(&known, asked).unwrap_err().to_string();
    assert!(refused(None).contains("--municipality"));
    assert!(refused(Some(known[0].tenant())).contains(&one));
    assert!(refused(Some("nowhere:0000")).contains("no policy"));
}

#[test]
fn a_question_carries_what_the_version_says_in_the_words_of_the_interface() {
    let policies = policies();
    let version = policies.tenants().next().unwrap();
    let asked = |says: &Says| {
        let mut body = question(version, says);
        let body = body.as_object_mut().unwrap();
        assert_eq!(body.remove("beleidsversie").unwrap(), version.version.as_str());
        assert_eq!(body.remove("reden").unwrap(), "nieuw-beleid");
        Value::Object(body.clone())
    };
    assert_eq!(asked(&Says::Category("up".into())), json!({"categorie": "up"}));
    assert_eq!(asked(&Says::TargetGroups("up".into())), json!({"categorie": "up"}));
    assert_eq!(asked(&Says::PersonDecides), json!({}));
    let missing = Says::FactsMissing(vec![FactKey::NeedsSheltered, FactKey::BirthDate]);
    let names = json!({"ontbrekendeGegevens": ["aangewezenOpBeschutWerk", "geboortedatum"]});
    assert_eq!(asked(&missing), names);
}

#[test]
fn a_case_is_told_with_its_labels_and_its_reason() {
    let policies = policies();
    let version = policies.tenants().next().unwrap();
    let [from, to, ..] = version.categories.as_slice() else { panic!("two categories") };
    let case = RunningCase {
        id: "1".into(),
        number: "2026-000007".into(),
        stage: "traject".into(),
        category: Some(from.key.clone()),
        decided_under: None,
        facts: Facts::default(),
    };
    let found = Otherwise { says: Says::Category(to.key.clone()), why: "De grens is verlegd.".into() };
    let line = report::line(&case, None, version, &found, &Told::Asked);
    let expected = format!(
        "\n2026-000007  van ‘{}’ naar ‘{}’\n    De grens is verlegd.\n    Heronderzoek gevraagd.\n",
        from.label, to.label
    );
    assert_eq!(line, expected);
}

#[test]
fn totals_name_what_occurred_and_always_what_it_is_about() {
    let mut counts = Counts::default();
    assert_eq!(report::totals(&counts, true), "\n      0  zou anders uitvallen\n");
    for told in [Told::Asked, Told::Asked, Told::AskedBefore, Told::Failed("weg".into())] {
        counts.add(&told);
    }
    counts.note(&Finding::Same);
    let expected = "\n      2  heronderzoek gevraagd\n      1  was al gevraagd voor deze versie\n      1  valt \
                    hetzelfde uit\n      1  mislukt\n";
    assert_eq!(report::totals(&counts, false), expected);
}
