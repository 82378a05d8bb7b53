//! How citizen service numbers and names are found and kept: a keyed index to find by, sealed bytes to keep.

use std::fmt;

use domain::{Bsn, Municipality};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use service::Settings;
use service::sealing::{CannotOpen, InvalidKey, SEALING_KEYS, Sealing, key_of};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::INDEX_KEY;

/// Stands for a citizen service number in one municipality. Says nothing without the key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlindIndex([u8; 32]);

impl BlindIndex {
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Back from the store; `None` when it has another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlindIndex(…)")
    }
}

/// Every secret that holds no usable keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct InvalidKeys(pub Vec<InvalidKey>);

/// The keys, and what is done with them.
pub struct Vault {
    index: Zeroizing<[u8; 32]>,
    sealing: Sealing,
}

impl Vault {
    /// The vault of a service with these settings.
    ///
    /// # Errors
    ///
    /// [`InvalidKeys`] names every secret that is missing or wrong.
    pub fn of(settings: &Settings) -> Result<Self, InvalidKeys> {
        let nothing = SecretString::default();
        let secret = |name| settings.secret(name).unwrap_or(&nothing);
        Self::new(secret(INDEX_KEY), secret(SEALING_KEYS))
    }

    /// # Errors
    ///
    /// [`InvalidKeys`] when a key is not 32 bytes in base64, or an id is empty, too long or given twice.
    pub fn new(index_key: &SecretString, sealing_keys: &SecretString) -> Result<Self, InvalidKeys> {
        match (key_of(INDEX_KEY, index_key.expose_secret()), Sealing::new(sealing_keys)) {
            (Ok(index), Ok(sealing)) => Ok(Self { index, sealing }),
            (index, sealing) => Err(InvalidKeys(index.err().into_iter().chain(sealing.err()).collect())),
        }
    }

    /// What a citizen service number is found by in one municipality.
    pub fn index_of(&self, municipality: &Municipality, number: &Bsn) -> BlindIndex {
        let digits = Zeroizing::new(number.expose());
        BlindIndex(self.keyed(&[b"bsn", municipality.to_string().as_bytes(), digits.as_bytes()]))
    }

    /// Stands for a text where only sameness matters.
    pub fn keyed_text(&self, text: &str) -> BlindIndex {
        BlindIndex(self.keyed(&[b"text", text.as_bytes()]))
    }

    fn keyed(&self, parts: &[&[u8]]) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&*self.index).expect("any length");
        for part in parts {
            mac.update(part);
            mac.update(&[0]);
        }
        mac.finalize().into_bytes().into()
    }

    /// Seals bytes for their owner. `once` is an id that is used for nothing else: the nonce comes from it.
    pub fn seal(&self, owner: Uuid, once: Uuid, plain: &[u8]) -> Vec<u8> {
        self.sealing.seal(owner, once, plain)
    }

    /// Seals a short text for its owner, as hexadecimal digits.
    pub fn seal_text(&self, owner: Uuid, once: Uuid, plain: &str) -> String {
        self.seal(owner, once, plain.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Opens what [`Vault::seal_text`] sealed for this owner.
    ///
    /// # Errors
    ///
    /// `CannotOpen` as [`Vault::open`], or when the text was changed.
    pub fn open_text(&self, owner: Uuid, sealed: &str) -> Result<String, CannotOpen> {
        let pairs = sealed.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap_or_default());
        let bytes: Result<Vec<_>, _> = pairs.map(|pair| u8::from_str_radix(pair, 16)).collect();
        let plain = self.open(owner, &bytes.map_err(|_| CannotOpen)?)?;
        str::from_utf8(&plain).map(str::to_owned).map_err(|_| CannotOpen)
    }

    /// Opens what was sealed for this owner.
    ///
    /// # Errors
    ///
    /// `CannotOpen` when the key is not here, or the bytes were changed or belong to someone else.
    pub fn open(&self, owner: Uuid, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
        self.sealing.open(owner, sealed)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    pub fn key(byte: u8) -> String {
        STANDARD.encode([byte; 32])
    }

    fn vault(sealing: &str) -> Vault {
        Vault::new(&key(1).into(), &sealing.into()).unwrap()
    }

    #[test]
    fn two_municipalities_do_not_find_each_others_people() {
        let vault = vault(&format!("a:{}", key(2)));
        let number: Bsn = "999993653".parse().unwrap();
        let (here, there) = ("a-tenant:0001".parse().unwrap(), "a-tenant:0002".parse().unwrap());

        assert_eq!(vault.index_of(&here, &number), vault.index_of(&here, &number));
        assert_ne!(vault.index_of(&here, &number), vault.index_of(&there, &number));
    }

    #[test]
    fn keys_that_are_no_keys_are_named() {
        let wrong = |index: &str, sealing: &str| -> Vec<_> {
            let InvalidKeys(wrong) = Vault::new(&index.into(), &sealing.into()).err().unwrap();
            wrong.into_iter().map(|wrong| wrong.secret).collect()
        };

        assert_eq!(wrong("short", &format!("a:{}", key(2))), [INDEX_KEY]);
        assert_eq!(wrong("", ""), [INDEX_KEY, SEALING_KEYS]);
        for sealing in ["", "a", "a:", ":x", &format!("a:{0},a:{0}", key(2))] {
            assert_eq!(wrong(&key(1), sealing), [SEALING_KEYS], "{sealing}");
        }
    }
}
