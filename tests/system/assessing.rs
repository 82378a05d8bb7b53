//! Questions of law about a household without a case: through the gateway and from the command line the answers are one.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use system_tests::{CommandLine, Who, World, tenants};

const PATH: &str = "/inkomensbeoordelingen";
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const SKIPPED: &str = "the command line that assesses";

/// What the command line answers to the question of an example.
async fn assessed(meedoen: &CommandLine, folder: &Path, example: &Value) -> Value {
    let (facts, local) = (folder.join("facts.json"), folder.join("local.json"));
    fs::write(&facts, example["facts"].to_string()).unwrap();
    fs::write(&local, own(example).to_string()).unwrap();
    let policies = folder.join("policies");
    let [facts, local, policies] = [&facts, &local, &policies].map(|path| path.to_str().unwrap());
    let mut arguments = vec!["income", "assess", "--json", "--facts", facts, "--local", local];
    arguments.extend(["--policies", policies, "--on", word(example, "on"), "--ask", word(example, "ask")]);
    if let Some(decided) = example["decided"].as_str() {
        arguments.extend(["--decided", decided]);
    }
    serde_json::from_str(&meedoen.says(&arguments).await.unwrap().done().unwrap()).unwrap()
}

fn word<'a>(example: &'a Value, name: &str) -> &'a str {
    example[name].as_str().unwrap()
}

fn own(example: &Value) -> Value {
    example.get("local").cloned().unwrap_or_else(|| json!({}))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_is_answered_alike_by_gateway_and_command_line() {
    let Some(meedoen) = CommandLine::built(SKIPPED) else { return };
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let mut tried = 0;
    for file in fs::read_dir(Path::new(ROOT).join("docs/examples/income")).unwrap() {
        let path = file.unwrap().path();
        let example: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let mut form = json!({
            "gegevens": example["facts"], "peildatum": example["on"], "vraag": example["ask"],
            "eigenRegels": own(&example),
        });
        if example["decided"].is_string() {
            form["beslisdatum"] = example["decided"].clone();
        }
        let through_gateway = world.post(&Who::Income, PATH, &form).await.unwrap().done().unwrap();
        let from_command_line = assessed(&meedoen, world.folder(), &example).await;
        assert_eq!(through_gateway, from_command_line, "{}", path.display());
        for (name, expected) in example["answer"].as_object().unwrap() {
            assert_eq!(&through_gateway[name], expected, "{name} of {}", path.display());
        }
        tried += 1;
    }
    assert!(tried >= 8, "{tried} examples");
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_left_to_the_municipality_comes_from_its_policy() {
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let breach = json!({
        "duty": "accept-work", "committed_on": "2026-01-10", "applied_on": "2026-01-20", "first_month": "2026-02",
        "blameless": false, "urgent_reasons": false,
    });
    let mut form = json!({
        "gegevens": {"conduct": {"breaches": [breach]}}, "peildatum": "2026-03-01", "vraag": "lowering",
    });
    let by_policy = world.post(&Who::Policy, PATH, &form).await.unwrap().done().unwrap();
    assert_eq!(by_policy["outcome"], "value", "{by_policy:#}");
    form["eigenRegels"] = json!({});
    let by_nobody = world.post(&Who::Policy, PATH, &form).await.unwrap().done().unwrap();
    assert_eq!(by_nobody["outcome"], "person-decides", "{by_nobody:#}");
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_named_and_the_schemas_are_those_of_the_rules() {
    let Some(meedoen) = CommandLine::built(SKIPPED) else { return };
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let wrong = json!({
        "gegevens": {"applicant": {"birthdate": "1990-01-01"}}, "peildatum": "2026-03-01", "vraag": "nrom",
        "eigenRegels": {"lowering": 1},
    });
    let refused = world.post(&Who::Quality, PATH, &wrong).await.unwrap();
    let expected =
        ["gegevens.applicant.birthdate unknown-property", "eigenRegels.lowering type", "vraag question"];
    refused.wrong(&expected).unwrap();
    let good = json!({"gegevens": {}, "peildatum": "2026-03-01"});
    world.post(&Who::Manager, PATH, &good).await.unwrap().refused(403, "role-missing").unwrap();
    let missing = world.post(&Who::Intake, PATH, &good).await.unwrap().done().unwrap();
    assert_eq!(missing["outcome"], "missing");

    let schemas = world.get(&Who::Income, &format!("{PATH}/schema")).await.unwrap().done().unwrap();
    for (name, document) in [("gegevens", "facts"), ("eigenRegels", "local"), ("antwoord", "answer")] {
        let printed = meedoen.says(&["income", "schema", document]).await.unwrap().done().unwrap();
        let printed: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(schemas[name], printed, "{name}");
    }
    world.stop().await.unwrap();
}
