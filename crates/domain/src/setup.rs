//! Set-up: a link from the terminal, good once and for an hour, enrols an administrator's passkey. The first one also makes the first
//! tenant. Whoever holds the link holds the server, so it is stored hashed and never logged.

mod administrator;
mod home;

pub use administrator::{Begin, SetUp, begin, finish};
pub(crate) use home::RESERVED;

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::sha256;
use crate::challenge::Ceremony;
use crate::error::{Error, Phase, Reason, Refused};
use crate::random;
use crate::visit::SetupVisit;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::{Tx, administrator as administrators, audit_event, campaign, identifier, passkey, pool, setup_link};

const LINK_LIFE_MS: i64 = 60 * 60 * 1000;

/// A new link, and who needs one.
#[derive(Debug)]
pub struct SetupLink {
    pub token: String,
    /// Administrators none of whose passkeys works on today's domain: the public address has changed since they enrolled.
    pub stranded: Vec<String>,
}

/// Draws a new set-up link. Only the machine's own terminal can ask for it.
pub async fn issue(app: &App) -> Result<SetupLink, Error> {
    let token = URL_SAFE_NO_PAD.encode(random::bytes::<32>(app.random())?);
    let link =
        setup_link::SetupLink { hash: sha256(token.as_bytes()), expires_at: app.now() + LINK_LIFE_MS, used_at: None };
    let event = audit::done(app, &Scene::console(), Kind::SetupLinkIssued, About::default()).await?;
    let default_rp_id = app.public_url().host().to_owned();
    let stranded = app
        .store()
        .write("issue set-up link", move |tx| {
            // "Lost the link?" must not leave the lost one valid.
            setup_link::delete_all(tx)?;
            setup_link::insert(tx, &link)?;
            audit_event::insert(tx, &event)?;
            stranded(tx, &default_rp_id)
        })
        .await?;
    Ok(SetupLink { token, stranded })
}

fn stranded(tx: &mut Tx<'_>, default_rp_id: &str) -> Result<Vec<String>, Error> {
    let (pools, campaigns) = (pool::all(tx)?, campaign::all(tx)?);
    let mut stranded = Vec::new();
    for administrator in administrators::all(tx)? {
        let own = pools.iter().find(|pool| pool.id == administrator.pool_id).map_or("", |pool| pool.rp_id.as_str());
        let rp_id = if own.is_empty() { default_rp_id } else { own };
        let passkeys = passkey::of_user(tx, administrator.pool_id, administrator.user_id)?;
        // While members move, passkeys of both open.
        let before = campaigns.iter().find(|row| row.pool_id == administrator.pool_id).map(|row| &row.from_rp_id);
        if passkeys.iter().any(|passkey| passkey.rp_id == rp_id || Some(&passkey.rp_id) == before) {
            continue;
        }
        let name = identifier::of_user(tx, administrator.pool_id, administrator.user_id)?.into_iter().next();
        stranded.push(name.map_or_else(|| administrator.user_id.to_string(), |name| name.value));
    }
    Ok(stranded)
}

/// What the set-up page must ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupState {
    /// The organisation, where there already is one.
    pub organisation: Option<String>,
}

/// Looks at a link without using it.
pub async fn look(app: &App, token: &str) -> Result<SetupState, Error> {
    if !is_alive(app, token).await? {
        return Err(Refused::new(app, Phase::Setup, Reason::SetupLinkInvalid).into());
    }
    Ok(SetupState { organisation: app.snapshot().home().map(|door| door.tenant.name.clone()) })
}

async fn is_alive(app: &App, token: &str) -> Result<bool, Error> {
    let (hash, now) = (sha256(token.as_bytes()), app.now());
    let link = app.store().read("look at set-up link", move |tx| Ok::<_, Error>(setup_link::find(tx, &hash)?)).await?;
    Ok(link.is_some_and(|link| link.used_at.is_none() && link.expires_at > now))
}

async fn refuse(app: &App, visit: &SetupVisit, spent: Option<&Ceremony>, reason: Reason) -> Error {
    audit::refuse(app, &Scene::from(visit), Phase::Setup, spent, (reason, About::default())).await
}
