//! A code against tokens. Everything that was said when it was asked for must be said again, and whatever is wrong with it spends it: only its
//! own client could have had a second try, and has no need of one.

use super::Asker;
use super::written::{Tokens, first, read_code};
use crate::app::App;
use crate::applications::client::{AuthMethod, Client, GrantType};
use crate::applications::issuer::Issuer;
use crate::applications::parameters::Parameters;
use crate::applications::refusal::{Failed, Word};
use crate::applications::{about_grant, access_token::living};
use crate::audit::{self, About, Kind, Scene};
use crate::binding::sha256;
use crate::error::Error;
use crate::oauth::pkce;
use aws_lc_rs::constant_time;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::grant::{self, Grant};
use store::{Tx, audit_event};

/// What a code was asked for with, as it is kept until somebody comes with the code.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Requested {
    pub redirect_uri: String,
    pub nonce: Option<String>,
    pub code_challenge: Option<String>,
    /// What it wished for by name, of what we can say of a member.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub id_token_claims: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub userinfo_claims: Vec<String>,
    /// How the client knows the session.
    pub sid: Option<String>,
}

/// What is said with a code.
struct Said {
    secret: [u8; 32],
    client_id: String,
    /// Another one may have had its id before.
    since: i64,
    redirect_uri: Option<String>,
    verifier: Option<String>,
    key: Option<String>,
    is_public: bool,
}

enum Looked {
    Good(Box<Grant>),
    Bad,
}

pub(super) async fn exchange(app: &App, asker: &Asker<'_>, parameters: &Parameters) -> Result<Tokens, Failed> {
    let settings = &asker.client.settings;
    let refreshes = asker.client.may(GrantType::RefreshToken);
    let life_s = if refreshes {
        settings.refresh_idle_seconds.min(settings.refresh_seconds)
    } else {
        settings.access_token_seconds
    };
    let grant = take(app, asker, parameters, life_s * 1000).await?;
    first(app, asker, (&grant, refreshes)).await
}

/// The grant of a code, for ourselves: it lives on for so long.
pub(crate) async fn take_code(
    app: &App,
    issuer: &Issuer,
    (client, parameters): (&Arc<Client>, &Parameters),
    life_ms: i64,
) -> Result<Grant, Failed> {
    let asker = Asker { issuer, client: Arc::clone(client), key: None };
    take(app, &asker, parameters, life_ms).await
}

/// Spends a code.
async fn take(app: &App, asker: &Asker<'_>, parameters: &Parameters, life_ms: i64) -> Result<Grant, Failed> {
    let (id, secret) = read_code(parameters.require("code")?).ok_or_else(bad)?;
    let said = Arc::new(Said {
        secret,
        client_id: asker.client.id.clone(),
        since: asker.client.created_at,
        redirect_uri: parameters.get("redirect_uri").map(str::to_owned),
        verifier: parameters.get("code_verifier").map(str::to_owned),
        key: asker.key.clone(),
        is_public: asker.client.settings.token_endpoint_auth_method == AuthMethod::None,
    });
    let (now, workspace) = (app.now(), asker.issuer.workspace());
    let ends_at = now + life_ms;
    let scene = Scene::of_tenant(asker.issuer.tenant);
    let event = audit::drawn(app, &scene, Kind::TokenReplayed, About::default())?;
    let take = move |tx: &mut Tx<'_>| {
        let Some(grant) = grant::find(tx, workspace, id)? else { return Ok(Looked::Bad) };
        let hash = grant.code_hash.unwrap_or_default();
        if constant_time::verify_slices_are_equal(&hash, &sha256(&said.secret)).is_err() {
            return Ok(Looked::Bad);
        }
        if grant.code_spent_at.is_some() && grant::revoke(tx, (workspace, id), now)? {
            audit_event::insert(tx, &about_grant(&event, &grant))?;
        }
        let is_good = grant.code_spent_at.is_none() && fits(&grant, &said, now);
        if !is_good || living(tx, (workspace, id), now)?.is_none() {
            grant::revoke(tx, (workspace, id), now)?;
            return Ok(Looked::Bad);
        }
        let bound = if said.is_public { said.key.as_deref() } else { None };
        if grant::spend_code(tx, (workspace, id), now, (ends_at, bound))? {
            return Ok(Looked::Good(Box::new(Grant { key_thumbprint: bound.map(str::to_owned), ..grant })));
        }
        Ok::<_, Error>(Looked::Bad)
    };
    match app.store().write("exchange code", take).await? {
        Looked::Good(grant) => Ok(*grant),
        Looked::Bad => Err(bad()),
    }
}

/// One word for whatever is wrong: who has a code that is not theirs learns nothing from it.
fn bad() -> Failed {
    Failed::because(
        Word::InvalidGrant,
        "the code is unknown, used, too old, or not asked for by this client in this way",
    )
}

fn fits(grant: &Grant, said: &Said, now: i64) -> bool {
    let Ok(requested) = serde_json::from_str::<Requested>(&grant.request) else { return false };
    grant.client_id == said.client_id
        && grant.created_at >= said.since
        && grant.code_expires_at.is_some_and(|end| now < end)
        && said.redirect_uri.as_ref() == Some(&requested.redirect_uri)
        && pkce::may_redeem(requested.code_challenge.as_deref(), said.verifier.as_deref())
        && (grant.key_thumbprint.is_none() || grant.key_thumbprint == said.key)
}
