//! The policy through the gateway: read, checked, explained, tried out and taken into use, each with the answer of the
//! command line.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use policy::Policies;
use reqwest::Method;
use serde_json::{Value, json};
use system_tests::{Answer, CommandLine, Said, Who, World, check, newer_version, servers};

use crate::scenarios::acts::text;

const TENANT: &str = "emmen";
const NOW: &str = "2015-01-01";
/// The day on which the newer version begins to hold; cases come in a month before.
const NEW: &str = "2026-04-01";
const DRAFT: &str = "2026-07-01";
/// It asks more of who is sent straight to work: 65 percent instead of 50.
const CHANGES: [(&str, &str); 2] = [("[50..80]", "[65..80]"), ("..50)", "..65)")];

async fn world() -> World {
    World::one_process_with(TENANT, None, |policies| newer_version(policies, TENANT, NEW, &CHANGES))
        .await
        .unwrap()
}

fn deployed(world: &World) -> Policies {
    Policies::load(&world.folder().join("policies")).unwrap()
}

/// The files of a version, with these texts replaced.
fn files(
    policies: &Path,
    version: &str,
    changes: &[(&str, &str)],
) -> anyhow::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(policies.join(TENANT).join(version))? {
        let entry = entry?;
        let text = fs::read_to_string(entry.path())?;
        let text = changes.iter().fold(text, |text, (old, new)| text.replace(old, new));
        files.insert(entry.file_name().to_string_lossy().into_owned(), text);
    }
    Ok(files)
}

/// A copy of the policies with one version more.
fn with_draft(world: &World, draft: &BTreeMap<String, String>) -> anyhow::Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .arg(world.folder().join("policies/."))
        .arg(folder.path())
        .status()?;
    check!(copied.success(), "the policies cannot be copied");
    let version = folder.path().join(TENANT).join(DRAFT);
    fs::create_dir_all(&version)?;
    for (name, text) in draft {
        fs::write(version.join(name), text)?;
    }
    Ok(folder)
}

fn built() -> Option<CommandLine> {
    CommandLine::built("the command line beside the gateway")
}

async fn accepting(
    world: &World,
    who: &Who,
    method: Method,
    path: &str,
    accept: &str,
    body: Option<&Value>,
) -> Answer {
    let body = body.map(|body| body.to_string().into_bytes());
    world.http.send(method, &world.token(who).unwrap(), path, &[("Accept", accept)], body).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_is_read_by_the_municipality_and_by_nobody_else() {
    let world = world().await;
    let known = deployed(&world);
    let versions = world.get(&Who::Intake, "/beleid").await.unwrap().done().unwrap();
    let holds = |versions: &Value| -> Vec<(String, bool)> {
        let all = versions["versies"].as_array().into_iter().flatten();
        all.map(|one| (text(one, "geldigVanaf").to_owned(), one["geldt"] == true)).collect()
    };
    assert_eq!(holds(&versions), [(NOW.to_owned(), true), (NEW.to_owned(), false)]);
    assert_eq!(versions["versies"][0]["geldigTotEnMet"], "2026-03-31");
    assert_eq!(versions["versies"][0]["beleidsversie"], known.named(TENANT, NOW).unwrap().version.as_str());

    let one = world.get(&Who::Manager, &format!("/beleid/{NEW}")).await.unwrap().done().unwrap();
    assert_eq!(one["versie"], versions["versies"][1]);
    assert_eq!(
        one["categorieen"].as_array().unwrap().len(),
        known.named(TENANT, NEW).unwrap().categories.len()
    );
    let path = format!("/beleid/{NOW}/pagina");
    let page = accepting(&world, &Who::Quality, Method::GET, &path, "text/markdown", None).await;
    assert_eq!(page.done().unwrap(), known.named(TENANT, NOW).unwrap().page());
    world.get(&Who::Quality, "/beleid/2026-04-02").await.unwrap().refused(404, "not-found").unwrap();
    for who in [Who::Partner(world.expects.work.partners[0].clone()), Who::Form, Who::Operator] {
        world.get(&who, "/beleid").await.unwrap().refused(403, "role-missing").unwrap();
    }

    world.to(NEW.parse().unwrap()).await.unwrap();
    let later = world.get(&Who::Intake, "/beleid").await.unwrap().done().unwrap();
    assert_eq!(holds(&later), [(NOW.to_owned(), false), (NEW.to_owned(), true)]);
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_checked_with_the_faults_of_the_command_line_and_leaves_no_trace() {
    let world = world().await;
    let policies = world.folder().join("policies");
    let from = format!("valid_from = \"{NOW}\"");
    let to = format!("valid_from = \"{DRAFT}\"");
    let mut right = files(&policies, NOW, &[(&from, &to)]).unwrap();
    let people = right.remove("examples.toml").unwrap();
    let checks = async |files: &BTreeMap<String, String>| {
        world
            .post(&Who::Policy, "/beleid/controles", &json!({"bestanden": files}))
            .await
            .unwrap()
            .done()
            .unwrap()
    };
    let told = checks(&right).await;
    assert_eq!((&told["aantalFouten"], &told["geldigVanaf"]), (&json!(0), &json!(DRAFT)), "{told:#}");

    // A hole, a field that nobody knows, and people who come out otherwise.
    let changed = [("weeks = 4", "weken = 4"), ("| 6 | < 10 |", "| 6 | < 5 |")];
    let holed = |text: &String| changed.iter().fold(text.clone(), |text, (old, new)| text.replace(old, new));
    let holed: BTreeMap<_, _> = right.iter().map(|(name, text)| (name.clone(), holed(text))).collect();
    same_faults(&world, &holed, &checks(&holed).await).await.unwrap();
    let moved = |text: &String| CHANGES.iter().fold(text.clone(), |text, (old, new)| text.replace(old, new));
    let mut otherwise: BTreeMap<_, _> =
        right.iter().map(|(name, text)| (name.clone(), moved(text))).collect();
    // People are assessed while the version holds.
    otherwise.insert("examples.toml".into(), people.replace("on = \"2026-03-02\"", "on = \"2026-08-03\""));
    same_faults(&world, &otherwise, &checks(&otherwise).await).await.unwrap();

    let body = json!({"bestanden": right});
    for who in [Who::Intake, Who::Quality, Who::Manager, Who::Operator] {
        let refused = world.post(&who, "/beleid/controles", &body).await.unwrap();
        refused.refused(403, "role-missing").unwrap();
    }
    let large = json!({"bestanden": {"policy.toml": "#".repeat(2 * 1024 * 1024)}});
    let large = world.post(&Who::Policy, "/beleid/controles", &large).await.unwrap();
    large.refused(413, "payload-too-large").unwrap();
    let versions = world.get(&Who::Intake, "/beleid").await.unwrap().done().unwrap();
    assert_eq!(versions["versies"].as_array().unwrap().len(), 2);
    assert!(!policies.join(TENANT).join(DRAFT).exists());
    world.stop().await.unwrap();
}

/// Each fault as a line of `meedoen policy check` on a folder that has the draft, and no other line.
async fn same_faults(world: &World, draft: &BTreeMap<String, String>, told: &Value) -> anyhow::Result<()> {
    let faults = told["fouten"].as_array().context("no list of faults")?;
    check!(!faults.is_empty() && told["aantalFouten"] == faults.len(), "{told:#}");
    let line = |fault: &Value| {
        let (file, code, reason) = (text(fault, "bestand"), text(fault, "code"), text(fault, "reden"));
        format!("{file}:{}: {code}: {reason}", fault["regelnummer"])
    };
    let told: Vec<_> = faults.iter().map(line).collect();
    let Some(meedoen) = built() else { return Ok(()) };
    let folder = with_draft(world, draft)?;
    let path = folder.path().to_str().context("a path that is no text")?;
    let Said { succeeded, error, .. } = meedoen.says(&["policy", "check", "--policies", path]).await?;
    // What names the command stands before the first.
    let file = format!("{TENANT}/");
    let said: Vec<_> = error.lines().filter_map(|line| Some(&line[line.find(&file)?..])).collect();
    check!(!succeeded && told == said, "told {told:#?}\nsaid {said:#?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn someone_made_up_is_explained_with_the_text_of_the_command_line() {
    let world = world().await;
    let facts =
        json!({"geboortedatum": "1980-05-01", "verdiencapaciteit": 60, "huishouden": "alleenstaande"});
    let body = json!({"dag": "2026-03-03", "gegevens": facts});
    let account = world.post(&Who::Policy, "/beleid/uitleg", &body).await.unwrap().done().unwrap();
    assert_eq!((&account["beoordeeldOp"], &account["geldigVanaf"]), (&json!("2026-03-03"), &json!(NOW)));
    assert!(account["tabellen"].as_array().is_some_and(|tables| tables.len() >= 5), "{account:#}");
    if let Some(meedoen) = built() {
        let file = world.folder().join("person.toml");
        let person = "on = \"2026-03-03\"\nfacts = { birth_date = \"1980-05-01\", earning_capacity = 60, \
                      household = \"single\" }\n";
        fs::write(&file, person).unwrap();
        let policies = world.folder().join("policies");
        let [file, policies] = [&file, &policies].map(|path| path.to_str().unwrap());
        let arguments = ["policy", "explain", TENANT, "--person", file, "--policies", policies];
        let said = meedoen.says(&arguments).await.unwrap();
        assert_eq!(said.done().unwrap(), text(&account, "tekst"));
    }

    // A version by name: assessed on its first day while that is yet to come.
    let named = json!({"geldigVanaf": NEW, "gegevens": facts});
    for who in [Who::Intake, Who::Income, Who::Reintegration, Who::Quality] {
        let account = world.post(&who, "/beleid/uitleg", &named).await.unwrap().done().unwrap();
        assert_eq!((&account["beoordeeldOp"], &account["geldigVanaf"]), (&json!(NEW), &json!(NEW)));
    }
    for who in [Who::Form, Who::Manager, Who::Partner(world.expects.work.partners[0].clone())] {
        let refused = world.post(&who, "/beleid/uitleg", &named).await.unwrap();
        refused.refused(403, "role-missing").unwrap();
    }
    for (over, wrong) in [
        (json!({"geldigVanaf": "2026-04-02"}), "geldigVanaf policy-version"),
        (json!({"geldigVanaf": NEW, "dag": "2026-03-31"}), "dag policy-in-force"),
        (json!({"dag": "1990-01-01"}), "dag policy-in-force"),
        (json!({"gegevens": {"schoenmaat": 44}}), "gegevens.schoenmaat unknown-property"),
    ] {
        let mut body = json!({"gegevens": facts});
        over.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
        world.post(&Who::Policy, "/beleid/uitleg", &body).await.unwrap().wrong(&[wrong]).unwrap();
    }
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_tried_on_the_running_cases_with_the_page_of_the_command_line() {
    let world = world().await;
    if let Err(error) = tried(&world).await {
        panic!("{error:#}");
    }
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_of_their_own_do_the_same() {
    let Some(servers) = servers("the policy through a gateway that is a process") else { return };
    let world = World::production(TENANT, &servers).await.unwrap();
    if let Err(error) = in_processes(&world).await {
        panic!("{error:#}");
    }
    world.stop().await.unwrap();
}

async fn in_processes(world: &World) -> anyhow::Result<()> {
    let moved = bring_in(world, 60).await?;
    bring_in(world, 90).await?;
    let versions = world.get(&Who::Intake, "/beleid").await?.done()?;
    check!(versions["versies"][0]["geldt"] == true, "{versions:#}");
    let facts = json!({"gegevens": {"verdiencapaciteit": 60}});
    let account = world.post(&Who::Policy, "/beleid/uitleg", &facts).await?.done()?;
    check!(account["geldigVanaf"] == NOW, "{account:#}");

    let from = format!("valid_from = \"{NOW}\"");
    let to = format!("valid_from = \"{DRAFT}\"");
    let changes = [&CHANGES[..], &[(from.as_str(), to.as_str())]].concat();
    let mut draft = files(&world.folder().join("policies"), NOW, &changes)?;
    draft.remove("examples.toml");
    let checked = json!({"bestanden": draft});
    let checked = world.post(&Who::Policy, "/beleid/controles", &checked).await?.done()?;
    check!(checked["aantalFouten"] == 0, "{checked:#}");
    let body = json!({"bestanden": draft, "metZaken": true});
    let told = world.post(&Who::Policy, "/beleid/proeven", &body).await?.done()?;
    check!(told["verschuiven"] == 1 && told["zaken"][0]["zaaknummer"] == moved.as_str(), "{told:#}");
    let shown =
        world.post(&Who::Policy, "/beleid/invoeringen", &json!({"alleenTonen": true})).await?.done()?;
    check!(shown["tellingen"]["alVolgensDezeVersie"] == 2, "{shown:#}");
    Ok(())
}

async fn tried(world: &World) -> anyhow::Result<()> {
    let moves = [bring_in(world, 60).await?, bring_in(world, 64).await?];
    bring_in(world, 90).await?;
    let from = format!("valid_from = \"{NOW}\"");
    let to = format!("valid_from = \"{DRAFT}\"");
    let changes = [&CHANGES[..], &[(from.as_str(), to.as_str())]].concat();
    let mut draft = files(&world.folder().join("policies"), NOW, &changes)?;
    draft.remove("examples.toml");
    let body = json!({"bestanden": draft, "metZaken": true});

    let told = world.post(&Who::Policy, "/beleid/proeven", &body).await?.done()?;
    check!(told["mensen"] == 3 && told["verschuiven"] == 2, "{told:#}");
    let cases = told["zaken"].as_array().context("no cases")?;
    let mut numbers: Vec<_> = cases.iter().map(|case| text(case, "zaaknummer").to_owned()).collect();
    numbers.sort();
    check!(numbers == moves, "moved are {numbers:?}, not {moves:?}");
    check!(told["redenen"][0]["doorslag"] == "verdiencapaciteit", "{:#}", told["redenen"]);
    check!(told["straks"]["inkomensdeel"].as_array().is_some_and(|years| !years.is_empty()), "no budget");
    let same = json!({"geldigVanaf": NEW});
    let same = world.post(&Who::Policy, "/beleid/proeven", &same).await?.done()?;
    check!(same["verschuiven"] == 2 && same.get("zaken").is_none(), "{same:#}");
    let itself = world.post(&Who::Policy, "/beleid/proeven", &json!({"geldigVanaf": NOW})).await?.done()?;
    check!(itself["verschuiven"] == 0, "a version differs from itself: {itself:#}");

    let page =
        accepting(world, &Who::Policy, Method::POST, "/beleid/proeven", "text/html", Some(&body)).await;
    check!(page.status == 200 && page.content_type.starts_with("text/html"), "{page:?}");
    same_page(world, &draft, page.body.as_str().unwrap_or_default()).await?;
    for who in [Who::Quality, Who::Manager, Who::Intake] {
        world.post(&who, "/beleid/proeven", &body).await?.refused(403, "role-missing")?;
    }
    let holed: BTreeMap<_, _> =
        draft.iter().map(|(name, text)| (name, text.replace("| 6 | < 10 |", "| 6 | < 5 |"))).collect();
    let refused = world.post(&Who::Policy, "/beleid/proeven", &json!({"bestanden": holed})).await?;
    refused.wrong(&["bestanden gap"])
}

/// Someone with this earning capacity: the number of the case.
async fn bring_in(world: &World, capacity: u32) -> anyhow::Result<String> {
    let mut facts = world.expects.person(&world.expects.work.facts)?;
    facts.insert("verdiencapaciteit".into(), capacity.into());
    let case = world.bring_in(&facts).await?;
    let known = world.until(&case, "it is categorised", |case| !case.text("categorie").is_empty()).await?;
    Ok(known.text("zaaknummer").to_owned())
}

async fn same_page(world: &World, draft: &BTreeMap<String, String>, page: &str) -> anyhow::Result<()> {
    let Some(meedoen) = built() else { return Ok(()) };
    let (folder, files) = (with_draft(world, draft)?, tempfile::tempdir()?);
    let report = files.path().join("try.html");
    let municipality = world.municipality.to_string();
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let (deployed, drafts) = (path(&world.folder().join("policies")), path(folder.path()));
    let report_path = path(&report);
    let arguments = [
        "policy",
        "try",
        &municipality,
        "--running",
        "--now",
        NOW,
        "--then",
        DRAFT,
        "--then-policies",
        &drafts,
        "--policies",
        &deployed,
        "--report",
        &report_path,
    ];
    meedoen.says_to(world, &Who::Policy, &arguments).await?.done()?;
    check!(fs::read_to_string(&report)? == page, "the gateway and the command line make other pages");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_is_taken_into_use_through_the_gateway_and_moves_nobody() {
    let world = world().await;
    if let Err(error) = adopted(&world).await {
        panic!("{error:#}");
    }
    world.stop().await.unwrap();
}

async fn adopted(world: &World) -> anyhow::Result<()> {
    let mut concerned = vec![bring_in(world, 60).await?, bring_in(world, 64).await?];
    bring_in(world, 90).await?;
    concerned.sort();

    let (shown, _) = in_parts(world, &json!({"alleenTonen": true, "geldigVanaf": NEW})).await?;
    check!(of(&shown, "niet-gevraagd") == concerned, "{shown:#?}");
    let early = json!({"alleenTonen": false, "geldigVanaf": NEW});
    let early = world.post(&Who::Policy, "/beleid/invoeringen", &early).await?;
    early.refused(409, "policy-not-in-force")?;
    let (nothing, _) = in_parts(world, &json!({"alleenTonen": true})).await?;
    check!(nothing.is_empty(), "the version of today changes something: {nothing:#?}");

    world.to(NEW.parse()?).await?;
    let before = categories(world).await?;
    let (asked, parts) = in_parts(world, &json!({"alleenTonen": false, "geldigVanaf": NEW})).await?;
    check!(of(&asked, "gevraagd") == concerned && parts >= 3, "{parts} parts: {asked:#?}");
    world.settled().await?;
    let (again, _) = in_parts(world, &json!({"alleenTonen": false})).await?;
    check!(of(&again, "al-gevraagd") == concerned, "{again:#?}");
    check!(categories(world).await? == before, "someone was moved");
    let mut reviews: Vec<_> = world.list(&Who::Manager, "/taken", "taken").await?;
    reviews.retain(|task| text(task, "onderwerp").starts_with("Nieuw beleid: "));
    let mut numbers: Vec<_> = reviews.iter().map(|task| text(task, "zaaknummer").to_owned()).collect();
    numbers.sort();
    check!(numbers == concerned, "reviews of {numbers:?}");

    let body = json!({"alleenTonen": true});
    for who in [Who::Quality, Who::Manager, Who::Reintegration] {
        world.post(&who, "/beleid/invoeringen", &body).await?.refused(403, "role-missing")?;
    }
    Ok(())
}

/// The cases that are named, over all parts of one case each, and how many parts there were.
async fn in_parts(world: &World, body: &Value) -> anyhow::Result<(Vec<Value>, usize)> {
    let (mut body, mut named, mut parts) = (body.clone(), Vec::new(), 0);
    body["aantal"] = 1.into();
    loop {
        let mut part = world.post(&Who::Policy, "/beleid/invoeringen", &body).await?.done()?;
        parts += 1;
        if let Value::Array(cases) = part["zaken"].take() {
            named.extend(cases);
        }
        match part["volgende"].as_str() {
            Some(next) => body["na"] = next.into(),
            None => return Ok((named, parts)),
        }
    }
}

/// Numbers of the cases of which this came, sorted; all of them must be.
fn of(named: &[Value], came: &str) -> Vec<String> {
    let of =
        named.iter().filter(|case| case["gevolg"] == came).map(|case| text(case, "zaaknummer").to_owned());
    let mut numbers: Vec<_> = of.collect();
    numbers.sort();
    numbers
}

async fn categories(world: &World) -> anyhow::Result<BTreeMap<String, Value>> {
    let cases = world.list(&Who::Manager, "/zaken", "zaken").await?;
    Ok(cases.iter().map(|case| (text(case, "zaaknummer").to_owned(), case["categorie"].clone())).collect())
}
