//! A refresh token against new tokens. Each is good once, and its successor takes its place. One that comes again later was copied: then the
//! whole family ends, for nobody can say whose copy it was. At once, it is more likely that an answer was lost.

use super::written::{REFRESH_GRACE_MS, Tokens, access, read_refresh, write_refresh};
use super::{Asker, narrowed};
use crate::app::App;
use crate::applications::id_token;
use crate::applications::parameters::Parameters;
use crate::applications::refusal::{Failed, Word};
use crate::applications::{about_grant, access_token::living};
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use crate::oauth::scope::Scopes;
use store::grant::{self, Grant};
use store::{Tx, audit_event};

pub(super) async fn exchange(app: &App, asker: &Asker<'_>, parameters: &Parameters) -> Result<Tokens, Failed> {
    let workspace = asker.issuer.workspace();
    let shown = parameters.require("refresh_token")?;
    let (id, number) = read_refresh(&app.snapshot().ring, workspace, shown).ok_or_else(bad)?;
    let find = move |tx: &mut Tx<'_>| Ok::<_, Error>(grant::find(tx, workspace, id)?);
    // What is wrong with the request itself must not cost the token.
    let known = app.store().read("find grant", find).await?;
    // Another one may have had this id before.
    let known = known.filter(|grant| grant.created_at >= asker.client.created_at).ok_or_else(bad)?;
    // What an administrator has taken from the application since is granted no more.
    let granted = Scopes::read(&known.scope).unwrap_or_default().only(|word| asker.client.scopes.contains(word));
    let scopes = narrowed(parameters.get("scope"), &granted)?;
    if known.key_thumbprint.is_some() && known.key_thumbprint != asker.key {
        return Err(Failed::because(Word::InvalidDpopProof, "the refresh token is bound to another key"));
    }
    let settings = &asker.client.settings;
    let (client_id, now) = (asker.client.id.clone(), app.now());
    let idle_end = now + settings.refresh_idle_seconds * 1000;
    let last_end = known.created_at + settings.refresh_seconds * 1000;
    let event = audit::drawn(app, &Scene::of_tenant(asker.issuer.tenant), Kind::TokenReplayed, About::default())?;
    let turn = move |tx: &mut Tx<'_>| {
        let Some(grant) = living(tx, (workspace, id), now)? else { return Ok(None) };
        let is_again = number + 1 == grant.generation && now - grant.rotated_at < REFRESH_GRACE_MS;
        if grant.client_id == client_id && is_again {
            return Ok(Some(grant));
        }
        let is_next = grant.client_id == client_id && number == grant.generation && now < last_end;
        if is_next && grant::rotate(tx, (workspace, id), number, (now, idle_end.min(last_end)))? {
            return Ok(Some(Grant { generation: number + 1, ..grant }));
        }
        if grant::revoke(tx, (workspace, id), now)? {
            audit_event::insert(tx, &about_grant(&event, &grant))?;
        }
        Ok::<_, Error>(None)
    };
    let grant = app.store().write("rotate refresh token", turn).await?.ok_or_else(bad)?;
    let mut tokens = access(app, asker, (Some(&grant), &scopes)).await?;
    tokens.refresh_token = Some(write_refresh(&app.snapshot().ring, (workspace, id), grant.generation));
    if scopes.contains("openid") {
        tokens.id_token =
            Some(id_token::sign(app, (asker.issuer, &asker.client), (&grant, &tokens.access_token)).await?);
    }
    Ok(tokens)
}

fn bad() -> Failed {
    Failed::because(Word::InvalidGrant, "the refresh token is unknown, used, over or revoked")
}
