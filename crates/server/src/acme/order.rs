//! One order, from the account to the certificate. Whatever the directory answers, it ends within minutes and in one of two ways: with a certificate that was
//! looked at, or with one error.

use super::account::account;
use super::shown::{NotShown, pair, parsed};
use super::{Acme, LOOK};
use crate::config::acme::Challenge;
use domain::acme::{self, Issued, LONGEST_ORDER_MS, Turn};
use domain::{App, Error};
use instant_acme::{
    AuthorizationStatus, ChallengeType, Identifier, NewOrder, Order, OrderStatus, Problem, RetryPolicy,
};
use jiff::Timestamp;
use rcgen::{CertificateParams, DistinguishedName, KeyPair};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use zeroize::Zeroizing;

/// A directory takes seconds; one that is slow for so long is away.
const POLL: RetryPolicy =
    RetryPolicy::new().initial_delay(Duration::from_secs(1)).backoff(1.5).timeout(Duration::from_secs(90));
/// Until every node shows what the directory is going to look for.
const SPREAD: Duration = Duration::from_millis(2_500);
/// As RFC 8555 has them: base64url. It goes into an address and into the database.
const LONGEST_TOKEN: usize = 256;
const GONE: &str = "urn:ietf:params:acme:error:accountDoesNotExist";
const NOT_READY: &str = "urn:ietf:params:acme:error:orderNotReady";
/// How often the same is asked again where the connection broke.
const TRIES: u32 = 3;

#[derive(Debug, thiserror::Error)]
pub(super) enum OrderError {
    #[error("the directory")]
    Directory(#[from] instant_acme::Error),
    #[error(transparent)]
    Domain(#[from] Error),
    #[error("the account cannot be written")]
    Account(#[from] serde_json::Error),
    #[error("the directory offers no {0}")]
    NoChallenge(&'static str),
    #[error("the directory asks for a token that is none")]
    Token,
    #[error("by {0} the directory did not see that the name is ours{1}")]
    NotSeen(&'static str, String),
    #[error("the request for a certificate cannot be made")]
    Request(#[from] rcgen::Error),
    #[error("what was issued")]
    Issued(#[from] NotShown),
    #[error("what was issued is not for this name")]
    NotOurs,
    #[error("what was issued has expired, by the clock of this machine")]
    Expired,
    #[error("the directory took too long")]
    Late,
    #[error("the directory answered what cannot be read")]
    Nonsense,
}

/// When something is, for the log.
pub(super) fn moment(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map(|at| at.to_string()).unwrap_or_default()
}

/// In a task of its own: what the library does not foresee of an answer ends that one, and not all orders.
pub(super) async fn order(acme: &Arc<Acme>, app: &Arc<App>, turn: &Turn) -> Result<Issued, OrderError> {
    let mut alone = JoinSet::new();
    let (acme, app, turn) = (Arc::clone(acme), Arc::clone(app), turn.clone());
    alone.spawn(async move { ordered(&acme, &app, &turn).await });
    let longest = Duration::from_millis(LONGEST_ORDER_MS.unsigned_abs());
    match tokio::time::timeout(longest, alone.join_next()).await {
        Ok(Some(Ok(done))) => done,
        Ok(_) => Err(OrderError::Nonsense),
        Err(_) => Err(OrderError::Late),
    }
}

async fn ordered(acme: &Acme, app: &App, turn: &Turn) -> Result<Issued, OrderError> {
    let account = account(acme, app).await?;
    let name = [Identifier::Dns(turn.name.clone())];
    let mut order = match account.new_order(&NewOrder::new(&name)).await {
        Err(error) if is_problem(&error, GONE) => {
            acme::forget_account(app, &acme.plan.directory).await?;
            return Err(error.into());
        }
        order => order?,
    };
    let challenge = chosen(&acme.plan.challenges, turn.number);
    prove(app, (&mut order, turn), challenge).await?;
    let key = KeyPair::generate()?;
    let mut request = CertificateParams::new(vec![turn.name.clone()])?;
    request.distinguished_name = DistinguishedName::new();
    let chain = issued(&mut order, request.serialize_request(&key)?.der()).await?;
    judged(turn, (chain, Zeroizing::new(key.serialize_der())), app.now())
}

/// Asks for the certificate and waits for it. Where the connection breaks the directory may have begun: what it has issued counts, so it is fetched.
async fn issued(order: &mut Order, request: &[u8]) -> Result<String, instant_acme::Error> {
    for tried in 0..TRIES {
        match order.finalize_csr(request).await {
            Ok(()) => break,
            // The one before was heard.
            Err(error) if tried > 0 && is_problem(&error, NOT_READY) => break,
            Err(error) if !is_broken(&error) => return Err(error),
            Err(_) => tokio::time::sleep(LOOK).await,
        }
        if order.refresh().await.is_ok_and(|state| state.status != OrderStatus::Ready) {
            break;
        }
    }
    let mut tried = 1;
    loop {
        match order.poll_certificate(&POLL).await {
            Err(error) if tried < TRIES && is_broken(&error) => tried += 1,
            answered => return answered,
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Whether the directory said nothing, or something before it did, in words that are not its own.
fn is_broken(error: &instant_acme::Error) -> bool {
    matches!(error, instant_acme::Error::Other(_) | instant_acme::Error::Json(_))
}

fn is_problem(error: &instant_acme::Error, kind: &str) -> bool {
    matches!(error, instant_acme::Error::Api(problem) if problem.r#type.as_deref() == Some(kind))
}

/// The first, and after each failure the next one.
fn chosen(challenges: &[Challenge], number: i64) -> Challenge {
    let place = usize::try_from(number.saturating_sub(1)).unwrap_or_default();
    challenges.get(place % challenges.len().max(1)).copied().unwrap_or(Challenge::TlsAlpn01)
}

/// Shows the directory that the name is ours, where it does not know it.
async fn prove(app: &App, (order, turn): (&mut Order, &Turn), by: Challenge) -> Result<(), OrderError> {
    let kind = match by {
        Challenge::TlsAlpn01 => ChallengeType::TlsAlpn01,
        Challenge::Http01 => ChallengeType::Http01,
    };
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let mut challenge = authorization.challenge(kind.clone()).ok_or(OrderError::NoChallenge(by.as_str()))?;
        let token = challenge.token.clone();
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if token.is_empty() || token.len() > LONGEST_TOKEN || !token.bytes().all(is_token) {
            return Err(OrderError::Token);
        }
        let answer = challenge.key_authorization();
        acme::show_challenge(app, turn, (&token, answer.as_str())).await?;
        tokio::time::sleep(SPREAD.max(2 * LOOK)).await;
        challenge.set_ready().await?;
    }
    seen(order, by).await
}

/// Waits until the directory has looked.
async fn seen(order: &mut Order, by: Challenge) -> Result<(), OrderError> {
    match order.poll_ready(&POLL).await {
        Ok(OrderStatus::Ready) => Ok(()),
        Ok(_) => Err(OrderError::NotSeen(by.as_str(), why(order).await)),
        // The order's own; another one is of the directory, which may not have looked yet.
        Err(instant_acme::Error::Api(problem)) if order.state().status == OrderStatus::Invalid => {
            Err(OrderError::NotSeen(by.as_str(), format!(": {}", detail(&problem))))
        }
        Err(error) => Err(error.into()),
    }
}

/// What the directory met instead.
async fn why(order: &mut Order) -> String {
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut authorization)) = authorizations.next().await {
        let Ok(state) = authorization.refresh().await else { continue };
        if let Some(problem) = state.challenges.iter().find_map(|challenge| challenge.error.as_ref()) {
            return format!(": {}", detail(problem));
        }
    }
    String::new()
}

fn detail(problem: &Problem) -> &str {
    problem.detail.as_deref().or(problem.r#type.as_deref()).unwrap_or("no reason")
}

/// What was issued must be what was ordered: a certificate that fits its key, for this name, that has not expired. One that is not good yet by our clock is
/// taken: the clock is wrong, those of browsers are not, and another order would bring the same.
fn judged(turn: &Turn, (chain, key): (String, Zeroizing<Vec<u8>>), now: i64) -> Result<Issued, OrderError> {
    pair(&chain, &key)?;
    let all = parsed(&chain)?;
    let own = all.first().and_then(|own| X509Certificate::from_der(own).ok()).ok_or(OrderError::NotOurs)?.1;
    let names = own.subject_alternative_name().ok().flatten().ok_or(OrderError::NotOurs)?;
    let is_ours =
        |one: &GeneralName<'_>| matches!(one, GeneralName::DNSName(name) if name.eq_ignore_ascii_case(&turn.name));
    let ms = |seconds: i64| seconds.saturating_mul(1000);
    let (not_before, not_after) = (ms(own.validity().not_before.timestamp()), ms(own.validity().not_after.timestamp()));
    if !names.value.general_names.iter().any(is_ours) {
        return Err(OrderError::NotOurs);
    }
    if not_after <= now {
        return Err(OrderError::Expired);
    }
    Ok(Issued { chain, key, not_before, not_after })
}

#[cfg(test)]
mod tests;
