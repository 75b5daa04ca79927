//! A device asks whether its user has answered (RFC 8628, 3.4). Whoever asks too often is told to wait longer; a code that was exchanged and comes
//! again ends what came of it, as any code does.

use super::Asker;
use super::written::{Tokens, first};
use crate::app::App;
use crate::applications::client::{AuthMethod, GrantType};
use crate::applications::device::{INTERVAL_S, read_device_code};
use crate::applications::parameters::Parameters;
use crate::applications::refusal::{Failed, Word};
use crate::applications::{about_grant, access_token::living};
use crate::audit::{self, About, Kind, Scene};
use crate::binding::sha256;
use crate::error::Error;
use aws_lc_rs::constant_time;
use store::audit_event::AuditEvent;
use store::device_authorization::DeviceAuthorization;
use store::grant::{self, Grant};
use store::{Tx, audit_event, device_authorization};

/// What a request that was on its way for longer than others may be early.
const JITTER_MS: i64 = 500;

enum Turn {
    Good(Box<Grant>),
    Not(Word),
}

pub(super) async fn exchange(app: &App, asker: &Asker<'_>, parameters: &Parameters) -> Result<Tokens, Failed> {
    let (id, secret) =
        read_device_code(parameters.require("device_code")?).ok_or_else(|| refused(Word::InvalidGrant))?;
    let settings = &asker.client.settings;
    let refreshes = asker.client.may(GrantType::RefreshToken);
    let (now, workspace, client_id) = (app.now(), asker.issuer.workspace(), asker.client.id.clone());
    // One that asked before was another client under the same id.
    let since = asker.client.created_at;
    let life_s = if refreshes {
        settings.refresh_idle_seconds.min(settings.refresh_seconds)
    } else {
        settings.access_token_seconds
    };
    let key = asker.key.clone().filter(|_| settings.token_endpoint_auth_method == AuthMethod::None);
    let event = audit::drawn(app, &Scene::of_tenant(asker.issuer.tenant), Kind::TokenReplayed, About::default())?;
    let turn = move |tx: &mut Tx<'_>| {
        let row = device_authorization::find(tx, workspace, id)?
            .filter(|row| row.client_id == client_id && row.created_at >= since);
        let is_its = |row: &DeviceAuthorization| {
            constant_time::verify_slices_are_equal(&row.secret_hash, &sha256(&secret)).is_ok()
        };
        let Some(row) = row.filter(is_its) else { return Ok(Turn::Not(Word::InvalidGrant)) };
        match answered(tx, &row, (&event, now))? {
            Turn::Good(grant) => {
                let is_taken =
                    grant::spend_code(tx, (workspace, grant.id), now, (now + life_s * 1000, key.as_deref()))?;
                let grant = Grant { key_thumbprint: key.clone(), ..*grant };
                Ok::<_, Error>(if is_taken { Turn::Good(Box::new(grant)) } else { Turn::Not(Word::InvalidGrant) })
            }
            not @ Turn::Not(_) => Ok(not),
        }
    };
    match app.store().write("exchange device code", turn).await? {
        Turn::Good(grant) => first(app, asker, (&grant, refreshes)).await,
        Turn::Not(word) => Err(refused(word)),
    }
}

/// The grant, where there is one to be taken.
fn answered(
    tx: &mut Tx<'_>,
    row: &DeviceAuthorization,
    (event, now): (&AuditEvent, i64),
) -> Result<Turn, store::Error> {
    let place = (row.workspace_id, row.id);
    let Some(id) = row.grant_id else {
        if row.denied_at.is_some() {
            return Ok(Turn::Not(Word::AccessDenied));
        }
        if row.expires_at <= now {
            return Ok(Turn::Not(Word::ExpiredToken));
        }
        let is_early = now - row.polled_at < row.interval_s * 1000 - JITTER_MS;
        let interval_s = if is_early { row.interval_s + INTERVAL_S } else { row.interval_s };
        device_authorization::polled(tx, place, (now, interval_s))?;
        return Ok(Turn::Not(if is_early { Word::SlowDown } else { Word::AuthorizationPending }));
    };
    let Some(grant) = grant::find(tx, row.workspace_id, id)? else { return Ok(Turn::Not(Word::InvalidGrant)) };
    if grant.code_spent_at.is_some() {
        if grant::revoke(tx, (row.workspace_id, id), now)? {
            audit_event::insert(tx, &about_grant(event, &grant))?;
        }
        return Ok(Turn::Not(Word::InvalidGrant));
    }
    if row.expires_at <= now {
        return Ok(Turn::Not(Word::ExpiredToken));
    }
    Ok(match living(tx, (row.workspace_id, id), now)? {
        Some(grant) => Turn::Good(Box::new(grant)),
        None => Turn::Not(Word::InvalidGrant),
    })
}

fn refused(word: Word) -> Failed {
    let text = match word {
        Word::AuthorizationPending => "the user has not answered yet",
        Word::SlowDown => "too early: wait five seconds longer from now on",
        Word::AccessDenied => "the user has refused",
        Word::ExpiredToken => "the device code is too old: begin again",
        _ => "the device code is unknown, used, or not this client's",
    };
    Failed::because(word, text)
}
