//! A browser on its way to a provider and back, and the settings that send it there.

use super::lying::{Lying, SECRET};
use crate::support::{Actor, Answer, TestApp};
use domain::settings::ProviderSettings;
use domain::single_sign_on::{self, Arrival, Back, Outcome, seal_secret};
use domain::{Client, Method, Visit};
use serde_json::{Value, json};
use std::sync::Arc;
use store::id::{PoolId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::linked_account::{self, LinkedAccount};
use url::Url;

pub(super) const CLIENT: &str = "keystead";

pub(super) fn pool_of(app: &TestApp, base: &str) -> PoolId {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    app.app.snapshot().door(tenant, workspace).unwrap().pool.id
}

/// Lets members of a pool come in by this provider.
pub(super) async fn offer(app: &TestApp, base: &str, slug: &str, issuer: &str) {
    let secret = seal_secret(&app.app, pool_of(app, base), slug, SECRET).unwrap();
    let provider = ProviderSettings {
        slug: slug.to_owned(),
        label: format!("The {slug}"),
        enabled: true,
        issuer: issuer.to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret: Some(secret),
        scopes: Vec::new(),
    };
    app.set(base, |settings| {
        settings.methods.first = vec![Method::Passkey, Method::SingleSignOn];
        settings.methods.providers.push(provider);
    })
    .await;
}

/// What the browser was sent away with.
#[derive(Debug, Clone)]
pub(super) struct Away {
    pub(super) url: Url,
    pub(super) state: String,
    pub(super) nonce: String,
}

impl Away {
    pub(super) fn of(location: &str) -> Self {
        let url = Url::parse(location).unwrap();
        let value = |wanted: &str| {
            let pair = url.query_pairs().find(|(name, _)| name == wanted);
            pair.unwrap_or_else(|| panic!("no {wanted} in {url}")).1.into_owned()
        };
        let (state, nonce) = (value("state"), value("nonce"));
        Self { url, state, nonce }
    }

    pub(super) fn query(&self) -> String {
        format!("code=a-code&state={}", self.state)
    }
}

pub(super) async fn leave(browser: &mut Actor<'_>, slug: &str) -> Away {
    // What happens in one millisecond has no order in the audit.
    browser.app.clock.advance(1);
    let answer = browser.open(&format!("/sign-in/with/{slug}")).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    Away::of(answer.header("location"))
}

/// Goes to the lying provider, which will say this of whoever comes back.
pub(super) async fn leave_for(browser: &mut Actor<'_>, slug: &str, provider: &Lying, more: Value) -> Away {
    let away = leave(browser, slug).await;
    let now = browser.app.app.now() / 1000;
    let mut claims = json!({ "iss": provider.issuer, "aud": CLIENT, "sub": "s-1", "nonce": away.nonce, "iat": now, "exp": now + 60 });
    for (name, value) in more.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    provider.says(|says| says.claims = claims);
    away
}

pub(super) async fn come_back(browser: &mut Actor<'_>, slug: &str, query: &str) -> Answer {
    browser.app.clock.advance(1);
    browser.open(&format!("/sign-in/with/{slug}/callback?{query}")).await
}

/// The visit of this browser, as the server sees it.
/// Whom the provider's word means, and whether it asked for more than one factor.
pub(super) fn known(outcome: &Outcome) -> Option<(UserId, bool)> {
    match outcome {
        Outcome::Known { user, mfa, .. } => Some((*user, *mfa)),
        _ => None,
    }
}

pub(super) fn visit_of(browser: &Actor<'_>) -> Visit {
    let (tenant, workspace) = browser.base.trim_start_matches('/').split_once('/').unwrap();
    let door = browser.app.app.snapshot().door(tenant, workspace).unwrap();
    let pre_auth = browser.cookies.get(&format!("ks-pre.{tenant}.{workspace}")).cloned();
    Visit {
        door,
        client: Client::Browser { pre_auth },
        address: [127, 0, 0, 1].into(),
        user_agent: "test".to_owned(),
        language: domain::Language::English,
        device: None,
        offer: None,
        correlation: None,
    }
}

/// Comes back below the pages, where the whole outcome shows.
pub(super) async fn arrive(browser: &Actor<'_>, slug: &str, query: &str) -> Result<Arrival, domain::Error> {
    let visit = visit_of(browser);
    let (tenant, workspace) = (&visit.door.tenant.slug, &visit.door.workspace.slug);
    let held = browser.cookies.get(&format!("ks-sso.{tenant}.{workspace}")).map(String::as_str);
    single_sign_on::finish(&browser.app.app, &visit, slug, Back { query, held, session: None }).await
}

/// The reason of the latest refusal of the tenant in the audit.
pub(super) async fn audited(app: &TestApp, base: &str) -> String {
    let entries = app.audit(base).await;
    let refused = entries.into_iter().find(|entry| entry.outcome == "refused");
    refused.and_then(|entry| entry.reason).unwrap_or_default()
}

pub(super) async fn member(app: &TestApp, base: &str, name: &str) -> UserId {
    app.program(base).sign_up(name).await.ok()["user_id"].as_str().unwrap().parse().unwrap()
}

/// Gives a member an address, proved or not.
pub(super) async fn give_address(app: &TestApp, base: &str, user: UserId, address: &str, verified: bool) {
    let (now, pool_id) = (app.app.now(), pool_of(app, base));
    let row = Identifier {
        pool_id,
        folded: domain::identifier::fold(address),
        kind: IdentifierKind::Email,
        value: address.to_owned(),
        user_id: user,
        verified_at: verified.then_some(now),
        created_at: now,
    };
    assert!(app.store.write("address", move |tx| identifier::insert(tx, &row)).await.unwrap());
}

pub(super) async fn give_link(app: &TestApp, base: &str, user: UserId, (issuer, subject): (&str, &str)) {
    let row = LinkedAccount {
        pool_id: pool_of(app, base),
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        user_id: user,
        email: None,
        linked_at: app.app.now(),
    };
    assert!(app.store.write("link", move |tx| linked_account::insert(tx, &row)).await.unwrap());
}

pub(super) async fn links_of(app: &TestApp, base: &str, user: UserId) -> Vec<LinkedAccount> {
    let pool = pool_of(app, base);
    app.store.read("links", move |tx| linked_account::of_user(tx, pool, user)).await.unwrap()
}

/// Opens the offer that a browser was given and links it with this member, as after another proof.
pub(super) async fn confirm(browser: &Actor<'_>, offer: &str, user: UserId) -> bool {
    let (app, visit) = (&browser.app.app, visit_of(browser));
    let Some(offer) = single_sign_on::LinkOffer::open(app, &visit, offer) else { return false };
    let Some(link) = single_sign_on::prepare(app, &visit, offer, user).await.unwrap() else { return false };
    let link = Arc::new(link);
    browser.app.store.write("confirm", move |tx| single_sign_on::link(tx, &link)).await.unwrap()
}
