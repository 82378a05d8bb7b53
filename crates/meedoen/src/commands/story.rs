use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use domain::{CaseId, Role};
use indicatif::ProgressBar;
use messaging::{
    CheckedStory, Connections, StoryFault, ViewPlace, Witness, hear_of_views, story_cases, verify_stories,
    verify_views, view_witnesses, witnesses,
};
use serde_json::Value;
use service::Settings;

use super::Gateway;
use crate::api::{Api, text};

/// Cases that are looked at together.
const PART: u64 = 500;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Find what was changed, taken away or moved in the story of one case, or of all cases in the databases
    Verify(Verify),
}

#[derive(Args)]
struct Verify {
    /// The number of the case, as 2026-000123, or its id; through the gateway
    case: Option<String>,
    /// All cases in the database of a service, as income=postgres://…; give all services you can, for each keeps what
    /// the others told it of their stories
    #[arg(long, value_parser = database, conflicts_with_all = ["case", "folder"])]
    database: Vec<(String, String)>,
    /// All cases in the folder where `serve` keeps its data
    #[arg(long, conflicts_with = "case")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    gateway: Gateway,
}

/// Runs a command on stories.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Command::Verify(verify) = arguments.command;
    match &verify.case {
        Some(case) => one(&verify.gateway, case).await,
        None => all(databases(&verify)?).await,
    }
}

fn database(text: &str) -> Result<(String, String), String> {
    let (service, url) = text.split_once('=').ok_or("is no <service>=<url>")?;
    let names = proto::routes::SERVICES;
    if !names.contains(&service) {
        return Err(format!("there is no service {service}; there are {}", names.join(", ")));
    }
    Ok((service.to_owned(), url.to_owned()))
}

/// Each service with the address of its database.
fn databases(verify: &Verify) -> anyhow::Result<Vec<(String, String)>> {
    let Some(folder) = &verify.folder else {
        ensure!(!verify.database.is_empty(), "which story? Give a case, --database or --folder");
        return Ok(verify.database.clone());
    };
    let file = |name: &str| folder.join(format!("{name}.db"));
    let here: Vec<_> = proto::routes::SERVICES.into_iter().filter(|name| file(name).exists()).collect();
    ensure!(!here.is_empty(), "there is no database in {}", folder.display());
    Ok(here.into_iter().map(|name| (name.to_owned(), format!("sqlite://{}", file(name).display()))).collect())
}

/// The story of one case, over all services.
async fn one(gateway: &Gateway, case: &str) -> anyhow::Result<()> {
    let api = Api::new(&gateway.gateway)?;
    let token = gateway.token(Role::QualityOfficer)?;
    let found = api.get(&token, &format!("/zaken/{case}")).await?;
    let path = format!("/zaken/{}/verhaal/controle", text(&found, "zaakId"));
    let checked = api.get(&token, &path).await?;
    for fault in checked["fouten"].as_array().into_iter().flatten() {
        println!(
            "{}: {} {}: {}",
            text(fault, "dienst"),
            text(&found, "zaaknummer"),
            number(fault),
            text(fault, "wat")
        );
    }
    println!("{} entries, {} witnesses", checked["regels"], checked["getuigen"]);
    conclude(checked["fouten"].as_array().map_or(0, Vec::len))
}

fn number(fault: &Value) -> u64 {
    fault["nummer"].as_u64().unwrap_or_default()
}

fn conclude(faults: usize) -> anyhow::Result<()> {
    if faults > 0 {
        bail!("{faults} entries are not as they were written");
    }
    println!("Every entry is as it was written.");
    Ok(())
}

/// Every story of these services: each chain in itself, then against what the others were told of it.
async fn all(databases: Vec<(String, String)>) -> anyhow::Result<()> {
    let mut services = BTreeMap::new();
    for (name, url) in databases {
        let db = connect(&name, &url).await?;
        services.insert(name, db);
    }
    let bar = ProgressBar::new_spinner();
    let (mut cases, mut entries, mut told, mut faults) = (0, 0, 0, 0);
    let mut views_gone: BTreeMap<String, BTreeSet<StoryFault>> = BTreeMap::new();
    let mut after = None;
    loop {
        let part = next(&services, after).await?;
        let Some(last) = part.last() else { break };
        after = Some(*last);
        let checked = check(&services, &part).await?;
        cases += part.len();
        told += checked.witnesses;
        for (service, story) in &checked.stories {
            entries += story.hashes.len();
            for fault in &story.faults {
                faults += 1;
                let line = format!("{service}: {} {}: {}", story.case, fault.number, fault.kind.code());
                bar.suspend(|| println!("{line}"));
            }
        }
        let heard = views_heard_of(&services, &part).await?;
        told += heard.witnesses;
        for (service, gone) in heard.faults {
            views_gone.entry(service).or_default().extend(gone);
        }
        bar.set_message(format!("{cases} cases"));
        bar.tick();
    }
    let mut views = 0;
    for (name, db) in &services {
        let (records, found) = check_views(db, views_gone.remove(name).unwrap_or_default(), &bar).await?;
        views += records;
        faults += found.len();
        for fault in &found {
            bar.suspend(|| println!("{name}: view {}: {}", fault.number, fault.kind.code()));
        }
    }
    bar.finish_and_clear();
    println!(
        "{cases:>10} cases\n{entries:>10} entries\n{told:>10} held against what another service was told\n{views:>10} views of personal data"
    );
    conclude(faults)
}

/// What other services were told of the views of each, with messages about these cases.
struct ViewsHeardOf {
    witnesses: usize,
    faults: BTreeMap<String, BTreeSet<StoryFault>>,
}

async fn views_heard_of(
    services: &BTreeMap<String, Connections>,
    cases: &[CaseId],
) -> anyhow::Result<ViewsHeardOf> {
    let mut told: BTreeMap<String, BTreeSet<_>> = BTreeMap::new();
    for db in services.values() {
        for (service, heads) in view_witnesses(&db.reading, cases).await? {
            told.entry(service).or_default().extend(heads);
        }
    }
    let mut heard = ViewsHeardOf { witnesses: 0, faults: BTreeMap::new() };
    for (service, heads) in told {
        // Of a service whose database was not given nothing can be said.
        let Some(db) = services.get(&service) else { continue };
        heard.witnesses += heads.len();
        heard.faults.insert(service, hear_of_views(&db.reading, &heads).await?);
    }
    Ok(heard)
}

/// The chain of views of a service in itself, besides what was found of it by what others were told: how many records
/// there are, and every fault once.
async fn check_views(
    db: &Connections,
    mut found: BTreeSet<StoryFault>,
    bar: &ProgressBar,
) -> anyhow::Result<(u64, BTreeSet<StoryFault>)> {
    let mut views = 0;
    let mut place = Some(ViewPlace::start());
    while let Some(from) = place {
        let checked = verify_views(&db.reading, from, PART).await?;
        views += checked.records;
        found.extend(checked.faults);
        bar.set_message(format!("{views} views"));
        bar.tick();
        place = checked.next;
    }
    Ok((views, found))
}

async fn connect(name: &str, url: &str) -> anyhow::Result<Connections> {
    let mut settings = Settings::embedded(name, Path::new("."), Path::new("."));
    settings.database.url = url.to_owned().into();
    // The address may hold a password.
    service::database::connect(&settings.database, 1)
        .await
        .with_context(|| format!("the database of {name} does not let us in"))
}

/// The next cases that any of the services has a story of.
async fn next(
    services: &BTreeMap<String, Connections>,
    after: Option<CaseId>,
) -> anyhow::Result<Vec<CaseId>> {
    let mut found = Vec::new();
    for db in services.values() {
        found.extend(story_cases(&db.reading, after, PART).await?);
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(usize::try_from(PART)?);
    Ok(found)
}

struct Checked {
    stories: Vec<(String, CheckedStory)>,
    witnesses: usize,
}

async fn check(services: &BTreeMap<String, Connections>, cases: &[CaseId]) -> anyhow::Result<Checked> {
    let mut stories: BTreeMap<(String, CaseId), CheckedStory> = BTreeMap::new();
    let mut told: Vec<Witness> = Vec::new();
    for (name, db) in services {
        for story in verify_stories(&db.reading, cases).await? {
            stories.insert((name.clone(), story.case), story);
        }
        told.extend(witnesses(&db.reading, cases).await?);
    }
    // Of a service whose database was not given nothing can be said.
    told.retain(|witness| services.contains_key(&witness.service));
    for witness in &told {
        let key = (witness.service.clone(), witness.case);
        stories.entry(key).or_insert_with(|| CheckedStory::nothing(witness.case)).hear(&witness.head);
    }
    let stories = stories.into_iter().map(|((name, _), story)| (name, story)).collect();
    Ok(Checked { stories, witnesses: told.len() })
}
