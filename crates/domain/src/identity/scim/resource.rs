//! A user as a SCIM resource: what a directory has written of them, where it is still so, and what others have. Here a user has one name that they are
//! shown by; the parts of it that a directory wants are cut from it.

use crate::error::Error;
use crate::passkeys::time;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use store::directory_user::DirectoryUser;
use store::id::{PoolId, UserId};
use store::identifier::{Identifier, IdentifierKind};
use store::user::{User, UserStatus};

pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
pub const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// Of an address that nobody calls by another.
pub(super) const USUAL_TYPE: &str = "work";

/// All that a directory may see of a user.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub user: User,
    pub identifiers: Vec<Identifier>,
    /// None where no directory has said anything of them.
    pub written: Option<Written>,
}

/// How a directory has written a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub external_id: Option<String>,
    /// Folded, as all names here.
    pub user_name: String,
    /// What it has given as addresses, and the type of each.
    pub addresses: BTreeMap<String, String>,
}

impl From<DirectoryUser> for Written {
    fn from(row: DirectoryUser) -> Self {
        // What cannot be read says nothing of any address.
        let addresses = serde_json::from_str(&row.addresses).unwrap_or_default();
        Self { external_id: row.external_id, user_name: row.user_name, addresses }
    }
}

impl Written {
    pub(super) fn row(self, (pool_id, user_id): (PoolId, UserId)) -> Result<DirectoryUser, Error> {
        let addresses = serde_json::to_string(&self.addresses).map_err(Error::Answer)?;
        Ok(DirectoryUser { pool_id, user_id, external_id: self.external_id, user_name: self.user_name, addresses })
    }
}

impl Known {
    /// What the directory calls their user name; of whom it has none that is theirs, their username, or their oldest address.
    pub(super) fn user_name(&self) -> Option<&Identifier> {
        let given = self.written.as_ref().and_then(|it| self.identifiers.iter().find(|row| row.folded == it.user_name));
        let named = || self.identifiers.iter().find(|row| row.kind == IdentifierKind::Username);
        given.or_else(named).or_else(|| self.identifiers.first())
    }

    /// Without one that the directory has given as the user name alone.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &Identifier> {
        let is_name_alone = |row: &Identifier| {
            let is_so = |it: &Written| it.user_name == row.folded && !it.addresses.contains_key(&row.folded);
            self.written.as_ref().is_some_and(is_so)
        };
        self.identifiers.iter().filter(move |row| row.kind != IdentifierKind::Username && !is_name_alone(row))
    }

    fn type_of(&self, row: &Identifier) -> &str {
        let given = self.written.as_ref().and_then(|it| it.addresses.get(&row.folded));
        given.map_or(USUAL_TYPE, String::as_str)
    }

    fn external_id(&self) -> Option<&str> {
        self.written.as_ref().and_then(|it| it.external_id.as_deref())
    }

    /// What a directory would have written to see what it sees.
    pub(super) fn as_written(&self) -> Written {
        let addresses = self.addresses().map(|row| (row.folded.clone(), self.type_of(row).to_owned()));
        Written {
            external_id: self.external_id().map(str::to_owned),
            user_name: self.user_name().map(|row| row.folded.clone()).unwrap_or_default(),
            addresses: addresses.collect(),
        }
    }

    fn of_kind(&self, kind: IdentifierKind) -> Vec<Value> {
        let rows = self.addresses().filter(|row| row.kind == kind).enumerate();
        let one = |(place, row): (usize, &Identifier)| json!({ "value": row.value, "type": self.type_of(row), "primary": place == 0, "verified": row.verified_at.is_some() });
        rows.map(one).collect()
    }

    /// Without `meta`.
    pub(super) fn resource(&self) -> Map<String, Value> {
        let (given, family) = parts(&self.user.display_name);
        let whole = json!({
            "schemas": [USER],
            "id": self.user.id,
            "userName": self.user_name().map(|row| row.value.clone()),
            "name": { "formatted": self.user.display_name, "givenName": given, "familyName": family },
            "displayName": self.user.display_name,
            "active": self.user.status == UserStatus::Active,
            "emails": self.of_kind(IdentifierKind::Email),
            "phoneNumbers": self.of_kind(IdentifierKind::Phone),
            "externalId": self.external_id(),
        });
        let Value::Object(mut whole) = whole else { return Map::new() };
        whole.retain(|_, member| !member.is_null() && member.as_array().is_none_or(|list| !list.is_empty()));
        whole
    }

    /// Not when they were changed last: what others change of a user is not written down anywhere. The version says whether.
    pub(super) fn meta(&self) -> Map<String, Value> {
        let meta = [("resourceType", "User".to_owned()), ("created", time(self.user.created_at))];
        meta.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
    }
}

/// The last word is the family's.
pub(super) fn parts(name: &str) -> (&str, &str) {
    name.rsplit_once(' ').unwrap_or((name, ""))
}
