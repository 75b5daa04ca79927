//! From an arrival to the rows that it would be, as far as the pool takes what it brings. Nothing is written here, and nothing looked up: whether somebody
//! stands in the way is found by writing.

use super::checking::{Checked, CheckedPasskey};
use super::reading::Arrival;
use super::settling::Wish;
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::enrolment::{Ground, NewPasskey};
use crate::error::Error;
use crate::factors::is_offered;
use crate::method::Method;
use crate::passkeys::free_name;
use crate::password::Recipe;
use crate::random;
use crate::snapshot::{FrontDoor, Snapshot};
use crate::totp::{self, Given};
use store::audit_event::AuditEvent;
use store::id::{PoolId, RoleId, UserId};
use store::identifier::Identifier;
use store::import::Origin;
use store::passkey::Passkey;
use store::password::Password;
use store::role::Role;
use store::user::{User, UserStatus};

/// A member about to be written.
pub(super) struct Draft {
    pub origin: Origin,
    pub user: User,
    /// The handle is another system's, so somebody may have it.
    pub is_handle_theirs: bool,
    pub identifiers: Vec<Identifier>,
    pub password: Option<(Password, Option<Recipe>)>,
    pub totp: Option<Given>,
    pub passkeys: Vec<NewKey>,
    pub roles: Vec<RoleId>,
    pub event: AuditEvent,
    pub left: Vec<String>,
    /// The file has a way in for them, and the pool uses none of these.
    pub is_shut_out: bool,
}

pub(super) struct NewKey {
    pub passkey: NewPasskey,
    pub any_handle: bool,
    pub event: AuditEvent,
}

/// Who is told, where they came from.
fn origin(snapshot: &Snapshot, pool: PoolId, (source, id): (&str, &str)) -> Origin {
    snapshot.ring.keyed("import", &[pool.as_bytes(), source.as_bytes(), id.as_bytes()])
}

impl Draft {
    /// Why not, where something about it is wrong whoever else is there.
    pub(super) fn of(
        app: &App,
        door: &FrontDoor,
        (wish, roles): (&Wish, &[Role]),
        arrival: &Arrival,
    ) -> Result<Result<Self, String>, Error> {
        let checked = match Checked::of(&arrival.member) {
            Ok(checked) => checked,
            Err(why) => return Ok(Err(why)),
        };
        let ((ms, drawn), now, pool) = (app.id_parts()?, app.now(), door.pool.id);
        let id = UserId::from_parts(ms, drawn);
        let user = User {
            pool_id: pool,
            id,
            tenant_id: door.tenant.id,
            handle: match &checked.handle {
                Some(handle) => handle.clone(),
                None => random::bytes::<32>(app.random())?.to_vec(),
            },
            display_name: checked.display_name.clone(),
            status: if checked.disabled { UserStatus::Disabled } else { UserStatus::Active },
            epoch: 0,
            created_at: checked.created_at.map_or(now, |at| at.min(now)),
        };
        let mut left = arrival.left.clone();
        let roles = taken_roles(&checked.roles, roles, &mut left);
        let identifiers = checked.names.iter().map(|name| Identifier {
            pool_id: pool,
            folded: name.folded.clone(),
            kind: name.kind,
            value: name.value.clone(),
            user_id: id,
            verified_at: name.verified.then_some(now),
            created_at: now,
        });
        let scene = Scene::of_pool(door.tenant.id, pool);
        let about = About { subject: Some(id), ..About::default() };
        let mut event = audit::drawn(app, &scene, Kind::UserAdded, about)?;
        event.detail = Some(format!("import: {}", wish.source).into());
        let password = password(door, (id, now), &checked, &mut left);
        let is_shut_out = is_shut_out(door, &checked, password.is_some());
        Ok(Ok(Self {
            origin: origin(&app.snapshot(), pool, (&wish.source, &checked.id)),
            is_handle_theirs: checked.handle.is_some(),
            identifiers: identifiers.collect(),
            password,
            totp: totp_of(app, door, id, &checked, &mut left)?,
            passkeys: passkeys(app, door, (id, wish), checked.passkeys, &mut left)?,
            roles,
            user,
            event,
            left,
            is_shut_out,
        }))
    }
}

/// Whether all that somebody could sign in with is of methods that are switched off. A passkey of another RP ID would serve nowhere, whatever the pool uses.
fn is_shut_out(door: &FrontDoor, checked: &Checked, has_password: bool) -> bool {
    let uses_passkeys = door.policy.takes_passkeys();
    let of_here = checked.passkeys.iter().any(|key| key.rp_id.as_deref() == Some(door.rp_id.as_str()));
    let is_left = checked.password.is_some() || (of_here && !uses_passkeys);
    is_left && !has_password && !(of_here && uses_passkeys)
}

/// Of the roles of that name here, those whose holders manage nobody.
fn taken_roles(names: &[String], all: &[Role], left: &mut Vec<String>) -> Vec<RoleId> {
    let mut taken = Vec::new();
    for name in names {
        match all.iter().find(|role| role.name == *name) {
            Some(role) if !role.elevated && !taken.contains(&role.id) => taken.push(role.id),
            Some(role) if role.elevated => left.push(format!("the role {name:?}, which manages others")),
            Some(_) => {}
            None => left.push(format!("the role {name:?}, which is not here")),
        }
    }
    taken
}

fn password(
    door: &FrontDoor,
    (user_id, now): (UserId, i64),
    checked: &Checked,
    left: &mut Vec<String>,
) -> Option<(Password, Option<Recipe>)> {
    let hash = checked.password.as_ref()?;
    if !is_offered(door, Method::Password) {
        left.push("passwords, which the pool does not use".to_owned());
        return None;
    }
    let row = Password { pool_id: door.pool.id, user_id, hash: hash.text.clone(), changed_at: now };
    Some((row, hash.recipe))
}

fn totp_of(
    app: &App,
    door: &FrontDoor,
    user: UserId,
    checked: &Checked,
    left: &mut Vec<String>,
) -> Result<Option<Given>, Error> {
    let Some(secret) = &checked.secret else { return Ok(None) };
    if !is_offered(door, Method::Totp) {
        left.push("TOTP secrets, which the pool does not use".to_owned());
        return Ok(None);
    }
    Ok(Some(totp::given(app, (door.pool.id, user), secret)?))
}

fn passkeys(
    app: &App,
    door: &FrontDoor,
    (user, wish): (UserId, &Wish),
    checked: Vec<CheckedPasskey>,
    left: &mut Vec<String>,
) -> Result<Vec<NewKey>, Error> {
    let (ground, scene) = (Ground::from(door), Scene::of_pool(door.tenant.id, door.pool.id));
    let (mut made, mut has): (Vec<NewKey>, Vec<Passkey>) = (Vec::new(), Vec::new());
    for key in checked {
        if let Some(why) = stays(door, key.rp_id.as_deref()) {
            left.push(why);
            continue;
        }
        let usual = app.providers().default_name(key.record.aaguid);
        let name = free_name(key.name.as_deref().unwrap_or(&usual), &has);
        let mut passkey = ground.imported(app, user, key.record, name)?;
        passkey.row.created_at = key.created_at.map_or(passkey.row.created_at, |at| at.min(passkey.row.created_at));
        let about = About { subject: Some(user), ..About::default() };
        let about = about.passkey(passkey.row.id, passkey.row.name.clone());
        let mut event = audit::drawn(app, &scene, Kind::PasskeyAdded, about)?;
        event.detail = Some(format!("import: {}", wish.source).into());
        has.push(passkey.row.clone());
        made.push(NewKey { passkey, any_handle: key.any_handle, event });
    }
    Ok(made)
}

/// Why a passkey is of no use here.
fn stays(door: &FrontDoor, rp_id: Option<&str>) -> Option<String> {
    match rp_id {
        _ if !door.policy.takes_passkeys() => Some("passkeys, which the pool does not use".to_owned()),
        _ if door.pool.settings.attestation.is_required() => {
            Some("passkeys, which have to prove here what they are".to_owned())
        }
        None => Some("passkeys of an RP ID that the file does not say (--rp-id)".to_owned()),
        Some(rp_id) if rp_id != door.rp_id => Some(format!("passkeys of the RP ID {rp_id:?}, which is not the pool's")),
        Some(_) => None,
    }
}
