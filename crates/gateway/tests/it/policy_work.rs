//! The policy read, checked, explained, tried out and taken into use.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::Role;
use gateway::Settings;
use proto::common::v1::Fact;
use proto::common::v1::fact::Value as Wire;
use proto::intake::v1 as intake;
use proto::workflow::v1 as workflow;
use rstest::rstest;
use serde_json::{Value, json};

use crate::fakes::{self, Script};
use crate::policies::{LATER, NOW, files, later_files, load};
use crate::world::{Answer, ONE, TODAY, World};

const JSON: &str = "application/json";

async fn world() -> (World, Arc<Script>) {
    let script = Arc::new(Script::default());
    (World::over(&fakes::start(&script).await, Settings::default()), script)
}

async fn officer(world: &World, path: &str, body: &Value) -> Answer {
    world.by(Role::PolicyOfficer, "POST", path, JSON, body).await
}

async fn reads(world: &World, role: Role, path: &str) -> Answer {
    world.by(role, "GET", path, JSON, &Value::Null).await
}

/// Case number `number`, with this earning capacity.
fn case(number: u32, capacity: i64) -> intake::CaseloadEntry {
    let fact = |key: &str, value: Wire| Fact {
        key: key.into(),
        value: Some(value),
        source: "consultant".into(),
        stated_on: TODAY.into(),
    };
    intake::CaseloadEntry {
        case_id: id(number),
        case_number: format!("2026-{number:06}"),
        stage: "complete".into(),
        facts: vec![
            fact("earning_capacity", Wire::Number(capacity)),
            fact("needs_sheltered", Wire::YesNo(false)),
            fact("job_register", Wire::YesNo(false)),
            fact("assistance_requested", Wire::YesNo(true)),
            // Derived: nobody states it.
            Fact { source: "derived".into(), ..fact("age", Wire::Number(40)) },
        ],
    }
}

fn id(number: u32) -> String {
    format!("01970000-0000-7000-8000-{number:012}")
}

fn summary(number: u32, category: &str, policy_version: &str) -> workflow::CaseSummary {
    workflow::CaseSummary {
        case_id: id(number),
        stage: "trajectory".into(),
        category: category.into(),
        policy_version: policy_version.into(),
        ..workflow::CaseSummary::default()
    }
}

#[tokio::test]
async fn the_versions_say_when_they_hold_and_where_they_are_read() {
    let world = World::alone();
    let answer = reads(&world, Role::Manager, "/beleid").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!((&answer.body["gemeente"], &answer.body["peildatum"]), (&json!(ONE), &json!(TODAY)));
    let policies = load();
    let hash = |day: &str| policies.named("a-tenant", day).unwrap().version.clone();
    let version = |day: &str, until: Option<&str>, holds: bool| {
        let adres = format!("/meedoen/v1/beleid/{day}");
        let mut version = json!({
            "geldigVanaf": day, "beleidsversie": hash(day), "document": "Beleid om mee te proberen",
            "geldt": holds, "pagina": format!("{adres}/pagina"), "adres": adres,
        });
        if let Some(until) = until {
            version["geldigTotEnMet"] = until.into();
        }
        version
    };
    let expected = json!([version(NOW, Some("2026-05-31"), true), version(LATER, None, false)]);
    assert_eq!(answer.body["versies"], expected);

    let later = reads(&world, Role::Manager, "/beleid?dag=2026-06-01").await;
    let holds: Vec<_> = later.body["versies"].as_array().unwrap().iter().map(|one| &one["geldt"]).collect();
    assert_eq!(holds, [&json!(false), &json!(true)]);
    let before = reads(&world, Role::Manager, "/beleid?dag=2019-12-31").await;
    assert_eq!(before.body["versies"][0]["geldt"], json!(false));
}

#[tokio::test]
async fn a_version_is_read_in_short_and_as_a_page() {
    let world = World::alone();
    let answer = reads(&world, Role::IncomeConsultant, &format!("/beleid/{LATER}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = &answer.body;
    assert_eq!((&body["versie"]["geldigVanaf"], &body["naam"]), (&json!(LATER), &json!("Een gemeente")));
    assert_eq!(body["gemeenten"], json!([{"code": "0001", "naam": "Een gemeente"}]));
    let second = &body["categorieen"][1];
    assert_eq!((&second["categorie"]["sleutel"], &second["richting"]), (&json!("group-2"), &json!("werk")));
    assert_eq!((&second["regie"], &second["maandenTotDoel"]), (&json!("re-integratieconsulent"), &json!(12)));
    assert!(body["instrumenten"].as_array().is_some_and(|all| !all.is_empty()), "{body:#}");

    let path = format!("/beleid/{NOW}/pagina");
    for accept in ["text/markdown", "*/*", "text/*;q=0.5"] {
        let page = world.by(Role::IncomeConsultant, "GET", &path, accept, &Value::Null).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert_eq!(page.header("content-type"), "text/markdown; charset=utf-8");
        assert_eq!(page.text, load().named("a-tenant", NOW).unwrap().page());
    }
    let other = world.by(Role::IncomeConsultant, "GET", &path, JSON, &Value::Null).await;
    assert_eq!((other.status.as_u16(), &other.body["code"]), (406, &json!("not-acceptable")));
    for unknown in ["/beleid/2021-01-01", "/beleid/2021-01-01/pagina", "/beleid/gisteren"] {
        let accept = if unknown.ends_with("pagina") { "text/markdown" } else { JSON };
        let answer = world.by(Role::Manager, "GET", unknown, accept, &Value::Null).await;
        assert_eq!(answer.status, 404, "{unknown}");
    }
}

#[rstest]
#[case("GET", "/beleid", Value::Null, &[Role::Partner, Role::ClientSystem, Role::Operator])]
#[case("GET", "/beleid/2020-01-01", Value::Null, &[Role::Partner, Role::ClientSystem, Role::Operator])]
#[case("POST", "/beleid/controles", json!({"bestanden": {}}), &[Role::IntakeConsultant, Role::Manager, Role::Partner])]
#[case("POST", "/beleid/proeven", json!({"geldigVanaf": "2026-06-01"}), &[Role::QualityOfficer, Role::ClientSystem])]
#[case("POST", "/beleid/invoeringen", json!({"alleenTonen": true}), &[Role::QualityOfficer, Role::Operator])]
#[tokio::test]
async fn others_are_refused(
    #[case] method: &str,
    #[case] path: &str,
    #[case] body: Value,
    #[case] roles: &[Role],
) {
    let world = World::alone();
    for role in roles {
        let answer = world.by(*role, method, path, JSON, &body).await;
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (403, &json!("role-missing")), "{role}");
    }
}

#[tokio::test]
async fn files_are_checked_as_the_command_line_checks_them_and_nothing_is_kept() {
    let world = World::alone();
    let answer = officer(&world, "/beleid/controles", &json!({"bestanden": later_files()})).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let version = load().named("a-tenant", LATER).unwrap().version.clone();
    let expected = json!({
        "aantalFouten": 0, "fouten": [], "geldigVanaf": LATER, "beleidsversie": version, "voorbeelden": 0,
    });
    assert_eq!(answer.body, expected);

    let holed = files("2027-01-01", &[("| 6 | < 10 |", "| 6 | < 5 |"), ("weeks = 4", "weken = 4")]);
    let answer = officer(&world, "/beleid/controles", &json!({"bestanden": holed})).await;
    assert_eq!(answer.status, 200);
    let problems = load().draft("a-tenant", holed).unwrap_err();
    let told: Vec<_> = answer.body["fouten"].as_array().unwrap().iter().collect();
    assert_eq!((told.len(), &answer.body["aantalFouten"]), (problems.0.len(), &json!(problems.0.len())));
    for (told, problem) in told.iter().zip(problems.iter()) {
        let expected = json!({
            "bestand": problem.file, "regelnummer": problem.line, "code": problem.rule, "reden": problem.reason,
        });
        assert_eq!(**told, expected);
    }
    let codes: Vec<_> = told.iter().filter_map(|one| one["code"].as_str()).collect();
    assert!(codes.contains(&"gap") && codes.contains(&"unknown-field"), "{codes:?}");
    assert!(told.iter().all(|one| one["bestand"].as_str().unwrap().starts_with("a-tenant/2027-01-01/")));
    let versions = reads(&world, Role::Manager, "/beleid").await;
    assert_eq!(versions.body["versies"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn people_of_the_examples_who_come_out_otherwise_are_named() {
    let mut files = files("2027-01-01", &[]);
    let people = "[[people]]\nname = \"Halverwege\"\nsource = \"voorbeeld\"\non = \"2027-02-01\"\n\
                  facts = { earning_capacity = 60, needs_sheltered = false }\nexpect = { category = \"group-3\" }\n";
    files.insert("examples.toml".into(), people.into());
    let answer = officer(&World::alone(), "/beleid/controles", &json!({"bestanden": files})).await;
    assert_eq!((answer.status.as_u16(), &answer.body["aantalFouten"]), (200, &json!(1)), "{}", answer.body);
    let fault = &answer.body["fouten"][0];
    assert_eq!((&fault["code"], &fault["regelnummer"]), (&json!("example"), &json!(6)));
    assert!(fault["reden"].as_str().unwrap().contains("`Halverwege`: category should be group-3"), "{fault}");
    assert!(answer.body.get("voorbeelden").is_none() && answer.body["geldigVanaf"] == "2027-01-01");
}

#[tokio::test]
async fn what_cannot_be_files_is_refused() {
    let world = World::alone();
    let wrong = officer(&world, "/beleid/controles", &json!({"bestanden": {"policy.toml": 1}})).await;
    assert_eq!(wrong.wrong(), ["bestanden.policy.toml type"]);
    let wrong = officer(&world, "/beleid/controles", &json!({})).await;
    assert_eq!(wrong.wrong(), ["bestanden required"]);
    let many: Vec<_> = (0..21).map(|number| (format!("{number}.md"), json!(""))).collect();
    let many: serde_json::Map<_, _> = many.into_iter().collect();
    let wrong = officer(&world, "/beleid/controles", &json!({"bestanden": many})).await;
    assert_eq!(wrong.wrong(), ["bestanden too-many"]);
    let long = json!({"bestanden": {"policy.toml": "#".repeat(250_001)}});
    assert_eq!(officer(&world, "/beleid/controles", &long).await.wrong(), ["bestanden.policy.toml too-long"]);
    let small = World::over(crate::world::NOWHERE, Settings { body_bytes: 2_048, ..Settings::default() });
    let large = officer(&small, "/beleid/controles", &json!({"bestanden": later_files()})).await;
    assert_eq!((large.status.as_u16(), &large.body["code"]), (413, &json!("payload-too-large")));
}

#[tokio::test]
async fn a_file_full_of_faults_is_answered_in_time_with_the_first_of_them() {
    let mut files = files("2027-01-01", &[]);
    let policy = files.get_mut("policy.toml").unwrap();
    policy.push_str("\n[[areas]]\n");
    (0..10_000).for_each(|number| policy.push_str(&format!("field_{number} = 1\n")));
    let answer = officer(&World::alone(), "/beleid/controles", &json!({"bestanden": files})).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.body["aantalFouten"].as_u64().is_some_and(|count| count >= 100), "{}", answer.text);
    assert!(answer.body["fouten"].as_array().unwrap().len() <= 1_000);
}

/// Each row looks at a fact of its own, so every combination of facts leaves other rows: compiled whole they would fill
/// the memory.
#[tokio::test]
async fn a_table_that_nobody_could_compile_is_refused_in_time() {
    let yes_or_no = |key: &&domain::FactKey| key.is_stated() && key.kind() == domain::FactKind::YesNo;
    let keys: Vec<_> = domain::FactKey::ALL.iter().filter(yes_or_no).collect();
    assert!(keys.len() > 24, "too few to make a large table of: {}", keys.len());
    let line = |cells: &mut dyn Iterator<Item = String>| cells.collect::<Vec<_>>().join(" | ");
    let head = line(&mut keys.iter().map(|key| format!("`{key}`")));
    let inputs = line(&mut keys.iter().map(|_| "i".to_owned()));
    let rule = line(&mut keys.iter().map(|_| "---".to_owned()));
    let mut table = format!(
        "# Veel\n\n| C | {head} | `target_group` | bron |\n|---| {rule} |---|---|\n|   | {inputs} | o | a |\n"
    );
    for row in 0..keys.len() {
        let asks = |column| if column == row { "true" } else { "-" }.to_owned();
        let cells = line(&mut (0..keys.len()).map(asks));
        table += &format!("| {} | {cells} | \"none\" | voorbeeld |\n", row + 1);
    }
    let mut files = files("2027-01-01", &[]);
    files.insert("target-groups.md".into(), table);
    let answer = officer(&World::alone(), "/beleid/controles", &json!({"bestanden": files})).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let codes: Vec<_> = answer.body["fouten"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert!(codes.contains(&&json!("too-complex")), "{:#}", answer.body);
}

#[tokio::test]
async fn someone_made_up_is_explained_in_the_words_of_the_interface() {
    let (world, script) = world().await;
    let account = intake::ExplainPolicyResponse {
        on_day: "2026-06-02".into(),
        document: "Beleid".into(),
        valid_from: LATER.into(),
        policy_version: "hash".into(),
        outcome: "person".into(),
        text: "Een medewerker kiest.".into(),
        ..intake::ExplainPolicyResponse::default()
    };
    *script.account.lock().unwrap() = Some(account);
    let body = json!({"dag": "2026-06-02", "geldigVanaf": LATER, "gegevens": {"verdiencapaciteit": 60}});
    let answer = officer(&world, "/beleid/uitleg", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(
        (&answer.body["uitkomst"], &answer.body["geldigVanaf"]),
        (&json!("mens-beslist"), &json!(LATER))
    );
    assert!(answer.body.get("zaakId").is_none() && answer.body["tekst"] == "Een medewerker kiest.");
    let asked = script.persons.lock().unwrap().pop().unwrap();
    assert_eq!((asked.on_day.as_str(), asked.valid_from.as_str()), ("2026-06-02", LATER));
    assert_eq!(
        (asked.facts[0].key.as_str(), asked.facts[0].source.as_str()),
        ("earning_capacity", "consultant")
    );
    let wrong =
        officer(&world, "/beleid/uitleg", &json!({"gegevens": {"schoenmaat": 44, "leeftijd": 30}})).await;
    assert_eq!(wrong.wrong(), ["gegevens.leeftijd unknown-property", "gegevens.schoenmaat unknown-property"]);
}

#[rstest]
#[case(json!({"geldigVanaf": LATER, "metZaken": true}))]
#[case(json!({"bestanden": later_files(), "metZaken": true}))]
#[tokio::test]
async fn a_version_is_tried_on_every_running_case(#[case] body: Value) {
    let (world, script) = world().await;
    // More than one part; every third one is between the thresholds.
    let cases = (1..=150).map(|number| case(number, if number % 3 == 0 { 60 } else { 70 }));
    *script.caseload.lock().unwrap() = cases.collect();
    script.in_parts.store(true, Ordering::SeqCst);

    let answer = officer(&world, "/beleid/proeven", &body).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    let told = &answer.body;
    assert_eq!(
        (&told["mensen"], &told["verschuiven"], &told["peildatum"]),
        (&json!(150), &json!(50), &json!(TODAY))
    );
    assert_eq!((&told["nu"]["geldigVanaf"], &told["straks"]["geldigVanaf"]), (&json!(NOW), &json!(LATER)));
    let moved: Vec<_> =
        told["stromen"].as_array().unwrap().iter().filter(|one| one["verschuift"] == true).collect();
    assert_eq!((moved.len(), &moved[0]["mensen"]), (1, &json!(50)));
    assert_eq!(
        (&moved[0]["van"]["categorie"], &moved[0]["naar"]["categorie"]),
        (&json!("group-2"), &json!("group-3"))
    );
    let why = &told["redenen"][0];
    assert_eq!((&why["regel"], &why["doorslag"]), (&json!("categories/3"), &json!("verdiencapaciteit")));
    assert_eq!(told["zaken"].as_array().unwrap().len(), 50);
    assert_eq!(
        (&told["zaken"][0]["zaaknummer"], &told["zaken"][0]["regel"]),
        (&json!("2026-000003"), &json!("categories/3"))
    );
    assert_eq!(told["straks"]["heronderzoekenPerMaand"].as_array().unwrap().len(), 12);
    assert!(told["verslag"].as_array().unwrap().iter().any(|part| part["titel"] == "Waarom"));
    let asked: Vec<_> = script.asked_after.lock().unwrap().iter().map(|one| one.after.clone()).collect();
    assert_eq!(asked, [String::new(), id(100)]);

    let page = world.by(Role::PolicyOfficer, "POST", "/beleid/proeven", "text/html", &body).await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").contains("style-src 'unsafe-inline'"));
    assert!(page.text.starts_with("<!doctype html>") && page.text.contains("Proef met nieuw beleid"));
    assert!(!page.text.contains("2026-000003"), "a case stands on the page");
}

#[tokio::test]
async fn only_one_version_that_is_right_can_be_tried() {
    let (world, _) = world().await;
    let unknown = officer(&world, "/beleid/proeven", &json!({"geldigVanaf": "2026-06-02"})).await;
    assert_eq!(unknown.wrong(), ["geldigVanaf policy-version"]);
    for body in [json!({}), json!({"geldigVanaf": LATER, "bestanden": later_files()})] {
        assert_eq!(officer(&world, "/beleid/proeven", &body).await.wrong(), ["geldigVanaf one-of"]);
    }
    let holed = files(LATER, &[("| 6 | < 10 |", "| 6 | < 5 |")]);
    let wrong = officer(&world, "/beleid/proeven", &json!({"bestanden": holed})).await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.wrong().contains(&"bestanden gap".to_owned()), "{:?}", wrong.wrong());
    let elsewhere = files(LATER, &[("code = \"0001\"", "code = \"0009\"")]);
    let wrong = officer(&world, "/beleid/proeven", &json!({"bestanden": elsewhere})).await;
    assert_eq!(wrong.wrong(), ["bestanden municipality-listed"], "{}", wrong.body);
    let away = officer(&World::alone(), "/beleid/proeven", &json!({"geldigVanaf": LATER})).await;
    assert_eq!(away.status, 503);
}

#[tokio::test]
async fn a_version_is_taken_into_use_part_by_part() {
    let (world, script) = world().await;
    let policies = load();
    let hash = |day: &str| policies.named("a-tenant", day).unwrap().version.clone();
    *script.caseload.lock().unwrap() = vec![case(1, 60), case(2, 70), case(3, 60)];
    *script.summaries.lock().unwrap() = vec![
        summary(1, "group-3", &hash(LATER)),
        summary(2, "group-2", &hash(LATER)),
        summary(3, "group-3", &hash(LATER)),
    ];
    script.in_parts.store(true, Ordering::SeqCst);

    let show = json!({"alleenTonen": true, "aantal": 2});
    let first = officer(&world, "/beleid/invoeringen", &show).await;
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!((&first.body["volgende"], &first.body["totaal"]), (&json!(id(2)), &json!(7)));
    assert_eq!(
        (&first.body["tellingen"]["anders"], &first.body["tellingen"]["hetzelfde"]),
        (&json!(1), &json!(1))
    );
    let told = &first.body["zaken"][0];
    assert_eq!((&told["zaaknummer"], &told["gevolg"]), (&json!("2026-000001"), &json!("niet-gevraagd")));
    assert_eq!((&told["categorie"], &told["categorieStraks"]), (&json!("group-3"), &json!("group-2")));
    assert!(script.review_asked.lock().unwrap().is_empty());

    let ask = json!({"alleenTonen": false, "aantal": 2, "na": id(2)});
    let second = officer(&world, "/beleid/invoeringen", &ask).await;
    assert_eq!((&second.body["tellingen"]["gevraagd"], second.body.get("volgende")), (&json!(1), None));
    let asked = script.review_asked.lock().unwrap().pop().unwrap();
    assert_eq!((asked.case_id, asked.policy_version, asked.category), (id(3), hash(NOW), "group-2".into()));

    let early = json!({"alleenTonen": false, "geldigVanaf": LATER});
    let refused = officer(&world, "/beleid/invoeringen", &early).await;
    assert_eq!((refused.status.as_u16(), &refused.body["code"]), (409, &json!("policy-not-in-force")));
    let unknown =
        officer(&world, "/beleid/invoeringen", &json!({"alleenTonen": true, "geldigVanaf": "2026-07-01"}))
            .await;
    assert_eq!(unknown.wrong(), ["geldigVanaf policy-version"]);
    let wrong = officer(&world, "/beleid/invoeringen", &json!({"aantal": 101})).await;
    assert_eq!(wrong.wrong(), ["aantal range", "alleenTonen required"]);
}
