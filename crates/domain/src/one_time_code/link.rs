//! Links from a mail. Looking at one changes nothing, because scanners and previews look too; taking it is a POST, and signs in only in
//! the browser that asked. Opened elsewhere, it becomes a code that is shown there and typed in the first browser.

use super::address::{self, Person};
use super::{Found, Proved, Purpose, binding_hash, code_hash, digits, link_hash, sent_to};
use crate::app::App;
use crate::error::Error;
use crate::method::Method;
use crate::visit::Visit;
use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::id::PoolId;
use store::identifier::IdentifierKind;
use store::one_time_code::{self, OneTimeCode};
use store::user;

/// A code that is read from one screen and typed into another has all the digits there are: no message needs to hold it.
const CONFIRMATION_DIGITS: u32 = digits::MOST;

/// 32 bytes as base64url. What stands in an address can be of any length.
const TOKEN_LENGTH: usize = 43;

/// What a page about a link has to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkState {
    /// `here`: this is the browser that asked.
    Good {
        here: bool,
    },
    Gone,
}

/// What came of a link that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Taken {
    Here {
        proved: Proved,
        /// Which of the bindings it was asked for under.
        binding: usize,
        /// The member's, from before the link was used up: what has changed since voids the proof.
        epoch: i64,
    },
    /// It is still good, but another browser asked for it: see [`confirm_code`].
    Elsewhere,
    Gone,
}

/// Looks at a link without changing anything (scenario recovery/magic-link-prefetch).
pub(crate) async fn look(
    app: &App,
    visit: &Visit,
    purpose: Purpose,
    token: &str,
    bindings: &[Vec<u8>],
) -> Result<LinkState, Error> {
    let link = find(app, visit, purpose, token).await?;
    Ok(link.map_or(LinkState::Gone, |link| LinkState::Good { here: link.is_of(app, bindings).is_some() }))
}

/// Uses a link up, in the browser that asked for it.
pub(crate) async fn take(
    app: &App,
    visit: &Visit,
    purpose: Purpose,
    token: &str,
    bindings: &[Vec<u8>],
) -> Result<Taken, Error> {
    let Some(link) = find(app, visit, purpose, token).await? else { return Ok(Taken::Gone) };
    let Some(binding) = link.is_of(app, bindings) else { return Ok(Taken::Elsewhere) };
    let (pool, user, now) = (link.row.pool_id, link.row.user_id, app.now());
    let (hash, address) = (link.hash, link.address.clone());
    let is_taken = app
        .store()
        .write("take link", move |tx| {
            // As with a code: an address that was taken from the member meanwhile proves nothing.
            let is_theirs = address::is_of(tx, pool, (purpose, user), &address)?;
            Ok::<_, Error>(one_time_code::take_link(tx, pool, &hash, now)? && is_theirs)
        })
        .await?;
    if !is_taken {
        return Ok(Taken::Gone);
    }
    let Link { row, address, epoch, .. } = link;
    let kind = IdentifierKind::Email;
    let proved = Proved { code: row.id, method: Method::MagicLink, user: row.user_id, address, kind };
    Ok(Taken::Here { proved, binding, epoch })
}

/// Swaps a link for a code to be shown, which [`super::prove`] then takes with the method `MagicLink` in the browser that asked, and
/// nowhere else. Without one the link is gone.
pub(crate) async fn confirm_code(
    app: &App,
    visit: &Visit,
    purpose: Purpose,
    token: &str,
) -> Result<Option<String>, Error> {
    let Some(link) = find(app, visit, purpose, token).await? else { return Ok(None) };
    let code = digits::draw(app.random(), CONFIRMATION_DIGITS)?;
    let (pool, now, hash) = (link.row.pool_id, app.now(), link.hash);
    let code_hash = code_hash(&app.snapshot().ring, (pool, link.row.id), &code);
    let swap = app.store().write("swap link for a code", move |tx| {
        Ok::<_, Error>(one_time_code::swap_link(tx, pool, &hash, &code_hash, now)?)
    });
    Ok(swap.await?.then_some(code))
}

/// A link that is good.
struct Link {
    row: OneTimeCode,
    hash: [u8; 32],
    address: String,
    epoch: i64,
}

impl Link {
    /// Under which of these it was asked for, if any.
    fn is_of(&self, app: &App, bindings: &[Vec<u8>]) -> Option<usize> {
        let ring = &app.snapshot().ring;
        bindings.iter().position(|binding| {
            let binding = binding_hash(ring, self.row.pool_id, binding);
            constant_time::verify_slices_are_equal(&self.row.binding, &binding).is_ok()
        })
    }
}

async fn find(app: &App, visit: &Visit, purpose: Purpose, token: &str) -> Result<Option<Link>, Error> {
    let (pool, workspace, now) = (visit.door.pool.id, visit.door.workspace.id, app.now());
    let Some(hash) = read(app, pool, token) else { return Ok(None) };
    let snapshot = app.snapshot();
    app.store()
        .read("find link", move |tx| {
            let Some(row) = one_time_code::find_link(tx, pool, &hash)? else { return Ok(None) };
            let is_good = row.used_at.is_none()
                && row.expires_at > now
                && row.workspace_id == workspace
                && row.purpose == purpose;
            if !is_good {
                return Ok(None);
            }
            let person = Person::of_link(purpose, row.user_id);
            let destinations = address::destinations(tx, &snapshot.ring, pool, &person)?;
            let Some(member) = user::find(tx, pool, row.user_id)? else { return Ok(None) };
            let found = sent_to(row, &destinations);
            let link = |(row, address): Found| Some(Link { row, hash, address: address?, epoch: member.epoch });
            Ok::<_, Error>(found.and_then(link))
        })
        .await
}

fn read(app: &App, pool: PoolId, token: &str) -> Option<[u8; 32]> {
    if token.len() != TOKEN_LENGTH {
        return None;
    }
    let token: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    Some(link_hash(&app.snapshot().ring, pool, &token))
}
