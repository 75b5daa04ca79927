//! One order, from the account to the certificate. Whatever the directory answers, it ends within minutes and in one of two ways: with a certificate that was
//! looked at, or with one error.

use super::directory::Directory;
use super::shown::{NotShown, pair, parsed};
use super::{Acme, LOOK};
use crate::config::acme::Challenge;
use domain::acme::{self, Issued, LONGEST_ORDER_MS, Turn};
use domain::{App, Error};
use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, ChallengeType, ExternalAccountKey, Identifier, NewAccount,
    NewOrder, Order, OrderStatus, Problem, RetryPolicy,
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
    #[error("what was issued is not for this name, or not for now")]
    NotOurs,
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
        Err(instant_acme::Error::Api(problem)) if problem.r#type.as_deref() == Some(GONE) => {
            acme::forget_account(app, &acme.plan.directory).await?;
            return Err(instant_acme::Error::Api(problem).into());
        }
        order => order?,
    };
    let challenge = chosen(&acme.plan.challenges, turn.number);
    prove(app, (&mut order, turn), challenge).await?;
    let key = KeyPair::generate()?;
    let mut request = CertificateParams::new(vec![turn.name.clone()])?;
    request.distinguished_name = DistinguishedName::new();
    order.finalize_csr(request.serialize_request(&key)?.der()).await?;
    let chain = order.poll_certificate(&POLL).await?;
    judged(turn, (chain, Zeroizing::new(key.serialize_der())), app.now())
}

/// The first, and after each failure the next one.
fn chosen(challenges: &[Challenge], number: i64) -> Challenge {
    let place = usize::try_from(number.saturating_sub(1)).unwrap_or_default();
    challenges.get(place % challenges.len().max(1)).copied().unwrap_or(Challenge::TlsAlpn01)
}

/// Ours, or a new one.
async fn account(acme: &Acme, app: &App) -> Result<Account, OrderError> {
    let _one_at_a_time = acme.account.lock().await;
    let plan = &acme.plan;
    let builder = || Account::builder_with_http(Box::new(Directory(acme.outgoing.clone())));
    let kept = acme::account(app, &plan.directory).await?;
    if let Some(credentials) = kept.and_then(|kept| serde_json::from_slice::<AccountCredentials>(&kept).ok()) {
        return Ok(builder().from_credentials(credentials).await?);
    }
    let contact = plan.contact.as_ref().map(|address| format!("mailto:{address}"));
    let contact: Vec<&str> = contact.iter().map(String::as_str).collect();
    let wanted = NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
    let binding = plan.binding.as_ref().map(|binding| ExternalAccountKey::new(binding.key_id.clone(), &binding.key));
    let (account, credentials) = builder().create(&wanted, plan.directory.clone(), binding.as_ref()).await?;
    acme::keep_account(app, &plan.directory, &Zeroizing::new(serde_json::to_vec(&credentials)?)).await?;
    tracing::info!(directory = plan.directory, "an account for certificates was made");
    Ok(account)
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
        acme::show_challenge(app, &turn.name, (&token, answer.as_str())).await?;
        tokio::time::sleep(SPREAD.max(2 * LOOK)).await;
        challenge.set_ready().await?;
    }
    match order.poll_ready(&POLL).await {
        Ok(OrderStatus::Ready) => Ok(()),
        Ok(_) => Err(OrderError::NotSeen(by.as_str(), why(order).await)),
        Err(instant_acme::Error::Api(problem)) => {
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

/// What was issued must be what was ordered: a certificate that fits its key, for this name, good now.
fn judged(turn: &Turn, (chain, key): (String, Zeroizing<Vec<u8>>), now: i64) -> Result<Issued, OrderError> {
    pair(&chain, &key)?;
    let all = parsed(&chain)?;
    let own = all.first().and_then(|own| X509Certificate::from_der(own).ok()).ok_or(OrderError::NotOurs)?.1;
    let names = own.subject_alternative_name().ok().flatten().ok_or(OrderError::NotOurs)?;
    let is_ours =
        |one: &GeneralName<'_>| matches!(one, GeneralName::DNSName(name) if name.eq_ignore_ascii_case(&turn.name));
    let ms = |seconds: i64| seconds.saturating_mul(1000);
    let (not_before, not_after) = (ms(own.validity().not_before.timestamp()), ms(own.validity().not_after.timestamp()));
    if !names.value.general_names.iter().any(is_ours) || not_after <= now {
        return Err(OrderError::NotOurs);
    }
    Ok(Issued { chain, key, not_before, not_after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::AcmeCertificateId;

    fn turn() -> Turn {
        Turn { id: AcmeCertificateId::from_bytes([1; 16]), name: "id.example.com".to_owned(), number: 1 }
    }

    // Issue 9, 8: after a failure the other way is tried.
    #[test]
    fn the_ways_take_turns() {
        use Challenge::{Http01, TlsAlpn01};
        let both = [TlsAlpn01, Http01];
        assert_eq!([1, 2, 3, 4].map(|number| chosen(&both, number)), [TlsAlpn01, Http01, TlsAlpn01, Http01]);
        assert_eq!([0, 1, 2, i64::MAX, -1].map(|number| chosen(&[Http01], number)), [Http01; 5]);
    }

    // Issue 9, 8: what a directory hands out is looked at before it is shown.
    #[test]
    fn what_is_not_what_was_ordered_is_refused() {
        let made = |names: &[&str]| {
            let key = KeyPair::generate().unwrap();
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let made = CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
            (made.pem(), Zeroizing::new(key.serialize_der()))
        };
        let (good, key) = made(&["ID.example.com"]);
        assert!(judged(&turn(), (good.clone(), key.clone()), 0).is_ok());
        assert!(matches!(judged(&turn(), (good.clone(), key.clone()), i64::MAX), Err(OrderError::NotOurs)), "expired");
        assert!(matches!(judged(&turn(), made(&["login.example.com"]), 0), Err(OrderError::NotOurs)));
        assert!(matches!(judged(&turn(), made(&[]), 0), Err(OrderError::NotOurs)));
        assert!(judged(&turn(), (good, made(&["id.example.com"]).1), 0).is_err(), "another key");
        assert!(judged(&turn(), (String::new(), key), 0).is_err());
    }
}
