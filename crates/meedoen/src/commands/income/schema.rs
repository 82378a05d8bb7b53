use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use rules::schemas;

use crate::commands::print;

#[derive(Args)]
pub struct Arguments {
    /// `facts`, `local` or `answer`; without it their names
    document: Option<String>,
    /// Write all schemas into this folder
    #[arg(long, conflicts_with = "document")]
    into: Option<PathBuf>,
}

/// Prints a schema, or writes all.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let schemas = schemas().map(|(name, schema)| (name, format!("{:#}\n", schema.to_value())));
    if let Some(folder) = &arguments.into {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for (name, text) in &schemas {
            let path = folder.join(format!("{name}.json"));
            std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
            println!("{}", path.display());
        }
        return Ok(());
    }
    let Some(asked) = &arguments.document else {
        schemas.iter().for_each(|(name, _)| println!("{name}"));
        return Ok(());
    };
    let Some((_, text)) = schemas.iter().find(|(name, _)| name == asked) else {
        let known: Vec<_> = schemas.iter().map(|(name, _)| *name).collect();
        bail!("there is no document {asked}; known are {}", known.join(", "));
    };
    Ok(print(text)?)
}
