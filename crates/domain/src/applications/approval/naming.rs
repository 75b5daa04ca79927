//! Who is meant by the names that an application knows: whose answer is wanted, and who has asked. A name has one spelling from here on, or somebody
//! could be two persons; and nothing here may depend on whether anybody has it in a way that the application could notice.

use super::asking::bad;
use crate::app::App;
use crate::applications::client::{Client, SubjectType};
use crate::applications::parameters::Parameters;
use crate::applications::refusal::Failed;
use crate::applications::subject;
use crate::decoy::Nobody;
use crate::identifier::fold;
use crate::one_time_code::mailboxes;
use crate::snapshot::FrontDoor;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::Arc;
use store::Tx;
use store::id::UserId;
use store::identifier::{self, IdentifierKind};
use store::user;

const LONGEST_HINT: usize = 254;
/// What the hash of a name is for.
const PURPOSE: &str = "approval name";

/// Whose answer is wanted.
pub(super) struct Approver {
    pub sub: String,
    /// The member, or a pseudo member for a name that nobody has; none where only they themselves can tell.
    pub user: Option<UserId>,
    pub is_member: bool,
    pub mailboxes: Vec<String>,
    /// The name by which they were asked for, hashed. What waits is counted by it, so that two names of one member are as two members are.
    pub asked_of: [u8; 32],
}

/// A `sub` as we write it, if it can be one of this client's.
pub(super) fn canonical(client: &Client, sub: &str) -> Option<String> {
    match client.settings.subject_type {
        SubjectType::Public => sub.parse::<UserId>().ok().map(|user| user.to_string()),
        SubjectType::Pairwise => {
            let hash: [u8; 32] = URL_SAFE_NO_PAD.decode(sub).ok()?.try_into().ok()?;
            Some(URL_SAFE_NO_PAD.encode(hash))
        }
    }
}

/// By what a request names somebody.
enum Name {
    Sub(String),
    Hint(String),
}

impl Name {
    fn read(client: &Client, parameters: &Parameters) -> Result<Self, Failed> {
        match (parameters.get("sub"), parameters.get("login_hint")) {
            (Some(sub), None) => {
                canonical(client, sub).map(Self::Sub).ok_or_else(|| bad("sub is none of this client's"))
            }
            (None, Some(hint)) if hint.len() <= LONGEST_HINT => Ok(Self::Hint(fold(hint))),
            _ => Err(bad("either sub or login_hint says who is to approve")),
        }
    }

    fn hashed(&self, app: &App, (door, client): (&FrontDoor, &Client)) -> [u8; 32] {
        let (kind, name) = match self {
            Self::Sub(sub) => ("sub", sub),
            Self::Hint(folded) => ("login_hint", folded),
        };
        let parts = [door.workspace.id.as_bytes(), client.id.as_bytes(), kind.as_bytes(), name.as_bytes()];
        app.snapshot().ring.keyed(PURPOSE, &parts)
    }
}

pub(super) async fn approver(
    app: &App,
    door: &Arc<FrontDoor>,
    client: &Client,
    parameters: &Parameters,
) -> Result<Approver, Failed> {
    let pool = door.pool.id;
    let name = Name::read(client, parameters)?;
    let asked_of = name.hashed(app, (door, client));
    let (sub, named) = match name {
        Name::Sub(sub) => (Some(sub), None),
        Name::Hint(folded) => (None, Some(folded)),
    };
    // What a pairwise name stands for only its holder can tell.
    let is_public = client.settings.subject_type == SubjectType::Public;
    let known = sub.as_deref().filter(|_| is_public).and_then(|sub| sub.parse().ok());
    let pseudo = named.as_ref().map(|folded| {
        let snapshot = app.snapshot();
        Nobody::of(&snapshot.ring, pool, folded).user(&snapshot.ring, pool)
    });
    let look = move |tx: &mut Tx<'_>| {
        let found = match &named {
            Some(folded) => identifier::find(tx, pool, folded)?,
            None => None,
        };
        // An address that nobody has proved may be anybody's.
        let found = found.filter(|row| row.kind == IdentifierKind::Username || row.verified_at.is_some());
        let user = found.map(|row| row.user_id).or(known);
        let is_member = user.map(|user| user::find(tx, pool, user)).transpose()?.flatten().is_some();
        let mailboxes = user.map(|user| mailboxes(tx, pool, user)).transpose()?.unwrap_or_default();
        Ok::<_, crate::error::Error>((user, is_member, mailboxes))
    };
    let (user, is_member, mailboxes) = app.store().read("find who is to approve", look).await?;
    let user = user.or(pseudo);
    let of = |user| subject::of(&app.snapshot().ring, client, user);
    let sub = sub.or_else(|| user.map(of)).unwrap_or_default();
    Ok(Approver { sub, user, is_member, mailboxes, asked_of })
}
