//! An authorization request, read (OpenID Connect Core, 3.1.2; RFC 6749, 4.1; RFC 9700). First whose it is and where its answer may go; until
//! both are known no browser may be sent anywhere. What is wrong after that is said to the client.

mod answer;
mod parameters;
mod wanted_claims;
mod words;
mod wrong;

pub(crate) use answer::with_query;
pub use answer::{Answer, answer};
pub use parameters::Parameters;
pub use wanted_claims::{ClaimWish, WantedClaims};
pub use words::{Display, Prompt, ResponseMode};
pub use wrong::{Redirect, Refused, Stop, Wrong};

use super::{pkce, redirect_uri, scope::Scopes};
use crate::binding::read_hash;

/// Mostly for the request to be put back after a sign-in.
const LONGEST_STATE: usize = 4096;
const LONGEST_NONCE: usize = 512;
const LONGEST_HINT: usize = 512;
/// A hundred years: beyond it every sign-in is fresh enough, and no sum of times overflows.
const LONGEST_AGE_S: i64 = 100 * 366 * 24 * 60 * 60;
const MOST_WORDS: usize = 20;

/// What of a client's registration decides about its requests.
#[derive(Debug, Clone, Copy)]
pub struct ClientRules<'a> {
    pub redirect_uris: &'a [String],
    /// Off only for confidential clients that cannot do it.
    pub pkce_required: bool,
}

/// A request that is whole. Which of its wishes can be met, and whether this client may have them, is decided elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationRequest {
    pub client_id: String,
    pub redirect_uri: String,
    pub response_mode: ResponseMode,
    pub scope: Scopes,
    /// To be returned byte by byte.
    pub state: Option<String>,
    pub nonce: Option<String>,
    /// Always S256.
    pub code_challenge: Option<String>,
    /// Each once.
    pub prompt: Vec<Prompt>,
    /// In seconds; at most a hundred years.
    pub max_age: Option<i64>,
    pub acr_values: Vec<String>,
    pub login_hint: Option<String>,
    pub id_token_hint: Option<String>,
    pub ui_locales: Vec<String>,
    pub display: Display,
    pub claims: WantedClaims,
    /// The thumbprint of the key to which the code is bound.
    pub dpop_jkt: Option<String>,
}

impl AuthorizationRequest {
    /// Whether it is of OpenID Connect, and not of plain OAuth.
    pub fn is_openid(&self) -> bool {
        self.scope.contains("openid")
    }

    pub fn asks(&self, prompt: Prompt) -> bool {
        self.prompt.contains(&prompt)
    }

    /// Whether the ID token has to say when its subject signed in.
    pub fn needs_auth_time(&self) -> bool {
        self.max_age.is_some() || self.claims.id_token.get("auth_time").is_some_and(|wish| wish.essential)
    }

    /// Where an answer goes, and how.
    pub fn reply(&self) -> Reply {
        let Self { redirect_uri, response_mode, state, .. } = self;
        Reply { redirect_uri: redirect_uri.clone(), mode: *response_mode, state: state.clone() }
    }
}

/// Where an answer goes, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub redirect_uri: String,
    pub mode: ResponseMode,
    pub state: Option<String>,
}

impl Reply {
    /// The answer that says what is wrong.
    pub fn with(self, wrong: Wrong) -> Redirect {
        Redirect { reply: self, wrong }
    }
}

/// Reads the rest of a request whose client is known.
pub fn read(parameters: &Parameters, client: &ClientRules<'_>) -> Result<AuthorizationRequest, Refused> {
    let client_id = parameters.client_id()?.to_owned();
    let reply = reply(parameters, client)?;
    let request = match ask(parameters, client) {
        Ok(wishes) => AuthorizationRequest {
            client_id,
            redirect_uri: reply.redirect_uri,
            response_mode: reply.mode,
            state: reply.state,
            ..wishes
        },
        Err(wrong) => return Err(reply.with(wrong).into()),
    };
    Ok(request)
}

fn reply(parameters: &Parameters, client: &ClientRules<'_>) -> Result<Reply, Stop> {
    let uri = parameters.redirect_uri()?;
    if !client.redirect_uris.iter().any(|registered| redirect_uri::matches(registered, uri)) {
        return Err(Stop::RedirectUriUnknown);
    }
    // What cannot be read is refused below, and that answer goes the usual way.
    let mode = parameters.one("response_mode").ok().flatten().and_then(ResponseMode::find).unwrap_or_default();
    let state = parameters.one("state").ok().flatten().filter(|state| is_state(state));
    Ok(Reply { redirect_uri: uri.to_owned(), mode, state: state.map(str::to_owned) })
}

fn is_state(text: &str) -> bool {
    text.len() <= LONGEST_STATE && !text.contains('\0')
}

/// Everything but whose it is and where its answer goes.
fn ask(parameters: &Parameters, client: &ClientRules<'_>) -> Result<AuthorizationRequest, Wrong> {
    refuse_objects(parameters)?;
    parameters.each_once()?;
    let one = |name: &'static str| parameters.one(name);
    match one("response_type")? {
        Some("code") => {}
        Some(_) => return Err(Wrong::ResponseType),
        None => return Err(Wrong::Missing("response_type")),
    }
    if one("response_mode")?.is_some_and(|word| ResponseMode::find(word).is_none()) {
        return Err(Wrong::Malformed("response_mode"));
    }
    if !one("state")?.is_none_or(is_state) {
        return Err(Wrong::Malformed("state"));
    }
    let dpop_jkt = one("dpop_jkt")?;
    if dpop_jkt.is_some_and(|jkt| read_hash(jkt).is_none()) {
        return Err(Wrong::Malformed("dpop_jkt"));
    }
    Ok(AuthorizationRequest {
        client_id: String::new(),
        redirect_uri: String::new(),
        response_mode: ResponseMode::default(),
        state: None,
        scope: Scopes::read(one("scope")?.unwrap_or_default()).map_err(|_| Wrong::Scope)?,
        nonce: text(parameters, "nonce", LONGEST_NONCE)?,
        code_challenge: challenge(parameters, client)?,
        prompt: one("prompt")?.map_or(Ok(Vec::new()), words::prompts)?,
        max_age: one("max_age")?.map(seconds).transpose()?,
        acr_values: list(one("acr_values")?),
        // A hint that is no use is none.
        login_hint: text(parameters, "login_hint", LONGEST_HINT).unwrap_or_default(),
        id_token_hint: one("id_token_hint")?.map(str::to_owned),
        ui_locales: list(one("ui_locales")?),
        display: one("display")?.map(Display::read).unwrap_or_default(),
        claims: one("claims")?.map(WantedClaims::read).transpose()?.unwrap_or_default(),
        dpop_jkt: dpop_jkt.map(str::to_owned),
    })
}

/// Requests inside of tokens are not read here; to leave one aside would be to answer another request (Core, 6). Where PAR is meant, the
/// caller has put what was pushed in the place of the address before.
fn refuse_objects(parameters: &Parameters) -> Result<(), Wrong> {
    if parameters.is_there("request") {
        return Err(Wrong::RequestObject);
    }
    if parameters.is_there("request_uri") { Err(Wrong::RequestUri) } else { Ok(()) }
}

fn challenge(parameters: &Parameters, client: &ClientRules<'_>) -> Result<Option<String>, Wrong> {
    let method = parameters.one("code_challenge_method")?;
    match parameters.one("code_challenge")? {
        Some(challenge) => {
            pkce::challenge_is_good(method, challenge)?;
            Ok(Some(challenge.to_owned()))
        }
        // A method without a challenge: somebody took it out, or forgot it.
        None if client.pkce_required || method.is_some() => Err(Wrong::Missing("code_challenge")),
        None => Ok(None),
    }
}

fn text(parameters: &Parameters, name: &'static str, longest: usize) -> Result<Option<String>, Wrong> {
    match parameters.one(name)? {
        Some(text) if text.len() > longest || text.contains('\0') => Err(Wrong::Malformed(name)),
        text => Ok(text.map(str::to_owned)),
    }
}

fn seconds(text: &str) -> Result<i64, Wrong> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: i64 = text.parse().ok().filter(|_| is_number).ok_or(Wrong::Malformed("max_age"))?;
    Ok(seconds.min(LONGEST_AGE_S))
}

/// Words of wishes that need not be met: as many as anybody means.
fn list(words: Option<&str>) -> Vec<String> {
    let words = words.unwrap_or_default().split(' ').filter(|word| !word.is_empty() && word.len() <= LONGEST_HINT);
    words.take(MOST_WORDS).map(str::to_owned).collect()
}

#[cfg(test)]
pub(super) mod tests;
