//! The parameter `claims` (OpenID Connect Core, 5.5): claims that the client wishes for one by one. Essential or not, they are wishes; only two
//! of them decide anything: for whom the answer must be, and how they must have signed in. What else we can say of a member is under a scope,
//! and nothing may be said by its name alone that its scope would not cover.

use super::Wrong;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const LONGEST: usize = 8 * 1024;
const MOST_CLAIMS: usize = 64;
const MOST_VALUES: usize = 20;
const WRONG: Wrong = Wrong::Malformed("claims");

/// What we can say of a member, and which scope covers it.
const SAID: [(&str, &str); 6] = [
    ("name", "profile"),
    ("preferred_username", "profile"),
    ("email", "email"),
    ("email_verified", "email"),
    ("phone_number", "phone"),
    ("phone_number_verified", "phone"),
];

/// The scope that covers a claim of a member; none where we cannot say it.
pub fn scope_of(claim: &str) -> Option<&'static str> {
    SAID.iter().find(|(known, _)| *known == claim).map(|(_, scope)| *scope)
}

/// How one claim is wished for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimWish {
    pub essential: bool,
    /// Best first; any value will do where none is named.
    pub values: Vec<Value>,
}

/// The claims that are wished for by name, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WantedClaims {
    pub id_token: BTreeMap<String, ClaimWish>,
    pub userinfo: BTreeMap<String, ClaimWish>,
}

impl WantedClaims {
    pub(super) fn read(text: &str) -> Result<Self, Wrong> {
        if text.len() > LONGEST {
            return Err(WRONG);
        }
        let wanted: Map<String, Value> = serde_json::from_str(text).map_err(|_| WRONG)?;
        let read = |place| wanted.get(place).map_or(Ok(BTreeMap::new()), wishes);
        Ok(Self { id_token: read("id_token")?, userinfo: read("userinfo")? })
    }

    pub fn is_empty(&self) -> bool {
        self.id_token.is_empty() && self.userinfo.is_empty()
    }

    /// The scopes that cover what is wished for.
    pub fn scopes(&self) -> impl Iterator<Item = &'static str> {
        self.id_token.keys().chain(self.userinfo.keys()).filter_map(|claim| scope_of(claim))
    }

    /// The classes of sign-in one of which there has to be (5.5.1.1). As a mere wish they are like `acr_values`.
    pub fn essential_acr(&self) -> Option<Vec<&str>> {
        self.id_token.get("acr").filter(|wish| wish.essential).map(ClaimWish::texts)
    }

    /// The classes that are wished for without need.
    pub fn voluntary_acr(&self) -> Vec<&str> {
        self.id_token.get("acr").filter(|wish| !wish.essential).map(ClaimWish::texts).unwrap_or_default()
    }

    /// The members one of whom the answer has to be about, essential or not (5.5.1, 3.1.2.1).
    pub fn subjects(&self) -> Vec<&str> {
        self.id_token.get("sub").map(ClaimWish::texts).unwrap_or_default()
    }
}

impl ClaimWish {
    /// The values that are texts.
    pub fn texts(&self) -> Vec<&str> {
        self.values.iter().filter_map(Value::as_str).collect()
    }

    fn read(value: &Value) -> Result<Self, Wrong> {
        let members = match value {
            Value::Null => return Ok(Self::default()),
            Value::Object(members) => members,
            _ => return Err(WRONG),
        };
        let essential = members.get("essential").map_or(Some(false), Value::as_bool).ok_or(WRONG)?;
        let values = match (members.get("value"), members.get("values")) {
            (None, None) => Vec::new(),
            (Some(value), None) => vec![value.clone()],
            (None, Some(Value::Array(values))) if values.len() <= MOST_VALUES => values.clone(),
            _ => return Err(WRONG),
        };
        Ok(Self { essential, values })
    }
}

fn wishes(value: &Value) -> Result<BTreeMap<String, ClaimWish>, Wrong> {
    let members = match value {
        Value::Null => return Ok(BTreeMap::new()),
        Value::Object(members) if members.len() <= MOST_CLAIMS => members,
        _ => return Err(WRONG),
    };
    members.iter().map(|(name, wish)| Ok((name.clone(), ClaimWish::read(wish)?))).collect()
}
