use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use tokio::sync::Mutex;

use super::IdentityError;

/// Keys older than this are read again when one is needed.
const FRESH: Duration = Duration::from_secs(600);
/// An issuer is asked at most this often, however many unknown keys are shown to us.
const PAUSE: Duration = Duration::from_secs(10);
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);
const LARGEST_SET: usize = 1024 * 1024;

/// A public key and the one algorithm it is for.
pub(super) struct Key {
    id: Option<String>,
    pub algorithm: Algorithm,
    pub key: DecodingKey,
}

enum Source {
    Fixed,
    File(PathBuf),
    Url(String),
}

/// The public keys of one issuer, read again when they are old or an unknown one is asked for.
pub(super) struct Keys {
    source: Source,
    pause: Duration,
    /// When they were read, and the keys.
    known: RwLock<(Option<Instant>, Vec<Arc<Key>>)>,
    /// When they were last asked for; held while asking, so that one asks for all.
    asked: Mutex<Option<Instant>>,
}

impl Keys {
    pub fn at(url: &str) -> Self {
        Self::of(Source::Url(url.into()), Vec::new())
    }

    pub fn in_file(path: &Path) -> Self {
        Self::of(Source::File(path.into()), Vec::new())
    }

    /// Keys that never change.
    pub fn fixed(set: &JwkSet) -> Self {
        Self::of(Source::Fixed, usable(set))
    }

    fn of(source: Source, keys: Vec<Arc<Key>>) -> Self {
        Self { source, pause: PAUSE, known: RwLock::new((None, keys)), asked: Mutex::new(None) }
    }

    #[cfg(test)]
    pub fn without_pause(mut self) -> Self {
        self.pause = Duration::ZERO;
        self
    }

    /// The key of this name; without a name, the only key there is.
    pub async fn find(&self, id: Option<&str>) -> Result<Arc<Key>, IdentityError> {
        let (known, fresh) = self.look(id);
        if let (Some(key), true) = (&known, fresh) {
            return Ok(Arc::clone(key));
        }
        let refreshed = self.refresh().await;
        // An issuer that is away keeps the keys it had.
        match (self.look(id).0.or(known), refreshed) {
            (Some(key), _) => Ok(key),
            (None, Ok(())) => Err(IdentityError::UnknownKey),
            (None, Err(error)) => Err(error),
        }
    }

    fn look(&self, id: Option<&str>) -> (Option<Arc<Key>>, bool) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let fresh =
            matches!(self.source, Source::Fixed) || known.0.is_some_and(|read| read.elapsed() < FRESH);
        let key = match id {
            Some(_) => known.1.iter().find(|key| key.id.as_deref() == id),
            None => Some(&known.1).filter(|keys| keys.len() == 1).and_then(|keys| keys.first()),
        };
        (key.cloned(), fresh)
    }

    async fn refresh(&self) -> Result<(), IdentityError> {
        let waited_since = Instant::now();
        let mut asked = self.asked.lock().await;
        if let Some(last) = *asked
            && (last > waited_since || last.elapsed() < self.pause)
        {
            // Someone just asked; what they found is known by now.
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner).0.is_some();
            return if known { Ok(()) } else { Err(IdentityError::KeysAway) };
        }
        let set = match &self.source {
            Source::Fixed => return Ok(()),
            Source::File(path) => tokio::fs::read(path).await.map_err(|error| error.to_string()),
            Source::Url(url) => fetch(url).await.map_err(|error| error.to_string()),
        };
        let set =
            set.and_then(|bytes| serde_json::from_slice::<JwkSet>(&bytes).map_err(|error| error.to_string()));
        *asked = Some(Instant::now());
        match set {
            Ok(set) => {
                let keys = usable(&set);
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = (Some(Instant::now()), keys);
                Ok(())
            }
            Err(error) => {
                tracing::warn!(error, "the keys of an issuer cannot be read");
                Err(IdentityError::KeysAway)
            }
        }
    }
}

/// The keys that we would take a signature of: RS256, ES256 or EdDSA, by the kind of key.
fn usable(set: &JwkSet) -> Vec<Arc<Key>> {
    let key = |jwk: &Jwk| -> Option<Arc<Key>> {
        if matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption)) {
            return None;
        }
        let (algorithm, named) = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
            AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => {
                (Algorithm::ES256, KeyAlgorithm::ES256)
            }
            AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
                (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
            }
            _ => return None,
        };
        if jwk.common.key_algorithm.as_ref().is_some_and(|stated| *stated != named) {
            return None;
        }
        let key = DecodingKey::from_jwk(jwk).ok()?;
        Some(Arc::new(Key { id: jwk.common.key_id.clone(), algorithm, key }))
    };
    set.keys.iter().filter_map(key).collect()
}

async fn fetch(url: &str) -> Result<Vec<u8>, reqwest::Error> {
    let client = reqwest::Client::builder().timeout(FETCH_TIMEOUT).build()?;
    let mut response = client.get(url).send().await?.error_for_status()?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_SET {
            // Cut short it is no JSON, and is refused as such.
            break;
        }
    }
    Ok(body)
}
