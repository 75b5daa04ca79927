//! Applications that nobody has registered: their `client_id` is the address of a document that says who they are
//! (draft-ietf-oauth-client-id-metadata-document). Only where a workspace takes them. Nothing that such a document says is believed beyond where
//! members may be sent and which keys are the application's: whoever published it may call it what they like, so members are always asked.

mod document;

use super::by::By;
use super::client::{CHANGED_AT, Client, ClientSettings, DESCRIBED_AT, described_at};
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
use store::{Tx, client, installation};

pub(crate) use document::NotADocument;

const LONGEST: usize = 512;
/// Of a workspace: more are no applications that its members use. Those that somebody switched off do not count: they stay, or they would come
/// back as new ones.
const MOST: u64 = 500;

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
        Ok((described, at)) => keep(app, issuer, (id, known), (described, at)).await,
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

/// What stands in its document, and when that was read.
async fn described(app: &App, issuer: &Issuer, id: &str) -> Result<(Described, i64), NotADocument> {
    let fetched = app.shelves.documents.get(app, id).await?;
    let described = judged(app, issuer, (id, &fetched.value));
    if described.is_err() {
        app.shelves.documents.refuse(app, id).await;
    }
    Ok((described?, fetched.at))
}

fn judged(app: &App, issuer: &Issuer, (id, text): (&str, &Value)) -> Result<Described, NotADocument> {
    let described = Described::read(id, text)?;
    roster::check(app, issuer, &described.name, &described.settings)?;
    Ok(described)
}

/// What became of a document that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Written,
    /// The row says the same, or what was read later.
    AsItWas,
    NoRoom,
}

/// Writes down what has changed, which is hardly ever anything. Of several nodes the one counts that has read the document last: else they would
/// write over each other what each of them has on its shelf, and one of these may name addresses that its publisher has withdrawn.
async fn keep(
    app: &App,
    issuer: &Issuer,
    (id, known): (&str, Option<Arc<Client>>),
    (described, read_at): (Described, i64),
) -> Result<Option<Arc<Client>>, Error> {
    let is_same = |known: &Client| known.name == described.name && known.settings == described.settings;
    if let Some(known) = known.filter(|known| known.described_at >= read_at || is_same(known)) {
        return Ok(Some(known));
    }
    let new = New {
        row: row(app, issuer, id, (&described, read_at))?,
        settings: described.settings,
        read_at,
        added: By::Operator.event(app, issuer, Kind::ClientAdded).await?,
        removed: By::Operator.event(app, issuer, Kind::ClientRemoved).await?,
    };
    let written = app.store().write("keep described application", move |tx: &mut Tx<'_>| {
        let kept = match client::find(tx, (new.row.tenant_id, new.row.workspace_id), &new.row.id)? {
            Some(old) => renew(tx, &old, &new)?,
            None => add(tx, &new)?,
        };
        if kept == Kept::Written {
            installation::bump(tx)?;
        }
        Ok::<_, Unsaved>(kept)
    });
    if saving::settle(app, written.await).await? == Kept::NoRoom {
        tracing::warn!(client = id, "no more applications are taken that nobody has registered");
    }
    Ok(app.snapshot().client(issuer.tenant, issuer.workspace(), id).filter(|client| client.enabled))
}

/// An application as its document has it, with what the audit says.
struct New {
    row: client::Client,
    settings: ClientSettings,
    read_at: i64,
    added: AuditEvent,
    /// Of the one that makes room.
    removed: AuditEvent,
}

fn row(app: &App, issuer: &Issuer, id: &str, (described, read_at): (&Described, i64)) -> Result<client::Client, Error> {
    let settings = serde_json::to_string(&described.settings).map_err(Error::Answer)?;
    Ok(client::Client {
        tenant_id: issuer.tenant,
        workspace_id: issuer.workspace(),
        id: id.to_owned(),
        name: described.name.clone(),
        secret_hash: None,
        settings: saving::patched(&settings, &[Change::whole(&[DESCRIBED_AT], read_at)]),
        enabled: true,
        created_at: app.now(),
    })
}

/// A document that says something else today.
fn renew(tx: &mut Tx<'_>, old: &client::Client, new: &New) -> Result<Kept, Unsaved> {
    let row = &new.row;
    let before: ClientSettings = serde_json::from_str(&old.settings).map_err(Error::Answer)?;
    let mut said: Vec<_> = Change::of("name", old.name.as_str(), row.name.as_str()).into_iter().collect();
    said.extend(saving::changes(&before, &new.settings)?);
    if described_at(old) >= new.read_at || said.is_empty() {
        return Ok(Kept::AsItWas);
    }
    let settings = saving::patched(&row.settings, &[Change::whole(&[CHANGED_AT], row.created_at)]);
    client::update(tx, &client::Client { settings, enabled: old.enabled, ..row.clone() })?;
    let event = AuditEvent { kind: Kind::ClientChanged.as_str().into(), ..new.added.clone() };
    audit_event::insert(tx, &roster::told(&event, &row.id, Some(format!("{}; by its document", saving::told(&said)))))?;
    Ok(Kept::Written)
}

fn add(tx: &mut Tx<'_>, new: &New) -> Result<Kept, Unsaved> {
    if !make_room(tx, new)? {
        return Ok(Kept::NoRoom);
    }
    if !client::insert(tx, &new.row)? {
        return Ok(Kept::AsItWas);
    }
    audit_event::insert(tx, &roster::told(&new.added, &new.row.id, Some("by its document".to_owned())))?;
    Ok(Kept::Written)
}

/// Whether there is room for one more: the oldest goes of those that nobody uses and nobody has switched off.
fn make_room(tx: &mut Tx<'_>, new: &New) -> Result<bool, Unsaved> {
    let (place, now) = ((new.row.tenant_id, new.row.workspace_id), new.row.created_at);
    if client::count_described(tx, place)? < MOST {
        return Ok(true);
    }
    let Some(id) = client::oldest_unused(tx, place, now)? else { return Ok(false) };
    client::delete(tx, place, &id)?;
    audit_event::insert(tx, &roster::told(&new.removed, &id, Some(format!("made room for {}", new.row.id))))?;
    Ok(true)
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
