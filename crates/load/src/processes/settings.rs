//! The settings of every process, written as files, as an operator would.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Municipality;
use proto::routes;
use service::identity::LocalIssuer;
use toml::{Table, Value};

use super::{Child, GATEWAY, Options, binaries, ports};

const KEY_SET: &str = "issuer.jwks.json";

/// Writes all settings and keys below the work folder, and gives a process that can be started for each.
pub fn write(
    options: &Options,
    issuer: &LocalIssuer,
    municipalities: &[Municipality],
    databases: &BTreeMap<String, String>,
) -> anyhow::Result<BTreeMap<String, Child>> {
    let key_set = options.work.join(KEY_SET);
    std::fs::write(&key_set, serde_json::to_vec(&issuer.public_keys())?)?;
    let common = common(options, issuer, municipalities, &key_set);
    let binaries = binaries(options.binaries.as_deref())?;
    let addresses = ports::free(routes::SERVICES.len() * 2 + 1)?;
    let mut addresses = addresses.into_iter().map(|port| format!("127.0.0.1:{port}"));
    let mut address = || addresses.next().context("too few ports");

    let mut children = BTreeMap::new();
    let mut services = Table::new();
    for name in routes::SERVICES {
        let (listen, page) = (address()?, address()?);
        let url = format!("http://{listen}");
        services.insert(name.into(), url.clone().into());
        let mut table = common.clone();
        table.insert("listen".into(), listen.into());
        table.insert("metrics_listen".into(), page.clone().into());
        table.insert("database_url".into(), databases.get(name).cloned().unwrap_or_default().into());
        table.insert("transport_url".into(), options.amqp_url.clone().into());
        if matches!(name, routes::INTAKE | routes::INCOME) {
            table.insert("secrets".into(), keys(name == routes::INTAKE)?.into());
        }
        if name == routes::INTAKE {
            let folder = options.work.join("documents").display().to_string();
            let documents = Table::from_iter([("folder".to_owned(), Value::from(folder))]);
            table.insert("documents".into(), documents.into());
        }
        let binary = binaries.join(format!("meedoen-{name}"));
        let config = options.work.join(format!("{name}.toml"));
        file(&config, table, options.settings.get(name))?;
        let arguments = [OsStr::new("--config"), config.as_os_str()];
        let child = Child::new(name, binary, arguments, &options.work, url, format!("http://{page}/ready"));
        children.insert(name.to_owned(), child);
    }

    let listen = address()?;
    let url = format!("http://{listen}");
    let mut table = common;
    table.insert("listen".into(), listen.into());
    table.insert("services".into(), services.into());
    if let Some(limit) = options.requests_per_second {
        let own = Table::from_iter([
            ("requests_per_second".to_owned(), Value::from(limit)),
            ("requests_at_once".to_owned(), Value::from(limit)),
        ]);
        table.insert("gateway".into(), own.into());
    }
    let binary = binaries.join("meedoen-gateway");
    let ready = format!("{url}/gezondheid/gereed");
    let config = options.work.join(format!("{GATEWAY}.toml"));
    file(&config, table, options.settings.get(GATEWAY))?;
    let arguments = [OsStr::new("--config"), config.as_os_str()];
    let child = Child::new(GATEWAY, binary, arguments, &options.work, url, ready);
    children.insert(GATEWAY.to_owned(), child);
    Ok(children)
}

/// Another process of a service, with the settings of the first and addresses of its own.
pub fn another(options: &Options, service: &str, name: &str) -> anyhow::Result<Child> {
    let text = std::fs::read_to_string(options.work.join(format!("{service}.toml")))
        .with_context(|| format!("there is no service {service}"))?;
    let mut table: Table = toml::from_str(&text)?;
    let ports = ports::free(2)?;
    let [listen, page] = ports.as_slice() else { anyhow::bail!("too few ports") };
    let (listen, page) = (format!("127.0.0.1:{listen}"), format!("127.0.0.1:{page}"));
    table.insert("listen".into(), listen.clone().into());
    table.insert("metrics_listen".into(), page.clone().into());
    let config = options.work.join(format!("{name}.toml"));
    file(&config, table, None)?;
    let binary = binaries(options.binaries.as_deref())?.join(format!("meedoen-{service}"));
    let arguments = [OsStr::new("--config"), config.as_os_str()];
    let (url, ready) = (format!("http://{listen}"), format!("http://{page}/ready"));
    Ok(Child::new(name, binary, arguments, &options.work, url, ready))
}

/// What stands in everyone's settings.
fn common(options: &Options, issuer: &LocalIssuer, municipalities: &[Municipality], key_set: &Path) -> Table {
    let municipalities: Vec<Value> = municipalities.iter().map(|each| each.to_string().into()).collect();
    let believed = Table::from_iter([
        ("issuer".to_owned(), Value::from(issuer.settings().issuer.clone())),
        ("audience".to_owned(), issuer.settings().audience.clone().into()),
        ("jwks_file".to_owned(), key_set.display().to_string().into()),
        ("municipalities".to_owned(), municipalities.into()),
        ("operators".to_owned(), true.into()),
    ]);
    let mut common = Table::from_iter([
        ("policies".to_owned(), Value::from(options.policies.display().to_string())),
        ("issuers".to_owned(), vec![Value::Table(believed)].into()),
    ]);
    if let Some(day) = options.simulated_from {
        let clock = Table::from_iter([("simulated_from".to_owned(), Value::from(day.to_string()))]);
        common.insert("clock".into(), clock.into());
    }
    common
}

/// Fresh keys, as the READMEs of intake and income say.
fn keys(with_index: bool) -> anyhow::Result<Table> {
    let fresh = || -> anyhow::Result<String> {
        let mut key = [0u8; 32];
        aws_lc_rs::rand::fill(&mut key).map_err(|_| anyhow::anyhow!("no random numbers"))?;
        Ok(STANDARD.encode(key))
    };
    let mut keys = Table::from_iter([("sealing_keys".to_owned(), format!("first:{}", fresh()?).into())]);
    if with_index {
        keys.insert("index_key".to_owned(), fresh()?.into());
    }
    Ok(keys)
}

/// Only its owner may read it: it holds passwords and keys.
fn file(path: &Path, mut table: Table, over: Option<&Table>) -> anyhow::Result<()> {
    for (key, value) in over.into_iter().flatten() {
        lay(&mut table, key, value);
    }
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(toml::to_string(&table)?.as_bytes())?;
    Ok(())
}

/// Tables are merged; anything else takes the place of what was there.
fn lay(table: &mut Table, key: &str, value: &Value) {
    match (table.get_mut(key), value) {
        (Some(Value::Table(inner)), Value::Table(over)) => {
            over.iter().for_each(|(key, value)| lay(inner, key, value));
        }
        _ => {
            table.insert(key.to_owned(), value.clone());
        }
    }
}
