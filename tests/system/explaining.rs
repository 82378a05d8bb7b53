//! `meedoen policy explain`: of someone in a file, of an example, and of a running case, where it is the text of the
//! interface.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::json;
use system_tests::{Who, World, binaries, policies_of_the_repository, tenants};
use tokio::process::Command;

use crate::scenarios::acts::text;

fn binary() -> Option<PathBuf> {
    let folder = binaries("the command line that explains", &["meedoen".to_owned()])?;
    Some(Path::new(&folder).join("meedoen"))
}

async fn explains(binary: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(binary);
    command.args(["policy", "explain"]).args(arguments).env_remove("MEEDOEN_TOKEN");
    command.output().await.unwrap()
}

fn told(done: &Output) -> String {
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout.clone()).unwrap()
}

#[tokio::test]
async fn someone_in_a_file_is_explained_and_what_is_wrong_in_it_is_named() {
    let Some(binary) = binary() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (file, policies) = (folder.path().join("person.toml"), policies_of_the_repository());
    let (file, policies) = (file.to_str().unwrap(), policies.to_str().unwrap());
    let tenant = &tenants().unwrap()[0];
    fs::write(file, "on = \"2026-03-02\"\nfacts = { birth_date = \"1980-05-01\", household = \"single\" }\n")
        .unwrap();

    let text = told(&explains(&binary, &[tenant, "--person", file, "--policies", policies]).await);
    for part in [
        "wat het beleid zegt op 02-03-2026",
        "leeftijd: 45",
        "Welke regels zijn bekeken",
        "Welk beleid geldt",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    let later = [tenant, "--person", file, "--policies", policies, "--on", "2026-06-01"];
    assert!(told(&explains(&binary, &later).await).contains("wat het beleid zegt op 01-06-2026"));

    fs::write(file, "facts = { shoe_size = 44, household = \"alone\" }\n").unwrap();
    let refused = explains(&binary, &[tenant, "--person", file, "--policies", policies]).await;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success(), "{said}");
    for part in ["person.toml:1: unknown-fact", "wrong-type: `household` moet een van deze waarden zijn"] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    let nobody = explains(&binary, &[tenant, "--example", "Niemand", "--policies", policies]).await;
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("there is no example `Niemand`"));
    let unclear = explains(&binary, &[tenant, "--policies", policies]).await;
    assert!(String::from_utf8_lossy(&unclear.stderr).contains("--person, --example or --case"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_case_is_explained_with_the_text_of_the_interface() {
    let Some(binary) = binary() else { return };
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
    let token = world.folder().join("token");
    fs::write(&token, world.token(&Who::Intake).unwrap()).unwrap();
    let arguments = [
        "--case",
        text(&applied, "zaaknummer"),
        "--gateway",
        &world.gateway(),
        "--token-file",
        token.to_str().unwrap(),
    ];
    let done = explains(&binary, &arguments).await;
    assert_eq!(told(&done), text(&account, "tekst"));
    world.stop().await.unwrap();
}
