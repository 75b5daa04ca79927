//! Which client calls, and how it proves that. One way at a time, and only the one that it registered: a client that may do more than one thing
//! to prove itself is only as safe as the weakest of them. Whether it exists is not told apart from whether its proof is good.

use super::client::{AuthMethod, Client};
use super::fetched::NotFetched;
use super::issuer::Issuer;
use super::metadata_document::{self, Care};
use super::parameters::Parameters;
use super::refusal::{Failed, Refusal, Word};
use crate::app::App;
use crate::binding::sha256;
use crate::error::{Error, one_line};
use crate::oauth::client_assertion::{self, Expected, NotProved};
use crate::oauth::jwk::{Jwks, NotJwks};
use crate::oauth::jws::Alg;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::sync::Arc;
use store::{Tx, spent_proof};

/// What came with a request.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The value of `Authorization`, if there was one.
    pub authorization: Option<&'a str>,
    pub parameters: &'a Parameters,
    /// The address that was called, as clients know it.
    pub endpoint: &'a str,
}

impl std::fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shown").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

enum Way<'a> {
    Basic {
        id: String,
        secret: String,
    },
    Post {
        id: &'a str,
        secret: &'a str,
    },
    Assertion {
        id: String,
        assertion: &'a str,
    },
    /// Nothing but the name.
    Name(&'a str),
}

impl Way<'_> {
    fn id(&self) -> &str {
        match self {
            Self::Basic { id, .. } | Self::Assertion { id, .. } => id,
            Self::Post { id, .. } | Self::Name(id) => id,
        }
    }

    fn method(&self) -> AuthMethod {
        match self {
            Self::Basic { .. } => AuthMethod::ClientSecretBasic,
            Self::Post { .. } => AuthMethod::ClientSecretPost,
            Self::Assertion { .. } => AuthMethod::PrivateKeyJwt,
            Self::Name(_) => AuthMethod::None,
        }
    }
}

/// The client that sent a request to one of the endpoints for clients.
pub async fn recognize(app: &App, issuer: &Issuer, shown: Shown<'_>) -> Result<Arc<Client>, Failed> {
    let way = way(shown)?;
    let is_basic = matches!(way, Way::Basic { .. });
    let refused = || Failed::Refused(Refusal { by_basic: is_basic, ..unknown() });
    let client = metadata_document::find(app, issuer, way.id(), Care::GoingOn).await?.ok_or_else(refused)?;
    if !client.enabled || client.settings.token_endpoint_auth_method != way.method() {
        return Err(refused());
    }
    let is_proved = match &way {
        Way::Basic { secret, .. } => client.is_secret(secret),
        Way::Post { secret, .. } => client.is_secret(secret),
        Way::Assertion { assertion, .. } => return prove(app, issuer, (client, assertion), shown.endpoint).await,
        Way::Name(_) => true,
    };
    if is_proved { Ok(client) } else { Err(refused()) }
}

fn unknown() -> Refusal {
    Refusal::new(Word::InvalidClient, "the client is unknown here, or its proof is not the one that it registered")
}

fn way(shown: Shown<'_>) -> Result<Way<'_>, Failed> {
    let Shown { authorization, parameters, .. } = shown;
    let named = parameters.get("client_id");
    let secret = parameters.get("client_secret");
    let assertion = parameters.get("client_assertion");
    let basic =
        authorization.filter(|value| value.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic ")));
    if usize::from(basic.is_some()) + usize::from(secret.is_some()) + usize::from(assertion.is_some()) > 1 {
        return Err(Failed::because(Word::InvalidRequest, "a client proves in one way who it is, not in several"));
    }
    let way = if let Some(value) = basic {
        let (id, secret) = read_basic(value).ok_or_else(|| Failed::Refused(Refusal { by_basic: true, ..unknown() }))?;
        Way::Basic { id, secret }
    } else if let Some(assertion) = assertion {
        if parameters.get("client_assertion_type") != Some(client_assertion::TYPE) {
            return Err(Failed::because(Word::InvalidRequest, "client_assertion_type is not one that is taken here"));
        }
        let id = client_assertion::claimed_client(assertion)
            .map_err(|error| Failed::because(Word::InvalidClient, error.to_string()))?;
        Way::Assertion { id, assertion }
    } else {
        let id = named.ok_or_else(|| Failed::Refused(unknown()))?;
        secret.map_or(Way::Name(id), |secret| Way::Post { id, secret })
    };
    if named.is_some_and(|named| named != way.id()) {
        return Err(Failed::because(Word::InvalidRequest, "client_id is not the client that proves itself"));
    }
    Ok(way)
}

/// Both halves are written as in a form (RFC 6749, 2.3.1).
fn read_basic(value: &str) -> Option<(String, String)> {
    let bytes = STANDARD.decode(value.get(6..)?.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((read_form(id)?, read_form(secret)?))
}

fn read_form(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(Cow::into_owned)
}

/// Why a client's keys are not known.
#[derive(Debug, thiserror::Error)]
enum NoKeys {
    #[error("the client has no keys")]
    None,
    #[error("jwks_uri of the client cannot be read")]
    NotFetched(#[from] NotFetched),
    #[error("jwks_uri of the client holds no keys")]
    NotKeys(#[from] NotJwks),
}

/// What comes of a judgement by a client's keys. Where it publishes them, an unknown one may be new.
async fn by_its_keys<T>(
    app: &App,
    client: &Client,
    judge: impl Fn(&Jwks) -> Result<T, NotProved>,
) -> Result<Result<T, NotProved>, NoKeys> {
    let Some(uri) = &client.settings.jwks_uri else {
        let keys = client.settings.jwks.as_ref().and_then(|keys| Jwks::read(keys).ok());
        return Ok(judge(&keys.ok_or(NoKeys::None)?));
    };
    let shelf = app.shelves.keys_of(client);
    let known = shelf.get(app, uri).await?;
    match judge(&Jwks::read(&known.value)?) {
        Err(NotProved::NoKey) => match shelf.newer(app, uri, known.at).await? {
            Some(newer) => Ok(judge(&Jwks::read(&newer.value)?)),
            None => Ok(Err(NotProved::NoKey)),
        },
        judged => Ok(judged),
    }
}

/// Whoever has shown no key is told what they would be told of a client that is not there: neither that it is there, nor how far we came on the way
/// to its keys, which may be an address of their choice.
fn silent(client: &Client, error: &dyn std::error::Error) -> Failed {
    tracing::info!(client = client.id, error = one_line(error), "a client has not proved who it is");
    Failed::Refused(unknown())
}

async fn prove(
    app: &App,
    issuer: &Issuer,
    (client, assertion): (Arc<Client>, &str),
    endpoint: &str,
) -> Result<Arc<Client>, Failed> {
    let refused = |text: String| Failed::because(Word::InvalidClient, text);
    let (token_endpoint, now) = (issuer.token_endpoint(), app.now() / 1000);
    let audiences = [issuer.url.as_str(), &token_endpoint, endpoint];
    let judge = |keys: &Jwks| {
        let (client_id, algorithms) = (client.id.as_str(), Alg::ALL);
        let expected = Expected { client_id, audiences: &audiences, keys, algorithms: &algorithms, now };
        client_assertion::verify(assertion, &expected)
    };
    let judged = by_its_keys(app, &client, judge).await.map_err(|error| silent(&client, &error))?;
    let proved = judged.map_err(|error| match error {
        NotProved::Token(_) | NotProved::Type | NotProved::NoKey => silent(&client, &error),
        // Signed by its key: whoever asks is the client, and is told what is wrong.
        _ => refused(error.to_string()),
    })?;
    let hash = sha256([client.id.as_bytes(), &[0], proved.jti.as_bytes()].concat().as_slice());
    let (tenant, until) = (issuer.tenant, proved.spent_until * 1000);
    let spend = move |tx: &mut Tx<'_>| Ok::<_, Error>(spent_proof::spend(tx, tenant, until, &hash)?);
    if app.store().write("spend client assertion", spend).await? {
        Ok(client)
    } else {
        Err(refused("the client assertion was shown before".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        Parameters::read(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()).unwrap()
    }

    fn method(authorization: Option<&str>, pairs: &[(&str, &str)]) -> Result<(AuthMethod, String), Failed> {
        let parameters = parameters(pairs);
        let way = way(Shown { authorization, parameters: &parameters, endpoint: "" })?;
        Ok((way.method(), way.id().to_owned()))
    }

    // RFC 6749, 2.3: one way at a time.
    #[test]
    fn a_client_proves_itself_in_one_way() {
        let basic = format!("Basic {}", STANDARD.encode("a%3Ab+c:s%2Be cret"));
        assert_eq!(method(Some(&basic), &[]).unwrap(), (AuthMethod::ClientSecretBasic, "a:b c".to_owned()));
        assert_eq!(read_basic(&basic).unwrap().1, "s+e cret");
        let post = [("client_id", "a"), ("client_secret", "s")];
        assert_eq!(method(None, &post).unwrap(), (AuthMethod::ClientSecretPost, "a".to_owned()));
        assert_eq!(method(None, &[("client_id", "a")]).unwrap(), (AuthMethod::None, "a".to_owned()));
        assert!(method(Some(&basic), &post).is_err());
        assert!(method(Some(&basic), &[("client_id", "other")]).is_err());
        assert!(method(None, &[]).is_err());
        for broken in ["Basic", "Basic ", "Basic %", "Basic YQ=="] {
            assert!(method(Some(broken), &[]).is_err(), "{broken}");
        }
    }
}
