//! A copy of the policies in which partners have places for everyone, so that a benchmark measures the software and
//! not the number of places.

use std::fs;
use std::path::Path;

use anyhow::Context;

/// Places at each partner in the copy.
pub const PLACES: u32 = 10_000_000;

/// Copies a folder of policies; in the copy each partner has [`PLACES`]. Everything else stays as it is.
///
/// # Errors
///
/// When something cannot be read or written.
pub fn copy_with_places(policies: &Path, copy: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(copy)?;
    let entries = fs::read_dir(policies).with_context(|| format!("{} cannot be read", policies.display()))?;
    for entry in entries {
        let entry = entry?;
        let target = copy.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_with_places(&entry.path(), &target)?;
        } else {
            let text = fs::read_to_string(entry.path())?;
            let has_partners = target.extension().is_some_and(|extension| extension == "toml");
            fs::write(target, if has_partners { with_places(&text) } else { text })?;
        }
    }
    Ok(())
}

/// Line by line, so that comments and order stay.
fn with_places(policy: &str) -> String {
    let mut of_partner = false;
    let mut text = String::new();
    for line in policy.lines() {
        if line.starts_with('[') {
            of_partner = line.trim() == "[[partners]]";
        }
        let is_places = line.split('=').next().is_some_and(|key| key.trim() == "places");
        if of_partner && is_places {
            text.push_str(&format!("places = {PLACES}"));
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_places_of_partners_are_raised_and_the_copy_is_still_a_policy() {
        let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
        let folder = tempfile::tempdir().unwrap();
        copy_with_places(&policies, folder.path()).unwrap();

        let (before, after) =
            (policy::Policies::load(&policies).unwrap(), policy::Policies::load(folder.path()).unwrap());

        for (old, new) in before.tenants().zip(after.tenants()) {
            assert!(new.partners.iter().all(|partner| partner.places == PLACES));
            assert_eq!(old.sheltered, new.sheltered);
            assert_eq!(old.categories, new.categories);
        }
    }
}
