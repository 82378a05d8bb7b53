use std::path::Path;
use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Municipality, Role};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;

use super::real_now;
use crate::config::{IssuerSettings, KeySource};

const ISSUER: &str = "meedoen-local-issuer";
const AUDIENCE: &str = "meedoen";
const KEY_FILE: &str = "local-issuer.key";

/// An issuer within the process, FOR TRYING OUT ONLY: it gives a token to anyone who can read its key file.
pub struct LocalIssuer {
    settings: IssuerSettings,
    /// PKCS#8.
    private: Vec<u8>,
    public: Vec<u8>,
}

/// What a token of the local issuer should say.
#[derive(Debug, Clone)]
pub struct TokenFor {
    pub user: String,
    pub organisation: Option<String>,
    pub roles: Vec<Role>,
    pub municipalities: Vec<Municipality>,
    pub valid_for: Duration,
}

/// The local issuer's key cannot be made, kept or used.
#[derive(Debug, thiserror::Error)]
pub enum LocalIssuerError {
    #[error("no key can be made, or the key in the file is none")]
    Key,
    #[error("the key file cannot be read or written")]
    File(#[from] std::io::Error),
    #[error("the token cannot be signed")]
    Signature(#[from] jsonwebtoken::errors::Error),
}

impl LocalIssuer {
    /// A new key that nobody keeps: for tests, and for a demonstration that ends.
    ///
    /// # Errors
    ///
    /// [`LocalIssuerError::Key`] when the machine gives no random numbers.
    pub fn fresh(municipalities: &[Municipality]) -> Result<Self, LocalIssuerError> {
        let random = aws_lc_rs::rand::SystemRandom::new();
        let private = Ed25519KeyPair::generate_pkcs8(&random).map_err(|_| LocalIssuerError::Key)?;
        Self::of(private.as_ref().to_vec(), municipalities)
    }

    /// The key that this folder keeps, made when there is none, so that `token` in another process can sign for a
    /// running `serve`.
    ///
    /// # Errors
    ///
    /// [`LocalIssuerError`] when the file cannot be read or written, or holds something else.
    pub fn kept_in(folder: &Path, municipalities: &[Municipality]) -> Result<Self, LocalIssuerError> {
        let path = folder.join(KEY_FILE);
        match std::fs::read(&path) {
            Ok(private) => Self::of(private, municipalities),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let fresh = Self::fresh(municipalities)?;
                write_private(&path, &fresh.private)?;
                Ok(fresh)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn of(private: Vec<u8>, municipalities: &[Municipality]) -> Result<Self, LocalIssuerError> {
        let pair = Ed25519KeyPair::from_pkcs8(&private).map_err(|_| LocalIssuerError::Key)?;
        let settings = IssuerSettings {
            issuer: ISSUER.into(),
            keys: KeySource::File(KEY_FILE.into()),
            audience: AUDIENCE.into(),
            municipalities: municipalities.to_vec(),
            operators: true,
        };
        Ok(Self { settings, public: pair.public_key().as_ref().to_vec(), private })
    }

    /// Its name, audience and municipalities, for the settings of a process that must believe its tokens; where
    /// its keys are is for whoever publishes [`Self::public_keys`] to say.
    pub fn settings(&self) -> &IssuerSettings {
        &self.settings
    }

    fn key_id(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.public).chars().take(16).collect()
    }

    /// The key set that others can check its tokens with.
    pub fn public_keys(&self) -> JwkSet {
        let key = json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA",
            "kid": self.key_id(), "x": URL_SAFE_NO_PAD.encode(&self.public),
        });
        JwkSet { keys: serde_json::from_value(key).into_iter().collect() }
    }

    /// A signed token.
    ///
    /// # Errors
    ///
    /// [`LocalIssuerError::Signature`] when it cannot be signed.
    pub fn token(&self, wanted: &TokenFor) -> Result<String, LocalIssuerError> {
        let now = real_now();
        let claims = json!({
            "iss": self.settings.issuer, "aud": self.settings.audience, "sub": wanted.user,
            "iat": now.as_secs(), "exp": (now + wanted.valid_for).as_secs(),
            "organisation": wanted.organisation, "roles": wanted.roles, "municipalities": wanted.municipalities,
        });
        self.sign(&claims)
    }

    pub(super) fn sign(&self, claims: &serde_json::Value) -> Result<String, LocalIssuerError> {
        let header = Header { kid: Some(self.key_id()), ..Header::new(Algorithm::EdDSA) };
        Ok(encode(&header, claims, &EncodingKey::from_ed_der(&self.private))?)
    }
}

/// Only its owner may read it.
fn write_private(path: &Path, key: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(key)?;
    file.sync_all()
}
