//! Signing in from an outside identity provider (OpenID Connect, code flow with PKCE). The browser is sent there with a state that it alone
//! can bring back, once; what the provider then vouches for opens the account that is linked with it, and none else: one whose verified
//! address it names is only offered, to be linked after another proof of its member. Nothing about accounts is told before the provider has
//! vouched.

mod answer;
mod directory;
mod flight;
mod linked;
mod offer;
mod provider;
mod token;
mod trouble;

pub(crate) use directory::Directory;
pub use linked::{LinkableProvider, LinkedAccountList, LinkedAccountView, begin_link, delete, list};
pub(crate) use linked::{id as link_id, opens_for};
pub(crate) use offer::agreed;
pub use offer::{Link, LinkOffer, agree, link, prepare, question};
pub(crate) use provider::is_offered;
#[cfg(test)]
pub(crate) use provider::open_secret;
pub(crate) use provider::resealed_settings;
pub use provider::seal_secret;

use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::error::{Error, Phase, Reason, Refused, one_line};
use crate::identifier::fold;
use crate::session::Session;
use crate::settings::ProviderSettings;
use crate::sign_in::pre_auth;
use crate::visit::{Client, Visit};
use crate::way_on::way_on;
use answer::Answer;
use flight::Flight;
use openidconnect::core::{CoreAuthenticationFlow, CoreResponseType};
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, Scope};
use std::fmt;
use std::sync::Arc;
use store::id::UserId;
use store::identifier::{self, IdentifierKind};
use store::user::{self, User, UserStatus};
use store::{linked_account, spent_challenge};
use trouble::Trouble;

const LONGEST_JOURNEY: usize = 64;

/// A text for the browser's cookies. It opens only here, but it is nobody else's.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub String);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

/// What a browser brings when it wants to go to a provider.
#[derive(Clone, Default)]
pub struct Ask<'a> {
    /// The cookie of sign-ins that are on their way already.
    pub held: Option<&'a str>,
    /// The journey that this is a step of.
    pub journey: Option<String>,
    /// Where to go on afterwards: a path of this door.
    pub go_on: Option<String>,
}

impl<'a> Ask<'a> {
    /// From the query of the address that was opened: `journey` and `continue`. What cannot be either is left out.
    pub fn read(query: &str, held: Option<&'a str>) -> Self {
        let pair = |wanted: &str| answer::parameter(query, wanted);
        Self { held, journey: pair("journey"), go_on: pair("continue") }
    }
}

impl fmt::Debug for Ask<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ask").field("journey", &self.journey).field("go_on", &self.go_on).finish_non_exhaustive()
    }
}

/// The browser goes to the provider.
#[derive(Debug, Clone)]
pub struct Departure {
    pub url: String,
    /// The new value of the cookie.
    pub held: Sealed,
    /// The pre-auth cookie that the browser must be given, where it had none.
    pub pre_auth: Option<String>,
}

/// What a browser brings back.
#[derive(Clone, Copy)]
pub struct Back<'a> {
    /// As it stands in the address, without its question mark.
    pub query: &'a str,
    pub held: Option<&'a str>,
    /// The session that the browser has.
    pub session: Option<&'a Session>,
}

impl fmt::Debug for Back<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Back").finish_non_exhaustive()
    }
}

/// The browser is back, and the provider has vouched.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub outcome: Outcome,
    /// The new value of the cookie: those that are still on their way. Empty where there is none.
    pub held: Sealed,
    pub journey: Option<String>,
    pub go_on: Option<String>,
}

/// For whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The account there is linked with this member's. `mfa`: the provider says that it asked for more than one factor. `epoch`: the
    /// member's when that was looked up; what has changed since voids the proof.
    Known { user: UserId, mfa: bool, epoch: i64 },
    /// It is not, but this member has the address that the provider has verified, and has proved it here, too. The offer becomes a link
    /// after another proof of that member, and never without.
    MayLink { user: UserId, email: String, offer: Sealed },
    /// Nobody has it, and strangers may sign up here. The offer becomes a link with the account that they make.
    Newcomer { email: String, name: Option<String>, offer: Sealed },
    /// A member who is signed in has linked it.
    Linked,
}

/// Why a flight does not land.
enum Stop {
    Refused(Reason, About),
    Fault(Error),
}

impl From<Reason> for Stop {
    fn from(reason: Reason) -> Self {
        Self::Refused(reason, About::default())
    }
}

impl<E: Into<Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// Sends the browser to a provider. Nothing is written, so a stranger costs nothing here.
pub async fn begin(app: &App, visit: &Visit, slug: &str, ask: Ask<'_>) -> Result<Departure, Error> {
    let Some(provider) = provider::find(&visit.door, slug) else { return Err(unproved(app, Reason::UnknownAddress)) };
    let mut flight = Flight::draw(app, slug, &provider.issuer)?;
    flight.journey = ask.journey.filter(|journey| is_journey(journey));
    flight.go_on = ask.go_on.and_then(|asked| way_on(&visit.door, &asked));
    depart(app, visit, provider, (&flight, ask.held)).await
}

/// Letters, digits, hyphens and underscores: our ids and nothing else.
fn is_journey(text: &str) -> bool {
    (1..=LONGEST_JOURNEY).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

async fn depart(
    app: &App,
    visit: &Visit,
    provider: &ProviderSettings,
    (flight, held): (&Flight, Option<&str>),
) -> Result<Departure, Error> {
    // Whatever sends this is answered as a browser: only one can go on from here.
    let client = match &visit.client {
        Client::App | Client::Embedded { .. } => Client::Browser { pre_auth: None },
        client @ Client::Browser { .. } => client.clone(),
    };
    let (client, pre_auth) = pre_auth(app, &client)?;
    let visit = Visit { client, ..visit.clone() };
    match address(app, &visit, provider, flight).await {
        Ok(url) => Ok(Departure { url, held: Sealed(flight.join(app, &visit, held)?), pre_auth }),
        Err(trouble) => Err(unproved(app, told(provider, &trouble))),
    }
}

async fn address(app: &App, visit: &Visit, provider: &ProviderSettings, flight: &Flight) -> Result<String, Trouble> {
    let metadata = app.directory.look_up(app, &provider.issuer).await?;
    let client = token::client(app, &visit.door, provider, &metadata)?;
    let (state, nonce) = (CsrfToken::new(flight.state.clone()), Nonce::new(flight.token_nonce.clone()));
    let verifier = PkceCodeVerifier::new(flight.verifier.clone());
    let scopes = provider.scopes.iter().map(String::as_str).filter(|scope| *scope != "openid");
    let scopes: Vec<&str> = if provider.scopes.is_empty() { vec!["email", "profile"] } else { scopes.collect() };
    let flow: CoreAuthenticationFlow = openidconnect::AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
    let request = client
        .authorize_url(flow, move || state, move || nonce)
        .add_scopes(scopes.into_iter().map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    Ok(request.url().0.into())
}

/// A refusal of somebody who has proved nothing: any page of any site can cause it, so it is for the log alone.
fn unproved(app: &App, reason: Reason) -> Error {
    let phase = if reason == Reason::UnknownAddress { Phase::Page } else { Phase::SignIn };
    Refused::new(app, phase, reason).into()
}

/// The precise cause is the operator's.
fn told(provider: &ProviderSettings, trouble: &Trouble) -> Reason {
    let line: String = one_line(trouble).chars().take(300).collect();
    tracing::warn!(provider = provider.slug, issuer = provider.issuer, error = line, "single sign-on failed");
    trouble.reason()
}

/// The browser comes back with what the provider gave it.
pub async fn finish(app: &App, visit: &Visit, slug: &str, back: Back<'_>) -> Result<Arrival, Error> {
    let Some(provider) = provider::find(&visit.door, slug) else { return Err(unproved(app, Reason::UnknownAddress)) };
    let answer = Answer::read(back.query).map_err(|reason| unproved(app, reason))?;
    // Without the cookie of the browser that began, or with another one's: somebody wants this browser to sign in as somebody else.
    let taken = answer.state.as_deref().and_then(|state| flight::take(app, visit, back.held, state));
    let Some((flight, rest)) = taken else { return Err(unproved(app, Reason::StateUnknown)) };
    let phase = if flight.link.is_some() { Phase::Enrol } else { Phase::SignIn };
    match land(app, visit, provider, (&flight, &answer, back.session)).await {
        Ok(outcome) => Ok(Arrival { outcome, held: Sealed(rest), journey: flight.journey, go_on: flight.go_on }),
        Err(Stop::Fault(error)) => Err(error),
        Err(Stop::Refused(reason, about)) => {
            Err(audit::refuse(app, &Scene::from(visit), phase, None, (reason, about)).await)
        }
    }
}

async fn land(
    app: &App,
    visit: &Visit,
    provider: &ProviderSettings,
    (flight, answer, session): (&Flight, &Answer, Option<&Session>),
) -> Result<Outcome, Stop> {
    spend(app, visit, flight).await?;
    // The state of one provider with the answer of another: whose code is it, and who would get it? (RFC 9700, 4.4)
    let is_of_this = flight.provider == provider.slug && flight.issuer == provider.issuer;
    if !is_of_this || answer.iss.as_ref().is_some_and(|iss| *iss != provider.issuer) {
        return Err(Reason::ProviderMixedUp.into());
    }
    let session = match flight.link {
        Some(link) => Some(linked::holder(app, visit, link, session).await?),
        None => None,
    };
    match answer.error.as_deref() {
        None => {}
        Some("access_denied") => return Err(Reason::SingleSignOnCancelled.into()),
        Some(_) => return Err(Reason::ProviderRefused.into()),
    }
    let code = answer.code.as_deref().ok_or(Reason::MalformedBody)?;
    let vouched = vouch(app, visit, provider, (flight, answer, code)).await;
    let vouched =
        vouched.map_err(|trouble| trouble.map_or(Reason::ProviderMixedUp, |trouble| told(provider, &trouble)))?;
    match session {
        Some(session) => linked::link_now(app, visit, session, (&provider.issuer, vouched)).await,
        None => decide(app, visit, &provider.issuer, vouched).await,
    }
}

/// One departure, one arrival, whatever comes of it: the unique key decides, on one node or on many.
async fn spend(app: &App, visit: &Visit, flight: &Flight) -> Result<(), Stop> {
    let (pool, (expires_at, nonce)) = (visit.door.pool.id, flight.spent());
    let spend = move |tx: &mut store::Tx<'_>| Ok::<_, Error>(spent_challenge::spend(tx, pool, expires_at, &nonce)?);
    if app.store().write("spend single sign-on", spend).await? { Ok(()) } else { Err(Reason::CeremonyReplayed.into()) }
}

/// What the provider says of whoever holds the code. No trouble at all stands for an answer that does not say whose it is, though this
/// provider says so always (RFC 9207, 2.4).
async fn vouch(
    app: &App,
    visit: &Visit,
    provider: &ProviderSettings,
    (flight, answer, code): (&Flight, &Answer, &str),
) -> Result<token::Vouched, Option<Trouble>> {
    let metadata = app.directory.look_up(app, &provider.issuer).await.map_err(Some)?;
    if metadata.additional_metadata().authorization_response_iss_parameter_supported && answer.iss.is_none() {
        return Err(None);
    }
    // Boxed: three answers of another server are waited for in it.
    Box::pin(token::exchange(app, &visit.door, provider, (flight, code, Arc::clone(&metadata)))).await.map_err(Some)
}

/// Who is known here.
#[derive(Debug)]
struct Facts {
    linked: Option<User>,
    /// The member who has proved the address here.
    holder: Option<User>,
}

async fn decide(app: &App, visit: &Visit, issuer: &str, vouched: token::Vouched) -> Result<Outcome, Stop> {
    let Facts { linked, holder } = facts(app, visit, issuer, &vouched).await?;
    if let Some(member) = linked {
        return Ok(Outcome::Known { user: active(&member)?, mfa: vouched.mfa, epoch: member.epoch });
    }
    let Some(email) = vouched.email.clone() else { return Err(Reason::AddressNotVouchedFor.into()) };
    if let Some(member) = holder {
        let user = active(&member)?;
        let offer = LinkOffer::draw(app, visit, issuer, (&vouched, Some(user)))?;
        return Ok(Outcome::MayLink { user, email, offer });
    }
    if !visit.door.pool.settings.public_registration {
        return Err(Reason::NotAMember.into());
    }
    let offer = LinkOffer::draw(app, visit, issuer, (&vouched, None))?;
    Ok(Outcome::Newcomer { email, name: vouched.name, offer })
}

async fn facts(app: &App, visit: &Visit, issuer: &str, vouched: &token::Vouched) -> Result<Facts, Error> {
    let (pool, issuer, subject) = (visit.door.pool.id, issuer.to_owned(), vouched.subject.clone());
    let folded = vouched.email.as_deref().map(fold);
    app.store()
        .read("whom a provider means", move |tx| {
            let linked = match linked_account::find(tx, pool, &issuer, &subject)? {
                Some(account) => user::find(tx, pool, account.user_id)?,
                None => None,
            };
            let named = match &folded {
                Some(folded) => identifier::find(tx, pool, folded)?,
                None => None,
            };
            // An address that nobody has proved here may have been written down by anybody.
            let proved = named.filter(|named| named.kind == IdentifierKind::Email && named.verified_at.is_some());
            let holder = match proved {
                Some(named) => user::find(tx, pool, named.user_id)?,
                None => None,
            };
            Ok::<_, Error>(Facts { linked, holder })
        })
        .await
}

fn active(member: &User) -> Result<UserId, Stop> {
    let about = About::member(member.id);
    if member.status == UserStatus::Active {
        Ok(member.id)
    } else {
        Err(Stop::Refused(Reason::AccountUnavailable, about))
    }
}

#[cfg(test)]
mod tests;
