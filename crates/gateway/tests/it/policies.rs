//! The policies of a made-up tenant: one version that holds today, and one that holds later and asks more of who is
//! sent to work.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use policy::Policies;
use serde_json::{Value, json};

pub const NOW: &str = "2020-01-01";
pub const LATER: &str = "2026-06-01";
/// Who is between the two thresholds moves.
const CHANGES: [(&str, &str); 2] = [("[50..80]", "[65..80]"), ("..50)", "..65)")];

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../trial/tests/policies/a-tenant").join(NOW)
}

/// The files of a version that holds from this day, with these texts replaced.
pub fn files(valid_from: &str, changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let entries = fs::read_dir(fixture()).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let mut text = fs::read_to_string(entry.path()).unwrap();
            text =
                text.replace(&format!("valid_from = \"{NOW}\""), &format!("valid_from = \"{valid_from}\""));
            text = changes.iter().fold(text, |text, (old, new)| text.replace(old, new));
            (entry.file_name().into_string().unwrap(), text)
        })
        .collect()
}

/// The later version as a body.
pub fn later_files() -> Value {
    json!(files(LATER, &CHANGES))
}

pub fn load() -> Policies {
    Policies::load(folder().path()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Both versions beside the national amounts.
pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let deployed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
    copy(&deployed.join("national"), &folder.path().join("national"));
    for (day, files) in [(NOW, files(NOW, &[])), (LATER, files(LATER, &CHANGES))] {
        let version = folder.path().join("a-tenant").join(day);
        fs::create_dir_all(&version).unwrap();
        files.into_iter().for_each(|(name, text)| fs::write(version.join(name), text).unwrap());
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
