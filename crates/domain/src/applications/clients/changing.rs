//! Changing an application at the console: its settings, its secret, whether it is on, and its end. What is saved is what somebody has looked at,
//! and nothing that no form shows is touched.

use super::{Drawn, Place, place, told, unknown, version};
use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::applications::by::By;
use crate::applications::client::{ClientSettings, SubjectType};
use crate::applications::roster::NotKept;
use crate::applications::{Issuer, metadata_document, roster, subject};
use crate::audit::Kind;
use crate::error::{Error, Objection, Reason};
use crate::saving::{self, Change, Consequences, MOST_LOOKED_AT, Unsaved, so_many};
use serde::Deserialize;
use serde_json::{Map, Value};
use store::{Tx, client, grant};

/// The settings that can be changed here, by their names in the stored text. One that is added to [`ClientSettings`] and checked by
/// [`roster::check`] needs its name here, and its field in the form.
pub(crate) const FIELDS: [&str; 18] = [
    "redirect_uris",
    "post_logout_redirect_uris",
    TOLD,
    "grant_types",
    "token_endpoint_auth_method",
    "scope",
    "id_token_signed_response_alg",
    JWKS,
    KEYS_AT,
    "require_pushed_authorization_requests",
    "dpop_bound_access_tokens",
    "require_dpop_nonce",
    "default_max_age",
    "first_party",
    "audiences",
    "access_token_seconds",
    "refresh_idle_seconds",
    "refresh_seconds",
];
const TOLD: &str = "backchannel_logout_uri";
const KEYS_AT: &str = "jwks_uri";
/// Keys are pasted as a text.
const JWKS: &str = "jwks";

/// What is to be saved; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ClientAsk {
    pub name: Option<String>,
    #[serde(flatten)]
    pub settings: Map<String, Value>,
}

/// Saves what was asked for, where nobody has saved anything since `seen`, and answers the version that is in force now.
pub async fn save(
    app: &App,
    acting: &Acting,
    (tenant, workspace, id): (&str, &str, &str),
    (seen, ask): (String, ClientAsk),
) -> Result<String, Error> {
    let Place { issuer, .. } = place(app, acting, Power::Configure, (tenant, workspace))?;
    let (at, sought) = ((issuer.tenant, issuer.workspace()), id.to_owned());
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(client::find(tx, at, &sought)?);
    let row = app.store().read("application", read).await?.ok_or_else(|| unknown(app))?;
    if version(&row) != seen {
        return Err(Unsaved::Because(Reason::ChangedSince).told(app));
    }
    let old: ClientSettings = serde_json::from_str(&row.settings).map_err(Error::Answer)?;
    let new = wanted(&old, &ask.settings, &FIELDS).map_err(|unsaved| unsaved.told(app))?;
    let name = ask.name.map_or_else(|| row.name.clone(), |name| name.trim().to_owned());
    let Some(Revision { row: new_row, detail }) = revised(app, &issuer, row, (name, &new))? else { return Ok(seen) };
    let saved = version(&new_row);
    let put = put(seen, new_row, detail);
    let whose = (&issuer, By::Administrator(acting));
    roster::change(app, whose, (id, Kind::ClientChanged), put).await.map_err(|why| told(app, why))?;
    Ok(saved)
}

/// A row as it is to be, with what the audit says of it.
pub(crate) struct Revision {
    pub row: client::Client,
    pub detail: String,
}

/// What becomes of a row; nothing where nothing changes. Refused where it could not be kept safely.
pub(crate) fn revised(
    app: &App,
    issuer: &Issuer,
    row: client::Client,
    (name, new): (String, &ClientSettings),
) -> Result<Option<Revision>, Error> {
    let old: ClientSettings = serde_json::from_str(&row.settings).map_err(Error::Answer)?;
    if metadata_document::is_address(&row.id) {
        return Err(told(app, NotKept::Described(row.id)));
    }
    let is_kept = roster::check(app, issuer, &name, new)
        .and_then(|()| roster::check_proxy(app, (issuer, |client| client.id != row.id), new));
    is_kept.map_err(|why| told(app, why))?;
    if !keeps_names(&old, new) {
        let why = "This application knows members by names that hang on the host of these: they stay on it.";
        return Err(Unsaved::from(Objection::new("redirect_uris", why)).told(app));
    }
    let changed = saving::changes(&old, new)?;
    let said: Vec<_> =
        Change::of("name", row.name.as_str(), name.as_str()).into_iter().chain(changed.clone()).collect();
    if said.is_empty() {
        return Ok(None);
    }
    let secret_hash = row.secret_hash.filter(|_| new.token_endpoint_auth_method.has_secret());
    let settings = saving::patched(&row.settings, &changed);
    Ok(Some(Revision { row: client::Client { name, settings, secret_hash, ..row }, detail: saving::told(&said) }))
}

/// Puts it in the place of the one that somebody has looked at.
pub(crate) fn put(
    seen: String,
    new: client::Client,
    detail: String,
) -> impl Fn(&mut client::Client) -> Result<Option<String>, Unsaved> + Send + 'static {
    let keeps_secret = new.secret_hash.is_some();
    move |row| {
        if version(row) != seen {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        row.name.clone_from(&new.name);
        row.settings.clone_from(&new.settings);
        row.secret_hash = row.secret_hash.filter(|_| keeps_secret);
        Ok(Some(detail.clone()))
    }
}

/// All that a pairwise application knows its members by follows from the host of its addresses.
pub(in crate::applications) fn keeps_names(old: &ClientSettings, new: &ClientSettings) -> bool {
    old.subject_type == SubjectType::Public
        || subject::sector(&old.redirect_uris) == subject::sector(&new.redirect_uris)
}

/// The settings as they are to be, or what of them cannot be read.
pub(crate) fn wanted(
    old: &ClientSettings,
    ask: &Map<String, Value>,
    fields: &[&'static str],
) -> Result<ClientSettings, Unsaved> {
    let mut text = serde_json::to_value(old).map_err(Error::Answer)?;
    let mut new = old.clone();
    for (name, value) in ask {
        let field =
            fields.iter().copied().find(|field| field == name).ok_or(Unsaved::Because(Reason::UnknownMember))?;
        let value = match value {
            Value::String(keys) if field == JWKS => pasted(keys)?,
            // A line that was left blank.
            Value::String(uri) if [TOLD, KEYS_AT].contains(&field) && uri.trim().is_empty() => Value::Null,
            value => value.clone(),
        };
        if let Some(members) = text.as_object_mut() {
            members.insert(field.to_owned(), value);
        }
        let problem = |_| Objection::new(field, "This is not what is asked for here.");
        new = serde_json::from_value(text.clone()).map_err(problem)?;
    }
    Ok(new)
}

fn pasted(keys: &str) -> Result<Value, Objection> {
    if keys.trim().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(keys)
        .map_err(|_| Objection::new(JWKS, "This is no JSON. Paste the whole set: {\"keys\": […]}."))
}

/// Switches an application off, with all its tokens, or on again.
pub async fn enable(
    app: &App,
    acting: &Acting,
    (tenant, workspace, id): (&str, &str, &str),
    enabled: bool,
) -> Result<(), Error> {
    let place = place(app, acting, Power::Configure, (tenant, workspace))?;
    let whose = (&place.issuer, By::Administrator(acting));
    roster::enable_by(app, whose, id, enabled).await.map_err(|why| told(app, why))
}

/// A new secret, to be shown once. The old one is good for nothing from then on.
pub async fn renew_secret(
    app: &App,
    acting: &Acting,
    (tenant, workspace, id): (&str, &str, &str),
) -> Result<Drawn, Error> {
    let place = place(app, acting, Power::Configure, (tenant, workspace))?;
    let drawn = roster::renew_by(app, (&place.issuer, By::Administrator(acting)), id).await;
    Ok(Drawn::of(&place, drawn.map_err(|why| told(app, why))?))
}

/// Removes an application for good. Where members are connected with it, that is to be said once more.
pub async fn remove(
    app: &App,
    acting: &Acting,
    (tenant, workspace, id): (&str, &str, &str),
    (seen, confirmed): (String, Vec<String>),
) -> Result<(), Error> {
    let place = place(app, acting, Power::Configure, (tenant, workspace))?;
    let now = app.now();
    let may_go = move |tx: &mut Tx<'_>, row: &client::Client| {
        if version(row) != seen {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        let connected = grant::connected(tx, (row.workspace_id, &row.id), now, MOST_LOOKED_AT)?;
        let text = format!(
            "{} signed in with it and can go on. What they have granted ends at once: their tokens are good for nothing, and they have to sign in elsewhere.",
            so_many(connected, ("member has", "members have"))
        );
        let mut consequences = Consequences::default();
        consequences.concerns("name", ("connected", connected), text, &confirmed);
        Ok(consequences.accepted()?)
    };
    let whose = (&place.issuer, By::Administrator(acting));
    roster::remove_by(app, whose, id, may_go).await.map_err(|why| told(app, why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn asked(text: Value) -> Result<ClientSettings, Option<&'static str>> {
        wanted(&ClientSettings::default(), &serde_json::from_value::<ClientAsk>(text).unwrap().settings, &FIELDS)
            .map_err(|unsaved| match unsaved {
                Unsaved::Objection(objection) => Some(objection.field),
                _ => None,
            })
    }

    #[test]
    fn what_is_left_out_stays() {
        let new = asked(json!({ "name": "x", "first_party": true, "jwks": "" })).unwrap();
        assert_eq!(new, ClientSettings { first_party: true, ..ClientSettings::default() });
        let keys =
            json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }] });
        assert_eq!(asked(json!({ "jwks": keys.to_string() })).unwrap().jwks, Some(keys.clone()));
        assert_eq!(asked(json!({ "jwks": keys })).unwrap().jwks, Some(keys));
        for (text, field) in [
            (json!({ "jwks": "keys" }), Some("jwks")),
            (json!({ "access_token_seconds": null }), Some("access_token_seconds")),
            (json!({ "grant_types": ["password"] }), Some("grant_types")),
            (json!({ "token_endpoint_auth_method": "tls" }), Some("token_endpoint_auth_method")),
            (json!({ "require_pkce": false }), None),
            (json!({ "changed_at": 1 }), None),
        ] {
            assert_eq!(asked(text.clone()), Err(field), "{text}");
        }
    }

    // A form never names what is not there.
    #[test]
    fn every_field_is_a_setting() {
        let known = serde_json::to_value(ClientSettings::default()).unwrap();
        for field in FIELDS {
            assert!(known.get(field).is_some(), "{field}");
        }
    }
}
