use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Municipality, Role};
use jsonwebtoken::jwk::JwkSet;
use rstest::rstest;
use serde_json::{Value, json};

use super::*;

fn municipality(text: &str) -> Municipality {
    text.parse().unwrap()
}

fn issuer() -> LocalIssuer {
    LocalIssuer::fresh(&[municipality("a-tenant:0001"), municipality("a-tenant:0002")]).unwrap()
}

/// Claims that are right, with these laid over them.
fn claims(changes: &Value) -> Value {
    let mut claims = json!({
        "iss": "meedoen-local-issuer", "aud": "meedoen", "sub": "anna", "exp": real_now().as_secs() + 600,
        "roles": ["intake-consultant", "offline_access", "operator"],
        "municipalities": ["a-tenant:0001", "b-tenant:0003", "nonsense"],
    });
    for (key, value) in changes.as_object().unwrap() {
        claims[key] = value.clone();
    }
    claims
}

async fn verify(changes: &Value) -> Result<Arc<Bearer>, IdentityError> {
    let issuer = issuer();
    let token = issuer.sign(&claims(changes)).unwrap();
    Identity::trying_out(&issuer, &[]).verify(&token).await
}

#[tokio::test]
async fn a_token_says_who_acts_for_whom() {
    let bearer = verify(&json!({"organisation": "partner-1"})).await.unwrap();

    let caller = bearer.acting_for(&municipality("a-tenant:0001")).unwrap();
    assert_eq!(caller.user, "anna");
    assert_eq!(caller.organisation.as_deref(), Some("partner-1"));
    assert_eq!(caller.roles, [Role::IntakeConsultant, Role::Operator]);
    assert_eq!(bearer.acting_for(&municipality("a-tenant:0002")), Err(NotFor::NotListed));
    assert_eq!(bearer.acting_for(&municipality("b-tenant:0003")), Err(NotFor::IssuerNotBound));
}

#[rstest]
#[case::expired(json!({"exp": real_now().as_secs() - 61}), IdentityError::Expired)]
#[case::never_expiring(json!({"exp": null}), IdentityError::Invalid)]
#[case::not_yet(json!({"nbf": real_now().as_secs() + 120}), IdentityError::Invalid)]
#[case::wrong_issuer(json!({"iss": "https://elsewhere.example"}), IdentityError::UnknownIssuer)]
#[case::wrong_audience(json!({"aud": "another"}), IdentityError::WrongAudience)]
#[case::no_user(json!({"sub": ""}), IdentityError::Invalid)]
#[case::user_that_breaks_a_line(json!({"sub": "anna\nbert"}), IdentityError::Invalid)]
#[tokio::test]
async fn a_wrong_token_is_not_believed(#[case] changes: Value, #[case] expected: IdentityError) {
    assert_eq!(verify(&changes).await.unwrap_err(), expected);
}

#[tokio::test]
async fn a_minute_of_difference_between_clocks_is_allowed() {
    verify(&json!({"exp": real_now().as_secs() - 50})).await.unwrap();
}

#[tokio::test]
async fn a_token_without_a_signature_is_not_believed() {
    let issuer = issuer();
    let identity = Identity::trying_out(&issuer, &[]);
    let payload = URL_SAFE_NO_PAD.encode(claims(&json!({})).to_string());
    let signed = issuer.sign(&claims(&json!({}))).unwrap();
    let signature = signed.rsplit('.').next().unwrap();
    let kid = issuer.public_keys().keys[0].common.key_id.clone().unwrap();

    for (header, signature) in [
        (json!({"alg": "none"}), ""),
        (json!({"alg": "none", "kid": kid}), signature),
        (json!({"alg": "HS256", "kid": kid}), signature),
        (json!({"alg": "ES256", "kid": kid}), signature),
    ] {
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let token = format!("{header}.{payload}.{signature}");
        assert_eq!(identity.verify(&token).await.unwrap_err(), IdentityError::Invalid);
    }
}

#[tokio::test]
async fn another_key_of_the_same_name_does_not_fit() {
    let (issuer, other) = (issuer(), issuer());
    let token = other.sign(&claims(&json!({}))).unwrap();
    let error = Identity::trying_out(&issuer, &[]).verify(&token).await.unwrap_err();
    assert_eq!(error, IdentityError::UnknownKey);
}

fn settings(path: &std::path::Path) -> IssuerSettings {
    IssuerSettings {
        issuer: "meedoen-local-issuer".into(),
        keys: KeySource::File(path.into()),
        audience: "meedoen".into(),
        municipalities: vec![municipality("a-tenant:0001")],
        operators: false,
    }
}

fn publish(path: &std::path::Path, keys: &JwkSet) {
    std::fs::write(path, serde_json::to_vec(keys).unwrap()).unwrap();
}

#[tokio::test]
async fn a_new_key_is_found_when_a_token_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jwks.json");
    let (old, new) = (issuer(), issuer());
    publish(&path, &old.public_keys());
    let settings = settings(&path);
    let keys = Keys::in_file(&path).without_pause();
    let identity = Identity { issuers: vec![Issuer { settings, keys }], verified: Verified::default() };
    identity.verify(&old.sign(&claims(&json!({}))).unwrap()).await.unwrap();

    let token = new.sign(&claims(&json!({}))).unwrap();
    assert_eq!(identity.verify(&token).await.unwrap_err(), IdentityError::UnknownKey);

    publish(&path, &new.public_keys());
    let bearer = identity.verify(&token).await.unwrap();
    assert_eq!(bearer.roles, [Role::IntakeConsultant], "this issuer may not name operators");
}

#[tokio::test]
async fn an_issuer_is_not_asked_for_every_unknown_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jwks.json");
    let (old, new) = (issuer(), issuer());
    publish(&path, &old.public_keys());
    let identity = Identity::of(&[settings(&path)]);
    identity.verify(&old.sign(&claims(&json!({}))).unwrap()).await.unwrap();

    // Published, but asked a moment ago.
    publish(&path, &new.public_keys());
    let token = new.sign(&claims(&json!({}))).unwrap();
    assert_eq!(identity.verify(&token).await.unwrap_err(), IdentityError::UnknownKey);
}

#[tokio::test]
async fn an_issuer_that_is_away_is_not_a_wrong_token() {
    let identity = Identity::of(&[settings(std::path::Path::new("/nowhere/jwks.json"))]);
    let token = issuer().sign(&claims(&json!({}))).unwrap();
    assert_eq!(identity.verify(&token).await.unwrap_err(), IdentityError::KeysAway);
    assert_eq!(identity.verify(&token).await.unwrap_err(), IdentityError::KeysAway);
}

#[tokio::test]
async fn a_checked_token_is_remembered_and_memory_is_bounded() {
    let issuer = issuer();
    let identity = Identity::trying_out(&issuer, &[]);
    let token = issuer.sign(&claims(&json!({}))).unwrap();
    let first = identity.verify(&token).await.unwrap();
    assert!(Arc::ptr_eq(&first, &identity.verify(&token).await.unwrap()));

    for number in 0..12_000u64 {
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&number.to_le_bytes());
        identity.verified.put(digest, Duration::MAX, Arc::clone(&first));
    }
    assert!(identity.verified.len() <= 10_000);
}

#[test]
fn a_kept_key_is_the_same_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = LocalIssuer::kept_in(folder.path(), &[]).unwrap();
    let second = LocalIssuer::kept_in(folder.path(), &[]).unwrap();
    assert_eq!(first.public_keys(), second.public_keys());
}

fn issuer_at(address: std::net::SocketAddr) -> IssuerSettings {
    let keys = KeySource::Url(format!("http://{address}/jwks"));
    IssuerSettings { keys, ..settings(std::path::Path::new("")) }
}

/// An issuer on the network that is away at first and signs with ES256.
#[tokio::test]
async fn keys_come_from_the_network_as_soon_as_it_answers() {
    crate::install_crypto();
    let pair = rcgen::KeyPair::generate().unwrap();
    let private = jsonwebtoken::EncodingKey::from_ec_der(&pair.serialize_der());
    let mut key =
        jsonwebtoken::jwk::Jwk::from_encoding_key(&private, jsonwebtoken::Algorithm::ES256).unwrap();
    key.common.key_id = Some("one".into());
    let set = serde_json::to_string(&JwkSet { keys: vec![key] }).unwrap();
    let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let answer = axum::routing::get(move || {
        let first = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        let status = if first { http::StatusCode::SERVICE_UNAVAILABLE } else { http::StatusCode::OK };
        std::future::ready((status, set))
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let settings = issuer_at(listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, axum::Router::new().route("/jwks", answer)).into_future());
    let KeySource::Url(url) = &settings.keys else { panic!("it has no address") };
    let keys = Keys::at(url).without_pause();
    let identity = Identity { issuers: vec![Issuer { settings, keys }], verified: Verified::default() };
    let header = jsonwebtoken::Header {
        kid: Some("one".into()),
        ..jsonwebtoken::Header::new(jsonwebtoken::Algorithm::ES256)
    };
    let token = jsonwebtoken::encode(&header, &claims(&json!({})), &private).unwrap();

    assert_eq!(identity.verify(&token).await.unwrap_err(), IdentityError::KeysAway);
    assert_eq!(identity.verify(&token).await.unwrap().user, "anna");
    identity.verify(&token).await.unwrap();
    assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), 2, "fresh keys are not asked for again");
}
