use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::{Table, Value};

use super::{Problem, Problems, Reader};

/// Variables that start with this are settings; `__` separates tables: `MEEDOEN__TELEMETRY__OTLP`.
pub const PREFIX: &str = "MEEDOEN__";

/// Where settings come from; later ones win: file, environment, flags.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Sources {
    /// File with settings (TOML)
    #[arg(long, global = true, value_name = "FILE", env = "MEEDOEN_CONFIG")]
    pub config: Option<PathBuf>,
    /// One setting, above file and environment: `--set partitions=4`; repeatable
    #[arg(long = "set", global = true, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Address to listen on: `--set listen=…`
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub listen: Option<String>,
}

impl Sources {
    /// Reads file, process environment and flags.
    ///
    /// # Errors
    ///
    /// Every [`Problem`] at once; `read` gives `None` only after recording one.
    pub fn read<T>(&self, read: impl FnOnce(&mut Reader<'_>) -> Option<T>) -> Result<T, Problems> {
        // `vars` panics on a variable that is no UTF-8; such a one is none of ours.
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        self.read_with(variables, read)
    }

    /// The same with other variables than the process's own.
    pub fn read_with<T>(
        &self,
        variables: impl IntoIterator<Item = (String, String)>,
        read: impl FnOnce(&mut Reader<'_>) -> Option<T>,
    ) -> Result<T, Problems> {
        let problems = RefCell::new(Vec::new());
        let mut gathered = Gathered::default();
        if let Some(path) = &self.config {
            gathered.file(path, &problems);
        }
        for (name, value) in variables {
            if let Some(key) = name.strip_prefix(PREFIX) {
                let path: Vec<_> = key.split("__").map(str::to_ascii_lowercase).collect();
                gathered.put(&path, value, format!("environment, {name}"), &problems);
            }
        }
        self.flags(&mut gathered, &problems);

        let mut reader = Reader::new(gathered.tree, &gathered.places, &problems);
        let value = read(&mut reader);
        reader.finish();
        let mut found = problems.take();
        found.sort();
        found.dedup();
        match value {
            Some(value) if found.is_empty() => Ok(value),
            None if found.is_empty() => Err(Problems(vec![Problem::new("settings", "are incomplete")])),
            _ => Err(Problems(found)),
        }
    }

    fn flags(&self, gathered: &mut Gathered, problems: &RefCell<Vec<Problem>>) {
        if let Some(listen) = &self.listen {
            gathered.put(&["listen".into()], listen.clone(), "flag --listen".into(), problems);
        }
        for pair in &self.set {
            match pair.split_once('=') {
                Some((key, value)) => {
                    let path: Vec<_> = key.trim().split('.').map(str::to_ascii_lowercase).collect();
                    gathered.put(&path, value.into(), "flag --set".into(), problems);
                }
                None => {
                    problems.borrow_mut().push(Problem::new("flag --set", "must be written as KEY=VALUE"))
                }
            }
        }
    }
}

#[derive(Default)]
struct Gathered {
    tree: Table,
    /// Where each setting was read, by its path.
    places: BTreeMap<String, String>,
}

impl Gathered {
    fn file(&mut self, path: &PathBuf, problems: &RefCell<Vec<Problem>>) {
        let place = path.display().to_string();
        let wrong = |reason: String| problems.borrow_mut().push(Problem::new(&place, reason));
        match std::fs::read_to_string(path) {
            Err(error) => wrong(format!("cannot be read: {error}")),
            Ok(text) => match text.parse::<Table>() {
                // Only the message: the snippet that Display adds could show a secret.
                Err(error) => {
                    let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
                    wrong(format!("line {line}: {}", error.message()));
                }
                Ok(tree) => {
                    note_places("", &Value::Table(tree.clone()), &place, &mut self.places);
                    self.tree = tree;
                }
            },
        }
    }

    /// Lays one text over what is there already.
    fn put(&mut self, path: &[String], value: String, place: String, problems: &RefCell<Vec<Problem>>) {
        let Some((last, tables)) = path.split_last().filter(|_| path.iter().all(|part| !part.is_empty()))
        else {
            problems.borrow_mut().push(Problem::new(place, "names no setting"));
            return;
        };
        let mut tree = &mut self.tree;
        for part in tables {
            let entry = tree.entry(part.clone()).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Array(values) = entry {
                // `issuers.0.audience` over a list that the file gave.
                let numbered =
                    values.iter().enumerate().map(|(index, value)| (index.to_string(), value.clone()));
                *entry = Value::Table(numbered.collect());
            }
            match entry {
                Value::Table(inner) => tree = inner,
                _ => {
                    problems.borrow_mut().push(Problem::new(place, format!("{part} is not a table")));
                    return;
                }
            }
        }
        tree.insert(last.clone(), Value::String(value));
        self.places.insert(path.join("."), place);
    }
}

fn note_places(path: &str, value: &Value, place: &str, places: &mut BTreeMap<String, String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Table(tree) => tree.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(values) => {
            values.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    for (key, value) in inner {
        let path = if path.is_empty() { key } else { format!("{path}.{key}") };
        places.insert(path.clone(), place.to_owned());
        note_places(&path, value, place, places);
    }
}
