//! An offer to link the account of a provider with one here, and the link that comes of it. An offer is worth nothing by itself: it opens in
//! the browser that brought the provider's word, for ten minutes, and becomes a link in the transaction of another proof.

use super::{Sealed, flight, provider, token::Vouched};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use crate::factors;
use crate::identifier::fold;
use crate::keys::Seal;
use crate::messages;
use crate::news::News;
use crate::visit::Visit;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::audit_event::{self, AuditEvent};
use store::id::{PoolId, UserId};
use store::identifier::{self, IdentifierKind};
use store::linked_account::{self, LinkedAccount};
use store::outbox::Outgoing;
use store::user::{self, UserStatus};

const PURPOSE: Seal = Seal::Carried("link offer");
const LIFE_MS: i64 = 10 * 60 * 1000;
const LONGEST: usize = 3_900;

/// A provider's word about somebody, kept until they have proved who they are here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkOffer {
    issuer: String,
    subject: String,
    /// The verified address that the offer rests on.
    pub email: String,
    /// The member it is for; none for somebody who has no account yet.
    pub user: Option<UserId>,
    issued_at: i64,
    /// Whoever sits at the browser has said yes to it. A provider's word alone is never enough.
    #[serde(default)]
    agreed: bool,
}

impl LinkOffer {
    pub(super) fn draw(
        app: &App,
        visit: &Visit,
        issuer: &str,
        (vouched, user): (&Vouched, Option<UserId>),
    ) -> Result<Sealed, Error> {
        let offer = Self {
            issuer: issuer.to_owned(),
            subject: vouched.subject.clone(),
            email: vouched.email.clone().unwrap_or_default(),
            user,
            issued_at: app.now(),
            agreed: false,
        };
        offer.seal(app, visit)
    }

    fn seal(&self, app: &App, visit: &Visit) -> Result<Sealed, Error> {
        let plain = serde_json::to_vec(self).map_err(Error::Answer)?;
        let context = flight::context(visit).unwrap_or_default();
        let sealed = app.seal(PURPOSE, &context, &plain).map_err(|_| Error::NoKeys)?;
        Ok(Sealed(URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// None for what is too old, or was not offered to this browser at this door.
    pub fn open(app: &App, visit: &Visit, sealed: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(Some(sealed).filter(|text| text.len() <= LONGEST)?).ok()?;
        let plain = app.snapshot().ring.open_sealed(PURPOSE, &flight::context(visit)?, &bytes)?;
        let offer: Self = serde_json::from_slice(&plain).ok()?;
        (app.now() < offer.issued_at + LIFE_MS).then_some(offer)
    }
}

/// The question that a page asks about the offer which this browser holds: with which provider's account, as its label says. None where there
/// is no offer, or it was answered.
pub fn question(app: &App, visit: &Visit) -> Option<String> {
    let offer = LinkOffer::open(app, visit, visit.offer.as_deref()?).filter(|offer| !offer.agreed)?;
    let provider = provider::ready(&visit.door).find(|provider| provider.issuer == offer.issuer)?;
    Some(provider.label.clone())
}

/// The visitor says yes: the next proof in this browser makes the link. None where there is nothing to say yes to.
pub fn agree(app: &App, visit: &Visit) -> Result<Option<Sealed>, Error> {
    match visit.offer.as_deref().and_then(|sealed| LinkOffer::open(app, visit, sealed)) {
        Some(offer) => LinkOffer { agreed: true, ..offer }.seal(app, visit).map(Some),
        None => Ok(None),
    }
}

/// The link that this browser's visitor has said yes to, ready for a member who has just proved who they are.
pub(crate) async fn agreed(app: &App, visit: &Visit, user: UserId) -> Result<Option<Link>, Error> {
    let offer = visit.offer.as_deref().and_then(|sealed| LinkOffer::open(app, visit, sealed));
    match offer.filter(|offer| offer.agreed) {
        Some(offer) => prepare(app, visit, offer, user).await,
        None => Ok(None),
    }
}

/// A link about to be written.
#[derive(Debug, Clone)]
pub struct Link {
    row: LinkedAccount,
    rests_on: Ground,
    event: AuditEvent,
    told: Vec<Outgoing>,
}

/// What must still be so when it is written.
#[derive(Debug, Clone)]
enum Ground {
    /// The member still has the proved address, in its folded form.
    Address(String),
    /// The account was made after the provider's word. Where it was made with an address, it is that one: the next visitor at a shared
    /// browser has another.
    MadeSince(i64, String),
}

/// Makes the link ready for a member who has just proved who they are. None where the offer is another's.
pub async fn prepare(app: &App, visit: &Visit, offer: LinkOffer, user: UserId) -> Result<Option<Link>, Error> {
    if offer.user.is_some_and(|member| member != user) {
        return Ok(None);
    }
    let rests_on = match offer.user {
        Some(_) => Ground::Address(fold(&offer.email)),
        None => Ground::MadeSince(offer.issued_at, fold(&offer.email)),
    };
    let (pool_id, linked_at) = (visit.door.pool.id, app.now());
    let LinkOffer { issuer, subject, email, .. } = offer;
    let row = LinkedAccount { pool_id, issuer, subject, user_id: user, email: Some(email), linked_at };
    let told = factors::told(app, visit, user, News::AccountLinked).await?;
    Ok(Some(Link { row, rests_on, event: event(app, visit, user).await?, told }))
}

pub(super) async fn event(app: &App, visit: &Visit, user: UserId) -> Result<AuditEvent, Error> {
    audit::done(app, &Scene::from(visit), Kind::AccountLinked, About::member(user)).await
}

/// Writes the link, in the transaction of the proof. `false`, and nothing written, where the member is no longer as the offer was made for,
/// or the account opens an account already.
pub fn link(tx: &mut Tx<'_>, link: &Link) -> Result<bool, store::Error> {
    let LinkedAccount { pool_id, user_id, .. } = link.row;
    let Some(member) = user::find(tx, pool_id, user_id)? else { return Ok(false) };
    let holds = match &link.rests_on {
        Ground::Address(folded) => has_address(tx, pool_id, (user_id, folded))?,
        Ground::MadeSince(moment, folded) => {
            member.created_at >= *moment && has_no_other_address(tx, pool_id, (user_id, folded))?
        }
    };
    if member.status != UserStatus::Active || !holds || !linked_account::insert(tx, &link.row)? {
        return Ok(false);
    }
    messages::insert_all(tx, &link.told)?;
    audit_event::insert(tx, &link.event)?;
    Ok(true)
}

fn has_no_other_address(tx: &mut Tx<'_>, pool: PoolId, (user, folded): (UserId, &str)) -> Result<bool, store::Error> {
    let names = identifier::of_user(tx, pool, user)?;
    let has_none = names.iter().all(|name| name.kind == IdentifierKind::Username);
    Ok(has_none || has_address(tx, pool, (user, folded))?)
}

fn has_address(tx: &mut Tx<'_>, pool: PoolId, (user, folded): (UserId, &str)) -> Result<bool, store::Error> {
    let found = identifier::find(tx, pool, folded)?;
    Ok(found.is_some_and(|found| found.user_id == user && found.verified_at.is_some()))
}
