//! The keys of an installation that has nobody to give it keys: the one-process edition.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;

use super::SEALING_KEYS;

/// The secrets of a service from `<service>.keys` in a data folder: a key by each of these names, and keys to seal with.
/// The file is made when it is not there.
///
/// Losing the file is losing what was sealed: it belongs in the backup, apart from the database.
///
/// # Errors
///
/// When the file cannot be made or read, or has other lines than this function writes.
pub fn local_secrets(
    folder: &Path,
    service: &str,
    keys: &[&str],
) -> io::Result<BTreeMap<String, SecretString>> {
    let path = folder.join(format!("{service}.keys"));
    if !path.try_exists()? {
        make(folder, &path, keys)?;
    }
    let text = fs::read_to_string(&path)?;
    let known: BTreeMap<String, SecretString> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, secret)| (name.trim().to_owned(), secret.trim().into()))
        .collect();
    if keys.iter().chain([&SEALING_KEYS]).all(|name| known.contains_key(*name)) {
        Ok(known)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, format!("{} has no keys", path.display())))
    }
}

/// Writes beside it first, then links: a crash leaves no half file, and of two processes one wins.
fn make(folder: &Path, path: &Path, keys: &[&str]) -> io::Result<()> {
    let beside = path.with_extension(std::process::id().to_string());
    let mut text =
        String::from("# Seals what identifies people. Keep a copy apart from the database; never lose it.\n");
    for name in keys {
        text.push_str(&format!("{name}={}\n", fresh()?));
    }
    text.push_str(&format!("{SEALING_KEYS}=first:{}\n", fresh()?));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&beside, path);
    fs::remove_file(&beside)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    File::open(folder)?.sync_all()
}

fn fresh() -> io::Result<String> {
    let mut key = zeroize::Zeroizing::new([0u8; 32]);
    aws_lc_rs::rand::fill(key.as_mut_slice()).map_err(|_| io::Error::other("no random numbers"))?;
    Ok(STANDARD.encode(*key))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use secrecy::ExposeSecret;

    use super::*;
    use crate::sealing::Sealing;

    #[test]
    fn keys_are_made_once_for_the_owner_only_and_read_ever_after() {
        let folder = tempfile::tempdir().unwrap();

        let made = local_secrets(folder.path(), "a-service", &["index_key"]).unwrap();
        let read = local_secrets(folder.path(), "a-service", &["index_key"]).unwrap();

        assert_eq!(made["index_key"].expose_secret(), read["index_key"].expose_secret());
        assert!(Sealing::new(&read[SEALING_KEYS]).is_ok());
        let mode = fs::metadata(folder.path().join("a-service.keys")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_without_keys_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a-service.keys");
        fs::write(&path, "").unwrap();

        assert!(local_secrets(folder.path(), "a-service", &[]).is_err());
        assert_eq!(fs::read_to_string(path).unwrap(), "");
    }
}
