use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use policy::schemas;

#[derive(Args)]
pub struct Arguments {
    /// The kind of file, such as `policy` or `finance`; without it the names of all
    kind: Option<String>,
    /// Write all schemas into this folder
    #[arg(long, conflicts_with = "kind")]
    into: Option<PathBuf>,
}

/// Prints a schema, or writes all.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let schemas = schemas();
    if let Some(folder) = &arguments.into {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for schema in &schemas {
            let path = folder.join(schema.name);
            fs::write(&path, &schema.text).with_context(|| format!("cannot write {}", path.display()))?;
            println!("{}", path.display());
        }
        return Ok(());
    }
    let Some(kind) = &arguments.kind else {
        schemas.iter().for_each(|schema| println!("{}", schema.name.trim_end_matches(".json")));
        return Ok(());
    };
    let Some(schema) = schemas.iter().find(|schema| schema.name.trim_end_matches(".json") == kind) else {
        let known: Vec<_> = schemas.iter().map(|schema| schema.name.trim_end_matches(".json")).collect();
        bail!("there is no kind of file {kind}; known are {}", known.join(", "));
    };
    print!("{}", schema.text);
    Ok(())
}
