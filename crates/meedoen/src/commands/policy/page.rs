use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;

use crate::house::load_policies;

#[derive(Args)]
pub struct Arguments {
    /// The tenant: the name of its folder; without it the index of all tenants
    tenant: Option<String>,
    /// Write the pages of all tenants and their index into this folder
    #[arg(long, conflicts_with = "tenant")]
    into: Option<PathBuf>,
    /// The folder with policies
    #[arg(long, default_value = "deploy/policies")]
    policies: PathBuf,
}

/// Prints a page, or writes all.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let policies = load_policies(&arguments.policies)?;
    if let Some(folder) = &arguments.into {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let pages = policies.tenants().map(|policy| (format!("{}.md", policy.tenant), policy.page()));
        for (name, text) in pages.chain([("README.md".to_owned(), policies.index_page())]) {
            let path = folder.join(name);
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
            println!("{}", path.display());
        }
        return Ok(());
    }
    let Some(tenant) = &arguments.tenant else {
        print!("{}", policies.index_page());
        return Ok(());
    };
    let Some(policy) = policies.tenants().find(|policy| policy.tenant == *tenant) else {
        let known: Vec<_> = policies.tenants().map(|policy| policy.tenant.as_str()).collect();
        bail!("there is no tenant {tenant}; known are {}", known.join(", "));
    };
    print!("{}", policy.page());
    Ok(())
}
