//! Members as they can be brought to another system: in the JSON that is taken here, with everything that opens doors. Whoever gets it can guess at every
//! password at leisure, so it is given to the operator alone.

use super::member::{Address, Bytes, Member, Passkey, Secret};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::base32;
use crate::error::Error;
use crate::passkeys::time;
use crate::snapshot::FrontDoor;
use crate::totp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::id::{PoolId, RoleId, UserId};
use store::identifier::{self, IdentifierKind};
use store::user::{self, User, UserStatus};
use store::{Tx, audit_event, passkey, password, role};
use uuid::Uuid;

/// Members of one answer.
const AT_ONCE: u32 = 200;

/// Some members, in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    pub members: Vec<Member>,
    /// Behind whom to go on; nothing where these are the last.
    pub next: Option<UserId>,
}

impl Page {
    /// For whoever asks what is known of them.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        for member in &mut self.members {
            (member.password_hash, member.totp_secret) = (None, None);
        }
        self
    }
}

/// Records that members are written into a file: of a pool, or one of them, with what opens doors or without.
pub async fn note_leaving(app: &App, door: &FrontDoor, only: Option<UserId>, with_secrets: bool) -> Result<(), Error> {
    let about = About { subject: only, ..About::default() };
    let mut event = audit::drawn(app, &Scene::of_pool(door.tenant.id, door.pool.id), Kind::MembersExported, about)?;
    let what = if with_secrets { "with hashes and secrets" } else { "without hashes and secrets" };
    event.detail = Some(what.into());
    app.store().write("note export", move |tx| Ok::<_, Error>(audit_event::insert(tx, &event)?)).await
}

/// Those behind `after`, or the one alone who is named.
pub async fn leaving(app: &App, door: &FrontDoor, after: UserId, only: Option<UserId>) -> Result<Page, Error> {
    let pool = door.pool.id;
    let read = move |tx: &mut Tx<'_>| {
        let names: BTreeMap<RoleId, String> =
            role::of_pool(tx, pool)?.into_iter().map(|role| (role.id, role.name)).collect();
        let users = match only {
            Some(id) => user::find(tx, pool, id)?.into_iter().collect(),
            None => user::page(tx, pool, after, AT_ONCE)?,
        };
        let found: Result<Vec<_>, _> = users.into_iter().map(|user| Row::read(tx, &names, user)).collect();
        Ok::<_, Error>(found?)
    };
    let rows = app.store().read("export members", read).await?;
    let is_full = only.is_none() && rows.len() == usize::try_from(AT_ONCE).unwrap_or_default();
    let next = rows.last().map(|row| row.user.id).filter(|_| is_full);
    let members = rows.into_iter().map(|row| row.member(app, pool)).collect::<Result<_, _>>()?;
    Ok(Page { members, next })
}

struct Row {
    user: User,
    identifiers: Vec<identifier::Identifier>,
    hash: Option<String>,
    sealed: Option<Vec<u8>>,
    passkeys: Vec<(passkey::Passkey, bool)>,
    roles: Vec<String>,
}

impl Row {
    fn read(tx: &mut Tx<'_>, names: &BTreeMap<RoleId, String>, user: User) -> Result<Self, store::Error> {
        let (pool, id) = (user.pool_id, user.id);
        let mut passkeys = Vec::new();
        for row in passkey::of_user(tx, pool, id)? {
            let any_handle = passkey::takes_any_handle(tx, pool, row.id)?;
            passkeys.push((row, any_handle));
        }
        let roles = role::ids_of_user(tx, pool, id)?;
        Ok(Self {
            identifiers: identifier::of_user(tx, pool, id)?,
            hash: password::find(tx, pool, id)?.map(|row| row.hash),
            sealed: store::totp::find(tx, pool, id)?.and_then(|row| row.confirmed).map(|app| app.sealed),
            passkeys,
            roles: roles.iter().filter_map(|role| names.get(role).cloned()).collect(),
            user,
        })
    }

    fn member(self, app: &App, pool: PoolId) -> Result<Member, Error> {
        let of_kind = |kind: IdentifierKind| self.identifiers.iter().filter(move |row| row.kind == kind);
        let addresses = |kind| {
            let found = of_kind(kind);
            found.map(|row| Address { address: row.value.clone(), verified: row.verified_at.is_some() }).collect()
        };
        let secret = match &self.sealed {
            Some(sealed) => Some(totp::opened(app, (pool, self.user.id), sealed)?),
            None => None,
        };
        let secret = secret.map(|secret| Secret(base32::letters(base32::RFC_4648, &secret)));
        Ok(Member {
            id: self.user.id.to_string(),
            usernames: of_kind(IdentifierKind::Username).map(|row| row.value.clone()).collect(),
            emails: addresses(IdentifierKind::Email),
            phones: addresses(IdentifierKind::Phone),
            display_name: Some(self.user.display_name),
            disabled: self.user.status == UserStatus::Disabled,
            user_handle: Some(Bytes(self.user.handle)),
            password_hash: self.hash.map(Secret),
            totp_secret: secret,
            passkeys: self.passkeys.into_iter().filter(|(row, _)| row.quarantined_at.is_none()).map(of).collect(),
            roles: self.roles,
            created_at: Some(time(self.user.created_at)),
        })
    }
}

fn of((row, any_handle): (passkey::Passkey, bool)) -> Passkey {
    Passkey {
        rp_id: Some(row.rp_id),
        id: Bytes(row.credential_id),
        public_key: Bytes(row.public_key),
        sign_count: row.sign_count,
        backup_eligible: row.backup_eligible,
        backup_state: row.backup_state,
        transports: row.transports.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        attachment: row.attachment,
        aaguid: Some(Uuid::from_bytes(row.aaguid).to_string()),
        name: Some(row.name),
        created_at: Some(time(row.created_at)),
        any_handle,
    }
}
