//! How citizen service numbers and names are found and kept: a keyed index to find by, sealed bytes to keep.

use std::fmt;

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Bsn, Municipality};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use service::Settings;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{INDEX_KEY, SEALING_KEYS};

const NONCE: usize = 12;
const LONGEST_KEY_ID: usize = 20;

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

/// A secret that holds no usable keys. Never shows a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("secret {secret} {reason}")]
pub struct InvalidKey {
    pub secret: &'static str,
    pub reason: &'static str,
}

/// Every secret that holds no usable keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct InvalidKeys(pub Vec<InvalidKey>);

/// Sealed bytes that none of the keys opens, or that belong to someone else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no key opens it")]
pub struct CannotOpen;

/// The keys, and what is done with them. Sealing draws no random number: the nonce comes from the input's id, and
/// AES-GCM-SIV stays safe should one ever come twice.
pub struct Vault {
    index: Zeroizing<[u8; 32]>,
    /// The first seals; all of them open.
    sealing: Vec<SealingKey>,
}

struct SealingKey {
    id: String,
    cipher: Aes256GcmSiv,
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
        match (key_of(INDEX_KEY, index_key.expose_secret()), read_sealing(sealing_keys.expose_secret())) {
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
        let key = &self.sealing[0];
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&once.as_bytes()[..NONCE]);
        let payload = Payload { msg: plain, aad: owner.as_bytes() };
        #[expect(clippy::expect_used, reason = "only a text of more than 64 GiB is refused")]
        let sealed = key.cipher.encrypt(&Nonce::from(nonce), payload).expect("short text");
        let mut bytes = Vec::with_capacity(1 + key.id.len() + NONCE + sealed.len());
        bytes.push(u8::try_from(key.id.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(key.id.as_bytes());
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        bytes
    }

    /// Opens what was sealed for this owner.
    ///
    /// # Errors
    ///
    /// `CannotOpen` when the key is not here, or the bytes were changed or belong to someone else.
    pub fn open(&self, owner: Uuid, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
        let (length, rest) = sealed.split_first().ok_or(CannotOpen)?;
        let (id, rest) = rest.split_at_checked(usize::from(*length)).ok_or(CannotOpen)?;
        let (nonce, text) = rest.split_at_checked(NONCE).ok_or(CannotOpen)?;
        let key = self.sealing.iter().find(|key| key.id.as_bytes() == id).ok_or(CannotOpen)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| CannotOpen)?;
        let payload = Payload { msg: text, aad: owner.as_bytes() };
        key.cipher.decrypt(&Nonce::from(nonce), payload).map(Zeroizing::new).map_err(|_| CannotOpen)
    }
}

/// Keys as `id:key,id:key`; never none.
fn read_sealing(text: &str) -> Result<Vec<SealingKey>, InvalidKey> {
    let wrong = |reason| InvalidKey { secret: SEALING_KEYS, reason };
    let mut sealing: Vec<SealingKey> = Vec::new();
    for entry in text.split(',').map(str::trim) {
        let (id, key) = entry.split_once(':').ok_or(wrong("must be written as id:key,id:key"))?;
        if id.is_empty() || id.len() > LONGEST_KEY_ID {
            return Err(wrong("has an id that is not 1 to 20 characters long"));
        }
        if sealing.iter().any(|known| known.id == id) {
            return Err(wrong("has one id twice"));
        }
        let key = key_of(SEALING_KEYS, key)?;
        sealing.push(SealingKey { id: id.to_owned(), cipher: Aes256GcmSiv::new((&*key).into()) });
    }
    Ok(sealing)
}

fn key_of(secret: &'static str, text: &str) -> Result<Zeroizing<[u8; 32]>, InvalidKey> {
    let wrong = InvalidKey { secret, reason: "must hold keys of 32 bytes in base64" };
    let bytes = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| wrong.clone())?);
    let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| wrong)?;
    Ok(Zeroizing::new(key))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub fn key(byte: u8) -> String {
        STANDARD.encode([byte; 32])
    }

    fn vault(sealing: &str) -> Vault {
        Vault::new(&key(1).into(), &sealing.into()).unwrap()
    }

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number << 64 | number)
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_only() {
        let vault = vault(&format!("a:{}", key(2)));
        let sealed = vault.seal(id(1), id(2), b"999993653");

        assert_eq!(vault.open(id(1), &sealed).unwrap().as_slice(), b"999993653");
        assert_eq!(vault.open(id(3), &sealed).err(), Some(CannotOpen));
        assert!(!sealed.windows(9).any(|window| window == b"999993653"));
    }

    #[test]
    fn a_changed_byte_anywhere_opens_nothing_and_panics_nowhere() {
        let vault = vault(&format!("a:{}", key(2)));
        let sealed = vault.seal(id(1), id(2), b"999993653");
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(vault.open(id(1), &changed).is_err(), "byte {place}");
            assert!(vault.open(id(1), &sealed[..place]).is_err(), "cut at {place}");
        }
    }

    #[test]
    fn an_older_key_still_opens_and_the_first_seals() {
        let before = vault(&format!("a:{}", key(2)));
        let after = vault(&format!("b:{},a:{}", key(3), key(2)));
        let old = before.seal(id(1), id(2), b"text");

        assert_eq!(after.open(id(1), &old).unwrap().as_slice(), b"text");
        assert!(before.open(id(1), &after.seal(id(1), id(2), b"text")).is_err());
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
