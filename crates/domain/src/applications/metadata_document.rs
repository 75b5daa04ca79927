//! Applications that nobody has registered: their `client_id` is the address of a document that says who they are
//! (draft-ietf-oauth-client-id-metadata-document). Only where a workspace takes them. Nothing that such a document says is believed beyond where
//! members may be sent and which keys are the application's: whoever published it may call it what they like, so members are always asked.

mod document;

use super::by::By;
use super::client::{CHANGED_AT, Client, ClientSettings};
use super::issuer::Issuer;
use super::roster;
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, one_line};
use crate::saving::{self, Change, Unsaved};
use document::Described;
use openidconnect::url::Url;
use serde_json::Value;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::{Tx, client, grant, installation};

pub(crate) use document::NotADocument;

const LONGEST: usize = 512;
/// Of a workspace: more are no applications that its members use.
const MOST: usize = 500;
/// Of those that make room nobody is looked at longer than this.
const MOST_TO_GO: usize = 20;

/// Whether an id is the address of a document.
pub fn is_address(id: &str) -> bool {
    id.starts_with("https://") || id.starts_with("http://")
}

/// Whether a workspace takes applications that nobody has registered.
pub fn is_taken(issuer: &Issuer) -> bool {
    issuer.door.as_ref().is_some_and(|door| door.workspace.settings.client_id_metadata_documents)
}

/// The host that members are told.
pub fn host(id: &str) -> Option<String> {
    Url::parse(id).ok()?.host_str().map(str::to_owned)
}

/// How current what is known of an application has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// A member is about to be asked.
    Asking,
    /// Somebody has agreed before: what was known last will do where its server does not answer.
    GoingOn,
}

/// The application of an id as it counts now, however it came to be known.
pub(crate) async fn find(app: &App, issuer: &Issuer, id: &str, care: Care) -> Result<Option<Arc<Client>>, Error> {
    let known = app.snapshot().client(issuer.tenant, issuer.workspace(), id);
    if !is_address(id) {
        return Ok(known);
    }
    if !is_taken(issuer)
        || !is_good(id, app.public_url().is_local())
        || known.as_ref().is_some_and(|known| !known.enabled)
    {
        return Ok(None);
    }
    match described(app, issuer, id).await {
        Ok(described) => keep(app, issuer, (id, known), described).await,
        Err(error) => {
            tracing::info!(client = id, error = one_line(&error), "the document of an application cannot be used");
            Ok(known.filter(|_| care == Care::GoingOn))
        }
    }
}

/// An address with a path, written the one way, that names nobody and hides nothing.
fn is_good(id: &str, is_local: bool) -> bool {
    let Ok(url) = Url::parse(id) else { return false };
    // Where we are on this machine alone, so are the applications that are tried with us.
    let is_secure = url.scheme() == "https" || is_local;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.query().is_none() && !id.contains('#');
    is_secure && is_plain && id.len() <= LONGEST && url.path() != "/" && url.as_str() == id && url.host_str().is_some()
}

async fn described(app: &App, issuer: &Issuer, id: &str) -> Result<Described, NotADocument> {
    let fetched = app.shelf.get(app, id).await?;
    let described = judged(app, issuer, (id, &fetched.value));
    if described.is_err() {
        app.shelf.refuse(app, id).await;
    }
    described
}

fn judged(app: &App, issuer: &Issuer, (id, text): (&str, &Value)) -> Result<Described, NotADocument> {
    let described = Described::read(id, text)?;
    roster::check(app, issuer, &described.name, &described.settings)?;
    Ok(described)
}

/// Writes down what has changed, which is hardly ever anything.
async fn keep(
    app: &App,
    issuer: &Issuer,
    (id, known): (&str, Option<Arc<Client>>),
    described: Described,
) -> Result<Option<Arc<Client>>, Error> {
    let is_same = |known: &Client| known.name == described.name && known.settings == described.settings;
    if let Some(known) = known.filter(|known| is_same(known)) {
        return Ok(Some(known));
    }
    let event = By::Operator.event(app, issuer, Kind::ClientAdded).await?;
    let at = (issuer.tenant, issuer.workspace());
    let row = client::Client {
        tenant_id: at.0,
        workspace_id: at.1,
        id: id.to_owned(),
        name: described.name,
        secret_hash: None,
        settings: serde_json::to_string(&described.settings).map_err(Error::Answer)?,
        enabled: true,
        created_at: app.now(),
    };
    let (settings, now) = (described.settings, app.now());
    let written = app.store().write("keep described application", move |tx: &mut Tx<'_>| {
        let is_kept = match client::find(tx, at, &row.id)? {
            Some(old) => renew(tx, (&old, &row), &settings, &event)?,
            None => make_room(tx, &row, now)? && add(tx, &row, &event)?,
        };
        if is_kept {
            installation::bump(tx)?;
        }
        Ok::<_, Unsaved>(is_kept)
    });
    if !saving::settle(app, written.await).await? {
        tracing::warn!(client = id, "no more applications are taken that nobody has registered");
    }
    Ok(app.snapshot().client(at.0, at.1, id).filter(|client| client.enabled))
}

/// A document that says something else today.
fn renew(
    tx: &mut Tx<'_>,
    (old, new): (&client::Client, &client::Client),
    settings: &ClientSettings,
    event: &AuditEvent,
) -> Result<bool, Unsaved> {
    let before: ClientSettings = serde_json::from_str(&old.settings).map_err(Error::Answer)?;
    let mut said: Vec<_> = Change::of("name", old.name.as_str(), new.name.as_str()).into_iter().collect();
    said.extend(saving::changes(&before, settings)?);
    let settings = saving::patched(&new.settings, &[Change::whole(&[CHANGED_AT], new.created_at)]);
    client::update(tx, &client::Client { settings, enabled: old.enabled, ..new.clone() })?;
    let event = AuditEvent { kind: Kind::ClientChanged.as_str().into(), ..event.clone() };
    audit_event::insert(tx, &roster::told(&event, &new.id, Some(format!("{}; by its document", saving::told(&said)))))?;
    Ok(true)
}

fn add(tx: &mut Tx<'_>, row: &client::Client, event: &AuditEvent) -> Result<bool, Unsaved> {
    let is_new = client::insert(tx, row)?;
    audit_event::insert(tx, &roster::told(event, &row.id, Some("by its document".to_owned())))?;
    Ok(is_new)
}

/// Whether there is room for one more: the oldest of those that nobody uses go.
fn make_room(tx: &mut Tx<'_>, new: &client::Client, now: i64) -> Result<bool, Unsaved> {
    let at = (new.tenant_id, new.workspace_id);
    let mut there = client::with_addresses(tx, at)?;
    if there.len() < MOST {
        return Ok(true);
    }
    there.sort_by_key(|(_, created_at)| *created_at);
    for (id, _) in there.iter().take(MOST_TO_GO) {
        if grant::connected(tx, (at.1, id), now, 1)?.number == 0 {
            return Ok(client::delete(tx, at, id)?);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    // The draft, section 3: what the address of a document is.
    #[test]
    fn an_address_is_written_the_one_way() {
        let long = format!("https://app.example/{}", "a".repeat(LONGEST));
        for (id, is_one) in [
            ("https://app.example/client.json", true),
            ("https://app.example:8443/a/b", true),
            ("https://app.example", false),
            ("https://app.example/", false),
            ("https://app.example/a?b=c", false),
            ("https://app.example/a?", false),
            ("https://app.example/a#b", false),
            ("https://app.example/a#", false),
            ("https://user@app.example/a", false),
            ("https://:word@app.example/a", false),
            ("https://app.example/a/../b", false),
            ("https://app.example/./a", false),
            ("https://APP.example/a", false),
            ("https://app.example:443/a", false),
            ("https://app.example/\u{e4}", false),
            ("http://app.example/a", false),
            (&long, false),
        ] {
            assert_eq!(is_good(id, false), is_one, "{id}");
        }
        assert!(is_good("http://localhost:3000/client.json", true));
        assert!(is_address("https://x") && is_address("http://x") && !is_address("app-1") && !is_address("ftp://x"));
    }
}
