//! Who calls: bearer tokens of OpenID Connect issuers, checked by gateway and services alike.
//!
//! Everything here is in real time, also where the business clock is simulated.

mod bearer;
mod cache;
mod keys;
mod local;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Validation, dangerous, decode, decode_header};
use sha2::{Digest, Sha256};

pub use bearer::{Bearer, NotFor};
pub use local::{LocalIssuer, LocalIssuerError, TokenFor};

use crate::config::{IssuerSettings, KeySource};
use bearer::Claims;
use cache::Verified;
use keys::Keys;

/// Longer texts are not even looked at.
const LONGEST_TOKEN: usize = 16 * 1024;
/// Clocks may differ this much.
const LEEWAY: Duration = Duration::from_secs(60);
/// A checked token is believed this long before its signature is checked again, so that a withdrawn key is felt.
const BELIEVED: Duration = Duration::from_secs(300);

/// Why a token is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    #[error("the token cannot be read, or its signature does not fit")]
    Invalid,
    #[error("the token is expired")]
    Expired,
    #[error("the token's issuer is none of ours")]
    UnknownIssuer,
    #[error("the token is for another audience")]
    WrongAudience,
    #[error("the issuer has no such key")]
    UnknownKey,
    /// Ask again later.
    #[error("the issuer's keys cannot be had now")]
    KeysAway,
}

/// Verifies bearer tokens against the keys of the issuers that were configured.
pub struct Identity {
    issuers: Vec<Issuer>,
    verified: Verified,
}

struct Issuer {
    settings: IssuerSettings,
    keys: Keys,
}

impl Identity {
    /// An identity that trusts these issuers. Their keys are fetched when first needed.
    pub fn of(issuers: &[IssuerSettings]) -> Arc<Self> {
        Arc::new(Self { issuers: issuers.iter().map(Issuer::of).collect(), verified: Verified::default() })
    }

    /// An identity that trusts a local issuer besides these: FOR TRYING OUT ONLY.
    pub fn trying_out(local: &LocalIssuer, issuers: &[IssuerSettings]) -> Arc<Self> {
        tracing::warn!(
            issuer = local.settings().issuer,
            "LOCAL ISSUER - FOR TRYING OUT ONLY: whoever holds its key file can act as anyone"
        );
        let own = Issuer { settings: local.settings().clone(), keys: Keys::fixed(&local.public_keys()) };
        let issuers = std::iter::once(own).chain(issuers.iter().map(Issuer::of)).collect();
        Arc::new(Self { issuers, verified: Verified::default() })
    }

    /// Who bears this token.
    ///
    /// # Errors
    ///
    /// [`IdentityError`]; only `KeysAway` may pass by itself.
    pub async fn verify(&self, token: &str) -> Result<Arc<Bearer>, IdentityError> {
        if token.len() > LONGEST_TOKEN {
            return Err(IdentityError::Invalid);
        }
        let digest: [u8; 32] = Sha256::digest(token).into();
        let now = real_now();
        if let Some(bearer) = self.verified.get(&digest, now) {
            return Ok(bearer);
        }
        let bearer = Arc::new(self.check(token).await?);
        let until = (bearer.expires_at + LEEWAY).min(now + BELIEVED);
        self.verified.put(digest, until, Arc::clone(&bearer));
        Ok(bearer)
    }

    async fn check(&self, token: &str) -> Result<Bearer, IdentityError> {
        // Only to choose the keys: nothing of it is believed before the signature is checked.
        let claimed: bearer::Claimed =
            dangerous::insecure_decode_claims(token).map_err(|_| IdentityError::Invalid)?;
        let issuer = self
            .issuers
            .iter()
            .find(|issuer| issuer.settings.issuer == claimed.iss)
            .ok_or(IdentityError::UnknownIssuer)?;
        let header = decode_header(token).map_err(|_| IdentityError::Invalid)?;
        let key = issuer.keys.find(header.kid.as_deref()).await?;

        // The algorithm is the key's, never the header's.
        let mut validation = Validation::new(key.algorithm);
        validation.leeway = LEEWAY.as_secs();
        validation.validate_nbf = true;
        validation.set_issuer(&[&issuer.settings.issuer]);
        validation.set_audience(&[&issuer.settings.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let claims = decode::<Claims>(token, &key.key, &validation).map_err(|error| reason(&error))?.claims;
        Bearer::of(claims, &issuer.settings).ok_or(IdentityError::Invalid)
    }
}

impl Issuer {
    fn of(settings: &IssuerSettings) -> Self {
        let keys = match &settings.keys {
            KeySource::Url(url) => Keys::at(url),
            KeySource::File(path) => Keys::in_file(path),
        };
        Self { settings: settings.clone(), keys }
    }
}

fn reason(error: &jsonwebtoken::errors::Error) -> IdentityError {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::ExpiredSignature => IdentityError::Expired,
        ErrorKind::InvalidAudience => IdentityError::WrongAudience,
        ErrorKind::InvalidIssuer => IdentityError::UnknownIssuer,
        _ => IdentityError::Invalid,
    }
}

/// Real time since 1970, as tokens count it.
pub(crate) fn real_now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
