//! From the code in the browser's hand to what the provider vouches for. Nothing a provider says counts before its signature, its issuer,
//! its audience, its time and our nonce are right.

use super::directory::{Caller, Metadata};
use super::flight::Flight;
use super::trouble::Trouble;
use crate::app::App;
use crate::settings::ProviderSettings;
use crate::snapshot::FrontDoor;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{
    CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthType, AuthorizationCode, ClientId, ClientSecret, EndUserEmail, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, Nonce, OAuth2TokenResponse, PkceCodeVerifier, RedirectUrl, TokenResponse,
};
use serde::Deserialize;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How far the provider's clock and ours may differ.
const SKEW_S: i64 = 60;
/// OpenID Connect Core 2: at most 255 ASCII characters.
const LONGEST_SUBJECT: usize = 255;
const LONGEST_ADDRESS: usize = 320;

/// What one who signs an ID token may sign it with. No `none`, and nothing whose key is the client's secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
];

/// Words of `acr` that say the provider asked for more than one factor.
const MULTI_FACTOR: [&str; 5] = [
    "mfa",
    "phr",
    "phrh",
    "https://refeds.org/profile/mfa",
    "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
];

pub(super) type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What a provider says of somebody, believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vouched {
    pub subject: String,
    /// Only where the provider says that it has verified it.
    pub email: Option<String>,
    pub name: Option<String>,
    pub mfa: bool,
}

/// This installation as the provider knows it.
pub(super) fn client(
    app: &App,
    door: &FrontDoor,
    provider: &ProviderSettings,
    metadata: &Metadata,
) -> Result<Client, Trouble> {
    let secret = match &provider.client_secret {
        None => None,
        Some(sealed) => {
            let opened = super::provider::open_secret(&app.snapshot().ring, door.pool.id, &provider.slug, sealed);
            Some(ClientSecret::new(opened.ok_or(Trouble::SecretUnreadable)?))
        }
    };
    let callback = RedirectUrl::new(super::provider::callback(app, door, &provider.slug));
    let client = Client::from_provider_metadata(metadata.clone(), ClientId::new(provider.client_id.clone()), secret)
        .set_redirect_uri(callback.map_err(|_| Trouble::IssuerMalformed)?);
    // Without a word about it the provider takes the secret in a header (Discovery 3).
    let takes = |method| metadata.token_endpoint_auth_methods_supported().is_some_and(|list| list.contains(&method));
    let by_body = takes(CoreClientAuthMethod::ClientSecretPost) && !takes(CoreClientAuthMethod::ClientSecretBasic);
    Ok(if by_body { client.set_auth_type(AuthType::RequestBody) } else { client })
}

/// Exchanges the code and judges what comes for it.
pub(super) async fn exchange(
    app: &App,
    door: &FrontDoor,
    provider: &ProviderSettings,
    (flight, code, metadata): (&Flight, &str, Arc<Metadata>),
) -> Result<Vouched, Trouble> {
    let client = client(app, door, provider, &metadata)?;
    let caller = Caller(app.outgoing());
    let request =
        client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|_| Trouble::NoTokenEndpoint)?;
    let verifier = PkceCodeVerifier::new(flight.verifier.clone());
    let answer: CoreTokenResponse = request.set_pkce_verifier(verifier).request_async(&caller).await?;
    let token = answer.id_token().ok_or(Trouble::NoToken)?;
    let access = answer.access_token();
    let claims = match believe(app, provider, (&metadata, flight), (token, access)) {
        Err(trouble) if trouble.is_unknown_key() => {
            let newer = app.directory.with_newer_keys(app, &provider.issuer, &metadata).await?.ok_or(trouble)?;
            believe(app, provider, (&newer, flight), (token, access))?
        }
        judged => judged?,
    };
    let mut vouched = vouched(claims)?;
    if claims.email().is_none() {
        vouched.add(ask_about(&client, &caller, access, claims).await?);
    }
    Ok(vouched)
}

/// OpenID Connect Core 3.1.3.7 and 3.1.3.8.
fn believe<'a>(
    app: &App,
    provider: &ProviderSettings,
    (metadata, flight): (&Metadata, &Flight),
    (token, access): (&'a CoreIdToken, &AccessToken),
) -> Result<&'a CoreIdTokenClaims, Trouble> {
    let now = jiff::Timestamp::from_millisecond(app.now()).unwrap_or_default().as_second();
    // As a public client: then nothing that is signed with the secret is taken, whatever the list below says.
    let client_id = ClientId::new(provider.client_id.clone());
    let verifier =
        CoreIdTokenVerifier::new_public_client(client_id, metadata.issuer().clone(), metadata.jwks().clone())
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || moment(now - SKEW_S).into())
            .set_issue_time_verifier_fn(move |issued| {
                let is_past = SystemTime::from(issued) <= moment(now + SKEW_S);
                if is_past { Ok(()) } else { Err("issued in the future".to_owned()) }
            });
    let claims = token.claims(&verifier, &Nonce::new(flight.token_nonce.clone()))?;
    if claims.authorized_party().is_some_and(|party| party.as_str() != provider.client_id) {
        return Err(Trouble::OtherParty);
    }
    if not_before(&token.to_string()).is_some_and(|from| from > now + SKEW_S) {
        return Err(Trouble::TooEarly);
    }
    if let Some(expected) = claims.access_token_hash() {
        let hash = AccessTokenHash::from_token(access, token.signing_alg()?, token.signing_key(&verifier)?);
        if hash.map_err(|_| Trouble::OtherAccessToken)? != *expected {
            return Err(Trouble::OtherAccessToken);
        }
    }
    Ok(claims)
}

/// The library has no clock of ours, and takes this form of time.
fn moment(second: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(second).unwrap_or_default())
}

/// `nbf` is no claim of ID tokens, but whoever writes it means it (RFC 7519, 4.1.5). The text was verified before.
fn not_before(token: &str) -> Option<i64> {
    #[derive(Deserialize)]
    struct From {
        nbf: Option<f64>,
    }
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let from: From = serde_json::from_slice(&payload).ok()?;
    let second = jiff::SignedDuration::try_from_secs_f64(from.nbf?).ok()?;
    Some(second.as_secs())
}

fn vouched(claims: &CoreIdTokenClaims) -> Result<Vouched, Trouble> {
    let subject = claims.subject().as_str();
    let is_kept = (1..=LONGEST_SUBJECT).contains(&subject.len()) && !subject.contains('\0');
    if !is_kept {
        return Err(Trouble::SubjectMalformed);
    }
    let by_method =
        claims.auth_method_refs().is_some_and(|methods| methods.iter().any(|method| method.as_str() == "mfa"));
    let by_class = claims.auth_context_ref().is_some_and(|class| MULTI_FACTOR.contains(&class.as_str()));
    Ok(Vouched {
        subject: subject.to_owned(),
        email: address(claims.email(), claims.email_verified()),
        name: claims.name().and_then(|name| name.get(None)).and_then(|name| display_name(name)),
        mfa: by_method || by_class,
    })
}

impl Vouched {
    fn add(&mut self, told: Option<CoreUserInfoClaims>) {
        let Some(told) = told else { return };
        self.email = address(told.email(), told.email_verified());
        if self.name.is_none() {
            self.name = told.name().and_then(|name| name.get(None)).and_then(|name| display_name(name));
        }
    }
}

/// Many providers keep the address out of the token and tell it here. The subject must be the token's (Core 5.3.2).
async fn ask_about(
    client: &Client,
    caller: &Caller<'_>,
    access: &AccessToken,
    claims: &CoreIdTokenClaims,
) -> Result<Option<CoreUserInfoClaims>, Trouble> {
    let Ok(request) = client.user_info(access.clone(), Some(claims.subject().clone())) else { return Ok(None) };
    Ok(Some(request.request_async(caller).await?))
}

fn address(email: Option<&EndUserEmail>, is_verified: Option<bool>) -> Option<String> {
    let email = email.filter(|_| is_verified == Some(true))?.as_str().trim();
    let is_one = email.len() <= LONGEST_ADDRESS && email.contains('@') && !email.chars().any(char::is_control);
    is_one.then(|| email.to_owned())
}

/// Only a proposal: one that cannot be kept is none.
fn display_name(name: &str) -> Option<String> {
    crate::identifier::display_name(Some(name)).ok().flatten().map(str::to_owned)
}
