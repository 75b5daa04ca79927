//! Users whom a program makes, with what they sign in by. Whatever is theirs already somewhere in the pool is refused, and all of it is written
//! in one transaction or nothing. What the program says of a passkey counts for nothing until a sign-in has shown it.

use super::denied::{Denied, Word};
use super::naming::{self, Naming, NewAddress, NewIdentifier};
use super::passkeys::Pool;
use super::record::{self, Bytes, Credential, nullable};
use super::self_service::IMPORTED;
use super::undone::Undone;
use super::users::{Facts, UserWithData};
use crate::app::App;
use crate::audit::Kind;
use crate::base32;
use crate::enrolment::{Ground, NewPasskey};
use crate::error::{Error, Reason};
use crate::factors::is_offered;
use crate::method::Method;
use crate::passkeys::{Room, free_name, require_room};
use crate::password::{Typed, hash_of_newcomer};
use crate::random;
use crate::snapshot::FrontDoor;
use crate::totp::{self, Given};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::audit_event::AuditEvent;
use store::id::UserId;
use store::identifier::{self, Identifier};
use store::passkey::{self, Passkey};
use store::password::{self, Password};
use store::user::{self, User, UserStatus};
use store::{Tx, audit_event};
use zeroize::Zeroizing;

/// WebAuthn, 4.
const LONGEST_HANDLE: usize = 64;
/// Passkeys, passwords and secrets of one body.
const MOST_CREDENTIALS: usize = 100;
pub(super) const SECRET_BYTES: std::ops::RangeInclusive<usize> = 16..=64;

/// The body of create.
#[derive(Debug, Deserialize)]
pub struct NewUser {
    /// Ids are ours to give.
    #[serde(default, deserialize_with = "nullable")]
    pub id: String,
    pub status: String,
    #[serde(default, deserialize_with = "nullable")]
    pub identifiers: Vec<NewIdentifier>,
    #[serde(default, deserialize_with = "nullable")]
    pub verifiable_addresses: Vec<NewAddress>,
    #[serde(default, deserialize_with = "nullable")]
    pub credentials: Vec<NewCredential>,
    #[serde(default, deserialize_with = "nullable")]
    pub payload: Map<String, Value>,
    /// What the user's authenticators know them by, where passkeys come along that were made elsewhere. Ours to draw where it is not said.
    #[serde(default)]
    pub user_handle: Bytes,
}

/// One factor, or several passkeys.
#[derive(Debug, Deserialize)]
pub struct NewCredential {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub password: Option<Typed>,
    #[serde(default)]
    pub totp_secret: Option<Typed>,
    #[serde(default, deserialize_with = "nullable")]
    pub webauthn_credentials: Vec<Credential>,
    #[serde(default, deserialize_with = "nullable")]
    pub must_be_changed: bool,
    #[serde(default, deserialize_with = "nullable")]
    pub must_be_reset: bool,
}

/// What a word of a program says of a user. Whoever is not activated yet is let in nowhere, as whoever is suspended.
pub(super) fn status(word: &str) -> Result<UserStatus, Word> {
    match word {
        "active" => Ok(UserStatus::Active),
        "inactive" | "new" => Ok(UserStatus::Disabled),
        _ => Err(Word::StatusUnknown),
    }
}

/// Makes a user.
pub async fn create_user(app: &App, pool: &Pool, new: &NewUser) -> Result<UserWithData, Denied> {
    let draft = match Draft::of(app, pool, new).await {
        Ok(draft) => draft,
        Err(undone) => return Err(undone.told(app, pool, None).await),
    };
    let (door, id) = (Arc::clone(pool.door()), draft.id());
    let written = app.store().write("create user", move |tx| {
        draft.insert(tx, &door)?;
        let facts = Facts::read(tx, &door, id)?.ok_or(Word::UserNotFound)?;
        Ok::<_, Undone>(UserWithData::of(&facts))
    });
    match written.await {
        Ok(view) => Ok(view),
        Err(undone) => Err(undone.told(app, pool, None).await),
    }
}

/// A user about to be made: read, held against the rules and hashed, and nothing of it written.
pub(super) struct Draft {
    user: User,
    identifiers: Vec<Identifier>,
    password: Option<Password>,
    totp: Option<Given>,
    passkeys: Vec<(NewPasskey, AuditEvent)>,
    event: AuditEvent,
    /// Names that may be left out where somebody else has them.
    may_lack: BTreeSet<String>,
}

impl Draft {
    pub(super) async fn of(app: &App, pool: &Pool, new: &NewUser) -> Result<Self, Undone> {
        if !new.id.is_empty() {
            return Err(Word::IdRefused.into());
        }
        let (status, door) = (status(&new.status)?, pool.door());
        let names = naming::joined(&new.identifiers, &new.verifiable_addresses)?;
        let first = names.first().map(|name| name.value.clone()).unwrap_or_default();
        let display_name = match Naming::of(&new.payload)? {
            Naming::Set(name) => name,
            Naming::Keep | Naming::Reset => first,
        };
        let ((ms, random), now) = (app.id_parts().map_err(Error::from)?, app.now());
        let id = UserId::from_parts(ms, random);
        let handle = match &new.user_handle {
            Bytes(given) if given.is_empty() => random::bytes::<32>(app.random()).map_err(Error::from)?.to_vec(),
            Bytes(given) if given.len() <= LONGEST_HANDLE => given.clone(),
            _ => return Err(Word::HandleMalformed.into()),
        };
        let user = User {
            pool_id: door.pool.id,
            id,
            tenant_id: door.tenant.id,
            handle,
            display_name,
            status,
            epoch: 0,
            created_at: now,
        };
        let identifiers: Vec<_> = names.iter().map(|name| name.row((door.pool.id, id), now)).collect();
        let known_by = identifiers.iter().map(|row| row.value.clone()).chain([user.display_name.clone()]).collect();
        let factors = Factors::of(&new.credentials)?;
        Ok(Self {
            password: factors.password(app, pool, (id, known_by)).await?,
            totp: factors.totp(app, pool, id)?,
            passkeys: factors.passkeys(app, pool, id).await?,
            event: pool.event(app, Kind::UserAdded, id).await?,
            identifiers,
            user,
            may_lack: BTreeSet::new(),
        })
    }

    /// The same without those of these names, folded, that somebody else has.
    pub(super) fn without_others(self, may_lack: BTreeSet<String>) -> Self {
        Self { may_lack, ..self }
    }

    pub(super) fn id(&self) -> UserId {
        self.user.id
    }

    /// Writes the user, or says why not.
    pub(super) fn insert(&self, tx: &mut Tx<'_>, door: &FrontDoor) -> Result<(), Undone> {
        let (pool, id) = (self.user.pool_id, self.user.id);
        user::insert(tx, &self.user)?;
        for row in &self.identifiers {
            if !identifier::insert(tx, row)? && !self.may_lack.contains(&row.folded) {
                return Err(Word::IdentifierTaken.into());
            }
        }
        if let Some(row) = &self.password {
            password::insert(tx, row)?;
        }
        if let Some(given) = &self.totp {
            given.insert(tx, (pool, id))?;
        }
        audit_event::insert(tx, &self.event)?;
        for (passkey, event) in &self.passkeys {
            let has = passkey::of_user(tx, pool, id)?;
            require_room(tx, door, (id, &has), Some(Room::OnPage))?;
            passkey.insert(tx)?;
            audit_event::insert(tx, event)?;
        }
        let factors = self.passkeys.len() + usize::from(self.password.is_some()) + usize::from(self.totp.is_some());
        if factors > door.pool.settings.max_factors {
            return Err(Reason::FactorLimit.into());
        }
        Ok(())
    }
}

/// What a body says that the user signs in by.
#[derive(Default)]
struct Factors<'a> {
    password: Option<&'a Typed>,
    secret: Option<&'a Typed>,
    passkeys: Vec<&'a Credential>,
}

impl<'a> Factors<'a> {
    fn of(credentials: &'a [NewCredential]) -> Result<Self, Word> {
        let mut all = Self::default();
        for one in credentials {
            // Nothing here keeps anybody to it.
            if one.must_be_changed || one.must_be_reset {
                return Err(Word::CredentialStateUnknown);
            }
            match (one.kind.as_str(), &one.password, &one.totp_secret) {
                ("password", Some(typed), None) if all.password.is_none() => all.password = Some(typed),
                ("totp", None, Some(typed)) if all.secret.is_none() => all.secret = Some(typed),
                ("webauthn", None, None) if !one.webauthn_credentials.is_empty() => {
                    all.passkeys.extend(&one.webauthn_credentials);
                }
                _ => return Err(Word::CredentialsMalformed),
            }
        }
        if all.passkeys.len() > MOST_CREDENTIALS { Err(Word::CredentialsMalformed) } else { Ok(all) }
    }

    async fn password(
        &self,
        app: &App,
        pool: &Pool,
        (user_id, known_by): (UserId, Vec<String>),
    ) -> Result<Option<Password>, Undone> {
        let Some(typed) = self.password else { return Ok(None) };
        let door = pool.door();
        if !is_offered(door, Method::Password) {
            return Err(Reason::MethodNotUsedHere.into());
        }
        match hash_of_newcomer(app, &pool.visit, known_by, typed).await? {
            Ok(hash) => Ok(Some(Password { pool_id: door.pool.id, user_id, hash, changed_at: app.now() })),
            Err(reason) => Err(reason.into()),
        }
    }

    fn totp(&self, app: &App, pool: &Pool, user: UserId) -> Result<Option<Given>, Undone> {
        let Some(typed) = self.secret else { return Ok(None) };
        if !is_offered(pool.door(), Method::Totp) {
            return Err(Reason::MethodNotUsedHere.into());
        }
        let secret = Zeroizing::new(base32::bytes(typed.as_str()).ok_or(Word::SecretMalformed)?);
        if !SECRET_BYTES.contains(&secret.len()) {
            return Err(Word::SecretMalformed.into());
        }
        Ok(Some(totp::given(app, (pool.door().pool.id, user), &secret)?))
    }

    async fn passkeys(&self, app: &App, pool: &Pool, user: UserId) -> Result<Vec<(NewPasskey, AuditEvent)>, Undone> {
        if self.passkeys.is_empty() {
            return Ok(Vec::new());
        }
        record::require_taken(pool.door())?;
        let ground = Ground::from(pool.door().as_ref());
        let (mut made, mut has): (Vec<_>, Vec<Passkey>) = (Vec::new(), Vec::new());
        for credential in &self.passkeys {
            let record = credential.import()?;
            let name = free_name(&app.providers().default_name(record.aaguid), &has);
            let passkey = ground.imported(app, user, record, name)?;
            let mut event = pool.event(app, Kind::PasskeyAdded, user).await?;
            (event.passkey_id, event.passkey_label) = (Some(passkey.row.id), Some(passkey.row.name.clone()));
            event.detail = Some(IMPORTED.into());
            has.push(passkey.row.clone());
            made.push((passkey, event));
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(text: &str) -> Result<(bool, bool, usize), Word> {
        let credentials: Vec<NewCredential> = serde_json::from_str(text).unwrap();
        Factors::of(&credentials).map(|all| (all.password.is_some(), all.secret.is_some(), all.passkeys.len()))
    }

    // The vendor's client writes every list, and where it has none, null.
    #[test]
    fn credentials_are_what_their_type_says() {
        let all = r#"[{"type":"password","password":"x","webauthn_credentials":null},{"type":"totp","totp_secret":"x"},
            {"type":"webauthn","webauthn_credentials":[{"id":"AAAA"},{"id":"BBBB"}],"must_be_reset":null}]"#;
        assert_eq!(factors(all), Ok((true, true, 2)));
        for text in [
            r#"[{"type":"password"}]"#,
            r#"[{"type":"password","totp_secret":"x"}]"#,
            r#"[{"type":"totp","password":"x"}]"#,
            r#"[{"type":"webauthn","webauthn_credentials":[]}]"#,
            r#"[{"type":"fingerprint","password":"x"}]"#,
            r#"[{"type":"password","password":"x"},{"type":"password","password":"y"}]"#,
        ] {
            assert_eq!(factors(text), Err(Word::CredentialsMalformed), "{text}");
        }
        let later = r#"[{"type":"password","password":"x","must_be_changed":true}]"#;
        assert_eq!(factors(later), Err(Word::CredentialStateUnknown));
    }

    #[test]
    fn a_user_is_active_or_not() {
        assert_eq!(status("active"), Ok(UserStatus::Active));
        assert_eq!((status("inactive"), status("new")), (Ok(UserStatus::Disabled), Ok(UserStatus::Disabled)));
        for word in ["deleted", "", "Active"] {
            assert_eq!(status(word), Err(Word::StatusUnknown));
        }
    }

    #[test]
    fn no_secret_stands_in_debug_text() {
        let new: NewUser = serde_json::from_str(
            r#"{"status":"active","credentials":[{"type":"password","password":"hunter2"},{"type":"totp","totp_secret":"hunter2"}]}"#,
        )
        .unwrap();
        assert!(!format!("{new:?}").contains("hunter2"));
    }
}
