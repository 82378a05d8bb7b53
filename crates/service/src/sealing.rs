//! How a service keeps what nobody else may read: sealed bytes, under keys of its own.

mod local;

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

pub use local::local_secrets;

/// Secret: `id:key,…`, under which a service seals.
pub const SEALING_KEYS: &str = "sealing_keys";

const NONCE: usize = 12;
const LONGEST_KEY_ID: usize = 20;

/// A secret that holds no usable keys. Never shows a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("secret {secret} {reason}")]
pub struct InvalidKey {
    pub secret: &'static str,
    pub reason: &'static str,
}

/// Sealed bytes that none of the keys opens, or that belong to someone else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no key opens it")]
pub struct CannotOpen;

/// Keys that seal and open. Sealing draws no random number: the nonce comes from the input's id, and AES-GCM-SIV stays
/// safe should one ever come twice.
pub struct Sealing {
    /// The first seals; all of them open.
    keys: Vec<SealingKey>,
}

struct SealingKey {
    id: String,
    cipher: Aes256GcmSiv,
}

impl Sealing {
    /// Keys as `id:key,id:key`, each of 32 bytes in base64; never none.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] when a key is not 32 bytes in base64, or an id is empty, too long or given twice.
    pub fn new(secret: &SecretString) -> Result<Self, InvalidKey> {
        read_sealing(secret.expose_secret()).map(|keys| Self { keys })
    }

    /// Seals bytes for their owner. `once` is an id that is used for nothing else: the nonce comes from it.
    pub fn seal(&self, owner: Uuid, once: Uuid, plain: &[u8]) -> Vec<u8> {
        let key = &self.keys[0];
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
        let key = self.keys.iter().find(|key| key.id.as_bytes() == id).ok_or(CannotOpen)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| CannotOpen)?;
        let payload = Payload { msg: text, aad: owner.as_bytes() };
        key.cipher.decrypt(&Nonce::from(nonce), payload).map(Zeroizing::new).map_err(|_| CannotOpen)
    }
}

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

/// A key of 32 bytes in base64.
///
/// # Errors
///
/// [`InvalidKey`] with the name of the secret when it is something else.
pub fn key_of(secret: &'static str, text: &str) -> Result<Zeroizing<[u8; 32]>, InvalidKey> {
    let wrong = InvalidKey { secret, reason: "must hold keys of 32 bytes in base64" };
    let bytes = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| wrong.clone())?);
    let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| wrong)?;
    Ok(Zeroizing::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> String {
        STANDARD.encode([byte; 32])
    }

    fn sealing(keys: &str) -> Sealing {
        Sealing::new(&keys.into()).unwrap()
    }

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number << 64 | number)
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_only() {
        let vault = sealing(&format!("a:{}", key(2)));
        let sealed = vault.seal(id(1), id(2), b"999993653");

        assert_eq!(vault.open(id(1), &sealed).unwrap().as_slice(), b"999993653");
        assert_eq!(vault.open(id(3), &sealed).err(), Some(CannotOpen));
        assert!(!sealed.windows(9).any(|window| window == b"999993653"));
    }

    #[test]
    fn a_changed_byte_anywhere_opens_nothing_and_panics_nowhere() {
        let vault = sealing(&format!("a:{}", key(2)));
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
        let before = sealing(&format!("a:{}", key(2)));
        let after = sealing(&format!("b:{},a:{}", key(3), key(2)));
        let old = before.seal(id(1), id(2), b"text");

        assert_eq!(after.open(id(1), &old).unwrap().as_slice(), b"text");
        assert!(before.open(id(1), &after.seal(id(1), id(2), b"text")).is_err());
    }

    #[test]
    fn keys_that_are_no_keys_are_named() {
        for wrong in ["", "a", "a:", ":x", &format!("a:{0},a:{0}", key(2))] {
            assert_eq!(Sealing::new(&wrong.into()).err().unwrap().secret, SEALING_KEYS, "{wrong}");
        }
    }
}
