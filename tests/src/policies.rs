//! The policies of the repository, and copies in which places are scarce or plenty.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

/// `deploy/policies`.
pub fn policies_of_the_repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/policies")
}

/// Every tenant that has a policy, by name.
pub fn tenants() -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(policies_of_the_repository())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !["national", "shared"].contains(&name.as_str()) {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
}

/// A copy in which every tenant opens this many sheltered places at the start, so that a waiting list is near. A
/// tenant without sheltered work stays so.
pub fn few_places(copy: &Path, sheltered: u32) -> anyhow::Result<()> {
    copy_changed(&policies_of_the_repository(), copy, sheltered)
}

/// Writes a version of a tenant's policy that holds from this day, beside the newest that is there: the same with
/// these texts replaced. People by whom a version shows what it means belong to that version alone.
pub fn newer_version(
    policies: &Path,
    tenant: &str,
    valid_from: &str,
    changes: &[(&str, &str)],
) -> anyhow::Result<()> {
    let folder = policies.join(tenant);
    let names = fs::read_dir(&folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let newest = names.collect::<std::io::Result<Vec<_>>>()?.into_iter().max().context("no version")?;
    let (from, to) = (folder.join(&newest), folder.join(valid_from));
    fs::create_dir_all(&to)?;
    let holds_from = |day: &str| format!("valid_from = \"{day}\"");
    let mut made = vec![false; changes.len()];
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_name() == "examples.toml" {
            continue;
        }
        let mut text =
            fs::read_to_string(entry.path())?.replace(&holds_from(&newest), &holds_from(valid_from));
        for ((old, new), made) in changes.iter().zip(&mut made) {
            *made |= text.contains(old);
            text = text.replace(old, new);
        }
        fs::write(to.join(entry.file_name()), text)?;
    }
    for ((old, _), made) in changes.iter().zip(made) {
        ensure!(made, "no {old} in {tenant}/{newest}");
    }
    Ok(())
}

fn copy_changed(from: &Path, to: &Path, sheltered: u32) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_changed(&entry.path(), &target, sheltered)?;
        } else {
            let text = fs::read_to_string(entry.path())?;
            fs::write(
                target,
                if entry.file_name() == "policy.toml" { changed(&text, sheltered) } else { text },
            )?;
        }
    }
    Ok(())
}

/// Line by line: only `places` of the table `sheltered`.
fn changed(policy: &str, sheltered: u32) -> String {
    let mut of_sheltered = false;
    let mut text = String::new();
    for line in policy.lines() {
        if line.starts_with('[') {
            of_sheltered = line.trim() == "[sheltered]";
        }
        let is_places = line.split('=').next().is_some_and(|key| key.trim() == "places");
        if of_sheltered && is_places && line.trim() != "places = 0" {
            text.push_str(&format!("places = {sheltered}"));
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use policy::Policies;

    use super::*;

    #[test]
    fn only_sheltered_places_change_and_the_copy_is_still_a_policy() {
        let folder = tempfile::tempdir().unwrap();
        few_places(folder.path(), 1).unwrap();

        let old = Policies::load(&policies_of_the_repository()).unwrap();
        let new = Policies::load(folder.path()).unwrap();

        newer_version(folder.path(), "emmen", "2030-01-01", &[("[50..80]", "[65..80]"), ("..50)", "..65)")])
            .unwrap();
        let newer = Policies::load(folder.path()).unwrap();
        let emmen = newer.tenants().find(|policy| policy.tenant == "emmen").unwrap();
        assert_eq!(emmen.valid_from.to_string(), "2030-01-01");
        assert!(newer_version(folder.path(), "emmen", "2031-01-01", &[("\u{0}", "else")]).is_err());

        for (old, new) in old.tenants().zip(new.tenants()) {
            assert_eq!(new.sheltered.places, old.sheltered.places.min(1));
            assert_eq!((&new.partners, &new.categories), (&old.partners, &old.categories));
        }
    }
}
