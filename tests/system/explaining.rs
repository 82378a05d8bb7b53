//! `meedoen policy explain`: of someone in a file, of an example, and of a running case, where it is the text of the
//! interface.

use std::fs;

use serde_json::json;
use system_tests::{CommandLine, Who, World, policies_of_the_repository, tenants};

use crate::scenarios::acts::text;

const SKIPPED: &str = "the command line that explains";

#[tokio::test]
async fn someone_in_a_file_is_explained_and_what_is_wrong_in_it_is_named() {
    let Some(meedoen) = CommandLine::built(SKIPPED) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (file, policies) = (folder.path().join("person.toml"), policies_of_the_repository());
    let (file, policies) = (file.to_str().unwrap(), policies.to_str().unwrap());
    let tenant = &tenants().unwrap()[0];
    fs::write(file, "on = \"2026-03-02\"\nfacts = { birth_date = \"1980-05-01\", household = \"single\" }\n")
        .unwrap();

    let explain = async |rest: &[&str]| {
        meedoen.says(&[&["policy", "explain", "--policies", policies], rest].concat()).await.unwrap()
    };

    let text = explain(&[tenant, "--person", file]).await.done().unwrap();
    for part in [
        "wat het beleid zegt op 02-03-2026",
        "leeftijd: 45",
        "Welke regels zijn bekeken",
        "Welk beleid geldt",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    let later = explain(&[tenant, "--person", file, "--on", "2026-06-01"]).await.done().unwrap();
    assert!(later.contains("wat het beleid zegt op 01-06-2026"));

    fs::write(file, "facts = { shoe_size = 44, household = \"alone\" }\n").unwrap();
    let refused = explain(&[tenant, "--person", file]).await;
    let said = refused.error;
    assert!(!refused.succeeded, "{said}");
    for part in ["person.toml:1: unknown-fact", "wrong-type: `household` moet een van deze waarden zijn"] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    let nobody = explain(&[tenant, "--example", "Niemand"]).await;
    assert!(nobody.error.contains("there is no example `Niemand`"));
    let unclear = explain(&[tenant]).await;
    assert!(unclear.error.contains("--person, --example or --case"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_case_is_explained_with_the_text_of_the_interface() {
    let Some(meedoen) = CommandLine::built(SKIPPED) else { return };
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let facts = world.expects.person(&world.expects.work.facts).unwrap();
    let applied = world.apply_at_the_form(&world.new_number().unwrap(), &facts).await.unwrap();
    let case = text(&applied, "zaakId");
    let path = format!("/zaken/{case}/beleidsuitleg");
    let account = world.get(&Who::Quality, &path).await.unwrap().done().unwrap();
    assert_eq!((&account["uitkomst"], &account["zaakId"]), (&json!("gegeven-ontbreekt"), &json!(case)));
    assert!(account["ontbrekend"].as_array().is_some_and(|missing| !missing.is_empty()), "{account:#}");
    assert!(account["tabellen"].as_array().is_some_and(|tables| tables.len() >= 5), "{account:#}");
    world.get(&Who::Manager, &path).await.unwrap().refused(403, "role-missing").unwrap();
    let early = world.get(&Who::Quality, &format!("{path}?dag=1990-01-01")).await.unwrap();
    early.wrong(&["dag policy-in-force"]).unwrap();

    world.until(case, "workflow knows the case", |case| !case.text("zaaknummer").is_empty()).await.unwrap();
    let arguments = ["policy", "explain", "--case", text(&applied, "zaaknummer")];
    let said = meedoen.says_to(&world, &Who::Intake, &arguments).await.unwrap();
    assert_eq!(said.done().unwrap(), text(&account, "tekst"));
    world.stop().await.unwrap();
}
