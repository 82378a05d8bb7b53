//! The keys of an installation that has nobody to give it keys: the one-process edition.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;

use crate::{INDEX_KEY, SEALING_KEYS};

const FILE: &str = "intake.keys";

/// The secrets of this service from `intake.keys` in a data folder; the file is made when it is not there.
///
/// Losing the file is losing every name and number: it belongs in the backup, apart from the database.
///
/// # Errors
///
/// When the file cannot be made or read, or has other lines than this function writes.
pub fn local_secrets(folder: &Path) -> io::Result<BTreeMap<String, SecretString>> {
    let path = folder.join(FILE);
    if !path.try_exists()? {
        make(folder, &path)?;
    }
    let text = fs::read_to_string(&path)?;
    let known: BTreeMap<String, SecretString> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, secret)| (name.trim().to_owned(), secret.trim().into()))
        .collect();
    if [INDEX_KEY, SEALING_KEYS].iter().all(|name| known.contains_key(*name)) {
        Ok(known)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, format!("{} has no keys", path.display())))
    }
}

/// Writes beside it first, then links: a crash leaves no half file, and of two processes one wins.
fn make(folder: &Path, path: &Path) -> io::Result<()> {
    let beside = folder.join(format!("{FILE}.{}", std::process::id()));
    let text = format!(
        "# Seals citizen service numbers and names. Keep a copy apart from the database; never lose it.\n\
         {INDEX_KEY}={}\n{SEALING_KEYS}=first:{}\n",
        fresh()?,
        fresh()?
    );
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
    use crate::Vault;

    #[test]
    fn keys_are_made_once_for_the_owner_only_and_read_ever_after() {
        let folder = tempfile::tempdir().unwrap();

        let made = local_secrets(folder.path()).unwrap();
        let read = local_secrets(folder.path()).unwrap();

        assert_eq!(made[INDEX_KEY].expose_secret(), read[INDEX_KEY].expose_secret());
        assert!(Vault::new(&read[INDEX_KEY], &read[SEALING_KEYS]).is_ok());
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_without_keys_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "").unwrap();

        assert!(local_secrets(folder.path()).is_err());
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), "");
    }
}
